//! A file has up to 300 lines without its tests, a function up to 60 lines of code in its body: blank lines and
//! comments are free, as with clippy.

use super::{
    super::{
        source::{Source, closing, first_outside},
        tree::Tree,
    },
    Found,
};

const FILE_LINES: usize = 300;
const FUNCTION_LINES: usize = 60;

/// Files that are one long table, each with its reason.
const TABLES: [(&str, &str); 0] = [];

pub(super) fn check(tree: &Tree) -> Found {
    let sources = tree.sources.iter().filter(|source| !TABLES.iter().any(|(path, _)| *path == source.path));
    sources.flat_map(|source| too_long_file(source).into_iter().chain(too_long_functions(source))).collect()
}

fn too_long_file(source: &Source) -> Option<(String, usize, String)> {
    let mut at = 0;
    let mut lines = 0;
    for line in source.text.split_inclusive('\n') {
        lines += usize::from(!source.is_test(at));
        at += line.len();
    }
    let advice = format!("{lines} lines without tests: split at the subject, {FILE_LINES} are allowed");
    (lines > FILE_LINES).then(|| (source.path.clone(), FILE_LINES, advice))
}

fn too_long_functions(source: &Source) -> Vec<(String, usize, String)> {
    let mut found = Vec::new();
    for at in source.words("fn") {
        let Some(open) = first_outside(&source.code, at, &['{', ';']) else { continue };
        if source.code[open..].starts_with(';') {
            continue;
        }
        let body = &source.bare[open + 1..closing(&source.code, open) - 1];
        let lines = body.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > FUNCTION_LINES {
            let advice = format!("{lines} lines in one function: {FUNCTION_LINES} are allowed");
            found.push((source.path.clone(), source.line(at), advice));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn long_files_and_functions_are_found() {
        let lines = |count| "x();\n".repeat(count);
        let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", lines(300), lines(300));
        let function = |count, inside: &str| format!("fn a()\nwhere A: B,\n{{\n{}{inside}}}\n", lines(count));
        assert_lines(
            check,
            &[
                ("crates/a/src/a.rs", &lines(300), &[]),
                ("crates/a/src/a.rs", &lines(301), &[300]),
                ("crates/a/src/a.rs", &tested, &[]),
                ("crates/a/tests/a.rs", &lines(400), &[]),
                ("crates/a/src/a.rs", &function(60, "\n// free\n"), &[]),
                ("crates/a/src/a.rs", &function(61, ""), &[1]),
                ("crates/a/src/a.rs", &format!("trait T {{ fn a(); }}\n{}", function(61, "")), &[2]),
                ("crates/a/src/a.rs", &format!("type F = fn(u8) -> u8;\n{}", lines(70)), &[]),
            ],
        );
    }
}
