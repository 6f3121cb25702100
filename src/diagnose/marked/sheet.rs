//! Marks in the XML of a sheet: another style for its cells, and the tie to its comments.

use std::collections::BTreeMap;

use super::Mark;
use super::styles::Styles;
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

/// A sheet with marks; `comments` is the id of the relationship to its comments where it has none
/// yet.
pub(super) fn marked(
    text: &str,
    marks: &BTreeMap<(u32, u32), Mark>,
    styles: &mut Styles,
    comments: Option<&str>,
) -> Option<String> {
    let tags = tags(text)?;
    let root = tags.first()?;
    let p = prefix(text, root);
    let mut edits = Edits::of(text);
    let data = tags.iter().position(|tag| tag.name == "sheetData" && tag.kind != TagKind::Close)?;
    let rows = rows(text, &tags, data)?;
    let mut missing: Vec<((u32, u32), usize)> = Vec::new();
    for (&(row, column), mark) in marks {
        let cell = rows
            .iter()
            .find(|one| one.index == row)
            .and_then(|row| row.cells.iter().find(|cell| cell.0 == column));
        if let Some((_, tag)) = cell {
            let own = attribute(text, &tag.at, "s");
            let style = styles
                .coloured(own.as_ref().and_then(|(_, style)| style.parse().ok()).unwrap_or(0), mark.level);
            match own {
                Some((bytes, _)) => edits.replace(bytes, style.to_string()),
                None => edits.insert(name_end(text, tag), format!(" s=\"{style}\"")),
            }
        } else {
            missing.push(((row, column), styles.coloured(0, mark.level)));
        }
    }
    add_cells(text, &tags[data], &rows, &missing, p, &mut edits);
    if let Some(id) = comments {
        let tie = format!("<{p}legacyDrawing xmlns:r=\"{RELATIONSHIPS}\" r:id=\"{id}\"/>");
        let last = tags.last()?;
        let next = tags
            .iter()
            .find(|tag| tag.depth == 1 && tag.kind != TagKind::Close && AFTER.contains(&tag.name.as_str()));
        edits.insert(next.unwrap_or(last).at.start, tie);
    }
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
