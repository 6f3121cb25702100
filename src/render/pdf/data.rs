//! The view as the Typst template gets it: the same names, without what only HTML and text need.
//!
//! Typst turns every field into a value of its own, which costs more than making the JSON; links
//! between cells and headers (the PDF's tags tell those), addresses and text lines are therefore
//! left out.

use serde::Serialize;

use crate::render::grid::{Cell, Grid, Role};
use crate::render::view::{Block, View};

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    unit: &'a str,
    year: &'a str,
    basis: &'a str,
    draft: bool,
    preface: &'a [Block],
    contact: &'a str,
    sections: Vec<Part<'a>>,
    date: &'a str,
    corrections: &'a [Block],
    dated: &'a str,
    theme: &'a str,
}

#[derive(Serialize)]
struct Part<'a> {
    key: &'a str,
    heading: &'a str,
    paragraphs: &'a [Block],
    table: Option<Table<'a>>,
}

#[derive(Serialize)]
struct Table<'a> {
    name: &'a str,
    columns: usize,
    label_columns: usize,
    header_rows: usize,
    longest: usize,
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

/// The JSON of a view.
pub(super) fn json(view: &View) -> serde_json::Result<Vec<u8>> {
    let sections = view.sections.iter().map(|section| Part {
        key: &section.key,
        heading: &section.heading,
        paragraphs: &section.paragraphs,
        table: section.table.as_ref().map(table),
    });
    serde_json::to_vec(&Data {
        title: &view.title,
        unit: &view.unit,
        year: &view.year,
        basis: &view.basis,
        draft: view.draft,
        preface: &view.preface,
        contact: &view.contact,
        sections: sections.collect(),
        date: &view.date,
        corrections: &view.corrections,
        dated: &view.dated,
        theme: view.theme,
    })
}

fn table(grid: &Grid) -> Table<'_> {
    let rows = grid.rows.iter().map(|row| Row { cells: row.cells.iter().map(placed).collect() });
    Table {
        name: &grid.name,
        columns: grid.columns,
        label_columns: grid.label_columns,
        header_rows: grid.header_rows,
        longest: grid.longest,
        rows: rows.collect(),
    }
}

fn placed(cell: &Cell) -> Placed<'_> {
    Placed {
        text: &cell.text,
        role: cell.role,
        column: cell.column,
        row_span: cell.row_span,
        column_span: cell.column_span,
        group: cell.group,
    }
}
