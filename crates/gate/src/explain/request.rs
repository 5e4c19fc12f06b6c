//! A request as it is written down in one line of JSON, and as the connection would hand it on.

use std::borrow::Cow;

use axum::{body::Body, extract::Request};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderName, HeaderValue, Method, Uri};
use serde::Deserialize;

use crate::PROBE;

/// One line; what it says besides is nobody's business here.
#[derive(Deserialize)]
pub(super) struct Case<'a> {
    #[serde(borrow)]
    pub(super) label: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) tier: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) category: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) payload: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) request: Written<'a>,
}

/// A request: bytes above 127 of its head are written as the characters of the same number, or as UTF-8.
#[derive(Deserialize)]
pub(super) struct Written<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    target: Cow<'a, str>,
    #[serde(borrow, default)]
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    #[serde(borrow, default)]
    body_base64: Cow<'a, str>,
}

impl Written<'_> {
    pub(super) fn body(&self) -> Result<Vec<u8>, String> {
        BASE64_STANDARD.decode(self.body_base64.as_bytes()).map_err(|error| format!("body_base64: {error}"))
    }

    /// The request below the probe, or nothing if no connection would take it.
    pub(super) fn request(&self) -> Option<Request> {
        let slash = if self.target.starts_with(['/', '?']) { "" } else { "/" };
        let target = [PROBE.as_bytes(), slash.as_bytes(), &bytes(&self.target)].concat();
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::from_bytes(self.method.as_bytes()).ok()?;
        *request.uri_mut() = Uri::try_from(target).ok()?;
        // Names and values are not needed to tell how a request is framed, but their lengths are.
        let mut head = b"- - HTTP/1.1\r\n".to_vec();
        for (name, value) in &self.headers {
            let value = bytes(value);
            let value = value.trim_ascii();
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            request.headers_mut().append(name, HeaderValue::from_bytes(value).ok()?);
        }
        head.extend_from_slice(b"\r\n");
        web::front::framed(&mut request, &head);
        Some(request)
    }
}

/// The bytes that a text stands for: its characters' numbers if these make UTF-8, else its own UTF-8.
fn bytes(text: &str) -> Cow<'_, [u8]> {
    let numbers = || text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>();
    if text.is_ascii() {
        return Cow::Borrowed(text.as_bytes());
    }
    match numbers().filter(|bytes| std::str::from_utf8(bytes).is_ok()) {
        Some(numbers) => Cow::Owned(numbers),
        None => Cow::Borrowed(text.as_bytes()),
    }
}
