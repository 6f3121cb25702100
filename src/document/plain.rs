//! Plain text and Markdown (`.txt`, `.md`): lines are paragraphs, lines with tabs or bars are rows
//! of
//! tables.
//!
//! Rows are numbered as lines of the file, so that a gap shows an empty line. Lines that a width
//! broke are left as they are: whether two belong together depends on what they say. Any text may
//! be of this kind, so the ending of a name decides, not the content.

use super::book::{Book, Content, Sheet};
use super::builder::{Builder, Table};
use super::limit::Limit;
use super::refusal::{Other, Refusal};
use super::text::whole;

/// Reads a text.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let text = whole(bytes)?;
    if text.contains('\0') {
        return Err(Refusal::Other(Other::Unknown));
    }
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{C}'], "\n");
    let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').split('\n').collect();
    let is_markdown = lines.iter().any(|line| line.starts_with("# ") || line.starts_with("## "));
    let mut builder = Builder::default();
    let mut at = 0;
    while at < lines.len() {
        let (kind, end) = block(&lines, at);
        let block = &lines[at..end];
        match kind {
            Kind::Tabs => {
                table(&mut builder, at, block, '\t', |line| line.split('\t').map(str::to_owned).collect())?;
            }
            Kind::Bars => {
                let is_framed = block.iter().all(|line| line.trim().starts_with('|'));
                table(&mut builder, at, block, '|', |line| bars(line, is_framed))?;
            }
            Kind::CellLines => {
                let before = lines[..at].iter().rev().map(|line| line.trim()).find(|line| !line.is_empty());
                let is_open = before.is_none_or(|line| line.ends_with('|'));
                cell_lines(&mut builder, at, block, is_open)?;
            }
            Kind::Lines => {
                for (row, line) in (at..).zip(block) {
                    let said = if is_markdown { unmarked(line) } else { (*line).to_owned() };
                    paragraph(&mut builder, row, 0, &said)?;
                }
            }
        }
        at = end;
    }
    Ok(builder.finish())
}

/// What some lines are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Paragraphs.
    Lines,
    /// Rows of cells with tabs between them, and lines among these.
    Tabs,
    /// Rows of cells with bars between them.
    Bars,
    /// Cells with bars between them, each in lines of its own.
    CellLines,
}

/// What the lines at a place are, and where they end: at an empty line at the latest.
fn block(lines: &[&str], at: usize) -> (Kind, usize) {
    let until = |fits: &dyn Fn(&str) -> bool| {
        at + lines[at..].iter().take_while(|line| !line.trim().is_empty() && fits(line)).count()
    };
    if lines[at].trim().is_empty() {
        return (Kind::Lines, at + 1);
    }
    if lines[at].contains('|') {
        let end = until(&|line| line.contains('|'));
        let kind = match &lines[at..end] {
            run if run.iter().any(|line| is_row(line)) => Kind::Bars,
            [only] if !only.trim().trim_matches('|').is_empty() && !only.trim().ends_with('|') => Kind::Lines,
            _ => Kind::CellLines,
        };
        return (kind, end);
    }
    let end = until(&|line| !line.contains('|'));
    let has_tabs = lines[at..end].iter().any(|line| line.contains('\t'));
    (if has_tabs { Kind::Tabs } else { Kind::Lines }, end)
}

/// Returns whether a line is a row of cells: bars around it, or one between two short texts.
fn is_row(line: &str) -> bool {
    /// A longer text with a bar in it is a paragraph, in characters.
    const LONGEST: usize = 100;
    let line = line.trim();
    let inner = line.trim_matches(|c: char| c == '|' || c.is_whitespace());
    if line.starts_with('|') && line.ends_with('|') {
        return !inner.is_empty();
    }
    let is_cell = |cell: &str| cell.chars().count() <= LONGEST && !cell.contains('。');
    inner.contains('|') && inner.split('|').all(is_cell)
}

fn paragraph(builder: &mut Builder, row: usize, column: u32, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Ok(());
    }
    in_text(builder)?;
    builder.line(u32::try_from(row).unwrap_or(u32::MAX), column, Content::Text(text.trim().to_owned()))
}

/// Goes on with paragraphs.
fn in_text(builder: &mut Builder) -> Result<(), Refusal> {
    if !builder.is_in_text() {
        builder.sheet(Sheet { is_text: true, ..Sheet::named("正文") })?;
    }
    Ok(())
}

/// Cells in lines of their own. Which of them make a row depends on what they say, so they stay
/// lines; a bar after another closes an empty cell. `is_open` says that no text waits for its bar.
fn cell_lines(builder: &mut Builder, first: usize, lines: &[&str], mut is_open: bool) -> Result<(), Refusal> {
    for (row, line) in (first..).zip(lines) {
        for (column, text) in (0..).zip(line.split('|')) {
            if column > 0 && is_open {
                in_text(builder)?;
                builder.empty(u32::try_from(row).unwrap_or(u32::MAX), column - 1)?;
            }
            is_open = column > 0 || is_open;
            paragraph(builder, row, column, text)?;
            is_open &= text.trim().is_empty();
        }
    }
    Ok(())
}

fn table(
    builder: &mut Builder,
    first: usize,
    lines: &[&str],
    divider: char,
    cells: impl Fn(&str) -> Vec<String>,
) -> Result<(), Refusal> {
    let mut table = Table::from_row(first);
    let mut count = 0;
    for line in lines {
        for text in cells(line) {
            count += 1;
            Limit::Cells.check(count)?;
            table.begin(1, 1)?;
            table.fill(Content::Text(text.trim().to_owned()));
        }
        table.divided(line.matches(divider).count() + 1);
        table.end_row();
    }
    builder.table(table)
}

/// The cells of a row with bars; none for the line below the header of Markdown.
///
/// Several bars in one at the end are what is left of a cell over several columns. Where not all
/// rows begin with a bar, one that does begins with an empty cell.
fn bars(line: &str, is_framed: bool) -> Vec<String> {
    let line = line.trim();
    let end = line.trim_end_matches('|');
    let line = if line.len() - end.len() > 1 { end.trim_end() } else { line };
    let line = if is_framed { line.strip_prefix('|').unwrap_or(line) } else { line };
    let line = line.strip_suffix('|').unwrap_or(line);
    if line.contains("---") && line.chars().all(|c| "|-: ".contains(c)) {
        return Vec::new();
    }
    let mut cells = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '|' => cells.push(String::new()),
            '\\' => cells.iter_mut().last().into_iter().for_each(|cell| cell.extend(chars.next())),
            c => cells.iter_mut().last().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells
}

/// A line without the marks of Markdown.
fn unmarked(line: &str) -> String {
    let text = line.trim_start_matches('#').trim();
    let bold = text.strip_prefix("**").and_then(|text| text.strip_suffix("**")).filter(|_| text.len() > 4);
    let mut plain = String::new();
    let mut chars = bold.unwrap_or(text).chars();
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn rows_are_lines_of_the_file() {
        let book =
            read("题\n\n甲\n乙\n\n表\n规章\t1\t\t3\n\n| 行 | 4 |\n|---|---|\n尾".as_bytes()).expect("a text");
        let cells: Vec<_> =
            book.cells().map(|(cell, content)| (cell.row, cell.column, content.text().to_owned())).collect();
        let wanted = [
            (0, 0, "题"),
            (2, 0, "甲"),
            (3, 0, "乙"),
            (5, 0, "表"),
            (6, 0, "规章"),
            (6, 1, "1"),
            (6, 3, "3"),
            (8, 0, "行"),
            (8, 1, "4"),
            (10, 0, "尾"),
        ];
        let wanted: Vec<_> = wanted.map(|(row, column, text)| (row, column, text.to_owned())).to_vec();
        assert_eq!(cells, wanted);
        assert_eq!(book.sheets[1].empty, [(6, 2)]);
    }
}
