//! Every column says whom it is about, what it holds, what for and until when.

use super::{super::tree::Tree, Found};

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for migration in &tree.migrations {
        let columns = migration.tables.iter().flat_map(|table| &table.columns).chain(&migration.added);
        for column in columns.filter(|column| !column.is_tagged()) {
            let advice =
                format!("tag `{}` on its line: `-- subject; category; purpose; retention`", column.name);
            found.push((migration.path.clone(), column.line, advice));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn untagged_columns_are_found() {
        let path = "migrations/0001_a_b.sql";
        assert_lines(
            check,
            &[
                (path, "CREATE TABLE a.b (\n id uuid, -- user; id; x; y\n PRIMARY KEY (id)\n);", &[]),
                (path, "CREATE TABLE a.b (\n id uuid,\n name text -- user; name; x\n);", &[2, 3]),
                (path, "CREATE TABLE a.b (\n id uuid, -- user; ; x; y\n x int -- a; b; c; d\n);", &[2]),
                (path, "ALTER TABLE a.b ADD COLUMN c int;", &[1]),
                (path, "ALTER TABLE a.b ADD COLUMN c int; -- user; number; x; y", &[]),
            ],
        );
    }
}
