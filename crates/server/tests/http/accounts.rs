//! Sign-up, sign-in, refresh, profile and the management of accounts.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, unique_email};

#[tokio::test]
async fn a_person_signs_up_and_is_on_the_free_plan() {
    let app = TestApp::start().await;
    let email = unique_email();
    let body = json!({
        "email": email.to_uppercase(), "password": PASSWORD, "name": "Robin", "locale": "nl-NL", "time_zone": "europe/amsterdam",
        "country": "nl", "acquisition": {"source": "newsletter", "campaign": "spring-1"},
    });
    let made = app.guest().post("/auth/signup", &body).await.expect(201);
    assert_eq!(made["user"]["email"], email.as_str());
    let me =
        app.guest().signed_in(made["access_token"].as_str().unwrap(), "").get("/users/me").await.expect(200);
    assert_eq!(me["plan_type"], "free");
    assert_eq!(me["role"], "user");
    assert_eq!(me["time_zone"], "Europe/Amsterdam");
    assert_eq!(me["country"], "NL");
    assert_eq!(me["is_active"], true);
    assert!(!made.to_string().contains("argon2"), "no hash leaves the server");

    let again = app.guest().post("/auth/signup", &body).await;
    again.refused(409, "EMAIL_TAKEN");
}

#[tokio::test]
async fn what_cannot_be_signed_up_with_names_its_field() {
    let app = TestApp::start().await;
    let base = json!({"email": "a@b.example", "password": PASSWORD});
    let with = |field: &str, value: Value| {
        let mut body = base.clone();
        body[field] = value;
        body
    };
    let cases = [
        (with("email", json!("nonsense")), "email"),
        (with("password", json!("short")), "password"),
        (with("password", json!(1)), "password"),
        (with("time_zone", json!("Mars/Olympus")), "time_zone"),
        (with("country", json!("Netherlands")), "country"),
        (with("locale", json!("not a locale")), "locale"),
        (with("name", json!("\u{202e}")), "name"),
        (with("role", json!("admin")), "role"),
        (json!({"email": "a@b.example"}), "password"),
    ];
    for (body, field) in cases {
        let (path, _) = app.guest().post("/auth/signup", &body).await.wrong_field();
        assert_eq!(path, field, "{body}");
    }
}

#[tokio::test]
async fn unknown_and_wrong_are_one_answer_and_cost_the_same() {
    let app = TestApp::start().await;
    let email = unique_email();
    app.sign_up(&email).await;
    let runs = || app.app.accounts.passwords().runs();
    let try_with = async |email: &str| {
        let before = runs();
        let body = json!({"email": email, "password": "wrong horse battery staple"});
        let mut refusal = app.guest().post("/auth/login", &body).await.refused(401, "CREDENTIALS_INVALID");
        refusal["correlation_id"] = Value::Null;
        (refusal, runs() - before)
    };
    let known = try_with(&email).await;
    let unknown = try_with("nobody@test.example").await;
    assert_eq!(known, unknown, "the answer or the number of Argon2 runs tells who has an account");
    assert_eq!(known.1, 1);
}

#[tokio::test]
async fn a_refresh_token_is_used_once() {
    let app = TestApp::start().await;
    let email = unique_email();
    let made = app.sign_up(&email).await;
    let login = made.post("/auth/login", &json!({"email": email, "password": PASSWORD})).await.expect(200);
    let first = login["refresh_token"].clone();
    let refresh =
        async |token: &Value| app.guest().post("/auth/refresh", &json!({"refresh_token": token})).await;

    let second = refresh(&first).await.expect(200)["refresh_token"].clone();
    assert_ne!(first, second);
    app.pass(SignedDuration::from_secs(9));
    assert_eq!(
        refresh(&first).await.expect(200)["refresh_token"],
        second,
        "a lost answer can be asked for again"
    );
    app.pass(SignedDuration::from_secs(2));
    refresh(&first).await.refused(401, "REFRESH_TOKEN_REUSED");
    refresh(&second).await.refused(401, "REFRESH_TOKEN_INVALID");
    let old = app.guest().signed_in(login["access_token"].as_str().unwrap(), "");
    old.get("/users/me").await.refused(401, "SESSION_REVOKED");
    refresh(&json!("mr_nonsense")).await.refused(401, "REFRESH_TOKEN_INVALID");
}

#[tokio::test]
async fn access_tokens_expire_and_cannot_be_forged() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let token = user.token.clone().unwrap();
    let with = |token: String| app.guest().signed_in(&token, "");

    let (head, rest) = token.split_once('.').unwrap();
    let (claims, tag) = rest.split_once('.').unwrap();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    for forged in [
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{tag}"),
        format!("{head}.{claims}.{}", tag.chars().rev().collect::<String>()),
        format!("{head}.{}.{tag}", claims.to_lowercase()),
        "mk_nonsense".to_owned(),
        String::from(".."),
    ] {
        with(forged).get("/users/me").await.refused(401, "TOKEN_INVALID");
    }
    user.get("/users/me").await.expect(200);
    app.pass(SignedDuration::from_secs(601));
    user.get("/users/me").await.refused(401, "TOKEN_EXPIRED");
    assert!(user.get("/plans").await.status.is_success(), "an expired token still reaches what is public");
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let app = TestApp::start().await;
    let user = app.user().await;
    user.post("/auth/logout", &json!({})).await.expect(200);
    user.get("/users/me").await.refused(401, "SESSION_REVOKED");
}

#[tokio::test]
async fn a_profile_is_changed_and_nothing_else() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let changed = user.patch("/users/me", &json!({"name": "  Ada ", "locale": "en"})).await.expect(200);
    assert_eq!(changed["name"], "Ada");
    let (path, code) = user.patch("/users/me", &json!({"role": "admin"})).await.wrong_field();
    assert_eq!((path.as_str(), code.as_str()), ("role", "UNKNOWN_FIELD"));
    assert_eq!(user.get("/users/me").await.expect(200)["role"], "user");
}

#[tokio::test]
async fn an_admin_switches_an_account_off_and_it_is_out_at_once() {
    let app = TestApp::start().await;
    let (admin, email) = (app.admin().await, unique_email());
    let user = app.sign_up(&email).await;
    user.get("/users/me").await.expect(200);
    let path = format!("/admin/users/{}", user.user);
    admin.patch(&path, &json!({"is_active": false})).await.expect(200);
    let refusal = user.get("/users/me").await;
    assert!([401, 403].contains(&refusal.status.as_u16()), "{}", refusal.text);
    app.guest()
        .post("/auth/login", &json!({"email": email, "password": PASSWORD}))
        .await
        .refused(403, "ACCOUNT_INACTIVE");

    admin.patch(&path, &json!({"is_active": true, "role": "admin"})).await.expect(200);
    let back =
        app.guest().post("/auth/login", &json!({"email": email, "password": PASSWORD})).await.expect(200);
    let back = app.guest().signed_in(back["access_token"].as_str().unwrap(), "");
    back.get("/admin/users").await.expect(200);
}

/// Another node learns within a second: its cache may be 0.9 s old, never older.
#[tokio::test]
async fn another_node_refuses_within_a_second() {
    let app = TestApp::start().await;
    let (admin, user) = (app.admin().await, app.user().await);
    let config: server::config::Config = base::config::load(server::config::DEFAULTS, None).unwrap();
    let mut config = config;
    config.secrets.metrics_token = "x".into();
    let other = server::app::App::wire(&config, &app.installation).await.unwrap();
    let elsewhere = crate::client::Client::new(other.router, other.shell, "127.0.0.1")
        .signed_in(user.token.as_deref().unwrap(), "");
    elsewhere.get("/users/me").await.expect(200);
    admin.patch(&format!("/admin/users/{}", user.user), &json!({"is_active": false})).await.expect(200);
    app.clocks.real.advance(SignedDuration::from_secs(1));
    assert!(!elsewhere.get("/users/me").await.status.is_success());
}

#[tokio::test]
async fn the_last_admin_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/admin/users/{}", admin.user);
    admin.patch(&path, &json!({"role": "user"})).await.refused(409, "LAST_ADMIN");
    admin.patch(&path, &json!({"is_active": false})).await.refused(409, "LAST_ADMIN");
}

#[tokio::test]
async fn accounts_are_listed_page_by_page() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for _ in 0..4 {
        app.user().await;
    }
    let (mut seen, mut path) = (Vec::new(), "/admin/users?limit=2".to_owned());
    loop {
        let page = admin.get(&path).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|user| user["id"].to_string()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/admin/users?limit=2&cursor={cursor}");
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 5);
    admin.get("/admin/users?cursor=nonsense").await.refused(422, "VALIDATION_FAILED");
    admin.get("/admin/users?limit=0").await.refused(422, "VALIDATION_FAILED");
    admin.get("/admin/users?limit=1000").await.refused(422, "VALIDATION_FAILED");
}

#[tokio::test]
async fn sessions_are_seen_and_ended() {
    let app = TestApp::start().await;
    let email = unique_email();
    let first = app.sign_up(&email).await;
    let login = first.post("/auth/login", &json!({"email": email, "password": PASSWORD})).await.expect(200);
    let second = app.guest().signed_in(login["access_token"].as_str().unwrap(), "");
    let sessions = first.get("/users/me/sessions").await.expect(200);
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|session| session["current"] == false).unwrap();
    first.delete(&format!("/users/me/sessions/{}", other["id"].as_str().unwrap())).await.expect(200);
    second.get("/users/me").await.refused(401, "SESSION_REVOKED");
    first.get("/users/me").await.expect(200);
}

#[tokio::test]
async fn strangers_may_choose_the_same_idempotency_key() {
    let app = TestApp::start().await;
    let guest = app.guest();
    let sign_up = |email: &str| json!({ "email": email, "password": PASSWORD });
    guest.post_with_key("/auth/signup", &sign_up("one@test.example"), "1").await.expect(201);
    guest.post_with_key("/auth/signup", &sign_up("two@test.example"), "1").await.expect(201);
    let again = guest.post_with_key("/auth/signup", &sign_up("one@test.example"), "1").await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.expect(201), Value::Null, "tokens are not kept: sign in");
}
