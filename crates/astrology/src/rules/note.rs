//! What a chart cannot say, said: each part that is left out has a note with its reason. Knows no sky.

use serde::Serialize;
use utoipa::ToSchema;

/// Something that the reader of a chart must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChartNote)]
pub struct Note {
    /// What, for a program.
    #[schema(example = "TIME_UNKNOWN")]
    pub code: &'static str,
    /// What, for a person.
    pub message: &'static str,
}

/// The time of day is not known.
pub const TIME_UNKNOWN: Note = Note {
    code: "TIME_UNKNOWN",
    message: "The time of birth is not known: this is the chart of local noon, without angles, houses and aspects of \
              the Moon; the Moon's range over the day is given",
};

/// The time of day of the second birth is not known.
pub const OTHER_TIME_UNKNOWN: Note = Note {
    code: "TIME_UNKNOWN",
    message: "The time of the other birth is not known: this is the sky of local noon, without angles and aspects of the \
              Moon; the Moon's range over the day is given",
};

/// Transits were asked for without a time of day.
pub const MOMENT_TIME_UNKNOWN: Note = Note {
    code: "TIME_UNKNOWN",
    message: "No time of day was given: these are the transits of local noon, without angles and aspects of the Moon; the \
              Moon's range over the day is given",
};

/// The place is a pole.
pub const NO_HORIZON_AT_POLE: Note = Note {
    code: "NO_HORIZON_AT_POLE",
    message: "On a pole no direction is east, so that nothing rises there: angles and houses are left out",
};

/// Ascendant and midheaven coincide.
pub const HOUSES_UNDEFINED: Note = Note {
    code: "HOUSES_UNDEFINED",
    message: "Ascendant and midheaven coincide at this place and moment, so that there is nothing to divide: houses \
              are left out",
};

/// The house system does not exist at this latitude.
pub const PORPHYRY_INSTEAD: Note = Note {
    code: "PORPHYRY_INSTEAD",
    message: "Houses of this system do not exist past the polar circles, where degrees of the ecliptic neither rise \
              nor set; Porphyry houses are given",
};

/// No clock is recorded.
pub const TIME_UNRECORDED: Note = Note {
    code: "TIME_UNRECORDED",
    message: "The tz database knows of no clock there at that time: the local time was read as UTC",
};
