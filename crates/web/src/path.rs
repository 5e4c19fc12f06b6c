//! The parameters in a path, as the type that the handler asked for.

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

use crate::Error;

/// The one parameter of a path as `T`. One that does not parse names nothing, so the answer is 404.
#[derive(Clone, Copy, Debug)]
pub struct PathOf<T>(pub T);

impl<S: Send + Sync, T: std::str::FromStr> FromRequestParts<S> for PathOf<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(Error::internal)?;
        let (_, text) = params.iter().next().ok_or_else(|| Error::internal("the path has no parameter"))?;
        text.parse().map(Self).map_err(|_| Error::not_found("thing"))
    }
}
