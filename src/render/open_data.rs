//! Open data: one row a figure, as JSON and as CSV.
//!
//! What portals publish and others compute with. Every row says by itself which unit, year, table,
//! row and column it is for, so that files of many reports can be put together. Numbers are text in
//! JSON, so that no reader rounds them. A contract of its own: fields are only ever added, and
//! `version` counts changes that a reader must know of.

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::grid::{origin, state};
use super::{Document, Format, Media, Renderer, Unrendered};
use crate::form::{CORRECTION, Form};
use crate::lang::Words;
use crate::model::{Contact, Entry, Figure, FigureId, NOT_OBTAINED, Origin};

pub(super) const JSON: Format = Format {
    name: "json",
    ending: "json",
    template: "",
    media: Media::Json,
    template_endings: &[],
    title: Words::fixed("数据（JSON）", "Data (JSON)"),
    for_readers: true,
    links: false,
    about: Words::fixed("开放数据：JSON，一数一项", "open data: JSON, an item a figure"),
    by_default: false,
    render: json,
};

pub(super) const CSV: Format = Format {
    name: "csv",
    ending: "csv",
    template: "",
    media: Media::Csv,
    template_endings: &[],
    title: Words::fixed("数据（CSV）", "Data (CSV)"),
    for_readers: true,
    links: false,
    about: Words::fixed("开放数据：CSV，一数一行", "open data: CSV, a line a figure"),
    by_default: false,
    render: csv,
};

/// A report of `nianbao build --format json`.
#[derive(Serialize, JsonSchema)]
struct ReportData<'a> {
    /// Counts changes that a reader must know of.
    version: u32,
    /// The report's title.
    title: &'a str,
    /// The unit.
    unit: &'a str,
    /// The report year.
    year: u16,
    /// The edition of the form.
    edition: u16,
    /// 成文日期, as `2025-01-20`; none where it is not given.
    date: Option<String>,
    /// 更正: what was corrected after publication.
    corrections: Vec<CorrectionData<'a>>,
    /// Rendered in spite of errors: not to be published.
    draft: bool,
    /// The paragraphs before the first section.
    preface: Vec<&'a str>,
    /// 联系方式.
    contact: ContactData<'a>,
    /// Every figure of the form.
    figures: Vec<FigureData<'a>>,
    /// The sections of text.
    texts: Vec<TextData<'a>>,
}

/// How to reach the unit's disclosure office; each part is optional.
#[derive(Serialize, JsonSchema)]
struct ContactData<'a> {
    /// 地址.
    address: Option<&'a str>,
    /// 邮政编码.
    postcode: Option<&'a str>,
    /// 电话.
    phone: Option<&'a str>,
    /// 电子邮箱.
    email: Option<&'a str>,
}

impl<'a> ContactData<'a> {
    fn of(contact: &'a Contact) -> Self {
        let Contact { address, postcode, phone, email } = contact;
        Self {
            address: address.as_deref(),
            postcode: postcode.as_deref(),
            phone: phone.as_deref(),
            email: email.as_deref(),
        }
    }
}

/// A correction.
#[derive(Serialize, JsonSchema)]
struct CorrectionData<'a> {
    /// When, as `2025-03-05`.
    date: String,
    /// What was corrected.
    what: &'a str,
    /// Why it was wrong.
    why: &'a str,
}

/// A figure.
#[derive(Serialize, JsonSchema)]
struct FigureData<'a> {
    /// The table: 表二, 表三, 表四.
    table: &'a str,
    /// The row with its groups; empty in a table that has one row without a name.
    row: String,
    /// The column, with its groups where there is no row.
    column: String,
    /// The address, as data files write it.
    address: &'a str,
    /// The address by keys, the same in every edition in which it means the same.
    key: &'a str,
    /// The number, as text; none for a blank, what is not applicable and what was not obtained.
    value: Option<String>,
    /// The unit of measure.
    unit: &'a str,
    /// `number`, `blank`, `not-applicable` or `not-obtained`.
    state: &'static str,
    /// `stated`, `rest` (every other figure is zero), `derived` from others. Not in the file that
    /// is attached to a PDF: that one is the same whether the figures came from a text or from a
    /// workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'static str>,
}

/// A section of text.
#[derive(Serialize, JsonSchema)]
struct TextData<'a> {
    /// The section's key.
    key: &'a str,
    /// Its official heading.
    heading: &'a str,
    /// Its paragraphs.
    paragraphs: Vec<&'a str>,
}

/// The JSON Schema of a report as open data.
#[must_use]
pub fn open_data_schema() -> Schema {
    schema_for!(ReportData<'static>)
}

/// Table, row and column of a figure, as people name them. A table of one row without a name has
/// none here.
pub(super) fn place(form: &Form, id: FigureId) -> (&str, String, String) {
    let spec = form.spec(id);
    let (table, rest) = spec.title.split_once(" · ").unwrap_or((&spec.title, ""));
    let table_of = form.sections[spec.section].table.as_ref();
    let has_one_column = table_of.is_some_and(|table| table.blocks[spec.block].column_leaves.len() == 1);
    let (row, column) = if form.node(spec.row).name.is_empty() {
        ("", rest)
    } else if has_one_column {
        (rest, form.node(spec.column).label.as_str())
    } else {
        rest.rsplit_once(" · ").unwrap_or((rest, ""))
    };
    (table, row.to_owned(), column.to_owned())
}

fn number(entry: Entry) -> Option<String> {
    match entry.figure {
        Figure::Number(number) => Some(number.to_string()),
        Figure::Blank | Figure::NotApplicable | Figure::NotObtained => None,
    }
}

fn json(_: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let mut bytes = spelled(document, true, |data| serde_json::to_vec_pretty(data))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The same in as few bytes as can be, to be attached.
pub(super) fn compact(document: &Document) -> Result<Vec<u8>, Unrendered> {
    spelled(document, false, |data| serde_json::to_vec(data))
}

fn spelled(
    document: &Document,
    with_origin: bool,
    spell: impl Fn(&ReportData) -> serde_json::Result<Vec<u8>>,
) -> Result<Vec<u8>, Unrendered> {
    let (form, report, view) = (document.form, document.report, &document.view);
    let figure = |id: FigureId| {
        let (spec, entry) = (form.spec(id), report.entry(id));
        let (table, row, column) = place(form, id);
        FigureData {
            table,
            row,
            column,
            address: &spec.address,
            key: &spec.key,
            value: number(entry),
            unit: &form.unit(id).name,
            state: state(entry.figure),
            origin: with_origin.then(|| origin(entry.origin)),
        }
    };
    let texts = view.sections.iter().filter(|section| section.table.is_none());
    let data = ReportData {
        version: 1,
        title: &view.title,
        unit: &report.unit,
        year: report.year,
        edition: report.edition,
        date: report.date.map(|date| date.to_string()),
        corrections: report
            .corrections
            .iter()
            .map(|one| CorrectionData { date: one.date.to_string(), what: &one.what, why: &one.why })
            .collect(),
        draft: view.draft,
        preface: view.preface.iter().map(|block| block.text.as_str()).collect(),
        contact: ContactData::of(&report.contact),
        figures: form.ids().map(figure).collect(),
        texts: texts
            .map(|section| TextData {
                key: &section.key,
                heading: &section.heading,
                paragraphs: section.paragraphs.iter().map(|block| block.text.as_str()).collect(),
            })
            .collect(),
    };
    spell(&data).map_err(|error| Unrendered::Unwritable(error.to_string()))
}

const HEADER: [&str; 9] = ["单位", "年度", "表", "行", "列", "数值", "计量单位", "来源", "数据项"];

/// UTF-8 with the mark by which Excel knows it.
fn csv(_: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let (form, report) = (document.form, document.report);
    let year = report.year.to_string();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    let refused = |error: csv::Error| Unrendered::Unwritable(error.to_string());
    writer.write_record(HEADER).map_err(refused)?;
    for id in form.ids() {
        let (spec, entry) = (form.spec(id), report.entry(id));
        let (table, row, column) = place(form, id);
        let number = number(entry).unwrap_or_default();
        let unit = &form.unit(id).name;
        let texts = [
            &report.unit.to_string(),
            &year,
            table,
            &row,
            &column,
            &number,
            unit,
            source(entry),
            &spec.address,
        ];
        let cells = texts
            .iter()
            .enumerate()
            .map(|(index, text)| if index == 5 { (*text).to_owned() } else { inert(text) });
        writer.write_record(cells).map_err(refused)?;
    }
    // The date of a correction is the row, what was corrected the column, and why the source.
    for (number, one) in (1..).zip(&report.corrections) {
        let (date, address) = (one.date.to_string(), format!("{CORRECTION}.{number}"));
        let texts = [&report.unit, year.as_str(), CORRECTION, &date, &one.what, "", "", &one.why, &address];
        writer.write_record(texts.map(inert)).map_err(refused)?;
    }
    writer.into_inner().map_err(|error| Unrendered::Unwritable(error.to_string()))
}

/// Where a number comes from.
fn source(entry: Entry) -> &'static str {
    match (entry.figure, entry.origin) {
        (Figure::Blank, _) => "空白",
        (Figure::NotApplicable, _) => "不适用",
        (Figure::NotObtained, _) => NOT_OBTAINED,
        (_, Origin::Rest) => "其余为 0",
        (_, Origin::Derived) => "推算",
        (_, Origin::Stated | Origin::Refused | Origin::Absent) => "填报",
    }
}

/// A text that no spreadsheet takes for a formula.
#[must_use]
pub fn inert(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}
