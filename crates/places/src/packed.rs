//! The packed form of the gazetteer, as the bytes come. Knows its form, which `cargo xtask places` writes; knows nothing
//! of what the numbers mean.
//!
//! ```text
//! "MSPL", version u8 = 1, SHA-256 of all that follows
//! source    length u8, text
//! counts    u32 each: places, keys of the map, entries, countries, regions, zones
//! sections  five; each its length u32 unpacked and u32 packed, then the bytes, compressed (zlib)
//!   map      fst: folded name, or folded name from a later word on -> number of the key's first entry
//!   entries  three planes: four times the number of the place, two more where no name of its own fits the key, one
//!            more where no whole name does
//!   names    the places' own names, each ended by a line feed, in order of country, region, name
//!   columns  population (four planes), latitude (3), longitude (3), zone (2), region (2)
//!   tables   lines of words parted by tabs: countries (code, name, other names ...), regions (country, code, name),
//!            zones (name), as many as counted
//! ```
//!
//! Numbers are big-endian. A plane holds one byte of each number, the lowest plane first. Latitude is in
//! ten-thousandths of a degree from the south pole, longitude in ten-thousandths from -180 degrees.

use fst::Map;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use sha2::{Digest, Sha256};

use crate::PlaceError;

/// Magic of the packed file and the version of its form.
pub const MAGIC: &[u8; 5] = b"MSPL\x01";

/// Parts of a degree in which coordinates are kept: eleven metres.
pub const PARTS_OF_DEGREE: f64 = 10_000.0;

/// Largest section accepted, in bytes: several times what the gazetteer needs.
const LIMIT: usize = 16 << 20;

/// The gazetteer as it is packed, places in the order of the file.
pub(crate) struct Unpacked {
    pub(crate) source: String,
    pub(crate) map: Map<Vec<u8>>,
    pub(crate) entries: Vec<u32>,
    pub(crate) names: String,
    pub(crate) columns: Columns,
    pub(crate) tables: Tables,
}

/// What is known of each place, in numbers.
pub(crate) struct Columns {
    pub(crate) population: Vec<u32>,
    pub(crate) latitude: Vec<u32>,
    pub(crate) longitude: Vec<u32>,
    pub(crate) zone: Vec<u32>,
    pub(crate) region: Vec<u32>,
}

/// Lines of words.
pub(crate) struct Tables {
    pub(crate) countries: Vec<Vec<String>>,
    pub(crate) regions: Vec<Vec<String>>,
    pub(crate) zones: Vec<Vec<String>>,
}

impl Unpacked {
    pub(crate) fn read(packed: &[u8]) -> Result<Self, PlaceError> {
        let mut rest = Bytes(packed.strip_prefix(MAGIC).ok_or(PlaceError::Table("unknown form"))?);
        let checksum = rest.take(32)?;
        if Sha256::digest(rest.0)[..] != *checksum {
            return Err(PlaceError::Table("checksum"));
        }
        let length = usize::from(rest.take(1)?[0]);
        let source = text(rest.take(length)?.to_vec())?;
        let mut counts = [0; 6];
        for count in &mut counts {
            *count = rest.number()?;
        }
        let [places, keys, entries, countries, regions, zones] = counts;
        let map = Map::new(rest.section()?).map_err(|_| PlaceError::Table("the map of names"))?;
        let entries = Bytes(&rest.section()?).planes(3, entries)?;
        let names = text(rest.section()?)?;
        let columns = Columns::read(&mut Bytes(&rest.section()?), places)?;
        let tables = Tables::read(&text(rest.section()?)?, [countries, regions, zones])?;
        if map.len() == keys && rest.0.is_empty() {
            Ok(Self { source, map, entries, names, columns, tables })
        } else {
            Err(PlaceError::Table("counts"))
        }
    }
}

impl Columns {
    fn read(bytes: &mut Bytes, count: usize) -> Result<Self, PlaceError> {
        Ok(Self {
            population: bytes.planes(4, count)?,
            latitude: bytes.planes(3, count)?,
            longitude: bytes.planes(3, count)?,
            zone: bytes.planes(2, count)?,
            region: bytes.planes(2, count)?,
        })
    }
}

impl Tables {
    fn read(text: &str, counts: [usize; 3]) -> Result<Self, PlaceError> {
        let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect());
        let [countries, regions, zones] = counts.map(|count| lines.by_ref().take(count).collect::<Vec<_>>());
        if [countries.len(), regions.len(), zones.len()] == counts && lines.next().is_none() {
            Ok(Self { countries, regions, zones })
        } else {
            Err(PlaceError::Table("lines of the tables"))
        }
    }
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], PlaceError> {
        let (head, rest) = self.0.split_at_checked(length).ok_or(PlaceError::Table("too short"))?;
        self.0 = rest;
        Ok(head)
    }

    fn number(&mut self) -> Result<usize, PlaceError> {
        Ok(self.take(4)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    fn section(&mut self) -> Result<Vec<u8>, PlaceError> {
        let (unpacked, packed) = (self.number()?, self.number()?);
        let section = decompress_to_vec_zlib_with_limit(self.take(packed)?, unpacked.min(LIMIT))
            .map_err(|_| PlaceError::Table("compressed data"))?;
        if section.len() == unpacked { Ok(section) } else { Err(PlaceError::Table("length of a section")) }
    }

    fn planes(&mut self, width: usize, count: usize) -> Result<Vec<u32>, PlaceError> {
        let mut numbers = vec![0; count];
        for plane in 0..width {
            for (number, byte) in numbers.iter_mut().zip(self.take(count)?) {
                *number |= u32::from(*byte) << (8 * plane);
            }
        }
        Ok(numbers)
    }
}

fn text(bytes: Vec<u8>) -> Result<String, PlaceError> {
    String::from_utf8(bytes).map_err(|_| PlaceError::Table("a name is not text"))
}
