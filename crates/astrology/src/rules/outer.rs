//! The second sky of a chart as it is told: that of a moment, or of another birth. Knows no aspects.

use ephemeris::delta_t;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Moment, Part, Place,
    horizon::{Angles, Horizon},
    note::{HOUSES_UNDEFINED, Note, PORPHYRY_INSTEAD},
    point::Point,
    sphere::Sphere,
};

/// The sky around a birth chart: of transits that of the moment, of a synastry that of the other birth. It has no houses of
/// its own: what is asked of it is where it falls in the birth chart.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = OuterChart)]
pub struct Outer {
    /// Which part of the request it is of: `moment` or `other`.
    #[serde(skip)]
    pub part: Part,
    /// When it is of.
    pub moment: Moment,
    /// Where.
    pub place: Place,
    /// The bodies; the `house` of each is the one of the birth chart (of a synastry, of the first person's) that it
    /// falls in, absent where that chart has no houses.
    pub points: Vec<Point>,
    /// Its own angles; absent without a time of day, and on a pole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub angles: Option<Angles>,
    /// Terrestrial time less universal time that was used, in seconds.
    pub delta_t_s: f64,
    /// What it cannot say, and why.
    pub caveats: Vec<Note>,
}

impl Outer {
    pub(super) fn of(part: Part, sphere: &Sphere, place: &Place, inner: &Sphere) -> Self {
        // Nothing is said of its houses, so nothing is said of what they lack.
        let of_houses = |note: &&Note| [HOUSES_UNDEFINED, PORPHYRY_INSTEAD].contains(note);
        Self {
            part,
            moment: sphere.moment.clone(),
            place: place.clone(),
            points: sphere.points(inner.cusps()),
            angles: sphere.horizon.as_ref().map(Horizon::angles),
            delta_t_s: seconds(delta_t(sphere.at)),
            caveats: sphere.notes.iter().filter(|note| !of_houses(note)).copied().collect(),
        }
    }
}

/// Seconds as they are written.
pub(super) fn seconds(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}
