//! Where state is kept when nobody says: the system's folder as root, the user's otherwise.

use std::path::PathBuf;

/// The default state folder: `/var/lib/mainstay` as root, `$XDG_STATE_HOME/mainstay` or
/// `~/.local/state/mainstay` otherwise; without a home, a folder in the current one.
#[must_use]
pub fn state(is_root: bool) -> PathBuf {
    if is_root {
        return PathBuf::from("/var/lib/mainstay");
    }
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    match (set("XDG_STATE_HOME"), set("HOME")) {
        (Some(state), _) => state.join("mainstay"),
        (None, Some(home)) => home.join(".local/state/mainstay"),
        (None, None) => PathBuf::from("mainstay-state"),
    }
}
