//! The rule of a window, pure: ten buckets, and what is left of them. It knows no caller, no store and no clock.
//!
//! A request counts until its bucket leaves the window, so a request is held against its caller for at least nine tenths
//! of the window and at most the whole of it. In any stretch of nine tenths no more are let through than the limit says,
//! and after a whole silent window the full limit is back. `shared/rule.lua` is the same rule in another language; a test
//! compares them.

/// Buckets of a window.
pub(super) const BUCKETS: i64 = 10;

/// So many requests in so many seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Requests in a window; zero for no limit.
    pub limit: u32,
    /// The window in seconds.
    pub seconds: u32,
}

impl Policy {
    /// The length of a bucket in milliseconds.
    pub(super) fn bucket_ms(self) -> u32 {
        // At most u32::MAX * 100, which would not fit: windows of more than a year are cut.
        self.seconds.clamp(1, 366 * 86_400).saturating_mul(100)
    }
}

/// What a window holds against a caller at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Requests that count.
    pub(super) used: u32,
    /// Milliseconds until more may come than now.
    pub(super) wait_ms: u64,
}

/// The requests of one caller in the last ten buckets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Window {
    /// The number of the newest bucket since the epoch.
    newest: i64,
    bucket_ms: u32,
    counts: [u32; 10],
}

impl Window {
    /// Empties the buckets that have left the window.
    ///
    /// Where the clock was set back by less than a window it stands still until time has caught up: nothing is forgotten
    /// because two machines disagree. Where it was set back by more, all begins anew: nobody is to wait for a time that
    /// has been already. So does a window whose length was configured anew.
    pub(super) fn roll(&mut self, now_ms: i64, policy: Policy) {
        let bucket_ms = policy.bucket_ms();
        let now = now_ms.div_euclid(bucket_ms.into());
        if self.bucket_ms != bucket_ms || self.newest - now >= BUCKETS {
            *self = Self { newest: now, bucket_ms, ..Self::default() };
        }
        for passed in (self.newest + 1).max(now - BUCKETS + 1)..=now {
            self.counts[slot(passed)] = 0;
        }
        self.newest = self.newest.max(now);
    }

    /// Counts one request; to be rolled before.
    pub(super) fn add(&mut self) {
        let count = &mut self.counts[slot(self.newest)];
        *count = count.saturating_add(1);
    }

    /// What counts, and how long to wait for more; to be rolled before.
    pub(super) fn tally(&self, now_ms: i64, limit: u32) -> Tally {
        let used = self.counts.iter().fold(0, |sum: u32, count| sum.saturating_add(*count));
        let mut left = used;
        // The oldest leave first; a limit that was lowered may need several to leave.
        for age in (0..BUCKETS).rev() {
            left -= left.min(self.counts[slot(self.newest - age)]);
            if left < used.min(limit) {
                let leaves_ms = (self.newest - age + BUCKETS) * i64::from(self.bucket_ms);
                return Tally { used, wait_ms: u64::try_from(leaves_ms - now_ms).unwrap_or(0) };
            }
        }
        Tally { used, wait_ms: 0 }
    }

    /// What counts, without rolling.
    pub(super) fn used_at(&self, now_ms: i64) -> u32 {
        let age = now_ms.div_euclid(i64::from(self.bucket_ms.max(1))) - self.newest;
        let live = (0..BUCKETS - age.clamp(0, BUCKETS)).map(|back| self.counts[slot(self.newest - back)]);
        live.fold(0, u32::saturating_add)
    }

    /// The instant of its newest bucket in milliseconds.
    pub(super) fn newest_ms(&self) -> i64 {
        self.newest * i64::from(self.bucket_ms)
    }
}

fn slot(bucket: i64) -> usize {
    usize::try_from(bucket.rem_euclid(BUCKETS)).unwrap_or(0)
}
