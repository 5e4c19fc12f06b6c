//! How long a natal chart takes on one thread, from the text of its request to the text of its answer, and its parts.
//!
//! Births differ in date, hour, place and zone, so that nothing is answered from where the last one left the caches.
//! Refuses to know about requests beyond their text: signing in, the gate and the database are measured over HTTP.

use astrology::rules::{
    Birth, Kind, Reading, Request, Settings, Whereabouts, draw,
    wheel::{Picture, Theme},
};
use divan::{Bencher, black_box, counter::ItemsCount};
use serde::Deserialize;
use serde_json::{Value, json};

fn main() {
    divan::main();
}

/// Births that a benchmark goes through, again and again.
const BIRTHS: usize = 5_000;

/// Numbers without order, the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A request with its place by name, as `POST /charts` takes it.
#[derive(Deserialize)]
struct Named {
    kind: Kind,
    birth: NamedBirth,
    #[serde(default)]
    settings: Settings,
}

#[derive(Deserialize)]
struct NamedBirth {
    date: String,
    time: Option<String>,
    place: Whereabouts,
}

impl Named {
    fn located(self) -> Option<Request> {
        let Self { kind, birth: NamedBirth { date, time, place }, settings } = self;
        let place = place.locate(astrology::rules::Part::Birth).ok()?;
        let birth = Birth { date, time, fold: None, place };
        Some(Request { kind, birth, moment: None, other: None, settings })
    }
}

/// Requests for charts of random births in towns of the gazetteer. Those that would be refused, for a local time that
/// was skipped or came twice or a name that several towns have, are left out.
fn requests(place: impl Fn(&places::Place) -> Value, settings: &Value) -> Vec<String> {
    let towns: Vec<places::Place> = places::places().map(Iterator::collect).unwrap_or_default();
    let mut chance = Chance(20_261_122);
    let one = || {
        let town = &towns[usize::try_from(chance.below(towns.len() as u64)).ok()?];
        let date =
            format!("{}-{:02}-{:02}", 1_800 + chance.below(400), 1 + chance.below(12), 1 + chance.below(28));
        let time = format!("{:02}:{:02}", chance.below(24), chance.below(60));
        let birth = json!({ "date": date, "time": time, "place": place(town) });
        Some(json!({ "kind": "natal", "birth": birth, "settings": settings }).to_string())
    };
    let all = std::iter::repeat_with(one).flatten().filter(|text| drawn_by_name(text).is_some());
    all.take(BIRTHS).collect()
}

fn by_coordinates(town: &places::Place) -> Value {
    json!({ "latitude": town.latitude, "longitude": town.longitude, "time_zone": town.zone.name() })
}

fn by_name(town: &places::Place) -> Value {
    json!({ "name": town.name, "country": town.country.to_string() })
}

fn drawn(text: &str) -> Option<Reading> {
    draw(&serde_json::from_str(text).ok()?).ok()
}

fn drawn_by_name(text: &str) -> Option<Reading> {
    draw(&serde_json::from_str::<Named>(text).ok()?.located()?).ok()
}

fn answered(reading: Option<Reading>) -> Vec<u8> {
    reading.and_then(|reading| serde_json::to_vec(&reading).ok()).unwrap_or_default()
}

/// Runs `work` on `charts` of the births at each turn.
fn each<I, T>(bencher: Bencher, births: &[I], charts: usize, work: impl Fn(&I) -> T) {
    // The tables are unpacked before the watch starts.
    births.iter().take(10).for_each(|birth| drop(black_box(work(birth))));
    let mut turn = births.iter().cycle();
    bencher.counter(ItemsCount::new(charts)).bench_local(|| {
        turn.by_ref().take(charts).for_each(|birth| drop(black_box(work(birth))));
    });
}

/// What `POST /charts` computes as it is asked most: coordinates, Placidus, major aspects.
#[divan::bench(args = [1, 10], sample_count = 500, sample_size = 20)]
fn natal(bencher: Bencher, charts: usize) {
    each(bencher, &requests(by_coordinates, &json!({})), charts, |text| answered(drawn(text)));
}

/// The same with the name and country of a town in place of its coordinates.
#[divan::bench(args = [1, 10], sample_count = 500, sample_size = 20)]
fn natal_by_name(bencher: Bencher, charts: usize) {
    each(bencher, &requests(by_name, &json!({})), charts, |text| answered(drawn_by_name(text)));
}

/// The same with all eleven aspects.
#[divan::bench(args = [1, 10], sample_count = 500, sample_size = 20)]
fn natal_with_all_aspects(bencher: Bencher, charts: usize) {
    let texts = requests(by_coordinates, &json!({ "aspects": "all" }));
    each(bencher, &texts, charts, |text| answered(drawn(text)));
}

/// What `GET /charts/{id}/wheel.svg` computes, from the request that was kept.
#[divan::bench(sample_count = 500, sample_size = 20)]
fn natal_as_wheel(bencher: Bencher) {
    let texts = requests(by_coordinates, &json!({}));
    each(bencher, &texts, 1, |text| Some(Picture::of(&drawn(text)?, Some("Ada")).ok()?.svg(Theme::Auto)));
}

/// From the text of a request to its value.
#[divan::bench(sample_count = 500, sample_size = 20)]
fn part_request(bencher: Bencher) {
    let texts = requests(by_coordinates, &json!({}));
    each(bencher, &texts, 1, |text| serde_json::from_str::<Request>(text).ok());
}

/// From that to the reading.
#[divan::bench(sample_count = 500, sample_size = 20)]
fn part_draw(bencher: Bencher) {
    let texts = requests(by_coordinates, &json!({}));
    let asked: Vec<Request> = texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    each(bencher, &asked, 1, |request| draw(request).ok());
}

/// From that to the text of the answer.
#[divan::bench(sample_count = 500, sample_size = 20)]
fn part_answer(bencher: Bencher) {
    let drawn: Vec<Reading> =
        requests(by_coordinates, &json!({})).iter().filter_map(|text| drawn(text)).collect();
    each(bencher, &drawn, 1, |reading| serde_json::to_vec(reading).unwrap_or_default());
}
