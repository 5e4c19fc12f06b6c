//! Listeners who do not read, leave, come too late or come from another tenant.

use jiff::SignedDuration;
use sqlx::{Connection, PgConnection};

use super::*;
use crate::desk::events;

/// So many pieces as nobody takes who does not read.
const PIECES: usize = 300;

fn rest() -> Vec<Step> {
    vec![
        chunk(
            b"data: {\"choices\":[{\"delta\":{\"content\":\" says.\"},\"finish_reason\":\"stop\"}]}\n\n\
data: {\"choices\":[],\"usage\":{\"prompt_tokens\":700,\"completion_tokens\":41}}\n\ndata: [DONE]\n\n",
        ),
        Step::Send(b"0\r\n\r\n".into()),
    ]
}

/// Two words, a pause, the rest: 741 tokens in all.
fn slow(milliseconds: u64) -> Script {
    [head(), chunk(WORD), Step::Pause(milliseconds)].into_iter().chain(rest()).collect()
}

async fn open(app: &TestApp, request: Request<Body>) -> Body {
    let (router, shell) = (app.app.router.clone(), app.app.shell.clone());
    web::front::answer(router, shell, "127.0.0.1".parse().unwrap(), request).await.into_body()
}

async fn first_piece(body: &mut Body) -> String {
    let bytes = body.frame().await.unwrap().unwrap().into_data().unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn text(body: Body) -> String {
    String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned()
}

/// Lets so much time pass that what is set aside has lapsed and was swept up.
async fn lapse(app: &TestApp) {
    app.app.jobs.run_due().await.unwrap();
    app.pass(SignedDuration::from_mins(6));
    app.app.jobs.run_due().await.unwrap();
}

fn keyed(mut request: Request<Body>, key: &str) -> Request<Body> {
    request.headers_mut().insert("idempotency-key", key.parse().unwrap());
    request
}

#[tokio::test]
async fn who_does_not_read_is_not_waited_for() {
    let mut script = vec![head()];
    script.extend(std::iter::repeat_n(chunk(WORD), PIECES));
    script.extend(rest());
    let provider = Provider::start(vec![script]).await;
    let (app, user, path) = desk(&provider).await;
    let body = open(&app, in_pieces(&user, &path, &json!({}))).await;
    until(async || user.meter("ai_tokens").await == (741, 0)).await;
    assert_eq!(spent(&user).await, (1, 741));
    let events = told(&text(body).await);
    assert_eq!(events.len(), PIECES + 2, "all of it is there for who reads at last");
    assert_eq!(events[PIECES + 1].1["charged"]["ai_tokens"], 741);
}

#[tokio::test]
async fn who_leaves_before_the_first_word_has_read_nothing() {
    let provider = Provider::start(vec![vec![head(), Step::Hold]]).await;
    let (app, user, path) = desk(&provider).await;
    drop(open(&app, in_pieces(&user, &path, &json!({}))).await);
    until(async || user.meter("ai_interpretations").await.1 == 0).await;
    assert_eq!(spent(&user).await, (0, 0));
    assert!(events(&app, &user).await.iter().all(|(name, _)| name != "interpretation_read"));
    let mut eye = PgConnection::connect_with(&app.database.address().bootstrap().unwrap()).await.unwrap();
    let (entries,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM record.audit_entries WHERE action = 'astrology.chart.interpreted'",
    )
    .fetch_one(&mut eye)
    .await
    .unwrap();
    assert_eq!(entries, 0, "nothing was told");
}

#[tokio::test]
async fn when_who_asked_leaves_who_still_listens_pays_the_rest() {
    let provider = Provider::start(vec![slow(400)]).await;
    let (app, user, path) = desk(&provider).await;
    let (other, others) = premium(&app).await;
    let mut asked = open(&app, in_pieces(&user, &path, &json!({}))).await;
    assert!(first_piece(&mut asked).await.contains("Your Sun"));
    let mut shared = open(&app, in_pieces(&other, &others, &json!({}))).await;
    assert!(first_piece(&mut shared).await.contains("Your Sun"));
    drop(asked);
    let events = told(&text(shared).await);
    assert_eq!(events.last().unwrap().1["text"], "Your Sun says.");
    until(async || user.meter("ai_tokens").await.1 == 0).await;
    let (left, stayed) = (spent(&user).await, spent(&other).await);
    assert!(left.1 > 0 && stayed.1 > 0, "{left:?} {stayed:?}");
    assert_eq!((left.0, stayed.0, left.1 + stayed.1), (1, 1, 741), "no token is paid for twice or by nobody");
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn no_more_is_charged_than_was_set_aside_whatever_a_provider_counts() {
    let counted = b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\
\"usage\":{\"prompt_tokens\":4294967295,\"completion_tokens\":4294967295}}\n\ndata: [DONE]\n\n";
    let end = Step::Send(b"0\r\n\r\n".into());
    let provider =
        Provider::start(vec![vec![head(), chunk(WORD), Step::Pause(300), chunk(counted), end]]).await;
    let (app, user, path) = desk(&provider).await;
    let mut body = open(&app, in_pieces(&user, &path, &json!({}))).await;
    assert!(first_piece(&mut body).await.contains("Your Sun"));
    let (used, set_aside) = user.meter("ai_tokens").await;
    let charged = told(&text(body).await).pop().unwrap().1["charged"].clone();
    assert!(used == 0 && set_aside > 1_000);
    assert_eq!(charged, json!({"ai_interpretations": 1, "ai_tokens": set_aside}));
    assert_eq!(spent(&user).await, (1, set_aside));
}

#[tokio::test]
async fn no_tenant_learns_from_a_kept_answer_whom_another_one_serves() {
    let provider = Provider::start(vec![good()]).await;
    let (app, user, path) = desk(&provider).await;
    user.post(&path, &json!({})).await.expect(201);
    let foreign = app.foreign_admin().await;
    let chart = astrology::draw(&foreign).await.expect(201);
    let path = format!("/charts/{}/interpretations", chart["id"].as_str().unwrap());
    let reading = foreign.post(&path, &json!({})).await.expect(201);
    assert_eq!((&reading["charged"]["ai_tokens"], provider.requests().len()), (&json!(741), 2));
}

/// A request that outlives what it has set aside and its key: another one with the key answers meanwhile.
#[tokio::test]
async fn who_is_overtaken_pays_nothing_and_is_told_so() {
    for streaming in [false, true] {
        let provider = Provider::start(vec![slow(1_500), good()]).await;
        let (app, user, path) = desk(&provider).await;
        let body = json!({"question": "What helps me to finish things?"});
        let plain = |key| keyed(user.request_with(Method::POST, &path, body.to_string()), key);
        let first = if streaming { keyed(in_pieces(&user, &path, &body), "k") } else { plain("k") };
        let first = tokio::spawn({
            let user = user.clone();
            async move { user.send(first).await }
        });
        until(async || provider.requests().len() == 1).await;
        lapse(&app).await;
        let second = user.send(plain("k")).await.expect(201);
        assert_eq!(second["charged"]["ai_tokens"], 741);
        let first = first.await.unwrap();
        if streaming {
            let (name, error) = told(&first.text).pop().unwrap();
            assert_eq!((name.as_str(), &error["code"]), ("error", &json!("IDEMPOTENCY_OVERTAKEN")));
            let id = first.headers["x-correlation-id"].to_str().unwrap();
            assert_eq!((&error["success"], &error["correlation_id"]), (&json!(false), &json!(id)));
        } else {
            assert_eq!(first.headers["idempotency-replayed"], "true");
            assert_eq!(first.expect(201), second);
        }
        assert_eq!(spent(&user).await, (1, 741));
    }
}

/// Another request may even stand for something else: what the first one held was no longer its own.
#[tokio::test]
async fn who_comes_too_late_does_not_take_the_key_from_another_request() {
    let provider = Provider::start(vec![slow(600), slow(1_500)]).await;
    let (app, user, path) = desk(&provider).await;
    let ask = |question: &str| {
        let request = user.request_with(Method::POST, &path, json!({"question": question}).to_string());
        let (user, request) = (user.clone(), keyed(request, "k"));
        tokio::spawn(async move { user.send(request).await })
    };
    let first = ask("What helps me to finish things?");
    until(async || provider.requests().len() == 1).await;
    app.pass(SignedDuration::from_mins(6));
    let second = ask("What helps me to begin?");
    until(async || provider.requests().len() == 2).await;
    first.await.unwrap().refused(422, "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(second.await.unwrap().expect(201)["text"], "Your Sun says.");
    assert_eq!(spent(&user).await, (1, 741));
}

#[tokio::test]
async fn what_has_lapsed_meanwhile_is_not_charged() {
    let provider = Provider::start(vec![slow(600)]).await;
    let (app, user, path) = desk(&provider).await;
    let mut body = open(&app, in_pieces(&user, &path, &json!({}))).await;
    assert!(first_piece(&mut body).await.contains("Your Sun"));
    lapse(&app).await;
    assert_eq!(spent(&user).await, (0, 0), "a sweep gives back what has lapsed");
    let (name, reading) = told(&text(body).await).pop().unwrap();
    assert_eq!((name.as_str(), &reading["engine"]), ("answer", &json!("model")));
    assert_eq!(reading["charged"], json!({"ai_interpretations": 0, "ai_tokens": 0}));
    assert_eq!(spent(&user).await, (0, 0));
}

/// A client that lost its stream asks again in the same way.
#[tokio::test]
async fn a_stream_that_is_asked_for_again_comes_whole() {
    let provider = Provider::start(vec![good()]).await;
    let (_app, user, path) = desk(&provider).await;
    let ask = || keyed(in_pieces(&user, &path, &json!({})), "mine");
    let first = told(&user.send(ask()).await.text).pop().unwrap().1;
    let again = user.send(ask()).await;
    assert_eq!(again.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!((again.expect(201), spent(&user).await), (first, (1, 741)));
}
