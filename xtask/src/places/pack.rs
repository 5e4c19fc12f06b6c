//! Writes the packed gazetteer, as `places::gazetteer` describes it. Knows its form; every place it is given goes in.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use fst::MapBuilder;
use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest, Sha256};

use ::places::{
    Zone,
    fold::{forms, tails},
    packed::{MAGIC, PARTS_OF_DEGREE},
};

use super::source::{City, NAME, Source};

/// The packed form.
pub(crate) struct Packed {
    pub(crate) bytes: Vec<u8>,
    /// Counts and sizes.
    pub(crate) report: String,
}

/// Codes and names in the order in which columns count them.
struct Tables<'a> {
    countries: Vec<&'a str>,
    regions: Vec<(&'a str, &'a str)>,
    zones: Vec<&'a str>,
}

/// Packs places that are in order of country and region.
pub(crate) fn pack(source: &Source) -> Result<Packed, String> {
    let tables = Tables::of(&source.cities);
    let keys = keys(&source.cities)?;
    let (map, entries) = map(&keys)?;
    let sections = [
        ("map", map),
        ("entries", planes(&entries, 3)),
        (
            "names",
            source.cities.iter().flat_map(|city| [city.name.as_str(), "\n"]).collect::<String>().into(),
        ),
        ("columns", columns(&source.cities, &tables)?),
        ("tables", tables.write(source)?.into()),
    ];
    let counts = [
        source.cities.len(),
        keys.len(),
        entries.len(),
        tables.countries.len(),
        tables.regions.len(),
        tables.zones.len(),
    ];
    let mut report = format!("places, keys, entries, countries, regions, zones: {counts:?}");
    let mut rest = vec![u8::try_from(NAME.len()).map_err(|e| e.to_string())?];
    rest.extend(NAME.as_bytes());
    for count in counts {
        rest.extend(number(count)?);
    }
    for (name, section) in sections {
        let packed = compress_to_vec_zlib(&section, 10);
        let _ = write!(report, "\n  {name:<8}{:>9} bytes, {:>9} packed", section.len(), packed.len());
        rest.extend(number(section.len())?);
        rest.extend(number(packed.len())?);
        rest.extend(packed);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend(Sha256::digest(&rest));
    bytes.extend(rest);
    let _ = write!(report, "\n  file    {:>9} bytes", bytes.len());
    Ok(Packed { bytes, report })
}

/// For each folded name, and each later word on, the places of that name.
type Keys = BTreeMap<String, BTreeMap<u32, Kind>>;

/// What a key is to a place.
#[derive(Default)]
struct Kind {
    is_own: bool,
    is_whole: bool,
}

fn keys(cities: &[City]) -> Result<Keys, String> {
    let mut keys = Keys::new();
    for (number, city) in (0..).zip(cities) {
        let own = forms(&city.name);
        if own.is_empty() {
            return Err(format!("{:?} has no letter", city.name));
        }
        let own = own.into_iter().map(|form| (form, true));
        let other = city.other_names.iter().flat_map(|name| forms(name)).map(|form| (form, false));
        for (form, is_own) in own.chain(other) {
            for tail in tails(&form, is_own) {
                let kind = keys.entry(tail.to_owned()).or_default().entry(number).or_default();
                kind.is_own |= is_own;
                kind.is_whole |= tail.len() == form.len();
            }
        }
    }
    Ok(keys)
}

/// The map of names to their first entries, and all entries.
fn map(keys: &Keys) -> Result<(Vec<u8>, Vec<u32>), String> {
    let mut entries = Vec::new();
    let mut map = MapBuilder::memory();
    for (key, places) in keys {
        map.insert(key, entries.len() as u64).map_err(|e| format!("{key}: {e}"))?;
        let entry = |(number, kind): (&u32, &Kind)| {
            number << 2 | u32::from(!kind.is_own) << 1 | u32::from(!kind.is_whole)
        };
        entries.extend(places.iter().map(entry));
    }
    Ok((map.into_inner().map_err(|e| e.to_string())?, entries))
}

impl<'a> Tables<'a> {
    fn of(cities: &'a [City]) -> Self {
        fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
            all.collect::<BTreeSet<_>>().into_iter().collect()
        }
        Self {
            countries: distinct(cities.iter().map(|city| city.country.as_str())),
            regions: distinct(cities.iter().map(|city| (city.country.as_str(), city.region.as_str()))),
            zones: distinct(cities.iter().map(|city| city.zone.as_str())),
        }
    }

    fn write(&self, source: &Source) -> Result<String, String> {
        let mut text = String::new();
        for code in &self.countries {
            let country = source.countries.iter().find(|country| country.code == *code);
            let country = country.ok_or_else(|| format!("{code}: no such country"))?;
            let names = country.other_names.iter().flat_map(|name| ["\t", name]);
            text.extend([code, "\t", &country.name].into_iter().chain(names).chain(["\n"]));
        }
        let names: BTreeMap<&str, &str> =
            source.regions.iter().map(|region| (region.code.as_str(), region.name.as_str())).collect();
        for (country, code) in &self.regions {
            // A few codes have no name.
            let name = names.get(format!("{country}.{code}").as_str()).copied().unwrap_or_default();
            text.extend([country, "\t", code, "\t", name, "\n"]);
        }
        for zone in &self.zones {
            Zone::find(zone).map_err(|e| e.to_string())?;
            text.extend([zone, "\n"]);
        }
        Ok(text)
    }
}

fn columns(cities: &[City], tables: &Tables) -> Result<Vec<u8>, String> {
    let column = |width, of: &dyn Fn(&City) -> Option<u32>| {
        let numbers: Option<Vec<u32>> = cities.iter().map(of).collect();
        numbers.map(|numbers| planes(&numbers, width)).ok_or("a value is out of range")
    };
    let place = |found: Result<usize, usize>| found.ok().and_then(|at| u32::try_from(at).ok());
    let columns = [
        column(4, &|city| Some(city.population))?,
        column(3, &|city| parts(city.latitude, 90.0))?,
        column(3, &|city| parts(city.longitude, 180.0))?,
        column(2, &|city| place(tables.zones.binary_search(&city.zone.as_str())))?,
        column(2, &|city| {
            place(tables.regions.binary_search(&(city.country.as_str(), city.region.as_str())))
        })?,
    ];
    Ok(columns.concat())
}

/// Parts of a degree above the least one, if the value is in range.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole and between 0 and 3,600,000 after the test of its range"
)]
fn parts(degrees: f64, most: f64) -> Option<u32> {
    (-most..=most).contains(&degrees).then(|| ((degrees + most) * PARTS_OF_DEGREE).round() as u32)
}

/// The lowest byte of all numbers, then the next one of all.
fn planes(numbers: &[u32], width: usize) -> Vec<u8> {
    (0..width).flat_map(|plane| numbers.iter().map(move |number| number.to_le_bytes()[plane])).collect()
}

fn number(number: usize) -> Result<[u8; 4], String> {
    u32::try_from(number).map(u32::to_be_bytes).map_err(|e| format!("{number}: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_counted_from_the_least_and_checked() {
        assert_eq!(parts(-90.0, 90.0), Some(0));
        assert_eq!(parts(52.373_78, 90.0), Some(1_423_738));
        assert_eq!(parts(180.0, 180.0), Some(3_600_000));
        assert_eq!(parts(90.1, 90.0), None);
        assert_eq!(parts(f64::NAN, 90.0), None);
    }

    #[test]
    fn planes_take_numbers_apart_from_the_lowest_byte() {
        assert_eq!(planes(&[0x01_02_03, 0x0a_0b_0c], 3), [0x03, 0x0c, 0x02, 0x0b, 0x01, 0x0a]);
    }
}
