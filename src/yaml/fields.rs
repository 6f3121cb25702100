//! Taking known keys out of a mapping, for the files that the program's own developers and a
//! project's keeper write (forms, the roster). What is left over is an unknown key.
//!
//! Reports are not read through this: their keys come from a form and have many spellings.

use super::{Bytes, Fault, Kind, Node};
use crate::lang::{self, Words};

/// One thing wrong with such a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Where.
    pub span: Bytes,
    /// What.
    pub words: Words,
}

impl From<&Fault> for FieldFault {
    fn from(fault: &Fault) -> Self {
        Self { span: fault.span.clone(), words: fault.trouble.words() }
    }
}

/// The keys of one mapping.
pub struct Fields<'n> {
    span: Bytes,
    pairs: Vec<(&'n Node, &'n Node, bool)>,
}

impl<'n> Fields<'n> {
    /// The pairs of a mapping. Anything else, and a key written twice, is a fault.
    pub fn of(node: &'n Node, faults: &mut Vec<FieldFault>) -> Self {
        let mut fields = Self { span: node.span.clone(), pairs: Vec::new() };
        let Kind::Map(pairs) = &node.kind else {
            faults.push(fault(node, "这里应写成“键: 值”", "a mapping (key: value) is expected here"));
            return fields;
        };
        for (key, value) in pairs {
            let twice = fields.pairs.iter().any(|(other, _, _)| other.text() == key.text());
            if twice {
                let words = lang::twice(("键", "key "), key.text().unwrap_or_default());
                faults.push(FieldFault { span: key.span.clone(), words });
            }
            fields.pairs.push((key, value, twice)); // not unknown as well
        }
        fields
    }

    /// The value of a key, if it is given.
    pub fn optional(&mut self, name: &str) -> Option<&'n Node> {
        let found = self.pairs.iter_mut().find(|(key, _, _)| key.text() == Some(name))?;
        found.2 = true;
        Some(found.1)
    }

    /// The value of a key; a fault if it is not given.
    pub fn required(&mut self, name: &str, faults: &mut Vec<FieldFault>) -> Option<&'n Node> {
        let value = self.optional(name);
        if value.is_none() {
            faults.push(FieldFault {
                span: self.span.start..self.span.start + 1,
                words: words!("缺少键“{name}”：请补上", "key `{name}` is missing: add it"),
            });
        }
        value
    }

    /// The text of a required key.
    pub fn text(&mut self, name: &str, faults: &mut Vec<FieldFault>) -> String {
        self.required(name, faults).and_then(|node| text(node, faults)).unwrap_or_default()
    }

    /// The text of an optional key.
    pub fn optional_text(&mut self, name: &str, faults: &mut Vec<FieldFault>) -> Option<String> {
        self.optional(name).and_then(|node| text(node, faults))
    }

    /// A whole number under an optional key.
    pub fn optional_number<N: std::str::FromStr>(
        &mut self,
        name: &str,
        faults: &mut Vec<FieldFault>,
    ) -> Option<N> {
        let node = self.optional(name)?;
        let number = node.text().and_then(|text| text.parse().ok());
        if number.is_none() {
            faults.push(fault(node, "这里应写整数", "a whole number is expected here"));
        }
        number
    }

    /// The members of an optional list.
    pub fn list(&mut self, name: &str, faults: &mut Vec<FieldFault>) -> &'n [Node] {
        match self.optional(name) {
            Some(Node { kind: Kind::List(items), .. }) => items,
            Some(node) => {
                faults.push(fault(node, "这里应写成列表，每行一项：- …", "a list is expected here"));
                &[]
            }
            None => &[],
        }
    }

    /// The texts of a list under an optional key.
    pub fn texts(&mut self, name: &str, faults: &mut Vec<FieldFault>) -> Vec<String> {
        self.list(name, faults).iter().filter_map(|node| text(node, faults)).collect()
    }

    /// Ends the mapping: a key that nobody took is a fault.
    pub fn finish(self, faults: &mut Vec<FieldFault>) {
        for (key, _, taken) in self.pairs {
            if !taken {
                let name = key.text().unwrap_or("?");
                faults.push(FieldFault {
                    span: key.span.clone(),
                    words: words!(
                        "没有“{name}”这个键：请改正或删去",
                        "unknown key `{name}`: correct or delete it"
                    ),
                });
            }
        }
    }
}

/// The text of a scalar; a fault for anything else.
pub fn text(node: &Node, faults: &mut Vec<FieldFault>) -> Option<String> {
    match node.text() {
        Some(text) if !node.is_null() => Some(text.to_owned()),
        _ => {
            faults.push(fault(node, "这里应写文字", "text is expected here"));
            None
        }
    }
}

/// A fault at a node.
#[must_use]
pub fn fault(node: &Node, zh: &'static str, en: &'static str) -> FieldFault {
    FieldFault { span: node.span.clone(), words: Words::fixed(zh, en) }
}
