//! Document stores: operators where a value or key should stand, and script that their queries would run. Refuses SQL.

use crate::{
    bytes::{is_word, listed, skip_space, word},
    needles::{Needles, automaton},
    prefilter::Marks,
    view::{Hit, View},
};

/// Operators of queries, in order.
#[rustfmt::skip]
const OPERATORS: &[&str] = &[
    "accumulator", "addtoset", "all", "and", "bitsallset", "comment", "elemmatch", "eq", "exists", "expr", "function", "gt", "gte", "in", "inc",
    "jsonschema", "lookup", "lt", "lte", "match", "maxdistance", "mod", "ne", "nin", "nor", "not", "or", "out", "pull", "push", "query", "regex",
    "rename", "setoninsert", "size", "text", "type", "unionwith", "unset", "where",
];

/// Script that only a document store runs.
#[rustfmt::skip]
static SCRIPT: Needles = Needles::new(|| automaton(&[
    "mapreduce(", "this.password", "db.getcollection", "this.constructor", "sleep(", "return true", "return 1", "return(true)", "new date(", ".insert({", ".find({", "emit(", "'; return", "while(true)", "tojson(", "getcollectionnames", "&& this.", "|| this.", "|| '1'=='1", "||1==1", "|| 1==1", ]));

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    operator(view).or_else(|| script(view))
}

/// `{$gt: ''}`, `a[$ne]`, and `$where` as a key.
fn operator(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::DOLLAR) {
        return None;
    }
    memchr::memchr_iter(b'$', view.low).find_map(|at| {
        let name = word(view.low, at + 1);
        if !listed(OPERATORS, name) {
            return None;
        }
        let before = view.low[..at].iter().rev().find(|byte| **byte != b' ');
        let after = view.low.get(skip_space(view.low, at + 1 + name.len())).copied();
        let key = matches!(after, Some(b':' | b']' | b'"' | b'\'')) || (after.is_none() && view.is_name());
        let opened = before.is_none_or(|byte| b"{[,\"'".contains(byte));
        (key && opened).then(|| Hit::new("nosql.operator", at, at + 1 + name.len()))
    })
}

/// Script after a closed string, and calls of a store.
fn script(view: &View<'_>) -> Option<Hit> {
    if !view.strict() || !view.marks.any(&[Marks::PAREN, Marks::BRACE, Marks::QUOTE]) {
        return None;
    }
    let (start, end) = SCRIPT.find(view.low)?;
    let bounded = start == 0 || !is_word(view.low[start]) || !is_word(view.low[start - 1]);
    bounded.then(|| Hit::new("nosql.script", start, end))
}

#[cfg(test)]
mod tests {
    use crate::{Class, Detector, Kind, Place, Settings};

    #[test]
    fn operators_and_script() {
        assert!(super::OPERATORS.is_sorted());
        let detector = Detector::new(Settings::only(&[Class::NoSql]));
        let rule =
            |value: &str, place| detector.inspect(value.as_bytes(), place, Kind::Undeclared).map(|f| f.rule);
        assert_eq!(rule("{\"$ne\": 1}", Place::Query), Some("nosql.operator"));
        assert_eq!(rule("name[$regex]", Place::QueryName), Some("nosql.operator"));
        assert_eq!(rule("$where", Place::JsonKey), Some("nosql.operator"));
        assert_eq!(rule("'; return true; var x='", Place::Query), Some("nosql.script"));
        for value in ["costs $5", "$in the bank", "a[$x]", "sleepy (cat)"] {
            assert_eq!(rule(value, Place::Query), None, "{value}");
        }
    }
}
