//! Watches, in debug builds, that slow work is not done while a unit holds a connection.
//!
//! Password hashing, network and file work inside an open unit would let a few slow requests hold
//! every connection. Whoever starts such work calls [`assert_no_unit`] first.

use std::{cell::Cell, future::Future};

tokio::task_local! {
    static OPEN: Cell<u32>;
}

/// Runs one request or job with a counter of its own open units.
pub async fn watched<F: Future>(work: F) -> F::Output {
    OPEN.scope(Cell::new(0), work).await
}

/// Fails a debug build when the task at hand holds a unit.
///
/// # Panics
/// In debug builds, when it does: a bug of the caller's.
pub fn assert_no_unit(what: &str) {
    let open = OPEN.try_with(Cell::get).unwrap_or(0);
    debug_assert_eq!(open, 0, "{what} inside an open unit holds a database connection while it works");
}

/// Counts one unit for as long as it lives.
#[derive(Debug)]
pub(crate) struct Present(());

impl Present {
    pub(crate) fn enter() -> Self {
        let _ = OPEN.try_with(|open| open.set(open.get() + 1));
        Self(())
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        let _ = OPEN.try_with(|open| open.set(open.get().saturating_sub(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "hashing inside an open unit")]
    async fn slow_work_inside_a_unit_is_noticed() {
        watched(async {
            let _unit = Present::enter();
            assert_no_unit("hashing");
        })
        .await;
    }

    #[tokio::test]
    async fn slow_work_outside_is_fine() {
        watched(async {
            drop(Present::enter());
            assert_no_unit("hashing");
        })
        .await;
    }
}
