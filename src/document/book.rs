//! A document as sheets of cells: what every file becomes before anybody looks for tables or texts
//! in it.
//!
//! A cell keeps what the file says, as text: a number is its decimal spelling, and what cannot be a
//! figure (a date, an error, a formula without a result) stays distinct from an empty cell. A text
//! is a sheet whose rows are paragraphs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The rows of a sheet of Excel.
const ROWS: u32 = 1_048_576;
/// The columns of a sheet of Excel.
const COLUMNS: u32 = 16_384;

/// A cell of a document; all three numbers count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellName {
    /// The number of its sheet.
    pub sheet: usize,
    /// Its row.
    pub row: u32,
    /// Its column.
    pub column: u32,
}

impl CellName {
    /// The numbers of its row and column, from 1.
    #[must_use]
    pub fn numbers(self) -> (usize, usize) {
        let number = |index: u32| usize::try_from(index).unwrap_or(usize::MAX).saturating_add(1);
        (number(self.row), number(self.column))
    }

    /// Row and column of `J8`, from 0; `None` for what is not a cell of a sheet of Excel.
    #[must_use]
    pub fn parse(name: &str) -> Option<(u32, u32)> {
        let digits = name.find(|c: char| c.is_ascii_digit())?;
        let (letters, number) = name.split_at(digits);
        if letters.is_empty() || letters.len() > 3 || number.len() > 7 || number.starts_with('0') {
            return None;
        }
        let column = letters.bytes().try_fold(0_u32, |column, letter| {
            let letter = letter.to_ascii_uppercase();
            letter.is_ascii_uppercase().then(|| column * 26 + u32::from(letter - b'A') + 1)
        })?;
        let row = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse::<u32>().ok()).flatten()?;
        ((1..=ROWS).contains(&row) && (1..=COLUMNS).contains(&column)).then(|| (row - 1, column - 1))
    }
}

impl fmt::Display for CellName {
    /// Its name within the sheet, as spreadsheet programs write it: `J8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut rest = u64::from(self.column) + 1;
        while rest > 0 {
            letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default());
            rest = (rest - 1) / 26;
        }
        letters.reverse();
        write!(f, "{}{}", String::from_utf8_lossy(&letters), u64::from(self.row) + 1)
    }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Text as written, lines ended by `\n`.
    Text(String),
    /// A number, spelled as a decimal number.
    Number(String),
    /// A number that the sheet shows otherwise.
    Misshown {
        /// The number, spelled as a decimal number.
        value: String,
        /// What the sheet shows.
        shown: Shown,
    },
    /// A date or a time, as the program saw it.
    Date(String),
    /// TRUE or FALSE.
    Boolean(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula without a stored result.
    NoResult,
    /// A picture among the paragraphs of a text, by its address.
    Picture(String),
}

/// What a sheet shows of a number, where it is not the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// Another number.
    As(String),
    /// Something that is not worked out here: a fraction, a power of ten, a number with words that
    /// change it.
    Otherwise,
    /// The number, struck out.
    Struck,
    /// The number with some characters struck out, hidden, raised or lowered.
    Uneven,
}

impl Content {
    /// A text. If it could be a number and is struck out, or some of it is not shown like the rest,
    /// it is misshown.
    pub(super) fn written(text: &str, struck: bool, uneven: bool) -> Self {
        // An empty cell shows nothing, however it is set.
        if text.trim().is_empty() {
            return Self::Text(String::new());
        }
        let in_numbers = |c: char| c.is_numeric() || c.is_whitespace() || ",.，．+-件万元".contains(c);
        if (struck || uneven) && text.chars().all(in_numbers) {
            let shown = if struck { Shown::Struck } else { Shown::Uneven };
            return Self::Misshown { value: text.to_owned(), shown };
        }
        Self::Text(text.to_owned())
    }

    /// The cell as a message shows it.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Date(text) | Self::Error(text) => text,
            Self::Misshown { shown: Shown::As(shown), .. } => shown,
            Self::Misshown { shown: Shown::Nothing, .. } | Self::Picture(_) => "",
            Self::Misshown { shown: Shown::Otherwise, .. } => "？",
            Self::Misshown { shown: Shown::Struck, .. } => "划去的数",
            Self::Misshown { shown: Shown::Uneven, .. } => "有字划去、隐藏或是上下标的数",
            Self::Boolean(true) => "TRUE",
            Self::Boolean(false) => "FALSE",
            Self::NoResult => "=",
        }
    }

    /// Whether it holds nothing but spaces.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.chars().all(char::is_whitespace))
    }
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
    /// What it holds.
    pub content: Content,
}

/// Cells from one corner to the other, both included; all numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Region {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
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

/// A sheet of a workbook, a table of a text document, or some paragraphs between its tables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name; empty for a file that has no sheets.
    pub name: String,
    /// Its cells, row by row, each row from left to right.
    pub cells: Vec<Cell>,
    /// Cells that are shown as one; the content is in the first.
    pub merges: Vec<Region>,
    /// Cells whose content a formula gives, by row and column; those without a result too.
    #[serde(default)]
    pub formulas: Vec<(u32, u32)>,
    /// Rows that are hidden, as by a filter, in their order.
    #[serde(default)]
    pub hidden_rows: Vec<u32>,
    /// Whether its rows are paragraphs. Rows are numbered through, whatever tables are between
    /// them.
    #[serde(default)]
    pub is_text: bool,
    /// The page that it begins on, from 1, where the document has pages.
    #[serde(default)]
    pub page: Option<usize>,
    /// Cells of a table of a text document that hold nothing, row by row: workbooks do not know
    /// theirs.
    #[serde(default)]
    pub empty: Vec<(u32, u32)>,
    /// For each row of a table in plain text how many cells the line is divided into, with those
    /// that are left out at its end: what is left of cells over several columns.
    #[serde(default)]
    pub widths: Vec<(u32, usize)>,
    /// For each paragraph of a web page the element that it is in: an index into
    /// [`Web::elements`].
    #[serde(default)]
    pub within: Vec<usize>,
}

impl Sheet {
    /// A sheet without cells.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The content of a cell; `None` where it is empty.
    #[must_use]
    pub fn at(&self, row: u32, column: u32) -> Option<&Content> {
        let found = self.cells.binary_search_by_key(&(row, column), |cell| (cell.row, cell.column));
        found.ok().map(|index| &self.cells[index].content)
    }

    /// Whether a formula gives the content of a cell.
    #[must_use]
    pub fn is_formula(&self, row: u32, column: u32) -> bool {
        self.formulas.binary_search(&(row, column)).is_ok()
    }

    /// The cells of a row.
    #[must_use]
    pub fn row(&self, row: u32) -> &[Cell] {
        let from = self.cells.partition_point(|cell| cell.row < row);
        let to = self.cells.partition_point(|cell| cell.row <= row);
        &self.cells[from..to]
    }
}

/// What a web page has besides text and tables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Web {
    /// The element around each block element, in the order of the page; the first is around itself.
    pub elements: Vec<usize>,
    /// What the page says of itself: its meta elements by their names in lower case, and `h1`.
    pub about: Vec<(String, String)>,
    /// Its links: what is shown, and where each leads.
    pub links: Vec<(String, String)>,
    /// How many scripts, frames and other plug-ins it loads from elsewhere.
    pub loaded: usize,
}

/// Some characters of a page next to each other, all numbers in hundredths of a point, from the
/// lower left corner of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Where it begins and ends.
    pub left: i32,
    /// Where it ends.
    pub right: i32,
    /// Its base line.
    pub base: i32,
    /// How high its characters are.
    pub size: i32,
    /// What it says; U+FFFD for a character that is not known for certain.
    pub text: String,
}

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// Its sheets in the order of the document, hidden ones included.
    pub sheets: Vec<Sheet>,
    /// Its title among its properties; `None` for kinds and parts of documents that have none.
    #[serde(default)]
    pub title: Option<String>,
    /// Data for programs that it carries: files attached to a PDF, JSON-LD of a page. Each with its
    /// name.
    #[serde(default)]
    pub attached: Vec<(String, Vec<u8>)>,
    /// What a web page has besides.
    #[serde(default)]
    pub web: Web,
    /// The words of each page of a document whose pages are drawn, in the order in which they are
    /// drawn.
    #[serde(default)]
    pub pages: Vec<Vec<Word>>,
    /// Whether changes in it wait to be accepted: it is read as if they were.
    #[serde(default)]
    pub revised: bool,
}

impl Book {
    /// A sheet by its name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }

    /// The content of a cell; `None` where it is empty.
    #[must_use]
    pub fn at(&self, cell: CellName) -> Option<&Content> {
        self.sheets.get(cell.sheet)?.at(cell.row, cell.column)
    }

    /// Cells as people name them, those next to each other as ranges: `D7:I31、J9`. With the names
    /// of their sheets where there are several.
    #[must_use]
    pub fn ranges(&self, cells: &[CellName]) -> String {
        let mut cells = cells.to_vec();
        cells.sort_by_key(|cell| (cell.sheet, cell.column, cell.row));
        let mut all: Vec<(CellName, CellName)> = Vec::new();
        for cell in cells {
            match all.last_mut() {
                Some((_, to)) if (to.sheet, to.column, to.row + 1) == (cell.sheet, cell.column, cell.row) => {
                    *to = cell;
                }
                _ => all.push((cell, cell)),
            }
        }
        // Columns with the same rows, one next to the other.
        all.sort_by_key(|(from, to)| (from.sheet, from.row, to.row, from.column));
        let mut blocks: Vec<(CellName, CellName)> = Vec::new();
        for (from, to) in all {
            match blocks.last_mut() {
                Some((first, last))
                    if (first.sheet, first.row, last.row, last.column + 1)
                        == (from.sheet, from.row, to.row, from.column) =>
                {
                    *last = to;
                }
                _ => blocks.push((from, to)),
            }
        }
        let several = blocks.iter().any(|(from, _)| from.sheet != blocks[0].0.sheet);
        let name = |(from, to): &(CellName, CellName)| {
            let sheet = self.sheets.get(from.sheet).map_or("", |sheet| sheet.name.as_str());
            let sheet = if several && !sheet.is_empty() { format!("{sheet}!") } else { String::new() };
            if from == to { format!("{sheet}{from}") } else { format!("{sheet}{from}:{to}") }
        };
        blocks.iter().map(name).collect::<Vec<_>>().join("、")
    }

    /// Every cell that is not empty, with its name.
    pub fn cells(&self) -> impl Iterator<Item = (CellName, &Content)> {
        self.sheets.iter().enumerate().flat_map(|(sheet, table)| {
            let name = move |cell: &Cell| CellName { sheet, row: cell.row, column: cell.column };
            table.cells.iter().map(move |cell| (name(cell), &cell.content))
        })
    }

    /// The paragraphs outside tables, in their order.
    pub fn paragraphs(&self) -> impl Iterator<Item = (CellName, &str)> {
        let texts = self.cells().filter(|(cell, _)| self.sheets[cell.sheet].is_text);
        texts.map(|(cell, content)| (cell, content.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Book, CellName, Sheet};

    #[test]
    fn cells_next_to_each_other_are_named_as_ranges() {
        let book = Book { sheets: vec![Sheet::named("甲"), Sheet::named("乙")], ..Book::default() };
        let cell = |sheet, row, column| CellName { sheet, row, column };
        let block: Vec<CellName> = (6..31).flat_map(|row| [cell(0, row, 3), cell(0, row, 4)]).collect();
        assert_eq!(book.ranges(&block), "D7:E31");
        assert_eq!(book.ranges(&[cell(0, 6, 3), cell(0, 8, 3), cell(0, 9, 3)]), "D7、D9:D10");
        assert_eq!(book.ranges(&[cell(1, 0, 0), cell(0, 6, 3)]), "甲!D7、乙!A1");
    }

    #[test]
    fn a_cell_is_named_as_spreadsheet_programs_name_it() {
        for (name, row, column) in
            [("A1", 0, 0), ("J8", 7, 9), ("AA10", 9, 26), ("XFD1048576", 1_048_575, 16_383)]
        {
            assert_eq!(CellName::parse(name), Some((row, column)));
            assert_eq!(CellName { sheet: 0, row, column }.to_string(), name);
        }
        assert_eq!(CellName::parse("j8"), Some((7, 9)));
        for name in ["", "8", "J", "J0", "J08", "XFE1", "A1048577", "A1B", "$A$1", "é1"] {
            assert_eq!(CellName::parse(name), None, "{name}");
        }
    }
}
