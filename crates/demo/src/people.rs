//! Who the customers are: where they live, where they come from, what they are called. Knows nothing of what they do.

use jiff::tz::TimeZone;
use places::{Place, PlaceError};

use crate::{
    dice::Dice,
    hazards::{COUNTRIES, SOURCES, Source, TOWNS},
};

/// The towns of one country, the largest first.
#[derive(Debug)]
struct Country {
    code: &'static str,
    locale: &'static str,
    towns: Vec<Place>,
}

/// Where customers can live.
#[derive(Debug)]
pub struct Map(Vec<Country>);

/// A customer.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their number in the run.
    pub number: u32,
    /// A name that somebody could have.
    pub name: String,
    /// Where they live.
    pub town: Place,
    /// Their language.
    pub locale: &'static str,
    /// Where they come from.
    pub source: Source,
    /// The rules of their zone.
    pub zone: TimeZone,
}

const GIVEN: [&str; 48] = [
    "Ada", "Amir", "Ana", "Anouk", "Astrid", "Bram", "Camille", "Carla", "Chiara", "Daan", "Elena", "Emil",
    "Emma", "Fatima", "Femke", "Finn", "Giulia", "Grace", "Hana", "Ines", "Isla", "Jack", "Jonas", "Julia",
    "Kenji", "Lars", "Laura", "Lena", "Leo", "Lotte", "Lucas", "Maria", "Maya", "Mia", "Milan", "Nina",
    "Noah", "Olga", "Priya", "Rosa", "Sam", "Sanne", "Sofia", "Tess", "Thiago", "Tomas", "Yara", "Zoe",
];
const FAMILY: [&str; 40] = [
    "Almeida",
    "Andersson",
    "Bakker",
    "Bianchi",
    "Brown",
    "Costa",
    "Dubois",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Hoffmann",
    "Jansen",
    "Johnson",
    "Kaur",
    "Kowalski",
    "Kim",
    "Lefebvre",
    "Lopez",
    "Martin",
    "Meyer",
    "Moreau",
    "Mulder",
    "Murphy",
    "Nowak",
    "Oliveira",
    "Patel",
    "Petersen",
    "Rossi",
    "Sato",
    "Schmidt",
    "Silva",
    "Smith",
    "Taylor",
    "Tanaka",
    "Visser",
    "Weber",
    "Williams",
    "Wilson",
    "Young",
];

impl Map {
    /// The towns of every country of the hazards.
    ///
    /// # Errors
    /// When the gazetteer cannot be read.
    pub fn read() -> Result<Self, PlaceError> {
        let mut countries: Vec<Country> =
            COUNTRIES.iter().map(|(code, locale, _)| Country { code, locale, towns: Vec::new() }).collect();
        for place in places::places()? {
            let code = place.country.to_string();
            if let Some(country) = countries.iter_mut().find(|country| country.code == code)
                && country.towns.len() < TOWNS
                && place.zone.rules().is_ok()
            {
                country.towns.push(place);
            }
        }
        Ok(Self(countries))
    }

    /// Somewhere in the country of that number.
    fn town(&self, country: usize, dice: &mut Dice) -> Place {
        let towns = &self.0[country].towns;
        towns[dice.weighted(towns.iter().map(|town| f64::from(town.population)))]
    }

    /// Somewhere to be born: mostly in the country of that town.
    pub fn birthplace(&self, home: &Place, dice: &mut Dice) -> Place {
        let code = home.country.to_string();
        let own = self.0.iter().position(|country| country.code == code).unwrap_or(0);
        let country =
            if dice.happens(0.85) { own } else { dice.weighted(COUNTRIES.iter().map(|country| country.2)) };
        self.town(country, dice)
    }

    /// The customer of that number.
    pub fn person(&self, number: u32, dice: &mut Dice) -> Person {
        let country = dice.weighted(COUNTRIES.iter().map(|country| country.2));
        let town = self.town(country, dice);
        Person {
            number,
            name: name(dice),
            town,
            locale: self.0[country].locale,
            source: SOURCES[dice.weighted(SOURCES.iter().map(|source| source.weight))],
            zone: town.zone.rules().cloned().unwrap_or(TimeZone::UTC),
        }
    }
}

impl Person {
    /// An address that nobody has.
    #[must_use]
    pub fn email(&self) -> String {
        let name: String = self.name.to_lowercase().chars().map(|c| if c == ' ' { '.' } else { c }).collect();
        format!("{name}.{}@customer.example", self.number)
    }
}

/// A name that somebody could have.
pub fn name(dice: &mut Dice) -> String {
    let pick = |names: &[&'static str], dice: &mut Dice| {
        names[usize::try_from(dice.below(u32::try_from(names.len()).unwrap_or(1))).unwrap_or(0)]
    };
    format!("{} {}", pick(&GIVEN, dice), pick(&FAMILY, dice))
}
