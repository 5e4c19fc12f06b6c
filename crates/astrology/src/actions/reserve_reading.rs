//! Sets aside what a reading by a language model can cost.

use billing::{actions::reserve, rules::Meter};
use data::Unit;
use jiff::SignedDuration;
use kernel::{ReservationId, UserId};

use crate::Error;

/// What is set aside for one reading.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub(super) reading: ReservationId,
    pub(super) tokens: ReservationId,
    pub(super) most_tokens: u32,
}

/// Sets one interpretation and `most_tokens` tokens aside for work of at most `lasts`, or neither. Commit before the
/// work; end it by [`super::settle_reading`].
///
/// # Errors
/// [`Error::Billing`] when one of the meters is used up, [`Error::Data`].
pub async fn run(
    unit: &mut Unit,
    user: UserId,
    most_tokens: u32,
    lasts: SignedDuration,
) -> Result<Held, Error> {
    let reading = reserve::run(unit, user, Meter::AiInterpretations, 1, lasts).await?.id;
    let tokens = reserve::run(unit, user, Meter::AiTokens, most_tokens, lasts).await?.id;
    Ok(Held { reading, tokens, most_tokens })
}
