//! A lint is silenced by `#[expect(.., reason = "..")]`, which ends with its cause; `#[allow]` stays for ever.

use super::{super::tree::Tree, Found};

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for source in &tree.sources {
        for (at, _) in source.code.match_indices("allow(") {
            let before = source.code[..at].trim_end();
            // Inside `cfg_attr` too: what precedes is then a comma.
            let attribute = before.ends_with('[') || (before.ends_with(',') && in_cfg_attr(before));
            if attribute {
                let advice = "write `#[expect(.., reason = \"..\")]` instead of `allow`".into();
                found.push((source.path.clone(), source.line(at), advice));
            }
        }
    }
    found
}

fn in_cfg_attr(before: &str) -> bool {
    before.rfind("cfg_attr(").is_some_and(|open| !before[open..].contains(']'))
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn silenced_lints_are_found() {
        assert_lines(
            check,
            &[
                (
                    "crates/a/src/a.rs",
                    "#[expect(dead_code, reason = \"x\")]\nfn allow(a: u8) { self.allow(a) }",
                    &[],
                ),
                ("crates/a/src/a.rs", "//! A room.\n#[allow(dead_code)]", &[2]),
                ("crates/a/src/a.rs", "#![allow(dead_code)]", &[1]),
                ("crates/a/src/a.rs", "#[cfg_attr(test, allow(dead_code))]", &[1]),
                ("crates/a/src/a.rs", "// #[allow(dead_code)]\nlet a = \"#[allow(x)]\";", &[]),
            ],
        );
    }
}
