//! The view as the Typst templates get it: the same names, without what only HTML and text need.
//!
//! Typst turns every field into a value of its own, which costs more than making the JSON; links
//! between cells and headers (the PDF's tags tell those), addresses and text lines are therefore
//! left out. And it knows again what it has seen: the tables without their figures, which all
//! reports of a form have in common, are a file of their own beside what is in one report alone.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::render::grid::{Cell, Grid, Role};
use crate::render::view::{Block, SectionView, View};

/// What is in the files of a report: all of it, or what is besides the tables.
#[derive(Serialize)]
struct Data<'a, P> {
    title: &'a str,
    unit: &'a str,
    year: &'a str,
    basis: &'a str,
    draft: bool,
    preface: &'a [Block],
    contact: &'a str,
    sections: Vec<P>,
    date: &'a str,
    corrections: &'a [Block],
    dated: &'a str,
    theme: &'a str,
    unbroken: bool,
}

#[derive(Serialize)]
struct Whole<'a> {
    key: &'a str,
    heading: &'a str,
    paragraphs: &'a [Block],
    table: Option<Table<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    key: &'a str,
    heading: &'a str,
    paragraphs: &'a [Block],
    /// The figures of its table in the order of the rows.
    figures: Vec<&'a str>,
    /// The most digits that one of them has.
    longest: usize,
}

#[derive(Serialize)]
struct Table<'a> {
    name: &'a str,
    columns: usize,
    label_columns: usize,
    header_rows: usize,
    /// None in a table without its figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    longest: Option<usize>,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    cells: Vec<Placed<'a>>,
}

#[derive(Serialize)]
struct Placed<'a> {
    text: &'a str,
    role: Role,
    column: usize,
    row_span: usize,
    column_span: usize,
    group: bool,
}

/// The JSON of a view: everything, for templates of offices.
pub(super) fn whole(view: &View) -> serde_json::Result<Vec<u8>> {
    let whole = |table| grid(table, Some(table.longest), |cell| &cell.text);
    data(view, |section| Whole {
        key: &section.key,
        heading: &section.heading,
        paragraphs: &section.paragraphs,
        table: section.table.as_ref().map(whole),
    })
}

/// The same without tables, but with their figures.
pub(super) fn texts(view: &View) -> serde_json::Result<Vec<u8>> {
    data(view, |section| {
        let cells = section.table.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        let figures = cells.filter(|cell| cell.role == Role::Value).map(|cell| cell.text.as_str());
        Part {
            key: &section.key,
            heading: &section.heading,
            paragraphs: &section.paragraphs,
            figures: figures.collect(),
            longest: section.table.as_ref().map_or(0, |table| table.longest),
        }
    })
}

/// The tables without their figures, by section.
pub(super) fn tables(view: &View) -> serde_json::Result<Vec<u8>> {
    let tables = view.sections.iter().filter_map(|section| {
        Some((
            section.key.as_str(),
            grid(
                section.table.as_ref()?,
                None,
                |cell| if cell.role == Role::Value { "" } else { &cell.text },
            ),
        ))
    });
    serde_json::to_vec(&tables.collect::<BTreeMap<_, _>>())
}

fn data<'a, P: Serialize>(
    view: &'a View,
    part: impl Fn(&'a SectionView) -> P,
) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Data {
        title: &view.title,
        unit: &view.unit,
        year: &view.year,
        basis: &view.basis,
        draft: view.draft,
        preface: &view.preface,
        contact: &view.contact,
        sections: view.sections.iter().map(part).collect(),
        date: &view.date,
        corrections: &view.corrections,
        dated: &view.dated,
        theme: view.theme,
        unbroken: view.unbroken,
    })
}

fn grid<'a>(grid: &'a Grid, longest: Option<usize>, text: impl Fn(&'a Cell) -> &'a str) -> Table<'a> {
    let placed = |cell: &'a Cell| Placed {
        text: text(cell),
        role: cell.role,
        column: cell.column,
        row_span: cell.row_span,
        column_span: cell.column_span,
        group: cell.group,
    };
    let rows = grid.rows.iter().map(|row| Row { cells: row.cells.iter().map(placed).collect() });
    Table {
        name: &grid.name,
        columns: grid.columns,
        label_columns: grid.label_columns,
        header_rows: grid.header_rows,
        longest,
        rows: rows.collect(),
    }
}
