//! The packed tz database: unpacked once, looked up by name. Knows the file's form, which `cargo xtask tz` writes;
//! knows nothing of dates.
//!
//! ```text
//! "MSTZ", version u8 = 1, length u8, tz release, SHA-256 of release and body, body compressed (zlib)
//! body   count u16, names in order without regard to case: length u8, name, zone u16, file u16
//!        count u16, TZif files: length u16, bytes
//! ```
//!
//! Numbers are big-endian. `zone` is the position of the name that this one stands for (itself, if it is no
//! alias), `file` the position of its `TZif` file; zones with one history share a file.

use std::sync::{LazyLock, OnceLock};

use jiff::tz::TimeZone;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use sha2::{Digest, Sha256};

use crate::LocalTimeError;

static PACKED: &[u8] = include_bytes!("../data/zones.bin");
static TABLE: LazyLock<Result<Table, LocalTimeError>> = LazyLock::new(|| Table::unpack(PACKED));

/// Largest body accepted, in bytes: several times what the database needs.
const LIMIT: usize = 4 << 20;

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) release: &'static str,
    entries: Vec<Entry>,
    files: Vec<File>,
}

/// One name: a zone or an alias.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    zone: usize,
    file: usize,
}

#[derive(Debug)]
struct File {
    bytes: Vec<u8>,
    rules: OnceLock<TimeZone>,
}

impl Table {
    /// The table of this program, unpacked at the first call.
    pub(crate) fn get() -> Result<&'static Self, LocalTimeError> {
        TABLE.as_ref().map_err(Clone::clone)
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of this name, in any mixture of case.
    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        let wanted = name.to_ascii_lowercase();
        let place = self.entries.binary_search_by_key(&wanted, |entry| entry.name.to_ascii_lowercase());
        place.ok().map(|i| &self.entries[i])
    }

    /// The name of the zone that the entry stands for.
    pub(crate) fn zone_of(&self, entry: &Entry) -> &'static str {
        self.entries[entry.zone].name
    }

    /// The rules of the entry's zone, read from its file at the first call.
    pub(crate) fn rules(&self, entry: &Entry) -> Result<&TimeZone, LocalTimeError> {
        let file = &self.files[entry.file];
        if let Some(rules) = file.rules.get() {
            return Ok(rules);
        }
        let rules = TimeZone::tzif(self.zone_of(entry), &file.bytes);
        let rules = rules.map_err(|_| LocalTimeError::Table("a zone's rules cannot be read"))?;
        Ok(file.rules.get_or_init(|| rules))
    }

    fn unpack(packed: &'static [u8]) -> Result<Self, LocalTimeError> {
        let mut header = Cursor(packed);
        if header.take(5)? != b"MSTZ\x01" {
            return Err(LocalTimeError::Table("unknown form"));
        }
        let length = header.byte()?;
        let release = text(header.take(length)?)?;
        let checksum = header.take(32)?;
        let body = decompress_to_vec_zlib_with_limit(header.0, LIMIT)
            .map_err(|_| LocalTimeError::Table("compressed data"))?;
        if Sha256::new().chain_update(release).chain_update(&body).finalize()[..] != *checksum {
            return Err(LocalTimeError::Table("checksum"));
        }
        Self::read(release, &body)
    }

    fn read(release: &'static str, body: &[u8]) -> Result<Self, LocalTimeError> {
        let mut body = Cursor(body);
        let entries = (0..body.short()?).map(|_| body.entry()).collect::<Result<Vec<_>, _>>()?;
        let files = (0..body.short()?).map(|_| body.file()).collect::<Result<Vec<_>, _>>()?;
        if entries.iter().any(|entry| entry.zone >= entries.len() || entry.file >= files.len()) {
            return Err(LocalTimeError::Table("a name without a zone"));
        }
        Ok(Self { release, entries, files })
    }
}

/// What is left to read.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], LocalTimeError> {
        let (head, rest) = self.0.split_at_checked(length).ok_or(LocalTimeError::Table("too short"))?;
        self.0 = rest;
        Ok(head)
    }

    fn byte(&mut self) -> Result<usize, LocalTimeError> {
        Ok(usize::from(self.take(1)?[0]))
    }

    fn short(&mut self) -> Result<usize, LocalTimeError> {
        Ok(self.byte()? << 8 | self.byte()?)
    }

    fn entry(&mut self) -> Result<Entry, LocalTimeError> {
        let length = self.byte()?;
        // The table lives as long as the program and its names are handed out, so that they are never freed.
        let name = text(self.take(length)?.to_vec().leak())?;
        Ok(Entry { name, zone: self.short()?, file: self.short()? })
    }

    fn file(&mut self) -> Result<File, LocalTimeError> {
        let length = self.short()?;
        Ok(File { bytes: self.take(length)?.to_vec(), rules: OnceLock::new() })
    }
}

fn text(bytes: &[u8]) -> Result<&str, LocalTimeError> {
    str::from_utf8(bytes).map_err(|_| LocalTimeError::Table("a name is not text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_rules_and_every_zone_to_itself() {
        let table = Table::get().unwrap();
        assert!(table.entries().len() > 590);
        for entry in table.entries() {
            table.rules(entry).unwrap();
            let zone = table.find(table.zone_of(entry)).unwrap();
            assert_eq!(table.zone_of(zone), zone.name);
            assert_eq!(table.find(entry.name).unwrap().name, entry.name);
        }
    }

    #[test]
    fn a_damaged_byte_is_noticed_wherever_it_is() {
        for place in (0..48).chain([PACKED.len() / 2, PACKED.len() - 1]) {
            let mut damaged = PACKED.to_vec();
            damaged[place] ^= 1;
            let answer = Table::unpack(damaged.leak());
            assert!(matches!(answer, Err(LocalTimeError::Table(_))), "byte {place}");
        }
    }

    #[test]
    fn a_file_cut_short_is_noticed() {
        for length in [0, 3, 6, 30, 100, PACKED.len() - 1] {
            assert!(Table::unpack(&PACKED[..length]).is_err(), "length {length}");
        }
    }
}
