//! A caller: sends requests through the front, as a connection would, and reads the envelope.

use std::{net::IpAddr, sync::Arc};

use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use web::Shell;

/// One caller, with a token once signed in.
#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    shell: Arc<Shell>,
    address: IpAddr,
    host: String,
    pub(crate) token: Option<String>,
    /// The user, once signed in.
    pub(crate) user: String,
}

/// An answer, its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Client {
    pub(crate) fn new(router: Router, shell: Arc<Shell>, address: &str) -> Self {
        let address = address.parse().unwrap();
        Self { router, shell, address, host: "localhost".into(), token: None, user: String::new() }
    }

    pub(crate) fn signed_in(&self, token: &str, user: &str) -> Self {
        Self { token: Some(token.into()), user: user.into(), ..self.clone() }
    }

    /// The same caller from another address.
    pub(crate) fn elsewhere(&self, address: &str) -> Self {
        Self { address: address.parse().unwrap(), ..self.clone() }
    }

    pub(crate) fn at_host(&self, host: &str) -> Self {
        Self { host: host.into(), ..self.clone() }
    }

    pub(crate) fn at_address(&self, address: &str) -> Self {
        Self { address: address.parse().unwrap(), ..self.clone() }
    }

    /// A request below `/api/v1`, as this caller would write it.
    pub(crate) fn request(&self, method: Method, path: &str) -> Request<Body> {
        let path =
            if path.starts_with("/livez") || path.starts_with("/readyz") || path.starts_with("/metrics") {
                path.to_owned()
            } else {
                format!("/api/v1{path}")
            };
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        request.body(Body::empty()).unwrap()
    }

    pub(crate) fn request_with(&self, method: Method, path: &str, body: impl Into<Body>) -> Request<Body> {
        let mut request = self.request(method, path);
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        *request.body_mut() = body.into();
        request
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request_with(Method::POST, path, body.to_string())).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request_with(Method::PATCH, path, body.to_string())).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request_with(Method::PUT, path, body.to_string())).await
    }

    pub(crate) async fn post_with_key(&self, path: &str, body: &Value, key: &str) -> Answer {
        let mut request = self.request_with(Method::POST, path, body.to_string());
        request.headers_mut().insert("idempotency-key", key.parse().unwrap());
        self.send(request).await
    }

    /// Used and set aside of one of the caller's meters.
    pub(crate) async fn meter(&self, name: &str) -> (u64, u64) {
        let usage = self.get("/usage").await.expect(200);
        let meter = usage["items"].as_array().unwrap().iter().find(|meter| meter["meter"] == name).unwrap();
        (meter["used"].as_u64().unwrap(), meter["reserved"].as_u64().unwrap())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response =
            web::front::answer(self.router.clone(), self.shell.clone(), self.address, request).await;
        let (parts, body) = response.into_parts();
        let text = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body, text }
    }
}

impl Answer {
    /// The `data` of an answer that must have this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.body.get("data").cloned().unwrap_or(Value::Null)
    }

    /// The envelope of a refusal that must have this status and code.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.body["success"], false);
        assert!(self.body["correlation_id"].is_string());
        self.body
    }

    /// Path and code of the first wrong field of a 422.
    #[track_caller]
    pub(crate) fn wrong_field(self) -> (String, String) {
        let body = self.refused(422, "VALIDATION_FAILED");
        let field = &body["details"]["fields"][0];
        (field["path"].as_str().unwrap().to_owned(), field["code"].as_str().unwrap().to_owned())
    }
}
