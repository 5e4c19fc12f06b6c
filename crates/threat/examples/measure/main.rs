//! How many labelled requests the detector catches and refuses. Reads lines of JSON with `label`, `tier`, `category`,
//! `payload` and `request { method, target, headers, body_base64 }`; decodes each request as the platform would; prints
//! shares with Wilson intervals. A line with `class`, `place` and `text` instead of a request is one decoded value.
//!
//! `measure FILE.jsonl [--show CATEGORY|all] [--fifth NN] [--but-fifth N]`: fifths are made by a hash of the line, so that rules can be
//! written against four of them and judged by the other.

mod request;

use std::{collections::BTreeMap, error::Error, fs};

use serde_json::Value;
use threat::{Detector, Finding, Kind, Settings};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().ok_or("the path of a file of requests")?;
    let option = |name: &str| {
        arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1))
    };
    let (show, only, but) = (option("--show"), option("--fifth"), option("--but-fifth"));
    let detector = Detector::new(Settings::default());
    let mut tally: BTreeMap<(String, String, String), (u32, u32)> = BTreeMap::new();
    for line in fs::read_to_string(path)?.lines() {
        let case: Value = serde_json::from_str(line)?;
        let fifth = fifth(case["text"].as_str().unwrap_or(line)).to_string();
        if only.is_some_and(|only| !only.contains(&fifth)) || but.is_some_and(|but| *but == fifth) {
            continue;
        }
        let field = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        let category = if case["category"].is_string() { field("category") } else { field("class") };
        let finding = find(detector, &case);
        let entry = tally.entry((field("label"), field("tier"), category.clone())).or_default();
        entry.0 += 1;
        entry.1 += u32::from(finding.is_some());
        let wrong = finding.is_some() != (case["label"] == "attack");
        if wrong && show.is_some_and(|show| show == "all" || *show == category || *show == field("tier")) {
            report(&case, finding.as_ref());
        }
    }
    print(&tally);
    Ok(())
}

/// One of five parts, by FNV-1a over the text or the line, its upper half modulo five.
fn fifth(line: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (line.bytes().fold(0xcbf2_9ce4_8422_2325, mix) >> 32) % 5
}

/// The first finding in a request; text that people wrote has the kind of its field declared.
fn find(detector: Detector, case: &Value) -> Option<Finding> {
    let declared = match case["category"].as_str() {
        Some("l-code") => Kind::Code,
        Some("l-markdown" | "l-shelltext") => Kind::Markdown,
        _ => Kind::Undeclared,
    };
    if let Some(text) = case["text"].as_str() {
        let prose = if case["class"] == "text" { Kind::Text } else { Kind::Undeclared };
        return request::single(case["place"].as_str().unwrap_or_default(), text)
            .into_iter()
            .find_map(|(place, value)| detector.inspect(&value, place, prose));
    }
    let payload = case["payload"].as_str().unwrap_or_default().as_bytes();
    request::values(&case["request"]).into_iter().find_map(|(place, value)| {
        let kind = if value == payload { declared } else { Kind::Undeclared };
        detector.inspect(&value, place, kind)
    })
}

#[expect(clippy::print_stdout, reason = "the report is what this is for")]
fn report(case: &Value, finding: Option<&Finding>) {
    let text = if case["text"].is_string() { &case["text"] } else { &case["payload"] };
    let text: String = text.to_string().chars().take(300).collect();
    let rule = finding.map(|finding| (finding.rule, finding.decoding, finding.evidence.masked.as_str()));
    println!(
        "{}{} {}{} {} {rule:?}\n    {text}",
        case["category"], case["class"], case["source"], case["id"], case["place"]
    );
}

#[expect(clippy::print_stdout, reason = "the report is what this is for")]
fn print(tally: &BTreeMap<(String, String, String), (u32, u32)>) {
    for ((label, tier, category), (all, found)) in tally {
        let (low, high) = wilson(*found, *all);
        let share = 100.0 * f64::from(*found) / f64::from(*all);
        println!(
            "{label:7}{tier:12}{category:18}{found:5} of {all:5} {share:7.2} %  [{low:5.1}, {high:5.1}]"
        );
    }
    for (label, tier) in [("attack", "core"), ("attack", "conditional"), ("legit", "core"), ("legit", "hard")]
    {
        let classes: Vec<f64> = tally
            .iter()
            .filter(|((l, t, _), _)| l == label && t == tier)
            .map(|(_, (all, found))| 100.0 * f64::from(*found) / f64::from(*all))
            .collect();
        let mean = classes.iter().sum::<f64>() / f64::from(u32::try_from(classes.len().max(1)).unwrap_or(1));
        println!("mean {label} {tier}: {mean:.2} %");
    }
}

/// The interval that holds the true share with 95 % confidence, in percent.
fn wilson(found: u32, all: u32) -> (f64, f64) {
    let (n, z) = (f64::from(all), 1.96_f64);
    let p = f64::from(found) / n;
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 100.0 / (1.0 + z * z / n);
    ((middle - half).max(0.0) * scale, (middle + half) * scale)
}
