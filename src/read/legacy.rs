//! Workbooks of Excel 97 to 2003 and of WPS (`.xls`, `.et`), and of `LibreOffice` (`.ods`), read by calamine.
//!
//! Its readers of these take what a file claims for what it holds, and can end the process: they are run in a child
//! process with limits, see `confine`. How numbers are shown is not known here.

use std::collections::HashMap;
use std::io::Cursor;
use std::panic::catch_unwind;

use calamine::{Data, Dimensions, Ods, Range, Reader, Xls};
use quick_xml::events::Event;

use super::MAX_PLAIN_BYTES;
use super::grid::{Builder, Content, Grid, MOST_MERGES, Region};
use super::package::repack;
use super::refusal::{Damage, Limit, Other, Refusal};
use super::sheet_xml::utf8;
use super::xlsx::content;

/// The first bytes of a compound file, in which Office kept its documents.
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Whether a compound file has a stream of a name: names stand in it in UTF-16.
fn has(bytes: &[u8], stream: &str) -> bool {
    let name: Vec<u8> = stream.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// Whether bytes are a workbook of Excel 97 to 2003.
pub(super) fn is_xls(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
        && !has(bytes, "EncryptedPackage")
        && (has(bytes, "Workbook") || has(bytes, "Book"))
}

/// What a compound file is that is no workbook; `None` for what is no compound file.
pub(super) fn refusal(bytes: &[u8]) -> Option<Refusal> {
    if !bytes.starts_with(COMPOUND) {
        return None;
    }
    Some(if has(bytes, "EncryptedPackage") {
        Refusal::Locked
    } else if has(bytes, "WordDocument") {
        Refusal::Other(Other::Word)
    } else if has(bytes, "PowerPoint Document") {
        Refusal::Other(Other::Slides)
    } else {
        Refusal::Damaged(Damage::Package("OLE".to_owned()))
    })
}

/// What a library says, or that it gave up.
fn library(result: std::thread::Result<Result<Grid, Refusal>>) -> Result<Grid, Refusal> {
    result.unwrap_or_else(|_| Err(Refusal::Damaged(Damage::Library("panic".to_owned()))))
}

/// Reads a workbook of Excel 97 to 2003.
pub(super) fn read_xls(bytes: &[u8]) -> Result<Grid, Refusal> {
    if bytes.len() > MAX_PLAIN_BYTES {
        return Err(Refusal::Limit(Limit::PlainBytes));
    }
    library(catch_unwind(|| {
        let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::XlsError::Password => Refusal::Locked,
            error => Refusal::Damaged(Damage::Library(error.to_string())),
        })?;
        let mut builder = Builder::default();
        for name in workbook.sheet_names() {
            let broken = |error: calamine::XlsError| Refusal::Damaged(Damage::Library(error.to_string()));
            let values = workbook.worksheet_range(&name).map_err(broken)?;
            let formulas = workbook.worksheet_formula(&name).map_err(broken)?;
            let merges = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
            sheet(&mut builder, &name, &values, &formulas, &merges)?;
        }
        Ok(builder.finish())
    }))
}

/// Reads a workbook of `LibreOffice`.
pub(super) fn read_ods(bytes: &[u8]) -> Result<Grid, Refusal> {
    if bytes.len() > MAX_PLAIN_BYTES {
        return Err(Refusal::Limit(Limit::PlainBytes));
    }
    let mut merges = HashMap::new();
    let package = repack(bytes, |name, part| {
        let text = utf8(name, part)?;
        // Entities are declared before the first element; nothing else begins so.
        if text.contains("<!DOCTYPE") {
            return Err(Refusal::Damaged(Damage::Doctype(name.to_owned())));
        }
        if name == "content.xml" {
            merges = merges_of(text)?;
        }
        Ok(())
    })?;
    library(catch_unwind(|| {
        let mut workbook = Ods::new(Cursor::new(package)).map_err(|error| match error {
            calamine::OdsError::Password => Refusal::Locked,
            error => Refusal::Damaged(Damage::Library(error.to_string())),
        })?;
        let mut builder = Builder::default();
        for name in workbook.sheet_names() {
            let broken = |error: calamine::OdsError| Refusal::Damaged(Damage::Library(error.to_string()));
            let values = workbook.worksheet_range(&name).map_err(broken)?;
            let formulas = workbook.worksheet_formula(&name).map_err(broken)?;
            sheet(&mut builder, &name, &values, &formulas, merges.get(&name).map_or(&[], Vec::as_slice))?;
        }
        Ok(builder.finish())
    }))
}

/// The merged cells of each sheet, which calamine does not tell of this kind.
fn merges_of(content: &str) -> Result<HashMap<String, Vec<Dimensions>>, Refusal> {
    let broken = |why: String| Refusal::Damaged(Damage::Xml("content.xml".to_owned(), why));
    let mut reader = quick_xml::Reader::from_str(content);
    reader.config_mut().expand_empty_elements = true;
    let mut sheets: HashMap<String, Vec<Dimensions>> = HashMap::new(); // looked up, never walked
    let mut merges = Vec::new();
    let mut name = String::new();
    let (mut row, mut column, mut rows) = (0_u32, 0_u32, 1_u32);
    let mut count = 0;
    loop {
        match reader.read_event().map_err(|error| broken(error.to_string()))? {
            Event::Start(start) => {
                let number = |key: &str| {
                    let value = start.attributes().flatten().find(|one| one.key.local_name().as_ref() == key);
                    value.and_then(|one| one.value.parse::<u32>().ok()).unwrap_or(1).max(1)
                };
                match start.local_name().as_ref() {
                    "table" => {
                        let own =
                            start.attributes().flatten().find(|one| one.key.local_name().as_ref() == "name");
                        let own = own.map(|one| one.normalized_value(quick_xml::XmlVersion::Implicit1_0));
                        name = own.and_then(Result::ok).unwrap_or_default().into_owned();
                        (row, column) = (0, 0);
                    }
                    "table-row" => (rows, column) = (number("number-rows-repeated"), 0),
                    "table-cell" => {
                        let (down, across) =
                            (number("number-rows-spanned"), number("number-columns-spanned"));
                        if down > 1 || across > 1 {
                            count += 1;
                            if count > MOST_MERGES {
                                return Err(Refusal::Limit(Limit::Merges));
                            }
                            let end = (row.saturating_add(down - 1), column.saturating_add(across - 1));
                            merges.push(Dimensions { start: (row, column), end });
                        }
                        column = column.saturating_add(number("number-columns-repeated"));
                    }
                    "covered-table-cell" => column = column.saturating_add(number("number-columns-repeated")),
                    _ => {}
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                "table-row" => row = row.saturating_add(rows),
                "table" => drop(sheets.insert(std::mem::take(&mut name), std::mem::take(&mut merges))),
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

fn sheet(
    builder: &mut Builder,
    name: &str,
    values: &Range<Data>,
    formulas: &Range<String>,
    merges: &[Dimensions],
) -> Result<(), Refusal> {
    builder.sheet(name)?;
    let (top, left) = values.start().unwrap_or_default();
    for (row, column, value) in values.used_cells() {
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        builder.put(top.saturating_add(number(row)), left.saturating_add(number(column)), content(value))?;
    }
    let (top, left) = formulas.start().unwrap_or_default();
    for (row, column, _) in formulas.used_cells() {
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let (row, column) = (top.saturating_add(number(row)), left.saturating_add(number(column)));
        if values.get_value((row, column)).is_none_or(|value| *value == Data::Empty) {
            builder.put(row, column, Content::NoResult)?;
        }
    }
    for merged in merges {
        let ((top, left), (bottom, right)) = (merged.start, merged.end);
        builder.merge(Region { top, left, bottom, right })?;
    }
    Ok(())
}
