//! Styles of a workbook: for a cell's own style the same with a colour and an edge, and back; and
//! those of the list.

use std::collections::BTreeMap;
use std::ops::Range;

use super::xml::{Edits, Tag, TagKind, attribute, prefix, tags};
use super::{colour, edge};
use crate::rule::Level;

/// Fill and border of a cell, as the part has them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Look {
    pub(super) fill: String,
    pub(super) border: String,
}

/// The numbers of the list's styles.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListStyles {
    pub(super) title: usize,
    pub(super) note: usize,
    pub(super) head: usize,
    pub(super) text: usize,
    pub(super) number: usize,
    pub(super) link: usize,
    pub(super) error: usize,
    pub(super) warning: usize,
    /// Where something is to be written, and where nothing is.
    pub(super) input: usize,
    pub(super) closed: usize,
}

/// Styles that are added to a workbook's own.
pub(super) struct Styles<'t> {
    text: &'t str,
    tags: Vec<Tag>,
    /// The prefix of names in the part.
    p: &'t str,
    /// The bytes of the workbook's cell styles, fills and borders.
    own: Vec<Range<usize>>,
    fills: Vec<Range<usize>>,
    borders: Vec<Range<usize>>,
    /// Fills and borders that are new, as they are written.
    new_fills: Vec<String>,
    new_borders: Vec<String>,
    /// The new styles, by the style that each is made of and its look.
    added: BTreeMap<(usize, Look), usize>,
    /// The new styles, as they are written.
    written: Vec<String>,
}

/// The parts of a style's part that are looked at, each with what it lists.
const LISTS: [(&str, &str); 3] = [("cellXfs", "xf"), ("fills", "fill"), ("borders", "border")];

impl<'t> Styles<'t> {
    /// Those of a part; `None` where it is not made as usual.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let tags = tags(text)?;
        let [own, fills, borders] = LISTS.map(|(list, member)| members(&tags, list, member));
        let (own, fills, borders) = (own?, fills?, borders?);
        let p = prefix(text, tags.iter().find(|tag| tag.name == "cellXfs")?);
        let styles = Self {
            text,
            p,
            own,
            fills,
            borders,
            new_fills: Vec::new(),
            new_borders: Vec::new(),
            added: BTreeMap::new(),
            written: Vec::new(),
            tags,
        };
        (!styles.own.is_empty() && styles.close("fonts").is_some()).then_some(styles)
    }

    fn close(&self, name: &str) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.name == name && tag.kind == TagKind::Close)
    }

    /// How a style looks; `None` where it names what is not there.
    pub(super) fn look(&self, style: usize) -> Option<Look> {
        let xf = self.own.get(style).or_else(|| self.own.first())?;
        let first = xf.start..xf.start + self.text[xf.clone()].find('>')? + 1;
        let part = |name: &str, list: &[Range<usize>]| {
            let number = attribute(self.text, &first, name).and_then(|(_, id)| id.parse::<usize>().ok());
            Some(self.text[list.get(number.unwrap_or(0))?.clone()].to_owned())
        };
        Some(Look { fill: part("fillId", &self.fills)?, border: part("borderId", &self.borders)? })
    }

    /// Whether a style is a mark of an earlier round.
    pub(super) fn is_mark(&self, style: usize) -> bool {
        let Some(Look { fill, border }) = self.look(style) else { return false };
        let is_of = |level| {
            let (inside, outside) = (format!("FF{:06X}", colour(level)), format!("FF{:06X}", edge(level)));
            fill.to_uppercase().contains(&inside) && border.to_uppercase().contains(&outside)
        };
        [Level::Error, Level::Warning].into_iter().any(is_of)
    }

    /// The number of the style that is a cell's own with another look.
    pub(super) fn with_look(&mut self, style: usize, look: &Look) -> usize {
        let style = if style < self.own.len() { style } else { 0 };
        if let Some(&known) = self.added.get(&(style, look.clone())) {
            return known;
        }
        let number = |text: &str, known: usize, new: &mut Vec<String>| {
            let at = new.iter().position(|one| one == text).unwrap_or_else(|| {
                new.push(text.to_owned());
                new.len() - 1
            });
            known + at
        };
        let fill = number(&look.fill, self.fills.len(), &mut self.new_fills);
        let border = number(&look.border, self.borders.len(), &mut self.new_borders);
        let mut made = self.text[self.own[style].clone()].to_owned();
        for (name, value) in [("fillId", fill), ("applyFill", 1), ("borderId", border), ("applyBorder", 1)] {
            made = with_attribute(&made, name, &value.to_string());
        }
        self.written.push(made);
        let number = self.own.len() + self.written.len() - 1;
        self.added.insert((style, look.clone()), number);
        number
    }

    /// How a marked cell looks.
    pub(super) fn marked(&self, level: Level) -> Look {
        Look { fill: self.fill(colour(level)), border: self.border("medium", edge(level)) }
    }

    /// How a cell looks of which nobody knows how it looked before it was marked.
    pub(super) fn plain(&self) -> Look {
        let p = self.p;
        let fill = format!("<{p}fill><{p}patternFill patternType=\"none\"/></{p}fill>");
        Look { fill, border: self.border("thin", 0) }
    }

    fn fill(&self, colour: u32) -> String {
        let p = self.p;
        format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FF{colour:06X}\"/>\
             <{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        )
    }

    fn border(&self, kind: &str, colour: u32) -> String {
        let p = self.p;
        let side =
            |name| format!("<{p}{name} style=\"{kind}\"><{p}color rgb=\"FF{colour:06X}\"/></{p}{name}>");
        format!(
            "<{p}border>{}<{p}diagonal/></{p}border>",
            ["left", "right", "top", "bottom"].map(side).concat()
        )
    }

    /// The part with what was added; the numbers of the list's styles.
    pub(super) fn made(mut self) -> Option<(String, ListStyles)> {
        let (fonts, first_font) = self.fonts()?;
        let list = self.list_styles(first_font);
        let mut edits = Edits::of(self.text);
        for (name, text, count) in [
            ("fonts", fonts.concat(), first_font + fonts.len()),
            ("fills", self.new_fills.concat(), self.fills.len() + self.new_fills.len()),
            ("borders", self.new_borders.concat(), self.borders.len() + self.new_borders.len()),
            ("cellXfs", self.written.concat(), self.own.len() + self.written.len()),
        ] {
            edits.insert(self.close(name)?.at.start, text);
            let open = self.tags.iter().find(|tag| tag.name == name && tag.kind == TagKind::Open)?;
            if let Some((bytes, _)) = attribute(self.text, &open.at, "count") {
                edits.replace(bytes, count.to_string());
            }
        }
        Some((edits.made(), list))
    }

    /// The list's fonts (plain, bold, title, link), and the number of the first.
    fn fonts(&self) -> Option<(Vec<String>, usize)> {
        let p = self.p;
        let font = |kind: &str, size: u32, colour: &str| {
            format!(
                "<{p}font>{kind}<{p}sz val=\"{size}\"/><{p}color rgb=\"{colour}\"/><{p}name val=\"宋体\"/></{p}font>"
            )
        };
        let bold = format!("<{p}b/>");
        let fonts = vec![
            font("", 10, "FF000000"),
            font(&bold, 10, "FF000000"),
            font(&bold, 16, "FF000000"),
            font(&format!("<{p}u/>"), 10, "FF0563C1"),
        ];
        Some((fonts, members(&self.tags, "fonts", "font")?.len()))
    }

    /// Adds the styles of the list.
    fn list_styles(&mut self, font: usize) -> ListStyles {
        const GREY: u32 = 0x00F2_F2F2;
        const PAPER: u32 = 0x00FF_FDE7;
        let p = self.p.to_owned();
        let none = format!("<{p}fill><{p}patternFill patternType=\"none\"/></{p}fill>");
        let bare = format!("<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border>");
        let thin = self.border("thin", 0x00BF_BFBF);
        let (red, amber) = (self.fill(colour(Level::Error)), self.fill(colour(Level::Warning)));
        let (grey, paper) = (self.fill(GREY), self.fill(PAPER));
        let mut add = |font_of: usize, fill: &str, border: &str, across: &str, open: bool| {
            let number = |text: &str, known: usize, new: &mut Vec<String>| {
                new.push(text.to_owned());
                known + new.len() - 1
            };
            let fill = number(fill, self.fills.len(), &mut self.new_fills);
            let border = number(border, self.borders.len(), &mut self.new_borders);
            let lock = if open { format!("<{p}protection locked=\"0\"/>") } else { String::new() };
            self.written.push(format!(
                "<{p}xf numFmtId=\"0\" fontId=\"{}\" fillId=\"{fill}\" borderId=\"{border}\" applyFont=\"1\" applyFill=\"1\" \
                 applyBorder=\"1\" applyAlignment=\"1\" applyProtection=\"1\"><{p}alignment horizontal=\"{across}\" \
                 vertical=\"center\" wrapText=\"1\"/>{lock}</{p}xf>",
                font + font_of
            ));
            self.own.len() + self.written.len() - 1
        };
        ListStyles {
            title: add(2, &none, &bare, "center", false),
            note: add(0, &none, &bare, "left", false),
            head: add(1, &grey, &thin, "center", false),
            text: add(0, &none, &thin, "left", false),
            number: add(0, &none, &thin, "center", false),
            link: add(3, &none, &thin, "left", false),
            error: add(1, &red, &thin, "center", false),
            warning: add(1, &amber, &thin, "center", false),
            input: add(0, &paper, &thin, "left", true),
            closed: add(0, &grey, &thin, "left", false),
        }
    }
}

/// The bytes of the members of a list; `None` where there is no such list.
fn members(tags: &[Tag], list: &str, member: &str) -> Option<Vec<Range<usize>>> {
    let open = tags.iter().position(|tag| tag.name == list && tag.kind == TagKind::Open)?;
    let depth = tags[open].depth + 1;
    let mut members = Vec::new();
    let mut begun = None;
    let inside = tags[open + 1..].iter().take_while(|tag| tag.depth >= depth);
    for tag in inside.filter(|tag| tag.name == member && tag.depth == depth) {
        match tag.kind {
            TagKind::Both => members.push(tag.at.clone()),
            TagKind::Open => begun = Some(tag.at.start),
            TagKind::Close => members.push(begun.take()?..tag.at.end),
        }
    }
    Some(members)
}

impl Look {
    /// A look that was kept in a sheet, where anybody can have changed it; `None` for what is not a
    /// fill and a border and nothing else.
    pub(super) fn kept(fill: &str, border: &str) -> Option<Self> {
        const ALLOWED: &[&str] = &[
            "fill",
            "patternFill",
            "fgColor",
            "bgColor",
            "gradientFill",
            "stop",
            "color",
            "border",
            "left",
            "right",
            "top",
            "bottom",
            "diagonal",
            "start",
            "end",
            "vertical",
            "horizontal",
        ];
        let is_one = |text: &str, name: &str| {
            let Some(tags) = tags(text) else { return false };
            let known = tags.iter().all(|tag| ALLOWED.contains(&tag.name.as_str()));
            let roots = tags.iter().filter(|tag| tag.depth == 0);
            let whole = tags.first().is_some_and(|tag| tag.at.start == 0)
                && tags.last().is_some_and(|tag| tag.at.end == text.len());
            known && whole && roots.into_iter().all(|tag| tag.name == name && prefix(text, tag).is_empty())
        };
        let fits = is_one(fill, "fill") && is_one(border, "border");
        fits.then(|| Self { fill: fill.to_owned(), border: border.to_owned() })
    }
}

/// An element with an attribute in its first tag.
fn with_attribute(element: &str, name: &str, value: &str) -> String {
    let end = element.find('>').map_or(element.len(), |end| end + 1);
    if let Some((bytes, _)) = attribute(element, &(0..end), name) {
        return format!("{}{value}{}", &element[..bytes.start], &element[bytes.end..]);
    }
    let at =
        element[..end].find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(element.len());
    format!("{} {name}=\"{value}\"{}", &element[..at], &element[at..])
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn what_was_kept_is_a_fill_and_a_border_or_nothing() {
        let (fill, border) = ("<fill><patternFill patternType=\"none\"/></fill>", "<border><left/></border>");
        assert!(Look::kept(fill, border).is_some());
        for (fill, border) in [
            (border, fill),
            ("<fill/><cellXfs/>", border),
            ("<fill>", border),
            ("", border),
            (fill, "<border/><border/></borders>"),
        ] {
            assert!(Look::kept(fill, border).is_none(), "{fill} {border}");
        }
    }
}
