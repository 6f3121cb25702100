//! Styles of a workbook: for a cell's own style the same with a colour, and those of the list.

use std::collections::BTreeMap;

use super::colour;
use super::xml::{Edits, Kind, Tag, attribute, prefix, tags};
use crate::rule::Level;

/// Styles that are added to a workbook's own.
pub(super) struct Styles<'t> {
    text: &'t str,
    tags: Vec<Tag>,
    /// Where the workbook's cell styles stand.
    own: Vec<std::ops::Range<usize>>,
    /// The new styles, by the style that each is made of and the colour.
    added: BTreeMap<(usize, Level), usize>,
    /// The new styles, as they are written.
    written: Vec<String>,
}

/// The list's styles: head, text, link.
const LIST_STYLES: usize = 3;

impl<'t> Styles<'t> {
    /// Those of a part; `None` where it is not made as usual.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let tags = tags(text)?;
        let open = tags.iter().position(|tag| tag.name == "cellXfs" && tag.kind == Kind::Open)?;
        let mut own = Vec::new();
        let mut begun = None;
        for tag in
            tags[open + 1..].iter().take_while(|tag| tag.name != "cellXfs").filter(|tag| tag.name == "xf")
        {
            match tag.kind {
                Kind::Both => own.push(tag.at.clone()),
                Kind::Open => begun = Some(tag.at.start),
                Kind::Close => own.push(begun.take()?..tag.at.end),
            }
        }
        let styles = Self { text, own, added: BTreeMap::new(), written: Vec::new(), tags };
        (!styles.own.is_empty() && styles.close("fills").is_some() && styles.close("fonts").is_some())
            .then_some(styles)
    }

    fn close(&self, name: &str) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.name == name && tag.kind == Kind::Close)
    }

    /// How many members a list of styles has: they stand one below it.
    fn count(&self, list: &str, member: &str) -> usize {
        let Some(open) = self.tags.iter().position(|tag| tag.name == list && tag.kind == Kind::Open) else {
            return 0;
        };
        let depth = self.tags[open].depth + 1;
        let members = self.tags[open + 1..].iter().take_while(|tag| tag.depth >= depth);
        members.filter(|tag| tag.name == member && tag.depth == depth && tag.kind != Kind::Close).count()
    }

    /// The number of the style that is a cell's own with a colour.
    pub(super) fn coloured(&mut self, style: usize, level: Level) -> usize {
        let style = if style < self.own.len() { style } else { 0 };
        if let Some(&known) = self.added.get(&(style, level)) {
            return known;
        }
        let fill = self.count("fills", "fill") + usize::from(level == Level::Warning);
        let source = &self.text[self.own[style].clone()];
        let xf = with_attribute(&with_attribute(source, "fillId", &fill.to_string()), "applyFill", "1");
        self.written.push(xf);
        let number = self.own.len() + self.written.len() - 1;
        self.added.insert((style, level), number);
        number
    }

    /// The part with what was added; the numbers of the list's styles.
    pub(super) fn made(mut self) -> Option<(String, (usize, usize, usize))> {
        let first_font = self.count("fonts", "font");
        let p = prefix(self.text, self.close("cellXfs")?).to_owned();
        let first = self.own.len() + self.written.len();
        for (font, wrap) in [(first_font, true), (first_font + 1, true), (first_font + 2, false)] {
            let wrap = if wrap { " wrapText=\"1\"" } else { "" };
            self.written.push(format!(
                "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" applyFont=\"1\" applyAlignment=\"1\">\
                 <{p}alignment vertical=\"top\"{wrap}/></{p}xf>"
            ));
        }
        let fills: String = [Level::Error, Level::Warning]
            .into_iter()
            .map(|level| {
                let colour = colour(level);
                format!(
                    "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/>\
                     <{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
                )
            })
            .collect();
        let fonts: String = ["<{p}b/>", "", "<{p}u/>"]
            .into_iter()
            .zip(["FF000000", "FF000000", "FF0563C1"])
            .map(|(kind, colour)| {
                let kind = kind.replace("{p}", &p);
                format!("<{p}font>{kind}<{p}sz val=\"10\"/><{p}color rgb=\"{colour}\"/><{p}name val=\"宋体\"/></{p}font>")
            })
            .collect();
        let mut edits = Edits::of(self.text);
        for (list, member, text, more) in [
            ("fonts", "font", fonts.as_str(), LIST_STYLES),
            ("fills", "fill", &fills, 2),
            ("cellXfs", "xf", &self.written.concat(), self.written.len()),
        ] {
            edits.insert(self.close(list)?.at.start, text);
            let open = self.tags.iter().find(|tag| tag.name == list && tag.kind == Kind::Open)?;
            if let Some((bytes, _)) = attribute(self.text, &open.at, "count") {
                edits.replace(bytes, (self.count(list, member) + more).to_string());
            }
        }
        Some((edits.made(), (first, first + 1, first + 2)))
    }
}

/// An element with an attribute in its first tag.
pub(super) fn with_attribute(element: &str, name: &str, value: &str) -> String {
    let end = element.find('>').map_or(element.len(), |end| end + 1);
    if let Some((bytes, _)) = attribute(element, &(0..end), name) {
        return format!("{}{value}{}", &element[..bytes.start], &element[bytes.end..]);
    }
    let at =
        element[..end].find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(element.len());
    format!("{} {name}=\"{value}\"{}", &element[..at], &element[at..])
}
