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
}

impl Source {
    /// Line and column of a byte.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &self.text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
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
    /// 单位.
    pub unit: Option<Range<usize>>,
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
            Subject::Preface => self.preface.as_ref().map(|place| place.key.clone()),
            Subject::Unit => self.unit.clone(),
            Subject::Edition => self.edition.clone().or_else(|| self.year.clone()),
            Subject::Character(c) => self.source.text.find(*c).map(|at| at..at + c.len_utf8()),
            Subject::File => None,
        };
        bytes.map_or(Spot::File, Spot::Bytes)
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
