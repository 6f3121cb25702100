//! Automatic numbering of a Word document: the number that a paragraph shows and its text does not
//! have.
//!
//! `word/numbering.xml` says how lists count, styles and paragraphs say which list they are in.
//! What
//! cannot be worked out is left out: a number is for people, no figure depends on it.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::document::refusal::{Damage, Refusal};
use crate::document::sheet_xml::utf8;

/// The part that says how lists count.
pub(super) const PART: &str = "word/numbering.xml";
/// Levels of a list.
const LEVELS: usize = 9;

/// The list of a paragraph, and its level in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Item {
    pub(super) list: Option<u32>,
    pub(super) level: usize,
}

/// How a level counts.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    /// `（%1）`.
    text: String,
}

/// The lists of a document, with how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    kinds: HashMap<u32, Vec<Level>>,
    /// The kind of each list.
    lists: HashMap<u32, u32>,
    /// For each kind how far each level has counted: lists of one kind count on.
    counted: HashMap<u32, [u32; LEVELS]>,
}

/// An attribute of an element, by its name without prefix.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|one| one.key.local_name().as_ref() == name);
    found.map(|one| one.value.into_owned())
}

impl Numbering {
    /// Reads the part.
    pub(super) fn read(part: &[u8]) -> Result<Self, Refusal> {
        let mut all = Self::default();
        let mut reader = Reader::from_str(utf8(PART, part)?);
        reader.config_mut().expand_empty_elements = true;
        let (mut kind, mut list, mut level) = (None::<u32>, None::<u32>, None::<usize>);
        loop {
            match reader.read_event().map_err(|error| Damage::xml(PART, error))? {
                Event::DocType(_) => return Err(Refusal::Damaged(Damage::Doctype(PART.to_owned()))),
                Event::Start(element) => {
                    let number = |name: &str| attribute(&element, name).and_then(|text| text.parse().ok());
                    match element.local_name().as_ref() {
                        "abstractNum" => {
                            kind = number("abstractNumId");
                            if let Some(kind) = kind {
                                all.kinds.insert(kind, vec![Level::default(); LEVELS]);
                            }
                        }
                        "num" => (kind, list) = (None, number("numId")),
                        "abstractNumId" => {
                            if let (Some(list), Some(kind)) = (list, number("val")) {
                                all.lists.insert(list, kind);
                            }
                        }
                        "lvl" => level = number("ilvl").and_then(|level| usize::try_from(level).ok()),
                        name => {
                            let levels = kind.and_then(|kind| all.kinds.get_mut(&kind));
                            let level = levels.zip(level).and_then(|(levels, level)| levels.get_mut(level));
                            let Some(level) = level else { continue };
                            match name {
                                "start" => level.start = number("val").unwrap_or_default(),
                                "numFmt" => level.format = attribute(&element, "val").unwrap_or_default(),
                                "lvlText" => level.text = attribute(&element, "val").unwrap_or_default(),
                                _ => {}
                            }
                        }
                    }
                }
                Event::Eof => return Ok(all),
                _ => {}
            }
        }
    }

    /// The number that the next paragraph of a list shows.
    pub(super) fn next(&mut self, item: Item) -> String {
        let kind = item.list.and_then(|list| self.lists.get(&list).copied());
        let Some((kind, levels)) = kind.and_then(|kind| Some((kind, self.kinds.get(&kind)?))) else {
            return String::new();
        };
        let Some(level) = levels.get(item.level) else { return String::new() };
        let counted = self.counted.entry(kind).or_insert([0; LEVELS]);
        counted[item.level] = match counted[item.level] {
            0 => level.start.max(1),
            before => before.saturating_add(1),
        };
        counted[item.level + 1..].fill(0);
        let mut shown = level.text.clone();
        for (index, one) in levels.iter().enumerate().take(item.level + 1) {
            let mark = format!("%{}", index + 1);
            if shown.contains(&mark) {
                let count = counted[index].max(one.start).max(1);
                let Some(number) = spelled(count, &one.format) else { return String::new() };
                shown = shown.replace(&mark, &number);
            }
        }
        shown
    }
}

/// A number as a list writes it; `None` for a way that is not known here.
fn spelled(number: u32, format: &str) -> Option<String> {
    match format {
        "decimal" | "decimalHalfWidth" | "" => Some(number.to_string()),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c);
            Some(number.to_string().chars().map(wide).collect())
        }
        "chineseCounting"
        | "chineseCountingThousand"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "chineseLegalSimplified" => han(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            char::from_u32(0x245F + number).filter(|_| number <= 20).map(String::from)
        }
        "lowerLetter" => letter(number, 'a'),
        "upperLetter" => letter(number, 'A'),
        // A bullet.
        _ => None,
    }
}

fn letter(number: u32, first: char) -> Option<String> {
    let at = number.checked_sub(1).filter(|&at| at < 26)?;
    char::from_u32(u32::from(first) + at).map(String::from)
}

/// 一 to 九十九.
fn han(number: u32) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| usize::try_from(value).ok().and_then(|value| DIGITS.get(value).copied());
    let (tens, ones) = (number / 10, digit(number % 10)?);
    match tens {
        0 => Some(ones.to_owned()),
        1 => Some(format!("十{ones}")),
        2..=9 => Some(format!("{}十{ones}", digit(tens)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, Numbering};

    #[test]
    fn lists_count_as_they_say() {
        let part = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
            </w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#;
        let mut numbering = Numbering::read(part.as_bytes()).expect("a part");
        let mut next = |level| numbering.next(Item { list: Some(7), level });
        let shown: Vec<String> = [0, 1, 1, 0, 1].map(&mut next).to_vec();
        assert_eq!(shown, ["（一）", "1.", "2.", "（二）", "1."]);
        assert_eq!(numbering.next(Item { list: Some(8), level: 0 }), "");
    }
}
