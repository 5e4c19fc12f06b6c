//! The words of SQL, one after the other, without memory of their own. Refuses to judge them.

use crate::bytes::{is_space, is_word, trim};

/// Strings and comments are followed so far; longer ones end there.
const LONGEST: usize = 4096;
/// Comments of a line are followed so far.
const LONGEST_COMMENT: usize = 512;
/// Words longer than this are read in pieces, so that no run of letters is read twice from every place in it.
const LONGEST_WORD: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, dotted names and `` `names` `` in one.
    Word,
    Number,
    /// A closed string.
    Text,
    /// A quote that nothing closes.
    Open,
    Operator,
    Left,
    Right,
    Comma,
    Semicolon,
    /// A comment to the end of the line or of the value.
    Comment,
    /// `@name`, `@@name`, `:name`.
    Variable,
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t [u8],
    pub(super) start: usize,
}

impl Token<'_> {
    /// Whether nothing readable is in it.
    pub(super) fn is_bare(&self) -> bool {
        !self.text.iter().any(u8::is_ascii_alphanumeric)
    }

    /// Whether it is one of these words or operators.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| word.as_bytes() == self.text)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn in_word(byte: u8) -> bool {
    starts_word(byte) || byte.is_ascii_digit() || matches!(byte, b'.' | b'$' | b'`')
}

/// Where the line of a comment ends, if something stands behind it.
fn line_end(comment: &[u8]) -> Option<usize> {
    let near = &comment[..comment.len().min(LONGEST_COMMENT)];
    let end = memchr::memchr2(b'\n', b'\r', near)?;
    (!trim(&near[end..]).is_empty()).then_some(end)
}

fn is_operator(byte: u8) -> bool {
    b"=<>!|&+-*/%^~?".contains(&byte)
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t [u8], at: usize) -> Self {
        Self { text, at }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next token, without moving.
    pub(super) fn peek(&self) -> Option<Token<'t>> {
        let mut ahead = *self;
        ahead.next()
    }

    /// Whether the next token is of a kind.
    pub(super) fn sees(&self, kind: Kind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    /// White space and closed comments away; `/*!50000` and its `*/` only hide code.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            match rest {
                [byte, ..] if is_space(*byte) || *byte < b' ' => self.at += 1,
                [b'/', b'*', b'!', after @ ..] | [b'/', b'*', b'm', b'!', after @ ..] => {
                    let digits = after.iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
                    self.at += rest.len() - after.len() + digits;
                }
                [b'-', b'-', ..] | [b'#', ..] if !matches!(rest, [b'#', b'>' | b'-', ..]) => {
                    match line_end(rest) {
                        Some(end) => self.at += end,
                        None => return,
                    }
                }
                [b'*', b'/', ..] => self.at += 2,
                [b'/', b'*', after @ ..] => {
                    let near = &after[..after.len().min(LONGEST)];
                    match memchr::memmem::find(near, b"*/") {
                        Some(end) => self.at += end + 4,
                        None => return,
                    }
                }
                _ => return,
            }
        }
    }

    fn token(&mut self, kind: Kind, length: usize) -> Token<'t> {
        let start = self.at;
        self.at = (start + length.max(1)).min(self.text.len());
        Token { kind, text: &self.text[start..self.at], start }
    }

    fn string(&mut self, quote: u8) -> Token<'t> {
        let rest = self.rest();
        let mut end = 1;
        while end < rest.len().min(LONGEST) {
            match rest[end] {
                b'\\' => end += 2,
                byte if byte == quote => return self.token(Kind::Text, end + 1),
                _ => end += 1,
            }
        }
        self.token(Kind::Open, 1)
    }

    fn number(&mut self) -> Token<'t> {
        let rest = self.rest();
        let run = |from: usize, good: fn(u8) -> bool| {
            from + rest.iter().skip(from).take(LONGEST_WORD).take_while(|byte| good(**byte)).count()
        };
        if let [b'0', b'x', ..] = rest {
            return self.token(Kind::Number, run(2, |byte| byte.is_ascii_hexdigit()));
        }
        let mut end = run(0, |byte| byte.is_ascii_digit() || byte == b'.');
        if rest.get(end) == Some(&b'e') && rest.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end = run(end + 1, |byte| byte.is_ascii_digit());
        }
        self.token(Kind::Number, end)
    }
}

#[expect(clippy::copy_iterator, reason = "looking ahead is reading from a copy")]
impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        self.skip();
        let rest = self.rest();
        let length =
            |good: fn(u8) -> bool| rest.iter().take(LONGEST_WORD).take_while(|byte| good(**byte)).count();
        Some(match rest {
            [] => return None,
            [b'#', b'>' | b'-', ..] | [b'@', b'>', ..] => self.token(Kind::Operator, 2),
            [b'#', ..] | [b'-', b'-', ..] | [b'/', b'*', ..] => self.comment(),
            [b'n' | b'e' | b'x' | b'b' | b'u', b'\'', ..] => self.prefixed(1),
            [b'_', b'a'..=b'z', ..] => self.prefixed(length(in_word)),
            [b'$', ..] => self.dollars(),
            [b'[', ..] => self.bracketed(),
            // `{d '2026-01-01'}`, `{x 1}`: a bracket with a word of its own.
            [b'{', b'a'..=b'z', ..] => {
                let word = rest[1..].iter().take(10).take_while(|byte| byte.is_ascii_lowercase()).count();
                let spaced = rest.get(1 + word).is_some_and(|byte| is_space(*byte));
                if spaced { self.token(Kind::Left, 1 + word) } else { self.token(Kind::Other, 1) }
            }
            [b'}', ..] => self.token(Kind::Right, 1),
            [b'\\', b'n', ..] => self.token(Kind::Number, 2),
            [quote @ (b'\'' | b'"'), ..] => self.string(*quote),
            [b'`', ..] => self.token(
                Kind::Word,
                1 + rest[1..].iter().take(LONGEST_WORD).take_while(|byte| in_word(**byte)).count(),
            ),
            [byte, ..] if starts_word(*byte) => self.token(Kind::Word, length(in_word)),
            [byte, ..] if byte.is_ascii_digit() => self.number(),
            [b'.', byte, ..] if byte.is_ascii_digit() => self.number(),
            [b'@', ..] => {
                let ats = length(|byte| byte == b'@');
                let name = rest[ats..].iter().take(LONGEST_WORD).take_while(|byte| in_word(**byte)).count();
                self.token(Kind::Variable, ats + name)
            }
            [b':', b'a'..=b'z', ..] => {
                let name = rest[1..].iter().take(LONGEST_WORD).take_while(|byte| is_word(**byte)).count();
                self.token(Kind::Variable, 1 + name)
            }
            [b':', b':', ..] => self.token(Kind::Operator, 2),
            [b'(', ..] => self.token(Kind::Left, 1),
            [b')', ..] => self.token(Kind::Right, 1),
            [b',', ..] => self.token(Kind::Comma, 1),
            [b';', ..] => self.token(Kind::Semicolon, 1),
            [byte, ..] if is_operator(*byte) => self.operator(),
            _ => self.token(Kind::Other, 1),
        })
    }
}

impl<'t> Lexer<'t> {
    /// `n'…'`, `_latin1'…'`: a word that belongs to a string, if the string is one.
    fn prefixed(&mut self, length: usize) -> Token<'t> {
        let quote = self.rest().get(length).copied();
        if let Some(quote @ (b'\'' | b'"')) = quote {
            let mut ahead = Self { at: self.at + length, ..*self };
            let string = ahead.string(quote);
            if string.kind == Kind::Text || length > 1 {
                *self = ahead;
                return string;
            }
        }
        let word = self.rest().iter().take(LONGEST_WORD).take_while(|byte| in_word(**byte)).count();
        self.token(Kind::Word, word)
    }

    /// `$$…$$`, `$tag$…$tag$`.
    fn dollars(&mut self) -> Token<'t> {
        let rest = self.rest();
        let tag = rest[1..].iter().take(16).take_while(|byte| is_word(**byte)).count() + 2;
        let near = &rest[..rest.len().min(LONGEST)];
        let closed = (rest.get(tag - 1) == Some(&b'$'))
            .then(|| memchr::memmem::find(near.get(tag..)?, &rest[..tag]))
            .flatten();
        match closed {
            Some(length) => self.token(Kind::Text, 2 * tag + length),
            None => self.token(Kind::Other, 1),
        }
    }

    /// `[name]`.
    fn bracketed(&mut self) -> Token<'t> {
        let rest = self.rest();
        let name = rest[1..].iter().take(64).take_while(|byte| is_word(**byte)).count();
        let named = name > 0 && !rest[1].is_ascii_digit() && rest.get(1 + name) == Some(&b']');
        if !named {
            return self.token(Kind::Other, 1);
        }
        let more = rest[name + 2..].iter().take(LONGEST_WORD).take_while(|byte| in_word(**byte)).count();
        self.token(Kind::Word, name + 2 + more)
    }

    fn operator(&mut self) -> Token<'t> {
        let rest = self.rest();
        let known = [
            "<=>", "||", "&&", "<=", ">=", "<>", "!=", "!<", "!>", "==", "~~", "!~", "<@", "@>", "->", "?|",
            "?&", "<<",
        ];
        let length =
            known.iter().find(|known| rest.starts_with(known.as_bytes())).map_or(1, |known| known.len());
        self.token(Kind::Operator, length)
    }

    fn comment(&mut self) -> Token<'t> {
        let rest = self.rest();
        let near = &rest[..rest.len().min(LONGEST_COMMENT)];
        let end = memchr::memchr2(b'\n', b'\r', near).unwrap_or(near.len());
        self.token(Kind::Comment, end)
    }
}
