//! What the reader of document stores refuses and lets through.

use crate::{Class, Detector, Kind, Place, Settings};

fn rule(value: &str, place: Place) -> Option<&'static str> {
    let detector = Detector::new(Settings::only(&[Class::NoSql]));
    detector.inspect(value.as_bytes(), place, Kind::Undeclared).map(|found| found.rule)
}

#[test]
fn rules_catch() {
    for (value, place, expected) in [
        ("{\"$ne\": 1}", Place::Query, "nosql.operator"),
        ("name[$regex]", Place::QueryName, "nosql.operator"),
        ("$where", Place::JsonKey, "nosql.operator"),
        ("$graphLookup", Place::JsonKey, "nosql.operator"),
        ("boats.$[].owner", Place::JsonKey, "nosql.position"),
        ("filter[where][owner][neq]", Place::QueryName, "nosql.clause"),
        ("'; return true; var x='", Place::Query, "nosql.script"),
        ("' || 7==7 || '", Place::Query, "nosql.script"),
        ("x' && this.pass.match(/^a/) || 'a", Place::Query, "nosql.script"),
        ("0;sleep(4000)", Place::Query, "nosql.script"),
        ("4; db.boats.drop()", Place::Query, "nosql.script"),
        ("b'}) MATCH (n:Boat) RETURN n //", Place::Query, "nosql.query"),
        ("b' LOAD CSV FROM 'x' AS l RETURN l //", Place::Query, "nosql.query"),
        ("b\" } UNION { ?a ?b ?c", Place::Query, "nosql.query"),
        ("{!func}sum(a,b)", Place::Query, "nosql.parameters"),
        ("b\" OR _exists_:mast OR sail:\"", Place::Query, "nosql.search"),
        ("b) AND mast:[* TO *] NOT (c", Place::Query, "nosql.search"),
        ("b\r\nFLUSHALL\r\n", Place::Query, "nosql.line"),
        ("b\r\nstats items\r\n", Place::Query, "nosql.line"),
    ] {
        assert_eq!(rule(value, place), Some(expected), "{value}");
    }
}

#[test]
fn near_misses_pass() {
    for value in [
        "costs $5",
        "$in the bank",
        "a[$x]",
        "sleepy (cat)",
        "sleep(ing) bag",
        "return this; thanks",
        "is this. (or that)",
        "a 'match' (of two) in the league",
        "the boys' return from the sea",
        "{name} or (nobody)",
        "size:[4 to 5]",
        "Dear all\r\nthe stats are fine\r\nbye",
        "role: all (or none) and more",
    ] {
        assert_eq!(rule(value, Place::Query), None, "{value}");
    }
}
