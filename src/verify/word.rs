//! Word documents: the paragraphs and tables of `word/document.xml`, with merged cells.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::copy::{Copy, Pieces, Table};
use super::{MOST_BYTES, Original, refused};
use crate::lang::Words;

/// The part that holds the text.
const DOCUMENT: &str = "word/document.xml";

/// A document.
pub(super) fn read(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(refused)?;
    let part = archive.by_name(DOCUMENT).map_err(refused)?;
    let mut xml = String::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    part.take(most).read_to_string(&mut xml).map_err(refused)?;
    let mut document = Document::default();
    let mut reader = Reader::from_str(&xml);
    loop {
        match reader.read_event().map_err(refused)? {
            Event::Start(element) => document.begin(&element),
            Event::Empty(element) => {
                document.begin(&element);
                document.end(element.local_name().as_ref());
            }
            Event::End(element) => document.end(element.local_name().as_ref()),
            Event::Text(text) if document.in_text => {
                document.text.push_str(&text.xml10_content());
            }
            Event::GeneralRef(name) if document.in_text => {
                let character = name.resolve_char_ref().map_err(refused)?;
                let known = quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default();
                document.text.push_str(known);
                document.text.extend(character);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(document.pieces.copy(path, original))
}

/// A document while it is read.
#[derive(Default)]
struct Document {
    pieces: Pieces,
    /// The text of the paragraph or cell that is being read.
    text: String,
    in_text: bool,
    table: Option<Table>,
    /// The column of the cell that is being read, how many it covers, and how it is merged with those above.
    column: usize,
    span: usize,
    merge: Merge,
    /// For each column the row in which the cell that reaches into it begins.
    above: Vec<Option<u32>>,
}

#[derive(Default, PartialEq, Eq)]
enum Merge {
    #[default]
    None,
    Restart,
    Continue,
}

impl Document {
    fn begin(&mut self, element: &BytesStart) {
        let value = || {
            let found = element.attributes().flatten().find(|one| one.key.local_name().as_ref() == "val");
            found.map(|one| one.value.into_owned())
        };
        match element.local_name().as_ref() {
            "tbl" => {
                self.table = Some(Table::default());
                self.above.clear();
            }
            "tr" => self.column = 0,
            "tc" => {
                self.text.clear();
                self.span = 1;
                self.merge = Merge::None;
            }
            "gridSpan" => self.span = value().and_then(|span| span.parse().ok()).unwrap_or(1).clamp(1, 100),
            "vMerge" => {
                self.merge =
                    if value().as_deref() == Some("restart") { Merge::Restart } else { Merge::Continue };
            }
            "p" if self.table.is_none() => self.text.clear(),
            "t" => self.in_text = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" if self.table.is_none() => {
                let text = std::mem::take(&mut self.text);
                if !text.trim().is_empty() {
                    self.pieces.paragraphs.push((None, text));
                }
            }
            "tc" => self.end_cell(),
            "tr" => {
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            "tbl" => {
                if let Some(table) = self.table.take() {
                    self.pieces.push(table);
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let (column, end) = (self.column, self.column + self.span);
        if self.above.len() < end {
            self.above.resize(end, None);
        }
        match (&self.merge, self.above[column]) {
            (Merge::Continue, Some(top)) => table.reach_down(top, column),
            (merge, _) => {
                let begins = (*merge == Merge::Restart).then(|| table.row());
                self.above[column..end].fill(begins);
                table.put_at(column, &self.text, 1, self.span);
            }
        }
        self.column = end;
        self.text.clear();
    }
}
