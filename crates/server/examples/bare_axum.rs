//! Bare axum routes that run the statements of `GET /users/me` and `POST /charts` in the same transactions, with the same
//! token, the same sealed columns and the same computation: what `cargo xtask bench` measures Mainstay against.
//!
//! It has no gate, no limits, no envelope, no log, no deadlines and no idempotency, trusts its input, and writes the audit
//! entry only because the statement belongs to the transaction. It is a yardstick and no example to follow.
//!
//! `BARE_DATABASE` is the URL of the database, `BARE_KEY` its master key in hexadecimal digits; the address is the only
//! line on standard output.

use std::{env, io::Write, sync::Arc};

use accounts::tokens::access::{AccessKeys, Bearer};
use astrology::{
    rules::{Birth, Kind, Request, Settings, draw, reading::ENGINE_VERSION},
    views::ChartView,
};
use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use data::{
    Address, roles,
    seal::{Field, MasterKey, Sealer},
};
use http::{HeaderMap, StatusCode, header};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use kernel::{AuditId, ChartId, Clock, OutboxId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Row, Transaction, postgres::PgPoolOptions};
use uuid::Uuid;

type Anyhow = Box<dyn std::error::Error + Send + Sync>;

const CONNECTIONS: u32 = 16;

const USER: &str = "SELECT id, email, name, role, is_active, locale, time_zone, country, acquisition_source,
           acquisition_campaign, created_at
         FROM accounts.users WHERE tenant_id = $1 AND id = $2";

const PLANS: &str = "SELECT body FROM billing.plan_versions WHERE tenant_id = $1 ORDER BY code, version";

const SUBSCRIPTION: &str = r#"SELECT id, user_id, time_zone, sequence, state, plan, plan_version, "interval", price_minor, currency,
                  quantity, anchor, trial_ends_at, cancel_at, mrr_minor, since, trialed, has_paid
           FROM billing.subscriptions WHERE tenant_id = $1 AND user_id = $2"#;

const TAKE: &str = "INSERT INTO billing.usage AS u (tenant_id, user_id, meter, period_start, used, reserved)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, user_id, meter, period_start) DO UPDATE
           SET used = u.used + EXCLUDED.used, reserved = u.reserved + EXCLUDED.reserved
           WHERE u.used + u.reserved + EXCLUDED.used + EXCLUDED.reserved <= $7
         RETURNING used, reserved";

const CHART: &str = "INSERT INTO astrology.charts
           (tenant_id, id, user_id, kind, request, name, engine_version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const AUDIT: &str = "INSERT INTO record.audit_entries
           (tenant_id, id, recorded_at, actor, action, target, details, correlation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const OUTBOX: &str =
    "INSERT INTO data.outbox (tenant_id, id, name, subject, properties, occurred_at, recorded_at)
         SELECT $1, id, name, subject, properties, $6, $7
         FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::jsonb[]) AS new (id, name, subject, properties)";

struct Bare {
    pool: PgPool,
    keys: AccessKeys,
    sealer: Sealer,
}

#[derive(Serialize)]
struct Me {
    id: Uuid,
    email: String,
    name: Option<String>,
    role: String,
    plan_type: String,
    is_active: bool,
    trial_expires_at: Option<Timestamp>,
    locale: String,
    time_zone: String,
    country: Option<String>,
    created_at: Timestamp,
}

#[derive(Deserialize)]
struct NewChart {
    kind: Kind,
    birth: Birth,
    #[serde(default)]
    settings: Settings,
    name: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Anyhow> {
    let url = Address::Url(env::var("BARE_DATABASE")?.into());
    let key = base::secrets::parse(&env::var("BARE_KEY")?).ok_or("BARE_KEY: 64 hexadecimal digits")?;
    let key = MasterKey::from_bytes(*key);
    let options = url.as_role(roles::APP, &roles::password(&key, roles::APP))?.application_name("bare");
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
    let bare = Bare {
        pool: pool.connect_with(options).await?,
        keys: AccessKeys::new(std::slice::from_ref(&key), SignedDuration::from_mins(10)),
        sealer: Sealer::new(vec![key]),
    };
    let routes = Router::new()
        .route("/api/v1/users/me", get(me))
        .route("/api/v1/charts", post(chart))
        .with_state(Arc::new(bare));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    Ok(axum::serve(listener, routes).await?)
}

async fn me(State(bare): State<Arc<Bare>>, headers: HeaderMap) -> Response {
    answered(bare.read_me(&headers).await, StatusCode::OK)
}

async fn chart(State(bare): State<Arc<Bare>>, headers: HeaderMap, body: Bytes) -> Response {
    answered(bare.make_chart(&headers, &body).await, StatusCode::CREATED)
}

fn answered<T: Serialize>(done: Result<T, Anyhow>, status: StatusCode) -> Response {
    match done.and_then(|answer| Ok(serde_json::to_vec(&answer)?)) {
        Ok(json) => (status, [(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

impl Bare {
    async fn read_me(&self, headers: &HeaderMap) -> Result<Me, Anyhow> {
        let who = self.who(headers)?;
        let mut transaction = self.begin(who).await?;
        let (tenant, user) = (who.tenant.uuid(), who.user.uuid());
        let row = sqlx::query(USER).bind(tenant).bind(user).fetch_one(&mut *transaction).await?;
        let (_, standing) = plan(&mut transaction, who).await?;
        transaction.rollback().await?;
        let open = |column, sealed: Vec<u8>| {
            self.sealer.open_text(who.tenant, Field { table: "accounts.users", column, row: user }, &sealed)
        };
        let created_at: jiff_sqlx::Timestamp = row.try_get("created_at")?;
        let trial: Option<jiff_sqlx::Timestamp> = standing.try_get("trial_ends_at")?;
        Ok(Me {
            id: user,
            email: open("email", row.try_get("email")?)?,
            name: row.try_get::<Option<Vec<u8>>, _>("name")?.map(|name| open("name", name)).transpose()?,
            role: row.try_get("role")?,
            plan_type: standing.try_get("plan")?,
            is_active: row.try_get("is_active")?,
            trial_expires_at: trial.map(jiff_sqlx::Timestamp::to_jiff),
            locale: row.try_get("locale")?,
            time_zone: row.try_get("time_zone")?,
            country: row.try_get("country")?,
            created_at: created_at.to_jiff(),
        })
    }

    async fn make_chart(&self, headers: &HeaderMap, body: &[u8]) -> Result<ChartView, Anyhow> {
        let who = self.who(headers)?;
        let NewChart { kind, birth, settings, name } = serde_json::from_slice(body)?;
        let request = Request { kind, birth, moment: None, other: None, settings };
        let reading = draw(&request).map_err(|refusal| format!("{refusal:?}"))?;
        let mut transaction = self.begin(who).await?;
        let (limit, _) = plan(&mut transaction, who).await?;
        let now = Clock::system().now();
        let id = ChartId::new(now);
        self.take(&mut transaction, who, now, limit).await?;
        self.keep(&mut transaction, who, id, &request, name.as_deref(), now).await?;
        let facts = json!({
            "kind": kind, "time_known": reading.moment.time_known, "engine_version": ENGINE_VERSION,
        });
        sqlx::query(AUDIT)
            .bind(who.tenant.uuid())
            .bind(AuditId::new(now).uuid())
            .bind(now.to_sqlx())
            .bind(format!("user:{}", who.user))
            .bind("astrology.chart.created")
            .bind(format!("chart:{id}"))
            .bind(facts)
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        let properties = json!({
            "kind": kind, "house_system": settings.house_system, "zodiac": settings.zodiac,
            "time_known": reading.moment.time_known,
        });
        tell(&mut transaction, who, properties, now).await?;
        transaction.commit().await?;
        let (tags, notes, updated_at) = (Vec::new(), None, now);
        Ok(ChartView { id, kind, name, tags, notes, created_at: now, updated_at, reading })
    }

    fn who(&self, headers: &HeaderMap) -> Result<Bearer, Anyhow> {
        let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer ")).ok_or("no token")?;
        let now = Clock::system().now();
        Ok(self.keys.check(token, now).map_err(|fault| format!("{fault:?}"))?)
    }

    async fn begin(&self, who: Bearer) -> Result<Transaction<'static, Postgres>, Anyhow> {
        let opening = format!("BEGIN; SET LOCAL app.tenant = '{}'", who.tenant);
        Ok(self.pool.begin_with(AssertSqlSafe(opening)).await?)
    }

    async fn take(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        who: Bearer,
        now: Timestamp,
        limit: i64,
    ) -> Result<(), Anyhow> {
        let start = now.to_zoned(TimeZone::UTC).first_of_month()?.start_of_day()?.timestamp();
        sqlx::query(TAKE)
            .bind(who.tenant.uuid())
            .bind(who.user.uuid())
            .bind("charts")
            .bind(start.to_sqlx())
            .bind(1_i64)
            .bind(0_i64)
            .bind(limit)
            .fetch_optional(&mut **transaction)
            .await?
            .ok_or("the limit is reached")?;
        Ok(())
    }

    async fn keep(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        who: Bearer,
        id: ChartId,
        request: &Request,
        name: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Anyhow> {
        let seal = |column, value: &[u8]| {
            self.sealer.seal(who.tenant, Field { table: "astrology.charts", column, row: id.uuid() }, value)
        };
        sqlx::query(CHART)
            .bind(who.tenant.uuid())
            .bind(id.uuid())
            .bind(who.user.uuid())
            .bind(request.kind.as_str())
            .bind(seal("request", &serde_json::to_vec(request)?))
            .bind(name.map(|name| seal("name", name.as_bytes())))
            .bind(ENGINE_VERSION)
            .bind(now.to_sqlx())
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }
}

/// The product event of a chart.
async fn tell(
    transaction: &mut Transaction<'static, Postgres>,
    who: Bearer,
    properties: Value,
    now: Timestamp,
) -> Result<(), Anyhow> {
    sqlx::query(OUTBOX)
        .bind(who.tenant.uuid())
        .bind(vec![OutboxId::new(now).uuid()])
        .bind(vec!["chart_created"])
        .bind(vec![Some(who.user.uuid())])
        .bind(vec![properties])
        .bind(now.to_sqlx())
        .bind(now.to_sqlx())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// The limit of charts in the plan of a user, and their subscription.
async fn plan(
    transaction: &mut Transaction<'static, Postgres>,
    who: Bearer,
) -> Result<(i64, sqlx::postgres::PgRow), Anyhow> {
    let plans: Vec<Value> =
        sqlx::query_scalar(PLANS).bind(who.tenant.uuid()).fetch_all(&mut **transaction).await?;
    let row = sqlx::query(SUBSCRIPTION)
        .bind(who.tenant.uuid())
        .bind(who.user.uuid())
        .fetch_one(&mut **transaction)
        .await?;
    let (code, version): (String, i32) = (row.try_get("plan")?, row.try_get("plan_version")?);
    let plan = plans.iter().find(|plan| plan["code"] == code.as_str() && plan["version"] == version);
    let limit = plan.ok_or("no such plan")?["limits"]["charts"].as_i64();
    Ok((limit.unwrap_or(i64::from(u32::MAX)), row))
}
