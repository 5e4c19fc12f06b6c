//! What a wheel is called, and what it shows for whoever hears it instead of seeing it. Draws nothing.

use super::{Outer, Part, Reading, aspect::Aspect, point::Point, wheel::drawn};

/// What a chart without a name is called.
pub(super) fn title(reading: &Reading) -> String {
    match reading.around() {
        None => "Birth chart".to_owned(),
        Some((outer, _)) if outer.part == Part::Moment => {
            format!("Birth chart and transits of {}", outer.moment.local.date())
        }
        Some(_) => "Birth charts of two people".to_owned(),
    }
}

/// Every point with its house, the angles, and of two skies every aspect between them.
pub(super) fn description(reading: &Reading) -> String {
    let horizon = match &reading.angles {
        None => "without ascendant and houses.".to_owned(),
        Some(angles) => {
            format!("ascendant {}, midheaven {}.", angles.ascendant.degree.text, angles.midheaven.degree.text)
        }
    };
    let around = reading.around().map(|(outer, between)| ring(outer, between)).unwrap_or_default();
    points(&reading.points) + &horizon + &around
}

fn ring(outer: &Outer, between: &[Aspect]) -> String {
    let local = outer.moment.local;
    let (who, whose) = match outer.part {
        Part::Moment if outer.moment.time_known => {
            (format!("transits of {}", local.strftime("%Y-%m-%d %H:%M")), "transiting")
        }
        Part::Moment => (format!("transits of {}", local.date()), "transiting"),
        Part::Birth | Part::Other => ("the other birth chart".to_owned(), "the other"),
    };
    let told = points(&outer.points);
    let aspects: Vec<String> = between.iter().map(|aspect| words(whose, aspect)).collect();
    let aspects = if aspects.is_empty() { "none".to_owned() } else { aspects.join("; ") };
    format!(" Around it {who}: {}. Aspects to the inner chart: {aspects}.", told.trim_end_matches("; "))
}

fn points(points: &[Point]) -> String {
    let told = |text: String, point: &Point| {
        let house = point.house.map_or_else(String::new, |house| format!(" in house {house}"));
        text + &format!("{} {}{house}; ", plain(point.body), point.position.degree.text)
    };
    points.iter().filter(|point| drawn(point.body)).fold(String::new(), told)
}

fn words(whose: &str, aspect: &Aspect) -> String {
    format!("{whose} {} {} {}", plain(aspect.a), plain(aspect.kind), plain(aspect.b))
}

fn plain(name: &str) -> String {
    name.replace('_', " ")
}
