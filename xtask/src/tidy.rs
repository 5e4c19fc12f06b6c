//! `cargo xtask tidy`: the law of the house, as far as reading the text can check it. Each rule is a file in `tidy/law/`
//! with a table of good and bad examples beside it; a rule sees files in memory and knows nothing of the disk.
//!
//! A finding is one line, `path:line: rule: what to do`; the command fails if there is any. How a column of a migration
//! is tagged is told in `tidy/migration.rs`. What clippy checks (unwrap, unsafe, missing documentation) is not repeated.

use std::fmt;

mod law;
mod migration;
mod source;
mod tree;

use tree::Tree;

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, rule, advice } = self;
        write!(f, "{path}:{line}: {rule}: {advice}")
    }
}

/// A rule looks at the tree and says where to change what.
type Check = fn(&Tree) -> Vec<(String, usize, String)>;

/// Checks the repository and prints the findings.
///
/// # Errors
/// The number of findings, if there are any.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    if let [first, ..] = args {
        return Err(format!("tidy takes no arguments, not `{first}`"));
    }
    let findings = findings(&read()?);
    for finding in &findings {
        crate::say(&finding.to_string());
    }
    match findings.len() {
        0 => Ok(()),
        count => Err(format!("{count} findings")),
    }
}

fn read() -> Result<Tree, String> {
    Tree::read(&crate::root()).map_err(|error| format!("reading the repository: {error}"))
}

fn findings(tree: &Tree) -> Vec<Finding> {
    let mut all: Vec<Finding> = law::RULES.iter().flat_map(|(rule, check)| one(tree, rule, *check)).collect();
    all.sort();
    all
}

fn one<'a>(tree: &Tree, rule: &'static str, check: Check) -> impl Iterator<Item = Finding> + use<'a> {
    check(tree).into_iter().map(move |(path, line, advice)| Finding { path, line, rule, advice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let findings = findings(&read().unwrap());
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }
}
