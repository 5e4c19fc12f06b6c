//! Every table that PostgreSQL knows, tried without a predicate; and what the role that serves requests may not do.

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, raw_sql};

use super::stage::{Outcome, Run, Stage, World};

const REFUSED: &str = "42501";

/// What was written there stays as it was written.
const NEVER_CHANGED: [&str; 4] =
    ["alerts.notices", "alerts.transitions", "billing.transitions", "record.audit_entries"];

async fn number(connection: &mut PgConnection, sql: &str) -> i64 {
    raw_sql(AssertSqlSafe(sql.to_owned())).fetch_one(connection).await.unwrap().get(0)
}

async fn code(connection: &mut PgConnection, sql: &str) -> String {
    let error = raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap_err();
    error.as_database_error().unwrap().code().unwrap().into_owned()
}

async fn may(stage: &mut Stage, relation: &str, privilege: &str) -> bool {
    let sql = format!("SELECT has_table_privilege('mainstay_app', '{relation}', '{privilege}')::int::bigint");
    number(&mut stage.root, &sql).await == 1
}

#[tokio::test]
async fn each_tenant_sees_its_own_rows_and_without_one_there_are_none() {
    let mut stage = Stage::set().await;
    let mut app = stage.sign_in().await;
    for relation in stage.relations.clone() {
        let name = &relation.name;
        let all = format!("SELECT count(*) FROM {name}");
        if !may(&mut stage, name, "SELECT").await {
            assert_eq!(code(&mut app, &all).await, REFUSED, "{name} is not the app's to look at");
            continue;
        }
        assert_eq!(number(&mut app, &all).await, 0, "{name} without a tenant");
        for tenant in [stage.ours, stage.theirs] {
            let theirs = format!("{all} WHERE tenant_id = '{tenant}'");
            let kept = number(&mut stage.root, &theirs).await;
            assert!(kept > 0, "{name} has no row of a tenant: let one be made in the stage");
            let enter = format!("BEGIN; SET LOCAL app.tenant = '{tenant}'");
            raw_sql(AssertSqlSafe(enter)).execute(&mut app).await.unwrap();
            assert_eq!(number(&mut app, &all).await, kept, "{name} in a tenant");
            assert_eq!(number(&mut app, &theirs).await, kept, "{name}: all of them are its own");
            raw_sql("ROLLBACK").execute(&mut app).await.unwrap();
            assert_eq!(number(&mut app, &all).await, 0, "{name} after a tenant's transaction");
        }
    }
    app.close().await.unwrap();
}

#[tokio::test]
async fn without_a_predicate_nothing_of_another_tenant_changes() {
    let mut stage = Stage::set().await;
    for table in stage.tables() {
        let name = &table.name;
        let tried = [
            ("UPDATE", format!("UPDATE {name} SET tenant_id = tenant_id")),
            ("DELETE", format!("DELETE FROM {name}")),
        ];
        let kept = number(
            &mut stage.root,
            &format!("SELECT count(*) FROM {name} WHERE tenant_id = '{}'", stage.ours),
        )
        .await;
        for (privilege, sql) in tried {
            let granted = may(&mut stage, name, privilege).await;
            let run = Run { sql: &sql, arguments: &[], answers: false };
            let inside = stage.run(World::Inside, &run).await.unwrap();
            let expected = if granted {
                Outcome::Changed(kept.unsigned_abs())
            } else {
                Outcome::Refused(REFUSED.into())
            };
            assert_eq!(inside, expected, "{sql}");
        }
        if may(&mut stage, name, "UPDATE").await {
            let given = format!("UPDATE {name} SET tenant_id = '{}'", stage.theirs);
            let run = Run { sql: &given, arguments: &[], answers: false };
            assert_eq!(stage.run(World::Inside, &run).await, Ok(Outcome::Refused(REFUSED.into())), "{given}");
        }
    }
}

#[tokio::test]
async fn no_tenant_makes_a_row_of_another() {
    let mut stage = Stage::set().await;
    for table in stage.tables() {
        let name = &table.name;
        for row in stage.their_rows(name).await {
            let row = row.to_string().replace('\'', "''");
            let sql = format!(
                "INSERT INTO {name} SELECT * FROM pg_catalog.jsonb_populate_record(NULL::{name}, '{row}')"
            );
            let run = Run { sql: &sql, arguments: &[], answers: false };
            assert_eq!(stage.run(World::Inside, &run).await, Ok(Outcome::Refused(REFUSED.into())), "{sql}");
        }
    }
}

#[tokio::test]
async fn every_table_is_protected_or_none_of_the_apps() {
    let mut stage = Stage::set().await;
    assert!(stage.relations.len() >= 14, "{:?}", stage.relations);
    for relation in stage.relations.clone() {
        let name = &relation.name;
        assert!(if relation.is_view { relation.as_reader } else { relation.protected }, "{relation:?}");
        // Neither is bound by row-level security.
        for privilege in ["TRUNCATE", "REFERENCES", "TRIGGER"] {
            assert!(!may(&mut stage, name, privilege).await, "{privilege} on {name}");
        }
    }
    for name in NEVER_CHANGED {
        for privilege in ["UPDATE", "DELETE", "TRUNCATE"] {
            assert!(!may(&mut stage, name, privilege).await, "{privilege} on {name}");
        }
    }
    let names: Vec<String> = stage.relations.iter().map(|relation| format!("'{}'", relation.name)).collect();
    // What belongs to no tenant, the app at most reads.
    let writable = format!(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
           AND n.nspname || '.' || c.relname NOT IN ({})
           AND has_table_privilege('mainstay_app', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')",
        names.join(", ")
    );
    assert_eq!(number(&mut stage.root, &writable).await, 0);
}

#[tokio::test]
async fn the_app_cannot_become_more_than_it_is() {
    let mut stage = Stage::set().await;
    let none = [
        "SELECT count(*) FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o'
           AND refobjid = 'mainstay_app'::regrole",
        "SELECT count(*) FROM pg_auth_members WHERE member = 'mainstay_app'::regrole",
        "SELECT count(*) FROM pg_roles WHERE rolname = 'mainstay_app'
           AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
        // What runs with its owner's rights would see what the owner sees.
        "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prosecdef",
        "SELECT count(*) FROM pg_namespace
         WHERE nspname !~ '^pg_' AND has_schema_privilege('mainstay_app', oid, 'CREATE')",
    ];
    for sql in none {
        assert_eq!(number(&mut stage.root, sql).await, 0, "{sql}");
    }
    let mut app = stage.sign_in().await;
    for role in ["mainstay_owner", "mainstay_work", "postgres", "mainstay"] {
        let refused = code(&mut app, &format!("SET ROLE {role}")).await;
        // 22023: there is no such role on this server.
        assert!(refused == REFUSED || (refused == "22023" && !role.contains('_')), "{role}: {refused}");
    }
    assert_eq!(code(&mut app, "SET session_replication_role = replica").await, REFUSED);
    let unbound = "SET row_security = off; SELECT FROM billing.transitions";
    assert_eq!(code(&mut app, unbound).await, REFUSED, "an error, not every row");
    for table in stage.tables() {
        let off = format!("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", table.name);
        assert_eq!(code(&mut app, &off).await, REFUSED, "{off}");
    }
    app.close().await.unwrap();
}
