//! `mainstay country`: what the country database says of addresses, and what the rules make of it.

use std::{fmt::Write as _, net::IpAddr};

use gate::Countries;

use crate::config::Config;

/// One line on the database, and one for each address.
///
/// # Errors
/// When no database is named, or it cannot be read.
pub fn run(config: &Config, addresses: &[IpAddr]) -> Result<String, String> {
    let countries = Countries::open(&config.gate.countries).map_err(|error| error.to_string())?;
    let (kind, made) = countries.describe().ok_or("gate.countries.database names no file")?;
    let made = i64::try_from(made).ok().and_then(|made| jiff::Timestamp::from_second(made).ok());
    let mut said = format!("{kind}, made {}\n", made.map_or_else(|| "-".to_owned(), |made| made.to_string()));
    for address in addresses {
        let country = countries.of(*address).map_or_else(|| "-".to_owned(), |country| country.to_string());
        let verdict = if countries.admits(*address) { "let in" } else { "refused" };
        let _ = writeln!(said, "{address} {country} {verdict}");
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_gate_would_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("world.mmdb");
        std::fs::write(&file, testkit::countries::database(&[("203.0.113.0/24", "NL")])).unwrap();
        let mut config: Config = base::config::load(crate::config::DEFAULTS, None).unwrap();
        let ask = |config: &Config| {
            run(config, &["203.0.113.9", "2001:db8::1", "127.0.0.1"].map(|a| a.parse().unwrap()))
        };
        assert!(ask(&config).is_err());
        config.gate.countries.database = file;
        config.gate.countries.allow = vec!["NL".into()];
        assert_eq!(
            ask(&config).unwrap(),
            "Test-Country, made 2026-01-15T12:00:00Z\n203.0.113.9 NL let in\n2001:db8::1 - refused\n127.0.0.1 - let in\n"
        );
    }
}
