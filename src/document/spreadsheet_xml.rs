//! The workbook of Excel 2003 as one XML file, which some systems still export, mostly under the
//! name `.xls`.
//!
//! Read event by event: only cells, their kinds and merges are looked at, formats are not. A file
//! with a DTD is refused.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use rust_decimal::Decimal;

use super::book::{Book, Content, Region, Sheet};
use super::builder::Builder;
use super::refusal::{Damage, Other, Refusal};
use super::text::{head, whole};
use super::xlsx::day_and_time;

/// The rows and columns that Excel has.
const MOST: u32 = 1 << 20;

/// Whether bytes are such a file.
pub(super) fn is(bytes: &[u8]) -> bool {
    let head = head(bytes);
    head.starts_with("<?xml")
        && head.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && head.contains("workbook")
}

fn broken(why: impl std::fmt::Display) -> Refusal {
    Damage::xml("XML", why)
}

/// Reads such a file.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    let text = whole(bytes)?;
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State::default();
    loop {
        match reader.read_event().map_err(broken)? {
            Event::DocType(_) => return Err(Refusal::Damaged(Damage::Doctype("XML".to_owned()))),
            Event::Start(start) => state.begin(&start)?,
            Event::Text(text) => state.text(&text.xml10_content()),
            Event::CData(text) => state.text(&text.xml10_content()),
            Event::GeneralRef(name) => state.reference(&name)?,
            Event::End(end) => state.end(end.local_name().as_ref())?,
            Event::Eof => break,
            _ => {}
        }
    }
    let book = state.builder.finish();
    if book.sheets.is_empty() { Err(Refusal::Other(Other::NoTable)) } else { Ok(book) }
}

/// A cell that is being read.
#[derive(Default)]
struct OpenCell {
    kind: Option<String>,
    text: String,
    formula: bool,
    /// Some of it is struck out, raised or lowered.
    uneven: bool,
}

/// What is known between two events.
#[derive(Default)]
struct State {
    builder: Builder,
    row: u32,
    column: u32,
    next_row: u32,
    next_column: u32,
    cell: Option<OpenCell>,
    in_data: bool,
    in_comment: bool,
}

impl State {
    fn begin(&mut self, start: &BytesStart) -> Result<(), Refusal> {
        match start.local_name().as_ref() {
            "Worksheet" => {
                self.builder.sheet(Sheet::named(attribute(start, "Name")?.unwrap_or_default()))?;
                (self.next_row, self.next_column) = (0, 0);
            }
            "Row" => {
                self.row = index(start, self.next_row)?;
                // Empty rows of one kind are one element: ss:Span="3" has three more.
                let last = self.row + span(start, "Span")?;
                (self.next_row, self.next_column) = (last + 1, 0);
                if attribute(start, "Hidden")?.as_deref() == Some("1") {
                    self.builder.hide(self.row)?;
                }
            }
            "Cell" => {
                let (top, left) = (self.row, index(start, self.next_column)?);
                let (right, bottom) = (left + span(start, "MergeAcross")?, top + span(start, "MergeDown")?);
                (self.column, self.next_column) = (left, right + 1);
                self.builder.merge(Region { top, left, bottom, right })?;
                let formula = attribute(start, "Formula")?.is_some();
                if formula {
                    self.builder.formula(top, left)?;
                }
                self.cell = Some(OpenCell { formula, ..OpenCell::default() });
            }
            "Comment" => self.in_comment = true,
            "S" | "Del" | "Sup" | "Sub" if self.in_data => {
                if let Some(cell) = &mut self.cell {
                    cell.uneven = true;
                }
            }
            "Data" if !self.in_comment => {
                self.in_data = true;
                let kind = attribute(start, "Type")?;
                if let Some(cell) = &mut self.cell {
                    cell.kind = kind;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.in_data) {
            cell.text.push_str(text);
        }
    }

    fn reference(&mut self, name: &BytesRef) -> Result<(), Refusal> {
        if !self.in_data {
            return Ok(());
        }
        let character = name.resolve_char_ref().map_err(broken)?;
        match (character, quick_xml::escape::resolve_xml_entity(name)) {
            (Some(character), _) => self.text(character.encode_utf8(&mut [0; 4])),
            (None, Some(known)) => self.text(known),
            (None, None) => return Err(broken(format!("&{};", name.as_ref()))),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "Data" => self.in_data = false,
            "Comment" => self.in_comment = false,
            "Cell" => {
                if let Some(content) = self.cell.take().and_then(content) {
                    self.builder.put(self.row, self.column, content)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn attribute(start: &BytesStart, name: &str) -> Result<Option<String>, Refusal> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(broken)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(broken)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// The number of a row or cell, from 0: where others are left out, the next one gives its index.
fn index(start: &BytesStart, next: u32) -> Result<u32, Refusal> {
    let Some(written) = attribute(start, "Index")? else { return Ok(next) };
    let index = written.trim().parse::<u32>().ok().filter(|index| (1..=MOST).contains(index));
    let index = index.map(|index| index - 1).filter(|&index| index >= next);
    index.ok_or_else(|| Refusal::Damaged(Damage::Cell("XML".to_owned(), written)))
}

fn span(start: &BytesStart, name: &str) -> Result<u32, Refusal> {
    let Some(written) = attribute(start, name)? else { return Ok(0) };
    let more = written.trim().parse::<u32>().ok().filter(|&more| more < MOST);
    more.ok_or_else(|| Refusal::Damaged(Damage::Cell("XML".to_owned(), written)))
}

fn content(cell: OpenCell) -> Option<Content> {
    let OpenCell { kind, text, formula, uneven } = cell;
    Some(match kind.as_deref() {
        None if formula => Content::NoResult,
        None => return None,
        Some("Number") => Content::Number(number(&text)),
        Some("DateTime") => Content::Date(day_and_time(text.trim())),
        Some("Boolean") => Content::Boolean(text.trim() == "1"),
        Some("Error") => Content::Error(text),
        Some(_) => Content::written(&text, false, uneven),
    })
}

/// A number with the fifteen digits that Excel shows: it writes 59237.244899999998 for 59237.2449.
fn number(text: &str) -> String {
    let exact = Decimal::from_str_exact(text.trim()).or_else(|_| Decimal::from_scientific(text.trim())).ok();
    let rounded = exact.and_then(|exact| exact.round_sf(15)).map(|exact| exact.normalize());
    rounded.map_or_else(|| text.to_owned(), |exact| exact.to_string())
}
