//! bytes → sheets of cells, or a refusal.
//!
//! The one place that knows file formats: workbooks, text with commas or tabs, web pages, Word
//! files and PDFs all become a [`Book`], whose sheets hold the cells of tables or the paragraphs of
//! a text, in the order of the file. Whoever asks what a file says (the reader of reports, the copy
//! for a department, the comparison of outputs) asks a book.
//!
//! ```text
//! xlsx  ods  xls  spreadsheet-xml  mhtml  html  word  pdf  delimited      one file for each kind
//!    └────┴────┴─────────┴───────────┴──────┴─────┴─────┴──────┘
//!        Builder: counts what it is given (Limit) ──► Book, or Refusal
//! ```
//!
//! No form, no label and no finding is known here: `read` decides what a cell means, and there a
//! [`Refusal`] becomes a finding. Nothing is repaired: a file that says two things is refused.

mod biff;
mod book;
mod builder;
mod delimited;
mod html;
mod kind;
mod legacy;
mod limit;
mod number_format;
mod ods;
mod package;
mod pdf;
mod plain;
mod refusal;
mod sheet_xml;
mod spreadsheet_xml;
mod text;
mod word;
mod xlsx;
mod xml;

pub use book::{Book, Cell, CellName, Content, Region, Sheet, Shown, Web, Word};
pub use html::JSON_LD;
pub use kind::{KINDS, Kind};
pub use limit::Limit;
pub(crate) use number_format::as_written;
pub use package::Packer;
pub use refusal::{Damage, Family, Other, Refusal};
pub use text::{is_space, squeeze};
pub use xml::escaped;

/// How a file of a known kind is read: in this process, or in a child process for kinds that are
/// risky.
pub type BookReader = fn(&Kind, &[u8]) -> Result<Book, Refusal>;

/// Reads a file in this process, whatever its kind.
///
/// # Errors
/// Why it is refused.
pub fn in_this_process(kind: &Kind, bytes: &[u8]) -> Result<Book, Refusal> {
    kind.read(bytes)
}

/// Reads a document of any kind.
///
/// # Errors
/// Why it is refused.
pub fn read(bytes: &[u8], reader: BookReader) -> Result<Book, Refusal> {
    Limit::Bytes.check(bytes.len())?;
    reader(Kind::of(bytes)?, bytes)
}

/// Reads a text that no bytes of its own tell from another kind of text: its name has to.
///
/// # Errors
/// Why it is refused.
pub fn plain(bytes: &[u8]) -> Result<Book, Refusal> {
    Limit::PlainBytes.check(bytes.len())?;
    plain::read(bytes)
}

/// Reads what is handed in as a workbook: Word files and PDFs are refused, and a web page has to
/// have tables. Its paragraphs come after them, so that tables are numbered as in the file.
///
/// # Errors
/// Why it is refused.
pub fn workbook(bytes: &[u8], reader: BookReader) -> Result<Book, Refusal> {
    Limit::Bytes.check(bytes.len())?;
    let mut book = reader(Kind::of_workbook(bytes)?, bytes)?;
    let is_text_alone = !book.sheets.is_empty() && book.sheets.iter().all(|sheet| sheet.is_text);
    book.sheets.sort_by_key(|sheet| sheet.is_text);
    if is_text_alone { Err(Refusal::Other(Other::NoTable)) } else { Ok(book) }
}
