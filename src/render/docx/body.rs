//! The text of a Word document: its paragraphs and tables.

use super::{BOLD, MAIN, Setting, fonts, lines, size};
use crate::document::escaped;
use crate::form::CORRECTIONS;
use crate::render::{Cell, Grid, Role, View};

/// A4.
const PAGE: (usize, usize) = (11_906, 16_838);
/// 五号, the text of tables.
const SMALL: usize = 21;
/// A text of narrow columns.
const SMALLER: usize = 18;
/// The smallest of numbers.
const SMALLEST: usize = 9;
/// Between the text of a cell and its edge, in twentieths of a point.
const SIDE: usize = 40;
/// Above and below it.
const ABOVE: usize = 20;
/// Characters of a title in one line.
const TITLE_LINE: usize = 20;
/// Rows that begin or end a table are not alone on a page.
const LEAST: usize = 3;

/// The document of a report.
pub(super) fn document(view: &View, setting: Setting) -> String {
    let line = lines(setting.line);
    let mut all = title(&view.title, &view.unit);
    if view.draft {
        let look = format!(r#"{BOLD}<w:color w:val="C00000"/>"#);
        all += &paragraph(r#"<w:jc w:val="center"/>"#, &run(&look, "草稿：尚有强制性问题，不得公开"));
    }
    all += &paragraph(&line, "");
    for block in &view.preface {
        all += &text(setting, &block.text, block.ragged);
    }
    if !view.contact.is_empty() {
        all += &text(setting, &view.contact, true);
    }
    for section in &view.sections {
        all += &heading("Heading1", &section.heading);
        for block in &section.paragraphs {
            all += &if block.heading {
                heading("Heading2", &block.text)
            } else {
                text(setting, &block.text, block.ragged)
            };
        }
        if let Some(grid) = &section.table {
            all += &table(grid, setting);
        }
    }
    if !view.date.is_empty() {
        all += &paragraph(&line, "");
        let right = format!(r#"{line}<w:ind w:right="{}"/><w:jc w:val="right"/>"#, setting.indent());
        all += &[&view.unit, &view.date].map(|text| paragraph(&right, &run("", text))).concat();
    }
    if !view.corrections.is_empty() {
        all += &paragraph(&line, "");
        all += &heading("Heading1", CORRECTIONS);
        for block in &view.corrections {
            all += &text(setting, &block.text, block.ragged);
        }
    }
    format!("<w:document {MAIN}><w:body>{all}{}</w:body></w:document>", section(setting))
}

/// The pages.
fn section(setting: Setting) -> String {
    let [top, right, bottom, left] = setting.margins;
    let even = if setting.outer { r#"<w:footerReference w:type="even" r:id="footer2"/>"# } else { "" };
    let (width, height) = PAGE;
    format!(
        r#"<w:sectPr>{even}<w:footerReference w:type="default" r:id="footer1"/><w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="851" w:footer="1417" w:gutter="0"/></w:sectPr>"#
    )
}

fn paragraph(look: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{look}</w:pPr>{runs}</w:p>")
}

/// Some text; a line feed in it ends a line, not the paragraph.
fn run(look: &str, text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line)))
        .collect();
    let look = if look.is_empty() { String::new() } else { format!("<w:rPr>{look}</w:rPr>") };
    format!("<w:r>{look}{}</w:r>", lines.join("<w:br/>"))
}

/// The title, broken after the unit's name where it needs two lines.
fn title(title: &str, unit: &str) -> String {
    let rest = title.strip_prefix(unit).filter(|_| title.chars().count() > TITLE_LINE);
    let text = rest.map_or_else(|| title.to_owned(), |rest| format!("{unit}\n{rest}"));
    paragraph(r#"<w:pStyle w:val="Title"/>"#, &run("", &text))
}

fn heading(style: &str, text: &str) -> String {
    paragraph(&format!(r#"<w:pStyle w:val="{style}"/>"#), &run("", text))
}

/// A paragraph of the report. What has spaces between its words is not justified: Word stretches
/// them before anything else.
fn text(setting: Setting, text: &str, ragged: bool) -> String {
    let side = if ragged || text.trim().contains(' ') { "left" } else { "both" };
    let look = format!(
        r#"{}<w:ind w:firstLineChars="200" w:firstLine="{}"/><w:jc w:val="{side}"/>"#,
        lines(setting.line),
        setting.indent()
    );
    paragraph(&look, &run("", text))
}

/// How a row of a table looks.
#[derive(Clone, Copy)]
struct Look {
    size: usize,
    /// The size of its numbers.
    numbers: usize,
    /// It is on the page of the next.
    keep: bool,
}

fn table(grid: &Grid, setting: Setting) -> String {
    let widths = widths(grid, setting.width);
    let wide = |cell: &Cell| widths.iter().skip(cell.column).take(cell.column_span).sum();
    let size = if grid.columns >= 10 { SMALLER } else { SMALL };
    let numbers = size.min(fitting(grid.longest, widths.last().copied().unwrap_or_default()));
    let keep = kept(grid, setting);
    // For each column the cell that reaches down into the next rows, and how far.
    let mut above: Vec<Option<(usize, &Cell)>> = vec![None; grid.columns];
    let mut rows = String::new();
    for (number, row) in grid.rows.iter().enumerate() {
        let look = Look { size, numbers, keep: keep[number] };
        let mut cells = String::new();
        let mut column = 0;
        while column < grid.columns {
            if let Some((left, cell)) = above[column] {
                let more = (left > 1).then(|| (left - 1, cell));
                above[column..(column + cell.column_span).min(grid.columns)].fill(more);
                cells += &place(cell, look, wide(cell), Some("continue"));
                column += cell.column_span.max(1);
            } else if let Some(cell) = row.cells.iter().find(|cell| cell.column == column) {
                if cell.row_span > 1 {
                    let end = (column + cell.column_span).min(grid.columns);
                    above[column..end].fill(Some((cell.row_span - 1, cell)));
                }
                cells += &place(cell, look, wide(cell), (cell.row_span > 1).then_some("restart"));
                column += cell.column_span.max(1);
            } else {
                column += 1;
            }
        }
        let again = if number < grid.header_rows { "<w:tblHeader/>" } else { "" };
        rows += &format!("<w:tr><w:trPr><w:cantSplit/>{again}</w:trPr>{cells}</w:tr>");
    }
    let edges = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(|edge| format!(r#"<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#));
    let columns: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    let margin = |edge: &str, room: usize| format!(r#"<w:{edge} w:w="{room}" w:type="dxa"/>"#);
    let margins =
        [margin("top", ABOVE), margin("left", SIDE), margin("bottom", ABOVE), margin("right", SIDE)];
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{}</w:tblCellMar><w:tblCaption w:val="{}"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"#,
        widths.iter().sum::<usize>(),
        edges.concat(),
        margins.concat(),
        escaped(&grid.name),
    )
}

/// Which rows are on the page of the next, as in the PDF: those of a table that needs less than a
/// third of a page, those of a block, and those that begin and end a longer one.
fn kept(grid: &Grid, setting: Setting) -> Vec<bool> {
    let count = grid.rows.len();
    let row = SMALL * 12 + 2 * ABOVE;
    let third = setting.height / 3 / row;
    let ends_block = |number: usize| grid.rows.get(number + 1).is_none_or(|next| next.header);
    let keeps = |number: usize| {
        let is_end = number + LEAST >= count;
        if grid.header_rows == 0 && count > third {
            grid.rows[number].header || !ends_block(number)
        } else {
            count <= third || number < third.saturating_sub(2) || is_end
        }
    };
    (0..count).map(|number| number + 1 < count && keeps(number)).collect()
}

fn place(cell: &Cell, look: Look, width: usize, merge: Option<&str>) -> String {
    let side = if cell.role == Role::Row && !cell.group { "left" } else { "center" };
    // What there is for text between the sides of the cell.
    let room = width.saturating_sub(2 * SIDE);
    // （三） / 不予公开, as in the official form.
    let numbered = if cell.role == Role::Row && cell.group { cell.text.split_once('）') } else { None };
    let text = match numbered.filter(|(number, _)| number.starts_with('（')) {
        _ if merge == Some("continue") => String::new(),
        Some((number, rest)) => format!("{number}）\n{rest}"),
        None => cell.text.clone(),
    };
    let points = if cell.role == Role::Value { look.numbers } else { look.size };
    let runs = run(&format!("{}{}", fonts("宋体"), size(points)), &text);
    // 商业 / 企业: two characters a line in narrow columns.
    let pair = look.size * 20 + 20;
    let is_narrow = cell.role == Role::Column && !cell.group && cell.text.chars().count() > 3;
    let inset = if is_narrow && (pair..2 * pair).contains(&room) { (room - pair) / 2 } else { 0 };
    let keep = if look.keep { "<w:keepNext/>" } else { "" };
    let indent =
        if inset > 0 { format!(r#"<w:ind w:left="{inset}" w:right="{inset}"/>"#) } else { String::new() };
    let span = if cell.column_span > 1 {
        format!(r#"<w:gridSpan w:val="{}"/>"#, cell.column_span)
    } else {
        String::new()
    };
    let merge = merge.map_or_else(String::new, |merge| format!(r#"<w:vMerge w:val="{merge}"/>"#));
    let inner = paragraph(&format!(r#"{keep}{indent}<w:jc w:val="{side}"/>"#), &runs);
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>"#
    )
}

/// The size in which numbers of so many digits fit in one line.
fn fitting(digits: usize, width: usize) -> usize {
    // The digits of no font are wider than 65 hundredths of their height.
    let room = width.saturating_sub(2 * SIDE);
    (room * 2 / (digits.max(1) * 13)).max(SMALLEST)
}

/// Widths of the columns: labels take what the figures leave.
fn widths(grid: &Grid, text_width: usize) -> Vec<usize> {
    let labels: &[usize] = match grid.label_columns {
        0 => &[],
        1 => &[2400],
        2 => &[900, 2600],
        _ => &[460, 950, 2500],
    };
    let mut widths: Vec<usize> =
        (0..grid.label_columns).map(|at| labels.get(at).copied().unwrap_or(600)).collect();
    let figures = grid.columns.saturating_sub(grid.label_columns).max(1);
    let left = text_width.saturating_sub(widths.iter().sum());
    widths.extend(std::iter::repeat_n(left / figures, figures));
    widths
}
