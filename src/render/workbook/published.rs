//! A report as a workbook for its readers: the texts, the tables of the form, and every figure in a
//! row of its own.
//!
//! Nothing to fill in, nothing hidden, nothing locked; numbers are numbers. The sheets of texts and
//! tables are read back as those of departments are.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::cells::{column, height, lines, put, width};
use super::corrections;
use super::look::page;
use super::table::float;
use super::texts::pieces;
use super::{TEXTS, properties};
use crate::document::as_written;
use crate::form::ROWS;
use crate::model::{Figure, FigureId};
use crate::render::grid::Role;
use crate::render::{Document, Unrendered};

/// How wide the columns of the sheet with all figures are.
const WIDTHS: [u32; 5] = [26, 8, 72, 14, 10];
/// How wide the sheet of texts is, in digits.
const WIDTH: u32 = 76;
/// The highest that a row may be, in points.
const HIGHEST: u32 = 409;

struct Look {
    title: Format,
    note: Format,
    heading: Format,
    text: Format,
    label: Format,
    centred: Format,
    plain: Format,
}

impl Look {
    fn new() -> Self {
        let base =
            || Format::new().set_font_name("宋体").set_font_size(10.5).set_align(FormatAlign::VerticalCenter);
        let boxed = || base().set_border(FormatBorder::Thin).set_text_wrap();
        Self {
            title: base().set_font_name("黑体").set_font_size(14).set_align(FormatAlign::Center),
            note: base().set_align(FormatAlign::Right),
            heading: base().set_font_name("黑体").set_font_size(12),
            text: base().set_text_wrap().set_indent(1),
            label: boxed(),
            centred: boxed().set_align(FormatAlign::Center),
            plain: base(),
        }
    }
}

/// Writes the workbook.
pub(super) fn published(document: &Document) -> Result<Vec<u8>, Unrendered> {
    let mut workbook = Workbook::new();
    let look = Look::new();
    let (form, report) = (document.form, document.report);
    workbook.set_properties(&properties(&document.view.title, report.year)?);
    texts(workbook.add_worksheet(), document, &look)?;
    for (index, section) in document.view.sections.iter().enumerate() {
        if let Some(grid) = &section.table {
            let sheet = workbook.add_worksheet();
            sheet.set_name(&grid.name)?;
            let unit = form.ids_of_section(index).map(|id| form.unit(id).name.as_str()).next();
            table(sheet, document, index, &section.heading, unit.unwrap_or_default(), &look)?;
        }
    }
    corrections::write(&mut workbook, report)?;
    figures(workbook.add_worksheet(), document, &look)?;
    Ok(workbook.save_to_buffer()?)
}

/// The texts, each paragraph in a row.
fn texts(sheet: &mut Worksheet, document: &Document, look: &Look) -> Result<(), XlsxError> {
    let view = &document.view;
    sheet.set_name(TEXTS)?;
    sheet.set_column_width(0, WIDTH)?;
    let mut row = 0;
    let mut line = |text: &str, format: &Format| {
        for piece in pieces(text) {
            sheet.set_row_height(row, (8 + 15 * lines(&piece, WIDTH - 4)).min(HIGHEST))?;
            sheet.write_string_with_format(row, 0, piece, format)?;
            row += 1;
        }
        Ok::<(), XlsxError>(())
    };
    line(&view.title, &look.title)?;
    line(&format!("发布单位：{}", view.unit), &look.text)?;
    if view.draft {
        line("草稿：尚有强制性问题，不得公开", &look.title)?;
    }
    if !view.date.is_empty() {
        line(&format!("成文日期：{}", view.date), &look.text)?;
    }
    let contact = &document.report.contact;
    for (label, part) in [
        ("地址", &contact.address),
        ("邮编", &contact.postcode),
        ("电话", &contact.phone),
        ("邮箱", &contact.email),
    ] {
        if let Some(part) = part {
            line(&format!("{label}：{part}"), &look.text)?;
        }
    }
    if !view.preface.is_empty() {
        line("前言", &look.heading)?;
    }
    view.preface.iter().try_for_each(|block| line(&block.text, &look.text))?;
    for section in view.sections.iter().filter(|section| section.table.is_none()) {
        line(&section.heading, &look.heading)?;
        section.paragraphs.iter().try_for_each(|block| line(&block.text, &look.text))?;
    }
    page(sheet, false, false);
    Ok(())
}

/// A table of the form.
fn table(
    sheet: &mut Worksheet,
    document: &Document,
    section: usize,
    heading: &str,
    unit: &str,
    look: &Look,
) -> Result<(), XlsxError> {
    /// The row in which the table begins.
    const TOP: u32 = 2;
    let Some(grid) = &document.view.sections[section].table else { return Ok(()) };
    let last = column(grid.columns.saturating_sub(1));
    sheet.merge_range(0, 0, 0, last, heading, &look.title)?;
    sheet.set_row_height(0, 30)?;
    sheet.write_string_with_format(1, last, format!("计量单位：{unit}"), &look.note)?;
    let mut ids = document.form.ids_of_section(section);
    for (row, line) in (TOP..).zip(&grid.rows) {
        for cell in &line.cells {
            let format = if cell.role == Role::Row && !cell.group { &look.label } else { &look.centred };
            if cell.role != Role::Value {
                put(sheet, row, cell, &cell.text, format)?;
                continue;
            }
            put(sheet, row, cell, "", format)?;
            if let Some(id) = ids.next() {
                figure(sheet, (row, column(cell.column)), document, id, format)?;
            }
        }
        sheet.set_row_height(row, height(grid, line))?;
    }
    for index in 0..grid.columns {
        sheet.set_column_width(column(index), width(grid, index))?;
    }
    if grid.header_rows > 0 {
        let head = TOP + u32::try_from(grid.header_rows).unwrap_or(1);
        sheet.set_repeat_rows(TOP, head - 1)?;
        sheet.set_freeze_panes(head, column(grid.label_columns))?;
    }
    page(sheet, grid.columns > 12, true);
    Ok(())
}

/// A number as a number, a text in its place where it has none.
fn figure(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    document: &Document,
    id: FigureId,
    format: &Format,
) -> Result<(), XlsxError> {
    match document.report.entry(id).figure {
        Figure::Number(number) if number.scale() > number.normalize().scale() => {
            let format = format.clone().set_num_format(as_written(number.scale()));
            sheet.write_number_with_format(row, column, float(number), &format)?;
        }
        Figure::Number(number) => {
            sheet.write_number_with_format(row, column, float(number), format)?;
        }
        other => {
            sheet.write_string_with_format(row, column, other.text(), format)?;
        }
    }
    Ok(())
}

/// Every figure in a row of its own, to filter and to compute with.
fn figures(sheet: &mut Worksheet, document: &Document, look: &Look) -> Result<(), XlsxError> {
    let (form, report) = (document.form, document.report);
    let (name, columns) = ROWS;
    sheet.set_name(name)?;
    for (index, (name, width)) in columns.into_iter().zip(WIDTHS).enumerate() {
        sheet.write_string_with_format(0, column(index), name, &look.heading)?;
        sheet.set_column_width(column(index), width)?;
    }
    let mut last = 0;
    for (row, id) in (1..).zip(form.ids()) {
        sheet.write_string_with_format(row, 0, report.unit.as_str(), &look.plain)?;
        sheet.write_number_with_format(row, 1, f64::from(report.year), &look.plain)?;
        sheet.write_string_with_format(row, 2, &form.spec(id).title, &look.plain)?;
        figure(sheet, (row, 3), document, id, &look.plain)?;
        sheet.write_string_with_format(row, 4, &form.unit(id).name, &look.plain)?;
        last = row;
    }
    sheet.autofilter(0, 0, last, column(columns.len() - 1))?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    page(sheet, true, false);
    Ok(())
}
