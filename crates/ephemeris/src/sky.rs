//! The whole sky of one moment: Earth, Sun, Moon and frame are found once, bodies as they are asked for.
//!
//! Refuses to know the horizon's arithmetic and the packing of tables.

use crate::{
    Angles, Ayanamsa, Body, Error, Position, Site, Tt, Ut1,
    angles::full_circle,
    apparent::{Motion, Observer},
    dual::Dual,
    frame::{Frame, centuries},
    lunar_points::{EARTH_MOON_GRAVITY, Ellipse, MeanPoint, SUN_GRAVITY, mean_apogee, mean_node},
    table::{Orbit, Table},
    vector::{DualVector, plus},
};

/// Mass of the Earth over that of the Moon (DE440).
const EARTH_OVER_MOON: f64 = 81.300_568_221_497_22;

/// The sky of a moment.
#[derive(Debug, Clone)]
pub struct Sky {
    tt: Tt,
    table: &'static Table,
    day: f64,
    frame: Frame,
    observer: Observer,
    sun: Motion,
    earth: Motion,
    /// About the centre of the Earth.
    moon: Motion,
}

/// Position of one body at a moment. For several bodies, [`Sky::at`] once is cheaper.
pub fn position(body: Body, tt: Tt) -> Result<Position, Error> {
    Ok(Sky::at(tt)?.position(body))
}

impl Sky {
    /// The sky of a moment within 1800 to 2200.
    pub fn at(tt: Tt) -> Result<Self, Error> {
        let tt = tt.within_span()?;
        let table = Table::built_in()?;
        let day = tt.barycentric_day();
        let (at, velocity) = table.state(Orbit::Sun, day);
        let sun = Motion { at, velocity, acceleration: [0.0; 3] };
        let moon = Motion::about(EARTH_MOON_GRAVITY, table.state(Orbit::Moon, day));
        let earth = Motion::about(SUN_GRAVITY, table.state(Orbit::EarthMoon, day))
            .plus(&sun, 1.0)
            .plus(&moon, -1.0 / (1.0 + EARTH_OVER_MOON));
        let observer = Observer::new(earth, sun);
        Ok(Self { tt, table, day, frame: Frame::at(tt), observer, sun, earth, moon })
    }

    /// The moment.
    #[must_use]
    pub const fn tt(&self) -> Tt {
        self.tt
    }

    /// True obliquity of the ecliptic, degrees.
    #[must_use]
    pub fn obliquity(&self) -> f64 {
        self.frame.obliquity.to_degrees()
    }

    /// Nutation in longitude, degrees.
    #[must_use]
    pub fn nutation_in_longitude(&self) -> f64 {
        self.frame.nutation.longitude.v.to_degrees()
    }

    /// How far a sidereal zodiac begins behind the true vernal point, in degrees: a tropical longitude of this sky less
    /// this is the sidereal one. Nutation is in both, and so in none of the difference.
    #[must_use]
    pub fn ayanamsa(&self, ayanamsa: Ayanamsa) -> f64 {
        ayanamsa.mean(self.tt) + self.nutation_in_longitude()
    }

    /// Where a body is seen.
    #[must_use]
    pub fn position(&self, body: Body) -> Position {
        let of_sun = |orbit| {
            let motion = Motion::about(SUN_GRAVITY, self.table.state(orbit, self.day));
            self.seen(&motion.plus(&self.sun, 1.0), true)
        };
        let of_barycentre =
            |orbit| self.seen(&Motion::about(SUN_GRAVITY, self.table.state(orbit, self.day)), true);
        match body {
            Body::Sun => self.seen(&self.sun, false),
            Body::Moon => self.seen(&self.moon.plus(&self.earth, 1.0), false),
            Body::Mercury => of_sun(Orbit::Mercury),
            Body::Venus => of_sun(Orbit::Venus),
            Body::Mars => of_sun(Orbit::Mars),
            Body::Jupiter => of_barycentre(Orbit::Jupiter),
            Body::Saturn => of_barycentre(Orbit::Saturn),
            Body::Uranus => of_barycentre(Orbit::Uranus),
            Body::Neptune => of_barycentre(Orbit::Neptune),
            Body::Pluto => of_barycentre(Orbit::Pluto),
            Body::MeanNode => self.mean(mean_node(centuries(self.tt))),
            Body::MeanLilith => self.mean(mean_apogee(centuries(self.tt))),
            Body::TrueNode => self.true_node(),
            Body::TrueLilith => self.true_apogee(),
        }
    }

    /// Angles of the chart of a place on the Earth. `ut` is the moment of this sky in universal time, by [`Tt::ut1`]
    /// or from the same civil time.
    #[must_use]
    pub fn angles(&self, ut: Ut1, site: Site) -> Angles {
        Angles::of(ut, self.tt, &self.frame, site)
    }

    fn seen(&self, body: &Motion, bent: bool) -> Position {
        let (direction, distance) = self.observer.sees(body, bent);
        from_direction(&self.frame.seen(&direction), distance.v)
    }

    fn mean(&self, (longitude, latitude, distance): MeanPoint) -> Position {
        in_degrees(longitude + self.frame.nutation.longitude, latitude, distance)
    }

    fn ellipse(&self) -> Ellipse {
        let sun = plus(&self.sun.at, &self.earth.at, -1.0);
        Ellipse::of_moon(&self.moon.at, &self.moon.velocity, &sun)
    }

    fn true_node(&self) -> Position {
        let ellipse = self.ellipse();
        let momentum = self.frame.seen(&ellipse.momentum);
        let node = [-momentum[1], momentum[0], Dual::new(0.0, 0.0)];
        let apogee = self.frame.seen(&ellipse.apogee);
        from_direction(&node, ellipse.distance_towards(&apogee, &node))
    }

    fn true_apogee(&self) -> Position {
        let ellipse = self.ellipse();
        let apogee = self.frame.seen(&ellipse.apogee);
        from_direction(&apogee, ellipse.distance_towards(&apogee, &apogee))
    }
}

fn from_direction(direction: &DualVector, distance: f64) -> Position {
    let [x, y, z] = *direction;
    in_degrees(y.atan2(x), z.atan2((x * x + y * y).sqrt()), distance)
}

fn in_degrees(longitude: Dual, latitude: Dual, distance: f64) -> Position {
    Position {
        longitude: full_circle(longitude.v.to_degrees()),
        latitude: latitude.v.to_degrees(),
        distance,
        speed_longitude: longitude.d.to_degrees(),
        speed_latitude: latitude.d.to_degrees(),
    }
}
