//! One look through a request: every value is asked of the detectors that refuse, then of those that only observe.

use threat::{Kind, Place};

use super::{Detection, Threat, Trail};

/// Findings of one request that are told when they are only observed.
const MOST_OBSERVED: usize = 8;

/// What a look found, or nothing.
pub(crate) type Looked = Result<(), Box<Threat>>;

/// A look through one request.
pub(crate) struct Look<'d> {
    detection: &'d Detection,
    /// Whether nothing is refused here.
    observes: bool,
    /// What was found and let through.
    pub(crate) observed: Vec<Threat>,
    /// The kind of the one value that a request was made for; of every value when it is not told.
    pub(crate) declared: Option<Declared<'d>>,
}

/// A field kind from outside of the route table.
#[derive(Clone, Copy)]
pub(crate) struct Declared<'v> {
    pub(crate) kind: Kind,
    pub(crate) value: Option<&'v [u8]>,
}

impl<'d> Look<'d> {
    pub(super) fn new(detection: &'d Detection, observes: bool) -> Self {
        Self { detection, observes, observed: Vec::new(), declared: None }
    }

    /// Looks at one decoded value.
    pub(crate) fn value(&mut self, value: &[u8], place: Place, kind: Kind, trail: &Trail<'_>) -> Looked {
        let kind = self.declared.map_or(kind, |declared| declared.kind_of(value, place, kind));
        if let Some(finding) = self.detection.refusing.inspect(value, place, kind) {
            let threat = Threat::new(&finding, place, trail);
            if !self.observes {
                return Err(Box::new(threat));
            }
            self.observe(threat);
        }
        let watching = self.detection.watching.as_ref();
        if let Some(finding) = watching.and_then(|watching| watching.inspect(value, place, kind)) {
            self.observe(Threat::new(&finding, place, trail));
        }
        Ok(())
    }

    fn observe(&mut self, threat: Threat) {
        if self.observed.len() < MOST_OBSERVED {
            self.observed.push(threat);
        }
    }
}

impl Declared<'_> {
    fn kind_of(self, value: &[u8], place: Place, otherwise: Kind) -> Kind {
        let field = matches!(place, Place::JsonValue | Place::Query | Place::Body);
        let meant = self.value.map_or(field, |meant| meant == value);
        if meant { self.kind } else { otherwise }
    }
}
