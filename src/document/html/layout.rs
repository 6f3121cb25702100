//! Tables that only lay out a page.
//!
//! Sites put whole articles into tables. A table that holds another, that has one cell in every
//! row,
//! or a cell with several paragraphs of text, is no table of figures. What the text says is not
//! asked.

use std::collections::HashSet;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

/// A cell with as many paragraphs and characters is an article.
const PARAGRAPHS: usize = 4;
const CHARACTERS: usize = 60;

/// The tables of a page that lay it out.
pub(super) struct Layout {
    tables: HashSet<NodeId>,
}

/// A table while the page is looked through.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "four things that are seen or not")]
struct Seen {
    /// It holds another table.
    holds: bool,
    /// Some row has more than one cell.
    wide: bool,
    /// Cells of the row, and paragraphs and characters of the cell, that are being read.
    cells: usize,
    paragraphs: usize,
    characters: usize,
    /// Whether the paragraph that is being read has a character.
    speaks: bool,
    /// Some cell is an article.
    article: bool,
}

impl Seen {
    fn end_paragraph(&mut self) {
        self.paragraphs += usize::from(std::mem::take(&mut self.speaks));
        self.article |= self.paragraphs >= PARAGRAPHS && self.characters >= CHARACTERS;
    }
}

impl Layout {
    /// Looks through a page once.
    pub(super) fn of(page: &Html) -> Self {
        let mut tables = HashSet::new();
        let mut open: Vec<Seen> = Vec::new();
        for edge in page.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) if element.name() == "table" => {
                        for table in &mut open {
                            table.holds = true;
                        }
                        open.push(Seen::default());
                    }
                    Node::Element(element) => Self::begin(element.name(), open.last_mut()),
                    Node::Text(text) => {
                        if let Some(table) = open.last_mut() {
                            let count = text.chars().filter(|c| !c.is_whitespace()).count();
                            table.characters += count;
                            table.speaks |= count > 0;
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    let name = node.value().as_element().map_or("", |element| element.name());
                    if name == "table" {
                        let Some(table) = open.pop() else { continue };
                        if table.holds || !table.wide || table.article {
                            tables.insert(node.id());
                        }
                    } else if let Some(table) = open.last_mut()
                        && ["p", "div", "li", "td", "th"].contains(&name)
                    {
                        table.end_paragraph();
                    }
                }
            }
        }
        Self { tables }
    }

    fn begin(name: &str, table: Option<&mut Seen>) {
        let Some(table) = table else { return };
        match name {
            "tr" => table.cells = 0,
            "td" | "th" => {
                table.cells += 1;
                table.wide |= table.cells > 1;
                (table.paragraphs, table.characters, table.speaks) = (0, 0, false);
            }
            "br" => table.end_paragraph(),
            _ => {}
        }
    }

    /// Whether a table lays the page out.
    pub(super) fn has(&self, table: NodeId) -> bool {
        self.tables.contains(&table)
    }
}
