//! The figures of a year as data: a row a unit and a column a figure, with a dictionary of the
//! columns.
//!
//! A contract of its own: fields are only ever added, and `version` counts changes that a reader
//! must know of. Numbers are text in JSON, so that no reader rounds them.

use serde::Serialize;

use super::Unrendered;
use super::open_data::{inert, place};
use crate::form::Form;
use crate::model::{Entry, Figure, FigureId};

/// Figures of a report, for the data of a year.
pub struct DataReport<'a> {
    /// The unit.
    pub unit: &'a str,
    /// The year.
    pub year: u16,
    /// Its form.
    pub form: &'a Form,
    /// Its figures.
    pub entries: Vec<Entry>,
}

/// A column: a figure, in the first form that has it.
struct Column<'f> {
    form: &'f Form,
    id: FigureId,
}

/// The figures of several forms, each once.
fn columns<'f>(forms: &[&'f Form]) -> Vec<Column<'f>> {
    let mut all: Vec<Column> = Vec::new();
    for (index, &form) in forms.iter().enumerate() {
        let known = |id| forms[..index].iter().any(|other| form.counterpart(id, other).is_some());
        all.extend(form.ids().filter(|&id| !known(id)).map(|id| Column { form, id }));
    }
    all
}

/// What a report says in a column; nothing where its form has no such figure.
fn figure(report: &DataReport, column: &Column) -> Option<Figure> {
    let id = column.form.counterpart(column.id, report.form)?;
    report.entries.get(id.index()).map(|entry| entry.figure)
}

/// The data as CSV: UTF-8 with the mark by which Excel knows it.
///
/// # Errors
/// [`Unrendered::Unwritable`] where it cannot be written.
pub fn year_csv(forms: &[&Form], reports: &[DataReport]) -> Result<Vec<u8>, Unrendered> {
    let refused = |error: csv::Error| Unrendered::Unwritable(error.to_string());
    let columns = columns(forms);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    let addresses = columns.iter().map(|column| column.form.spec(column.id).address.clone());
    let heads = ["单位", "年度", "表样"].map(str::to_owned).into_iter().chain(addresses);
    writer.write_record(heads).map_err(refused)?;
    for report in reports {
        let heads = [inert(report.unit), report.year.to_string(), report.form.edition.to_string()];
        let figures =
            columns.iter().map(|column| figure(report, column).map(Figure::text).unwrap_or_default());
        writer.write_record(heads.into_iter().chain(figures)).map_err(refused)?;
    }
    writer.into_inner().map_err(|error| Unrendered::Unwritable(error.to_string()))
}

#[derive(Serialize)]
struct YearData<'a> {
    version: u32,
    year: u16,
    /// The dictionary: what each value of a report is.
    fields: Vec<Field<'a>>,
    reports: Vec<ReportData<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    key: &'a str,
    address: &'a str,
    table: &'a str,
    row: String,
    column: String,
    unit: &'a str,
    /// Whether a superior's figure is the sum of those of its units.
    additive: bool,
    /// The edition of the form that it is described by.
    edition: u16,
}

#[derive(Serialize)]
struct ReportData<'a> {
    unit: &'a str,
    edition: u16,
    /// In the order of the fields: a number, `/` for what does not apply, nothing for what is empty
    /// or not in the form.
    values: Vec<Option<String>>,
}

/// The data as JSON.
///
/// # Errors
/// [`Unrendered::Unwritable`] where it cannot be written.
pub fn year_json(forms: &[&Form], reports: &[DataReport], year: u16) -> Result<Vec<u8>, Unrendered> {
    let columns = columns(forms);
    let fields = columns.iter().map(|column| {
        let spec = column.form.spec(column.id);
        let (table, row, name) = place(column.form, column.id);
        Field {
            key: &spec.key,
            address: &spec.address,
            table,
            row,
            column: name,
            unit: &column.form.unit(column.id).name,
            additive: spec.additive,
            edition: column.form.edition,
        }
    });
    let value = |report: &DataReport, column: &Column| {
        figure(report, column).filter(|figure| *figure != Figure::Blank).map(Figure::text)
    };
    let report = |report: &DataReport<'_>| ReportData {
        unit: "",
        edition: report.form.edition,
        values: columns.iter().map(|column| value(report, column)).collect(),
    };
    let data = YearData {
        version: 1,
        year,
        fields: fields.collect(),
        reports: reports.iter().map(|one| ReportData { unit: one.unit, ..report(one) }).collect(),
    };
    let mut bytes = serde_json::to_vec(&data).map_err(|error| Unrendered::Unwritable(error.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}
