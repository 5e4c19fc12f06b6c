//! What may be read of users and their sessions.

use data::Unit;
use kernel::{PageSize, UserId};

pub use crate::store::{sessions::Session, users::Filter};
use crate::{Result, User, store};

/// A user of the unit's tenant.
///
/// # Errors
/// When the database fails.
pub async fn find(unit: &mut Unit, id: UserId) -> Result<Option<User>> {
    Ok(store::users::find(unit, id).await?)
}

/// A page of users, newest first, and the last of them if more follow.
///
/// # Errors
/// When the database fails.
pub async fn page(
    unit: &mut Unit,
    filter: &Filter,
    after: Option<UserId>,
    size: PageSize,
) -> Result<(Vec<User>, Option<UserId>)> {
    let mut users = store::users::list(unit, filter, after, size).await?;
    let more = users.len() > size.rows();
    users.truncate(size.rows());
    let last = users.last().filter(|_| more).map(|user| user.id);
    Ok((users, last))
}

/// A user's sessions that are not over, newest first.
///
/// # Errors
/// When the database fails.
pub async fn sessions(unit: &mut Unit, user: UserId) -> Result<Vec<Session>> {
    Ok(store::sessions::list(unit, user).await?)
}
