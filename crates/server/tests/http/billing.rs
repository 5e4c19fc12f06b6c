//! Plans, trial, subscription and the limits that follow from them.

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;

use crate::{app::TestApp, astrology::draw};

#[tokio::test]
async fn the_main_job() {
    let app = TestApp::start().await;
    let (user, admin) = (app.user().await, app.admin().await);
    let limit = free_limit(&app).await;
    for _ in 0..limit {
        draw(&user).await.expect(201);
    }
    let refusal = draw(&user).await.refused(402, "PLAN_LIMIT_REACHED");
    let details = &refusal["details"];
    assert_eq!((details["meter"].as_str(), details["plan"].as_str()), (Some("charts"), Some("free")));
    assert_eq!((details["limit"].as_i64(), details["used"].as_i64()), (Some(limit), Some(limit)));
    assert!(details["resets_at"].is_string() && details["upgrade"]["plan"].is_string(), "{details}");

    user.post("/subscription/trial", &json!({})).await.expect(200);
    draw(&user).await.expect(201);
    assert_eq!(user.get("/users/me").await.expect(200)["plan_type"], "trial");
    assert_eq!(mrr(&admin).await, 0, "a trial earns nothing");

    user.post("/subscription", &json!({"plan": "premium", "interval": "month"})).await.expect(200);
    draw(&user).await.expect(201);
    assert_eq!(user.get("/users/me").await.expect(200)["plan_type"], "premium");
    assert!(mrr(&admin).await > 0);
}

#[tokio::test]
async fn two_hundred_charts_at_once_admit_exactly_the_limit() {
    let app = Arc::new(TestApp::start().await);
    let user = app.user().await;
    let limit = free_limit(&app).await;
    let requests = (0..200).map(|_| {
        let user = user.clone();
        tokio::spawn(async move { draw(&user).await })
    });
    let mut admitted = 0;
    for request in requests.collect::<Vec<_>>() {
        let answer = request.await.unwrap();
        match answer.status.as_u16() {
            201 => admitted += 1,
            402 => {}
            status => panic!("{status}: {}", answer.text),
        }
    }
    assert_eq!(admitted, limit);
    let kept = user.get("/charts?limit=100").await.expect(200);
    assert_eq!(i64::try_from(kept["items"].as_array().unwrap().len()).unwrap(), limit);
}

#[tokio::test]
async fn a_month_later_the_free_plan_draws_again() {
    let app = TestApp::start().await;
    let user = app.user().await;
    for _ in 0..free_limit(&app).await {
        draw(&user).await.expect(201);
    }
    draw(&user).await.refused(402, "PLAN_LIMIT_REACHED");
    app.clocks.business.advance(SignedDuration::from_hours(24 * 31));
    draw(&user).await.expect(201);
}

#[tokio::test]
async fn a_trial_ends_by_itself_and_comes_once() {
    let app = TestApp::start().await;
    let user = app.user().await;
    user.post("/subscription/trial", &json!({})).await.expect(200);
    user.post("/subscription/trial", &json!({})).await.refused(409, "ILLEGAL_TRANSITION");
    app.clocks.business.advance(SignedDuration::from_hours(24 * 14 + 1));
    assert_eq!(user.get("/users/me").await.expect(200)["plan_type"], "free", "also before the job has run");
    app.app.jobs.run_due().await.unwrap();
    assert_eq!(user.get("/users/me").await.expect(200)["plan_type"], "free");
    user.post("/subscription/trial", &json!({})).await.refused(409, "TRIAL_USED");
}

#[tokio::test]
async fn cancelling_waits_for_the_end_of_what_was_paid() {
    let app = TestApp::start().await;
    let (user, admin) = (app.user().await, app.admin().await);
    user.post("/subscription", &json!({"plan": "premium", "interval": "month"})).await.expect(200);
    let before = mrr(&admin).await;
    let cancelled = user
        .post("/subscription/cancel", &json!({"when": "period_end", "reason": "too dear"}))
        .await
        .expect(200);
    assert!(cancelled["cancel_at"].is_string(), "{cancelled}");
    assert_eq!(user.get("/users/me").await.expect(200)["plan_type"], "premium");
    assert_eq!(mrr(&admin).await, before);
    app.clocks.business.advance(SignedDuration::from_hours(24 * 32));
    app.app.jobs.run_due().await.unwrap();
    assert_eq!(user.get("/users/me").await.expect(200)["plan_type"], "free");
    assert_eq!(mrr(&admin).await, 0);
}

#[tokio::test]
async fn what_cannot_be_subscribed_to_says_so() {
    let app = TestApp::start().await;
    let user = app.user().await;
    for body in [
        json!({"plan": "gold", "interval": "month"}),
        json!({"plan": "premium", "interval": "fortnight"}),
        json!({"plan": "premium", "interval": "month", "currency": "XXQ"}),
        json!({"plan": "free", "interval": "month"}),
    ] {
        let answer = user.post("/subscription", &body).await;
        assert!(answer.status.is_client_error(), "{body}: {}", answer.text);
    }
    user.post("/subscription/cancel", &json!({"when": "now"})).await.refused(409, "ILLEGAL_TRANSITION");
}

#[tokio::test]
async fn usage_and_entitlements_are_told() {
    let app = TestApp::start().await;
    let user = app.user().await;
    draw(&user).await.expect(201);
    let usage = user.get("/usage").await.expect(200).to_string();
    assert!(usage.contains("charts") && usage.contains("resets_at"), "{usage}");
    let feature = user.get("/entitlements/advanced_analytics").await.expect(200);
    assert_eq!(feature["granted"], false);
    user.post("/subscription/trial", &json!({})).await.expect(200);
    assert_eq!(user.get("/entitlements/advanced_analytics").await.expect(200)["granted"], true);
    assert_eq!(user.get("/entitlements/no_such").await.status.as_u16(), 404);
}

#[tokio::test]
async fn the_same_key_subscribes_once() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let body = json!({"plan": "premium", "interval": "year"});
    let first = user.post_with_key("/subscription", &body, "k-1").await.expect(200);
    let again = user.post_with_key("/subscription", &body, "k-1").await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.expect(200), first);
    let other = json!({"plan": "premium", "interval": "month"});
    user.post_with_key("/subscription", &other, "k-1").await.refused(422, "IDEMPOTENCY_KEY_REUSED");
}

async fn free_limit(app: &TestApp) -> i64 {
    let plans = app.guest().get("/plans").await.expect(200);
    let plans = plans["items"].as_array().unwrap();
    let free = plans.iter().find(|plan| plan["code"] == "free").unwrap();
    free["limits"]["charts"].as_i64().unwrap()
}

async fn mrr(admin: &crate::client::Client) -> i64 {
    let dashboard = admin.get("/analytics/dashboard").await.expect(200);
    let tiles = dashboard["tiles"].as_array().unwrap();
    let tile = tiles.iter().find(|tile| tile["name"] == "mrr").unwrap();
    tile["value"]["amount_minor"].as_i64().unwrap()
}
