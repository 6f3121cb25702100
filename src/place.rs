//! Where a figure or a text was written.
//!
//! Rules speak of figures and sections; this side table says where those stand in the files, and is asked
//! only when a message is printed. It keeps the files' text for the lines that a message shows. Lines and
//! columns count from 1, columns in characters. A workbook is kept as a text too: a line a row, so that whoever
//! speaks of bytes need not know whether they stand in a line of a text or in a cell of a sheet.

use std::fmt;
use std::ops::Range;

use crate::finding::Subject;
use crate::model::FigureId;

/// A cell of a workbook; all three numbers count from 0.
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

/// The files of a report as one text: a text, a workbook, or the one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The path of the first as shown to people: relative to the project's folder.
    pub path: String,
    /// The text, without a byte-order mark.
    pub text: String,
    /// Where each line but the first begins: a file may have many faults, and each asks for its line.
    lines: Vec<usize>,
    book: Option<Book>,
}

/// The workbook at the end of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Book {
    path: String,
    sheets: Vec<String>,
    /// Where each cell stands in the text, in the order of the text.
    cells: Vec<(Range<usize>, CellName)>,
    /// Where it begins.
    start: usize,
}

/// What stands between the cells of a row.
const BETWEEN_CELLS: &str = " │ ";

/// Where something stands, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'s> {
    /// In a text.
    Line {
        /// The file.
        path: &'s str,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// In a workbook.
    Cell {
        /// The file.
        path: &'s str,
        /// The name of the sheet; empty where the file has only one, without a name.
        sheet: &'s str,
        /// The cell.
        cell: CellName,
    },
}

impl<'s> Place<'s> {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &'s str {
        match self {
            Self::Line { path, .. } | Self::Cell { path, .. } => path,
        }
    }

    /// The place within the file: `8:32`, `表三!J8`.
    #[must_use]
    pub fn within(&self) -> String {
        match self {
            Self::Line { line, column, .. } => format!("{line}:{column}"),
            Self::Cell { sheet: "", cell, .. } => cell.to_string(),
            Self::Cell { sheet, cell, .. } => format!("{sheet}!{cell}"),
        }
    }
}

impl fmt::Display for Place<'_> {
    /// `data/2024/某局.yaml:8:32`, `data/2024/某局.xlsx › 表三!J8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let between = if matches!(self, Self::Line { .. }) { ":" } else { " › " };
        write!(f, "{}{between}{}", self.path(), self.within())
    }
}

impl Source {
    /// A file.
    #[must_use]
    pub fn new(path: String, text: String) -> Self {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { path, text, lines, book: None }
    }

    /// A file of which the text is not known.
    #[must_use]
    pub fn unread(path: String) -> Self {
        Self { path, ..Self::default() }
    }

    /// Puts a workbook at the end: its sheets and its cells in the order of sheets, rows and columns. Where each
    /// cell stands then, in the same order.
    pub fn add_book<'c>(
        &mut self,
        path: &str,
        sheets: Vec<String>,
        cells: impl IntoIterator<Item = (CellName, &'c str)>,
    ) -> Vec<Range<usize>> {
        if self.path.is_empty() {
            path.clone_into(&mut self.path);
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let start = self.text.len();
        let mut book = Book { path: path.to_owned(), sheets, cells: Vec::new(), start };
        let mut before: Option<CellName> = None;
        for (cell, text) in cells {
            if let Some(before) = before {
                let same_row = (before.sheet, before.row) == (cell.sheet, cell.row);
                self.text.push_str(if same_row { BETWEEN_CELLS } else { "\n" });
            }
            let begin = self.text.len();
            self.text.push_str(text);
            book.cells.push((begin..self.text.len(), cell));
            before = Some(cell);
        }
        let lines = self.text[start..].match_indices('\n').map(|(at, _)| start + at + 1);
        let first = (start > 0).then_some(start).filter(|start| self.lines.last() != Some(start));
        self.lines.extend(first.into_iter().chain(lines));
        let places = book.cells.iter().map(|(bytes, _)| bytes.clone()).collect();
        self.book = Some(book);
        places
    }

    /// Whether there is a workbook.
    #[must_use]
    pub fn has_book(&self) -> bool {
        self.book.is_some()
    }

    /// The text without the workbook at its end.
    #[must_use]
    pub fn without_book(&self) -> &str {
        self.book.as_ref().map_or(&self.text, |book| &self.text[..book.start])
    }

    /// Where a byte stands, for people.
    #[must_use]
    pub fn place(&self, at: usize) -> Place<'_> {
        if let Some((book, cell)) = self.cell(at) {
            let sheet = book.sheets.get(cell.sheet).map_or("", String::as_str);
            return Place::Cell { path: &book.path, sheet, cell };
        }
        let (line, column) = self.line_column(at);
        Place::Line { path: &self.path, line, column }
    }

    /// The workbook and the cell that a byte stands in.
    fn cell(&self, at: usize) -> Option<(&Book, CellName)> {
        let book = self.book.as_ref().filter(|book| at >= book.start)?;
        let after = book.cells.partition_point(|(bytes, _)| bytes.start <= at);
        book.cells.get(after.saturating_sub(1)).map(|(_, cell)| (book, *cell))
    }

    /// Line and column of a byte.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let at = self.text.floor_char_boundary(at);
        let line = self.line_of(at);
        (line + 1, self.text[self.line_start(line)..at].chars().count() + 1)
    }

    /// The lines that some bytes stand in: the number of the first (that of the row in a workbook), and where they
    /// begin and end.
    #[must_use]
    pub fn lines_around(&self, bytes: &Range<usize>) -> (usize, Range<usize>) {
        let first = self.line_of(bytes.start);
        let last = self.line_of(bytes.end.max(bytes.start));
        let end = self.lines.get(last).copied().unwrap_or(self.text.len());
        let number = self.cell(bytes.start).map_or(first + 1, |(_, cell)| cell.numbers().0);
        (number, self.line_start(first)..end)
    }

    /// The line of a byte, from 0.
    fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|&start| start <= at)
    }

    fn line_start(&self, line: usize) -> usize {
        if line == 0 { 0 } else { self.lines[line - 1] }
    }
}

/// A place in the files of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// The files as a whole.
    File,
    /// Bytes of their text.
    Bytes(Range<usize>),
}

/// Key and text of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionPlace {
    /// Where its key stands.
    pub key: Range<usize>,
    /// Where its text or table stands.
    pub value: Range<usize>,
}

/// Where everything in a report was written.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The files.
    pub source: Source,
    /// Each figure's value, in the order of the form; `None` for one that was not written.
    pub figures: Vec<Option<Range<usize>>>,
    /// The key nearest above each figure, in the order of the form: of its column, row, group or table.
    pub keys: Vec<Option<Range<usize>>>,
    /// Each section, in the order of the form.
    pub sections: Vec<Option<SectionPlace>>,
    /// 前言.
    pub preface: Option<SectionPlace>,
    /// 核实说明.
    pub waivers: Vec<Range<usize>>,
    /// 单位.
    pub unit: Option<Range<usize>>,
    /// 成文日期.
    pub date: Option<Range<usize>>,
    /// 年度.
    pub year: Option<Range<usize>>,
    /// 表样.
    pub edition: Option<Range<usize>>,
    /// 空格按零计: where it was said that blank cells of the workbook are zeros.
    pub blanks_are_zero: Option<Range<usize>>,
}

impl Places {
    /// Where to look for what a finding is about; the file as a whole where nothing better is known.
    #[must_use]
    pub fn spot(&self, subject: &Subject) -> Spot {
        let bytes = match subject {
            Subject::At(bytes) => Some(bytes.clone()),
            Subject::Figure(id) => self.figure(*id).or_else(|| self.keys.get(id.index()).cloned().flatten()),
            Subject::Section(index) => self.section(*index).map(|place| place.key.clone()),
            Subject::Date => self.date.clone(),
            Subject::Waiver(index) => self.waivers.get(*index).cloned(),
            Subject::Preface => self.preface.as_ref().map(|place| place.key.clone()),
            Subject::Unit => self.unit.clone(),
            Subject::Edition => self.edition.clone().or_else(|| self.year.clone()),
            Subject::Quote(section, words) => self.quote(*section, words),
            Subject::Character(c) => self.source.text.find(*c).map(|at| at..at + c.len_utf8()),
            Subject::File => None,
        };
        bytes.map_or(Spot::File, Spot::Bytes)
    }

    /// Where words of a text stand; its key where they are not found as they are.
    fn quote(&self, section: Option<usize>, words: &str) -> Option<Range<usize>> {
        let place = section.map_or(self.preface.as_ref(), |index| self.section(index))?;
        let found = self.source.text.get(place.value.clone())?.find(words);
        let start = found.map(|at| place.value.start + at);
        Some(start.map_or(place.key.clone(), |start| start..start + words.len()))
    }

    /// Where a figure was written; `None` for one that was derived or left out.
    #[must_use]
    pub fn figure(&self, id: FigureId) -> Option<Range<usize>> {
        self.figures.get(id.index()).cloned().flatten()
    }

    /// Where a section stands.
    #[must_use]
    pub fn section(&self, index: usize) -> Option<&SectionPlace> {
        self.sections.get(index).and_then(Option::as_ref)
    }
}
