//! A new workbook of what was read, with the marks: for files that cannot be edited in place.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Url, Workbook, Worksheet,
    XlsxError,
};

use super::list::{self, Entry};
use super::{Mark, Marks, colour, edge};
use crate::document::{Book, Content, Sheet};
use crate::lang::Lang;

/// The columns and rows that a sheet of Excel has.
const MOST_COLUMNS: u32 = 16_384;
const MOST_ROWS: u32 = 1_048_576;

/// Writes the workbook.
pub(super) fn written(
    book: &Book,
    path: &str,
    marks: &Marks,
    entries: &[Entry],
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or(path, |(stem, _)| stem);
    let mut workbook = Workbook::new();
    // No clock: the same file gives the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("nianbao").set_creation_datetime(&made));
    let mut names: Vec<String> = Vec::new();
    for (number, read) in book.sheets.iter().enumerate() {
        let name = if read.name.is_empty() { stem } else { &read.name };
        let name = sheet_name(name, number, &names);
        let sheet = workbook.add_worksheet();
        sheet.set_name(&name)?;
        cells(sheet, read, marks.get(&number))?;
        names.push(name);
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(list::name(lang), book.sheets.len(), &names))?;
    listed(sheet, entries, &names, book, lang)?;
    workbook.save_to_buffer()
}

/// A name that a sheet of Excel may have, as near as can be to the one that was read.
fn sheet_name(read: &str, number: usize, taken: &[String]) -> String {
    let allowed = |c: &char| !(c.is_control() || "[]:*?/\\".contains(*c));
    let name: String = read.trim_matches('\'').chars().filter(allowed).take(25).collect();
    let name = if name.trim().is_empty() { format!("Sheet{}", number + 1) } else { name };
    let known = |name: &String| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    // One of these is free, since there is one more than there are names.
    let numbered = (2..=taken.len() + 2).map(|count| format!("{name} {count}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !known(name)).unwrap_or_default()
}

fn plain() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(10.5)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
}

fn format_of(mark: Option<&Mark>) -> Format {
    match mark.map(|mark| mark.level) {
        None => plain(),
        Some(level) => plain()
            .set_background_color(Color::RGB(colour(level)))
            .set_border(FormatBorder::Medium)
            .set_border_color(Color::RGB(edge(level))),
    }
}

fn cells(
    sheet: &mut Worksheet,
    read: &Sheet,
    marks: Option<&std::collections::BTreeMap<(u32, u32), Mark>>,
) -> Result<(), XlsxError> {
    let mark = |row: u32, column: u32| marks.and_then(|marks| marks.get(&(row, column)));
    let fits = |row: u32, column: u32| row < MOST_ROWS && column < MOST_COLUMNS;
    let narrow = |column: u32| u16::try_from(column).unwrap_or(u16::MAX);
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for region in read.merges.iter().filter(|region| fits(region.bottom, region.right)) {
        let format = format_of(mark(region.top, region.left));
        let (left, right) = (narrow(region.left), narrow(region.right));
        // Regions that overlap are no region: their cells are written one by one.
        if sheet.merge_range(region.top, left, region.bottom, right, "", &format).is_ok() {
            merged.push((region.top, region.left));
        }
    }
    for cell in read.cells.iter().filter(|cell| fits(cell.row, cell.column)) {
        let format = format_of(mark(cell.row, cell.column));
        let column = narrow(cell.column);
        match &cell.content {
            Content::Number(number) => match number.parse::<f64>() {
                Ok(number) => sheet.write_number_with_format(cell.row, column, number, &format)?,
                Err(_) => sheet.write_string_with_format(cell.row, column, number, &format)?,
            },
            other => sheet.write_string_with_format(cell.row, column, other.text(), &format)?,
        };
    }
    for (&(row, column), mark) in marks.into_iter().flatten().filter(|((row, column), _)| fits(*row, *column))
    {
        if read.at(row, column).is_none() && !merged.contains(&(row, column)) {
            sheet.write_blank(row, narrow(column), &format_of(Some(mark)))?;
        }
        let text: String = mark.text.chars().take(MOST_NOTE).collect();
        let note =
            Note::new(text).set_author("nianbao").add_author_prefix(false).set_width(320).set_height(160);
        sheet.insert_note(row, narrow(column), &note)?;
    }
    Ok(())
}

/// The most characters of a comment.
const MOST_NOTE: usize = 32_000;

fn listed(
    sheet: &mut Worksheet,
    entries: &[Entry],
    names: &[String],
    book: &Book,
    lang: Lang,
) -> Result<(), XlsxError> {
    let text = plain().set_align(FormatAlign::Top);
    let head = plain().set_bold();
    sheet.merge_range(0, 0, 0, 6, list::task(lang), &text)?;
    sheet.set_row_height(0, list::TASK_HEIGHT)?;
    for (column, (name, width)) in (0_u16..).zip(list::heads(lang)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(1, column, name, &head)?;
    }
    for ((row, number), entry) in (2..).zip(1..).zip(entries) {
        let cells = entry.cells(number, lang);
        sheet.set_row_height(row, list::height(&cells, lang))?;
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, column, &cell, &text)?;
        }
        // Sheets may have another name here than where they were read.
        if let Some((sheet_of, cell)) = entry.link.as_ref().and_then(|link| link.rsplit_once('!')) {
            let read = sheet_of.trim_matches('\'').replace("''", "'");
            let index = book.sheets.iter().position(|sheet| sheet.name == read);
            if let Some(name) = index.and_then(|index| names.get(index)) {
                let target = format!("internal:'{}'!{cell}", name.replace('\'', "''"));
                sheet.write_url_with_options(row, 2, Url::new(target), &entry.place, "", Some(&text))?;
            }
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    Ok(())
}
