//! What somebody asks for before saved charts are looked up: a request in which a birth may be said by the id of a chart.
//! Refuses to look up.

use kernel::ChartId;

use super::{Birth, Kind, Settings};

/// A chart that is asked for.
#[derive(Clone)]
pub struct Asked {
    /// What kind of chart.
    pub kind: Kind,
    /// Whose birth.
    pub birth: Subject,
    /// The moment of transits.
    pub moment: Option<Birth>,
    /// The second birth of a synastry.
    pub other: Option<Subject>,
    /// How it is drawn.
    pub settings: Settings,
}

/// A birth, or where it is kept.
#[derive(Clone)]
pub enum Subject {
    /// Written out.
    Born(Birth),
    /// That of a saved birth chart.
    Saved(ChartId),
}
