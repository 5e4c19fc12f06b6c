//! What goes wrong, one thing at a time, then a thousand at random.

use std::time::Duration;

use super::*;

fn unavailable(code: &'static str) -> Error {
    Error::Unavailable { code, retry_after: None }
}

fn broken(code: &'static str) -> Error {
    Error::BrokenMidStream { code, settled: WORD_COSTS }
}

fn after_word(rest: impl IntoIterator<Item = Step>) -> Script {
    [head(), chunk(WORD)].into_iter().chain(rest).collect()
}

#[tokio::test]
async fn after_the_first_word_nothing_is_tried_again_and_the_costs_are_told() {
    let error = b"data: {\"error\":{\"message\":\"secret\",\"type\":\"server_error\"}}\n\n";
    for (script, code) in [
        (after_word([chunk(error)]), "PROVIDER_FAILED"),
        (after_word([Step::Hold]), "SILENT"),
        (after_word([chunk(b"data: {\"choices\":[{]}\n\n"), Step::Hold]), "NOT_UNDERSTOOD"),
        (after_word([chunk(b"data: \xff\xfe\n\n"), Step::Hold]), "NOT_UTF8"),
        (after_word([Step::Send(b"not a chunk".into())]), "CONNECTION_LOST"),
        (after_word([]), "CONNECTION_LOST"),
        (after_word([Step::Pause(20), Step::Reset]), "CONNECTION_LOST"),
        (after_word([Step::Send(b"0\r\n\r\n".into())]), "CUT_OFF"),
        (after_word([Step::Drip(b"5\r\n: hi\n\r\n".into())]), "ANSWER_TOO_LARGE"),
    ] {
        let provider = Provider::start(vec![script]).await;
        let idle_ms = if code == "SILENT" { 30 } else { 15_000 };
        let config = Config { idle_ms, answer_kib: 1, ..config(&provider, Dialect::OpenAi) };
        let heard = hear(client(&config).complete(request())).await;
        assert_eq!(heard, ("Word".into(), None, Some(broken(code)), WORD_COSTS));
        assert_eq!(provider.requests().len(), 1, "{code}");
    }
}

#[tokio::test]
async fn a_drip_that_never_ends_meets_the_deadline() {
    let ping = chunk(b": ping\n\n");
    let Step::Send(ping) = ping else { unreachable!() };
    let provider = Provider::start(vec![after_word([Step::Drip(ping)])]).await;
    let config = Config { deadline_ms: 80, ..config(&provider, Dialect::OpenAi) };
    let error = hear(client(&config).complete(request())).await.2.unwrap();
    assert_eq!(error.code(), "DEADLINE");
}

#[tokio::test]
async fn before_the_first_word_a_second_attempt_is_made_where_it_may_help() {
    let good = || stream([OPENAI.as_bytes()]);
    let role = b"data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    for first in [
        plain(500, "", "secret"),
        plain(503, "retry-after: 0\r\n", ""),
        plain(529, "", ""),
        plain(429, "retry-after: 0\r\n", ""),
        vec![Step::Reset],
        vec![],
        vec![head(), chunk(role), Step::Reset],
        vec![head(), chunk(role), Step::Send(b"0\r\n\r\n".into())],
        stream([&b"data: {\"error\":{\"message\":\"busy\"}}\n\n"[..]]),
    ] {
        let (provider, client) = provider(vec![first.clone(), good()]).await;
        let heard = hear(client.complete(request())).await;
        assert_eq!((heard.0.as_str(), heard.1, heard.3.total()), (TEXT, Some(End::Stop), 53), "{first:?}");
        assert_eq!(provider.requests().len(), 2, "{first:?}");
    }
}

#[tokio::test]
async fn some_failures_are_final() {
    let hour = Some(Duration::from_hours(1));
    let long = "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"secret\"}}";
    let filtered = b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\n";
    for (script, error) in [
        (
            plain(429, "retry-after: 3600\r\n", ""),
            Error::Unavailable { code: "RATE_LIMITED", retry_after: hour },
        ),
        (plain(401, "", "secret"), Error::Misconfigured { code: "KEY_NOT_ACCEPTED" }),
        (plain(400, "", long), Error::TooLong { code: "CONTEXT_EXCEEDED" }),
        (
            plain(200, "content-type: application/json\r\n", "{}"),
            Error::Misconfigured { code: "NOT_A_STREAM" },
        ),
        (plain(200, "", ""), Error::Misconfigured { code: "NOT_A_STREAM" }),
        (plain(307, "location: /v1/chat/completions\r\n", ""), Error::Misconfigured { code: "REDIRECTED" }),
        (stream([&filtered[..]]), Error::Refused { code: "PROVIDER_FILTER" }),
        (stream([&b"data: [DONE]\n\n"[..]]), unavailable("EMPTY_ANSWER")),
        (vec![Step::Hold], unavailable("SILENT")),
        (vec![head(), Step::Hold], unavailable("SILENT")),
    ] {
        let provider = Provider::start(vec![script]).await;
        let first_ms = if error.code() == "SILENT" { 50 } else { 30_000 };
        let config = Config { first_ms, ..config(&provider, Dialect::OpenAi) };
        let (text, end, found, _) = hear(client(&config).complete(request())).await;
        assert_eq!((text.as_str(), end, found.as_ref()), ("", None, Some(&error)));
        assert!(!format!("{found:?} {error}").contains("secret"));
        assert_eq!(provider.requests().len(), 1, "{error}");
    }
}

#[tokio::test]
async fn two_failures_are_the_end_and_nobody_home_is_said() {
    let (provider, client) = provider(vec![plain(502, "", "")]).await;
    let heard = hear(client.complete(request())).await;
    assert_eq!((heard.2, heard.3), (Some(unavailable("PROVIDER_FAILED")), Settled::default()));
    assert_eq!(provider.requests().len(), 2);

    let closed = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    let config = Config { base_url: format!("http://{closed}"), ..config(&provider, Dialect::OpenAi) };
    let heard = hear(super::client(&config).complete(request())).await;
    assert_eq!((heard.2, heard.3), (Some(unavailable("NO_CONNECTION")), Settled::default()));
}

#[tokio::test]
async fn what_a_failed_attempt_was_counted_is_not_charged() {
    let start = b"data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":900,\"output_tokens\":1}}}\n\n";
    let overloaded = b"data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n";
    let provider = Provider::start(vec![stream([&start[..], &overloaded[..]]), plain(529, "", "")]).await;
    let client = client(&config(&provider, Dialect::Anthropic));
    let heard = hear(client.complete(request())).await;
    assert_eq!((heard.2, heard.3), (Some(unavailable("PROVIDER_FAILED")), Settled::default()));
}

/// An account as a product keeps it: what is set aside, and what is used.
#[derive(Default)]
struct Account {
    reserved: u64,
    used: u64,
}

/// Streams cut anywhere, in three ways, by seed: what is charged is what was counted or heard, and not a token stays
/// set aside.
#[tokio::test]
async fn a_thousand_failures_leave_the_account_exact() {
    const CALLS: usize = 1_000;
    let mut roll = dice(20_261_122);
    let bytes = ANTHROPIC.as_bytes();
    let mut scripts = Vec::new();
    for _ in 0..CALLS {
        let cut = chunk(&bytes[..=roll(bytes.len())]);
        scripts.push(match roll(4) {
            0 => vec![head(), cut],
            1 => vec![head(), cut, Step::Send(b"0\r\n\r\n".into())],
            2 => vec![
                head(),
                cut,
                chunk(b"\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}\n\n"),
            ],
            _ => vec![head(), cut, chunk(b"\n\ndata: \xff\n\n")],
        });
    }
    // A second attempt comes after each failure that has not said a word: it takes the next script.
    let provider = Provider::start(scripts).await;
    let config = Config { breaker_failures: u32::MAX, ..config(&provider, Dialect::Anthropic) };
    let client = client(&config);
    let mut account = Account::default();
    let (mut expected, mut failed) = (0, 0);
    while provider.requests().len() < CALLS {
        let set_aside = reserve(&request());
        account.reserved += set_aside;
        let (text, end, error, settled) = hear(client.complete(request())).await;
        account.reserved -= set_aside;
        failed += usize::from(error.is_some());
        let words = u64::try_from(text.len().div_ceil(4)).unwrap();
        let cost = match (end, &error) {
            (Some(End::Stop), None) => 42 + 11,
            (None, Some(Error::BrokenMidStream { settled: told, .. })) => {
                assert_eq!(*told, settled);
                // The last count may have come before the break.
                assert!(settled.output_tokens == 11 || u64::from(settled.output_tokens) == words);
                42 + u64::from(settled.output_tokens)
            }
            (None, Some(Error::Unavailable { .. })) if text.is_empty() => 0,
            other => panic!("{other:?}"),
        };
        account.used += if matches!(error, Some(Error::Unavailable { .. })) { 0 } else { settled.total() };
        expected += cost;
    }
    assert_eq!((account.reserved, account.used), (0, expected));
    assert!(failed > 500, "{failed}");
}
