//! One word where a command may stand, as a shell would read it. Refuses to know why a command may stand there.

use super::words;
use crate::bytes::{from, is_space, is_word};

/// A word that names a command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Command {
    /// Byte after the word.
    pub(super) end: usize,
    /// It was written with quotes, backslashes or variables inside.
    pub(super) obfuscated: bool,
    /// It was written as a path.
    pub(super) path: bool,
    /// Prose uses the word as well.
    pub(super) english: bool,
}

/// Words are read so far.
const LONGEST: usize = 96;

/// The command that the word at a place names.
pub(super) fn at(text: &[u8], at: usize) -> Option<Command> {
    let mut name = [0_u8; 40];
    let mut length = 0;
    let mut obfuscated = false;
    let mut path = false;
    let mut next = at;
    while matches!(text.get(next), Some(b'(' | b'{' | b'"' | b'\'' | b'@' | b'!' | b' ')) && next < at + 8 {
        next += 1;
    }
    while let Some(byte) = text.get(next).filter(|_| next < at + LONGEST) {
        match byte {
            b'/' | b'\\'
                if *byte == b'/' || text.get(next + 1).is_none_or(|b| !b.is_ascii_lowercase()) || path =>
            {
                path |= *byte == b'/';
                length = 0;
            }
            // The back-tick that closes the command.
            b'`' if at > 0 && text[at - 1] == b'`' => break,
            b'\'' | b'"' | b'\\' | b'^' | b'`' => {
                if text.get(next + 1).is_none_or(|b| !is_word(*b) && !b"'\"\\/^`".contains(b)) {
                    break;
                }
                obfuscated = true;
            }
            b'$' => match skip_variable(text, next) {
                Some(end) => {
                    obfuscated = true;
                    next = end;
                    continue;
                }
                None => break,
            },
            byte if is_word(*byte) || b".-+".contains(byte) => {
                *name.get_mut(length)? = *byte;
                length += 1;
            }
            _ => break,
        }
        next += 1;
    }
    let name = name[..length].strip_suffix(b".exe").unwrap_or(&name[..length]);
    let bare =
        name.iter().rposition(|b| !(b.is_ascii_digit() || *b == b'.')).map_or(name, |last| &name[..=last]);
    let known = words::is_command(name) || (bare.len() > 2 && words::is_command(bare));
    known.then(|| Command { end: next, obfuscated, path, english: words::is_english(name) })
}

/// Past `$@`, `$*`, `$1`, `$u`, `${x}` inside of a word; not past `$IFS`, which is a gap.
fn skip_variable(text: &[u8], at: usize) -> Option<usize> {
    match from(text, at) {
        [b'$', b'i', b'f', b's', ..] | [b'$', b'{', b'i', b'f', b's', ..] => None,
        [b'$', b'@' | b'*' | b'#' | b'?', ..] => Some(at + 2),
        [b'$', b'{', rest @ ..] => {
            rest.iter().take(32).position(|byte| *byte == b'}').map(|end| at + end + 3)
        }
        [b'$', byte, ..] if is_word(*byte) => Some(at + 2),
        _ => None,
    }
}

impl Command {
    /// Whether it would run after a separator; `sure` if the separator alone is rare in prose.
    pub(super) fn runs(&self, text: &[u8], sure: bool) -> bool {
        if self.obfuscated || self.path {
            return true;
        }
        let rest = from(text, self.end);
        match rest {
            [] => sure,
            // `"…;gzip"` names the form of an entity, `ls = x` and `more…` name themselves.
            [b'"'] | [b' ', b'=', b' ', ..] => false,
            [byte, ..] if b";|&`)\n\r<>}$'\"\\#".contains(byte) => sure && !self.english,
            [byte, ..] if is_space(*byte) => {
                let ends = rest.iter().all(|byte| is_space(*byte));
                self.argued(text) || (sure && (!self.english || words::has_subcommand(rest) || ends))
            }
            [b'+' | b'/' | b'%', ..] => !self.english,
            _ => false,
        }
    }

    /// Whether what follows looks like arguments: flags, paths, variables, numbers, addresses.
    fn argued(&self, text: &[u8]) -> bool {
        let rest = from(text, self.end);
        let start = rest.iter().take_while(|byte| is_space(**byte)).count();
        let Some(first) = rest.get(start) else { return false };
        let word: &[u8] = {
            let word = &rest[start..];
            &word[..word.iter().take_while(|byte| !is_space(**byte)).count()]
        };
        let shaped = b"-/$~\\%*<>|.".contains(first) && word.len() > 1 || (*first == b'-' && word.len() > 1);
        let drive = word.get(1) == Some(&b':') && first.is_ascii_alphabetic();
        let quoted = matches!(first, b'\'' | b'"') && !self.english;
        let inside = word.len() > 2
            && (word.contains(&b'/')
                || word.contains(&b'\\')
                || word.windows(2).any(|w| w[0] == b'.' && w[1].is_ascii_alphanumeric()));
        let number = first.is_ascii_digit() && (!self.english || word.len() == rest.len() - start);
        start > 0 && (shaped || drive || quoted || number || (inside && !self.english))
    }

    /// Whether the value is this command and its arguments, with nothing before it.
    pub(super) fn stands_alone(&self, text: &[u8]) -> bool {
        let rest = from(text, self.end);
        let spaced = rest.first().is_some_and(|byte| is_space(*byte));
        let gap = rest.starts_with(b"$ifs") || rest.starts_with(b"${ifs");
        gap || (self.path && spaced)
            || (spaced && self.argued(text))
            || (spaced && !self.english && words::has_subcommand(rest))
    }
}
