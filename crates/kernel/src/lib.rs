//! The ground: values that more than one room uses.
//!
//! Money, billing periods, clocks, typed ids, pages, changes of a field and what a text may hold. Nothing here performs I/O, holds a
//! connection or knows that HTTP or SQL exist.

pub mod change;
pub mod clock;
pub mod correlation;
pub mod entropy;
pub mod id;
pub mod locale;
pub mod money;
pub mod page;
pub mod period;
pub mod rounding;
pub mod text;

pub use change::Change;
pub use clock::{Clock, Clocks};
pub use correlation::CorrelationId;
pub use id::{
    AuditId, BlockId, ChartId, JobId, NoticeId, OutboxId, RequestId, ReservationId, SessionId, SilenceId,
    SubscriptionId, TenantId, TransitionId, UserId,
};
pub use money::{Currency, Money};
pub use page::PageSize;
pub use period::Period;
