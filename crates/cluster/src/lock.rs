//! Who owns a data folder: an exclusive `flock` on a file in it, held for as long as the value lives. The kernel
//! lets go of it however the process ends, so a lock is never stale.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use nix::fcntl::OFlag;

use crate::Error;

/// The held lock. Child processes do not inherit it.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held open, never read")] File);

impl Lock {
    /// Takes the lock of a data folder and writes our process id into it.
    pub(crate) fn take(file: &Path, folder: &Path) -> Result<Self, Error> {
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(OFlag::O_NOFOLLOW.bits())
            .open(file);
        let mut opened = opened.map_err(Error::io("opening", file))?;
        match opened.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Owned { folder: folder.to_owned(), owner: written(&mut opened) });
            }
            Err(TryLockError::Error(refused)) => return Err(Error::io("locking", file)(refused)),
        }
        write_down(&mut opened).map_err(Error::io("writing", file))?;
        Ok(Self(opened))
    }
}

fn written(file: &mut File) -> String {
    let mut owner = String::new();
    match file.read_to_string(&mut owner) {
        Ok(length) if length > 0 => owner.trim().to_owned(),
        _ => "unknown".to_owned(),
    }
}

fn write_down(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}
