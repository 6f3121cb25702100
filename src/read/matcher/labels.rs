//! The texts of a sheet that may be labels, with what they mean in a form.
//!
//! A label is a whole cell. A word broken over cells (商业 above 企业) is put together only where its parts mean nothing
//! by themselves.

use std::collections::HashMap;

use crate::form::{Axis, Labels, Named};
use crate::read::grid::{Content, Region, Sheet};

/// Longer texts are no labels.
const LONGEST: usize = 120;
/// More parts a label is never broken into.
const MOST_PARTS: u32 = 4;

/// A text that may be a label.
#[derive(Debug, Clone)]
pub(super) struct Label {
    /// The cells that it covers.
    pub(super) region: Region,
    /// As it stands.
    pub(super) text: String,
    /// What it may mean.
    pub(super) named: Vec<Named>,
}

impl Label {
    /// What it may mean on an axis of a table.
    pub(super) fn on(&self, section: usize, axis: Axis) -> Vec<crate::form::NodeId> {
        let here = self.named.iter().filter(|named| named.section == section && named.axis == axis);
        here.map(|named| named.node).collect()
    }

    /// Whether it can only be a label of a table, and on one kind of axis.
    pub(super) fn surely(&self, section: usize, rows: bool) -> bool {
        let fits = |named: &Named| named.section == section && matches!(named.axis, Axis::Rows) == rows;
        !self.named.is_empty() && self.named.iter().all(fits)
    }
}

/// The labels of a sheet, in the order of its cells.
pub(super) fn labels(sheet: &Sheet, known: &Labels) -> Vec<Label> {
    let merged: HashMap<(u32, u32), Region> =
        sheet.merges.iter().map(|region| ((region.top, region.left), *region)).collect(); // looked up
    let mut labels = Vec::new();
    for cell in &sheet.cells {
        let Content::Text(text) = &cell.content else { continue };
        let solid = text.chars().filter(|c| !c.is_whitespace());
        if text.len() > 20 * LONGEST || solid.count() > LONGEST {
            continue;
        }
        let place = (cell.row, cell.column);
        let region = merged.get(&place).copied().unwrap_or(Region::of(cell.row, cell.column));
        labels.push(Label { region, text: text.clone(), named: known.named(text) });
    }
    join_parts(&mut labels, known);
    labels
}

/// 商业 above 企业, 结 above 果 above 维 above 持: the first part becomes the label, over the cells of all.
fn join_parts(labels: &mut Vec<Label>, known: &Labels) {
    let at: HashMap<(u32, u32), usize> = labels
        .iter()
        .enumerate()
        .filter(|(_, label)| label.named.is_empty())
        .map(|(index, label)| ((label.region.top, label.region.left), index))
        .collect(); // looked up
    let mut joined: Vec<(usize, Label)> = Vec::new();
    for (index, label) in labels.iter().enumerate().filter(|(_, label)| label.named.is_empty()) {
        let mut whole = label.clone();
        for part in 1..MOST_PARTS {
            let below = (label.region.top + part, label.region.left);
            let Some(next) = at.get(&below).map(|&next| &labels[next]) else { break };
            whole.text.push_str(&next.text);
            whole.region.bottom = next.region.bottom;
            whole.named = known.named(&whole.text);
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
