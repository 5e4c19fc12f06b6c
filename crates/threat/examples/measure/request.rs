//! The values of a request, each decoded once. Refuses to judge them.

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode;
use serde_json::Value;
use threat::Place;

/// Headers that say nothing but where a request goes and how long it is.
const OWN: [&str; 3] = ["host", "connection", "content-length"];

type Values = Vec<(Place, Vec<u8>)>;

/// One decoded value at its place.
pub(crate) fn single(place: &str, text: &str) -> Values {
    let text = text.as_bytes().to_vec();
    let pair = |name: Place, value: Place, text: &[u8]| {
        let at = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
        vec![(name, text[..at].to_vec()), (value, text.get(at + 1..).unwrap_or_default().to_vec())]
    };
    match place {
        "jsonkey" => vec![(Place::JsonKey, text)],
        "json" => vec![(Place::JsonValue, text)],
        "cookie" => vec![(Place::Cookie, text)],
        "header" => vec![(Place::Header, text)],
        "ua" => vec![(Place::UserAgent, text)],
        "referer" => vec![(Place::Referer, text)],
        "path" => vec![(Place::Path, text)],
        "filename" => vec![(Place::FileName, text)],
        "xml" => vec![(Place::Body, text)],
        // `name[$ne]=value` shows its name too.
        _ if text.iter().take(48).any(|byte| *byte == b'[') => {
            let mut out = pair(Place::QueryName, Place::Query, &text);
            out.push((Place::Query, text));
            out
        }
        _ => vec![(Place::Query, text)],
    }
}

/// Everything a handler would receive.
pub(crate) fn values(request: &Value) -> Values {
    let mut out = Values::new();
    let target = request["target"].as_str().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = percent_decode(path.as_bytes()).collect::<Vec<u8>>();
    if path.iter().filter(|byte| **byte == b'/').nth(1).is_some() {
        out.extend(
            path.split(|byte| *byte == b'/')
                .filter(|part| !part.is_empty())
                .map(|part| (Place::Path, part.to_vec())),
        );
    }
    out.push((Place::Path, path));
    pairs(query.as_bytes(), &mut out);
    let mut content = "";
    for header in request["headers"].as_array().into_iter().flatten() {
        let (name, value) = (header[0].as_str().unwrap_or_default(), header[1].as_str().unwrap_or_default());
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "user-agent" => out.push((Place::UserAgent, value.into())),
            "referer" => {
                out.push((Place::Referer, value.into()));
                let mut searched = Values::new();
                pairs(value.split_once('?').map_or("", |(_, query)| query).as_bytes(), &mut searched);
                out.extend(searched.into_iter().map(|(_, value)| (Place::Referer, value)));
            }
            "cookie" => cookies(value, &mut out),
            "content-type" => {
                content = value;
                out.push((Place::Header, value.into()));
            }
            other if OWN.contains(&other) => {}
            _ => {
                out.push((Place::Header, value.into()));
                out.push((Place::Header, name.into_bytes()));
            }
        }
    }
    let body =
        BASE64_STANDARD.decode(request["body_base64"].as_str().unwrap_or_default()).unwrap_or_default();
    self::body(content, &body, &mut out);
    out
}

fn body(content: &str, body: &[u8], out: &mut Values) {
    let content = content.to_ascii_lowercase();
    if content.starts_with("application/x-www-form-urlencoded") {
        pairs(body, out);
        // What begins as a document is one for whoever looks at the bytes.
        if body.starts_with(b"<") {
            out.push((Place::Body, body.to_vec()));
        }
    } else if let Some(at) = content.find("boundary=") {
        multipart(&content[at + 9..], body, out);
    } else if let Ok(tree) = serde_json::from_slice::<Value>(body) {
        json(&tree, out);
    } else if !body.is_empty() {
        out.push((Place::Body, body.to_vec()));
    }
}

/// Names and values of a query or form.
fn pairs(text: &[u8], out: &mut Values) {
    let decode = |part: &[u8]| {
        let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        percent_decode(&spaced).collect::<Vec<u8>>()
    };
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        out.push((Place::QueryName, decode(&pair[..at])));
        out.push((Place::Query, decode(pair.get(at + 1..).unwrap_or_default())));
    }
}

fn cookies(text: &str, out: &mut Values) {
    for pair in text.split(';') {
        let (name, value) = pair.trim().split_once('=').unwrap_or((pair.trim(), ""));
        out.push((Place::CookieName, percent_decode(name.as_bytes()).collect()));
        out.push((Place::Cookie, percent_decode(value.as_bytes()).collect()));
    }
}

fn json(value: &Value, out: &mut Values) {
    match value {
        Value::String(text) => out.push((Place::JsonValue, text.clone().into_bytes())),
        Value::Array(items) => items.iter().for_each(|item| json(item, out)),
        Value::Object(fields) => {
            for (key, item) in fields {
                out.push((Place::JsonKey, key.clone().into_bytes()));
                json(item, out);
            }
        }
        _ => {}
    }
}

/// Names, file names and values of the parts, whatever the case of the boundary.
fn multipart(boundary: &str, body: &[u8], out: &mut Values) {
    let text = body.to_ascii_lowercase();
    let line = format!("--{}", boundary.trim_matches('"'));
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].windows(line.len()).position(|window| window == line.as_bytes()) {
        starts.push(at + found);
        at += found + line.len();
    }
    if starts.is_empty() {
        out.push((Place::Body, body.to_vec()));
    }
    for (index, start) in starts.iter().enumerate() {
        let part = &body[start + line.len()..starts.get(index + 1).copied().unwrap_or(body.len())];
        let gap = part.windows(4).position(|w| w == b"\r\n\r\n").map(|at| (at, at + 4));
        let gap = gap.or_else(|| part.windows(2).position(|w| w == b"\n\n").map(|at| (at, at + 2)));
        let Some((head, content)) = gap else { continue };
        let header = String::from_utf8_lossy(&part[..head]).into_owned();
        for (key, place) in [("filename=\"", Place::FileName), ("; name=\"", Place::QueryName)] {
            if let Some((_, rest)) = header.split_once(key) {
                out.push((place, rest.split('"').next().unwrap_or_default().as_bytes().to_vec()));
            }
        }
        let value = part[content..]
            .strip_suffix(b"\r\n")
            .or(part[content..].strip_suffix(b"\n"))
            .unwrap_or(&part[content..]);
        match serde_json::from_slice::<Value>(value) {
            Ok(tree @ Value::Object(_)) => json(&tree, out),
            _ if header.contains("filename=") => out.push((Place::Body, value.to_vec())),
            _ => out.push((Place::Query, value.to_vec())),
        }
    }
}
