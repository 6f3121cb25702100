//! bytes → report + places + findings.
//!
//! Reading never stops at the first fault and refuses rather than guesses: what it cannot understand is a
//! finding, and the figure stays blank. Whether figures agree with one another is not asked here.

mod delimited;
mod draft;
mod faults;
mod figure;
mod format;
mod grid;
mod html;
mod keys;
mod kind;
mod legacy;
mod matcher;
mod package;
mod prose;
mod refusal;
mod sheet_xml;
mod spreadsheet_xml;
mod table;
mod texts;
mod waivers;
mod workbook;
mod xlsx;
mod yaml;

use std::borrow::Cow;

use crate::finding::Finding;
use crate::form::{Form, Forms};
use crate::lang::Words;
use crate::model::{FigureId, Report};
use crate::place::{CellName, Places, Source};
use draft::Draft;

pub use faults::{FAULTS, NO_TEXT, too_large};
pub use grid::{Cell, Content, Grid, Region, Sheet};
pub use kind::{KINDS, Kind};
pub use refusal::{Damage, Limit, Other, Refusal};

/// The largest text of a report that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// The largest workbook that is read, in bytes.
pub const MAX_BOOK_BYTES: usize = 64 << 20;
/// The largest workbook of the kinds that have to be held in memory whole: text, web pages, `.xls`, `.ods`.
pub const MAX_PLAIN_BYTES: usize = 16 << 20;
/// The most memory that reading a workbook in a child process may take, in bytes.
pub const MOST_MEMORY: usize = 160 << 20;
/// The longest that reading a workbook in a child process may take, in seconds.
pub const MOST_SECONDS: u64 = 8;

/// What the path of a file says about the report in it.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The year of the folder it lies in.
    pub year: Option<u16>,
    /// The unit that a workbook is named after, for one that does not say it.
    pub unit: Option<String>,
}

/// What was read from the files of a report.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The report; `None` when unit, year or form could not be found out.
    pub report: Option<Report>,
    /// Where everything stands.
    pub places: Places,
    /// Everything that is wrong with the files.
    pub findings: Vec<Finding>,
}

/// A kind of data files.
#[derive(Debug, PartialEq, Eq)]
pub struct Reader {
    /// Its name.
    pub name: &'static str,
    /// The endings of its files, in lower case.
    pub extensions: &'static [&'static str],
    /// Whether it is a workbook and not a text: a report may be spread over one of each.
    pub is_workbook: bool,
    /// The largest file that is read, in bytes.
    pub most_bytes: usize,
}

/// Every kind of files that data may be in. What a workbook really is, its first bytes tell: see [`KINDS`].
pub static READERS: &[Reader] = &[
    Reader { name: "yaml", extensions: &["yaml", "yml"], is_workbook: false, most_bytes: MAX_BYTES },
    Reader {
        name: "workbook",
        extensions: &["xlsx", "xlsm", "xls", "et", "ods", "csv", "tsv"],
        is_workbook: true,
        most_bytes: MAX_BOOK_BYTES,
    },
];

/// The reader for a file ending.
#[must_use]
pub fn reader_for(extension: &str) -> Option<&'static Reader> {
    let extension = extension.to_lowercase();
    READERS.iter().find(|reader| reader.extensions.contains(&extension.as_str()))
}

/// A file of a report.
#[derive(Debug, Clone, Copy)]
pub struct File<'b> {
    /// Its path as shown to people.
    pub path: &'b str,
    /// What is in it.
    pub bytes: &'b [u8],
    /// How it is read.
    pub reader: &'static Reader,
}

impl<'b> File<'b> {
    /// A file, read as the ending of its name says; `None` where no reader knows that.
    #[must_use]
    pub fn named(path: &'b str, bytes: &'b [u8]) -> Option<Self> {
        let reader = reader_for(path.rsplit('.').next()?)?;
        Some(Self { path, bytes, reader })
    }
}

/// How the cells of a workbook are got at: in this process, or in another for the kinds that are risky.
pub type GridReader = fn(&Kind, &[u8]) -> Result<Grid, Refusal>;

/// Reads a workbook in this process, whatever its kind.
///
/// # Errors
/// Why it is refused.
pub fn in_this_process(kind: &Kind, bytes: &[u8]) -> Result<Grid, Refusal> {
    kind.read(bytes)
}

/// Reads a report from its files: a text, a workbook, or one of each.
#[must_use]
pub fn read(files: &[File], expected: &Expected, forms: &Forms, grid_of: GridReader) -> Read {
    let mut source = Source::default();
    let mut draft = Draft::default();
    let mut unread = Vec::new();
    let text = files.iter().find(|file| !file.reader.is_workbook);
    let book = files.iter().find(|file| file.reader.is_workbook);
    if let Some(file) = text {
        let fits = file.bytes.len() <= file.reader.most_bytes;
        let decoded = if fits { decode(file.bytes) } else { Err(too_large(file.reader)) };
        match decoded {
            Ok(text) => source = Source::new(file.path.to_owned(), text.into_owned()),
            Err(finding) => unread.push((file.path, finding)),
        }
    }
    if let Some(file) = book {
        match read_grid(file.bytes, grid_of) {
            Ok(grid) => workbook::read(&grid, file.path, &mut source, &mut draft, expected, forms),
            Err(refusal) => unread.push((file.path, refusal.finding())),
        }
    }
    if let Some((path, _)) = unread.first() {
        // Half of a report would look like one with blanks.
        let source = Source::unread((*path).to_owned());
        let findings = unread.into_iter().map(|(_, finding)| finding).collect();
        return Read { report: None, places: Places { source, ..Places::default() }, findings };
    }
    if text.is_some() {
        yaml::read(&source, &mut draft, expected, forms);
    }
    draft.finish(expected, source)
}

/// The cells of a workbook of any kind.
///
/// # Errors
/// Why it is refused.
pub fn read_grid(bytes: &[u8], grid_of: GridReader) -> Result<Grid, Refusal> {
    if bytes.len() > MAX_BOOK_BYTES {
        return Err(Refusal::Limit(Limit::Bytes));
    }
    grid_of(Kind::of(bytes)?, bytes)
}

/// Where the figures of a form stand in the tables of a document, by the labels beside them, and what is wrong with the
/// tables.
#[must_use]
pub fn figures_in(grid: &Grid, forms: &Forms, form: &Form) -> (Vec<(FigureId, CellName)>, Vec<Words>) {
    let Some((found, matched)) = matcher::find(grid, forms, Some(form)) else { return Default::default() };
    let mut wrong: Vec<Words> = matched.told.into_iter().map(|told| told.clause).collect();
    if found.edition != form.edition {
        let edition = found.edition;
        wrong.push(words!("是 {edition} 年的表样", "they are of the form of {edition}"));
        return (Vec::new(), wrong);
    }
    let figures = matched.tables.into_iter().flat_map(|table| table.figures);
    (figures.map(|(id, cell, _)| (id, cell)).collect(), wrong)
}

/// UTF-8 text without its byte-order mark; a line that ends with CR alone ends with LF instead.
///
/// # Errors
/// A finding that names the encoding that the bytes seem to be in.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Finding> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(faults::no_text("Excel、Word 或压缩文件", "an Excel, Word or zip file"));
    }
    let head = &bytes[..bytes.len().min(64)];
    if head.contains(&0) || head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        // In UTF-16 every second byte of an ASCII text is nothing.
        let marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        let nothing = head.split(|&b| b == 0).count() - 1;
        return Err(if marked || nothing * 8 >= head.len() && !head.windows(2).any(|two| two == [0, 0]) {
            faults::not_utf8("UTF-16", None)
        } else {
            faults::no_text("二进制文件", "a binary file")
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(with_newlines(text)),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|&b| b == b'\n').count();
            let (_, _, malformed) = encoding_rs::GB18030.decode(bytes);
            Err(if malformed {
                faults::not_utf8("", Some(line))
            } else {
                faults::not_utf8("GBK", Some(line))
            })
        }
    }
}

/// Old Macintosh files: lines would be counted wrong, and a comment would reach to the end.
fn with_newlines(text: &str) -> Cow<'_, str> {
    let lone = |at: usize| text.as_bytes()[at] == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n');
    if !(0..text.len()).any(lone) {
        return Cow::Borrowed(text);
    }
    let chars = text.char_indices().map(|(at, c)| if lone(at) { '\n' } else { c });
    Cow::Owned(chars.collect())
}
