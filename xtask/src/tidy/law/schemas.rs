//! A crate's SQL names its own schema, views that another one publishes (`<schema>.pub_*`) and the functions of `data`.

use super::{
    super::{
        source::{Literal, words},
        tree::Tree,
    },
    Found,
    sql_place::holds_sql,
};

/// The one file that writes into others' tables, and into which: change, audit entries, jobs and answer in one commit.
const COMMIT: (&str, [&str; 2]) = ("crates/data/src/unit/commit.rs", ["jobs.queue", "record.audit_entries"]);

/// Functions that every room may call.
const OPEN: [&str; 1] = ["data.tenant"];

pub(super) fn check(tree: &Tree) -> Found {
    let mut schemas = tree.crates();
    schemas.extend(tree.migrations.iter().filter_map(|migration| migration.schema()));
    let mut found = Vec::new();
    for name in tree.crates().into_iter().filter(|name| *name != "testkit") {
        for (source, _) in tree.of_crate(name).filter(|(source, _)| holds_sql(&source.path)) {
            let literals =
                source.literals.iter().filter(|literal| !source.is_test(literal.at) && is_sql(literal));
            for (at, object) in literals.flat_map(|literal| objects(literal, &schemas)) {
                if !may_name(name, &source.path, &object) {
                    let advice =
                        format!("`{object}` belongs to another room: read a view `pub_*` or call its reads");
                    found.push((source.path.clone(), source.line(at), advice));
                }
            }
        }
    }
    found
}

fn may_name(own: &str, path: &str, object: &str) -> bool {
    let (schema, name) = object.split_once('.').unwrap_or((object, ""));
    let commit = path == COMMIT.0 && COMMIT.1.contains(&object);
    schema == own || name.starts_with("pub_") || OPEN.contains(&object) || commit
}

/// `schema.name` wherever it stands in a statement, with its offset in the file. Columns named by their table's alias
/// are not taken for it: an alias is no schema's name.
fn objects(literal: &Literal, schemas: &std::collections::BTreeSet<&str>) -> Vec<(usize, String)> {
    let text = literal.text.to_ascii_lowercase();
    let mut found = Vec::new();
    for schema in schemas {
        for at in words(&text, schema).filter(|at| !text[..*at].ends_with('.')) {
            let Some(rest) = text[at + schema.len()..].strip_prefix('.') else { continue };
            let end =
                rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
            if end > 0 {
                found.push((literal.at + at, format!("{schema}.{}", &rest[..end])));
            }
        }
    }
    found
}

/// A statement or a piece of one, not an event's name or a message.
pub(super) fn is_sql(literal: &Literal) -> bool {
    const SAYS: [&str; 18] = [
        "select", "insert", "update", "delete", "with", "from", "join", "copy", "lock", "truncate", "where",
        "alter", "create", "drop", "grant", "merge", "into", "values",
    ];
    let text = literal.text.to_ascii_lowercase();
    text.contains(char::is_whitespace) && SAYS.iter().any(|word| words(&text, word).next().is_some())
}

#[cfg(test)]
mod tests {
    use super::{super::found, *};

    fn lines(path: &str, text: &str) -> Vec<String> {
        let migrations = [("migrations/0001_data_first.sql", ""), ("migrations/0002_jobs_queue.sql", "")];
        let rooms = [("crates/billing/src/lib.rs", "//! x"), ("crates/revenue/src/lib.rs", "//! x")];
        let files: Vec<(&str, &str)> = migrations.into_iter().chain(rooms).chain([(path, text)]).collect();
        found(check, &files)
    }

    #[test]
    fn foreign_tables_are_found() {
        let revenue = "crates/revenue/src/store/a.rs";
        for good in [
            "query!(\"SELECT 1 FROM revenue.ledger AS l WHERE l.tenant_id = data.tenant()\")",
            "query!(\"SELECT 1 FROM revenue.ledger JOIN billing.pub_plans USING (id)\")",
            "emit(\"billing.plan_changed\")",
            "// SELECT 1 FROM billing.plans\n",
            "#[cfg(test)]\nmod tests { fn a() { query!(\"SELECT 1 FROM billing.plans\") } }",
        ] {
            assert!(lines(revenue, good).is_empty(), "{good}");
        }
        for bad in [
            "query!(\"SELECT 1 FROM billing.plans\")",
            "query!(\"INSERT INTO jobs.queue VALUES (1)\")",
            "query!(\"SELECT 1 FROM revenue.ledger, billing.plans\")",
            "push(\" JOIN Billing.Plans ON true\")",
            "query!(r#\"DELETE FROM data.tenants\"#)",
        ] {
            assert_eq!(lines(revenue, bad), [format!("{revenue}:1")], "{bad}");
        }
        let commit = "query!(\"INSERT INTO jobs.queue VALUES (1)\")";
        assert!(lines("crates/data/src/unit/commit.rs", commit).is_empty());
        assert_eq!(lines("crates/data/src/tenant.rs", commit).len(), 1);
    }
}
