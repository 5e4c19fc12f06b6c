//! Scores, blocks, countries, the request log and what admins see of them.

use std::num::NonZeroU32;

use axum::body::Body;
use http::{Method, header};
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::{app::App, config::Config};
use web::Routes;

use crate::{
    app::{PASSWORD, TestApp},
    astrology::birth,
    client::Client,
};

const SCANNER: &str = "203.0.113.66";

async fn scan(from: &Client, paths: usize) {
    for n in 0..paths {
        from.get(&format!("/old/backup-{n}.php")).await;
    }
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

/// How long the caller is told to stay away.
async fn kept_out(caller: &Client) -> u64 {
    let answer = caller.get("/plans").await;
    let wait = answer.headers.get(header::RETRY_AFTER).map(|wait| wait.to_str().unwrap().parse().unwrap());
    answer.refused(403, "ADDRESS_BLOCKED");
    wait.unwrap()
}

async fn blocks(admin: &Client, active: bool) -> Vec<Value> {
    let seen = admin.get(&format!("/security/blocks?active={active}")).await.expect(200);
    seen["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_scanner_is_blocked_for_twice_as_long_each_time() {
    let app = TestApp::start().await;
    let scanner = app.guest_from(SCANNER);
    scan(&scanner, 250).await;
    assert_eq!(kept_out(&scanner).await, 60);
    scanner.send(scanner.request(Method::OPTIONS, "/plans")).await.refused(403, "ADDRESS_BLOCKED");
    scanner.post("/auth/login", &json!({})).await.refused(403, "ADDRESS_BLOCKED");
    app.guest_from("203.0.113.67").get("/plans").await.expect(200);

    app.pass(seconds(59));
    assert_eq!(kept_out(&scanner).await, 1);
    app.pass(seconds(1));
    scanner.get("/plans").await.expect(200);

    scan(&scanner, 250).await;
    assert_eq!(kept_out(&scanner).await, 120);
    app.pass(seconds(120));
    scanner.get("/plans").await.expect(200);

    app.app.gate.refresh().await.unwrap();
    let admin = app.admin().await;
    assert_eq!(blocks(&admin, true).await.len(), 0);
    let all = blocks(&admin, false).await;
    let told: Vec<_> = all.iter().map(|block| (block["nth"].clone(), block["reason"].clone())).collect();
    assert_eq!(told, [(json!(2), json!("no_such_route")), (json!(1), json!("no_such_route"))]);
    assert_eq!(all[0]["network"], "203.0.113.66/32");
    assert_eq!((all[0]["blocked_by"].as_str(), all[0]["lifted_at"].is_null()), (Some("gate"), true));
}

#[tokio::test]
async fn a_block_holds_on_every_node_and_is_lifted_on_every_node() {
    let app = TestApp::start().await;
    let config: Config = base::config::load(server::config::DEFAULTS, None).unwrap();
    let other = App::wire(&config, &app.installation).await.unwrap();
    let scanner = app.guest_from(SCANNER);
    let elsewhere = Client::new(other.router.clone(), other.shell.clone(), SCANNER);
    elsewhere.get("/plans").await.expect(200);
    scan(&scanner, 250).await;
    app.app.gate.refresh().await.unwrap();
    elsewhere.get("/plans").await.expect(200);
    other.gate.refresh().await.unwrap();
    assert_eq!(kept_out(&elsewhere).await, 60);
    let late = App::wire(&config, &app.installation).await.unwrap();
    assert_eq!(kept_out(&Client::new(late.router, late.shell, SCANNER)).await, 60, "a node that starts");

    let admin = app.admin().await;
    let block = blocks(&admin, true).await.remove(0);
    let path = format!("/security/blocks/{}", block["id"].as_str().unwrap());
    assert_eq!(admin.delete(&path).await.expect(200)["network"], "203.0.113.66/32");
    scanner.get("/plans").await.expect(200);
    other.gate.refresh().await.unwrap();
    elsewhere.get("/plans").await.expect(200);
    let lifted = blocks(&admin, false).await.remove(0);
    assert_eq!(lifted["lifted_by"], format!("user:{}", admin.user));
    let audit = format!("/admin/audit?target=block:{}", block["id"].as_str().unwrap());
    assert_eq!(admin.get(&audit).await.expect(200)["items"][0]["action"], "gate.address.unblocked");

    scan(&scanner, 249).await;
    scanner.get("/plans").await.expect(200);
}

#[tokio::test]
async fn an_admin_blocks_by_hand_and_locks_nobody_out() {
    let trusting = |config: &mut Config| {
        config.server.trusted_proxies = vec!["198.51.100.0/30".parse().unwrap()];
    };
    let app = TestApp::start_with(trusting, Routes::new("")).await;
    let (admin, user, foreign) = (app.admin().await, app.user().await, app.foreign_admin().await);
    let order = json!({"network": "203.0.113.0/24", "seconds": 600, "reason": "they sell our text"});
    for path in ["/security/blocks", "/security/events", "/security/requests"] {
        app.guest().get(path).await.refused(401, "AUTHENTICATION_REQUIRED");
        user.get(path).await.refused(403, "PERMISSION_DENIED");
        assert_eq!(foreign.get(path).await.expect(200)["next_cursor"], Value::Null);
    }
    app.guest().post("/security/blocks", &order).await.refused(401, "AUTHENTICATION_REQUIRED");
    user.post("/security/blocks", &order).await.refused(403, "PERMISSION_DENIED");
    foreign.post("/security/blocks", &order).await.refused(403, "PERMISSION_DENIED");

    let made = admin.post_with_key("/security/blocks", &order, "once").await.expect(201);
    let again = admin.post_with_key("/security/blocks", &order, "once").await.expect(201);
    assert_eq!((&made["id"], &made["nth"]), (&again["id"], &json!(0)));
    let path = format!("/security/blocks/{}", made["id"].as_str().unwrap());
    let victim = app.guest_from("203.0.113.200");
    assert_eq!(kept_out(&victim).await, 600);
    foreign.delete(&path).await.refused(404, "NOT_FOUND");
    user.delete(&path).await.refused(403, "PERMISSION_DENIED");
    assert_eq!(kept_out(&victim).await, 600);
    admin.delete(&path).await.expect(200);
    victim.get("/plans").await.expect(200);

    let wrong = async |network: &str, seconds: u32| {
        let order = json!({"network": network, "seconds": seconds, "reason": "x"});
        admin.post("/security/blocks", &order).await.wrong_field()
    };
    let field = |path: &str, code: &str| (path.to_owned(), code.to_owned());
    assert_eq!(wrong("0.0.0.0/0", 60).await, field("network", "TOO_WIDE"));
    assert_eq!(wrong("127.0.0.0/8", 60).await, field("network", "LOCKS_OUT"));
    assert_eq!(wrong("198.51.100.0/24", 60).await, field("network", "LOCKS_OUT"));
    assert_eq!(wrong("192.168.1.1", 60).await, field("network", "LOCKS_OUT"));
    assert_eq!(wrong("nonsense", 60).await, field("network", "INVALID"));
    assert_eq!(wrong("203.0.113.9", 1).await, field("seconds", "INVALID"));
    let mut mine = admin.request_with(Method::POST, "/security/blocks", order.to_string());
    mine.headers_mut().insert("x-forwarded-for", "203.0.113.9".parse().unwrap());
    let from_inside = admin.at_address("198.51.100.1");
    let refused = from_inside.send(mine).await;
    assert_eq!(refused.wrong_field(), field("network", "LOCKS_OUT"), "the admin is in it");
}

/// Two hundred requests with every mistake that an honest client makes, as fast as it can.
#[tokio::test]
async fn a_clumsy_honest_client_is_never_blocked() {
    let app = TestApp::start().await;
    let email = "clumsy@test.example";
    let signed_up = app.sign_up(email).await;
    let clumsy =
        app.guest_from("203.0.113.10").signed_in(signed_up.token.as_deref().unwrap(), &signed_up.user);
    let guest = app.guest_from("203.0.113.10");
    let stale = guest.signed_in("not.a.token", "");
    for _ in 0..20 {
        clumsy.post("/charts", &json!({"kind": "nonsense"})).await.refused(422, "VALIDATION_FAILED");
        clumsy.get("/security/events").await.refused(403, "PERMISSION_DENIED");
        clumsy.get("/charts/00000000-0000-7000-8000-000000000000").await.refused(404, "NOT_FOUND");
        clumsy.send(clumsy.request_with(Method::POST, "/charts", "{")).await.refused(400, "MALFORMED_JSON");
        let mut typed = clumsy.request_with(Method::POST, "/charts", birth().to_string());
        typed.headers_mut().insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        clumsy.send(typed).await.refused(415, "UNSUPPORTED_MEDIA_TYPE");
        guest.get("/users/me").await.refused(401, "AUTHENTICATION_REQUIRED");
        stale.get("/users/me").await.refused(401, "TOKEN_INVALID");
        guest.get("/favicon.ico").await.refused(404, "NOT_FOUND");
        clumsy.delete("/plans").await.refused(405, "METHOD_NOT_ALLOWED");
        clumsy.get("/plans?page=1").await;
    }
    for _ in 0..3 {
        let typo = json!({"email": email, "password": "one letter too many"});
        guest.post("/auth/login", &typo).await.refused(401, "CREDENTIALS_INVALID");
    }
    guest.post("/auth/login", &json!({"email": email, "password": PASSWORD})).await.expect(200);
    app.pass(seconds(601));
    clumsy.get("/users/me").await.refused(401, "TOKEN_EXPIRED");
    guest.get("/plans").await.expect(200);
}

#[tokio::test]
async fn what_the_front_refuses_is_scored_too_and_the_operator_never_blocked() {
    let app = TestApp::start().await;
    let (walker, local) = (app.guest_from("203.0.113.11"), app.guest());
    for _ in 0..20 {
        for caller in [&walker, &local] {
            caller.get("/../../etc/passwd").await.refused(400, "PATH_MALFORMED");
        }
    }
    assert_eq!(kept_out(&walker).await, 60);
    local.get("/plans").await.expect(200);
    app.app.log.flush().await.unwrap();
    let seen = app.admin().await.get("/security/events?reason=path_malformed").await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 2, "{seen}");
}

#[tokio::test]
async fn observing_blocks_nobody() {
    let observe = |config: &mut Config| config.gate.blocks.automatic = gate::Automatic::Observe;
    let app = TestApp::start_with(observe, Routes::new("")).await;
    let scanner = app.guest_from(SCANNER);
    scan(&scanner, 300).await;
    scanner.get("/plans").await.expect(200);
    let posture = app.admin().await.get("/security/").await.expect(200)["posture"].clone();
    assert_eq!(posture["automatic_blocks"], "observe");
    assert!(posture["findings"].to_string().contains("gate.blocks.automatic"), "{posture}");
}

#[tokio::test]
async fn events_tell_what_was_refused_page_by_page() {
    let app = TestApp::start().await;
    let scanner = app.guest_from(SCANNER);
    for _ in 0..3 {
        scanner.get("/nothing").await;
        scanner.get("/users/me").await;
        scanner.get("/users/me/sessions").await;
        app.pass(seconds(60));
    }
    scanner.send(scanner.request_with(Method::POST, "/auth/login", "{\"email\":\"\\u0000\"}")).await;
    app.app.log.flush().await.unwrap();
    let admin = app.admin().await;
    let (mut all, mut path) = (Vec::new(), "/security/events?limit=3&address=203.0.113.66".to_owned());
    loop {
        let page = admin.get(&path).await.expect(200);
        all.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/security/events?limit=3&address=203.0.113.66&cursor={cursor}");
    }
    assert_eq!(all.len(), 10, "{all:?}");
    assert!(all.is_sorted_by(|one, two| one["minute"].as_str() >= two["minute"].as_str()));
    let null = &all[0];
    assert_eq!(
        (&null["reason"], &null["severity"], &null["score"]),
        (&json!("null_byte"), &json!("high"), &json!(100))
    );
    assert_eq!(null["evidence"], Value::Null);
    let count = async |filter: &str| {
        let page = admin.get(&format!("/security/events?address=203.0.113.66&{filter}")).await.expect(200);
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count("reason=no_such_route").await, 3);
    assert_eq!(count("reason=nothing").await, 0);
    assert_eq!(count("since=2026-01-15T12:01:00Z&until=2026-01-15T12:02:00Z").await, 3);
    admin.get("/security/events?address=nobody").await.wrong_field();
    admin.get("/security/events?cursor=made-up").await.wrong_field();
    admin.get("/security/events?limit=0").await.wrong_field();
}

#[tokio::test]
async fn the_request_log_has_one_row_each_and_nothing_of_what_was_in_it() {
    let app = TestApp::start().await;
    let (user, admin) = (app.user().await, app.admin().await);
    let secret = "xyzzy-secret";
    user.get(&format!("/places?q={secret}")).await;
    user.get(&format!("/charts/{secret}")).await;
    user.post("/charts", &json!({"kind": secret})).await.refused(422, "VALIDATION_FAILED");
    user.get("/security/events").await.refused(403, "PERMISSION_DENIED");
    let mut sized = user.request_with(Method::POST, "/auth/logout", "{}");
    sized.headers_mut().insert(header::CONTENT_LENGTH, "2".parse().unwrap());
    user.send(sized).await;
    app.guest().get("/../x").await.refused(400, "PATH_MALFORMED");
    app.app.requests.flush().await.unwrap();

    let mine = admin.get(&format!("/security/requests?user={}", user.user)).await.expect(200);
    let rows = mine["items"].as_array().unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (row["method"].as_str().unwrap(), row["route"].as_str().unwrap(), row["status"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(told.len(), 5, "{told:?}");
    for expected in [
        ("GET", "/api/v1/places", 200),
        ("GET", "/api/v1/charts/{id}", 404),
        ("POST", "/api/v1/charts", 422),
        ("GET", "/api/v1/security/events", 403),
    ] {
        assert!(told.contains(&expected), "{expected:?} of {told:?}");
    }
    let all = admin.get("/security/requests?limit=100").await.expect(200);
    assert!(!all.to_string().contains(secret), "{all}");
    let of = |rows: &Value, reason: &str| {
        rows["items"].as_array().unwrap().iter().filter(|row| row["reason"] == reason).count()
    };
    assert_eq!((of(&all, "permission_denied"), of(&all, "VALIDATION_FAILED")), (1, 1), "{all}");
    let front = admin.get("/security/requests?reason=PATH_MALFORMED").await.expect(200);
    assert_eq!(
        (front["items"][0]["route"].as_str(), front["items"][0]["actor"].as_str()),
        (Some("-"), Some("guest"))
    );
    let denied = admin.get("/security/requests?reason=permission_denied&status=403").await.expect(200);
    let row = &denied["items"][0];
    assert_eq!(row["actor"], format!("user:{}", user.user));
    assert!(row["milliseconds"].is_f64() && row["answer_bytes"].as_i64() > Some(0), "{row}");
    let correlation = row["correlation_id"].as_str().unwrap();
    let one = admin.get(&format!("/security/requests?correlation_id={correlation}")).await.expect(200);
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    let first = admin.get("/security/requests?limit=2").await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("/security/requests?limit=2&cursor={cursor}")).await.expect(200);
    assert!(second["items"][0]["id"].as_str() < first["items"][1]["id"].as_str());
}

#[tokio::test]
async fn the_request_log_can_be_off() {
    let app = TestApp::start_with(|config| config.requests.keep = false, Routes::new("")).await;
    app.guest().get("/plans").await.expect(200);
    assert_eq!(app.app.requests.flush().await.unwrap(), 0);
    let posture = app.admin().await.get("/security/").await.expect(200)["posture"].clone();
    assert!(posture["findings"].to_string().contains("request_log"), "{posture}");
}

#[tokio::test]
async fn countries_are_let_in_by_the_database_of_the_operator() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.mmdb");
    let world = [("203.0.113.0/24", "NL"), ("198.51.100.0/24", "US"), ("2001:db8:9::/48", "US")];
    std::fs::write(&file, testkit::countries::database(&world)).unwrap();
    let named = file.clone();
    let rules = move |config: &mut Config| {
        config.gate.countries.deny = vec!["US".into()];
        config.gate.countries.database = named;
    };
    let app = TestApp::start_with(rules, Routes::new("")).await;
    app.guest_from("203.0.113.5").get("/plans").await.expect(200);
    app.guest_from("192.0.2.5").get("/plans").await.expect(200);
    for refused in ["198.51.100.5", "2001:db8:9::5", "::ffff:198.51.100.5"] {
        app.guest_from(refused).get("/plans").await.refused(403, "ADDRESS_BLOCKED");
    }
    app.guest_from("203.0.113.5").get("/nothing").await;
    app.app.log.flush().await.unwrap();
    app.app.requests.flush().await.unwrap();
    let admin = app.admin().await;
    let events = admin.get("/security/events?reason=country_denied").await.expect(200);
    assert_eq!(
        (events["items"].as_array().unwrap().len(), &events["items"][0]["country"]),
        (2, &json!("US")),
        "IPv4 in IPv6 clothes is the same client"
    );
    let rows = admin.get("/security/requests?reason=no_such_route").await.expect(200);
    assert_eq!(rows["items"][0]["country"], "NL");
    assert_eq!(admin.get("/security/").await.expect(200)["countries"], "rules in force");

    let only = move |config: &mut Config| {
        config.gate.countries.allow = vec!["NL".into()];
        config.gate.countries.database = file;
    };
    let app = TestApp::start_with(only, Routes::new("")).await;
    app.guest_from("203.0.113.5").get("/plans").await.expect(200);
    app.guest_from("192.0.2.5").get("/plans").await.refused(403, "ADDRESS_BLOCKED");
    app.guest().get("/plans").await.expect(200);
}

#[tokio::test]
async fn country_rules_without_a_database_stop_the_start() {
    let app = TestApp::start().await;
    assert_eq!(app.guest().get("/security/").await.expect(200)["countries"], "off: no database");
    let mut config: Config = base::config::load(server::config::DEFAULTS, None).unwrap();
    config.gate.countries.deny = vec!["US".into()];
    let refused = App::wire(&config, &app.installation).await.err().unwrap().to_string();
    assert!(refused.contains("gate.countries"), "{refused}");
}

#[tokio::test]
async fn the_posture_is_for_admins_and_says_what_to_do() {
    let set_up = |config: &mut Config| {
        config.secrets.master_keys = vec!["00".repeat(32).into()];
        config.server.hosts = vec!["localhost".into(), "other.example".into()];
        config.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    };
    let app = TestApp::start_with(set_up, Routes::new("")).await;
    let admin = app.admin().await;
    let seen = admin.get("/security/").await.expect(200);
    assert_eq!(seen["posture"]["score"], 100, "{}", seen["posture"]);
    assert_eq!(seen["posture"]["findings"][0]["check"], "countries");
    for caller in [app.guest(), app.user().await, app.foreign_admin().await.at_host("localhost")] {
        assert!(caller.get("/security/").await.expect(200).get("posture").is_none());
    }
    let worse = |config: &mut Config| {
        config.gate.limits.read.per_address = 0;
        config.server.trusted_proxies = vec!["0.0.0.0/0".parse().unwrap()];
        config.gate.blocks.threshold = NonZeroU32::MIN;
    };
    let app = TestApp::start_with(worse, Routes::new("")).await;
    let admin = app.admin().await;
    let mut request = admin.request(Method::GET, "/security/");
    request.headers_mut().insert("x-forwarded-for", "127.0.0.1".parse().unwrap());
    *request.body_mut() = Body::empty();
    let posture = admin.send(request).await.expect(200)["posture"].clone();
    let checks: Vec<&str> =
        posture["findings"].as_array().unwrap().iter().map(|one| one["check"].as_str().unwrap()).collect();
    assert_eq!(
        (posture["score"].as_u64(), checks),
        (Some(40), vec!["limits", "proxies", "hosts", "keys", "countries"])
    );
}
