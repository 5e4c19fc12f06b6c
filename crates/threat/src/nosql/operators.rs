//! Operators of documents: `{$gt: ''}`, `a[$ne]`, `$where` as a key. Refuses dollar signs that are money or names.

use crate::{
    bytes::{from, listed, skip_space, word},
    prefilter::Marks,
    view::{Hit, View},
};

/// Operators of queries, updates and pipelines, in order; those that trackers of events use as keys are left out.
#[rustfmt::skip]
const OPERATORS: &[&str] = &[
    "accumulator", "addfields", "addtoset", "all", "and", "any", "between", "bitsallclear", "bitsallset", "bitsanyset", "bucket", "changestream",
    "collstats", "cond", "currentop", "elemmatch", "endswith", "eq", "exists", "expr", "facet", "function", "geointersects",
    "geonear", "geowithin", "graphlookup", "gt", "gte", "ilike", "in", "inc", "indexstats", "iregexp", "jsonschema", "like", "listsessions", "lookup",
    "lt", "lte", "match", "maxdistance", "merge", "mod", "ne", "near", "nearsphere", "nin", "nor", "not", "notbetween", "notilike", "notin",
    "notlike", "notregexp", "or", "out", "planstats", "pull", "pullall", "push", "regex", "regexmatch", "regexp",
    "rename", "replaceroot", "replacewith", "setoninsert", "startswith", "text", "unionwith",
    "unset", "unwind", "where",
];

/// Those that documents of other programs hold as keys: they count in brackets, in order.
const BRACKETED: &[&str] = &[
    "col",
    "comment",
    "options",
    "overlap",
    "query",
    "sample",
    "size",
    "slice",
    "substring",
    "type",
    "within",
];

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if view.marks.has(Marks::DOLLAR) {
        return memchr::memchr_iter(b'$', view.low)
            .find_map(|at| operator(view, at).or_else(|| position(view, at)));
    }
    nested(view)
}

fn operator(view: &View<'_>, at: usize) -> Option<Hit> {
    let name = word(view.low, at + 1);
    // `] , $comment:` behind what the value closed.
    let listed_bare = view.low[..at].trim_ascii_end().ends_with(b",") && view.marks.has(Marks::BRACE);
    let bracketed = at > 0 && view.low[at - 1] == b'[' || listed_bare;
    if !(listed(OPERATORS, name) || bracketed && listed(BRACKETED, name)) {
        return None;
    }
    let before = view.low[..at].iter().rev().find(|byte| **byte != b' ');
    let after = view.low.get(skip_space(view.low, at + 1 + name.len())).copied();
    let key = matches!(after, Some(b':' | b']' | b'"' | b'\'')) || (after.is_none() && view.is_name());
    let opened = before.is_none_or(|byte| b"{[,\"'".contains(byte));
    (key && opened).then(|| Hit::new("nosql.operator", at, at + 1 + name.len()))
}

/// `list.$[].field` as a name: every element of a list.
fn position(view: &View<'_>, at: usize) -> Option<Hit> {
    let dotted = at > 0 && view.low[at - 1] == b'.';
    let place = from(view.low, at + 1);
    let all = place.starts_with(b"[") && memchr::memchr(b']', place).is_some() || place.starts_with(b".");
    (dotted && all && view.is_name()).then(|| Hit::new("nosql.position", at, at + 8))
}

/// `filter[where][a]`: a clause as a name.
fn nested(view: &View<'_>) -> Option<Hit> {
    if !view.is_name() || !view.marks.has(Marks::BRACKET) {
        return None;
    }
    let at = crate::bytes::first_of(view.low, &["[where][", "[include][", "[$where]"])?;
    Some(Hit::new("nosql.clause", at.0, at.1))
}

#[cfg(test)]
mod tests {
    #[test]
    fn table_is_in_order() {
        assert!(super::OPERATORS.is_sorted() && super::BRACKETED.is_sorted());
    }
}
