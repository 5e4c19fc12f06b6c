//! What is asked and what is answered. Refuses to know how anything is found.

/// Where a value stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A string in a JSON body.
    JsonValue,
    /// A key in a JSON body.
    JsonKey,
    /// A value of the query or of a form.
    Query,
    /// A name in the query or in a form.
    QueryName,
    /// The path of the request, or one parameter of it.
    Path,
    /// The `User-Agent` header.
    UserAgent,
    /// The `Referer` header, and others that hold an address of a page.
    Referer,
    /// Any other header.
    Header,
    /// The value of a cookie.
    Cookie,
    /// The name of a cookie.
    CookieName,
    /// The name of an uploaded file.
    FileName,
    /// A whole body of a type that the platform does not parse.
    Body,
}

impl Place {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::JsonValue,
        Self::JsonKey,
        Self::Query,
        Self::QueryName,
        Self::Path,
        Self::UserAgent,
        Self::Referer,
        Self::Header,
        Self::Cookie,
        Self::CookieName,
        Self::FileName,
        Self::Body,
    ];
}

/// What kind of text the field was declared to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Nothing is known: the strict reading.
    Undeclared,
    /// An identifier.
    Id,
    /// One of a list of words.
    Enum,
    /// An e-mail address.
    Email,
    /// An address: also asked whether it points inside.
    Url,
    /// A name of a person or thing.
    Name,
    /// Plain prose.
    Text,
    /// Prose with markup, shell recipes and code blocks.
    Markdown,
    /// A program: anything but what hurts a log or a browser.
    Code,
    /// Only null bytes are looked for.
    Opaque,
}

impl Kind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Undeclared,
        Self::Id,
        Self::Enum,
        Self::Email,
        Self::Url,
        Self::Name,
        Self::Text,
        Self::Markdown,
        Self::Code,
        Self::Opaque,
    ];

    /// Whether prose and programs are unlikely enough that a bare statement counts.
    pub(crate) fn is_strict(self) -> bool {
        !matches!(self, Self::Text | Self::Markdown | Self::Code | Self::Opaque)
    }
}

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// A class of attack; each is a detector that can be switched off.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Class { $($(#[$doc])* $name,)* }

        impl Class {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word for it in settings and records.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

classes! {
    /// A null byte or an escape sequence that hurts logs and terminals.
    Control = "control",
    /// SQL injection.
    Sql = "sql",
    /// Script or markup in a page.
    Html = "html",
    /// A path that leaves its folder or names a file of the system.
    Path = "path",
    /// A command of a shell, Shellshock among them.
    Shell = "shell",
    /// Code of PHP, Java, Python, JavaScript or Ruby, and serialised objects.
    Code = "code",
    /// Template and expression languages.
    Template = "template",
    /// Lookups of Java's naming interface in logs.
    Jndi = "jndi",
    /// Operators of document stores.
    NoSql = "nosql",
    /// LDAP and `XPath` filters.
    Ldap = "ldap",
    /// XML entities, inclusions and server-side includes.
    Xml = "xml",
    /// Lines in headers and mails.
    Line = "line",
    /// Addresses that point inside.
    Ssrf = "ssrf",
    /// Prototype pollution.
    Prototype = "prototype",
    /// Names of files that a server would run.
    Upload = "upload",
}

/// How the value has to be read for the attack to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decoding {
    /// As it stands.
    Plain,
    /// Percent signs decoded (`%27`, `%u0027`, overlong UTF-8), so many times.
    Percent(u8),
    /// HTML entities decoded.
    Entities,
    /// Escapes of JavaScript and JSON decoded.
    Escapes,
    /// Compatible letters and quotes made one (NFKC and best fit).
    Compatible,
    /// UTF-7 decoded.
    Utf7,
    /// Plus signs read as spaces.
    Plus,
    /// Base 64 decoded.
    Base64,
    /// Words taken out of the middle of themselves, as a filter would.
    Stripped,
    /// Null bytes and other control characters left out; so does UTF-16 read as bytes.
    Dropped,
}

/// Where the finding stands in the value as decoded, and a masked form of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// First byte in the decoded value.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
    /// At most 64 characters: words keep two letters, digits become nines.
    pub masked: String,
}

/// One attack in one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What would be attacked.
    pub class: Class,
    /// The stable id of the rule, `class.what-it-does`.
    pub rule: &'static str,
    /// The reading in which it shows.
    pub decoding: Decoding,
    /// The place in it.
    pub evidence: Evidence,
}

impl Evidence {
    pub(crate) fn of(text: &[u8], start: usize, end: usize) -> Self {
        let (start, end) = (start.min(text.len()), end.clamp(start.min(text.len()), text.len()));
        let shown = String::from_utf8_lossy(text.get(start..end).unwrap_or_default());
        let mut run = 0;
        let mask = |c: char| {
            run = if c.is_alphabetic() { run + 1 } else { 0 };
            match c {
                _ if c.is_numeric() => '9',
                _ if c.is_control() => '·',
                _ if run > 2 => '*',
                _ => c,
            }
        };
        Self { start, end, masked: shown.chars().take(64).map(mask).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_masked() {
        let evidence = Evidence::of(b"x union select 42 from\n", 2, 99);
        assert_eq!(evidence.masked, "un*** se**** 99 fr**·");
        assert_eq!((evidence.start, evidence.end), (2, 23));
        assert_eq!(Evidence::of(b"", 5, 9).masked, "");
    }
}
