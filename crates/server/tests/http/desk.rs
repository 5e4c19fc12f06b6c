//! The desk of saved charts, and the product events that customers leave.

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::{
    app::{PASSWORD, TestApp, unique_email},
    astrology::birth,
    client::Client,
};

async fn draw(client: &Client, tags: &Value) -> Value {
    let mut body = birth();
    body["tags"] = tags.clone();
    client.post("/charts", &body).await.expect(201)
}

fn path(chart: &Value) -> String {
    format!("/charts/{}", chart["id"].as_str().unwrap())
}

/// Names and properties of the events about one user, in the order of their names.
pub(crate) async fn events(app: &TestApp, user: &Client) -> Vec<(String, Value)> {
    let mut eye = PgConnection::connect_with(&app.database.address().bootstrap().unwrap()).await.unwrap();
    let of = "SELECT name, properties FROM data.outbox WHERE subject::text = $1 ORDER BY name, properties";
    sqlx::query_as(of).bind(&user.user).fetch_all(&mut eye).await.unwrap()
}

#[tokio::test]
async fn what_is_written_on_a_chart_is_shown_changed_and_removed() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let mut body = birth();
    body["name"] = "Ada".into();
    body["tags"] = json!([" ex-wife ", "Maths"]);
    body["notes"] = "Her clock was fast.\nAsk Byron.".into();
    let chart = user.post("/charts", &body).await.expect(201);
    assert_eq!((&chart["name"], &chart["tags"]), (&json!("Ada"), &json!(["ex-wife", "Maths"])));
    assert_eq!(chart["notes"], body["notes"]);
    assert!(chart["caveats"].is_array(), "what the chart cannot say has a name of its own");

    app.pass(jiff::SignedDuration::from_mins(1));
    let same = user.patch(&path(&chart), &json!({})).await.expect(200);
    assert_eq!(same, chart, "a change of nothing changes nothing");
    let edited = user.patch(&path(&chart), &json!({"name": null, "tags": ["maths"]})).await.expect(200);
    assert_eq!(
        (&edited["name"], &edited["tags"], &edited["notes"]),
        (&Value::Null, &json!(["maths"]), &body["notes"])
    );
    assert_eq!((&edited["points"], &edited["created_at"]), (&chart["points"], &chart["created_at"]));
    assert_ne!(edited["updated_at"], chart["updated_at"]);
    assert_eq!(user.get(&path(&chart)).await.expect(200), edited);
    let item = &user.get("/charts").await.expect(200)["items"][0];
    assert_eq!(
        (&item["tags"], &item["updated_at"], &item["notes"]),
        (&json!(["maths"]), &edited["updated_at"], &Value::Null)
    );

    user.delete(&path(&chart)).await.expect(200);
    user.delete(&path(&chart)).await.refused(404, "NOT_FOUND");
    user.get(&path(&chart)).await.refused(404, "NOT_FOUND");
    user.patch(&path(&chart), &json!({"name": "x"})).await.refused(404, "NOT_FOUND");
    assert_eq!(user.get("/charts").await.expect(200)["items"], json!([]));
    assert_eq!(user.meter("charts").await.0, 1, "what was drawn stays used");
}

#[tokio::test]
async fn a_guest_and_a_stranger_change_nothing() {
    let app = TestApp::start().await;
    let (user, stranger, admin) = (app.user().await, app.user().await, app.admin().await);
    let chart = draw(&user, &json!([])).await;
    for other in [&stranger, &admin] {
        other.patch(&path(&chart), &json!({"name": "x"})).await.refused(404, "NOT_FOUND");
        other.delete(&path(&chart)).await.refused(404, "NOT_FOUND");
    }
    app.guest().patch(&path(&chart), &json!({})).await.refused(401, "AUTHENTICATION_REQUIRED");
    app.guest().delete(&path(&chart)).await.refused(401, "AUTHENTICATION_REQUIRED");
    assert_eq!(user.get(&path(&chart)).await.expect(200), chart);
}

#[tokio::test]
async fn what_cannot_be_written_names_its_field_and_costs_nothing() {
    let app = TestApp::start().await;
    let user = app.user().await;
    let chart = draw(&user, &json!([])).await;
    let thirteen: Vec<String> = (0..13).map(|n| n.to_string()).collect();
    let cases = [
        (json!({"tags": ["a", "A"]}), "tags", "INVALID"),
        (json!({"tags": thirteen}), "tags", "INVALID"),
        (json!({"tags": ["a", " "]}), "tags[1]", "INVALID"),
        (json!({"tags": ["x".repeat(41)]}), "tags[0]", "INVALID"),
        (json!({"tags": [" \u{202e}"]}), "tags[0]", "INVALID"),
        (json!({"tags": "a"}), "tags", "WRONG_TYPE"),
        (json!({"notes": "x".repeat(4001)}), "notes", "INVALID"),
        (json!({"notes": "a\tb"}), "notes", "INVALID"),
        (json!({"notes": ""}), "notes", "INVALID"),
        (json!({"name": "\n"}), "name", "INVALID"),
        (json!({"birth": {}}), "birth", "UNKNOWN_FIELD"),
    ];
    for (change, field, code) in cases {
        let answer = user.patch(&path(&chart), &change).await.wrong_field();
        assert_eq!(answer, (field.to_owned(), code.to_owned()), "{change}");
        if change.get("birth").is_none() {
            let mut body = birth();
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            let answer = user.post("/charts", &body).await.wrong_field();
            assert_eq!(answer, (field.to_owned(), code.to_owned()), "{body}");
        }
    }
    assert_eq!(user.get(&path(&chart)).await.expect(200), chart);
    let longest = json!({"notes": "😀".repeat(4000), "tags": ["é".repeat(40)]});
    assert_eq!(user.patch(&path(&chart), &longest).await.expect(200)["notes"], longest["notes"]);
}

#[tokio::test]
async fn a_list_is_narrowed_to_tag_and_kind() {
    let app = TestApp::start().await;
    let user = app.user().await;
    user.post("/subscription/trial", &json!({})).await.expect(200);
    let mut tagged = Vec::new();
    for n in 0..5 {
        app.pass(jiff::SignedDuration::from_mins(1));
        let chart = draw(&user, &json!(if n == 2 { ["work"] } else { ["Famille É"] })).await;
        tagged.insert(0, chart["id"].clone());
    }
    tagged.remove(2);
    let (mut seen, mut query) = (Vec::new(), "tag=famille+%C3%A9&kind=natal&limit=3".to_owned());
    loop {
        let page = user.get(&format!("/charts?{query}")).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        // The place of one list is a place in another.
        let work = user.get(&format!("/charts?tag=work&cursor={cursor}")).await.expect(200);
        assert_eq!(work["items"], json!([]));
        query = format!("tag=FAMILLE+E%CC%81&limit=3&cursor={cursor}");
    }
    assert_eq!(seen, tagged);
    assert_eq!(app.user().await.get("/charts?tag=work").await.expect(200)["items"], json!([]));
    for (query, field, code) in
        [("tag=", "tag", "INVALID"), ("tag=%0A", "tag", "INVALID"), ("kind=solar", "kind", "UNKNOWN_VALUE")]
    {
        let answer = user.get(&format!("/charts?{query}")).await.wrong_field();
        assert_eq!(answer, (field.to_owned(), code.to_owned()), "{query}");
    }
}

#[tokio::test]
async fn customers_leave_events_and_refusals_none() {
    let app = TestApp::start().await;
    let (guest, email) = (app.guest(), unique_email());
    let sign_up = json!({"email": email, "password": PASSWORD, "acquisition": {"source": "newsletter"}});
    let made = guest.post("/auth/signup", &sign_up).await.expect(201);
    let user = guest.signed_in(made["access_token"].as_str().unwrap(), made["user"]["id"].as_str().unwrap());
    let sign_in = |password: &str| json!({"email": email, "password": password});
    guest.post("/auth/login", &sign_in(PASSWORD)).await.expect(200);
    guest
        .post("/auth/login", &sign_in("wrong horse battery staple"))
        .await
        .refused(401, "CREDENTIALS_INVALID");

    let mut body = birth();
    (body["name"], body["notes"]) = ("Ada".into(), "secret".into());
    body["settings"] = json!({"house_system": "whole_sign", "zodiac": "lahiri"});
    let chart = user.post_with_key("/charts", &body, "once").await.expect(201);
    let again = user.post_with_key("/charts", &body, "once").await;
    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.expect(201), chart);
    user.post("/charts", &json!({"kind": "natal"})).await.refused(422, "VALIDATION_FAILED");
    user.patch(&path(&chart), &json!({"name": "Augusta Ada", "notes": "secret"})).await.expect(200);
    user.patch(&path(&chart), &json!({"name": "Augusta Ada"})).await.expect(200);
    for picture in ["svg", "png?width=64"] {
        let wheel = user.get(&format!("{}/wheel.{picture}", path(&chart))).await;
        assert_eq!(wheel.status.as_u16(), 200);
    }
    app.user().await.get(&format!("{}/wheel.svg", path(&chart))).await.refused(404, "NOT_FOUND");
    user.delete(&path(&chart)).await.expect(200);
    user.delete(&path(&chart)).await.refused(404, "NOT_FOUND");

    let expected = [
        (
            "chart_created",
            json!({"kind": "natal", "house_system": "whole_sign", "zodiac": "lahiri", "time_known": true}),
        ),
        ("chart_deleted", json!({"kind": "natal"})),
        ("chart_edited", json!({"name": true, "tags": false, "notes": false})),
        ("last_login", json!({})),
        ("user_signed_up", json!({"source": "newsletter"})),
        ("wheel_viewed", json!({"format": "png"})),
        ("wheel_viewed", json!({"format": "svg"})),
    ];
    assert_eq!(events(&app, &user).await, expected.map(|(name, properties)| (name.to_owned(), properties)));
}
