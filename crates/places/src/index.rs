//! Which places have a name, or a later word of it, that begins with some letters: the best of them, exactly and
//! without walking them all. Knows places by rank and countries by number only; compares no text beyond the map.
//!
//! All names that begin alike stand in one run of entries. Ranks are by population, so the best of a run are its
//! smallest numbers, and a block of entries whose least is worse than what is already held is passed over.

use std::ops::Range;

use fst::{IntoStreamer, Map, Streamer};

use crate::PlaceError;

/// Entries in a block.
const BLOCK: usize = 64;

/// A place under one of its names: twice its rank, and one more if the name is taken from a later word on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry(u32);

impl Entry {
    pub(crate) fn rank(self) -> u32 {
        self.0 >> 1
    }

    pub(crate) fn is_whole_name(self) -> bool {
        self.0 & 1 == 0
    }
}

pub(crate) struct Index {
    map: Map<Vec<u8>>,
    /// In order of their names.
    entries: Vec<Entry>,
    /// The least of each block of entries.
    least: Vec<Entry>,
    /// The same entries by country, each with its place in `entries`.
    by_country: Vec<Vec<(u32, Entry)>>,
}

/// Runs of entries.
pub(crate) struct Runs {
    /// Those of the very name.
    pub(crate) equal: Range<usize>,
    /// Those of all names that begin with it, itself included.
    pub(crate) beginning: Range<usize>,
}

impl Index {
    /// An index over packed entries, in which places have the numbers of the file.
    pub(crate) fn new(
        map: Map<Vec<u8>>,
        packed: &[u32],
        ranks: &[u32],
        countries: usize,
        country_of: impl Fn(u32) -> u16,
    ) -> Result<Self, PlaceError> {
        let rank = |entry: u32| ranks.get((entry >> 1) as usize).map(|rank| Entry(rank << 1 | entry & 1));
        let entries: Option<Vec<Entry>> = packed.iter().map(|entry| rank(*entry)).collect();
        let entries = entries.ok_or(PlaceError::Table("an entry without a place"))?;
        let least = entries.chunks(BLOCK).filter_map(|block| block.iter().min()).copied().collect();
        let mut by_country = vec![Vec::new(); countries];
        for (at, entry) in (0..).zip(&entries) {
            by_country[usize::from(country_of(entry.rank()))].push((at, *entry));
        }
        Ok(Self { map, entries, least, by_country })
    }

    /// Where the names stand that begin with `name`, which is folded and not empty.
    pub(crate) fn runs(&self, name: &str) -> Runs {
        let mut keys = self.map.range().ge(name).into_stream();
        let (first, is_equal) =
            keys.next().map_or((self.end(), false), |(key, at)| (at, key == name.as_bytes()));
        let second = if is_equal { keys.next().map_or(self.end(), |(_, at)| at) } else { first };
        let end = self.first_after(name);
        let run = |from: u64, to: u64| Self::at(from)..Self::at(to);
        Runs { equal: run(first, second), beginning: run(first, end) }
    }

    /// Offers the entries of a run that are wanted.
    pub(crate) fn offer(&self, run: Range<usize>, wanted: impl Fn(Entry) -> bool, best: &mut Best) {
        let mut at = run.start;
        while at < run.end {
            let end = (at / BLOCK * BLOCK + BLOCK).min(run.end);
            if best.may_take(self.least[at / BLOCK]) {
                self.entries[at..end]
                    .iter()
                    .filter(|entry| wanted(**entry))
                    .for_each(|entry| best.take(*entry));
            }
            at = end;
        }
    }

    /// Offers the entries of a run that lie in one country and are wanted.
    pub(crate) fn offer_in(
        &self,
        country: u16,
        run: Range<usize>,
        wanted: impl Fn(Entry) -> bool,
        best: &mut Best,
    ) {
        let all = &self.by_country[usize::from(country)];
        let place = |end: usize| all.partition_point(|(at, _)| (*at as usize) < end);
        let run = &all[place(run.start)..place(run.end)];
        run.iter().map(|(_, entry)| *entry).filter(|entry| wanted(*entry)).for_each(|entry| best.take(entry));
    }

    /// Every whole name, with the rank of each place that has it.
    #[cfg(test)]
    pub(crate) fn whole_names(&self) -> Vec<(String, u32)> {
        let (mut names, mut keys) = (Vec::new(), self.map.stream());
        let mut starts = Vec::new();
        while let Some((key, at)) = keys.next() {
            starts.push((String::from_utf8(key.to_vec()).unwrap(), Self::at(at)));
        }
        let ends = starts.iter().skip(1).map(|(_, at)| *at).chain([self.entries.len()]);
        for ((key, start), end) in starts.iter().zip(ends) {
            let whole = self.entries[*start..end].iter().filter(|entry| entry.is_whole_name());
            names.extend(whole.map(|entry| (key.clone(), entry.rank())));
        }
        names
    }

    /// The first entry of the first key that is greater than all keys that begin with `name`.
    fn first_after(&self, name: &str) -> u64 {
        let mut after = name.as_bytes().to_vec();
        // No byte of UTF-8 is the largest one, so that the last can always grow.
        if let Some(last) = after.last_mut() {
            *last += 1;
        }
        self.map.range().ge(after).into_stream().next().map_or(self.end(), |(_, at)| at)
    }

    fn end(&self) -> u64 {
        self.entries.len() as u64
    }

    fn at(number: u64) -> usize {
        usize::try_from(number).unwrap_or(usize::MAX)
    }
}

/// The best places so far, by rank, each once.
pub(crate) struct Best {
    ranks: Vec<u32>,
    limit: usize,
}

impl Best {
    pub(crate) fn new(limit: usize) -> Self {
        Self { ranks: Vec::with_capacity(limit + 1), limit }
    }

    pub(crate) fn ranks(self) -> Vec<u32> {
        self.ranks
    }

    fn may_take(&self, entry: Entry) -> bool {
        self.ranks.len() < self.limit || self.ranks.last().is_some_and(|worst| entry.rank() < *worst)
    }

    fn take(&mut self, entry: Entry) {
        if !self.may_take(entry) {
            return;
        }
        if let Err(place) = self.ranks.binary_search(&entry.rank()) {
            self.ranks.insert(place, entry.rank());
            self.ranks.truncate(self.limit);
        }
    }
}
