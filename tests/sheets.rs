//! Workbooks for tests: a report laid out as the official form has it, and ways to change a layout.
//!
//! A workbook is a grid here, handed to the program as JSON: no file format is in the way.

use nianbao::form::Form;
use nianbao::model::{Entry, Figure, Report};
use nianbao::read::{self, Cell, Content, Expected, File, Grid, Kind, Read, Refusal, Region, Sheet};
use nianbao::render::{self, Role, view};

use crate::support::forms;

/// The unit of the workbooks.
pub(crate) const UNIT: &str = "示例县水利局";

/// A report of which every figure is another number.
pub(crate) fn distinct(edition: u16) -> Report {
    let form = forms().edition(edition).expect("a form");
    let entries = form.ids().map(|id| Entry::stated(Figure::Number((1000 + i64::from(id.0)).into())));
    Report {
        unit: UNIT.to_owned(),
        year: *form.years.start(),
        edition,
        entries: entries.collect(),
        sections: vec![None; form.sections.len()],
        preface: None,
        date: None,
        contact: nianbao::model::Contact::default(),
        waivers: Vec::new(),
    }
}

pub(crate) fn text(row: u32, column: u32, text: &str) -> Cell {
    Cell { row, column, content: Content::Text(text.to_owned()) }
}

/// A table as the official form has it, its top left corner in A1.
fn table(grid: &render::Grid) -> Sheet {
    let mut sheet = Sheet { name: grid.name.clone(), ..Sheet::default() };
    for (row, line) in grid.rows.iter().enumerate() {
        let row = u32::try_from(row).expect("few rows");
        for cell in &line.cells {
            let column = u32::try_from(cell.column).expect("few columns");
            let content = match cell.role {
                Role::Value if cell.state == "number" => Content::Number(cell.text.clone()),
                _ => Content::Text(cell.text.clone()),
            };
            if !cell.text.is_empty() {
                sheet.cells.push(Cell { row, column, content });
            }
            let span = |count: usize| u32::try_from(count).expect("a few") - 1;
            let region = Region {
                top: row,
                left: column,
                bottom: row + span(cell.row_span),
                right: column + span(cell.column_span),
            };
            if region != Region::of(row, column) {
                sheet.merges.push(region);
            }
        }
    }
    sort(&mut sheet);
    sheet
}

/// A workbook with a sheet for each table, and one for the texts.
pub(crate) fn official(form: &Form, report: &Report) -> Grid {
    let view = view(form, report, false);
    let mut grid = Grid { sheets: view.sections.iter().filter_map(|section| section.table.as_ref()).map(table).collect() };
    let mut texts = Sheet::named("文字");
    texts.cells.push(text(0, 0, "单位"));
    texts.cells.push(text(0, 1, &report.unit));
    texts.cells.push(text(1, 0, "年度"));
    texts.cells.push(Cell { row: 1, column: 1, content: Content::Number(report.year.to_string()) });
    for (row, section) in (2..).zip(view.sections.iter().filter(|section| section.table.is_none())) {
        texts.cells.push(text(row, 0, &section.heading));
        let lines: Vec<&str> = section.paragraphs.iter().map(|block| block.text.as_str()).collect();
        if !lines.is_empty() {
            texts.cells.push(text(row, 1, &lines.join("\n")));
        }
    }
    grid.sheets.push(texts);
    grid
}

pub(crate) fn sort(sheet: &mut Sheet) {
    sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
}

fn from_json(_: &Kind, bytes: &[u8]) -> Result<Grid, Refusal> {
    Ok(serde_json::from_slice(bytes).expect("a grid"))
}

/// Reads a workbook.
pub(crate) fn read_grid(grid: &Grid) -> Read {
    let bytes = serde_json::to_vec(grid).expect("JSON");
    let file = File::named("test.xlsx", &bytes).expect("a reader");
    read::read(&[file], &Expected::default(), forms(), from_json)
}

/// Moves everything from a row on downwards.
pub(crate) fn insert_rows(sheet: &mut Sheet, at: u32, count: u32) {
    let moved = |row: u32| if row >= at { row + count } else { row };
    for cell in &mut sheet.cells {
        cell.row = moved(cell.row);
    }
    for region in &mut sheet.merges {
        (region.top, region.bottom) = (moved(region.top), moved(region.bottom));
    }
}

/// Moves everything from a column on to the right.
pub(crate) fn insert_columns(sheet: &mut Sheet, at: u32, count: u32) {
    let moved = |column: u32| if column >= at { column + count } else { column };
    for cell in &mut sheet.cells {
        cell.column = moved(cell.column);
    }
    for region in &mut sheet.merges {
        (region.left, region.right) = (moved(region.left), moved(region.right));
    }
}

/// Takes a row out.
pub(crate) fn delete_row(sheet: &mut Sheet, row: u32) {
    sheet.cells.retain(|cell| cell.row != row);
    let moved = |at: u32| if at > row { at - 1 } else { at };
    for cell in &mut sheet.cells {
        cell.row = moved(cell.row);
    }
    sheet.merges.retain(|region| region.top != row || region.bottom != row);
    for region in &mut sheet.merges {
        let bottom = if region.bottom >= row { region.bottom - 1 } else { region.bottom };
        (region.top, region.bottom) = (moved(region.top), bottom);
    }
}

/// Takes merges away; `repeat` writes what stood in each into all of its cells.
pub(crate) fn unmerge(sheet: &mut Sheet, repeat: bool) {
    for region in std::mem::take(&mut sheet.merges) {
        let Some(content) = sheet.at(region.top, region.left).cloned() else { continue };
        // A figure stands once, in whichever cell of it.
        if !repeat || !matches!(content, Content::Text(_)) {
            continue;
        }
        for row in region.top..=region.bottom {
            for column in region.left..=region.right {
                if (row, column) != (region.top, region.left) {
                    sheet.cells.push(Cell { row, column, content: content.clone() });
                }
            }
        }
    }
    sort(sheet);
}

/// Puts columns into another order; a merge over columns that no longer stand together is taken away, its text repeated.
pub(crate) fn permute_columns(sheet: &mut Sheet, from: u32, order: &[u32]) {
    let place = |column: u32| {
        let index = column.checked_sub(from).and_then(|index| order.iter().position(|&old| old == index));
        index.map_or(column, |index| from + u32::try_from(index).expect("few columns"))
    };
    let mut repeated = Vec::new();
    for region in std::mem::take(&mut sheet.merges) {
        let mut columns: Vec<u32> = (region.left..=region.right).map(place).collect();
        columns.sort_unstable();
        let together = columns.windows(2).all(|two| two[1] == two[0] + 1);
        let content = sheet.at(region.top, region.left).cloned();
        if together {
            sheet.merges.push(Region { left: columns[0], right: columns[columns.len() - 1], ..region });
            if let Some(index) = sheet.cells.iter().position(|cell| (cell.row, cell.column) == (region.top, region.left)) {
                let mut cell = sheet.cells.remove(index);
                cell.column = columns[0];
                repeated.push(cell);
            }
        } else if let Some(content) = content {
            sheet.cells.retain(|cell| (cell.row, cell.column) != (region.top, region.left));
            repeated.extend(columns.iter().map(|&column| Cell { row: region.top, column, content: content.clone() }));
        }
    }
    for cell in &mut sheet.cells {
        cell.column = place(cell.column);
    }
    sheet.cells.extend(repeated);
    sort(sheet);
}

/// All sheets on one, one below the other.
pub(crate) fn stacked(grid: &Grid, gap: u32) -> Grid {
    let mut all = Sheet::named("报表");
    let mut top = 0;
    for sheet in &grid.sheets {
        let height = sheet.cells.iter().map(|cell| cell.row).max().unwrap_or(0) + 1;
        all.cells.extend(sheet.cells.iter().map(|cell| Cell { row: cell.row + top, ..cell.clone() }));
        let merges = sheet.merges.iter();
        all.merges.extend(merges.map(|region| Region { top: region.top + top, bottom: region.bottom + top, ..*region }));
        top += height + gap;
    }
    sort(&mut all);
    Grid { sheets: vec![all] }
}
