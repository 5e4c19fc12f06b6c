//! The pure rules of revenue analytics: sums of ledger rows in, reports out.
//!
//! Nothing here reads a clock or a database. Amounts are integer minor units; a rate keeps its two
//! integers and is divided once; what cannot be divided is null with its reason, never 0 or infinity.

pub mod calendar;
pub mod cohort;
pub mod definition;
pub mod fault;
pub mod figure;
pub mod flow;
pub mod metric;
pub mod report;
pub mod shape;
pub mod subscriptions;
pub mod tally;
pub mod timeline;

pub use calendar::{ReportInterval, periods};
pub use cohort::{Cohort, CustomerPeriod};
pub use definition::{DEFINITIONS, Definition};
pub use fault::Fault;
pub use figure::{Amount, Missing, Rate};
pub use flow::{Flow, Line, Sum, flows};
pub use report::{Book, LeftOut, PeriodReport, Report, report};
pub use subscriptions::{Change, Counts, Group, SubscriptionReport, Trials, counts};
pub use tally::{Tally, Totals, Turnover, totals};
pub use timeline::{Edge, Range, Reporting, Timeline};
