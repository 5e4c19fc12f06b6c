//! A place as somebody writes it, by name or by coordinates, to a place on the Earth. Knows no birth and no wire but its own.

use kernel::locale::Country;
use places::PlaceError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Hint, Part, Place, Problem, Refusal};

/// Where: `name`, or `latitude`, `longitude` and `time_zone`, which then go before the name.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Whereabouts {
    /// What the place is called, in any language; a comma may follow with its state or country: `Springfield, Illinois`.
    #[serde(default)]
    #[schema(format = "name", example = "Vienna")]
    pub name: Option<String>,
    /// The country that the name is looked for in, ISO 3166-1 alpha-2.
    #[serde(default)]
    #[schema(format = "id", example = "AT")]
    pub country: Option<String>,
    /// Degrees, north positive.
    #[serde(default)]
    #[schema(minimum = -90, maximum = 90, example = 48.2083)]
    pub latitude: Option<f64>,
    /// Degrees, east positive.
    #[serde(default)]
    #[schema(minimum = -180, maximum = 180, example = 16.3731)]
    pub longitude: Option<f64>,
    /// A zone of the tz database, or an alias of one, in any case.
    #[serde(default)]
    #[schema(format = "id", example = "Europe/Vienna")]
    pub time_zone: Option<String>,
}

/// A place of the gazetteer, as it is told.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FoundPlace)]
pub struct Spot {
    /// Its name as GeoNames writes it.
    #[schema(example = "Vienna")]
    pub name: &'static str,
    /// Its state, province or county; empty if unknown.
    pub region: &'static str,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "AT")]
    pub country: String,
    /// The country's English name.
    pub country_name: &'static str,
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Its zone in the tz database.
    pub time_zone: &'static str,
    /// People; 0 if unknown.
    pub population: u32,
}

impl Whereabouts {
    /// The place that is meant in that part of a request.
    ///
    /// # Errors
    /// [`Refusal::Fields`] if something is missing, nothing is called so, or several places are and none stands out; the
    /// answer lists them.
    pub fn locate(self, part: Part) -> Result<Place, Refusal> {
        self.find().map_err(|refusal| part.of(refusal))
    }

    fn find(self) -> Result<Place, Refusal> {
        let Self { name, country, latitude, longitude, time_zone } = self;
        if let (Some(latitude), Some(longitude), Some(time_zone)) = (latitude, longitude, &time_zone) {
            return Ok(Place { latitude, longitude, time_zone: time_zone.clone(), name, country: None });
        }
        if latitude.is_some() || longitude.is_some() || time_zone.is_some() {
            let given = [latitude.is_some(), longitude.is_some(), time_zone.is_some()];
            let missing = PARTS.into_iter().zip(given).filter(|(_, given)| !given);
            return Err(Refusal::Fields(missing.map(|(path, _)| required(path)).collect()));
        }
        let Some(name) = name else { return Err(required("place.name").into()) };
        let country = country.map(|text| Country::parse(&text).ok_or_else(no_country)).transpose()?;
        Ok(places::by_name(&name, country).map(Place::from)?)
    }
}

const PARTS: [&str; 3] = ["place.latitude", "place.longitude", "place.time_zone"];

fn required(path: &str) -> Problem {
    let message = "Send the name of the place, or its latitude, longitude and time_zone";
    Problem::new(path, "REQUIRED", message)
}

fn no_country() -> Problem {
    Problem::new("place.country", "INVALID", "Two letters of ISO 3166-1, such as AT")
}

impl From<places::Place> for Place {
    fn from(place: places::Place) -> Self {
        Self {
            latitude: place.latitude,
            longitude: place.longitude,
            time_zone: place.zone.name().to_owned(),
            name: Some(place.name.to_owned()),
            country: Some(place.country.to_string()),
        }
    }
}

impl From<places::Place> for Spot {
    fn from(place: places::Place) -> Self {
        Self {
            name: place.name,
            region: place.region,
            country: place.country.to_string(),
            country_name: place.country_name,
            latitude: place.latitude,
            longitude: place.longitude,
            time_zone: place.zone.name(),
            population: place.population,
        }
    }
}

impl From<PlaceError> for Refusal {
    fn from(error: PlaceError) -> Self {
        let problem = |code, message: &str, places: Vec<places::Place>| {
            let hint = Hint::Places(places.into_iter().map(Spot::from).collect());
            Self::from(Problem::new("place.name", code, message).with(hint))
        };
        match error {
            PlaceError::Ambiguous { candidates, .. } => {
                let message = "Several places have this name: add the country or state, or send the coordinates of \
                               the one you mean; details.places lists them";
                problem("PLACE_AMBIGUOUS", message, candidates)
            }
            PlaceError::NotFound { near, .. } => {
                let message = "No place of 5,000 people or more has this name there: look at details.places, ask GET \
                               /api/v1/places, or send coordinates and time zone";
                problem("PLACE_UNKNOWN", message, near)
            }
            PlaceError::Table(why) => Self::Engine(why),
            _ => Self::Engine("the gazetteer gave an answer that is not known here"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locate(name: &str, country: Option<&str>) -> Result<Place, Vec<Problem>> {
        let asked = Whereabouts {
            name: Some(name.into()),
            country: country.map(Into::into),
            ..Whereabouts::default()
        };
        asked.locate(Part::Birth).map_err(|refusal| match refusal {
            Refusal::Fields(problems) => problems,
            failure @ Refusal::Engine(_) => panic!("{failure}"),
        })
    }

    #[test]
    fn a_name_is_enough_where_it_is_clear() {
        let vienna = locate("Wien", None).unwrap();
        assert_eq!((vienna.name.as_deref(), vienna.country.as_deref()), (Some("Vienna"), Some("AT")));
        assert_eq!(vienna.time_zone, "Europe/Vienna");
        assert!((vienna.latitude - 48.2).abs() < 0.1 && (vienna.longitude - 16.37).abs() < 0.1);
        assert_eq!(locate("Springfield, Illinois", Some("US")).unwrap().time_zone, "America/Chicago");
    }

    #[test]
    fn what_is_not_clear_is_asked_back() {
        for (name, country, path, code) in [
            ("Springfield", Some("US"), "birth.place.name", "PLACE_AMBIGUOUS"),
            ("Xyzzyville", None, "birth.place.name", "PLACE_UNKNOWN"),
            ("Wien", Some("Austria"), "birth.place.country", "INVALID"),
        ] {
            let problems = locate(name, country).err().unwrap();
            assert_eq!((problems[0].path.as_str(), problems[0].code), (path, code), "{name}");
        }
        let springfields = locate("Springfield", Some("US")).err().unwrap();
        let Some(Hint::Places(places)) = &springfields[0].hint else { panic!("no list") };
        assert!(places.len() > 1 && places.iter().all(|place| place.country == "US"));
    }

    #[test]
    fn coordinates_go_before_the_name_and_are_all_needed() {
        let whole = Whereabouts {
            name: Some("Grandmother's farm".into()),
            latitude: Some(48.2),
            longitude: Some(16.4),
            time_zone: Some("Europe/Vienna".into()),
            country: None,
        };
        assert_eq!(
            whole.clone().locate(Part::Birth).map(|place| place.name).ok().flatten().as_deref(),
            Some("Grandmother's farm")
        );
        for (part, missing) in [
            (Whereabouts { latitude: None, ..whole.clone() }, "birth.place.latitude"),
            (Whereabouts { time_zone: None, ..whole.clone() }, "birth.place.time_zone"),
            (Whereabouts::default(), "birth.place.name"),
        ] {
            let Err(Refusal::Fields(problems)) = part.locate(Part::Birth) else {
                panic!("{missing} was not missed")
            };
            assert_eq!(
                (problems.len(), problems[0].path.as_str(), problems[0].code),
                (1, missing, "REQUIRED")
            );
        }
    }
}
