//! Figures in text: what `pdftotext`, recognition of characters, or a paste leave of a table.
//!
//! A row counts where its label is in the same line, or where the numbers stand alone right after
//! exactly one label: but the latter only if it holds for all of the text, for in some texts rows
//! stand before their labels. A row has as many numbers as the form has columns; glued digits are
//! cut only if one cut exists. Columns whose names are lost prove nothing but the total, unless
//! somebody says that they come in the official order.

mod labels;
mod numbers;

use std::collections::BTreeSet;

use super::columns::Columns;
use super::found::{Found, Value};
use super::widths::{Widths, adds_up, common, uneven};
use crate::document::{Book, Cell, CellName, Content};
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
    /// Where each of them is.
    places: Vec<CellName>,
    /// How many lines of one number each it was put together from.
    lines: usize,
    /// Whether it is a row of a table, so that each number has a cell of its own.
    has_cells: bool,
    /// Whether a row of a table has other empty cells than those that all rows have at their end:
    /// which of them are figures is asked where tables are read.
    has_gaps: bool,
    /// So many cells the line after it leaves of cells over several columns: `||`.
    rest: usize,
}

impl Row {
    fn of(cell: CellName, words: String, numbers: Vec<String>) -> Self {
        let places = vec![cell; numbers.len()];
        Self { cell, words, numbers, places, lines: 0, has_cells: false, has_gaps: false, rest: 0 }
    }

    /// Where one of the numbers that were taken is; of glued digits all are where the line is.
    fn place(&self, number: usize, taken: &[String]) -> CellName {
        let is_whole = self.numbers.get(..=number) == taken.get(..=number);
        self.places.get(number).copied().filter(|_| is_whole).unwrap_or(self.cell)
    }

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
    /// `None` where there are not as many as columns.
    numbers: Option<Vec<String>>,
    /// How many labels it has with those of its groups, where it is not in the same line.
    alone: Option<usize>,
}

/// Reads the figures of a text; `official` says that columns come in the order of the form.
pub(super) fn read(book: &Book, form: &Form, official: bool) -> Found {
    let rows = rows(book);
    let has_glued = |row: &&Row| !row.has_cells && row.numbers.iter().any(|one| is_glued(one));
    // In one line two cells may have come together by chance.
    let glues = rows.iter().filter(has_glued).count() > 1;
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
        let widths = Widths::of(sheet);
        let mut at = 0;
        let mut empty = sheet.empty.iter().filter(|_| sheet.is_text).peekable();
        while let Some(first) = sheet.cells.get(at) {
            let before = (first.row, first.column);
            while let Some(&(row, column)) = empty.next_if(|place| **place < before) {
                let own = |place: &&(u32, u32)| place.0 == row && **place < before;
                let more = std::iter::from_fn(|| empty.next_if(own)).count();
                push_empty(&mut rows, CellName { sheet: number, row, column }, 1 + more);
            }
            let end = if sheet.is_text { at + 1 } else { at + sheet.row(first.row).len() };
            let cell = CellName { sheet: number, row: first.row, column: first.column };
            let (places, tokens) = tokens(number, &sheet.cells[at..end]);
            let has_gaps = !sheet.is_text && widths.has_gaps(sheet, &sheet.cells[at..end]);
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
                let places = places[places.len() - numbers.len()..].to_vec();
                rows.push(Row {
                    places,
                    has_cells: !sheet.is_text,
                    has_gaps,
                    ..Row::of(cell, words, numbers)
                });
            }
        }
        while let Some(&(row, column)) = empty.next() {
            let more = std::iter::from_fn(|| empty.next_if(|(other, _)| *other == row)).count();
            push_empty(&mut rows, CellName { sheet: number, row, column }, 1 + more);
        }
    }
    rows
}

/// The words of some cells, and where each is.
fn tokens(sheet: usize, cells: &[Cell]) -> (Vec<CellName>, Vec<&str>) {
    let texts = cells.iter().filter(|cell| !matches!(cell.content, Content::Picture(_)));
    texts
        .flat_map(|cell| {
            let name = CellName { sheet, row: cell.row, column: cell.column };
            cell.content.text().split_whitespace().map(move |token| (name, token))
        })
        .unzip()
}

/// What stands for a figure that does not apply, in a line of its own.
const MARKS: &[&str] = &["/", "／", "\\", "—", "——", "－", "-", "--"];

/// Adds a line that is one number, or an empty cell: those next to one another are a row.
fn push_single(rows: &mut Vec<Row>, cell: CellName, number: String) {
    match rows.last_mut().filter(|before| before.words.is_empty() && before.lines > 0 && before.rest == 0) {
        Some(before) => {
            before.numbers.push(number);
            before.places.push(cell);
            before.lines += 1;
        }
        None => rows.push(Row { lines: 1, ..Row::of(cell, String::new(), vec![number]) }),
    }
}

/// Adds a line of empty cells: several are what is left of cells over several columns, and end a
/// row.
fn push_empty(rows: &mut Vec<Row>, cell: CellName, count: usize) {
    match rows.last_mut().filter(|before| before.lines > 0 && before.rest == 0) {
        _ if count == 1 => push_single(rows, cell, String::new()),
        Some(before) => before.rest = count,
        None => {}
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
        self.fit(self.block(leaf)?.column_leaves.len(), row)
    }

    /// The numbers of a row, where there are so many. Empty cells after them are what is left of
    /// cells over several columns, or of a damage: see [`Reader::drop_uneven`].
    fn fit(&self, count: usize, row: &Row) -> Option<Vec<String>> {
        let numbers = &row.numbers;
        if row.has_gaps {
            return None;
        }
        if row.has_cells || row.lines > 1 {
            let (own, rest) = numbers.split_at_checked(count)?;
            return rest.iter().all(String::is_empty).then(|| own.to_vec());
        }
        cut(numbers, count, self.glues)
    }

    /// Leaves out the rows of a section that may have lost a cell.
    fn drop_uneven(&self, labelled: &mut Vec<Labelled>, found: &mut Found) {
        let sections: BTreeSet<usize> = labelled.iter().map(|row| row.leaf.section).collect();
        for section in sections {
            let own: Vec<&Labelled> = labelled.iter().filter(|row| row.leaf.section == section).collect();
            let sure = self.sure(&own);
            if own.iter().any(|row| row.numbers.is_some() && !sure.contains(&row.at)) {
                found.say(section, uneven(&self.form.sections[section].name));
            }
            labelled.retain(|row| row.leaf.section != section || sure.contains(&row.at));
        }
    }

    /// The rows of a section that have all their cells.
    ///
    /// More cells than columns are what cells over several columns leave if all rows are as wide;
    /// else a cell was doubled. Where empty cells are not shown and some row has too few, another
    /// may have lost one and have a number twice: then it has to add up. Labels apart from their
    /// numbers have to come in their order.
    fn sure(&self, own: &[&Labelled]) -> BTreeSet<usize> {
        let there = |row: &Labelled| self.rows[row.at].numbers.len();
        let rest = |row: &Labelled| self.rows[row.at].rest;
        let count = |row: &Labelled| self.block(row.leaf).map_or(0, |block| block.column_leaves.len());
        let width = |row: &Labelled| row.alone.map(|labels| there(row) + rest(row) + labels);
        let wider =
            own.iter().filter(|row| row.alone.is_some() && there(row) + rest(row) > count(row)).count();
        let common = common(own.iter().filter_map(|row| width(row)));
        // Below the last row there may be nothing to show what cells over several columns leave.
        let last = own.last().map(|row| row.at);
        let ends = |row: &Labelled| {
            let says = self.rows[row.at].numbers.last().is_some_and(|number| !number.is_empty());
            last == Some(row.at) && rest(row) == 0 && there(row) == count(row) && says
        };
        let is_even = |row: &Labelled| {
            let is_narrow = wider < 2 && there(row) + rest(row) <= count(row);
            common.is_some() && width(row) == common || ends(row) || is_narrow
        };
        let in_order = own.iter().filter(|row| row.alone.is_some());
        let in_order = in_order.map(|row| (row.leaf.block, row.leaf.row)).is_sorted();
        let shows_empty = own.iter().any(|row| self.rows[row.at].numbers.iter().any(String::is_empty));
        let hides = !shows_empty && own.iter().any(|row| row.numbers.is_none() && there(row) < count(row));
        let adds_up = |row: &Labelled, numbers: &[String]| {
            let texts: Vec<&str> = numbers.iter().map(String::as_str).collect();
            let said = self.block(row.leaf).and_then(|block| adds_up(self.form, block, row.leaf.row, &texts));
            said.unwrap_or(true)
        };
        let is_sure = |row: &Labelled| {
            let Some(numbers) = &row.numbers else { return false };
            (row.alone.is_none() || in_order && is_even(row)) && (!hides || adds_up(row, numbers))
        };
        own.iter().filter(|row| is_sure(row)).map(|row| row.at).collect()
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
                all.push(Labelled { at, leaf, numbers: self.fitting(leaf, row), alone: None });
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
                    all.push(Labelled { at, leaf, numbers, alone: Some(self.labels.own_labels(&before)) });
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
            let numbers = Some(self.fitting(leaf, row).filter(|_| like)?);
            Some(Labelled { at, leaf, numbers, alone: None })
        };
        labelled.windows(2).filter_map(fits).collect()
    }

    /// What is above a row since the last row of another block.
    fn header(&self, row: &Labelled, labelled: &[Labelled]) -> String {
        let own =
            |other: &&Labelled| (other.leaf.section, other.leaf.block) == (row.leaf.section, row.leaf.block);
        let first = labelled.iter().find(own).unwrap_or(row);
        let (leaf, alone) = (first.leaf, first.alone);
        let first = first.at;
        let before =
            self.rows[..first].iter().rposition(|row| !row.numbers.is_empty() && row.words.len() > 6);
        let from = before.map_or(0, |before| before + 1);
        let own = usize::from(alone.is_some());
        let words: String = self.rows[from..first + own].iter().map(|row| row.words.as_str()).collect();
        // A label of several lines is between the header and its numbers, or its last is theirs.
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
        let (Some(block), Some(numbers)) = (self.block(row.leaf), &row.numbers) else { return };
        let columns = Columns::new(self.form, row.leaf.section, row.leaf.block, block);
        let line = &self.rows[row.at];
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
            let total = numbers::is_sum(numbers);
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
        found.taken.insert((line.cell.sheet, line.cell.row));
        for (column, number) in numbers.iter().enumerate().skip(from) {
            let content = (!number.is_empty()).then(|| Content::Text(number.clone()));
            let cell = line.place(column, numbers);
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
                    let numbers = self.fit(count, row).filter(|_| whole && row.numbers.len() <= count)?;
                    (row.words.is_empty() || named).then_some((row, numbers, named))
                });
                let (Some((row, numbers, named)), None) = (rows.next(), rows.next()) else { continue };
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
                found.taken.insert((row.cell.sheet, row.cell.row));
                for (column, number) in numbers.iter().enumerate() {
                    let content = (!number.is_empty()).then(|| Content::Text(number.clone()));
                    let cell = row.place(column, &numbers);
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
