//! What follows a comma: the countries and regions that "Illinois", "US" or "Fra" may mean. Knows areas by number;
//! knows no places.

use crate::fold::fold;
use crate::gazetteer::{CountryRecord, RegionRecord};

/// Names and codes of countries and regions, folded and in order.
pub(crate) struct Areas {
    names: Vec<(String, Area)>,
    /// The country of each region.
    countries: Vec<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Area {
    Country(u16),
    Region(u16),
}

/// How much of an area's name is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// All of it.
    Whole,
    /// Its beginning: somebody is still typing.
    Begun,
}

/// Where a place may lie.
pub(crate) struct Narrowing {
    /// For each region, whether it may.
    regions: Vec<bool>,
    /// The countries of those regions, each once, in order.
    pub(crate) countries: Vec<u16>,
}

impl Areas {
    pub(crate) fn new(countries: &[CountryRecord], regions: &[RegionRecord]) -> Self {
        let mut names = Vec::new();
        for (number, country) in (0..).zip(countries) {
            let mut add = |name: &str| names.push((fold(name), Area::Country(number)));
            add(&country.code.to_string());
            add(&country.name);
            country.other_names.iter().for_each(|name| add(name));
        }
        for (number, region) in (0..).zip(regions) {
            names.extend([&region.code, &region.name].map(|name| (fold(name), Area::Region(number))));
        }
        names.retain(|(name, _)| !name.is_empty());
        names.sort_unstable();
        names.dedup();
        Self { names, countries: regions.iter().map(|region| region.country).collect() }
    }

    /// Where places may lie by every one of `parts`; nothing if a part names no area at all.
    pub(crate) fn narrow<'a>(
        &self,
        parts: impl Iterator<Item = &'a str>,
        writing: Writing,
    ) -> Option<Narrowing> {
        let mut regions = vec![true; self.countries.len()];
        for part in parts.map(fold).filter(|part| !part.is_empty()) {
            let named = self.named(&part, writing);
            if named.is_empty() {
                return None;
            }
            let mut accepted = vec![false; regions.len()];
            for (_, area) in named {
                self.accept(*area, &mut accepted);
            }
            regions.iter_mut().zip(accepted).for_each(|(region, accepted)| *region &= accepted);
        }
        Some(self.narrowing(regions))
    }

    /// The regions of one country.
    pub(crate) fn of_country(&self, country: Option<u16>) -> Narrowing {
        self.narrowing(self.countries.iter().map(|of| Some(*of) == country).collect())
    }

    /// The names that `part` may stand for; `D.C.` and `U.S.A.` are also tried as one word.
    fn named(&self, part: &str, writing: Writing) -> &[(String, Area)] {
        let found = self.run(part, writing);
        if found.is_empty() { self.run(&part.replace(' ', ""), writing) } else { found }
    }

    fn run(&self, part: &str, writing: Writing) -> &[(String, Area)] {
        let fits = |name: &str| match writing {
            Writing::Whole => name == part,
            Writing::Begun => name.starts_with(part),
        };
        let start = self.names.partition_point(|(name, _)| name.as_str() < part);
        let length = self.names[start..].partition_point(|(name, _)| fits(name));
        &self.names[start..start + length]
    }

    fn accept(&self, area: Area, accepted: &mut [bool]) {
        match area {
            Area::Region(region) => accepted[usize::from(region)] = true,
            // Regions are in order of their countries.
            Area::Country(country) => {
                let start = self.countries.partition_point(|of| *of < country);
                let end = self.countries.partition_point(|of| *of <= country);
                accepted[start..end].fill(true);
            }
        }
    }

    fn narrowing(&self, regions: Vec<bool>) -> Narrowing {
        let accepted = self.countries.iter().zip(&regions).filter(|(_, accepted)| **accepted);
        let mut countries: Vec<u16> = accepted.map(|(country, _)| *country).collect();
        countries.dedup();
        Narrowing { regions, countries }
    }
}

impl Narrowing {
    pub(crate) fn accepts(&self, region: u16) -> bool {
        self.regions[usize::from(region)]
    }

    /// Only what both accept.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.regions.iter_mut().zip(&other.regions).for_each(|(region, other)| *region &= other);
        self.countries.retain(|country| other.countries.contains(country));
        self
    }
}
