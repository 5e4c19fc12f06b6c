//! `tenant_id` is first in every primary key, but for the tables that `crates/data/global_tables.toml` names with a
//! reason; and the list names no table that is not there.

use std::collections::BTreeSet;

use super::{
    super::tree::{GLOBAL_TABLES, Tree},
    Found,
};

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    let mut made = BTreeSet::new();
    for migration in &tree.migrations {
        for table in &migration.tables {
            made.insert(table.name.as_str());
            let first = table.key.first().map(String::as_str);
            if first != Some("tenant_id") && !tree.global_tables.contains_key(&table.name) {
                let advice = format!("put `tenant_id` first in the primary key of `{}`", table.name);
                found.push((migration.path.clone(), migration.line(table.at), advice));
            }
        }
    }
    for (name, reason) in &tree.global_tables {
        let line =
            tree.texts.get(GLOBAL_TABLES).and_then(|text| text.lines().position(|line| line.contains(name)));
        let mut add =
            |advice: &str| found.push((GLOBAL_TABLES.into(), line.unwrap_or_default() + 1, advice.into()));
        if !made.contains(name.as_str()) {
            add("no migration makes this table: remove it");
        }
        if reason.is_empty() {
            add("give the reason");
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::found, *};

    #[test]
    fn keys_without_a_tenant_are_found() {
        let migration = "CREATE TABLE a.good (PRIMARY KEY (tenant_id, id));
CREATE TABLE a.global (id uuid PRIMARY KEY);
CREATE TABLE a.late (PRIMARY KEY (id, tenant_id));
CREATE TABLE a.keyless (id uuid);
CREATE TABLE a.single (id uuid PRIMARY KEY);
";
        let list =
            "[tables]\n\"a.global\" = \"serves all\"\n\"a.gone\" = \"was here\"\n\"a.single\" = \"\"\n";
        let lines = found(check, &[("migrations/0001_a_b.sql", migration), (GLOBAL_TABLES, list)]);
        let expected = [
            "migrations/0001_a_b.sql:3",
            "migrations/0001_a_b.sql:4",
            "crates/data/global_tables.toml:3",
            "crates/data/global_tables.toml:4",
        ];
        assert_eq!(lines, expected);
    }
}
