//! Gets the Swiss Ephemeris: its sources from the package index of Python, its files from Debian. Compiles them, with a
//! small program of ours, in a folder that nothing else uses. Knows no chart.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sha2::{Digest, Sha256};

use crate::{child::Children, say};

/// The other side, built.
pub(super) struct Library {
    pub(super) program: PathBuf,
    /// The folder of its files; without it, it computes by Moshier's theory.
    pub(super) files: Option<PathBuf>,
}

/// The sources of version 2.10.03 come with its Python wrapper, which is not built.
const PACKAGE: &str = "pyswisseph==2.10.3.2";
const ARCHIVE: &str = "pyswisseph-2.10.3.2.tar.gz";
const SHA256: &str = "c54c305e83dbd5d2b71e58d8a69d8ee41de24c4d3328ce09e2af860a3537624d";

const SOURCES: [&str; 9] = [
    "swecl.c",
    "swedate.c",
    "swehel.c",
    "swehouse.c",
    "swejpl.c",
    "swemmoon.c",
    "swemplan.c",
    "sweph.c",
    "swephlib.c",
];

const ROUNDS: &str = include_str!("rounds.c");

/// Planets and Moon, 1800 to 2400; Debian's package, and where it puts them.
const FILES: [&str; 2] = ["sepl_18.se1", "semo_18.se1"];
const FILES_PACKAGE: &str = "swe-basic-data";
const FILES_FOLDER: &str = "usr/share/libswe/ephe";

/// Fetches what is not there yet and compiles it, in `folder`.
pub(super) fn library(children: &Children, folder: &Path) -> Result<Library, String> {
    let archive = folder.join(ARCHIVE);
    if !archive.is_file() {
        say(&format!("Fetching {PACKAGE}"));
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-binary", ":all:"]);
        pip.args(["--no-deps", "--dest"]).arg(folder).arg(PACKAGE).current_dir(folder);
        let lacking = "its sources are needed: pip, and a package index within reach";
        children.run(&mut pip).map_err(|error| format!("{error}; {lacking}"))?;
    }
    check(&archive)?;
    children.run(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(folder))?;
    let sources = folder.join(ARCHIVE.trim_end_matches(".tar.gz")).join("libswe");
    let (rounds, program) = (folder.join("rounds.c"), folder.join("rounds"));
    fs::write(&rounds, ROUNDS).map_err(|error| format!("{}: {error}", rounds.display()))?;
    let mut cc = Command::new("cc");
    cc.args(["-O2", "-w", "-o"]).arg(&program).arg("-I").arg(&sources).arg(&rounds);
    cc.args(SOURCES.map(|name| sources.join(name))).arg("-lm");
    children.run(&mut cc).map_err(|error| format!("{error}; a C compiler is needed"))?;
    Ok(Library { program, files: files(children, folder) })
}

/// Refuses an archive that is not the one this was written for.
fn check(archive: &Path) -> Result<(), String> {
    let bytes = fs::read(archive).map_err(|error| format!("{}: {error}", archive.display()))?;
    let found = hex::encode(Sha256::digest(bytes));
    if found == SHA256 {
        return Ok(());
    }
    Err(format!(
        "{}: its SHA-256 is {found} and should be {SHA256}; delete it to fetch it again",
        archive.display()
    ))
}

/// The folder with the library's files: installed, or fetched and not installed.
fn files(children: &Children, folder: &Path) -> Option<PathBuf> {
    let (installed, fetched) = (Path::new("/").join(FILES_FOLDER), folder.join(FILES_FOLDER));
    if let Some(there) = [&installed, &fetched].into_iter().find(|there| whole(there)) {
        return Some(there.clone());
    }
    say(&format!("Fetching {FILES_PACKAGE}"));
    let mut apt = Command::new("apt-get");
    apt.args(["download", "--quiet", FILES_PACKAGE]).current_dir(folder).stdout(Stdio::null());
    let unpack = format!("dpkg-deb -x {FILES_PACKAGE}_*.deb .");
    let mut unpack_it = Command::new("sh");
    unpack_it.args(["-c", &unpack]).current_dir(folder);
    let got = children.run(&mut apt).and_then(|()| children.run(&mut unpack_it));
    if let Err(error) = got {
        say(&format!("{error}: without its files the library computes by Moshier's theory"));
    }
    Some(fetched).filter(|there| whole(there))
}

fn whole(folder: &Path) -> bool {
    FILES.iter().all(|name| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_archive_is_refused() {
        let path = std::env::temp_dir().join(format!("archive-{}.tar.gz", std::process::id()));
        fs::write(&path, "something else").unwrap();
        let refused = check(&path).unwrap_err();
        fs::remove_file(&path).unwrap();
        assert!(refused.contains(SHA256) && check(&path).is_err());
    }
}
