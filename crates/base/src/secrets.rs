//! Secrets on disk: made at first start, mode 0600, in a folder of mode 0700; never printed.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system refused.
    #[error("secret file {0}: {1}")]
    File(PathBuf, #[source] io::Error),
    /// Others may read it.
    #[error("secret file {0} can be read by others: run chmod 600 on it")]
    Exposed(PathBuf),
    /// It is not 64 hexadecimal digits.
    #[error("secret file {0} does not hold 64 hexadecimal digits")]
    Malformed(PathBuf),
}

/// The 32-byte secret of that name in `folder`; made, with the folder, when it is not there.
///
/// # Errors
/// See [`Error`]; a file that others may read is refused rather than used.
pub fn load_or_make(folder: &Path, name: &str) -> Result<Zeroizing<[u8; 32]>, Error> {
    let path = folder.join(name);
    let refused = |error| Error::File(path.clone(), error);
    // Only the folder of the secrets is closed: what is beside it may belong to another user (PostgreSQL's).
    fs::create_dir_all(folder.parent().unwrap_or(folder)).map_err(refused)?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(refused)?;
    match make(folder, &path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        other => other.map_err(refused)?,
    }
    let mode = fs::metadata(&path).map_err(refused)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(Error::Exposed(path));
    }
    let text = Zeroizing::new(fs::read_to_string(&path).map_err(refused)?);
    parse(text.trim()).ok_or(Error::Malformed(path))
}

/// A secret from 64 hexadecimal digits, as an environment variable gives it.
#[must_use]
pub fn parse(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut secret = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text, secret.as_mut_slice()).ok()?;
    Some(secret)
}

/// Writes a new secret beside its place, then links it there: a crash leaves a whole file or none, and
/// of two nodes that start at once one wins.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let random = Zeroizing::new(kernel::entropy::bytes::<32>());
    let text: Zeroizing<String> = Zeroizing::new(hex::encode(random));
    let draft = folder.join(format!(".draft-{:016x}", u64::from_le_bytes(kernel::entropy::bytes())));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    linked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_only_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("secrets");
        let first = load_or_make(&inside, "key").unwrap();
        assert_eq!(first, load_or_make(&inside, "key").unwrap());
        assert_ne!(first, load_or_make(&inside, "other").unwrap());
        let file = inside.join("key");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(&inside).unwrap().count(), 2, "no draft is left");

        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(load_or_make(&inside, "key"), Err(Error::Exposed(_))));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&file, "short").unwrap();
        assert!(matches!(load_or_make(&inside, "key"), Err(Error::Malformed(_))));
    }
}
