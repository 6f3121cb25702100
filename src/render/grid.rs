//! A table of the form with its figures → one grid of cells with row and column spans.
//!
//! Every renderer draws this grid and nothing else knows how headers merge. Spans follow from the
//! trees: a group is as wide as its columns and as high as its rows, a label that ends early fills
//! the rest.

use serde::Serialize;

use crate::form::{Block, Form, NodeId, Section};
use crate::model::{Entry, Figure, FigureId, Origin};

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A line over the header of a block.
    Caption,
    /// What stands over the row labels.
    Corner,
    /// A column label.
    Column,
    /// A row label.
    Row,
    /// A figure.
    Value,
}

/// A cell, at the place of its first row and column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// The column it begins in, from 0.
    pub column: usize,
    /// How many rows it covers.
    pub row_span: usize,
    /// How many columns it covers.
    pub column_span: usize,
    /// For a header: whether it stands over or before more than one line of figures.
    pub group: bool,
    /// For a header: its name within the document; for others empty.
    pub id: String,
    /// For a figure: the ids of its headers, outermost first, with spaces between them as in HTML.
    pub headers: String,
    /// For a figure: its address.
    pub address: String,
    /// For a figure: `number`, `blank`, `not-applicable` or `not-obtained`; empty for others.
    pub state: &'static str,
}

/// A line of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Whether it belongs to a header.
    pub header: bool,
    /// The cells that begin in it, from left to right.
    pub cells: Vec<Cell>,
    /// The line as tab-separated text: the text of a merged cell in its first place, the others
    /// empty. It ends with the last label or figure, even an empty one: a reader counts them.
    pub line: Vec<String>,
}

impl Row {
    fn end_line(&mut self) {
        let figures = self.cells.iter().filter(|cell| cell.role == Role::Value);
        let figures = figures.map(|cell| cell.column + 1).max().unwrap_or_default();
        let texts = self.line.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        self.line.truncate(figures.max(texts));
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// English key of the section.
    pub key: String,
    /// 表二, 表三, 表四.
    pub name: String,
    /// Columns in all.
    pub columns: usize,
    /// Columns of row labels.
    pub label_columns: usize,
    /// Header rows at the top, to be repeated on every page; 0 where blocks have headers of their
    /// own.
    pub header_rows: usize,
    /// The most digits a figure has: narrow columns set long numbers smaller.
    pub longest: usize,
    /// The lines, from top to bottom.
    pub rows: Vec<Row>,
    /// The same figures without merged cells, for formats that have none.
    pub parts: Vec<Part>,
}

/// A block of a table without merged cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The line over it; empty where it has none.
    pub caption: String,
    /// The columns, each with its groups.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<PartRow>,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartRow {
    /// Its label with its groups; empty where the only row has none.
    pub label: String,
    /// Its figures.
    pub values: Vec<String>,
}

/// Builds the grid of a table; `None` for a section of text.
#[must_use]
pub(super) fn grid(form: &Form, section: &Section, entry: &dyn Fn(FigureId) -> Entry) -> Option<Grid> {
    let table = section.table.as_ref()?;
    let label_columns = table.blocks.iter().map(|block| label_depth(form, block)).max().unwrap_or(0);
    let value_columns = table.blocks.iter().map(|block| block.column_leaves.len()).max().unwrap_or(0);
    let number = form.sections.iter().position(|one| one.key == section.key).unwrap_or_default();
    let mut builder =
        Builder { form, number, label_columns, value_columns, rows: Vec::new(), longest: 0, entry };
    for (number, block) in table.blocks.iter().enumerate() {
        builder.block(number, block);
    }
    builder.rows.iter_mut().for_each(Row::end_line);
    let only = table.blocks.len() == 1;
    let header_rows = builder.rows.iter().take_while(|row| row.header).count();
    Some(Grid {
        key: section.key.clone(),
        name: section.name.clone(),
        columns: label_columns + value_columns,
        label_columns,
        header_rows: if only { header_rows } else { 0 },
        longest: builder.longest,
        rows: builder.rows,
        parts: table.blocks.iter().map(|block| part(form, block, entry)).collect(),
    })
}

fn part(form: &Form, block: &Block, entry: &dyn Fn(FigureId) -> Entry) -> Part {
    let mut columns = Vec::new();
    paths(form, block.columns, "", &mut columns);
    let mut labels = Vec::new();
    paths(form, block.rows, "", &mut labels);
    let value = |r: usize, c: usize| entry(block.figure(r, c)).figure.text();
    let rows = labels
        .into_iter()
        .enumerate()
        .map(|(r, label)| PartRow { label, values: (0..columns.len()).map(|c| value(r, c)).collect() });
    Part { caption: block.caption.clone().unwrap_or_default(), rows: rows.collect(), columns }
}

/// The labels of the leaves below a group in their order, each with those of its groups:
/// `法人或其他组织 / 商业企业`.
fn paths(form: &Form, group: NodeId, above: &str, all: &mut Vec<String>) {
    for &child in &form.node(group).children {
        let node = form.node(child);
        let path = if above.is_empty() { node.label.clone() } else { format!("{above} / {}", node.label) };
        if node.children.is_empty() {
            all.push(path);
        } else {
            paths(form, child, &path, all);
        }
    }
}

/// Columns that the labels of a block's rows need; none for a single row without a name.
fn label_depth(form: &Form, block: &Block) -> usize {
    match block.row_leaves.as_slice() {
        [only] if form.node(*only).name.is_empty() => 0,
        _ => form.depth(block.rows),
    }
}

struct Builder<'a> {
    form: &'a Form,
    /// The section's, for the ids of headers: hundreds of cells name theirs.
    number: usize,
    label_columns: usize,
    value_columns: usize,
    rows: Vec<Row>,
    longest: usize,
    entry: &'a dyn Fn(FigureId) -> Entry,
}

/// A label before it is a cell; `spelled` and `line` are its spelling and its row in tab-separated
/// text.
struct Label<'a> {
    text: &'a str,
    spelled: Option<&'a str>,
    line: Option<usize>,
    role: Role,
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    group: bool,
    id: String,
}

impl Builder<'_> {
    fn width(&self) -> usize {
        self.label_columns + self.value_columns
    }

    fn push_rows(&mut self, count: usize, header: bool) -> usize {
        let first = self.rows.len();
        for _ in 0..count {
            let line = vec![String::new(); self.width()];
            self.rows.push(Row { header, cells: Vec::new(), line });
        }
        first
    }

    fn put(&mut self, label: Label) {
        let text_row = label.line.unwrap_or(label.row);
        label.spelled.unwrap_or(label.text).clone_into(&mut self.rows[text_row].line[label.column]);
        self.rows[label.row].cells.push(Cell {
            text: label.text.to_owned(),
            role: label.role,
            column: label.column,
            row_span: label.row_span,
            column_span: label.column_span,
            group: label.group,
            id: label.id,
            headers: String::new(),
            address: String::new(),
            state: "",
        });
    }

    fn block(&mut self, number: usize, block: &Block) {
        let prefix = format!("t{}-{}", self.number + 1, number + 1);
        let mut above: Vec<String> = Vec::new();
        if let Some(caption) = &block.caption {
            let row = self.push_rows(1, true);
            let id = format!("{prefix}-caption");
            above.push(id.clone());
            self.put(Label {
                text: caption,
                spelled: None,
                line: None,
                role: Role::Caption,
                row,
                column: 0,
                row_span: 1,
                column_span: self.width(),
                group: true,
                id,
            });
        }
        let depth = self.form.depth(block.columns);
        let header = self.push_rows(depth, true);
        if self.label_columns > 0 {
            self.put(Label {
                text: block.corner.as_deref().unwrap_or_default(),
                spelled: None,
                line: None,
                role: Role::Corner,
                row: header,
                column: 0,
                row_span: depth,
                column_span: self.label_columns,
                group: false,
                id: String::new(),
            });
        }
        let mut heads = vec![Vec::new(); block.column_leaves.len()];
        self.columns(block, block.columns, &prefix, (header, header + depth), &mut heads);
        let first = self.push_rows(block.row_leaves.len(), false);
        let mut sides = vec![Vec::new(); block.row_leaves.len()];
        if label_depth(self.form, block) > 0 {
            self.row_labels(block, block.rows, &prefix, (first, 0), &mut sides);
        }
        let heads: Vec<String> = heads.iter().map(|head| head.join(" ")).collect();
        for (r, side) in sides.iter().enumerate() {
            let side = above.iter().chain(side).fold(String::new(), |ids, id| ids + id + " ");
            for (c, head) in heads.iter().enumerate() {
                let id = block.figure(r, c);
                let headers = [side.as_str(), head].concat();
                self.value(block, id, first + r, c, headers);
            }
        }
        for row in &mut self.rows[header..] {
            row.cells.sort_by_key(|cell| cell.column);
        }
    }

    /// Where a column of a block begins and how many of the table's columns it covers: the last
    /// column of a narrow block covers what is left.
    fn span(&self, block: &Block, first: usize, count: usize) -> (usize, usize) {
        let last = first + count == block.column_leaves.len();
        let rest = if last { self.value_columns - block.column_leaves.len() } else { 0 };
        (self.label_columns + first, count + rest)
    }

    /// Labels of the columns below a group; `lines` is the row they stand in and the end of the
    /// header.
    fn columns(
        &mut self,
        block: &Block,
        group: NodeId,
        prefix: &str,
        lines: (usize, usize),
        heads: &mut [Vec<String>],
    ) {
        let form = self.form;
        let (row, end) = lines;
        for &child in &form.node(group).children {
            let node = form.node(child);
            let leaves = form.leaves(child);
            let first = block.column_leaves.iter().position(|leaf| *leaf == leaves[0]).unwrap_or(0);
            let (column, column_span) = self.span(block, first, leaves.len());
            let single = node.children.is_empty();
            let id = format!("{prefix}-c{}", heads_id(first, row));
            for head in &mut heads[first..first + leaves.len()] {
                head.push(id.clone());
            }
            let header_start = end - form.depth(block.columns);
            self.put(Label {
                text: &node.label,
                spelled: node.text_label.as_deref(),
                line: node.text_line.map(|line| (header_start + line.saturating_sub(1)).min(end - 1)),
                role: Role::Column,
                row,
                column,
                row_span: if single { end - row } else { 1 },
                column_span,
                group: !single,
                id,
            });
            self.columns(block, child, prefix, (row + 1, end), heads);
        }
    }

    /// Labels of the rows below a group; `at` is the first figure row of the block and the label
    /// column.
    fn row_labels(
        &mut self,
        block: &Block,
        group: NodeId,
        prefix: &str,
        at: (usize, usize),
        sides: &mut [Vec<String>],
    ) {
        let form = self.form;
        let (first_row, column) = at;
        for &child in &form.node(group).children {
            let node = form.node(child);
            let leaves = form.leaves(child);
            let first = block.row_leaves.iter().position(|leaf| *leaf == leaves[0]).unwrap_or(0);
            let single = node.children.is_empty();
            let id = format!("{prefix}-r{}", heads_id(first, column));
            for side in &mut sides[first..first + leaves.len()] {
                side.push(id.clone());
            }
            self.put(Label {
                text: &node.label,
                spelled: node.text_label.as_deref(),
                line: None,
                role: Role::Row,
                row: first_row + first,
                column,
                row_span: leaves.len(),
                column_span: if single { self.label_columns - column } else { 1 },
                group: !single,
                id,
            });
            self.row_labels(block, child, prefix, (first_row, column + 1), sides);
        }
    }

    fn value(&mut self, block: &Block, id: FigureId, row: usize, index: usize, headers: String) {
        let figure = (self.entry)(id).figure;
        let text = figure.text();
        let (column, column_span) = self.span(block, index, 1);
        self.longest = self.longest.max(text.chars().count());
        self.rows[row].line[column].clone_from(&text);
        self.rows[row].cells.push(Cell {
            text,
            role: Role::Value,
            column,
            row_span: 1,
            column_span,
            group: false,
            id: String::new(),
            headers,
            address: self.form.spec(id).address.clone(),
            state: state(figure),
        });
    }
}

fn heads_id(first: usize, level: usize) -> String {
    format!("{}-{level}", first + 1)
}

/// The state of a figure in machine-readable output.
pub(super) fn state(figure: Figure) -> &'static str {
    match figure {
        Figure::Number(_) => "number",
        Figure::Blank => "blank",
        Figure::NotApplicable => "not-applicable",
        Figure::NotObtained => "not-obtained",
    }
}

/// How a figure came to be, in machine-readable output.
pub(super) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Stated => "stated",
        Origin::Rest => "rest",
        Origin::Derived => "derived",
        Origin::Refused => "refused",
        Origin::Absent => "absent",
    }
}
