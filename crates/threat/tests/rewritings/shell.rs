//! The same command in other words: quotes and expansions inside it, other blanks, globs, other separators. Knows some
//! commands of Unix and Windows, and only touches them where a shell would look for a command.

use std::fmt::Write;

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Value, dice::Dice, done, words};

type Out = Option<Vec<u8>>;

const UNIX: [&str; 68] = [
    "awk", "base64", "bash", "cat", "chmod", "cp", "crontab", "curl", "cut", "dd", "df", "dig", "dmesg",
    "echo", "env", "find", "free", "getent", "grep", "gzip", "head", "host", "hostid", "hostname", "id",
    "ifconfig", "ip", "kill", "last", "ls", "lsblk", "lscpu", "lsmod", "lsof", "mount", "nc", "ncat",
    "netstat", "nl", "nproc", "nslookup", "od", "perl", "ping", "printenv", "ps", "pwd", "python", "python3",
    "rm", "sed", "sh", "sleep", "sort", "ss", "stat", "tac", "tail", "tar", "tee", "touch", "uname",
    "uptime", "wget", "who", "whoami", "xxd", "zsh",
];

const WINDOWS: [&str; 16] = [
    "arp",
    "certutil",
    "dir",
    "hostname",
    "ipconfig",
    "net",
    "netstat",
    "nltest",
    "ping",
    "powershell",
    "sc",
    "systeminfo",
    "tasklist",
    "type",
    "ver",
    "whoami",
];

/// Whatever shows another shell than that of Unix, or words that are only read when they stand as they are.
const OTHER: [&str; 22] = [
    ":\\",
    "powershell",
    ".exe",
    " /all",
    "-n 2",
    "^",
    "Get-",
    "-Item",
    "cmd",
    "for ",
    "if ",
    "while ",
    "do ",
    "then",
    "case ",
    "esac",
    "function",
    "coproc",
    "<<",
    "%",
    "/c ",
    "net user",
];

fn is_unix(text: &str) -> bool {
    !OTHER.iter().any(|mark| text.contains(mark))
}

/// Whether a word at this place would be run.
fn is_run(text: &str, word: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let after = &text[at + word.len()..];
    before.ends_with([';', '|', '&', '(', '`', '\n', '{'])
        && !after.starts_with(['.', '-', '=', ':', '/', '_', '\''])
        && after.bytes().next().is_none_or(|byte| byte.is_ascii())
}

/// Where the first command of a list starts and ends.
fn first(text: &str, list: &[&str]) -> Option<(usize, usize)> {
    let mut found = None;
    words(text, |word, at| {
        if found.is_none() && list.contains(&word) && is_run(text, word, at) {
            found = Some((at, at + word.len()));
        }
        None
    });
    found
}

/// Commands of Unix spelled in another way; of harmless text, every longer word.
fn commands(value: Value<'_>, mut spell: impl FnMut(&str) -> String) -> Out {
    let text = value.text;
    let harmless = value.class == "harmless";
    if !harmless && !is_unix(text) {
        return None;
    }
    let at_command = |word: &str, at: usize| {
        if harmless { word.len() > 5 } else { UNIX.contains(&word) && is_run(text, word, at) }
    };
    done(text, words(text, |word, at| at_command(word, at).then(|| spell(word))))
}

fn within(word: &str, dice: &mut Dice, between: &str) -> String {
    let at = if word.len() < 2 { word.len() } else { 1 + dice.below(word.len() - 1) };
    format!("{}{between}{}", &word[..at], &word[at..])
}

pub(crate) fn quotes(value: Value<'_>, dice: &mut Dice) -> Out {
    commands(value, |word| {
        let between = dice.pick(&["''", "\"\"", "''''"]);
        within(word, dice, between)
    })
}

/// A letter or two in quotes.
pub(crate) fn quoted_letters(value: Value<'_>, dice: &mut Dice) -> Out {
    commands(value, |word| {
        let at = dice.below(word.len());
        let quote = dice.pick(&["'", "\""]);
        format!("{}{quote}{}{quote}{}", &word[..at], &word[at..=at], &word[at + 1..])
    })
}

pub(crate) fn backslashes(value: Value<'_>, dice: &mut Dice) -> Out {
    commands(value, |word| within(word, dice, "\\"))
}

/// Expansions to nothing inside words.
pub(crate) fn nothing(value: Value<'_>, dice: &mut Dice) -> Out {
    if value.text.contains('`') {
        return None;
    }
    commands(value, |word| {
        let between = dice.pick(&["$@", "$*", "${x}", "$()", "``", "${9}"]);
        within(word, dice, between)
    })
}

/// By the whole path, with and without a glob.
pub(crate) fn whole_paths(value: Value<'_>, dice: &mut Dice) -> Out {
    commands(value, |word| {
        let folder = dice.pick(&["/bin/", "/usr/bin/", "/u?r/bin/", "/b[i]n/", "/???/"]);
        if word.len() > 2 && dice.coin() {
            format!("{folder}{}?{}", &word[..1], &word[2..])
        } else {
            format!("{folder}{word}")
        }
    })
}

/// Blanks behind the first command as its shell reads them.
pub(crate) fn field_separators(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let (_, end) = first(text, &UNIX).filter(|_| is_unix(text))?;
    let blank = dice.pick(&["${IFS}", "$IFS$9", "${IFS%??}", "\t", "${IFS:0:1}"]);
    done(text, format!("{}{}", &text[..end], text[end..].replace(' ', blank)))
}

/// A command and its arguments in braces.
pub(crate) fn braces(value: Value<'_>, _: &mut Dice) -> Out {
    let text = value.text;
    let (start, end) = first(text, &UNIX).filter(|_| is_unix(text))?;
    let stop = text[end..].find([';', '|', '&', '>', '<', ')', '`', '"', '\'', '#', '\n', '$', ',', '}']);
    let stop = stop.map_or(text.len(), |stop| end + stop);
    let arguments = text[end..stop].trim();
    (!arguments.is_empty()).then_some(())?;
    let list = arguments.split(' ').collect::<Vec<_>>().join(",");
    done(text, format!("{}{{{},{list}}} {}", &text[..start], &text[start..end], &text[stop..]))
}

/// Letters of paths as globs, outside quotes.
pub(crate) fn globs(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    if value.class != "harmless" && (!is_unix(text) || first(text, &UNIX).is_none()) {
        return None;
    }
    let out = words(text, |word, at| {
        let before = &text[..at];
        let quoted = before.matches('\'').count() % 2 + before.matches('"').count() % 2 > 0;
        let inside = before.ends_with('/') && !before.contains("://") && word.len() > 2 && !quoted;
        inside.then(|| match dice.below(3) {
            0 => format!("{}?{}", &word[..1], &word[2..]),
            1 => format!("{}[{}]{}", &word[..1], &word[1..2], &word[2..]),
            _ => format!("{}*{}", &word[..1], &word[word.len() - 1..]),
        })
    });
    done(text, out)
}

/// Another sign that starts a second command.
pub(crate) fn separators(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let (start, _) = first(text, &UNIX).filter(|_| is_unix(text))?;
    let head = text[..start].trim_end_matches([' ', '\t']);
    let before = head.trim_end_matches([';', '|', '&', '\n']);
    let old = &head[before.len()..];
    (!old.is_empty() && !before.ends_with(['(', '`', '{'])).then_some(())?;
    let new = dice.pick(&["\n", ";\n", "\r\n", " & ", "&&", " | ", "|", "; "]);
    (new.trim_matches(' ') != old).then(|| done(text, format!("{before}{new}{}", &text[start..]))).flatten()
}

/// The whole command as text that is decoded and run.
pub(crate) fn encoded(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let (start, _) = first(text, &UNIX).filter(|_| is_unix(text))?;
    let command = &text[start..];
    if command.contains(['\'', '"', '`', ')', '}', '\n', '#']) {
        return None;
    }
    let digits = BASE64_STANDARD.encode(command);
    let (mut octal, mut hex) = (String::new(), String::new());
    for byte in command.bytes() {
        let _ = write!(octal, "\\{byte:03o}");
        let _ = write!(hex, "\\x{byte:02x}");
    }
    let run = match dice.below(6) {
        0 => format!("echo {digits}|base64 -d|sh"),
        1 => format!("bash<<<$(base64 -d<<<{digits})"),
        2 => format!("printf '{octal}'|sh"),
        3 => format!("eval $'{hex}'"),
        4 => format!("$(printf '{octal}')"),
        _ => format!("python3 -c 'import os,base64;os.system(base64.b64decode(\"{digits}\"))'"),
    };
    done(text, format!("{}{run}", &text[..start]))
}

/// The command in a variable, in pieces.
pub(crate) fn variables(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let (start, end) = first(text, &UNIX).filter(|_| is_unix(text))?;
    let head = text[..start].trim_end();
    (head.ends_with([';', '\n']) && end - start > 1).then_some(())?;
    let (left, right) = text[start..end].split_at(1 + dice.below(end - start - 1));
    done(text, format!("{head}a={left};b={right};$a$b{}", &text[end..]))
}

/// Carets inside commands of Windows.
pub(crate) fn carets(value: Value<'_>, dice: &mut Dice) -> Out {
    let text = value.text;
    let harmless = value.class == "harmless";
    let windows = harmless || !text.contains(['$', '`', ';', '\'']) && text.contains(['&', '|']);
    let out = words(text, |word, at| {
        let low = word.to_ascii_lowercase();
        let run = harmless && word.len() > 5 || WINDOWS.contains(&low.as_str()) && is_run(text, word, at);
        (run && windows).then(|| within(word, dice, "^"))
    });
    done(text, out)
}
