//! Tables of a document, row by row: a row is known by its label, its figures by their order.
//!
//! Sites and office programs write spans that do not fit the rows below them, so the place that the
//! spans give a cell proves nothing. What holds is this: a row that has as many cells after its
//! label
//! as the header has columns, under a header whose labels come in the order of the form. Where the
//! header is another, the matcher of workbooks finds columns by their places; what it finds counts
//! only where it takes each cell of the row exactly once.

use std::collections::{BTreeMap, HashSet};

use super::columns::Columns;
use super::found::{Found, Value};
use crate::document::{Book, CellName, Content, Sheet};
use crate::figure;
use crate::form::{Axis, Form, NodeId, spellings};
use crate::matcher::Matched;
use crate::model::FigureId;

/// A cell of a row, empty ones too.
#[derive(Debug, Clone, Copy)]
struct Cell<'b> {
    column: u32,
    content: Option<&'b Content>,
}

impl Cell<'_> {
    fn text(&self) -> &str {
        self.content.map_or("", Content::text)
    }

    /// Whether it may be a figure: a number, a mark, nothing.
    fn may_be_figure(&self) -> bool {
        let Some(content) = self.content else { return true };
        let text: String = content.text().chars().filter(|c| !c.is_whitespace()).collect();
        let marks = ["", "/", "／", "\\", "-", "－", "—", "——", "–", "--", "无", "不适用", "未取得"];
        figure::is_number(content) || matches!(content, Content::Misshown { .. }) || marks.contains(&text.as_str())
            // 1,2O4 and 12件 are figures that are not certain.
            || text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().count() <= 16
    }
}

/// The rows of a sheet with all their cells.
fn rows(sheet: &Sheet) -> BTreeMap<u32, Vec<Cell<'_>>> {
    let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    for cell in &sheet.cells {
        rows.entry(cell.row).or_default().push(Cell { column: cell.column, content: Some(&cell.content) });
    }
    for &(row, column) in &sheet.empty {
        rows.entry(row).or_default().push(Cell { column, content: None });
    }
    for cells in rows.values_mut() {
        cells.sort_by_key(|cell| cell.column);
    }
    rows
}

/// A row of figures.
struct DataRow<'b> {
    section: usize,
    /// The number of its block in the table, and of the row in the block.
    block: usize,
    row: usize,
    cells: Vec<Cell<'b>>,
}

/// Reads the tables of a document by a form; `matched` is what the matcher of workbooks found.
/// Plain text has no spans, so that places are certain there.
pub(super) fn read(book: &Book, form: &Form, matched: &Matched, is_plain: bool) -> Found {
    let mut found = Found::default();
    let mut reader = Reader { book, form, matched, is_plain, header: Vec::new(), found: &mut found };
    for (number, sheet) in book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.is_text) {
        reader.sheet(number, sheet);
    }
    found
}

/// A label without the groups that are written before it: 三、本年度办理结果 / （一）予以公开.
fn last_part(text: &str) -> &str {
    text.rsplit(" / ").next().unwrap_or(text)
}

struct Reader<'a> {
    book: &'a Book,
    form: &'a Form,
    matched: &'a Matched,
    is_plain: bool,
    /// The texts of the last header, row by row.
    header: Vec<Vec<&'a str>>,
    found: &'a mut Found,
}

impl<'a> Reader<'a> {
    fn sheet(&mut self, number: usize, sheet: &'a Sheet) {
        let mut pending: Vec<Vec<&'a str>> = Vec::new();
        let all = rows(sheet);
        let order: Vec<&Vec<Cell>> = all.values().collect();
        for (at, (&row, cells)) in all.iter().enumerate() {
            let alone = || self.empty_row(cells, order.get(at + 1).copied());
            let Some(data) = self.data_row(cells, &pending).or_else(alone) else {
                pending.push(cells.iter().filter_map(|cell| cell.content).map(Content::text).collect());
                continue;
            };
            if pending.iter().flatten().any(|text| self.is_column(data.section, text)) {
                self.header = std::mem::take(&mut pending);
            }
            pending.clear();
            self.found.tables.insert(number);
            self.figures(number, row, &data);
        }
    }

    /// A label alone in a line of plain text, whose empty cells were left out: the next line has a
    /// label of its own, so that no number of this row is in it.
    fn empty_row<'b>(&self, cells: &[Cell<'b>], next: Option<&Vec<Cell>>) -> Option<DataRow<'b>> {
        let [label] = cells else { return None };
        let first = next.and_then(|cells| cells.first());
        let is_label = |cell: &Cell| {
            !self.leaves(cell).is_empty()
                || self.form.sections.iter().flat_map(|one| &one.table).flat_map(|table| &table.blocks).any(
                    |block| {
                        block.caption.as_deref() == Some(cell.text())
                            || block.corner.as_deref() == Some(cell.text())
                    },
                )
        };
        if !self.is_plain || first.is_some_and(|cell| !is_label(cell)) {
            return None;
        }
        let [(section, leaf)] = self.leaves(label)[..] else { return None };
        let (block, row) = self.place_of(section, leaf)?;
        Some(DataRow { section, block, row, cells: Vec::new() })
    }

    /// The block of a row of the form, and its number there.
    fn place_of(&self, section: usize, leaf: NodeId) -> Option<(usize, usize)> {
        let blocks = self.form.sections[section].table.as_ref()?.blocks.iter().enumerate();
        blocks
            .into_iter()
            .find_map(|(number, block)| Some((number, block.row_leaves.iter().position(|one| *one == leaf)?)))
    }

    /// Whether a text is the label of a column of a section's table.
    fn is_column(&self, section: usize, text: &str) -> bool {
        let named = self.form.labels.named(&spellings(last_part(text)));
        named.iter().any(|one| one.section == section && matches!(one.axis, Axis::Columns(_)))
    }

    /// A row whose label is that of a row of the form, or that is below a header for a row without
    /// a label.
    fn data_row<'b>(&self, cells: &[Cell<'b>], pending: &[Vec<&str>]) -> Option<DataRow<'b>> {
        let label = cells.iter().rposition(|cell| !self.leaves(cell).is_empty());
        if let Some(at) = label {
            let rest = &cells[at + 1..];
            let leaves = self.leaves(&cells[at]);
            let [(section, leaf)] = leaves[..] else { return None };
            if rest.is_empty() || !rest.iter().all(Cell::may_be_figure) {
                return None;
            }
            let (block, row) = self.place_of(section, leaf)?;
            return Some(DataRow { section, block, row, cells: rest.to_vec() });
        }
        // A row without a label comes right below its header.
        let rest: Vec<Cell> = cells.iter().skip_while(|cell| !cell.may_be_figure()).copied().collect();
        let numbers = rest.iter().filter(|cell| cell.content.is_some_and(figure::is_number)).count();
        if numbers == 0 || !rest.iter().all(Cell::may_be_figure) {
            return None;
        }
        self.form.sections.iter().enumerate().find_map(|(section, one)| {
            let blocks = one.table.as_ref()?.blocks.iter().enumerate();
            let mut nameless = blocks.filter(|(_, block)| {
                block.row_leaves.len() == 1 && self.form.node(block.row_leaves[0]).name.is_empty()
            });
            let (block, _) = nameless.find(|(_, block)| block.column_leaves.len() == rest.len())?;
            let own = pending.iter().flatten().any(|text| self.is_column(section, text));
            own.then(|| DataRow { section, block, row: 0, cells: rest.clone() })
        })
    }

    /// The rows of the form that a cell may be the label of.
    fn leaves(&self, cell: &Cell) -> Vec<(usize, NodeId)> {
        let text = last_part(cell.text());
        if text.is_empty() || text.len() > 400 {
            return Vec::new();
        }
        let named = self.form.labels.named(&spellings(text)).into_iter();
        let is_leaf =
            |node: NodeId| self.form.node(node).children.is_empty() && !self.form.node(node).name.is_empty();
        let leaves = named.filter(|one| matches!(one.axis, Axis::Rows) && is_leaf(one.node));
        leaves.map(|one| (one.section, one.node)).collect()
    }

    /// Takes the figures of a row by their places, all of them or none.
    fn placed(&mut self, sheet: usize, data: &DataRow) -> bool {
        let Some(table) = &self.form.sections[data.section].table else { return false };
        let block = &table.blocks[data.block];
        let ids: Vec<FigureId> =
            (0..block.column_leaves.len()).map(|at| block.figure(data.row, at)).collect();
        let figures = self.matched.tables.iter().flat_map(|found| &found.figures);
        let own: Vec<(FigureId, CellName)> = figures
            .filter(|(id, cell, _)| ids.contains(id) && cell.sheet == sheet)
            .map(|&(id, cell, _)| (id, cell))
            .collect();
        if own.len() != ids.len() {
            return false;
        }
        for (id, cell) in own {
            self.found.add(id, Value { cell, content: self.book.at(cell).cloned() });
        }
        true
    }

    fn figures(&mut self, number: usize, row: u32, data: &DataRow) {
        let form = self.form;
        let Some(table) = &form.sections[data.section].table else { return };
        let block = &table.blocks[data.block];
        let name = &form.sections[data.section].name;
        let label = self.form.node(block.row_leaves[data.row]).label.as_str();
        let (wanted, there) = (block.column_leaves.len(), data.cells.len());
        if there != wanted && self.is_plain && self.placed(number, data) {
            return;
        }
        if there != wanted {
            let label: String = label.chars().take(20).collect();
            let words = words!(
                "{name}：“{label}”一行有 {there} 格，表样是 {wanted} 格，无法确定数属于哪一列",
                "{name}: the row `{label}` has {there} cells, not {wanted}, so their columns are not certain"
            );
            return self.found.say(data.section, words);
        }
        let columns = Columns::new(form, data.section, data.block, block);
        let nodes: Vec<Vec<Vec<NodeId>>> = self
            .header
            .iter()
            .map(|row| row.iter().map(|text| columns.named(last_part(text))).collect())
            .collect();
        let labels =
            nodes.iter().map(|row| row.iter().filter(|one| !one.is_empty()).map(Vec::as_slice).collect());
        let cell_of = |cell: &Cell| CellName { sheet: number, row, column: cell.column };
        if columns.in_order(labels) {
            for (column, cell) in data.cells.iter().enumerate() {
                let value = Value { cell: cell_of(cell), content: cell.content.cloned() };
                self.found.add(block.figure(data.row, column), value);
            }
            return;
        }
        let ids: Vec<FigureId> = (0..wanted).map(|column| block.figure(data.row, column)).collect();
        let cells: HashSet<CellName> = data.cells.iter().map(cell_of).collect();
        let placed: Vec<(FigureId, CellName)> = (self.matched.tables.iter())
            .flat_map(|found| &found.figures)
            .filter(|(id, cell, _)| ids.contains(id) && cells.contains(cell))
            .map(|&(id, cell, _)| (id, cell))
            .collect();
        let distinct: HashSet<CellName> = placed.iter().map(|(_, cell)| *cell).collect();
        if placed.len() == wanted && distinct.len() == wanted {
            for (id, cell) in placed {
                self.found.add(id, Value { cell, content: self.book.at(cell).cloned() });
            }
        } else {
            let words = words!(
                "{name}：列名残缺或与表样不同，无法确定数属于哪一列",
                "{name}: labels of columns are damaged or differ from the form, so the columns are not certain"
            );
            self.found.say(data.section, words);
        }
    }
}
