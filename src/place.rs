//! Where a figure or a text was written.
//!
//! Rules speak of figures and sections; this side table says where those stand in the files, and is asked
//! only when a message is printed. It keeps the files' text for the lines that a message shows. Lines and
//! columns count from 1, columns in characters.

use std::ops::Range;

use crate::finding::Subject;
use crate::model::FigureId;

/// A file that was read, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Its path as shown to people: relative to the project's folder.
    pub path: String,
    /// Its text, without a byte-order mark.
    pub text: String,
    /// Where each line but the first begins: a file may have many faults, and each asks for its line.
    lines: Vec<usize>,
}

impl Source {
    /// A file.
    #[must_use]
    pub fn new(path: String, text: String) -> Self {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { path, text, lines }
    }

    /// A file of which the text is not known.
    #[must_use]
    pub fn unread(path: String) -> Self {
        Self { path, ..Self::default() }
    }

    /// Line and column of a byte.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let at = self.text.floor_char_boundary(at);
        let line = self.line_of(at);
        (line + 1, self.text[self.line_start(line)..at].chars().count() + 1)
    }

    /// The lines that some bytes stand in: the number of the first, and where they begin and end.
    #[must_use]
    pub fn lines_around(&self, bytes: &Range<usize>) -> (usize, Range<usize>) {
        let first = self.line_of(bytes.start);
        let last = self.line_of(bytes.end.max(bytes.start));
        let end = self.lines.get(last).copied().unwrap_or(self.text.len());
        (first + 1, self.line_start(first)..end)
    }

    /// The line of a byte, from 0.
    fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|&start| start <= at)
    }

    fn line_start(&self, line: usize) -> usize {
        if line == 0 { 0 } else { self.lines[line - 1] }
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// The file as a whole.
    File,
    /// Bytes of its text.
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
    /// The file.
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
