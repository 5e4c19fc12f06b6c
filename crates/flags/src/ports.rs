//! What other rooms ask of flags, without knowing them.

use data::{
    Unit,
    ports::{Answer, Flagged},
};
use kernel::UserId;

use crate::{rules, store};

/// Answers [`Flagged`].
#[derive(Clone, Copy, Debug)]
pub struct Flags;

impl Flagged for Flags {
    fn flag<'a>(&'a self, unit: &'a mut Unit, name: &'a str, user: UserId) -> Answer<'a, Option<bool>> {
        Box::pin(async move { Ok(store::find(unit, name).await?.map(|flag| rules::is_on(&flag, user))) })
    }
}
