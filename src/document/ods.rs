//! Workbooks of `LibreOffice` (`.ods`), read by calamine from a package that was checked; merged
//! cells are read here.
//!
//! In a child process with limits, as `.xls`: the reader takes what a file claims for what it
//! holds.

use std::collections::HashMap;
use std::io::Cursor;
use std::panic::AssertUnwindSafe;

use calamine::{Dimensions, Ods, Reader as _};
use quick_xml::events::{BytesStart, Event};

use super::book::Book;
use super::legacy::{guarded, sheets};
use super::limit::Limit;
use super::package::{names, part, repack};
use super::refusal::{Damage, Refusal};
use super::sheet_xml::utf8;

/// The part that holds the sheets.
const CONTENT: &str = "content.xml";
/// The part that lists the others, and says how they are encrypted.
const MANIFEST: &str = "META-INF/manifest.xml";

/// Whether bytes are such a workbook.
pub(super) fn is(bytes: &[u8]) -> bool {
    let spreadsheet = b"application/vnd.oasis.opendocument.spreadsheet";
    // Newer programs encrypt the whole package.
    names(bytes).iter().any(|name| name == CONTENT || name == "encrypted-package")
        // The kind is the first part, not packed, so that it is near the beginning.
        && bytes.windows(spreadsheet.len()).take(256).any(|window| window == spreadsheet)
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    Limit::PlainBytes.check(bytes.len())?;
    let manifest = part(bytes, MANIFEST)?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(Refusal::Locked);
    }
    let mut layouts = HashMap::new();
    let package = repack(bytes, |name, part| {
        let text = utf8(name, part)?;
        // Entities are declared before the first element; nothing else begins so.
        if text.contains("<!DOCTYPE") {
            return Err(Refusal::Damaged(Damage::Doctype(name.to_owned())));
        }
        if name == CONTENT {
            layouts = Layout::of(text)?;
        }
        Ok(())
    })?;
    guarded(AssertUnwindSafe(|| {
        let workbook = Ods::new(Cursor::new(package)).map_err(|error| match error {
            calamine::OdsError::Password => Refusal::Locked,
            error => Damage::library(error),
        })?;
        sheets(workbook, |_, name| layouts.get(name).cloned().unwrap_or_default())
    }))
}

/// The merged cells and hidden rows of each sheet, by its name.
type Layouts = HashMap<String, (Vec<Dimensions>, Vec<u32>)>;

/// The merged cells and hidden rows of each sheet, which calamine does not report for this kind.
#[derive(Default)]
struct Layout {
    sheets: Layouts,
    /// The sheet that is being read, with its merges and hidden rows.
    name: String,
    here: Vec<Dimensions>,
    hidden: Vec<u32>,
    /// The cell that is being read, and how often its row is repeated.
    row: u32,
    column: u32,
    rows: u32,
    /// How many there are in all sheets.
    count: usize,
}

impl Layout {
    fn of(content: &str) -> Result<Layouts, Refusal> {
        let mut reader = quick_xml::Reader::from_str(content);
        reader.config_mut().expand_empty_elements = true;
        let mut layout = Self::default();
        loop {
            match reader.read_event().map_err(|error| Damage::xml(CONTENT, error))? {
                Event::Start(start) => layout.begin(&start)?,
                Event::End(end) => layout.end(end.local_name().as_ref()),
                Event::Eof => return Ok(layout.sheets),
                _ => {}
            }
        }
    }

    fn begin(&mut self, start: &BytesStart) -> Result<(), Refusal> {
        let value = |key: &str| start.attributes().flatten().find(|one| one.key.local_name().as_ref() == key);
        let number = |key: &str| value(key).and_then(|one| one.value.parse::<u32>().ok()).unwrap_or(1).max(1);
        match start.local_name().as_ref() {
            "table" => {
                let name = value("name").map(|one| one.normalized_value(quick_xml::XmlVersion::Implicit1_0));
                self.name = name.and_then(Result::ok).unwrap_or_default().into_owned();
                (self.row, self.column) = (0, 0);
            }
            "table-row" => {
                (self.rows, self.column) = (number("number-rows-repeated"), 0);
                // Of many hidden rows in one, only the first can hold figures of a report.
                if value("visibility").is_some_and(|one| matches!(one.value.as_ref(), "collapse" | "filter"))
                {
                    Limit::Cells.check(self.hidden.len())?;
                    self.hidden.push(self.row);
                }
            }
            "table-cell" => {
                let (down, across) = (number("number-rows-spanned"), number("number-columns-spanned"));
                if down > 1 || across > 1 {
                    self.count += 1;
                    Limit::Merges.check(self.count)?;
                    let (bottom, right) =
                        (self.row.saturating_add(down - 1), self.column.saturating_add(across - 1));
                    self.here.push(Dimensions { start: (self.row, self.column), end: (bottom, right) });
                }
                self.column = self.column.saturating_add(number("number-columns-repeated"));
            }
            "covered-table-cell" => {
                self.column = self.column.saturating_add(number("number-columns-repeated"));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "table-row" => self.row = self.row.saturating_add(self.rows),
            "table" => {
                let layout = (std::mem::take(&mut self.here), std::mem::take(&mut self.hidden));
                self.sheets.insert(std::mem::take(&mut self.name), layout);
            }
            _ => {}
        }
    }
}
