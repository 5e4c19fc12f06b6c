//! What an explanation says of a line.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::*;
use crate::detection::DetectionConfig;

fn explainer(kind: Option<Kind>) -> Explainer {
    Explainer { detection: Detection::new(&DetectionConfig::default()), kind }
}

fn explain(line: &Value) -> Verdict {
    explainer(None).line(&line.to_string(), &mut Summary::default()).unwrap()
}

#[test]
fn a_verdict_says_where_and_why() {
    let clean = json!({"request": {"method": "GET", "target": "/a?q=hello+world", "headers": [["Host", "h"]], "body_base64": ""}});
    let verdict = explain(&clean);
    assert_eq!((verdict.verdict, verdict.reason, verdict.threat), ("pass", None, None));
    let attack = json!({"request": {"method": "GET", "target": "/a?q=7'+or+3+%3E+2+--"}});
    let verdict = serde_json::to_value(explain(&attack)).unwrap();
    assert_eq!(verdict["verdict"], "refuse");
    assert_eq!(verdict["reason"], "threat_sql");
    assert_eq!(verdict["code"], "THREAT_DETECTED");
    assert_eq!(
        (&verdict["where"], &verdict["field"], &verdict["class"]),
        (&json!("query"), &json!("q"), &json!("sql"))
    );
    assert!(!verdict["evidence"].as_str().unwrap().contains('7'), "{verdict}");
}

#[test]
fn shape_is_judged_as_the_front_would() {
    let get = |target: &str, headers: Value| {
        explain(&json!({"request": {"method": "GET", "target": target, "headers": headers}}))
    };
    assert_eq!(get("/../x", json!([])).code, Some("PATH_MALFORMED"));
    assert_eq!(get("/a%00", json!([])).code, Some("PATH_MALFORMED"));
    assert_eq!(get("/a b", json!([])).reason, Some("shape"), "no connection takes it");
    let twice = json!([["Content-Length", "3"], ["content-length", "4"]]);
    assert_eq!(get("/", twice).code, Some("FRAMING_AMBIGUOUS"));
    let odd = json!([["X-Empty", ""], ["Cookie", "a=; =b; ;;"], ["Host", "a@b"]]);
    assert_eq!(get("/a%2Fb/%ff?q=%ff&&=&x", odd).verdict, "pass");
    assert_eq!(get("/\u{c3}\u{a9}", json!([])).verdict, "pass", "bytes as characters");
}

#[test]
fn a_declared_kind_is_that_of_the_payload_alone() {
    let shell = "run `rm -rf /tmp/x; cat /etc/passwd`";
    let line = json!({"label": "legit", "payload": shell, "request": {"method": "POST", "target": "/", "headers": [["Content-Type", "application/json"]],
        "body_base64": BASE64_STANDARD.encode(json!({"text": shell}).to_string())}});
    let judge = |kind| explainer(kind).line(&line.to_string(), &mut Summary::default()).unwrap().verdict;
    assert_eq!((judge(None), judge(Some(Kind::Markdown))), ("refuse", "pass"));
    let mut other = line.clone();
    other["payload"] = json!("something else");
    assert_eq!(
        explainer(Some(Kind::Markdown)).line(&other.to_string(), &mut Summary::default()).unwrap().verdict,
        "refuse"
    );
}

#[test]
fn a_bad_line_is_told_and_nothing_panics() {
    for bad in ["", "{}", "[]", r#"{"request":{"method":"GET","target":"/","body_base64":"?"}}"#] {
        assert!(explainer(None).line(bad, &mut Summary::default()).is_err(), "{bad}");
    }
}
