//! Whole calls over a socket: what a provider may do to a caller, and what the caller is told and charged.

use futures_util::StreamExt;
use jiff::SignedDuration;
use kernel::Clock;
use testkit::provider::{Provider, Script, Step, chunk, head, plain, stream};

use crate::{Answer, Client, Config, Dialect, End, Error, Event, Origin, Request, Settled, reserve};

mod failures;
mod sharing;

const OPENAI: &str = include_str!("dialect/shapes/openai.txt");
const OLLAMA: &str = include_str!("dialect/shapes/ollama.txt");
const ANTHROPIC: &str = include_str!("dialect/shapes/anthropic.txt");
const TEXT: &str = "The Sun in Aries \u{2648} \u{2014} begins.\n";

/// One word in chat completions, after which a script does its worst.
const WORD: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"Word\"}}]}\n\n";
/// What that word costs by the estimate: the prompt of [`request`] has 13 bytes.
const WORD_COSTS: Settled = Settled { input_tokens: 4, output_tokens: 1, estimated: true };

fn request() -> Request {
    Request { system: "Be brief.".into(), user: vec!["Sun".into(), "?".into()], max_tokens: 100 }
}

fn clock() -> Clock {
    Clock::manual("2026-11-22T10:00:00Z".parse().unwrap())
}

fn config(provider: &Provider, dialect: Dialect) -> Config {
    Config {
        base_url: provider.base_url(),
        dialect,
        model: "model-of-test".into(),
        api_key: "sk-hidden".into(),
        retry_ms: 1,
        ..Config::default()
    }
}

fn client(config: &Config) -> Client {
    Client::new(config, clock()).unwrap().unwrap()
}

async fn provider(scripts: Vec<Script>) -> (Provider, Client) {
    let provider = Provider::start(scripts).await;
    let client = client(&config(&provider, Dialect::OpenAi));
    (provider, client)
}

/// Everything that is heard, and what it cost in the end.
async fn hear(answer: Answer) -> (String, Option<End>, Option<Error>, Settled) {
    let meter = answer.meter();
    let (mut text, mut end, mut error) = (String::new(), None, None);
    let mut events = std::pin::pin!(answer.into_stream());
    while let Some(event) = events.next().await {
        assert!(end.is_none() && error.is_none(), "nothing follows the end");
        match event {
            Ok(Event::Delta(more)) => text.push_str(&more),
            Ok(Event::Usage(_)) => {}
            Ok(Event::End(reason)) => end = Some(reason),
            Err(reason) => error = Some(reason),
        }
    }
    (text, end, error, meter.settled())
}

/// A small generator with a seed, so that a sample is the same each time.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    }
}

#[tokio::test]
async fn both_dialects_are_spoken_over_a_socket_whatever_its_pieces() {
    let mut roll = dice(7);
    for (dialect, said, settled) in [
        (Dialect::OpenAi, OPENAI, Settled { input_tokens: 42, output_tokens: 11, estimated: false }),
        (Dialect::OpenAi, OLLAMA, Settled { input_tokens: 4, output_tokens: 9, estimated: true }),
        (Dialect::Anthropic, ANTHROPIC, Settled { input_tokens: 42, output_tokens: 11, estimated: false }),
    ] {
        let bytes = said.as_bytes();
        let mut scripts = vec![stream(bytes.chunks(1)), stream([bytes])];
        for _ in 0..40 {
            let (one, other) = (roll(bytes.len()), roll(bytes.len()));
            let (from, to) = (one.min(other), one.max(other));
            scripts.push(stream([&bytes[..from], &bytes[from..to], &bytes[to..]]));
        }
        let times = scripts.len();
        let provider = Provider::start(scripts).await;
        let client = client(&config(&provider, dialect));
        for _ in 0..times {
            let heard = hear(client.complete(request())).await;
            assert_eq!(heard, (TEXT.into(), Some(End::Stop), None, settled));
        }
    }
}

#[tokio::test]
async fn the_request_carries_key_and_limit() {
    for (dialect, path, key) in [
        (Dialect::OpenAi, "POST /v1/chat/completions HTTP/1.1", "authorization: Bearer sk-hidden\r\n"),
        (Dialect::Anthropic, "POST /v1/messages HTTP/1.1", "x-api-key: sk-hidden\r\n"),
    ] {
        let provider = Provider::start(vec![stream([ANTHROPIC.as_bytes()])]).await;
        let client = client(&Config { max_tokens: 50, ..config(&provider, dialect) });
        let _ = hear(client.complete(request())).await;
        let asked = &provider.requests()[0];
        assert!(asked.starts_with(path) && asked.contains(key), "{asked}");
        assert!(asked.contains("\"max_tokens\":50"), "the installation's limit holds: {asked}");
        assert_eq!(asked.contains("anthropic-version: 2023-06-01\r\n"), dialect == Dialect::Anthropic);
        assert!(!format!("{client:?}").contains("hidden"));
    }
}

#[tokio::test]
async fn off_until_configured() {
    assert!(Client::new(&Config::default(), clock()).unwrap().is_none());
    let half = Config { base_url: "https://api.example/v1".into(), ..Config::default() };
    assert_eq!(Client::new(&half, clock()).unwrap_err(), Error::Misconfigured { code: "NO_MODEL" });
}

#[tokio::test]
async fn whole_gives_text_end_and_costs() {
    let (_provider, client) = provider(vec![stream([OPENAI.as_bytes()])]).await;
    let whole = client.complete(request()).whole().await.unwrap();
    assert_eq!((whole.text.as_str(), whole.end, whole.settled.total()), (TEXT, End::Stop, 53));
}

#[tokio::test]
async fn a_failing_provider_is_left_alone_and_tried_again() {
    let mut scripts = vec![plain(500, "", ""); 4];
    scripts.push(stream([OPENAI.as_bytes()]));
    let provider = Provider::start(scripts).await;
    let config =
        Config { breaker_failures: 2, breaker_rest_ms: 30_000, ..config(&provider, Dialect::OpenAi) };
    let clock = clock();
    let client = Client::new(&config, clock.clone()).unwrap().unwrap();
    for _ in 0..2 {
        assert_eq!(hear(client.complete(request())).await.2.unwrap().code(), "PROVIDER_FAILED");
    }
    let resting = hear(client.complete(request())).await;
    let retry_after = Some(std::time::Duration::from_secs(30));
    assert_eq!(resting.2, Some(Error::Unavailable { code: "PROVIDER_RESTS", retry_after }));
    assert_eq!(provider.requests().len(), 4, "two calls of two attempts, then none");

    clock.advance(SignedDuration::from_secs(30));
    assert_eq!(hear(client.complete(request())).await.1, Some(End::Stop));
    assert_eq!(hear(client.complete(request())).await.1, Some(End::Stop));
}
