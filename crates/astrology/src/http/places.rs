//! `GET /places`.

use http::Method;
use kernel::locale::Country;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Error, FieldError, QueryOf, Reply, Route, reply};

use super::Desk;
use crate::rules::whereabouts::Spot;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// The beginning of a name, in any language; a comma may follow with a state or country.
    #[param(format = "name")]
    q: String,
    /// The country whose places come first, ISO 3166-1 alpha-2.
    #[param(format = "id")]
    country: Option<String>,
    /// Places at most: 1 to 100, 10 unless told.
    limit: Option<usize>,
}

/// Places, the likeliest first.
#[derive(Serialize, ToSchema)]
pub(super) struct PlacesView {
    /// The places.
    items: Vec<Spot>,
    /// Where they are from, which whoever shows them has to say.
    #[schema(example = "GeoNames, CC BY 4.0")]
    source: &'static str,
}

const ROWS: usize = 10;

pub(super) fn route() -> Route<Desk> {
    web::route(Method::GET, "/places")
        .summary("Find places by the beginning of their names, with coordinates and time zone")
        .public()
        .query::<Search>()
        .answers::<PlacesView>()
        .handler(run)
}

async fn run(QueryOf(search): QueryOf<Search>) -> web::Result<Reply<PlacesView>> {
    let wrong = |path, message| Error::fields(&[FieldError::new(path, "INVALID", message)]);
    let country = search.country.map(|text| {
        Country::parse(&text).ok_or_else(|| wrong("country", "Two letters of ISO 3166-1, such as AT"))
    });
    let limit = search.limit.unwrap_or(ROWS);
    if !(1..=places::MOST).contains(&limit) {
        return Err(wrong("limit", "A whole number from 1 to 100"));
    }
    let found = places::search(&search.q, country.transpose()?, limit).map_err(Error::internal)?;
    let items = found.into_iter().map(|found| Spot::from(found.place)).collect();
    reply(PlacesView { items, source: places::gazetteer_source().map_err(Error::internal)? })
}
