//! One intent a migration, named `NNNN_<schema>_<what>.sql`; it makes tables in its own schema only, and no number is
//! used twice.

use std::collections::BTreeSet;

use super::{super::tree::Tree, Found};

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    let mut numbers = BTreeSet::new();
    for migration in &tree.migrations {
        let mut add = |line, advice: String| found.push((migration.path.clone(), line, advice));
        let Some(schema) = migration.schema() else {
            add(1, "name it `NNNN_<schema>_<what>.sql`".into());
            continue;
        };
        if !numbers.insert(migration.path.get(..15)) {
            add(1, "its number is taken: use the next one".into());
        }
        for table in migration.tables.iter().filter(|table| table.name.split('.').next() != Some(schema)) {
            let advice =
                format!("`{}` is not in schema {schema}, which the file's name promises", table.name);
            add(migration.line(table.at), advice);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::found, *};

    #[test]
    fn odd_names_are_found() {
        let table = "\nCREATE TABLE a.b (id uuid);";
        let lines = found(
            check,
            &[
                ("migrations/0001_a_b.sql", table),
                ("migrations/0001_b_again.sql", ""),
                ("migrations/0003_b_c.sql", table),
                ("migrations/4_b_c.sql", ""),
            ],
        );
        let expected =
            ["migrations/0001_b_again.sql:1", "migrations/0003_b_c.sql:2", "migrations/4_b_c.sql:1"];
        assert_eq!(lines, expected);
    }
}
