//! Configuration in three layers: the commented defaults in the binary, `mainstay.toml`, and the
//! environment (`MAINSTAY_SERVER__LISTEN` is `server.listen`). A later layer wins; a key that nobody reads is
//! refused, and an error names the field and where it came from.

use std::path::Path;

use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use serde::de::DeserializeOwned;

/// The prefix of environment variables.
pub const PREFIX: &str = "MAINSTAY_";

/// Why the configuration was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A key is unknown, missing or of another type.
    #[error("configuration: {0}")]
    Field(String),
    /// The named file is not there.
    #[error("configuration: there is no file {0}")]
    NoFile(String),
}

/// Reads the layers into `T`, whose sections must deny unknown fields.
///
/// # Errors
/// Names the field, what was expected of it and which layer it came from.
pub fn load<T: DeserializeOwned>(defaults: &str, file: Option<&Path>) -> Result<T, Error> {
    let mut figment = Figment::from(Toml::string(defaults));
    if let Some(file) = file {
        if !file.is_file() {
            return Err(Error::NoFile(file.display().to_string()));
        }
        figment = figment.merge(Toml::file_exact(file));
    }
    // `MAINSTAY_TEST_*` is for the tests; everything else of that prefix is meant for us, misspelt or not.
    let environment = Env::prefixed(PREFIX).filter(|key| !key.starts_with("test_")).split("__");
    figment.merge(environment).extract().map_err(|error| {
        let lines: Vec<String> = error.into_iter().map(|one| describe(&one)).collect();
        Error::Field(lines.join("; "))
    })
}

fn describe(error: &figment::Error) -> String {
    let field = error.path.join(".");
    let source = error.metadata.as_ref().map_or("the defaults".into(), |layer| match &layer.source {
        Some(source) => source.to_string(),
        None => layer.name.to_string(),
    });
    // The value itself may be a secret: kinds are told, values are not.
    let what = match &error.kind {
        figment::error::Kind::UnknownField(name, known) => {
            format!("there is no key `{name}`; known here: {}", known.join(", "))
        }
        figment::error::Kind::MissingField(name) => format!("`{name}` is missing"),
        figment::error::Kind::InvalidType(_, expected) | figment::error::Kind::InvalidValue(_, expected) => {
            format!("expected {expected}")
        }
        other => other.to_string(),
    };
    if field.is_empty() {
        format!("{what} (from {source})")
    } else {
        format!("{field}: {what} (from {source})")
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Config {
        server: Server,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Server {
        port: u16,
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn a_file_wins_over_the_defaults() {
        let own = file("[server]\nport = 2");
        assert_eq!(load::<Config>("[server]\nport = 1", None).unwrap().server.port, 1);
        assert_eq!(load::<Config>("[server]\nport = 1", Some(own.path())).unwrap().server.port, 2);
    }

    #[test]
    fn mistakes_name_the_field_and_never_the_value() {
        let defaults = "[server]\nport = 1";
        for (text, must, must_not) in [
            ("[server]\nprot = 2", "prot", "= 2"),
            ("[server]\nport = \"s3cret\"", "server.port", "s3cret"),
            ("[sever]\nport = 2", "sever", "= 2"),
        ] {
            let own = file(text);
            let message = load::<Config>(defaults, Some(own.path())).unwrap_err().to_string();
            assert!(message.contains(must) && !message.contains(must_not), "{message}");
        }
        assert!(matches!(load::<Config>(defaults, Some(Path::new("/no/such"))), Err(Error::NoFile(_))));
    }
}
