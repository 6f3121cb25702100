//! Putting bytes into an XML part and leaving all others as they are.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

/// A text with changes that were noted and are made at the end.
pub(super) struct Edits<'t> {
    text: &'t str,
    changes: Vec<(Range<usize>, String)>,
}

impl<'t> Edits<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, changes: Vec::new() }
    }

    /// Puts something in the place of bytes; in between where there are none.
    pub(super) fn replace(&mut self, bytes: Range<usize>, with: impl Into<String>) {
        self.changes.push((bytes, with.into()));
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// The text with its changes; those at one place in the order in which they were noted.
    pub(super) fn made(mut self) -> String {
        self.changes.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
        let mut made = String::new();
        let mut at = 0;
        for (bytes, with) in self.changes {
            made.push_str(&self.text[at..bytes.start.max(at)]);
            made.push_str(&with);
            at = bytes.end.max(at);
        }
        made.push_str(&self.text[at..]);
        made
    }
}

/// A tag of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its name without prefix.
    pub(super) name: String,
    /// Whether it opens, closes, or is both.
    pub(super) kind: TagKind,
    /// Its bytes.
    pub(super) at: Range<usize>,
    /// How many elements are open around it.
    pub(super) depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Open,
    Close,
    Both,
}

/// Every tag of a part; `None` where it is not well-formed.
pub(super) fn tags(text: &str) -> Option<Vec<Tag>> {
    let mut reader = Reader::from_str(text);
    let mut tags = Vec::new();
    let mut depth = 0_usize;
    // Positions do not count a byte-order mark.
    let mark = text.len() - text.trim_start_matches('\u{FEFF}').len();
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        let (name, kind) = match &event {
            Event::Start(tag) => (tag.local_name().as_ref().to_owned(), TagKind::Open),
            Event::Empty(tag) => (tag.local_name().as_ref().to_owned(), TagKind::Both),
            Event::End(tag) => (tag.local_name().as_ref().to_owned(), TagKind::Close),
            Event::DocType(_) => return None,
            Event::Eof => return (depth == 0).then_some(tags),
            _ => continue,
        };
        if kind == TagKind::Close {
            depth = depth.checked_sub(1)?;
        }
        let shift = if text[start..].starts_with('<') { 0 } else { mark };
        let at = start + shift..end + shift;
        if !text.get(at.clone())?.starts_with('<') {
            return None;
        }
        tags.push(Tag { name, kind, at, depth });
        if kind == TagKind::Open {
            depth += 1;
        }
    }
}

/// The value of an attribute, with its bytes in the part.
pub(super) fn attribute<'t>(
    text: &'t str,
    tag: &Range<usize>,
    name: &str,
) -> Option<(Range<usize>, &'t str)> {
    let source = &text[tag.clone()];
    let bytes = source.as_bytes();
    let mut at = source.find(|c: char| c.is_whitespace())?;
    while at < bytes.len() {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let equals = at + source[at..].find('=')?;
        let key = source[at..equals].trim();
        let quote = equals + source[equals..].find(['"', '\''])?;
        let close = quote + 1 + source[quote + 1..].find(char::from(bytes[quote]))?;
        if key == name {
            let value = tag.start + quote + 1..tag.start + close;
            return Some((value.clone(), &text[value]));
        }
        at = close + 1;
    }
    None
}

/// The prefix of a tag's name with its colon; empty where it has none.
pub(super) fn prefix<'t>(text: &'t str, tag: &Tag) -> &'t str {
    let source = text[tag.at.clone()].trim_start_matches(['<', '/']);
    let end = source.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(source.len());
    source[..end].find(':').map_or("", |colon| &source[..=colon])
}

#[cfg(test)]
mod tests {
    use super::{Edits, TagKind, attribute, tags};

    #[test]
    fn all_but_the_changes_stays_as_it_is() {
        let text = "<a x='1'  s = \"5\"><b/>文</a>";
        let found = tags(text).expect("tags");
        let kinds: Vec<_> = found.iter().map(|tag| (tag.name.as_str(), tag.kind, tag.depth)).collect();
        assert_eq!(kinds, [("a", TagKind::Open, 0), ("b", TagKind::Both, 1), ("a", TagKind::Close, 0)]);
        let (bytes, value) = attribute(text, &found[0].at, "s").expect("an attribute");
        assert_eq!(value, "5");
        assert!(attribute(text, &found[0].at, "y").is_none());
        let mut edits = Edits::of(text);
        edits.insert(found[1].at.start, "<c/>");
        edits.replace(bytes, "7");
        assert_eq!(edits.made(), "<a x='1'  s = \"7\"><c/><b/>文</a>");
    }

    #[test]
    fn a_byte_order_mark_does_not_shift_the_tags() {
        let text = "\u{FEFF}<?xml version=\"1.0\"?><a><b/></a>";
        for tag in tags(text).expect("tags") {
            assert!(text[tag.at].starts_with('<'));
        }
    }
}
