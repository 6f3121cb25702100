//! A workbook → the tables of a form, by labels and never by positions.
//!
//! Tables may be anywhere: on one sheet or on several, with titles and notes around them, with rows
//! and columns put in, merges lost, columns in another order. The edition of the form follows from
//! the labels too, not only from the year. What fits the form in two ways, or not at all, is
//! refused: no figure is ever taken from a cell that does not carry its labels.

mod axis;
mod labels;
mod sheet_fault;
mod table;

use self::labels::{Label, Text, labels, texts};
use self::table::Search;
use crate::document::{Book, CellName};
use crate::form::{Form, Forms, NodeId};
use crate::model::FigureId;

pub(super) use self::sheet_fault::SheetFault;

/// The tables of a workbook.
#[derive(Debug, Clone, Default)]
pub(super) struct Matched {
    /// Those that were found.
    pub(super) tables: Vec<FoundTable>,
    /// What is wrong.
    pub(super) faults: Vec<SheetFault>,
}

/// A table that was found.
#[derive(Debug, Clone)]
pub(super) struct FoundTable {
    /// The section of the form.
    pub(super) section: usize,
    /// The number of its sheet.
    pub(super) sheet: usize,
    /// The rows of the sheet that it takes up.
    pub(super) rows: (u32, u32),
    /// The cell of each figure that has one, and the cell of its label.
    pub(super) figures: Vec<(FigureId, CellName, CellName)>,
}

impl FoundTable {
    /// Whether a cell holds a figure or its label.
    pub(super) fn has(&self, cell: CellName) -> bool {
        self.figures.iter().any(|&(_, figure, label)| figure == cell || label == cell)
    }

    /// Whether a cell is in a row of the table and not to the right of it.
    pub(super) fn spans(&self, cell: CellName) -> bool {
        let last = self.figures.iter().map(|&(_, figure, label)| figure.column.max(label.column)).max();
        let inside = self.sheet == cell.sheet && (self.rows.0..=self.rows.1).contains(&cell.row);
        inside && last.is_some_and(|last| cell.column <= last)
    }
}

/// The form whose labels a workbook has, with its tables; `None` where it has no known labels.
/// Where tables fit different forms, the preferred one counts unless another fits much better.
pub(super) fn find<'f>(
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
    let seen: Vec<Seen<'f, '_>> = forms.all.iter().map(|form| Seen::new(book, &texts, form)).collect();
    let most = seen.iter().filter(|one| !one.tables.is_empty()).map(whole).max()?;
    let likely = || seen.iter().filter(|one| !one.tables.is_empty() && whole(one) == most);
    let best = likely().max_by_key(|one| (one.fit(), one.form.edition))?;
    let of_year = likely().find(|one| preferred.is_some_and(|form| form.edition == one.form.edition));
    let best = of_year.filter(|one| one.fit() * 10 >= best.fit() * 7).unwrap_or(best);
    let mut matched = best.read();
    for found in &mut matched.tables {
        if let Some(other) = best.other_form(&seen, forms, found.section) {
            let name = &best.form.sections[found.section].name;
            let first = CellName { sheet: found.sheet, row: found.rows.0, column: 0 };
            let at = found.figures.first().map_or(first, |one| one.2);
            let inside = |cell: CellName| {
                cell.sheet == found.sheet && (found.rows.0..=found.rows.1).contains(&cell.row)
            };
            matched.faults.retain(|fault| !fault.cell.is_some_and(inside));
            matched.faults.push(sheet_fault::other_form(name, best.form.edition, other, at));
            found.figures.clear();
        }
    }
    Some((best.form, matched))
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
                let sheets = sheets.iter().take(strong.max(1));
                seen.tables.push((section, sheets.map(|&(_, sheet)| sheet).collect()));
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
            let found = self.found(*section, sheets[0]);
            2 * count(found) - count(self.names(*section))
        };
        self.tables.iter().map(fit).sum()
    }

    /// The leaves of a table for which a sheet has some label.
    fn found(&self, section: usize, sheet: usize) -> usize {
        let mut seen: Vec<NodeId> = self.labels[sheet]
            .iter()
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
            let place = |sheet: usize| Search {
                form: self.form,
                section: *section,
                number: sheet,
                sheet: &self.book.sheets[sheet],
                labels: &self.labels[sheet],
            };
            if let [first, second, ..] = sheets.as_slice() {
                let name = &self.form.sections[*section].name;
                let label = |sheet: usize| {
                    let labels = &self.labels[sheet];
                    let sure = labels
                        .iter()
                        .find(|label| label.surely(*section, true) || label.surely(*section, false));
                    let (row, column) = sure.map_or((0, 0), |label| (label.region.top, label.region.left));
                    CellName { sheet, row, column }
                };
                let first_name = format!("{}!{}", self.book.sheets[*first].name, label(*first));
                matched.faults.push(sheet_fault::table_twice(name, label(*second), &first_name));
                let none = FoundTable { section: *section, sheet: *first, rows: (0, 0), figures: Vec::new() };
                matched.tables.push(none);
                continue;
            }
            let sheet = sheets[0];
            let table = place(sheet).read();
            matched.faults.extend(table.faults);
            matched.tables.push(FoundTable {
                section: *section,
                sheet,
                rows: table.rows,
                figures: table.figures,
            });
        }
        matched
    }

    /// The sheet that a table is on.
    fn sheet_of(&self, section: usize) -> Option<usize> {
        self.tables.iter().find(|(table, _)| *table == section).map(|(_, sheets)| sheets[0])
    }

    /// The section of another form that is the same as one of this.
    fn counterpart(&self, other: &Form, section: usize) -> Option<usize> {
        let key = &self.form.sections[section].key;
        other.sections.iter().position(|section| section.key == *key)
    }

    /// Whether a sheet has every label of a table, and none that only another form has.
    fn is_whole(&self, forms: &Forms, section: usize) -> bool {
        let (Some(sheet), Some(table)) = (self.sheet_of(section), &self.form.sections[section].table) else {
            return false;
        };
        let rows = self.form.leaves(table.rows);
        let rows = rows.iter().filter(|row| !self.form.node(**row).name.is_empty()).count();
        let columns: usize = table.blocks.iter().map(|block| block.column_leaves.len()).sum();
        let all = self.found(section, sheet) == rows + columns;
        let mut others = forms.all.iter().filter(|other| other.edition != self.form.edition);
        all && others.all(|other| !self.has_label_of(other, section, sheet))
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
        let whole = |other: &&Self| {
            self.counterpart(other.form, section).is_some_and(|section| other.is_whole(forms, section))
        };
        others.rev().find(whole).map(|other| other.form.edition)
    }
}
