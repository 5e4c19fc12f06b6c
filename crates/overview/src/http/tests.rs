//! The route over a router whose guard admits one admin. What the real gate adds is tested where it is wired.

use std::{net::IpAddr, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use kernel::{SessionId, UserId};
use serde_json::{Value, json};
use web::{Access, Guard, Keep, Role, Shell, Spec};

use super::*;

#[derive(Clone)]
struct Admits(Principal);

impl Guard for Admits {
    async fn pass(&self, _: Arc<Spec>, mut request: Request, next: Next) -> Response {
        request.extensions_mut().insert(self.0);
        next.run(request).await
    }
}

#[tokio::test]
async fn the_page_is_answered_in_the_zone_of_the_tenant() {
    let test = testkit::database().await;
    let database = test.open(testkit::clocks(testkit::START));
    let (user, session) = (UserId::new(testkit::START), SessionId::new(testkit::START));
    let admin = Principal { user, tenant: test.tenant(), role: Role::Admin, session };
    let router = web::router(routes(database.clone()), &Admits(admin));
    let (trusted_proxies, hosts) = (Arc::from([]), Arc::from([]));
    let shell = Arc::new(Shell {
        database,
        default_tenant: test.tenant(),
        trusted_proxies,
        hosts,
        measured: None,
        on_answer: web::unheard(),
    });

    let request = Request::builder().uri("/api/v1/analytics/dashboard/").header("host", "test");
    let peer: IpAddr = [127, 0, 0, 1].into();
    let response = web::front::answer(router, shell, peer, request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let page = serde_json::from_slice::<Value>(&body).unwrap()["data"].take();
    assert_eq!((&page["as_of"], &page["time_zone"]), (&json!("2026-01-15T12:00:00Z"), &json!("UTC")));
    let tiles = page["tiles"].as_array().unwrap();
    let names: Vec<_> = tiles.iter().map(|tile| tile["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["mrr", "customers", "charts_this_month", "sign_ups"]);
    assert_eq!(tiles[0]["value"], json!({"amount_minor": 0, "currency": "USD"}));
    assert_eq!(tiles[3]["period"]["end"], "2026-02-01T00:00:00Z");
}

#[tokio::test]
async fn only_who_may_see_the_numbers_sees_them() {
    let routes = routes(testkit::database().await.open(testkit::clocks(testkit::START)));
    let [spec] = routes.specs().collect::<Vec<_>>()[..] else { panic!("one route") };
    assert_eq!(spec.access, Access::Permission(Permission::ViewAnalytics));
    assert_eq!((spec.class, spec.keep), (Class::Heavy, Keep::Nothing));
    let document = json!(web::openapi::document(routes.specs(), ""));
    let schemas = &document["components"]["schemas"];
    for name in ["Dashboard", "Tile", "TileFigure", "CustomersByPlan", "Month", "LeftOut"] {
        assert!(schemas[name].is_object(), "{name}");
    }
}
