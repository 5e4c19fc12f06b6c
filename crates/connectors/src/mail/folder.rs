//! Mail as files: for an installation without a mail server, and for tests.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::Error;

/// Writes a mail to `name` in `folder`, whole or not at all, readable by its owner alone. One of the same name is
/// replaced: it is the same mail.
pub(super) async fn keep(folder: PathBuf, name: String, mail: Vec<u8>) -> Result<(), Error> {
    let shown = name.clone();
    let written = tokio::task::spawn_blocking(move || write(&folder, &name, &mail));
    written.await.map_err(|_| io::Error::other("the writing thread is gone"))??;
    tracing::info!(file = shown, "mail written");
    Ok(())
}

fn write(folder: &Path, name: &str, mail: &[u8]) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = folder.join(format!(".draft-{:016x}", u64::from_le_bytes(kernel::entropy::bytes())));
    let written = fill(&draft, mail).and_then(|()| fs::rename(&draft, folder.join(name)));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

fn fill(draft: &Path, mail: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
    file.write_all(mail)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[tokio::test]
    async fn a_mail_is_one_whole_file_of_its_owners_however_often_it_is_written() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("mail");
        for text in ["first", "second"] {
            keep(folder.clone(), "a.eml".into(), text.into()).await.unwrap();
        }
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files, ["a.eml"], "one file, and no draft is left");
        assert_eq!(fs::read_to_string(folder.join("a.eml")).unwrap(), "second");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("a.eml"))), (0o700, 0o600));
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_an_error_that_passes() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        let error = keep(file.join("mail"), "a.eml".into(), vec![]).await.unwrap_err();
        assert!(matches!(error, Error::Folder(_)) && !error.for_good());
    }
}
