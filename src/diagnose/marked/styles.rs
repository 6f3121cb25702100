//! Styles of a workbook: for a cell's own style the same with a colour and an edge, and those of
//! the list.

use std::collections::BTreeMap;

use super::xml::{Edits, Tag, TagKind, attribute, prefix, tags};
use super::{colour, edge};
use crate::rule::Level;

/// Styles that are added to a workbook's own.
pub(super) struct Styles<'t> {
    text: &'t str,
    tags: Vec<Tag>,
    /// The bytes of the workbook's cell styles.
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
        let open = tags.iter().position(|tag| tag.name == "cellXfs" && tag.kind == TagKind::Open)?;
        let mut own = Vec::new();
        let mut begun = None;
        for tag in
            tags[open + 1..].iter().take_while(|tag| tag.name != "cellXfs").filter(|tag| tag.name == "xf")
        {
            match tag.kind {
                TagKind::Both => own.push(tag.at.clone()),
                TagKind::Open => begun = Some(tag.at.start),
                TagKind::Close => own.push(begun.take()?..tag.at.end),
            }
        }
        let styles = Self { text, own, added: BTreeMap::new(), written: Vec::new(), tags };
        (!styles.own.is_empty()
            && ["fills", "fonts", "borders"].iter().all(|list| styles.close(list).is_some()))
        .then_some(styles)
    }

    fn close(&self, name: &str) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.name == name && tag.kind == TagKind::Close)
    }

    /// How many members a list of styles has: they are one level below it.
    fn count(&self, list: &str, member: &str) -> usize {
        let Some(open) = self.tags.iter().position(|tag| tag.name == list && tag.kind == TagKind::Open)
        else {
            return 0;
        };
        let depth = self.tags[open].depth + 1;
        let members = self.tags[open + 1..].iter().take_while(|tag| tag.depth >= depth);
        members.filter(|tag| tag.name == member && tag.depth == depth && tag.kind != TagKind::Close).count()
    }

    /// The number of the style that is a cell's own with a colour and an edge.
    pub(super) fn coloured(&mut self, style: usize, level: Level) -> usize {
        let style = if style < self.own.len() { style } else { 0 };
        if let Some(&known) = self.added.get(&(style, level)) {
            return known;
        }
        let second = usize::from(level == Level::Warning);
        let (fills, borders) = (self.count("fills", "fill"), self.count("borders", "border"));
        let mut style_of_cell = self.text[self.own[style].clone()].to_owned();
        for (name, value) in
            [("fillId", fills + second), ("applyFill", 1), ("borderId", borders + second), ("applyBorder", 1)]
        {
            style_of_cell = with_attribute(&style_of_cell, name, &value.to_string());
        }
        self.written.push(style_of_cell);
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
        let fill = |level: Level| {
            let colour = colour(level);
            format!(
                "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FF{colour:06X}\"/>\
                 <{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
            )
        };
        let border = |level: Level| {
            let colour = edge(level);
            let sides = ["left", "right", "top", "bottom"];
            let side =
                |name| format!("<{p}{name} style=\"medium\"><{p}color rgb=\"FF{colour:06X}\"/></{p}{name}>");
            format!("<{p}border>{}<{p}diagonal/></{p}border>", sides.map(side).concat())
        };
        let font = |kind: &str, colour: &str| {
            format!(
                "<{p}font>{kind}<{p}sz val=\"10\"/><{p}color rgb=\"{colour}\"/><{p}name val=\"宋体\"/></{p}font>"
            )
        };
        let fonts = [
            font(&format!("<{p}b/>"), "FF000000"),
            font("", "FF000000"),
            font(&format!("<{p}u/>"), "FF0563C1"),
        ];
        let levels = [Level::Error, Level::Warning];
        let mut edits = Edits::of(self.text);
        for (list, member, text, more) in [
            ("fonts", "font", fonts.concat(), LIST_STYLES),
            ("fills", "fill", levels.map(fill).concat(), levels.len()),
            ("borders", "border", levels.map(border).concat(), levels.len()),
            ("cellXfs", "xf", self.written.concat(), self.written.len()),
        ] {
            edits.insert(self.close(list)?.at.start, text);
            let open = self.tags.iter().find(|tag| tag.name == list && tag.kind == TagKind::Open)?;
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
