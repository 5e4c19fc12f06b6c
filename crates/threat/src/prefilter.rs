//! The first look: which classes of bytes a value holds, and whether plain words in it tell. Most values end here.
//! Refuses to decide: it only says that a reader has something to read.

use crate::{
    code,
    needles::{Needles, automaton},
    path, sql,
};

/// Classes of bytes, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u32);

macro_rules! marks {
    ($($name:ident = $bit:literal: $bytes:pat,)*) => {
        impl Marks {
            $(pub(crate) const $name: Self = Self(1 << $bit);)*
        }

        const fn class(byte: u8) -> u32 {
            $(if matches!(byte, $bytes) { return 1 << $bit; })*
            0
        }
    };
}

marks! {
    QUOTE = 0: b'\'' | b'"',
    TICK = 1: b'`',
    ANGLE = 2: b'<' | b'>',
    PAREN = 3: b'(' | b')',
    BRACE = 4: b'{' | b'}',
    BRACKET = 5: b'[' | b']',
    DOLLAR = 6: b'$',
    PERCENT = 7: b'%',
    AMPERSAND = 8: b'&',
    PIPE = 9: b'|',
    SEMICOLON = 10: b';',
    BACKSLASH = 11: b'\\',
    SLASH = 12: b'/',
    STAR = 13: b'*',
    HASH = 14: b'#',
    EQUALS = 15: b'=',
    LINE = 16: b'\n' | b'\r',
    NULL = 17: 0,
    CONTROL = 18: 1..=8 | 0x0b | 0x0c | 14..=31 | 127,
    HIGH = 19: 128..=255,
    COLON = 20: b':',
    SIGN = 21: b'!' | b'~' | b'@' | b'?',
    PLUS = 22: b'+',
    DOT = 23: b'.',
    MINUS = 24: b'-',
    CARET = 25: b'^',
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = class(byte);
        if byte == 255 {
            break table;
        }
        byte += 1;
    }
};

/// Bytes that a name, a number, a date, an address of a page or an ordinary sentence is made of.
const PLAIN: u32 = Marks::SLASH.0
    | Marks::COLON.0
    | Marks::SIGN.0
    | Marks::PLUS.0
    | Marks::DOT.0
    | Marks::MINUS.0
    | Marks::HIGH.0
    | Marks::HASH.0;

impl Marks {
    /// The classes in a value.
    pub(crate) fn of(value: &[u8]) -> Self {
        Self(value.iter().fold(0, |marks, byte| marks | TABLE[*byte as usize]))
    }

    /// Whether any of these classes is in it.
    pub(crate) fn any(self, of: &[Self]) -> bool {
        of.iter().any(|mark| self.0 & mark.0 != 0)
    }

    /// Whether a class is in it.
    pub(crate) fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    /// Whether nothing but plain bytes is in it.
    pub(crate) fn is_plain(self) -> bool {
        self.0 & !PLAIN == 0
    }
}

/// Words that can do something without a single odd byte beside them, in order; none of them is part of another.
#[rustfmt::skip]
const TELLING: &[&str] = &[
    " and 1", " or 1", "&#", "+", "--", "..", "./", ".asp", ".axd", ".bak", ".cfg", ".cnf", ".conf", ".db", ".dock", ".env", ".exe", ".ini",
    ".jks", ".jsp", ".kdbx", ".key", ".log", ".mdb", ".mdf", ".old", ".orig", ".p12", ".pem", ".pfx", ".php", ".plist", ".properties",
    ".rdb", ".save", ".sql", ".swp", ".tfstate", ".vs", ".yml", "/.", "//", "/dev/", "/run/", "0x2e", "0x2f", "0x5c", "::", "?", "[#", "__",
    "_contents", "_session[", "aced0005", "alias ", "alter ", "ansible", "base64_", "benchmark", "bin/", "c:", "call_user", "cat ",
    "classpath", "com.", "constructor", "create ", "curl", "cvs/", "data:", "delete from", "dir ", "document.", "drop ", "echo ", "etc/",
    "exec", "fetch first", "fetch next", "for ", "gasv", "globals[", "group by", "having", "heapdump", "http:", "id_", "if ", "import ",
    "insert into", "into @", "into outfile", "invokefunction", "ip6-", "java", "jndi:", "json_class", "localhost", "lock in share", "ls ",
    "mysql.", "net ", "opt/", "or not ", "or true", "order by", "org.", "passthru", "passwd", "perl", "pg_", "phpinfo", "ping ", "proc/",
    "process", "py/object", "py/reduce", "python", "rlike", "ro0ab", "root/", "runtime", "script:", "select", "sleep", "sounds like", "sp_",
    "sys/", "sysinfo", "truncate ", "union", "usr/", "var/", "vbscript", "waitfor", "wget", "whoami", "window.", "xor ", "xp_",
];

/// The automaton over telling words.
static WORDS: Needles = Needles::new(|| {
    let tables = [TELLING, path::FILES, path::WRAPPERS, sql::CATALOGUES, code::NAMES];
    automaton(&tables.concat())
});

/// Whether a telling word is in the value.
pub(crate) fn tells(value: &[u8]) -> bool {
    WORDS.find(value).is_some()
}
