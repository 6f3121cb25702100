//! A workbook as cells: what every tabular file becomes before anybody looks for tables in it.
//!
//! A cell keeps what the file says, as text: a number is its decimal spelling, and what can be no figure (a date, an
//! error, a formula without a result) stays told apart from a blank. A file may claim any size, so cells, text and
//! sheets are counted while they are put in. No label and no form is known here.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::refusal::{Limit, Refusal};
use crate::place::{CellName, Source};

/// The most cells with a content in a workbook: a thousand times those of a report.
pub(super) const MOST_CELLS: usize = 200_000;
/// The most text in all cells of a workbook, in bytes.
pub(super) const MOST_TEXT: usize = 8 << 20;
/// The most text in a cell, in characters: that of Excel itself.
pub(super) const MOST_CELL_TEXT: usize = 32_767;
/// The most sheets of a workbook.
pub(super) const MOST_SHEETS: usize = 256;
/// The most merged regions of a sheet.
pub(super) const MOST_MERGES: usize = 20_000;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Text as it stands, lines ended by `\n`.
    Text(String),
    /// A number, spelled as a decimal number.
    Number(String),
    /// A number of which the sheet shows something else.
    Misshown {
        /// The number, spelled as a decimal number.
        value: String,
        /// What the sheet shows; empty where it shows nothing.
        shown: String,
    },
    /// A date or a time, as the program saw it.
    Date(String),
    /// TRUE or FALSE.
    Boolean(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula of which the file holds no result.
    NoResult,
}

/// What is shown of a number that is struck out.
pub(super) const STRUCK: &str = "划去的数";
/// What is shown of one of which a part is struck out, raised, lowered or hidden.
pub(super) const RAISED: &str = "有字划去、隐藏、或是上下标的数";

impl Content {
    /// A text. One that could be a number, and that is struck out or of which a part is not shown as the rest, shows
    /// another.
    pub(super) fn written(text: &str, struck: bool, uneven: bool) -> Self {
        let in_numbers = |c: char| c.is_numeric() || c.is_whitespace() || ",.，．+-件万元".contains(c);
        if (struck || uneven) && text.chars().all(in_numbers) {
            let shown = if struck { STRUCK } else { RAISED };
            return Self::Misshown { value: text.to_owned(), shown: shown.to_owned() };
        }
        Self::Text(text.to_owned())
    }

    /// As it is shown in a message.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Date(text) | Self::Error(text) => text,
            Self::Misshown { shown, .. } => shown,
            Self::Boolean(true) => "TRUE",
            Self::Boolean(false) => "FALSE",
            Self::NoResult => "=",
        }
    }

    /// Whether nothing but blanks stands there.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.chars().all(|c| c.is_whitespace() || c == '\u{A0}'))
    }
}

/// A cell with a content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its row, from 0.
    pub row: u32,
    /// Its column, from 0.
    pub column: u32,
    /// What stands there.
    pub content: Content,
}

/// Cells from one corner to the other, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// The first row, from 0.
    pub top: u32,
    /// The first column, from 0.
    pub left: u32,
    /// The last row.
    pub bottom: u32,
    /// The last column.
    pub right: u32,
}

impl Region {
    /// A single cell.
    #[must_use]
    pub fn of(row: u32, column: u32) -> Self {
        Self { top: row, left: column, bottom: row, right: column }
    }

    /// Whether a cell lies in it.
    #[must_use]
    pub fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name; empty for a file that has no sheets.
    pub name: String,
    /// Its cells, row by row, each row from left to right.
    pub cells: Vec<Cell>,
    /// Cells that are shown as one; what stands in it stands in its first.
    pub merges: Vec<Region>,
}

impl Sheet {
    /// A sheet without cells.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// What stands in a cell; nothing where it is blank.
    #[must_use]
    pub fn at(&self, row: u32, column: u32) -> Option<&Content> {
        let found = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, cell.column));
        found.ok().map(|index| &self.cells[index].content)
    }

    /// The cells of a row.
    #[must_use]
    pub fn row(&self, row: u32) -> &[Cell] {
        let from = self.cells.partition_point(|cell| cell.row < row);
        let to = self.cells.partition_point(|cell| cell.row <= row);
        &self.cells[from..to]
    }
}

/// A workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Its sheets, in order, the hidden ones too.
    pub sheets: Vec<Sheet>,
}

impl Grid {
    /// A sheet by its name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// What stands in a cell; nothing where it is blank.
    #[must_use]
    pub fn at(&self, cell: CellName) -> Option<&Content> {
        self.sheets.get(cell.sheet)?.at(cell.row, cell.column)
    }

    /// Puts the cells at the end of a source, and with them blank ones in which something belongs. Where each stands then.
    pub fn place_in(
        &self,
        source: &mut Source,
        path: &str,
        blanks: impl Iterator<Item = CellName>,
    ) -> HashMap<CellName, Range<usize>> {
        let blank = blanks.filter(|cell| self.at(*cell).is_none()).map(|cell| (cell, ""));
        let mut cells: Vec<(CellName, &str)> =
            self.cells().map(|(cell, content)| (cell, content.text())).chain(blank).collect();
        cells.sort_by_key(|&(cell, _)| cell);
        cells.dedup_by_key(|&mut (cell, _)| cell);
        let names = self.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let places = source.add_book(path, names, cells.iter().copied());
        cells.into_iter().map(|(cell, _)| cell).zip(places).collect() // looked up, never walked
    }

    /// Every cell with a content, with its name.
    pub fn cells(&self) -> impl Iterator<Item = (CellName, &Content)> {
        self.sheets.iter().enumerate().flat_map(|(sheet, table)| {
            let name = move |cell: &Cell| CellName { sheet, row: cell.row, column: cell.column };
            table.cells.iter().map(move |cell| (name(cell), &cell.content))
        })
    }
}

/// Puts a workbook together, within the limits.
#[derive(Debug, Default)]
pub(super) struct Builder {
    grid: Grid,
    cells: usize,
    text: usize,
}

impl Builder {
    /// Begins a sheet.
    pub(super) fn sheet(&mut self, name: impl Into<String>) -> Result<(), Refusal> {
        if self.grid.sheets.len() >= MOST_SHEETS {
            return Err(Refusal::Limit(Limit::Sheets));
        }
        self.grid.sheets.push(Sheet::named(name));
        Ok(())
    }

    /// Adds a cell to the last sheet; blanks are left out.
    pub(super) fn put(&mut self, row: u32, column: u32, content: Content) -> Result<(), Refusal> {
        if content.is_blank() {
            return Ok(());
        }
        let content = match content {
            Content::Text(text) => Content::Text(with_newlines(text)),
            other => other,
        };
        let length = content.text().len();
        self.cells += 1;
        self.text += length;
        if length > MOST_CELL_TEXT && content.text().chars().count() > MOST_CELL_TEXT {
            return Err(Refusal::Limit(Limit::CellText));
        }
        if self.cells > MOST_CELLS {
            return Err(Refusal::Limit(Limit::Cells));
        }
        if self.text > MOST_TEXT {
            return Err(Refusal::Limit(Limit::Text));
        }
        if let Some(sheet) = self.grid.sheets.last_mut() {
            sheet.cells.push(Cell { row, column, content });
        }
        Ok(())
    }

    /// Adds a merged region to the last sheet; one of a single cell is none.
    pub(super) fn merge(&mut self, region: Region) -> Result<(), Refusal> {
        let Some(sheet) = self.grid.sheets.last_mut() else { return Ok(()) };
        if sheet.merges.len() >= MOST_MERGES {
            return Err(Refusal::Limit(Limit::Merges));
        }
        if region != Region::of(region.top, region.left) {
            sheet.merges.push(region);
        }
        Ok(())
    }

    /// The workbook, its cells in order, without those that a merge covers: no program shows them.
    pub(super) fn finish(mut self) -> Grid {
        for sheet in &mut self.grid.sheets {
            let place = |cell: &Cell| (cell.row, cell.column);
            if !sheet.cells.is_sorted_by_key(place) {
                sheet.cells.sort_by_key(place);
            }
            uncover(sheet);
        }
        self.grid
    }
}

/// Takes out what stands in a merge beside its first cell. Row by row, with the merges that reach into it by their first
/// column: they do not overlap in any sound workbook, and of two that do the first counts.
fn uncover(sheet: &mut Sheet) {
    if sheet.merges.is_empty() {
        return;
    }
    sheet.merges.sort_by_key(|region| (region.top, region.left));
    let mut begun = 0;
    let mut open: BTreeMap<u32, Region> = BTreeMap::new();
    let mut row = None;
    sheet.cells.retain(|cell| {
        if row != Some(cell.row) {
            row = Some(cell.row);
            open.retain(|_, region| region.bottom >= cell.row);
            while let Some(region) = sheet.merges.get(begun).filter(|region| region.top <= cell.row) {
                begun += 1;
                if region.bottom >= cell.row {
                    open.entry(region.left).or_insert(*region);
                }
            }
        }
        let around = open.range(..=cell.column).next_back().map(|(_, region)| *region);
        let inside = around.filter(|region| region.holds(cell.row, cell.column));
        inside.is_none_or(|region| (region.top, region.left) == (cell.row, cell.column))
    });
}

fn with_newlines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// A number of a spreadsheet as a decimal number, with the fifteen digits that spreadsheet programs keep and show:
/// 0.1 + 0.2 is 0.3 there. What is no number of a report stays as it is spelled and is refused later.
pub(super) fn decimal(number: f64) -> String {
    // The shortest spelling that gives the number back is that of fifteen digits, where it has no more.
    let shortest = number.to_string();
    let digits = shortest.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 && shortest.len() <= 20 && number.is_finite() {
        return if digits == 0 { "0".to_owned() } else { shortest };
    }
    let scientific = format!("{number:.14e}");
    let exact = Decimal::from_scientific(&scientific).ok().map(|exact| exact.normalize());
    let fits = |exact: &Decimal| exact.is_zero() || number.abs() < 1e15 && exact.scale() <= 20;
    // Zero is what a number below the range of decimals would become.
    let exact = exact.filter(fits).filter(|exact| exact.is_zero() == (number == 0.0));
    exact.map_or_else(|| format!("{number:e}"), |exact| exact.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Builder, Content, Region, decimal};

    #[test]
    fn what_a_merge_covers_is_not_there() {
        let mut builder = Builder::default();
        builder.sheet("表").expect("a sheet");
        for (row, column) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 1), (3, 1)] {
            builder.put(row, column, Content::Number(format!("{row}{column}"))).expect("a cell");
        }
        builder.merge(Region { top: 0, left: 1, bottom: 2, right: 2 }).expect("a merge");
        builder.merge(Region { top: 1, left: 0, bottom: 1, right: 0 }).expect("no merge");
        let grid = builder.finish();
        let left: Vec<&str> = grid.cells().map(|(_, content)| content.text()).collect();
        assert_eq!(left, ["00", "01", "10", "31"]);
    }

    #[test]
    fn numbers_are_spelled_as_a_sheet_shows_them() {
        for (number, spelled) in [
            (0.0, "0"),
            (-0.0, "0"),
            (5.0, "5"),
            (0.1 + 0.2, "0.3"),
            (59237.2449, "59237.2449"),
            (25462.0, "25462"),
            (-8.0, "-8"),
            (0.000_1, "0.0001"),
            (1.0 / 3.0, "0.333333333333333"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e15, "1e15"),
            (1e300, "1e300"),
            (1e-300, "1e-300"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(decimal(number), spelled);
        }
    }
}
