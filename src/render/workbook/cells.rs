//! The grid of a table on a sheet: where its cells are, how wide and how high.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use crate::render::grid::{Cell, Grid, Role, Row};

/// The number of a column.
pub(super) fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// The width of a column by what is in it, in digits.
pub(super) fn width(grid: &Grid, index: usize) -> u32 {
    let labels = grid.label_columns;
    let values = grid.columns - labels;
    match (labels, index) {
        (0, _) => 8,
        (1, 0) => 32,
        (_, 0) => 4,
        (_, index) if index + 1 < labels => 11,
        (_, index) if index + 1 == labels => 26,
        _ if values <= 4 => 20,
        _ => 7,
    }
}

/// The height of a row by its labels, in points.
pub(super) fn height(grid: &Grid, row: &Row) -> u32 {
    let own = row.cells.iter().filter(|cell| cell.role != Role::Value && cell.row_span == 1);
    let lines = own.map(|cell| {
        let width = (cell.column..cell.column + cell.column_span).map(|index| width(grid, index)).sum();
        lines(&cell.text, width)
    });
    8 + 14 * lines.max().unwrap_or(1).max(1)
}

/// How many lines a text needs in a cell so many digits wide: a Chinese character is as wide as
/// two.
pub(super) fn lines(text: &str, width: u32) -> u32 {
    (2 * u32::try_from(text.chars().count()).unwrap_or(1) + 2).div_ceil(width.max(1))
}

/// Writes a cell, over all the rows and columns that it covers.
pub(super) fn put(
    sheet: &mut Worksheet,
    row: u32,
    cell: &Cell,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let left = column(cell.column);
    let bottom = row + u32::try_from(cell.row_span).unwrap_or(1) - 1;
    let right = left + column(cell.column_span) - 1;
    if (bottom, right) == (row, left) {
        if text.is_empty() {
            sheet.write_blank(row, left, format)?;
        } else {
            sheet.write_string_with_format(row, left, text, format)?;
        }
    } else {
        sheet.merge_range(row, left, bottom, right, text, format)?;
    }
    Ok(())
}
