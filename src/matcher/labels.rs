//! The texts of a sheet that may be labels, with what they mean in a form.
//!
//! A label is a whole cell. A word broken over cells (商业 above 企业) is put together only where its
//! parts mean nothing by themselves.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::{Cell, Content, Region, Sheet};
use crate::form::{Axis, Labels, Named, NodeId, spellings};

/// The longest label.
const LONGEST: usize = 120;
/// The longest part of a word, in bytes.
const LONGEST_PART: usize = 30;
/// More parts a label is never broken into.
const MOST_PARTS: u32 = 4;

/// A text of a sheet that may be a label of some form.
#[derive(Debug, Clone)]
pub(super) struct Text<'g> {
    region: Region,
    written: &'g str,
    spellings: Vec<String>,
}

impl Text<'_> {
    /// What it may mean in a form.
    pub(super) fn named(&self, known: &Labels) -> Vec<Named> {
        known.named(&self.spellings)
    }
}

/// The texts of a sheet that may be labels, in the order of its cells.
pub(super) fn texts<'s>(sheet: &'s Sheet) -> Vec<Text<'s>> {
    if sheet.is_text {
        return Vec::new(); // paragraphs speak of figures too
    }
    let merged: HashMap<(u32, u32), Region> =
        sheet.merges.iter().map(|region| ((region.top, region.left), *region)).collect();
    let text = |cell: &'s Cell| {
        let Cell { row, column, content: Content::Text(text) } = cell else { return None };
        let short =
            text.len() <= 20 * LONGEST && text.chars().filter(|c| !c.is_whitespace()).count() <= LONGEST;
        let region = merged.get(&(*row, *column)).copied().unwrap_or(Region::of(*row, *column));
        short.then(|| Text { region, written: text, spellings: spellings(text) })
    };
    sheet.cells.iter().filter_map(text).collect()
}

/// A text with what it may mean in a form.
#[derive(Debug, Clone)]
pub(super) struct Label<'g> {
    /// The cells that it covers.
    pub(super) region: Region,
    /// As written.
    pub(super) text: Cow<'g, str>,
    /// What it may mean.
    pub(super) named: Vec<Named>,
}

impl Label<'_> {
    /// What it may mean on an axis of a table.
    pub(super) fn on(&self, section: usize, axis: Axis) -> Vec<NodeId> {
        let here = self.named.iter().filter(|named| named.section == section && named.axis == axis);
        here.map(|named| named.node).collect()
    }

    /// Whether it can only be a label of a table, and on one kind of axis.
    pub(super) fn surely(&self, section: usize, rows: bool) -> bool {
        let fits = |named: &Named| named.section == section && matches!(named.axis, Axis::Rows) == rows;
        !self.named.is_empty() && self.named.iter().all(fits)
    }
}

/// The texts of a sheet with what they mean in a form.
pub(super) fn labels<'g>(texts: &[Text<'g>], known: &Labels) -> Vec<Label<'g>> {
    let label = |text: &Text<'g>| Label {
        region: text.region,
        text: Cow::Borrowed(text.written),
        named: text.named(known),
    };
    let mut labels: Vec<Label> = texts.iter().map(label).collect();
    join_parts(&mut labels, known);
    labels
}

/// 商业 above 企业, 结 above 果 above 维 above 持: the first part becomes the label, over the cells of all.
fn join_parts(labels: &mut [Label], known: &Labels) {
    let is_part = |label: &Label| label.named.is_empty() && label.text.len() <= LONGEST_PART;
    let at: HashMap<(u32, u32), usize> = labels
        .iter()
        .enumerate()
        .filter(|(_, label)| is_part(label))
        .map(|(index, label)| ((label.region.top, label.region.left), index))
        .collect();
    let mut joined: Vec<(usize, Label)> = Vec::new();
    for (index, label) in labels.iter().enumerate().filter(|(_, label)| is_part(label)) {
        let mut whole = label.clone();
        for part in 1..MOST_PARTS {
            let below = (label.region.top + part, label.region.left);
            let Some(next) = at.get(&below).map(|&next| &labels[next]) else { break };
            whole.text.to_mut().push_str(&next.text);
            whole.region.bottom = next.region.bottom;
            whole.named = known.named(&spellings(&whole.text));
            if !whole.named.is_empty() {
                joined.push((index, whole));
                break;
            }
        }
    }
    for (index, label) in joined {
        labels[index] = label;
    }
}
