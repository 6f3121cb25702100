//! What was read back from a file: paragraphs and figures, each with its place.
//!
//! A document (a page, a Word document, a PDF) is put together as sheets, one of paragraphs and one for each of its
//! tables, so that places are told as those of workbooks are, and tables are understood by the reader of workbooks.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::Original;
use super::compare::{shorten, squeeze};
use crate::finding::Subject;
use crate::lang::Words;
use crate::model::FigureId;
use crate::place::{CellName, Source};
use crate::read::{self, Cell, Content, Grid, Region, Sheet};
use crate::render::{Role, View};

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Copy {
    /// Its text, in which places are.
    pub(super) source: Source,
    /// Its paragraphs outside tables, in their order; `None` for a format that has none.
    pub(super) texts: Option<Vec<Said>>,
    /// Its figures; what is not there could not be read back.
    pub(super) figures: Vec<(FigureId, Said)>,
    /// What else is wrong with it, and where.
    pub(super) faults: Vec<(Subject, Words)>,
}

/// Words with their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// A document while it is read: its paragraphs and its tables.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// Paragraphs, each with the number of its page where there are pages.
    pub(super) paragraphs: Vec<(Option<usize>, String)>,
    /// Its tables, each as a sheet with a name.
    pub(super) tables: Vec<Sheet>,
}

/// A table of a document, cell by cell.
#[derive(Debug, Default)]
pub(super) struct Table {
    sheet: Sheet,
    /// For each column the first row that no cell above reaches into.
    free: Vec<u32>,
    row: u32,
    /// The page it begins on.
    pub(super) page: Option<usize>,
}

/// Spans and columns beyond this are those of no report.
const MOST_SPAN: usize = 1_000;

impl Table {
    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        self.row += 1;
    }

    /// Puts a cell into the first free column of the row.
    pub(super) fn put(&mut self, text: &str, rows: usize, columns: usize) {
        let number = |count: usize| u32::try_from(count.clamp(1, MOST_SPAN)).unwrap_or(1);
        let column = self.free.iter().position(|&free| free <= self.row).unwrap_or(self.free.len());
        let end = column + columns.clamp(1, MOST_SPAN);
        if end > MOST_SPAN {
            return;
        }
        if self.free.len() < end {
            self.free.resize(end, 0);
        }
        self.free[column..end].fill(self.row + number(rows));
        self.put_at(column, text, rows, columns);
    }

    /// Puts a cell at a column of the row.
    pub(super) fn put_at(&mut self, column: usize, text: &str, rows: usize, columns: usize) {
        let number = |count: usize| u32::try_from(count.min(MOST_SPAN)).unwrap_or_default();
        let (row, left) = (self.row, number(column));
        if rows > 1 || columns > 1 {
            let (bottom, right) = (row + number(rows.max(1)) - 1, left + number(columns.max(1)) - 1);
            self.sheet.merges.push(Region { top: row, left, bottom, right });
        }
        if !text.trim().is_empty() {
            self.sheet.cells.push(Cell { row, column: left, content: Content::Text(text.trim().to_owned()) });
        }
    }

    /// Lets the cell that begins in a row and column reach down to the row that is being read.
    pub(super) fn reach_down(&mut self, top: u32, column: usize) {
        let left = u32::try_from(column).unwrap_or_default();
        let row = self.row;
        let merge = self.sheet.merges.iter_mut().find(|merge| merge.top == top && merge.left == left);
        if let Some(merge) = merge {
            merge.bottom = row;
        } else {
            self.sheet.merges.push(Region { top, left, bottom: row, right: left });
        }
    }

    /// The number of the row that is being read.
    pub(super) fn row(&self) -> u32 {
        self.row
    }
}

/// Labels that the tables of a document lack, and what stands in them besides.
fn other_labels(
    tables: &Grid,
    figures: &[(FigureId, CellName)],
    view: &View,
) -> Vec<(Option<CellName>, Words)> {
    let places: HashSet<CellName> = figures.iter().map(|&(_, cell)| cell).collect(); // looked up, never walked
    let mut labels: BTreeMap<String, Vec<CellName>> = BTreeMap::new();
    for (cell, content) in tables.cells().filter(|(cell, _)| !places.contains(cell)) {
        labels.entry(squeeze(content.text())).or_default().push(cell);
    }
    let mut told = Vec::new();
    let grids = view.sections.iter().filter_map(|section| section.table.as_ref());
    let cells = grids.flat_map(|grid| &grid.rows).flat_map(|row| &row.cells);
    for cell in cells.filter(|cell| cell.role != Role::Value && !cell.text.trim().is_empty()) {
        if labels.get_mut(&squeeze(&cell.text)).and_then(Vec::pop).is_none() {
            let text = shorten(&cell.text);
            told.push((None, words!("表格里没有“{text}”", "the tables have no `{text}`")));
        }
    }
    for (text, cell) in labels.iter().flat_map(|(text, cells)| cells.iter().map(move |cell| (text, *cell))) {
        let text = shorten(text);
        let words = words!("表格里多出“{text}”", "the tables have `{text}` besides");
        told.push((Some(cell), words));
    }
    told
}

impl Pieces {
    /// Adds a table that was read.
    pub(super) fn push(&mut self, table: Table) {
        let mut sheet = table.sheet;
        let number = self.tables.len() + 1;
        sheet.name = match table.page {
            Some(page) => format!("表格{number}（第{page}页）"),
            None => format!("表格{number}"),
        };
        sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.tables.push(sheet);
    }

    /// Finds the figures by their labels, and compares the labels with those of the report.
    pub(super) fn copy(self, path: &str, original: &Original) -> Copy {
        let mut sheets: Vec<Sheet> = Vec::new();
        let mut order = Vec::new();
        for (page, text) in self.paragraphs {
            let name = page.map_or_else(|| "正文".to_owned(), |page| format!("第{page}页"));
            if sheets.last().is_none_or(|sheet| sheet.name != name) {
                sheets.push(Sheet::named(name));
            }
            let sheet = sheets.len() - 1;
            let row = u32::try_from(sheets[sheet].cells.len()).unwrap_or(u32::MAX);
            order.push((CellName { sheet, row, column: 0 }, text.clone()));
            sheets[sheet].cells.push(Cell { row, column: 0, content: Content::Text(text) });
        }
        let first_table = sheets.len();
        sheets.extend(self.tables);
        let grid = Grid { sheets };
        // Paragraphs speak of figures too: only tables are looked at.
        let mut tables = grid.clone();
        tables.sheets[..first_table].iter_mut().for_each(|sheet| sheet.cells.clear());
        let (figures, faults) = read::figures_in(&tables, original.forms, original.form);
        let mut faults: Vec<_> = faults.into_iter().map(|words| (None, words)).collect();
        if !figures.is_empty() {
            faults.extend(other_labels(&tables, &figures, original.view));
        }
        let mut source = Source::default();
        let spans = grid.place_in(&mut source, path, figures.iter().map(|&(_, cell)| cell));
        let subject = |cell: Option<CellName>| {
            cell.and_then(|cell| spans.get(&cell)).map_or(Subject::File, |at| Subject::At(at.clone()))
        };
        let said = |cell: CellName, text: &str| Said {
            text: text.to_owned(),
            at: spans.get(&cell).cloned().unwrap_or_default(),
        };
        Copy {
            texts: Some(order.iter().map(|(cell, text)| said(*cell, text)).collect()),
            figures: figures
                .into_iter()
                .map(|(id, cell)| (id, said(cell, grid.at(cell).map_or("", Content::text))))
                .collect(),
            faults: faults.into_iter().map(|(cell, words)| (subject(cell), words)).collect(),
            source,
        }
    }
}
