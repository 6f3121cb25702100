//! What was read, figure by figure, as JSON: for `show --format json`.
//!
//! A contract of its own, apart from the program's types: fields are only ever added, and `version`
//! counts changes that a reader must know of. Numbers are strings, so that no reader rounds them.

use serde::Serialize;

use super::grid::{origin, state};
use super::view::view;
use crate::form::Form;
use crate::model::{Figure, Report};
use crate::place::{Place, Places};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    file: &'a str,
    unit: &'a str,
    year: u16,
    edition: u16,
    title: String,
    figures: Vec<FigureJson<'a>>,
    sections: Vec<SectionJson>,
}

#[derive(Serialize)]
struct FigureJson<'a> {
    address: &'a str,
    key: &'a str,
    unit: &'a str,
    state: &'static str,
    origin: &'static str,
    value: Option<String>,
    place: Option<PlaceJson<'a>>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    byte: Option<usize>,
    bytes: Option<usize>,
    cell: Option<String>,
}

#[derive(Serialize)]
struct SectionJson {
    key: String,
    heading: String,
    paragraphs: Vec<String>,
}

/// The figures of a report with their addresses, states and places.
///
/// # Panics
/// Never: only strings and numbers are written.
#[must_use]
pub fn figures_json(form: &Form, report: &Report, places: &Places) -> String {
    let place = |bytes: std::ops::Range<usize>| {
        let place = places.source.place(bytes.start);
        match place {
            Place::Line { path: file, line, column } => {
                let (byte, bytes) = (Some(bytes.start), Some(bytes.len()));
                PlaceJson { file, line, column, byte, bytes, cell: None }
            }
            Place::Cell { path: file, cell, .. } => {
                let (line, column) = cell.numbers();
                PlaceJson { file, line, column, byte: None, bytes: None, cell: Some(place.within()) }
            }
        }
    };
    let figures = form.ids().map(|id| {
        let spec = form.spec(id);
        let entry = report.entry(id);
        FigureJson {
            address: &spec.address,
            key: &spec.key,
            unit: &form.unit(id).name,
            state: state(entry.figure),
            origin: origin(entry.origin),
            value: match entry.figure {
                Figure::Number(number) => Some(number.to_string()),
                Figure::Blank | Figure::NotApplicable | Figure::NotObtained => None,
            },
            place: places.figure(id).map(place),
        }
    });
    let shown = view(form, report, false);
    let texts =
        shown.sections.into_iter().filter(|section| section.table.is_none()).map(|section| SectionJson {
            key: section.key,
            heading: section.heading,
            paragraphs: section.paragraphs.into_iter().map(|block| block.text).collect(),
        });
    let document = Document {
        version: 1,
        file: &places.source.path,
        unit: &report.unit,
        year: report.year,
        edition: report.edition,
        title: shown.title,
        figures: figures.collect(),
        sections: texts.collect(),
    };
    serde_json::to_string_pretty(&document).expect("strings and numbers can be written as JSON")
}
