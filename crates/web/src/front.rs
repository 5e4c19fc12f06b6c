//! What happens to a request before it is routed, and to every answer on its way out.
//!
//! 1. Shape: sane framing, one well-formed host that is ours, a path of bounded length that decodes to
//!    plain text without dot segments.
//! 2. The client's real address; the correlation id.
//! 3. `/api/x` means `/api/v1/x`, with or without a slash at the end.
//! 4. The way out: envelope, security headers, correlation id, one log line, metrics; whoever listens is told.

use std::{net::IpAddr, panic::AssertUnwindSafe, sync::Arc};

use axum::{
    Router,
    body::HttpBody as _,
    extract::Request,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use jiff::{SignedDuration, Timestamp};
use kernel::CorrelationId;
use percent_encoding::percent_decode_str;
use tower::ServiceExt;

use crate::{Answered, Client, Error, HostName, Judged, Shell, Spec, envelope, framing::Framing};

const CORRELATION: HeaderName = HeaderName::from_static("x-correlation-id");
const LONGEST_TARGET: usize = 8 * 1024;
/// As in the domain name system.
const LONGEST_HOST: usize = 253;

/// Headers that every answer carries, errors included. A handler may set a wider
/// `Content-Security-Policy` for a page that needs it.
const SECURITY: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Answers one request.
pub async fn answer(router: Router, shell: Arc<Shell>, peer: IpAddr, mut request: Request) -> Response {
    let clock = shell.database.clocks().real.clone();
    let started = clock.now();
    let correlation = correlation(&request).unwrap_or_else(|| CorrelationId::new(started));
    let method = name(request.method());
    let client = Client::of(peer, request.headers(), &shell.trusted_proxies);
    let request_bytes = length(request.headers());
    let measured = shell.measures(request.uri().path());
    let admitted = if measured { measure(&mut request, peer) } else { admit(&mut request, client, &shell) };
    let response = match admitted {
        Ok(()) => {
            let extensions = request.extensions_mut();
            extensions.insert(correlation.clone());
            extensions.insert(shell.clone());
            handled(router, request).await
        }
        Err(error) if measured => error.at(StatusCode::FORBIDDEN).into_response(),
        Err(error) => error.into_response(),
    };
    if let Some(lost) = response.extensions().get::<Arc<Error>>().and_then(|error| error.database()) {
        shell.database.learn(lost);
    }
    let response = dress(envelope::finish(response, &correlation), &correlation);
    let at = clock.now();
    let left = Left { at, took: at.duration_since(started), method, request_bytes };
    let address = client.map(|client| client.address);
    record(&response, &left, &correlation, |answered| (shell.on_answer)(Answered { address, ..answered }));
    response
}

/// The length of a body as its head says it: none for a request without one, unknown for chunks.
fn length(headers: &HeaderMap) -> Option<u64> {
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return None;
    }
    match headers.get(header::CONTENT_LENGTH) {
        Some(length) => length.to_str().ok()?.parse().ok(),
        None => Some(0),
    }
}

/// A handler that panics answers 500, and the next request is served.
async fn handled(router: Router, request: Request) -> Response {
    let work = AssertUnwindSafe(data::presence::watched(router.oneshot(request)));
    match work.catch_unwind().await {
        Ok(Ok(response)) => response,
        Err(_) => Error::internal("a handler panicked").into_response(),
    }
}

fn correlation(request: &Request) -> Option<CorrelationId> {
    CorrelationId::accept(request.headers().get(CORRELATION)?.to_str().ok()?)
}

fn admit(request: &mut Request, client: Option<Client>, shell: &Shell) -> Result<(), Error> {
    framing(request)?;
    let host = host(request.headers(), &shell.hosts)?;
    let client = client.ok_or_else(malformed_hop)?;
    request.extensions_mut().insert(host);
    request.extensions_mut().insert(client);
    let path = canonical_path(request.uri().path())?;
    rewrite(request, &path)
}

/// The shape of a request that is only judged: any host, and of the path just what no reader can mean well.
///
/// # Errors
/// What is wrong with it.
pub fn measure(request: &mut Request, peer: IpAddr) -> Result<(), Error> {
    framing(request)?;
    request.extensions_mut().insert(Client { address: peer });
    let path = request.uri().path();
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let dots = decoded.split(|byte| *byte == b'/').any(|segment| segment == b"." || segment == b"..");
    if dots || decoded.iter().any(u8::is_ascii_control) {
        return Err(malformed_path());
    }
    let path = versioned(path.strip_suffix('/').unwrap_or(path));
    rewrite(request, &path)
}

fn rewrite(request: &mut Request, path: &str) -> Result<(), Error> {
    if request.uri().to_string().len() > LONGEST_TARGET {
        return Err(Error::new(StatusCode::URI_TOO_LONG, "URI_TOO_LONG", "The address is longer than 8 KiB"));
    }
    if path != request.uri().path() {
        let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
        *request.uri_mut() = format!("{path}{query}").parse::<Uri>().map_err(|_| malformed_path())?;
    }
    Ok(())
}

/// Notes how a request is framed whose head did not come by a listener but is there whole.
pub fn framed(request: &mut Request, head: &[u8]) {
    let (mut scanner, framings) = crate::framing::pair();
    scanner.read(head);
    request.extensions_mut().insert(framings.next());
}

/// Refuses what the listener saw to be two requests for one reader and one for another.
fn framing(request: &Request) -> Result<(), Error> {
    match request.extensions().get() {
        Some(Framing::Ambiguous) => {
            let message = "State the length of the request once: in one Content-Length, or in chunks";
            Err(Error::new(StatusCode::BAD_REQUEST, "FRAMING_AMBIGUOUS", message))
        }
        Some(Framing::TooLong) => {
            let message = "The headers are longer than 32 KiB in all";
            Err(Error::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "HEADERS_TOO_LONG", message))
        }
        _ => Ok(()),
    }
}

fn host(headers: &HeaderMap, hosts: &[String]) -> Result<HostName, Error> {
    let mut named = headers.get_all(header::HOST).iter();
    let bad = || Error::new(StatusCode::BAD_REQUEST, "HOST_INVALID", "Send one well-formed Host header");
    let (Some(host), None) = (named.next(), named.next()) else { return Err(bad()) };
    // Two readers of `name:1@other` would not agree on whose it is.
    let plain = host.to_str().ok().filter(|host| !host.contains('@'));
    let host = plain.and_then(|host| host.parse::<http::uri::Authority>().ok()).ok_or_else(bad)?;
    let name = host.host().to_ascii_lowercase();
    if name.len() > LONGEST_HOST {
        return Err(bad());
    }
    if hosts.is_empty() || hosts.contains(&name) {
        return Ok(HostName(name));
    }
    let message = "This server does not answer for that host";
    Err(Error::new(StatusCode::MISDIRECTED_REQUEST, "HOST_UNKNOWN", message))
}

/// The one way to write a path: the current version named, no slash at the end.
fn canonical_path(path: &str) -> Result<String, Error> {
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| malformed_path())?;
    let odd = |c: char| c.is_control() || c == '\\';
    let dots = decoded.split('/').any(|segment| segment == "." || segment == "..");
    if !path.starts_with('/') || decoded.contains(odd) || dots || path.contains("%2F") || path.contains("%2f")
    {
        return Err(malformed_path());
    }
    Ok(versioned(path.strip_suffix('/').filter(|rest| !rest.is_empty()).unwrap_or(path)))
}

fn versioned(path: &str) -> String {
    match path.strip_prefix("/api/") {
        Some(rest) if rest != "v1" && !rest.starts_with("v1/") => format!("/api/v1/{rest}"),
        _ => path.to_owned(),
    }
}

fn malformed_hop() -> Error {
    let message = "The proxy in front names no address in X-Forwarded-For";
    Error::new(StatusCode::BAD_REQUEST, "FORWARDED_INVALID", message)
}

fn malformed_path() -> Error {
    Error::new(StatusCode::BAD_REQUEST, "PATH_MALFORMED", "The path is not a plain one")
}

/// A method as it is counted and logged: of invented ones there is no end.
fn name(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

fn dress(mut response: Response, correlation: &CorrelationId) -> Response {
    for (name, value) in SECURITY {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(correlation.as_str()) {
        response.headers_mut().insert(CORRELATION, value);
    }
    response
}

/// An answer on its way out.
struct Left {
    at: Timestamp,
    took: SignedDuration,
    method: &'static str,
    request_bytes: Option<u64>,
}

/// One log line, two metrics and one word to who listens; by route and never by path: a path can hold identifiers.
fn record(response: &Response, left: &Left, correlation: &CorrelationId, tell: impl FnOnce(Answered<'_>)) {
    let (extensions, method) = (response.extensions(), left.method);
    let status = response.status().as_u16();
    let route = extensions.get::<Arc<Spec>>().map_or_else(|| "-".to_owned(), |spec| spec.full_path());
    let code = extensions.get::<Arc<Error>>().map(|error| error.code());
    let micros = i64::try_from(left.took.as_micros()).unwrap_or(i64::MAX);
    tracing::info!(%correlation, %method, route, status, code = code.unwrap_or_default(), micros, "answered");
    tell(Answered {
        at: left.at,
        address: None,
        method,
        route: &route,
        status,
        code,
        micros,
        request_bytes: left.request_bytes,
        answer_bytes: response.body().size_hint().exact(),
        correlation,
        judged: extensions.get::<Judged>().copied(),
    });
    let labels = [("route", route), ("method", method.to_owned()), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..1]).record(left.took.as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_way_to_be_written() {
        let cases = [
            ("/", Some("/")),
            ("/api/health", Some("/api/v1/health")),
            ("/api/v1/health", Some("/api/v1/health")),
            ("/api/v1/health/", Some("/api/v1/health")),
            ("/api/v1", Some("/api/v1")),
            ("/api/v10/x", Some("/api/v1/v10/x")),
            ("/livez", Some("/livez")),
            ("/api/v1/../livez", None),
            ("/api/v1/%2e%2e/livez", None),
            ("/api/v1/a%2fb", None),
            ("/api/v1/a%00b", None),
            ("/api/v1/a%0d%0ab", None),
            ("/api/v1/%ff", None),
            ("/api/v1/a\\b", None),
            ("*", None),
        ];
        for (path, expected) in cases {
            assert_eq!(canonical_path(path).ok().as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_host_has_one_reading() {
        let read = |value: &[u8], ours: &[&str]| {
            let headers = [(header::HOST, HeaderValue::from_bytes(value).unwrap())].into_iter().collect();
            let ours: Vec<String> = ours.iter().map(ToString::to_string).collect();
            host(&headers, &ours).map(|host| host.0).map_err(|error| error.code)
        };
        assert_eq!(read(b"App.example:8080", &["app.example"]), Ok("app.example".into()));
        assert_eq!(read(b"[::1]:80", &[]), Ok("[::1]".into()));
        assert_eq!(read(b"evil.example", &["app.example"]), Err("HOST_UNKNOWN"));
        let long = format!("{}.example", "a".repeat(250));
        for bad in [&b"b.internal:1@app.example"[..], b"", b"a b", b"\xe9", long.as_bytes()] {
            assert_eq!(read(bad, &[]), Err("HOST_INVALID"), "{bad:?}");
        }
        assert_eq!(host(&HeaderMap::new(), &[]).map_err(|error| error.code).err(), Some("HOST_INVALID"));
        let mut two = HeaderMap::new();
        two.append(header::HOST, HeaderValue::from_static("a"));
        two.append(header::HOST, HeaderValue::from_static("b"));
        assert_eq!(host(&two, &[]).map_err(|error| error.code).err(), Some("HOST_INVALID"));
    }

    #[test]
    fn refused_framing_says_why() {
        let code = |seen| {
            let mut request = Request::new(axum::body::Body::empty());
            request.extensions_mut().insert(seen);
            framing(&request).err().map(|error| error.code)
        };
        assert_eq!(code(Framing::Ambiguous), Some("FRAMING_AMBIGUOUS"));
        assert_eq!(code(Framing::TooLong), Some("HEADERS_TOO_LONG"));
        assert_eq!((code(Framing::Length), code(Framing::Chunks)), (None, None));
    }

    #[test]
    fn invented_methods_are_one() {
        assert_eq!(name(&Method::PATCH), "PATCH");
        assert_eq!(name(&Method::from_bytes(b"BREW").unwrap()), "other");
    }
}
