//! Step 5: who is it? Bearer tokens for now; cookies and API keys join here.

use http::{HeaderMap, header};
use kernel::CorrelationId;
use web::{Access, Principal, access::Authenticate, access::SignInRefusal};

use crate::Reason;

/// The principal of a request, or `None` for a guest on a public route.
///
/// On a public route a token that no longer holds makes a guest: an expired one must not keep its
/// owner from the route that renews it.
pub(crate) async fn decide(
    headers: &HeaderMap,
    access: Access,
    authenticate: &dyn Authenticate,
    correlation: &CorrelationId,
) -> Result<Option<Principal>, Reason> {
    let Some(bearer) = bearer(headers) else {
        return if access == Access::Public { Ok(None) } else { Err(Reason::NoToken) };
    };
    match authenticate.authenticate(bearer, correlation).await {
        Ok(principal) => Ok(Some(principal)),
        Err(_) if access == Access::Public => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}

/// The token of a well-formed, single `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

impl From<SignInRefusal> for Reason {
    fn from(refusal: SignInRefusal) -> Self {
        match refusal {
            SignInRefusal::Invalid => Self::TokenInvalid,
            SignInRefusal::Expired => Self::TokenExpired,
            SignInRefusal::Revoked => Self::SessionRevoked,
            SignInRefusal::Inactive => Self::AccountInactive,
            SignInRefusal::Unavailable(error) => Self::Failed(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_well_formed_header_or_none() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, value.parse().unwrap());
            }
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(read(&["bearer abc"]).as_deref(), Some("abc"));
        for bad in [&[][..], &["Basic abc"], &["Bearer"], &["Bearer "], &["Bearer a", "Bearer b"]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
