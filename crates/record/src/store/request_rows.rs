//! Writing `record.requests`, with the role that reaches across tenants: rows of all of them are written together.

use data::{Database, Result};
use jiff::Timestamp;
use kernel::{RequestId, TenantId};
use uuid::Uuid;

use crate::requests::Request;

/// Rows that one statement removes, so that none holds its locks for long.
const AT_ONCE: i64 = 20_000;

/// Adds rows, in one statement.
pub(crate) async fn add(database: &Database, rows: &[Request]) -> Result<()> {
    fn column<'a, T>(rows: &'a [Request], of: impl Fn(&'a Request) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    let tenants: Vec<Uuid> = column(rows, |row| row.tenant.uuid());
    let ids: Vec<Uuid> = column(rows, |row| RequestId::new(row.at).uuid());
    let users: Vec<Option<Uuid>> = column(rows, |row| row.user.map(kernel::UserId::uuid));
    let methods: Vec<&str> = column(rows, |row| row.method);
    let routes: Vec<&str> = column(rows, |row| row.route.as_str());
    let statuses: Vec<i16> = column(rows, |row| i16::try_from(row.status).unwrap_or(0));
    let reasons: Vec<Option<&str>> = column(rows, |row| row.reason);
    let micros: Vec<i64> = column(rows, |row| row.micros);
    let asked: Vec<Option<i64>> = column(rows, |row| row.request_bytes);
    let answered: Vec<Option<i64>> = column(rows, |row| row.answer_bytes);
    let correlations: Vec<&str> = column(rows, |row| row.correlation.as_str());
    let countries: Vec<Option<String>> = column(rows, |row| row.country.map(|country| country.to_string()));
    sqlx::query!(
        "INSERT INTO record.requests
           (tenant_id, id, user_id, method, route, status, reason, micros, request_bytes, answer_bytes,
            correlation_id, country)
         SELECT tenant, id, user_id, method, route, status, reason, micros, asked, answered, correlation, country
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::smallint[], $7::text[],
                     $8::bigint[], $9::bigint[], $10::bigint[], $11::text[], $12::text[])
           AS new (tenant, id, user_id, method, route, status, reason, micros, asked, answered, correlation, country)",
        &tenants,
        &ids,
        &users as _,
        &methods as _,
        &routes as _,
        &statuses,
        &reasons as _,
        &micros,
        &asked as _,
        &answered as _,
        &correlations as _,
        &countries as _,
    )
    .execute(&mut *database.work().await?)
    .await?;
    Ok(())
}

/// Removes a tenant's rows of before an instant, some at a time; answers how many there were.
pub(crate) async fn remove(database: &Database, tenant: TenantId, before: Timestamp) -> Result<u64> {
    let mut connection = database.work().await?;
    // The lowest id of that millisecond: what came within it stays.
    let mut end = *RequestId::new(before).uuid().as_bytes();
    end[6..].fill(0);
    let (mut all, end) = (0, Uuid::from_bytes(end));
    loop {
        let done = sqlx::query!(
            "DELETE FROM record.requests WHERE tenant_id = $1 AND id IN
               (SELECT id FROM record.requests WHERE tenant_id = $1 AND id < $2 ORDER BY id LIMIT $3)",
            tenant.uuid(),
            end,
            AT_ONCE,
        )
        .execute(&mut *connection)
        .await?;
        all += done.rows_affected();
        if done.rows_affected() < AT_ONCE.unsigned_abs() {
            return Ok(all);
        }
    }
}
