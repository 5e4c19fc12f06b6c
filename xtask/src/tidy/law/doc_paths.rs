//! Every path that a document names exists. A path is what stands in backticks or is linked to, has a slash, and either
//! ends like a file of ours or a folder, or begins in a folder of ours. It may be written from the root, from the
//! document's folder, or as the end of a path (`store/plan_sql.rs`). Fenced blocks are examples and are not read.

use super::{
    super::tree::{Tree, is_named},
    Found,
};

const ENDINGS: [&str; 14] = [
    "rs",
    "md",
    "toml",
    "sql",
    "json",
    "css",
    "js",
    "html",
    "svg",
    "sh",
    "yml",
    "bin",
    "tsv",
    "proptest-regressions",
];

/// Folders that are made, not kept.
const MADE: [&str; 2] = ["target/", ".sqlx/"];

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for (document, text) in tree.texts.iter().filter(|(path, _)| is_named(path, "md")) {
        for (line, named) in named(text) {
            if is_path(tree, &named) && !exists(tree, document, &named) {
                let advice = format!("`{named}` is not there: name the path as it is now");
                found.push((document.clone(), line, advice));
            }
        }
    }
    found
}

/// What stands in backticks or behind `](`, with its line.
fn named(text: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let quoted = line.split('`').skip(1).step_by(2);
            let linked = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '#']).next());
            named.extend(quoted.chain(linked).map(|path| (number + 1, path.trim().to_owned())));
        }
    }
    named
}

fn is_path(tree: &Tree, named: &str) -> bool {
    let plain = named.chars().all(|letter| letter.is_alphanumeric() || "._-/".contains(letter));
    let relative = !named.starts_with('/') && named.contains('/');
    let made = MADE.iter().any(|folder| named.starts_with(folder));
    let file = named.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
    let ends_like_ours = file.is_some_and(|(_, ending)| ENDINGS.contains(&ending));
    let folder = named.split_inclusive('/').next().unwrap_or_default();
    let begins_like_ours = folder != named && tree.paths.contains(folder);
    plain && relative && !made && (ends_like_ours || begins_like_ours)
}

fn exists(tree: &Tree, document: &str, named: &str) -> bool {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let near = resolved(folder, named);
    [near.as_str(), named].iter().any(|path| {
        let file = path.trim_end_matches('/');
        let tail = format!("/{file}");
        let same = |known: &String| {
            let known = known.trim_end_matches('/');
            known == file || known.ends_with(&tail)
        };
        tree.paths.iter().any(same)
    })
}

/// `docs` and `../crates/a` to `crates/a`.
fn resolved(folder: &str, named: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in named.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{super::found, *};

    #[test]
    fn paths_that_have_moved_are_found() {
        let files = [
            ("crates/a/src/store/plan_sql.rs", "//! x"),
            ("docs/decisions/0001-storage.md", "See [the code](../../crates/a/src/store/plan_sql.rs#L1)."),
            ("docs/one.md", "`crates/a/src/` and `store/plan_sql.rs`, [first](decisions/0001-storage.md)"),
            (
                "docs/two.md",
                "`application/json`, `a/b`, `GET /api/v1/x.json`, `/var/x.json`, `crates/*/x.rs`, `target/x.rs`",
            ),
            (
                "docs/three.md",
                "`crates/a/src/gone.rs`\n[x](decisions/0002-gone.md)\n`crates/b/src`\n`gone/x.rs`",
            ),
            ("docs/four.md", "```\ncrates/gone.rs `crates/gone.rs`\n```\n`crates/gone.rs`"),
        ];
        let expected =
            ["docs/four.md:4", "docs/three.md:1", "docs/three.md:2", "docs/three.md:3", "docs/three.md:4"];
        assert_eq!(found(check, &files), expected);
    }
}
