//! The main job, told step by step: sign up, charts until the free plan's limit, the refusal, the trial,
//! premium, and what the admin sees.

use serde_json::{Value, json};

use super::{
    client::{Answer, Client},
    setup::random_password,
};
use crate::say;

/// The sign-in of the user that the story made.
pub(crate) struct User {
    pub(crate) email: String,
    pub(crate) password: String,
}

/// Births of people whose data is public, so that the charts can be compared with any almanac.
const BIRTHS: [(&str, &str, &str, f64, f64, &str); 4] = [
    ("Marie Curie", "1867-11-07", "12:00", 52.2297, 21.0122, "Europe/Warsaw"),
    ("Albert Einstein", "1879-03-14", "11:30", 48.4011, 9.9876, "Europe/Berlin"),
    ("Nelson Mandela", "1918-07-18", "14:54", -31.5889, 28.7844, "Africa/Johannesburg"),
    ("Ada Lovelace", "1815-12-10", "13:00", 51.5074, -0.1278, "Europe/London"),
];

/// Tells the story, and checks every step of it.
pub(crate) fn tell(client: &Client, admin: &str, password: &str) -> Result<User, String> {
    let admin = client.post("/auth/login", "", &json!({ "email": admin, "password": password }))?;
    let admin = text(&admin.expect(200, "the admin signs in")?, "/access_token")?;
    let before = mrr(client, &admin)?;

    let user = User { email: address()?, password: random_password().map_err(|error| error.to_string())? };
    let token = sign_up(client, &user)?;
    until_refused(client, &token)?;
    trial_then_premium(client, &token)?;

    let after = mrr(client, &admin)?;
    say(&format!("  the admin sees MRR grow from {} to {}", money(&before)?, money(&after)?));
    if minor(&after) <= minor(&before) {
        return Err(format!("MRR did not grow: {before} then {after}"));
    }
    Ok(user)
}

fn sign_up(client: &Client, user: &User) -> Result<String, String> {
    let body = json!({
        "email": user.email, "password": user.password, "name": "Robin Demo", "locale": "en", "time_zone": "Europe/Amsterdam",
        "country": "NL", "acquisition": { "source": "demo" },
    });
    let made = client.post("/auth/signup", "", &body)?.expect(201, "sign-up")?;
    let token = text(&made, "/access_token")?;
    let me = client.get("/users/me", &token)?.expect(200, "the profile")?;
    say(&format!("\n  {} signed up and is on the {} plan", user.email, text(&me, "/plan_type")?));
    Ok(token)
}

fn until_refused(client: &Client, token: &str) -> Result<(), String> {
    for round in 0.. {
        let answer = chart(client, token, round)?;
        if answer.status == 402 {
            say(&format!("  chart {} is refused: {}", round + 1, text(&answer.body, "/message")?));
            return Ok(());
        }
        describe(round, &answer.expect(201, "a chart")?)?;
        if round > 100 {
            return Err("the free plan has no limit".into());
        }
    }
    Ok(())
}

fn trial_then_premium(client: &Client, token: &str) -> Result<(), String> {
    let trial = client.post("/subscription/trial", token, &json!({}))?.expect(200, "the trial")?;
    say(&format!("  the trial starts, until {}", text(&trial, "/trial_expires_at")?));
    describe(3, &chart(client, token, 3)?.expect(201, "a chart on trial")?)?;
    let plan = json!({ "plan": "premium", "interval": "month" });
    let premium = client.post("/subscription", token, &plan)?.expect(200, "premium")?;
    say(&format!("  premium from now on: the subscription is {}", text(&premium, "/state")?));
    Ok(())
}

fn chart(client: &Client, token: &str, round: usize) -> Result<Answer, String> {
    let (name, date, time, latitude, longitude, zone) = BIRTHS[round % BIRTHS.len()];
    let place = json!({ "latitude": latitude, "longitude": longitude, "time_zone": zone });
    let birth = json!({ "date": date, "time": time, "place": place });
    client.post("/charts", token, &json!({ "kind": "natal", "name": name, "birth": birth }))
}

fn describe(round: usize, chart: &Value) -> Result<(), String> {
    let place = |body: &str| {
        let points = chart["points"].as_array().into_iter().flatten();
        let point = points.into_iter().find(|point| point["body"] == body).cloned().unwrap_or_default();
        text(&point, "/degree/text")
    };
    let (name, date, ..) = BIRTHS[round % BIRTHS.len()];
    say(&format!("  chart {}: {name}, {date}: Sun {}, Moon {}", round + 1, place("sun")?, place("moon")?));
    Ok(())
}

fn mrr(client: &Client, admin: &str) -> Result<Value, String> {
    let dashboard = client.get("/analytics/dashboard/", admin)?.expect(200, "the dashboard")?;
    let tiles = dashboard["tiles"].as_array().into_iter().flatten();
    let tile = tiles.into_iter().find(|tile| tile["name"] == "mrr").ok_or("the dashboard has no MRR")?;
    Ok(tile["value"].clone())
}

fn minor(money: &Value) -> i64 {
    money["amount_minor"].as_i64().unwrap_or(i64::MIN)
}

fn money(money: &Value) -> Result<String, String> {
    let minor = minor(money);
    Ok(format!("{}.{:02} {}", minor / 100, minor % 100, text(money, "/currency")?))
}

fn address() -> Result<String, String> {
    let random = random_password().map_err(|error| error.to_string())?;
    Ok(format!("robin-{}@demo.example", &random[..9]))
}

fn text(value: &Value, pointer: &str) -> Result<String, String> {
    match value.pointer(pointer) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) if !other.is_null() => Ok(other.to_string()),
        _ => Err(format!("{pointer} is missing in {value}")),
    }
}
