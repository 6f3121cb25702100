//! The year before, of a unit that others were merged into: its own report and theirs, added up.
//!
//! What a unit brings forward is what it and those that became part of it carried forward. Figures
//! are added where all are numbers; one that is not known in all of them is not known. Nothing is
//! published of such a sum.

use std::sync::Arc;

use super::item::Item;
use crate::model::{Entry, Figure, Origin};
use crate::place::{Places, Source};

/// One report of several for the same year, the unit's own first where there is one; none where
/// they cannot be added up.
pub(super) fn sum(mut items: Vec<Arc<Item>>) -> Option<Arc<Item>> {
    if items.len() < 2 {
        return items.pop();
    }
    let reports: Option<Vec<_>> = items.iter().map(|item| item.report.as_ref()).collect();
    let reports = reports?;
    let first = *reports.first()?;
    if reports.iter().any(|report| report.edition != first.edition) {
        return None;
    }
    let mut report = first.clone();
    for (index, entry) in report.entries.iter_mut().enumerate() {
        let parts = reports.iter().filter_map(|report| report.entries.get(index));
        *entry = parts.skip(1).fold(*entry, |sum, part| add(sum, *part));
    }
    let files: Vec<&str> = items.iter().map(|item| item.places.source.path.as_str()).collect();
    let places = Places { source: Source::unread(files.join("、")), ..Places::default() };
    let mut whole = Item::clone(items.first()?);
    whole.report = Some(report);
    whole.places = Arc::new(places);
    Some(Arc::new(whole))
}

fn add(one: Entry, other: Entry) -> Entry {
    let figure = match (one.figure, other.figure) {
        (Figure::Number(a), Figure::Number(b)) => Figure::Number(a + b),
        (Figure::NotApplicable, figure) | (figure, Figure::NotApplicable) => figure,
        _ => Figure::Blank,
    };
    let refused = [one.origin, other.origin].contains(&Origin::Refused);
    Entry { figure, origin: if refused { Origin::Refused } else { one.origin } }
}
