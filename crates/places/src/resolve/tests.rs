//! Local times of record, clock changes of every kind, and properties judged by jiff's own reading of the rules.

use jiff::SignedDuration;
use jiff::civil::{date, time};
use jiff::tz::{AmbiguousOffset, Offset};
use proptest::prelude::*;

use super::*;
use crate::{Source, zones};

fn local(text: &str) -> LocalTime {
    let moment: DateTime = text.parse().unwrap();
    LocalTime { date: moment.date(), time: Some(moment.time()), fold: None, longitude: None }
}

fn read_in(zone: &str, text: &str) -> Result<Reading, LocalTimeError> {
    resolve(Zone::find(zone)?, &local(text)).map(|answer| answer.reading)
}

#[test]
fn clocks_of_record() {
    let cases = [
        ("Europe/Amsterdam", "1920-03-01T12:00", "1920-03-01T11:40:28Z", "AMT"),
        ("Europe/Amsterdam", "1938-01-15T12:00", "1938-01-15T11:40:00Z", "+0020"),
        ("Europe/Stockholm", "1942-07-01T12:00", "1942-07-01T11:00:00Z", "CET"),
        ("Europe/Oslo", "1920-07-01T12:00", "1920-07-01T11:00:00Z", "CET"),
        ("Europe/Paris", "1905-05-01T12:00", "1905-05-01T11:50:39Z", "PMT"),
        ("Europe/London", "1941-07-01T12:00", "1941-07-01T10:00:00Z", "BDST"),
        ("Europe/London", "1970-01-15T12:00", "1970-01-15T11:00:00Z", "BST"),
        ("Europe/Dublin", "1910-01-01T12:00", "1910-01-01T12:25:21Z", "DMT"),
        ("Europe/Berlin", "1945-06-15T12:00", "1945-06-15T09:00:00Z", "CEMT"),
        ("Europe/Moscow", "1919-06-15T12:00", "1919-06-15T07:28:41Z", "MDST"),
        ("Europe/Warsaw", "1910-06-15T12:00", "1910-06-15T10:36:00Z", "WMT"),
        ("America/New_York", "1942-08-01T12:00", "1942-08-01T16:00:00Z", "EWT"),
        ("America/Argentina/Buenos_Aires", "1915-08-01T12:00", "1915-08-01T16:16:48Z", "CMT"),
        ("Africa/Monrovia", "1960-08-01T12:00", "1960-08-01T12:44:30Z", "MMT"),
        ("Asia/Kolkata", "1943-01-01T12:00", "1943-01-01T05:30:00Z", "+0630"),
        ("Asia/Singapore", "1943-01-01T12:00", "1943-01-01T03:00:00Z", "+09"),
        ("Atlantic/Reykjavik", "1950-01-15T12:00", "1950-01-15T13:00:00Z", "-01"),
        ("America/New_York", "2150-07-01T12:00", "2150-07-01T16:00:00Z", "EDT"),
    ];
    for (zone, text, instant, abbreviation) in cases {
        let reading = read_in(zone, text).unwrap();
        assert_eq!(reading.instant.to_string(), instant, "{zone} {text}");
        assert_eq!(reading.abbreviation, abbreviation, "{zone} {text}");
        assert_eq!(reading.source, Source::Standard);
    }
}

#[test]
fn a_time_that_happened_twice_lists_both_and_a_fold_picks_one() {
    let cases = [
        ("Europe/Berlin", "1996-10-27T02:30", "1996-10-27T00:30:00Z", "1996-10-27T01:30:00Z"),
        ("America/New_York", "1975-10-26T01:00", "1975-10-26T05:00:00Z", "1975-10-26T06:00:00Z"),
        ("Australia/Lord_Howe", "2010-04-04T01:45", "2010-04-03T14:45:00Z", "2010-04-03T15:15:00Z"),
        ("America/Juneau", "1867-10-18T15:40", "1867-10-18T00:37:41Z", "1867-10-19T00:37:41Z"),
    ];
    for (zone, text, first, second) in cases {
        let Err(LocalTimeError::Ambiguous { readings, .. }) = read_in(zone, text) else {
            panic!("{zone} {text} happened twice");
        };
        let instants: Vec<String> = readings.iter().map(|reading| reading.instant.to_string()).collect();
        assert_eq!(instants, [first, second], "{zone} {text}");
        for (fold, expected) in [(Fold::Earlier, &readings[0]), (Fold::Later, &readings[1])] {
            let asked = LocalTime { fold: Some(fold), ..local(text) };
            assert_eq!(&resolve(Zone::find(zone).unwrap(), &asked).unwrap().reading, expected);
        }
    }
    assert!(read_in("Europe/Berlin", "1996-10-27T01:59:59").is_ok());
    assert!(read_in("Europe/Berlin", "1996-10-27T03:00").is_ok());
}

#[test]
fn a_time_that_never_happened_names_the_gap_whatever_the_fold() {
    let cases = [
        ("Europe/Berlin", "2024-03-31T02:00", "2024-03-31T02:00:00", "2024-03-31T03:00:00"),
        ("America/New_York", "1987-04-05T02:59", "1987-04-05T02:00:00", "1987-04-05T03:00:00"),
        ("Australia/Lord_Howe", "2010-10-03T02:15", "2010-10-03T02:00:00", "2010-10-03T02:30:00"),
        ("Pacific/Apia", "2011-12-30T08:00", "2011-12-30T00:00:00", "2011-12-31T00:00:00"),
        ("Europe/Amsterdam", "1937-07-01T00:00:10", "1937-07-01T00:00:00", "1937-07-01T00:00:28"),
    ];
    for (zone, text, from, to) in cases {
        for fold in [None, Some(Fold::Earlier), Some(Fold::Later)] {
            let asked = LocalTime { fold, ..local(text) };
            let answer = resolve(Zone::find(zone).unwrap(), &asked);
            let Err(LocalTimeError::Never { gap, .. }) = answer else { panic!("{zone} {text}: {answer:?}") };
            assert_eq!((gap.from.to_string(), gap.to.to_string()), (from.into(), to.into()), "{zone}");
            assert_eq!(gap.after.to_datetime(gap.instant), gap.to);
            assert_eq!(gap.before.to_datetime(gap.instant), gap.from);
        }
    }
}

#[test]
fn errors_tell_what_happened() {
    let twice = read_in("Europe/Berlin", "1996-10-27T02:30").unwrap_err().to_string();
    let readings = "1996-10-27T00:30:00Z (CEST, +02) or 1996-10-27T01:30:00Z (CET, +01)";
    assert_eq!(twice, format!("1996-10-27T02:30:00 happened more than once: {readings}"));
    let never = read_in("Europe/Berlin", "2024-03-31T02:30").unwrap_err().to_string();
    let clock = "the clock went from 2024-03-31T02:00:00 to 2024-03-31T03:00:00";
    assert_eq!(never, format!("2024-03-31T02:30:00 never happened: {clock}"));
}

#[test]
fn before_standard_time_the_longitude_decides_if_it_is_given() {
    let zone = Zone::find("America/New_York").unwrap();
    let city = resolve(zone, &local("1850-01-01T12:00")).unwrap().reading;
    assert_eq!((city.offset.seconds(), city.source), (-17_762, Source::LocalMeanTimeOfZone));
    // Buffalo.
    let asked = LocalTime { longitude: Some(-78.8784), ..local("1850-01-01T12:00") };
    let place = resolve(zone, &asked).unwrap().reading;
    assert_eq!((place.offset.seconds(), place.source), (-18_931, Source::LocalMeanTimeOfPlace));
    assert_eq!(
        (place.abbreviation.as_str(), place.instant.to_string().as_str()),
        ("LMT", "1850-01-01T17:15:31Z")
    );
    // Once standard time is in force the longitude has no say.
    let asked = LocalTime { longitude: Some(-78.8784), ..local("1890-01-01T12:00") };
    let standard = resolve(zone, &asked).unwrap().reading;
    assert_eq!((standard.offset.seconds(), standard.source), (-18_000, Source::Standard));
}

#[test]
fn the_change_to_standard_time_is_a_gap_or_a_fold_of_the_place() {
    let zone = Zone::find("America/New_York").unwrap();
    // The change came at 17:00 UTC on 18 November 1883: Buffalo went 15 min 31 s ahead, Boston 15 min 46 s back.
    let at = |text, longitude| resolve(zone, &LocalTime { longitude: Some(longitude), ..local(text) });
    let Err(LocalTimeError::Never { gap, .. }) = at("1883-11-18T11:50", -78.8784) else { panic!("a gap") };
    assert_eq!((gap.from.time(), gap.to.time()), (time(11, 44, 29, 0), time(12, 0, 0, 0)));
    let Err(LocalTimeError::Ambiguous { readings, .. }) = at("1883-11-18T12:10", -71.0589) else {
        panic!("a fold")
    };
    let sources: Vec<Source> = readings.iter().map(|reading| reading.source).collect();
    assert_eq!(sources, [Source::LocalMeanTimeOfPlace, Source::Standard]);
    assert_eq!(readings[0].instant.duration_until(readings[1].instant), SignedDuration::from_secs(946));
}

#[test]
fn a_longitude_far_from_the_zone_is_refused_where_it_would_decide() {
    let zone = Zone::find("Europe/Amsterdam").unwrap();
    let asked = LocalTime { longitude: Some(151.2), ..local("1820-01-01T12:00") };
    assert_eq!(resolve(zone, &asked), Err(LocalTimeError::Longitude(151.2)));
}

#[test]
fn where_nobody_lived_no_clock_is_made_up() {
    let reading = read_in("Antarctica/Troll", "1950-01-01T12:00").unwrap();
    assert_eq!((reading.offset, reading.source), (Offset::UTC, Source::Unrecorded));
}

#[test]
fn without_a_time_it_is_noon_and_the_whole_local_day() {
    let cases = [
        ("Europe/Berlin", date(1996, 10, 27), "1996-10-27T11:00:00Z", 25.0),
        ("Europe/Berlin", date(2024, 3, 31), "2024-03-31T10:00:00Z", 23.0),
        ("Europe/Berlin", date(2024, 6, 1), "2024-06-01T10:00:00Z", 24.0),
        ("Australia/Lord_Howe", date(2010, 10, 3), "2010-10-03T01:00:00Z", 23.5),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T22:00:00Z", 24.0),
        ("America/Juneau", date(1867, 10, 18), "1867-10-17T20:57:41Z", 48.0),
        // Noon came twice: at New York's own noon and, 3 min 58 s later, at that of the meridian.
        ("America/New_York", date(1883, 11, 18), "1883-11-18T16:56:02Z", 24.0 + 238.0 / 3600.0),
    ];
    for (name, date, noon, hours) in cases {
        let zone = Zone::find(name).unwrap();
        let answer = resolve(zone, &LocalTime { date, time: None, fold: None, longitude: None }).unwrap();
        assert_eq!(answer.reading.instant.to_string(), noon, "{name}");
        let day = answer.whole_day.unwrap();
        let length = day.start.duration_until(day.end).as_secs_f64() / 3600.0;
        assert!((length - hours).abs() < 1e-9, "{name} {date}: {length} h");
        assert!(day.start <= answer.reading.instant && answer.reading.instant < day.end);
    }
}

#[test]
fn a_day_that_was_left_out_has_no_noon_either() {
    let zone = Zone::find("Pacific/Apia").unwrap();
    let asked = LocalTime { date: date(2011, 12, 30), time: None, fold: None, longitude: None };
    assert!(matches!(resolve(zone, &asked), Err(LocalTimeError::Never { .. })));
}

#[test]
fn where_noon_was_left_out_the_middle_of_the_day_stands_in() {
    let zone = Zone::find("Africa/Khartoum").unwrap();
    let asked = LocalTime { date: date(2000, 1, 15), time: None, fold: None, longitude: None };
    let answer = resolve(zone, &asked).unwrap();
    assert_eq!(answer.reading.instant.to_string(), "2000-01-15T09:30:00Z");
    assert_eq!(answer.reading.offset.seconds(), 7_200);
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

#[test]
fn years_outside_the_span_are_refused() {
    for (year, served) in [(1799, false), (1800, true), (2200, true), (2201, false)] {
        let answer = read_in("Europe/Rome", &format!("{year:04}-06-15T12:00"));
        assert_eq!(answer.is_ok(), served);
        assert!(served || answer == Err(LocalTimeError::OutsideSpan(year)));
    }
}

fn any_zone() -> impl Strategy<Value = Zone> {
    proptest::sample::select(zones().unwrap().collect::<Vec<_>>())
}

/// Any second of the span, and often one within two hours of a clock change of that zone.
fn any_local() -> impl Strategy<Value = (Zone, DateTime)> {
    let seconds = -5_364_662_400_i64..7_289_654_400;
    (any_zone(), seconds, -7_200_i64..7_200, any::<bool>())
        .prop_map(|(zone, second, shift, near)| {
            let rules = zone.rules().unwrap();
            let change = rules
                .following(at(second))
                .next()
                .filter(|change| near && change.timestamp() < at(7_289_654_400));
            let instant =
                change.map_or(at(second), |change| change.timestamp() + SignedDuration::from_secs(shift));
            (zone, rules.to_datetime(instant))
        })
        // East of Greenwich the last hours of the span are local times of the year after.
        .prop_filter("within the years served", |(_, local)| (FIRST_YEAR..=LAST_YEAR).contains(&local.year()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn jiff_reads_the_same_rules_the_same_way((zone, local) in any_local()) {
        let rules = zone.rules().unwrap();
        let asked = LocalTime { date: local.date(), time: Some(local.time()), fold: None, longitude: None };
        match (resolve(zone, &asked), rules.to_ambiguous_timestamp(local).offset()) {
            (Ok(answer), AmbiguousOffset::Unambiguous { offset }) => {
                prop_assert_eq!(answer.reading.offset, offset);
                prop_assert_eq!(rules.to_datetime(answer.reading.instant), local);
            }
            (Err(LocalTimeError::Ambiguous { readings, .. }), AmbiguousOffset::Fold { before, after }) => {
                prop_assert_eq!(readings.len(), 2);
                let (first, second) = (&readings[0], &readings[1]);
                prop_assert_eq!((first.offset, second.offset), (before, after));
                let fold = SignedDuration::from_secs(i64::from(before.seconds() - after.seconds()));
                prop_assert_eq!(first.instant.duration_until(second.instant), fold);
                prop_assert!(readings.iter().all(|reading| rules.to_datetime(reading.instant) == local));
            }
            (Err(LocalTimeError::Never { gap, .. }), AmbiguousOffset::Gap { before, after }) => {
                prop_assert_eq!((gap.before, gap.after), (before, after));
                prop_assert!(gap.from <= local && local < gap.to);
            }
            (answer, theirs) => prop_assert!(false, "{local} in {zone:?}: {answer:?} but {theirs:?}"),
        }
    }

    #[test]
    fn a_place_reads_back_as_the_local_time_too((zone, local) in any_local(), shift in -60.0..60.0_f64) {
        let noon = local.date().at(12, 0, 0, 0);
        let first = zone.rules().unwrap().to_offset_info(Timestamp::MIN).offset().seconds();
        let meridian = f64::from(first) / 240.0 + shift;
        let longitude = Some((meridian + 180.0).rem_euclid(360.0) - 180.0);
        let fold = Some(Fold::Later);
        let asked = LocalTime { date: local.date(), time: Some(local.time()), fold, longitude };
        match resolve(zone, &asked) {
            Ok(answer) => {
                let reading = answer.reading;
                prop_assert_eq!(reading.offset.to_datetime(reading.instant), local);
                let around = Stretch::around(noon, zone.rules().unwrap(), longitude).unwrap();
                prop_assert_eq!(around.iter().find_map(|s| s.read_instant(reading.instant)), Some(reading));
            }
            Err(LocalTimeError::Never { gap, .. }) => prop_assert!(gap.from <= local && local < gap.to),
            // The zones that changed sides of the date line have two meridians.
            Err(other) => prop_assert!(matches!(other, LocalTimeError::Longitude(_)), "{other}"),
        }
    }

    #[test]
    fn a_day_is_exactly_the_instants_with_its_date((zone, local) in any_local()) {
        let rules = zone.rules().unwrap();
        let asked = LocalTime { date: local.date(), time: None, fold: None, longitude: None };
        let day = resolve(zone, &asked).unwrap().whole_day.unwrap();
        let second = SignedDuration::from_secs(1);
        prop_assert_eq!(rules.to_datetime(day.start).date(), local.date());
        prop_assert_eq!(rules.to_datetime(day.end - second).date(), local.date());
        prop_assert_ne!(rules.to_datetime(day.start - second).date(), local.date());
        prop_assert_ne!(rules.to_datetime(day.end).date(), local.date());
        let once = LocalTime { time: Some(local.time()), fold: Some(Fold::Later), ..asked };
        let instant = resolve(zone, &once).unwrap().reading.instant;
        prop_assert!(day.start <= instant && instant < day.end);
    }
}
