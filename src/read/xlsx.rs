//! Workbooks of Excel since 2007 (`.xlsx`, `.xlsm`), read by calamine after the package was checked.
//!
//! Cell by cell through its streaming reader: nothing is reserved for the size that a sheet claims. A formula counts by
//! the result that the file holds. A number whose format shows another number is told apart.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader, SheetType, Xlsx};

use super::format::Format;
use super::grid::{Builder, Content, Grid, decimal};
use super::package::repack;
use super::refusal::{Damage, Refusal};
use super::sheet_xml::Scan;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, Refusal> {
    let mut scan = Scan::default();
    let package = repack(bytes, |name, part| scan.look(name, part))?;
    let mut workbook = Xlsx::new(Cursor::new(package)).map_err(|error| library(&error))?;
    let mut builder = Builder::default();
    let sheets = workbook.sheets_metadata().to_vec();
    if sheets.len() != scan.sheets() {
        return Err(Refusal::Damaged(Damage::TwoParts("workbook.xml".to_owned())));
    }
    for (index, sheet) in
        sheets.into_iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet)
    {
        let name = sheet.name;
        builder.sheet(&name)?;
        cells(&mut workbook, &name, &scan, &mut builder)?;
        if scan.without_result {
            without_result(&mut workbook, &name, &mut builder)?;
        }
        for merged in scan.merges(index) {
            builder.merge(*merged)?;
        }
    }
    Ok(builder.finish())
}

type Workbook = Xlsx<Cursor<Vec<u8>>>;

fn library(error: &calamine::XlsxError) -> Refusal {
    match error {
        calamine::XlsxError::Password => Refusal::Locked,
        error => Refusal::Damaged(Damage::Library(error.to_string())),
    }
}

fn cells(workbook: &mut Workbook, sheet: &str, scan: &Scan, builder: &mut Builder) -> Result<(), Refusal> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| library(&error))?;
    let mut formats: HashMap<usize, Format> = HashMap::new(); // looked up, never walked
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| library(&error))? {
        let (row, column) = cell.get_position();
        let font = reader.styles().get(style).and_then(|style| style.font.as_ref());
        let struck = font.is_some_and(calamine::Font::has_strikethrough);
        let content = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Float(number) => {
                let format = formats.entry(style).or_insert_with(|| {
                    let style = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
                    style.map_or(Format::General, |format| Format::parse(&format.format_code))
                });
                let value = decimal(*number);
                if struck { Content::written(&value, true, false) } else { shown(value, format) }
            }
            DataRef::SharedString(text) => Content::written(text, struck, scan.is_struck(text)),
            DataRef::String(text) => Content::written(text, struck, scan.is_struck(text)),
            other => content(&Data::from(other.clone())),
        };
        builder.put(row, column, content)?;
    }
    Ok(())
}

/// A number as its format shows it.
fn shown(value: String, format: &Format) -> Content {
    match format.misshown(&value) {
        None => Content::Number(value),
        Some(shown) => Content::Misshown { value, shown },
    }
}

/// What calamine read, but for numbers of a workbook that says how they are shown.
pub(super) fn content(value: &Data) -> Content {
    match value {
        Data::Empty => Content::Text(String::new()),
        Data::Int(number) => Content::Number(number.to_string()),
        Data::Float(number) => Content::Number(decimal(*number)),
        Data::String(text) => Content::Text(text.clone()),
        Data::Bool(truth) => Content::Boolean(*truth),
        Data::DateTime(date) => Content::Date(date.to_string()),
        Data::DateTimeIso(date) | Data::DurationIso(date) => Content::Date(date.clone()),
        Data::Error(error) => Content::Error(error.to_string()),
    }
}

/// Formulas of which the file holds no result, which are no blanks.
fn without_result(workbook: &mut Workbook, sheet: &str, builder: &mut Builder) -> Result<(), Refusal> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| library(&error))?;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| library(&error))? {
        if record.value == DataRef::Empty && record.formula.is_some() {
            builder.put(record.pos.0, record.pos.1, Content::NoResult)?;
        }
    }
    Ok(())
}
