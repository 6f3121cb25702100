//! Workbooks for tests: a report laid out as the official form has it, and ways to change a layout.
//!
//! A workbook is a grid here, handed to the program as JSON: no file format is in the way.

use nianbao::document::{Book, Cell, Content, Kind, Refusal, Region, Sheet};
use nianbao::finding::Finding;
use nianbao::form::Form;
use nianbao::model::{Entry, Figure, Report};
use nianbao::place::Spot;
use nianbao::read::{self, Expected, File, Read};
use nianbao::render::{self, Role, view};

use crate::support::forms;

/// The unit of the workbooks.
pub(crate) const UNIT: &str = "示例县水利局";

/// A report of which every figure is another number.
pub(crate) fn distinct(edition: u16) -> Report {
    let form = forms().edition(edition).expect("a form");
    let entries = form.ids().map(|id| Entry::stated(Figure::Number((1000 + i64::from(id.0)).into())));
    Report {
        unit: UNIT.into(),
        year: *form.years.start(),
        edition,
        entries: entries.collect(),
        sections: vec![None; form.sections.len()],
        preface: None,
        date: None,
        contact: nianbao::model::Contact::default(),
        waivers: Vec::new(),
        provenance: None,
        corrections: Vec::new(),
        sources: Vec::new(),
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
pub(crate) fn official(form: &Form, report: &Report) -> Book {
    let view = view(form, report, false);
    let mut grid = Book {
        sheets: view.sections.iter().filter_map(|section| section.table.as_ref()).map(table).collect(),
        ..Book::default()
    };
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

#[expect(clippy::unnecessary_wraps, reason = "readers of grids may fail")]
fn from_json(_: &Kind, bytes: &[u8]) -> Result<Book, Refusal> {
    Ok(serde_json::from_slice(bytes).expect("a grid"))
}

/// Reads a workbook.
pub(crate) fn read_book(grid: &Book) -> Read {
    let bytes = serde_json::to_vec(grid).expect("JSON");
    let file = File::named("test.xlsx", &bytes).expect("a reader");
    read::read(&[file], &Expected::default(), forms(), from_json)
}

/// Findings of reading as `rule › place: words`.
pub(crate) fn told(read: &Read) -> Vec<String> {
    let line = |finding: &Finding| {
        let place = match read.places.spot(&finding.subject) {
            Spot::File => "file".to_owned(),
            Spot::Bytes(bytes) => read.places.source.place(bytes.start).within(),
        };
        format!("{} › {place}: {}", finding.rule, finding.clause.zh)
    };
    read.findings.iter().map(line).collect()
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

/// Takes merges away, and writes the texts of those that begin in the first so many columns of the
/// sheet into all of their cells.
pub(crate) fn unmerge(sheet: &mut Sheet, repeated: u32) {
    let first = sheet.cells.iter().map(|cell| cell.column).min().unwrap_or(0);
    let mut copies = Vec::new();
    for region in std::mem::take(&mut sheet.merges) {
        let Some(content) = sheet.at(region.top, region.left) else { continue };
        // A figure stands once, in whichever cell of it.
        if region.left - first >= repeated || !matches!(content, Content::Text(_)) {
            continue;
        }
        for row in region.top..=region.bottom {
            for column in region.left..=region.right {
                if (row, column) != (region.top, region.left) {
                    copies.push(Cell { row, column, content: content.clone() });
                }
            }
        }
    }
    sheet.cells.extend(copies);
    sort(sheet);
}

/// Puts columns into another order; a merge over columns that no longer stand together is taken
/// away, its text repeated.
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
            if let Some(index) =
                sheet.cells.iter().position(|cell| (cell.row, cell.column) == (region.top, region.left))
            {
                let mut cell = sheet.cells.remove(index);
                cell.column = columns[0];
                repeated.push(cell);
            }
        } else if let Some(content) = content {
            sheet.cells.retain(|cell| (cell.row, cell.column) != (region.top, region.left));
            repeated.extend(columns.iter().map(|&column| Cell {
                row: region.top,
                column,
                content: content.clone(),
            }));
        }
    }
    for cell in &mut sheet.cells {
        cell.column = place(cell.column);
    }
    sheet.cells.extend(repeated);
    sort(sheet);
}

/// All sheets on one, one below the other.
pub(crate) fn stacked(grid: &Book, gap: u32) -> Book {
    let mut all = Sheet::named("报表");
    let mut top = 0;
    for sheet in &grid.sheets {
        let height = sheet.cells.iter().map(|cell| cell.row).max().unwrap_or(0) + 1;
        all.cells.extend(sheet.cells.iter().map(|cell| Cell { row: cell.row + top, ..cell.clone() }));
        let merges = sheet.merges.iter();
        all.merges.extend(merges.map(|region| Region {
            top: region.top + top,
            bottom: region.bottom + top,
            ..*region
        }));
        top += height + gap;
    }
    sort(&mut all);
    Book { sheets: vec![all], ..Book::default() }
}

/// As a workbook of Excel.
pub(crate) fn to_xlsx(grid: &Book) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for read in &grid.sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&read.name).expect("a name");
        let plain = rust_xlsxwriter::Format::new();
        let narrow = |column: u32| u16::try_from(column).expect("few columns");
        for region in &read.merges {
            sheet
                .merge_range(region.top, narrow(region.left), region.bottom, narrow(region.right), "", &plain)
                .expect("a merge");
        }
        for cell in &read.cells {
            let column = narrow(cell.column);
            match &cell.content {
                Content::Number(number) => sheet
                    .write_number(cell.row, column, number.parse::<f64>().expect("a number"))
                    .expect("a cell"),
                other => sheet.write_string(cell.row, column, other.text()).expect("a cell"),
            };
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// What stands in a merge stands in its first cell: for each cell how many rows and columns it
/// covers.
fn spans(sheet: &Sheet, row: u32, column: u32) -> Option<(u32, u32)> {
    match sheet.merges.iter().find(|region| region.holds(row, column)) {
        Some(region) if (region.top, region.left) == (row, column) => {
            Some((region.bottom - region.top + 1, region.right - region.left + 1))
        }
        Some(_) => None,
        None => Some((1, 1)),
    }
}

fn size(sheet: &Sheet) -> (u32, u32) {
    let rows = sheet.cells.iter().map(|cell| cell.row).max().unwrap_or(0);
    (rows, sheet.cells.iter().map(|cell| cell.column).max().unwrap_or(0))
}

fn escaped(sheet: &Sheet, row: u32, column: u32) -> String {
    let text = sheet.at(row, column).map_or("", Content::text);
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// As a web page.
pub(crate) fn to_html(grid: &Book) -> String {
    let mut page = "<html><head><meta charset=\"gb2312\"></head><body>".to_owned();
    for sheet in &grid.sheets {
        page.push_str("<p>说明</p><table border=1>");
        let (rows, columns) = size(sheet);
        for row in 0..=rows {
            page.push_str("<tr>");
            for column in 0..=columns {
                let Some((down, across)) = spans(sheet, row, column) else { continue };
                let text = escaped(sheet, row, column).replace('\n', "<br>");
                page.push_str(&format!("<td rowspan={down} colspan={across}>\n  <p>&nbsp;{text}</p></td>\n"));
            }
            page.push_str("</tr>");
        }
        page.push_str("</table>");
    }
    page + "</body></html>"
}

/// As the XML of Excel 2003.
pub(crate) fn to_spreadsheet_xml(grid: &Book) -> String {
    let mut xml = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook \
        xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">"
        .to_owned();
    for sheet in &grid.sheets {
        xml.push_str(&format!("<Worksheet ss:Name=\"{}\"><Table>", sheet.name));
        let (rows, columns) = size(sheet);
        for row in 0..=rows {
            if sheet.row(row).is_empty() {
                continue; // left out, and told by the index of the next
            }
            xml.push_str(&format!("<Row ss:Index=\"{}\">", row + 1));
            for column in 0..=columns {
                let Some((down, across)) = spans(sheet, row, column) else { continue };
                let kind = match sheet.at(row, column) {
                    None => continue,
                    Some(Content::Number(_)) => "Number",
                    Some(_) => "String",
                };
                let text = escaped(sheet, row, column).replace('\n', "&#10;");
                let (down, across, column) = (down - 1, across - 1, column + 1);
                xml.push_str(&format!(
                    "<Cell ss:Index=\"{column}\" ss:MergeDown=\"{down}\" ss:MergeAcross=\"{across}\"><Data ss:Type=\"{kind}\">{text}\
                     </Data><Comment><ss:Data>5</ss:Data></Comment></Cell>"
                ));
            }
            xml.push_str("</Row>");
        }
        xml.push_str("</Table></Worksheet>");
    }
    xml + "</Workbook>"
}

/// The first sheet as text with a mark between its cells.
pub(crate) fn to_text(grid: &Book, mark: char) -> String {
    let sheet = &grid.sheets[0];
    let (rows, columns) = size(sheet);
    let mut text = String::new();
    for row in 0..=rows {
        let cell = |column: u32| {
            let text = sheet.at(row, column).map_or("", Content::text);
            if text.contains(['\n', '"', mark]) {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text.to_owned()
            }
        };
        let cells: Vec<String> = (0..=columns).map(cell).collect();
        text.push_str(cells.join(&mark.to_string()).trim_end_matches(mark));
        text.push_str("\r\n");
    }
    text
}
