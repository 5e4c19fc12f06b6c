//! The gazetteer: unpacked once, then read in place. Knows what is known of each place; leaves the form of the file to
//! `packed`, names and asking to `index` and `search`.

use std::sync::LazyLock;

use kernel::locale::Country;

use crate::index::Index;
use crate::narrowing::Areas;
use crate::packed::{Columns, PARTS_OF_DEGREE, Unpacked};
use crate::{PlaceError, Zone};

static PACKED: &[u8] = include_bytes!("../data/places.bin");
static GAZETTEER: LazyLock<Result<Gazetteer, PlaceError>> = LazyLock::new(|| Gazetteer::unpack(PACKED));

/// Everything that is known, ready to be asked.
pub(crate) struct Gazetteer {
    pub(crate) source: String,
    names: String,
    /// By population, the largest first; the number of a place here is its rank.
    places: Vec<Record>,
    pub(crate) countries: Vec<CountryRecord>,
    pub(crate) regions: Vec<RegionRecord>,
    zones: Vec<Zone>,
    pub(crate) index: Index,
    pub(crate) areas: Areas,
}

struct Record {
    name: (u32, u32),
    population: u32,
    latitude: u32,
    longitude: u32,
    zone: u16,
    region: u16,
}

pub(crate) struct CountryRecord {
    pub(crate) code: Country,
    pub(crate) name: String,
    pub(crate) other_names: Vec<String>,
}

pub(crate) struct RegionRecord {
    pub(crate) country: u16,
    pub(crate) code: String,
    pub(crate) name: String,
}

/// A place of the gazetteer. Cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// Its name as GeoNames writes it, in Latin letters.
    pub name: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: Country,
    /// The country's English name.
    pub country_name: &'static str,
    /// The state, province or county of the first order, in English where GeoNames has it; empty if unknown.
    pub region: &'static str,
    /// Its code in GeoNames: that of the post in the United States, a number in many countries; empty if unknown.
    pub region_code: &'static str,
    /// Degrees, north positive.
    pub latitude: f64,
    /// Degrees, east positive.
    pub longitude: f64,
    /// Time zone.
    pub zone: Zone,
    /// People; 0 if unknown.
    pub population: u32,
}

impl Gazetteer {
    /// The gazetteer of this program, unpacked at the first call.
    pub(crate) fn get() -> Result<&'static Self, PlaceError> {
        GAZETTEER.as_ref().map_err(Clone::clone)
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn place(&'static self, rank: u32) -> Place {
        let record = &self.places[rank as usize];
        let region = &self.regions[usize::from(record.region)];
        let country = &self.countries[usize::from(region.country)];
        Place {
            name: &self.names[record.name.0 as usize..record.name.1 as usize],
            country: country.code,
            country_name: &country.name,
            region: &region.name,
            region_code: &region.code,
            latitude: (f64::from(record.latitude) - 90.0 * PARTS_OF_DEGREE) / PARTS_OF_DEGREE,
            longitude: (f64::from(record.longitude) - 180.0 * PARTS_OF_DEGREE) / PARTS_OF_DEGREE,
            zone: self.zones[usize::from(record.zone)],
            population: record.population,
        }
    }

    pub(crate) fn population(&self, rank: u32) -> u32 {
        self.places[rank as usize].population
    }

    pub(crate) fn region(&self, rank: u32) -> u16 {
        self.places[rank as usize].region
    }

    /// The number of the country that a place lies in.
    pub(crate) fn country(&self, rank: u32) -> u16 {
        self.regions[usize::from(self.region(rank))].country
    }

    /// The number of a country, if the gazetteer has it.
    pub(crate) fn find_country(&self, code: Country) -> Option<u16> {
        let at = self.countries.iter().position(|country| country.code == code)?;
        u16::try_from(at).ok()
    }

    fn unpack(packed: &[u8]) -> Result<Self, PlaceError> {
        let Unpacked { source, map, entries, names, columns, tables } = Unpacked::read(packed)?;
        let countries = each(&tables.countries, CountryRecord::read)?;
        let regions = each(&tables.regions, |words| RegionRecord::read(words, &countries))?;
        let zones = each(&tables.zones, |words| Zone::find(words.first()?).ok())?;
        let (places, ranks) = ranked(records(&names, &columns)?);
        let is_known = |record: &Record| {
            usize::from(record.zone) < zones.len() && usize::from(record.region) < regions.len()
        };
        if !places.iter().all(is_known) {
            return Err(PlaceError::Table("a place without zone or region"));
        }
        let country_of = |rank: u32| regions[usize::from(places[rank as usize].region)].country;
        let people: Vec<u32> = places.iter().map(|place| place.population).collect();
        let index = Index::new(map, &entries, &ranks, &people, countries.len(), country_of)?;
        let areas = Areas::new(&countries, &regions);
        Ok(Self { source, names, places, countries, regions, zones, index, areas })
    }
}

impl CountryRecord {
    fn read(words: &[String]) -> Option<Self> {
        let [code, name, other_names @ ..] = words else { return None };
        Some(Self { code: Country::parse(code)?, name: name.clone(), other_names: other_names.to_vec() })
    }
}

impl RegionRecord {
    fn read(words: &[String], countries: &[CountryRecord]) -> Option<Self> {
        let [country, code, name] = words else { return None };
        let country = Country::parse(country)?;
        let country = countries.iter().position(|record| record.code == country)?;
        Some(Self { country: u16::try_from(country).ok()?, code: code.clone(), name: name.clone() })
    }
}

fn each<T>(lines: &[Vec<String>], read: impl Fn(&[String]) -> Option<T>) -> Result<Vec<T>, PlaceError> {
    let read: Option<Vec<T>> = lines.iter().map(|words| read(words)).collect();
    read.ok_or(PlaceError::Table("a line of the tables"))
}

/// Places as they are packed.
fn records(names: &str, columns: &Columns) -> Result<Vec<Record>, PlaceError> {
    let narrow = |wide: u32| u16::try_from(wide).ok();
    let mut start = 0;
    let mut record = |(number, end)| {
        let name = (start, u32::try_from(end).ok()?);
        start = name.1 + 1;
        Some(Record {
            name,
            population: *columns.population.get(number)?,
            latitude: columns.latitude[number],
            longitude: columns.longitude[number],
            zone: narrow(columns.zone[number])?,
            region: narrow(columns.region[number])?,
        })
    };
    let ends = names.match_indices('\n').map(|(end, _)| end).enumerate();
    let records: Option<Vec<Record>> = ends.map(&mut record).collect();
    records
        .filter(|records| records.len() == columns.population.len())
        .ok_or(PlaceError::Table("as many names as places"))
}

/// The largest first and equal ones as they were packed, and the rank that each was given.
fn ranked(packed: Vec<Record>) -> (Vec<Record>, Vec<u32>) {
    let mut order: Vec<(u32, Record)> = (0..).zip(packed).collect();
    order.sort_by_key(|(_, record)| std::cmp::Reverse(record.population));
    let mut ranks = vec![0; order.len()];
    for (rank, (number, _)) in (0..).zip(&order) {
        ranks[*number as usize] = rank;
    }
    (order.into_iter().map(|(_, record)| record).collect(), ranks)
}

#[cfg(test)]
mod tests;
