//! What a file is, told by its first bytes and not by its name.
//!
//! People rename files, and systems export a web page as `.xls`. Each kind of workbook is one line of [`KINDS`], in the
//! order in which they are tried; what is none of them is refused as what it is.

use super::refusal::{Other, Refusal};
use super::{delimited, grid::Grid, html, legacy, package, spreadsheet_xml, xlsx};

/// A kind of workbook.
pub struct Kind {
    /// Its name, by which a child process is told to read one.
    pub name: &'static str,
    /// Whether reading it is left to a child process: its library can end the process or take all memory.
    pub risky: bool,
    /// Whether bytes are of this kind.
    is: fn(&[u8]) -> bool,
    /// Reads one.
    read: fn(&[u8]) -> Result<Grid, Refusal>,
}

/// Every kind of workbook.
pub static KINDS: &[Kind] = &[
    Kind { name: "xlsx", risky: false, is: package::is_xlsx, read: xlsx::read },
    Kind { name: "ods", risky: true, is: package::is_ods, read: legacy::read_ods },
    Kind { name: "xls", risky: true, is: legacy::is_xls, read: legacy::read_xls },
    Kind { name: "spreadsheet-xml", risky: false, is: spreadsheet_xml::is, read: spreadsheet_xml::read },
    Kind { name: "mhtml", risky: true, is: html::is_mhtml, read: html::read_mhtml },
    Kind { name: "html", risky: true, is: html::is, read: html::read },
    Kind { name: "delimited", risky: false, is: delimited::is, read: delimited::read },
];

impl Kind {
    /// Reads a file of this kind in this process.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn read(&self, bytes: &[u8]) -> Result<Grid, Refusal> {
        (self.read)(bytes)
    }

    /// A kind by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The kind that bytes are of.
    ///
    /// # Errors
    /// What they are instead.
    pub fn of(bytes: &[u8]) -> Result<&'static Self, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        KINDS.iter().find(|kind| (kind.is)(bytes)).ok_or_else(|| refusal(bytes))
    }
}

/// The first bytes of files that are no workbook.
const OTHERS: &[(&[u8], Other)] = &[
    (b"%PDF", Other::Pdf),
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
