//! The route over a router whose guard lets everybody in as one admin. Who may really come is tested where the
//! real gate is wired.

use std::{net::IpAddr, sync::Arc};

use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use data::{Actor, AuditEntry};
use http::StatusCode;
use http_body_util::BodyExt;
use kernel::{SessionId, UserId};
use serde_json::{Value, json};
use testkit::{START, TestDatabase};
use web::{Guard, Principal, Role, Shell, Spec};

use super::*;

#[derive(Clone)]
struct Everybody(Principal);

impl Guard for Everybody {
    async fn pass(&self, _: Arc<Spec>, mut request: Request, next: Next) -> Response {
        request.extensions_mut().insert(self.0);
        next.run(request).await
    }
}

async fn get(test: &TestDatabase, me: UserId, path: &str) -> (StatusCode, Value) {
    let principal =
        Principal { user: me, tenant: test.tenant(), role: Role::Admin, session: SessionId::new(START) };
    let (trusted_proxies, hosts) = (Arc::from([]), Arc::from([]));
    let database = test.open(testkit::clocks(START));
    let shell = Arc::new(Shell {
        database,
        default_tenant: test.tenant(),
        trusted_proxies,
        hosts,
        measured: None,
        on_answer: web::unheard(),
    });
    let request = Request::builder().uri(format!("/api/v1{path}")).header("host", "test").body(Body::empty());
    let router = web::router(routes(), &Everybody(principal));
    let peer: IpAddr = [127, 0, 0, 1].into();
    let response = web::front::answer(router, shell, peer, request.unwrap()).await;
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn an_admin_reads_page_after_page() {
    let test = testkit::database().await;
    let me = UserId::new(START);
    let database = test.open(testkit::clocks(START));
    for n in 0..3 {
        let mut unit = database.unit(test.scope(Actor::User(me))).await.unwrap();
        unit.audit(AuditEntry::new("test.thing.made", "thing", n).with(json!({"n": n})));
        unit.commit(()).await.unwrap();
    }
    let (status, first) = get(&test, me, "/admin/audit?limit=2").await;
    assert_eq!(status, StatusCode::OK, "{first}");
    let cursor = first["data"]["next_cursor"].as_str().unwrap();
    let (_, second) = get(&test, me, &format!("/admin/audit?limit=2&cursor={cursor}")).await;
    assert_eq!(second["data"].get("next_cursor"), None);
    let (first, second) =
        (first["data"]["items"].as_array().unwrap(), second["data"]["items"].as_array().unwrap());
    let mut targets: Vec<&str> =
        first.iter().chain(second).map(|item| item["target"].as_str().unwrap()).collect();
    targets.sort_unstable();
    assert_eq!(targets, ["thing:0", "thing:1", "thing:2"]);
    let item = &second[0];
    let shape = json!({
        "id": item["id"], "recorded_at": "2026-01-15T12:00:00Z", "actor": format!("user:{me}"),
        "action": "test.thing.made", "target": item["target"], "details": item["details"],
        "correlation_id": item["correlation_id"],
    });
    assert_eq!(item, &shape);
    let stranger = UserId::new(START);
    let stolen = get(&test, stranger, &format!("/admin/audit?limit=2&cursor={cursor}")).await;
    assert_eq!(stolen.0, StatusCode::UNPROCESSABLE_ENTITY);

    let (_, one) = get(&test, me, &format!("/admin/audit?actor=user:{me}&target=thing:1")).await;
    assert_eq!(one["data"]["items"].as_array().unwrap().len(), 1);
    let (_, none) = get(&test, me, "/admin/audit?actor=operator").await;
    assert_eq!(none["data"]["items"], json!([]));
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused_by_field() {
    let test = testkit::database().await;
    let table = [("limit=0", "limit"), ("limit=101", "limit"), ("cursor=x", "cursor"), ("since=1", "since")];
    for (query, field) in table {
        let (status, body) = get(&test, UserId::new(START), &format!("/admin/audit?{query}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(body["details"]["fields"][0]["path"], field, "{query}");
    }
}
