//! `GET /charts/{id}/wheel.svg` and `GET /charts/{id}/wheel.png`.

use axum::{
    Extension,
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, header};
use kernel::ChartId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::{Error, FieldError, PathOf, Permission, Principal, QueryOf, Route, Work};

use super::{Desk, easels::Easels};
use crate::{
    actions,
    events::Format,
    rules::wheel::{Picture, Theme},
};

/// How the picture looks.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Look {
    /// `light`, `dark`, or `auto` for what the reader's device prefers; `auto` unless told.
    #[serde(default)]
    #[param(inline)]
    theme: Shade,
}

/// How the pixels look.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Pixels {
    /// `light` or `dark`; light unless told.
    #[serde(default)]
    #[param(inline)]
    theme: Shade,
    /// Pixels on a side, 64 to 4096; 1024 unless told.
    width: Option<u32>,
}

/// The colours of a wheel.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Shade {
    Light,
    Dark,
    #[default]
    Auto,
}

const WIDTH: u32 = 1024;
/// A wheel has no script and fetches nothing; its colours may follow the reader's device by a style of its own.
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");

pub(super) fn svg() -> Route<Desk> {
    web::route(Method::GET, "/charts/{id}/wheel.svg")
        .summary("Your chart as a wheel: a standalone SVG without fonts and scripts")
        .permission(Permission::ViewRecommendations)
        .query::<Look>()
        .bare("image/svg+xml")
        .handler(run_svg)
}

pub(super) fn png(easels: Easels) -> Route<Desk> {
    web::route(Method::GET, "/charts/{id}/wheel.png")
        .summary("Your chart as a wheel, in pixels")
        .permission(Permission::ViewRecommendations)
        .class(web::Class::Heavy)
        .query::<Pixels>()
        .bare("image/png")
        .handler(move |me, id, pixels, work| run_png(easels.clone(), me, id, pixels, work))
}

async fn run_svg(
    Extension(me): Extension<Principal>,
    PathOf(id): PathOf<ChartId>,
    QueryOf(look): QueryOf<Look>,
    work: Work,
) -> web::Result<Response> {
    let picture = find(me, id, Format::Svg, work).await?;
    Ok(answer("image/svg+xml", picture.svg(look.theme.into())))
}

async fn run_png(
    easels: Easels,
    Extension(me): Extension<Principal>,
    PathOf(id): PathOf<ChartId>,
    QueryOf(pixels): QueryOf<Pixels>,
    work: Work,
) -> web::Result<Response> {
    let width = pixels.width.unwrap_or(WIDTH);
    if !chart::wheel::WIDTHS.contains(&width) {
        let message = "A whole number from 64 to 4096";
        return Err(Error::fields(&[FieldError::new("width", "INVALID", message)]));
    }
    let picture = find(me, id, Format::Png, work).await?;
    let drawn = easels.draw(move || picture.png(pixels.theme.into(), width)).await?;
    let bytes = drawn.map_err(Error::internal)?;
    Ok(answer("image/png", bytes))
}

/// The connection is given back before anything is drawn.
async fn find(me: Principal, id: ChartId, format: Format, Work(mut unit): Work) -> web::Result<Picture> {
    let chart = actions::view_wheel::run(&mut unit, me.user, id, format).await?;
    unit.commit(()).await?;
    let chart = chart.ok_or_else(|| Error::not_found("chart"))?;
    Picture::of(&chart.reading, chart.name.as_deref()).map_err(|refusal| crate::Error::Engine(refusal).into())
}

fn answer(kind: &'static str, body: impl Into<Body>) -> Response {
    let headers: [(HeaderName, HeaderValue); 2] =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_SECURITY_POLICY, POLICY)];
    (headers, body.into()).into_response()
}

impl From<Shade> for Theme {
    fn from(shade: Shade) -> Self {
        match shade {
            Shade::Light => Self::Light,
            Shade::Dark => Self::Dark,
            Shade::Auto => Self::Auto,
        }
    }
}
