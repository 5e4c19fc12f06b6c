//! The routes over a router whose guard admits one admin. What the real gate adds is tested where it is wired.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::StatusCode;
use kernel::{SessionId, UserId};
use serde_json::{Value, json};
use web::{Access, Class, Guard, Keep, Permission, Principal, Role, Shell, Spec};

use super::*;

#[derive(Clone)]
struct Admits(Principal);

impl Guard for Admits {
    async fn pass(&self, _: Arc<Spec>, mut request: Request, next: Next) -> Response {
        request.extensions_mut().insert(self.0);
        next.run(request).await
    }
}

struct Server {
    router: Router,
    shell: Arc<Shell>,
}

impl Server {
    async fn new() -> Self {
        let test = testkit::database().await;
        let database = test.open(testkit::clocks(testkit::START));
        let mut unit = database.unit(test.scope(data::Actor::Operator)).await.unwrap();
        billing::actions::install_catalogue::run(&mut unit).await.unwrap();
        unit.commit(()).await.unwrap();
        let (user, session) = (UserId::new(testkit::START), SessionId::new(testkit::START));
        let admin = Principal { user, tenant: test.tenant(), role: Role::Admin, session };
        let router = web::router(routes(database.clone()), &Admits(admin));
        let (trusted_proxies, hosts) = (Arc::from([]), Arc::from([]));
        let shell = Shell {
            database,
            default_tenant: test.tenant(),
            trusted_proxies,
            hosts,
            measured: None,
            on_answer: web::unheard(),
        };
        Self { router, shell: Arc::new(shell) }
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let request = Request::builder().uri(format!("/api/v1{path}")).header("host", "test");
        let request = request.body(Body::empty()).unwrap();
        let peer: IpAddr = [127, 0, 0, 1].into();
        let response = web::front::answer(self.router.clone(), self.shell.clone(), peer, request).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }
}

#[tokio::test]
async fn reports_are_answered_with_and_without_a_slash() {
    let server = Server::new().await;
    for path in ["/analytics/revenue/", "/analytics/revenue"] {
        let (status, answer) = server.get(path).await;
        assert_eq!((status, answer["data"]["periods"].as_array().unwrap().len()), (StatusCode::OK, 12));
        assert_eq!(answer["data"]["as_of"], "2026-01-15T12:00:00Z");
        assert_eq!(answer["data"]["time_zone"], "UTC");
        assert_eq!(answer["data"]["periods"][11]["closing"], json!({"amount_minor": 0, "currency": "USD"}));
    }
    let asked = "/analytics/revenue/?from=2025-12-01&to=2025-12-31T12:00:00Z&interval=week&currency=EUR";
    let (status, answer) = server.get(asked).await;
    assert_eq!((status, answer["data"]["periods"].as_array().unwrap().len()), (StatusCode::OK, 5));
    assert_eq!((&answer["data"]["currency"], &answer["data"]["interval"]), (&json!("EUR"), &json!("week")));

    let (status, answer) = server.get("/analytics/subscriptions/?interval=quarter").await;
    assert_eq!((status, answer["data"]["periods"].as_array().unwrap().len()), (StatusCode::OK, 5));
    assert_eq!(answer["data"]["now"]["by_state"]["past_due"], 0);
    assert_eq!(answer["data"]["periods"][0]["trials"]["conversion_rate"]["reason"], "no_trial_matured");
}

#[tokio::test]
async fn a_bad_question_is_422_and_names_its_field() {
    let server = Server::new().await;
    let cases = [
        ("from=2025-13-01", "from", "INVALID"),
        ("from=0001-01-01", "from", "INVALID"),
        ("to=soon", "to", "INVALID"),
        ("from=2026-01-02&to=2026-01-02", "to", "EMPTY_RANGE"),
        ("from=2026-01-16", "from", "NOT_YET"),
        ("from=2020-01-01&interval=day", "interval", "TOO_MANY_PERIODS"),
        ("interval=fortnight", "interval", "UNKNOWN_VALUE"),
        ("page=1", "page", "UNKNOWN_FIELD"),
    ];
    for (query, path, code) in cases {
        for of in ["revenue", "subscriptions"] {
            let (status, answer) = server.get(&format!("/analytics/{of}?{query}")).await;
            let field = &answer["details"]["fields"][0];
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert_eq!((&field["path"], &field["code"]), (&json!(path), &json!(code)), "{query}");
        }
    }
    let (status, answer) = server.get("/analytics/revenue?currency=dollars").await;
    assert_eq!(
        (status, &answer["details"]["fields"][0]["path"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("currency"))
    );
}

#[tokio::test]
async fn only_who_may_see_the_numbers_sees_them() {
    let database = testkit::database().await.open(testkit::clocks(testkit::START));
    let routes = routes(database);
    let paths: Vec<_> = routes.specs().map(|spec| spec.path.as_str()).collect();
    assert_eq!(paths, ["/analytics/revenue", "/analytics/subscriptions"]);
    for spec in routes.specs() {
        assert_eq!(spec.access, Access::Permission(Permission::ViewAnalytics));
        assert_eq!((spec.class, spec.keep), (Class::Heavy, Keep::Nothing));
    }
    let document = json!(web::openapi::document(routes.specs(), ""));
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let at = reference.trim_start_matches('#');
        assert!(document.pointer(at).is_some(), "{reference} leads nowhere");
    }
    assert_eq!(document["components"]["schemas"]["Money"]["properties"]["amount_minor"]["type"], "integer");
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect(field, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
