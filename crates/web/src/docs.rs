//! The documentation page and the document behind it, without a network.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{RawPathParams, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, Method, header};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::Config;

use crate::{Error, Routes, route};

/// What the page needs: its own scripts, and the inline styles and pictures that it draws with.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

#[derive(Clone)]
struct Documents {
    json: Arc<str>,
    page: Arc<Config<'static>>,
}

/// `/docs/` and `/openapi.json` for a document that was made from the route table; [`routes`] itself
/// may be part of that table, so they are described first and given the document later.
#[must_use]
pub fn routes(document: &OpenApi) -> Routes {
    let json = document.to_json().unwrap_or_default();
    let page = Config::new(["/api/v1/openapi.json"]);
    let page = Arc::new(page.try_it_out_enabled(true).display_request_duration(true));
    Routes::new("docs")
        .add(
            route(Method::GET, "/openapi.json")
                .summary("The OpenAPI document")
                .public()
                .bare("application/json")
                .handler(async |State(documents): State<Documents>| {
                    ([(header::CONTENT_TYPE, "application/json")], documents.json.to_string())
                }),
        )
        // Relative links on the page need the slash, which the front takes off every path.
        .add(
            route(Method::GET, "/docs")
                .summary("The documentation")
                .public()
                .bare("text/html")
                .handler(async || Redirect::permanent("/api/v1/docs/index.html")),
        )
        .add(
            route(Method::GET, "/docs/{file}")
                .summary("A file of the documentation")
                .public()
                .bare("*/*")
                .handler(file),
        )
        .state(Documents { json: json.into(), page })
}

async fn file(State(documents): State<Documents>, params: RawPathParams) -> Response {
    let name = params.iter().next().map_or("", |(_, name)| name);
    match utoipa_swagger_ui::serve(name, documents.page) {
        Ok(Some(file)) => {
            let mut response = Response::new(Body::from(file.bytes.into_owned()));
            let kind = HeaderValue::from_str(&file.content_type);
            response.headers_mut().extend(kind.ok().map(|kind| (header::CONTENT_TYPE, kind)));
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
            response
        }
        Ok(None) => Error::not_found("file").into_response(),
        Err(error) => Error::internal(error.to_string()).into_response(),
    }
}
