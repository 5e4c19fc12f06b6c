//! The one place of this crate that waits: for a process which gives no signal. Knows nothing about what it waits for.

use std::time::Duration;

/// How long one look is apart from the next.
const TICK: Duration = Duration::from_millis(50);

/// Looks every 50 ms until something holds, for at most so many seconds. Says whether it held.
#[expect(
    clippy::disallowed_methods,
    reason = "another program's files are watched, which nothing announces; the wait has a deadline"
)]
pub(crate) fn until(seconds: u32, mut holds: impl FnMut() -> bool) -> bool {
    for _ in 0..seconds * 20 {
        if holds() {
            return true;
        }
        std::thread::sleep(TICK);
    }
    holds()
}
