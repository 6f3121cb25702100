//! Web pages, also saved as one file (MHTML), and tables that systems export as a page under the
//! name `.xls`.
//!
//! A table is a sheet, 表格1, 表格2 and so on; one within a cell of another is a sheet of its own.
//! Tables that only lay out a page ([`Layout`]) are no tables: what is in their cells is text like
//! any other. Blocks of text are paragraphs, each with the element that it is in. A page says what
//! it shows: [`Hidden`] decides what it does not. Hidden text is not a paragraph, and a number with
//! hidden characters is not taken. Style sheets of other files, scripts and frames are not read.

mod hidden;
mod layout;
mod words;

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
use hidden::Hidden;
use layout::Layout;

/// The kind of data for programs that pages carry.
pub const JSON_LD: &str = "application/ld+json";

/// Elements whose text is not a paragraph.
const SILENT: &[&str] = &[
    "head", "header", "nav", "style", "script", "template", "table", "noscript", "noframes", "select",
    "button", "textarea", "iframe", "svg",
];
/// Elements that end a paragraph; all others are within a line.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];
/// Elements whose text is not shown like the rest of a cell.
const UNEVEN: &[&str] = &["sup", "sub", "template", "select", "noscript"];
/// More of what a page says of itself is not kept.
const MOST_ABOUT: usize = 200;

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
        let body = part.get_body_raw().map_err(Damage::library)?;
        Page::read(&whole(&body)?, &mut builder)?;
    }
    Ok(builder.finish())
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
    layout: Layout,
    /// The tables that are open, the innermost last.
    tables: Vec<OpenTable>,
    /// The block of text that is being read.
    block: String,
    /// How many elements are open whose text is not a paragraph.
    silent: usize,
    /// How many elements are open.
    depth: usize,
    /// The block elements that are open, by their number.
    within: Vec<usize>,
    /// What each open table is: whether it lays out the page.
    lays_out: Vec<bool>,
    /// How deep the element is that keeps the spaces and lines of its text.
    kept_from: Option<usize>,
}

impl Page<'_> {
    /// Without recursion: nobody knows how deep the elements of a page are.
    fn read(text: &str, builder: &mut Builder) -> Result<(), Refusal> {
        let document = Html::parse_document(text);
        let pages = words::pages(&document);
        if !pages.is_empty() {
            return pages.into_iter().try_for_each(|words| builder.words(words));
        }
        let (hidden, layout) = (Hidden::of(&document), Layout::of(&document));
        let mut page = Page {
            builder,
            hidden,
            layout,
            tables: Vec::new(),
            block: String::new(),
            silent: 0,
            depth: 0,
            within: Vec::new(),
            lays_out: Vec::new(),
            kept_from: None,
        };
        let mut silent: HashSet<ego_tree::NodeId> = HashSet::new();
        for edge in document.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        page.depth += 1;
                        if page.begin(element, node)? {
                            silent.insert(node.id());
                            page.silent += 1;
                        }
                    }
                    Node::Text(text) if !is_in(&node, &["style", "script"]) => page.text(text),
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        page.end(element.name())?;
                        page.silent -= usize::from(silent.contains(&node.id()));
                        page.depth -= 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// Begins an element. Returns whether its text is not a paragraph.
    fn begin(&mut self, element: &Element, node: NodeRef<Node>) -> Result<bool, Refusal> {
        let name = element.name();
        let hidden = self.hidden.hides(element);
        let lays_out = name == "table" && self.layout.has(node.id());
        self.about(element, node)?;
        if BLOCKS.contains(&name) {
            self.end_block()?;
            let elements = &mut self.builder.web().elements;
            let number = elements.len();
            elements.push(self.within.last().copied().unwrap_or(number));
            self.within.push(number);
        }
        if keeps_spaces(element) {
            self.kept_from.get_or_insert(self.depth);
        }
        let silent = hidden || SILENT.contains(&name) && !lays_out;
        if self.silent == 0 && !silent {
            match name {
                "br" => end_line(&mut self.block),
                "img" => self.picture(element)?,
                _ => {}
            }
        }
        if name == "table" {
            self.lays_out.push(lays_out);
            if !lays_out {
                self.tables.push(OpenTable::default());
            }
        } else if let Some(table) = self.tables.last_mut().filter(|_| self.lays_out.last() == Some(&false)) {
            table.begin(element, hidden, self.depth)?;
        }
        Ok(silent)
    }

    /// What an element says of the page.
    fn about(&mut self, element: &Element, node: NodeRef<Node>) -> Result<(), Refusal> {
        match element.name() {
            "title" => self.builder.title(text_of(node)),
            "script" if element.attr("type") == Some(JSON_LD) => {
                self.builder.attach(JSON_LD, text_of(node).into_bytes());
            }
            "script" | "iframe" | "frame" | "object" | "embed" => {
                self.builder.web().loaded += usize::from(element.attr("src").is_some());
            }
            "meta" => {
                let name = element.attr("name").or_else(|| element.attr("property"));
                if let (Some(name), Some(content)) = (name, element.attr("content")) {
                    self.says(name.trim().to_lowercase(), content.trim());
                }
            }
            "h1" => self.says("h1".to_owned(), &all_text(node)),
            "a" => {
                if let Some(address) = element.attr("href") {
                    self.builder.link(all_text(node), address)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn says(&mut self, name: String, text: &str) {
        let about = &mut self.builder.web().about;
        if about.len() < MOST_ABOUT && !text.is_empty() {
            about.push((name, text.chars().take(MOST_ABOUT).collect()));
        }
    }

    fn picture(&mut self, element: &Element) -> Result<(), Refusal> {
        self.end_block()?;
        let address = element.attr("src").unwrap_or_default();
        let address = if address.starts_with("data:") { "data:" } else { address };
        self.builder.paragraph_in(self.number(), Content::Picture(address.to_owned()))
    }

    /// The block element that is being read.
    fn number(&self) -> usize {
        self.within.last().copied().unwrap_or_default()
    }

    fn text(&mut self, text: &str) {
        if self.silent == 0 && self.kept_from.is_some() {
            add_kept(&mut self.block, text);
        } else if self.silent == 0 {
            add_text(&mut self.block, text);
        } else if let Some(table) = self.tables.last_mut()
            && let Some(cell) = &mut table.cell
        {
            cell.uneven |= table.uneven_from.is_some() && !text.trim().is_empty();
            add_text(&mut cell.text, text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        if BLOCKS.contains(&name) {
            self.end_block()?;
            self.within.pop();
        }
        self.kept_from = self.kept_from.filter(|&from| from != self.depth);
        if name == "table" {
            if self.lays_out.pop() == Some(true) {
                return Ok(());
            }
            return self.tables.pop().map_or(Ok(()), |open| self.builder.table(open.table));
        }
        if let Some(table) = self.tables.last_mut().filter(|_| self.lays_out.last() == Some(&false)) {
            table.end(name, self.depth);
        }
        Ok(())
    }

    fn end_block(&mut self) -> Result<(), Refusal> {
        let block = std::mem::take(&mut self.block);
        for line in block.split('\n') {
            self.builder.paragraph_in(self.number(), Content::Text(line.trim().to_owned()))?;
        }
        Ok(())
    }
}

/// All text of an element, on one line.
fn all_text(node: NodeRef<Node>) -> String {
    let mut text = String::new();
    for below in node.descendants() {
        if let Some(part) = below.value().as_text().filter(|_| !is_in(&below, &["style", "script"])) {
            add_text(&mut text, part);
        }
    }
    text.trim().to_owned()
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

/// Text whose spaces and lines are shown as they are written.
fn add_kept(shown: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' => end_line(shown),
            '\r' => {}
            '\t' | '\u{A0}' => shown.push(' '),
            c => shown.push(c),
        }
    }
}

/// Whether the spaces and lines of an element's text are shown as they are written.
fn keeps_spaces(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
    let mut styles = style.split(';').filter_map(|one| one.split_once(':'));
    let keeps = |value: &str| ["pre", "pre-wrap", "break-spaces"].contains(&value.trim());
    element.name() == "pre" || styles.any(|(name, value)| name.trim() == "white-space" && keeps(value))
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
            <p>后<span style='display:none'>丙</span><del>丁</del></p>\
            <pre>甲  乙\n丙</pre><p style='White-Space: pre-wrap'>丁  戊</p><p>己  庚</p></body></html>";
        let book = read(page.as_bytes()).expect("a page");
        let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names, ["正文", "表格1", "正文"]);
        let texts: Vec<_> = book.paragraphs().map(|(cell, text)| (cell.to_string(), text)).collect();
        let wanted = ["一二 三", "后", "甲  乙", "丙", "丁  戊", "己 庚"];
        let wanted: Vec<_> = (1..).zip(wanted).map(|(row, text)| (format!("A{row}"), text)).collect();
        assert_eq!(texts, wanted);
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
