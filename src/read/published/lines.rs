//! Figures in text: what `pdftotext`, recognition of characters, or a paste leave of a table.
//!
//! A row counts where its label is in the same line, or where the numbers stand alone right after
//! exactly one label: but the latter only if it holds for all of the text, for in some texts rows
//! stand before their labels. A row has as many numbers as the form has columns; glued digits are
//! cut only if one cut exists. Columns whose names are lost prove nothing but the total, unless
//! somebody says that they come in the official order.

mod labels;
mod numbers;

use super::columns::Columns;
use super::found::{Found, Value};
use crate::document::{Book, CellName, Content};
use crate::form::{Block, Form, nearest};
use labels::Above;
pub(super) use labels::{Leaf, RowLabels};
pub(super) use numbers::is_page_number;
use numbers::{Numbers, cut};

/// A line of the text: what is before its numbers, and these.
#[derive(Debug, Clone)]
struct Row {
    cell: CellName,
    words: String,
    numbers: Vec<String>,
    /// How many lines of one number each it was put together from.
    lines: usize,
}

/// A row of the form with its numbers.
struct Labelled {
    /// Its line among the rows.
    at: usize,
    leaf: Leaf,
    numbers: Vec<String>,
    /// Whether its label is in another line.
    alone: bool,
}

/// Reads the figures of a text; `official` says that columns come in the order of the form.
pub(super) fn read(book: &Book, form: &Form, official: bool) -> Found {
    let rows = rows(book);
    let reader = Reader { form, labels: RowLabels::new(form), rows: &rows, official };
    let mut found = Found::default();
    let mut labelled = reader.labelled();
    labelled.extend(reader.damaged(&labelled));
    labelled.sort_by_key(|row| row.at);
    for row in &labelled {
        reader.figures(row, &labelled, &mut found);
    }
    reader.nameless(&mut found);
    found
}

/// The lines of a document; those of one number each, one after the other, as one.
fn rows(book: &Book) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, sheet) in book.sheets.iter().enumerate() {
        let mut at = 0;
        while let Some(first) = sheet.cells.get(at) {
            let end = if sheet.is_text { at + 1 } else { at + sheet.row(first.row).len() };
            let cell = CellName { sheet: number, row: first.row, column: first.column };
            let tokens: Vec<&str> = (sheet.cells[at..end].iter())
                .filter(|cell| !matches!(cell.content, Content::Picture(_)))
                .flat_map(|cell| cell.content.text().split_whitespace())
                .collect();
            at = end;
            if tokens.is_empty() || is_page_number(&tokens) {
                continue;
            }
            let Numbers { words, numbers } = Numbers::of(&tokens);
            let single = words.is_empty() && numbers.len() == 1;
            match rows.last_mut().filter(|before| single && before.words.is_empty() && before.lines > 0) {
                Some(before) => {
                    before.numbers.extend(numbers);
                    before.lines += 1;
                }
                None => rows.push(Row { cell, words, numbers, lines: usize::from(single) }),
            }
        }
    }
    rows
}

struct Reader<'a> {
    form: &'a Form,
    labels: RowLabels<'a>,
    rows: &'a [Row],
    official: bool,
}

impl Reader<'_> {
    fn block(&self, leaf: Leaf) -> Option<&Block> {
        self.form.sections[leaf.section].table.as_ref()?.blocks.get(leaf.block)
    }

    /// The numbers of a row, where there are as many as columns.
    fn fitting(&self, leaf: Leaf, numbers: &[String]) -> Option<Vec<String>> {
        cut(numbers, self.block(leaf)?.column_leaves.len())
    }

    /// Every row whose label is certain.
    fn labelled(&self) -> Vec<Labelled> {
        let mut all = Vec::new();
        let mut pending: Vec<String> = Vec::new();
        let mut certain = true;
        let mut alone = 0;
        for (at, row) in self.rows.iter().enumerate() {
            if row.numbers.is_empty() {
                pending.push(row.words.clone());
                continue;
            }
            let mut before = std::mem::take(&mut pending);
            if let Some(leaf) = self.labels.leaf(&row.words).or_else(|| self.labels.only_leaf(&row.words)) {
                let numbers = self.fitting(leaf, &row.numbers);
                all.extend(numbers.map(|numbers| Labelled { at, leaf, numbers, alone: false }));
                continue;
            }
            alone += 1;
            if alone > MOST_ALONE || all.len() > MOST_ROWS {
                return Vec::new();
            }
            // A label of several lines, its numbers in the last or below.
            before.extend((!row.words.is_empty()).then(|| row.words.clone()));
            match self.labels.above(&before) {
                Above::Row(leaf) => {
                    let numbers = self.fitting(leaf, &row.numbers);
                    let columns = self.block(leaf).map_or(0, |block| block.column_leaves.len());
                    certain &= numbers.is_some() || row.numbers.len() < columns;
                    all.extend(numbers.map(|numbers| Labelled { at, leaf, numbers, alone: true }));
                }
                // Numbers of a row whose label is somewhere else.
                Above::Nothing | Above::Unknown if row.words.is_empty() && row.numbers.len() >= FEWEST => {
                    certain = false;
                }
                Above::Nothing | Above::Unknown | Above::Header => {}
            }
        }
        all.truncate(MOST_ROWS);
        all.retain(|row| certain || !row.alone);
        all
    }

    /// Rows with a damaged label in the same line, between two that are certain and have exactly
    /// this one between them.
    fn damaged(&self, labelled: &[Labelled]) -> Vec<Labelled> {
        let fits = |two: &[Labelled]| {
            let [before, after] = two else { return None };
            let same = (before.leaf.section, before.leaf.block) == (after.leaf.section, after.leaf.block);
            (same && before.leaf.row + 2 == after.leaf.row).then_some(())?;
            let leaf = Leaf { row: before.leaf.row + 1, ..before.leaf };
            let block = self.block(leaf)?;
            let label = self.form.node(*block.row_leaves.get(leaf.row)?).label.as_str();
            let mut between = (before.at + 1..after.at).filter(|&at| !self.rows[at].numbers.is_empty());
            let (at, None) = (between.next()?, between.next()) else { return None };
            let row = &self.rows[at];
            let like = !row.words.is_empty() && !nearest(&row.words, [label]).is_empty();
            let numbers = self.fitting(leaf, &row.numbers).filter(|_| like)?;
            Some(Labelled { at, leaf, numbers, alone: false })
        };
        labelled.windows(2).filter_map(fits).collect()
    }

    /// What is above a row since the last row of another block.
    fn header(&self, row: &Labelled, labelled: &[Labelled]) -> String {
        let own =
            |other: &&Labelled| (other.leaf.section, other.leaf.block) == (row.leaf.section, row.leaf.block);
        let first = labelled.iter().find(own).map_or(row.at, |first| first.at);
        let before =
            self.rows[..first].iter().rposition(|row| !row.numbers.is_empty() && row.words.len() > 6);
        let from = before.map_or(0, |before| before + 1);
        let words: String = self.rows[from..first].iter().map(|row| row.words.as_str()).collect();
        // A label of several lines is between the header and its numbers.
        self.labels.without_row_at_end(&words)
    }

    fn figures(&self, row: &Labelled, labelled: &[Labelled], found: &mut Found) {
        let Some(block) = self.block(row.leaf) else { return };
        let columns = Columns::new(self.form, row.leaf.section, row.leaf.block, block);
        let cell = self.rows[row.at].cell;
        let named = columns.ends(&self.header(row, labelled));
        let count = block.column_leaves.len();
        let name = &self.form.sections[row.leaf.section].name;
        let from = if named || self.official {
            if !named {
                found.say(
                    row.leaf.section,
                    words!(
                        "{name}：列名残缺，各列按表样次序读取（--columns official）",
                        "{name}: labels of columns are damaged; read in the official order (--columns official)"
                    ),
                );
            }
            0
        } else {
            let total = numbers::is_sum(&row.numbers);
            found.say(
                row.leaf.section,
                words!(
                    "{name}：列名残缺，只取总计；确知各列按表样次序的，可加 --columns official",
                    "{name}: labels of columns are damaged, so only totals are read; if the columns come in the \
                     official order, add --columns official"
                ),
            );
            if total && count > 2 && self.ends_with_total(block) { count - 1 } else { count }
        };
        found.taken.insert((cell.sheet, cell.row));
        for (column, number) in row.numbers.iter().enumerate().skip(from) {
            let content = Some(Content::Text(number.clone()));
            found.add(block.figure(row.leaf.row, column), Value { cell, content });
        }
    }

    /// Whether the last column of a block is the total of its others.
    fn ends_with_total(&self, block: &Block) -> bool {
        let last = block.figure(0, block.column_leaves.len().saturating_sub(1));
        let parts = |equation: &crate::form::Equation| {
            equation.right.iter().map(|term| term.figures.len()).sum::<usize>() + 1
        };
        let mut equations = self.form.equations().map(|(_, equation)| equation);
        equations.any(|one| one.defines() == Some(last) && parts(one) == block.column_leaves.len())
    }

    /// Tables of one row without a label: their numbers follow their header.
    fn nameless(&self, found: &mut Found) {
        for (section, one) in self.form.sections.iter().enumerate() {
            for (number, block) in one.table.iter().flat_map(|table| table.blocks.iter().enumerate()) {
                if block.row_leaves.len() != 1 || !self.form.node(block.row_leaves[0]).name.is_empty() {
                    continue;
                }
                let columns = Columns::new(self.form, section, number, block);
                let mut rows = self.rows.iter().enumerate().filter_map(|(at, row)| {
                    let before = self.rows[..at].iter().rposition(|row| !row.numbers.is_empty());
                    let from = before.map_or(0, |before| before + 1);
                    let words: String = self.rows[from..at].iter().map(|row| row.words.as_str()).collect();
                    let named = columns.ends(&format!("{words}{}", row.words));
                    let count = block.column_leaves.len();
                    let whole = named || row.numbers.len() == count;
                    let numbers = cut(&row.numbers, count).filter(|_| whole)?;
                    (row.words.is_empty() || named).then_some((row.cell, numbers, named))
                });
                let (Some((cell, numbers, named)), None) = (rows.next(), rows.next()) else { continue };
                if !named && !self.official {
                    let name = &one.name;
                    let words = words!(
                        "{name}：列名残缺，无法确定数属于哪一列；确知各列按表样次序的，可加 --columns official",
                        "{name}: labels of columns are damaged, so the columns are not certain; if they come in the \
                         official order, add --columns official"
                    );
                    found.say(section, words);
                    continue;
                }
                found.taken.insert((cell.sheet, cell.row));
                for (column, number) in numbers.into_iter().enumerate() {
                    let content = Some(Content::Text(number));
                    found.add(block.figure(0, column), Value { cell, content });
                }
            }
        }
    }
}

/// More rows with a label, or lines of numbers without one, are no report: each takes time.
const MOST_ROWS: usize = 1_000;
const MOST_ALONE: usize = 300;
/// Fewer numbers are a page number, a date, a number of a heading.
const FEWEST: usize = 3;
