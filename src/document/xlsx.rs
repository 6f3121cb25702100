//! Workbooks of Excel since 2007 (`.xlsx`, `.xlsm`), read by calamine after the package was
//! checked.
//!
//! Cell by cell through its streaming reader: nothing is reserved for the size that a sheet claims.
//! A formula counts by the result that the file holds. A number whose format shows another number
//! is kept as such.
//!
//! Each sheet is read twice, and both readings stay. calamine knows what values mean (shared
//! strings, styles, dates) and is kept up to date by others; but it trusts the file. [`Scan`] knows
//! nothing of values, but refuses what no spreadsheet program writes, and sees what calamine does
//! not report. A reader of our own in the place of both would be some 250 lines of Excel's history
//! to keep; without the scan a hostile file can shift figures. That the two agree is not assumed:
//! they count the cells and their places, and a sheet in which they differ is refused.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader, SheetType, Xlsx};

use super::book::{Book, Content, Sheet};
use super::builder::{Builder, decimal};
use super::number_format::NumberFormat;
use super::package::{names, repack};
use super::refusal::{Damage, Refusal};
use super::sheet_xml::{Scan, Trail};

/// Whether bytes are such a workbook.
pub(super) fn is(bytes: &[u8]) -> bool {
    let workbook = |name: &String| name.strip_prefix("xl/workbook").is_some_and(|rest| rest.contains(".xml"));
    names(bytes).iter().any(workbook)
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    let mut scan = Scan::default();
    let package = repack(bytes, |name, part| scan.look(name, part))?;
    let mut workbook = Xlsx::new(Cursor::new(package)).map_err(library)?;
    let mut builder = Builder::default();
    let sheets = workbook.sheets_metadata().to_vec();
    if sheets.len() != scan.sheets() {
        return Err(Refusal::Damaged(Damage::TwoParts("workbook.xml".to_owned())));
    }
    for (index, sheet) in
        sheets.into_iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet)
    {
        builder.sheet(Sheet::named(&sheet.name))?;
        let seen = scan.part(index);
        if cells(&mut workbook, &sheet.name, &scan, &mut builder)? != seen.trail {
            return Err(Refusal::Damaged(Damage::Cell(sheet.name, "sheetData".to_owned())));
        }
        for (row, column) in seen.without_result {
            builder.put(row, column, Content::NoResult)?;
        }
        seen.merges.into_iter().try_for_each(|region| builder.merge(region))?;
        seen.formulas.into_iter().try_for_each(|(row, column)| builder.formula(row, column))?;
        seen.hidden_rows.into_iter().try_for_each(|row| builder.hide(row))?;
    }
    Ok(builder.finish())
}

fn library(error: calamine::XlsxError) -> Refusal {
    match error {
        calamine::XlsxError::Password => Refusal::Locked,
        error => Damage::library(error),
    }
}

/// Puts the cells of a sheet into the book; which they were.
fn cells(
    workbook: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
    scan: &Scan,
    builder: &mut Builder,
) -> Result<Trail, Refusal> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(library)?;
    let mut formats: HashMap<usize, NumberFormat> = HashMap::new();
    let mut trail = Trail::default();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(library)? {
        let (row, column) = cell.get_position();
        trail.step((row, column));
        let font = reader.styles().get(style).and_then(|style| style.font.as_ref());
        let struck = font.is_some_and(calamine::Font::has_strikethrough);
        let content = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Float(number) => {
                let format = formats.entry(style).or_insert_with(|| {
                    let style = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
                    style.map_or(NumberFormat::General, |format| NumberFormat::parse(&format.format_code))
                });
                let value = decimal(*number);
                if struck { Content::written(&value, true, false) } else { format.apply(value) }
            }
            DataRef::SharedString(text) => Content::written(text, struck, scan.is_struck(text)),
            DataRef::String(text) => Content::written(text, struck, scan.is_struck(text)),
            other => content(&Data::from(other.clone())),
        };
        builder.put(row, column, content)?;
    }
    Ok(trail)
}

/// A date of ISO 8601 as people write it: without a time where it is midnight, and without seconds.
pub(super) fn day_and_time(date: &str) -> String {
    let (day, time) = date.split_once('T').unwrap_or((date, ""));
    if time.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z')) {
        return day.to_owned();
    }
    format!("{day} {}", time.get(..5).unwrap_or(time))
}

/// What calamine read, for files that do not say how numbers are shown.
pub(super) fn content(value: &Data) -> Content {
    match value {
        Data::Empty => Content::Text(String::new()),
        Data::Int(number) => Content::Number(number.to_string()),
        Data::Float(number) => Content::Number(decimal(*number)),
        Data::String(text) => Content::Text(text.clone()),
        Data::Bool(truth) => Content::Boolean(*truth),
        Data::DateTime(date) if date.is_duration() => Content::Date(date.to_string()),
        Data::DateTime(date) => {
            let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
            Content::Date(day_and_time(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")))
        }
        Data::DateTimeIso(date) => Content::Date(day_and_time(date)),
        Data::DurationIso(time) => Content::Date(time.clone()),
        Data::Error(error) => Content::Error(error.to_string()),
    }
}
