//! What people type, and an oracle: all places looked through, one after the other, by the definition.

use std::cmp::Reverse;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::fold::{forms, tails};

fn country(code: &str) -> Option<Country> {
    Country::parse(code)
}

fn first(query: &str, hint: &str) -> String {
    let found = search(query, country(hint), 1).unwrap();
    found.first().map_or(String::new(), |found| full(&found.place))
}

fn full(place: &Place) -> String {
    format!("{}, {}, {}", place.name, place.region, place.country)
}

#[test]
fn what_people_type_finds_what_they_mean() {
    let cases = [
        ("amst", "", "Amsterdam, North Holland, NL"),
        ("AMSTERDAM", "US", "Amsterdam, New York, US"),
        ("sao paulo", "", "São Paulo, São Paulo, BR"),
        ("são p", "", "São Paulo, São Paulo, BR"),
        ("san f", "", "San Francisco, California, US"),
        ("frank", "", "Frankfurt am Main, Hesse, DE"),
        ("münch", "", "Munich, Bavaria, DE"),
        ("kopenh", "", "Copenhagen, Capital Region, DK"),
        ("new", "", "New York City, New York, US"),
        ("los ang", "", "Los Angeles, California, US"),
        ("vegas", "US", "Las Vegas, Nevada, US"),
        ("kopenhagen", "", "Copenhagen, Capital Region, DK"),
        ("København", "", "Copenhagen, Capital Region, DK"),
        ("Mockba", "", ""),
        ("Москва", "", "Moscow, Moscow, RU"),
        ("петербург", "", "Saint Petersburg, St.-Petersburg, RU"),
        ("Αθήνα", "", "Athens, Attica, GR"),
        ("東京", "", "Tokyo, Tokyo, JP"),
        ("서울", "", "Seoul, Seoul, KR"),
        ("القاهرة", "", "Cairo, Cairo, EG"),
        ("תל אביב", "", "Tel Aviv, Tel Aviv, IL"),
        ("मुंबई", "", "Mumbai, Maharashtra, IN"),
        ("laquila", "", "L'Aquila, Abruzzo, IT"),
        ("l'aquila", "", "L'Aquila, Abruzzo, IT"),
        ("l aquila", "", "L'Aquila, Abruzzo, IT"),
        ("winston-salem", "", "Winston-Salem, North Carolina, US"),
        ("winston salem", "", "Winston-Salem, North Carolina, US"),
        ("Paris, US", "", "Paris, Texas, US"),
        ("Paris, TX", "", "Paris, Texas, US"),
        ("paris,usa", "", "Paris, Texas, US"),
        ("Paris, T", "", "Paris, Texas, US"),
        ("Paris,", "", "Paris, Île-de-France, FR"),
        ("Springfield, Illinois", "", "Springfield, Illinois, US"),
        ("Springfield, Illinois, USA", "", "Springfield, Illinois, US"),
        ("Springfield, IL", "", "Springfield, Illinois, US"),
        ("London, Ontario", "", "London, Ontario, CA"),
        ("Birmingham, UK", "US", "Birmingham, England, GB"),
        ("München, Deutschland", "", "Munich, Bavaria, DE"),
        ("Washington, D.C.", "", "Washington, District of Columbia, US"),
        ("Springfield, Atlantis", "", ""),
        ("Nanyou, Shenzhen", "", "Nanyou, Shenzhen, , CN"),
        ("Nürnberg", "", "Nuremberg, Bavaria, DE"),
        ("Giessen", "", "Gießen, Hesse, DE"),
        ("Tromso", "", "Tromsø, Troms, NO"),
        ("lodz", "", "Łódź, Łódź Voivodeship, PL"),
        ("NYC", "", "New York City, New York, US"),
        ("Ham", "", "Ham, Hauts-de-France, FR"),
        ("", "NL", ""),
        ("  ,;'- ", "NL", ""),
    ];
    let wrong = cases.iter().map(|(query, hint, expected)| (query, hint, first(query, hint), expected));
    let wrong: Vec<_> = wrong.filter(|(.., found, expected)| found != *expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn york_finds_new_york_behind_every_york() {
    let found = search("york", None, 20).unwrap();
    assert_eq!(full(&found[0].place), "York, England, GB");
    let whole = found.iter().take_while(|found| found.is_whole_name).count();
    assert!(whole >= 2 && found[..whole].is_sorted_by_key(|found| Reverse(found.place.population)));
    assert_eq!(found[whole].place.name, "New York City");
}

#[test]
fn the_limit_is_kept_and_bounded() {
    for (limit, expected) in [(0, 0), (1, 1), (7, 7), (MOST, MOST), (usize::MAX, MOST)] {
        assert_eq!(search("a", None, limit).unwrap().len(), expected);
        assert_eq!(search("a", country("US"), limit).unwrap().len(), expected);
    }
}

#[test]
fn a_clear_winner_is_taken_by_name() {
    let cases = [
        ("Amsterdam", "", "Amsterdam, North Holland, NL"),
        ("Amsterdam", "US", "Amsterdam, New York, US"),
        ("paris", "", "Paris, Île-de-France, FR"),
        ("Paris, TX", "", "Paris, Texas, US"),
        ("Wien", "", "Vienna, Vienna, AT"),
        ("Москва", "", "Moscow, Moscow, RU"),
        ("Springfield, Illinois", "US", "Springfield, Illinois, US"),
        ("Stockholm", "SE", "Stockholm, Stockholm, SE"),
    ];
    for (name, code, expected) in cases {
        assert_eq!(by_name(name, country(code)).map(|place| full(&place)).as_deref(), Ok(expected), "{name}");
    }
}

#[test]
fn a_name_of_several_places_lists_them_all() {
    for (name, code) in [("Springfield", ""), ("Birmingham", ""), ("Springfield", "US"), ("san jose", "")] {
        let Err(PlaceError::Ambiguous { candidates, .. }) = by_name(name, country(code)) else {
            panic!("{name} is the name of several places");
        };
        assert!((2..=CANDIDATES).contains(&candidates.len()));
        assert!(candidates[0].population / 10 < candidates[1].population);
        assert!(candidates.is_sorted_by_key(|place| Reverse(place.population)));
    }
}

#[test]
fn a_name_of_no_place_suggests_its_neighbours_and_does_not_guess() {
    let Err(PlaceError::NotFound { near, .. }) = by_name("Amsterd", None) else { panic!("a beginning") };
    assert_eq!(near[0].name, "Amsterdam");
    for (name, code) in [("Springfield, Ill", ""), ("Springfield, Atlantis", ""), ("Paris", "XX"), ("", "")] {
        assert!(matches!(by_name(name, country(code)), Err(PlaceError::NotFound { .. })), "{name}");
    }
    let error = by_name("Amsterd", country("NL")).unwrap_err().to_string();
    assert!(error.starts_with("no place is called \"Amsterd\"; near it are Amsterdam (North Holland, NL)"));
}

/// A place, all its folded names, and whether each is its own.
struct Known {
    place: Place,
    names: Vec<(String, bool)>,
    areas: Vec<String>,
}

static ALL: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let gazetteer = Gazetteer::get().unwrap();
    let known = |place: Place| {
        let record = gazetteer.countries.iter().find(|country| country.code == place.country).unwrap();
        let code = place.country.to_string();
        let areas = [code.as_str(), place.country_name, place.region, place.region_code];
        let areas = areas.into_iter().chain(record.other_names.iter().map(String::as_str));
        let areas = areas.map(fold).filter(|area| !area.is_empty()).collect();
        Known { place, names: forms(place.name).into_iter().map(|name| (name, true)).collect(), areas }
    };
    let mut all: Vec<Known> = places().unwrap().map(known).collect();
    for (name, rank) in gazetteer.index.whole_names() {
        all[rank as usize].names.push((name, false));
    }
    all
});

/// The definition: nothing but comparisons of names.
fn oracle(query: &str, hint: Option<Country>, limit: usize) -> Vec<Found> {
    let query: String = query.chars().take(200).collect();
    let mut parts = query.split(',');
    let mut name = fold(parts.next().unwrap());
    let parts: Vec<String> = parts.map(fold).filter(|part| !part.is_empty()).collect();
    let begins = |known: &Known, part: &str| known.areas.iter().any(|area| area.starts_with(part));
    let named = |part: &String| {
        let squeezed = part.replace(' ', "");
        [part.clone(), squeezed].into_iter().find(|part| ALL.iter().any(|known| begins(known, part)))
    };
    let areas = parts.iter().map(named).collect::<Option<Vec<String>>>().unwrap_or_else(|| {
        name = fold(&query);
        Vec::new()
    });
    if name.is_empty() {
        return Vec::new();
    }
    let later = format!(" {name}");
    let mut found: Vec<(bool, bool, bool, &Known)> = Vec::new();
    for known in ALL.iter().filter(|known| areas.iter().all(|part| begins(known, part))) {
        let is_whole_name = known.names.iter().any(|(other, _)| *other == name);
        let begins = |(other, is_own): &&(String, bool)| begins_a_word(other, *is_own, &name, &later);
        let mut begun = known.names.iter().filter(begins).peekable();
        if begun.peek().is_some() {
            let is_own = is_whole_name || begun.any(|(_, is_own)| *is_own);
            found.push((is_whole_name, Some(known.place.country) == hint, is_own, known));
        }
    }
    found.sort_by_cached_key(|(is_whole_name, is_hinted, is_own, Known { place, .. })| {
        let people = if *is_own { place.population } else { place.population / 10 };
        let last = (place.country.to_string(), place.region_code, fold(place.name));
        (!is_whole_name, !is_hinted, Reverse(people), !is_own, Reverse(place.population), last)
    });
    let first = found.into_iter().take(limit);
    first.map(|(is_whole_name, _, _, known)| Found { place: known.place, is_whole_name }).collect()
}

fn begins_a_word(name: &str, is_own: bool, asked: &str, later: &str) -> bool {
    let is_latin = name.contains(|letter: char| letter.is_ascii_lowercase());
    name.starts_with(asked) || ((is_own || !is_latin) && name.contains(later))
}

/// Numbers without order, the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// The beginning of a name, of a later word, or either misspelt, some with a country or region behind it.
    fn query(&mut self) -> String {
        // Half of them large: those have names in many languages.
        let most = [ALL.len(), 3_000][self.below(2)];
        let known = &ALL[self.below(most)];
        let (name, _) = &known.names[self.below(known.names.len())];
        let tails: Vec<&str> = tails(name, true).collect();
        let mut letters: Vec<char> = tails[self.below(tails.len())].chars().collect();
        letters.truncate(1 + self.below(letters.len()));
        if self.below(4) == 0 {
            let (at, stray) = (self.below(letters.len()), ['e', 'q', 'ö', 'z', ' '][self.below(5)]);
            letters[at] = stray;
        }
        let mut query: String = letters.into_iter().collect();
        if self.below(3) == 0 {
            let area: Vec<char> = known.areas[self.below(known.areas.len())].chars().collect();
            query.push_str(", ");
            query.extend(&area[..=self.below(area.len())]);
        }
        query
    }
}

#[test]
fn the_index_finds_what_looking_through_all_places_finds() {
    let mut chance = Chance(20_261_122);
    for _ in 0..250 {
        let query = chance.query();
        let hint =
            [None, country("US"), country("IN"), country("LI"), Some(ALL[chance.below(3_000)].place.country)]
                [chance.below(5)];
        let limit = [1, 3, 10, 40][chance.below(4)];
        assert_eq!(
            search(&query, hint, limit).unwrap(),
            oracle(&query, hint, limit),
            "{query:?} {hint:?} {limit}"
        );
    }
}

#[test]
fn a_single_letter_finds_what_looking_through_all_places_finds() {
    for letter in "abdkmsqz0Кع東".chars() {
        for hint in [None, country("FR")] {
            let query = letter.to_string();
            assert_eq!(search(&query, hint, 10).unwrap(), oracle(&query, hint, 10), "{query} {hint:?}");
        }
    }
}

#[test]
fn every_place_is_found_by_its_own_name() {
    for known in ALL.iter().step_by(7) {
        // More than a hundred places may have one name; its own region leaves fewer.
        let found =
            search(&format!("{}, {}", known.place.name.replace(',', " "), known.place.country), None, MOST);
        let found = found.unwrap();
        let is_there = found.iter().any(|found| found.place == known.place && found.is_whole_name);
        assert!(is_there || found.len() == MOST, "{:?}", known.place);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_is_too_odd(query in any::<String>(), code in "[A-Z]{2}", limit in any::<usize>()) {
        for text in [query.clone(), format!("{query},{query}"), format!("a{query}, {code}"), query.repeat(99)] {
            let found = search(&text, country(&code), limit).unwrap();
            prop_assert!(found.len() <= limit.min(MOST));
            prop_assert!(!matches!(by_name(&text, country(&code)), Err(PlaceError::Table(_))));
        }
    }

    #[test]
    fn a_longer_limit_only_adds(name in "[a-z]{1,4}", limit in 0..60_usize) {
        let (short, long) = (search(&name, None, limit).unwrap(), search(&name, None, MOST).unwrap());
        prop_assert_eq!(&short[..], &long[..limit.min(long.len())]);
    }
}
