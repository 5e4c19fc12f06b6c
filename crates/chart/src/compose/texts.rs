//! The texts of a locale, by key. Data only: which are chosen and how they are joined is said elsewhere.
//!
//! Files are TOML, read once; a key is file prefix, table and name (`sign.sun.leo`), a value one text or several that say the
//! same. The tests read the same files: what is broken there would be no text here, never a failure of a request.

use std::{collections::HashMap, sync::LazyLock};

use toml::{Table, Value};

use super::Locale;

const ENGLISH: [(&str, &str); 7] = [
    ("sign", include_str!("texts/en/signs.toml")),
    ("house", include_str!("texts/en/houses.toml")),
    ("aspect", include_str!("texts/en/aspects.toml")),
    ("transit", include_str!("texts/en/transits.toml")),
    ("synastry", include_str!("texts/en/synastry.toml")),
    ("", include_str!("texts/en/whole.toml")),
    ("", include_str!("texts/en/frame.toml")),
];

static EN: LazyLock<Texts> = LazyLock::new(|| Texts::read(&ENGLISH).unwrap_or_default());

/// Texts by key.
#[derive(Debug, Default)]
pub(super) struct Texts(HashMap<String, Vec<String>>);

impl Texts {
    /// The texts of a locale.
    pub(super) fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::English => &EN,
        }
    }

    /// All that is said under a key; nothing if there is no such key.
    pub(super) fn all(&self, key: &str) -> &[String] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// The first text under a key.
    pub(super) fn first(&self, key: &str) -> &str {
        self.all(key).first().map_or("", String::as_str)
    }

    fn read(files: &[(&str, &str)]) -> Result<Self, toml::de::Error> {
        let mut texts = HashMap::new();
        for (prefix, file) in files {
            let table: Table = toml::from_str(file)?;
            table.into_iter().for_each(|(name, value)| gather(&mut texts, join(prefix, &name), value));
        }
        Ok(Self(texts))
    }

    #[cfg(test)]
    pub(super) fn english() -> Self {
        Self::read(&ENGLISH).unwrap()
    }

    #[cfg(test)]
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(key, texts)| (key.as_str(), texts.as_slice()))
    }
}

fn gather(texts: &mut HashMap<String, Vec<String>>, key: String, value: Value) {
    match value {
        Value::String(text) => texts.entry(key).or_default().push(text),
        Value::Array(several) => several.into_iter().for_each(|value| gather(texts, key.clone(), value)),
        Value::Table(table) => {
            table.into_iter().for_each(|(name, value)| gather(texts, join(&key, &name), value));
        }
        _ => {}
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.into() } else { format!("{prefix}.{name}") }
}
