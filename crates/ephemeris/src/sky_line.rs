//! One line in, one line out: the sky of a moment and a place as JSON, so that anybody can lay this engine beside
//! another one.
//!
//! Refuses to know files and streams, and to guess: a line is answered in full or not at all.

use crate::{Ayanamsa, Body, Error, HouseSystem, Position, Site, Sky, Tt, Ut1, delta_t};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a line asks. Other keys are left alone.
#[derive(Deserialize)]
struct Asked {
    id: u64,
    jd_ut: f64,
    jd_tt: f64,
    lat: f64,
    lon: f64,
}

/// What is answered: degrees, au, degrees a day, seconds.
#[derive(Serialize)]
struct Answer {
    id: u64,
    delta_t_s: f64,
    bodies: BTreeMap<Body, Place>,
    angles: BTreeMap<&'static str, f64>,
    houses: BTreeMap<&'static str, [f64; 12]>,
    /// Which system stands in for one that does not exist at this latitude.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    houses_instead: BTreeMap<&'static str, HouseSystem>,
    ayanamsa: BTreeMap<&'static str, f64>,
}

#[derive(Serialize)]
struct Place {
    lon: f64,
    lat: f64,
    dist: f64,
    speed_lon: f64,
    speed_lat: f64,
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        Self {
            lon: position.longitude,
            lat: position.latitude,
            dist: position.distance,
            speed_lon: position.speed_longitude,
            speed_lat: position.speed_latitude,
        }
    }
}

const SYSTEMS: [(&str, HouseSystem); 7] = [
    ("placidus", HouseSystem::Placidus),
    ("whole", HouseSystem::WholeSign),
    ("porphyry", HouseSystem::Porphyry),
    ("equal", HouseSystem::Equal),
    ("koch", HouseSystem::Koch),
    ("regiomontanus", HouseSystem::Regiomontanus),
    ("campanus", HouseSystem::Campanus),
];

/// Answers one line. Asked is `{"id", "jd_ut", "jd_tt", "lat", "lon"}`: a whole number, Julian days in both scales and
/// degrees (north and east positive). The answer holds `id`, `delta_t_s` (this engine's own, for `jd_ut`), `bodies` and
/// `ayanamsa` at `jd_tt`, `angles` and `houses` at `jd_ut`. What cannot be read is [`Error::Line`] and names the fault; what lies
/// outside the span or the globe is its own error.
pub fn answer_line(line: &str) -> Result<String, Error> {
    let asked: Asked = serde_json::from_str(line).map_err(|e| Error::Line(e.to_string()))?;
    let ut = Ut1::from_julian_day(asked.jd_ut);
    let sky = Sky::at(Tt::from_julian_day(asked.jd_tt))?;
    let gap = (ut.tt().julian_day() - asked.jd_tt).abs();
    if gap.is_nan() || gap >= 1.0 {
        return Err(Error::Line("jd_ut and jd_tt are more than a day apart".into()));
    }
    let angles = sky.angles(ut, Site::new(asked.lat, asked.lon)?);
    let divided = SYSTEMS.map(|(name, system)| (name, angles.houses(system)));
    let answer = Answer {
        id: asked.id,
        delta_t_s: delta_t(ut),
        bodies: Body::ALL.map(|body| (body, sky.position(body).into())).into(),
        angles: [
            ("asc", angles.ascendant),
            ("mc", angles.midheaven),
            ("armc", angles.sidereal_time),
            ("vertex", angles.vertex),
            ("eps", angles.obliquity),
        ]
        .into(),
        houses: divided.map(|(name, houses)| (name, houses.cusps)).into(),
        houses_instead: divided
            .into_iter()
            .filter(|(_, houses)| houses.used != houses.asked)
            .map(|(name, houses)| (name, houses.used))
            .collect(),
        ayanamsa: Ayanamsa::ALL.map(|ayanamsa| (ayanamsa.name(), sky.ayanamsa(ayanamsa))).into(),
    };
    serde_json::to_string(&answer).map_err(|e| Error::Line(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::answer_line;
    use crate::{Ayanamsa, Body, Error, Sky, Tt};
    use serde_json::Value;

    fn line(lat: f64) -> String {
        format!(r#"{{"id":7,"ut":"unread","jd_ut":2451545.0,"jd_tt":2451545.000739,"lat":{lat},"lon":16.4}}"#)
    }

    #[test]
    fn answer_is_the_sky_of_the_line() {
        let answer: Value = serde_json::from_str(&answer_line(&line(48.2)).unwrap()).unwrap();
        let sky = Sky::at(Tt::from_julian_day(2_451_545.000_739)).unwrap();
        assert_eq!(answer["id"], 7);
        assert_eq!(answer["bodies"].as_object().unwrap().len(), Body::ALL.len());
        assert_eq!(answer["bodies"]["mean_lilith"]["lon"], sky.position(Body::MeanLilith).longitude);
        assert_eq!(answer["bodies"]["moon"]["speed_lat"], sky.position(Body::Moon).speed_latitude);
        assert_eq!(answer["angles"]["eps"], sky.obliquity());
        assert_eq!(answer["houses"]["placidus"][9], answer["angles"]["mc"]);
        assert!((answer["delta_t_s"].as_f64().unwrap() - 63.83).abs() < 0.1);
        assert_eq!(answer["houses"].as_object().unwrap().len(), 7);
        assert_eq!(answer["ayanamsa"]["lahiri"], sky.ayanamsa(Ayanamsa::Lahiri));
        assert!(answer.get("houses_instead").is_none());
    }

    #[test]
    fn missing_houses_are_said() {
        let answer: Value = serde_json::from_str(&answer_line(&line(70.0)).unwrap()).unwrap();
        assert_eq!(answer["houses_instead"]["placidus"], "porphyry");
        assert_eq!(answer["houses_instead"]["koch"], "porphyry");
        assert_eq!(answer["houses_instead"].as_object().unwrap().len(), 2);
        assert_eq!(answer["houses"]["placidus"], answer["houses"]["porphyry"]);
    }

    #[test]
    fn faults_are_named() {
        let good = line(48.2);
        for (from, to, named) in [
            (r#""id":7,"#, "", "missing field `id`"),
            (r#""id":7"#, r#""id":-7"#, "invalid value"),
            ("48.2", "\"48.2\"", "invalid type: string"),
            ("2451545.000739", "null", "invalid type: null"),
            ("48.2", "91", "latitude 91"),
            ("16.4", "-999", "longitude -999"),
            (r#""jd_tt":2451545.000739"#, r#""jd_tt":2000000.5"#, "1800 to 2200"),
            (r#""jd_ut":2451545.0"#, r#""jd_ut":2451540.0"#, "more than a day apart"),
            (r#""jd_ut":2451545.0"#, r#""jd_ut":1e308"#, "more than a day apart"),
            ("}", "", "EOF"),
            (good.as_str(), "", "EOF"),
            (good.as_str(), "[]", "line not understood"),
            (good.as_str(), "nonsense", "expected"),
        ] {
            let error = answer_line(&good.replace(from, to)).unwrap_err();
            assert!(error.to_string().contains(named), "{error} should name {named}");
        }
        assert!(matches!(answer_line("{}"), Err(Error::Line(_))));
    }
}
