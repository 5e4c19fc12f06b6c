//! Ready for shards: a migration makes a table, then calls `data.distribute`, then adds foreign keys. A tenant table is
//! put under row-level security by `data.protect` in the same migration. Global tables are free of both.

use super::{
    super::{
        migration::{Migration, Table},
        source::words,
        tree::Tree,
    },
    Found,
};

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for migration in &tree.migrations {
        for table in &migration.tables {
            let inline = words(&migration.code[table.at..table.end], "references").next();
            if let Some(at) = inline {
                let advice = "add the foreign key by ALTER TABLE after `data.distribute`".to_owned();
                found.push((migration.path.clone(), migration.line(table.at + at), advice));
            }
            if tree.global_tables.contains_key(&table.name) {
                continue;
            }
            let missing = missing(migration, table).into_iter();
            found.extend(missing.map(|advice| (migration.path.clone(), migration.line(table.at), advice)));
        }
    }
    found
}

fn missing(migration: &Migration, table: &Table) -> Vec<String> {
    let name = &table.name;
    let mut missing = Vec::new();
    match migration.call("data.distribute", name).filter(|at| *at > table.end) {
        None => missing.push(format!("call `data.distribute('{name}')` after making the table")),
        Some(distributed) if first_key(migration, name).is_some_and(|key| key < distributed) => {
            missing.push(format!("call `data.distribute('{name}')` before adding its foreign keys"));
        }
        Some(_) => {}
    }
    if migration.call("data.protect", name).is_none() {
        missing.push(format!("call `data.protect('{name}')`: row-level security is for every tenant table"));
    }
    missing
}

/// Where the first foreign key is added to a table.
fn first_key(migration: &Migration, table: &str) -> Option<usize> {
    words(&migration.code, &format!("alter table {table}")).find(|at| {
        let statement = migration.code[*at..].split(';').next().unwrap_or_default();
        words(statement, "references").next().is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::{super::found, *};

    #[test]
    fn undistributed_tables_are_found() {
        let table = "CREATE TABLE a.b (id int);\n";
        let (distribute, protect) =
            ("SELECT data.distribute('a.b');\n", "SELECT data.protect('a.b', 'SELECT');\n");
        let key = "ALTER TABLE a.b ADD FOREIGN KEY (id) REFERENCES a.c;\n";
        let global = ("crates/data/global_tables.toml", "[tables]\n\"a.b\" = \"x\"");
        let count = |text: String, global: Option<(&'static str, &'static str)>| {
            let files = [Some(("migrations/0001_a_b.sql", text.as_str())), global];
            found(check, &files.into_iter().flatten().collect::<Vec<_>>()).len()
        };
        assert_eq!(count([table, distribute, protect, key].concat(), None), 0);
        assert_eq!(count([table, protect, key].concat(), None), 1);
        assert_eq!(count([table, distribute, key].concat(), None), 1);
        assert_eq!(count([table, protect, key, distribute].concat(), None), 1);
        assert_eq!(count([distribute, table, protect].concat(), None), 1);
        assert_eq!(count(table.into(), None), 2);
        assert_eq!(count(table.into(), Some(global)), 0);
        assert_eq!(count("CREATE TABLE a.b (\n id int REFERENCES a.c\n);".into(), Some(global)), 1);
    }
}
