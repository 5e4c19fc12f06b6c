//! Charts: drawn, listed, read; and every input that cannot be drawn.

use http::{HeaderValue, header};
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    client::{Answer, Client},
};

/// A chart that anybody can check in an almanac: 1 January 2000, noon, Greenwich.
pub(crate) fn birth() -> Value {
    let place = json!({"latitude": 51.4779, "longitude": 0.0, "time_zone": "Europe/London"});
    json!({"kind": "natal", "birth": {"date": "2000-01-01", "time": "12:00", "place": place}})
}

/// Asks for one chart.
pub(crate) async fn draw(client: &Client) -> Answer {
    client.post("/charts", &birth()).await
}

#[tokio::test]
async fn a_chart_has_true_positions() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let chart = draw(&user).await.expect(201);
    let at = |body: &str| {
        let point = chart["points"].as_array().unwrap().iter().find(|point| point["body"] == body).unwrap();
        point["longitude"].as_f64().unwrap()
    };
    // The Astronomical Almanac's apparent Sun of J2000.0, and a Moon in Scorpio that any table of 2000 shows.
    assert!((at("sun") - 280.369).abs() < 0.001, "{}", at("sun"));
    assert!((at("moon") - 223.32).abs() < 0.01, "{}", at("moon"));
    assert_eq!(chart["houses"]["cusps"].as_array().unwrap().len(), 12);
    assert!(!chart["aspects"].as_array().unwrap().is_empty());

    let read = user.get(&format!("/charts/{}", chart["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(read["points"], chart["points"], "what is read is what was drawn");
    let list = user.get("/charts").await.expect(200);
    assert_eq!(list["items"][0]["id"], chart["id"]);
}

#[tokio::test]
async fn a_chart_is_its_owners_alone() {
    let app = TestApp::start().await;
    let (mine, other) = (app.user().await, app.user().await);
    let chart = draw(&mine).await.expect(201);
    other.get(&format!("/charts/{}", chart["id"].as_str().unwrap())).await.refused(404, "NOT_FOUND");
    assert_eq!(other.get("/charts").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_drawn_names_its_field_and_costs_nothing() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let with = |path: &[&str], value: Value| {
        let mut body = birth();
        *path.iter().fold(&mut body, |at, name| &mut at[*name]) = value;
        body
    };
    let cases = [
        (with(&["birth", "place", "latitude"], json!(90.1)), "LATITUDE_OUT_OF_RANGE"),
        (with(&["birth", "place", "longitude"], json!(-180.5)), "LONGITUDE_OUT_OF_RANGE"),
        (with(&["birth", "place", "time_zone"], json!("Mars/Olympus")), "ZONE_UNKNOWN"),
        (with(&["birth", "date"], json!("1799-12-31")), "DATE_OUT_OF_RANGE"),
        (with(&["birth", "date"], json!("2201-01-01")), "DATE_OUT_OF_RANGE"),
        (with(&["birth", "date"], json!("2001-02-29")), "DATE_INVALID"),
        (with(&["birth", "date"], json!("01/02/2001")), "DATE_INVALID"),
        (with(&["birth", "place", "latitude"], json!("north")), "WRONG_TYPE"),
        (with(&["birth", "hour"], json!(1)), "UNKNOWN_FIELD"),
        (with(&["kind"], json!("solar")), "UNKNOWN_VALUE"),
    ];
    for (body, expected) in cases {
        let (_, code) = user.post("/charts", &body).await.wrong_field();
        assert_eq!(code, expected, "{body}");
    }
    assert_eq!(user.meter("charts").await.0, 0, "a refused chart costs nothing");
}

#[tokio::test]
async fn local_times_that_happen_twice_or_never_are_told_apart() {
    let app = TestApp::start().await;
    let user = app.user().await;
    user.post("/subscription/trial", &json!({})).await.expect(200);
    let place = json!({"latitude": 52.52, "longitude": 13.405, "time_zone": "Europe/Berlin"});
    let at = |date: &str, time: &str, fold: Option<&str>| {
        let mut birth = json!({"date": date, "time": time, "place": place});
        if let Some(fold) = fold {
            birth["fold"] = fold.into();
        }
        json!({"kind": "natal", "birth": birth})
    };
    let (_, code) = user.post("/charts", &at("2021-10-31", "02:30", None)).await.wrong_field();
    assert_eq!(code, "LOCAL_TIME_AMBIGUOUS");
    let first = user.post("/charts", &at("2021-10-31", "02:30", Some("first"))).await.expect(201);
    let second = user.post("/charts", &at("2021-10-31", "02:30", Some("second"))).await.expect(201);
    assert_eq!(first["moment"]["utc"], "2021-10-31T00:30:00Z");
    assert_eq!(second["moment"]["utc"], "2021-10-31T01:30:00Z");
    let (_, code) = user.post("/charts", &at("2021-03-28", "02:30", None)).await.wrong_field();
    assert_eq!(code, "LOCAL_TIME_SKIPPED");
}

#[tokio::test]
async fn old_zones_and_missing_times_are_handled() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let place = json!({"latitude": 52.37, "longitude": 4.89, "time_zone": "Europe/Amsterdam"});
    let amsterdam =
        json!({"kind": "natal", "birth": {"date": "1920-06-01", "time": "12:00:00", "place": place}});
    let chart = user.post("/charts", &amsterdam).await.expect(201);
    // Dutch time was 0:19:32 ahead of Greenwich, and an hour more in summer.
    assert_eq!(chart["moment"]["utc"], "1920-06-01T10:40:28Z", "{}", chart["moment"]);

    let unknown = json!({"kind": "natal", "birth": {"date": "1990-06-01", "place": place}});
    let chart = user.post("/charts", &unknown).await.expect(201);
    assert_eq!(chart["moment"]["time_known"], false);
    assert!(chart["houses"].is_null() && chart["angles"].is_null(), "no angles without a time");
    let moon =
        chart["points"].as_array().unwrap().iter().find(|point| point["body"] == "moon").unwrap().clone();
    assert!(moon["range"].is_object(), "{moon}");
}

#[tokio::test]
async fn past_the_polar_circle_placidus_gives_porphyry_and_says_so() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let place = json!({"latitude": 78.22, "longitude": 15.65, "time_zone": "Arctic/Longyearbyen"});
    let body = json!({"kind": "natal", "birth": {"date": "2000-06-21", "time": "12:00", "place": place}});
    let houses = user.post("/charts", &body).await.expect(201)["houses"].clone();
    assert_eq!(
        (houses["system_asked"].as_str(), houses["system_used"].as_str()),
        (Some("placidus"), Some("porphyry")),
        "{houses}"
    );
    for latitude in [90.0, -90.0] {
        let mut body = body.clone();
        body["birth"]["place"]["latitude"] = latitude.into();
        let answer = user.post("/charts", &body).await;
        assert!(!answer.status.is_server_error(), "{}", answer.text);
    }
}

fn born_at(place: &Value) -> Value {
    let birth = json!({ "date": "1987-03-14", "time": "05:47", "place": place });
    json!({ "kind": "natal", "name": "Ada <b>", "birth": birth })
}

#[tokio::test]
async fn a_place_is_found_by_its_name() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let found = app.guest().get("/places?q=wien&country=AT&limit=1").await.expect(200);
    let first = &found["items"][0];
    assert_eq!((&first["name"], &first["time_zone"]), (&json!("Vienna"), &json!("Europe/Vienna")));
    assert!(found["source"].as_str().unwrap().contains("GeoNames"));
    for (query, path) in [("q=x&country=Austria", "country"), ("q=x&limit=0", "limit"), ("limit=1", "q")] {
        let (at, _) = app.guest().get(&format!("/places?{query}")).await.wrong_field();
        assert_eq!(at, path);
    }
    let chart = user.post("/charts", &born_at(&json!({ "name": "Wien" }))).await.expect(201);
    assert_eq!((&chart["place"]["name"], &chart["place"]["country"]), (&json!("Vienna"), &json!("AT")));
    assert_eq!(
        (&chart["analysis"]["sect"], &chart["analysis"]["ruler"]),
        (&json!("night"), &json!("jupiter"))
    );
    let unclear = user.post("/charts", &born_at(&json!({ "name": "Springfield", "country": "US" }))).await;
    let unclear = unclear.refused(422, "VALIDATION_FAILED");
    assert_eq!(unclear["details"]["fields"][0]["code"], "PLACE_AMBIGUOUS");
    assert!(unclear["details"]["places"].as_array().unwrap().len() > 1);
}

#[tokio::test]
async fn a_chart_is_a_picture() {
    let app = TestApp::start().await;
    let (user, stranger) = (app.user().await, app.user().await);
    let chart = user.post("/charts", &born_at(&json!({ "name": "Wien" }))).await.expect(201);
    let path = format!("/charts/{}", chart["id"].as_str().unwrap());
    let wheel = user.get(&format!("{path}/wheel.svg?theme=dark")).await;
    assert_eq!((wheel.status.as_u16(), &wheel.headers[header::CONTENT_TYPE]), (200, &SVG));
    assert!(wheel.text.starts_with("<svg") && wheel.text.contains("Ada &lt;b&gt;"));
    assert!(!wheel.text.contains("<b>"));
    let pixels = user.get(&format!("{path}/wheel.png?width=128")).await;
    assert_eq!((pixels.status.as_u16(), &pixels.headers[header::CONTENT_TYPE]), (200, &PNG));
    let (at, _) = user.get(&format!("{path}/wheel.png?width=5000")).await.wrong_field();
    assert_eq!(at, "width");
    for file in ["wheel.svg", "wheel.png"] {
        stranger.get(&format!("{path}/{file}")).await.refused(404, "NOT_FOUND");
    }
}

/// Two are drawn and sixteen wait.
#[tokio::test]
async fn a_flood_of_pictures_is_told_to_come_back() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let chart = draw(&user).await.expect(201);
    let path = format!("/charts/{}/wheel.png?width=400", chart["id"].as_str().unwrap());
    let answers = futures_util::future::join_all((0..40).map(|_| user.get(&path))).await;
    let (drawn, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status.is_success());
    assert!(drawn.len() >= 18 && !refused.is_empty(), "{} were drawn", drawn.len());
    for answer in refused {
        assert_eq!(answer.headers[header::RETRY_AFTER], "1");
        answer.refused(503, "BUSY");
    }
    assert_eq!(user.get(&path).await.status, 200, "afterwards there is room again");
}

const SVG: HeaderValue = HeaderValue::from_static("image/svg+xml");
const PNG: HeaderValue = HeaderValue::from_static("image/png");

#[tokio::test]
async fn a_chart_is_read_in_words() {
    let app = TestApp::start().await;
    let (user, stranger) = (app.user().await, app.user().await);
    let chart = user.post("/charts", &born_at(&json!({ "name": "Wien" }))).await.expect(201);
    let path = format!("/charts/{}/interpretations", chart["id"].as_str().unwrap());
    let reading = user.post(&path, &json!({ "focus": "love" })).await.expect(201);
    assert_eq!((&reading["engine"], &reading["focus"]), (&json!("composer"), &json!("love")));
    let sections = reading["sections"].as_array().unwrap().iter();
    let sentences: Vec<&Value> =
        sections.flat_map(|section| section["sentences"].as_array().unwrap()).collect();
    assert!(sentences.len() > 5);
    assert!(sentences.iter().all(|sentence| !sentence["factors"].as_array().unwrap().is_empty()));
    assert!(!reading.to_string().contains("Ada"), "nothing that names a person is in it");
    let spent = user.post(&path, &json!({ "focus": "love" })).await.refused(402, "PLAN_LIMIT_REACHED");
    let (meter, trial) = (&spent["details"]["meter"], &spent["details"]["trial"]["plan"]);
    assert_eq!((meter, trial), (&json!("ai_interpretations"), &json!("trial")));
    user.post(&path, &json!({ "focus": "death" })).await.refused(422, "VALIDATION_FAILED");

    stranger.post(&path, &json!({})).await.refused(404, "NOT_FOUND");
    assert_eq!(stranger.meter("ai_interpretations").await.0, 0, "what is not there costs nothing");
}
