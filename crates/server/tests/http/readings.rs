//! Readings by a language model: what is told, what is answered, and what it costs whatever goes wrong.

mod failures;
mod leaving;

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use testkit::provider::{Provider, Script, Step, chunk, head, plain, stream};
use web::Routes;

use crate::{app::TestApp, astrology, client::Client};

const WORDS: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"Your Sun says \"}}]}\n\n\
data: {\"choices\":[{\"delta\":{\"content\":\"begin.\"},\"finish_reason\":\"stop\"}]}\n\n\
data: {\"choices\":[],\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":41}}\n\ndata: [DONE]\n\n";
const WORD: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"Your Sun\"}}]}\n\n";

fn good() -> Script {
    stream([WORDS])
}

/// An application with a model, and a premium user with one chart.
async fn desk(provider: &Provider) -> (TestApp, Client, String) {
    let app = TestApp::start_with(|config| ask(&mut config.llm, provider), Routes::new("")).await;
    let (user, path) = premium(&app).await;
    (app, user, path)
}

fn ask(config: &mut llm::Config, provider: &Provider) {
    config.base_url = provider.base_url();
    config.model = "model-of-test".into();
    config.retry_ms = 1;
    config.breaker_failures = 1_000_000;
}

/// A premium user, and the path of the readings of their chart.
async fn premium(app: &TestApp) -> (Client, String) {
    let user = app.user().await;
    user.post("/subscription", &json!({"plan": "premium", "interval": "month"})).await.expect(200);
    let chart = astrology::draw(&user).await.expect(201);
    let path = format!("/charts/{}/interpretations", chart["id"].as_str().unwrap());
    (user, path)
}

/// Interpretations and tokens: used, and nothing set aside any more.
async fn spent(user: &Client) -> (u64, u64) {
    let (readings, tokens) = (user.meter("ai_interpretations").await, user.meter("ai_tokens").await);
    assert_eq!((readings.1, tokens.1), (0, 0), "nothing stays set aside");
    (readings.0, tokens.0)
}

fn in_pieces(user: &Client, path: &str, body: &Value) -> Request<Body> {
    let mut request = user.request_with(Method::POST, path, body.to_string());
    request.headers_mut().insert(header::ACCEPT, "text/event-stream".parse().unwrap());
    request
}

/// Waits until something is so.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited).await.unwrap();
}

/// Names and data of the events of an answer.
fn told(text: &str) -> Vec<(String, Value)> {
    let events = text.split("\n\n").filter(|event| event.contains("data: "));
    events
        .map(|event| {
            let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            (line("event: ").to_owned(), serde_json::from_str(line("data: ")).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn a_model_reads_a_chart_and_is_told_nothing_that_names_anybody() {
    let provider = Provider::start(vec![good()]).await;
    let (_app, user, path) = desk(&provider).await;
    let reading = user.post(&path, &json!({"question": "What helps me to finish things?"})).await.expect(201);
    assert_eq!((&reading["engine"], &reading["text"]), (&json!("model"), &json!("Your Sun says begin.")));
    assert_eq!(reading["charged"], json!({"ai_interpretations": 1, "ai_tokens": 741}));
    assert!(reading["notice"].as_str().unwrap().len() > 20 && reading["fallback"].is_null());
    assert_eq!(spent(&user).await, (1, 741));

    let asked = &provider.requests()[0];
    let body: Value = serde_json::from_str(asked.split_once("\r\n\r\n").unwrap().1).unwrap();
    let messages = body["messages"].as_array().unwrap();
    let roles: Vec<_> = messages.iter().map(|message| message["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "user"]);
    assert_eq!(messages[2]["content"], "What helps me to finish things?");
    assert_eq!(
        messages[1]["content"],
        reading["told"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap())
            .collect::<Vec<_>>()
            .join("\n")
    );
    for secret in ["2000-01", "12:00", "London", "51.4", &user.user] {
        assert!(!asked.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_same_chart_is_asked_once_and_a_question_is_its_askers_own() {
    let provider = Provider::start(vec![good()]).await;
    let (app, user, path) = desk(&provider).await;
    let (other, others) = premium(&app).await;
    user.post(&path, &json!({})).await.expect(201);
    let kept = other.post(&others, &json!({})).await.expect(201);
    assert_eq!(
        kept["charged"],
        json!({"ai_interpretations": 1, "ai_tokens": 0}),
        "who asked paid for the tokens"
    );
    assert_eq!(provider.requests().len(), 1);
    for _ in 0..2 {
        user.post(&path, &json!({"question": "Why?"})).await.expect(201);
    }
    assert_eq!(provider.requests().len(), 3);
    assert_eq!((spent(&user).await, spent(&other).await), ((3, 3 * 741), (1, 0)));
}

#[tokio::test]
async fn a_reading_comes_in_pieces() {
    let provider = Provider::start(vec![good()]).await;
    let (app, user, path) = desk(&provider).await;
    let answer = user.send(in_pieces(&user, &path, &json!({}))).await;
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/event-stream");
    let events = told(&answer.text);
    let names: Vec<&str> = events.iter().map(|event| event.0.as_str()).collect();
    assert_eq!(names, ["delta", "delta", "answer"]);
    assert_eq!(
        (&events[1].1["text"], &events[2].1["text"]),
        (&json!("begin."), &json!("Your Sun says begin."))
    );
    assert_eq!(spent(&user).await, (1, 741));

    let unread = app.user().await;
    let missing = unread.send(in_pieces(&unread, &path, &json!({}))).await;
    missing.refused(404, "NOT_FOUND");
    let plain = TestApp::start().await;
    let reader = plain.user().await;
    let chart = astrology::draw(&reader).await.expect(201);
    let path = format!("/charts/{}/interpretations", chart["id"].as_str().unwrap());
    let events = told(&reader.send(in_pieces(&reader, &path, &json!({}))).await.text);
    let (last, deltas) = events.split_last().unwrap();
    let whole: String = deltas.iter().map(|(_, data)| data["text"].as_str().unwrap()).collect();
    assert_eq!((&last.1["engine"], last.1["text"].as_str().unwrap()), (&json!("composer"), whole.as_str()));
}

#[tokio::test]
async fn when_the_model_breaks_off_the_composer_speaks_says_so_and_nothing_is_charged() {
    let provider = Provider::start(vec![vec![head(), chunk(WORD), Step::Reset]]).await;
    let (_app, user, path) = desk(&provider).await;
    let events = told(&user.send(in_pieces(&user, &path, &json!({}))).await.text);
    assert_eq!(
        (events[0].0.as_str(), &events[1]),
        ("delta", &("anew".into(), json!({"reason": "broke_off"})))
    );
    let (last, rest) = events.split_last().unwrap();
    let anew: String = rest[2..].iter().map(|(_, data)| data["text"].as_str().unwrap()).collect();
    assert_eq!(last.1["text"], anew, "what was said before does not count");
    assert_eq!((&last.1["engine"], &last.1["fallback"]), (&json!("composer"), &json!("broke_off")));
    assert_eq!(last.1["charged"], json!({"ai_interpretations": 0, "ai_tokens": 0}));
    assert_eq!(spent(&user).await, (0, 0));
}

#[tokio::test]
async fn a_repeated_request_waits_and_is_charged_once() {
    let provider = Provider::start(vec![vec![head(), Step::Hold], good()]).await;
    let app = TestApp::start_with(
        |config| {
            ask(&mut config.llm, &provider);
            config.llm.first_ms = 300;
        },
        Routes::new(""),
    )
    .await;
    let (user, path) = premium(&app).await;
    let body = json!({"tone": "plain"});
    let first = tokio::spawn({
        let (user, path, body) = (user.clone(), path.clone(), body.clone());
        async move { user.post_with_key(&path, &body, "once").await }
    });
    until(async || user.meter("ai_interpretations").await.1 > 0).await;
    user.post_with_key(&path, &body, "once").await.refused(409, "IDEMPOTENCY_IN_FLIGHT");
    user.post_with_key(&path, &json!({}), "once").await.refused(422, "IDEMPOTENCY_KEY_REUSED");
    let first = first.await.unwrap().expect(201);
    assert_eq!(first["fallback"], "unavailable");
    let again = user.post_with_key(&path, &body, "once").await;
    assert_eq!(
        (again.headers["idempotency-replayed"].to_str().unwrap(), &again.body["data"]),
        ("true", &first)
    );
    user.post_with_key(&path, &body, "twice").await.expect(201);
    assert_eq!(spent(&user).await, (1, 741));
}

#[tokio::test]
async fn who_leaves_pays_for_what_was_said_and_a_key_keeps_the_rest() {
    let provider = Provider::start(vec![vec![head(), chunk(WORD), Step::Hold], good()]).await;
    let (app, user, path) = desk(&provider).await;
    let response = web::front::answer(
        app.app.router.clone(),
        app.app.shell.clone(),
        "127.0.0.1".parse().unwrap(),
        in_pieces(&user, &path, &json!({})),
    )
    .await;
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("Your Sun"));
    assert_eq!(user.meter("ai_interpretations").await, (0, 1), "set aside while it is under way");
    drop(body);
    provider.left().await;
    until(async || user.meter("ai_tokens").await.1 == 0).await;
    let (readings, tokens) = spent(&user).await;
    assert!(
        readings == 1 && (300..1_500).contains(&tokens),
        "the prompt and two words by the estimate: {tokens}"
    );

    // With a key the reading goes on without its listener, and waits for it.
    let mut keyed = in_pieces(&user, &path, &json!({"focus": "work"}));
    keyed.headers_mut().insert("idempotency-key", "mine".parse().unwrap());
    drop(
        web::front::answer(
            app.app.router.clone(),
            app.app.shell.clone(),
            "127.0.0.1".parse().unwrap(),
            keyed,
        )
        .await,
    );
    until(async || user.meter("ai_interpretations").await == (2, 0)).await;
    let kept = user.post_with_key(&path, &json!({"focus": "work"}), "mine").await.expect(201);
    assert_eq!((&kept["text"], spent(&user).await), (&json!("Your Sun says begin."), (2, tokens + 741)));
}

#[tokio::test]
async fn what_is_not_answered_is_refused_before_anybody_is_asked() {
    let provider = Provider::start(vec![good()]).await;
    let (_app, user, path) = desk(&provider).await;
    for (question, code) in [
        ("When will I die?", "TOPIC_DEATH"),
        ("Am I pregnant?", "TOPIC_PREGNANCY"),
        ("Should I invest in bitcoin?", "TOPIC_MONEY"),
        (&"x".repeat(501), "QUESTION_TOO_LONG"),
    ] {
        let wrong = user.post(&path, &json!({"question": question})).await.wrong_field();
        assert_eq!(wrong, ("question".into(), code.into()));
    }
    let crisis = user.post(&path, &json!({"question": "I want to kill myself"})).await.expect(201);
    assert!(crisis["engine"] == "rules" && crisis["text"].as_str().unwrap().contains("988"));
    assert_eq!((spent(&user).await, provider.requests().len()), ((0, 0), 0));

    let plain = TestApp::start().await;
    let (reader, path) = premium(&plain).await;
    let wrong = reader.post(&path, &json!({"question": "What helps me?"})).await.wrong_field();
    assert_eq!(wrong.1, "QUESTION_UNANSWERABLE");
}

#[tokio::test]
async fn tokens_have_a_limit_of_their_own() {
    let provider = Provider::start(vec![good()]).await;
    let app = TestApp::start_with(|config| ask(&mut config.llm, &provider), Routes::new("")).await;
    let admin = app.admin().await;
    let plans = app.guest().get("/plans").await.expect(200);
    let premium_plan =
        plans["items"].as_array().unwrap().iter().find(|plan| plan["code"] == "premium").unwrap();
    let mut plan = premium_plan.clone();
    plan["limits"]["ai_tokens"] = json!(1_000);
    let plan = json!({"name": "Premium", "family": plan["family"], "rank": plan["rank"],
        "prices": plan["prices"], "limits": plan["limits"], "features": plan["features"]});
    admin.put("/admin/plans/premium", &plan).await;
    let (user, path) = premium(&app).await;
    let refused = user.post(&path, &json!({})).await.refused(402, "PLAN_LIMIT_REACHED");
    assert_eq!((&refused["details"]["meter"], spent(&user).await), (&json!("ai_tokens"), (0, 0)));
    assert!(provider.requests().is_empty());
}
