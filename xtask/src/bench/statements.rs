//! Whether both servers run the same statements for a request: PostgreSQL's log says so.

use std::{fs, time::Duration};

use siege::patience;

use super::{
    load::{Line, Shot},
    people::People,
    place::{Host, LOG_PREFIX, Place},
};

/// For a reload to reach every backend, and for what they log to reach the file.
const SETTLED: Duration = Duration::from_millis(300);

/// Tells in the log where the second request begins.
const MARK: &str = "SELECT 'the second request'";

/// How many statements each runs for one request; an error when they differ.
pub(crate) fn compare(place: &Place, shot: &Shot, people: &People) -> Result<usize, String> {
    switch(place, "all")?;
    let ours = ran(place, &place.mainstay, "mainstay", shot, people);
    let bare = ran(place, place.bare()?, "bare", shot, people);
    switch(place, "none")?;
    let (ours, bare) = (ours?, bare?);
    if ours == bare && !ours.is_empty() {
        return Ok(ours.len());
    }
    Err(format!("{}: Mainstay runs\n{}\nand the bare route\n{}", shot.name, ours.join("\n"), bare.join("\n")))
}

fn switch(place: &Place, what: &str) -> Result<(), String> {
    place.database.tell(&format!("ALTER SYSTEM SET log_statement = '{what}'"))?;
    place.database.tell("SELECT pg_reload_conf()")?;
    patience::pass(SETTLED);
    Ok(())
}

/// What one of them runs for the second of two requests: the first finds out who is signed in, which is then believed for
/// longer than the second takes.
fn ran(place: &Place, host: &Host, name: &str, shot: &Shot, people: &People) -> Result<Vec<String>, String> {
    let mut line = Line::to(host.address)?;
    let requests = people.requests(shot);
    line.call(&requests[0])?;
    place.database.tell(MARK)?;
    line.call(&requests[0])?;
    patience::pass(SETTLED);
    let log = log(place)?;
    let (_, since) = log.rsplit_once(MARK).ok_or("the log has no mark")?;
    Ok(statements(since, name))
}

fn log(place: &Place) -> Result<String, String> {
    let failed = |error: std::io::Error| error.to_string();
    let files = fs::read_dir(place.database.cluster()?.log_folder()).map_err(failed)?;
    let mut files = files.map(|file| Ok(file?.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).map_err(failed)).collect()
}

/// The statements of one program as the role that serves requests, on one line each.
fn statements(log: &str, name: &str) -> Vec<String> {
    let prefix = LOG_PREFIX.replace("%a", name).replace("%u", "mainstay_app");
    let own = log.split('@').filter_map(|entry| format!("@{entry}").strip_prefix(&prefix).map(str::to_owned));
    let statement = own.filter_map(|entry| {
        let said = entry.strip_prefix("LOG:")?.trim();
        // `statement: …` or `execute <name>: …`.
        let (_, sql) = said.split_once(": ")?;
        Some(sql.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    statement.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_from_the_log() {
        let log = "@mainstay/mainstay_app LOG:  statement: BEGIN; SET LOCAL app.tenant = 'x'\n\
                   @mainstay/mainstay_work LOG:  execute sqlx_s_1: SELECT 1\n\
                   @mainstay/mainstay_app LOG:  execute sqlx_s_2: SELECT a\n\tFROM b\n\
                   @bare/mainstay_app LOG:  statement: ROLLBACK\n";
        let expected = ["BEGIN; SET LOCAL app.tenant = 'x'", "SELECT a FROM b"];
        assert_eq!(statements(log, "mainstay"), expected);
        assert_eq!(statements(log, "bare"), ["ROLLBACK"]);
    }
}
