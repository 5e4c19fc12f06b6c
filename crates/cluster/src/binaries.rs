//! Finds the PostgreSQL programs of this machine. Knows where they are usually installed, not what is done with
//! them.
//!
//! Order: `pg_config --bindir`, the folders of `PATH`, the usual install folders with the newest version first. The
//! first folder that holds all programs in a version that will do is taken.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Error;

/// The oldest major version that will do.
pub const OLDEST: u32 = 15;

const PROGRAMS: [&str; 3] = ["postgres", "initdb", "pg_ctl"];

/// Parents of `<version>/bin` or `postgresql@<version>/bin`.
const VERSIONED: [&str; 6] = [
    "/usr/lib/postgresql",
    "/usr/lib",
    "/usr/local/lib/postgresql",
    "/opt/homebrew/opt",
    "/usr/local/opt",
    "/Library/PostgreSQL",
];

const PLAIN: [&str; 4] =
    ["/usr/local/pgsql/bin", "/usr/libexec/postgresql", "/opt/postgresql/bin", "/usr/bin"];

/// A folder with the PostgreSQL programs and their version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    version: String,
    major: u32,
}

impl Binaries {
    /// The programs to use for a new cluster.
    ///
    /// # Errors
    /// [`Error::NoBinaries`] if there are none, or none of version 15 or newer.
    pub fn find() -> Result<Self, Error> {
        Self::choose(&candidates(), None)
    }

    /// The programs for a cluster that a given major version made.
    pub(crate) fn find_major(major: u32) -> Result<Self, Error> {
        Self::choose(&candidates(), Some(major))
    }

    /// The folder, for programs beside the needed ones (`psql`, `pg_dump`).
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The version as the program says it, for instance `15.18 (Debian 15.18-0+deb12u1)`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The major version, for instance 15.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    fn choose(folders: &[PathBuf], major: Option<u32>) -> Result<Self, Error> {
        let mut unfit = Vec::new();
        for folder in folders {
            let Some(found) = Self::inspect(folder) else { continue };
            if major.map_or(found.major >= OLDEST, |wanted| found.major == wanted) {
                return Ok(found);
            }
            unfit.push(format!("{} in {}", found.version, found.folder.display()));
        }
        unfit.dedup();
        let seen = if unfit.is_empty() { String::new() } else { format!(" (found {})", unfit.join(", ")) };
        let wanted = major.map_or_else(
            || format!("{OLDEST} or newer"),
            |major| format!("{major}, which made the data folder (`pg_upgrade` moves it to a newer one),"),
        );
        Err(Error::NoBinaries { wanted, seen })
    }

    fn inspect(folder: &Path) -> Option<Self> {
        if !PROGRAMS.iter().all(|program| folder.join(program).is_file()) {
            return None;
        }
        let said = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let said = String::from_utf8_lossy(&said.stdout);
        let version = said.trim().strip_prefix("postgres (PostgreSQL) ")?;
        Some(Self { folder: folder.to_owned(), version: version.to_owned(), major: major_of(version)? })
    }
}

/// `15.18 (Debian ...)`, `17beta1` and `18devel` to 15, 17 and 18.
fn major_of(version: &str) -> Option<u32> {
    let end = version.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(version.len());
    version[..end].parse().ok()
}

fn candidates() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = configured().into_iter().chain(env::split_paths(&path)).collect();
    folders.extend(VERSIONED.iter().flat_map(|parent| newest_first(Path::new(parent))));
    folders.extend(PLAIN.iter().map(PathBuf::from));
    folders
}

fn configured() -> Option<PathBuf> {
    let said = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(said.stdout).ok()?;
    Some(PathBuf::from(folder.trim()))
}

fn newest_first(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((version_of_folder(&entry.file_name())?, entry.path().join("bin"))))
        .collect();
    versions.sort_by(|(a, _), (b, _)| b.cmp(a));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// `15`, `postgresql@15`, `postgresql-15` and `postgresql15` to 15; other folders are not of PostgreSQL.
fn version_of_folder(name: &OsStr) -> Option<u32> {
    let name = name.to_str()?;
    name.strip_prefix("postgresql").map_or(name, |rest| rest.trim_start_matches(['@', '-'])).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by a shell: a program that this process still holds open for writing could not be run.
    fn pretend(folder: &Path, version: &str) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        for program in PROGRAMS {
            let script =
                r#"printf '#!/bin/sh\necho "postgres (PostgreSQL) %s"\n' "$2" >"$1" && chmod 755 "$1""#;
            let path = folder.join(program);
            let written = Command::new("sh").args(["-c", script, "sh"]).arg(path).arg(version).status();
            assert!(written.unwrap().success());
        }
        folder.to_owned()
    }

    #[test]
    fn the_first_folder_that_will_do_is_taken() {
        let scratch = env::temp_dir().join(format!("mainstay-binaries-{}", std::process::id()));
        let old = pretend(&scratch.join("old"), "14.9");
        let good = pretend(&scratch.join("good"), "16.2 (Debian 16.2-1)");
        let newer = pretend(&scratch.join("newer"), "17beta1");
        let half = scratch.join("half");
        fs::create_dir_all(&half).unwrap();
        fs::write(half.join("postgres"), "").unwrap();

        let found = Binaries::choose(&[half.clone(), old.clone(), good, newer.clone()], None).unwrap();
        assert_eq!((found.major(), found.version()), (16, "16.2 (Debian 16.2-1)"));
        assert_eq!(Binaries::choose(&[old.clone(), newer.clone()], Some(17)).unwrap().folder(), newer);

        let refused = Binaries::choose(&[half, old], None).unwrap_err().to_string();
        assert!(refused.contains("15 or newer") && refused.contains("found 14.9"), "{refused}");
        assert!(
            refused.contains("apt-get install postgresql") && refused.contains("database.url"),
            "{refused}"
        );
        assert_eq!(refused.lines().count(), 1);
        fs::remove_dir_all(scratch).unwrap();
    }

    #[test]
    fn versions_are_read_from_what_programs_and_folders_say() {
        let said =
            [("15.18 (Debian 15.18-0)", Some(15)), ("17beta1", Some(17)), ("18", Some(18)), ("x", None)];
        for (version, major) in said {
            assert_eq!(major_of(version), major, "{version}");
        }
        let folders =
            [("15", Some(15)), ("postgresql@16", Some(16)), ("postgresql-17", Some(17)), ("python3", None)];
        for (folder, major) in folders {
            assert_eq!(version_of_folder(OsStr::new(folder)), major, "{folder}");
        }
    }

    #[test]
    fn this_machine_has_one() {
        assert!(Binaries::find().unwrap().major() >= OLDEST);
    }
}
