//! Styles of a Word document, as far as they change what a text says: the list of a paragraph, and
//! whether text is shown.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::numbering::{Item, attribute};
use crate::document::refusal::{Damage, Refusal};
use crate::document::sheet_xml::utf8;

/// The part that holds them.
pub(super) const PART: &str = "word/styles.xml";
/// More styles that are based on one another are a circle.
const MOST_DEEP: usize = 16;

/// What a style says itself.
#[derive(Debug, Clone, Default)]
struct Own {
    based_on: Option<String>,
    /// Zero takes a paragraph out of the list of the style below.
    list: Option<u32>,
    level: Option<usize>,
    hidden: Option<bool>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<String, Own>, // looked up, never walked
}

impl Styles {
    /// Reads the part.
    pub(super) fn read(part: &[u8]) -> Result<Self, Refusal> {
        let mut all: HashMap<String, Own> = HashMap::new();
        let mut style = String::new();
        let mut reader = Reader::from_str(utf8(PART, part)?);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event().map_err(|error| Damage::xml(PART, error))? {
                Event::DocType(_) => return Err(Refusal::Damaged(Damage::Doctype(PART.to_owned()))),
                Event::Start(element) => {
                    let value = || attribute(&element, "val");
                    let name = element.local_name();
                    if name.as_ref() == "style" {
                        style = attribute(&element, "styleId").unwrap_or_default();
                        continue;
                    }
                    let Some(own) = (!style.is_empty()).then(|| all.entry(style.clone()).or_default()) else {
                        continue;
                    };
                    match name.as_ref() {
                        "basedOn" => own.based_on = value(),
                        "numId" => own.list = value().and_then(|text| text.parse().ok()),
                        "ilvl" => own.level = value().and_then(|text| text.parse().ok()),
                        "vanish" => own.hidden = Some(is_on(value().as_deref())),
                        _ => {}
                    }
                }
                Event::Eof => return Ok(Self { all }),
                _ => {}
            }
        }
    }

    /// A style and those it is based on, the nearest first.
    fn chain<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s Own> {
        let next = |own: &&'s Own| own.based_on.as_ref().and_then(|name| self.all.get(name));
        std::iter::successors(self.all.get(name), next).take(MOST_DEEP)
    }

    /// The list of paragraphs of a style.
    pub(super) fn item(&self, name: &str) -> Option<Item> {
        let list = self.chain(name).find_map(|own| own.list)?;
        let level = self.chain(name).find_map(|own| own.level).unwrap_or_default();
        Some(Item { list: Some(list), level })
    }

    /// Whether text of a style is not shown.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.chain(name).find_map(|own| own.hidden).unwrap_or_default()
    }
}

/// Whether a property is on, by its value.
pub(super) fn is_on(value: Option<&str>) -> bool {
    value.is_none_or(|value| !["0", "false", "none", "off"].contains(&value))
}
