//! Points of a chart as they come from an ephemeris, and where they stand. Does not know which bodies exist.

use crate::{Cusps, House, Longitude, Planet, SignPosition};

/// What kind of point it is: the wider its light, the wider its orbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PointClass {
    /// Sun or Moon.
    Luminary,
    /// Mercury to Pluto, and other bodies.
    Planet,
    /// What shines not at all: nodes, apogees, lots, angles.
    Other,
}

impl From<Planet> for PointClass {
    fn from(planet: Planet) -> Self {
        if planet.is_luminary() { Self::Luminary } else { Self::Planet }
    }
}

/// A point: a body, a node, an angle, a lot. `K` is the caller's own name for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<K> {
    /// What it is.
    pub key: K,
    /// Where it is.
    pub longitude: Longitude,
    /// How fast it moves, in degrees a day, negative if retrograde. None where motion means nothing, as for the
    /// angles of a birth chart.
    pub speed: Option<f64>,
    /// Its class, which decides its orbs.
    pub class: PointClass,
}

impl Point<Planet> {
    /// A planet, in its own class; speed in degrees a day.
    #[must_use]
    pub fn of(planet: Planet, longitude: Longitude, speed: f64) -> Self {
        Self { key: planet, longitude, speed: Some(speed), class: planet.into() }
    }
}

impl<K> Point<K> {
    /// The same point with its motion taken as `speed`.
    pub(crate) fn moving(self, speed: Option<f64>) -> Self {
        Self { speed, ..self }
    }

    /// Whether it moves against the order of the signs.
    #[must_use]
    pub fn is_retrograde(&self) -> bool {
        self.speed.is_some_and(|speed| speed < 0.0)
    }
}

/// Where a point stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement<K> {
    /// What it is.
    pub key: K,
    /// Its sign and its place in it, rounded to be written.
    pub position: SignPosition,
    /// Its house; none without cusps, as for an unknown time of birth.
    pub house: Option<House>,
    /// Whether it moves against the order of the signs.
    pub retrograde: bool,
}

/// Where each point stands, in the order given.
#[must_use]
pub fn placements<K: Copy>(points: &[Point<K>], cusps: Option<&Cusps>) -> Vec<Placement<K>> {
    let place = |point: &Point<K>| Placement {
        key: point.key,
        position: SignPosition::of(point.longitude),
        house: cusps.map(|cusps| cusps.house_of(point.longitude)),
        retrograde: point.is_retrograde(),
    };
    points.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sign;

    #[test]
    fn points_are_placed_in_order_with_house_only_where_there_are_cusps() {
        let point = |key, degrees, speed| {
            let longitude = Longitude::new(degrees).unwrap();
            Point { key, longitude, speed, class: PointClass::Planet }
        };
        let points = [point('a', 95.5, Some(-0.1)), point('b', 10.0, Some(0.0)), point('c', 200.0, None)];
        let cusps =
            Cusps::new([190.0, 220.0, 250.0, 280.0, 310.0, 340.0, 10.0, 40.0, 70.0, 100.0, 130.0, 160.0]);
        let placed = placements(&points, Some(&cusps.unwrap()));
        let houses: Vec<_> =
            placed.iter().map(|p| (p.key, p.house.unwrap().number(), p.retrograde)).collect();
        assert_eq!(houses, [('a', 9, true), ('b', 7, false), ('c', 1, false)]);
        assert_eq!(placed[0].position.sign, Sign::Cancer);
        assert!(placements(&points, None).iter().all(|placement| placement.house.is_none()));
    }
}
