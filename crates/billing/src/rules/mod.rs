//! The pure rules of billing: values in, values out.
//!
//! Nothing here reads a clock, draws randomness, or knows that a database or HTTP exist: instants, zones
//! and earlier rows are parameters. Amounts are integer minor units, rounded once, half away from zero.

mod words;

pub mod catalogue;
pub mod decision;
pub mod entitlement;
pub mod fault;
pub mod interval;
pub mod ledger;
pub mod movement;
pub mod mrr;
pub mod plan;
pub mod quota;
pub mod refusal;
pub mod reservation;
pub mod shipped;
pub mod state;
pub mod subscription;

pub use catalogue::{Catalogue, TrialOffer, Upgrade};
pub use decision::{Customer, Decision, Order, When};
pub use entitlement::{Entitlement, Grounds};
pub use fault::Fault;
pub use interval::Interval;
pub use ledger::{BrokenLedger, Transition, fold};
pub use movement::Movement;
pub use plan::{Feature, Limit, Meter, PlanKind, PlanRef, PlanVersion, Price};
pub use quota::{Exceeded, Usage};
pub use refusal::Refusal;
pub use reservation::{Counter, Reservation};
pub use state::{Action, IllegalTransition, State};
pub use subscription::{Subscription, Terms};
pub use words::UnknownWord;
