//! Charts of two skies over HTTP: transits and synastry asked for, read, drawn and told, and every way to ask wrongly.

use serde_json::{Value, json};

use crate::{
    app::TestApp,
    astrology::{birth, draw},
    client::Client,
};

fn place() -> Value {
    json!({"latitude": 48.2083, "longitude": 16.3731, "time_zone": "Europe/Vienna"})
}

fn born(date: &str) -> Value {
    json!({"date": date, "time": "05:47", "place": place()})
}

fn transits() -> Value {
    let moment = json!({"date": "2026-11-22", "time": "12:00", "place": place()});
    json!({"kind": "transits", "birth": born("1987-03-14"), "moment": moment})
}

fn synastry() -> Value {
    json!({"kind": "synastry", "birth": born("1987-03-14"), "other": born("1990-06-21")})
}

/// Somebody whose plan admits more than the free one.
async fn customer(app: &TestApp) -> Client {
    let user = app.user().await;
    user.post("/subscription/trial", &json!({})).await.expect(200);
    user
}

#[tokio::test]
async fn two_skies_are_answered_read_listed_and_paid_for() {
    let app = TestApp::start().await;
    let user = customer(&app).await;
    for (number, body) in [transits(), synastry()].into_iter().enumerate() {
        let chart = user.post("/charts", &body).await.expect(201);
        assert_eq!(chart["kind"], body["kind"]);
        // The Sun of 14 March 1987, 04:47 UTC, by another engine: 23°04'22" Pisces, in the first house.
        assert_eq!(chart["points"][0]["degree"]["text"], "23°04'22\" Pisces");
        assert_eq!(chart["outer"]["points"].as_array().unwrap().len(), 14);
        assert!((1..=12).contains(&chart["outer"]["points"][0]["house"].as_u64().unwrap()));
        assert!(chart["outer"]["angles"].is_object() && chart["outer"]["caveats"] == json!([]));
        let between = chart["between"].as_array().unwrap();
        assert!(!between.is_empty());
        assert!(between.iter().all(|aspect| aspect["applying"].is_boolean() == (number == 0)));
        let path = format!("/charts/{}", chart["id"].as_str().unwrap());
        assert_eq!(user.get(&path).await.expect(200), chart, "what is read is what was drawn");
        let list = user.get("/charts").await.expect(200);
        let item = list["items"].as_array().unwrap().iter().find(|item| item["id"] == chart["id"]).unwrap();
        assert_eq!(item["kind"], body["kind"]);
        assert_eq!(item["summary"], json!({"sun": "pisces", "moon": "virgo", "ascendant": "pisces"}));
        assert_eq!(user.meter("charts").await.0, u64::try_from(number).unwrap() + 1);
    }
    // Uranus at 3°49' Gemini on 22 November 2026, retrograde.
    let sky = user.post("/charts", &transits()).await.expect(201);
    let uranus = &sky["outer"]["points"][7];
    assert_eq!((&uranus["body"], &uranus["retrograde"]), (&json!("uranus"), &json!(true)));
    assert!(uranus["degree"]["text"].as_str().unwrap().starts_with("3°49'"), "{uranus}");
}

#[tokio::test]
async fn a_natal_chart_has_one_sky() {
    let app = TestApp::start().await;
    let chart = draw(&app.user().await).await.expect(201);
    assert!(chart.get("outer").is_none() && chart.get("between").is_none());
}

#[tokio::test]
async fn what_is_wrong_is_named_where_it_was_sent_and_costs_nothing() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let with = |mut body: Value, at: &str, value: Value| {
        let (parent, name) = at.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        body
    };
    let without = |mut body: Value, name: &str| {
        body.as_object_mut().unwrap().remove(name);
        body
    };
    let id = "0198c0de-0000-7000-8000-000000000001";
    let cases = [
        (without(transits(), "moment"), "moment", "REQUIRED"),
        (without(synastry(), "other"), "other", "REQUIRED"),
        (with(transits(), "/other", born("1990-06-21")), "other", "NOT_FOR_KIND"),
        (with(synastry(), "/moment", born("1990-06-21")), "moment", "NOT_FOR_KIND"),
        (with(transits(), "/kind", json!("natal")), "moment", "NOT_FOR_KIND"),
        (
            with(transits(), "/moment/place/latitude", json!(91)),
            "moment.place.latitude",
            "LATITUDE_OUT_OF_RANGE",
        ),
        (with(synastry(), "/other/date", json!("1990-06-31")), "other.date", "DATE_INVALID"),
        (with(synastry(), "/other", json!({"time": "12:00"})), "other.date", "REQUIRED"),
        (with(synastry(), "/birth", json!({"date": "1990-06-01"})), "birth.place", "REQUIRED"),
        (
            with(synastry(), "/other/place", json!({"name": "Xyzzyville"})),
            "other.place.name",
            "PLACE_UNKNOWN",
        ),
        (with(synastry(), "/other/chart", json!(id)), "other.chart", "CHART_OR_BIRTH"),
        (with(synastry(), "/other", json!({"chart": id})), "other.chart", "CHART_UNKNOWN"),
        (with(transits(), "/birth", json!({"chart": "mine"})), "birth.chart", "INVALID"),
        (with(transits(), "/moment/chart", json!(id)), "moment.chart", "UNKNOWN_FIELD"),
    ];
    for (body, path, code) in cases {
        let (at, found) = user.post("/charts", &body).await.wrong_field();
        assert_eq!((at.as_str(), found.as_str()), (path, code), "{body}");
    }
    assert_eq!(user.meter("charts").await.0, 0);
}

#[tokio::test]
async fn saved_births_are_used_by_their_owner_alone() {
    let app = TestApp::start().await;
    let (user, stranger) = (customer(&app).await, app.user().await);
    let saved =
        user.post("/charts", &json!({"kind": "natal", "birth": born("1987-03-14")})).await.expect(201);
    let mut body = synastry();
    body["birth"] = json!({"chart": saved["id"]});
    let whole = user.post("/charts", &synastry()).await.expect(201);
    let copied = user.post("/charts", &body).await.expect(201);
    assert_eq!((&copied["between"], &copied["points"]), (&whole["between"], &whole["points"]));

    let other = |id: &Value| json!({"kind": "synastry", "birth": born("1990-06-21"), "other": {"chart": id}});
    let refused = stranger.post("/charts", &other(&saved["id"])).await;
    let nobodys = stranger.post("/charts", &other(&json!("0198c0de-0000-7000-8000-000000000001"))).await;
    let fields = |answer: Value| answer["details"]["fields"].clone();
    let refused = fields(refused.refused(422, "VALIDATION_FAILED"));
    assert_eq!(
        refused,
        fields(nobodys.refused(422, "VALIDATION_FAILED")),
        "nothing tells whether it is there"
    );
    let of_two = fields(user.post("/charts", &other(&whole["id"])).await.refused(422, "VALIDATION_FAILED"));
    assert_eq!(of_two, refused);
}

#[tokio::test]
async fn two_skies_are_a_picture_of_two_rings() {
    let app = TestApp::start().await;
    let user = customer(&app).await;
    let picture = async |body: &Value| {
        let chart = user.post("/charts", body).await.expect(201);
        let path = format!("/charts/{}", chart["id"].as_str().unwrap());
        let pixels = user.get(&format!("{path}/wheel.png?width=128")).await;
        assert_eq!(pixels.status.as_u16(), 200);
        user.get(&format!("{path}/wheel.svg?theme=light")).await.text
    };
    let transits_wheel = picture(&transits()).await;
    assert!(transits_wheel.contains("<title>Birth chart and transits of 2026-11-22</title>"));
    let desc = transits_wheel.split_once("<desc>").unwrap().1.split_once("</desc>").unwrap().0;
    assert!(desc.contains("Around it transits of 2026-11-22 12:00: sun 0°"), "{desc}");
    assert!(desc.contains("transiting saturn square neptune"), "{desc}");
    let natal = picture(&birth()).await;
    assert!(transits_wheel.len() > natal.len());
    let mut named = synastry();
    named["name"] = json!("Ada & Bob");
    assert!(picture(&named).await.contains("<title>Ada &amp; Bob</title>"));
    assert!(picture(&synastry()).await.contains("<title>Birth charts of two people</title>"));
}

#[tokio::test]
async fn two_skies_are_read_in_words() {
    let app = TestApp::start().await;
    let user = customer(&app).await;
    for (body, prefix) in [(transits(), "transit."), (synastry(), "synastry.")] {
        let chart = user.post("/charts", &body).await.expect(201);
        let path = format!("/charts/{}/interpretations", chart["id"].as_str().unwrap());
        let reading = user.post(&path, &json!({})).await.expect(201);
        let first = reading["sections"][0]["sentences"].as_array().unwrap();
        let keys: Vec<&str> = first
            .iter()
            .flat_map(|one| one["factors"].as_array().unwrap())
            .filter_map(Value::as_str)
            .collect();
        assert!(keys.len() > 3 && keys.iter().all(|key| key.starts_with(prefix)), "{keys:?}");
        let between = chart["between"].as_array().unwrap();
        for key in keys.iter().filter(|key| !key.contains(".mostly.")) {
            let told = |aspect: &&Value| {
                let of = |field: &str| aspect[field].as_str().unwrap().to_owned();
                format!("{prefix}{}.{}.{}", of("a"), of("kind"), of("b")) == **key
            };
            assert!(between.iter().any(|aspect| told(&aspect)), "{key}");
        }
    }
}
