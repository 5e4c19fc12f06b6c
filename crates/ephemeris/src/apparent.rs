//! From where a body is to where it is seen: light time, deflection by the Sun, aberration.
//!
//! Formulas of S. E. Urban and P. K. Seidelmann (editors), Explanatory Supplement to the Astronomical Almanac (2013),
//! chapter 7, in the closed forms of the IAU's SOFA collection. Refuses to know which body it is and the frame's names.

use crate::{
    dual::Dual,
    vector::{DualVector, Vector, axes, dot, dual_cross, dual_dot, dual_scale, plus, unit, with_rates},
};

/// Speed of light, au a day.
const LIGHT: f64 = 173.144_632_674_240_3;
/// Twice the gravitational radius of the Sun, au.
const SCHWARZSCHILD: f64 = 1.974_125_743_36e-8;
/// One plus the cosine of the angle that the Sun's limb and the Earth make at the Sun. A planet behind the disc cannot
/// be seen; there the bending falls evenly to nothing at the centre, so that no longitude jumps.
const LIMB: f64 = 1.08e-5;

/// A body's motion about the barycentre of the solar system, or part of one: au and days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Motion {
    pub(crate) at: Vector,
    pub(crate) velocity: Vector,
    pub(crate) acceleration: Vector,
}

impl Motion {
    /// Motion about a centre that pulls with `gravity` (au cubed a day squared).
    pub(crate) fn about(gravity: f64, (at, velocity): (Vector, Vector)) -> Self {
        let square = dot(&at, &at);
        let pull = -gravity / (square * square.sqrt());
        Self { at, velocity, acceleration: axes(|n| at[n] * pull) }
    }

    /// This motion with a share of another added.
    pub(crate) fn plus(&self, other: &Self, share: f64) -> Self {
        Self {
            at: plus(&self.at, &other.at, share),
            velocity: plus(&self.velocity, &other.velocity, share),
            acceleration: plus(&self.acceleration, &other.acceleration, share),
        }
    }
}

/// Who looks, and what bends and shifts the view; made once a moment.
#[derive(Debug, Clone)]
pub(crate) struct Observer {
    earth: Motion,
    /// Earth's velocity over that of light.
    beta: DualVector,
    /// Root of one less the square of `beta`.
    contraction: Dual,
    /// From the Sun to the Earth: direction and au.
    from_sun: (DualVector, Dual),
    sun: Motion,
}

impl Observer {
    pub(crate) fn new(earth: Motion, sun: Motion) -> Self {
        let beta =
            dual_scale(&with_rates(&earth.velocity, &earth.acceleration), Dual::new(LIGHT.recip(), 0.0));
        let contraction = (-dual_dot(&beta, &beta) + 1.0).sqrt();
        let from_sun =
            unit(&with_rates(&plus(&earth.at, &sun.at, -1.0), &plus(&earth.velocity, &sun.velocity, -1.0)));
        Self { earth, beta, contraction, from_sun, sun }
    }

    /// Direction in which a body is seen (not of unit length) and its distance; `bent` unless its light does not pass
    /// the Sun.
    pub(crate) fn sees(&self, body: &Motion, bent: bool) -> (DualVector, Dual) {
        let (from_earth, retarded) = self.light_time(body);
        let (mut direction, distance) = unit(&from_earth);
        if bent {
            direction = self.deflect(&direction, &retarded);
        }
        (self.aberrate(&direction), distance)
    }

    /// The body as its light left it: from the Earth now, and in its own frame. Between the two moments it moves by
    /// the first three terms of Taylor's series: what is left out is under 1e-10 au for every body.
    fn light_time(&self, body: &Motion) -> (DualVector, DualVector) {
        let offset = plus(&body.at, &self.earth.at, -1.0);
        let mut relative = offset;
        let mut delay = 0.0;
        for _ in 0..2 {
            delay = dot(&relative, &relative).sqrt() / LIGHT;
            relative = plus(&plus(&offset, &body.velocity, -delay), &body.acceleration, 0.5 * delay * delay);
        }
        let velocity = plus(&body.velocity, &body.acceleration, -delay);
        let length = dot(&relative, &relative).sqrt();
        let closing = plus(&velocity, &self.earth.velocity, -1.0);
        let delay_rate = dot(&relative, &closing) / (length * LIGHT + dot(&relative, &velocity));
        let velocity = axes(|n| velocity[n] * (1.0 - delay_rate));
        let from_earth = with_rates(&relative, &plus(&velocity, &self.earth.velocity, -1.0));
        (from_earth, with_rates(&plus(&relative, &self.earth.at, 1.0), &velocity))
    }

    /// Bends a direction around the Sun; `body` is where the light left.
    fn deflect(&self, direction: &DualVector, body: &DualVector) -> DualVector {
        let sun = with_rates(&self.sun.at, &self.sun.velocity);
        let (from_sun, _) = unit(&axes(|n| body[n] - sun[n]));
        let (earth, distance) = &self.from_sun;
        let opening = dual_dot(&from_sun, earth) + 1.0;
        let opening = if opening.v < LIMB { Dual::new(LIMB, 0.0) } else { opening };
        let bend = (opening * *distance).recip() * SCHWARZSCHILD;
        let across = dual_cross(direction, &dual_cross(earth, &from_sun));
        axes(|n| direction[n] + across[n] * bend)
    }

    /// Shifts a direction by the Earth's velocity, in the form that special relativity gives.
    fn aberrate(&self, direction: &DualVector) -> DualVector {
        let forward = dual_dot(direction, &self.beta);
        let along = forward * (self.contraction + 1.0).recip() + 1.0;
        let shift = dual_scale(&self.beta, along);
        axes(|n| direction[n] * self.contraction + shift[n])
    }
}

#[cfg(test)]
mod tests {
    use super::{LIGHT, Motion, Observer};
    use crate::vector::Vector;

    const STILL: Vector = [0.0; 3];

    fn resting(at: Vector) -> Motion {
        Motion { at, velocity: STILL, acceleration: STILL }
    }

    /// Angle in arcseconds, in the plane of the first two axes, at which a resting body is seen.
    fn seen(observer: &Observer, body: Vector, bent: bool) -> f64 {
        let (direction, _) = observer.sees(&resting(body), bent);
        direction[1].v.atan2(direction[0].v).to_degrees() * 3600.0
    }

    /// A star at the Sun's limb (959.63" at 1 au) stands 1.75" farther out, at a right angle 0.004"; behind the middle
    /// of the disc nothing is bent.
    #[test]
    fn sun_bends_light_by_one_and_three_quarter_seconds_at_its_limb() {
        let observer = Observer::new(resting([-1.0, 0.0, 0.0]), resting(STILL));
        let bend = |arcseconds: f64| {
            let (sin, cos) = (arcseconds / 3600.0).to_radians().sin_cos();
            let star = [cos * 1e6, sin * 1e6, 0.0];
            seen(&observer, star, true) - seen(&observer, star, false)
        };
        assert!((bend(959.63) - 1.75).abs() < 0.01, "{}", bend(959.63));
        assert!((bend(90.0 * 3600.0) - 0.00407).abs() < 1e-4, "{}", bend(90.0 * 3600.0));
        assert!(bend(0.0).abs() < 1e-6 && bend(480.0) < bend(955.0));
    }

    /// The constant of aberration, 20.49" at 29.79 km/s; and at a tenth of the speed of light, what Einstein's formula
    /// says and Bradley's does not.
    #[test]
    fn earth_shifts_what_it_passes_ahead() {
        for speed in [0.017_202_1, 0.1 * LIGHT] {
            let mut earth = resting(STILL);
            earth.velocity = [speed, 0.0, 0.0];
            let observer = Observer::new(earth, resting([0.0, 0.0, 5.0]));
            let (beta, cos) = (speed / LIGHT, 60.0_f64.to_radians().cos());
            let expected = ((cos + beta) / (1.0 + beta * cos)).acos().to_degrees() * 3600.0;
            let found = seen(&observer, [1e6 * cos, 1e6 * (1.0 - cos * cos).sqrt(), 0.0], false);
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            assert!(found < 60.0 * 3600.0 - 17.7);
        }
    }

    /// Where a body was when its light left, to the last of three terms: a fast far one that also turns.
    #[test]
    fn bodies_are_seen_where_they_were() {
        let observer = Observer::new(resting(STILL), resting([0.0, 0.0, 5.0]));
        let body =
            Motion { at: [30.0, 1.0, 0.0], velocity: [0.02, 0.01, 0.0], acceleration: [1e-4, -1e-3, 0.0] };
        let (direction, distance) = observer.sees(&body, false);
        let delay = distance.v / LIGHT;
        let then = [0, 1, 2]
            .map(|n| body.at[n] - body.velocity[n] * delay + 0.5 * body.acceleration[n] * delay * delay);
        assert!((then[0].hypot(then[1]) - distance.v).abs() < 1e-8, "{then:?} {distance:?}");
        assert!(
            (direction[1].v / direction[0].v - then[1] / then[0]).abs() < 1e-12,
            "{then:?} {direction:?}"
        );
    }

    /// A body that moves 0.01 au a day, an au away, is 499 s behind itself.
    #[test]
    fn light_takes_499_seconds_for_an_au() {
        let observer = Observer::new(resting(STILL), resting([0.0, 0.0, 5.0]));
        let body = Motion { at: [1.0, 0.0, 0.0], velocity: [0.0, 0.01, 0.0], acceleration: STILL };
        let (direction, distance) = observer.sees(&body, false);
        let expected = -0.01 * 499.004_78 / 86_400.0;
        assert!((direction[1].v / direction[0].v - expected).abs() < 1e-10, "{}", direction[1].v);
        assert!((distance.v - 1.0).abs() < 1e-8);
    }
}
