//! Why billing said no, and the one place where that becomes an answer over HTTP.

use http::StatusCode;
use serde_json::json;
use web::FieldError;

use crate::{
    rules::{Action, Exceeded, Fault, IllegalTransition, Refusal},
    views::LimitReached,
};

/// Failures of this room.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A meter of the plan in force is used up: 402.
    #[error(transparent)]
    LimitReached(#[from] Box<Exceeded>),
    /// The subscription's state does not allow it: 409 that names what it does allow.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// There is one trial a customer: 409.
    #[error("the trial has been used")]
    TrialUsed,
    /// The plan family has no trial: 409.
    #[error("there is no trial")]
    NoTrial,
    /// There is nothing to buy under that name, at that interval, in that currency: 422.
    #[error("{field}: not sold")]
    NotSold {
        /// Which field of the order to change.
        field: &'static str,
    },
    /// The price is above the ceiling, as one that was published before there was one: 422.
    #[error("the price is too large")]
    TooLarge,
    /// A plan version that cannot be published: 422 with every wrong field.
    #[error("the plan cannot be published")]
    Plan(Vec<Fault>),
    /// The plan was changed by somebody else in the meantime: 409.
    #[error("the plan was changed in the meantime")]
    PlanChanged,
    /// The user has no subscription: 404. Sign-up makes one.
    #[error("there is no subscription")]
    NoSubscription,
    /// The reservation was settled, released or taken back before: 409.
    #[error("the reservation has ended")]
    ReservationEnded,
    /// A rule refused what these actions never ask of it, or stored rows contradict each other: 500.
    #[error("billing contradicts itself")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database failed.
    #[error(transparent)]
    Data(#[from] data::Error),
}

impl Error {
    /// Something that only a bug or a damaged row brings about.
    pub(crate) fn broken(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Broken(why.into())
    }

    /// For a port, which knows failures of the database only.
    pub(crate) fn into_data(self) -> data::Error {
        match self {
            Self::Data(error) => error,
            other => crate::store::shape(other),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Illegal(illegal) => Self::Illegal(illegal),
            Refusal::TrialUsed => Self::TrialUsed,
            Refusal::NotATrial { .. } => Self::NoTrial,
            Refusal::NotSold { .. } => Self::NotSold { field: "interval" },
            Refusal::TooLarge => Self::TooLarge,
            Refusal::NotHeld => Self::ReservationEnded,
            other => Self::broken(other),
        }
    }
}

impl From<jiff::Error> for Error {
    fn from(error: jiff::Error) -> Self {
        Self::Data(error.into())
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::LimitReached(exceeded) => limit_reached(*exceeded),
            Error::Illegal(illegal) => illegal_transition(&illegal),
            Error::TrialUsed => {
                let message = "You have had your trial; POST /api/v1/subscription to take a plan";
                conflict("TRIAL_USED", message)
            }
            Error::NoTrial => conflict("TRIAL_NOT_OFFERED", "There is no trial; see GET /api/v1/plans"),
            Error::NotSold { field } => {
                let message = "Not sold; GET /api/v1/plans lists plans, intervals and currencies";
                Self::fields(&[FieldError::new(field, "NOT_SOLD", message)])
            }
            Error::TooLarge => {
                let message = "Its price is too large to be charged; choose another plan or interval";
                Self::fields(&[FieldError::new("plan", "TOO_LARGE", message)])
            }
            Error::Plan(faults) => Self::fields(&faults.into_iter().map(field_error).collect::<Vec<_>>()),
            Error::PlanChanged => {
                let message = "Somebody else has just published a version of this plan; look at it first";
                conflict("CONCURRENT_CHANGE", message)
            }
            Error::NoSubscription => Self::not_found("subscription"),
            Error::ReservationEnded => {
                conflict("RESERVATION_ENDED", "The reservation has ended; reserve again before the work")
            }
            Error::Broken(cause) => Self::internal(cause),
            Error::Data(error) => error.into(),
        }
    }
}

/// The word by which a client asks for an action, `trial`, `cancel` and `resume` being the routes below `/subscription`,
/// and the `when` that goes with it; none for what no route of this room asks for.
fn asked_by(action: Action) -> Option<(&'static str, &'static str)> {
    Some(match action {
        Action::Subscribe => ("subscribe", ""),
        Action::StartTrial => ("trial", ""),
        Action::CancelNow => ("cancel", " now"),
        Action::ScheduleCancel => ("cancel", " at period_end"),
        Action::WithdrawCancel => ("resume", ""),
        _ => return None,
    })
}

fn conflict(code: &'static str, message: &'static str) -> web::Error {
    web::Error::new(StatusCode::CONFLICT, code, message)
}

fn illegal_transition(illegal: &IllegalTransition) -> web::Error {
    let ways: Vec<_> = illegal.legal.iter().copied().filter_map(asked_by).collect();
    let (word, when) = asked_by(illegal.action).unwrap_or((illegal.action.as_str(), ""));
    let allowed: Vec<String> = ways.iter().map(|(word, when)| format!("{word}{when}")).collect();
    let allowed = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
    let message =
        format!("A subscription that is {} does not allow {word}{when}; it allows {allowed}", illegal.from);
    let mut legal: Vec<_> = ways.into_iter().map(|(word, _)| word).collect();
    legal.dedup();
    web::Error::new(StatusCode::CONFLICT, "ILLEGAL_TRANSITION", message)
        .with_details(json!({ "state": illegal.from, "legal": legal }))
}

fn limit_reached(exceeded: Exceeded) -> web::Error {
    let details = LimitReached::from(exceeded);
    let LimitReached { meter, plan, limit, used, resets_at, upgrade, trial } = &details;
    let mut message =
        format!("{used} of {limit} {meter} of the plan {plan} are used; there are more from {resets_at}");
    if let Some(upgrade) = upgrade {
        message = format!("{message}, or at once with the plan {}: see {}", upgrade.plan, upgrade.url);
    }
    if let Some(trial) = trial {
        message = format!("{message}; or try {} days without paying: POST {}", trial.days, trial.url);
    }
    web::Error::new(StatusCode::PAYMENT_REQUIRED, "PLAN_LIMIT_REACHED", message).with_details(&details)
}

fn field_error(fault: Fault) -> FieldError {
    let code = if fault.code == "required" { "REQUIRED" } else { "INVALID" };
    FieldError::new(fault.path, code, fault.message)
}
