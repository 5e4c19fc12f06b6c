//! `cargo xtask sql [--check]`: migrates a scratch cluster and renews `.sqlx`, the answers by which the compiler checks
//! every query without a database. `--check` changes nothing and fails if it would have.
//!
//! The macros of sqlx write an answer for each query they expand, if `DATABASE_URL` is set, `SQLX_OFFLINE` is false and
//! `SQLX_OFFLINE_DIR` names a folder. They run only when a crate is compiled, so the crates with queries are compiled
//! anew, in a target folder of their own: a crate that was up to date would leave no answers.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use cluster::{Address, Cluster, Scratch};

use crate::{child::Children, root, say};

/// Exist before the first migration: they are the binary's to make, with passwords that are of no use here. Queries are
/// checked with the narrow search path of the server's own connections.
const BEFORE: &str =
    "CREATE ROLE mainstay_owner NOLOGIN; CREATE ROLE mainstay_app; CREATE ROLE mainstay_work;
    GRANT CREATE ON DATABASE postgres TO mainstay_owner;
    CREATE SCHEMA data AUTHORIZATION mainstay_owner;
    ALTER DATABASE postgres SET search_path = pg_catalog";

/// File name and text of each answer.
type Answers = BTreeMap<String, String>;

/// Renews the answers, or compares them.
///
/// # Errors
/// When a migration or a query is wrong, or with `--check` when the committed answers are old.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let check = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        _ => return Err("usage: cargo xtask sql [--check]".into()),
    };
    let children = Children::guard()?;
    let scratch = Scratch::start(&[]).map_err(|error| error.to_string())?;
    migrate(&children, &scratch)?;
    let made = root().join("target/sql/answers");
    ask(&children, &scratch, &made)?;
    let (committed, new) = (read(&root().join(".sqlx"))?, read(&made)?);
    let differences = differences(&committed, &new);
    for line in &differences {
        say(line);
    }
    match (differences.len(), check) {
        (0, _) => Ok(()),
        (count, true) => {
            Err(format!("{count} answers in .sqlx are not those of the code: run `cargo xtask sql`"))
        }
        (_, false) => renew(&root().join(".sqlx"), &committed, &new),
    }
}

fn migrate(children: &Children, scratch: &Scratch) -> Result<(), String> {
    children.run(psql(scratch).args(["-c", BEFORE]))?;
    let folder = root().join("migrations");
    let mut files: Vec<_> = listing(&folder)?
        .into_iter()
        .filter(|name| Path::new(name).extension() == Some("sql".as_ref()))
        .collect();
    files.sort();
    for file in files {
        let as_owner = ["-1", "-c", "SET ROLE mainstay_owner", "-c", "SET search_path = data", "-f"];
        let applied = children.run(psql(scratch).args(as_owner).arg(folder.join(&file)));
        applied.map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

/// `psql` as the superuser of a cluster, told to stop at the first error and to answer nothing.
pub(crate) fn psql(cluster: &Cluster) -> Command {
    let address = cluster.address();
    let mut command = Command::new(cluster.binaries().folder().join("psql"));
    command.args([
        "-X",
        "-q",
        "-o",
        "/dev/null",
        "-v",
        "ON_ERROR_STOP=1",
        "-d",
        "postgres",
        "-U",
        address.user,
    ]);
    command.arg("-h").arg(address.socket_folder).arg("-p").arg(address.port.to_string());
    command.env("PGOPTIONS", "-c client_min_messages=warning");
    command
}

fn ask(children: &Children, scratch: &Scratch, answers: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("`{}`: {error}", answers.display());
    if answers.exists() {
        fs::remove_dir_all(answers).map_err(failed)?;
    }
    fs::create_dir_all(answers).map_err(failed)?;
    let target = ["--target-dir", "target/sql"];
    let stale = with_queries()?.into_iter().flat_map(|name| ["-p".to_owned(), name]);
    children.run(cargo().args(["clean", "--quiet"]).args(target).args(stale))?;
    let mut command = cargo();
    command.args(["check", "--quiet", "--message-format=short", "--workspace", "--all-targets"]).args(target);
    command
        .env("DATABASE_URL", url(&scratch.address()))
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", answers);
    children.run(&mut command)
}

fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root());
    command
}

/// The address of a cluster as sqlx writes it.
pub(crate) fn url(address: &Address) -> String {
    let folder: String = address.socket_folder.to_string_lossy().bytes().map(escaped).collect();
    format!("postgres://{}@localhost:{}/postgres?host={folder}", address.user, address.port)
}

fn escaped(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// The crates that use sqlx.
fn with_queries() -> Result<Vec<String>, String> {
    let crates = root().join("crates");
    let uses_sqlx = |name: &String| {
        let manifest = fs::read_to_string(crates.join(name).join("Cargo.toml")).unwrap_or_default();
        manifest.lines().any(|line| line.starts_with("sqlx.") || line.starts_with("sqlx "))
    };
    Ok(listing(&crates)?.into_iter().filter(uses_sqlx).collect())
}

fn listing(folder: &Path) -> Result<Vec<String>, String> {
    let failed = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    Ok(entries.into_iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

fn read(folder: &Path) -> Result<Answers, String> {
    if !folder.exists() {
        return Ok(Answers::new());
    }
    let names = listing(folder)?.into_iter().filter(|name| name.starts_with("query-"));
    let one = |name: String| match fs::read_to_string(folder.join(&name)) {
        Ok(text) => Ok((name, text)),
        Err(error) => Err(format!("`{name}`: {error}")),
    };
    names.map(one).collect()
}

fn differences(committed: &Answers, new: &Answers) -> Vec<String> {
    let added = new.iter().filter(|(name, _)| !committed.contains_key(*name)).map(|found| ("new", found));
    let changed = new.iter().filter(|(name, text)| committed.get(*name).is_some_and(|old| old != *text));
    let gone = committed.iter().filter(|(name, _)| !new.contains_key(*name)).map(|found| ("gone", found));
    let all = added.chain(changed.map(|found| ("changed", found))).chain(gone);
    all.map(|(what, (name, text))| format!("{what:<8} {name}  {}", statement(text))).collect()
}

/// The line of an answer that holds its query, shortened.
fn statement(answer: &str) -> String {
    let line = answer.lines().find_map(|line| line.trim().strip_prefix("\"query\": ")).unwrap_or_default();
    line.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ").chars().take(70).collect()
}

fn renew(folder: &Path, committed: &Answers, new: &Answers) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    for name in committed.keys().filter(|name| !new.contains_key(*name)) {
        fs::remove_file(folder.join(name)).map_err(failed)?;
    }
    for (name, text) in new {
        fs::write(folder.join(name), text).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_answers_are_told_apart() {
        let answers = |list: &[(&str, &str)]| -> Answers {
            list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let committed = answers(&[("query-a.json", "1"), ("query-b.json", "1"), ("query-c.json", "1")]);
        let text = "{\n  \"query\": \"SELECT 1\\n  FROM a.b\",\n}";
        let new = answers(&[("query-a.json", "1"), ("query-b.json", text), ("query-d.json", text)]);
        let expected = [
            "new      query-d.json  \"SELECT 1 FROM a.b\",",
            "changed  query-b.json  \"SELECT 1 FROM a.b\",",
            "gone     query-c.json  ",
        ];
        assert_eq!(differences(&committed, &new), expected);
        assert!(differences(&new, &new).is_empty());
    }
}
