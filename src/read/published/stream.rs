//! A document as one stream of lines: its paragraphs in their order, with the places of its tables.
//!
//! Lines that a width broke are put together here for texts whose paragraphs are not known. What a
//! line means is not decided here.

use std::collections::HashSet;

use crate::document::{Book, CellName, Content};
use crate::form::{is_heading, split_numbering};

/// A line of a document outside the tables of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins.
    pub(super) cell: CellName,
    /// What it says.
    pub(super) text: String,
    /// The element of the page that it is in.
    pub(super) within: Option<usize>,
    /// The address of a picture, which says nothing.
    pub(super) picture: Option<String>,
    /// Whether it is a cell of a table that is none of the report's.
    pub(super) in_table: bool,
}

impl Line {
    /// Without any space.
    pub(super) fn solid(&self) -> String {
        self.text.chars().filter(|c| !c.is_whitespace()).collect()
    }
}

/// The lines of a document, without the sheets that are tables of the report.
pub(super) fn lines(book: &Book, tables: &HashSet<usize>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, sheet) in book.sheets.iter().enumerate().filter(|(number, _)| !tables.contains(number)) {
        for (index, cell) in sheet.cells.iter().enumerate() {
            let name = CellName { sheet: number, row: cell.row, column: cell.column };
            let within = sheet.within.get(index).copied();
            let picture = match &cell.content {
                Content::Picture(address) => Some(address.clone()),
                _ => None,
            };
            let texts = if picture.is_some() { "\n" } else { cell.content.text() }.split('\n');
            for text in texts.take(if picture.is_some() { 1 } else { usize::MAX }) {
                let text = text.trim().to_owned();
                if !text.is_empty() || picture.is_some() {
                    let in_table = !sheet.is_text;
                    lines.push(Line { cell: name, text, within, picture: picture.clone(), in_table });
                }
            }
        }
    }
    lines
}

/// The rows of one cell in tables of plain text, unless they are labels of the table.
pub(super) fn between(book: &Book, tables: &HashSet<usize>, is_label: impl Fn(&str) -> bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let sheets = book.sheets.iter().enumerate().filter(|(number, _)| tables.contains(number));
    for (number, sheet) in sheets {
        let with_empty: HashSet<u32> = sheet.empty.iter().map(|(row, _)| *row).collect();
        let is_alone = |at: usize| {
            let row = |at: usize| sheet.cells.get(at).map(|cell| cell.row);
            let next_to =
                at.checked_sub(1).is_some_and(|before| row(before) == row(at)) || row(at + 1) == row(at);
            !next_to && !with_empty.contains(&sheet.cells[at].row)
        };
        for at in 0..sheet.cells.len() {
            let cell = &sheet.cells[at];
            let text = cell.content.text().trim();
            if is_alone(at) && !text.is_empty() && !is_label(text) {
                let name = CellName { sheet: number, row: cell.row, column: cell.column };
                lines.push(Line {
                    cell: name,
                    text: text.to_owned(),
                    within: None,
                    picture: None,
                    in_table: false,
                });
            }
        }
    }
    lines
}

/// Puts lines together that a width broke. A line goes on in the next where it has no end, unless
/// an empty line is between, or the next begins something.
pub(super) fn unwrapped(lines: Vec<Line>, begins: impl Fn(&str) -> bool) -> Vec<Line> {
    /// A shorter line was not broken by a width.
    const SHORTEST: usize = 12;
    let mut all: Vec<Line> = Vec::new();
    let mut last: Option<Line> = None;
    for line in lines {
        let next_to = |before: &Line| {
            before.cell.sheet == line.cell.sheet && before.cell.row + 1 == line.cell.row && !before.in_table
        };
        let goes_on = |before: &Line| {
            before.picture.is_none()
                && line.picture.is_none()
                && before.text.chars().count() >= SHORTEST
                && !before.text.ends_with(['。', '！', '？', '；', '：', '!', '?', ';', ':'])
                && !begins(&before.text)
                && !begins(&line.text)
                && !is_heading(&line.text)
                && split_numbering(&line.text).0.is_empty()
        };
        let joins = last.as_ref().is_some_and(|before| next_to(before) && goes_on(before));
        last = Some(line.clone());
        match all.last_mut().filter(|_| joins) {
            Some(whole) => {
                // A space was lost where both sides are Latin.
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                if latin(whole.text.chars().last()) && latin(line.text.chars().next()) {
                    whole.text.push(' ');
                }
                whole.text.push_str(&line.text);
            }
            None => all.push(line),
        }
    }
    all
}

/// The element around all of some elements.
pub(super) fn around(elements: &[usize], of: &[usize]) -> Option<usize> {
    let path = |mut at: usize| {
        let mut path = vec![at];
        // The number of an element is larger than that of the one around it.
        while let Some(&above) = elements.get(at).filter(|&&above| above < at) {
            at = above;
            path.push(at);
        }
        path.reverse();
        path
    };
    let mut paths = of.iter().map(|&element| path(element));
    let mut common = paths.next()?;
    for other in paths {
        let same = common.iter().zip(&other).take_while(|(a, b)| a == b).count();
        common.truncate(same);
    }
    common.last().copied()
}

/// Whether an element is within another.
pub(super) fn is_within(elements: &[usize], element: usize, outer: usize) -> bool {
    let mut at = element;
    while at > outer {
        match elements.get(at) {
            Some(&above) if above < at => at = above,
            _ => return false,
        }
    }
    at == outer
}

#[cfg(test)]
mod tests {
    use super::{around, is_within};

    #[test]
    fn the_element_around_some_is_the_innermost_that_has_all() {
        // 0 html, 1 body, 2 div, 3 p, 4 p, 5 div, 6 p
        let elements = [0, 0, 1, 2, 2, 1, 5];
        assert_eq!(around(&elements, &[3, 4]), Some(2));
        assert_eq!(around(&elements, &[3, 6]), Some(1));
        assert_eq!(around(&elements, &[]), None);
        assert!(is_within(&elements, 4, 2) && !is_within(&elements, 6, 2) && is_within(&elements, 2, 2));
    }
}
