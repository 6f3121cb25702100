//! Whether the columns of a table come in the order of the form: by the labels over them, read in
//! their order, whatever places their spans give them.
//!
//! Any order of the applicants fulfils all equations, so numbers never prove it: a column counts
//! only
//! where its label was seen.

use crate::form::{Axis, Block, Form, NodeId, fold, spellings};

/// The columns of a block, groups before their members, with how deep each is.
pub(super) struct Columns<'f> {
    form: &'f Form,
    /// The section and the number of the block in its table.
    section: usize,
    number: usize,
    block: &'f Block,
    /// All columns and groups in the order of the form.
    order: Vec<(NodeId, usize)>,
}

impl<'f> Columns<'f> {
    pub(super) fn new(form: &'f Form, section: usize, number: usize, block: &'f Block) -> Self {
        let mut order = Vec::new();
        below(form, block.columns, 0, &mut order);
        Self { form, section, number, block, order }
    }

    /// What a text may mean over this block.
    pub(super) fn named(&self, text: &str) -> Vec<NodeId> {
        let named = self.form.labels.named(&spellings(text)).into_iter();
        let here = |axis: Axis| matches!(axis, Axis::Columns(number) if number == self.number);
        named.filter(|one| one.section == self.section && here(one.axis)).map(|one| one.node).collect()
    }

    /// Whether labels, row by row and in each row from left to right, are those of all columns in
    /// the order of the form.
    pub(super) fn in_order<'t>(&self, rows: impl IntoIterator<Item = Vec<&'t [NodeId]>>) -> bool {
        let mut used: Vec<NodeId> = Vec::new();
        for row in rows {
            let mut from = 0;
            for nodes in row {
                let next = self.order[from..]
                    .iter()
                    .position(|(node, _)| nodes.contains(node) && !used.contains(node));
                let Some(at) = next else { return false };
                used.push(self.order[from + at].0);
                from += at + 1;
            }
        }
        self.block.column_leaves.iter().all(|leaf| used.contains(leaf))
    }

    /// Whether a text ends with the labels of all columns in the order of the form: a header whose
    /// cells were lost. Labels of one depth come in their order; those of another may be among
    /// them.
    pub(super) fn ends(&self, text: &str) -> bool {
        /// A header is not longer, in characters.
        const LONGEST: usize = 400;
        let folded: Vec<char> = fold(text).chars().collect();
        let from = folded.len().saturating_sub(LONGEST);
        (from..folded.len()).any(|start| {
            let tail: String = folded[start..].iter().collect();
            let mut used = Vec::new();
            self.consists(&tail, &mut used)
        })
    }

    fn consists(&self, text: &str, used: &mut Vec<usize>) -> bool {
        if text.is_empty() {
            return self
                .block
                .column_leaves
                .iter()
                .all(|leaf| used.iter().any(|&at| self.order[at].0 == *leaf));
        }
        let last = |depth: usize, used: &[usize]| {
            used.iter().filter(|&&at| self.order[at].1 == depth).max().copied()
        };
        for at in 0..self.order.len() {
            let (node, depth) = self.order[at];
            if last(depth, used).is_some_and(|last| last >= at) {
                continue;
            }
            let mut names: Vec<&str> =
                self.form.aliases(node).filter(|name| text.starts_with(name)).collect();
            if names.is_empty() {
                continue;
            }
            names.sort_by_key(|name| std::cmp::Reverse(name.len()));
            for name in names {
                used.push(at);
                if self.consists(&text[name.len()..], used) {
                    return true;
                }
                used.pop();
            }
            // Of a name that comes several times the first that is free is meant.
            return false;
        }
        false
    }
}

fn below(form: &Form, root: NodeId, depth: usize, order: &mut Vec<(NodeId, usize)>) {
    for &child in &form.node(root).children {
        order.push((child, depth));
        below(form, child, depth + 1, order);
    }
}
