//! Statements behind a `;` that ends the one around the value. There the verbs of SQL are few and what follows is short. Refuses
//! to say what a statement would do.

use super::{
    condition::skip_brackets,
    token::{Kind, Lexer},
};

/// Verbs that begin statements in some database, in order.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "alter", "analyze", "attach", "backup", "begin", "call", "change", "checkpoint", "cluster", "comment", "commit", "copy", "create", "dbcc",
    "deallocate", "declare", "delete", "deny", "desc", "describe", "detach", "disable", "discard", "do", "drop", "enable", "end", "exec", "execute",
    "explain", "flush", "go", "grant", "handler", "if", "insert", "install", "kill", "listen", "load", "lock", "merge", "notify", "optimize", "pragma",
    "prepare", "print", "purge", "raiserror", "reconfigure", "refresh", "reindex", "release", "rename", "repair", "replace", "reset", "restore",
    "revoke", "rollback", "savepoint", "select", "set", "show", "shutdown", "start", "stop", "table", "truncate", "unlisten", "unlock", "update", "use",
    "vacuum", "values", "waitfor", "while", "with",
];

/// Those of them that prose does not know, in order.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "alter", "analyze", "dbcc", "deallocate", "declare", "detach", "exec", "flush", "grant", "pragma", "purge", "raiserror", "reconfigure", "reindex",
    "revoke", "rollback", "savepoint", "truncate", "unlisten", "vacuum", "waitfor",
];

/// Words without a sign among them that a statement may hold.
const WORDS: usize = 6;

/// A statement behind a `;`, `named` if a lone word stands before it: a verb, then words and signs up to another `;`, a comment or the end.
pub(super) fn statement(mut lexer: Lexer<'_>, named: bool) -> Option<&'static str> {
    let verb = lexer.next()?;
    let listed = |table: &[&str]| crate::bytes::listed(table, verb.text);
    let stored = verb.text.starts_with(b"sp_") || verb.text.starts_with(b"xp_");
    if stored {
        return Some("sql.stacked");
    }
    if verb.kind != Kind::Word || !listed(VERBS) {
        return None;
    }
    let (mut words, mut signs) = (0, 0);
    for _ in 0..64 {
        let Some(token) = lexer.peek() else {
            return (signs > 0 || listed(ODD) && words < 4).then_some("sql.stacked");
        };
        match token.kind {
            Kind::Semicolon => {
                lexer.next();
                let stops = lexer.next().is_none_or(|next| {
                    next.kind == Kind::Comment || !named && crate::bytes::listed(VERBS, next.text)
                });
                return (signs > 0 || stops).then_some("sql.stacked");
            }
            Kind::Comment => return (token.is_bare() || signs > 0).then_some("sql.stacked"),
            Kind::Word if words >= WORDS => return None,
            Kind::Word => words += 1,
            Kind::Left => {
                skip_brackets(&mut lexer);
                signs += 1;
                words = 0;
                continue;
            }
            Kind::Text | Kind::Open | Kind::Operator | Kind::Variable => {
                signs += 1;
                words = 0;
            }
            _ => {}
        }
        lexer.next();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(VERBS.is_sorted() && ODD.is_sorted());
    }
}
