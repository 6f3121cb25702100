//! Addresses of figures: `表三.予以公开.自然人`, `requests.granted.natural_person`.
//!
//! One way of stepping through a table serves data files (nested keys), references in the text and
//! everything else that names a figure: from a table through its rows, then through the columns of
//! the row. Groups may be named or left out; a single column needs no name. A step that fits
//! nothing, or two things, is refused with the nearest names; nothing is guessed.

use super::{Block, Form, NodeId, Section, fold, nearest, split_numbering, without_number};
use crate::model::FigureId;

/// How far an address has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    section: usize,
    at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// In the rows: a table's root or a group.
    Rows(NodeId),
    /// A row is chosen; in its columns: their root, a group or a single column.
    Columns { block: usize, row: NodeId, scope: NodeId },
}

/// What an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// One figure.
    Figure(FigureId),
    /// A row with several columns.
    Row,
    /// A group, or a whole table.
    Group,
}

/// A part of an address that does not lead to one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The part as written.
    pub part: String,
    /// Why it does not.
    pub why: Why,
    /// What may be meant, each a full address where it is one.
    pub nearest: Vec<String>,
}

/// Why a part of an address does not lead to one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing here has this name.
    NoSuchName,
    /// Several things here have it.
    Several,
    /// It is a column, and the row is still open.
    RowOpen,
    /// The table is not named.
    NoTable,
    /// It ends at a row or group of several figures.
    ManyFigures,
    /// Nothing was written.
    Empty,
}

impl Section {
    /// Every way to write its name or heading, folded.
    pub(super) fn spellings(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter().chain(&self.variants).map(String::as_str)
    }

    /// Whether a way to write its heading begins with these words: 存在的问题.
    #[must_use]
    pub fn begins_like(&self, words: &str) -> bool {
        let words = fold(words);
        self.spellings().any(|spelling| spelling.starts_with(&words))
    }
}

impl Form {
    /// The section that a word names.
    #[must_use]
    pub fn section_named(&self, word: &str) -> Option<usize> {
        self.section_written(&fold(without_number(word))).map(|(section, _)| section)
    }

    /// The section that a folded word names, and whether by its own name.
    pub(super) fn section_written(&self, folded: &str) -> Option<(usize, bool)> {
        let among = |words: &[String]| !folded.is_empty() && words.iter().any(|word| word == folded);
        let own = self.sections.iter().position(|section| among(&section.aliases));
        let other = || self.sections.iter().position(|section| among(&section.variants));
        own.map(|section| (section, true)).or_else(|| Some((other()?, false)))
    }

    /// The start of a table's addresses; `None` for a section of text.
    #[must_use]
    pub fn table_cursor(&self, section: usize) -> Option<Cursor> {
        let table = self.sections[section].table.as_ref()?;
        let start = Cursor { section, at: At::Rows(table.rows) };
        Some(self.settle(start))
    }

    /// One step: a row, a column or a group below the cursor.
    ///
    /// # Errors
    /// [`Unknown`] when the word names nothing below the cursor, or more than one thing.
    pub fn step(&self, cursor: Cursor, word: &str) -> Result<Cursor, Unknown> {
        let scope = match cursor.at {
            At::Rows(scope) | At::Columns { scope, .. } => scope,
        };
        let found = self.find(scope, word);
        let one = match found.as_slice() {
            [one] => *one,
            [] => return Err(self.unknown(cursor, scope, word)),
            several => {
                // A direct member wins over members of members.
                let mut direct = several.iter().filter(|&&id| self.node(id).parent == Some(scope));
                match (direct.next(), direct.next()) {
                    (Some(&one), None) => one,
                    _ => {
                        return Err(Unknown {
                            part: word.to_owned(),
                            why: Why::Several,
                            nearest: several.iter().map(|&id| self.dotted(id)).collect(),
                        });
                    }
                }
            }
        };
        let at = match cursor.at {
            At::Rows(_) => At::Rows(one),
            At::Columns { block, row, .. } => At::Columns { block, row, scope: one },
        };
        Ok(self.settle(Cursor { at, ..cursor }))
    }

    /// Goes on by itself if there is no choice: from a single row to its columns, through a
    /// nameless row.
    fn settle(&self, cursor: Cursor) -> Cursor {
        let At::Rows(scope) = cursor.at else { return cursor };
        let mut row = scope;
        while let [only] = self.node(row).children.as_slice() {
            row = *only;
        }
        let is_chosen = row == scope || self.node(row).name.is_empty();
        if !(is_chosen && self.node(row).children.is_empty()) {
            return cursor;
        }
        let Some(table) = &self.sections[cursor.section].table else { return cursor };
        let block = table.blocks.iter().position(|block| block.row_leaves.contains(&row));
        block.map_or(cursor, |block| Cursor {
            at: At::Columns { block, row, scope: table.blocks[block].columns },
            ..cursor
        })
    }

    /// What the cursor has reached.
    #[must_use]
    pub fn reached(&self, cursor: Cursor) -> Reached {
        let figures = self.figures_at(cursor);
        match (figures.as_slice(), cursor.at) {
            ([one], _) => Reached::Figure(*one),
            (_, At::Columns { block, row, scope }) => {
                let table = self.sections[cursor.section].table.as_ref();
                let whole = table.is_some_and(|table| table.blocks[block].columns == scope);
                if whole && !self.node(row).name.is_empty() { Reached::Row } else { Reached::Group }
            }
            _ => Reached::Group,
        }
    }

    /// Every figure below the cursor.
    #[must_use]
    pub fn figures_at(&self, cursor: Cursor) -> Vec<FigureId> {
        let Some(table) = &self.sections[cursor.section].table else { return Vec::new() };
        let mut figures = Vec::new();
        let mut add = |block: &Block, rows: &[NodeId], columns: &[NodeId]| {
            for (r, _) in block.row_leaves.iter().enumerate().filter(|(_, row)| rows.contains(row)) {
                for (c, _) in
                    block.column_leaves.iter().enumerate().filter(|(_, column)| columns.contains(column))
                {
                    figures.push(block.figure(r, c));
                }
            }
        };
        match cursor.at {
            At::Rows(scope) => {
                let rows = self.leaves(scope);
                table.blocks.iter().for_each(|block| add(block, &rows, &block.column_leaves));
            }
            At::Columns { block, row, scope } => add(&table.blocks[block], &[row], &self.leaves(scope)),
        }
        figures
    }

    /// The figure that an address names.
    ///
    /// # Errors
    /// [`Unknown`] when a part of it is not known, or when it stops at a row or group of several
    /// figures.
    pub fn resolve(&self, address: &str) -> Result<FigureId, Unknown> {
        let parts: Vec<&str> =
            address.split(['.', '．', '·', '。']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let Some((&first, steps)) = parts.split_first() else {
            return Err(Unknown { part: String::new(), why: Why::Empty, nearest: self.examples() });
        };
        let Some(table) = self.section_named(first).filter(|&section| self.table_cursor(section).is_some())
        else {
            return Err(self.without_table(first, &parts));
        };
        self.follow(table, steps).map_err(|mut unknown| {
            if unknown.why == Why::ManyFigures {
                address.trim().clone_into(&mut unknown.part);
                unknown.nearest = self.sums_below(address, unknown.nearest);
            }
            unknown
        })
    }

    /// For a group of rows the sum of its last column, which is what is most often meant.
    fn sums_below(&self, address: &str, figures: Vec<String>) -> Vec<String> {
        let column = figures.first().and_then(|last| last.rsplit('.').next());
        let sum = column.map(|column| format!("{}.{column}", address.trim()));
        match sum.filter(|sum| self.figures_named(sum).is_ok()) {
            Some(sum) => vec![sum],
            None => figures,
        }
    }

    /// Goes from a table step by step to a figure.
    fn follow(&self, table: usize, steps: &[&str]) -> Result<FigureId, Unknown> {
        let mut cursor = self.table_cursor(table).ok_or_else(|| self.without_table("", &[]))?;
        for step in steps {
            // "1.属于国家秘密": the number of a label is not a step.
            if !step.chars().all(|c| c.is_ascii_digit()) {
                cursor = self.step(cursor, step)?;
            }
        }
        match self.reached(cursor) {
            Reached::Figure(figure) => Ok(figure),
            Reached::Row | Reached::Group => {
                let figures = self.figures_at(cursor);
                // The total is what is most often meant: it comes last.
                let likely = figures.iter().rev().take(3).map(|&id| self.spec(id).address.clone());
                Err(Unknown { part: String::new(), why: Why::ManyFigures, nearest: likely.collect() })
            }
        }
    }

    /// An address that does not begin with a table: the figures that it would name in one.
    fn without_table(&self, first: &str, parts: &[&str]) -> Unknown {
        let tables = || (0..self.sections.len()).filter(|&section| self.sections[section].table.is_some());
        let inside: Vec<String> = tables()
            .filter_map(|table| match self.follow(table, parts) {
                Ok(figure) => Some(vec![self.spec(figure).address.clone()]),
                Err(Unknown { why: Why::ManyFigures, nearest, .. }) => Some(nearest),
                Err(_) => None,
            })
            .flatten()
            .take(3)
            .collect();
        let part = first.to_owned();
        if !inside.is_empty() {
            return Unknown { part, why: Why::NoTable, nearest: inside };
        }
        let near = nearest(first, tables().map(|table| self.sections[table].name.as_str()));
        if near.is_empty() {
            Unknown { part, why: Why::NoTable, nearest: self.examples() }
        } else {
            Unknown { part, why: Why::NoSuchName, nearest: near }
        }
    }

    /// The last address of each table.
    fn examples(&self) -> Vec<String> {
        let last = |section| self.ids_of_section(section).last();
        (0..self.sections.len()).filter_map(last).map(|id| self.spec(id).address.clone()).collect()
    }

    /// Nodes below a scope that a word names.
    pub(super) fn find(&self, scope: NodeId, word: &str) -> Vec<NodeId> {
        let (number, bare) = split_numbering(word);
        let named = |word: &str| self.below[usize::from(scope.0)].get(&fold(word));
        let other = if number.is_empty() { None } else { named(bare) };
        let mut found: Vec<NodeId> = named(word).into_iter().chain(other).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        // The caption of a block is not a name: a row or column of that name goes first.
        if found.iter().any(|&id| !self.node(id).name.is_empty()) {
            found.retain(|&id| !self.node(id).name.is_empty());
        }
        found
    }

    fn walk(&self, scope: NodeId, visit: &mut impl FnMut(NodeId)) {
        for &child in &self.node(scope).children {
            visit(child);
            self.walk(child, visit);
        }
    }

    fn unknown(&self, cursor: Cursor, scope: NodeId, word: &str) -> Unknown {
        let part = word.to_owned();
        if let At::Rows(_) = cursor.at
            && let Some(table) = &self.sections[cursor.section].table
            && table.blocks.iter().any(|block| !self.find(block.columns, word).is_empty())
        {
            return Unknown { part, why: Why::RowOpen, nearest: self.rows_at(cursor) };
        }
        let mut names = Vec::new();
        self.walk(scope, &mut |id| {
            let node = self.node(id);
            names.extend([node.name.as_str(), node.label.as_str(), node.key.as_str()].map(|n| (n, id)));
        });
        let near = nearest(word, names.iter().map(|&(name, _)| name).filter(|name| !name.is_empty()));
        let mut addresses: Vec<String> = Vec::new();
        for name in near {
            if let Some(&(_, id)) = names.iter().find(|(known, _)| *known == name) {
                let suggestion = self.suggestion(cursor, id);
                if !addresses.contains(&suggestion) {
                    addresses.push(suggestion);
                }
            }
        }
        Unknown { part, why: Why::NoSuchName, nearest: addresses }
    }

    /// The names of the rows below the cursor; none where a row is chosen already.
    #[must_use]
    pub fn rows_at(&self, cursor: Cursor) -> Vec<String> {
        let At::Rows(scope) = cursor.at else { return Vec::new() };
        self.leaves(scope).into_iter().map(|row| self.suggestion(cursor, row)).collect()
    }

    /// The short name of a node, with its group where the name alone says too little.
    fn suggestion(&self, cursor: Cursor, id: NodeId) -> String {
        let scope = match cursor.at {
            At::Rows(scope) | At::Columns { scope, .. } => scope,
        };
        let name = self.node(id).name.clone();
        if self.find(scope, &name).len() > 1 { self.dotted(id) } else { name }
    }

    fn dotted(&self, id: NodeId) -> String {
        let node = self.node(id);
        match node.parent.map(|parent| self.node(parent)) {
            Some(parent) if !parent.name.is_empty() => format!("{}.{}", parent.name, node.name),
            _ => node.name.clone(),
        }
    }

    /// The groups above a node, the nearest first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(id).parent, |&above| self.node(above).parent)
    }
}
