//! The probe: judges any request by any method, and serves none.

use std::io::Write as _;

use axum::body::Body;
use http::{Method, Request, header};
use serde_json::json;
use threat::Class;
use web::Routes;

use crate::{app::TestApp, client::Answer};

const SQL: &str = "7' or 3 > 2 --";
const ENCODED: &str = "7%27+or+3+%3E+2+--";

async fn probe() -> TestApp {
    TestApp::start_with(|config| config.gate.probe = true, Routes::new("")).await
}

async fn ask(app: &TestApp, request: http::request::Builder, body: impl Into<Body>) -> Answer {
    app.guest().send(request.body(body.into()).unwrap()).await
}

fn to(rest: &str) -> http::request::Builder {
    Request::builder().uri(format!("/api/v1/security/probe{rest}")).header(header::HOST, "any.example")
}

fn gzip(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

#[tokio::test]
async fn there_is_none_unless_configured() {
    let app = TestApp::start().await;
    for path in ["/security/probe", "/security/probe/a/b"] {
        app.guest().get(path).await.refused(404, "NOT_FOUND");
    }
    let hosts = |config: &mut server::config::Config| config.server.hosts = vec!["localhost".into()];
    let app = TestApp::start_with(hosts, Routes::new("")).await;
    ask(&app, to(""), "").await.refused(421, "HOST_UNKNOWN");
}

#[tokio::test]
async fn whatever_is_harmless_passes() {
    let change = |config: &mut server::config::Config| {
        config.gate.probe = true;
        config.server.hosts = vec!["localhost".into()];
        config.gate.deny = vec!["0.0.0.0/0".parse().unwrap()];
        config.gate.limits.read.per_address = 1;
        config.gate.limits.write.per_address = 1;
    };
    let app = TestApp::start_with(change, Routes::new("")).await;
    let json = |body: &'static str| {
        (to("/json").method("POST").header("content-type", "application/json"), body.to_owned())
    };
    let large = format!("session={}", "a1B2".repeat(2000));
    let mut cases = vec![
        (to(""), String::new()),
        (to("/"), String::new()),
        (to("//a//"), String::new()),
        (to("/a%2Fb/%ff").method("DELETE"), String::new()),
        (to("/a?q=%ff%fe&&=&x=hello+world"), String::new()),
        (to("/a").method("BREW"), "two lumps, please".to_owned()),
        (to("/a").method("OPTIONS").header("origin", "https://elsewhere.example"), String::new()),
        (to("/a").header("x-empty", "").header("cookie", "=; a; b=;; c=d=e"), String::new()),
        (to("/a").header("cookie", large), String::new()),
        (Request::builder().uri("/api/security/probe/a"), String::new()),
        (to("/a").header("host", "twice.example").header("authorization", "Bearer nobody"), String::new()),
        json(r#"{"a":1,"a":"two"}"#),
        json(r#"{"a":"#),
        json("just text"),
        (
            to("/f").method("PUT").header("content-type", "application/x-www-form-urlencoded"),
            "name=Ada+Lovelace&city=K%C3%B6ln".to_owned(),
        ),
        (
            to("/x").method("POST").header("content-type", "application/xml"),
            "<note><to>Ada</to></note>".to_owned(),
        ),
        (to("/n").method("POST"), "no type at all".to_owned()),
        (to("/big").method("POST").header("content-type", "text/plain"), "word ".repeat(200_000)),
    ];
    cases.push((to("/m").method("POST").header("content-type", "multipart/form-data; boundary=x"), "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"holiday.jpg\"\r\n\r\nsome text\r\n--x--\r\n".to_owned()));
    for (request, body) in cases {
        let what = format!("{request:?}");
        let answer = ask(&app, request, body).await;
        assert_eq!(answer.status.as_u16(), 204, "{what} {}", answer.text);
    }
    let zipped =
        to("/z").method("POST").header("content-encoding", "gzip").header("content-type", "application/json");
    assert_eq!(ask(&app, zipped, gzip(r#"{"a":"fine"}"#)).await.status.as_u16(), 204);
    app.app.log.flush().await.unwrap();
}

fn post(kind: &str) -> http::request::Builder {
    to("/a").method("POST").header("content-type", kind)
}

fn part(head: &str, content: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n--x--\r\n")
}

/// Requests with an attack, and the field that the refusal names.
fn attacks() -> Vec<(http::request::Builder, String, &'static str)> {
    let none = String::new;
    let form = format!("a=b&c={ENCODED}");
    let json_text = json!({"a": [{"b": SQL}]}).to_string();
    let parts = "multipart/form-data; boundary=x";
    let shellshock = "() { :; }; /bin/cat /etc/passwd";
    let script = "https://a.example/?q=%3Cscript%3Ealert(1)%3C/script%3E";
    let entity = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
    let mut cases = vec![
        (to(&format!("/a?q={ENCODED}")), none(), "q"),
        (to(&format!("/a?{ENCODED}=1")), none(), ""),
        (to("/files/%c0%ae%c0%ae%c0%afetc/passwd"), none(), ""),
        (to("/a").header("user-agent", shellshock), none(), "user-agent"),
        (to("/a").header("referer", script), none(), "referer"),
        (to("/a").header("x-api-version", "${jndi:ldap://a.example/x}"), none(), "x-api-version"),
        (to("/a").header("cookie", format!("a=b; c={ENCODED}")), none(), "c"),
        (post("application/json"), format!(r#"{{"a":"{SQL}","a":1}}"#), "a"),
        (post("application/json"), json!({ SQL: 1 }).to_string(), ""),
        (post(parts), part("name=\"n\"", SQL), "n"),
        (post(parts), part("name=\"n\"; filename=\"a.php\"", "x"), "n"),
        (post(parts), part("name=\"n\"; filename=\"a.svg\"", "<svg onload=alert(1)>"), "n"),
        (post("application/xml"), entity.to_owned(), ""),
        (to("/a").method("BREW"), format!("id={ENCODED}"), "id"),
        (post("text/plain"), "; cat /etc/passwd".to_owned(), ""),
    ];
    // A wrong type hides nothing.
    let forms = "application/x-www-form-urlencoded";
    for kind in ["text/plain", "application/json", "multipart/form-data", "image/png", forms] {
        cases.push((post(kind), json_text.clone(), "a[0].b"));
        cases.push((post(kind), part("name=\"n\"", SQL), "n"));
        cases.push((post(kind), form.clone(), "c"));
    }
    cases
}

#[tokio::test]
async fn an_attack_is_refused_wherever_it_stands() {
    let app = probe().await;
    for (request, body, field) in attacks() {
        let what = format!("{request:?} {body}");
        let answer = ask(&app, request, body).await;
        assert_eq!(answer.status.as_u16(), 403, "{what}");
        assert_eq!(answer.body["details"]["field"], field, "{what} {}", answer.text);
        let told = answer.refused(403, "THREAT_DETECTED").to_string();
        assert!(
            Class::ALL.iter().all(|class| !told.contains(&format!("{}.", class.as_str()))),
            "no rule: {told}"
        );
    }
    let form = format!("a=b&c={ENCODED}");
    let packed = [
        ("gzip", gzip(&form)),
        ("identity", gzip(&json!({"a": SQL}).to_string())),
        ("br", form.into_bytes()),
    ];
    for (word, packed) in packed {
        let request = post("text/plain").header("content-encoding", word);
        ask(&app, request, packed).await.refused(403, "THREAT_DETECTED");
    }
    app.app.log.flush().await.unwrap();
    let admin = app.admin().await.get("/security").await.expect(200);
    assert!(!admin["refusals"].to_string().contains("threat"), "nobody is scored for it: {admin}");
}

#[tokio::test]
async fn every_refusal_has_the_one_status() {
    let app = probe().await;
    for target in ["/../plans", "/a/%2e%2e/b", "/a%00", "/a%0d%0a", &format!("/a?{}", "x".repeat(9000))] {
        assert_eq!(ask(&app, to(target), "").await.status.as_u16(), 403, "{target}");
    }
    let mut twice = to("/a").method("POST").body(Body::from("abc")).unwrap();
    web::front::framed(&mut twice, b"POST / HTTP/1.1\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n");
    app.guest().send(twice).await.refused(403, "FRAMING_AMBIGUOUS");
    let long = Body::from(vec![b'a'; 1024 * 1024 + 1]);
    ask(&app, to("/a").method("POST"), long).await.refused(403, "BODY_TOO_LARGE");
    let bomb = gzip(&"0".repeat(9 * 1024 * 1024));
    ask(&app, to("/a").method(Method::POST), bomb).await.refused(403, "BODY_TOO_LARGE");
    // Next to it the usual answers hold.
    app.guest().get("/security/probes/../x").await.refused(400, "PATH_MALFORMED");
}
