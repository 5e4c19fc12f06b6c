//! Ends what was set aside for a reading by a language model.

use billing::actions::settle;
use data::Unit;
use kernel::ReservationId;

use super::reserve_reading::Held;
use crate::{Error, telling::Charged};

/// What became of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// A reading, or the part of one that its asker waited for, of so many tokens.
    Reading(u64),
    /// Nothing that is charged.
    Nothing,
}

/// Counts what was used and gives the rest back. A provider that counts more than was set aside is not charged for: what
/// was set aside is an upper bound of what was asked for. What has lapsed meanwhile is not taken again.
///
/// # Errors
/// [`Error::Billing`], [`Error::Data`].
pub(crate) async fn run(unit: &mut Unit, held: &Held, spent: Spent) -> Result<Charged, Error> {
    let (readings, tokens) = match spent {
        Spent::Reading(tokens) => (1, u32::try_from(tokens).unwrap_or(u32::MAX).min(held.most_tokens)),
        Spent::Nothing => (0, 0),
    };
    Ok(Charged {
        ai_interpretations: end(unit, held.reading, readings).await?,
        ai_tokens: end(unit, held.tokens, tokens).await?,
    })
}

async fn end(unit: &mut Unit, id: ReservationId, amount: u32) -> Result<u32, Error> {
    match settle::run(unit, id, amount).await {
        Ok(_) => Ok(amount),
        Err(billing::Error::ReservationEnded) => Ok(0),
        Err(error) => Err(error.into()),
    }
}
