//! Marks in the XML of a sheet: another style for its cells, and the tie to its comments.
//!
//! A cell that was marked in an earlier round looks again as it did before, unless it is marked
//! once more.

use std::collections::BTreeMap;

use super::Mark;
use super::styles::{Look, Styles};
use super::xml::{Edits, Tag, TagKind, attribute, prefix, tags};
use crate::document::CellName;

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// What may follow the tie to the comments in a sheet.
const AFTER: &[&str] = &[
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

/// How the cells of a sheet looked before they were marked, as far as that is known.
pub(super) type Before = BTreeMap<(u32, u32), Look>;

/// A sheet with marks, and how its marked cells look without them; `before` is how cells looked
/// that were marked in an earlier round.
pub(super) fn marked(
    text: &str,
    marks: &BTreeMap<(u32, u32), Mark>,
    before: &Before,
    styles: &mut Styles,
) -> Option<(String, Before)> {
    let tags = tags(text)?;
    let root = tags.first()?;
    let p = prefix(text, root);
    let mut edits = Edits::of(text);
    let data = tags.iter().position(|tag| tag.name == "sheetData" && tag.kind != TagKind::Close)?;
    let rows = rows(text, &tags, data)?;
    let mut looks = Before::new();
    for one in &rows {
        for (column, tag) in &one.cells {
            let at = (one.index, *column);
            let own = attribute(text, &tag.at, "s");
            let style = own.as_ref().and_then(|(_, style)| style.parse().ok()).unwrap_or(0);
            let was_marked = styles.is_mark(style);
            let mark = marks.get(&at);
            if mark.is_none() && !was_marked {
                continue;
            }
            let look = if was_marked {
                before.get(&at).cloned().unwrap_or_else(|| styles.plain())
            } else {
                styles.look(style)?
            };
            let new = mark.map_or_else(|| look.clone(), |mark| styles.marked(mark.level));
            let style = styles.with_look(style, &new);
            match own {
                Some((bytes, _)) => edits.replace(bytes, style.to_string()),
                None => edits.insert(name_end(text, tag), format!(" s=\"{style}\"")),
            }
            if mark.is_some() {
                looks.insert(at, look);
            }
        }
    }
    let is_there = |(row, column): &(u32, u32)| {
        rows.iter().any(|one| one.index == *row && one.cells.iter().any(|cell| cell.0 == *column))
    };
    let mut missing: Vec<((u32, u32), usize)> = Vec::new();
    for (&at, mark) in marks.iter().filter(|(at, _)| !is_there(at)) {
        looks.insert(at, styles.look(0)?);
        let look = styles.marked(mark.level);
        missing.push((at, styles.with_look(0, &look)));
    }
    add_cells(text, &tags[data], &rows, &missing, p, &mut edits);
    // One sheet is shown when the workbook is opened, and that is the list.
    for tag in tags.iter().filter(|tag| tag.name == "sheetView") {
        if let Some((bytes, _)) = attribute(text, &tag.at, "tabSelected") {
            edits.replace(bytes, "0");
        }
    }
    Some((edits.made(), looks))
}

/// A sheet with the tie to its comments.
pub(super) fn tied(text: &str, id: &str) -> Option<String> {
    let tags = tags(text)?;
    let last = tags.last()?;
    let p = prefix(text, tags.first()?);
    let mut edits = Edits::of(text);
    let tie = format!("<{p}legacyDrawing xmlns:r=\"{RELATIONSHIPS}\" r:id=\"{id}\"/>");
    let next = tags
        .iter()
        .find(|tag| tag.depth == 1 && tag.kind != TagKind::Close && AFTER.contains(&tag.name.as_str()));
    edits.insert(next.unwrap_or(last).at.start, tie);
    Some(edits.made())
}

/// A row of the XML with its cells.
struct Row<'t> {
    index: u32,
    tag: &'t Tag,
    /// Where its end tag begins; `None` for a row without cells.
    end: Option<usize>,
    cells: Vec<(u32, &'t Tag)>,
}

fn rows<'t>(text: &str, tags: &'t [Tag], data: usize) -> Option<Vec<Row<'t>>> {
    let depth = tags[data].depth;
    let mut rows: Vec<Row> = Vec::new();
    let (mut next_row, mut next_column) = (0, 0);
    for tag in tags[data + 1..].iter().take_while(|tag| tag.depth > depth) {
        match (tag.name.as_str(), tag.kind, tag.depth - depth) {
            ("row", TagKind::Close, 1) => rows.last_mut()?.end = Some(tag.at.start),
            ("row", _, 1) => {
                let written = attribute(text, &tag.at, "r").map(|(_, row)| row.parse::<u32>());
                let row = written.map_or(Some(next_row), |row| row.ok()?.checked_sub(1))?;
                (next_row, next_column) = (row + 1, 0);
                rows.push(Row { index: row, tag, end: None, cells: Vec::new() });
            }
            ("c", TagKind::Open | TagKind::Both, 2) => {
                let written = attribute(text, &tag.at, "r").map(|(_, name)| Some(CellName::parse(name)?.1));
                let column = written.unwrap_or(Some(next_column))?;
                next_column = column + 1;
                rows.last_mut()?.cells.push((column, tag));
            }
            _ => {}
        }
    }
    Some(rows)
}

/// Where the name of a tag ends: attributes can be put in there.
fn name_end(text: &str, tag: &Tag) -> usize {
    let source = &text[tag.at.clone()];
    let length = source[1..].find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(0) + 1;
    tag.at.start + length
}

/// Cells that the sheet does not have yet, each in its place.
fn add_cells(
    text: &str,
    data: &Tag,
    rows: &[Row],
    missing: &[((u32, u32), usize)],
    p: &str,
    edits: &mut Edits,
) {
    let cell = |row: u32, column: u32, style: usize| {
        format!("<{p}c r=\"{}\" s=\"{style}\"/>", CellName { sheet: 0, row, column })
    };
    let mut outside = String::new();
    for row_cells in missing.chunk_by(|one, other| one.0.0 == other.0.0) {
        let row = row_cells[0].0.0;
        let Some(there) = rows.iter().find(|one| one.index == row) else {
            let cells: String =
                row_cells.iter().map(|&((row, column), style)| cell(row, column, style)).collect();
            let number = row + 1;
            let added = format!("<{p}row r=\"{number}\">{cells}</{p}row>");
            match rows.iter().find(|one| one.index > row) {
                Some(next) => edits.insert(next.tag.at.start, added),
                None => outside.push_str(&added),
            }
            continue;
        };
        match there.end {
            Some(end) => {
                for &((row, column), style) in row_cells {
                    let next = there.cells.iter().find(|(other, _)| *other > column);
                    edits.insert(next.map_or(end, |(_, tag)| tag.at.start), cell(row, column, style));
                }
            }
            None => {
                let cells: String =
                    row_cells.iter().map(|&((row, column), style)| cell(row, column, style)).collect();
                let slash = text[there.tag.at.clone()]
                    .rfind('/')
                    .map_or(there.tag.at.end, |at| there.tag.at.start + at);
                edits.replace(slash..there.tag.at.end, format!(">{cells}</{p}row>"));
            }
        }
    }
    if outside.is_empty() {
        return;
    }
    if data.kind == TagKind::Both {
        let slash = text[data.at.clone()].rfind('/').map_or(data.at.end, |at| data.at.start + at);
        edits.replace(slash..data.at.end, format!(">{outside}</{p}sheetData>"));
    } else {
        let end = rows.last().map_or(data.at.end, |last| {
            last.end.map_or(last.tag.at.end, |end| end + text[end..].find('>').map_or(0, |at| at + 1))
        });
        edits.insert(end, outside);
    }
}
