//! Comments of a sheet, new ones or added to existing ones: their text, and the boxes that they are
//! drawn in.
//!
//! What is put in is set between two lines, so that the next round takes it out again and leaves
//! what others have written.

use std::collections::BTreeMap;

use super::Mark;
use super::xml::{Edits, Tag, TagKind, attribute, prefix, tags};
use crate::document::{CellName, escaped};

/// Who writes them.
const AUTHOR: &str = "nianbao";
/// The lines before and after what is put in.
const BEGIN: &str = "【校验提示】";
const END: &str = "【提示完】";

/// Row and column.
type Cell = (u32, u32);

/// What is put into a comment.
fn block(text: &str) -> String {
    format!("{BEGIN}\n{text}\n{END}")
}

fn name((row, column): (u32, u32)) -> String {
    CellName { sheet: 0, row, column }.to_string()
}

/// A new part of comments.
pub(super) fn part(marks: &BTreeMap<(u32, u32), Mark>) -> String {
    let comments: String = marks
        .iter()
        .filter(|(_, mark)| !mark.text.is_empty())
        .map(|(&cell, mark)| comment(&name(cell), &block(&mark.text), 0, ""))
        .collect();
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

/// Comments of a sheet that has some, with the marks of an earlier round taken off and new ones put
/// in. The cells that get a comment, and those that lose theirs.
pub(super) fn renewed(
    text: &str,
    marks: &BTreeMap<(u32, u32), Mark>,
) -> Option<(String, Vec<Cell>, Vec<Cell>)> {
    // Long: one pass over the part; what is kept depends on all that came before.
    let tags = tags(text)?;
    let p = prefix(text, tags.first()?);
    let mut edits = Edits::of(text);
    let authors: Vec<&Tag> =
        tags.iter().filter(|tag| tag.name == "author" && tag.kind != TagKind::Close).collect();
    let is_ours = |author: &str| {
        let author = author.parse::<usize>().ok().and_then(|number| authors.get(number));
        author.is_some_and(|tag| text[tag.at.end..].starts_with(AUTHOR))
    };
    let close = |name: &str| tags.iter().find(|tag| tag.name == name && tag.kind == TagKind::Close);
    let (mut there, mut lost) = (Vec::new(), Vec::new());
    for (index, tag) in
        tags.iter().enumerate().filter(|(_, tag)| tag.name == "comment" && tag.kind == TagKind::Open)
    {
        let end =
            tags[index..].iter().find(|tag| tag.name == "comment" && tag.kind == TagKind::Close)?.at.end;
        let Some(cell) = attribute(text, &tag.at, "ref").and_then(|(_, name)| CellName::parse(name)) else {
            continue;
        };
        let author = attribute(text, &tag.at, "authorId").map_or("", |(_, author)| author);
        let said = said(text, &tags[index..], end)?;
        let (own, had_marks) = without_marks(&said, is_ours(author));
        let mark = marks.get(&cell).filter(|mark| !mark.text.is_empty());
        match mark {
            None if !had_marks => {}
            None if own.trim().is_empty() => {
                edits.replace(tag.at.start..end, "");
                lost.push(cell);
                continue;
            }
            // The runs of others stay as they are.
            Some(mark) if !had_marks && !own.trim().is_empty() => {
                let mut inside = tags[index..].iter();
                let close = inside.find(|tag| tag.name == "text" && tag.kind == TagKind::Close)?;
                let more = escaped(&format!("\n\n{}", block(&mark.text)));
                edits.insert(
                    close.at.start,
                    format!("<{p}r><{p}t xml:space=\"preserve\">{more}</{p}t></{p}r>"),
                );
            }
            _ => {
                let new = mark.map_or(String::new(), |mark| block(&mark.text));
                let gap = if own.trim().is_empty() || new.is_empty() { "" } else { "\n\n" };
                let author = author.parse().unwrap_or(0);
                edits
                    .replace(tag.at.start..end, comment(&name(cell), &format!("{own}{gap}{new}"), author, p));
            }
        }
        there.push(cell);
    }
    let ours = authors.iter().position(|tag| text[tag.at.end..].starts_with(AUTHOR));
    let has_new = marks.iter().any(|(cell, mark)| !mark.text.is_empty() && !there.contains(cell));
    if ours.is_none() && has_new {
        edits.insert(close("authors")?.at.start, format!("<{p}author>{AUTHOR}</{p}author>"));
    }
    let new: Vec<Cell> = marks
        .iter()
        .filter(|(cell, mark)| !mark.text.is_empty() && !there.contains(cell))
        .map(|(cell, _)| *cell)
        .collect();
    let whole = tags.iter().find(|tag| tag.name == "commentList")?;
    let added: String = new
        .iter()
        .map(|cell| comment(&name(*cell), &block(&marks[cell].text), ours.unwrap_or(authors.len()), p))
        .collect();
    match whole.kind {
        TagKind::Both if has_new => {
            edits.replace(whole.at.clone(), format!("<{p}commentList>{added}</{p}commentList>"));
        }
        TagKind::Both => {}
        _ => edits.insert(close("commentList")?.at.start, added),
    }
    lost.retain(|cell| !new.contains(cell));
    Some((edits.made(), new, lost))
}

/// What a comment says: the texts of its runs.
fn said(text: &str, tags: &[Tag], end: usize) -> Option<String> {
    let mut said = String::new();
    let mut at = None;
    for tag in tags.iter().take_while(|tag| tag.at.start < end).filter(|tag| tag.name == "t") {
        match (tag.kind, at.take()) {
            (TagKind::Open, _) => at = Some(tag.at.end),
            (TagKind::Close, Some(start)) => {
                said.push_str(&quick_xml::escape::unescape(&text[start..tag.at.start]).ok()?);
            }
            _ => {}
        }
    }
    Some(said)
}

/// What a comment says apart from marks, and whether it has some. Marks of earlier versions had no
/// ends: a comment of ours is one as a whole.
fn without_marks(said: &str, is_ours: bool) -> (String, bool) {
    let mut own = String::new();
    let mut rest = said;
    let mut had_marks = false;
    while let Some(start) = rest.find(BEGIN) {
        had_marks = true;
        own.push_str(&rest[..start]);
        let end = rest[start..].find(END).map(|end| start + end + END.len());
        rest = end.map_or("", |end| &rest[end..]);
    }
    own.push_str(rest);
    if !had_marks && is_ours {
        return (String::new(), true);
    }
    (if had_marks { own.trim().to_owned() } else { own }, had_marks)
}

/// A drawing without the boxes of some cells.
pub(super) fn without_boxes(text: &str, cells: &[Cell]) -> String {
    let (open, close) = ("<v:shape ", "</v:shape>");
    let mut made = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start..].find(close).map(|end| start + end + close.len()) else { break };
        let number = |name: &str| {
            let inside = rest[start..end].split(&format!("<x:{name}>")).nth(1)?;
            inside.split('<').next()?.trim().parse::<u32>().ok()
        };
        let is_lost = number("Row").zip(number("Column")).is_some_and(|cell| cells.contains(&cell));
        made.push_str(&rest[..if is_lost { start } else { end }]);
        rest = &rest[end..];
    }
    made.push_str(rest);
    made
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
    if cells.is_empty() {
        return Some(text.to_owned());
    }
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
