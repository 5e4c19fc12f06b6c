//! A thousand readings from a provider that fails in every way it can, by a seed: what the meters say in the end is what
//! was answered, no more and no less.

use super::*;

const CASES: usize = 1_000;
const USERS: usize = 40;
/// So many requests at once.
const AT_ONCE: usize = 8;
const SEED: u64 = 20_261_122;

/// What a provider does, and what it may cost: exactly so many tokens, or nothing.
fn behaviour(roll: usize) -> (Script, Option<u64>) {
    let error = b"data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n";
    let filtered = b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\n";
    match roll {
        0..=4 => (good(), Some(741)),
        5 => (stream(WORDS.chunks(1)), Some(741)),
        6 => (stream(WORDS.chunks(7)), Some(741)),
        7 => (vec![head(), chunk(WORD), Step::Reset], None),
        8 => (vec![head(), chunk(WORD), chunk(error)], None),
        9 => (vec![head(), chunk(WORD), Step::Send(b"not a chunk".into())], None),
        10 => (vec![head(), chunk(WORD), Step::Send(b"0\r\n\r\n".into())], None),
        11 => (plain(500, "", "no"), None),
        12 => (plain(429, "retry-after: 3600\r\n", ""), None),
        13 => (plain(429, "retry-after: 0\r\n", ""), None),
        14 => (plain(401, "", "no"), None),
        15 => (vec![Step::Reset], None),
        16 => (stream([&filtered[..]]), None),
        17 => (plain(200, "content-type: application/json\r\n", "{}"), None),
        18 => (vec![head(), chunk(WORD), chunk(b"data: \xff\xfe\n\n")], None),
        19 => (stream([WORD, &filtered[..], b"data: [DONE]\n\n"]), None),
        _ => (vec![], None),
    }
}

const BEHAVIOURS: usize = 21;

/// A small generator: the same sample each time.
fn roll(case: usize) -> usize {
    let state =
        (SEED + case as u64).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from((state ^ (state >> 29)) >> 33).unwrap() % BEHAVIOURS
}

/// Each question has its number in it, so that the provider knows the case whatever comes first.
fn case_of(request: &str) -> usize {
    let number = request.split("number ").nth(1).unwrap();
    number.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[tokio::test]
async fn a_thousand_failures_leave_the_meters_exact() {
    let provider = Provider::start_by(|request| behaviour(roll(case_of(request))).0).await;
    let app = TestApp::start_with(|config| ask(&mut config.llm, &provider), Routes::new("")).await;
    let mut people = Vec::new();
    for _ in 0..USERS {
        people.push(premium(&app).await);
    }
    let mut owed = vec![(0, 0); USERS];
    for cases in (0..CASES).collect::<Vec<_>>().chunks(AT_ONCE) {
        let mut under_way = Vec::new();
        for case in cases {
            let (user, path) = people[case % USERS].clone();
            let body = json!({"question": format!("What of number {case}?")});
            let request = if case % 2 == 0 {
                user.request_with(Method::POST, &path, body.to_string())
            } else {
                in_pieces(&user, &path, &body)
            };
            under_way.push((*case, tokio::spawn(async move { user.send(request).await })));
        }
        for (case, answer) in under_way {
            let answer = answer.await.unwrap();
            let reading =
                if case % 2 == 0 { answer.expect(201) } else { told(&answer.text).pop().unwrap().1 };
            let expected = behaviour(roll(case)).1;
            let charged = &reading["charged"];
            let cost =
                (charged["ai_interpretations"].as_u64().unwrap(), charged["ai_tokens"].as_u64().unwrap());
            assert_eq!(cost, expected.map_or((0, 0), |tokens| (1, tokens)), "case {case}: {reading}");
            assert_eq!(reading["fallback"].is_null(), expected.is_some(), "case {case}");
            owed[case % USERS].0 += cost.0;
            owed[case % USERS].1 += cost.1;
        }
    }
    for ((user, _), owed) in people.iter().zip(&owed) {
        assert_eq!(spent(user).await, *owed);
    }
    let readings: u64 = owed.iter().map(|owed| owed.0).sum();
    assert!((250..450).contains(&readings), "a sample of both kinds: {readings}");
}
