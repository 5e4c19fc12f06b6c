//! What the demo needs beside PostgreSQL: an admin whose password is kept beside the data.

use std::{
    fs,
    io::Read,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    process::Command,
};

/// The admin's password: made at first start, kept beside the data in a file of mode 0600.
pub(crate) fn admin_password(data_dir: &Path) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("`{}`: {error}", data_dir.display());
    fs::create_dir_all(data_dir).map_err(failed)?;
    let folder = data_dir.join("demo");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(failed)?;
    let file = folder.join("admin.password");
    if let Ok(password) = fs::read_to_string(&file) {
        return Ok(password.trim().to_owned());
    }
    let password = random_password().map_err(failed)?;
    let mut options = fs::OpenOptions::new();
    let mut opened = options.write(true).create_new(true).mode(0o600).open(&file).map_err(failed)?;
    std::io::Write::write_all(&mut opened, password.as_bytes()).map_err(failed)?;
    Ok(password)
}

/// Twenty-four hexadecimal digits in groups of four: 96 random bits that a person can type.
pub(crate) fn random_password() -> std::io::Result<String> {
    let mut random = [0; 12];
    fs::File::open("/dev/urandom")?.read_exact(&mut random)?;
    let digits = hex::encode(random);
    let groups: Vec<&str> = (0..digits.len()).step_by(4).map(|at| &digits[at..at + 4]).collect();
    Ok(groups.join("-"))
}

/// The command that creates the admin, or finds that they exist; the password goes by standard input, which
/// no process list shows.
pub(crate) fn admin<'c>(
    command: &'c mut Command,
    email: &str,
    password: &str,
) -> Result<&'c mut Command, String> {
    let (reader, mut writer) = std::io::pipe().map_err(|error| error.to_string())?;
    std::io::Write::write_all(&mut writer, password.as_bytes()).map_err(|error| error.to_string())?;
    Ok(command.args(["admin", "create", "--email", email, "--if-missing"]).stdin(reader))
}
