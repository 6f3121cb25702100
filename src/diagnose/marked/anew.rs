//! The official form filled in with what was read: the copy of a file that cannot be marked itself.
//!
//! It is made by the renderer of form workbooks and read back, so that every figure and text has a
//! cell to be marked. What a department wrote in the cell of a figure and is no number stands in
//! the cell of that figure, as it was written.

use super::Returned;
use crate::document::{self, Book, in_this_process};
use crate::model::{FigureId, Origin};
use crate::place::{Place, Places};
use crate::read::{self, Expected, File};
use crate::render::{self, Sheets};

/// The form, and where everything is in it.
pub(super) struct FilledIn {
    pub(super) bytes: Vec<u8>,
    pub(super) book: Book,
    pub(super) places: Places,
}

/// Fills the form in.
///
/// # Errors
/// Why it cannot be made or read.
pub(super) fn filled_in(returned: &Returned) -> Result<FilledIn, String> {
    let Returned { form, report, last, judged, .. } = *returned;
    let unit = Some(judged.unit).filter(|unit| !unit.is_empty());
    let year = Some(judged.year).filter(|year| *year > 0);
    let written = written(returned);
    let sheets = Sheets { unit, year, report, last, written: &written, ..Sheets::of(form) };
    let bytes = render::workbook(&sheets).map_err(|error| error.to_string())?;
    let book =
        document::workbook(&bytes, in_this_process).map_err(|refusal| refusal.words().en.into_owned())?;
    let file = File::named("form.xlsx", &bytes).ok_or("no reader for workbooks")?;
    let expected = Expected { year, unit: unit.map(str::to_owned), ..Expected::default() };
    let read = read::read(&[file], &expected, returned.forms, in_this_process);
    Ok(FilledIn { bytes, book, places: read.places })
}

/// What was written in the cells of figures that were refused.
fn written(returned: &Returned) -> Vec<(FigureId, String)> {
    let Some(report) = returned.report else { return Vec::new() };
    let places = &returned.judged.shown.places;
    let text = |id: FigureId| {
        let bytes = places.figure(id).filter(|_| report.entry(id).origin == Origin::Refused)?;
        let in_cell = matches!(places.source.place(bytes.start), Place::Cell { .. });
        let text = places.source.text.get(bytes).filter(|text| in_cell && !text.trim().is_empty())?;
        Some((id, text.to_owned()))
    };
    returned.form.ids().filter_map(text).collect()
}
