//! Web pages: what a browser shows as paragraphs and tables, and what the page says to machines.

use scraper::{Html, Node};
use serde_json::Value;

use super::compare::{shorten, squeeze};
use super::copy::{Copy, Pieces, Table};
use super::{Original, open_data};
use crate::lang::Words;

/// Elements whose text is no paragraph of the page.
const SILENT: &[&str] = &["head", "style", "script", "template", "caption", "noscript"];
/// Elements that hold text within a line.
const INLINE: &[&str] = &["span", "strong", "b", "em", "i", "a", "font", "small", "u", "br", "wbr"];

/// A page, or a part of one.
pub(super) fn read(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let text = std::str::from_utf8(bytes).map_err(|_| Words::fixed("不是 UTF-8 文字", "it is not UTF-8"))?;
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

struct Reader<'p> {
    pieces: &'p mut Pieces,
    table: Option<Table>,
    /// Text and spans of the cell that is being read.
    cell: Option<(String, usize, usize)>,
    /// The paragraph that is being read.
    block: Option<String>,
}

impl Reader<'_> {
    fn walk(&mut self, node: ego_tree::NodeRef<Node>) {
        match node.value() {
            Node::Text(text) => self.text(text),
            Node::Element(element) => {
                let name = element.name();
                if SILENT.contains(&name) || element.attr("hidden").is_some() {
                    return;
                }
                let span =
                    |name: &str| element.attr(name).and_then(|text| text.trim().parse().ok()).unwrap_or(1);
                match name {
                    "table" => {
                        self.end_block();
                        self.table = Some(Table::default());
                    }
                    "td" | "th" => self.cell = Some((String::new(), span("rowspan"), span("colspan"))),
                    name if !INLINE.contains(&name) => self.end_block(),
                    _ => {}
                }
                node.children().for_each(|child| self.walk(child));
                match name {
                    "table" => self.pieces.tables.extend(self.table.take()),
                    "td" | "th" => {
                        if let (Some((text, rows, columns)), Some(table)) =
                            (self.cell.take(), &mut self.table)
                        {
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
            _ => node.children().for_each(|child| self.walk(child)),
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
