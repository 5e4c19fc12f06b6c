//! Why a rule said no. It knows no HTTP status.

use jiff::Timestamp;
use thiserror::Error;

use super::{BrokenLedger, IllegalTransition, Interval};

/// Every way in which a billing rule refuses.
#[derive(Debug, Error)]
pub enum Refusal {
    /// The state does not allow it; carries what it does allow.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// There is one trial per customer and plan family.
    #[error("the trial of this plan family has been used")]
    TrialUsed,
    /// A trial was asked for with a plan that has no trial days.
    #[error("plan {plan} is not a trial")]
    NotATrial {
        /// The plan's code.
        plan: String,
    },
    /// The plan has no such price, or several currencies and none was named.
    #[error("plan {plan} is not sold by the {interval} in that currency")]
    NotSold {
        /// The plan's code.
        plan: String,
        /// What was asked for.
        interval: Interval,
    },
    /// The price is above the ceiling, or times the quantity it leaves 64 bits.
    #[error("the amount is too large")]
    TooLarge,
    /// Time has done something since: apply `effect_due` first, then ask again.
    #[error("a change was due at {due}; apply it first")]
    Behind {
        /// When it was due.
        due: Timestamp,
    },
    /// The reservation was settled, released or taken back before.
    #[error("the reservation has ended")]
    NotHeld,
    /// More was used than set aside.
    #[error("{used} used of {reserved} reserved")]
    MoreThanReserved {
        /// What was set aside.
        reserved: u32,
        /// What is said to have been used.
        used: u32,
    },
    /// The rows do not follow from each other.
    #[error(transparent)]
    Broken(#[from] BrokenLedger),
    /// A date outside the years -9999 to 9999.
    #[error("a date is out of range")]
    Calendar(#[from] jiff::Error),
}
