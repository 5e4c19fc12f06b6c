//! Encodings within encodings: the first byte picks how the rest is wrapped, so that every decoder is reached and decoders meet each
//! other's output. No panic, and a wrapped attack is still seen.
#![no_main]

use libfuzzer_sys::fuzz_target;
use threat::{Detector, Kind, Place};

fuzz_target!(|data: &[u8]| {
    let [ways, value @ ..] = data else { return };
    let mut wrapped = value.to_vec();
    for way in [ways & 7, ways >> 3 & 7] {
        wrapped = wrap(way, &wrapped);
    }
    let detector = Detector::default();
    let _ = detector.inspect(&wrapped, Place::Query, Kind::Undeclared);
    let attack = wrap(ways & 3, b"'; drop table people; --");
    assert!(detector.inspect(&attack, Place::Query, Kind::Undeclared).is_some());
});

fn wrap(way: u8, value: &[u8]) -> Vec<u8> {
    let each = |one: fn(u8) -> String| value.iter().map(|byte| one(*byte)).collect::<String>().into_bytes();
    match way {
        0 => each(|byte| format!("%{byte:02x}")),
        1 => each(|byte| format!("%25{byte:02X}")),
        2 => each(|byte| format!("&#{byte};")),
        3 => each(|byte| format!("\\u00{byte:02x}")),
        4 => each(|byte| format!("%u00{byte:02x}")),
        5 => [b"{\"a\":\"", value, b"\"}"].concat(),
        6 => [b"<?xml version='1.0'?><a b='", value, b"'>", value, b"</a>"].concat(),
        _ => value.to_vec(),
    }
}
