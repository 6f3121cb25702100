//! Web pages: what a browser shows as paragraphs and tables, and what the page says to machines.

use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};
use serde_json::Value;

use super::compare::{shorten, squeeze};
use super::copy::{Copy, Pieces, Table};
use super::{Original, open_data};
use crate::lang::Words;

/// Elements whose text is no paragraph of the page.
const SILENT: &[&str] = &["head", "style", "script", "template", "caption", "noscript"];
/// Elements within elements: the parser takes long over more than these.
const MOST_DEEP: usize = 2_000;
/// Elements that hold text within a line.
const INLINE: &[&str] = &["span", "strong", "b", "em", "i", "a", "font", "small", "u", "br", "wbr"];

/// A page, or a part of one.
pub(super) fn read(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let text = std::str::from_utf8(bytes).map_err(|_| Words::fixed("不是 UTF-8 文字", "it is not UTF-8"))?;
    if depth(text) > MOST_DEEP {
        return Err(Words::fixed("嵌套过深", "it is nested too deep"));
    }
    let page = Html::parse_document(text);
    let mut pieces = Pieces::default();
    let mut reader = Reader { pieces: &mut pieces, table: None, cell: None, block: None };
    reader.walk(*page.root_element());
    let mut copy = pieces.copy(path, original);
    let mut heads = page.tree.root().descendants().filter(is_title);
    if let Some(title) = heads.next().map(text_of)
        && squeeze(&title) != squeeze(&original.view.title)
    {
        copy.faults.push(Words::new(
            format!("网页标题是“{}”", shorten(&title)),
            format!("the title of the page is `{}`", shorten(&title)),
        ));
    }
    for script in page.tree.root().descendants().filter(is_json_ld) {
        let json = text_of(script);
        let data: Value = serde_json::from_str(&json)
            .map_err(|error| Words::new(format!("JSON-LD：{error}"), format!("JSON-LD: {error}")))?;
        let figures = &data["hasPart"]["variableMeasured"];
        copy.faults.extend(open_data::differences(figures, "name", original, "JSON-LD"));
    }
    Ok(copy)
}

/// How deep the elements of a page may be at most.
fn depth(page: &str) -> usize {
    let tags = page.as_bytes().windows(2).filter(|two| two[0] == b'<');
    let steps = tags.scan(0_usize, |deep, two| {
        *deep = if two[1] == b'/' {
            deep.saturating_sub(1)
        } else {
            *deep + usize::from(two[1].is_ascii_alphabetic())
        };
        Some(*deep)
    });
    steps.max().unwrap_or_default()
}

fn is_title(node: &ego_tree::NodeRef<Node>) -> bool {
    node.value().as_element().is_some_and(|one| one.name() == "title")
}

/// The text right below an element.
fn text_of(node: ego_tree::NodeRef<Node>) -> String {
    node.children().filter_map(|node| node.value().as_text().map(|text| text.to_string())).collect()
}

fn is_json_ld(node: &ego_tree::NodeRef<Node>) -> bool {
    let element = node.value().as_element();
    element.is_some_and(|one| one.name() == "script" && one.attr("type") == Some("application/ld+json"))
}

fn is_silent(element: &Element) -> bool {
    let is_taken_away = |style: &str| style.replace(' ', "").contains("display:none");
    SILENT.contains(&element.name())
        || element.attr("hidden").is_some()
        || element.attr("style").is_some_and(is_taken_away)
}

struct Reader<'p> {
    pieces: &'p mut Pieces,
    table: Option<Table>,
    /// Text and spans of the cell that is being read.
    cell: Option<(String, usize, usize)>,
    /// The paragraph that is being read.
    block: Option<String>,
}

impl Reader<'_> {
    /// Goes through a page without recursion: nobody knows how deep its elements are.
    fn walk(&mut self, root: ego_tree::NodeRef<Node>) {
        // How many silent elements are open.
        let mut silent = 0_usize;
        for edge in root.traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) if silent > 0 || is_silent(element) => silent += 1,
                    Node::Element(element) => self.begin(element),
                    Node::Text(text) if silent == 0 => self.text(text),
                    _ => {}
                },
                Edge::Close(node) => {
                    let Node::Element(element) = node.value() else { continue };
                    if silent > 0 {
                        silent -= 1;
                    } else {
                        self.end(element.name());
                    }
                }
            }
        }
    }

    fn begin(&mut self, element: &Element) {
        let span = |name: &str| element.attr(name).and_then(|text| text.trim().parse().ok()).unwrap_or(1);
        match element.name() {
            "table" => {
                self.end_block();
                self.table = Some(Table::default());
            }
            "td" | "th" => self.cell = Some((String::new(), span("rowspan"), span("colspan"))),
            name if !INLINE.contains(&name) => self.end_block(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table" => self.pieces.tables.extend(self.table.take()),
            "td" | "th" => {
                if let (Some((text, rows, columns)), Some(table)) = (self.cell.take(), &mut self.table) {
                    table.put(&text, rows, columns);
                }
            }
            "tr" => {
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            name if !INLINE.contains(&name) => self.end_block(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((cell, ..)) = &mut self.cell {
            cell.push_str(text);
        } else if self.table.is_none() {
            self.block.get_or_insert_default().push_str(text);
        }
    }

    fn end_block(&mut self) {
        if let Some(text) = self.block.take().filter(|text| !text.trim().is_empty()) {
            self.pieces.paragraphs.push((None, text.trim().to_owned()));
        }
    }
}
