//! Foreign keys stay in their schema, but for those to tenants and users: a room can be moved out.

use super::{
    super::{source::words, tree::Tree},
    Found,
};

const EVERYBODY_MAY: [&str; 2] = ["data.tenants", "accounts.users"];

pub(super) fn check(tree: &Tree) -> Found {
    let mut found = Vec::new();
    for migration in &tree.migrations {
        for at in words(&migration.code, "references") {
            let rest = migration.code[at + "references".len()..].trim_start();
            let end =
                rest.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.' | '"')));
            let target = rest[..end.unwrap_or(rest.len())].replace('"', "");
            // `GRANT REFERENCES ON` names a privilege.
            let key = target != "on" && !target.is_empty();
            let own = target.split_once('.').map(|(schema, _)| schema) == migration.schema();
            if key && !own && !EVERYBODY_MAY.contains(&target.as_str()) {
                let advice =
                    format!("no foreign key to `{target}`: keep the id, and let a port tell of its end");
                found.push((migration.path.clone(), migration.line(at), advice));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::assert_lines, *};

    #[test]
    fn keys_to_other_rooms_are_found() {
        let path = "migrations/0001_a_b.sql";
        assert_lines(
            check,
            &[
                (path, "ALTER TABLE a.b ADD FOREIGN KEY (x) REFERENCES a.c (x);", &[]),
                (path, "ALTER TABLE a.b ADD FOREIGN KEY (x) REFERENCES data.tenants;", &[]),
                (path, "ALTER TABLE a.b ADD FOREIGN KEY (x, y) REFERENCES accounts.users(x, y);", &[]),
                (path, "\nALTER TABLE a.b ADD FOREIGN KEY (x) REFERENCES billing.plans;", &[2]),
                (path, "ALTER TABLE a.b ADD FOREIGN KEY (x) REFERENCES unqualified;", &[1]),
                (path, "-- REFERENCES billing.plans\nGRANT REFERENCES ON a.b TO c;", &[]),
            ],
        );
    }
}
