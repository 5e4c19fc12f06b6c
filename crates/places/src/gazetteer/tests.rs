//! The committed gazetteer: whole, true to its own header, and fit for the zones.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::fold::fold;
use crate::packed::MAGIC;
use crate::places;

fn header(number: usize) -> usize {
    let start = MAGIC.len() + 32;
    let at = start + 1 + usize::from(PACKED[start]) + 4 * number;
    u32::from_be_bytes(PACKED[at..at + 4].try_into().unwrap()) as usize
}

#[test]
fn the_header_counts_what_is_there() {
    let all: Vec<Place> = places().unwrap().collect();
    let countries: BTreeSet<String> = all.iter().map(|place| place.country.to_string()).collect();
    let regions: BTreeSet<(String, &str)> =
        all.iter().map(|place| (place.country.to_string(), place.region_code)).collect();
    let zones: BTreeSet<&str> = all.iter().map(|place| place.zone.name()).collect();
    let unpacked = Unpacked::read(PACKED).unwrap();
    let keys = unpacked.map.stream().into_str_keys().unwrap();
    let counted =
        [all.len(), keys.len(), unpacked.entries.len(), countries.len(), regions.len(), zones.len()];
    assert_eq!(counted, [0, 1, 2, 3, 4, 5].map(header));
    assert!(all.len() > 69_000 && countries.len() > 240);
    assert!(Gazetteer::get().unwrap().source.contains("GeoNames, CC BY 4.0"));
}

#[test]
fn every_zone_has_rules_and_every_coordinate_is_on_the_globe() {
    for place in places().unwrap() {
        assert!(place.zone.rules().is_ok(), "{place:?}");
        assert!((-90.0..=90.0).contains(&place.latitude), "{place:?}");
        assert!((-180.0..=180.0).contains(&place.longitude), "{place:?}");
        assert!(!place.name.trim().is_empty() && place.name.trim() == place.name, "{place:?}");
        assert!(!place.country_name.is_empty());
    }
}

/// A birth before standard time takes the longitude of the place, which must fit its zone.
#[test]
fn every_longitude_fits_its_zone() {
    for place in places().unwrap() {
        let local = crate::LocalTime {
            date: jiff::civil::date(1830, 6, 15),
            time: Some(jiff::civil::time(12, 0, 0, 0)),
            fold: Some(crate::Fold::Earlier),
            longitude: Some(place.longitude),
        };
        assert!(crate::resolve(place.zone, &local).is_ok(), "{place:?}");
    }
}

#[test]
fn no_place_is_there_twice() {
    let mut groups: BTreeMap<(String, &str, String), Vec<Place>> = BTreeMap::new();
    for place in places().unwrap() {
        let key = (place.country.to_string(), place.region_code, fold(place.name));
        groups.entry(key).or_default().push(place);
    }
    for (key, group) in groups {
        for (a, b) in group.iter().enumerate().flat_map(|(n, a)| group[..n].iter().map(move |b| (a, b))) {
            let apart = (a.latitude - b.latitude).abs().max((a.longitude - b.longitude).abs());
            assert!(apart > 0.099, "{key:?}");
        }
    }
}

#[test]
fn places_are_where_they_are() {
    let cases = [
        ("Amsterdam", "NL", "North Holland", 52.374, 4.89, "Europe/Amsterdam"),
        ("Nuuk", "GL", "Sermersooq", 64.183, -51.722, "America/Nuuk"),
        ("Sydney", "AU", "New South Wales", -33.868, 151.207, "Australia/Sydney"),
        ("Ushuaia", "AR", "Tierra del Fuego", -54.801, -68.303, "America/Argentina/Ushuaia"),
        ("Suva", "FJ", "Central", -18.142, 178.442, "Pacific/Fiji"),
    ];
    for (name, country, region, latitude, longitude, zone) in cases {
        let country = Country::parse(country).unwrap();
        let place = places().unwrap().find(|place| place.name == name && place.country == country).unwrap();
        assert_eq!((place.region, place.zone.name()), (region, zone));
        assert!(
            (place.latitude - latitude).abs() < 0.02 && (place.longitude - longitude).abs() < 0.02,
            "{place:?}"
        );
    }
}

#[test]
fn a_damaged_byte_is_noticed_wherever_it_is() {
    for place in (0..60).step_by(3).chain((1..20).map(|n| PACKED.len() * n / 20)).chain([PACKED.len() - 1]) {
        let mut damaged = PACKED.to_vec();
        damaged[place] ^= 1;
        assert!(matches!(Gazetteer::unpack(&damaged), Err(PlaceError::Table(_))), "byte {place}");
    }
}

#[test]
fn a_file_cut_short_is_noticed() {
    for length in [0, 3, 6, 37, 100, 1_000, PACKED.len() - 1] {
        assert!(Gazetteer::unpack(&PACKED[..length]).is_err(), "length {length}");
    }
}
