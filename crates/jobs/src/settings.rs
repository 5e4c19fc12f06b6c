//! What an installation may set about its workers.

use std::time::Duration;

use serde::Deserialize;

/// Section `[jobs]` of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Jobs at work at once on this node.
    pub concurrency: usize,
    /// How long a job belongs to a node that gives no sign of life, in milliseconds of real time. A living
    /// one renews it every third of that.
    pub lease_ms: u32,
    /// The longest wait before an idle worker looks at the queue, in milliseconds.
    pub poll_ms: u32,
    /// How long running jobs may take to finish when the node stops, in milliseconds; then they are
    /// broken off and left to another.
    pub grace_ms: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { concurrency: 4, lease_ms: 15_000, poll_ms: 500, grace_ms: 20_000 }
    }
}

impl Settings {
    pub(crate) fn lease(self) -> Duration {
        Duration::from_millis(self.lease_ms.max(3).into())
    }

    pub(crate) fn poll(self) -> Duration {
        Duration::from_millis(self.poll_ms.max(1).into())
    }

    pub(crate) fn grace(self) -> Duration {
        Duration::from_millis(self.grace_ms.into())
    }
}
