//! The detector as a whole: no bytes panic, time stays linear, switches work, kinds mean what they say.

use proptest::prelude::*;

use super::*;

#[test]
fn each_detector_can_be_switched_off() {
    let cases = [
        (Class::Control, "a\u{1b}[2J", Place::Query),
        (Class::Sql, "4 union select 5,6", Place::Query),
        (Class::Html, "<svg>", Place::Query),
        (Class::Path, "../../x", Place::Query),
        (Class::Shell, "x; uname -a", Place::Query),
        (Class::Code, "java.lang.Thread", Place::Query),
        (Class::Template, "{{4*6}}", Place::Query),
        (Class::Jndi, "jndi:dns:h", Place::Query),
        (Class::NoSql, "a[$ne]", Place::QueryName),
        (Class::Ldap, "x)(uid=y", Place::Query),
        (Class::Xml, "<!--#echo x-->", Place::Query),
        (Class::Line, "x\nset-cookie: a", Place::Query),
        (Class::Ssrf, "http://127.1/", Place::Query),
        (Class::Prototype, "__proto__", Place::JsonKey),
        (Class::Upload, "x.php", Place::FileName),
    ];
    assert_eq!(cases.len(), Class::ALL.len());
    for (class, value, place) in cases {
        let look = |settings| Detector::new(settings).inspect(value.as_bytes(), place, Kind::Undeclared);
        assert_eq!(look(Settings::only(&[class])).map(|found| found.class), Some(class), "{value}");
        assert_ne!(look(Settings::default().without(class)).map(|found| found.class), Some(class), "{value}");
    }
}

#[test]
fn json_in_a_value_is_read_text_by_text() {
    let detector = Detector::default();
    let look = |value: &str| {
        detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared).map(|found| found.rule)
    };
    assert_eq!(look(r#"{"url":"/","list":["=","||"],"n":[1,2]}"#), None);
    assert_eq!(look(r#"{"name":"7' or 3>2 --"}"#), Some("sql.condition"));
    assert_eq!(look(r#"{"name":"\u003csvg onload=x>"}"#), Some("html.handler"));
    assert_eq!(look(r#"{"$ne":""}"#), Some("nosql.operator"));
}

#[test]
fn a_body_that_is_no_text_is_asked_for_less() {
    let detector = Detector::default();
    let look = |value: &[u8]| detector.inspect(value, Place::Body, Kind::Undeclared).map(|found| found.rule);
    assert_eq!(look(b"\x08\x96\x01\x12\x00' or 1=1--"), None);
    let wide: Vec<u8> =
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(look(&wide), Some("xml.entity"));
}

#[test]
fn padding_hides_nothing() {
    let detector = Detector::default();
    for attack in ["' or 3>2 --", "<svg onload=x>", "; uname -a"] {
        let padded = format!("{}{attack}", "a ".repeat(100_000));
        assert!(detector.inspect(padded.as_bytes(), Place::Query, Kind::Undeclared).is_some(), "{attack}");
    }
}

#[test]
fn hostile_repetition_ends() {
    let detector = Detector::default();
    for unit in [
        "'",
        "\"'",
        "<",
        "${",
        "{{",
        "(",
        "%25",
        "\\u005c",
        "../",
        ";a",
        "or ",
        "select ",
        "/*",
        "[",
        "{",
        "`",
        "<a ",
        "a:1:{",
        "&#38;",
        "$(",
        "${a:",
        "' or ",
        "'(",
        "union select ",
        "$a[",
        "<!--",
        "order by ",
    ] {
        let value = unit.repeat(12_000 / unit.len());
        for kind in Kind::ALL.iter().copied() {
            let _ = detector.inspect(value.as_bytes(), Place::Query, kind);
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), place in 0..Place::ALL.len(), kind in 0..Kind::ALL.len()) {
        let _ = Detector::default().inspect(&bytes, Place::ALL[place], Kind::ALL[kind]);
    }

    #[test]
    fn no_text_of_signs_panics(text in "[a-z0-9'\"`<>(){}\\[\\]$%&|;\\\\/*#=!^~@?+., \n\\-_:\u{e9}\u{ff07}]{0,80}", kind in 0..Kind::ALL.len()) {
        let _ = Detector::default().inspect(text.as_bytes(), Place::Query, Kind::ALL[kind]);
    }

    #[test]
    fn words_pass(text in "[A-Z][a-z]{2,8}( [a-z]{4,9}){0,8}[.]?") {
        let found = Detector::default().inspect(text.as_bytes(), Place::Query, Kind::Text);
        prop_assert_eq!(found, None);
    }
}
