//! Web pages, also saved as one file (MHTML), and tables that systems export as a page under the
//! name `.xls`.
//!
//! A table is a sheet, 表格1, 表格2 and so on; one within a cell of another is a sheet of its own.
//! Blocks of text outside tables are paragraphs. A page says what it shows: [`Hidden`] decides what
//! it does not. Hidden text is not a paragraph, and a number with hidden characters is not taken.
//! Style sheets of other files, scripts and frames are not read.

use std::collections::HashSet;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use super::book::{Book, Content};
use super::builder::{Builder, Table};
use super::limit::Limit;
use super::refusal::{Damage, Refusal};
use super::text::{head, whole};

/// The kind of data for programs that pages carry.
pub const JSON_LD: &str = "application/ld+json";

/// Elements whose text is not a paragraph.
const SILENT: &[&str] = &["head", "header", "style", "script", "template", "table", "noscript", "noframes"];
/// Elements that hold text within a line.
const INLINE: &[&str] = &[
    "span", "strong", "b", "em", "i", "a", "font", "small", "u", "br", "wbr", "s", "strike", "del", "sup",
    "sub",
];
/// Elements that strike out text.
const STRUCK: &[&str] = &["s", "strike", "del"];
/// Elements whose text is not shown like the rest of a cell.
const UNEVEN: &[&str] = &["sup", "sub", "template", "select", "noscript"];

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

/// Reads a web page.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    let mut builder = Builder::default();
    Page::read(&whole(bytes)?, &mut builder)?;
    Ok(builder.finish())
}

/// Reads every page in a file of several parts.
pub(super) fn read_mhtml(bytes: &[u8]) -> Result<Book, Refusal> {
    Limit::PlainBytes.check(bytes.len())?;
    let mail = mailparse::parse_mail(bytes).map_err(Damage::library)?;
    let mut builder = Builder::default();
    for part in mail.parts().filter(|part| part.ctype.mimetype == "text/html") {
        Page::read(&part.get_body().map_err(Damage::library)?, &mut builder)?;
    }
    Ok(builder.finish())
}

/// What a page takes away or strikes out: by attribute, by style, by a class of its own style
/// sheets, by element.
struct Hidden {
    classes: HashSet<String>,
}

impl Hidden {
    fn of(page: &Html) -> Self {
        let mut classes = HashSet::new();
        for node in page.tree.root().descendants().filter(|node| is_in(node, &["style"])) {
            let Some(text) = node.value().as_text() else { continue };
            let rules = text.split('}').filter_map(|rule| rule.split_once('{'));
            for (names, _) in rules.filter(|(_, style)| Self::by_style(style)) {
                let is_name = |c: char| c.is_alphanumeric() || "-_".contains(c);
                let name = |part: &str| part.chars().take_while(|&c| is_name(c)).collect::<String>();
                classes.extend(names.split('.').skip(1).map(name));
            }
        }
        Self { classes }
    }

    fn by_style(style: &str) -> bool {
        style.to_ascii_lowercase().split(';').filter_map(|one| one.split_once(':')).any(|(name, value)| {
            match name.trim() {
                "display" => value.contains("none"),
                "visibility" => value.contains("hidden"),
                "text-decoration" | "text-decoration-line" => value.contains("line-through"),
                _ => false,
            }
        })
    }

    fn hides(&self, element: &Element) -> bool {
        element.attr("hidden").is_some()
            || element.attr("style").is_some_and(Self::by_style)
            || element.classes().any(|class| self.classes.contains(class))
            || STRUCK.contains(&element.name())
    }
}

/// Whether the element right above a node is one of some names.
fn is_in(node: &NodeRef<Node>, names: &[&str]) -> bool {
    let parent = node.parent().and_then(|parent| parent.value().as_element());
    parent.is_some_and(|parent| names.contains(&parent.name()))
}

/// The text right below an element.
fn text_of(node: NodeRef<Node>) -> String {
    node.children().filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect()
}

/// A page while it is read.
struct Page<'b> {
    builder: &'b mut Builder,
    hidden: Hidden,
    /// The tables that are open, the innermost last.
    tables: Vec<OpenTable>,
    /// The block of text that is being read.
    block: String,
    /// How many elements are open whose text is not a paragraph.
    silent: usize,
    /// How many elements are open.
    depth: usize,
}

impl Page<'_> {
    /// Without recursion: nobody knows how deep the elements of a page are.
    fn read(text: &str, builder: &mut Builder) -> Result<(), Refusal> {
        let document = Html::parse_document(text);
        let hidden = Hidden::of(&document);
        let mut page =
            Page { builder, hidden, tables: Vec::new(), block: String::new(), silent: 0, depth: 0 };
        for edge in document.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        page.depth += 1;
                        page.begin(element, node)?;
                    }
                    Node::Text(text) if !is_in(&node, &["style", "script"]) => page.text(text),
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        page.end(element.name())?;
                        page.depth -= 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, element: &Element, node: NodeRef<Node>) -> Result<(), Refusal> {
        let name = element.name();
        let hidden = self.hidden.hides(element);
        self.end_block(name)?;
        if self.silent > 0 || hidden || SILENT.contains(&name) {
            self.silent += 1;
        } else if name == "br" {
            end_line(&mut self.block);
        }
        match name {
            "table" => self.tables.push(OpenTable::default()),
            "title" => self.builder.title(text_of(node)),
            "script" if element.attr("type") == Some(JSON_LD) => {
                self.builder.attach(JSON_LD, text_of(node).into_bytes());
            }
            _ => {}
        }
        match self.tables.last_mut() {
            Some(table) if name != "table" => table.begin(element, hidden, self.depth),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        if self.silent == 0 {
            add_text(&mut self.block, text);
        } else if let Some(table) = self.tables.last_mut()
            && let Some(cell) = &mut table.cell
        {
            cell.uneven |= table.uneven_from.is_some() && !text.trim().is_empty();
            add_text(&mut cell.text, text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        self.end_block(name)?;
        self.silent = self.silent.saturating_sub(1);
        if name == "table" {
            return self.tables.pop().map_or(Ok(()), |open| self.builder.table(open.table));
        }
        if let Some(table) = self.tables.last_mut() {
            table.end(name, self.depth);
        }
        Ok(())
    }

    fn end_block(&mut self, name: &str) -> Result<(), Refusal> {
        if INLINE.contains(&name) {
            return Ok(());
        }
        let block = std::mem::take(&mut self.block);
        self.builder.paragraph(None, block.trim())
    }
}

/// Spaces and line ends of a page's source are one space; lines end where elements say so.
fn add_text(shown: &mut String, text: &str) {
    for c in text.chars() {
        if !matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{A0}') {
            shown.push(c);
        } else if !shown.ends_with([' ', '\n']) {
            shown.push(' ');
        }
    }
}

fn end_line(shown: &mut String) {
    if !shown.trim().is_empty() {
        shown.push('\n');
    }
}

/// A table that is being read.
#[derive(Default)]
struct OpenTable {
    table: Table,
    cell: Option<OpenCell>,
    /// Whether the row is hidden.
    hidden_row: bool,
    /// How deep the element is whose text is not shown like the rest of the cell, or not at all.
    uneven_from: Option<usize>,
}

/// A cell that is being read.
#[derive(Default)]
struct OpenCell {
    text: String,
    /// Some of it is struck out, raised, lowered or hidden.
    uneven: bool,
}

impl OpenTable {
    fn begin(&mut self, element: &Element, hidden: bool, depth: usize) -> Result<(), Refusal> {
        match element.name() {
            "tr" => self.hidden_row = hidden,
            "td" | "th" => {
                let span =
                    |name: &str| element.attr(name).and_then(|text| text.trim().parse().ok()).unwrap_or(1);
                self.table.begin(span("rowspan"), span("colspan"))?;
                self.cell = Some(OpenCell::default());
            }
            "br" | "p" | "div" | "li" => self.end_line(),
            _ => {}
        }
        if self.cell.is_some() && (hidden || self.hidden_row || UNEVEN.contains(&element.name())) {
            self.uneven_from.get_or_insert(depth);
        }
        Ok(())
    }

    fn end(&mut self, name: &str, depth: usize) {
        if self.uneven_from == Some(depth) {
            self.uneven_from = None;
        }
        match name {
            "td" | "th" => {
                if let Some(OpenCell { text, uneven }) = self.cell.take() {
                    self.table.fill(Content::written(text.trim(), false, uneven));
                }
            }
            "tr" => self.table.end_row(),
            "p" | "div" | "li" => self.end_line(),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        self.cell.iter_mut().for_each(|cell| end_line(&mut cell.text));
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::document::{Content, Shown};

    #[test]
    fn paragraphs_and_tables_come_in_the_order_of_the_page_without_what_is_hidden() {
        let page = "<html><head><title>题</title><style>.off{display: none}</style></head><body>\
            <p>一<b>二</b>  三</p><div hidden>甲</div><p class='off'>乙</p>\
            <table><tr><td>5</td><td><s>1</s>2</td></tr></table>\
            <p>后<span style='display:none'>丙</span><del>丁</del></p></body></html>";
        let book = read(page.as_bytes()).expect("a page");
        let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names, ["正文", "表格1", "正文"]);
        let texts: Vec<_> = book.paragraphs().map(|(cell, text)| (cell.to_string(), text)).collect();
        assert_eq!(texts, [("A1".to_owned(), "一二 三"), ("A2".to_owned(), "后")]);
        assert_eq!(book.title.as_deref(), Some("题"));
        let table = &book.sheets[1];
        assert_eq!(table.at(0, 0), Some(&Content::Text("5".to_owned())));
        let struck = Content::Misshown { value: "12".to_owned(), shown: Shown::Uneven };
        assert_eq!(table.at(0, 1), Some(&struck));
    }

    #[test]
    fn an_element_without_text_hides_nothing() {
        let page = "<table><tr><td>5<sup></sup></td><td><span style='display:none'> </span>7</td></tr>\
            <tr style='display:none'><td></td><td>&nbsp;</td></tr><tr><td>1<sup>2</sup></td><td>8</td></tr>\
            <tr style='display:none'><td>9</td></tr></table>";
        let book = read(page.as_bytes()).expect("a page");
        let uneven = |text: &str| Content::Misshown { value: text.to_owned(), shown: Shown::Uneven };
        let text = |text: &str| Content::Text(text.to_owned());
        let cells: Vec<_> =
            book.cells().map(|(cell, content)| (cell.row, cell.column, content.clone())).collect();
        let wanted = [
            (0, 0, text("5")),
            (0, 1, text("7")),
            (2, 0, uneven("12")),
            (2, 1, text("8")),
            (3, 0, uneven("9")),
        ];
        assert_eq!(cells, wanted);
    }
}
