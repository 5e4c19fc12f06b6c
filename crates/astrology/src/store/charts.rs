//! `astrology.charts`: requests as they were asked for and what is written on them, sealed for their row. Knows no reading.

use data::{Result, Unit, unit::field};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use kernel::{ChartId, UserId};
use serde_json::Value;
use sqlx::query_as;
use sqlx::types::Uuid;

use crate::rules::{Kind, Labels, Request, Tag, reading::ENGINE_VERSION, tag};

const TABLE: &str = "astrology.charts";

/// What a list is narrowed to.
#[derive(Clone, Default)]
pub struct Filter {
    /// This kind alone.
    pub kind: Option<Kind>,
    /// Charts with this tag, in whatever case.
    pub tag: Option<Tag>,
}

/// A chart as it is kept.
pub(crate) struct Chart {
    pub(crate) id: ChartId,
    pub(crate) request: Request,
    pub(crate) labels: Labels,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// A row before it is opened.
struct Row {
    id: Uuid,
    request: Vec<u8>,
    name: Option<Vec<u8>>,
    tags: Option<Vec<u8>>,
    notes: Option<Vec<u8>>,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
}

/// What is written on a chart, before it goes into its row.
struct Sealed {
    name: Option<Vec<u8>>,
    tags: Option<Vec<u8>>,
    tag_hashes: Vec<Vec<u8>>,
    notes: Option<Vec<u8>>,
}

/// Keeps a chart of `user`, with the engine that drew it first.
pub(crate) async fn insert(unit: &mut Unit, user: UserId, chart: &Chart) -> Result<()> {
    let request = unit.seal(field(TABLE, "request", chart.id.uuid()), &serde_json::to_vec(&chart.request)?);
    let Sealed { name, tags, tag_hashes, notes } = Sealed::of(unit, user, chart)?;
    sqlx::query!(
        "INSERT INTO astrology.charts
           (tenant_id, id, user_id, kind, request, name, tags, tag_hashes, notes, engine_version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        unit.tenant().uuid(),
        chart.id.uuid(),
        user.uuid(),
        chart.request.kind.as_str(),
        request,
        name,
        tags,
        &tag_hashes,
        notes,
        ENGINE_VERSION,
        chart.created_at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// One chart of `user`.
pub(crate) async fn find(unit: &mut Unit, user: UserId, id: ChartId) -> Result<Option<Chart>> {
    let row = query_as!(
        Row,
        r#"SELECT id, request, name, tags, notes, created_at, coalesce(updated_at, created_at) AS "updated_at!"
           FROM astrology.charts WHERE tenant_id = $1 AND user_id = $2 AND id = $3"#,
        unit.tenant().uuid(),
        user.uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(|row| row.open(unit)).transpose()
}

/// As [`find`], and nobody else changes the chart before this unit ends.
pub(crate) async fn lock(unit: &mut Unit, user: UserId, id: ChartId) -> Result<Option<Chart>> {
    let row = query_as!(
        Row,
        r#"SELECT id, request, name, tags, notes, created_at, coalesce(updated_at, created_at) AS "updated_at!"
           FROM astrology.charts WHERE tenant_id = $1 AND user_id = $2 AND id = $3 FOR NO KEY UPDATE"#,
        unit.tenant().uuid(),
        user.uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    row.map(|row| row.open(unit)).transpose()
}

/// Charts of `user` that the filter lets through, newest first: at most `rows` of those older than `before`. Their notes
/// stay closed.
pub(crate) async fn page(
    unit: &mut Unit,
    user: UserId,
    filter: &Filter,
    before: Option<ChartId>,
    rows: i64,
) -> Result<Vec<Chart>> {
    let tag = filter.tag.as_ref().map(|tag| tag_hash(unit, user, &tag.key()));
    let found = query_as!(
        Row,
        r#"SELECT id, request, name, tags, NULL::bytea AS notes, created_at,
             coalesce(updated_at, created_at) AS "updated_at!"
           FROM astrology.charts
           WHERE tenant_id = $1 AND user_id = $2
             AND ($3::uuid IS NULL OR id < $3)
             AND ($4::text IS NULL OR kind = $4)
             AND ($5::bytea IS NULL OR $5 = ANY(tag_hashes))
           ORDER BY id DESC LIMIT $6"#,
        unit.tenant().uuid(),
        user.uuid(),
        before.map(ChartId::uuid),
        filter.kind.map(Kind::as_str),
        tag,
        rows,
    )
    .fetch_all(unit.connection())
    .await?;
    found.into_iter().map(|row| row.open(unit)).collect()
}

/// Writes what is written on a chart of `user`, and since when.
pub(crate) async fn relabel(unit: &mut Unit, user: UserId, chart: &Chart) -> Result<()> {
    let Sealed { name, tags, tag_hashes, notes } = Sealed::of(unit, user, chart)?;
    sqlx::query!(
        "UPDATE astrology.charts SET name = $4, tags = $5, tag_hashes = $6, notes = $7, updated_at = $8
         WHERE tenant_id = $1 AND user_id = $2 AND id = $3",
        unit.tenant().uuid(),
        user.uuid(),
        chart.id.uuid(),
        name,
        tags,
        &tag_hashes,
        notes,
        chart.updated_at.to_sqlx(),
    )
    .execute(unit.connection())
    .await?;
    Ok(())
}

/// Removes a chart of `user`; answers of which kind it was.
pub(crate) async fn delete(unit: &mut Unit, user: UserId, id: ChartId) -> Result<Option<Kind>> {
    let row = sqlx::query!(
        "DELETE FROM astrology.charts WHERE tenant_id = $1 AND user_id = $2 AND id = $3 RETURNING kind",
        unit.tenant().uuid(),
        user.uuid(),
        id.uuid(),
    )
    .fetch_optional(unit.connection())
    .await?;
    Ok(row.map(|row| serde_json::from_value(Value::String(row.kind))).transpose()?)
}

/// What finds charts of `user` by a tag. It is bound to the user: equal tags of two people look different.
fn tag_hash(unit: &Unit, user: UserId, key: &str) -> Vec<u8> {
    unit.lookup("astrology.charts.tags", &format!("{user} {key}")).to_vec()
}

impl Sealed {
    fn of(unit: &Unit, user: UserId, chart: &Chart) -> Result<Self> {
        let Labels { name, tags, notes } = &chart.labels;
        let seal = |column, text: &[u8]| unit.seal(field(TABLE, column, chart.id.uuid()), text);
        let list = (!tags.is_empty()).then(|| serde_json::to_vec(tags)).transpose()?;
        Ok(Self {
            name: name.as_ref().map(|name| seal("name", name.as_bytes())),
            tags: list.map(|list| seal("tags", &list)),
            tag_hashes: tags.iter().map(|text| tag_hash(unit, user, &tag::key(text))).collect(),
            notes: notes.as_ref().map(|notes| seal("notes", notes.as_bytes())),
        })
    }
}

impl Row {
    fn open(self, unit: &Unit) -> Result<Chart> {
        let open = |column, sealed: &[u8]| unit.open_text(field(TABLE, column, self.id), sealed);
        let written = |column, sealed: Option<&[u8]>| sealed.map(|sealed| open(column, sealed)).transpose();
        let tags = written("tags", self.tags.as_deref())?;
        let labels = Labels {
            name: written("name", self.name.as_deref())?,
            tags: tags.map(|tags| serde_json::from_str(&tags)).transpose()?.unwrap_or_default(),
            notes: written("notes", self.notes.as_deref())?,
        };
        Ok(Chart {
            id: self.id.into(),
            request: serde_json::from_str(&open("request", &self.request)?)?,
            labels,
            created_at: self.created_at.to_jiff(),
            updated_at: self.updated_at.to_jiff(),
        })
    }
}
