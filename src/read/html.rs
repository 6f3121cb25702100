//! Tables of a web page: what many systems export under the name `.xls`, and pages saved as one file (MHTML).
//!
//! Every table becomes a sheet, 表格1, 表格2 and so on; one that stands in a cell of another is one of its own. A cell
//! says what the page shows. Styles are not looked at: what they hide is read all the same.

use std::collections::HashSet;

use scraper::node::Element;
use scraper::{Html, Node};

use super::MAX_PLAIN_BYTES;
use super::delimited::decode;
use super::grid::{Builder, Content, Grid, Region};
use super::refusal::{Damage, Limit, Other, Refusal};

/// How much is looked at to tell what a file is.
const HEAD: usize = 8 << 10;
/// The most columns of a table: those of a sheet of Excel.
const MOST_COLUMNS: usize = 16_384;
/// The most rows or columns that a cell may cover, as in browsers.
const MOST_SPAN: u32 = 1_000;

/// The beginning of a text in lower case, to tell what it is; empty where it is no text.
pub(super) fn head(bytes: &[u8]) -> String {
    let mut end = bytes.len().min(HEAD);
    // A character may be cut in two at the end.
    for _ in 0..4 {
        if let Some(text) = decode(&bytes[..end]) {
            return text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).to_ascii_lowercase();
        }
        end = end.saturating_sub(1);
    }
    String::new()
}

/// Whether bytes are a web page.
pub(super) fn is(bytes: &[u8]) -> bool {
    let head = head(bytes);
    let marks = ["<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<div", "<style"];
    head.starts_with('<') && marks.iter().any(|mark| head.contains(mark))
}

/// Whether bytes are a web page saved as one file.
pub(super) fn is_mhtml(bytes: &[u8]) -> bool {
    let head = head(bytes);
    ["mime-version:", "from:", "content-type:"].iter().any(|field| head.starts_with(field))
        && head.contains("mime-version:")
}

/// Reads the tables of a web page.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, Refusal> {
    if bytes.len() > MAX_PLAIN_BYTES {
        return Err(Refusal::Limit(Limit::PlainBytes));
    }
    let text = decode(bytes).ok_or(Refusal::Other(Other::Unknown))?;
    let mut tables = Tables::default();
    tables.add(&text)?;
    tables.finish()
}

/// Reads the tables of every page in a file of several parts.
pub(super) fn read_mhtml(bytes: &[u8]) -> Result<Grid, Refusal> {
    if bytes.len() > MAX_PLAIN_BYTES {
        return Err(Refusal::Limit(Limit::PlainBytes));
    }
    let damaged = |error: mailparse::MailParseError| Refusal::Damaged(Damage::Library(error.to_string()));
    let mail = mailparse::parse_mail(bytes).map_err(damaged)?;
    let mut tables = Tables::default();
    for part in mail.parts().filter(|part| part.ctype.mimetype == "text/html") {
        tables.add(&part.get_body().map_err(damaged)?)?;
    }
    tables.finish()
}

/// Tables that were begun, the innermost last; finished ones go into the workbook.
#[derive(Default)]
struct Tables {
    builder: Builder,
    count: usize,
}

/// A table that is being read.
#[derive(Default)]
struct Table {
    cells: Vec<Open>,
    merges: Vec<Region>,
    /// The row that is being read.
    row: u32,
    /// For each column the first row that no cell above reaches into.
    free: Vec<u32>,
    /// The cell that is being read.
    open: Option<Open>,
    /// Whether the row is hidden.
    hidden_row: bool,
}

/// A cell: its row, its column, whether a part of it is struck out, raised or hidden, and its text.
type Open = (u32, u32, bool, String);

impl Tables {
    fn add(&mut self, page: &str) -> Result<(), Refusal> {
        let page = Html::parse_document(page);
        let classes = hidden_classes(&page);
        let is_hidden = |element: &Element| {
            element.attr("hidden").is_some()
                || element.attr("style").is_some_and(hides)
                || element.classes().any(|class| classes.contains(class))
        };
        let mut open: Vec<Table> = Vec::new();
        for edge in page.tree.root().traverse() {
            match edge {
                ego_tree::iter::Edge::Open(node) => match node.value() {
                    Node::Element(element) => match element.name() {
                        "table" => open.push(Table::default()),
                        name => {
                            if let Some(table) = open.last_mut() {
                                table.begin(name, element, is_hidden(element))?;
                            }
                        }
                    },
                    Node::Text(text) => {
                        let hidden = node.parent().is_some_and(|parent| {
                            let name = parent.value().as_element().map(Element::name);
                            matches!(name, Some("style" | "script"))
                        });
                        let cell = open.last_mut().and_then(|table| table.open.as_mut());
                        if let Some((.., cell)) = cell.filter(|_| !hidden) {
                            add_text(cell, text);
                        }
                    }
                    _ => {}
                },
                ego_tree::iter::Edge::Close(node) => {
                    let name = node.value().as_element().map(Element::name).unwrap_or_default();
                    if name == "table" {
                        if let Some(table) = open.pop() {
                            self.put(table)?;
                        }
                    } else if let Some(table) = open.last_mut() {
                        table.end(name);
                    }
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, table: Table) -> Result<(), Refusal> {
        self.count += 1;
        self.builder.sheet(format!("表格{}", self.count))?;
        for (row, column, uneven, text) in table.cells {
            self.builder.put(row, column, Content::written(text.trim(), false, uneven))?;
        }
        for region in table.merges {
            self.builder.merge(region)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Grid, Refusal> {
        if self.count == 0 { Err(Refusal::Other(Other::NoTable)) } else { Ok(self.builder.finish()) }
    }
}

/// Blanks and line ends of a page's source are one blank; lines end where elements say so.
fn add_text(cell: &mut String, text: &str) {
    for c in text.chars() {
        let blank = matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{A0}');
        if !blank {
            cell.push(c);
        } else if !cell.ends_with([' ', '\n']) {
            cell.push(' ');
        }
    }
}

/// Classes that a page's own style sheets take away, or strike out.
fn hidden_classes(page: &Html) -> HashSet<String> {
    let mut classes = HashSet::new(); // looked up, never walked
    for node in page.tree.root().descendants() {
        let parent = node.parent().and_then(|parent| parent.value().as_element());
        let in_style = parent.is_some_and(|parent| parent.name() == "style");
        let Some(text) = node.value().as_text().filter(|_| in_style) else { continue };
        for (names, _) in text.split('}').filter_map(|rule| rule.split_once('{')).filter(|rule| hides(rule.1))
        {
            let name = |part: &str| {
                let end =
                    part.find(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).unwrap_or(part.len());
                part[..end].to_owned()
            };
            classes.extend(names.split('.').skip(1).map(name));
        }
    }
    classes
}

/// Whether a style takes text away, or strikes it out.
fn hides(style: &str) -> bool {
    style.to_ascii_lowercase().split(';').filter_map(|one| one.split_once(':')).any(
        |(name, value)| match name.trim() {
            "display" => value.contains("none"),
            "visibility" => value.contains("hidden"),
            "text-decoration" | "text-decoration-line" => value.contains("line-through"),
            _ => false,
        },
    )
}

impl Table {
    fn begin(&mut self, name: &str, element: &Element, hidden: bool) -> Result<(), Refusal> {
        match name {
            "tr" => self.hidden_row = hidden,
            "td" | "th" => self.cell(element)?,
            "br" | "p" | "div" | "li" => self.line(),
            _ => {}
        }
        if let Some((_, _, uneven, _)) = &mut self.open {
            *uneven |= hidden
                || self.hidden_row
                || ["s", "strike", "del", "sup", "sub", "template", "select", "noscript"].contains(&name);
        }
        Ok(())
    }

    fn line(&mut self) {
        if let Some((.., text)) = &mut self.open
            && !text.trim().is_empty()
        {
            text.push('\n');
        }
    }

    fn cell(&mut self, element: &Element) -> Result<(), Refusal> {
        let span = |name: &str| {
            let number = element.attr(name).and_then(|text| text.trim().parse::<u32>().ok());
            number.unwrap_or(1).clamp(1, MOST_SPAN)
        };
        let (rows, columns) = (span("rowspan"), span("colspan"));
        let row = self.row;
        let column = self.free.iter().position(|&free| free <= row).unwrap_or(self.free.len());
        let end = column + usize::try_from(columns).unwrap_or(MOST_COLUMNS);
        if end > MOST_COLUMNS {
            return Err(Refusal::Limit(Limit::Cells));
        }
        if self.free.len() < end {
            self.free.resize(end, 0);
        }
        let bottom = row.saturating_add(rows);
        self.free[column..end].fill(bottom);
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        self.merges.push(Region {
            top: row,
            left: number(column),
            bottom: bottom - 1,
            right: number(end - 1),
        });
        self.open = Some((row, number(column), false, String::new()));
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "td" | "th" => self.cells.extend(self.open.take()),
            "tr" => self.row = self.row.saturating_add(1),
            "p" | "div" | "li" => self.line(),
            _ => {}
        }
    }
}
