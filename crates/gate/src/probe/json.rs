//! A body as JSON, read without building anything: every key and text is looked at as the parser meets it, so that a key
//! that stands twice hides nothing and no size of tree costs memory.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use threat::{Kind, Place};

use crate::detection::{Look, Threat, Trail};

/// Looks at one or more documents; false when the bytes are no JSON to the end, so that they must be looked at as they are.
pub(super) fn inspect(look: &mut Look<'_>, body: &[u8]) -> Result<bool, Box<Threat>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut parser = serde_json::Deserializer::from_slice(body);
    let mut found = None;
    while parser.end().is_err() {
        let node = Node { look, found: &mut found, at: &Trail::START };
        if node.deserialize(&mut parser).is_err() {
            return found.map_or(Ok(false), Err);
        }
    }
    Ok(true)
}

struct Node<'n, 'd> {
    look: &'n mut Look<'d>,
    found: &'n mut Option<Box<Threat>>,
    at: &'n Trail<'n>,
}

impl<'d> Node<'_, 'd> {
    fn text<E: serde::de::Error>(&mut self, text: &str, place: Place) -> Result<(), E> {
        self.look.value(text.as_bytes(), place, Kind::Undeclared, self.at).map_err(|threat| {
            *self.found = Some(threat);
            E::custom("refused")
        })
    }

    fn below<'m>(&'m mut self, at: &'m Trail<'m>) -> Node<'m, 'd> {
        Node { look: self.look, found: self.found, at }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(mut self, text: &str) -> Result<(), E> {
        self.text(text, Place::JsonValue)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let at = self.at;
        let mut index = 0;
        while seq.next_element_seed(self.below(&at.item(index)))?.is_some() {
            index += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let at = self.at;
        while let Some(key) = map.next_key::<String>()? {
            self.text::<A::Error>(&key, Place::JsonKey)?;
            map.next_value_seed(self.below(&at.name(key.as_bytes())))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detection::{Detection, DetectionConfig};

    fn look_at(body: &str) -> Result<bool, String> {
        let detection = Detection::new(&DetectionConfig::default());
        let mut look = detection.look_anywhere();
        inspect(&mut look, body.as_bytes()).map_err(|threat| threat.field)
    }

    #[test]
    fn nothing_hides_behind_a_second_key_or_document() {
        assert_eq!(look_at(r#"{"a":"7' or 3 > 2 --","a":1}"#), Err("a".into()));
        assert_eq!(look_at("{\"a\":1}\n{\"b\":[0,\"7' or 3 > 2 --\"]}"), Err("b[1]".into()));
        assert_eq!(look_at(r#"{"b":{"7' or 3 > 2 --":1}}"#), Err("b".into()));
        assert_eq!(look_at(r#"{"a":1,"a":[null,true,1.5,"fine"]} 7"#), Ok(true));
        for broken in ["{", "{\"a\":}", "[1,]", "x", "{\"a\":\"\\ud800\"}"] {
            assert_eq!(look_at(broken), Ok(false), "{broken}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(look_at(&deep), Ok(false));
    }
}
