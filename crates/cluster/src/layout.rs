//! Where things are. Knows folders, their modes and owners, not what is in them.
//!
//! ```text
//! <folder>/              of the server's own account (0711 for root, 0700 otherwise)
//!   lock                 who holds it owns the folder
//!   postgresql.conf      written anew at every start
//!   data/                PostgreSQL's, of the account that runs it, 0700
//!   data.new.<pid>/      a data folder in the making by that process; what another one left was interrupted
//!   log/                 its log, a file a day of the week, and `start.log`
//!   run/                 its socket, 0700, if the path is short enough
//! ```
//!
//! A socket's path may have 107 bytes. Where `<folder>/run` is too long, the socket is in a folder named by the hash
//! of `<folder>` under `/run` (root), `XDG_RUNTIME_DIR` or the folder for temporary files.

use std::{
    env, fs,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::{Error, account::Account};

/// The port is part of the socket's name; every cluster has a folder of its own, so it is always the same.
pub(crate) const PORT: u16 = 5432;

/// What the name of a data folder in the making begins with.
const IN_THE_MAKING: &str = "data.new.";

/// The longest path the kernel takes for a socket, without its closing zero byte.
const LONGEST_SOCKET: usize = 107;

/// The places of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) folder: PathBuf,
    pub(crate) socket: PathBuf,
}

impl Layout {
    /// Creates the folder if need be and decides where the socket goes.
    pub(crate) fn of(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(Error::io("creating", folder))?;
        let folder = fs::canonicalize(folder).map_err(Error::io("finding", folder))?;
        if !is_free_or_ours(&folder)? {
            return Err(Error::Occupied { folder });
        }
        let root = nix::unistd::Uid::effective().is_root();
        set_mode(&folder, if root { 0o711 } else { 0o700 })?;
        let socket = socket_folder(&folder, root);
        Ok(Self { folder, socket })
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.folder.join("lock")
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.join("postgresql.conf")
    }

    pub(crate) fn socket_lock(&self) -> PathBuf {
        self.socket.join(format!(".s.PGSQL.{PORT}.lock"))
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A place of this process alone: the `initdb` of an owner that was killed may still be writing in its own.
    pub(crate) fn data_in_the_making(&self) -> PathBuf {
        self.folder.join(format!("{IN_THE_MAKING}{}", std::process::id()))
    }

    /// Removes what interrupted owners left in the making. What is still being written to stays for the next start.
    pub(crate) fn sweep(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_left = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(IN_THE_MAKING.as_bytes());
        for entry in entries.filter(|entry| is_left(&entry.file_name())) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    pub(crate) fn start_log(&self) -> PathBuf {
        self.log().join("start.log")
    }

    /// Makes the folders that PostgreSQL writes to beside its data.
    pub(crate) fn prepare(&self, account: &Account) -> Result<(), Error> {
        account.can_enter(&self.folder)?;
        account.own_folder(&self.log())?;
        if self.socket.starts_with(&self.folder) {
            return account.own_folder(&self.socket);
        }
        self.prepare_far_socket(account)
    }

    /// The parent may be open to everybody: what is there already must be a real folder, ours and closed.
    fn prepare_far_socket(&self, account: &Account) -> Result<(), Error> {
        let folder = &self.socket;
        let created = fs::DirBuilder::new().mode(0o700).create(folder);
        match created {
            Ok(()) => return account.own_folder(folder),
            Err(refused) if refused.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(refused) => return Err(Error::io("creating", folder)(refused)),
        }
        let found = fs::symlink_metadata(folder).map_err(Error::io("looking at", folder))?;
        let ours = [account.uid, nix::unistd::Uid::effective().as_raw()].contains(&found.uid());
        if found.is_dir() && ours && found.mode() & 0o777 == 0o700 {
            return account.own_folder(folder);
        }
        Err(Error::ForeignFolder { folder: folder.clone(), account: account.name.clone() })
    }
}

/// Empty but for what a file system puts there, or with the lock of an owner before us.
fn is_free_or_ours(folder: &Path) -> Result<bool, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io("reading", folder))?;
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    Ok(names.iter().all(|name| name == "lost+found") || names.iter().any(|name| name == "lock"))
}

fn socket_folder(folder: &Path, root: bool) -> PathBuf {
    let near = folder.join("run");
    if socket_length(&near) <= LONGEST_SOCKET {
        return near;
    }
    let short = format!("mainstay-{:016x}", hash(folder.as_os_str().as_encoded_bytes()));
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let parents = [root.then(|| PathBuf::from("/run")), runtime, Some(env::temp_dir()), Some("/tmp".into())];
    let usable = parents
        .into_iter()
        .flatten()
        .find(|parent| parent.is_dir() && socket_length(&parent.join(&short)) <= LONGEST_SOCKET);
    usable.unwrap_or_else(|| PathBuf::from("/tmp")).join(short)
}

fn socket_length(folder: &Path) -> usize {
    folder.join(format!(".s.PGSQL.{PORT}")).as_os_str().len()
}

/// Sets the mode of a file or folder.
pub(crate) fn set_mode(path: &Path, mode: u32) -> Result<(), Error> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(Error::io("setting the mode of", path))
}

/// FNV-1a: the same on every machine and in every release, which the standard hasher does not promise.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let folder = env::temp_dir().join(format!("mainstay-occupied-{}", std::process::id()));
        fs::create_dir_all(folder.join("lost+found")).unwrap();
        set_mode(&folder, 0o755).unwrap();
        fs::write(folder.join("letters.txt"), "dear").unwrap();
        assert!(matches!(Layout::of(&folder), Err(Error::Occupied { .. })));
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o755);
        fs::remove_file(folder.join("letters.txt")).unwrap();
        assert!(Layout::of(&folder).is_ok());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_socket_is_near_while_its_path_fits() {
        let fits = PathBuf::from(format!("/{}", "x".repeat(88)));
        assert_eq!(socket_folder(&fits, false), fits.join("run"));
        assert_eq!(socket_length(&fits.join("run")), LONGEST_SOCKET);
        let over = PathBuf::from(format!("/{}", "x".repeat(89)));
        let far = socket_folder(&over, false);
        assert!(!far.starts_with(&over) && socket_length(&far) <= LONGEST_SOCKET, "{}", far.display());
        assert_ne!(far, socket_folder(&over.join("y"), false));
    }
}
