//! Time and chance come from the unit as parameters, so that a test can set them: no statement and no migration asks the
//! server for them.

use super::{
    super::{source::words, tree::Tree},
    Found,
    schemas::is_sql,
    sql_place::holds_sql,
};

const AMBIENT: [&str; 17] = [
    "now(",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtime",
    "localtimestamp",
    "clock_timestamp(",
    "statement_timestamp(",
    "transaction_timestamp(",
    "timeofday(",
    "random(",
    "setseed(",
    "gen_random_uuid(",
    "gen_random_bytes(",
    "uuid_generate_v4(",
    "uuidv4(",
    "uuidv7(",
];

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for source in tree.sources.iter().filter(|source| holds_sql(&source.path)) {
        for literal in source.literals.iter().filter(|literal| !source.is_test(literal.at) && is_sql(literal))
        {
            for (at, word) in ambient(&literal.text) {
                found.push((source.path.clone(), source.line(literal.at + at), advice(word)));
            }
        }
    }
    for migration in &tree.migrations {
        let asked = ambient(&migration.code);
        found.extend(
            asked.into_iter().map(|(at, word)| (migration.path.clone(), migration.line(at), advice(word))),
        );
    }
    found
}

fn ambient(text: &str) -> Vec<(usize, &'static str)> {
    let text = text.to_ascii_lowercase();
    let found = AMBIENT.iter().flat_map(|word| words(&text, word).map(|at| (at, *word)).collect::<Vec<_>>());
    found.collect()
}

fn advice(word: &str) -> String {
    format!("`{}` in SQL: pass the instant, the id or the number from the unit", word.trim_end_matches('('))
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn ambient_time_and_chance_are_found() {
        let store = "crates/a/src/store/b.rs";
        assert_lines(
            check,
            &[
                (store, "query!(\"SELECT 1 FROM a.b WHERE at < $1\")", &[]),
                (store, "query!(\"SELECT\n now() FROM a.b\")", &[2]),
                (store, "query!(\"SELECT known(1), snow() FROM a.b\")", &[]),
                (store, "query!(\"INSERT INTO a.b VALUES (gen_random_uuid(), CURRENT_TIMESTAMP)\")", &[1, 1]),
                (store, "// SELECT now()\nlog(\"it is now() o'clock\")", &[]),
                ("migrations/0001_a_b.sql", "CREATE TABLE a.b (\n at timestamptz DEFAULT now()\n);", &[2]),
                ("migrations/0001_a_b.sql", "-- now()\nSELECT 'random()';", &[]),
            ],
        );
    }
}
