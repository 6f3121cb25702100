//! Word documents (`.docx`): the paragraphs and tables of `word/document.xml`, with merged cells.
//!
//! Headers, footnotes and text boxes are not read. How text looks is not known here.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::book::{Book, Content};
use super::builder::{Builder, Table};
use super::package;
use super::refusal::{Damage, Refusal};
use super::sheet_xml::utf8;

/// The part that holds the text.
const DOCUMENT: &str = "word/document.xml";
/// More columns than a cell of a table covers.
const MOST_SPAN: usize = 100;

/// Whether bytes are such a document.
pub(super) fn is(bytes: &[u8]) -> bool {
    package::names(bytes).iter().any(|name| name == DOCUMENT)
}

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    let broken = |error: quick_xml::Error| Damage::xml(DOCUMENT, error);
    let missing = || Refusal::Damaged(Damage::Package(DOCUMENT.to_owned()));
    let part = package::part(bytes, DOCUMENT)?.ok_or_else(missing)?;
    let mut text = OpenText::default();
    let mut reader = Reader::from_str(utf8(DOCUMENT, &part)?);
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::DocType(_) => return Err(Refusal::Damaged(Damage::Doctype(DOCUMENT.to_owned()))),
            Event::Start(element) => text.begin(&element),
            Event::End(element) => text.end(element.local_name().as_ref())?,
            Event::Text(piece) if text.in_text => text.text.push_str(&piece.xml10_content()),
            Event::GeneralRef(name) if text.in_text => {
                text.text.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default());
                text.text.extend(name.resolve_char_ref().map_err(broken)?);
            }
            Event::Eof => return Ok(text.builder.finish()),
            _ => {}
        }
    }
}

/// A document while it is read.
#[derive(Default)]
struct OpenText {
    builder: Builder,
    /// The text of the paragraph or cell that is being read.
    text: String,
    in_text: bool,
    table: Option<Table>,
    /// The column of the cell that is being read, how many it covers, and how it is merged with
    /// those above.
    column: usize,
    span: usize,
    merge: Merge,
    /// For each column the region that reaches into it from above.
    above: Vec<Option<usize>>,
}

#[derive(Default, PartialEq, Eq)]
enum Merge {
    #[default]
    None,
    Restart,
    Continue,
}

impl OpenText {
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
            "gridSpan" => {
                let span = value().and_then(|span| span.parse().ok());
                self.span = span.unwrap_or(1).clamp(1, MOST_SPAN);
            }
            "vMerge" => {
                self.merge =
                    if value().as_deref() == Some("restart") { Merge::Restart } else { Merge::Continue };
            }
            "p" if self.table.is_none() => self.text.clear(),
            "t" => self.in_text = true,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "t" => self.in_text = false,
            "p" if self.table.is_none() => {
                let text = std::mem::take(&mut self.text);
                self.builder.paragraph(None, &text)?;
            }
            "tc" => self.end_cell(),
            "tr" => self.table.iter_mut().for_each(Table::end_row),
            "tbl" => self.table.take().map_or(Ok(()), |table| self.builder.table(table))?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let (column, end) = (self.column, self.column + self.span);
        if self.above.len() < end {
            self.above.resize(end, None);
        }
        match (&self.merge, self.above[column]) {
            (Merge::Continue, Some(region)) => table.reach_down(region),
            (merge, _) => {
                let region = table.begin_at(column, 1, self.span);
                self.above[column..end].fill((*merge == Merge::Restart).then_some(region));
                table.fill(Content::Text(self.text.trim().to_owned()));
            }
        }
        self.column = end;
        self.text.clear();
    }
}
