//! Sealed cursors: where a list goes on, readable by nobody but us and valid only for the same list
//! and caller.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use data::seal::{Field, Sealer};
use kernel::TenantId;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Error, FieldError};

/// Seals the position after the last row of a page. `list` names the list, `owner` the caller.
///
/// # Errors
/// When the position cannot be written as JSON: a bug.
pub fn seal(
    sealer: &Sealer,
    tenant: TenantId,
    list: &'static str,
    owner: Uuid,
    position: &impl Serialize,
) -> Result<String, Error> {
    let json = serde_json::to_vec(position).map_err(Error::internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(sealer.seal(tenant, place(list, owner), &json)))
}

/// Opens a cursor that [`seal`] made for the same list and caller.
///
/// # Errors
/// 422 naming `cursor` for anything else.
pub fn open<T: DeserializeOwned>(
    sealer: &Sealer,
    tenant: TenantId,
    list: &'static str,
    owner: Uuid,
    cursor: &str,
) -> Result<T, Error> {
    let opened = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
    let opened = opened.and_then(|sealed| sealer.open(tenant, place(list, owner), &sealed).ok());
    opened.and_then(|json| serde_json::from_slice(&json).ok()).ok_or_else(|| {
        let message = "Not a cursor of this list; leave it out to start from the beginning";
        Error::fields(&[FieldError::new("cursor", "INVALID", message)])
    })
}

fn place(list: &'static str, owner: Uuid) -> Field {
    Field { table: "cursor", column: list, row: owner }
}

#[cfg(test)]
mod tests {
    use data::seal::MasterKey;

    use super::*;

    #[test]
    fn a_cursor_goes_on_only_its_own_list() {
        let sealer = Sealer::new(vec![MasterKey::from_bytes([3; 32])]);
        let (tenant, me, other) =
            (TenantId::from(Uuid::from_u128(1)), Uuid::from_u128(2), Uuid::from_u128(3));
        let cursor = seal(&sealer, tenant, "charts", me, &(7, "x")).unwrap();
        assert_eq!(open::<(u8, String)>(&sealer, tenant, "charts", me, &cursor).unwrap(), (7, "x".into()));
        assert!(open::<(u8, String)>(&sealer, tenant, "users", me, &cursor).is_err());
        assert!(open::<(u8, String)>(&sealer, tenant, "charts", other, &cursor).is_err());
        assert!(open::<(u8, String)>(&sealer, tenant, "charts", me, "nonsense").is_err());
    }
}
