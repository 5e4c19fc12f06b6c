//! The numbers that an admin sees.

use jiff::SignedDuration;
use serde_json::json;

use crate::{app::TestApp, astrology::draw};

#[tokio::test]
async fn the_dashboard_counts_what_happened() {
    let app = TestApp::start().await;
    let (admin, user) = (app.admin().await, app.user().await);
    draw(&user).await.expect(201);
    user.post("/subscription", &json!({"plan": "premium", "interval": "year"})).await.expect(200);
    let dashboard = admin.get("/analytics/dashboard/").await.expect(200);
    let tile = |name: &str| {
        let tile =
            dashboard["tiles"].as_array().unwrap().iter().find(|tile| tile["name"] == name).unwrap().clone();
        assert!(tile["as_of"].is_string() && tile["definition"].is_string(), "{tile}");
        tile
    };
    // 99.99 a year is 8.3325 a month, rounded once, half away from zero.
    assert_eq!(tile("mrr")["value"], json!({"amount_minor": 833, "currency": "USD"}));
    tile("customers");
    tile("charts_this_month");
    tile("sign_ups");
}

#[tokio::test]
async fn revenue_adds_up_to_the_minor_unit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let users = [app.user().await, app.user().await, app.user().await];
    for user in &users {
        user.post("/subscription", &json!({"plan": "premium", "interval": "month"})).await.expect(200);
    }
    users[0].post("/subscription/cancel", &json!({"when": "now"})).await.expect(200);
    app.clocks.business.advance(SignedDuration::from_hours(24 * 40));
    app.app.jobs.run_due().await.unwrap();
    let revenue = admin.get("/analytics/revenue/").await.expect(200);
    let periods = revenue["periods"].as_array().unwrap();
    let mut carried = None;
    for period in periods {
        let minor =
            |name: &str| period[name]["amount_minor"].as_i64().unwrap_or_else(|| panic!("{name}: {period}"));
        let movements =
            minor("new") + minor("expansion") + minor("reactivation") - minor("contraction") - minor("churn")
                + minor("fx");
        assert_eq!(minor("closing"), minor("opening") + movements, "{period}");
        assert!(carried.is_none_or(|carried| carried == minor("opening")), "{period}");
        carried = Some(minor("closing"));
    }
    let new: i64 = periods.iter().map(|period| period["new"]["amount_minor"].as_i64().unwrap()).sum();
    let churn: i64 = periods.iter().map(|period| period["churn"]["amount_minor"].as_i64().unwrap()).sum();
    assert_eq!((new, churn), (3 * 999, 999));
    admin.get("/analytics/subscriptions/").await.expect(200);
    admin.get("/analytics/revenue/?from=2026-02-01&to=2026-01-01").await.refused(422, "VALIDATION_FAILED");
}
