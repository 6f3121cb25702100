//! Comments of a sheet, new ones or added to existing ones: their text, and the boxes that they are
//! drawn in.

use std::collections::BTreeMap;

use super::Mark;
use super::xml::{Edits, TagKind, attribute, prefix, tags};
use crate::document::{CellName, escaped};

/// Who writes them.
const AUTHOR: &str = "nianbao";

fn name((row, column): (u32, u32)) -> String {
    CellName { sheet: 0, row, column }.to_string()
}

/// A new part of comments.
pub(super) fn part(marks: &BTreeMap<(u32, u32), Mark>) -> String {
    let comments: String =
        marks.iter().map(|(&cell, mark)| comment(&name(cell), &mark.text, 0, "")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>{AUTHOR}</author>\
         </authors><commentList>{comments}</commentList></comments>"
    )
}

fn comment(cell: &str, text: &str, author: usize, p: &str) -> String {
    let text = escaped(text);
    format!(
        "<{p}comment ref=\"{cell}\" authorId=\"{author}\"><{p}text><{p}r><{p}t xml:space=\"preserve\">{text}</{p}t></{p}r>\
         </{p}text></{p}comment>"
    )
}

/// Comments added to those that are there; a cell that has one gets more text. The cells that had
/// none come too.
pub(super) fn added(text: &str, marks: &BTreeMap<(u32, u32), Mark>) -> Option<(String, Vec<(u32, u32)>)> {
    let tags = tags(text)?;
    let p = prefix(text, tags.first()?);
    let mut edits = Edits::of(text);
    let authors = tags.iter().filter(|tag| tag.name == "author" && tag.kind != TagKind::Close).count();
    let close = |name: &str| tags.iter().find(|tag| tag.name == name && tag.kind == TagKind::Close);
    edits.insert(close("authors")?.at.start, format!("<{p}author>{AUTHOR}</{p}author>"));
    let mut new = Vec::new();
    for (&cell, mark) in marks {
        let own = tags.iter().position(|tag| {
            let here = |(_, place): (_, &str)| place == name(cell);
            tag.name == "comment"
                && tag.kind == TagKind::Open
                && attribute(text, &tag.at, "ref").is_some_and(here)
        });
        match own {
            Some(index) => {
                let end =
                    tags[index..].iter().find(|tag| tag.name == "text" && tag.kind == TagKind::Close)?;
                let more = escaped(&format!("\n\n{}", mark.text));
                edits
                    .insert(end.at.start, format!("<{p}r><{p}t xml:space=\"preserve\">{more}</{p}t></{p}r>"));
            }
            None => {
                edits.insert(close("commentList")?.at.start, comment(&name(cell), &mark.text, authors, p));
                new.push(cell);
            }
        }
    }
    Some((edits.made(), new))
}

/// A new part with the boxes of comments.
pub(super) fn drawing(cells: &[(u32, u32)]) -> String {
    format!(
        "<xml {NAMES}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout>{}{}</xml>",
        shape(),
        boxes(cells, 1025)
    )
}

/// Boxes added to a drawing that is there.
pub(super) fn added_boxes(text: &str, cells: &[(u32, u32)]) -> Option<String> {
    let end = text.rfind("</xml>").or_else(|| text.rfind("</"))?;
    // The names of shapes are numbered through.
    let numbers = text.match_indices("_x0000_s").filter_map(|(at, mark)| {
        let digits: String = text[at + mark.len()..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    let first = numbers.max().unwrap_or(1024).checked_add(1)?;
    let shape = if text.contains("id=\"_x0000_t202\"") { String::new() } else { shape() };
    Some(format!("{}{shape}{}{}", &text[..end], boxes(cells, first), &text[end..]))
}

/// Declared with each element: a drawing that is there may have other names for them.
const NAMES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
    xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";

/// What the boxes of comments have in common.
fn shape() -> String {
    format!(
        "<v:shapetype {NAMES} id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
         path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" \
         o:connecttype=\"rect\"/></v:shapetype>"
    )
}

fn boxes(cells: &[(u32, u32)], first: usize) -> String {
    let one = |(number, &(row, column)): (usize, &(u32, u32))| {
        // From the column next to the cell, as wide as five columns and as high as ten rows.
        let (left, right) = (column + 1, column + 6);
        let (top, bottom) = (row.saturating_sub(1), row.saturating_sub(1) + 10);
        format!(
            "<v:shape {NAMES} id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;visibility:hidden\" \
             fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" \
             obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"/>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, \
             15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>\
             </x:ClientData></v:shape>"
        )
    };
    (first..).zip(cells).map(one).collect()
}
