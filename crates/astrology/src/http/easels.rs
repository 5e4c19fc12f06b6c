//! Where pictures in pixels are drawn: on threads of their own, a few at a time. Knows no chart.
//!
//! 1. At most [`AT_ONCE`] are drawn and [`WAITING`] wait; whoever comes then is told to come back, so a flood of
//!    pictures takes neither all memory nor all cores. The largest picture holds its pixels twice while it is written,
//!    128 MB, so all of them together never hold more than 256 MB; who waits holds a few kB and no connection.
//! 2. A place goes with the drawing and not with the request: a client that hangs up frees no core.

use std::sync::Arc;

use data::presence::assert_no_unit;
use tokio::sync::Semaphore;
use web::Error as Refusal;

use crate::Error;

/// Pictures that are drawn at once. More would neither be ready sooner on the machines that this runs on nor fit into
/// their memory beside a database.
const AT_ONCE: usize = 2;

/// Pictures that may wait for their turn: some five seconds of drawing at the worst, under one as they are mostly asked for.
const WAITING: usize = 16;

/// Clones share the places.
#[derive(Clone)]
pub(super) struct Easels {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Default for Easels {
    fn default() -> Self {
        Self::new(AT_ONCE, WAITING)
    }
}

impl Easels {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once + waiting)), turns: Arc::new(Semaphore::new(at_once)) }
    }

    /// Draws when its turn comes.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub(super) async fn draw<T: Send + 'static>(
        &self,
        picture: impl FnOnce() -> T + Send + 'static,
    ) -> web::Result<T> {
        assert_no_unit("drawing a picture");
        let place = self.places.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(Refusal::internal)?;
        let drawn = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            picture()
        });
        drawn.await.map_err(Refusal::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    };

    use axum::response::IntoResponse;

    use super::*;

    /// A picture that is drawn until it is told to be done, and counts how many are at once.
    fn slow(now: &Arc<AtomicUsize>, most: &Arc<AtomicUsize>) -> (mpsc::Sender<()>, impl FnOnce() + use<>) {
        let (done, told) = mpsc::channel::<()>();
        let (now, most) = (now.clone(), most.clone());
        let picture = move || {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let _ = told.recv();
            now.fetch_sub(1, Ordering::SeqCst);
        };
        (done, picture)
    }

    #[tokio::test]
    async fn whoever_comes_past_the_waiting_is_told_so_and_no_more_are_drawn_than_may_be() {
        let (at_once, waiting, more) = (2, 3, 4);
        let (easels, now, most) = (Easels::new(at_once, waiting), Arc::default(), Arc::default());
        let (mut ends, mut drawings) = (Vec::new(), Vec::new());
        for _ in 0..at_once + waiting {
            let (done, picture) = slow(&now, &most);
            let easels = easels.clone();
            ends.push(done);
            drawings.push(tokio::spawn(async move { easels.draw(picture).await }));
        }
        while easels.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        for _ in 0..more {
            let refused = easels.draw(|| panic!("it is drawn all the same")).await.err().unwrap();
            assert_eq!((refused.status().as_u16(), refused.code()), (503, "BUSY"));
            assert_eq!(refused.into_response().headers()[http::header::RETRY_AFTER], "1");
        }
        drop(ends);
        for drawing in drawings {
            drawing.await.unwrap().unwrap();
        }
        assert!((1..=at_once).contains(&most.load(Ordering::SeqCst)));
        assert_eq!(easels.places.available_permits(), at_once + waiting, "every place is free again");
    }

    #[tokio::test]
    async fn a_client_that_hangs_up_frees_no_place_and_a_picture_that_fails_does() {
        let easels = Easels::new(1, 0);
        let (done, picture) = slow(&Arc::default(), &Arc::default());
        let asked = tokio::spawn({
            let easels = easels.clone();
            async move { easels.draw(picture).await }
        });
        while easels.turns.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        tokio::task::yield_now().await;
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert!(easels.draw(|| ()).await.is_err(), "the drawing goes on");
        drop(done);
        drop(easels.turns.acquire().await.unwrap());
        assert_eq!(
            easels.draw(|| panic!("broken")).await.err().map(|error| error.status().as_u16()),
            Some(500)
        );
        assert!(easels.draw(|| ()).await.is_ok());
    }
}
