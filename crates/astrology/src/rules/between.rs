//! The aspects between two skies: which points take part, and within which orbs. Angles and orbs are `chart`'s.

use chart::{Orbs, synastry, transits};

use super::{
    Aspects, Part,
    aspect::{Aspect, told},
    sphere::Sphere,
};

/// Every aspect from the outer sky to the inner one, in the order of the points. The bodies are those that have aspects in
/// one chart; a Moon whose time of day is not known takes no part, on either side.
///
/// Of transits the bodies meet bodies and angles of the birth, within the narrower orbs of [`Orbs::in_transit`]. Angles of
/// the moment stay out: they run through the whole zodiac in a day. Of two births the angles of both take part, so
/// that the aspects are the same from either side.
pub(super) fn between(part: Part, outer: &Sphere, inner: &Sphere, wanted: Aspects) -> Vec<Aspect> {
    let orbs = Orbs::from(wanted);
    let natal = inner.partners_and_corners();
    let found = if part == Part::Moment {
        transits(&outer.partners(), &natal, &orbs.in_transit())
    } else {
        synastry(&outer.partners_and_corners(), &natal, &orbs)
    };
    found.iter().map(told).collect()
}
