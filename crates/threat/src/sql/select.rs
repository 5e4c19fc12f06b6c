//! `select … from …`: by what stands in its list and behind it. Refuses sentences that choose things.

use super::{
    condition::condition,
    statement::ARTICLES,
    token::{Kind, Lexer, Token},
};

/// Words that join operands within a list.
const GLUE: &[&str] = &[
    "as",
    "case",
    "when",
    "then",
    "else",
    "end",
    "and",
    "or",
    "not",
    "is",
    "in",
    "like",
    "between",
    "over",
    "partition",
    "order",
    "by",
    "distinct",
    "binary",
    "interval",
    "separator",
    "collate",
    "using",
    "top",
    "all",
    "into",
    "percent",
    "within",
    "sql_no_cache",
];
/// Tokens of a list that are read.
const LONGEST: usize = 96;
/// Words of a list without signs that SQL would still hold.
const SPARE: usize = 4;

/// Words in a row that no list holds.
const TOO_MANY: usize = 3;

/// What was seen of a list.
#[derive(Default)]
struct List {
    words: usize,
    signs: usize,
    commas: usize,
    /// Words in a row with nothing that joins them.
    row: usize,
    /// Whether the last word was `as`.
    renamed: bool,
    /// Whether an operand must follow.
    open: bool,
}

/// The rule that the list behind a `select` holds; `fresh` where a statement may begin.
pub(super) fn select(mut lexer: Lexer<'_>, fresh: bool) -> Option<&'static str> {
    let mut list = List::default();
    for step in 0..LONGEST {
        let Some(token) = lexer.next() else {
            return (fresh && list.signs > 1 && list.words < 4).then_some("sql.select");
        };
        match token.kind {
            Kind::Word if token.is(&["from"]) => {
                return (!list.open && list.reads(lexer)).then_some("sql.select");
            }
            Kind::Right if fresh && list.signs > 0 && list.words <= 3 => return Some("sql.select"),
            Kind::Comment => return list.is_dense().then_some("sql.select"),
            Kind::Semicolon => return (list.is_dense() && list.signs > list.commas).then_some("sql.select"),
            _ => list.take(token, step == 0, lexer),
        }
        if list.words > 2 * list.signs + SPARE || list.row >= TOO_MANY {
            return None;
        }
    }
    (list.signs > 16).then_some("sql.select")
}

impl List {
    fn take(&mut self, token: Token<'_>, first: bool, lexer: Lexer<'_>) {
        let was_open = std::mem::take(&mut self.open);
        let row = std::mem::take(&mut self.row);
        match token.kind {
            Kind::Word if token.is(&["case", "null", "distinct", "top", "concat"]) => self.signs += 1,
            Kind::Word if token.is(GLUE) => self.renamed = token.is(&["as"]),
            Kind::Word if std::mem::take(&mut self.renamed) => {}
            Kind::Word => {
                self.words += 1;
                self.row = row + 1;
            }
            Kind::Number => {
                self.signs += if first { 2 } else { 0 };
                self.row = row;
            }
            Kind::Operator if token.is(&["*"]) => {
                self.signs += 1;
                // `* (all of them)`.
                self.row = if first && lexer.sees(Kind::Left) { TOO_MANY } else { 0 };
                self.open = !lexer.peek().is_some_and(|next| next.is(&["from"])) || first && was_open;
            }
            Kind::Operator => {
                self.signs += usize::from(token.is(&["||", "+", "->", "->>", "::"]));
                self.open = true;
                self.row = if first && token.is(&["="]) { TOO_MANY } else { 0 };
            }
            Kind::Variable => self.signs += 2,
            Kind::Comma => {
                self.signs += 1;
                self.commas += 1;
            }
            Kind::Left | Kind::Text => self.signs += 1,
            _ => {}
        }
    }

    /// Not too many words for its signs.
    fn is_dense(&self) -> bool {
        self.signs > 0 && self.words <= 2 * self.signs + 1
    }

    /// Whether what follows `from` is a table, and what follows that is SQL.
    fn reads(&self, mut lexer: Lexer<'_>) -> bool {
        let Some(table) = lexer.next() else { return self.is_dense() };
        if table.kind == Kind::Number || table.kind == Kind::Comma || table.is(ARTICLES) {
            return false;
        }
        let mut after = lexer.next();
        if after.is_some_and(|token| token.kind == Kind::Operator && token.is(&["."])) {
            after = lexer.next();
        }
        if table.kind == Kind::Word && after.is_some_and(|token| token.is(&["as"])) {
            after = lexer.next();
        }
        let plain = |token: Token<'_>| token.kind == Kind::Word && !opens_clause(token, lexer);
        if table.kind == Kind::Word && after.is_some_and(plain) {
            // The second word may be an alias, if the third is none.
            after = lexer.next();
            let plain = |token: Token<'_>| token.kind == Kind::Word && !opens_clause(token, lexer);
            if after.is_some_and(plain) || (after.is_none() && self.signs == 0) {
                return false;
            }
        }
        let sealed = matches!(table.kind, Kind::Left | Kind::Variable) || table.text.contains(&b'.');
        let goes_on = after.is_some_and(|token| {
            opens_clause(token, lexer) && self.words < SPARE
                || matches!(token.kind, Kind::Right | Kind::Comment | Kind::Semicolon | Kind::Comma)
        });
        self.is_dense() || (self.words <= 2 && (goes_on || sealed))
    }
}

/// A word that goes on with the statement, by what follows it.
fn opens_clause(token: Token<'_>, mut lexer: Lexer<'_>) -> bool {
    match token.text {
        b"where" => {
            condition(lexer, false).is_some()
                || lexer.next().is_some()
                    && lexer.next().is_none_or(|next| {
                        next.kind != Kind::Word || next.is(&["in", "like", "between", "is", "not"])
                    })
        }
        b"order" | b"group" => lexer.next().is_some_and(|next| next.is(&["by"])),
        b"limit" => lexer.next().is_some_and(|next| matches!(next.kind, Kind::Number | Kind::Left)),
        b"union" | b"except" | b"intersect" | b"minus" => lexer
            .next()
            .is_some_and(|next| next.is(&["select", "all", "distinct"]) || next.kind == Kind::Left),
        b"join" | b"inner" | b"left" | b"right" | b"cross" | b"natural" | b"full" | b"outer" => {
            lexer.take(8).any(|next| next.is(&["on", "using", "join"]) || next.kind == Kind::Left)
        }
        b"having" | b"into" | b"for" | b"fetch" | b"with" | b"offset" => {
            lexer.next().is_some() && lexer.next().is_none_or(|next| next.kind != Kind::Word)
        }
        _ => false,
    }
}
