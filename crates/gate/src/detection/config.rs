//! The section `[gate.detection]`. Refuses words that name no detector.

use serde::{Deserialize, Deserializer, de::Error as _};
use threat::Class;

/// Which detectors are on, and which of them refuse.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectionConfig {
    /// Detectors that do not look at all.
    pub off: Classes,
    /// Detectors whose findings are only recorded.
    pub observe: Classes,
    /// Routes at which findings are only recorded, as `POST /api/v1/charts`.
    pub observe_routes: Vec<String>,
}

impl DetectionConfig {
    /// Every detector and what it does: `refuses`, `observes`, or `off`.
    pub fn modes(&self) -> impl Iterator<Item = (Class, &'static str)> {
        Class::ALL.iter().map(|class| {
            let mode = if self.off.0.contains(class) {
                "off"
            } else if self.observe.0.contains(class) {
                "observes"
            } else {
                "refuses"
            };
            (*class, mode)
        })
    }
}

/// Detectors by their words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classes(pub Vec<Class>);

impl<'de> Deserialize<'de> for Classes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = Vec::<String>::deserialize(deserializer)?;
        let classes = words.iter().map(|word| {
            let found = Class::ALL.iter().find(|class| class.as_str() == word).copied();
            found.ok_or_else(|| {
                let known: Vec<&str> = Class::ALL.iter().map(|class| class.as_str()).collect();
                D::Error::custom(format!("there is no detector `{word}`; known here: {}", known.join(", ")))
            })
        });
        classes.collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_detector_has_its_word_and_no_other_does() {
        let words: Vec<&str> = Class::ALL.iter().map(|class| class.as_str()).collect();
        let all: Classes = serde_json::from_value(json!(words)).unwrap();
        assert_eq!(all.0, Class::ALL);
        let error = serde_json::from_value::<Classes>(json!(["sql", "sqli"])).unwrap_err().to_string();
        assert!(error.contains("no detector `sqli`") && error.contains("ldap"), "{error}");
    }
}
