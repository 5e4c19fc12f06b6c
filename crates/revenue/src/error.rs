//! Why there is no report, and the one place where that becomes an answer over HTTP.

use billing::rules::UnknownWord;
use web::FieldError;

use crate::rules::Fault;

/// The result of this room.
pub type Result<T> = std::result::Result<T, Error>;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The question is wrong: 422. Or the ledger does not add up: 500, for a wrong number is worse than none.
    #[error(transparent)]
    Report(#[from] Fault),
    /// The ledger holds a word that this version does not know: 500.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// The tenant is gone, or its reporting zone or currency is not one: 500.
    #[error("the tenant cannot be reported on: {0}")]
    Tenant(&'static str),
    /// What billing was asked for failed.
    #[error(transparent)]
    Billing(#[from] billing::Error),
    /// The database failed.
    #[error(transparent)]
    Data(#[from] data::Error),
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Report(fault) => match wrong_field(&fault) {
                Some((path, code)) => Self::fields(&[FieldError::new(path, code, fault.to_string())]),
                None => Self::internal(fault),
            },
            Error::Billing(error) => error.into(),
            Error::Data(error) => error.into(),
            Error::Word(_) | Error::Tenant(_) => Self::internal(error),
        }
    }
}

/// The parameter to change, if the question is at fault.
fn wrong_field(fault: &Fault) -> Option<(&'static str, &'static str)> {
    match fault {
        Fault::EmptyRange => Some(("to", "EMPTY_RANGE")),
        Fault::NotYet => Some(("from", "NOT_YET")),
        Fault::TooManyPeriods { .. } => Some(("interval", "TOO_MANY_PERIODS")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_question_is_the_askers_and_a_wrong_ledger_ours() {
        let answer = |fault: Fault| web::Error::from(Error::from(fault)).status().as_u16();
        assert_eq!(answer(Fault::EmptyRange), 422);
        assert_eq!(answer(Fault::NotYet), 422);
        assert_eq!(answer(Fault::TooManyPeriods { most: 1 }), 422);
        assert_eq!(answer(Fault::TooLarge), 500);
        assert_eq!(web::Error::from(Error::Tenant("no zone")).code(), "INTERNAL_ERROR");
    }
}
