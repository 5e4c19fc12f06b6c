//! `astrology.charts`: requests as they were asked for, sealed for their row. Knows no reading.

use data::{Result, Unit, unit::field};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{ChartId, UserId};

use crate::rules::{Request, reading::ENGINE_VERSION};

const TABLE: &str = "astrology.charts";

/// A chart as it is kept.
pub(crate) struct Chart {
    pub(crate) id: ChartId,
    pub(crate) request: Request,
    pub(crate) name: Option<String>,
    pub(crate) created_at: Timestamp,
}

/// A row before it is opened.
struct Row {
    id: ChartId,
    request: Vec<u8>,
    name: Option<Vec<u8>>,
    created_at: Timestamp,
}

/// Keeps a chart of `user`, with the engine that drew it first.
pub(crate) async fn insert(unit: &mut Unit, user: UserId, chart: &Chart) -> Result<()> {
    let request = unit.seal(field(TABLE, "request", chart.id.uuid()), &serde_json::to_vec(&chart.request)?);
    let name =
        chart.name.as_ref().map(|name| unit.seal(field(TABLE, "name", chart.id.uuid()), name.as_bytes()));
    sqlx::query!(
        "INSERT INTO astrology.charts
           (tenant_id, id, user_id, kind, request, name, engine_version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        unit.tenant().uuid(),
        chart.id.uuid(),
        user.uuid(),
        chart.request.kind.as_str(),
        request,
        name,
        ENGINE_VERSION,
        chart.created_at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// One chart of `user`.
pub(crate) async fn find(unit: &mut Unit, user: UserId, id: ChartId) -> Result<Option<Chart>> {
    let row = sqlx::query!(
        "SELECT request, name, created_at FROM astrology.charts
         WHERE tenant_id = $1 AND user_id = $2 AND id = $3",
        unit.tenant().uuid(),
        user.uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(|row| {
        let created_at = row.created_at.to_jiff();
        Row { id, request: row.request, name: row.name, created_at }.open(unit)
    })
    .transpose()
}

/// Charts of `user`, newest first: at most `rows` of those older than `before`.
pub(crate) async fn page(
    unit: &mut Unit,
    user: UserId,
    before: Option<ChartId>,
    rows: i64,
) -> Result<Vec<Chart>> {
    let found = sqlx::query!(
        "SELECT id, request, name, created_at FROM astrology.charts
         WHERE tenant_id = $1 AND user_id = $2 AND ($3::uuid IS NULL OR id < $3)
         ORDER BY id DESC LIMIT $4",
        unit.tenant().uuid(),
        user.uuid(),
        before.map(ChartId::uuid),
        rows,
    )
    .fetch_all(unit.connection())
    .await?;
    let open = |row: Row| row.open(unit);
    found
        .into_iter()
        .map(|row| Row {
            id: row.id.into(),
            request: row.request,
            name: row.name,
            created_at: row.created_at.to_jiff(),
        })
        .map(open)
        .collect()
}

impl Row {
    fn open(self, unit: &Unit) -> Result<Chart> {
        let request = unit.open_text(field(TABLE, "request", self.id.uuid()), &self.request)?;
        let name = self.name.map(|name| unit.open_text(field(TABLE, "name", self.id.uuid()), &name));
        Ok(Chart {
            id: self.id,
            request: serde_json::from_str(&request)?,
            name: name.transpose()?,
            created_at: self.created_at,
        })
    }
}
