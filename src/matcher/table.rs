//! One table of the form on one sheet: which cell holds which figure.
//!
//! Rows are found by their labels, columns by theirs, wherever they are; a figure is where the two
//! meet. Whatever does not fit (a row that is missing, doubled, in another place or unknown, a
//! number outside the columns) is reported with its cell, and no figure is taken from there.

mod unlike;

use super::axis::{Line, Mark, Wrong, assign, out_of_order, outside_group};
use super::labels::Label;
use super::parts::{LOWEST_ROW, Piece, origin};
use super::sheet_fault::{self as fault, SheetFault};
use crate::document::{Book, Cell, CellName, Content, Region, Sheet};
use crate::figure::is_number;
use crate::form::{Axis, Block, Form, NodeId, Table, fold, split_numbering};
use crate::model::FigureId;

/// The most rows between a header and its first row.
const HIGHEST_HEADER: u32 = 40;
/// The most rows between two rows of a header.
const WIDEST_GAP: u32 = 4;
/// The most rows between the first and the last row of a table.
const TALLEST: u32 = 2_000;

/// A table that was found.
#[derive(Debug, Clone, Default)]
pub(super) struct Match {
    /// The cell of each figure that has one, and the label of its row or column.
    pub(super) figures: Vec<(FigureId, CellName, CellName)>,
    /// The rows of the sheet that it takes up, its header included.
    pub(super) rows: (u32, u32),
    /// What is wrong.
    pub(super) faults: Vec<SheetFault>,
    /// The rows of the form that are not there.
    missing: Vec<NodeId>,
    /// Rows with numbers that are not of the form: the row, its label, a number, the cell to name.
    unknown: Vec<(u32, String, String, CellName)>,
    /// Labels of rows, and of columns, that appear twice: where the two are along the axis, and the
    /// number of the fault.
    doubled_rows: Vec<([u32; 2], usize)>,
    doubled_columns: Vec<([u32; 2], usize)>,
    /// Columns from which no figure is taken.
    refused_columns: Vec<NodeId>,
    /// The columns of a block that are not there.
    missing_columns: Vec<NodeId>,
    /// Columns with numbers that are not of the form.
    unknown_columns: Vec<UnknownColumn>,
}

/// A column with numbers that is not of the form.
#[derive(Debug, Clone)]
struct UnknownColumn {
    column: u32,
    /// What is over it, and where.
    head: String,
    head_at: Option<CellName>,
    /// Its first number, and where.
    number: String,
    at: CellName,
}

/// A table to be looked for on a sheet.
pub(super) struct Search<'a> {
    pub(super) form: &'a Form,
    pub(super) section: usize,
    /// Where its cells come from.
    pub(super) pieces: &'a [Piece],
    pub(super) book: &'a Book,
    pub(super) sheet: &'a Sheet,
    pub(super) labels: &'a [Label<'a>],
}

impl Search<'_> {
    fn name(&self, row: u32, column: u32) -> CellName {
        origin(self.pieces, row, column)
    }

    /// A cell as a message about another names it.
    fn other(&self, cell: CellName, at: CellName) -> String {
        if cell.sheet == at.sheet {
            return cell.to_string();
        }
        format!("{}!{cell}", self.book.sheets[cell.sheet].name)
    }

    fn cell_of(&self, label: usize) -> CellName {
        let Region { top, left, .. } = self.labels[label].region;
        self.name(top, left)
    }

    /// The labels that may be this table's on an axis. One that other tables have too (总计) is not,
    /// where it is in a row with labels that only another has.
    fn labels_on(&self, axis: Axis) -> impl Iterator<Item = (usize, Region, Vec<NodeId>)> + '_ {
        let foreign = |row: u32| {
            let others = |label: &&Label| {
                label.region.top == row
                    && !label.named.is_empty()
                    && label.named.iter().all(|named| named.section != self.section)
            };
            self.labels.iter().any(|label| others(&label))
        };
        self.labels.iter().enumerate().filter_map(move |(index, label)| {
            let nodes = label.on(self.section, axis);
            let sure = label.surely(self.section, matches!(axis, Axis::Rows));
            let fits = !nodes.is_empty() && (sure || !foreign(label.region.top));
            fits.then_some((index, label.region, nodes))
        })
    }

    /// Reads the table.
    pub(super) fn read(&self) -> Match {
        let mut found = Match::default();
        let Some(table) = &self.form.sections[self.section].table else { return found };
        if let Some(reported) = self.twice() {
            found.faults.push(reported);
            return found;
        }
        let columns = self.labels.iter().filter(|label| label.surely(self.section, false));
        let value_left = columns.map(|label| label.region.left).min();
        let rows = self.rows(table, value_left.unwrap_or(u32::MAX), &mut found);
        let mut covered: Vec<(u32, u32)> = rows.iter().map(|row| (row.from, row.to)).collect();
        let mut all_columns = Vec::new();
        for (number, block) in table.blocks.iter().enumerate() {
            let nameless = block.row_leaves.iter().all(|row| self.form.node(*row).name.is_empty());
            let (rows, columns) = if nameless {
                self.nameless(number, block, &mut found)
            } else {
                let own: Vec<Line> =
                    rows.iter().filter(|row| block.row_leaves.contains(&row.leaf)).copied().collect();
                let columns = self.columns(number, block, &own, &rows, &mut found);
                (own, columns)
            };
            covered.extend(rows.iter().map(|row| (row.from, row.to)));
            self.figures(block, &rows, &columns, &mut found);
            self.beside(&rows, &columns, value_left.unwrap_or_default(), &mut found);
            let first = columns.first().or(rows.first()).map(|line| self.cell_of(line.label));
            self.columns_unlike_the_form(block, &columns, first, &mut found);
            all_columns.extend(columns);
        }
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            self.between(&covered, (first.from, last.to), &all_columns, &mut found);
        }
        self.unlike_the_form(table, &rows, &mut found);
        let labels = self.labels.iter().filter(|label| label.surely(self.section, false));
        let tops = labels.map(|label| label.region.top).chain(covered.iter().map(|rows| rows.0));
        found.rows =
            (tops.min().unwrap_or_default(), covered.iter().map(|rows| rows.1).max().unwrap_or_default());
        found
    }

    /// A table that is on the sheet a second time.
    fn twice(&self) -> Option<SheetFault> {
        let mut first: Vec<(NodeId, usize)> = Vec::new();
        let mut again: Vec<(NodeId, usize)> = Vec::new();
        let named = self.form.sections[self.section]
            .table
            .as_ref()?
            .blocks
            .iter()
            .any(|block| block.row_leaves.iter().any(|row| !self.form.node(*row).name.is_empty()));
        for (index, label) in self.labels.iter().enumerate() {
            let [one] = label.named.as_slice() else { continue };
            if !label.surely(self.section, named) || named && !self.form.node(one.node).children.is_empty() {
                continue;
            }
            match first.iter().find(|(node, _)| *node == one.node) {
                // Repeated in each of the cells that were one.
                Some((_, other)) if self.neighbours(*other, index) => {}
                Some((node, _)) if again.iter().all(|(known, _)| known != node) => {
                    again.push((one.node, index));
                }
                Some(_) => {}
                None => first.push((one.node, index)),
            }
        }
        let whole = again.len() > 1 && 2 * again.len() >= first.len();
        let (node, second) = again.first().filter(|_| whole)?;
        let before = first.iter().find(|(known, _)| known == node).map(|(_, label)| *label)?;
        let name = &self.form.sections[self.section].name;
        let (second, before) = (self.cell_of(*second), self.cell_of(before));
        Some(fault::table_twice(name, second, &self.other(before, second)))
    }

    fn neighbours(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.labels[one].region, &self.labels[other].region);
        one.top == other.top || one.left == other.left && other.top <= one.bottom + 1
    }

    /// The rows with a label, from top to bottom.
    fn rows(&self, table: &Table, value_left: u32, found: &mut Match) -> Vec<Line> {
        let order = self.form.leaves(table.rows);
        let named: Vec<NodeId> =
            order.iter().filter(|row| !self.form.node(**row).name.is_empty()).copied().collect();
        if named.is_empty() {
            return Vec::new();
        }
        // What may be a column too (总计) is one above the first row.
        let sure = self.labels.iter().filter(|label| label.surely(self.section, true));
        let first = sure.map(|label| label.region.top).min().unwrap_or_default();
        let marks: Vec<Mark> = self
            .labels_on(Axis::Rows)
            .filter(|(_, region, _)| region.right < value_left && region.top >= first)
            .map(|(label, Region { top, bottom, left, .. }, nodes)| Mark {
                from: top,
                to: bottom,
                across: left,
                nodes,
                label,
            })
            .collect();
        let (mut lines, wrong) = assign(self.form, &marks);
        lines.sort_by_key(|line| line.from);
        self.say(&wrong, true, found);
        let reported: Vec<NodeId> = wrong.iter().flat_map(|one| self.leaves_of(one)).collect();
        lines.retain(|line| !reported.contains(&line.leaf));
        if let (Some(first), Some(last)) = (lines.first(), lines.last())
            && last.to - first.from > TALLEST
        {
            let missing = named.iter().map(|row| self.form.node(*row).label.clone()).collect::<Vec<_>>();
            let at = self.cell_of(first.label);
            found.faults.push(fault::missing(&self.form.sections[self.section].name, true, &missing, at));
            return Vec::new();
        }
        let mut reported = reported;
        for (line, group) in outside_group(self.form, &lines, &marks) {
            let (text, group) = (&self.labels[line.label].text, &self.labels[group].text);
            found.faults.push(fault::outside_group(text, group, self.cell_of(line.label)));
            reported.push(line.leaf);
        }
        lines.retain(|line| !reported.contains(&line.leaf));
        let moved = out_of_order(&lines, &order);
        if let Some((line, before)) = moved.iter().find(|(line, other)| other.from < line.from) {
            let (label, other) = (&self.labels[line.label], &self.labels[before.label]);
            found.faults.push(fault::order(&label.text, &other.text, self.cell_of(line.label)));
            reported.extend(moved.iter().map(|(line, _)| line.leaf));
            lines.retain(|line| !reported.contains(&line.leaf));
        }
        let there = |row: &NodeId| lines.iter().any(|line| line.leaf == *row) || reported.contains(row);
        let missing: Vec<NodeId> = named.iter().filter(|row| !there(row)).copied().collect();
        found.missing = missing;
        lines
    }

    fn leaves_of(&self, wrong: &Wrong) -> Vec<NodeId> {
        match wrong {
            Wrong::Twice { first, .. } => self.labels[*first].named.iter().map(|named| named.node).collect(),
            Wrong::Open { leaves, .. } => leaves.clone(),
            Wrong::OtherGroup { leaf, .. } => vec![*leaf],
        }
    }

    /// The columns of a block, by the labels over its first row.
    fn columns(
        &self,
        number: usize,
        block: &Block,
        own: &[Line],
        rows: &[Line],
        found: &mut Match,
    ) -> Vec<Line> {
        let Some(top) = own.iter().map(|row| row.from).min() else { return Vec::new() };
        let strip = rows.iter().map(|row| self.labels[row.label].region.right).max().unwrap_or_default();
        let above = rows.iter().filter(|row| row.to < top).map(|row| row.to + 1).max();
        let highest = top.saturating_sub(HIGHEST_HEADER);
        let (mut lines, wrong) = self.header(number, strip + 1, (above.unwrap_or(highest), top));
        let complete = |lines: &[Line]| {
            block.column_leaves.iter().all(|leaf| lines.iter().any(|line| line.leaf == *leaf))
        };
        if lines.is_empty() && above.is_some() {
            // One header may serve several blocks: it holds until the next.
            let (earlier, none) = self.header(number, strip + 1, (highest, top));
            let header = (above.unwrap_or_default(), top);
            if none.is_empty() && complete(&earlier) && !self.has_other_header(header, &earlier) {
                return earlier;
            }
        }
        self.say(&wrong, false, found);
        let reported: Vec<NodeId> = wrong.iter().flat_map(|one| self.leaves_of(one)).collect();
        lines.retain(|line| !reported.contains(&line.leaf));
        self.repeated(number, &lines, own, found);
        found.refused_columns.extend(&reported);
        for (line, second) in lines.iter().filter_map(|line| Some((*line, self.second_of(line, own)?))) {
            let (label, at) = (&self.labels[second], self.cell_of(second));
            found.doubled_columns.push(([label.region.left, line.from], found.faults.len()));
            let first = self.other(self.cell_of(line.label), at);
            found.faults.push(fault::twice(&label.text, false, at, &first));
            found.refused_columns.push(line.leaf);
        }
        Self::note_missing_columns(block, &lines, &reported, found);
        lines
    }

    /// The second of two labels next to each other that are taken for one column, where both have
    /// numbers: then they are two.
    fn second_of(&self, line: &Line, rows: &[Line]) -> Option<usize> {
        let first = self.labels[line.label].region;
        let second = self.labels.iter().position(|label| {
            let next = label.region.top == first.top && label.region.left > first.right;
            next && label.region.left <= line.to && label.named.iter().any(|named| named.node == line.leaf)
        })?;
        let has_number = |row: &Line, from: u32, to: u32| {
            let mut cells = (row.from..=row.to).flat_map(|at| self.sheet.row(at));
            cells.any(|cell| (from..=to).contains(&cell.column) && is_number(&cell.content))
        };
        let left = self.labels[second].region.left;
        let both = |row: &Line| has_number(row, line.from, left - 1) && has_number(row, left, line.to);
        // Repeated in each of the cells that were one, a number may be there twice as well.
        let differs = |row: &Line| {
            let numbers: Vec<&str> = (row.from..=row.to)
                .flat_map(|at| self.sheet.row(at))
                .filter(|cell| (line.from..=line.to).contains(&cell.column))
                .map(|cell| cell.content.text())
                .collect();
            numbers.windows(2).any(|two| two[0] != two[1])
        };
        rows.iter().any(|row| both(row) && differs(row)).then_some(second)
    }

    /// Whether words that are not of the form are over some columns, in the rows of a header.
    fn has_other_header(&self, (from, to): (u32, u32), columns: &[Line]) -> bool {
        let is_over = |region: Region| {
            let here = region.top >= from && region.bottom < to;
            here && columns.iter().any(|line| line.from <= region.right && region.left <= line.to)
        };
        let captions = || self.form.sections.iter().flat_map(|section| &section.table);
        let is_caption = |text: &str| {
            let mut blocks = captions().flat_map(|table| &table.blocks);
            blocks.any(|block| block.caption.as_deref().is_some_and(|caption| fold(caption) == fold(text)))
        };
        let mut labels = self.labels.iter().filter(|label| is_over(label.region) && label.named.is_empty());
        labels.any(|label| is_head(&label.text) && !is_caption(&label.text))
    }

    /// Notes the columns of a block that are not there.
    fn note_missing_columns(block: &Block, lines: &[Line], reported: &[NodeId], found: &mut Match) {
        let there = |leaf: &&NodeId| lines.iter().any(|line| line.leaf == **leaf) || reported.contains(leaf);
        found.missing_columns = block.column_leaves.iter().filter(|leaf| !there(leaf)).copied().collect();
    }

    /// The columns whose labels are in some rows, the lowest of them.
    fn header(&self, number: usize, left: u32, (from, to): (u32, u32)) -> (Vec<Line>, Vec<Wrong>) {
        let mut marks: Vec<Mark> = self
            .labels_on(Axis::Columns(number))
            .filter(|(_, region, _)| region.left >= left && region.top >= from && region.bottom < to)
            .map(|(label, Region { top, left, right, .. }, nodes)| Mark {
                from: left,
                to: right,
                across: top,
                nodes,
                label,
            })
            .collect();
        // From below upwards, as long as the rows of the header are close together.
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.across));
        let mut lowest = marks.first().map_or(0, |mark| mark.across);
        let mut kept = Vec::new();
        for mark in marks {
            if lowest - mark.across > WIDEST_GAP {
                break;
            }
            lowest = mark.across;
            kept.push(mark);
        }
        assign(self.form, &kept)
    }

    /// A header that is repeated between the rows, as at the top of a page: it has to be the same.
    fn repeated(&self, number: usize, columns: &[Line], rows: &[Line], found: &mut Match) {
        let (Some(top), Some(bottom)) =
            (rows.iter().map(|row| row.from).min(), rows.iter().map(|row| row.to).max())
        else {
            return;
        };
        for (index, label) in self.labels.iter().enumerate() {
            if label.region.top <= top || label.region.bottom > bottom || !label.surely(self.section, false) {
                continue;
            }
            let [node] = label.on(self.section, Axis::Columns(number))[..] else { continue };
            let line = columns.iter().find(|line| line.leaf == node);
            if line.is_some_and(|line| !(line.from..=line.to).contains(&label.region.left)) {
                let at = self.cell_of(index);
                let first = line.map(|line| self.other(self.cell_of(line.label), at)).unwrap_or_default();
                found.faults.push(fault::twice(&label.text, false, at, &first));
            }
        }
    }

    /// A block with one row that has no label: the first row below its header that is not empty.
    fn nameless(&self, number: usize, block: &Block, found: &mut Match) -> (Vec<Line>, Vec<Line>) {
        let sure: Vec<&Label> = self
            .labels
            .iter()
            .filter(|label| {
                label.surely(self.section, false) && !label.on(self.section, Axis::Columns(number)).is_empty()
            })
            .collect();
        let (Some(top), Some(bottom)) = (
            sure.iter().map(|label| label.region.top).min(),
            sure.iter().map(|label| label.region.bottom).max(),
        ) else {
            return (Vec::new(), Vec::new());
        };
        let left = sure.iter().map(|label| label.region.left).min().unwrap_or_default();
        let (mut lines, wrong) = self.header(number, left, (top, bottom + 1));
        self.say(&wrong, false, found);
        let reported: Vec<NodeId> = wrong.iter().flat_map(|one| self.leaves_of(one)).collect();
        lines.retain(|line| !reported.contains(&line.leaf));
        let Some(first) = lines.iter().min_by_key(|line| line.from).copied() else {
            return (Vec::new(), lines);
        };
        Self::note_missing_columns(block, &lines, &reported, found);
        let filled = |row: &u32| self.sheet.row(*row).iter().any(|cell| in_columns(cell, &lines));
        let is_label =
            |row: u32| self.labels.iter().any(|label| label.region.top == row && !label.named.is_empty());
        let below = bottom + 1;
        let row = (below..below + LOWEST_ROW).take_while(|&row| !is_label(row)).find(filled).unwrap_or(below);
        let next =
            self.sheet.row(row + 1).iter().find(|cell| in_columns(cell, &lines) && is_number(&cell.content));
        if let Some(cell) = next {
            let name = &self.form.sections[self.section].name;
            found.faults.push(fault::second_row(name, self.name(cell.row, cell.column)));
            return (Vec::new(), lines);
        }
        (vec![Line { leaf: block.row_leaves[0], from: row, to: row, across: 0, label: first.label }], lines)
    }

    /// Takes the figures from where rows and columns meet.
    fn figures(&self, block: &Block, rows: &[Line], columns: &[Line], found: &mut Match) {
        for row in rows {
            let Some(r) = block.row_leaves.iter().position(|leaf| *leaf == row.leaf) else { continue };
            // A label repeated in each of the cells that were one is one row; with figures in each
            // it is two.
            let has_numbers = |at: &u32| {
                self.sheet.row(*at).iter().any(|cell| in_columns(cell, columns) && is_number(&cell.content))
            };
            if let Some(second) = (row.from..=row.to).filter(has_numbers).nth(1) {
                let label = &self.labels[row.label];
                let at = self.name(second, label.region.left);
                let first = self.other(self.cell_of(row.label), at);
                found.doubled_rows.push(([second, row.from], found.faults.len()));
                found.faults.push(fault::twice(&label.text, true, at, &first));
                continue;
            }
            for column in columns.iter().filter(|column| !found.refused_columns.contains(&column.leaf)) {
                let Some(c) = block.column_leaves.iter().position(|leaf| *leaf == column.leaf) else {
                    continue;
                };
                let filled: Vec<&Cell> = (row.from..=row.to)
                    .flat_map(|at| self.sheet.row(at))
                    .filter(|cell| (column.from..=column.to).contains(&cell.column))
                    .collect();
                let cell = match filled.as_slice() {
                    [] => self.name(row.from, column.from),
                    [one] => self.name(one.row, one.column),
                    // Repeated in each of the cells that were one.
                    [one, rest @ ..] if rest.iter().all(|other| same_row(one, other)) => {
                        self.name(one.row, one.column)
                    }
                    [one, other, ..] => {
                        let (one, other) =
                            (self.name(one.row, one.column), self.name(other.row, other.column));
                        let address = &self.form.spec(block.figure(r, c)).address;
                        found.faults.push(fault::two_values(address, one, &self.other(other, one)));
                        continue;
                    }
                };
                let key = if self.form.node(row.leaf).name.is_empty() { column.label } else { row.label };
                found.figures.push((block.figure(r, c), cell, self.cell_of(key)));
            }
        }
    }

    /// Numbers in the rows of a block that are outside its columns, or between label and columns.
    fn beside(&self, rows: &[Line], columns: &[Line], value_left: u32, found: &mut Match) {
        for row in rows {
            let label = self.labels[row.label].region;
            let nameless = self.form.node(row.leaf).name.is_empty();
            for cell in (row.from..=row.to).flat_map(|at| self.sheet.row(at)) {
                let outside = !columns.iter().any(|column| (column.from..=column.to).contains(&cell.column));
                let after = cell.column > label.right || nameless;
                if !outside || !after || !is_number(&cell.content) {
                    continue;
                }
                let at = self.name(cell.row, cell.column);
                if cell.column < value_left && !nameless {
                    found.faults.push(fault::shifted(&self.labels[row.label].text, cell.content.text(), at));
                    found.figures.retain(|(id, ..)| self.form.spec(*id).row != row.leaf);
                } else if found.unknown_columns.iter().all(|one| one.column != cell.column) {
                    let head = self.head_over(row.from, cell.column);
                    let is_refused = |label: &&Label| {
                        label.named.iter().any(|named| found.refused_columns.contains(&named.node))
                    };
                    if head.as_ref().is_some_and(is_refused) {
                        continue; // its label was reported
                    }
                    found.unknown_columns.push(UnknownColumn {
                        column: cell.column,
                        head: head.map_or_else(String::new, |label| label.text.to_string()),
                        head_at: head.map(|label| self.name(label.region.top, label.region.left)),
                        number: cell.content.text().to_owned(),
                        at,
                    });
                }
            }
        }
    }

    /// The words nearest above a cell.
    fn head_over(&self, row: u32, column: u32) -> Option<&Label<'_>> {
        self.labels.iter().rev().find(|label| {
            let Region { left, right, bottom, .. } = label.region;
            bottom < row && (left..=right).contains(&column) && is_head(&label.text)
        })
    }

    /// Numbers in rows that are none of the form's.
    fn between(
        &self,
        covered: &[(u32, u32)],
        (top, bottom): (u32, u32),
        columns: &[Line],
        found: &mut Match,
    ) {
        for row in top..=bottom + 3 {
            if covered.iter().any(|(from, to)| (*from..=*to).contains(&row)) {
                continue;
            }
            let cells = self.sheet.row(row);
            let Some(number) =
                cells.iter().find(|cell| in_columns(cell, columns) && is_number(&cell.content))
            else {
                continue;
            };
            let left = columns.iter().map(|column| column.from).min().unwrap_or_default();
            let is_text =
                |cell: &&Cell| matches!(cell.content, Content::Text(_)) && !is_number(&cell.content);
            let label = cells.iter().rfind(|cell| cell.column < left && is_text(cell));
            let text = label.map_or("", |cell| cell.content.text());
            // A row of the form that is not covered was reported.
            let is_row = |label: &&Label| {
                label.region.top == row && label.surely(self.section, true) && label.region.right < left
            };
            let mut rows = self.labels.iter().filter(is_row).flat_map(|label| &label.named);
            if rows.any(|named| self.form.node(named.node).children.is_empty()) {
                continue;
            }
            // Below the table anything may follow, another table too, but nothing numbered like its
            // rows.
            let known = self.labels.iter().any(|label| label.region.top == row && !label.named.is_empty());
            if row <= bottom || !known && !split_numbering(text).0.is_empty() {
                let at = label.unwrap_or(number);
                let at = self.name(at.row, at.column);
                found.unknown.push((row, text.to_owned(), number.content.text().to_owned(), at));
            }
        }
    }
}

/// Whether a text can be over a column: not a number that is stored as text.
fn is_head(text: &str) -> bool {
    !is_number(&Content::Text(text.to_owned()))
}

fn same_row(one: &Cell, other: &Cell) -> bool {
    one.row == other.row && one.content == other.content
}

fn in_columns(cell: &Cell, columns: &[Line]) -> bool {
    columns.iter().any(|column| (column.from..=column.to).contains(&cell.column))
}
