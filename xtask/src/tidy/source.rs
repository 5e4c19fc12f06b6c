//! A Rust file as the rules see it: with comments and texts blanked out, so that a rule finds code and nothing else,
//! and with the lines of its tests marked. A scanner, not a parser: it knows where texts, comments and blocks begin
//! and end, and no grammar beyond that.

/// A string literal and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    /// Offset of its content.
    pub(super) at: usize,
    pub(super) text: String,
}

/// A scanned Rust file. All texts have the same length and the same lines as the original.
#[derive(Debug, Clone, Default)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
    /// Comments blanked.
    pub(super) bare: String,
    /// Comments and the content of literals blanked.
    pub(super) code: String,
    pub(super) literals: Vec<Literal>,
    /// Byte ranges of items under `#[cfg(test)]`.
    tests: Vec<(usize, usize)>,
    whole_is_test: bool,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let mut scanner = Scanner::new(text);
        scanner.run();
        let Scanner { bare, code, literals, .. } = scanner;
        let (bare, code) = (legible(bare), legible(code));
        let tests = test_ranges(&code);
        let whole_is_test = is_test_path(path);
        Self { path: path.into(), text: text.into(), bare, code, literals, tests, whole_is_test }
    }

    /// The line of an offset, counted from one.
    pub(super) fn line(&self, at: usize) -> usize {
        1 + self.text[..at].matches('\n').count()
    }

    /// Whether an offset lies in test code.
    pub(super) fn is_test(&self, at: usize) -> bool {
        self.whole_is_test || self.tests.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// Marks the whole file as test code: another file includes it under `#[cfg(test)]`.
    pub(super) fn mark_as_test(&mut self) {
        self.whole_is_test = true;
    }

    /// Names of files that this one includes under `#[cfg(test)] mod name;`.
    pub(super) fn test_modules(&self) -> Vec<String> {
        let items = self.tests.iter().map(|(from, to)| &self.code[*from..*to]);
        let declared = items.filter_map(|item| item.trim_end().strip_suffix(';')?.rsplit_once("mod "));
        declared.map(|(_, name)| name.trim().to_owned()).collect()
    }

    /// Offsets of a word in the code outside tests, not as a part of a longer word.
    pub(super) fn words<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        words(&self.code, word).filter(|at| !self.is_test(*at))
    }

    /// Offsets of a path such as `std::fs` or of a crate's name in front of `::`, outside tests. `super::http::x` and
    /// `crate::http` are not the crate `http`.
    pub(super) fn paths<'a>(&'a self, path: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.words(path)
            .filter(move |at| {
                let (before, after) =
                    (self.code[..*at].trim_end(), self.code[at + path.len()..].trim_start());
                let starts = !before.ends_with("::") && !before.ends_with('.');
                let imported = before.ends_with("use") && after.starts_with(';');
                starts && (after.starts_with("::") || path.contains("::") || imported)
            })
            .chain(self.grouped(path))
    }

    /// Offsets of `fs` in `std::{fs, net}`, asked for as `std::fs`.
    fn grouped(&self, path: &str) -> Vec<usize> {
        let Some((parent, child)) = path.rsplit_once("::") else { return Vec::new() };
        let opening = format!("{parent}::{{");
        let mut found = Vec::new();
        for at in self.words(&opening) {
            let open = at + opening.len() - 1;
            let group = &self.code[open..closing(&self.code, open)];
            found.extend(words(group, child).map(|inside| open + inside).filter(|at| !self.is_test(*at)));
        }
        found
    }
}

/// Offsets of a word that is not a part of a longer one.
pub(super) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let whole_before = !word.starts_with(part) || !text[..*at].ends_with(part);
        let whole_after = !word.ends_with(part) || !text[at + word.len()..].starts_with(part);
        whole_before && whole_after
    })
}

/// The offset just after the bracket that closes the one at `open`.
pub(super) fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, letter) in code[open..].char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    code.len()
}

/// The offset of the first of some letters outside brackets, from an offset on.
pub(super) fn first_outside(code: &str, from: usize, wanted: &[char]) -> Option<usize> {
    let mut at = from;
    while let Some(letter) = code[at..].chars().next() {
        if wanted.contains(&letter) {
            return Some(at);
        }
        at = if matches!(letter, '(' | '[' | '{') { closing(code, at) } else { at + letter.len_utf8() };
    }
    None
}

fn is_test_path(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.split('/').any(|part| part == "tests" || part == "benches")
}

fn test_ranges(code: &str) -> Vec<(usize, usize)> {
    let ranges = code.match_indices("#[cfg(test)]").filter_map(|(at, mark)| {
        let mut item = at + mark.len();
        while code[item..].trim_start().starts_with('#') {
            let open = item + code[item..].find('[')?;
            item = closing(code, open);
        }
        let end = first_outside(code, item, &['{', ';'])?;
        Some((at, if code[end..].starts_with('{') { closing(code, end) } else { end + 1 }))
    });
    ranges.collect()
}

/// Blanking works on bytes and covers whole characters, so that what remains is legible.
fn legible(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    bare: Vec<u8>,
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Self { text: bytes, at: 0, bare: bytes.to_vec(), code: bytes.to_vec(), literals: Vec::new() }
    }

    fn run(&mut self) {
        while self.at < self.text.len() {
            match self.text[self.at..] {
                [b'/', b'/', ..] => self.comment(self.until_line_end()),
                [b'/', b'*', ..] => self.comment(self.until_block_end()),
                [b'"', ..] => self.literal(1, 0, true),
                [b'r', ref rest @ ..] if !self.inside_word() && raw_hashes(rest).is_some() => {
                    let hashes = raw_hashes(rest).unwrap_or_default();
                    self.literal(hashes + 2, hashes, false);
                }
                [b'\'', ..] => self.quote(),
                _ => self.at += 1,
            }
        }
    }

    /// `r"`, `br"` and `cr"` open a raw text; the `r` of `for"` does not.
    fn inside_word(&self) -> bool {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let before = &self.text[..self.at];
        match before {
            [rest @ .., b'b' | b'c'] => rest.last().is_some_and(word),
            _ => before.last().is_some_and(word),
        }
    }

    fn until_line_end(&self) -> usize {
        let rest = &self.text[self.at..];
        self.at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
    }

    fn until_block_end(&self) -> usize {
        let (mut depth, mut at) = (0_usize, self.at);
        while at < self.text.len() {
            match self.text[at..] {
                [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
                [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
            if depth == 0 {
                break;
            }
        }
        at
    }

    fn comment(&mut self, end: usize) {
        blank(&mut self.bare[self.at..end]);
        blank(&mut self.code[self.at..end]);
        self.at = end;
    }

    /// `opening` bytes up to the content, `hashes` after the closing quote.
    fn literal(&mut self, opening: usize, hashes: usize, escapes: bool) {
        let start = self.at + opening;
        let mut end = start;
        while end < self.text.len() {
            match self.text[end] {
                b'\\' if escapes => end += 2,
                b'"' if self.text[end + 1..].iter().take_while(|byte| **byte == b'#').count() >= hashes => {
                    break;
                }
                _ => end += 1,
            }
        }
        let end = end.min(self.text.len());
        let content = String::from_utf8_lossy(&self.text[start..end]).into_owned();
        self.literals.push(Literal { at: start, text: content });
        blank(&mut self.code[start..end]);
        self.at = end + 1 + hashes;
    }

    /// A character, or the mark of a lifetime.
    fn quote(&mut self) {
        let rest = &self.text[self.at + 1..];
        let length = match rest {
            [b'\\', _, more @ ..] => more.iter().position(|byte| *byte == b'\'').map(|end| end + 2),
            [first, ..] => {
                let width = character_width(*first);
                (rest.get(width) == Some(&b'\'')).then_some(width)
            }
            [] => None,
        };
        if let Some(length) = length {
            blank(&mut self.code[self.at + 1..=self.at + length]);
            self.at += length + 1;
        }
        self.at += 1;
    }
}

/// For `"`, `#"`, `##"`, ...: how many hashes.
fn raw_hashes(rest: &[u8]) -> Option<usize> {
    let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
    (rest.get(hashes) == Some(&b'"')).then_some(hashes)
}

fn character_width(first: u8) -> usize {
    match first {
        0..=0x7f => 1,
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

fn blank(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked_and_nothing_else() {
        let text = "let a = \"x // \\\" y\"; // fn z\n/* a /* b */ c */ let b = r#\"q\"r\"#; let c = 'a'; \
                    fn f<'a>(x: &'a str) { '\\'' } let d = br\"w\"; for\"no\"";
        let source = Source::new("a.rs", text);
        assert_eq!(source.code.len(), text.len());
        let texts: Vec<&str> = source.literals.iter().map(|literal| literal.text.as_str()).collect();
        assert_eq!(texts, ["x // \\\" y", "q\"r", "w", "no"]);
        assert!(!source.code.contains("fn z") && !source.code.contains('c'.to_string().repeat(2).as_str()));
        assert!(source.code.contains("fn f<'a>(x: &'a str)"), "{}", source.code);
        assert!(source.bare.contains("r#\"q\"r\"#") && !source.bare.contains("a /* b"));
    }

    #[test]
    fn test_code_is_marked() {
        let text = "fn a() {}\n#[cfg(test)]\n#[path = \"x\"]\nmod tests {\n fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod oracle;\nfn d() {}";
        let source = Source::new("crates/x/src/a.rs", text);
        let marked = ["fn a", "fn b", "fn c", "fn d"].map(|name| source.is_test(text.find(name).unwrap()));
        assert_eq!(marked, [false, true, false, false]);
        assert_eq!(source.test_modules(), ["oracle"]);
        assert!(Source::new("crates/x/tests/a.rs", "fn a() {}").is_test(0));
        assert!(Source::new("crates/x/src/b/tests.rs", "fn a() {}").is_test(0));
    }

    #[test]
    fn a_crate_is_told_from_a_module_of_its_name() {
        let count = |text: &str, path: &str| Source::new("a.rs", text).paths(path).count();
        assert_eq!(count("use http::Method; fn f() { http::x() }", "http"), 2);
        assert_eq!(count("use crate::http::Method; use super::http; mod http; let http = 1;", "http"), 0);
        assert_eq!(count("use std::fs; std::fs::read()", "std::fs"), 2);
        assert_eq!(count("use std::{io, fs::File}; use tokio::{fs};", "std::fs"), 1);
        assert_eq!(count("use sqlx;", "sqlx"), 1);
    }
}
