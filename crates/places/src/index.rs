//! Which places have a name, or a later word of it, that begins with some letters: the best of them, exactly and
//! without walking them all. Knows places by rank and countries by number only; compares no text beyond the map.
//!
//! All names that begin alike stand in one run of entries. The best of a run have the smallest scores, and a block of
//! entries whose least is worse than what is already held is passed over.

use std::ops::Range;

use fst::{IntoStreamer, Map, Streamer};

use crate::PlaceError;
use crate::score::Scores;

/// Entries in a block.
const BLOCK: usize = 64;

/// A place under one of its names: twice the score of that, and one more if no whole name is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry(u32);

impl Entry {
    fn score(self) -> u32 {
        self.0 >> 1
    }

    fn is_whole_name(self) -> bool {
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
    scores: Scores,
}

/// Runs of entries.
pub(crate) struct Runs {
    /// Those of the very name.
    pub(crate) equal: Range<usize>,
    /// Those of all names that begin with it, itself included.
    pub(crate) beginning: Range<usize>,
}

impl Index {
    /// An index over packed entries, in which places have the numbers of the file. `people` are by rank.
    pub(crate) fn new(
        map: Map<Vec<u8>>,
        packed: &[u32],
        ranks: &[u32],
        people: &[u32],
        countries: usize,
        country_of: impl Fn(u32) -> u16,
    ) -> Result<Self, PlaceError> {
        let rank =
            |entry: u32| ranks.get((entry >> 2) as usize).map(|rank| (*rank, entry & 2 == 0, entry & 1));
        let ranked: Option<Vec<(u32, bool, u32)>> = packed.iter().map(|entry| rank(*entry)).collect();
        let ranked = ranked.ok_or(PlaceError::Table("an entry without a place"))?;
        let known_abroad = ranked.iter().filter(|(_, is_own, _)| !is_own).map(|(rank, ..)| *rank);
        let scores = Scores::new(people, known_abroad);
        let entry = |(rank, is_own, later): &(u32, bool, u32)| Entry(scores.of(*rank, *is_own) << 1 | later);
        let entries: Vec<Entry> = ranked.iter().map(entry).collect();
        let least = entries.chunks(BLOCK).filter_map(|block| block.iter().min()).copied().collect();
        let mut by_country = vec![Vec::new(); countries];
        for ((at, entry), (rank, ..)) in (0..).zip(&entries).zip(&ranked) {
            by_country[usize::from(country_of(*rank))].push((at, *entry));
        }
        Ok(Self { map, entries, least, by_country, scores })
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

    /// Ranks of the places that have a whole name in a run.
    pub(crate) fn whole_names_in(&self, run: Range<usize>) -> impl Iterator<Item = u32> {
        let whole = self.entries[run].iter().filter(|entry| entry.is_whole_name());
        whole.map(|entry| self.scores.rank(entry.score()))
    }

    /// Offers the places of a run that are wanted.
    pub(crate) fn offer(&self, run: Range<usize>, wanted: impl Fn(u32) -> bool, best: &mut Best) {
        let mut at = run.start;
        while at < run.end {
            let end = (at / BLOCK * BLOCK + BLOCK).min(run.end);
            if best.may_take(self.least[at / BLOCK].score()) {
                self.entries[at..end].iter().for_each(|entry| self.offer_one(*entry, &wanted, best));
            }
            at = end;
        }
    }

    /// Offers the places of a run that lie in one country and are wanted.
    pub(crate) fn offer_in(
        &self,
        country: u16,
        run: &Range<usize>,
        wanted: impl Fn(u32) -> bool,
        best: &mut Best,
    ) {
        let all = &self.by_country[usize::from(country)];
        let place = |end: usize| all.partition_point(|(at, _)| (*at as usize) < end);
        let run = &all[place(run.start)..place(run.end)];
        for (_, entry) in run {
            self.offer_one(*entry, &wanted, best);
        }
    }

    fn offer_one(&self, entry: Entry, wanted: impl Fn(u32) -> bool, best: &mut Best) {
        let score = entry.score();
        if best.may_take(score) {
            let rank = self.scores.rank(score);
            if wanted(rank) {
                best.take(score, rank);
            }
        }
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
            names.extend(self.whole_names_in(*start..end).map(|rank| (key.clone(), rank)));
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

/// The best places so far, each once, with their scores.
pub(crate) struct Best {
    held: Vec<(u32, u32)>,
    limit: usize,
}

impl Best {
    pub(crate) fn new(limit: usize) -> Self {
        Self { held: Vec::with_capacity(limit + 1), limit }
    }

    /// Their ranks.
    pub(crate) fn ranks(&self) -> impl Iterator<Item = u32> {
        self.held.iter().map(|(_, rank)| *rank)
    }

    fn may_take(&self, score: u32) -> bool {
        self.held.len() < self.limit || self.held.last().is_some_and(|(worst, _)| score < *worst)
    }

    /// Takes a place that may be taken; one that is held keeps the better of its scores.
    fn take(&mut self, score: u32, rank: u32) {
        if let Some(at) = self.held.iter().position(|(_, held)| *held == rank) {
            if self.held[at].0 <= score {
                return;
            }
            self.held.remove(at);
        }
        let at = self.held.partition_point(|(held, _)| *held < score);
        self.held.insert(at, (score, rank));
        self.held.truncate(self.limit);
    }
}
