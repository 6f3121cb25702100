//! The tables of a Word document: cells that are merged, rows that a change takes away, tables
//! within tables.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::numbering::attribute;
use super::{DOCUMENT, cell};
use crate::document::builder::{Builder, Table};
use crate::document::refusal::{Damage, Refusal};

/// More columns than a cell of a table covers.
const MOST_SPAN: usize = 100;
/// Tables within tables.
const MOST_DEEP: usize = 32;
/// A cell with as many paragraphs and characters is text, and its table lays out the page.
const PARAGRAPHS: usize = 5;
const CHARACTERS: usize = 120;

/// Which tables only lay out the page, in the order in which they begin: those that hold others,
/// and
/// those with a cell of many paragraphs.
pub(super) fn layouts(xml: &str) -> Result<Vec<bool>, Refusal> {
    let mut all: Vec<bool> = Vec::new();
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut in_text = false;
    loop {
        match reader.read_event().map_err(|error| Damage::xml(DOCUMENT, error))? {
            Event::Start(element) => match element.local_name().as_ref() {
                "tbl" => {
                    if open.len() >= MOST_DEEP {
                        return Err(Damage::xml(DOCUMENT, "tables"));
                    }
                    for &(table, ..) in &open {
                        all[table] = true;
                    }
                    open.push((all.len(), 0, 0));
                    all.push(false);
                }
                "tc" => open.iter_mut().for_each(|cell| (cell.1, cell.2) = (0, 0)),
                "t" => in_text = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "tbl" => drop(open.pop()),
                "t" => in_text = false,
                "p" => {
                    if let Some((table, paragraphs, characters)) = open.last_mut() {
                        *paragraphs += 1;
                        all[*table] |= *paragraphs >= PARAGRAPHS && *characters >= CHARACTERS;
                    }
                }
                _ => {}
            },
            Event::Text(text) if in_text => {
                if let Some((.., characters)) = open.last_mut() {
                    *characters += text.chars().count();
                }
            }
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// The tables of a document while it is read.
#[derive(Default)]
pub(super) struct Tables {
    /// Which of them lay out the page.
    layouts: Vec<bool>,
    /// How many have begun.
    begun: usize,
    /// Those that are open: `None` for one that lays out the page.
    open: Vec<Option<OpenTable>>,
}

/// A table that is being read.
#[derive(Default)]
struct OpenTable {
    table: Table,
    /// The text of the cell that is being read.
    text: String,
    uneven: bool,
    /// The column of the cell that is being read, how many it covers, and how it is merged with
    /// those above and before it.
    column: usize,
    span: usize,
    down: Merge,
    across: Merge,
    /// For each column the region that reaches into it from above.
    above: Vec<Option<usize>>,
    /// A change takes the row, or the cell, away.
    row_deleted: bool,
    cell_deleted: bool,
}

#[derive(Default, PartialEq, Eq, Clone, Copy)]
enum Merge {
    #[default]
    None,
    Restart,
    Continue,
}

impl Merge {
    fn of(value: Option<&str>) -> Self {
        if value == Some("restart") { Self::Restart } else { Self::Continue }
    }
}

impl Tables {
    pub(super) fn new(layouts: Vec<bool>) -> Self {
        Self { layouts, ..Self::default() }
    }

    fn innermost(&mut self) -> Option<&mut OpenTable> {
        self.open.last_mut()?.as_mut()
    }

    /// Takes a paragraph into the cell that is being read. Returns false where there is none.
    pub(super) fn say(&mut self, text: &str, uneven: bool) -> bool {
        let Some(table) = self.innermost() else { return false };
        if !table.text.is_empty() && !text.trim().is_empty() {
            table.text.push('\n');
        }
        table.text.push_str(text.trim());
        table.uneven |= uneven;
        true
    }

    pub(super) fn delete_row(&mut self) {
        self.innermost().into_iter().for_each(|table| table.row_deleted = true);
    }

    pub(super) fn delete_cell(&mut self) {
        self.innermost().into_iter().for_each(|table| table.cell_deleted = true);
    }

    pub(super) fn begin(&mut self, name: &str, element: &BytesStart) -> Result<(), Refusal> {
        if name == "tbl" {
            if self.open.len() >= MOST_DEEP {
                return Err(Damage::xml(DOCUMENT, "tables"));
            }
            let lays_out = self.layouts.get(self.begun).copied().unwrap_or_default();
            self.begun += 1;
            self.open.push((!lays_out).then(OpenTable::default));
            return Ok(());
        }
        let value = || attribute(element, "val");
        let count = || value().and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
        let Some(table) = self.innermost() else { return Ok(()) };
        match name {
            "tr" => (table.column, table.row_deleted) = (0, false),
            "gridBefore" => table.column += count().min(MOST_SPAN),
            "tc" => {
                table.text.clear();
                (table.uneven, table.cell_deleted) = (false, false);
                (table.span, table.down, table.across) = (1, Merge::None, Merge::None);
            }
            "gridSpan" => table.span = count().clamp(1, MOST_SPAN),
            "vMerge" => table.down = Merge::of(value().as_deref()),
            "hMerge" => table.across = Merge::of(value().as_deref()),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn end(&mut self, name: &str, builder: &mut Builder) -> Result<(), Refusal> {
        match name {
            "tbl" => {
                if let Some(Some(open)) = self.open.pop() {
                    return builder.table(open.table);
                }
            }
            "tc" => self.innermost().into_iter().for_each(OpenTable::end_cell),
            "tr" => {
                if let Some(table) = self.innermost().filter(|table| !table.row_deleted) {
                    table.table.end_row();
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl OpenTable {
    fn end_cell(&mut self) {
        if self.row_deleted || self.cell_deleted {
            return;
        }
        let (column, end) = (self.column, self.column + self.span);
        if self.above.len() < end {
            self.above.resize(end, None);
        }
        self.column = end;
        if self.across == Merge::Continue {
            (0..self.span).for_each(|_| self.table.reach_right());
            return;
        }
        match (self.down, self.above[column]) {
            (Merge::Continue, Some(region)) => self.table.reach_down(region),
            (merge, _) => {
                let region = self.table.begin_at(column, 1, self.span);
                self.above[column..end].fill((merge == Merge::Restart).then_some(region));
                self.table.fill(cell(&self.text, self.uneven));
            }
        }
    }
}
