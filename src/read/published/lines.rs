//! Figures in text: what `pdftotext`, recognition of characters, or a paste leave of a table.
//!
//! A row counts where its label is in the same line, or where the numbers stand alone right after
//! exactly one label: but the latter only if it holds for all of the text, for in some texts rows
//! stand before their labels. A row has as many numbers as the form has columns; glued digits are
//! cut only if one cut exists. Columns whose names are lost prove nothing but the total, unless
//! somebody says that they come in the official order.

mod labels;
mod numbers;

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Columns;
use super::found::{Found, Value};
use crate::document::{Book, CellName, Content};
use crate::form::{Block, Form, NodeId, fold, nearest, spellings};
use labels::Above;
pub(super) use labels::{Leaf, RowLabels};
pub(super) use numbers::is_page_number;
use numbers::{Numbers, cut, is_glued};

/// A line of the text: what is before its numbers, and these.
#[derive(Debug, Clone)]
struct Row {
    cell: CellName,
    words: String,
    /// Empty where the text shows an empty cell.
    numbers: Vec<String>,
    /// How many lines of one number each it was put together from.
    lines: usize,
    /// Whether it is a row of a table, so that each number has a cell of its own.
    has_cells: bool,
}

impl Row {
    /// Whether it consists of empty cells.
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.numbers.iter().all(String::is_empty)
    }
}

/// A row of the form with its numbers.
struct Labelled {
    /// Its line among the rows.
    at: usize,
    leaf: Leaf,
    numbers: Vec<String>,
    /// How many lines its label has, where it is not in the same line.
    alone: Option<usize>,
}

/// Reads the figures of a text; `official` says that columns come in the order of the form.
pub(super) fn read(book: &Book, form: &Form, official: bool) -> Found {
    let rows = rows(book);
    let glues = rows.iter().any(|row| !row.has_cells && row.numbers.iter().any(|one| is_glued(one)));
    let reader = Reader { form, labels: RowLabels::new(form), rows: &rows, official, glues };
    let mut found = Found::default();
    let mut labelled = reader.labelled();
    reader.drop_uneven(&mut labelled, &mut found);
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
        let mut empty = sheet.empty.iter().filter(|_| sheet.is_text).peekable();
        while let Some(first) = sheet.cells.get(at) {
            while let Some(&(row, column)) = empty.next_if(|(row, _)| *row < first.row) {
                push_single(&mut rows, CellName { sheet: number, row, column }, String::new());
            }
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
            let Numbers { words, mut numbers } = Numbers::of(&tokens);
            let is_mark = matches!(tokens.as_slice(), [mark] if MARKS.contains(mark));
            if sheet.is_text && is_mark {
                push_single(&mut rows, cell, tokens.concat());
            } else if words.is_empty() && numbers.len() == 1 {
                push_single(&mut rows, cell, numbers.remove(0));
            } else {
                rows.push(Row { cell, words, numbers, lines: 0, has_cells: !sheet.is_text });
            }
        }
        for &(row, column) in empty {
            push_single(&mut rows, CellName { sheet: number, row, column }, String::new());
        }
    }
    rows
}

/// What stands for a figure that does not apply, in a line of its own.
const MARKS: &[&str] = &["/", "／", "\\", "—", "——", "－", "-", "--"];

/// Adds a line that is one number, or an empty cell: those next to one another are a row.
fn push_single(rows: &mut Vec<Row>, cell: CellName, number: String) {
    match rows.last_mut().filter(|before| before.words.is_empty() && before.lines > 0) {
        Some(before) => {
            before.numbers.push(number);
            before.lines += 1;
        }
        None => {
            rows.push(Row { cell, words: String::new(), numbers: vec![number], lines: 1, has_cells: false });
        }
    }
}

struct Reader<'a> {
    form: &'a Form,
    labels: RowLabels<'a>,
    rows: &'a [Row],
    official: bool,
    /// Whether the text glues digits of several cells.
    glues: bool,
}

impl Reader<'_> {
    fn block(&self, leaf: Leaf) -> Option<&Block> {
        self.form.sections[leaf.section].table.as_ref()?.blocks.get(leaf.block)
    }

    /// The numbers of a row, where there are as many as columns.
    fn fitting(&self, leaf: Leaf, row: &Row) -> Option<Vec<String>> {
        self.fit(self.block(leaf)?.column_leaves.len(), row, false)
    }

    /// The numbers of a row, where there are so many. Empty cells after them are what is left of
    /// cells over several columns; before those of a row without a label, of its header.
    fn fit(&self, count: usize, row: &Row, is_nameless: bool) -> Option<Vec<String>> {
        let numbers = &row.numbers;
        if numbers.iter().any(String::is_empty) {
            let says = |number: &String| !number.is_empty();
            let first = numbers.iter().position(says).unwrap_or(numbers.len());
            let more = numbers.len().checked_sub(count)?;
            let ends = numbers.last().is_some_and(says);
            let from = match more {
                0 => 0,
                _ if is_nameless && ends && first >= more => more,
                _ if is_nameless && first < numbers.len() && (first > 0 || ends) => return None,
                _ => 0,
            };
            let (own, rest) = numbers[from..].split_at_checked(count)?;
            return rest.iter().all(String::is_empty).then(|| own.to_vec());
        }
        if row.has_cells || row.lines > 1 {
            return (numbers.len() == count).then(|| numbers.clone());
        }
        cut(numbers, count, self.glues)
    }

    /// Leaves out the rows of a section whose empty cells do not come alike, since one was lost
    /// somewhere: either rows of one group have as many cells, or all rows with their labels have.
    fn drop_uneven(&self, labelled: &mut Vec<Labelled>, found: &mut Found) {
        let shows = |row: &Row| row.numbers.iter().any(String::is_empty);
        let showing = labelled.iter().filter(|row| shows(&self.rows[row.at])).map(|row| row.leaf.section);
        let showing: BTreeSet<usize> = showing.collect();
        let uneven: BTreeSet<usize> =
            showing.into_iter().filter(|&section| !self.is_even(section, labelled)).collect();
        labelled.retain(|row| !uneven.contains(&row.leaf.section) || row.alone.is_none());
        for section in uneven {
            let name = &self.form.sections[section].name;
            let words = words!(
                "{name}：各行的空格不一样多，无法确定数属于哪一列",
                "{name}: rows have different numbers of empty cells, so their columns are not certain"
            );
            found.say(section, words);
        }
    }

    /// Whether the rows of a section have as many cells as one another. The last may lack the bar
    /// with which another would begin, and above the first of a block is its header.
    fn is_even(&self, section: usize, labelled: &[Labelled]) -> bool {
        let mut groups: BTreeMap<(usize, Option<NodeId>), BTreeSet<usize>> = BTreeMap::new();
        let mut wholes: BTreeSet<usize> = BTreeSet::new();
        let mut blocks: BTreeSet<usize> = BTreeSet::new();
        let own = labelled.iter().filter(|row| row.leaf.section == section);
        let own: Vec<(&Labelled, usize)> = own.filter_map(|row| Some((row, row.alone?))).collect();
        let but_last = own.split_last().map_or(&[][..], |(_, others)| others);
        for (row, labels) in but_last {
            let Some(block) = self.block(row.leaf) else { continue };
            let group = self.form.node(block.row_leaves[row.leaf.row]).parent;
            let size = self.rows[row.at].numbers.len();
            groups.entry((row.leaf.block, group)).or_default().insert(size);
            if !blocks.insert(row.leaf.block) {
                wholes.insert(size + labels);
            }
        }
        wholes.len() == 1 || groups.values().all(|sizes| sizes.len() == 1)
    }

    /// Every row whose label is certain.
    fn labelled(&self) -> Vec<Labelled> {
        let mut all = Vec::new();
        let mut pending: Vec<String> = Vec::new();
        let mut certain = true;
        let mut alone = 0;
        // Numbers below a header, and a label above another header, are of a text that has its
        // numbers before their labels.
        let (mut has_orphan, mut has_dangling) = (false, false);
        for (at, row) in self.rows.iter().enumerate() {
            if row.numbers.is_empty() {
                pending.push(row.words.clone());
                continue;
            }
            if row.is_empty() && !matches!(self.labels.above(&pending), Above::Row(_)) {
                alone += 1; // what is left of a header
                if alone > MOST_ALONE {
                    return Vec::new();
                }
                continue;
            }
            let mut before = std::mem::take(&mut pending);
            if let Some(leaf) = self.labels.leaf(&row.words).or_else(|| self.labels.only_leaf(&row.words)) {
                let numbers = self.fitting(leaf, row);
                all.extend(numbers.map(|numbers| Labelled { at, leaf, numbers, alone: None }));
                continue;
            }
            alone += 1;
            if alone > MOST_ALONE || all.len() > MOST_ROWS {
                return Vec::new();
            }
            // A label of several lines, its numbers in the last or below.
            before.extend((!row.words.is_empty()).then(|| row.words.clone()));
            let above = self.labels.above(&before);
            has_dangling |= self.dangles(&before, above);
            match above {
                Above::Header if row.words.is_empty() && row.numbers.len() >= FEWEST => has_orphan = true,
                Above::Row(leaf) => {
                    let numbers = self.fitting(leaf, row);
                    let columns = self.block(leaf).map_or(0, |block| block.column_leaves.len());
                    certain &= numbers.is_some() || row.numbers.len() < columns;
                    all.extend(numbers.map(|numbers| Labelled {
                        at,
                        leaf,
                        numbers,
                        alone: Some(before.len()),
                    }));
                }
                // Numbers of a row whose label is somewhere else.
                Above::Nothing | Above::Unknown if row.words.is_empty() && row.numbers.len() >= FEWEST => {
                    certain = false;
                }
                Above::Nothing | Above::Unknown | Above::Header => {}
            }
        }
        has_dangling |= self.dangles(&pending, Above::Nothing);
        certain &= !(has_orphan && has_dangling);
        all.truncate(MOST_ROWS);
        all.retain(|row| certain || row.alone.is_none());
        all
    }

    /// Whether some lines begin with the label of a row that has no numbers below it.
    fn dangles(&self, lines: &[String], above: Above) -> bool {
        let first = lines.first().and_then(|line| self.labels.leaf(line));
        first.is_some_and(|first| above != Above::Row(first))
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
            let numbers = self.fitting(leaf, row).filter(|_| like)?;
            Some(Labelled { at, leaf, numbers, alone: None })
        };
        labelled.windows(2).filter_map(fits).collect()
    }

    /// What is above a row since the last row of another block.
    fn header(&self, row: &Labelled, labelled: &[Labelled]) -> String {
        let own =
            |other: &&Labelled| (other.leaf.section, other.leaf.block) == (row.leaf.section, row.leaf.block);
        let first = labelled.iter().find(own).unwrap_or(row);
        let leaf = first.leaf;
        let first = first.at;
        let before =
            self.rows[..first].iter().rposition(|row| !row.numbers.is_empty() && row.words.len() > 6);
        let from = before.map_or(0, |before| before + 1);
        let words: String = self.rows[from..first].iter().map(|row| row.words.as_str()).collect();
        // A label of several lines is between the header and its numbers.
        let node = self.block(leaf).and_then(|block| block.row_leaves.get(leaf.row));
        let folded = fold(&words);
        let names = |node: NodeId| {
            let label = spellings(&self.form.node(node).label);
            self.form.aliases(node).map(str::to_owned).chain(label)
        };
        let own = node.into_iter().flat_map(|&node| names(node));
        let rest = own.filter_map(|name| folded.strip_suffix(name.as_str())).min_by_key(|rest| rest.len());
        rest.map_or_else(|| self.labels.without_row_at_end(&words), str::to_owned)
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
            let content = (!number.is_empty()).then(|| Content::Text(number.clone()));
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
                    let before =
                        self.rows[..at].iter().rposition(|row| !row.is_empty() && !row.numbers.is_empty());
                    let from = before.map_or(0, |before| before + 1);
                    let words: String = self.rows[from..at].iter().map(|row| row.words.as_str()).collect();
                    let named = columns.ends(&format!("{words}{}", row.words));
                    let count = block.column_leaves.len();
                    let whole = named || row.numbers.len() == count;
                    let numbers = self.fit(count, row, true).filter(|_| whole)?;
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
                    let content = (!number.is_empty()).then_some(Content::Text(number));
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
