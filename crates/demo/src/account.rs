//! One customer's account as the demo itself keeps it: a fold over what they did, written from the definitions and not from
//! the product, so that the product's numbers can be held against it.

use jiff::{Span, Timestamp, tz::TimeZone};

/// How often a price recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// 9.99 a month.
    Month,
    /// 99.99 a year.
    Year,
}

/// Where a customer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Neither tries nor pays.
    Free,
    /// Tries everything until then.
    Trialing {
        /// The first instant after the trial.
        until: Timestamp,
    },
    /// Pays.
    Paying {
        /// How often.
        term: Term,
        /// Since when, which periods are counted from.
        since: Timestamp,
        /// When it ends, once cancelled.
        ends: Option<Timestamp>,
    },
}

/// What somebody does about their subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Begins the trial.
    Try,
    /// Buys.
    Buy(Term),
    /// Cancels, at once or with what is paid.
    Cancel {
        /// At once.
        now: bool,
    },
    /// Takes a cancellation back.
    Resume,
}

/// What a move, or time alone, did to the business; MRR in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A trial began.
    Tried,
    /// A trial ended without a purchase.
    Lapsed,
    /// Somebody pays for the first time; whether out of a trial.
    New(i64, bool),
    /// Somebody pays again.
    Back(i64),
    /// Somebody pays no longer.
    Churned(i64),
}

/// A customer's account.
#[derive(Clone, Debug)]
pub struct Account {
    zone: TimeZone,
    state: State,
    tried: bool,
    paid: bool,
}

const TRIAL_DAYS: i64 = 14;

impl Term {
    /// What a month is worth: 9.99, and 99.99 / 12 = 8.3325, in minor units rounded once, half away from zero.
    #[must_use]
    pub const fn mrr_minor(self) -> i64 {
        match self {
            Self::Month => 999,
            Self::Year => 833,
        }
    }

    const fn months(self) -> i64 {
        match self {
            Self::Month => 1,
            Self::Year => 12,
        }
    }
}

impl Account {
    /// A new account, on the free plan.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, state: State::Free, tried: false, paid: false }
    }

    /// Where it stands after [`Account::settle`].
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether the trial has been used.
    #[must_use]
    pub fn has_tried(&self) -> bool {
        self.tried
    }

    /// Whether it was ever paid for.
    #[must_use]
    pub fn has_paid(&self) -> bool {
        self.paid
    }

    /// What time alone has done by `at`, and when; not yet settled.
    #[must_use]
    pub fn due(&self, at: Timestamp) -> Option<(Timestamp, Change)> {
        match self.state {
            State::Trialing { until } if until <= at => Some((until, Change::Lapsed)),
            State::Paying { term, ends: Some(ends), .. } if ends <= at => {
                Some((ends, Change::Churned(term.mrr_minor())))
            }
            _ => None,
        }
    }

    /// Settles what time alone has done by `at`, and tells it.
    pub fn settle(&mut self, at: Timestamp) -> Option<(Timestamp, Change)> {
        let due = self.due(at)?;
        self.state = State::Free;
        Some(due)
    }

    /// Makes a move at `at`, which time has been settled for. None for one that changes no number yet.
    ///
    /// # Errors
    /// The move, if this account cannot make it.
    pub fn make(&mut self, at: Timestamp, step: Move) -> Result<Option<Change>, Move> {
        let change = match (step, self.state) {
            (Move::Try, State::Free) if !self.tried && !self.paid => {
                self.state = State::Trialing { until: self.later(at, Span::new().days(TRIAL_DAYS)) };
                self.tried = true;
                Some(Change::Tried)
            }
            (Move::Buy(term), State::Free | State::Trialing { .. }) => {
                let out_of_trial = self.state != State::Free;
                let mrr = term.mrr_minor();
                let change = if self.paid { Change::Back(mrr) } else { Change::New(mrr, out_of_trial) };
                self.state = State::Paying { term, since: at, ends: None };
                self.paid = true;
                Some(change)
            }
            (Move::Cancel { now: true }, State::Paying { term, .. }) => {
                self.state = State::Free;
                Some(Change::Churned(term.mrr_minor()))
            }
            (Move::Cancel { now: false }, State::Paying { term, since, ends: None }) => {
                let ends = Some(self.paid_until(since, term, at));
                self.state = State::Paying { term, since, ends };
                None
            }
            (Move::Resume, State::Paying { term, since, ends: Some(_) }) => {
                self.state = State::Paying { term, since, ends: None };
                None
            }
            _ => return Err(step),
        };
        Ok(change)
    }

    /// The end of the period of `at`: whole terms from the purchase, by the customer's calendar.
    fn paid_until(&self, since: Timestamp, term: Term, at: Timestamp) -> Timestamp {
        let mut terms = 1;
        loop {
            let end = self.later(since, Span::new().months(terms * term.months()));
            if end > at {
                return end;
            }
            terms += 1;
        }
    }

    fn later(&self, at: Timestamp, by: Span) -> Timestamp {
        at.to_zoned(self.zone.clone()).checked_add(by).map_or(Timestamp::MAX, |at| at.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_story_by_hand() {
        let mut account =
            Account::new(places::Zone::find("Europe/Amsterdam").unwrap().rules().unwrap().clone());
        assert_eq!(account.make(at("2026-03-20T12:00:00Z"), Move::Try), Ok(Some(Change::Tried)));
        // Fourteen days later the clocks of Amsterdam are an hour ahead.
        assert_eq!(account.settle(at("2026-04-03T10:59:59Z")), None);
        assert_eq!(
            account.settle(at("2026-05-01T00:00:00Z")),
            Some((at("2026-04-03T11:00:00Z"), Change::Lapsed))
        );
        let bought = at("2026-05-31T12:00:00Z");
        assert_eq!(account.make(bought, Move::Buy(Term::Month)), Ok(Some(Change::New(999, false))));
        assert_eq!(account.make(at("2026-06-10T12:00:00Z"), Move::Cancel { now: false }), Ok(None));
        assert_eq!(account.make(at("2026-06-11T12:00:00Z"), Move::Resume), Ok(None));
        assert_eq!(account.make(at("2026-07-02T12:00:00Z"), Move::Cancel { now: false }), Ok(None));
        assert_eq!(
            account.settle(at("2026-08-01T00:00:00Z")),
            Some((at("2026-07-31T12:00:00Z"), Change::Churned(999)))
        );
        let back = at("2026-08-02T00:00:00Z");
        assert_eq!(account.make(back, Move::Buy(Term::Year)), Ok(Some(Change::Back(833))));
        assert_eq!(account.make(back, Move::Try), Err(Move::Try));
        assert_eq!(account.make(back, Move::Cancel { now: true }), Ok(Some(Change::Churned(833))));
    }
}
