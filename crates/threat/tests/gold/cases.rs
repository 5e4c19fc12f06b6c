//! Labelled values and how one is put before the detector. Refuses to know which class a finding has: any finding
//! refuses the value.

use std::{error::Error, fs, path::Path};

use serde_json::Value;
use threat::{Detector, Finding, Kind, Place};

/// One labelled value.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// Its stable name.
    pub(crate) id: String,
    /// The class of the attack, or what a near miss resembles.
    pub(crate) class: String,
    /// Where it stands.
    pub(crate) spot: Spot,
    /// The value, decoded once.
    pub(crate) text: String,
}

/// Where a value stands in a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) place: Place,
    /// Whether the value is `name[..]=value`, and shows its name too.
    pair: bool,
}

impl Spot {
    /// The place by its word in the gold set.
    pub(crate) fn new(word: &str, text: &str) -> Self {
        let place = match word {
            "jsonkey" => Place::JsonKey,
            "json" => Place::JsonValue,
            "cookie" => Place::Cookie,
            "header" => Place::Header,
            "ua" => Place::UserAgent,
            "referer" => Place::Referer,
            "path" => Place::Path,
            "filename" => Place::FileName,
            "xml" => Place::Body,
            _ => Place::Query,
        };
        Self {
            pair: place == Place::Query && text.bytes().take(48).any(|byte| byte == b'['),
            ..Self::at(place)
        }
    }

    /// A place that holds one value and no name.
    pub(crate) fn at(place: Place) -> Self {
        Self { place, pair: false }
    }

    /// The first finding in a value that stands here.
    pub(crate) fn look(self, value: &[u8], kind: Kind) -> Option<Finding> {
        let detector = Detector::default();
        let found = detector.inspect(value, self.place, kind);
        if found.is_some() || !self.pair {
            return found;
        }
        let at = value.iter().position(|byte| *byte == b'=').unwrap_or(value.len());
        detector
            .inspect(&value[..at], Place::QueryName, kind)
            .or_else(|| detector.inspect(value.get(at + 1..).unwrap_or_default(), Place::Query, kind))
    }
}

/// All lines of a file of the gold set.
pub(crate) fn read(name: &str) -> Result<Vec<Case>, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("gold").join(name);
    fs::read_to_string(path)?.lines().map(case).collect()
}

fn case(line: &str) -> Result<Case, Box<dyn Error>> {
    let value: Value = serde_json::from_str(line)?;
    let field = |name: &str| value[name].as_str().ok_or_else(|| format!("{name}: {line}"));
    let text = field("text")?.to_owned();
    Ok(Case {
        id: field("id")?.into(),
        class: field("class")?.into(),
        spot: Spot::new(field("place")?, &text),
        text,
    })
}

/// The share in percent and the interval that holds the true one with 95 % confidence (Wilson).
pub(crate) fn share(found: u32, all: u32) -> [f64; 3] {
    let (n, z) = (f64::from(all.max(1)), 1.96_f64);
    let p = f64::from(found) / n;
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 100.0 / (1.0 + z * z / n);
    [100.0 * p, ((middle - half) * scale).max(0.0), ((middle + half) * scale).min(100.0)]
}
