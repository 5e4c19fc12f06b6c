//! What stands inside the brackets of a template: a placeholder, or an expression that computes. One pass over the tokens of an
//! expression as nearly every engine writes them. Refuses to know which engine it is.

use crate::bytes::{is_space, is_word, listed};

/// What was seen in an expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that was seen, none excludes another")]
pub(super) struct Shape {
    /// An operator between two operands.
    pub(super) operator: bool,
    /// An operator between two literals.
    pub(super) arithmetic: bool,
    /// Something is called.
    pub(super) called: bool,
    /// Something is looked up by a text or a name in brackets.
    pub(super) indexed: bool,
    /// A name is given a value.
    pub(super) assigned: bool,
    /// It begins with a literal text, list or map, and goes on.
    pub(super) literal: bool,
    /// A name stands before a text, as helpers take their arguments.
    pub(super) helper: bool,
    /// A filter that takes a function or an attribute.
    pub(super) reaching: bool,
    /// A text is in it.
    pub(super) quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Nothing,
    Name,
    Number,
    Text,
    Closed,
    Sign(u8),
}

impl Token {
    fn is_operand(self) -> bool {
        matches!(self, Self::Name | Self::Number | Self::Text | Self::Closed)
    }

    fn is_literal(self) -> bool {
        matches!(self, Self::Number | Self::Text)
    }
}

/// Functions that only look up a sentence in another language, in order.
const TRANSLATE: &[&str] =
    &["$t", "_", "__", "gettext", "i18n", "t", "tr", "trans", "translate", "translation"];

/// Filters that take a function, an attribute or a file, in order.
const REACHING: &[&str] = &[
    "attr",
    "batch",
    "bool",
    "eval",
    "exec",
    "file_excerpt",
    "filter",
    "find",
    "groupby",
    "map",
    "passthru",
    "reduce",
    "reject",
    "select",
    "selectattr",
    "shell_exec",
    "sort",
    "system",
];

/// A reader of one expression.
struct Reader<'e> {
    text: &'e [u8],
    at: usize,
    before: Token,
    /// What stood before the last sign.
    operand: Token,
    shape: Shape,
    /// The last name.
    name: &'e [u8],
    /// Whether a filter was opened, and its arguments are read.
    filtered: bool,
    tokens: usize,
}

/// What an expression does.
pub(super) fn shape(text: &[u8]) -> Shape {
    let mut reader = Reader {
        text,
        at: 0,
        before: Token::Nothing,
        operand: Token::Nothing,
        shape: Shape::default(),
        name: b"",
        filtered: false,
        tokens: 0,
    };
    while reader.at < text.len() {
        if !reader.step() {
            break;
        }
    }
    reader.shape
}

impl Reader<'_> {
    /// Reads one token; `false` where it is no expression any more.
    fn step(&mut self) -> bool {
        let byte = self.text[self.at];
        match byte {
            byte if is_space(byte) => self.at += 1,
            b'\'' | b'"' => return self.text_token(byte),
            byte if is_word(byte) || byte == b'$' => self.word(),
            b'(' | b'[' | b'{' => self.open(byte),
            b')' | b']' | b'}' => self.push(Token::Closed, 1),
            b'|' if self.text.get(self.at + 1) != Some(&b'|') => {
                self.filtered = true;
                let next = self.text[self.at + 1..].iter().find(|byte| !is_space(**byte));
                self.shape.literal |= self.before == Token::Number
                    && self.tokens == 1
                    && next.is_some_and(u8::is_ascii_alphabetic);
                self.push(Token::Sign(b'|'), 1);
            }
            _ => self.sign(byte),
        }
        true
    }

    fn push(&mut self, token: Token, length: usize) {
        if token.is_operand() {
            self.operate(token);
        }
        self.before = token;
        self.at += length;
        self.tokens += 1;
    }

    /// An operand behind a sign: whether the sign joins two.
    fn operate(&mut self, after: Token) {
        let Token::Sign(sign) = self.before else { return };
        let left = self.operand;
        if !left.is_operand() {
            return;
        }
        let both = left.is_literal() && after.is_literal();
        let joins = match sign {
            b'*' | b'+' | b'~' | b'^' | b'?' | b'&' => true,
            b'<' | b'>' | b'%' => both,
            b'-' | b'/' => both && !self.is_date(sign) || left == Token::Closed,
            _ => false,
        };
        self.shape.operator |= joins;
        self.shape.arithmetic |= joins && both && sign != b'?';
        self.shape.literal |= sign == b'.' && left == Token::Text;
    }

    /// Whether the same sign follows or stood before: numbers in threes are dates.
    fn is_date(&self, sign: u8) -> bool {
        let ends = |byte: Option<&u8>| byte == Some(&sign);
        ends(self.text[self.at..].iter().take(6).find(|byte| !byte.is_ascii_digit()))
            || ends(self.text[..self.at].iter().rev().skip(1).take(6).find(|byte| !byte.is_ascii_digit()))
    }

    fn text_token(&mut self, quote: u8) -> bool {
        let mut end = self.at + 1;
        while end < self.text.len() && self.text[end] != quote {
            end += if self.text[end] == b'\\' { 2 } else { 1 };
        }
        if end >= self.text.len() {
            return false;
        }
        self.shape.quoted = true;
        self.shape.helper |= matches!(self.before, Token::Name | Token::Sign(b'.'))
            && !self.filtered
            && !listed(TRANSLATE, self.name);
        self.push(Token::Text, end + 1 - self.at);
        let goes_on = self.text[self.at..].iter().find(|byte| !is_space(**byte));
        // A text that is only looked up in another language passes.
        let next = self.text[self.at..]
            .iter()
            .position(|byte| is_word(*byte))
            .map_or(&b""[..], |at| crate::bytes::word(self.text, self.at + at));
        self.shape.literal |= self.tokens == 1
            && goes_on.is_some_and(|byte| b"|.[".contains(byte) || byte.is_ascii_alphabetic())
            && !listed(TRANSLATE, next);
        true
    }

    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let number = rest[0].is_ascii_digit();
        let part = |(index, byte): (usize, &u8)| {
            is_word(*byte)
                || *byte == b'$'
                // Names of some placeholders hold dashes.
                || *byte == b'-' && !number && rest.get(index + 1).is_some_and(u8::is_ascii_alphanumeric)
        };
        let length = rest.iter().enumerate().take_while(|found| part(*found)).count();
        let word = &rest[..length];
        let digits = number && word.iter().all(u8::is_ascii_digit);
        self.shape.reaching |= self.before == Token::Sign(b'|') && listed(REACHING, word);
        self.name = word;
        self.push(if digits { Token::Number } else { Token::Name }, length);
    }

    fn open(&mut self, byte: u8) {
        let close = self.at > 0 && !is_space(self.text[self.at - 1]);
        let argument = self.filtered && self.before == Token::Name;
        let translates = listed(TRANSLATE, self.name) && self.tokens == 1;
        match byte {
            b'(' if self.before.is_operand() && close && !argument && !translates => self.shape.called = true,
            b'[' if self.before.is_operand() && close => {
                self.shape.indexed |= !self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit);
            }
            b'[' | b'{' => self.shape.literal |= self.tokens == 0,
            _ => {}
        }
        self.filtered &= !argument;
        self.before = Token::Sign(byte);
        self.operand = Token::Nothing;
        self.at += 1;
        self.tokens += 1;
    }

    fn sign(&mut self, byte: u8) {
        let same = self.text[self.at..].iter().take_while(|next| **next == byte).count();
        if self.before.is_operand() {
            self.operand = self.before;
        } else if !matches!(self.before, Token::Sign(_)) {
            self.operand = Token::Nothing;
        }
        let after = self.text.get(self.at + same).copied().unwrap_or_default();
        // Arguments of a helper begin with a dot where they mean what is at hand.
        self.shape.helper |= byte == b'.'
            && same == 1
            && self.before == Token::Name
            && self.at > 0
            && is_space(self.text[self.at - 1])
            && after != 0;
        let sign = match byte {
            b'=' if same == 1 && self.before == Token::Sign(b':') => {
                self.shape.assigned = true;
                b'='
            }
            b'=' if same == 1 && self.before == Token::Name && !self.filtered && after != b'>' => {
                self.shape.assigned |= after != 0;
                b'='
            }
            b'=' | b'!' if same > 1 || after == b'=' => b'&',
            b'|' | b'&' if same > 1 => b'&',
            b'&' => b'=',
            b'.' | b'/' if same > 1 => b'*',
            byte => byte,
        };
        // A sign behind a sign belongs to its operand.
        let sign = if let Token::Sign(before) = self.before { before } else { sign };
        self.before = Token::Sign(sign);
        self.at += same;
        self.tokens += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(TRANSLATE.is_sorted() && REACHING.is_sorted());
    }

    #[test]
    fn expressions_have_shapes() {
        let of = |text: &str| shape(text.as_bytes());
        assert!(of("4 * 6").arithmetic && of("'a' ~ 'b'").arithmetic && of("44 // 6").arithmetic);
        assert!(of("a*b").operator && !of("a*b").arithmetic && of("a == b").operator);
        assert!(of("a.b(1)").called && of("(a)(b)").called && of("a|b(c(1))").called);
        assert!(of("a['b']").indexed && of("a[b]").indexed && !of("a[0].b").indexed);
        assert!(of("a = b").assigned && of("$a := 4").assigned && !of("a|b=c").assigned);
        assert!(of("'a'|b").literal && of("[4]|b").literal && of("'a'.b").literal);
        assert!(
            of("show 'b'").helper && of("range .a").helper && of("4|b").literal && of("a|map('b')").reaching
        );
        for text in [
            "name",
            "customer.first-name",
            "name | default: \"friend\"",
            "name|default('there')",
            "when | date:\"d.m.Y\"",
            "'hello.world' | translate",
            "t('cart.items')",
            "t 'cart.items'",
            "count, number",
            "Infobox|name=Graz|population=291134",
            "2024-11-23",
            "4",
            "it's",
            "C++",
            "cite web|url=https://a.example",
            "1|",
            "to be continued ...",
        ] {
            let shape = of(text);
            assert_eq!(Shape { quoted: false, ..shape }, Shape::default(), "{text}");
        }
    }
}
