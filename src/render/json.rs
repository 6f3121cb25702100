//! What was read, figure by figure, as JSON: for `show --format json`.
//!
//! A contract of its own, apart from the program's types: fields are only ever added, and `version` counts
//! changes that a reader must know of. Numbers are strings, so that no reader rounds them.

use serde::Serialize;

use super::grid::{origin, state};
use super::view::view;
use crate::form::Form;
use crate::model::{Figure, Report};
use crate::place::Places;

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
    place: Option<PlaceJson>,
}

#[derive(Serialize)]
struct PlaceJson {
    line: usize,
    column: usize,
    byte: usize,
    bytes: usize,
}

#[derive(Serialize)]
struct SectionJson {
    key: String,
    heading: String,
    paragraphs: Vec<String>,
}

/// The figures of a report with their addresses, states and places.
#[must_use]
pub fn figures_json(form: &Form, report: &Report, places: &Places) -> String {
    let place = |bytes: std::ops::Range<usize>| {
        let (line, column) = places.source.line_column(bytes.start);
        PlaceJson { line, column, byte: bytes.start, bytes: bytes.len() }
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
                Figure::Blank | Figure::NotApplicable => None,
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
    serde_json::to_string_pretty(&document).unwrap_or_default()
}
