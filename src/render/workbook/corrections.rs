//! The sheet of corrections, in workbooks of reports that have some: it is read back as it is
//! written.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use crate::form::CORRECTIONS;
use crate::model::Report;

/// Its columns, with how wide they are.
const COLUMNS: [(&str, u32); 3] = [("日期", 14), ("内容", 60), ("原因", 40)];

/// Adds the sheet; a report without corrections has none.
pub(super) fn write(workbook: &mut Workbook, report: &Report) -> Result<(), XlsxError> {
    if report.corrections.is_empty() {
        return Ok(());
    }
    let text = Format::new()
        .set_font_name("宋体")
        .set_font_size(10.5)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_text_wrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name(CORRECTIONS)?;
    for (column, (name, width)) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &text.clone().set_bold())?;
        sheet.set_column_width(column, width)?;
    }
    for (row, one) in (1..).zip(&report.corrections) {
        for (column, cell) in (0..).zip([&one.date.to_string(), &one.what, &one.why]) {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
    }
    Ok(())
}
