//! Country rules on a database that the test writes itself.

use std::{fs, path::Path};

use super::*;

fn config(database: &Path, allow: &[&str], deny: &[&str]) -> config::Countries {
    let own = |list: &[&str]| list.iter().map(ToString::to_string).collect();
    config::Countries { allow: own(allow), deny: own(deny), database: database.to_owned() }
}

fn write(file: &Path, networks: &[(&str, &str)]) {
    fs::write(file, testkit::countries::database(networks)).unwrap();
}

fn at(countries: &Countries, address: &str) -> Option<String> {
    countries.of(address.parse().unwrap()).map(|country| country.to_string())
}

const WORLD: [(&str, &str); 4] = [
    ("203.0.113.0/24", "NL"),
    ("198.51.100.128/25", "US"),
    ("2001:db8:1::/48", "DE"),
    ("192.0.2.7/32", "FR"),
];

#[test]
fn addresses_of_both_families_are_found_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.mmdb");
    write(&file, &WORLD);
    let countries = Countries::open(&config(&file, &[], &[])).unwrap();
    let cases = [
        ("203.0.113.0", Some("NL")),
        ("203.0.113.255", Some("NL")),
        ("203.0.114.0", None),
        ("198.51.100.127", None),
        ("198.51.100.128", Some("US")),
        ("192.0.2.7", Some("FR")),
        ("192.0.2.6", None),
        ("2001:db8:1:ffff::1", Some("DE")),
        ("2001:db8:2::1", None),
        ("::ffff:203.0.113.9", Some("NL")),
        ("127.0.0.1", None),
    ];
    for (address, country) in cases {
        assert_eq!(at(&countries, address).as_deref(), country, "{address}");
    }
    assert_eq!(countries.describe().unwrap().0, "Test-Country");
    assert_eq!(countries.state(), (true, false));
}

#[test]
fn rules_admit_and_refuse() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.mmdb");
    write(&file, &WORLD);
    let nl = Country::parse("NL");
    let (us, nowhere) = (Country::parse("US"), None);
    let admits = |allow: &[&str], deny: &[&str]| {
        let countries = Countries::open(&config(&file, allow, deny)).unwrap();
        [nl, us, nowhere].map(|country| countries.decide([198, 51, 100, 9].into(), country).is_ok())
    };
    assert_eq!(admits(&[], &[]), [true, true, true]);
    assert_eq!(admits(&["nl"], &[]), [true, false, false]);
    assert_eq!(admits(&[], &["US"]), [true, false, true]);
    assert_eq!(admits(&["NL", "US"], &["US"]), [true, false, false]);
    let local = Countries::open(&config(&file, &["NL"], &[])).unwrap();
    assert!(local.admits([127, 0, 0, 1].into()) && !local.admits([10, 0, 0, 1].into()));
}

#[test]
fn what_cannot_be_in_force_stops_the_start() {
    let none = Path::new("");
    assert!(matches!(Countries::open(&config(none, &[], &["US"])), Err(Error::NoDatabase)));
    assert!(matches!(Countries::open(&config(none, &["NL"], &[])), Err(Error::NoDatabase)));
    assert!(matches!(Countries::open(&config(none, &["Holland"], &[])), Err(Error::Country(_))));
    let missing = Path::new("/nowhere/world.mmdb");
    assert!(matches!(Countries::open(&config(missing, &[], &[])), Err(Error::Database(..))));
    let off = Countries::open(&config(none, &[], &[])).unwrap();
    assert_eq!((off.state(), off.of([203, 0, 113, 9].into()), off.reload()), ((false, false), None, false));
    assert!(off.decide([198, 51, 100, 9].into(), None).is_ok());
}

#[test]
fn a_new_file_is_taken_over_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.mmdb");
    write(&file, &WORLD);
    let countries = Countries::open(&config(&file, &[], &[])).unwrap();
    assert!(!countries.reload(), "nothing changed");
    write(&file, &[("203.0.113.0/24", "BE")]);
    assert!(countries.reload());
    assert_eq!(at(&countries, "203.0.113.9").as_deref(), Some("BE"));
    fs::write(&file, "no database").unwrap();
    assert!(!countries.reload());
    assert_eq!(at(&countries, "203.0.113.9").as_deref(), Some("BE"));
    fs::remove_file(&file).unwrap();
    assert!(!countries.reload());
    assert_eq!(at(&countries, "203.0.113.9").as_deref(), Some("BE"));
    write(&file, &[("203.0.113.0/24", "LUX")]);
    assert!(countries.reload());
    assert_eq!(at(&countries, "203.0.113.9"), None, "three letters are no code");
}
