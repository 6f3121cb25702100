//! The earlier reports of a unit, for what shows its years side by side.
//!
//! They are those that the unit made itself and that have no errors, as on its page; what units
//! reported that were merged into it since is theirs. A report with gaps before it has the years
//! that there are.

use std::sync::Arc;

use super::item::Item;
use super::key::Digest;
use super::names::Identity;
use super::survey::Survey;
use super::years::years;
use crate::fs::Trouble;
use crate::rule::Level;

/// The earlier reports among those that are checked already.
#[must_use]
pub fn earlier<'i>(items: impl IntoIterator<Item = &'i Item>, of: &Item) -> Vec<&'i Item> {
    let years = years(&of.identity);
    let is_earlier = |item: &&Item| {
        item.identity.unit.is_some()
            && item.identity.unit == of.identity.unit
            && years.contains(&item.identity.year)
            && is_sound(item)
    };
    let mut all: Vec<&Item> = items.into_iter().filter(is_earlier).collect();
    all.sort_by_key(|item| item.identity.year);
    all
}

fn is_sound(item: &Item) -> bool {
    item.report.is_some() && item.count(Level::Error) == 0
}

impl Survey<'_> {
    /// The earlier reports of a report's unit, the oldest first, each checked.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn earlier(&self, identity: &Identity) -> Result<Vec<Arc<Item>>, Trouble> {
        let entries = self.earlier_entries(identity).map(|index| &self.entries()[index]);
        let items: Result<Vec<Item>, Trouble> = entries.map(|entry| self.checked(entry)).collect();
        Ok(items?.into_iter().filter(is_sound).map(Arc::new).collect())
    }

    fn earlier_entries(&self, identity: &Identity) -> impl Iterator<Item = usize> {
        let of_unit = identity.unit.as_ref().and_then(|unit| self.by_name.get(unit));
        of_unit.into_iter().flat_map(|by_year| by_year.range(years(identity))).map(|(_, index)| *index)
    }

    /// What the earlier reports of a report's unit are made from, and what is found in them
    /// depends on; none where there are none.
    pub(super) fn mark_earlier(&self, identity: &Identity) -> Option<Digest> {
        let mut parts: Vec<String> = Vec::new();
        for entry in self.earlier_entries(identity).map(|index| &self.entries()[index]) {
            let mark = entry.inputs.as_ref().map(|inputs| inputs.of_check().to_string());
            parts.extend([entry.identity.year.to_string(), mark.unwrap_or_default()]);
        }
        (!parts.is_empty()).then(|| Digest::of_all(parts.iter().map(String::as_bytes)))
    }
}
