//! Plain text and Markdown (`.txt`, `.md`): lines are paragraphs, lines with tabs or bars are rows
//! of
//! tables.
//!
//! Rows are numbered as lines of the file, so that a gap shows an empty line. Lines that a width
//! broke are left as they are: whether two belong together depends on what they say. Any text may
//! be of this kind, so the ending of a name decides, not the content.

use super::book::{Book, Content, Sheet};
use super::builder::{Builder, Table};
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
        let end = block_end(&lines, at);
        let block = &lines[at..end];
        if block.iter().any(|line| line.contains('\t')) {
            table(&mut builder, at, block, |line| line.split('\t').map(str::to_owned).collect())?;
        } else if is_row(block[0]) {
            table(&mut builder, at, block, bars)?;
        } else {
            for (row, line) in (at..).zip(block) {
                let said = if is_markdown { unmarked(line) } else { (*line).to_owned() };
                paragraph(&mut builder, row, &said)?;
            }
        }
        at = end;
    }
    Ok(builder.finish())
}

/// Where the lines end that belong to the one at a place: a table of bars, or everything up to an
/// empty line.
fn block_end(lines: &[&str], at: usize) -> usize {
    if lines[at].trim().is_empty() {
        return at + 1;
    }
    let rows = is_row(lines[at]);
    let same = |line: &&&str| !line.trim().is_empty() && is_row(line) == rows;
    at + lines[at..].iter().take_while(same).count()
}

/// A row of a Markdown table.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 1 && line.starts_with('|') && line.ends_with('|')
}

fn paragraph(builder: &mut Builder, row: usize, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Ok(());
    }
    if !builder.is_in_text() {
        builder.sheet(Sheet { is_text: true, ..Sheet::named("正文") })?;
    }
    builder.line(u32::try_from(row).unwrap_or(u32::MAX), Content::Text(text.trim().to_owned()))
}

fn table(
    builder: &mut Builder,
    first: usize,
    lines: &[&str],
    cells: impl Fn(&str) -> Vec<String>,
) -> Result<(), Refusal> {
    /// No table is wider.
    const WIDEST: usize = 100;
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line)).collect();
    // Empty cells at the end of a line may have been left out.
    let width = rows.iter().map(Vec::len).max().unwrap_or_default().min(WIDEST);
    let mut table = Table::from_row(first);
    for row in rows {
        let count = if row.len() > 1 { row.len().max(width) } else { row.len() };
        for text in row.into_iter().chain(std::iter::repeat(String::new())).take(count) {
            table.begin(1, 1)?;
            table.fill(Content::Text(text.trim().to_owned()));
        }
        table.end_row();
    }
    builder.table(table)
}

/// The cells of a row of Markdown; none for the line below the header.
fn bars(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|');
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
