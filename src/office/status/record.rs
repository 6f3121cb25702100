//! The table for programs: JSON with a frozen shape, and CSV for spreadsheets.
//!
//! Fields are only ever added, and `version` counts changes that a reader must know of.

use serde::Serialize;

use super::{Counts, Row, State, Status};
use crate::diagnose::as_json;
use crate::lang::Lang;
use crate::render::inert;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    year: u16,
    counts: Counts,
    units: Vec<UnitJson<'a>>,
}

#[derive(Serialize)]
struct UnitJson<'a> {
    unit: &'a str,
    state: State,
    /// The file; several are joined by a comma.
    file: Option<String>,
    errors: usize,
    warnings: usize,
}

/// As JSON.
#[must_use]
pub fn json(status: &Status) -> String {
    let unit = |row: &'_ Row| {
        let file = (!row.files.is_empty()).then(|| row.files.join(", "));
        (file, row.errors, row.warnings)
    };
    let units = status.rows.iter().map(|row| {
        let (file, errors, warnings) = unit(row);
        UnitJson { unit: &row.unit, state: row.state, file, errors, warnings }
    });
    as_json(&Document { version: 1, year: status.year, counts: status.counts, units: units.collect() })
}

/// The heads of the columns.
pub(super) fn heads(lang: Lang) -> [&'static str; 8] {
    match lang {
        Lang::Zh => ["年度", "单位", "状态", "强制性问题", "核实性问题", "文件日期", "联系人", "文件"],
        Lang::En => ["year", "unit", "state", "errors", "warnings", "file of", "contact", "file"],
    }
}

/// The texts of a row, in the order of the heads.
pub(super) fn cells(status: &Status, row: &Row, lang: Lang) -> [String; 8] {
    [
        status.year.to_string(),
        row.unit.clone(),
        row.state.words().in_lang(lang).to_owned(),
        row.errors.to_string(),
        row.warnings.to_string(),
        row.since.clone().unwrap_or_default(),
        row.contact.clone().unwrap_or_default(),
        row.files.join(lang.pick("、", ", ")),
    ]
}

/// As CSV, in UTF-8 with the mark by which Excel knows it.
///
/// # Panics
/// Never: what is written is in memory.
#[must_use]
pub fn csv(status: &Status, lang: Lang) -> String {
    const IN_MEMORY: &str = "a text in memory can be written to";
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(heads(lang)).expect(IN_MEMORY);
    for row in &status.rows {
        writer.write_record(cells(status, row, lang).map(|text| inert(&text))).expect(IN_MEMORY);
    }
    let bytes = writer.into_inner().expect(IN_MEMORY);
    format!("\u{FEFF}{}", String::from_utf8_lossy(&bytes))
}
