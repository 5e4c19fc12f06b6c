//! The same file by another path. Knows which paths only a Windows system would follow.

use super::{Value, dice::Dice, done};

type Out = Option<Vec<u8>>;

/// Folders that only Unix has.
const UNIX: [&str; 16] = [
    "/etc", "/proc", "/var", "/root", "/home", "/usr", "/opt", "/srv", "/tmp", "/dev", "/run", "/sys",
    "/Library", "/private", "/bin", "/lib",
];

/// A path and no address, encoding or list.
fn is_plain(text: &str) -> bool {
    text.contains('/') && !text.contains(['%', '\0', '\\']) && !text.contains("://") && !text.contains(":/")
}

fn slashes(value: Value<'_>, mut slash: impl FnMut() -> String) -> Out {
    is_plain(value.text).then_some(())?;
    let out: String = value.text.chars().map(|c| if c == '/' { slash() } else { c.to_string() }).collect();
    done(value.text, out)
}

pub(crate) fn dots(value: Value<'_>, dice: &mut Dice) -> Out {
    slashes(value, || dice.pick(&["/./", "/./", "/", "/././"]).into())
}

pub(crate) fn doubled(value: Value<'_>, dice: &mut Dice) -> Out {
    slashes(value, || dice.pick(&["//", "///", "/"]).into())
}

/// Down into a folder and up again.
pub(crate) fn detours(value: Value<'_>, dice: &mut Dice) -> Out {
    slashes(value, || dice.pick(&["/", "/x/../", "/img/../", "/a/b/../../"]).into())
}

pub(crate) fn backslashes(value: Value<'_>, dice: &mut Dice) -> Out {
    if value.class != "harmless"
        && (UNIX.iter().any(|folder| value.text.contains(folder)) || !value.text.contains(".."))
    {
        return None;
    }
    let all = dice.coin();
    slashes(value, || if all || dice.coin() { "\\".into() } else { "/".into() })
}

/// Only the dots or only the slashes, for one more decoding.
pub(crate) fn partly_percent(value: Value<'_>, dice: &mut Dice) -> Out {
    is_plain(value.text).then_some(())?;
    let out = match dice.below(4) {
        0 => value.text.replace('.', "%2e"),
        1 => value.text.replace('/', "%2f"),
        2 => value.text.replace("../", "..%5c"),
        _ => value.text.replace("../", "%2E%2E/"),
    };
    done(value.text, out)
}

/// Steps up inside themselves, for a filter that takes each out once.
pub(crate) fn stripped(value: Value<'_>, dice: &mut Dice) -> Out {
    is_plain(value.text).then_some(())?;
    let step = dice.pick(&["....//", "..././", "....//./"]);
    done(value.text, value.text.replace("../", step))
}

/// What is cut off behind the name.
pub(crate) fn endings(value: Value<'_>, dice: &mut Dice) -> Out {
    is_plain(value.text).then_some(())?;
    let end = dice.pick(&["%00", "%00.jpg", "?v=1", "#x", ";x=1", "/.", "%2500.png", "?.css"]);
    done(value.text, format!("{}{end}", value.text))
}

/// The endings that ordinary addresses have.
pub(crate) fn ordinary_endings(value: Value<'_>, dice: &mut Dice) -> Out {
    is_plain(value.text).then_some(())?;
    let end = dice.pick(&["?v=1", "#x", ";x=1", "/.", "?.css"]);
    done(value.text, format!("{}{end}", value.text))
}

/// Folders that are not there in front of the steps up.
pub(crate) fn fronts(value: Value<'_>, dice: &mut Dice) -> Out {
    (is_plain(value.text) && (value.text.starts_with("..") || value.class == "harmless")).then_some(())?;
    let (front, up) =
        [("images/", 1), ("static/css/", 2), ("./", 0), (".//./", 0), ("v2/files/report.pdf/", 3)]
            [dice.below(5)];
    done(value.text, format!("{front}{}{}", "../".repeat(up), value.text))
}

/// Many steps that lead nowhere.
pub(crate) fn long_way(value: Value<'_>, dice: &mut Dice) -> Out {
    (is_plain(value.text) && (value.text.starts_with("..") || value.class == "harmless")).then_some(())?;
    done(value.text, format!("{}{}", "./".repeat(100 + dice.below(400)), value.text))
}
