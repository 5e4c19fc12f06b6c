//! Makes a data folder, once. It is made beside its place and then renamed, so that a kill at any moment leaves
//! either none or a whole one.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::Path,
};

use crate::{Binaries, Error, SUPERUSER, account::Account, control::last_line, layout::Layout};

/// Preferred first. Both compare text byte by byte; `C` is there for systems that have no `C.UTF-8`.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// The major version that made the data folder, if it is there.
pub(crate) fn made_by(layout: &Layout) -> Result<Option<u32>, Error> {
    let file = layout.data().join("PG_VERSION");
    match fs::read_to_string(&file) {
        Ok(version) => version.trim().parse().map(Some).map_err(|_| {
            Error::io("reading a version from", &file)(std::io::Error::from(ErrorKind::InvalidData))
        }),
        Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(None),
        Err(refused) => Err(Error::io("reading", &file)(refused)),
    }
}

/// Makes the data folder. Needs the lock.
pub(crate) fn make(
    layout: &Layout,
    account: &Account,
    binaries: &Binaries,
    fsync: bool,
) -> Result<(), Error> {
    let new = layout.data_in_the_making();
    let mut outcome = Ok(());
    for locale in LOCALES {
        clear(&new)?;
        account.own_folder(&new)?;
        outcome = initdb(&new, account, binaries, locale, fsync);
        if outcome.is_ok() {
            break;
        }
    }
    outcome?;
    fs::rename(&new, layout.data()).map_err(Error::io("renaming", &new))?;
    if fsync {
        let parent = File::open(&layout.folder).and_then(|folder| folder.sync_all());
        parent.map_err(Error::io("syncing", &layout.folder))?;
    }
    Ok(())
}

/// Whoever can reach the socket is trusted: its folder is open to its owner and root only.
fn initdb(
    new: &Path,
    account: &Account,
    binaries: &Binaries,
    locale: &str,
    fsync: bool,
) -> Result<(), Error> {
    let folder = new.to_string_lossy();
    let locale = format!("--locale={locale}");
    let username = format!("--username={SUPERUSER}");
    let mut args = vec!["--pgdata", &folder, "--encoding=UTF8", &locale, &username];
    args.extend(["--auth-local=trust", "--auth-host=reject", "--data-checksums"]);
    if !fsync {
        args.push("--no-sync");
    }
    let done = account.run("initdb", binaries.folder(), &args)?;
    if done.status.success() {
        return Ok(());
    }
    Err(Error::Program { program: "initdb", output: last_line(&done), log: None })
}

fn clear(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(refused) if refused.kind() != ErrorKind::NotFound => Err(Error::io("removing", folder)(refused)),
        _ => Ok(()),
    }
}
