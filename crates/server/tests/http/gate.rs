//! What the gate refuses, in its order, each with its one reason.

mod limits;

use std::num::NonZeroU64;

use axum::body::Body;
use http::{HeaderValue, Method, header};
use jiff::SignedDuration;
use serde_json::json;
use web::{Access, Keep, Permission, Require, Routes, reply, route};

use crate::{
    app::{PASSWORD, TestApp},
    astrology::birth,
};

#[tokio::test]
async fn bad_bodies_each_have_their_answer() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    let wide = format!("[{}0]", "0,".repeat(20_000));
    let huge = format!("{{\"kind\":\"{}\"}}", "x".repeat(70_000));
    let cases: [(&str, u16, &str); 10] = [
        ("{", 400, "MALFORMED_JSON"),
        ("", 400, "MALFORMED_JSON"),
        ("{'kind':1}", 400, "MALFORMED_JSON"),
        (r#"{"kind":"natal","kind":"natal"}"#, 400, "DUPLICATE_KEY"),
        (&deep, 400, "BODY_TOO_DEEP"),
        (&wide, 400, "BODY_TOO_COMPLEX"),
        (&huge, 413, "BODY_TOO_LARGE"),
        ("[]", 422, "VALIDATION_FAILED"),
        ("null", 422, "VALIDATION_FAILED"),
        (r#"{"kind":"na\u0000tal"}"#, 422, "VALIDATION_FAILED"),
    ];
    for (body, status, code) in cases {
        let answer = user.send(user.request_with(Method::POST, "/charts", body.to_owned())).await;
        answer.refused(status, code);
    }
    let mut typed = user.request_with(Method::POST, "/charts", birth().to_string());
    typed.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    user.send(typed).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let mut zipped = user.request_with(Method::POST, "/charts", birth().to_string());
    zipped.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    user.send(zipped).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(user.get("/charts").await.expect(200)["items"], json!([]), "nothing was kept");
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let app = TestApp::start_with(|config| config.gate.body_seconds = NonZeroU64::MIN, Routes::new("")).await;
    let user = app.guest();
    let never = Body::new(http_body_util::StreamBody::new(Never));
    user.send(user.request_with(Method::POST, "/auth/login", never)).await.refused(408, "BODY_TOO_SLOW");
}

/// A body of which nothing ever comes.
struct Never;

impl futures_util::Stream for Never {
    type Item = Result<http_body::Frame<bytes::Bytes>, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}

#[tokio::test]
async fn every_answer_is_dressed() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let answers = [
        guest.get("/plans").await,
        guest.get("/users/me").await,
        guest.get("/no/such/route").await,
        guest.delete("/plans").await,
        guest.get("/../etc/passwd").await,
        guest.send(guest.request_with(Method::POST, "/auth/login", "{")).await,
    ];
    for answer in answers {
        for name in [
            "x-content-type-options",
            "content-security-policy",
            "x-frame-options",
            "strict-transport-security",
            "cache-control",
            "x-correlation-id",
        ] {
            assert!(
                answer.headers.contains_key(name),
                "{name} is missing: {} {}",
                answer.status,
                answer.text
            );
        }
    }
    assert_eq!(guest.get("/no/such/route").await.status.as_u16(), 404);
    assert_eq!(guest.delete("/plans").await.status.as_u16(), 405);
}

#[tokio::test]
async fn a_correlation_id_is_taken_if_well_formed() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let with = async |id: &str| {
        let mut request = guest.request(Method::GET, "/plans");
        request.headers_mut().insert("x-correlation-id", id.parse().unwrap());
        let answer = guest.send(request).await;
        assert_eq!(
            answer.headers["x-correlation-id"].to_str().unwrap(),
            answer.body["correlation_id"].as_str().unwrap()
        );
        answer.body["correlation_id"].as_str().unwrap().to_owned()
    };
    assert_eq!(with("trace-42").await, "trace-42");
    assert!(with("<script>").await.starts_with("req_"));
}

#[tokio::test]
async fn aliases_and_slashes_mean_the_same_route() {
    let app = TestApp::start().await;
    let guest = app.guest();
    for path in ["/api/v1/plans", "/api/v1/plans/", "/api/plans", "/api/plans/"] {
        let mut request = guest.request(Method::GET, "/plans");
        *request.uri_mut() = path.parse().unwrap();
        guest.send(request).await.expect(200);
    }
}

#[tokio::test]
async fn an_address_that_asks_too_often_waits() {
    let limits = |config: &mut server::config::Config| {
        config.gate.limits.read.per_address = 3;
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    };
    let app = TestApp::start_with(limits, Routes::new("")).await;
    let one = app.guest_from("192.0.2.1");
    for _ in 0..3 {
        one.get("/plans").await.expect(200);
    }
    let refused = one.get("/plans").await;
    assert_eq!(refused.headers[header::RETRY_AFTER], "60");
    refused.refused(429, "RATE_LIMITED");
    one.get("/no/such/route").await.refused(429, "RATE_LIMITED");
    app.guest_from("192.0.2.2").get("/plans").await.expect(200);

    // Behind a proxy of ours the forwarded address counts; a forged one from outside does not.
    let mut forged = one.request(Method::GET, "/plans");
    forged.headers_mut().insert("x-forwarded-for", "198.51.100.9".parse().unwrap());
    one.send(forged).await.refused(429, "RATE_LIMITED");
    let proxy = app.guest_from("10.0.0.1");
    let mut forwarded = proxy.request(Method::GET, "/plans");
    forwarded.headers_mut().insert("x-forwarded-for", "192.0.2.1".parse().unwrap());
    proxy.send(forwarded).await.refused(429, "RATE_LIMITED");

    app.clocks.real.advance(SignedDuration::from_secs(60));
    one.get("/plans").await.expect(200);
}

const WRONG: &str = "one guess too many, sorry";

#[tokio::test]
async fn guessing_is_limited_and_does_not_keep_the_owner_out() {
    let app = TestApp::start_with(|config| config.gate.limits.sign_in.per_account = 3, Routes::new("")).await;
    app.sign_up("victim@test.example").await;
    let guess = async |address: &str, host: &str, password: &str| {
        let body = json!({"email": " Victim@test.example", "password": password});
        app.guest_from(address).at_host(host).post("/auth/login", &body).await
    };
    for _ in 0..3 {
        guess("192.0.2.1", "localhost", WRONG).await.refused(401, "CREDENTIALS_INVALID");
    }
    let refused = guess("192.0.2.1", "localhost", WRONG).await;
    assert!(
        refused.headers["ratelimit"].to_str().unwrap().starts_with("\"sign_in-guess\";r=0;"),
        "{:?}",
        refused.headers
    );
    let policies = refused.headers["ratelimit-policy"].to_str().unwrap();
    assert!(policies.contains("\"sign_in-guess\";q=3;w=300"), "{policies}");
    assert!(policies.contains("\"sign_in-guess-anywhere\";q=30;w=300"), "{policies}");
    refused.refused(429, "RATE_LIMITED");
    guess("192.0.2.2", "localhost", PASSWORD).await.expect(200);

    // From everywhere together ten times as many are let through, by whatever host and in whatever letters.
    for n in 0..26 {
        guess(&format!("192.0.3.{n}"), "localhost", WRONG).await.refused(401, "CREDENTIALS_INVALID");
    }
    guess("192.0.4.1", "localhost", PASSWORD).await.refused(429, "RATE_LIMITED");
    guess("192.0.4.1", "elsewhere.example", WRONG).await.refused(429, "RATE_LIMITED");
    let wide = json!({"email": "ｖictim@test.example", "password": PASSWORD});
    app.guest_from("192.0.4.1").post("/auth/login", &wide).await.refused(429, "RATE_LIMITED");

    app.app.log.flush().await.unwrap();
    let seen = app.admin().await.get("/security").await.expect(200);
    let refusals = seen["refusals"].as_array().unwrap();
    let times =
        |reason: &str| refusals.iter().find(|one| one["reason"] == reason).map(|one| one["times"].clone());
    assert_eq!(times("sign_in_refused"), Some(json!(29)), "{refusals:?}");
    assert_eq!(times("account_limit"), Some(json!(4)), "{refusals:?}");
    assert!(
        seen["codes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|code| code["code"] == "RATE_LIMITED" && code["status"] == 429)
    );
}

#[tokio::test]
async fn no_method_passes_the_gate_by() {
    let change = |config: &mut server::config::Config| {
        config.gate.deny = vec!["198.51.100.0/24".parse().unwrap()];
        config.gate.limits.read.per_address = 4;
    };
    let app = TestApp::start_with(change, Routes::new("")).await;
    let (denied, guest) = (app.guest_from("198.51.100.1"), app.guest_from("192.0.2.1"));
    for method in ["DELETE", "BREW", "OPTIONS"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        denied.send(denied.request(method, "/plans")).await.refused(403, "ADDRESS_BLOCKED");
    }
    for method in [Method::DELETE, Method::from_bytes(b"BREW").unwrap()] {
        let answer = guest.send(guest.request(method, "/plans")).await;
        assert_eq!(answer.headers[header::ALLOW], "OPTIONS,GET,HEAD");
        answer.refused(405, "METHOD_NOT_ALLOWED");
    }
    assert_eq!(guest.send(guest.request(Method::OPTIONS, "/plans")).await.status.as_u16(), 204);
    let answer = guest.get("/no/such/route").await;
    assert!(!answer.headers.contains_key(header::ALLOW));
    answer.refused(404, "NOT_FOUND");
    for method in [Method::DELETE, Method::OPTIONS, Method::GET] {
        guest.send(guest.request(method, "/plans")).await.refused(429, "RATE_LIMITED");
    }
}

#[tokio::test]
async fn a_proxy_that_names_nobody_is_not_taken_for_the_client() {
    let change = |config: &mut server::config::Config| {
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        config.gate.deny = vec!["203.0.113.0/24".parse().unwrap()];
    };
    let app = TestApp::start_with(change, Routes::new("")).await;
    let proxy = app.guest_from("10.0.0.1");
    let through = async |forwarded: &[u8]| {
        let mut request = proxy.request(Method::GET, "/plans");
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_bytes(forwarded).unwrap());
        proxy.send(request).await
    };
    through(b"\xe9, 203.0.113.9").await.refused(403, "ADDRESS_BLOCKED");
    through(b"203.0.113.9:1234").await.refused(403, "ADDRESS_BLOCKED");
    through(b"203.0.113.9, \xe9").await.refused(400, "FORWARDED_INVALID");
    through(b"198.51.100.1").await.expect(200);
}

#[tokio::test]
async fn a_denied_network_gets_nothing() {
    let deny = |config: &mut server::config::Config| config.gate.deny = vec!["192.0.2.0/24".parse().unwrap()];
    let app = TestApp::start_with(deny, Routes::new("")).await;
    app.guest_from("192.0.2.7").get("/plans").await.refused(403, "ADDRESS_BLOCKED");
    app.guest_from("192.0.3.7").get("/plans").await.expect(200);
}

#[tokio::test]
async fn browsers_of_named_origins_may_call() {
    let origins =
        |config: &mut server::config::Config| config.gate.cors.origins = vec!["https://app.example".into()];
    let app = TestApp::start_with(origins, Routes::new("")).await;
    let guest = app.guest();
    let from = async |origin: &str, method: Method| {
        let mut request = guest.request(method, "/plans");
        request.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
        guest.send(request).await
    };
    let preflight = from("https://app.example", Method::OPTIONS).await;
    assert_eq!(preflight.status.as_u16(), 204);
    assert_eq!(preflight.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://app.example");
    assert!(
        from("https://app.example", Method::GET)
            .await
            .headers
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    );
    assert!(
        !from("https://evil.example", Method::GET)
            .await
            .headers
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    );
}

/// `RequireAdmin`, `RequirePremium` and `RequireFeature` on one route and on a whole nested router.
#[tokio::test]
async fn routes_can_require_a_role_a_plan_or_a_feature() {
    let hello = || async { reply("hello") };
    let ask = |path: &str| route(Method::GET, path).permission(Permission::ViewProfile).keep(Keep::Nothing);
    let routes = Routes::new("tests")
        .add(ask("/one").require(Require::Feature("advanced_analytics")).handler(hello))
        .merge(
            Routes::new("tests")
                .add(ask("/a").handler(hello))
                .add(ask("/b").handler(hello))
                .nest("/premium")
                .require(Require::Premium),
        )
        .merge(Routes::new("tests").add(ask("/c").handler(hello)).nest("/inner").require(Require::Admin));
    let app = TestApp::start_with(|_| {}, routes).await;
    assert!(app.app.specs.iter().any(|spec| spec.path == "/premium/b" && spec.access != Access::Public));

    let (free, admin) = (app.user().await, app.admin().await);
    for path in ["/one", "/premium/a", "/premium/b"] {
        let refusal = free.get(path).await.refused(402, "FEATURE_NOT_IN_PLAN");
        assert_eq!(refusal["details"]["plan"], "free", "{refusal}");
        assert!(refusal["details"]["upgrade"]["plan"].is_string(), "{refusal}");
    }
    free.get("/inner/c").await.refused(403, "PERMISSION_DENIED");
    admin.get("/inner/c").await.expect(200);
    app.guest().get("/premium/a").await.refused(401, "AUTHENTICATION_REQUIRED");

    free.post("/subscription/trial", &json!({})).await.expect(200);
    for path in ["/one", "/premium/a", "/premium/b"] {
        free.get(path).await.expect(200);
    }
    // A flag of the feature's name closes it even where the plan includes it.
    admin
        .put("/admin/flags/advanced_analytics", &json!({"enabled": false, "rollout_percentage": 100}))
        .await
        .expect(200);
    free.get("/one").await.refused(403, "FEATURE_OFF");
    free.get("/premium/a").await.expect(200);
}

#[tokio::test]
async fn what_is_in_force_can_be_seen() {
    let app = TestApp::start().await;
    let (user, admin) = (app.user().await, app.admin().await);
    let public = user.get("/security/").await.expect(200);
    assert!(public["checks"].as_array().unwrap().len() > 5 && public.get("refusals").is_none());
    app.guest().get("/users/me").await.refused(401, "AUTHENTICATION_REQUIRED");
    app.app.log.flush().await.unwrap();
    let refusals = admin.get("/security/").await.expect(200)["refusals"].clone();
    assert!(refusals.to_string().contains("no_token"), "{refusals}");
    let limits = user.get("/rate-limits/").await.expect(200);
    assert!(limits["limits"].to_string().contains("account"), "{limits}");
}
