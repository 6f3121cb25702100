//! What was found of the figures of a report in a document, and why some were not.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::document::{CellName, Content};
use crate::form::Form;
use crate::lang::Words;
use crate::model::FigureId;

/// A figure as the document shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// Where.
    pub(super) cell: CellName,
    /// What; `None` for an empty cell.
    pub(super) content: Option<Content>,
}

impl Value {
    /// As written, without spaces.
    fn said(&self) -> String {
        let text = self.content.as_ref().map_or("", Content::text);
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }
}

/// Figures of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// Each figure that is certain.
    pub(super) values: BTreeMap<FigureId, Value>,
    /// Figures that the document gives twice, and differently: none of them counts.
    pub(super) twice: HashSet<FigureId>, // looked up, never walked
    /// Sheets that are tables of the report.
    pub(super) tables: HashSet<usize>, // looked up, never walked
    /// Rows of the stream of lines that are part of a table.
    pub(super) taken: HashSet<(usize, u32)>, // looked up, never walked
    /// Why something of a section was not obtained.
    pub(super) reasons: Vec<(usize, Words)>,
}

impl Found {
    /// Adds a figure; one that is there already has to say the same.
    pub(super) fn add(&mut self, id: FigureId, value: Value) {
        match self.values.get(&id) {
            _ if self.twice.contains(&id) => {}
            None => {
                self.values.insert(id, value);
            }
            Some(first) if first.said() == value.said() => {}
            Some(_) => {
                self.values.remove(&id);
                self.twice.insert(id);
            }
        }
    }

    /// Adds what another way of reading found. Of what both found nothing is replaced.
    pub(super) fn add_all(&mut self, other: Self) {
        other.values.into_iter().for_each(|(id, value)| self.add(id, value));
        self.values.retain(|id, _| !other.twice.contains(id));
        self.twice.extend(other.twice);
        self.tables.extend(other.tables);
        self.taken.extend(other.taken);
        for reason in other.reasons {
            self.say(reason.0, reason.1);
        }
    }

    /// Says why something was not obtained.
    pub(super) fn say(&mut self, section: usize, words: Words) {
        if !self.reasons.iter().any(|(other, said)| *other == section && *said == words) {
            self.reasons.push((section, words));
        }
    }

    /// How many figures of each section were found.
    pub(super) fn count(&self, form: &Form) -> HashMap<usize, usize> {
        let mut count = HashMap::new();
        for id in self.values.keys() {
            *count.entry(form.spec(*id).section).or_default() += 1;
        }
        count
    }
}
