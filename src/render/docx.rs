//! A Word document: what offices edit, sign and send on.
//!
//! The layout is that of the PDF, by the habits of GB/T 9704: fonts are named as offices have them (方正小标宋简体,
//! `仿宋_GB2312`, 黑体, `楷体_GB2312`, 宋体), so that Word and WPS show those, or what the machine has in their place. All of
//! docx-rs is behind this file. No template: a document's look is changed where documents are edited.
//!
//! docx-rs numbers paragraphs by a counter of the whole process: here every paragraph has a number of its own document,
//! so that a report has the same bytes whatever was made before it.

use std::io::{Cursor, Read};

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    Run, RunFonts, SpecialIndentType, Style, StyleType, Table, TableAlignmentType, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use zip::ZipArchive;

use super::{Cell, Document, Format, Grid, Media, Renderer, Role, Unrendered};
use crate::document::{Packer, escaped};
use crate::lang::Words;
use crate::roster::Theme;

pub(super) const FORMAT: Format = Format {
    name: "docx",
    ending: "docx",
    template: "",
    media: Media::Word,
    template_endings: &[],
    title: Words::fixed("Word", "Word"),
    about: Words::fixed("Word 文档，公文版式，可再编辑", "a Word document, to be edited on"),
    by_default: false,
    render,
};

/// How a document is set: lengths in twentieths of a point, sizes in half points.
#[derive(Clone, Copy)]
struct Setting {
    top: i32,
    left: i32,
    right: i32,
    bottom: i32,
    /// What is between the margins.
    width: usize,
    /// From line to line.
    line: i32,
    title: usize,
    body: usize,
    /// The number of a page.
    foot: usize,
    font: &'static str,
    /// Page numbers stand at the outer foot, else in the middle.
    outer: bool,
}

/// GB/T 9704-2012: margins of 37, 28, 26 and 35 mm; 二号, 三号, 四号; 22 lines a page.
const OFFICIAL: Setting = Setting {
    top: 2098,
    left: 1588,
    right: 1474,
    bottom: 1985,
    width: 8844,
    line: 580,
    title: 44,
    body: 32,
    foot: 28,
    font: "仿宋_GB2312",
    outer: true,
};
/// The Word template that is handed out with the form: margins of 25.4 and 31.7 mm; 小二, 小四.
const PLAIN: Setting = Setting {
    top: 1440,
    left: 1800,
    right: 1800,
    bottom: 1440,
    width: 8306,
    line: 440,
    title: 36,
    body: 24,
    foot: 21,
    font: "宋体",
    outer: false,
};

/// A4.
const PAGE: (u32, u32) = (11_906, 16_838);
/// 五号, the text of tables.
const SMALL: usize = 21;
/// A text of narrow columns.
const SMALLER: usize = 18;
/// The smallest of numbers.
const SMALLEST: usize = 9;
/// Between the text of a cell and its edge, in twentieths of a point.
const SIDE: usize = 40;
/// Rows of a table that fits a page.
const SHORT: usize = 36;
/// Characters of a title in one line.
const TITLE_LINE: usize = 20;

/// What the library writes of a row that is not to be split, which here are those of headers.
const CANNOT_SPLIT: &str = "<w:cantSplit />";
/// Of the style that all others are based on.
const NORMAL: &str = "<w:style w:type=\"paragraph\" w:styleId=\"Normal\">";
/// Of an author whom it does not know.
const CREATOR: &str = "<dc:creator>unknown</dc:creator>";

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().east_asia(name).ascii("Times New Roman").hi_ansi("Times New Roman")
}

/// Text without the characters that XML cannot hold; a draft may have some.
fn clean(text: &str) -> String {
    let fits = |c: &char| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(fits).collect()
}

fn run(text: &str) -> Run {
    Run::new().add_text(clean(text))
}

fn lines(points: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(points)
}

fn styles(docx: Docx, setting: Setting) -> Docx {
    let heading = |id: &str, name: &str, font: &str, level: usize| {
        Style::new(id, StyleType::Paragraph)
            .name(name)
            .based_on("Normal")
            .next("Normal")
            .q_format(true)
            .fonts(fonts(font))
            .size(setting.body)
            .outline_lvl(level)
            .indent(None, Some(SpecialIndentType::FirstLine(setting.indent())), None, None)
            .first_line_chars(200)
            .line_spacing(lines(setting.line))
    };
    let title = Style::new("Title", StyleType::Paragraph)
        .name("Title")
        .based_on("Normal")
        .next("Normal")
        .q_format(true)
        .fonts(fonts("方正小标宋简体"))
        .size(setting.title)
        .align(AlignmentType::Center)
        .line_spacing(lines(640));
    docx.add_style(title).add_style(heading("Heading1", "heading 1", "黑体", 0)).add_style(heading(
        "Heading2",
        "heading 2",
        "楷体_GB2312",
        1,
    ))
}

fn render(_: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let view = &document.view;
    let setting = if view.theme == Theme::Plain.name() { PLAIN } else { OFFICIAL };
    let mut paragraphs = Paragraphs { setting, count: 0 };
    let dated = format!("{}T00:00:00Z", view.dated);
    let margin = PageMargin::new()
        .top(setting.top)
        .left(setting.left)
        .right(setting.right)
        .bottom(setting.bottom)
        .header(851)
        .footer(1417)
        .gutter(0);
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts(setting.font))
        .default_size(setting.body)
        .created_at(&dated)
        .updated_at(&dated)
        .footer(paragraphs.foot(if setting.outer { AlignmentType::Right } else { AlignmentType::Center }));
    if setting.outer {
        docx = docx.even_footer(paragraphs.foot(AlignmentType::Left));
    }
    docx = styles(docx, setting).add_paragraph(paragraphs.title(&view.title, &view.unit));
    if view.draft {
        let words = run("草稿：数据有误，不得公开").bold().color("C00000");
        docx = docx.add_paragraph(paragraphs.next().align(AlignmentType::Center).add_run(words));
    }
    docx = docx.add_paragraph(paragraphs.next().line_spacing(lines(setting.line)));
    for block in &view.preface {
        docx = docx.add_paragraph(paragraphs.text(&block.text, AlignmentType::Both));
    }
    if !view.contact.is_empty() {
        // An address of many letters does not break: the line before it would be drawn apart.
        docx = docx.add_paragraph(paragraphs.text(&view.contact, AlignmentType::Left));
    }
    for section in &view.sections {
        docx = docx.add_paragraph(paragraphs.heading(&section.heading, "Heading1"));
        for block in &section.paragraphs {
            docx = docx.add_paragraph(if block.heading {
                paragraphs.heading(&block.text, "Heading2")
            } else {
                paragraphs.text(&block.text, AlignmentType::Both)
            });
        }
        if let Some(grid) = &section.table {
            docx = docx.add_table(paragraphs.table(grid));
        }
    }
    if !view.date.is_empty() {
        docx = docx.add_paragraph(paragraphs.next().line_spacing(lines(setting.line)));
        for text in [&view.unit, &view.date] {
            let right = paragraphs.next().align(AlignmentType::Right).line_spacing(lines(setting.line));
            docx =
                docx.add_paragraph(right.indent(None, None, Some(setting.indent()), None).add_run(run(text)));
        }
    }
    let mut package = docx.build();
    // The library has no header rows that stand again on every page, no title and author among the properties, and no
    // style that is the usual one.
    let part =
        |bytes: &[u8], old: &str, new: &str| String::from_utf8_lossy(bytes).replace(old, new).into_bytes();
    package.document = part(&package.document, CANNOT_SPLIT, &format!("{CANNOT_SPLIT}<w:tblHeader />"));
    package.styles = part(&package.styles, NORMAL, &NORMAL.replace('>', " w:default=\"1\">"));
    let (title, unit) = (escaped(&clean(&view.title)), escaped(&clean(&view.unit)));
    let properties = format!(
        "<dc:title>{title}</dc:title><dc:creator>{unit}</dc:creator><dc:language>zh-CN</dc:language>"
    );
    package.doc_props.core = part(&package.doc_props.core, CREATOR, &properties);
    let mut bytes = Cursor::new(Vec::new());
    package.pack(&mut bytes).map_err(|error| refused(&error))?;
    packed(bytes)
}

fn refused(error: &dyn std::fmt::Display) -> Unrendered {
    Unrendered::Unwritable(error.to_string())
}

/// The package, which the library leaves unpacked, a tenth of its size.
fn packed(bytes: Cursor<Vec<u8>>) -> Result<Vec<u8>, Unrendered> {
    let mut archive = ZipArchive::new(bytes).map_err(|error| refused(&error))?;
    let mut packer = Packer::default();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| refused(&error))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| refused(&error))?.into_owned();
        let mut part = Vec::new();
        entry.read_to_end(&mut part).map_err(|error| refused(&error))?;
        packer.add(&name, &part).map_err(|error| refused(&error))?;
    }
    packer.finish().map_err(|error| refused(&error))
}

/// How a row of a table looks.
#[derive(Clone, Copy)]
struct Look {
    size: usize,
    /// The size of its numbers.
    numbers: usize,
    /// It stays on the page of the next.
    keep: bool,
}

/// Makes the paragraphs of one document.
struct Paragraphs {
    setting: Setting,
    count: u32,
}

impl Setting {
    /// Two characters of the body.
    fn indent(self) -> i32 {
        i32::try_from(self.body).unwrap_or_default() * 20
    }
}

impl Paragraphs {
    fn next(&mut self) -> Paragraph {
        self.count += 1;
        Paragraph::new().id(format!("{:08X}", self.count))
    }

    /// The title, broken after the unit's name where it needs two lines.
    fn title(&mut self, title: &str, unit: &str) -> Paragraph {
        let one = self.next().style("Title");
        match title.strip_prefix(unit).filter(|_| title.chars().count() > TITLE_LINE) {
            Some(rest) => one.add_run(run(unit).add_break(BreakType::TextWrapping).add_text(clean(rest))),
            None => one.add_run(run(title)),
        }
    }

    fn text(&mut self, text: &str, side: AlignmentType) -> Paragraph {
        let setting = self.setting;
        let one = self.next().align(side).line_spacing(lines(setting.line));
        one.indent(None, Some(SpecialIndentType::FirstLine(setting.indent())), None, None)
            .first_line_chars(200)
            .add_run(run(text))
    }

    fn heading(&mut self, text: &str, style: &str) -> Paragraph {
        self.next().style(style).keep_next(true).add_run(run(text))
    }

    /// 「— 1 —」 at the outer foot.
    fn foot(&mut self, side: AlignmentType) -> Footer {
        let points = self.setting.foot;
        let dash = |text: &str| Run::new().add_text(text).size(points).fonts(fonts("宋体"));
        let number =
            self.next().align(side).add_run(dash("— ")).add_page_num(PageNum::new()).add_run(dash(" —"));
        Footer::new().add_paragraph(number.size(points).indent(Some(320), None, Some(320), None))
    }

    fn table(&mut self, grid: &Grid) -> Table {
        let text_width = self.setting.width;
        let widths = widths(grid, text_width);
        let wide = |column: usize, span: usize| widths.iter().skip(column).take(span).sum();
        let size = if grid.columns >= 10 { SMALLER } else { SMALL };
        let numbers = size.min(fitting(grid.longest, widths.last().copied().unwrap_or_default()));
        // For each column the cell that reaches down into the next rows, and how far.
        let mut above: Vec<Option<(usize, &Cell)>> = vec![None; grid.columns];
        let mut rows = Vec::new();
        let last = grid.rows.len().saturating_sub(1);
        for (number, row) in grid.rows.iter().enumerate() {
            // A short table stays on one page.
            let look = Look { size, numbers, keep: grid.rows.len() <= SHORT && number < last };
            let mut cells = Vec::new();
            let mut column = 0;
            while column < grid.columns {
                if let Some((left, cell)) = above[column] {
                    let more = (left > 1).then(|| (left - 1, cell));
                    above[column..(column + cell.column_span).min(grid.columns)].fill(more);
                    cells.push(self.place(
                        cell,
                        look,
                        wide(column, cell.column_span),
                        Some(VMergeType::Continue),
                    ));
                    column += cell.column_span.max(1);
                } else if let Some(cell) = row.cells.iter().find(|cell| cell.column == column) {
                    let merge = (cell.row_span > 1).then_some(VMergeType::Restart);
                    if cell.row_span > 1 {
                        let end = (column + cell.column_span).min(grid.columns);
                        above[column..end].fill(Some((cell.row_span - 1, cell)));
                    }
                    cells.push(self.place(cell, look, wide(column, cell.column_span), merge));
                    column += cell.column_span.max(1);
                } else {
                    column += 1;
                }
            }
            let one = TableRow::new(cells);
            rows.push(if row.header && grid.header_rows > 0 { one.cant_split() } else { one });
        }
        Table::new(rows)
            .set_grid(widths)
            .layout(TableLayoutType::Fixed)
            .width(text_width, WidthType::Dxa)
            .align(TableAlignmentType::Center)
            .margins(TableCellMargins::new().margin(20, SIDE, 20, SIDE))
    }

    fn place(&mut self, cell: &Cell, look: Look, width: usize, merge: Option<VMergeType>) -> TableCell {
        let side =
            if cell.role == Role::Row && !cell.group { AlignmentType::Left } else { AlignmentType::Center };
        let goes_on = matches!(merge, Some(VMergeType::Continue));
        // What there is for text between the sides of the cell.
        let room = width.saturating_sub(2 * SIDE);
        // （三） / 不予公开, as in the official form.
        let numbered = if cell.role == Role::Row && cell.group { cell.text.split_once('）') } else { None };
        let mut text = match numbered.filter(|(number, _)| number.starts_with('（')) {
            _ if goes_on => run(""),
            Some((number, rest)) => {
                run(&format!("{number}）")).add_break(BreakType::TextWrapping).add_text(clean(rest))
            }
            None => run(&cell.text),
        };
        text = text.size(look.size).fonts(fonts("宋体"));
        if cell.role == Role::Value {
            text = text.size(look.numbers);
        }
        if cell.role == Role::Caption {
            text = text.bold();
        }
        // 商业 / 企业: two characters a line in narrow columns.
        let pair = look.size * 20 + 20;
        let is_narrow = cell.role == Role::Column && !cell.group && cell.text.chars().count() > 3;
        let inset = if is_narrow && (pair..2 * pair).contains(&room) { (room - pair) / 2 } else { 0 };
        let inset = i32::try_from(inset).unwrap_or_default();
        let one = self
            .next()
            .align(side)
            .keep_next(look.keep)
            .indent(Some(inset), None, Some(inset), None)
            .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Auto).line(240));
        let mut placed = TableCell::new()
            .width(width, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(one.add_run(text));
        if cell.column_span > 1 {
            placed = placed.grid_span(cell.column_span);
        }
        match merge {
            Some(merge) => placed.vertical_merge(merge),
            None => placed,
        }
    }
}

/// The size in which numbers of so many digits stand in one line.
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
