//! The rules, by name. Nothing here reads a file.

use super::Check;
#[cfg(test)]
use super::tree::Tree;

mod arrows;
mod attributes;
mod clock_in_sql;
mod column_tags;
mod distribution;
mod doc_paths;
mod foreign_keys;
mod migration_names;
mod module_names;
mod one_unit;
mod opening;
mod pure_crates;
mod pure_rules;
mod schemas;
mod size;
mod sql_place;
mod tenant_keys;
mod words;

/// What a rule finds: path, line counted from one, and what to do.
type Found = Vec<(String, usize, String)>;

pub(super) const RULES: [(&str, Check); 18] = [
    ("arrows", arrows::check),
    ("attributes", attributes::check),
    ("clock-in-sql", clock_in_sql::check),
    ("column-tags", column_tags::check),
    ("distribution", distribution::check),
    ("doc-paths", doc_paths::check),
    ("foreign-keys", foreign_keys::check),
    ("migration-names", migration_names::check),
    ("module-names", module_names::check),
    ("one-unit", one_unit::check),
    ("opening", opening::check),
    ("pure-crates", pure_crates::check),
    ("pure-rules", pure_rules::check),
    ("schemas", schemas::check),
    ("size", size::check),
    ("sql-place", sql_place::check),
    ("tenant-keys", tenant_keys::check),
    ("words", words::check),
];

/// Lines that a rule finds in a tree of small files, as `path:line`.
#[cfg(test)]
fn found(check: Check, files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    check(&tree).into_iter().map(|(path, line, _)| format!("{path}:{line}")).collect()
}

/// Asserts, file by file, on which lines a rule finds something.
#[cfg(test)]
fn assert_lines(check: Check, table: &[(&str, &str, &[usize])]) {
    for (path, text, lines) in table {
        let expected: Vec<String> = lines.iter().map(|line| format!("{path}:{line}")).collect();
        assert_eq!(found(check, &[(path, text)]), expected, "{text}");
    }
}
