//! Rate limits as clients meet them: by address, network, account and plan, in two windows, on one node and on two.

use http::{Method, header};
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::config::Config;
use testkit::Redis;
use web::Routes;

use crate::{
    app::TestApp,
    client::{Answer, Client},
};

async fn app(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::start_with(change, Routes::new("")).await
}

fn field<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers[name].to_str().unwrap()
}

/// The entry of `/rate-limits/` that is called so.
async fn limit(client: &Client, policy: &str) -> Value {
    let view = client.get("/rate-limits/").await.expect(200);
    let limits = view["limits"].as_array().unwrap();
    let found = limits.iter().find(|limit| limit["policy"] == policy);
    found.unwrap_or_else(|| panic!("{policy} is not in {view}")).clone()
}

#[tokio::test]
async fn a_burst_is_refused_and_comes_back_before_the_longer_window() {
    let app = app(|config| {
        let read = &mut config.gate.limits.read;
        (read.per_address, read.burst_per_address) = (5, 2);
    })
    .await;
    let guest = app.guest_from("192.0.2.1");
    let first = guest.get("/plans").await;
    let policies = "\"read-address-burst\";q=2;w=1, \"read-address\";q=5;w=60";
    assert_eq!(field(&first, "ratelimit-policy"), policies);
    assert_eq!(field(&first, "ratelimit"), "\"read-address-burst\";r=1;t=1", "the nearest of the two");
    guest.get("/plans").await.expect(200);
    let refused = guest.get("/plans").await;
    assert_eq!(field(&refused, "ratelimit"), "\"read-address-burst\";r=0;t=1");
    assert_eq!(refused.headers[header::RETRY_AFTER], "1");
    refused.refused(429, "RATE_LIMITED");

    app.clocks.real.advance(SignedDuration::from_secs(1));
    guest.get("/plans").await.expect(200);
    guest.get("/plans").await.expect(200);
    app.clocks.real.advance(SignedDuration::from_secs(1));
    let last = guest.get("/plans").await;
    assert_eq!(field(&last, "ratelimit"), "\"read-address\";r=0;t=58", "what was refused did not count");
    last.expect(200);
    let refused = guest.get("/plans").await;
    assert_eq!(refused.headers[header::RETRY_AFTER], "58");
    refused.refused(429, "RATE_LIMITED");
    app.clocks.real.advance(SignedDuration::from_secs(58));
    guest.get("/plans").await.expect(200);
}

#[tokio::test]
async fn an_ipv6_customer_cannot_multiply_by_addresses_nor_by_networks() {
    let app = app(|config| {
        config.gate.limits.read.per_address = 3;
        config.gate.limits.ipv6.network_factor = 2;
    })
    .await;
    let from = async |address: &str| app.guest_from(address).get("/plans").await;
    for host in ["2001:db8:7:1::1", "2001:db8:7:1::2", "2001:db8:7:1:ffff::3"] {
        from(host).await.expect(200);
    }
    let refused = from("2001:db8:7:1::4").await;
    assert!(field(&refused, "ratelimit").starts_with("\"read-address\";r=0"), "one /64 is one customer");
    refused.refused(429, "RATE_LIMITED");
    for subnet in 2..5 {
        from(&format!("2001:db8:7:{subnet}::1")).await.expect(200);
    }
    let refused = from("2001:db8:7:5::1").await;
    assert!(field(&refused, "ratelimit").starts_with("\"read-network\";r=0"), "and a /48 has twice as much");
    refused.refused(429, "RATE_LIMITED");
    from("2001:db8:8::1").await.expect(200);
}

#[tokio::test]
async fn an_account_is_limited_wherever_it_comes_from_and_premium_has_more() {
    let app = app(|config| config.gate.limits.read.per_account = 2).await;
    let (free, premium) = (app.user().await, app.user().await);
    let card = json!({"plan": "premium", "interval": "month"});
    premium.post("/subscription", &card).await.expect(200);
    app.pass(SignedDuration::from_secs(60));

    free.get("/users/me").await.expect(200);
    free.get("/users/me").await.expect(200);
    let refused = free.get("/users/me").await;
    assert!(field(&refused, "ratelimit").starts_with("\"read-account\";r=0;"), "{:?}", refused.headers);
    refused.refused(429, "RATE_LIMITED");
    free.elsewhere("192.0.2.9").get("/users/me").await.refused(429, "RATE_LIMITED");

    for _ in 0..8 {
        premium.get("/users/me").await.expect(200);
    }
    let refused = premium.get("/users/me").await;
    assert!(field(&refused, "ratelimit-policy").contains("\"read-account\";q=8;w=60"), "four times as many");
    refused.refused(429, "RATE_LIMITED");
}

#[tokio::test]
async fn a_plan_takes_effect_within_ten_seconds() {
    let app = app(|_| {}).await;
    let user = app.user().await;
    let factor = async || user.get("/rate-limits/").await.expect(200)["plan_factor"].clone();
    assert_eq!(factor().await, 1);
    let card = json!({"plan": "premium", "interval": "month"});
    user.post("/subscription", &card).await.expect(200);
    app.pass(SignedDuration::from_secs(10));
    assert_eq!(factor().await, 4);
}

#[tokio::test]
async fn the_limits_of_the_caller_can_be_read() {
    let app = app(|config| {
        let limits = &mut config.gate.limits;
        (limits.read.per_address, limits.read.burst_per_address) = (50, 20);
        (limits.read.per_account, limits.read.burst_per_account) = (10, 0);
        limits.heavy.per_address = 0;
    })
    .await;
    let guest = app.guest_from("2001:db8::1");
    let seen = limit(&guest, "read-address").await;
    assert_eq!(
        seen,
        json!({"class": "read", "counted_by": "address", "window": "sustained", "policy": "read-address",
               "limit": 50, "window_seconds": 60, "remaining": 49, "reset_seconds": 60})
    );
    assert_eq!(limit(&guest, "read-network").await["limit"], 800);
    assert_eq!(limit(&guest, "read-address-burst").await["remaining"], 17, "asking counts too");
    let view = guest.get("/rate-limits/").await.expect(200);
    assert!(view.get("plan_factor").is_none());
    let text = view.to_string();
    assert!(!text.contains("account") && !text.contains("heavy-address"), "{text}");

    let user = app.user().await;
    assert_eq!(limit(&user, "read-account").await["remaining"], 9);
    let view = user.get("/rate-limits/").await.expect(200).to_string();
    assert!(!view.contains("read-account-burst"), "what is switched off is not shown: {view}");
    assert!(!view.contains("network"), "an IPv4 address has no network: {view}");
}

#[tokio::test]
async fn a_preflight_counts_like_any_request() {
    let app = app(|config| config.gate.limits.read.per_address = 2).await;
    let guest = app.guest_from("192.0.2.1");
    let options = async || guest.send(guest.request(Method::OPTIONS, "/plans")).await;
    assert_eq!(options().await.status.as_u16(), 204);
    assert_eq!(options().await.status.as_u16(), 204);
    options().await.refused(429, "RATE_LIMITED");
    guest.get("/plans").await.refused(429, "RATE_LIMITED");
}

#[tokio::test]
async fn two_nodes_count_together_and_each_alone_when_redis_is_gone() {
    let mut redis = Redis::start();
    let url = redis.url();
    let change = |config: &mut Config| {
        config.gate.limits.redis = url.clone().into();
        config.gate.limits.redis_deadline_ms = 2000.try_into().unwrap();
        config.gate.limits.read.per_address = 6;
    };
    let (one, two) = (app(change).await, app(change).await);
    let (here, there) = (one.guest_from("192.0.2.1"), two.guest_from("192.0.2.1"));
    // The first connection takes a moment; until then each counts by itself.
    for n in 0.. {
        let from = format!("192.0.3.{n}");
        let seen =
            async |app: &TestApp| limit(&app.guest_from(&from), "read-address").await["remaining"].clone();
        if (seen(&one).await, seen(&two).await) == (json!(5), json!(4)) {
            break;
        }
        one.clocks.real.advance(SignedDuration::from_secs(1));
        two.clocks.real.advance(SignedDuration::from_secs(1));
    }
    for _ in 0..3 {
        here.get("/plans").await.expect(200);
        there.get("/plans").await.expect(200);
    }
    here.get("/plans").await.refused(429, "RATE_LIMITED");
    there.get("/plans").await.refused(429, "RATE_LIMITED");

    redis.kill();
    for _ in 0..6 {
        here.get("/plans").await.expect(200);
    }
    here.get("/plans").await.refused(429, "RATE_LIMITED");
}
