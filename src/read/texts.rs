//! What a workbook says outside its tables: unit, year, date, and the texts of the report.
//!
//! In a cell with its label (单位：某局), next to its label, or below it; a sheet that is named after a
//! section is its text. Cells of tables are left to the matcher.

use super::keys::{ContactPart, Key, key_in_sheet};
use super::matcher::FoundTable;
use crate::document::{Book, CellName, Content, Sheet};
use crate::fingerprint;
use crate::form::{Form, nearest, split_numbering};

/// Longer texts are no labels.
const LONGEST_LABEL: usize = 40;

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Unit, year and the like.
    Key(Key),
    /// A part of 联系方式.
    Contact(ContactPart),
    /// The text of a section.
    Section(usize),
    /// The title of the report.
    Title,
}

/// Something that a workbook says outside its tables.
#[derive(Debug, Clone)]
pub(super) struct Labelled {
    pub(super) what: What,
    /// The cell of its label.
    pub(super) label: CellName,
    /// The cells of what is said, with the text that counts of each.
    pub(super) cells: Vec<(CellName, String)>,
}

/// Headings that are like one of a section, but not one.
#[derive(Debug, Clone)]
pub(super) struct NearHeading {
    pub(super) cell: CellName,
    pub(super) text: String,
    pub(super) nearest: Vec<String>,
}

/// Reads what is outside the tables.
pub(super) fn read(book: &Book, form: &Form, tables: &[FoundTable]) -> (Vec<Labelled>, Vec<NearHeading>) {
    let mut said = Vec::new();
    let mut near = Vec::new();
    for (number, sheet) in
        book.sheets.iter().enumerate().filter(|(_, sheet)| sheet.name != fingerprint::SHEET)
    {
        let reader = SheetReader { form, sheet, number, tables };
        reader.read(&mut said, &mut near);
    }
    (said, near)
}

struct SheetReader<'a> {
    form: &'a Form,
    sheet: &'a Sheet,
    number: usize,
    tables: &'a [FoundTable],
}

impl SheetReader<'_> {
    fn read(&self, said: &mut Vec<Labelled>, near: &mut Vec<NearHeading>) {
        let before = said.len();
        let mut skip_to = 0;
        for (index, cell) in self.sheet.cells.iter().enumerate() {
            if index < skip_to || self.in_table(cell.row) {
                continue;
            }
            let Content::Text(text) = &cell.content else { continue };
            let name = CellName { sheet: self.number, row: cell.row, column: cell.column };
            let Some((what, inline)) = self.labelled(text) else {
                if let Some(nearest) = self.nearly(text) {
                    near.push(NearHeading { cell: name, text: text.clone(), nearest });
                }
                continue;
            };
            if !inline.is_empty() {
                said.push(Labelled { what, label: name, cells: vec![(name, inline)] });
                continue;
            }
            let (cells, next) = self.beside(index, what);
            skip_to = next;
            said.push(Labelled { what, label: name, cells });
        }
        // A sheet named after a section, without a heading in it.
        let section = self.form.section_named(&self.sheet.name);
        let text = section.filter(|&section| self.form.sections[section].table.is_none());
        let has = |said: &[Labelled]| said.iter().any(|one| matches!(one.what, What::Section(_)));
        if let Some(section) = text.filter(|_| !has(&said[before..])) {
            let taken: Vec<CellName> = said[before..]
                .iter()
                .flat_map(|one| std::iter::once(one.label).chain(one.cells.iter().map(|(cell, _)| *cell)))
                .collect();
            let cells: Vec<(CellName, String)> = self
                .sheet
                .cells
                .iter()
                .map(|cell| (CellName { sheet: self.number, row: cell.row, column: cell.column }, cell))
                .filter(|(name, cell)| !taken.contains(name) && !self.in_table(cell.row))
                .map(|(name, cell)| (name, cell.content.text().to_owned()))
                .collect();
            if let Some((label, _)) = cells.first() {
                said.push(Labelled { what: What::Section(section), label: *label, cells });
            }
        }
    }

    fn in_table(&self, row: u32) -> bool {
        let here = |found: &&FoundTable| found.sheet == self.number && !found.figures.is_empty();
        self.tables.iter().filter(here).any(|found| (found.rows.0..=found.rows.1).contains(&row))
    }

    /// What a cell is the label of, with the text in the same cell: after a colon, or below a
    /// heading.
    fn labelled(&self, text: &str) -> Option<(What, String)> {
        let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        // A label set in several lines is one all the same.
        if let Some((what, "")) = self.label(&solid) {
            return Some((what, String::new()));
        }
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let (what, inline) = self.label(first)?;
        Some((what, format!("{inline}\n{rest}").trim().to_owned()))
    }

    /// What a line is the label of, with the text after its colon.
    fn label<'t>(&self, line: &'t str) -> Option<(What, &'t str)> {
        if self.form.read_title(line).is_some() {
            return Some((What::Title, line));
        }
        let (label, rest) = line.split_once(['：', ':']).unwrap_or((line, ""));
        if label.chars().count() > LONGEST_LABEL {
            return None;
        }
        if let Some(section) = self.form.section_named(label.trim()) {
            return Some((What::Section(section), rest));
        }
        let key = key_in_sheet(label).map(What::Key);
        let what = key.or_else(|| ContactPart::named(label).map(What::Contact))?;
        Some((what, rest))
    }

    /// The sections whose heading a text nearly is: the text below it would be taken for something
    /// else.
    fn nearly(&self, text: &str) -> Option<Vec<String>> {
        let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (number, rest) = split_numbering(&solid);
        let heading = number.ends_with('、') && !rest.is_empty() && solid.chars().count() <= LONGEST_LABEL;
        if !heading || rest.contains(['。', '，', '；']) {
            return None;
        }
        let texts = self.form.sections.iter().filter(|section| section.table.is_none());
        let nearest = nearest(rest, texts.map(|section| section.name.as_str()));
        (!nearest.is_empty()).then_some(nearest)
    }

    /// The cells to the right of a label, else those below it; with the number of the cell after
    /// them.
    fn beside(&self, index: usize, what: What) -> (Vec<(CellName, String)>, usize) {
        let label = &self.sheet.cells[index];
        let name = |row, column| CellName { sheet: self.number, row, column };
        let after = &self.sheet.cells[index + 1..];
        let row: Vec<_> = after.iter().take_while(|cell| cell.row == label.row).collect();
        let text = matches!(what, What::Section(section) if self.form.sections[section].table.is_none())
            || what == What::Key(Key::Preface);
        // 单位 | 某局 | 年度 | 2024: another label ends what is said.
        let is_label = |text: &str| self.labelled(text).is_some();
        let values = row.iter().take_while(|cell| text || !is_label(cell.content.text()));
        let limit = if text { usize::MAX } else { 1 };
        let beside: Vec<_> = values
            .take(limit)
            .map(|cell| (name(cell.row, cell.column), cell.content.text().to_owned()))
            .collect();
        if !beside.is_empty() || !text {
            let next = index + 1 + beside.len();
            return (beside, next);
        }
        let below: Vec<_> = after
            .iter()
            .skip(row.len())
            .take_while(|cell| {
                let text = cell.content.text();
                !self.in_table(cell.row) && self.labelled(text).is_none() && self.nearly(text).is_none()
            })
            .map(|cell| (name(cell.row, cell.column), cell.content.text().to_owned()))
            .collect();
        let next = index + 1 + row.len() + below.len();
        (below, next)
    }
}
