//! Any bytes at any place in a field of any kind: no panic, the evidence lies in bounds, and what is found is found again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use threat::{Detector, Kind, Place};

const PLACES: [Place; 12] = [
    Place::JsonValue,
    Place::JsonKey,
    Place::Query,
    Place::QueryName,
    Place::Path,
    Place::UserAgent,
    Place::Referer,
    Place::Header,
    Place::Cookie,
    Place::CookieName,
    Place::FileName,
    Place::Body,
];
const KINDS: [Kind; 10] = [
    Kind::Undeclared,
    Kind::Id,
    Kind::Enum,
    Kind::Email,
    Kind::Url,
    Kind::Name,
    Kind::Text,
    Kind::Markdown,
    Kind::Code,
    Kind::Opaque,
];

fuzz_target!(|data: &[u8]| {
    let [place, kind, value @ ..] = data else { return };
    let place = PLACES[usize::from(*place) % PLACES.len()];
    let kind = KINDS[usize::from(*kind) % KINDS.len()];
    let detector = Detector::default();
    let found = detector.inspect(value, place, kind);
    if let Some(found) = &found {
        assert!(found.evidence.start <= found.evidence.end);
        assert!(found.evidence.masked.chars().count() <= 64);
    }
    assert_eq!(found, detector.inspect(value, place, kind));
});
