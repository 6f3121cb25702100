//! Where a figure or a text was written.
//!
//! Rules speak of figures and sections; this side table says where those are in the files, and is
//! asked only when a message is printed. All files of a report are one text, so that whoever speaks
//! of bytes need not know whether they are in a line of YAML or in a cell of a sheet: a workbook is
//! put after the text, a line for each row.
//!
//! ```text
//! 单位: 某局⏎           the text, as in its file         a byte here is a line and a column
//! 年度: 2024⏎
//! 单位 │ 某局⏎          the workbook, row by row         a byte here is a cell, by the span of each
//! 12 │ 5 │ │ 17
//! ```
//!
//! | name | answers |
//! | --- | --- |
//! | [`Subject`] | what a finding is about: a figure, a section, the unit |
//! | [`Places`] | which bytes that is |
//! | [`Spot`] | bytes, or the files as a whole |
//! | [`Source`] | the text of all files, with the cells of the workbook |
//! | [`Place`] | file with line and column, or file with sheet and cell, for people |
//!
//! Lines and columns count from 1, columns in characters.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use crate::document::{Book, CellName, Content};
use crate::finding::Subject;
use crate::lang::Lang;
use crate::model::FigureId;

/// The files of a report as one text: a text, a workbook, or the one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The path of the first as shown to people: relative to the project's folder.
    pub path: String,
    /// The text, without a byte-order mark.
    pub text: String,
    /// Where each line but the first begins: a file may have many faults, and each asks for its
    /// line.
    lines: Vec<usize>,
    book: Option<BookText>,
}

/// The workbook at the end of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct BookText {
    path: String,
    sheets: Vec<String>,
    /// The bytes of each cell, in the order of the text.
    cells: Vec<(Range<usize>, CellName)>,
    /// Where it begins.
    start: usize,
}

/// What is put between the cells of a row.
const BETWEEN_CELLS: &str = " │ ";

/// Where something is, for people.
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

    /// The same in words, for those who see the file's name elsewhere: `第 8 行`, `表三!J8`.
    #[must_use]
    pub fn in_words(&self, lang: Lang) -> String {
        match self {
            Self::Line { line, .. } => lang.pick(format!("第 {line} 行"), format!("line {line}")),
            Self::Cell { .. } => self.within(),
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

    /// A file whose text is not known.
    #[must_use]
    pub fn unread(path: String) -> Self {
        Self { path, ..Self::default() }
    }

    /// Puts a workbook at the end, and with its cells some empty ones in which something belongs.
    /// The bytes of each cell.
    pub fn add_book(
        &mut self,
        path: &str,
        book: &Book,
        empty: impl Iterator<Item = CellName>,
    ) -> HashMap<CellName, Range<usize>> {
        let empty = empty.filter(|cell| book.at(*cell).is_none()).map(|cell| (cell, ""));
        let filled = book.cells().map(|(cell, content): (_, &Content)| (cell, content.text()));
        let mut cells: Vec<(CellName, &str)> = filled.chain(empty).collect();
        cells.sort_by_key(|&(cell, _)| cell);
        cells.dedup_by_key(|&mut (cell, _)| cell);
        if self.path.is_empty() {
            path.clone_into(&mut self.path);
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let start = self.text.len();
        let mut places: Vec<(Range<usize>, CellName)> = Vec::new();
        for (cell, text) in cells {
            if let Some((_, before)) = places.last() {
                let same_row = (before.sheet, before.row) == (cell.sheet, cell.row);
                self.text.push_str(if same_row { BETWEEN_CELLS } else { "\n" });
            }
            let begin = self.text.len();
            self.text.push_str(text);
            places.push((begin..self.text.len(), cell));
        }
        let lines = self.text[start..].match_indices('\n').map(|(at, _)| start + at + 1);
        let first = (start > 0).then_some(start).filter(|start| self.lines.last() != Some(start));
        self.lines.extend(first.into_iter().chain(lines));
        let spans = places.iter().map(|(bytes, cell)| (*cell, bytes.clone())).collect();
        let sheets = book.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        self.book = Some(BookText { path: path.to_owned(), sheets, cells: places, start });
        spans
    }

    /// Returns whether there is a workbook.
    #[must_use]
    pub fn has_book(&self) -> bool {
        self.book.is_some()
    }

    /// The text without the workbook at its end.
    #[must_use]
    pub fn without_book(&self) -> &str {
        self.book.as_ref().map_or(&self.text, |book| &self.text[..book.start])
    }

    /// Where a byte is, for people.
    #[must_use]
    pub fn place(&self, at: usize) -> Place<'_> {
        if let Some((book, cell)) = self.cell(at) {
            let sheet = book.sheets.get(cell.sheet).map_or("", String::as_str);
            return Place::Cell { path: &book.path, sheet, cell };
        }
        let (line, column) = self.line_column(at);
        Place::Line { path: &self.path, line, column }
    }

    /// The workbook and the cell that a byte is in.
    fn cell(&self, at: usize) -> Option<(&BookText, CellName)> {
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

    /// The lines that some bytes are in: the number of the first (in a workbook, of the row), and
    /// where they begin and end.
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
    /// Its key.
    pub key: Range<usize>,
    /// Its text or table.
    pub value: Range<usize>,
}

/// Which bytes belong to figures, as many as are known.
#[derive(Debug, Clone, Default)]
pub struct FigurePlaces(Vec<(FigureId, Range<usize>)>);

impl FigurePlaces {
    /// The bytes of a figure.
    #[must_use]
    pub fn get(&self, id: FigureId) -> Option<Range<usize>> {
        self.find(id).ok().map(|index| self.0[index].1.clone())
    }

    /// The first figure of which the bytes fit.
    #[must_use]
    pub fn at(&self, fits: impl Fn(&Range<usize>) -> bool) -> Option<FigureId> {
        self.0.iter().find(|(_, bytes)| fits(bytes)).map(|(id, _)| *id)
    }

    /// Notes the bytes of a figure in place of those known before.
    pub fn set(&mut self, id: FigureId, bytes: Range<usize>) {
        match self.find(id) {
            Ok(index) => self.0[index].1 = bytes,
            Err(index) => self.0.insert(index, (id, bytes)),
        }
    }

    /// The same, unless some are known.
    pub fn set_first(&mut self, id: FigureId, bytes: &Range<usize>) {
        if let Err(index) = self.find(id) {
            self.0.insert(index, (id, bytes.clone()));
        }
    }

    /// Forgets those of a figure.
    pub fn remove(&mut self, id: FigureId) {
        if let Ok(index) = self.find(id) {
            self.0.remove(index);
        }
    }

    /// Keeps those of some figures, and no memory for others.
    pub fn keep(&mut self, is_kept: impl Fn(FigureId) -> bool) {
        self.0.retain(|(id, _)| is_kept(*id));
        self.0.shrink_to_fit();
    }

    /// Where a figure is in the list, or belongs.
    fn find(&self, id: FigureId) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |(known, _)| *known)
    }
}

/// Where everything in a report was written.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The files.
    pub source: Source,
    /// The value of each figure that was written.
    pub figures: FigurePlaces,
    /// The key nearest above each figure: of its column, row, group or table.
    pub keys: FigurePlaces,
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
    /// 空格按零计: that empty cells of the workbook are zeros.
    pub blanks_are_zero: Option<Range<usize>>,
}

impl Places {
    /// Where to look for what a finding is about; the file as a whole where nothing better is
    /// known.
    #[must_use]
    pub fn spot(&self, subject: &Subject) -> Spot {
        let bytes = match subject {
            Subject::At(bytes) => Some(bytes.clone()),
            Subject::Figure(id) => self.figure(*id).or_else(|| self.keys.get(*id)),
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

    /// Words of a text; its key where they are not found literally.
    fn quote(&self, section: Option<usize>, words: &str) -> Option<Range<usize>> {
        let place = section.map_or(self.preface.as_ref(), |index| self.section(index))?;
        let found = self.source.text.get(place.value.clone())?.find(words);
        let start = found.map(|at| place.value.start + at);
        Some(start.map_or(place.key.clone(), |start| start..start + words.len()))
    }

    /// Where a figure was written; `None` for one that was derived or left out.
    #[must_use]
    pub fn figure(&self, id: FigureId) -> Option<Range<usize>> {
        self.figures.get(id)
    }

    /// Where a section is.
    #[must_use]
    pub fn section(&self, index: usize) -> Option<&SectionPlace> {
        self.sections.get(index).and_then(Option::as_ref)
    }
}
