//! The table as a workbook: sorted and filtered by whoever gets it; the units that are missing on a
//! sheet of their own, with the text to send.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::record::{cells, heads};
use super::text::{letter, summary};
use super::{State, Status};
use crate::lang::Lang;
use crate::render::Unrendered;

/// How wide the columns are, in digits.
const WIDTHS: [u32; 8] = [8, 36, 10, 12, 12, 14, 26, 50];
/// The columns that hold numbers.
const NUMBERS: [usize; 3] = [0, 3, 4];
/// The row of the heads.
const HEAD: u32 = 1;

/// The workbook.
///
/// # Errors
/// [`Unrendered::Unwritable`] for what no workbook can hold.
pub fn xlsx(status: &Status, lang: Lang) -> Result<Vec<u8>, Unrendered> {
    Ok(written(status, lang)?)
}

fn written(status: &Status, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // No clock: the same table gives the same bytes.
    let made = ExcelDateTime::from_ymd(status.year, 12, 31)?;
    workbook.set_properties(&DocProperties::new().set_author("nianbao").set_creation_datetime(&made));
    let base =
        || Format::new().set_font_name("宋体").set_font_size(10.5).set_align(FormatAlign::VerticalCenter);
    let boxed = || base().set_border(FormatBorder::Thin);
    let head = boxed().set_bold().set_align(FormatAlign::Center);
    let sheet = workbook.add_worksheet();
    sheet.set_name(lang.pick("报送情况", "Status"))?;
    sheet.write_string_with_format(0, 0, summary(status).in_lang(lang), &base().set_bold())?;
    for (column, (name, width)) in (0..).zip(heads(lang).into_iter().zip(WIDTHS)) {
        sheet.write_string_with_format(HEAD, column, name, &head)?;
        sheet.set_column_width(column, width)?;
    }
    let mut last = HEAD;
    for (at, row) in (HEAD + 1..).zip(&status.rows) {
        let look = match colour(row.state) {
            Some(colour) => boxed().set_background_color(colour),
            None => boxed(),
        };
        for (column, (index, text)) in (0..).zip(cells(status, row, lang).into_iter().enumerate()) {
            match text.parse::<u32>() {
                Ok(number) if NUMBERS.contains(&index) => {
                    sheet.write_number_with_format(at, column, number, &look)?;
                }
                _ => {
                    sheet.write_string_with_format(at, column, text, &look)?;
                }
            }
        }
        last = at;
    }
    sheet.autofilter(HEAD, 0, last, 7)?;
    sheet.set_freeze_panes(HEAD + 1, 2)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    if status.counts.missing > 0 {
        let sheet = workbook.add_worksheet();
        sheet.set_name(lang.pick("催报", "To send"))?;
        sheet.set_column_width(0, 90)?;
        for (row, line) in (0..).zip(letter(status).in_lang(lang).lines()) {
            sheet.write_string_with_format(row, 0, line, &base())?;
        }
    }
    workbook.save_to_buffer()
}

/// Red for what is missing or cannot be read, amber for what has to be corrected.
fn colour(state: State) -> Option<u32> {
    match state {
        State::Missing | State::Unreadable => Some(0x00FF_C7CE),
        State::Findings | State::Duplicate | State::Unlisted => Some(0x00FF_EB9C),
        State::Sound => None,
    }
}
