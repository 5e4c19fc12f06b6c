//! What a handler answers when all went well; [`crate::envelope`] wraps it.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema, Type, schema::SchemaType},
};

use crate::Error;

/// The `data` of a successful answer.
#[derive(Debug)]
pub struct Reply<T>(pub T);

/// One page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Listing<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// What to send as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Each list has a name of its own in the documentation, and brings the schema of its rows with it.
impl<T: ToSchema> ToSchema for Listing<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Listing", T::name()).into()
    }

    fn schemas(parts: &mut Vec<(String, RefOr<Schema>)>) {
        parts.push((T::name().into_owned(), T::schema()));
        T::schemas(parts);
    }
}

impl<T: ToSchema> PartialSchema for Listing<T> {
    fn schema() -> RefOr<Schema> {
        let cursor = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("What to send as `cursor` for the next page; absent on the last one"));
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let object =
            ObjectBuilder::new().property("items", items).required("items").property("next_cursor", cursor);
        RefOr::T(Schema::Object(object.build()))
    }
}

/// `data` as JSON, on its way to the envelope.
#[derive(Clone, Debug)]
pub(crate) struct Payload(pub(crate) Bytes);

/// A successful answer with this `data`.
///
/// # Errors
/// None; it returns a `Result` so that a handler can end with it.
pub fn reply<T: Serialize>(data: T) -> crate::Result<Reply<T>> {
    Ok(Reply(data))
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(json) => carry(Bytes::from(json)),
            Err(error) => Error::internal(error).into_response(),
        }
    }
}

/// A response that carries ready JSON to the envelope.
pub(crate) fn carry(json: Bytes) -> Response {
    let mut response = Response::new(axum::body::Body::empty());
    response.extensions_mut().insert(Payload(json));
    response
}
