//! The routes over a router whose guard only parses the body and says who asks. What the real gate adds is
//! tested where it is wired.

use std::net::IpAddr;

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use data::{
    Unit,
    ports::{Answer, NewUser, OnSignUp},
};
use http_body_util::BodyExt;
use kernel::{SessionId, UserId};
use serde_json::{Value, json};
use web::{Access, Guard, ParsedBody, Principal, Role, Shell, Spec, tree};

use super::*;
use crate::{Billing, Error, actions::claim, bench::Bench, rules::Meter};

/// `data_export` is switched off; there are no other flags.
struct OneOff;

impl Flagged for OneOff {
    fn flag<'a>(&'a self, _: &'a mut Unit, name: &'a str, _: UserId) -> Answer<'a, Option<bool>> {
        Box::pin(async move { Ok((name == "data_export").then_some(false)) })
    }
}

#[derive(Clone)]
struct Plain(Principal);

impl Guard for Plain {
    async fn pass(&self, spec: Arc<Spec>, mut request: Request, next: Next) -> Response {
        if !spec.access.admits(Some(self.0.role)) {
            return web::Error::permission_denied().into_response();
        }
        if spec.access != Access::Public {
            request.extensions_mut().insert(self.0);
        }
        if spec.body.is_some() {
            let raw = std::mem::take(request.body_mut()).collect().await.unwrap().to_bytes();
            let tree = Arc::new(tree::parse(&raw).unwrap());
            request.extensions_mut().insert(ParsedBody { tree, raw });
        }
        next.run(request).await
    }
}

struct Client {
    bench: Bench,
    me: Principal,
    shell: Arc<Shell>,
}

impl Client {
    async fn signed_up() -> Self {
        let bench = Bench::at("2026-01-15T12:00:00Z").await;
        let mut unit = bench.unit().await;
        let user = testkit::user(&mut unit).await;
        let new = NewUser { id: user, time_zone: "Europe/Amsterdam".into() };
        Billing.signed_up(&mut unit, &new).await.unwrap();
        unit.commit(()).await.unwrap();
        let tenant = bench.test.tenant();
        let me = Principal { user, tenant, role: Role::User, session: SessionId::new(testkit::START) };
        let shell = Arc::new(Shell {
            database: bench.database.clone(),
            default_tenant: tenant,
            trusted_proxies: Arc::from([]),
            hosts: Arc::from([]),
            measured: None,
            on_answer: web::unheard(),
        });
        Self { bench, me, shell }
    }

    /// Answers the status, and `data`, or the whole refusal.
    async fn send(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let router: Router = web::router(routes(Arc::new(OneOff)), &Plain(self.me));
        let request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("host", "test");
        let request = request.body(Body::from(body.to_string())).unwrap();
        let peer: IpAddr = [127, 0, 0, 1].into();
        let response = web::front::answer(router, self.shell.clone(), peer, request).await;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let mut json: Value = serde_json::from_slice(&bytes).unwrap();
        (status, if status < 400 { json["data"].take() } else { json })
    }

    async fn get(&self, path: &str) -> Value {
        let (status, data) = self.send("GET", path, Value::Null).await;
        assert_eq!(status, 200, "{path}: {data}");
        data
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.send("POST", path, body).await
    }
}

#[tokio::test]
async fn plans_are_told_to_everybody() {
    let client = Client::signed_up().await;
    let plans = client.get("/plans").await;
    let plans = plans["items"].as_array().unwrap();
    assert_eq!(plans.len(), 3);
    assert_eq!((&plans[0]["kind"], &plans[0]["limits"]["charts"]), (&json!("free"), &json!(3)));
    assert_eq!(plans[1]["trial_days"], 14);
    assert_eq!(
        plans[2]["prices"],
        json!([
            {"interval": "month", "price": {"amount_minor": 999, "currency": "USD"}},
            {"interval": "year", "price": {"amount_minor": 9999, "currency": "USD"}}
        ])
    );
}

#[tokio::test]
async fn from_free_over_a_trial_to_premium_and_out() {
    let client = Client::signed_up().await;
    let free = client.get("/subscription").await;
    assert_eq!(
        (&free["state"], &free["plan"], &free["premium"]),
        (&json!("free"), &json!("free"), &json!(false))
    );

    let (status, trial) = client.post("/subscription/trial", json!({})).await;
    assert_eq!((status, &trial["plan"], &trial["premium"]), (200, &json!("trial"), &json!(true)));
    assert_eq!(
        (&trial["trial_expires_at"], &trial["trial_used"]),
        (&json!("2026-01-29T12:00:00Z"), &json!(true))
    );

    let order = json!({"plan": "premium", "interval": "year", "currency": "USD"});
    let (status, bought) = client.post("/subscription", order.clone()).await;
    assert_eq!((status, &bought["state"], &bought["interval"]), (200, &json!("active"), &json!("year")));
    assert_eq!(bought["price"], json!({"amount_minor": 9999, "currency": "USD"}));
    assert_eq!(bought["mrr"], json!({"amount_minor": 833, "currency": "USD"}));
    assert_eq!(bought["period_end"], "2027-01-15T12:00:00Z");

    let (status, refused) = client.post("/subscription", order).await;
    assert_eq!((status, &refused["code"]), (409, &json!("ILLEGAL_TRANSITION")));
    assert_eq!(refused["details"], json!({"state": "active", "legal": ["cancel"]}));
    let message =
        "A subscription that is active does not allow subscribe; it allows cancel at period_end, cancel now";
    assert_eq!(refused["message"], message);
    let (_, refused) = client.post("/subscription/resume", json!({})).await;
    assert!(refused["message"].as_str().unwrap().contains("does not allow resume"), "{refused}");

    let (status, leaving) = client.post("/subscription/cancel", json!({"when": "period_end"})).await;
    assert_eq!((status, &leaving["cancel_at"]), (200, &json!("2027-01-15T12:00:00Z")));
    let (_, refused) = client.post("/subscription/cancel", json!({"when": "period_end"})).await;
    assert_eq!(refused["details"], json!({"state": "active", "legal": ["resume", "cancel"]}));
    let message =
        "A subscription that is active does not allow cancel at period_end; it allows resume, cancel now";
    assert_eq!(refused["message"], message);
    let (status, stays) = client.post("/subscription/resume", json!({})).await;
    assert_eq!((status, &stays["cancel_at"]), (200, &Value::Null));
    let gone = json!({"when": "now", "reason": "too dear"});
    let (status, gone) = client.post("/subscription/cancel", gone).await;
    assert_eq!(
        (status, &gone["state"], &gone["plan"], &gone["price"]),
        (200, &json!("canceled"), &json!("free"), &Value::Null)
    );
    let (status, refused) = client.post("/subscription/trial", json!({})).await;
    assert_eq!((status, &refused["code"]), (409, &json!("TRIAL_USED")));
}

#[tokio::test]
async fn wrong_orders_name_the_field() {
    let client = Client::signed_up().await;
    for (body, path, code) in [
        (json!({"interval": "month"}), "plan", "REQUIRED"),
        (json!({"plan": "gold", "interval": "month"}), "plan", "NOT_SOLD"),
        (json!({"plan": "free", "interval": "month"}), "plan", "NOT_SOLD"),
        (json!({"plan": "premium", "interval": "week"}), "interval", "NOT_SOLD"),
        (json!({"plan": "premium", "interval": "fortnight"}), "interval", "UNKNOWN_VALUE"),
        (json!({"plan": "premium", "interval": "month", "currency": "EUR"}), "currency", "NOT_SOLD"),
        (json!({"plan": "premium", "interval": "month", "coupon": "X"}), "coupon", "UNKNOWN_FIELD"),
    ] {
        let (status, refused) = client.post("/subscription", body.clone()).await;
        let field = &refused["details"]["fields"][0];
        assert_eq!((status, &field["path"], &field["code"]), (422, &json!(path), &json!(code)), "{body}");
    }
    for body in [json!({"when": "later"}), json!({"when": "now", "reason": "two\nlines"}), json!({})] {
        assert_eq!(client.post("/subscription/cancel", body).await.0, 422);
    }
}

#[tokio::test]
async fn usage_is_told_and_a_reached_limit_says_what_to_do() {
    let client = Client::signed_up().await;
    let mut unit = client.bench.unit().await;
    claim::run(&mut unit, client.me.user, Meter::Charts, 3).await.unwrap();
    let error = claim::run(&mut unit, client.me.user, Meter::Charts, 1).await.unwrap_err();
    unit.commit(()).await.unwrap();
    let usage = client.get("/usage").await;
    assert_eq!(
        usage["items"][0],
        json!({
            "meter": "charts", "used": 3, "reserved": 0, "limit": 3, "remaining": 0,
            "resets_at": "2026-01-31T23:00:00Z"
        })
    );
    assert_eq!(usage["items"].as_array().unwrap().len(), Meter::ALL.len());

    let response = web::Error::from(error).into_response();
    let response = web::envelope::finish(response, &kernel::CorrelationId::new(testkit::START));
    assert_eq!(response.status(), 402);
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let refused: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(refused["code"], "PLAN_LIMIT_REACHED");
    assert_eq!(
        refused["details"],
        json!({
            "meter": "charts", "plan": "free", "limit": 3, "used": 3, "resets_at": "2026-01-31T23:00:00Z",
            "upgrade": {
                "plan": "premium", "price": {"amount_minor": 999, "currency": "USD"}, "url": "/api/v1/plans"
            },
            "trial": {"plan": "trial", "days": 14, "url": "/api/v1/subscription/trial"}
        })
    );
    let message = refused["message"].as_str().unwrap();
    for part in ["2026-01-31T23:00:00Z", "/api/v1/plans", "14 days", "POST /api/v1/subscription/trial"] {
        assert!(message.contains(part), "{message}");
    }
}

/// Who has had the trial is told of plans only.
#[tokio::test]
async fn a_used_trial_is_not_offered() {
    let client = Client::signed_up().await;
    client.post("/subscription/trial", json!({})).await;
    client.post("/subscription/cancel", json!({"when": "now"})).await;
    let mut unit = client.bench.unit().await;
    let error = claim::run(&mut unit, client.me.user, Meter::Charts, 4).await.unwrap_err();
    let Error::LimitReached(exceeded) = error else { panic!("{error:?}") };
    assert!(exceeded.upgrade.is_some() && exceeded.trial.is_none(), "{exceeded:?}");
}

#[tokio::test]
async fn entitlements_say_why() {
    let client = Client::signed_up().await;
    let told = async |feature: &str| {
        let answer = client.get(&format!("/entitlements/{feature}")).await;
        (answer["granted"].as_bool().unwrap(), answer["reason"].as_str().unwrap().to_owned())
    };
    let answer = client.get("/entitlements/advanced_analytics").await;
    assert_eq!((&answer["granted"], &answer["upgrade"]["plan"]), (&json!(false), &json!("premium")));
    assert_eq!(told("content_preview").await, (true, "plan_includes".to_owned()));
    assert_eq!(told("data_export").await, (false, "flag_off".to_owned()));
    client.post("/subscription/trial", json!({})).await;
    assert_eq!(told("advanced_analytics").await, (true, "trial".to_owned()));
    assert_eq!(told("data_export").await, (false, "flag_off".to_owned()));
    let all = client.get("/entitlements").await;
    let granted = all["items"].as_array().unwrap().iter().filter(|one| one["granted"] == true).count();
    assert_eq!(granted, 5);
    assert_eq!(client.send("GET", "/entitlements/telepathy", Value::Null).await.0, 404);
}

#[tokio::test]
async fn an_admin_publishes_and_old_customers_keep_theirs() {
    let mut client = Client::signed_up().await;
    client.post("/subscription", json!({"plan": "premium", "interval": "month"})).await;
    let draft = json!({
        "prices": [{"interval": "month", "price": {"amount_minor": 1299, "currency": "USD"}}],
        "limits": {"charts": null, "ai_interpretations": 60, "ai_tokens": 9_000, "whatsapp_messages": 200, "exports": 30}
    });
    assert_eq!(client.send("PUT", "/admin/plans/premium", draft.clone()).await.0, 403);
    client.me.role = Role::Admin;
    let (status, plan) = client.send("PUT", "/admin/plans/premium", draft.clone()).await;
    assert_eq!((status, &plan["version"], &plan["name"]), (200, &json!(2), &json!("Premium")));
    assert_eq!(
        plan["limits"],
        json!({"charts": null, "ai_interpretations": 60, "ai_tokens": 9_000, "whatsapp_messages": 200, "exports": 30})
    );
    let mine = client.get("/subscription").await;
    assert_eq!((&mine["plan_version"], &mine["price"]["amount_minor"]), (&json!(1), &json!(999)));
    let (status, refused) = client.send("PUT", "/admin/plans/gold", draft).await;
    let fields = refused["details"]["fields"].as_array().unwrap();
    assert!(status == 422 && fields.iter().any(|field| field["path"] == "name"), "{refused}");
}

#[tokio::test]
async fn a_draft_that_changes_nothing_publishes_nothing() {
    let mut client = Client::signed_up().await;
    client.me.role = Role::Admin;
    let same = json!({"prices": [
        {"interval": "month", "price": {"amount_minor": 999, "currency": "USD"}},
        {"interval": "year", "price": {"amount_minor": 9999, "currency": "USD"}}
    ]});
    for draft in [json!({}), json!({"name": "Premium", "rank": 20}), same] {
        let (status, plan) = client.send("PUT", "/admin/plans/premium", draft.clone()).await;
        assert_eq!((status, &plan["version"]), (200, &json!(1)), "{draft}");
    }
    let mut unit = client.bench.unit().await;
    assert_eq!(crate::actions::catalogue(&mut unit).await.unwrap(), crate::rules::Catalogue::shipped());
    assert_eq!(crate::store::tests::audited(&mut unit, "billing.plan.published").await, 0);
}

#[tokio::test]
async fn a_plan_that_cannot_be_published_names_the_field() {
    let mut client = Client::signed_up().await;
    client.me.role = Role::Admin;
    let price = |interval: &str, amount_minor: i64| json!({"interval": interval, "price": {"amount_minor": amount_minor, "currency": "USD"}});
    for (plan, draft, path) in [
        ("premium", json!({"prices": []}), "prices"),
        ("free", json!({"prices": [price("month", 100)]}), "prices"),
        ("premium", json!({"rank": 10}), "rank"),
        ("premium", json!({"prices": [price("month", i64::MAX)]}), "prices[0].price"),
        (
            "premium",
            json!({"prices": [price("month", 999), price("day", 1_000_000_000_000)]}),
            "prices[1].price",
        ),
        ("premium", json!({"prices": [price("month", 999), price("month", 1_099)]}), "prices[1]"),
        ("premium", json!({"prices": [{"interval": "month"}]}), "prices[0].price"),
    ] {
        let (status, refused) = client.send("PUT", &format!("/admin/plans/{plan}"), draft.clone()).await;
        let fields = refused["details"]["fields"].as_array().unwrap();
        assert_eq!((status, fields.len(), &fields[0]["path"]), (422, 1, &json!(path)), "{draft}: {refused}");
    }
}

/// Published before there was a ceiling.
#[tokio::test]
async fn a_price_above_the_ceiling_is_not_sold() {
    let client = Client::signed_up().await;
    let mut unit = client.bench.unit().await;
    let mut plan = crate::rules::Catalogue::shipped().current("premium").unwrap().clone();
    plan.version = 2;
    (plan.prices[0].price.amount_minor, plan.prices[1].price.amount_minor) = (i64::MAX, 12_000_000_000_000);
    assert!(crate::store::plans::add(&mut unit, &plan).await.unwrap());
    unit.commit(()).await.unwrap();
    let (status, refused) =
        client.post("/subscription", json!({"plan": "premium", "interval": "month"})).await;
    assert_eq!((status, &refused["details"]["fields"][0]["code"]), (422, &json!("TOO_LARGE")), "{refused}");
    let (status, bought) = client.post("/subscription", json!({"plan": "premium", "interval": "year"})).await;
    assert_eq!((status, &bought["mrr"]["amount_minor"]), (200, &json!(1_000_000_000_000_i64)));
}
