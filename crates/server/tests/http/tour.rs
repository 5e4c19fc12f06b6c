//! `docs/TOUR.md` is true: its commands are sent, in its order, and answered as it says.

use std::collections::HashMap;

use http::{HeaderName, Method};
use serde_json::Value;

use crate::{
    app::{PASSWORD, TestApp},
    client::{Answer, Client},
};

const TOUR: &str = include_str!("../../../../docs/TOUR.md");

/// Commands and expected answers, as they stand.
enum Block {
    Commands(Vec<String>),
    Answer(Value),
}

fn blocks() -> Vec<Block> {
    let fenced = TOUR.split("```").skip(1).step_by(2);
    fenced
        .map(|block| match block.split_once('\n').unwrap() {
            ("sh", commands) => {
                let joined = commands.replace("\\\n", " ");
                Block::Commands(
                    joined.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
                )
            }
            ("json", answer) => Block::Answer(serde_json::from_str(answer).unwrap()),
            (other, _) => panic!("a block of {other:?}"),
        })
        .collect()
}

/// The words of a command as a shell would split them, variables put in.
fn words(command: &str, variables: &HashMap<String, String>) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut letters = command.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (_, Some(open)) if letter == open => quote = None,
            ('$', None | Some('"')) => {
                let mut name = String::new();
                while let Some(next) = letters.next_if(char::is_ascii_uppercase) {
                    name.push(next);
                }
                word.get_or_insert_default()
                    .push_str(variables.get(&name).unwrap_or_else(|| panic!("${name}")));
            }
            (' ', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

async fn curl(client: &Client, words: &[String]) -> Answer {
    let (mut method, mut headers, mut body, mut url) = (None, Vec::new(), None, None);
    let mut rest = words.iter().skip(1).take_while(|word| *word != ">");
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-s" => {}
            "-X" => method = Some(rest.next().unwrap().parse::<Method>().unwrap()),
            "-H" => headers.push(rest.next().unwrap().split_once(": ").unwrap()),
            "-d" => body = rest.next(),
            _ => url = Some(word),
        }
    }
    let path = url.unwrap().strip_prefix("localhost:8080/api").unwrap();
    let path = path.strip_prefix("/v1").unwrap_or(path);
    let method = method.unwrap_or(if body.is_some() { Method::POST } else { Method::GET });
    let mut request = client.request(method, path);
    *request.body_mut() = body.cloned().unwrap_or_default().into();
    for (name, value) in headers {
        request.headers_mut().insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    client.send(request).await
}

/// Whether everything that is expected is there; `"..."` stands for anything, and a list for its first items.
fn agrees(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::String(dots), found) if dots == "..." => !found.is_null(),
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(name, value)| found.get(name).is_some_and(|found| agrees(value, found)))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() <= found.len()
                && expected.iter().zip(found).all(|(value, found)| agrees(value, found))
        }
        _ => expected == found,
    }
}

#[tokio::test]
async fn the_tour_is_true() {
    let app = TestApp::start().await;
    app.admin_called("admin@demo.example").await;
    let guest = app.guest();
    let mut variables = HashMap::from([("PASSWORD".to_owned(), PASSWORD.to_owned())]);
    let (mut last, mut sent, mut compared) = (None, 0, 0);
    for block in blocks() {
        match block {
            Block::Commands(commands) => {
                for command in commands.iter().filter(|command| command.contains("curl ")) {
                    let kept =
                        command.split_once("=$(").map(|(name, rest)| (name, rest.trim_end_matches(')')));
                    let plain = kept.map_or(command.as_str(), |(_, rest)| rest.split(" | ").next().unwrap());
                    let answer = curl(&guest, &words(plain, &variables)).await;
                    if let Some((name, rest)) = kept {
                        let path = rest.rsplit(' ').next().unwrap().replace('.', "/");
                        let value = answer.body.pointer(&path).and_then(Value::as_str);
                        variables.insert(
                            name.to_owned(),
                            value.unwrap_or_else(|| panic!("{command}: {}", answer.text)).to_owned(),
                        );
                    }
                    sent += 1;
                    last = Some((command.clone(), answer));
                }
            }
            Block::Answer(expected) => {
                let (command, answer) = last.as_ref().unwrap();
                let whole = expected.get("success").is_some();
                let found = if whole { &answer.body } else { &answer.body["data"] };
                assert!(
                    agrees(&expected, found),
                    "{command}\nshould answer\n{expected}\nbut answers\n{}",
                    answer.text
                );
                compared += 1;
            }
        }
    }
    assert!(sent >= 17 && compared >= 11, "{sent} commands, {compared} answers");
}

#[test]
fn a_false_answer_would_be_noticed() {
    let found = serde_json::json!({"a": [{"b": 1}, {"b": 2}], "c": null});
    for (expected, right) in [
        (serde_json::json!({"a": [{"b": 1}]}), true),
        (serde_json::json!({"a": "..."}), true),
        (serde_json::json!({"a": [{"b": 2}]}), false),
        (serde_json::json!({"c": "..."}), false),
        (serde_json::json!({"d": "..."}), false),
    ] {
        assert_eq!(agrees(&expected, &found), right, "{expected}");
    }
}
