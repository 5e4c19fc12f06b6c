//! From a birth as it is written to an instant and a place on the Earth. Names every field that is wrong at once;
//! knows no sky.

use ephemeris::Site;
use jiff::civil::{Date, Time};
use places::{FIRST_YEAR, LAST_YEAR, LocalTime, Resolved, Zone};

use super::{Birth, Part, Problem, Refusal, problem::out_of_range};

/// A birth, understood.
pub(super) struct Understood {
    pub(super) part: Part,
    pub(super) zone: Zone,
    pub(super) resolved: Resolved,
    pub(super) site: Site,
    /// On a pole no direction is east.
    pub(super) at_pole: bool,
}

const NORTHERNMOST: f64 = 90.0;
const EASTERNMOST: f64 = 180.0;

/// Reads that part of a request.
pub(super) fn understand(birth: &Birth, part: Part) -> Result<Understood, Refusal> {
    read(birth, part).map_err(|refusal| part.of(refusal))
}

fn read(birth: &Birth, part: Part) -> Result<Understood, Refusal> {
    let place = &birth.place;
    let mut wrong = Vec::new();
    let latitude = Refusal::gather(&mut wrong, latitude(place.latitude))?;
    let longitude = Refusal::gather(&mut wrong, longitude(place.longitude))?;
    let zone = Refusal::gather(&mut wrong, Zone::find(&place.time_zone).map_err(Refusal::from))?;
    let date = Refusal::gather(&mut wrong, date(&birth.date))?;
    let time = Refusal::gather(&mut wrong, birth.time.as_deref().map(time).transpose())?;
    let (Some(latitude), Some(longitude), Some(zone), Some(date), Some(time)) =
        (latitude, longitude, zone, date, time)
    else {
        return Err(Refusal::Fields(wrong));
    };
    let local = LocalTime { date, time, fold: birth.fold.map(Into::into), longitude: Some(longitude) };
    Ok(Understood {
        part,
        zone,
        resolved: places::resolve(zone, &local)?,
        site: Site::new(latitude, longitude)?,
        at_pole: latitude.abs() >= NORTHERNMOST,
    })
}

fn latitude(degrees: f64) -> Result<f64, Refusal> {
    let message = "Degrees from -90 to 90, north positive";
    within(degrees, NORTHERNMOST, || Problem::new("place.latitude", "LATITUDE_OUT_OF_RANGE", message))
}

fn longitude(degrees: f64) -> Result<f64, Refusal> {
    let message = "Degrees from -180 to 180, east positive";
    within(degrees, EASTERNMOST, || Problem::new("place.longitude", "LONGITUDE_OUT_OF_RANGE", message))
}

fn within(degrees: f64, most: f64, problem: impl Fn() -> Problem) -> Result<f64, Refusal> {
    if (-most..=most).contains(&degrees) { Ok(degrees) } else { Err(problem().into()) }
}

fn date(text: &str) -> Result<Date, Refusal> {
    let read = numbers(text, '-', [4, 2, 2]);
    let read = read.and_then(|[year, month, day]| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    });
    let message = "A date of the Gregorian calendar, such as 1987-03-14";
    let date = read.ok_or_else(|| Problem::new("date", "DATE_INVALID", message))?;
    if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) { Ok(date) } else { Err(out_of_range().into()) }
}

fn time(text: &str) -> Result<Time, Refusal> {
    let read = numbers(text, ':', [2, 2, 2]);
    let read = read.or_else(|| numbers(text, ':', [2, 2]).map(|[hour, minute]| [hour, minute, 0]));
    let read = read.map(|parts| parts.map(|part| i8::try_from(part).unwrap_or(i8::MAX)));
    let read = read.and_then(|[hour, minute, second]| Time::new(hour, minute, second, 0).ok());
    let message = "A time of day, such as 05:47 or 05:47:30; leave it out if it is not known";
    read.ok_or_else(|| Problem::new("time", "TIME_INVALID", message).into())
}

/// Numbers of just these widths, parted by `mark`.
fn numbers<const N: usize>(text: &str, mark: char, widths: [usize; N]) -> Option<[i16; N]> {
    let mut parts = text.split(mark);
    let mut read = [0; N];
    for (number, width) in read.iter_mut().zip(widths) {
        let part = parts.next().filter(|part| part.len() == width)?;
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        *number = digits.then(|| part.parse().ok()).flatten()?;
    }
    parts.next().is_none().then_some(read)
}
