//! No room for leftovers: a module is named by its subject.

use super::{super::tree::Tree, Found};

const FORBIDDEN: [&str; 8] =
    ["utils", "util", "helpers", "helper", "common", "misc", "shared_stuff", "stuff"];

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for source in &tree.sources {
        let parts = source.path.trim_end_matches(".rs").split('/');
        for part in parts.filter(|part| FORBIDDEN.contains(part)) {
            found.push((source.path.clone(), 1, format!("name the module by its subject, not `{part}`")));
        }
        for name in FORBIDDEN {
            let declared = super::super::source::words(&source.code, &format!("mod {name}"))
                .filter(|at| source.code[at + "mod ".len() + name.len()..].trim_start().starts_with('{'))
                .map(|at| {
                    (
                        source.path.clone(),
                        source.line(at),
                        format!("name the module by its subject, not `{name}`"),
                    )
                })
                .collect::<Vec<_>>();
            found.extend(declared);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn leftover_rooms_are_found() {
        assert_lines(
            check,
            &[
                ("crates/a/src/plans.rs", "mod proration;", &[]),
                ("crates/a/src/utils.rs", "", &[1]),
                ("crates/a/src/common/plans.rs", "", &[1]),
                ("crates/a/src/lib.rs", "fn a() {}\nmod helpers { }", &[2]),
                ("crates/a/src/lib.rs", "// mod helpers { }\nmod common_law { }", &[]),
            ],
        );
    }
}
