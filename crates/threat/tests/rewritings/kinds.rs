//! The kinds of rewriting and the classes that each keeps alive. Refuses to know how a rewriting works.

use threat::Place;

use super::{Value, dice::Dice, encode, letters, other, page, path, shell, sql, wrap};

pub(crate) type Rewrite = fn(Value<'_>, &mut Dice) -> Option<Vec<u8>>;

/// What is done to harmless values.
pub(crate) enum Control {
    /// The same.
    Same,
    /// Something like it, where the rewriting only touches what is an attack.
    Like(Rewrite),
    /// Nothing: whatever is rewritten so is refused for a reason of its own.
    None(&'static str),
}

/// One kind of rewriting.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Whose attacks still work. Of these, the rewriting leaves out what it would break.
    pub(crate) classes: &'static [&'static str],
    pub(crate) rewrite: Rewrite,
    pub(crate) control: Control,
    /// Where the rewritten value stands, if not where the attack stood.
    pub(crate) place: Option<Place>,
    /// Whether a document stays a document.
    pub(crate) whole: bool,
    /// Whether the value becomes a part of another one.
    pub(crate) moves: bool,
    /// Whether it becomes long.
    pub(crate) pads: bool,
}

const fn kind(name: &'static str, classes: &'static [&'static str], rewrite: Rewrite) -> Kind {
    Kind {
        name,
        classes,
        rewrite,
        control: Control::Same,
        place: None,
        whole: false,
        moves: false,
        pads: false,
    }
}

impl Kind {
    const fn like(mut self, rewrite: Rewrite) -> Self {
        self.control = Control::Like(rewrite);
        self
    }

    const fn uncontrolled(mut self, reason: &'static str) -> Self {
        self.control = Control::None(reason);
        self
    }

    const fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self.moves = true;
        self
    }

    const fn moved(mut self) -> Self {
        self.moves = true;
        self
    }

    const fn padded(mut self) -> Self {
        self.pads = true;
        self
    }

    const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }
}

/// A back end that decodes a value once more may hand it to anything.
const ALL: &[&str] = &[
    "cmdi",
    "codei",
    "crlf",
    "filename",
    "ldap",
    "log4shell",
    "nosql",
    "protopollution",
    "sqli",
    "ssi",
    "ssrf",
    "ssti",
    "traversal",
    "xpath",
    "xss",
    "xxe",
];
/// What is reached through a reader of pages or documents, which decodes entities.
const DECODED: &[&str] = &[
    "cmdi",
    "codei",
    "crlf",
    "ldap",
    "nosql",
    "sqli",
    "ssi",
    "ssrf",
    "ssti",
    "traversal",
    "xpath",
    "xss",
    "xxe",
];
/// Back ends of Windows, of which some read `%u`.
const WINDOWS: &[&str] =
    &["cmdi", "crlf", "filename", "ldap", "sqli", "ssi", "ssrf", "traversal", "xpath", "xss", "xxe"];
/// What is compared, stored or mapped before it is used. A shell or a reader of code takes a wide letter for a letter
/// of its own.
const MAPPED: &[&str] = &["ldap", "sqli", "ssti", "traversal", "xpath", "xss"];
/// What a field of a document holds. A name of a file or an address may stand there too.
const VALUES: &[&str] = &[
    "cmdi",
    "codei",
    "ldap",
    "log4shell",
    "nosql",
    "protopollution",
    "sqli",
    "ssi",
    "ssrf",
    "ssti",
    "traversal",
    "xpath",
    "xss",
];
/// The same in a document of markup, where no tree of JSON stands.
const TEXTS: &[&str] =
    &["cmdi", "codei", "ldap", "log4shell", "sqli", "ssi", "ssti", "traversal", "xpath", "xss"];
/// Languages that read over text around an attack; each rewriting asks for the places where they do.
const FREE: &[&str] = &["cmdi", "codei", "crlf", "log4shell", "sqli", "ssi", "ssti", "xss"];
/// Languages to which a tab or a line feed is a blank.
const BLANK: &[&str] = &["codei", "nosql", "sqli", "ssti", "xpath", "xss", "xxe"];

const SQL: &[&str] = &["sqli"];
const SHELL: &[&str] = &["cmdi"];
const PAGE: &[&str] = &["xss"];
const PATH: &[&str] = &["traversal"];

/// All kinds.
pub(crate) static KINDS: &[Kind] = &[
    // The same characters in another spelling.
    kind("percent", ALL, encode::percent),
    kind("percent all", ALL, encode::percent_all),
    kind("percent some", ALL, encode::percent_some),
    kind("percent twice", ALL, encode::percent_twice),
    kind("percent u", WINDOWS, encode::percent_u),
    kind("entities decimal", DECODED, encode::entities_decimal),
    kind("entities hex", DECODED, encode::entities_hex),
    kind("entities open", DECODED, encode::entities_open),
    kind("entities named", DECODED, encode::entities_named),
    kind("json escapes", ALL, encode::json_escapes),
    kind("script escapes", PAGE, encode::script_escapes),
    kind("overlong", &["traversal", "sqli", "xss", "crlf"], encode::overlong)
        .uncontrolled("no writer of UTF-8 makes it"),
    kind("utf-7", &["xss", "xxe"], encode::utf7).whole(),
    kind("utf-16", &["xxe", "xss"], encode::utf16)
        .whole()
        .uncontrolled("a null byte in a value is refused as such"),
    kind("null bytes", &["sqli", "traversal", "xss"], encode::nulls)
        .uncontrolled("a null byte in a value is refused as such"),
    kind("base64", VALUES, encode::base64).moved(),
    kind("base64 session", VALUES, encode::base64_json).moved(),
    kind("plus for space", &["cmdi", "codei", "sqli", "ssi", "ssti", "xpath", "xss"], wrap::plus),
    // Other letters.
    kind("full width", MAPPED, letters::full_width),
    kind(
        "full width signs",
        &["cmdi", "filename", "ldap", "sqli", "ssti", "traversal", "xpath", "xss"],
        letters::full_width_signs,
    ),
    kind("mathematical", &["sqli", "ssti", "traversal", "xss", "ssrf"], letters::mathematical),
    kind("circled", &["ssrf"], letters::circled),
    kind("marks of direction", TEXTS, letters::directions),
    kind("mixed case", &["filename", "ldap", "log4shell", "sqli", "ssrf", "xss"], letters::mixed_case),
    // Other blanks.
    kind("tabs", &["cmdi", "codei", "nosql", "sqli", "ssi", "ssti", "xpath", "xss", "xxe"], other::tabs)
        .whole(),
    kind("new lines", BLANK, other::new_lines).whole(),
    kind("sql blanks", SQL, sql::odd_blanks),
    // SQL.
    kind("sql comments", SQL, sql::comments),
    kind("sql line comments", SQL, sql::line_comments),
    kind("sql versions", SQL, sql::versions),
    kind("sql long comment", SQL, sql::long_comment),
    kind("sql concatenation", SQL, sql::concatenation).uncontrolled("it only touches literals"),
    kind("sql codes", SQL, sql::codes).uncontrolled("it only touches literals"),
    kind("sql operators", SQL, sql::operators),
    kind("sql comparisons", SQL, sql::comparisons),
    kind("sql doubled words", SQL, sql::doubled),
    // Shells.
    kind("shell quotes", SHELL, shell::quotes),
    kind("shell quoted letters", SHELL, shell::quoted_letters),
    kind("shell backslashes", SHELL, shell::backslashes),
    kind("shell nothing", SHELL, shell::nothing).uncontrolled("nobody writes an expansion inside a word"),
    kind("shell separators", SHELL, shell::separators).like(wrap::behind),
    kind("shell blanks", SHELL, shell::field_separators)
        .uncontrolled("nobody writes a variable of the shell for a blank"),
    kind("shell braces", SHELL, shell::braces).uncontrolled("it only touches commands"),
    kind("shell globs", SHELL, shell::globs),
    kind("shell whole paths", SHELL, shell::whole_paths)
        .uncontrolled("nobody names programs by their paths in prose"),
    kind("shell encoded", SHELL, shell::encoded).uncontrolled("it only touches commands"),
    kind("shell variables", SHELL, shell::variables).uncontrolled("it only touches commands"),
    kind("shell carets", SHELL, shell::carets),
    // Pages.
    kind("page separators", PAGE, page::separators).uncontrolled("it only touches tags"),
    kind("page filler", PAGE, page::filler).uncontrolled("it only touches tags"),
    kind("page unclosed", PAGE, page::unclosed).uncontrolled("it only touches tags"),
    kind("page handler entities", PAGE, page::handler_entities).uncontrolled("it only touches tags"),
    kind("page scheme", PAGE, page::scheme),
    kind("page calls", PAGE, page::calls).uncontrolled("it only touches calls"),
    kind("page name escapes", PAGE, page::name_escapes),
    kind("page doubled tags", PAGE, page::doubled).uncontrolled("it only touches tags"),
    // Paths.
    kind("path dots", PATH, path::dots),
    kind("path doubled", PATH, path::doubled),
    kind("path detours", PATH, path::detours).uncontrolled("a step up is refused as such"),
    kind("path backslashes", PATH, path::backslashes),
    kind("path partly percent", PATH, path::partly_percent),
    kind("path stripped", PATH, path::stripped).uncontrolled("a step up is refused as such"),
    kind("path endings", PATH, path::endings).moved().like(path::ordinary_endings),
    kind("path fronts", PATH, path::fronts).uncontrolled("a step up is refused as such"),
    kind("path long way", PATH, path::long_way).uncontrolled("nobody walks on the spot"),
    // Single languages.
    kind("nested lookups", &["log4shell"], other::nested).uncontrolled("it only touches lookups"),
    kind("forms of addresses", &["ssrf"], other::address_forms),
    kind("user in address", &["ssrf"], other::user_in_address),
    kind("ends of lines", &["crlf"], other::line_ends).like(other::new_lines),
    kind("public names", &["xxe"], other::public_names)
        .uncontrolled("it only touches document types")
        .whole(),
    kind("before the type", &["xxe"], other::before_type)
        .uncontrolled("it only touches document types")
        .whole(),
    kind("endings of names", &["filename"], other::name_endings).at(Place::FileName),
    kind("folders of names", &["filename"], other::name_folders).at(Place::FileName),
    kind("template subscripts", &["ssti"], other::subscripts).uncontrolled("it only touches expressions"),
    kind("template blanks", &["ssti"], other::template_blanks).uncontrolled("it only touches expressions"),
    kind("escaped keys", &["nosql", "protopollution"], other::key_escapes).like(wrap::json_escaped),
    // Other clothes.
    kind("json inside", VALUES, wrap::json_inside).at(Place::Query),
    kind("json escaped", VALUES, wrap::json_escaped).at(Place::Query),
    kind("json twice", VALUES, wrap::json_twice).at(Place::Query),
    kind("json deep", VALUES, wrap::json_deep).at(Place::Query),
    kind("json same key", VALUES, wrap::json_same_key).at(Place::Query),
    kind("json wide", VALUES, wrap::json_wide).at(Place::Query),
    kind("xml inside", TEXTS, wrap::xml_inside).at(Place::Body),
    kind("xml entities", TEXTS, wrap::xml_entities).at(Place::Body),
    kind("in an address", TEXTS, wrap::address).moved(),
    kind("in a form", TEXTS, wrap::form).moved(),
    kind("text in front", FREE, wrap::front).padded(),
    kind("text behind", FREE, wrap::behind).padded(),
    kind("text around", FREE, wrap::between).padded(),
    kind("blanks around", &["cmdi", "log4shell", "nosql", "sqli", "ssi", "ssti", "xss"], wrap::blanks)
        .padded(),
];
