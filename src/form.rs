//! 表样: the official form of an edition, loaded from `templates/forms/*.yaml`.
//!
//! The form is data: sections, tables as a tree of rows and a tree of columns, labels, units,
//! equations. Everything else in the program (keys of the data files, addresses, checks, the grid
//! that is rendered) is derived from this declaration. No label, no order of rows and no equation
//! of the official form is written in Rust, here or elsewhere.

mod additions;
mod address;
mod charts;
mod classes;
mod equation;
mod filled;
mod fold;
mod forms;
mod guide;
mod headings;
pub(crate) mod json_schema;
mod labels;
mod load;
mod names;
mod reference;
mod schema;
mod texts;

use std::collections::HashMap;
use std::ops::RangeInclusive;

use crate::model::{Figure, FigureId, Report};
use rust_decimal::Decimal;

pub use address::{Cursor, Reached, Unknown, Why};
pub use charts::{Chart, Highlight, Line, Over};
pub use classes::Class;
pub use equation::{Equation, EquationRule, Relation, Term, sum};
pub use filled::Filled;
pub use fold::{FEW, LEAST_LIKE, fold, is_heading, likeness, nearest, spellings, split_numbering};
pub use forms::{FOLDER, Forms};
pub use guide::{CORRECTION, CORRECTIONS, EARLIER_GUIDE, FRAME, GUIDE, ROWS, STATE};
pub use headings::{Sure, Title, number_of_line, split_years, without_number};
pub use labels::{Axis, Labels, Named};
pub use load::{FormFault, load};
pub use schema::schema;
pub use texts::{Act, Done, Meaning, Noun, Sense, Sum, Texts, Who};

/// The keys of the figures of 规章, which only some units have the power to make.
pub const GOVERNMENT_RULES: &[&str] = &[
    "proactive.government_rules.issued",
    "proactive.government_rules.repealed",
    "proactive.government_rules.in_force",
];

/// The number of a node in [`Form::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u16);

/// A row, a column, or a group of either.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// The group it belongs to; `None` for a root.
    pub parent: Option<NodeId>,
    /// Its members; none for a single row or column.
    pub children: Vec<NodeId>,
    /// English key; empty for a node that has no name, such as the only row of 表四.
    pub key: String,
    /// Short name used in addresses.
    pub name: String,
    /// The official label, verbatim.
    pub label: String,
    /// Its spelling in tab-separated text, where that differs.
    pub text_label: Option<String>,
    /// Its header line (from 1) in tab-separated text, if that differs.
    pub text_line: Option<usize>,
    /// Folded spellings that mean this node.
    aliases: Vec<String>,
}

/// Rows and columns under one header.
#[derive(Debug, Clone)]
pub struct Block {
    /// A line over the header, across the table.
    pub caption: Option<String>,
    /// The text over the row labels.
    pub corner: Option<String>,
    /// The root of its rows.
    pub rows: NodeId,
    /// The root of its columns.
    pub columns: NodeId,
    /// Its single rows, from top to bottom.
    pub row_leaves: Vec<NodeId>,
    /// Its single columns, from left to right.
    pub column_leaves: Vec<NodeId>,
    /// Its first figure; the others follow row by row.
    pub first: FigureId,
}

impl Block {
    /// The figure in a row and a column, counted from 0.
    #[must_use]
    pub fn figure(&self, row: usize, column: usize) -> FigureId {
        let offset = row * self.column_leaves.len() + column;
        FigureId(self.first.0 + u16::try_from(offset).unwrap_or(u16::MAX))
    }
}

/// A table: one block, or several under one another.
#[derive(Debug, Clone)]
pub struct Table {
    /// The root over the rows of all blocks.
    pub rows: NodeId,
    /// Its blocks, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A section of the report: free text or a table.
#[derive(Debug, Clone)]
pub struct Section {
    /// English key.
    pub key: String,
    /// Name in addresses and in data files: 总体情况, 表三.
    pub name: String,
    /// The official heading, verbatim.
    pub heading: String,
    /// The table; `None` for free text.
    pub table: Option<Table>,
    /// The most characters that the text may have; none where nothing is asked.
    pub longest: Option<usize>,
    /// What those who fill it in have to know besides; empty where the form says nothing.
    pub filling: String,
    /// What is the same in nearly every report; empty where nothing is.
    pub prefill: String,
    /// What the text has to cover; none where the form says nothing of it.
    pub topics: Vec<Topic>,
    aliases: Vec<String>,
    /// Other ways to write its heading, folded.
    variants: Vec<String>,
}

/// Something that the text of a section has to cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name, as in a heading: 依申请公开.
    pub name: String,
    /// Words by which a text speaks of it, besides the name.
    pub words: Vec<String>,
    /// Asked of governments only, not of their departments.
    pub government: bool,
}

/// 计量单位: what a figure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// 件, 项, 万元.
    pub name: String,
    /// Decimals that are usual; 0 for a count.
    pub decimals: u32,
    /// Decimals that are accepted at most.
    pub at_most: u32,
}

/// A figure of the form.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Its section: an index into [`Form::sections`].
    pub section: usize,
    /// The block of that section's table.
    pub block: usize,
    /// Its row.
    pub row: NodeId,
    /// Its column.
    pub column: NodeId,
    /// What it counts: an index into [`Form::units`].
    unit: usize,
    /// Whether it may be negative.
    pub signed: bool,
    /// Whether the figure of a superior is the sum of those of its units.
    pub additive: bool,
    /// Its address: `表三.予以公开.自然人`.
    pub address: String,
    /// Its address by keys, the same in every edition in which it means the same.
    pub key: String,
    /// Where it is, for people: `表三 · 三（一）予以公开 · 自然人`.
    pub title: String,
}

/// The official form of an edition.
#[derive(Debug, Clone)]
pub struct Form {
    /// 2019, 2021.
    pub edition: u16,
    /// The report years in which it is to be used.
    pub years: RangeInclusive<u16>,
    /// The document that issued it.
    pub basis: String,
    /// The report's title, with `{单位}` and `{年度}` in it.
    pub title: String,
    /// Other words for 政府信息公开工作年度报告 in a title.
    pub titles: Vec<String>,
    /// What figures count.
    pub units: Vec<Unit>,
    /// 填报说明: what those who fill it in have to know, besides what holds for every form.
    pub filling: Vec<String>,
    /// 前言 as everybody writes it, with `{年度}` in it; empty where the form says nothing.
    pub preface: String,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// Rows, columns and groups of all tables.
    pub nodes: Vec<Node>,
    /// Every figure, table by table, block by block, row by row.
    pub figures: Vec<Spec>,
    /// The equations, with what is known of the rules they belong to.
    pub rules: Vec<EquationRule>,
    /// How texts speak of the figures.
    pub texts: Texts,
    /// The charts of pictures for readers.
    pub charts: Vec<Chart>,
    /// The numbers that such a picture sets large.
    pub highlights: Vec<Highlight>,
    /// Which rows and columns a label may mean.
    pub labels: Labels,
    by_key: HashMap<String, FigureId>,
    /// By the place of each node: what is below it by its folded spellings, from top to bottom.
    below: Vec<HashMap<String, Vec<NodeId>>>,
}

impl Form {
    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[usize::from(id.0)]
    }

    /// A figure.
    #[must_use]
    pub fn spec(&self, id: FigureId) -> &Spec {
        &self.figures[id.index()]
    }

    /// What a figure counts.
    #[must_use]
    pub fn unit(&self, id: FigureId) -> &Unit {
        &self.units[self.spec(id).unit]
    }

    /// The number of a figure, if it is one that the figure can have: no decimals in a count,
    /// nothing below zero except where the form says so. With any other number no sum means
    /// anything.
    #[must_use]
    pub fn sound_number(&self, id: FigureId, figure: Figure) -> Option<Decimal> {
        let number = figure.number()?;
        let whole = self.unit(id).at_most > 0 || number.normalize().scale() == 0;
        let positive = self.spec(id).signed || number >= Decimal::ZERO;
        (whole && positive).then_some(number)
    }

    /// Every figure's number.
    pub fn ids(&self) -> impl Iterator<Item = FigureId> + use<> {
        (0..u16::try_from(self.figures.len()).unwrap_or(u16::MAX)).map(FigureId)
    }

    /// The figures of a section's table.
    pub fn ids_of_section(&self, section: usize) -> impl Iterator<Item = FigureId> + '_ {
        self.ids().filter(move |&id| self.spec(id).section == section)
    }

    /// The figure with this key ([`Spec::key`]).
    #[must_use]
    pub fn figure_by_key(&self, key: &str) -> Option<FigureId> {
        self.by_key.get(key).copied()
    }

    /// The sum of figures of a report; `None` if one of them is not a number that it can be.
    #[must_use]
    pub fn sum(&self, report: &Report, figures: &[FigureId]) -> Option<Decimal> {
        let number = |id: &FigureId| self.sound_number(*id, report.entry(*id).figure);
        figures.iter().map(number).try_fold(Decimal::ZERO, |sum, number| sum.checked_add(number?))
    }

    /// The figures that a figure follows from: those that it adds up, where it is a total, down to
    /// those that are no totals; else the figure itself.
    #[must_use]
    pub fn parts_of(&self, id: FigureId) -> Vec<FigureId> {
        let (mut open, mut seen, mut parts) = (vec![id], Vec::new(), Vec::new());
        while let Some(one) = open.pop() {
            // Totals of a form may define one another.
            if seen.contains(&one) {
                continue;
            }
            seen.push(one);
            let mut equations = self.equations().map(|(_, equation)| equation);
            match equations.find(|equation| equation.defines() == Some(one)) {
                None => parts.push(one),
                Some(defining) => open.extend(defining.right.iter().flat_map(|term| &term.figures)),
            }
        }
        parts.sort_unstable();
        parts
    }

    /// The number of the section with this key ([`Section::key`]).
    #[must_use]
    pub fn section_by_key(&self, key: &str) -> Option<usize> {
        self.sections.iter().position(|section| section.key == key)
    }

    /// The figure of another form that means the same as a figure of this one; `None` where it has
    /// none.
    #[must_use]
    pub fn counterpart(&self, id: FigureId, other: &Self) -> Option<FigureId> {
        if self.edition == other.edition {
            return Some(id);
        }
        other.figure_by_key(&self.spec(id).key)
    }

    /// The preface as everybody writes it, for a year.
    #[must_use]
    pub fn preface_of(&self, year: u16) -> String {
        self.preface.replace("{年度}", &year.to_string())
    }

    /// 规章: the figures that a unit without the power to make them fills in with 0.
    pub fn government_rules(&self) -> impl Iterator<Item = FigureId> + '_ {
        GOVERNMENT_RULES.iter().filter_map(|key| self.figure_by_key(key))
    }

    /// The title of a unit's report.
    #[must_use]
    pub fn title_of(&self, unit: &str, year: u16) -> String {
        // The unit's name goes in last: braces in it are text.
        self.title.replace("{年度}", &year.to_string()).replace("{单位}", unit)
    }

    /// The single rows or columns below a node, the node itself if it is one.
    #[must_use]
    pub fn leaves(&self, root: NodeId) -> Vec<NodeId> {
        leaves(&self.nodes, root)
    }

    /// The levels of groups and leaves below a root.
    #[must_use]
    pub fn depth(&self, root: NodeId) -> usize {
        let below = self.node(root).children.iter().map(|&child| 1 + self.depth(child));
        below.max().unwrap_or(0)
    }
}

/// The single rows or columns below a node, the node itself if it is one.
fn leaves(nodes: &[Node], root: NodeId) -> Vec<NodeId> {
    let (mut open, mut leaves) = (vec![root], Vec::new());
    while let Some(id) = open.pop() {
        match nodes[usize::from(id.0)].children.as_slice() {
            [] => leaves.push(id),
            children => open.extend(children.iter().rev()),
        }
    }
    leaves
}
