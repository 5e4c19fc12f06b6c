//! What to put for the parameters of a statement, so that it would find a given row if it could see it.

use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection, raw_sql};
use uuid::Uuid;

use super::statement::{Statement, Use};

/// The type of each parameter, as PostgreSQL reads the statement.
pub(super) async fn types(root: &mut PgConnection, statement: &Statement) -> Vec<String> {
    let prepare = format!("SET search_path = pg_catalog; PREPARE asked AS {}", statement.sql);
    raw_sql(AssertSqlSafe(prepare)).execute(&mut *root).await.unwrap();
    let (types,): (Vec<String>,) =
        sqlx::query_as("SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = 'asked'")
            .fetch_one(&mut *root)
            .await
            .unwrap();
    raw_sql("DEALLOCATE asked").execute(root).await.unwrap();
    types
}

/// Values with which the statement should find `row` of `tenant`. Where a parameter is compared with several columns,
/// `turn` says with which of them it shall agree.
pub(super) fn fitting(
    statement: &Statement,
    types: &[String],
    row: &Value,
    tenant: Uuid,
    turn: usize,
) -> Vec<String> {
    let one = |(at, kind): (usize, &String)| {
        let uses = statement.uses(at + 1);
        let wide = |wanted: Use| uses.contains(&wanted);
        let equals: Vec<&Use> =
            uses.iter().filter(|used| matches!(used, Use::Equals(_) | Use::AnyOf(_))).collect();
        if wide(Use::Optional) {
            "NULL".to_owned()
        } else if wide(Use::Above) {
            greatest(kind, tenant)
        } else if wide(Use::Below) || wide(Use::Differs) {
            least(kind)
        } else if wide(Use::Limit) {
            "1000".to_owned()
        } else if wide(Use::Offset) {
            "0".to_owned()
        } else {
            match equals.get(turn.min(equals.len().saturating_sub(1))) {
                Some(Use::Equals(column)) => literal(&row[column], kind),
                Some(Use::AnyOf(column)) => format!("ARRAY[{}]::{kind}", literal(&row[column], "")),
                _ => greatest(kind, tenant),
            }
        }
    };
    types.iter().enumerate().map(one).collect()
}

fn literal(value: &Value, kind: &str) -> String {
    match value {
        Value::Array(items) if kind.ends_with("[]") => {
            let items: Vec<String> = items.iter().map(|item| literal(item, "")).collect();
            format!("ARRAY[{}]::{kind}", items.join(", "))
        }
        Value::Null => "NULL".to_owned(),
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Nothing of that type is above it.
fn greatest(kind: &str, tenant: Uuid) -> String {
    match kind {
        "uuid" => quoted(&Uuid::max().to_string()),
        "timestamp with time zone" => "'infinity'".to_owned(),
        "boolean" => "true".to_owned(),
        "smallint" | "integer" | "bigint" | "numeric" => "30000".to_owned(),
        "bytea" => r"'\xff'".to_owned(),
        "jsonb" => "'{}'".to_owned(),
        "uuid[]" => format!("ARRAY['{tenant}']::uuid[]"),
        "timestamp with time zone[]" => "ARRAY['2000-01-01Z']::timestamptz[]".to_owned(),
        "bigint[]" => "ARRAY[1]::bigint[]".to_owned(),
        "smallint[]" => "ARRAY[1]::smallint[]".to_owned(),
        "text[]" => "ARRAY['x']".to_owned(),
        "jsonb[]" => "ARRAY['{}']::jsonb[]".to_owned(),
        _ => "'zzz'".to_owned(),
    }
}

/// Nothing of that type is below it, or equal to it.
fn least(kind: &str) -> String {
    match kind {
        "uuid" => quoted(&Uuid::nil().to_string()),
        "timestamp with time zone" => "'-infinity'".to_owned(),
        "smallint" | "integer" | "bigint" | "numeric" => "-1".to_owned(),
        _ => "''".to_owned(),
    }
}
