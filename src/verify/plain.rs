//! Text and Markdown: line by line. A row of a table is known by its labels, its figures by their
//! columns.

use std::ops::Range;

use super::copy::{Copy, ReadBack};
use super::difference::shorten;
use super::{Original, utf8};
use crate::document::squeeze;
use crate::finding::Subject;
use crate::lang::Words;
use crate::model::FigureId;
use crate::place::Source;
use crate::render::Role;

/// A line of a table as it is to be.
#[derive(Debug)]
struct Line {
    /// The label or the figure in each column.
    columns: Vec<Column>,
}

#[derive(Debug)]
enum Column {
    Label(String),
    Figure(FigureId),
}

impl Line {
    fn has_label(&self) -> bool {
        self.columns.iter().any(|column| matches!(column, Column::Label(text) if !text.is_empty()))
    }

    /// Reports that the file has no such line; a line with figures is reported by these.
    fn lacking(&self, copy: &mut Copy) {
        let is_figure = |column: &Column| matches!(column, Column::Figure(_));
        let labels = self.columns.iter().filter_map(|column| match column {
            Column::Label(text) => Some(text.as_str()),
            Column::Figure(_) => None,
        });
        let text = labels.collect::<Vec<_>>().join(" ");
        if self.has_label() && !self.columns.iter().any(is_figure) {
            let text = shorten(text.trim());
            let words = words!("没有“{text}”一行", "there is no line `{text}`");
            copy.faults.push((Subject::File, words));
        }
    }

    /// Whether a line of the file is this one.
    fn fits(&self, cells: &[ReadBack]) -> bool {
        let cell = |index: usize| cells.get(index).map_or(String::new(), |said| squeeze(&said.text));
        let label = |(index, column): (usize, &Column)| match column {
            Column::Label(text) => cell(index) == squeeze(text),
            Column::Figure(_) => true,
        };
        cells.len() <= self.columns.len() && self.columns.iter().enumerate().all(label)
    }
}

/// Plain text, with a tab between the columns of a table.
pub(super) fn text(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let mut lines = Vec::new();
    for grid in original.view.sections.iter().filter_map(|section| section.table.as_ref()) {
        for row in &grid.rows {
            let mut columns: Vec<Column> = row.line.iter().cloned().map(Column::Label).collect();
            for cell in row.cells.iter().filter(|cell| cell.role == Role::Value) {
                columns[cell.column] = original
                    .figure(&cell.address)
                    .map_or_else(|| Column::Label(cell.text.clone()), Column::Figure);
            }
            lines.push(Line { columns });
        }
    }
    read(path, bytes, &lines, |line, start| split(line, start, '\t'))
}

/// Markdown.
pub(super) fn markdown(path: &str, bytes: &[u8], original: &Original) -> Result<Copy, Words> {
    let mut lines = Vec::new();
    for section in &original.form.sections {
        let parts = original.view.sections.iter().find(|one| one.key == section.key);
        let parts = parts.and_then(|one| one.table.as_ref()).map(|grid| (grid.label_columns, &grid.parts));
        let (Some(table), Some((labels, parts))) = (&section.table, parts) else { continue };
        for (block, part) in table.blocks.iter().zip(parts) {
            let blank = (labels > 0).then(|| Column::Label(String::new()));
            let heads = part.columns.iter().cloned().map(Column::Label);
            if !part.caption.is_empty() {
                lines.push(Line { columns: vec![Column::Label(part.caption.clone())] });
            }
            lines.push(Line { columns: blank.into_iter().chain(heads).collect() });
            lines.push(Line { columns: vec![Column::Label("---".to_owned())] });
            for (r, row) in part.rows.iter().enumerate() {
                let label = (labels > 0).then(|| Column::Label(row.label.clone()));
                let figures = (0..row.values.len()).map(|c| Column::Figure(block.figure(r, c)));
                lines.push(Line { columns: label.into_iter().chain(figures).collect() });
            }
        }
    }
    read(path, bytes, &lines, unmarked)
}

/// The cells of a line with their places; a line without the mark is one cell.
fn split(line: &str, start: usize, mark: char) -> Vec<ReadBack> {
    let mut at = start;
    line.split(mark)
        .map(|text| {
            let said = ReadBack { text: text.to_owned(), at: at..at + text.len() };
            at += text.len() + mark.len_utf8();
            said
        })
        .collect()
}

/// A line of Markdown without its marks.
fn unmarked(line: &str, start: usize) -> Vec<ReadBack> {
    if let Some(row) = line.strip_prefix('|') {
        if row.chars().all(|c| "|-: ".contains(c)) && row.contains("---") {
            return vec![ReadBack { text: "---".to_owned(), at: start..start + line.len() }];
        }
        let mut cells: Vec<ReadBack> = Vec::new();
        let mut from = start + 1;
        let mut before = ' ';
        for (at, c) in row.char_indices() {
            if c == '|' && before != '\\' {
                let text = &row[from - start - 1..at];
                cells.push(ReadBack { text: without_escapes(text.trim()), at: from..start + 1 + at });
                from = start + 2 + at;
            }
            before = if before == '\\' && c == '\\' { ' ' } else { c };
        }
        return cells;
    }
    let text = line.trim_start_matches('#').trim_start();
    let bold = text.strip_prefix("**").and_then(|text| text.strip_suffix("**")).filter(|_| text.len() > 4);
    vec![ReadBack { text: without_escapes(bold.unwrap_or(text)), at: start..start + line.len() }]
}

fn without_escapes(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    plain
}

/// Lines of tables are followed in their order; all others are paragraphs.
fn read(
    path: &str,
    bytes: &[u8],
    wanted: &[Line],
    cells: impl Fn(&str, usize) -> Vec<ReadBack>,
) -> Result<Copy, Words> {
    let text = utf8(bytes)?;
    let mut copy = Copy { source: Source::new(path.to_owned(), text.to_owned()), ..Copy::default() };
    let mut texts = Vec::new();
    let mut next = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end_matches(['\n', '\r']);
        let found = cells(shown, start);
        let place: Range<usize> = start..start + shown.len();
        start += line.len();
        if shown.trim().is_empty() {
            continue;
        }
        // A line may have been left out: the next one with labels skips it.
        let fits = |(index, line): (usize, &Line)| {
            (index == 0 || found.len() > 1 && line.has_label()) && line.fits(&found)
        };
        let Some(at) = wanted[next..].iter().enumerate().position(fits).map(|at| next + at) else {
            let text = found.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join("\t");
            texts.push(ReadBack { text, at: place });
            continue;
        };
        wanted[next..at].iter().for_each(|line| line.lacking(&mut copy));
        next = at + 1;
        for (index, column) in wanted[at].columns.iter().enumerate() {
            if let Column::Figure(id) = column {
                let end = ReadBack { text: String::new(), at: place.end..place.end };
                copy.figures.push((*id, found.get(index).cloned().unwrap_or(end)));
            }
        }
    }
    wanted[next..].iter().for_each(|line| line.lacking(&mut copy));
    copy.texts = Some(texts);
    Ok(copy)
}
