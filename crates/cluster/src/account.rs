//! Which operating system account runs the PostgreSQL programs. PostgreSQL refuses to run as root, so root hands
//! over to an unprivileged account; anybody else runs them as themselves.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use nix::unistd::{Uid, User};

use crate::{Error, layout::set_mode};

/// The accounts that root hands over to, in this order, when the data has no owner yet.
const PREFERRED: [&str; 2] = ["postgres", "mainstay"];

/// The account that owns the data and runs the programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// Whether this process is root and must hand over.
    switch: bool,
}

impl Account {
    /// The account for a data folder that may not exist yet. The owner of existing data stays its owner.
    pub(crate) fn of(data: &Path) -> Result<Self, Error> {
        let me = Uid::effective();
        if !me.is_root() {
            return named(User::from_uid(me)).map_or_else(
                || Ok(Self { name: me.to_string(), uid: me.as_raw(), gid: gid(), switch: false }),
                |user| Ok(Self::from(&user, false)),
            );
        }
        let owner = fs::metadata(data).ok().map(|meta| meta.uid()).filter(|uid| *uid != 0);
        owner
            .and_then(|uid| named(User::from_uid(Uid::from_raw(uid))))
            .or_else(|| PREFERRED.iter().find_map(|name| named(User::from_name(name))))
            .map(|user| Self::from(&user, true))
            .ok_or(Error::NoAccount)
    }

    fn from(user: &User, switch: bool) -> Self {
        Self { name: user.name.clone(), uid: user.uid.as_raw(), gid: user.gid.as_raw(), switch }
    }

    /// A command that runs as this account, from the root folder and with an environment of its own: no `PG*`
    /// variable of the caller reaches it, messages are in English, times in UTC.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null()).env_clear();
        command.env("PATH", "/usr/bin:/bin").env("LC_ALL", "C").env("TZ", "UTC");
        if self.switch {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Runs a program to its end and returns what it said.
    pub(crate) fn run(&self, program: &'static str, folder: &Path, args: &[&str]) -> Result<Output, Error> {
        let path = folder.join(program);
        let what = format!("running `{}` as `{}`", path.display(), self.name);
        self.command(&path).args(args).output().map_err(|source| Error::Io { what, source })
    }

    /// Creates a folder of this account with mode 0700, or makes an existing one so.
    pub(crate) fn own_folder(&self, folder: &Path) -> Result<(), Error> {
        fs::create_dir_all(folder).map_err(Error::io("creating", folder))?;
        set_mode(folder, 0o700)?;
        if self.switch {
            std::os::unix::fs::chown(folder, Some(self.uid), Some(self.gid))
                .map_err(Error::io("handing over", folder))?;
        }
        Ok(())
    }

    /// Refuses a folder that this account cannot enter, naming the first one on the way that stops it.
    pub(crate) fn can_enter(&self, folder: &Path) -> Result<(), Error> {
        if !self.switch {
            return Ok(());
        }
        let entered = self.command(Path::new("/bin/sh")).args(["-c", ":"]).current_dir(folder).status();
        if entered.is_ok_and(|status| status.success()) {
            return Ok(());
        }
        let closed = self.first_closed(folder).unwrap_or_else(|| folder.to_owned());
        Err(Error::NotTraversable { account: self.name.clone(), folder: closed })
    }

    /// Mode bits only: this picks the folder to name once entering has failed.
    fn first_closed(&self, folder: &Path) -> Option<PathBuf> {
        let mut way: Vec<&Path> = folder.ancestors().collect();
        way.reverse();
        let closed = way.into_iter().find(|step| {
            fs::metadata(step).is_ok_and(|meta| {
                let shift = match (meta.uid() == self.uid, meta.gid() == self.gid) {
                    (true, _) => 6,
                    (false, true) => 3,
                    (false, false) => 0,
                };
                (meta.mode() >> shift) & 1 == 0
            })
        });
        closed.map(Path::to_owned)
    }
}

fn named(found: nix::Result<Option<User>>) -> Option<User> {
    found.ok().flatten()
}

fn gid() -> u32 {
    nix::unistd::Gid::effective().as_raw()
}
