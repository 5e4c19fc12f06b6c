//! What the reader of shells refuses and lets through.

use crate::{Class, Detector, Kind, Place, Settings};

fn rule(value: &str, place: Place, kind: Kind) -> Option<&'static str> {
    let detector = Detector::new(Settings::only(&[Class::Shell]));
    detector.inspect(value.as_bytes(), place, kind).map(|finding| finding.rule)
}

#[test]
fn rules_catch() {
    for (value, expected) in [
        ("x; uname -a", "shell.command"),
        ("x|wh''oami", "shell.command"),
        ("x && c\\at notes", "shell.command"),
        ("`hostid`", "shell.command"),
        ("$(tail -1 notes)", "shell.command"),
        ("x\ncurl example.org", "shell.command"),
        ("cat$IFS/notes", "shell.sign"),
        ("() { :; }; x", "shell.function"),
        ("wget https://example.org/x", "shell.opening"),
        ("' ; touch /tmp/y", "shell.command"),
        ("/???/c?t notes", "shell.glob"),
        ("for /f %x in (a) do echo %x", "shell.for"),
        ("if not exist x (md y)", "shell.if"),
        ("x;{go,notes}", "shell.expansion"),
        ("x; anything --flag", "shell.flag"),
        ("x%0Auname", "shell.command"),
    ] {
        assert_eq!(rule(value, Place::Query, Kind::Undeclared), Some(expected), "{value}");
    }
    assert_eq!(rule("() { :;}; echo x", Place::UserAgent, Kind::Undeclared), Some("shell.function"));
}

#[test]
fn prose_passes() {
    for value in [
        "Come in; find a seat and sort it out",
        "Q&A",
        "black & white; make more of it",
        "fish & chips | salad",
        "Sleep well",
        "cat",
        "a=1&id=2&sort=3",
        "at 5; who knows",
        "the price is $5 (less tax)",
        "if not now, when (maybe)",
        "Time is up",
        "kill two birds",
        "line one\nmore on the next line\nlast line",
    ] {
        assert_eq!(rule(value, Place::Query, Kind::Undeclared), None, "{value}");
    }
    assert_eq!(rule("Mozilla/5.0 (X11; U; Linux; id; rv:1.7)", Place::UserAgent, Kind::Undeclared), None);
    assert_eq!(rule("run `ls -la; rm x`", Place::JsonValue, Kind::Markdown), None);
}
