//! SQL lives in `store/`. `http/` and `actions/` do not even name the driver.

use super::{
    super::{source::Source, tree::Tree},
    Found,
};

/// Crates of the first storey have no `store/`: these files of theirs hold SQL, each with its reason. A path that ends in
/// a slash stands for the files in it.
const PLACES: [(&str, &str); 11] = [
    ("crates/data/src/database.rs", "asks for a sign of life"),
    ("crates/data/src/migrate.rs", "runs the migrations"),
    ("crates/data/src/outbox.rs", "removes product events past their time"),
    ("crates/data/src/roles.rs", "makes the roles"),
    ("crates/data/src/rows.rs", "asks PostgreSQL how many rows its tables have"),
    ("crates/data/src/tenant.rs", "looks tenants up, before there is a unit"),
    ("crates/data/src/unit.rs", "opens the transaction under its tenant"),
    ("crates/data/src/unit/commit.rs", "writes what a commit carries into other rooms' tables"),
    ("crates/data/src/unit/idempotency.rs", "keeps answers"),
    ("crates/testkit/src/", "clones databases for tests"),
    (
        "crates/server/examples/bare_axum.rs",
        "the measure that benchmarks hold us against: the same statements, bare",
    ),
];

/// How a statement is sent.
const SENDING: [&str; 12] = [
    "query!(",
    "query_as!(",
    "query_scalar!(",
    "query_file!(",
    "query_file_as!(",
    "query_file_scalar!(",
    "sqlx::query(",
    "sqlx::query_as",
    "sqlx::query_scalar",
    "raw_sql(",
    "QueryBuilder",
    "copy_in_raw(",
];

/// Whether a file may hold SQL.
pub(super) fn holds_sql(path: &str) -> bool {
    let store = path.contains("/src/store/") || path.ends_with("/src/store.rs");
    let named = |place: &str| path == place || (place.ends_with('/') && path.starts_with(place));
    store || PLACES.iter().any(|(place, _)| named(place))
}

pub(super) fn check(tree: &Tree) -> Found {
    let houses = tree.sources.iter().filter(|source| source.path.starts_with("crates/"));
    houses.filter(|source| !holds_sql(&source.path)).flat_map(misplaced).collect()
}

fn misplaced(source: &Source) -> Found {
    let strict = source.path.contains("/src/http/") || source.path.contains("/src/actions/");
    let mut found: Vec<usize> = SENDING.iter().flat_map(|call| source.words(call)).collect();
    if strict {
        found.extend(source.words("sqlx"));
    }
    found.sort_unstable();
    found.dedup_by_key(|at| source.line(*at));
    let advice = "SQL belongs in `store/`: an `async fn(unit, ..)` there, called from the action";
    found.into_iter().map(|at| (source.path.clone(), source.line(at), advice.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn misplaced_sql_is_found() {
        let query = "\nasync fn a() { sqlx::query!(\"SELECT 1\"); }";
        assert_lines(
            check,
            &[
                ("crates/a/src/store/b.rs", query, &[]),
                ("crates/data/src/unit/commit.rs", query, &[]),
                ("crates/a/src/http/b.rs", query, &[2]),
                ("crates/a/src/actions/b.rs", "fn a(e: sqlx::Error) {}", &[1]),
                ("crates/a/src/error.rs", "enum E { Db(sqlx::Error) }", &[]),
                ("crates/a/src/jobs.rs", "fn a() { query_as!(X, \"SELECT 1\"); }", &[1]),
                ("crates/a/src/jobs.rs", "fn a() { sqlx::query_as::<_, X>(\"SELECT 1\"); }", &[1]),
                (
                    "crates/a/src/actions/b.rs",
                    "#[cfg(test)]\nmod tests { fn a() { sqlx::query!(\"\"); } }",
                    &[],
                ),
            ],
        );
    }
}
