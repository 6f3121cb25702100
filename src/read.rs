//! bytes → report + places + findings.
//!
//! Reading never stops at the first fault and refuses rather than guesses: what it cannot
//! understand is a finding, and the figure stays blank. File formats are left to [`document`];
//! whether figures agree is not asked here.

mod aside;
mod claims;
mod contact;
mod corrections;
mod draft;
mod explained;
mod keys;
mod labels;
mod open_data;
mod page;
mod parts;
mod prose;
mod provenance;
mod published;
mod region;
mod sources;
mod stored;
mod table;
mod texts;
mod unread;
mod waivers;
mod workbook;
mod yaml;

use std::borrow::Cow;

use crate::document::{self, Book, BookReader, CellName, Kind, Limit, Refusal};
use crate::faults;
use crate::finding::Finding;
use crate::form::{Form, Forms};
use crate::lang::Words;
use crate::matcher;
use crate::model::{FigureId, Report};
use crate::place::{Places, Source};
use draft::Draft;

pub use claims::{Claims, rounds};

/// The largest text of a report that is read, in bytes.
pub const MAX_BYTES: usize = 4 << 20;

/// What the path of a file says about the report in it.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The year of the folder that it is in.
    pub year: Option<u16>,
    /// The unit that a file is named after, for one that does not name its unit.
    pub unit: Option<String>,
    /// Whether that is its unit, whatever a document says.
    pub renames: bool,
    /// Whether columns whose names are lost come in the order of the form.
    pub official: bool,
}

/// What was read from the files of a report.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The report; `None` when unit, year or form are unknown.
    pub report: Option<Report>,
    /// Where everything is.
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
    /// Whether it is a workbook or another document, and not a text of YAML: a report may be spread
    /// over one of each.
    pub is_workbook: bool,
    /// The largest file that is read, in bytes.
    pub most_bytes: usize,
}

/// Every kind of files that data may be in. The first bytes decide what a workbook really is: see
/// [`KINDS`](document::KINDS).
pub static READERS: &[Reader] = &[
    Reader { name: "yaml", extensions: &["yaml", "yml"], is_workbook: false, most_bytes: MAX_BYTES },
    Reader {
        name: "workbook",
        extensions: &["xlsx", "xlsm", "xls", "et", "ods", "csv", "tsv"],
        is_workbook: true,
        most_bytes: Limit::Bytes.most(),
    },
    Reader {
        name: DOCUMENT,
        extensions: &["html", "htm", "mht", "mhtml", "docx", "docm", "pdf"],
        is_workbook: true,
        most_bytes: Limit::PlainBytes.most(),
    },
    Reader {
        name: OPEN_DATA,
        extensions: &["json"],
        is_workbook: true,
        most_bytes: Limit::PlainBytes.most(),
    },
    Reader {
        name: PLAIN,
        extensions: &["txt", "md"],
        is_workbook: true,
        most_bytes: Limit::PlainBytes.most(),
    },
];

/// Documents made for readers.
const DOCUMENT: &str = "document";
/// Open data of this program.
const OPEN_DATA: &str = "open-data";
/// Those that no bytes of their own tell from other texts.
const PLAIN: &str = "text";

impl Reader {
    /// Whether its files are made for readers or for programs, and are neither YAML nor workbooks.
    #[must_use]
    pub fn is_document(&self) -> bool {
        [DOCUMENT, PLAIN, OPEN_DATA].contains(&self.name)
    }
}

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

    /// Whether it is a text whose lines a width may have broken.
    fn is_plain(&self) -> bool {
        self.reader.name == PLAIN && Kind::of(self.bytes).is_ok_and(|kind| kind.name == "delimited")
    }

    /// Reads it as a document; whether it is one made for readers, and no workbook.
    fn book(&self, reader: BookReader) -> Result<(Book, bool), Refusal> {
        let kind = Kind::of(self.bytes)?;
        let is_table = ["xlsx", "ods", "xls", "spreadsheet-xml", "delimited"].contains(&kind.name);
        match self.reader.name {
            PLAIN if self.is_plain() => Ok((document::plain(self.bytes)?, true)),
            DOCUMENT | PLAIN if !is_table => Ok((document::read(self.bytes, reader)?, true)),
            DOCUMENT if kind.name == "delimited" => Ok((document::plain(self.bytes)?, true)),
            // A Word file that somebody named .xls is one all the same.
            _ if ["word", "pdf"].contains(&kind.name) => Ok((document::read(self.bytes, reader)?, true)),
            _ => Ok((document::workbook(self.bytes, reader)?, false)),
        }
    }
}

/// Reads a report from its files: a text, a workbook, or one of each.
#[must_use]
pub fn read(files: &[File], expected: &Expected, forms: &Forms, reader: BookReader) -> Read {
    let mut source = Source::default();
    let mut draft = Draft::default();
    let mut unread = Vec::new();
    let text = files.iter().find(|file| !file.reader.is_workbook);
    let book = files.iter().find(|file| file.reader.is_workbook);
    if let Some(file) = text {
        let fits = file.bytes.len() <= file.reader.most_bytes;
        let decoded = if fits { decode(file.bytes) } else { Err(faults::too_large(file.reader.most_bytes)) };
        match decoded {
            Ok(text) => source = Source::new(file.path.to_owned(), text.into_owned()),
            Err(finding) => unread.push((file.path, finding)),
        }
    }
    if let Some(file) = book.filter(|file| open_data::is(file)) {
        open_data::read(file, &mut draft, expected, forms);
        file.path.clone_into(&mut source.path);
    } else if let Some(file) = book {
        match file.book(reader) {
            Ok((book, true)) => published::read(&book, file, &mut source, &mut draft, expected, forms),
            Ok((book, false)) => workbook::read(&book, file.path, &mut source, &mut draft, expected, forms),
            Err(refusal) => {
                unread.push((file.path, faults::refused(&refusal, Kind::family(file.path, file.bytes))));
            }
        }
    }
    if let Some((path, _)) = unread.first() {
        // Half of a report would look like one with empty cells.
        let source = Source::unread((*path).to_owned());
        let findings = unread.into_iter().map(|(_, finding)| finding).collect();
        return Read { report: None, places: Places { source, ..Places::default() }, findings };
    }
    if text.is_some() {
        yaml::read(&source, &mut draft, expected, forms);
    }
    draft.finish(expected, source)
}

/// The cells that hold the figures of a form in the tables of a document, by the labels next to
/// them, and what is wrong with the tables.
#[must_use]
pub fn figures_in(book: &Book, forms: &Forms, form: &Form) -> (Vec<(FigureId, CellName)>, Vec<Words>) {
    let Some((found, matched)) = matcher::find(book, forms, Some(form)) else { return Default::default() };
    let mut wrong: Vec<Words> = matched.faults.into_iter().map(|fault| fault.clause).collect();
    if found.edition != form.edition {
        let edition = found.edition;
        wrong.push(words!("表格用的是 {edition} 年表样", "the tables are of the {edition} form"));
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
        // In UTF-16 every second byte of an ASCII text is zero.
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
