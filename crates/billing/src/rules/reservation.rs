//! Usage set aside before the work it pays for, as pure arithmetic.
//!
//! 1. *Reserve* takes the whole amount or nothing; used and reserved together never pass the limit.
//! 2. *Settle* turns what was really used into usage and gives the rest back.
//! 3. *Release* gives all of it back, *expire* does so for work that never reported.
//! 4. A reservation ends once: whoever comes second changes nothing.
//!
//! The store does the same in single statements under the counter's row lock; this is what they must
//! agree with. It knows no meter and no customer.

use jiff::Timestamp;
use serde::Serialize;

use super::{Limit, Refusal};

/// One meter of one customer in one usage period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counter {
    /// Used for good.
    pub used: u32,
    /// Set aside for work under way.
    pub reserved: u32,
}

/// An amount set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// How much.
    pub amount: u32,
    /// From when it may be taken back unasked.
    pub expires_at: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The work is under way.
    Held,
    /// The work was done and used this much.
    Settled(u32),
    /// All of it was given back.
    Released,
}

/// A counter and a reservation after they met.
pub type Met = (Counter, Reservation);

impl Counter {
    /// Used and set aside.
    #[must_use]
    pub const fn taken(self) -> u32 {
        self.used.saturating_add(self.reserved)
    }

    /// What may still be taken; nothing when a smaller plan came into force after the use.
    #[must_use]
    pub const fn remaining(self, limit: Limit) -> Limit {
        match limit {
            Limit::Limited(limit) => Limit::Limited(limit.saturating_sub(self.taken())),
            Limit::Unlimited => Limit::Unlimited,
        }
    }

    /// Sets `amount` aside, all or nothing; `None` when that would pass the limit (or 2^32).
    #[must_use]
    pub fn reserve(self, limit: Limit, amount: u32) -> Option<Self> {
        let taken = self.used.checked_add(self.reserved)?.checked_add(amount)?;
        let fits = match limit {
            Limit::Limited(limit) => taken <= limit,
            Limit::Unlimited => true,
        };
        fits.then_some(Self { reserved: self.reserved + amount, ..self })
    }

    /// The work is done and used `actual`; the rest of the reservation is free again.
    ///
    /// ```
    /// use billing::rules::{Counter, Limit, Reservation};
    ///
    /// let counter = Counter { used: 5, reserved: 0 }.reserve(Limit::Limited(10), 4).ok_or("full")?;
    /// let held = Reservation::held(4, "2026-06-01T09:05:00Z".parse()?);
    /// let (counter, held) = counter.settle(held, 1)?;
    /// assert_eq!(counter, Counter { used: 6, reserved: 0 });
    /// assert!(counter.settle(held, 1).is_err(), "once");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Refusal::NotHeld`] when it has ended, [`Refusal::MoreThanReserved`].
    pub fn settle(self, reservation: Reservation, actual: u32) -> Result<Met, Refusal> {
        if actual > reservation.amount {
            return Err(Refusal::MoreThanReserved { reserved: reservation.amount, used: actual });
        }
        self.close(reservation, Outcome::Settled(actual), actual)
    }

    /// The work was not done: all of it is free again.
    ///
    /// # Errors
    /// [`Refusal::NotHeld`] when it has ended.
    pub fn release(self, reservation: Reservation) -> Result<Met, Refusal> {
        self.close(reservation, Outcome::Released, 0)
    }

    /// Takes back a reservation whose time is up at `at`; `None` when it lives or has ended.
    #[must_use]
    pub fn expire(self, reservation: Reservation, at: Timestamp) -> Option<Met> {
        let due = reservation.outcome == Outcome::Held && reservation.expires_at <= at;
        due.then(|| self.release(reservation).ok()).flatten()
    }

    fn close(self, reservation: Reservation, outcome: Outcome, used: u32) -> Result<Met, Refusal> {
        let reserved = self.reserved.checked_sub(reservation.amount);
        match (reservation.outcome, reserved) {
            (Outcome::Held, Some(reserved)) => {
                let counter = Self { used: self.used.saturating_add(used), reserved };
                Ok((counter, Reservation { outcome, ..reservation }))
            }
            _ => Err(Refusal::NotHeld),
        }
    }
}

impl Reservation {
    /// `amount` set aside until `expires_at`.
    #[must_use]
    pub const fn held(amount: u32, expires_at: Timestamp) -> Self {
        Self { amount, expires_at, outcome: Outcome::Held }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    /// What one worker does; a random order of all workers' steps is one interleaving.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Reserve(u32),
        Settle(u32),
        Release,
        Expire(i64),
    }

    fn step() -> impl Strategy<Value = (usize, Step)> {
        let step = prop_oneof![
            (1u32..5).prop_map(Step::Reserve),
            (0u32..6).prop_map(Step::Settle),
            Just(Step::Release),
            (0i64..20).prop_map(Step::Expire),
        ];
        (0usize..12, step)
    }

    proptest! {
        /// N workers race for one unit each; settling in between changes nothing.
        #[test]
        fn exactly_the_limit_is_admitted(workers in 0u32..60, limit in 0u32..40, settle in prop::collection::vec(any::<bool>(), 60)) {
            let (mut counter, mut admitted) = (Counter::default(), 0);
            for worker in 0..workers {
                let Some(next) = counter.reserve(Limit::Limited(limit), 1) else { continue };
                (counter, admitted) = (next, admitted + 1);
                if settle[worker as usize] {
                    counter = counter.settle(Reservation::held(1, at(9)), 1).unwrap().0;
                }
            }
            prop_assert_eq!(admitted, workers.min(limit));
            prop_assert_eq!(counter.taken(), admitted);
        }

        /// Any interleaving against a book kept by hand: who holds what, and what was used.
        #[test]
        fn any_interleaving_keeps_the_books(steps in prop::collection::vec(step(), 0..120), limit in 0u32..12) {
            let mut counter = Counter::default();
            let mut slots: [Option<Reservation>; 12] = [None; 12];
            let (mut held, mut used) = ([0u32; 12], 0u32);
            for (worker, step) in steps {
                let slot = slots[worker];
                let met = match (step, slot) {
                    (Step::Reserve(amount), _) => {
                        if held[worker] == 0 {
                            let next = counter.reserve(Limit::Limited(limit), amount);
                            let fits = used + held.iter().sum::<u32>() + amount <= limit;
                            prop_assert_eq!(next.is_some(), fits);
                            if let Some(next) = next {
                                counter = next;
                                held[worker] = amount;
                                slots[worker] = Some(Reservation::held(amount, at(10)));
                            }
                        }
                        None
                    }
                    (Step::Settle(actual), Some(reservation)) => {
                        let met = counter.settle(reservation, actual).ok();
                        prop_assert_eq!(met.is_some(), held[worker] > 0 && actual <= held[worker]);
                        used += met.map_or(0, |_| actual);
                        met
                    }
                    (Step::Release, Some(reservation)) => {
                        let met = counter.release(reservation).ok();
                        prop_assert_eq!(met.is_some(), held[worker] > 0);
                        met
                    }
                    (Step::Expire(now), Some(reservation)) => {
                        let met = counter.expire(reservation, at(now));
                        prop_assert_eq!(met.is_some(), held[worker] > 0 && now >= 10);
                        met
                    }
                    (_, None) => None,
                };
                if let Some((next, ended)) = met {
                    counter = next;
                    slots[worker] = Some(ended);
                    held[worker] = 0;
                }
                prop_assert_eq!(counter, Counter { used, reserved: held.iter().sum() });
                prop_assert!(counter.taken() <= limit);
            }
        }
    }

    #[test]
    fn the_end_of_time_and_of_numbers() {
        let full = Counter { used: u32::MAX - 1, reserved: 1 };
        assert_eq!(full.reserve(Limit::Unlimited, 1), None);
        assert_eq!(full.reserve(Limit::Unlimited, 0), Some(full));
        assert_eq!(full.remaining(Limit::Limited(3)), Limit::Limited(0));
        let stray = Reservation::held(2, at(0));
        assert!(matches!(full.release(stray), Err(Refusal::NotHeld)), "more than the counter has set aside");
        assert!(full.expire(stray, at(1)).is_none());
    }
}
