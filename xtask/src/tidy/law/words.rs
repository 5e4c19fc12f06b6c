//! Words that belong to one person's machine or to unfinished work, and to no repository.

use super::{super::tree::Tree, Found};

/// Cut in two, so that this file does not contain them.
const FORBIDDEN: [(&str, &str, &str); 5] = [
    ("/wo", "rk/", "a path of one machine: say where it is from the root of the repository"),
    ("/tmp/t", "-", "a path of one machine"),
    ("/tmp/b", "rief", "a path of one machine"),
    ("FIX", "ME", "finish it, or open an issue"),
    ("<<<<", "<<<", "an unfinished merge"),
];

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for (path, text) in &tree.texts {
        for (first, second, advice) in FORBIDDEN {
            let word = [first, second].concat();
            let lines = text.lines().enumerate().filter(|(_, line)| line.contains(&word));
            found.extend(lines.map(|(number, _)| (path.clone(), number + 1, format!("`{word}`: {advice}"))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn words_of_one_machine_are_found() {
        let bad = ["see ", "/wo", "rk/main"].concat();
        assert_lines(
            check,
            &[
                ("docs/a.md", "the network/work layer, framework/work", &[]),
                ("docs/a.md", &format!("fine\n{bad}"), &[2]),
                ("crates/a/src/a.rs", &format!("// {bad}"), &[1]),
            ],
        );
    }
}
