//! JSON Schema as values: the words of it that editors need here, written down in their order.
//!
//! Whether a document keeps to a schema is not judged here. The draft is the one that editors know
//! best.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The draft.
pub(crate) const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

impl Schema {
    /// The schema as a file.
    ///
    /// # Panics
    /// Never: texts and numbers can be written as JSON.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers can be written as JSON") + "\n"
    }
}

/// A schema, with the words of JSON Schema that are used here.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub(crate) dialect: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty")]
    pub(crate) kinds: Vec<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(crate) among: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minimum: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub(crate) properties: Named,
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub(crate) pattern_properties: Named,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) additional_properties: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) all_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub(crate) definitions: Named,
}

/// Schemas by name, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named(pub(crate) Vec<(String, Schema)>);

impl Named {
    pub(crate) fn put(&mut self, name: String, value: Schema) {
        self.0.push((name, value));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// An object that has these members and no others; what is not an object is not judged.
pub(crate) fn object(properties: Named, patterns: Named) -> Schema {
    let closed = Some(false);
    Schema {
        kinds: vec!["object"],
        properties,
        pattern_properties: patterns,
        additional_properties: closed,
        ..Schema::default()
    }
}

/// An object of parts with a Chinese and an English name each.
pub(crate) fn parts<const N: usize>(parts: [(&str, &str, Schema); N]) -> Schema {
    let (mut properties, mut patterns) = (Named::default(), Named::default());
    for (zh, en, value) in parts {
        if !en.is_empty() {
            patterns.put(pattern(vec![en.to_owned()]), value.clone());
        }
        properties.put(zh.to_owned(), value);
    }
    object(properties, patterns)
}

pub(crate) fn of_kinds(kinds: &[&'static str], description: &str) -> Schema {
    Schema { kinds: kinds.to_vec(), description: described(description), ..Schema::default() }
}

pub(crate) fn described(description: &str) -> Option<String> {
    (!description.is_empty()).then(|| description.to_owned())
}

/// A text of a line; people leave it empty, and numbers need no quotes.
pub(crate) fn line(description: &str) -> Schema {
    of_kinds(&["string", "number", "null"], description)
}

/// Some text, or a list of such objects.
pub(crate) fn list_of(item: Schema, description: &str) -> Schema {
    Schema { items: Some(Box::new(item)), ..of_kinds(&["array", "null"], description) }
}

/// A pattern that these names match, and no others.
pub(crate) fn pattern(mut names: Vec<String>) -> String {
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    let escaped = |name: &String| -> String {
        name.chars()
            .flat_map(|c| ("^$\\.*+?()[]{}|/".contains(c)).then_some('\\').into_iter().chain([c]))
            .collect()
    };
    format!("^({})$", names.iter().map(escaped).collect::<Vec<_>>().join("|"))
}
