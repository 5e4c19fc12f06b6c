//! The order of a look: prefilter, the value as it stands, then every other reading. Refuses to know any language.

use crate::{
    Class, Decoding, Evidence, Finding, Kind, Place, Settings, base64,
    bytes::has,
    code, decode, embedded, html, jndi, ldap, line,
    markup::{self, Piece},
    noise, nosql, path,
    prefilter::{Marks, tells},
    shell, sql, ssrf, template,
    told::Told,
    upload,
    view::{Hit, View, is_prose},
    xml,
};

/// Values up to this length are made small on the stack.
const SHORT: usize = 512;

/// Findings that are put down to chance before one counts.
const CHANCES: usize = 16;

/// A reader of one language.
type Reader = fn(&View<'_>) -> Option<Hit>;

/// Who looks, in the order in which classes are named when several would hold.
const READERS: &[(Class, Reader)] = &[
    (Class::Control, line::control),
    (Class::Jndi, jndi::inspect),
    (Class::Xml, xml::inspect),
    (Class::Upload, upload::inspect),
    (Class::Path, path::inspect),
    (Class::Html, html::inspect),
    (Class::Sql, sql::inspect),
    (Class::Prototype, code::prototype),
    (Class::NoSql, nosql::inspect),
    (Class::Template, template::inspect),
    (Class::Code, code::inspect),
    (Class::Line, line::inspect),
    (Class::Shell, shell::inspect),
    (Class::Ldap, ldap::inspect),
    (Class::Ssrf, ssrf::inspect),
];

/// What a kind of text is asked for.
fn asks(kind: Kind, class: Class) -> bool {
    match kind {
        Kind::Opaque => false,
        Kind::Code | Kind::Markdown => matches!(class, Class::Control | Class::Jndi | Class::Html),
        Kind::Text => {
            !matches!(class, Class::Ldap | Class::Line | Class::Ssrf | Class::Prototype | Class::Upload)
        }
        _ => true,
    }
}

/// Looks for attacks in values. Cheap to share: it holds only which detectors are on.
///
/// ```
/// use threat::{Class, Decoding, Detector, Kind, Place, Settings};
///
/// let detector = Detector::new(Settings::default().without(Class::Ldap));
/// let finding = detector.inspect(b"%2e%2e%2f%2e%2e%2fnotes", Place::Path, Kind::Undeclared).unwrap();
/// assert_eq!((finding.rule, finding.decoding), ("path.up", Decoding::Percent(1)));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Detector {
    settings: Settings,
}

impl Detector {
    /// A detector with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }

    /// The first attack found in a value that was decoded as its place demands, or nothing.
    ///
    /// The bytes need not be UTF-8. A value that the prefilter lets through is not copied.
    #[must_use]
    pub fn inspect(&self, value: &[u8], place: Place, kind: Kind) -> Option<Finding> {
        let marks = Marks::of(value);
        if kind == Kind::Opaque {
            let at = self.settings.looks_for(Class::Control).then(|| memchr::memchr(0, value)).flatten()?;
            return Some(finding(
                value,
                Class::Control,
                Decoding::Plain,
                Hit::new("control.null", at, at + 1),
            ));
        }
        if marks.is_plain() && !marks.has(Marks::HIGH) && !tells(value) && !upload::concerns(place) {
            return self.in_base64(value, place, kind).or_else(|| self.object(value));
        }
        if let Some(texts) =
            (marks.has(Marks::BRACE) || marks.has(Marks::BRACKET)).then(|| embedded::texts(value)).flatten()
        {
            return self.inside(&texts, place, kind);
        }
        if let Some(pieces) = (place == Place::Body).then(|| markup::pieces(value)).flatten() {
            return self.in_markup(value, &pieces, marks, kind);
        }
        let binary = place == Place::Body
            && marks.any(&[Marks::NULL, Marks::CONTROL, Marks::HIGH])
            && is_binary(value);
        let asked = |class: Class| {
            self.settings.looks_for(class) && if binary { in_binary(class) } else { asks(kind, class) }
        };
        let kind = if binary { Kind::Text } else { kind };
        let read = |bytes: &[u8], marks, decoding| look(bytes, marks, place, kind, decoding, asked);
        read(value, marks, Decoding::Plain)
            .or_else(|| {
                let decoded = |bytes: &[u8], decoding| read(bytes, Marks::of(bytes), decoding);
                opens(marks).then(|| decode::readings(value, decoded)).flatten()
            })
            .or_else(|| self.in_stripped(value, place, kind))
            .or_else(|| self.in_base64(value, place, kind))
    }

    /// A value of nothing but digits of base 64 that stands for an object.
    fn object(self, value: &[u8]) -> Option<Finding> {
        (self.settings.looks_for(Class::Code) && code::is_object(value))
            .then(|| finding(value, Class::Code, Decoding::Base64, Hit::new("code.object", 0, 12)))
    }

    /// What a filter of words would leave.
    fn in_stripped(self, value: &[u8], place: Place, kind: Kind) -> Option<Finding> {
        let left = kind.is_strict().then(|| decode::stripped(value)).flatten()?;
        let asked =
            |class: Class| self.settings.looks_for(class) && matches!(class, Class::Sql | Class::Html);
        look(&left, Marks::of(&left), place, kind, Decoding::Stripped, asked)
    }

    /// The text that a value in base 64 stands for.
    fn in_base64(self, value: &[u8], place: Place, kind: Kind) -> Option<Finding> {
        if !kind.is_strict() {
            return None;
        }
        base64::texts(value).find_map(|text| {
            if let Some(texts) = embedded::texts(&text) {
                return self.inside(&texts, place, kind);
            }
            let marks = Marks::of(&text);
            if marks.is_plain() && !tells(&text) || has(&text, "\":") {
                return None;
            }
            let asked = |class: Class| self.settings.looks_for(class) && asks(kind, class);
            look(&text, marks, place, kind, Decoding::Base64, asked)
        })
    }

    /// XML as a whole by those who know it, then piece by piece.
    fn in_markup(self, value: &[u8], pieces: &[Piece<'_>], marks: Marks, kind: Kind) -> Option<Finding> {
        let whole = |class: Class| {
            self.settings.looks_for(class) && matches!(class, Class::Xml | Class::Jndi | Class::Control)
        };
        look(value, marks, Place::Body, kind, Decoding::Plain, whole).or_else(|| {
            pieces.iter().find_map(|piece| match piece {
                Piece::Text(text) => self.inspect(text, Place::Query, kind),
                Piece::Name(name) => (self.settings.looks_for(Class::Html) && html::is_active_name(name))
                    .then(|| {
                        finding(name, Class::Html, Decoding::Plain, Hit::new("html.in-xml", 0, name.len()))
                    }),
            })
        })
    }

    /// The texts of JSON in a value, one by one.
    fn inside(self, texts: &[embedded::Text<'_>], place: Place, kind: Kind) -> Option<Finding> {
        texts.iter().find_map(|(text, is_key)| {
            let place = if *is_key {
                Place::JsonKey
            } else if place == Place::Body {
                Place::JsonValue
            } else {
                place
            };
            self.inspect(text, place, kind)
        })
    }
}

/// One reading, by every reader that is asked.
fn look(
    value: &[u8],
    marks: Marks,
    place: Place,
    kind: Kind,
    decoding: Decoding,
    asked: impl Fn(Class) -> bool,
) -> Option<Finding> {
    let mut stack = [0; SHORT];
    let heap;
    let low: &[u8] = if let Some(room) = stack.get_mut(..value.len()) {
        room.copy_from_slice(value);
        room.make_ascii_lowercase();
        room
    } else {
        heap = value.to_ascii_lowercase();
        &heap
    };
    let view =
        View { raw: value, low, marks, told: Told::of(value), prose: is_prose(value, place), place, kind };
    READERS
        .iter()
        .filter(|(class, _)| asked(*class))
        .find_map(|(class, read)| Some(finding(value, *class, decoding, first(&view, *read)?)))
}

/// What a reader finds first that is not there by chance.
fn first(view: &View<'_>, read: Reader) -> Option<Hit> {
    let mut from = 0;
    for _ in 0..CHANCES {
        let rest = View { raw: &view.raw[from..], low: &view.low[from..], ..*view };
        let hit = read(&rest)?;
        if !noise::surrounds(rest.raw, hit.start, hit.end) {
            return Some(Hit::new(hit.rule, from + hit.start, from + hit.end));
        }
        from += hit.start + 1;
    }
    // Who hides behind so many chances is found all the same.
    read(&View { raw: &view.raw[from..], low: &view.low[from..], ..*view })
}

/// A body that is no text: bytes that are no UTF-8, or control characters.
fn is_binary(body: &[u8]) -> bool {
    let odd = |byte: &u8| *byte < b'\t' || (14..32).contains(byte);
    body.iter().any(odd) || std::str::from_utf8(body).is_err()
}

/// What a body that is no text can still do: UTF-16 hides XML, archives hide objects.
fn in_binary(class: Class) -> bool {
    matches!(class, Class::Xml | Class::Jndi | Class::Code)
}

/// Whether some back end would read the value in another way.
fn opens(marks: Marks) -> bool {
    marks.any(&[
        Marks::PERCENT,
        Marks::AMPERSAND,
        Marks::BACKSLASH,
        Marks::HIGH,
        Marks::PLUS,
        Marks::NULL,
        Marks::CONTROL,
    ])
}

fn finding(value: &[u8], class: Class, decoding: Decoding, hit: Hit) -> Finding {
    Finding { class, rule: hit.rule, decoding, evidence: Evidence::of(value, hit.start, hit.end) }
}

#[cfg(test)]
mod tests;
