//! Word documents (`.docx`, of Word and WPS): the paragraphs and tables of `word/document.xml`.
//!
//! Changes that wait to be accepted are read as accepted. Text boxes are paragraphs after the one
//! that they are fixed to; automatic numbers are part of their paragraphs. A table that holds
//! another, or whole paragraphs of text, only lays out the page: what is in its cells is text.
//! Headers, footers and footnotes are not read, nor is hidden text. How text looks is known only as
//! far as it changes a number: struck out, raised or lowered.

mod numbering;
mod styles;
mod tables;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::book::{Book, Content};
use super::builder::Builder;
use super::package;
use super::refusal::{Damage, Refusal};
use super::sheet_xml::utf8;
use numbering::{Item, Numbering, attribute};
use styles::{Styles, is_on};
use tables::{Tables, layouts};

/// The part that holds the text.
const DOCUMENT: &str = "word/document.xml";
/// The same where Word has written it in a browser.
const OTHER_DOCUMENT: &str = "word/document2.xml";
/// Elements whose text is not shown, or is shown elsewhere too.
const SKIPPED: &[&str] =
    &["del", "moveFrom", "Fallback", "instrText", "delText", "rPrChange", "pPrChange", "rt"];
/// Text boxes within text boxes: more than these are a trick.
const MOST_BOXES: usize = 8;

/// Whether bytes are such a document.
pub(super) fn is(bytes: &[u8]) -> bool {
    package::names(bytes).iter().any(|name| [DOCUMENT, OTHER_DOCUMENT].contains(&name.as_str()))
}

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    let missing = || Refusal::Damaged(Damage::Package(DOCUMENT.to_owned()));
    let part = match package::part(bytes, DOCUMENT)? {
        Some(part) => part,
        None => package::part(bytes, OTHER_DOCUMENT)?.ok_or_else(missing)?,
    };
    let xml = utf8(DOCUMENT, &part)?;
    let mut text = OpenText { tables: Tables::new(layouts(xml)?), ..OpenText::default() };
    if let Some(part) = package::part(bytes, numbering::PART)? {
        text.numbering = Numbering::read(&part)?;
    }
    if let Some(part) = package::part(bytes, styles::PART)? {
        text.styles = Styles::read(&part)?;
    }
    let broken = |error: quick_xml::Error| Damage::xml(DOCUMENT, error);
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::DocType(_) => return Err(Refusal::Damaged(Damage::Doctype(DOCUMENT.to_owned()))),
            Event::Start(element) => text.begin(&element)?,
            Event::End(element) => text.end(element.local_name().as_ref())?,
            Event::Text(piece) if text.in_text => text.say(&piece.xml10_content()),
            Event::GeneralRef(name) if text.in_text => {
                text.say(quick_xml::escape::resolve_xml_entity(&name).unwrap_or_default());
                if let Some(c) = name.resolve_char_ref().map_err(broken)? {
                    text.say(c.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return Ok(text.builder.finish()),
            _ => {}
        }
    }
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    item: Option<Item>,
    /// Its end is taken away by a change: the next goes on.
    goes_on: bool,
    /// Some of it is struck out, raised or lowered.
    uneven: bool,
    /// Its style hides its text.
    hidden: bool,
}

/// How a run is shown.
#[derive(Debug, Default, Clone, Copy)]
struct Look {
    hidden: bool,
    uneven: bool,
}

/// A document while it is read.
#[derive(Default)]
struct OpenText {
    builder: Builder,
    tables: Tables,
    numbering: Numbering,
    styles: Styles,
    paragraph: Paragraph,
    /// Paragraphs around text boxes that are open.
    around: Vec<Paragraph>,
    /// What text boxes of the open paragraph say.
    boxes: Vec<String>,
    look: Look,
    in_text: bool,
    /// How many elements are open that are not read.
    skipped: usize,
    /// Whether the properties of a paragraph, or of a row, are being read.
    in_paragraph_properties: bool,
    in_row_properties: bool,
}

impl OpenText {
    fn say(&mut self, text: &str) {
        if !self.look.hidden {
            self.paragraph.uneven |= self.look.uneven && !text.trim().is_empty();
            self.paragraph.text.push_str(text);
        }
    }

    fn begin(&mut self, element: &BytesStart) -> Result<(), Refusal> {
        // Long: a table of elements.
        let name = element.local_name();
        let name = name.as_ref();
        let value = || attribute(element, "val");
        let is_on = || is_on(value().as_deref());
        if self.skipped > 0 || SKIPPED.contains(&name) && !self.in_properties() {
            self.skipped += 1;
            if ["del", "moveFrom"].contains(&name) {
                self.builder.revised();
            }
            return Ok(());
        }
        match name {
            "pPr" => self.in_paragraph_properties = true,
            "trPr" => self.in_row_properties = true,
            "ins" | "moveTo" if !self.in_properties() => self.builder.revised(),
            "del" if self.in_row_properties => {
                self.builder.revised();
                self.tables.delete_row();
            }
            "del" if self.in_paragraph_properties => {
                self.builder.revised();
                self.paragraph.goes_on = true;
            }
            "p" if !self.paragraph.goes_on => self.paragraph = Paragraph::default(),
            "p" => self.paragraph.goes_on = false,
            "pStyle" => {
                let style = value().unwrap_or_default();
                self.paragraph.item = self.styles.item(&style);
                self.paragraph.hidden = self.styles.is_hidden(&style);
            }
            "numId" if self.in_paragraph_properties => {
                let list = value().and_then(|text| text.parse().ok()).filter(|&list| list > 0);
                self.paragraph.item.get_or_insert_default().list = list;
            }
            "ilvl" if self.in_paragraph_properties => {
                let level = value().and_then(|text| text.parse().ok());
                self.paragraph.item.get_or_insert_default().level = level.unwrap_or_default();
            }
            "r" => self.look = Look { hidden: self.paragraph.hidden, uneven: false },
            "rStyle" if !self.in_paragraph_properties => {
                self.look.hidden |= value().is_some_and(|style| self.styles.is_hidden(&style));
            }
            "vanish" | "webHidden" if !self.in_paragraph_properties => self.look.hidden = is_on(),
            "strike" | "dstrike" if !self.in_paragraph_properties => self.look.uneven |= is_on(),
            "vertAlign" if !self.in_paragraph_properties => {
                self.look.uneven |= value().is_some_and(|value| value != "baseline");
            }
            "t" => self.in_text = true,
            "br" | "cr" => self.say("\n"),
            "tab" if !self.in_paragraph_properties => self.say("\t"),
            "noBreakHyphen" => self.say("-"),
            "txbxContent" => {
                if self.around.len() >= MOST_BOXES {
                    return Err(Damage::xml(DOCUMENT, "text boxes"));
                }
                self.around.push(std::mem::take(&mut self.paragraph));
            }
            "cellDel" => {
                self.builder.revised();
                self.tables.delete_cell();
            }
            _ => self.tables.begin(name, element)?,
        }
        Ok(())
    }

    fn in_properties(&self) -> bool {
        self.in_paragraph_properties || self.in_row_properties
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "t" => self.in_text = false,
            "pPr" => self.in_paragraph_properties = false,
            "trPr" => self.in_row_properties = false,
            "r" => self.look = Look::default(),
            "p" if !self.paragraph.goes_on => self.end_paragraph()?,
            "txbxContent" => {
                if let Some(around) = self.around.pop() {
                    self.paragraph = around;
                }
            }
            _ => self.tables.end(name, &mut self.builder)?,
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), Refusal> {
        let Paragraph { mut text, item, uneven, .. } = std::mem::take(&mut self.paragraph);
        if let Some(item) = item.filter(|_| !text.trim().is_empty()) {
            text.insert_str(0, &self.numbering.next(item));
        }
        if !self.around.is_empty() {
            self.boxes.push(text);
            return Ok(());
        }
        let mut all = vec![text];
        all.append(&mut self.boxes);
        for text in all {
            if !self.tables.say(&text, uneven) {
                self.builder.paragraph(None, &text)?;
            }
        }
        Ok(())
    }
}

/// What is written in a cell.
fn cell(text: &str, uneven: bool) -> Content {
    Content::written(text.trim(), false, uneven)
}
