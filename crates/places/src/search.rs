//! Places by name: the answers to what somebody types, and the one place that somebody meant. Knows the order of
//! answers; leaves finding them fast to `index`.
//!
//! # Which places are found
//! A place has its own name and, if it is one of the 3,000 largest, names in other languages. All are folded
//! ([`crate::fold`]), and so is what is asked. It is found if one of its names begins with what is asked, or if its
//! own name does from a later word on: `york` finds New York. (Other names count from a later word on only if they
//! are not in Latin letters.)
//!
//! What follows a comma narrows: every such part must begin the name or be the code of the place's country or region
//! (`Paris, US`, `Springfield, Illinois, USA`). If a part is no country and no region, the comma is taken for a part
//! of the name.
//!
//! # Their order
//! 1. Whole names before beginnings and later words.
//! 2. Places in the country given before all others.
//! 3. The more people, the earlier; if the beginning is that of a name in another language only, a tenth of them.
//! 4. Equal numbers: own names before others, then by code of country, code of region, folded name.

use kernel::locale::Country;

use crate::fold::fold;
use crate::gazetteer::{Gazetteer, Place};
use crate::index::Best;
use crate::narrowing::{Narrowing, Writing};

/// Most places in an answer, however many are asked for.
pub const MOST: usize = 100;

/// Candidates that an error lists.
const CANDIDATES: usize = 10;

/// How much larger than the next place of its name one must be to be meant by the name alone.
const CLEARLY: u32 = 10;

/// Why a name was not turned into one place, or none could be looked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// Several places have this name and none stands out.
    #[error("several places are called {name:?}: {}", list(.candidates))]
    Ambiguous {
        /// The name that was asked for.
        name: String,
        /// The largest of them, in order; two to ten.
        candidates: Vec<Place>,
    },
    /// No place of the gazetteer has this name, there.
    #[error("no place is called {name:?}{}", suggestion(.near))]
    NotFound {
        /// The name that was asked for.
        name: String,
        /// Places whose names begin like it; up to ten.
        near: Vec<Place>,
    },
    /// The packed gazetteer is damaged, so that the program itself is.
    #[error("the packed gazetteer is damaged: {0}")]
    Table(&'static str),
}

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Found {
    /// It.
    pub place: Place,
    /// Whether the whole of one of its names was asked for.
    pub is_whole_name: bool,
}

/// The places that `query` may mean, the likeliest first, up to `limit` and never more than [`MOST`]. Those in
/// `country` come before their like elsewhere.
///
/// # Errors
/// [`PlaceError::Table`] only.
///
/// ```
/// use kernel::locale::Country;
///
/// let names = |query, country| -> Result<Vec<String>, places::PlaceError> {
///     let found = places::search(query, country, 2)?;
///     Ok(found.iter().map(|f| format!("{}, {}", f.place.name, f.place.region)).collect())
/// };
/// assert_eq!(names("münch", None)?[0], "Munich, Bavaria");
/// assert_eq!(names("paris", Country::parse("US"))?[0], "Paris, Texas");
/// assert_eq!(names("Springfield, Illinois", None)?[0], "Springfield, Illinois");
/// # Ok::<(), places::PlaceError>(())
/// ```
pub fn search(query: &str, country: Option<Country>, limit: usize) -> Result<Vec<Found>, PlaceError> {
    let gazetteer = Gazetteer::get()?;
    let asked = Asked::read(gazetteer, query, Writing::Begun);
    let hint = country.and_then(|code| gazetteer.find_country(code));
    let ranks = asked.ranks(gazetteer, hint, limit.min(MOST));
    let found = |(rank, is_whole_name)| Found { place: gazetteer.place(rank), is_whole_name };
    Ok(ranks.into_iter().map(found).collect())
}

/// The one place that is meant by its whole name: the only one, or one with at least ten times as many people as the
/// next of that name. Only places in `country` are looked at, if it is given. After a comma the whole name or code of
/// a country or region is expected.
///
/// # Errors
/// [`PlaceError::Ambiguous`] and [`PlaceError::NotFound`], each with candidates to choose from.
///
/// ```
/// use places::{PlaceError, by_name};
///
/// assert_eq!(by_name("Wien", None)?.name, "Vienna");
/// assert_eq!(by_name("Paris", None)?.country_name, "France");
/// assert_eq!(by_name("Paris, TX", None)?.region, "Texas");
/// assert!(matches!(by_name("Springfield", None), Err(PlaceError::Ambiguous { .. })));
/// # Ok::<(), PlaceError>(())
/// ```
pub fn by_name(name: &str, country: Option<Country>) -> Result<Place, PlaceError> {
    let gazetteer = Gazetteer::get()?;
    let mut asked = Asked::read(gazetteer, name, Writing::Whole);
    if let Some(code) = country {
        let there = gazetteer.areas.of_country(gazetteer.find_country(code));
        asked.narrowing = Some(match asked.narrowing.take() {
            Some(narrowing) => narrowing.and(&there),
            None => there,
        });
    }
    let mut ranks = asked.ranks(gazetteer, None, CANDIDATES);
    ranks.retain(|(_, is_whole_name)| *is_whole_name);
    let place = |(rank, _): &(u32, bool)| gazetteer.place(*rank);
    let people = |at: usize| ranks.get(at).map_or(0, |(rank, _)| gazetteer.population(*rank));
    let stands_out = ranks.len() == 1 || people(0) / CLEARLY >= people(1).max(1);
    match ranks.first() {
        Some(first) if stands_out => Ok(place(first)),
        Some(_) => Err(PlaceError::Ambiguous {
            name: shortened(name),
            candidates: ranks.iter().map(place).collect(),
        }),
        None => {
            let near = search(name, country, CANDIDATES)?.into_iter().map(|found| found.place).collect();
            Err(PlaceError::NotFound { name: shortened(name), near })
        }
    }
}

/// Every place, the largest first.
///
/// # Errors
/// [`PlaceError::Table`] only.
pub fn places() -> Result<impl ExactSizeIterator<Item = Place>, PlaceError> {
    let gazetteer = Gazetteer::get()?;
    let count = u32::try_from(gazetteer.len()).map_err(|_| PlaceError::Table("counts"))?;
    Ok((0..count).map(|rank| gazetteer.place(rank)))
}

/// Where the gazetteer comes from, to be named wherever its places are shown.
///
/// # Errors
/// [`PlaceError::Table`] only.
pub fn gazetteer_source() -> Result<&'static str, PlaceError> {
    Ok(&Gazetteer::get()?.source)
}

/// What is asked for.
struct Asked {
    /// Folded.
    name: String,
    narrowing: Option<Narrowing>,
}

impl Asked {
    fn read(gazetteer: &Gazetteer, query: &str, writing: Writing) -> Self {
        let query = shortened(query);
        if let Some((name, rest)) = query.split_once(',')
            && let Some(narrowing) = gazetteer.areas.narrow(rest.split(','), writing)
        {
            return Self { name: fold(name), narrowing: Some(narrowing) };
        }
        Self { name: fold(&query), narrowing: None }
    }

    /// Ranks of the places asked for, in the order of answers, and whether the whole name was given.
    fn ranks(&self, gazetteer: &Gazetteer, hint: Option<u16>, limit: usize) -> Vec<(u32, bool)> {
        if self.name.is_empty() {
            return Vec::new();
        }
        let runs = gazetteer.index.runs(&self.name);
        let is_there = |rank| self.narrowing.as_ref().is_none_or(|n| n.accepts(gazetteer.region(rank)));
        let is_hinted = |rank| Some(gazetteer.country(rank)) == hint;
        let mut whole: Vec<u32> =
            gazetteer.index.whole_names_in(runs.equal).filter(|rank| is_there(*rank)).collect();
        whole.sort_unstable_by_key(|rank| (!is_hinted(*rank), *rank));
        whole.truncate(limit);

        let is_new = |rank: u32| is_there(rank) && !whole.contains(&rank);
        let mut hinted = Best::new(limit - whole.len());
        if let Some(country) = hint {
            gazetteer.index.offer_in(country, &runs.beginning, is_new, &mut hinted);
        }
        let mut others = Best::new(limit - whole.len() - hinted.ranks().count());
        let is_other = |rank: u32| is_new(rank) && !is_hinted(rank);
        match &self.narrowing {
            None => gazetteer.index.offer(runs.beginning, is_other, &mut others),
            Some(narrowing) => {
                for country in &narrowing.countries {
                    gazetteer.index.offer_in(*country, &runs.beginning, is_other, &mut others);
                }
            }
        }
        let begun = hinted.ranks().chain(others.ranks()).map(|rank| (rank, false));
        whole.iter().map(|rank| (*rank, true)).chain(begun).collect()
    }
}

/// As much as is looked at.
fn shortened(text: &str) -> String {
    text.chars().take(crate::fold::LONGEST).collect()
}

fn list(places: &[Place]) -> String {
    let texts: Vec<String> =
        places.iter().map(|place| format!("{} ({}, {})", place.name, place.region, place.country)).collect();
    texts.join(", ")
}

fn suggestion(near: &[Place]) -> String {
    if near.is_empty() { String::new() } else { format!("; near it are {}", list(near)) }
}

#[cfg(test)]
mod tests;
