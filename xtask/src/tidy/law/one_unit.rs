//! A handler works in one unit: one commit, one answer.

use super::{
    super::{
        source::{closing, words},
        tree::Tree,
    },
    Found,
};

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| source.path.contains("/src/http/")) {
        for at in source.words("fn") {
            let Some(open) = source.code[at..].find('(').map(|open| at + open) else { continue };
            let parameters = &source.code[open..closing(&source.code, open)];
            if words(parameters, "Unit").count() > 1 {
                let advice = "one `Unit` a handler: split the work into actions of one unit".into();
                found.push((source.path.clone(), source.line(at), advice));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn two_units_are_found() {
        assert_lines(
            check,
            &[
                ("crates/a/src/http/b.rs", "async fn b(unit: Unit, body: Body<UnitPrice>) {}", &[]),
                ("crates/a/src/http/b.rs", "\nasync fn b(\n  unit: Unit,\n  other: &mut Unit,\n) {}", &[2]),
                ("crates/a/src/actions/b.rs", "fn b(unit: &mut Unit, other: &mut Unit) {}", &[]),
            ],
        );
    }
}
