//! Workbooks: the official form for departments to fill in, blank, prefilled, or with the figures
//! of a report; and a report for its readers (`published`).
//!
//! Everything derives from the form: the layout from the grid that all renderers draw, totals and
//! live checks from the equations. Cells to be filled in are unlocked, all others locked without a
//! password, so that nothing is overwritten by accident and anybody can unlock them on purpose. A
//! hidden sheet tells what the workbook was made for.

mod cells;
mod checks;
mod corrections;
mod differences;
mod formulas;
mod heights;
mod look;
mod paper;
mod published;
mod table;
mod texts;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use self::look::Look;
use super::{Document, Format, Media, Renderer, Unrendered};
use crate::fingerprint::{self, Fingerprint};
use crate::form::Form;
use crate::lang::Words;
use crate::model::{FigureId, Report};

pub use differences::diff_workbook;
pub use paper::working_paper;

pub(super) const FORMAT: Format = Format {
    name: "xlsx",
    ending: "xlsx",
    template: "",
    media: Media::Workbook,
    template_endings: &[],
    title: Words::fixed("Excel", "Excel"),
    for_readers: true,
    links: false,
    about: Words::fixed(
        "Excel 工作簿：文字、表格和一数一行的数据",
        "an Excel workbook: the texts, the tables, and a row a figure",
    ),
    by_default: false,
    render,
};

fn render(_: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    published::published(document)
}

/// What a workbook is to hold.
#[derive(Clone, Copy)]
pub struct Sheets<'a> {
    /// The form.
    pub form: &'a Form,
    /// The unit; none for a workbook that any unit may fill in.
    pub unit: Option<&'a str>,
    /// The report year; none where that is left open.
    pub year: Option<u16>,
    /// The figures and texts; none for a workbook to be filled in.
    pub report: Option<&'a Report>,
    /// The report of the year before with its form: shown beside the cells, and carried over where
    /// an equation says so.
    pub last: Option<(&'a Form, &'a Report)>,
    /// Whether the unit has no power to make 规章: they are filled in with 0.
    pub no_rules: bool,
    /// What somebody wrote in the cells of figures, where it is not a number.
    pub written: &'a [(FigureId, String)],
}

impl<'a> Sheets<'a> {
    /// An empty form, for any unit and any year.
    #[must_use]
    pub fn of(form: &'a Form) -> Self {
        Self { form, unit: None, year: None, report: None, last: None, no_rules: false, written: &[] }
    }
}

impl From<XlsxError> for Unrendered {
    fn from(error: XlsxError) -> Self {
        Self::Unwritable(error.to_string())
    }
}

/// The name of the sheet with unit, year and how to fill in.
const FRONT: &str = "填表说明";
/// Where the unit and the year are filled in.
const UNIT_CELL: &str = "$B$3";
const YEAR_CELL: &str = "$B$4";
/// The name of the sheet with the texts.
const TEXTS: &str = "文字";

/// Writes a workbook.
///
/// # Errors
/// [`Unrendered::Unwritable`] where the form holds what no workbook can, such as too long a name.
pub fn workbook(sheets: &Sheets) -> Result<Vec<u8>, Unrendered> {
    let mut workbook = Workbook::new();
    let look = Look::new();
    let form = sheets.form;
    let title = form.title_of(sheets.unit.unwrap_or("　　　　　　"), sheets.year.unwrap_or_default());
    workbook.set_properties(&properties(&title, sheets.year.unwrap_or(form.edition))?);

    let mut states = Vec::new();
    let front = workbook.add_worksheet();
    front.set_name(FRONT)?;
    for index in 0..form.sections.len() {
        if form.sections[index].table.is_some() {
            let sheet = workbook.add_worksheet();
            sheet.set_name(&form.sections[index].name)?;
            let state = table::write(sheet, sheets, index, &look)?;
            states.push((form.sections[index].name.clone(), state));
        }
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(TEXTS)?;
    let rows = texts::write_texts(sheet, sheets, &look)?;
    let number = states.len() + 2;
    texts::write_front(workbook.worksheet_from_index(0)?, sheets, &states, &look)?;
    if let Some(report) = sheets.report {
        corrections::write(&mut workbook, report)?;
    }
    hidden(workbook.add_worksheet(), sheets)?;
    heights::growing(&workbook.save_to_buffer()?, number, &rows)
}

/// Properties of a workbook. It was made on the last day of the report year, and not today: the
/// same workbook has the same bytes.
fn properties(title: &str, year: u16) -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_ymd(year, 12, 31)?;
    Ok(DocProperties::new().set_title(title).set_author("nianbao").set_creation_datetime(&made))
}

/// What the workbook was made for, where nobody changes it by accident.
fn hidden(sheet: &mut Worksheet, sheets: &Sheets) -> Result<(), XlsxError> {
    sheet.set_name(fingerprint::SHEET)?;
    let print = Fingerprint::new(sheets.form, sheets.unit, sheets.year);
    for (row, (key, value)) in (0..).zip(print.rows()) {
        sheet.write(row, 0, key)?;
        sheet.write(row, 1, value)?;
    }
    sheet.set_very_hidden(true);
    sheet.protect();
    Ok(())
}
