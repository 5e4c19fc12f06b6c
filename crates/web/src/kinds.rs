//! What kind of text each field of a route holds, read once from its types as the OpenAPI document shows them. Refuses to
//! know what is done with a kind.
//!
//! The format of a text's schema declares its kind; a type that has one (`fields::Email`) brings it along, any other field is
//! given it where it stands: `#[schema(format = "markdown")]`. A field without one is undeclared and read strictly.

use std::collections::BTreeMap;

use serde_json::Value;
use threat::Kind;

use crate::Spec;

/// Types in types that are followed; a type that holds itself ends there.
const DEEPEST: u8 = 12;

/// The kinds of a route's fields.
#[derive(Debug)]
pub struct Kinds {
    /// The body.
    pub body: Node,
    query: Vec<(String, Node)>,
}

/// One value of a body and what may be in it.
#[derive(Debug)]
pub struct Node {
    /// The kind if it is a text.
    pub text: Kind,
    declares_text: bool,
    fields: BTreeMap<String, Node>,
    /// Items of a list, and fields whose names are not known before.
    others: Option<Box<Node>>,
}

/// Whatever no type describes.
static UNKNOWN: Node =
    Node { text: Kind::Undeclared, declares_text: false, fields: BTreeMap::new(), others: None };

impl Kinds {
    /// Of a route.
    pub(crate) fn of(spec: &Spec) -> Self {
        let shape = spec.body.as_ref().map(|body| &body.shape);
        let parts: BTreeMap<&str, Value> = shape
            .into_iter()
            .flat_map(|shape| &shape.parts)
            .map(|(name, part)| (name.as_str(), serde_json::to_value(part).unwrap_or_default()))
            .collect();
        let mut body = Node::unknown();
        if let Some(shape) = shape {
            body.learn(&serde_json::to_value(&shape.schema).unwrap_or_default(), &parts, DEEPEST);
        }
        let query = spec.query.iter().map(|parameter| {
            let mut node = Node::unknown();
            node.learn(&serde_json::to_value(&parameter.schema).unwrap_or_default(), &parts, DEEPEST);
            (parameter.name.clone(), node)
        });
        Self { body, query: query.collect() }
    }

    /// Of a route that declares nothing.
    #[must_use]
    pub fn none() -> Self {
        Self { body: Node::unknown(), query: Vec::new() }
    }

    /// The kind of a parameter of the query.
    #[must_use]
    pub fn query(&self, name: &[u8]) -> Kind {
        let found = self.query.iter().find(|(known, _)| known.as_bytes() == name);
        found.map_or(Kind::Undeclared, |(_, node)| node.text)
    }

    /// Every parameter of the query and every text of the body, with its way there.
    #[must_use]
    pub fn list(&self) -> Vec<(String, Kind)> {
        let mut list = Vec::new();
        self.query.iter().for_each(|(name, node)| node.list(&format!("?{name}"), &mut list));
        self.body.list("", &mut list);
        list
    }
}

impl Node {
    fn unknown() -> Self {
        Self { text: Kind::Undeclared, declares_text: false, fields: BTreeMap::new(), others: None }
    }

    /// What stands under a name.
    #[must_use]
    pub fn field(&self, name: &str) -> &Self {
        self.fields.get(name).unwrap_or_else(|| self.item())
    }

    /// What stands in a list.
    #[must_use]
    pub fn item(&self) -> &Self {
        self.others.as_deref().unwrap_or(&UNKNOWN)
    }

    /// Adds what a schema says; of two that disagree on a text neither is believed.
    fn learn(&mut self, schema: &Value, parts: &BTreeMap<&str, Value>, deepest: u8) {
        let Some(deepest) = deepest.checked_sub(1) else { return };
        let named = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        if let Some(part) = named.and_then(|name| parts.get(name)) {
            self.learn(part, parts, deepest);
        }
        for choice in ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|of| schema[of].as_array()).flatten()
        {
            self.learn(choice, parts, deepest);
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            self.fields.entry(name.clone()).or_insert_with(Self::unknown).learn(field, parts, deepest);
        }
        for others in
            ["items", "additionalProperties"].map(|of| &schema[of]).into_iter().filter(|of| of.is_object())
        {
            self.others.get_or_insert_with(|| Box::new(Self::unknown())).learn(others, parts, deepest);
        }
        if let Some(kind) = kind(schema) {
            self.text = if self.declares_text && self.text != kind { Kind::Undeclared } else { kind };
            self.declares_text = true;
        }
    }

    fn list(&self, at: &str, list: &mut Vec<(String, Kind)>) {
        if self.declares_text {
            list.push((at.to_owned(), self.text));
        }
        for (name, field) in &self.fields {
            field.list(&if at.is_empty() { name.clone() } else { format!("{at}.{name}") }, list);
        }
        if let Some(others) = &self.others {
            others.list(&format!("{at}[]"), list);
        }
    }
}

/// The kind of a schema that takes text; none for numbers and the like.
fn kind(schema: &Value) -> Option<Kind> {
    let takes = |name: &str| {
        schema["type"] == name
            || schema["type"].as_array().is_some_and(|types| types.iter().any(|one| one == name))
    };
    if schema["enum"].is_array() || schema["const"].is_string() {
        return takes("string").then_some(Kind::Enum);
    }
    takes("string").then(|| match schema["format"].as_str().unwrap_or_default() {
        "uuid" | "date" | "time" | "date-time" | "token" | "id" => Kind::Id,
        "email" => Kind::Email,
        "uri" | "url" => Kind::Url,
        "name" | "tag" => Kind::Name,
        "text" | "notes" => Kind::Text,
        "markdown" => Kind::Markdown,
        "code" => Kind::Code,
        "password" | "opaque" => Kind::Opaque,
        _ => Kind::Undeclared,
    })
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde::Deserialize;
    use utoipa::{IntoParams, ToSchema};

    use super::*;
    use crate::{fields::Email, route};

    #[derive(Deserialize, ToSchema)]
    #[expect(dead_code, reason = "read by its schema only")]
    struct Post {
        author: Option<Email>,
        #[schema(format = "markdown")]
        text: String,
        #[schema(no_recursion)]
        replies: Vec<Post>,
        mood: Mood,
        count: u8,
        #[schema(value_type = BTreeMap<String, String>)]
        extra: BTreeMap<String, String>,
    }

    #[derive(Deserialize, ToSchema)]
    #[expect(dead_code, reason = "read by its schema only")]
    #[serde(rename_all = "snake_case")]
    enum Mood {
        Calm,
        Other {
            #[schema(format = "text")]
            word: String,
        },
    }

    #[derive(Deserialize, IntoParams)]
    #[expect(dead_code, reason = "read by its schema only")]
    struct Page {
        #[param(format = "opaque")]
        cursor: Option<String>,
        limit: Option<u8>,
    }

    #[test]
    fn kinds_come_from_the_types() {
        let spec = route(Method::POST, "/posts").query::<Page>().body::<Post>().0;
        let kinds = Kinds::of(&spec);
        assert_eq!((kinds.query(b"cursor"), kinds.query(b"other")), (Kind::Opaque, Kind::Undeclared));
        let reply = kinds.body.field("replies").item();
        assert_eq!(
            (kinds.body.field("author").text, reply.field("text").text),
            (Kind::Email, Kind::Markdown)
        );
        assert_eq!(kinds.body.field("mood").field("other").field("word").text, Kind::Text);
        assert_eq!(kinds.body.field("mood").text, Kind::Enum);
        assert_eq!(kinds.body.field("extra").field("anything").text, Kind::Undeclared);
        assert_eq!(kinds.body.field("no").field("such").item().text, Kind::Undeclared);
        let list = kinds.list();
        assert!(
            list.contains(&("?cursor".into(), Kind::Opaque))
                && list.contains(&("extra[]".into(), Kind::Undeclared))
        );
        assert!(list.iter().all(|(at, _)| at != "count"), "{list:?}");
    }
}
