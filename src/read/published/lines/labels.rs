//! The labels of rows in text: alone, or several in a string without marks between them.

use std::collections::{HashMap, HashSet};

use crate::form::{Form, NodeId, fold, spellings};

/// A row of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::published) struct Leaf {
    pub(in crate::read::published) section: usize,
    pub(in crate::read::published) block: usize,
    pub(in crate::read::published) row: usize,
}

/// What a label in a string is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Row(Leaf),
    /// A group of rows.
    Group,
    /// A column, a caption, a heading.
    Head,
}

/// What is above numbers that stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Above {
    /// Other numbers.
    Nothing,
    /// The label of one row.
    Row(Leaf),
    /// Labels of columns, and no row: its label was lost.
    Header,
    /// Something else.
    Unknown,
}

/// The labels of a form, folded.
pub(in crate::read::published) struct RowLabels<'f> {
    form: &'f Form,
    leaves: HashMap<NodeId, Leaf>, // looked up, never walked
    /// Every label, the longest first.
    known: Vec<(String, Known)>,
}

/// A longer string is no label, in bytes.
const LONGEST: usize = 600;

impl<'f> RowLabels<'f> {
    pub(in crate::read::published) fn new(form: &'f Form) -> Self {
        let mut leaves = HashMap::new();
        let mut known: Vec<(String, Known)> = Vec::new();
        for (section, one) in form.sections.iter().enumerate() {
            known.push((fold(&one.heading), Known::Head));
            let Some(table) = &one.table else { continue };
            for (number, block) in table.blocks.iter().enumerate() {
                for (row, &node) in block.row_leaves.iter().enumerate() {
                    leaves.insert(node, Leaf { section, block: number, row });
                }
                let notes = block.caption.iter().chain(&block.corner).map(|text| (fold(text), Known::Head));
                known.extend(notes);
            }
            let mut add = |root: NodeId, leaves: &HashMap<NodeId, Leaf>, other: Known| {
                below(form, root, &mut |node| {
                    let kind = leaves.get(&node).filter(|_| !form.node(node).name.is_empty());
                    let kind = kind.map_or(other, |leaf| Known::Row(*leaf));
                    let own = spellings(&form.node(node).label);
                    let names = form.aliases(node).map(str::to_owned).chain(own);
                    known.extend(
                        names.filter(|name| !name.is_empty() && !name.is_ascii()).map(|name| (name, kind)),
                    );
                });
            };
            add(table.rows, &leaves, Known::Group);
            table.blocks.iter().for_each(|block| add(block.columns, &leaves, Known::Head));
        }
        // 总计 and 其他 are columns, unless a number is before them.
        let heads: HashSet<String> =
            known.iter().filter(|(_, kind)| *kind == Known::Head).map(|(name, _)| name.clone()).collect();
        known.retain(|(name, kind)| *kind == Known::Head || !heads.contains(name));
        known.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        known.dedup();
        Self { form, leaves, known }
    }

    /// The row that a label means as a whole.
    pub(in crate::read::published) fn leaf(&self, label: &str) -> Option<Leaf> {
        let named = self.form.labels.named(&spellings(label));
        let mut rows = named.iter().filter_map(|one| self.leaves.get(&one.node)).copied();
        rows.next().filter(|_| rows.next().is_none())
    }

    /// The row of a string that consists of the labels of groups and of one row at its end.
    pub(super) fn only_leaf(&self, text: &str) -> Option<Leaf> {
        let parts = self.parts(text)?;
        let rows = parts.iter().filter(|part| matches!(part, Known::Row(_))).count();
        match parts.last() {
            Some(Known::Row(leaf)) if rows == 1 => Some(*leaf),
            _ => None,
        }
    }

    /// What some lines end with: as many of the last as consist of labels.
    pub(super) fn above(&self, lines: &[String]) -> Above {
        /// The label of a row, and the header above the first, have not more lines.
        const MOST: usize = 60;
        let mut known = None;
        let mut text = String::new();
        for count in 1..=lines.len().min(MOST) {
            text.insert_str(0, &lines[lines.len() - count]);
            if text.len() > LONGEST {
                break;
            }
            if let Some(parts) = self.parts(&text) {
                known = Some((count, parts));
            }
        }
        let Some((count, parts)) = known else {
            return if lines.is_empty() { Above::Nothing } else { Above::Unknown };
        };
        let has_head = parts.contains(&Known::Head);
        if count < lines.len() && !has_head {
            return Above::Unknown; // a part of some label is above
        }
        let rows = parts.iter().filter(|part| matches!(part, Known::Row(_))).count();
        match parts.last() {
            Some(Known::Row(leaf)) if rows == 1 => Above::Row(*leaf),
            _ if rows == 0 && has_head => Above::Header,
            _ => Above::Unknown,
        }
    }

    /// How many labels are at the end of some lines: that of a row, and those of its groups.
    pub(super) fn own_labels(&self, lines: &[String]) -> usize {
        /// Groups and the row, each in a few lines.
        const MOST: usize = 12;
        let mut own = 1;
        for count in 1..=lines.len().min(MOST) {
            match self.parts(&lines[lines.len() - count..].concat()) {
                Some(parts) if parts.contains(&Known::Head) && count > 1 => break,
                Some(parts) => own = parts.len(),
                None => {}
            }
        }
        own
    }

    /// A string without the label of a row at its end, and of groups before that.
    pub(super) fn without_row_at_end(&self, text: &str) -> String {
        let folded = fold(text);
        let row = self.known.iter().find(|(name, kind)| {
            matches!(kind, Known::Row(_)) && name.chars().count() > 2 && folded.ends_with(name.as_str())
        });
        row.map_or_else(|| folded.clone(), |(name, _)| folded[..folded.len() - name.len()].to_owned())
    }

    /// What a string consists of; `None` if some of it is not known.
    fn parts(&self, text: &str) -> Option<Vec<Known>> {
        let folded = fold(text);
        if folded.is_empty() || folded.len() > LONGEST {
            return None;
        }
        // From the end: what the rest from each byte consists of.
        let mut best: Vec<Option<Vec<Known>>> = vec![None; folded.len() + 1];
        best[folded.len()] = Some(Vec::new());
        for start in (0..folded.len()).rev().filter(|&start| folded.is_char_boundary(start)) {
            for (name, kind) in &self.known {
                if folded[start..].starts_with(name.as_str())
                    && let Some(rest) = &best[start + name.len()]
                {
                    let mut parts = vec![*kind];
                    parts.extend(rest);
                    best[start] = Some(parts);
                    break;
                }
            }
        }
        best.swap_remove(0)
    }
}

fn below(form: &Form, root: NodeId, visit: &mut impl FnMut(NodeId)) {
    for &child in &form.node(root).children {
        visit(child);
        below(form, child, visit);
    }
}
