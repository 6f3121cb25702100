//! Web pages: paragraphs and what the page says to machines; tables are read as those of departments' pages are, so that
//! figures that are hidden or struck out are told. What style sheets add is not seen.

use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};
use serde_json::Value;

use super::compare::text_differs;
use super::copy::{Copy, Pieces};
use super::{Original, open_data, utf8};
use crate::lang::Words;
use crate::read;

/// Elements whose text is no paragraph of the page.
const SILENT: &[&str] = &["head", "header", "style", "script", "template", "table", "noscript"];
/// Elements within elements: the parser takes long over more than these.
const MOST_DEEP: usize = 2_000;
/// Elements that hold text within a line.
const INLINE: &[&str] = &["span", "strong", "b", "em", "i", "a", "font", "small", "u", "br", "wbr"];

/// A page, or a part of one.
pub(super) fn read(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let text = utf8(bytes)?;
    if depth(text) > MOST_DEEP {
        return Err(Words::fixed("嵌套过深", "it is nested too deep"));
    }
    let page = Html::parse_document(text);
    let tables = read::read_grid(bytes, read::in_this_process).map_err(|refusal| refusal.finding().clause)?;
    let pieces = Pieces { paragraphs: paragraphs(&page), tables: tables.sheets };
    let mut copy = pieces.copy(path, original);
    if let Some(title) = page.tree.root().descendants().find(is_title).map(text_of) {
        let name = Words::fixed("网页标题", "title of the page");
        copy.faults.extend(text_differs(&name, &original.view.title, &title));
    }
    for script in page.tree.root().descendants().filter(is_json_ld) {
        let data: Value = serde_json::from_str(&text_of(script))
            .map_err(|error| words!("JSON-LD：{error}", "JSON-LD: {error}"))?;
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

/// The paragraphs outside tables, each block of text. Without recursion: nobody knows how deep elements are.
fn paragraphs(page: &Html) -> Vec<(Option<usize>, String)> {
    let mut all = Vec::new();
    let mut block = String::new();
    // How many elements are open of which nothing is a paragraph.
    let mut silent = 0_usize;
    for edge in page.tree.root().traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        match node.value() {
            Node::Text(text) if silent == 0 && matches!(edge, Edge::Open(_)) => block.push_str(text),
            Node::Element(element) => {
                if !INLINE.contains(&element.name()) && !block.trim().is_empty() {
                    all.push((None, block.trim().to_owned()));
                    block.clear();
                }
                if silent > 0 || is_silent(element) {
                    silent = if matches!(edge, Edge::Open(_)) { silent + 1 } else { silent - 1 };
                }
            }
            _ => {}
        }
    }
    all
}
