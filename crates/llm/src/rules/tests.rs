//! Questions of both kinds, and what a question may look like.

use super::*;

const HARMLESS: &str = include_str!("questions/harmless.txt");
const REFUSED: &str = include_str!("questions/refused.txt");
const CRISIS: &str = include_str!("questions/crisis.txt");

fn verdict(text: &str) -> Verdict {
    Question::new(text).unwrap().unwrap().verdict()
}

/// `CODE<tab>question`, one a line.
fn refused() -> impl Iterator<Item = (&'static str, &'static str)> {
    REFUSED.lines().map(|line| line.split_once('\t').unwrap())
}

#[test]
fn harmless_questions_are_answered() {
    let wrong: Vec<_> = HARMLESS
        .lines()
        .map(|line| (verdict(line), line))
        .filter(|(found, _)| *found != Verdict::Answer)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), HARMLESS.lines().count());
    assert!(HARMLESS.lines().count() >= 60);
}

#[test]
fn topics_are_refused_by_name() {
    let code = |line| match verdict(line) {
        Verdict::Refuse(topic) => topic.code(),
        Verdict::Crisis => "CRISIS",
        Verdict::Answer => "ANSWER",
    };
    let wrong: Vec<_> = refused()
        .map(|(topic, line)| (topic, code(line), line))
        .filter(|(topic, found, _)| topic != found)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), refused().count());
    assert!(refused().count() >= 60);
}

#[test]
fn words_of_crisis_come_first() {
    let wrong: Vec<_> = CRISIS
        .lines()
        .map(|line| (verdict(line), line))
        .filter(|(found, _)| *found != Verdict::Crisis)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), CRISIS.lines().count());
}

#[test]
fn a_question_is_one_short_line_that_hides_nothing() {
    let text = |typed: &str| Question::new(typed).unwrap().map(|question| question.text().to_owned());
    assert_eq!(text(" a\r\n\tb\u{0}\u{202e}c  d "), Some("a b c d".into()));
    assert_eq!(text(" \n\u{200b} "), None);
    assert_eq!(text(&"é".repeat(500)).unwrap().chars().count(), 500);
    assert_eq!(Question::new(&"é".repeat(501)), Err(TooLong));
    assert_eq!(format!("{:?}", Question::new("secret").unwrap()), "Some(Question(6 bytes))");
    assert_eq!(
        verdict("Will I k\u{200b}ill mys\u{2060}elf"),
        Verdict::Crisis,
        "nothing hides between letters"
    );
}
