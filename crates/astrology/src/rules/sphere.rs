//! One sky of a chart in full precision: where its points stand, its horizon, and what it cannot say. Knows no second one.

use chart::{Cusps, Point as Placed};
use ephemeris::{Sky, Ut1};

use super::{
    Moment, Refusal, Settings,
    aspect::{corners, partners},
    birth::Understood,
    horizon::{Horizon, horizon},
    moment::TimeSource,
    note::{Note, TIME_UNRECORDED},
    point::{Point, Range, Seen, moon_over, points, seen, universal_time},
};

/// The sky of one moment, over one place.
pub(super) struct Sphere {
    pub(super) at: Ut1,
    pub(super) moment: Moment,
    pub(super) seen: Vec<Seen>,
    pub(super) horizon: Option<Horizon>,
    pub(super) notes: Vec<Note>,
    moon_range: Option<Range>,
}

impl Sphere {
    /// In the zodiac of the settings as it lay at that moment.
    pub(super) fn of(birth: &Understood, settings: Settings) -> Result<Self, Refusal> {
        let moment = Moment::of(birth);
        let at = universal_time(moment.utc);
        let sky = Sky::at(at.tt())?;
        let mut notes = Vec::new();
        let horizon = horizon(birth, &sky, settings, &mut notes)?;
        if moment.time_source == TimeSource::Unrecorded {
            notes.push(TIME_UNRECORDED);
        }
        let seen = seen(&sky, settings.zodiac.offset(&sky))?;
        let moon_range = birth.resolved.whole_day.map(|day| moon_over(day, settings.zodiac)).transpose()?;
        Ok(Self { at, moment, seen, horizon, notes, moon_range })
    }

    /// Its own houses.
    pub(super) fn cusps(&self) -> Option<Cusps> {
        self.horizon.as_ref().and_then(|horizon| horizon.cusps)
    }

    /// Every point as it is told, in these houses if there are any.
    pub(super) fn points(&self, cusps: Option<Cusps>) -> Vec<Point> {
        let sect = self.horizon.as_ref().map(|horizon| horizon.sect);
        points(&self.seen, cusps, sect, self.moon_range.clone())
    }

    /// The bodies that take part in aspects and patterns.
    pub(super) fn partners(&self) -> Vec<Placed<&'static str>> {
        partners(&self.seen, self.moment.time_known)
    }

    /// The same, and the angles.
    pub(super) fn partners_and_corners(&self) -> Vec<Placed<&'static str>> {
        let mut all = self.partners();
        all.extend(corners(self.horizon.as_ref()));
        all
    }
}
