//! Which rows and columns of a form a label may mean, wherever it is: for those who read tables.
//!
//! A label may mean several (总计 is a row and many columns). The cells around it decide, and they
//! are not known here.

use std::collections::HashMap;

use super::{Form, NodeId, fold};

/// What a label is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// A row, or a group of rows.
    Rows,
    /// A column, or a group of columns, of a block of the table.
    Columns(usize),
}

/// Something that a label may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The section: an index into [`Form::sections`].
    pub section: usize,
    /// Row or column.
    pub axis: Axis,
    /// The row, column or group.
    pub node: NodeId,
}

/// The labels of a form.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    by_spelling: HashMap<String, Vec<Named>>,
}

impl Form {
    /// The folded spellings of a row, a column or a group; none is empty.
    pub fn aliases(&self, node: NodeId) -> impl Iterator<Item = &str> {
        self.node(node).aliases.iter().map(String::as_str).filter(|alias| !alias.is_empty())
    }
}

impl Labels {
    /// The labels of a form.
    #[must_use]
    pub fn of(form: &Form) -> Self {
        let mut labels = Self::default();
        for (section, table) in form.sections.iter().map(|section| section.table.as_ref()).enumerate() {
            let Some(table) = table else { continue };
            labels.below(form, section, Axis::Rows, table.rows, &[]);
            for (number, block) in table.blocks.iter().enumerate() {
                labels.below(form, section, Axis::Columns(number), block.columns, &[]);
            }
        }
        labels
    }

    /// What a label may mean by its folded [`spellings`](super::spellings); nothing if the form
    /// does not have it.
    #[must_use]
    pub fn named(&self, spellings: &[String]) -> Vec<Named> {
        let mut found: Vec<Named> = Vec::new();
        for named in spellings.iter().filter_map(|spelling| self.by_spelling.get(spelling)).flatten() {
            if !found.contains(named) {
                found.push(*named);
            }
        }
        found
    }

    /// Adds what is below a node; `above` are the names of the groups over it, the nearest first.
    fn below(&mut self, form: &Form, section: usize, axis: Axis, root: NodeId, above: &[&str]) {
        for &child in &form.node(root).children {
            let node = form.node(child);
            let named = Named { section, axis, node: child };
            // 行政复议结果维持: the groups and the column in one cell.
            let mut path = fold(&node.name);
            let paths = above.iter().map(|group| {
                path = format!("{}{path}", fold(group));
                path.clone()
            });
            for spelling in node.aliases.iter().cloned().chain(paths) {
                let all = self.by_spelling.entry(spelling).or_default();
                if !all.contains(&named) {
                    all.push(named);
                }
            }
            let groups: Vec<&str> = if node.name.is_empty() {
                above.to_vec()
            } else {
                std::iter::once(node.name.as_str()).chain(above.iter().copied()).collect()
            };
            self.below(form, section, axis, child, &groups);
        }
    }
}
