//! Why no report can be made. It knows no HTTP status.

use billing::rules::Movement;
use jiff::Timestamp;
use thiserror::Error;

/// What is wrong with the question, or with the rows that should answer it.
#[derive(Debug, Error)]
pub enum Fault {
    /// The range ends where it starts, or before.
    #[error("the range is empty")]
    EmptyRange,
    /// The range starts after the present.
    #[error("the range starts in the future")]
    NotYet,
    /// More periods than one report shows.
    #[error("more than {most} periods: ask for a shorter range or a longer interval")]
    TooManyPeriods {
        /// How many it shows.
        most: usize,
    },
    /// A sum belongs to none of the periods.
    #[error("no period of this report starts at {period_start}")]
    UnknownPeriod {
        /// The start it names.
        period_start: Timestamp,
    },
    /// The ledger says that losses were gained, or gains lost.
    #[error("the sum of {movement} from {period_start} is {delta_minor}, which has the wrong sign")]
    WrongSign {
        /// Where.
        period_start: Timestamp,
        /// Of what.
        movement: Movement,
        /// The sum.
        delta_minor: i64,
    },
    /// The customers' MRR at the start of a period is not the book's.
    #[error("customers have {customers_minor} at {period_start}, the book opens with {opening_minor}")]
    CohortMismatch {
        /// Which period.
        period_start: Timestamp,
        /// The customers' sum.
        customers_minor: i64,
        /// The book's.
        opening_minor: i64,
    },
    /// An amount leaves 64 bits.
    #[error("an amount is too large")]
    TooLarge,
    /// A date outside the years -9999 to 9999.
    #[error("a date is out of range")]
    Calendar(#[from] jiff::Error),
}
