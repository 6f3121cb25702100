//! The workbook of Excel 2003 as one XML file, which some systems still export, mostly under the name `.xls`.
//!
//! Read event by event: only cells, their kinds and merges are looked at, formats are not. A file with a DTD is refused.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::MAX_PLAIN_BYTES;
use super::delimited::decode;
use super::grid::{Builder, Content, Grid, Region};
use super::html::head;
use super::refusal::{Damage, Limit, Other, Refusal};

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
    Refusal::Damaged(Damage::Xml("XML".to_owned(), why.to_string()))
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    kind: Option<String>,
    text: String,
    formula: bool,
    /// A part of it is struck out, raised or lowered.
    uneven: bool,
}

/// Reads such a file.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, Refusal> {
    if bytes.len() > MAX_PLAIN_BYTES {
        return Err(Refusal::Limit(Limit::PlainBytes));
    }
    let text = decode(bytes).ok_or(Refusal::Other(Other::Unknown))?;
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut builder = Builder::default();
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut next_row, mut next_column) = (0_u32, 0_u32);
    let mut cell: Option<Open> = None;
    let (mut in_data, mut in_comment) = (false, false);
    let mut sheets = 0;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::DocType(_) => return Err(Refusal::Damaged(Damage::Doctype("XML".to_owned()))),
            Event::Start(start) => match start.local_name().as_ref() {
                "Worksheet" => {
                    builder.sheet(attribute(&start, "Name")?.unwrap_or_default())?;
                    sheets += 1;
                    (next_row, next_column) = (0, 0);
                }
                "Row" => {
                    row = index(&start, next_row)?;
                    next_row = row + 1;
                    next_column = 0;
                }
                "Cell" => {
                    column = index(&start, next_column)?;
                    let (across, down) = (span(&start, "MergeAcross")?, span(&start, "MergeDown")?);
                    let (right, bottom) = (column + across, row + down);
                    next_column = right + 1;
                    if across + down > 0 {
                        builder.merge(Region { top: row, left: column, bottom, right })?;
                    }
                    let formula = attribute(&start, "Formula")?.is_some();
                    cell = Some(Open { formula, ..Open::default() });
                }
                "Comment" => in_comment = true,
                "S" | "Del" | "Sup" | "Sub" if in_data => {
                    if let Some(cell) = &mut cell {
                        cell.uneven = true;
                    }
                }
                "Data" if !in_comment => {
                    in_data = true;
                    let kind = attribute(&start, "Type")?;
                    if let Some(cell) = &mut cell {
                        cell.kind = kind;
                    }
                }
                _ => {}
            },
            Event::Text(text) if in_data => add(&mut cell, &text.xml10_content()),
            Event::CData(text) if in_data => add(&mut cell, &text.xml10_content()),
            Event::GeneralRef(name) if in_data => {
                let character = name.resolve_char_ref().map_err(broken)?;
                let known = quick_xml::escape::resolve_xml_entity(&name);
                match (character, known) {
                    (Some(character), _) => add(&mut cell, character.encode_utf8(&mut [0; 4])),
                    (None, Some(known)) => add(&mut cell, known),
                    (None, None) => return Err(broken(format!("&{};", name.as_ref()))),
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                "Data" => in_data = false,
                "Comment" => in_comment = false,
                "Cell" => {
                    if let Some(content) = cell.take().and_then(content) {
                        builder.put(row, column, content)?;
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if sheets == 0 { Err(Refusal::Other(Other::NoTable)) } else { Ok(builder.finish()) }
}

fn add(cell: &mut Option<Open>, text: &str) {
    if let Some(cell) = cell {
        cell.text.push_str(text);
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

/// Where a row or cell stands: rows and cells that are left out are told by the index of the next.
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

fn content(cell: Open) -> Option<Content> {
    let Open { kind, text, formula, uneven } = cell;
    Some(match kind.as_deref() {
        None if formula => Content::NoResult,
        None => return None,
        Some("Number") => Content::Number(number(&text)),
        Some("DateTime") => Content::Date(text),
        Some("Boolean") => Content::Boolean(text.trim() == "1"),
        Some("Error") => Content::Error(text),
        Some(_) => Content::written(&text, false, uneven),
    })
}

/// With the fifteen digits that Excel shows: it writes 59237.244899999998 for 59237.2449.
fn number(text: &str) -> String {
    let exact = Decimal::from_str_exact(text.trim()).or_else(|_| Decimal::from_scientific(text.trim())).ok();
    let rounded = exact.and_then(|exact| exact.round_sf(15)).map(|exact| exact.normalize());
    rounded.map_or_else(|| text.to_owned(), |exact| exact.to_string())
}
