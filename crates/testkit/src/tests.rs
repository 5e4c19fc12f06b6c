//! Trials of the test bench itself.

use std::collections::BTreeMap;

use data::Actor;
use jiff::SignedDuration;
use sqlx::Connection;

use super::*;

async fn tenants(connection: &mut sqlx::PgConnection) -> i64 {
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM data.tenants").fetch_one(connection).await.unwrap();
    count
}

#[tokio::test]
async fn a_unit_has_a_tenant_that_nobody_else_sees() {
    let mut one = unit().await;
    let mut two = unit_as(Actor::Guest).await;
    assert_ne!(one.tenant(), two.tenant());
    // The default tenant and its own.
    assert_eq!((tenants(one.connection()).await, tenants(two.connection()).await), (2, 2));
    assert_eq!((one.now(), one.real_now(), two.actor()), (START, START, Actor::Guest));
    drop((one, two));
    assert_eq!(tenants(unit().await.connection()).await, 2);
}

#[tokio::test]
async fn a_unit_can_be_at_any_instant() {
    let leap_day = "2028-02-29T23:59:59.999999Z".parse().unwrap();
    let unit = unit_at(leap_day).await;
    assert_eq!((unit.now(), unit.real_now()), (leap_day, leap_day));
}

#[tokio::test]
async fn a_unit_obeys_row_level_security() {
    let mut unit = unit().await;
    let foreign = sqlx::query(
        "INSERT INTO record.audit_entries
           (tenant_id, id, recorded_at, actor, action, target, details, correlation_id)
         SELECT id, id, created_at, '', '', '', '{}', '' FROM data.tenants WHERE slug = 'default'",
    )
    .execute(unit.connection())
    .await;
    assert_eq!(foreign.unwrap_err().as_database_error().unwrap().code().unwrap(), "42501");
}

#[tokio::test]
async fn a_database_is_migrated_and_apart() {
    let (one, two) = tokio::join!(database(), database());
    let clocks = clocks(START);
    let (first, second) = (one.open(clocks.clone()), two.open(clocks.clone()));
    assert_eq!(first.tenant_of_host("anything").await.unwrap().id, one.tenant());
    let other = one.add_tenant("other").await;
    assert_eq!(first.tenants().await.unwrap().len(), 2);
    assert_eq!(second.tenants().await.unwrap(), [two.tenant()]);
    assert_ne!(other, one.tenant());
    clocks.business.advance(SignedDuration::from_hours(1));
    let unit = first.unit(one.scope(Actor::Operator)).await.unwrap();
    assert_eq!(unit.now(), START + SignedDuration::from_hours(1));
    assert_eq!(unit.real_now(), START);
}

/// The binary migrates from what was compiled in; the tests from the folder. A migration that was
/// added must be in both.
#[tokio::test]
async fn the_binary_has_the_migrations_of_the_folder() {
    let folder = template::migrations().await.unwrap();
    let versions = |migrator: &sqlx::migrate::Migrator| -> BTreeMap<i64, Vec<u8>> {
        migrator.iter().map(|migration| (migration.version, migration.checksum.to_vec())).collect()
    };
    assert_eq!(versions(&folder), versions(&data::migrate::MIGRATIONS));
}

#[tokio::test]
async fn databases_of_ended_processes_are_swept() {
    let server = server::Server::get().await.unwrap();
    let mut connection = server.connect("postgres").await.unwrap();
    // Higher than any process number of Linux.
    let names: Vec<String> =
        (0..2).map(|n| format!("mainstay_test_4194305_{}_{n}", std::process::id())).collect();
    for name in &names {
        template::execute(&mut connection, format!("CREATE DATABASE {name} TEMPLATE template0"))
            .await
            .unwrap();
    }
    let ours = database().await;
    leftovers::drop_databases_of_the_dead(server, 0).await.unwrap();
    let left: Vec<(String,)> = sqlx::query_as("SELECT datname FROM pg_database WHERE datname = ANY($1)")
        .bind(&names)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(left, []);
    let mut still_there =
        sqlx::PgConnection::connect_with(&ours.address().bootstrap().unwrap()).await.unwrap();
    assert_eq!(tenants(&mut still_there).await, 1);
}

#[tokio::test]
async fn a_user_can_own_rows() {
    let mut unit = unit().await;
    let (one, two) = (user(&mut unit).await, user(&mut unit).await);
    assert_ne!(one, two);
    let (count,): (i64,) = sqlx::query_as("SELECT count(*) FROM accounts.users WHERE tenant_id = $1")
        .bind(unit.tenant().uuid())
        .fetch_one(unit.connection())
        .await
        .unwrap();
    assert_eq!(count, 2);
}
