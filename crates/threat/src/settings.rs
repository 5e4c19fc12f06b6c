//! Which detectors are on. Refuses to know where settings come from.

use crate::Class;

/// Which classes are looked for; all of them unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    on: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { on: u32::MAX }
    }
}

impl Settings {
    /// The same with one detector switched off.
    #[must_use]
    pub fn without(self, class: Class) -> Self {
        Self { on: self.on & !bit(class) }
    }

    /// Only these detectors.
    #[must_use]
    pub fn only(classes: &[Class]) -> Self {
        Self { on: classes.iter().fold(0, |on, class| on | bit(*class)) }
    }

    /// Whether a detector is on.
    #[must_use]
    pub fn looks_for(self, class: Class) -> bool {
        self.on & bit(class) != 0
    }
}

fn bit(class: Class) -> u32 {
    1 << class as u32
}
