//! Births from the name of the place to the instant: those that time zones merged since 1970 get wrong, those before
//! standard time, and those at a change of the clock. Knows no sky.
//!
//! Expected values were read from the text of the tz database (release 2026f with `backzone`, its `Z` and `R` lines
//! quoted beside each) and worked out by hand.

#![expect(clippy::unwrap_used, reason = "what leads to an answer is a part of its test")]

use jiff::civil::{Date, DateTime};
use kernel::locale::Country;
use places::{Fold, LocalTime, LocalTimeError, Place, Resolved, Source, WholeDay, by_name, resolve};

fn place(name: &str, country: &str) -> Place {
    by_name(name, Country::parse(country)).unwrap()
}

fn born(place: &Place, text: &str, fold: Option<Fold>) -> Result<Resolved, LocalTimeError> {
    let local: DateTime = text.parse().unwrap();
    let (date, time) = (local.date(), Some(local.time()));
    resolve(place.zone, &LocalTime { date, time, fold, longitude: Some(place.longitude) })
}

fn instant(place: &Place, text: &str) -> String {
    born(place, text, None).unwrap().reading.instant.to_string()
}

fn day(place: &Place, text: &str) -> WholeDay {
    let date: Date = text.parse().unwrap();
    let asked = LocalTime { date, time: None, fold: None, longitude: Some(place.longitude) };
    resolve(place.zone, &asked).unwrap().whole_day.unwrap()
}

#[test]
fn births_that_merged_zones_get_wrong() {
    let cases = [
        // 0:19:32 N %s until 1937 Jul; N: summer from April. Merged with Brussels: UTC.
        ("Amsterdam", "NL", "1920-03-01T12:00", "1920-03-01T11:40:28Z", "AMT"),
        // 1 - CET 1916 O 1 until 1980. Merged with Berlin: CEST.
        ("Stockholm", "SE", "1942-07-01T12:00", "1942-07-01T11:00:00Z", "CET"),
        // 1 NO CE%sT until 1980; NO 1959 1964 Mar Su>=15 to S Su>=15. Merged with Berlin: CET.
        ("Oslo", "NO", "1959-07-01T12:00", "1959-07-01T10:00:00Z", "CEST"),
        // 1 D CE%sT until 1942; D: summer in 1916 and from 1940 on. Merged with Berlin: CEST.
        ("Copenhagen", "DK", "1917-07-01T12:00", "1917-07-01T11:00:00Z", "CET"),
        // 1 LX CE%sT from 1904 Jun to 1918. Merged with Brussels: WET.
        ("Luxembourg", "LU", "1910-07-01T12:00", "1910-07-01T11:00:00Z", "CET"),
        // -1 w -01/+00 until 1968; w: no summer time from 1922 to 1938. Merged with Abidjan: UTC.
        ("Reykjavík", "IS", "1930-07-01T12:00", "1930-07-01T13:00:00Z", "-01"),
        // 0 GH %s until 1942; GH 1920 1939 S 1 to Ja 1: 0:20. Merged with Abidjan: UTC.
        ("Accra", "GH", "1930-11-01T12:00", "1930-11-01T11:40:00Z", "+0020"),
        // -1 - -01 from 1934 to 1960 Jun 20. Merged with Abidjan: UTC.
        ("Bamako", "ML", "1950-07-01T12:00", "1950-07-01T13:00:00Z", "-01"),
        // -1 SL %s from 1913 to 1939; SL: no other time before 1932. Merged with Abidjan: UTC.
        ("Freetown", "SL", "1925-07-01T12:00", "1925-07-01T13:00:00Z", "-01"),
        // -5 BS E%sT until 1976; BS: summer from 1942 on. Merged with Toronto: EDT.
        ("Nassau", "BS", "1935-07-01T12:00", "1935-07-01T17:00:00Z", "EST"),
        // -4:30 - -0430 from 1912 to 1965 (Curaçao, for which Kralendijk is an alias). Merged with Puerto Rico: AST.
        ("Kralendijk", "BQ", "1950-01-15T12:00", "1950-01-15T16:30:00Z", "-0430"),
        // 2:35:20 - ADMT from 1870 to 1936. Merged with Nairobi: +02:30.
        ("Addis Ababa", "ET", "1932-06-15T12:00", "1932-06-15T09:24:40Z", "ADMT"),
        // 2:30 - +0230 from 1930 to 1948. Merged with Nairobi: +02:45.
        ("Kampala", "UG", "1940-06-15T12:00", "1940-06-15T09:30:00Z", "+0230"),
        // 3:30 - +0330 from 1941 Jul 20 to 1944. Merged with Qatar: +04.
        ("Manama", "BH", "1942-06-15T12:00", "1942-06-15T08:30:00Z", "+0330"),
        // 8 - +08 from 1947 Ap to 1955 Ap 15. Merged with Bangkok: +07.
        ("Vientiane", "LA", "1950-06-15T12:00", "1950-06-15T04:00:00Z", "+08"),
        // 1 c CE%sT until 1945 May 8; c 1945 Ap M>=1: summer. Merged with Belgrade: CET.
        ("Zagreb", "HR", "1945-04-15T12:00", "1945-04-15T10:00:00Z", "CEST"),
        // 0:9:21 - PMT until 1911 Mar 29. Merged with Paris, which left on 11 March: WET.
        ("Monaco", "MC", "1911-03-20T12:00", "1911-03-20T11:50:39Z", "PMT"),
        // 1 c CE%sT from 1940 Jul 2 to 1945; c: summer from 1940 Ap 1 to 1942 N 2. Merged with London: BST.
        ("Saint Helier", "JE", "1940-12-01T12:00", "1940-12-01T10:00:00Z", "CEST"),
    ];
    for (name, country, text, expected, abbreviation) in cases {
        let reading = born(&place(name, country), text, None).unwrap().reading;
        assert_eq!(reading.instant.to_string(), expected, "{name} {text}");
        assert_eq!(
            (reading.abbreviation.as_str(), reading.source),
            (abbreviation, Source::Standard),
            "{name}"
        );
    }
}

#[test]
fn births_before_standard_time_go_by_the_longitude_of_the_place_and_say_so() {
    let cases = [
        // 3:11:56 - LMT until 1950; the city lies at 47.97429 degrees: 3:11:54.
        ("Kuwait City", "KW", "1949-06-15T12:00", "1949-06-15T08:48:06Z"),
        // -4:56:2 - LMT until 1883 N 18 17u (New York); Buffalo lies at -78.87837 degrees: -5:15:31.
        ("Buffalo", "US", "1850-01-01T12:00", "1850-01-01T17:15:31Z"),
        // 0:53:28 - LMT until 1893 Ap (Berlin); Cologne lies at 6.95 degrees: 0:27:48.
        ("Köln", "DE", "1880-05-01T12:00", "1880-05-01T11:32:12Z"),
        // 0:19:32 - LMT until 1835; Middelburg lies at 3.61389 degrees: 0:14:27.
        ("Middelburg", "NL", "1830-05-01T12:00", "1830-05-01T11:45:33Z"),
    ];
    for (name, country, text, expected) in cases {
        let reading = born(&place(name, country), text, None).unwrap().reading;
        assert_eq!(reading.instant.to_string(), expected, "{name} {text}");
        assert_eq!((reading.abbreviation.as_str(), reading.source), ("LMT", Source::LocalMeanTimeOfPlace));
    }
}

/// `E 1981 ma Mar lastSu 1u 1 S`, `E 1996 ma O lastSu 1u 0 -`.
#[test]
fn births_on_both_sides_of_a_gap_and_of_a_fold() {
    let berlin = place("Berlin", "DE");
    assert_eq!(instant(&berlin, "2024-03-31T01:59:59"), "2024-03-31T00:59:59Z");
    for text in ["2024-03-31T02:00:00", "2024-03-31T02:59:59"] {
        assert!(matches!(born(&berlin, text, None), Err(LocalTimeError::Never { .. })), "{text}");
    }
    assert_eq!(instant(&berlin, "2024-03-31T03:00:00"), "2024-03-31T01:00:00Z");

    assert_eq!(instant(&berlin, "2024-10-27T01:59:59"), "2024-10-26T23:59:59Z");
    for text in ["2024-10-27T02:00:00", "2024-10-27T02:59:59"] {
        assert!(matches!(born(&berlin, text, None), Err(LocalTimeError::Ambiguous { .. })), "{text}");
    }
    let twice = |fold| born(&berlin, "2024-10-27T02:30", Some(fold)).unwrap().reading.instant.to_string();
    assert_eq!(twice(Fold::Earlier), "2024-10-27T00:30:00Z");
    assert_eq!(twice(Fold::Later), "2024-10-27T01:30:00Z");
    assert_eq!(instant(&berlin, "2024-10-27T03:00:00"), "2024-10-27T02:00:00Z");
}

#[test]
fn births_on_a_day_that_began_at_one_in_the_morning() {
    let cases = [
        // -3 B %z; B 2018 o - N Su>=1 0 1 -.
        ("São Paulo", "BR", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        // 2 l EE%sT; l 1993 ma - Mar lastSu 0 1 S.
        ("Beirut", "LB", "2022-03-27", "2022-03-26T22:00:00Z", "2022-03-27T21:00:00Z"),
    ];
    for (name, country, date, start, end) in cases {
        let place = place(name, country);
        let WholeDay { start: first, end: last } = day(&place, date);
        assert_eq!((first.to_string().as_str(), last.to_string().as_str()), (start, end), "{name}");
        let at = |time: &str| born(&place, &format!("{date}T{time}"), None);
        for time in ["00:00", "00:59:59"] {
            assert!(matches!(at(time), Err(LocalTimeError::Never { .. })), "{name} {time}");
        }
        assert_eq!(at("01:00").unwrap().reading.instant, first, "{name}");
    }
    assert_eq!(instant(&place("São Paulo", "BR"), "2018-11-03T23:59:59"), "2018-11-04T02:59:59Z");
}

/// `B 2016 2019 - F Su>=15 0 0 -`: at midnight it was eleven in the evening again.
#[test]
fn births_in_the_last_hour_of_a_day_of_twenty_five() {
    let place = place("São Paulo", "BR");
    assert_eq!(instant(&place, "2018-02-17T22:59:59"), "2018-02-18T00:59:59Z");
    let Err(LocalTimeError::Ambiguous { readings, .. }) = born(&place, "2018-02-17T23:30", None) else {
        panic!("half past eleven came twice");
    };
    let instants: Vec<String> = readings.iter().map(|reading| reading.instant.to_string()).collect();
    assert_eq!(instants, ["2018-02-18T01:30:00Z", "2018-02-18T02:30:00Z"]);
    assert_eq!(instant(&place, "2018-02-18T00:00"), "2018-02-18T03:00:00Z");
    let WholeDay { start, end } = day(&place, "2018-02-17");
    assert_eq!(start.duration_until(end).as_hours(), 25);
}
