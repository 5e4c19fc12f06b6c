//! One question asked by many, and callers who leave.

use super::*;

/// A word, then nothing until the client leaves.
fn endless() -> Script {
    vec![head(), chunk(WORD), Step::Hold]
}

/// A word, a pause in which others may come and go, then the rest.
fn slow() -> Script {
    let rest = b"data: {\"choices\":[{\"delta\":{\"content\":\"s\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n";
    vec![head(), chunk(WORD), Step::Pause(60), chunk(rest), Step::Send(b"0\r\n\r\n".into())]
}

#[tokio::test]
async fn the_same_question_is_asked_once_and_kept() {
    let (provider, client) = provider(vec![slow()]).await;
    let key = client.key("v1", &request());
    let mut leader = client.shared(key, request());
    assert_eq!(leader.next().await, Some(Ok(Event::Delta("Word".into()))));
    let followers: Vec<Answer> = (0..50).map(|_| client.shared(key, request())).collect();
    assert!(followers.iter().all(|answer| answer.origin() == Origin::Shared));
    for follower in followers {
        let heard = hear(follower).await;
        assert_eq!(heard, ("Words".into(), Some(End::Stop), None, Settled::default()));
    }
    let rest = leader.whole().await.unwrap();
    assert_eq!(rest.settled, Settled { input_tokens: 5, output_tokens: 2, estimated: false });

    let kept = client.shared(key, request());
    assert_eq!(kept.origin(), Origin::Kept);
    assert_eq!(hear(kept).await, ("Words".into(), Some(End::Stop), None, Settled::default()));
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn a_leader_who_leaves_does_not_take_the_answer_along() {
    let (provider, client) = provider(vec![slow()]).await;
    let key = client.key("v1", &request());
    let mut leader = client.shared(key, request());
    let _ = leader.next().await;
    let meter = leader.meter();
    let (follower, last) = (client.shared(key, request()), client.shared(key, request()));
    drop(leader);
    let (heard, last) = (hear(follower).await, hear(last).await);
    assert_eq!((heard.0.as_str(), last.0.as_str()), ("Words", "Words"));
    assert_eq!(provider.requests().len(), 1);
    let rest = Settled { input_tokens: 1, output_tokens: 1, estimated: true };
    assert_eq!((meter.settled(), heard.3, last.3), (WORD_COSTS, rest, Settled::default()), "5 and 2 in all");
}

#[tokio::test]
async fn who_leaves_before_the_first_word_leaves_all_of_the_costs_to_the_others() {
    let (provider, client) = provider(vec![slow()]).await;
    let key = client.key("v1", &request());
    let leader = client.shared(key, request());
    let (meter, follower) = (leader.meter(), client.shared(key, request()));
    drop(leader);
    let heard = hear(follower).await;
    let all = Settled { input_tokens: 5, output_tokens: 2, estimated: false };
    assert_eq!((heard.0.as_str(), heard.3, meter.settled()), ("Words", all, Settled::default()));
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn who_leaves_alone_calls_the_provider_off_and_pays_what_was_said() {
    let (provider, client) = provider(vec![endless(), stream([OPENAI.as_bytes()])]).await;
    let key = client.key("v1", &request());
    let mut answer = client.shared(key, request());
    let meter = answer.meter();
    assert_eq!(answer.next().await, Some(Ok(Event::Delta("Word".into()))));
    drop(answer);
    assert_eq!(meter.settled(), WORD_COSTS);
    provider.left().await;
    // The next caller is not handed what was called off.
    let next = client.shared(key, request());
    assert_eq!(next.origin(), Origin::Asked);
    assert_eq!(hear(next).await.0, TEXT);
    assert_eq!((meter.settled(), provider.requests().len()), (WORD_COSTS, 2));
}

#[tokio::test]
async fn what_was_just_called_off_is_neither_joined_nor_in_the_way() {
    let (provider, client) = provider(vec![endless(), slow()]).await;
    let key = client.key("v1", &request());
    let mut first = client.shared(key, request());
    let _ = first.next().await;
    drop(first);
    // Nobody has run in between: the first call is still being taken down.
    let mut second = client.shared(key, request());
    assert_eq!(
        (second.origin(), second.next().await),
        (Origin::Asked, Some(Ok(Event::Delta("Word".into()))))
    );
    assert_eq!(client.shared(key, request()).origin(), Origin::Shared);
    assert_eq!(hear(second).await.0, "s");
    assert_eq!(provider.requests().len(), 2);
}

#[tokio::test]
async fn a_failure_is_told_to_all_and_not_kept() {
    let (provider, client) = provider(vec![plain(401, "", ""), stream([OPENAI.as_bytes()])]).await;
    let key = client.key("v1", &request());
    let answers: Vec<Answer> = (0..5).map(|_| client.shared(key, request())).collect();
    for answer in answers {
        assert_eq!(hear(answer).await.2, Some(Error::Misconfigured { code: "KEY_NOT_ACCEPTED" }));
    }
    assert_eq!(hear(client.shared(key, request())).await.0, TEXT);
    assert_eq!(provider.requests().len(), 2);
}

#[tokio::test]
async fn nothing_is_kept_where_nothing_is_to_be_kept() {
    let provider = Provider::start(vec![stream([OPENAI.as_bytes()])]).await;
    let client = client(&Config { kept_answers: 0, ..config(&provider, Dialect::OpenAi) });
    let key = client.key("v1", &request());
    for _ in 0..2 {
        assert_eq!(hear(client.shared(key, request())).await.0, TEXT);
    }
    assert_eq!(provider.requests().len(), 2);
}

#[tokio::test]
async fn keys_tell_questions_apart() {
    let (provider, client) = provider(vec![vec![]]).await;
    let key = client.key("v1", &request());
    assert_eq!(key, client.key("v1", &request()));
    assert_ne!(key, client.key("v2", &request()));
    let other = Request { user: vec!["Sun?".into()], ..request() };
    assert_ne!(key, client.key("v1", &other), "messages are not run together");
    let warmer = Config { temperature: Some(0.9), ..config(&provider, Dialect::OpenAi) };
    assert_ne!(key, super::client(&warmer).key("v1", &request()));
    let bounded = Request { max_tokens: 9_999, ..request() };
    let more = Request { max_tokens: 8_888, ..request() };
    assert_eq!(
        client.key("v1", &bounded),
        client.key("v1", &more),
        "the installation's limit holds for both"
    );
}

#[tokio::test]
async fn an_answer_of_blanks_is_none_and_not_kept() {
    let blank = b"data: {\"choices\":[{\"delta\":{\"content\":\" \\n\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let (provider, client) = provider(vec![stream([&blank[..]]), stream([OPENAI.as_bytes()])]).await;
    let key = client.key("v1", &request());
    assert_eq!(hear(client.shared(key, request())).await.2.map(|error| error.code()), Some("EMPTY_ANSWER"));
    assert_eq!(hear(client.shared(key, request())).await.0, TEXT);
    assert_eq!(provider.requests().len(), 2);
}
