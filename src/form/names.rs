//! What each figure of a form is called: its address, its key, and its place in words.
//!
//! Names are as short as they can be: a group is named only where the row or column alone would
//! leave a choice (`表三.予以公开.自然人`, but `表四.行政复议.总计`), a single column never.

use super::{Block, Form, Node, NodeId, Section, split_numbering};
use crate::lang::{Words, quoted};
use crate::model::FigureId;

/// The names of one figure.
struct Names {
    address: String,
    key: String,
    title: String,
}

impl Form {
    /// Names every figure.
    ///
    /// # Errors
    /// Names that mean two figures, or that do not lead where they should.
    pub(super) fn name_figures(&mut self) -> Result<(), Vec<Words>> {
        let mut clashes = Vec::new();
        let mut names = Vec::new();
        for section in &self.sections {
            let Some(table) = &section.table else { continue };
            for block in &table.blocks {
                names.extend(self.names(section, table.rows, block));
            }
        }
        for (id, names) in self.ids().zip(names) {
            if self.by_key.insert(names.key.clone(), id).is_some() {
                let key = &names.key;
                clashes.push(words!("键“{key}”指两个数据格", "key `{key}` names two figures"));
            }
            let spec = &mut self.figures[id.index()];
            spec.address = names.address;
            spec.key = names.key;
            spec.title = names.title;
        }
        for id in self.ids().filter(|&id| self.is_at_edge(id)) {
            let address = &self.spec(id).address;
            if self.resolve(address) != Ok(id) {
                clashes.push(words!(
                    "地址“{address}”不唯一：请改名称（name）或写法（variants）",
                    "address `{address}` is not unique: change `name` or `variants`"
                ));
            }
        }
        if clashes.is_empty() { Ok(()) } else { Err(clashes) }
    }

    /// A figure as a sentence names it: `表三“予以公开 · 总计”`.
    #[must_use]
    pub fn quoted(&self, id: FigureId) -> String {
        let address = &self.spec(id).address;
        match address.split_once('.') {
            Some((table, names)) => format!("{table}{}", quoted(&names.replace('.', " · "))),
            None => address.clone(),
        }
    }

    /// The short names that lead to a row or column, the outermost group first.
    #[must_use]
    pub fn path(&self, id: NodeId) -> Vec<String> {
        let mut path: Vec<String> =
            std::iter::once(id).chain(self.ancestors(id)).map(|node| self.node(node).name.clone()).collect();
        path.retain(|name| !name.is_empty());
        path.reverse();
        path
    }

    /// The names of a block's figures, row by row.
    fn names(&self, section: &Section, rows: NodeId, block: &Block) -> Vec<Names> {
        let row_names = self.short_paths(rows, &block.row_leaves, |node| &node.name);
        let row_keys = self.short_paths(rows, &block.row_leaves, |node| &node.key);
        let mut column_names = self.short_paths(block.columns, &block.column_leaves, |node| &node.name);
        let column_keys = self.short_paths(block.columns, &block.column_leaves, |node| &node.key);
        if let [only] = column_names.as_mut_slice() {
            only.clear();
        }
        let mut all = Vec::new();
        for (r, &row) in block.row_leaves.iter().enumerate() {
            let row_title = self.row_title(row);
            for (column_name, column_key) in column_names.iter().zip(&column_keys) {
                let joined = |first: &str, row: &[String], column: &[String], between: &str| {
                    let parts = std::iter::once(first).chain(row.iter().chain(column).map(String::as_str));
                    parts.collect::<Vec<_>>().join(between)
                };
                all.push(Names {
                    address: joined(&section.name, &row_names[r], column_name, "."),
                    key: joined(&section.key, &row_keys[r], column_key, "."),
                    title: joined(&section.name, &row_title, column_name, " · "),
                });
            }
        }
        all
    }

    /// Rows and columns are stepped through one after the other, so the first row and the first
    /// column of a block tell whether all its addresses lead where they should.
    fn is_at_edge(&self, id: FigureId) -> bool {
        let spec = self.spec(id);
        let block = self.sections[spec.section].table.as_ref().map(|table| &table.blocks[spec.block]);
        block.is_some_and(|block| spec.row == block.row_leaves[0] || spec.column == block.column_leaves[0])
    }

    /// `三（二）部分公开`: the numbers of the groups before the row's own; nothing for a row without name.
    fn row_title(&self, row: NodeId) -> Vec<String> {
        let node = self.node(row);
        if node.name.is_empty() {
            return Vec::new();
        }
        let mut above: Vec<NodeId> = self.ancestors(row).collect();
        above.reverse();
        let number = |id: NodeId| split_numbering(&self.node(id).label).0.trim_end_matches(['、', '.', '．']);
        let numbers: String = above.into_iter().map(number).collect();
        vec![format!("{numbers}{}{}", split_numbering(&node.label).0, node.name)]
    }

    /// For each leaf the shortest names that lead to it from a root: its own, with groups before it
    /// as far as needed to tell it from other leaves of the root.
    fn short_paths(&self, root: NodeId, leaves: &[NodeId], name_of: fn(&Node) -> &str) -> Vec<Vec<String>> {
        let all = self.leaves(root);
        leaves.iter().map(|&leaf| self.short_path(root, &all, leaf, name_of)).collect()
    }

    fn short_path(
        &self,
        root: NodeId,
        all: &[NodeId],
        leaf: NodeId,
        name_of: fn(&Node) -> &str,
    ) -> Vec<String> {
        let own = name_of(self.node(leaf));
        if own.is_empty() {
            return Vec::new();
        }
        let same_name = |other: &&NodeId| **other != leaf && name_of(self.node(**other)) == own;
        let mut rivals: Vec<NodeId> = all.iter().filter(same_name).copied().collect();
        let mut path = vec![own.to_owned()];
        let mut group = self.node(leaf).parent;
        while let Some(id) = group.filter(|&id| id != root && !rivals.is_empty()) {
            let name = name_of(self.node(id));
            rivals.retain(|&other| self.ancestors(other).any(|above| name_of(self.node(above)) == name));
            path.insert(0, name.to_owned());
            group = self.node(id).parent;
        }
        path
    }
}
