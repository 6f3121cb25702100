//! A workbook → the tables of a form, by labels and never by positions.
//!
//! Tables may be anywhere: on one sheet or on several, with titles and notes around them, with rows
//! and columns put in, merges lost, columns in another order. The edition of the form follows from
//! the labels too, not only from the year. What fits the form in two ways, or not at all, is
//! refused: no figure is ever taken from a cell that does not carry its labels.

mod axis;
mod labels;
mod parts;
mod sheet_fault;
mod strange;
mod table;

use self::labels::{Label, Text, labels, texts};
use self::parts::{Joined, Piece, Spread};
use self::table::{Match, Search};
use crate::document::{Book, CellName, Region};
use crate::figure;
use crate::form::{Form, Forms, NodeId};
use crate::model::FigureId;

pub(crate) use self::sheet_fault::SheetFault;
pub(crate) use self::strange::simplified;

/// The tables of a workbook.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matched {
    /// Those that were found.
    pub(crate) tables: Vec<FoundTable>,
    /// What is wrong.
    pub(crate) faults: Vec<SheetFault>,
    /// The sections whose figures stand in the file but could not be read, which was reported.
    pub(crate) unread: Vec<usize>,
}

/// A table that was found.
#[derive(Debug, Clone)]
pub(crate) struct FoundTable {
    /// The section of the form.
    pub(crate) section: usize,
    /// The number of its sheet.
    pub(crate) sheet: usize,
    /// The rows of the sheet that it takes up.
    pub(crate) rows: (u32, u32),
    /// The cell of each figure that has one, and the cell of its label.
    pub(crate) figures: Vec<(FigureId, CellName, CellName)>,
}

impl FoundTable {
    /// Whether a cell holds a figure or its label.
    pub(crate) fn has(&self, cell: CellName) -> bool {
        self.figures.iter().any(|&(_, figure, label)| figure == cell || label == cell)
    }

    /// Whether a cell is in a row of the table and not to the right of it.
    pub(crate) fn spans(&self, cell: CellName) -> bool {
        let last = self.figures.iter().map(|&(_, figure, label)| figure.column.max(label.column)).max();
        let inside = self.sheet == cell.sheet && (self.rows.0..=self.rows.1).contains(&cell.row);
        inside && last.is_some_and(|last| cell.column <= last)
    }
}

/// The form whose labels a workbook has, with its tables; `None` where it has no known labels.
/// Where tables fit different forms, the preferred one counts unless another fits much better.
pub(crate) fn find<'f>(
    book: &Book,
    forms: &'f Forms,
    preferred: Option<&Form>,
) -> Option<(&'f Form, Matched)> {
    let texts: Vec<Vec<Text>> = book.sheets.iter().map(texts).collect();
    let whole = |one: &Seen| one.tables.iter().filter(|(section, _)| one.is_whole(forms, *section)).count();
    // Nearly always the form of the year fits as a whole, and no other is asked.
    if let Some(form) = preferred.and_then(|form| forms.edition(form.edition)) {
        let seen = Seen::new(book, &texts, form);
        let tables = form.sections.iter().filter(|section| section.table.is_some()).count();
        if tables > 0 && whole(&seen) == tables {
            return Some((form, seen.read()));
        }
    }
    let seen: Vec<Seen<'f, '_>> = forms.all().map(|form| Seen::new(book, &texts, form)).collect();
    let most = seen.iter().filter(|one| !one.tables.is_empty()).map(whole).max()?;
    let likely = || seen.iter().filter(|one| !one.tables.is_empty() && whole(one) == most);
    let best = likely().max_by_key(|one| (one.fit(), one.form.edition))?;
    let of_year = likely().find(|one| preferred.is_some_and(|form| form.edition == one.form.edition));
    let best = of_year.filter(|one| one.fit() * 10 >= best.fit() * 7).unwrap_or(best);
    let mut matched = best.read();
    let mut told = Vec::new();
    for found in &mut matched.tables {
        if told.contains(&found.section) {
            found.figures.clear();
        } else if let Some(other) = best.other_form(&seen, forms, found.section) {
            let name = &best.form.sections[found.section].name;
            let first = CellName { sheet: found.sheet, row: found.rows.0, column: 0 };
            let at = found.figures.first().map_or(first, |one| one.2);
            let inside = |cell: CellName| {
                cell.sheet == found.sheet && (found.rows.0..=found.rows.1).contains(&cell.row)
            };
            matched.faults.retain(|fault| !fault.cell.is_some_and(inside));
            matched.faults.push(sheet_fault::other_form(name, best.form.edition, other, at));
            found.figures.clear();
            told.push(found.section);
        }
    }
    Some((best.form, matched))
}

/// What a workbook is instead of a report, where it is not one.
pub(crate) fn instead(book: &Book, forms: &Forms) -> Option<SheetFault> {
    strange::summary(book, forms)
}

/// The tables of a workbook by a form, those in traditional characters reported as such and not
/// label by label.
pub(crate) fn without_traditional(book: &Book, forms: &Forms, form: &Form, matched: &mut Matched) {
    for (key, at, fault) in strange::traditional(book, forms) {
        let Some(section) = form.sections.iter().position(|section| section.key == key) else { continue };
        let found = matched.tables.iter().filter(|found| found.section == section);
        if found.clone().any(|found| !found.figures.is_empty() && found.sheet != at.sheet) {
            continue; // a copy in simplified characters was read
        }
        let sheets: Vec<usize> = found.map(|found| found.sheet).collect();
        let name = &form.sections[section].name;
        let in_other = |cell: CellName| {
            let mut others = matched.tables.iter().filter(|found| found.section != section);
            others.any(|found| found.sheet == cell.sheet && (found.rows.0..=found.rows.1).contains(&cell.row))
        };
        let about_it = |fault: &SheetFault| {
            let here = |cell: CellName| sheets.contains(&cell.sheet) && !in_other(cell);
            fault.clause.zh.starts_with(name.as_str()) || fault.cell.is_some_and(here)
        };
        matched.faults.retain(|fault| !about_it(fault));
        matched.tables.retain(|found| found.section != section);
        matched.faults.push(fault);
        matched.unread.push(section);
    }
}

/// A workbook as it looks to a form.
struct Seen<'f, 'g> {
    form: &'f Form,
    book: &'g Book,
    texts: &'g [Vec<Text<'g>>],
    /// The labels of each sheet.
    labels: Vec<Vec<Label<'g>>>,
    /// The sheets that have each table, the likeliest first; sections that are on none are left
    /// out.
    tables: Vec<(usize, Vec<usize>)>,
}

/// A table is on a sheet if one in n of its labels is there, and on no other sheet are more.
const ONE_IN: usize = 3;
/// Fewer labels are no table.
const FEWEST: usize = 3;

impl<'f, 'g> Seen<'f, 'g> {
    fn new(book: &'g Book, texts: &'g [Vec<Text<'g>>], form: &'f Form) -> Self {
        let labels: Vec<Vec<Label>> = texts.iter().map(|texts| labels(texts, &form.labels)).collect();
        let mut seen = Self { form, book, texts, labels, tables: Vec::new() };
        for section in (0..form.sections.len()).filter(|&section| form.sections[section].table.is_some()) {
            let all = seen.names(section);
            let mut sheets: Vec<(usize, usize)> =
                (0..book.sheets.len()).map(|sheet| (seen.strength(section, sheet), sheet)).collect();
            sheets.sort_by_key(|&(strength, sheet)| (std::cmp::Reverse(strength), sheet));
            let strong = sheets.iter().take_while(|&&(strength, _)| strength * ONE_IN >= all).count();
            if sheets.first().is_some_and(|&(strength, _)| strength >= FEWEST.min(all)) {
                // A table that has lost most of its labels is still one, but only on the sheet that
                // is most like it.
                let (kept, weak) = sheets.split_at(strong.max(1));
                let mut kept: Vec<usize> = kept.iter().map(|&(_, sheet)| sheet).collect();
                let weak = weak.iter().filter(|(strength, _)| *strength > 0);
                seen.add_parts(section, &mut kept, weak.map(|&(_, sheet)| sheet));
                seen.tables.push((section, kept));
            }
        }
        seen
    }

    /// The rows and columns of a table that have a label of their own.
    fn names(&self, section: usize) -> usize {
        let Some(table) = &self.form.sections[section].table else { return 0 };
        let roots = table.blocks.iter().map(|block| block.columns).chain([table.rows]);
        roots.map(|root| self.form.leaves(root).len()).sum()
    }

    /// How many rows and columns of a table a sheet names without doubt.
    fn strength(&self, section: usize, sheet: usize) -> usize {
        let mut seen: Vec<NodeId> = Vec::new();
        for label in &self.labels[sheet] {
            if label.surely(section, true) || label.surely(section, false) {
                seen.extend(label.named.iter().map(|named| named.node));
            }
        }
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    }

    /// How well the workbook fits the form: labels that it has, less those that it lacks.
    fn fit(&self) -> i64 {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let fit = |(section, sheets): &(usize, Vec<usize>)| {
            let found = self.found(*section, sheets);
            2 * count(found) - count(self.names(*section))
        };
        self.tables.iter().map(fit).sum()
    }

    /// The leaves of a table for which some sheet has some label.
    fn found(&self, section: usize, sheets: &[usize]) -> usize {
        let mut seen: Vec<NodeId> = sheets
            .iter()
            .flat_map(|&sheet| &self.labels[sheet])
            .flat_map(|label| &label.named)
            .filter(|named| named.section == section && self.form.node(named.node).children.is_empty())
            .map(|named| named.node)
            .collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    }

    fn read(&self) -> Matched {
        let mut matched = Matched::default();
        for (section, sheets) in &self.tables {
            self.read_table(*section, sheets, &mut matched);
        }
        self.hidden_rows(&mut matched);
        matched
    }

    /// Whether a table has rows with labels.
    fn has_rows(&self, section: usize) -> bool {
        let table = self.form.sections[section].table.as_ref();
        let mut rows = table.into_iter().flat_map(|table| self.form.leaves(table.rows));
        rows.any(|row| !self.form.node(row).name.is_empty())
    }

    /// The rows of a table that a sheet names without doubt.
    fn rows_on(&self, section: usize, sheet: usize) -> Vec<NodeId> {
        let sure = self.labels[sheet].iter().filter(|label| label.surely(section, true));
        let one = |label: &Label| match label.named.as_slice() {
            [named] if self.form.node(named.node).children.is_empty() => Some(named.node),
            _ => None,
        };
        sure.filter_map(one).collect()
    }

    /// Adds sheets that have rows of a table which no other has: parts of a table in several.
    fn add_parts(&self, section: usize, kept: &mut Vec<usize>, weak: impl Iterator<Item = usize>) {
        if !self.has_rows(section) {
            return;
        }
        let mut rows: Vec<NodeId> = kept.iter().flat_map(|&sheet| self.rows_on(section, sheet)).collect();
        for sheet in weak {
            let more = self.rows_on(section, sheet);
            if !more.is_empty()
                && more.iter().all(|row| !rows.contains(row))
                && self.has_numbers(section, sheet)
            {
                rows.extend(more);
                kept.push(sheet);
            }
        }
    }

    /// Whether some number is to the right of a row of a table.
    fn has_numbers(&self, section: usize, sheet: usize) -> bool {
        let rows = self.labels[sheet].iter().filter(|label| label.surely(section, true));
        rows.map(|label| label.region).any(|label| {
            let cells = self.book.sheets[sheet].row(label.top).iter();
            cells.filter(|cell| cell.column > label.right).any(|cell| figure::is_number(&cell.content))
        })
    }

    fn search<'s>(&'s self, section: usize, joined: &'s Joined) -> Match {
        let Joined { sheet, labels, pieces } = joined;
        Search { form: self.form, section, pieces, book: self.book, sheet, labels }.read()
    }

    /// Reads a table from a sheet as it is.
    fn read_sheet(&self, section: usize, number: usize) -> Match {
        let (sheet, labels) = (&self.book.sheets[number], &self.labels[number]);
        let pieces = &[Piece::whole(number)];
        Search { form: self.form, section, pieces, book: self.book, sheet, labels }.read()
    }

    /// Whether something is filled in that a formula of the form does not give.
    fn is_filled(&self, found: &Match) -> bool {
        let totals = self.form.totals();
        let mut figures = found.figures.iter().filter(|(id, ..)| !totals[id.index()]);
        figures.any(|(_, cell, _)| self.book.at(*cell).is_some())
    }

    fn read_table(&self, section: usize, sheets: &[usize], matched: &mut Matched) {
        let mut sheets = sheets.to_vec();
        sheets.sort_unstable();
        if !self.has_rows(section) {
            return self.read_nameless(section, &sheets, matched);
        }
        if let [_, _, ..] = sheets.as_slice() {
            // An empty copy of the form is nothing.
            let filled = |&sheet: &usize| {
                let found = self.read_sheet(section, sheet);
                if found.figures.is_empty() {
                    self.has_numbers(section, sheet)
                } else {
                    self.is_filled(&found)
                }
            };
            let kept: Vec<usize> = sheets.iter().copied().filter(filled).collect();
            if kept.is_empty() {
                sheets.truncate(1);
            } else {
                sheets = kept;
            }
        }
        let [first, rest @ ..] = sheets.as_slice() else { return };
        if rest.is_empty() {
            let found = self.read_sheet(section, *first);
            return Self::take(section, *first, found, matched);
        }
        let mut rows = self.rows_on(section, *first);
        for &sheet in rest {
            let more = self.rows_on(section, sheet);
            if more.is_empty() || more.iter().any(|row| rows.contains(row)) {
                return self.twice(section, *first, sheet, matched);
            }
            rows.extend(more);
        }
        let spread = Spread { form: self.form, section, book: self.book, labels: &self.labels };
        match spread.below(&sheets) {
            Ok(joined) => self.take_joined(section, &joined, matched),
            Err(sheet) => {
                let name = &self.form.sections[section].name;
                let before = self.written(self.first_label(section, *first));
                let at = self.first_label(section, sheet);
                matched.faults.push(sheet_fault::in_parts(name, at, &before));
                matched.tables.push(FoundTable { section, sheet: *first, rows: (0, 0), figures: Vec::new() });
            }
        }
    }

    /// Reads a table of one row without a label, which may be broken between two columns.
    fn read_nameless(&self, section: usize, sheets: &[usize], matched: &mut Matched) {
        let spread = Spread { form: self.form, section, book: self.book, labels: &self.labels };
        let mut parts = Vec::new();
        for &sheet in sheets {
            let headers = spread.headers(sheet);
            let is_one = headers.len() == 1;
            for (header, end) in headers {
                let found = if is_one {
                    self.read_sheet(section, sheet)
                } else {
                    self.search(section, &spread.alone(sheet, header, end))
                };
                parts.push((sheet, header, end, found));
            }
        }
        let is_filled = |part: &(usize, _, _, Match)| self.is_filled(&part.3) || !part.3.faults.is_empty();
        if parts.len() > 1 && parts.iter().any(is_filled) {
            parts.retain(is_filled);
        } else {
            parts.truncate(1);
        }
        if let [(sheet, ..)] = parts.as_slice() {
            let sheet = *sheet;
            let found = if spread.headers(sheet).len() == 1 {
                self.read_sheet(section, sheet)
            } else {
                parts.pop().map(|part| part.3).unwrap_or_default()
            };
            return Self::take(section, sheet, found, matched);
        }
        let mut figures: Vec<FigureId> = Vec::new();
        for (sheet, header, _, found) in &parts {
            if found.figures.iter().any(|(id, ..)| figures.contains(id)) {
                let name = &self.form.sections[section].name;
                let cell =
                    |sheet: usize, header: &Region| CellName { sheet, row: header.top, column: header.left };
                let (first, other) = (cell(parts[0].0, &parts[0].1), cell(*sheet, header));
                let first = if first.sheet == *sheet { first.to_string() } else { self.written(first) };
                matched.faults.push(sheet_fault::table_twice(name, other, &first));
                matched.tables.push(FoundTable {
                    section,
                    sheet: parts[0].0,
                    rows: (0, 0),
                    figures: Vec::new(),
                });
                return;
            }
            figures.extend(found.figures.iter().map(|(id, ..)| *id));
        }
        let headers: Vec<(usize, Region, u32)> =
            parts.iter().map(|&(sheet, header, end, _)| (sheet, header, end)).collect();
        self.take_joined(section, &spread.beside(&headers), matched);
    }

    /// A table that is there as a whole on two sheets.
    fn twice(&self, section: usize, first: usize, second: usize, matched: &mut Matched) {
        let name = &self.form.sections[section].name;
        let first_name = self.written(self.first_label(section, first));
        matched.faults.push(sheet_fault::table_twice(name, self.first_label(section, second), &first_name));
        matched.tables.push(FoundTable { section, sheet: first, rows: (0, 0), figures: Vec::new() });
    }

    /// The first cell of a table on a sheet that is surely its.
    fn first_label(&self, section: usize, sheet: usize) -> CellName {
        let mut labels = self.labels[sheet].iter();
        let sure = labels.find(|label| label.surely(section, true) || label.surely(section, false));
        let (row, column) = sure.map_or((0, 0), |label| (label.region.top, label.region.left));
        CellName { sheet, row, column }
    }

    /// A cell with its sheet.
    fn written(&self, cell: CellName) -> String {
        format!("{}!{cell}", self.book.sheets[cell.sheet].name)
    }

    fn take(section: usize, sheet: usize, found: Match, matched: &mut Matched) {
        matched.faults.extend(found.faults);
        matched.tables.push(FoundTable { section, sheet, rows: found.rows, figures: found.figures });
    }

    /// Takes a table in parts: what was found in each is a table of its own to those who ask where
    /// tables are.
    fn take_joined(&self, section: usize, joined: &Joined, matched: &mut Matched) {
        let found = self.search(section, joined);
        matched.faults.extend(found.faults);
        let mut figures = found.figures;
        for piece in &joined.pieces {
            let inside =
                |cell: &CellName| cell.sheet == piece.sheet && piece.real.holds(cell.row, cell.column);
            let (here, others) = figures.into_iter().partition(|(_, cell, _)| inside(cell));
            figures = others;
            matched.tables.push(FoundTable {
                section,
                sheet: piece.sheet,
                rows: (piece.real.top, piece.real.bottom),
                figures: here,
            });
        }
    }

    /// Reports hidden rows whose figures were read.
    fn hidden_rows(&self, matched: &mut Matched) {
        for found in &matched.tables {
            let hidden = &self.book.sheets[found.sheet].hidden_rows;
            let mut rows: Vec<u32> = Vec::new();
            let mut first = None;
            for (_, cell, _) in &found.figures {
                if hidden.binary_search(&cell.row).is_ok() && self.book.at(*cell).is_some() {
                    rows.push(cell.row);
                    first = first.or(Some(*cell));
                }
            }
            rows.sort_unstable();
            rows.dedup();
            if let Some(first) = first {
                let name = &self.form.sections[found.section].name;
                matched.faults.push(sheet_fault::hidden_rows(name, &rows, first));
            }
        }
    }

    /// The section of another form that is the same as one of this.
    fn counterpart(&self, other: &Form, section: usize) -> Option<usize> {
        let key = &self.form.sections[section].key;
        other.sections.iter().position(|section| section.key == *key)
    }

    /// Whether a sheet has every label of a table, and none that only another form has.
    fn is_whole(&self, forms: &Forms, section: usize) -> bool {
        let sheets = self.tables.iter().find(|(table, _)| *table == section).map(|(_, sheets)| sheets);
        let (Some(sheets), Some(table)) = (sheets, &self.form.sections[section].table) else {
            return false;
        };
        let rows = self.form.leaves(table.rows);
        let rows = rows.iter().filter(|row| !self.form.node(**row).name.is_empty()).count();
        let columns: usize = table.blocks.iter().map(|block| block.column_leaves.len()).sum();
        let all = self.found(section, sheets) == rows + columns;
        let mut others = forms.all().filter(|other| other.edition != self.form.edition);
        all && others.all(|other| !self.has_label_of(other, section, sheets[0]))
    }

    /// Whether every column of a table has its label.
    fn has_columns(&self, section: usize) -> bool {
        let sheets = self.tables.iter().find(|(table, _)| *table == section).map(|(_, sheets)| sheets);
        let (Some(sheets), Some(table)) = (sheets, &self.form.sections[section].table) else {
            return false;
        };
        let labels = || sheets.iter().flat_map(|&sheet| &self.labels[sheet]);
        let is_there = |column: &NodeId| {
            labels().any(|label| {
                label.named.iter().any(|named| named.section == section && named.node == *column)
            })
        };
        table.blocks.iter().flat_map(|block| &block.column_leaves).all(is_there)
    }

    /// Whether a sheet has a row or column that another form's table has, and this one's has not.
    fn has_label_of(&self, other: &Form, section: usize, sheet: usize) -> bool {
        let Some(theirs) = self.counterpart(other, section) else { return false };
        let leaf = |text: &Text| {
            let named = text.named(&other.labels);
            let mut here = named.iter().filter(|named| named.section == theirs);
            here.any(|named| other.node(named.node).children.is_empty())
        };
        // Labels are made of texts, one for one.
        let mut pairs = self.texts[sheet].iter().zip(&self.labels[sheet]);
        pairs.any(|(text, label)| label.named.is_empty() && leaf(text))
    }

    /// The edition of another form that a table is of, where it is not of this one.
    fn other_form(&self, seen: &[Self], forms: &Forms, section: usize) -> Option<u16> {
        if self.is_whole(forms, section) {
            return None;
        }
        let others = seen.iter().filter(|other| other.form.edition != self.form.edition);
        // The columns decide, whatever a row or a caption is called.
        let own_columns = self.has_columns(section);
        let whole = |other: &&Self| {
            let theirs = self.counterpart(other.form, section);
            theirs.is_some_and(|section| {
                other.is_whole(forms, section) || !own_columns && other.has_columns(section)
            })
        };
        others.rev().find(whole).map(|other| other.form.edition)
    }
}
