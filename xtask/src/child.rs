//! Runs programs so that an interruption reaches them and not this process, which has a cluster to take down first.

use std::{
    process::Command,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

/// While it lives, Ctrl-C and SIGTERM end the program that runs, and no further one is started.
pub(crate) struct Children {
    interrupted: Arc<AtomicBool>,
    running: Arc<Mutex<Option<u32>>>,
}

impl Children {
    /// Takes the signals over, by handlers: a program that is started forgets those, but would inherit a mask and
    /// then never see its own SIGTERM.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn guard() -> Result<Self, String> {
        let mut signals =
            Signals::new([SIGINT, SIGTERM]).map_err(|error| format!("taking signals over: {error}"))?;
        let children =
            Self { interrupted: Arc::new(AtomicBool::new(false)), running: Arc::new(Mutex::new(None)) };
        let (interrupted, running) = (Arc::clone(&children.interrupted), Arc::clone(&children.running));
        thread::spawn(move || {
            for _ in signals.forever() {
                interrupted.store(true, Ordering::SeqCst);
                end(*running.lock().unwrap_or_else(PoisonError::into_inner));
            }
        });
        Ok(children)
    }

    /// Runs a program to its end.
    ///
    /// # Errors
    /// When it cannot be started, fails or is interrupted.
    pub(crate) fn run(&self, command: &mut Command) -> Result<(), String> {
        let name = format!("`{}`", command.get_program().to_string_lossy());
        let mut child = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if self.interrupted.load(Ordering::SeqCst) {
                return Err("interrupted".into());
            }
            let child = command.spawn().map_err(|error| format!("starting {name}: {error}"))?;
            *running = Some(child.id());
            child
        };
        let ended = child.wait();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match ended {
            _ if self.interrupted.load(Ordering::SeqCst) => Err("interrupted".into()),
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{name}: {status}")),
            Err(error) => Err(format!("waiting for {name}: {error}")),
        }
    }

    /// Ends the program that runs, as an interruption would, and starts no further one.
    pub(crate) fn stop(&self) {
        self.interrupted.store(true, Ordering::SeqCst);
        end(*self.running.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Whether an interruption came, or [`Children::stop`] was called.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }
}

fn end(child: Option<u32>) {
    if let Some(pid) = child.and_then(|pid| i32::try_from(pid).ok()) {
        // It may have ended by itself.
        let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_sees_the_signals_that_this_process_takes_over() {
        let children = Children::guard().unwrap();
        let hears = "trap 'exit 7' TERM; kill -TERM $$; exit 1";
        assert_eq!(children.run(Command::new("sh").args(["-c", hears])).unwrap_err(), "`sh`: exit status: 7");
        children.stop();
        assert_eq!(children.run(&mut Command::new("true")).unwrap_err(), "interrupted");
    }
}
