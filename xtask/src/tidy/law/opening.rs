//! Every file opens by saying what the room is for and what it refuses to know.

use super::{super::tree::Tree, Found};

pub(super) fn check(tree: &Tree) -> Found {
    let silent = tree.sources.iter().filter(|source| !source.text.starts_with("//!"));
    silent.map(|source| (source.path.clone(), 1, "open the file with `//!`: what it is for".into())).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn silent_files_are_found() {
        assert_lines(
            check,
            &[
                ("crates/a/src/lib.rs", "//! A room.\nfn a() {}", &[]),
                ("crates/a/src/lib.rs", "fn a() {}", &[1]),
                ("crates/a/src/lib.rs", "\n//! Too late.", &[1]),
                ("crates/a/tests/a.rs", "// A comment.", &[1]),
            ],
        );
    }
}
