//! What a file is, decided by its first bytes and not by its name.
//!
//! People rename files, and systems export a web page as `.xls`. Each kind is one line of
//! [`KINDS`], in the order in which they are tried; a file of no kind is refused by the name of
//! what it is.

use super::book::Book;
use super::refusal::{Family, Other, Refusal};
use super::{delimited, html, legacy, ods, package, pdf, spreadsheet_xml, word, xlsx};

/// A kind of document.
pub struct Kind {
    /// Its name, by which a child process is told to read one.
    pub name: &'static str,
    /// Whether reading it is left to a child process: its library can end the process or take all
    /// memory.
    pub risky: bool,
    /// What it is called where a workbook is expected, if it is not one.
    instead: Option<Other>,
    /// Whether bytes are of this kind.
    is: fn(&[u8]) -> bool,
    /// Reads one.
    read: fn(&[u8]) -> Result<Book, Refusal>,
}

const fn kind(
    name: &'static str,
    risky: bool,
    is: fn(&[u8]) -> bool,
    read: fn(&[u8]) -> Result<Book, Refusal>,
) -> Kind {
    Kind { name, risky, instead: None, is, read }
}

/// Every kind of document.
pub static KINDS: &[Kind] = &[
    kind("xlsx", false, xlsx::is, xlsx::read),
    kind("ods", true, ods::is, ods::read),
    kind("xls", true, legacy::is, legacy::read),
    kind("spreadsheet-xml", false, spreadsheet_xml::is, spreadsheet_xml::read),
    kind("mhtml", true, html::is_mhtml, html::read_mhtml),
    kind("html", true, html::is, html::read),
    Kind { instead: Some(Other::Word), ..kind("word", true, word::is, word::read) },
    Kind { instead: Some(Other::Pdf), ..kind("pdf", true, pdf::is, pdf::read) },
    kind("delimited", false, delimited::is, delimited::read),
];

impl Kind {
    /// Reads a file of this kind in this process.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn read(&self, bytes: &[u8]) -> Result<Book, Refusal> {
        (self.read)(bytes)
    }

    /// A kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The kind of a file.
    ///
    /// # Errors
    /// What it is instead.
    pub fn of(bytes: &[u8]) -> Result<&'static Self, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        KINDS.iter().find(|kind| (kind.is)(bytes)).ok_or_else(|| refusal(bytes))
    }

    /// What people use to write a file: by its bytes, and where they do not say it by its name.
    #[must_use]
    pub fn family(name: &str, bytes: &[u8]) -> Family {
        let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        let kind = Self::of(bytes).map_or("", |kind| kind.name);
        match (kind, ending.as_str()) {
            ("word", _) | ("", "docx" | "doc" | "wps") => Family::Word,
            ("pdf", _) | ("", "pdf") => Family::Pdf,
            ("html" | "mhtml", _) | ("", "html" | "htm" | "mht" | "mhtml") => Family::Page,
            _ => Family::Workbook,
        }
    }

    /// The kind of a workbook, or of what systems export as one.
    ///
    /// # Errors
    /// What it is instead.
    pub(super) fn of_workbook(bytes: &[u8]) -> Result<&'static Self, Refusal> {
        let kind = Self::of(bytes)?;
        kind.instead.map_or(Ok(kind), |other| Err(Refusal::Other(other)))
    }
}

/// The first bytes of other files.
const OTHERS: &[(&[u8], Other)] = &[
    (b"\x89PNG", Other::Picture),
    (b"\xFF\xD8\xFF", Other::Picture),
    (b"GIF8", Other::Picture),
    (b"BM", Other::Picture),
    (b"Rar!", Other::Archive),
    (b"7z\xBC\xAF\x27\x1C", Other::Archive),
    (b"\x1F\x8B", Other::Archive),
    (b"{\\rtf", Other::Word),
    (b"\x09\x08", Other::OldWorkbook),
    (b"\x09\x04", Other::OldWorkbook),
    (b"\x09\x02", Other::OldWorkbook),
    (b"\x09\x00", Other::OldWorkbook),
];

fn refusal(bytes: &[u8]) -> Refusal {
    if let Some(refusal) = package::refusal(bytes).or_else(|| legacy::refusal(bytes)) {
        return refusal;
    }
    let known = OTHERS.iter().find(|(head, _)| bytes.starts_with(head));
    Refusal::Other(known.map_or(Other::Unknown, |&(_, other)| other))
}
