//! Rows and columns of a table that are not of the form, and those of the form that are not there:
//! one finding where the one was made of the other.
//!
//! Nothing is read from a row or column under another name, however like it is.

use super::{Match, Search, UnknownColumn};
use crate::document::CellName;
use crate::form::{Block, NodeId, Table, nearest, split_numbering};
use crate::matcher::axis::{Line, Wrong};
use crate::matcher::sheet_fault as fault;

impl Search<'_> {
    /// Reports what is wrong with labels along an axis; several that nothing decides are one
    /// finding.
    pub(super) fn say(&self, wrong: &[Wrong], rows: bool, found: &mut Match) {
        let opens: Vec<(&usize, &Vec<NodeId>)> = wrong
            .iter()
            .filter_map(|one| match one {
                Wrong::Open { label, leaves } => Some((label, leaves)),
                _ => None,
            })
            .collect();
        if let Some((first, leaves)) = opens.first() {
            let texts: Vec<&str> =
                opens.iter().map(|(label, _)| self.labels[**label].text.as_ref()).collect();
            let group = |leaf: &NodeId| self.form.path(*leaf).into_iter().rev().nth(1);
            let groups: Vec<String> = leaves.iter().filter_map(group).collect();
            found.faults.push(fault::open(&texts, &groups, self.cell_of(**first)));
        }
        for one in wrong {
            let text = |label: &usize| self.labels[*label].text.as_ref();
            found.faults.push(match one {
                Wrong::Twice { first, second } => {
                    let at = self.cell_of(*second);
                    let along = |label: &usize| {
                        let region = self.labels[*label].region;
                        if rows { region.top } else { region.left }
                    };
                    let doubled = ([along(second), along(first)], found.faults.len());
                    if rows { &mut found.doubled_rows } else { &mut found.doubled_columns }.push(doubled);
                    fault::twice(text(second), rows, at, &self.other(self.cell_of(*first), at))
                }
                Wrong::Open { .. } => continue,
                Wrong::OtherGroup { label, group, .. } => {
                    fault::other_group(text(label), text(group), self.cell_of(*label))
                }
            });
        }
    }

    /// Reports rows that are not of the form, and rows of the form that are not there: once where
    /// the one was made of the other.
    pub(super) fn unlike_the_form(&self, table: &Table, lines: &[Line], found: &mut Match) {
        let order = self.form.leaves(table.rows);
        let mut missing = std::mem::take(&mut found.missing);
        let doubled = std::mem::take(&mut found.doubled_rows);
        self.explain(&doubled, &mut missing, (&order, lines), found);
        let unknown = std::mem::take(&mut found.unknown);
        let only = unknown.len() == 1 && missing.len() == 1;
        for (row, text, number, at) in unknown {
            let renamed = self.renamed(row, &text, only, &missing, (&order, lines));
            missing.retain(|leaf| Some(*leaf) != renamed);
            let meant = renamed.map(|leaf| self.form.node(leaf).label.clone());
            found.faults.push(match meant {
                Some(label) => fault::renamed(&text, true, &number, &label, at),
                None => fault::unknown(&text, true, &number, at),
            });
        }
        self.missing_rows(&missing, &order, lines, found);
    }

    /// The missing row that an unknown one stands for: it is where that belongs, and the only one
    /// there under its number or at all, or the only one with a name like it.
    fn renamed(
        &self,
        row: u32,
        text: &str,
        only: bool,
        missing: &[NodeId],
        (order, lines): (&[NodeId], &[Line]),
    ) -> Option<NodeId> {
        let here = fitting(row, missing, order, lines);
        let alike = self.alike(text, &here);
        match (alike.as_slice(), here.as_slice()) {
            ([one], _) => Some(*one),
            ([], [one]) => {
                let number = |label: &str| split_numbering(label.trim()).0.to_owned();
                let same = number(text) == number(&self.form.node(*one).label);
                // 小计 is a row of its own.
                (only && !text.contains('计') || same).then_some(*one)
            }
            _ => None,
        }
    }

    /// Reports rows of the form that are not there.
    fn missing_rows(&self, missing: &[NodeId], order: &[NodeId], lines: &[Line], found: &mut Match) {
        if let Some(first) = missing.first() {
            // Shown where it should be: below the row before it.
            let rank = order.iter().position(|row| row == first).unwrap_or_default();
            let before = lines.iter().rev().find(|line| order[..rank].contains(&line.leaf));
            let near = before.or(lines.first()).map(|line| self.cell_of(line.label));
            let labels = missing.iter().map(|row| self.form.node(*row).label.clone()).collect::<Vec<_>>();
            let at = near.unwrap_or_else(|| self.name(0, 0));
            found.faults.push(fault::missing(&self.form.sections[self.section].name, true, &labels, at));
        }
    }

    /// Reports columns that are not of the form, and columns of the form that are not there: once
    /// where the one was made of the other.
    pub(super) fn columns_unlike_the_form(
        &self,
        block: &Block,
        columns: &[Line],
        first: Option<CellName>,
        found: &mut Match,
    ) {
        let mut missing = std::mem::take(&mut found.missing_columns);
        let doubled = std::mem::take(&mut found.doubled_columns);
        self.explain(&doubled, &mut missing, (&block.column_leaves, columns), found);
        let unknown = std::mem::take(&mut found.unknown_columns);
        let nameless = block.row_leaves.iter().all(|row| self.form.node(*row).name.is_empty());
        let only = unknown.len() == 1;
        for UnknownColumn { column, head, head_at, number, at } in unknown {
            let renamed = self.renamed_column(column, &head, only, &missing, block, columns);
            missing.retain(|leaf| Some(*leaf) != renamed);
            found.faults.push(match renamed {
                Some(leaf) => {
                    let label = self.form.node(leaf).label.clone();
                    fault::renamed(&head, false, &number, &label, head_at.unwrap_or(at))
                }
                None if nameless => continue, // whatever is beside such a table
                None => fault::unknown(&head, false, &number, at),
            });
        }
        if let Some(at) = first.filter(|_| !missing.is_empty()) {
            let labels: Vec<String> = missing.iter().map(|leaf| self.form.path(*leaf).join(" ")).collect();
            found.faults.push(fault::missing(&self.form.sections[self.section].name, false, &labels, at));
        }
    }

    /// The missing column that an unknown one stands for: the only one with a name like it, or the
    /// only one at its place.
    fn renamed_column(
        &self,
        column: u32,
        head: &str,
        only: bool,
        missing: &[NodeId],
        block: &Block,
        columns: &[Line],
    ) -> Option<NodeId> {
        let alike = self.alike(head, missing);
        if let [one] = alike.as_slice() {
            return Some(*one);
        }
        let of = if alike.is_empty() { missing } else { alike.as_slice() };
        match fitting(column, of, &block.column_leaves, columns).as_slice() {
            [one] if only || !alike.is_empty() => Some(*one),
            _ => None,
        }
    }

    /// A label that appears twice and one that is missing are one slip, where only one is missing
    /// at the place of one of the two.
    fn explain(
        &self,
        doubled: &[([u32; 2], usize)],
        missing: &mut Vec<NodeId>,
        (order, lines): (&[NodeId], &[Line]),
        found: &mut Match,
    ) {
        for (places, fault) in doubled {
            let at_place =
                places.iter().find_map(|at| match fitting(*at, missing, order, lines).as_slice() {
                    [one] => Some(*one),
                    _ => None,
                });
            if let Some(leaf) = at_place {
                missing.retain(|other| *other != leaf);
                fault::meant(&mut found.faults[*fault], &self.form.node(leaf).label);
            }
        }
    }

    /// Those of some rows or columns whose names are like a text.
    fn alike(&self, text: &str, of: &[NodeId]) -> Vec<NodeId> {
        let (_, bare) = split_numbering(text.trim());
        let names = of.iter().map(|leaf| self.form.node(*leaf).name.as_str());
        let labels = of.iter().map(|leaf| split_numbering(&self.form.node(*leaf).label).1);
        let like = nearest(bare, names.chain(labels));
        let is_like = |leaf: &&NodeId| {
            let node = self.form.node(**leaf);
            like.iter().any(|name| *name == node.name || name == split_numbering(&node.label).1)
        };
        of.iter().filter(is_like).copied().collect()
    }
}

/// Those of some rows or columns whose place in the form is between the lines around a place.
fn fitting(at: u32, of: &[NodeId], order: &[NodeId], lines: &[Line]) -> Vec<NodeId> {
    let rank = |leaf: NodeId| order.iter().position(|other| *other == leaf);
    let before = lines.iter().filter(|line| line.from < at).filter_map(|line| rank(line.leaf)).max();
    let after = lines.iter().filter(|line| line.from > at).filter_map(|line| rank(line.leaf)).min();
    let fits = |leaf: &&NodeId| {
        rank(**leaf).is_some_and(|rank| {
            before.is_none_or(|before| rank > before) && after.is_none_or(|after| rank < after)
        })
    };
    of.iter().filter(fits).copied().collect()
}
