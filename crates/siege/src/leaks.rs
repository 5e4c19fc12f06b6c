//! What must not be found where others may look: secrets and personal data in logs, and personal data unsealed in the
//! files of the database.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    Server, Site,
    customer::{PASSWORD, sign_up},
    wire::Call,
};

const EMAIL: &str = "planted.person@siege.example";
const NAME: &str = "Plantedname Personson";
const REASON: &str = "plantedreason of my own";
const BIRTH: (&str, &str, &str) = ("1943-02-17", "04:59:58", "-47.135790");

/// What was planted, by its name.
#[derive(Debug)]
pub struct Planted {
    personal: Vec<(&'static str, String)>,
    secret: Vec<(&'static str, String)>,
}

/// Lives a life that leaves traces, with mistakes on the way, and tells what must not be among them.
///
/// # Errors
/// When the life does not go as it should.
pub fn plant(server: &Server) -> Result<Planted, String> {
    let address = server.address();
    let token = sign_up(address, EMAIL)?;
    let place = json!({ "latitude": BIRTH.2.parse::<f64>().unwrap_or_default(), "longitude": -70.5, "time_zone": "America/Santiago" });
    let birth = json!({ "date": BIRTH.0, "time": BIRTH.1, "place": place });
    let login = |password: &str| json!({ "email": EMAIL, "password": password });
    let acts: [(&str, &str, Value, u16); 10] = [
        ("PATCH", "/api/v1/users/me", json!({ "name": NAME }), 200),
        ("POST", "/api/v1/charts", json!({ "kind": "natal", "name": NAME, "birth": birth }), 201),
        (
            "POST",
            "/api/v1/charts",
            json!({ "kind": "natal", "birth": { "date": BIRTH.0, "place": NAME } }),
            422,
        ),
        ("POST", "/api/v1/subscription", json!({ "plan": "premium", "interval": "month" }), 200),
        ("POST", "/api/v1/subscription/cancel", json!({ "when": "now", "reason": REASON }), 200),
        ("POST", "/api/v1/auth/signup", login(PASSWORD), 409),
        ("POST", "/api/v1/auth/login", login("planted but a wrong password"), 401),
        ("POST", "/api/v1/auth/login", login(PASSWORD), 200),
        ("GET", "/api/v1/nowhere/planted.person@siege.example?name=Plantedname", Value::Null, 404),
        ("PATCH", "/api/v1/users/me", json!({ EMAIL: NAME }), 422),
    ];
    for (method, path, body, status) in acts {
        let body = (!body.is_null()).then_some(&body);
        let call = Call { method, path, body, token: Some(&token), key: Some(EMAIL) };
        // A key serves one request.
        let call = if path.ends_with("/charts") { call } else { Call { key: None, ..call } };
        let call = if status == 422 { Call { key: None, ..call } } else { call };
        let answer = call.send(address).map_err(|lost| format!("{method} {path}: {lost}"))?;
        if answer.status != status {
            return Err(format!("{method} {path}: expected {status}, got {answer}"));
        }
    }
    let personal = [
        ("e-mail", EMAIL),
        ("name", NAME),
        ("reason", REASON),
        ("birth date", BIRTH.0),
        ("birth time", BIRTH.1),
    ];
    let mut secret =
        vec![("password", PASSWORD.to_owned()), ("wrong password", "planted but a wrong password".into())];
    secret.push(("access token", token));
    secret.extend(secrets(server.state())?);
    Ok(Planted { personal: personal.map(|(name, text)| (name, text.to_owned())).into(), secret })
}

/// Looks for what was planted: in everything that was said on standard error, in PostgreSQL's log, and, sealed as it must
/// be, in PostgreSQL's data.
///
/// # Errors
/// What was found, and where; or that there was nothing to look at.
pub fn search(site: &Site, planted: &Planted) -> Result<(), String> {
    let postgres = site.state().join("postgres");
    let mut log_files = 0;
    let mut logs = vec![("standard error".to_owned(), site.logs().into_bytes())];
    for file in files(&postgres.join("log")) {
        log_files += 1;
        logs.push((file.display().to_string(), fs::read(&file).map_err(|error| error.to_string())?));
    }
    if log_files == 0 || !site.logs().contains("answered") {
        return Err("there are no logs to look at".into());
    }
    for (place, text) in &logs {
        found(place, text, planted.personal.iter().chain(&planted.secret))?;
    }
    for file in files(&postgres.join("data")) {
        // Some come and go while PostgreSQL runs.
        let data = fs::read(&file).unwrap_or_default();
        found(&file.display().to_string(), &data, planted.personal.iter().chain(&planted.secret))?;
    }
    Ok(())
}

/// Whether only their owner can read the secrets of a state folder.
///
/// # Errors
/// Which file or folder others can read.
pub fn modes(state: &Path) -> Result<(), String> {
    let folder = state.join("secrets");
    let secrets = files(&folder);
    if secrets.is_empty() {
        return Err("there are no secrets to look at".into());
    }
    let expected = secrets.iter().map(|file| (file, 0o600)).chain([(&folder, 0o700)]);
    for (path, mode) in expected {
        let found = fs::metadata(path).map_err(|error| error.to_string())?.permissions().mode() & 0o777;
        if found != mode {
            return Err(format!("{} has mode {found:o}", path.display()));
        }
    }
    Ok(())
}

fn secrets(state: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let files = files(&state.join("secrets"));
    let read = |file: &PathBuf| {
        fs::read_to_string(file).map(|text| ("a secret of the installation", text.trim().to_owned()))
    };
    files.iter().map(read).collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn found<'p>(
    place: &str,
    text: &[u8],
    planted: impl Iterator<Item = &'p (&'static str, String)>,
) -> Result<(), String> {
    for (what, value) in planted {
        if text.windows(value.len()).any(|window| window.eq_ignore_ascii_case(value.as_bytes())) {
            return Err(format!("{what} stands in {place}"));
        }
    }
    Ok(())
}

/// All files of a folder and of the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_there_is_found() {
        let planted = [("name", NAME.to_owned())];
        assert!(found("log", b"nothing here", planted.iter()).is_ok());
        let error = found("log", b"{\"who\":\"plantedname personson\"}", planted.iter()).unwrap_err();
        assert_eq!(error, "name stands in log");
    }
}
