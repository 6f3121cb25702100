//! A workbook → the tables of a form, by labels and never by positions.
//!
//! Tables may stand anywhere: on one sheet or on several, with titles and notes around them, with rows and columns put
//! in, merges lost, columns in another order. The edition of the form is told by the labels too, apart from the year.
//! What fits the form in two ways, or not at all, is refused: no figure is ever taken from a cell that does not carry
//! its labels.

mod axis;
mod labels;
mod said;
mod table;

use self::labels::{Label, labels};
use self::table::Place;
use super::grid::Grid;
use crate::form::{Form, Forms, Labels, NodeId};
use crate::model::FigureId;
use crate::place::CellName;

pub(super) use self::said::Told;

/// The tables of a workbook.
#[derive(Debug, Clone, Default)]
pub(super) struct Matched {
    /// Those that were found.
    pub(super) tables: Vec<Found>,
    /// What is wrong.
    pub(super) told: Vec<Told>,
}

/// A table that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The section of the form.
    pub(super) section: usize,
    /// The number of its sheet.
    pub(super) sheet: usize,
    /// The rows of the sheet that it takes up.
    pub(super) rows: (u32, u32),
    /// Where each figure that has a place stands, and its label.
    pub(super) figures: Vec<(FigureId, CellName, CellName)>,
}

/// The form whose labels a workbook has, with its tables; `None` where it has those of none. Where several fit as
/// well, the preferred one counts.
pub(super) fn find<'f>(grid: &Grid, forms: &'f Forms, preferred: Option<&Form>) -> Option<(&'f Form, Matched)> {
    let seen: Vec<Seen<'f, '_>> = forms.all.iter().map(|form| Seen::new(grid, form)).collect();
    let score = |seen: &&Seen| {
        let preferred = preferred.is_some_and(|form| form.edition == seen.form.edition);
        (seen.fit(), preferred, seen.form.edition)
    };
    let best = seen.iter().filter(|seen| !seen.tables.is_empty()).max_by_key(score)?;
    let mut matched = best.read();
    for found in &mut matched.tables {
        if let Some(other) = best.other_form(&seen, found.section) {
            let name = &best.form.sections[found.section].name;
            let at = found.figures.first().map_or(CellName { sheet: found.sheet, row: found.rows.0, column: 0 }, |one| one.2);
            matched.told.retain(|told| told.cell.is_none_or(|cell| {
                cell.sheet != found.sheet || !(found.rows.0..=found.rows.1).contains(&cell.row)
            }));
            matched.told.push(said::other_form(name, best.form.edition, other, at));
            found.figures.clear();
        }
    }
    Some((best.form, matched))
}

/// A workbook as it looks to a form.
struct Seen<'f, 'g> {
    form: &'f Form,
    grid: &'g Grid,
    /// The labels of each sheet.
    labels: Vec<Vec<Label>>,
    /// The sheets that have each table, the likeliest first; sections that are on none are left out.
    tables: Vec<(usize, Vec<usize>)>,
}

/// A table is on a sheet if one in so many of its labels is, and it is not more so on another.
const ONE_IN: usize = 3;
/// Fewer labels are no table.
const FEWEST: usize = 3;

impl<'f, 'g> Seen<'f, 'g> {
    fn new(grid: &'g Grid, form: &'f Form) -> Self {
        let known = Labels::of(form);
        let labels: Vec<Vec<Label>> = grid.sheets.iter().map(|sheet| labels(sheet, &known)).collect();
        let mut seen = Self { form, grid, labels, tables: Vec::new() };
        for section in (0..form.sections.len()).filter(|&section| form.sections[section].table.is_some()) {
            let all = seen.names(section);
            let mut sheets: Vec<(usize, usize)> =
                (0..grid.sheets.len()).map(|sheet| (seen.strength(section, sheet), sheet)).collect();
            sheets.sort_by_key(|&(strength, sheet)| (std::cmp::Reverse(strength), sheet));
            let strong = sheets.iter().take_while(|&&(strength, _)| strength * ONE_IN >= all).count();
            if sheets.first().is_some_and(|&(strength, _)| strength >= FEWEST.min(all)) {
                // A table that has lost most of its labels is still one, but only on the sheet that is most like it.
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
            let place = |sheet: usize| Place {
                form: self.form,
                section: *section,
                number: sheet,
                sheet: &self.grid.sheets[sheet],
                labels: &self.labels[sheet],
            };
            if let [first, second, ..] = sheets.as_slice() {
                let name = &self.form.sections[*section].name;
                let label = |sheet: usize| {
                    let labels = &self.labels[sheet];
                    let sure = labels.iter().find(|label| {
                        label.surely(*section, true) || label.surely(*section, false)
                    });
                    let (row, column) = sure.map_or((0, 0), |label| (label.region.top, label.region.left));
                    CellName { sheet, row, column }
                };
                let first_name = format!("{}!{}", self.grid.sheets[*first].name, label(*first));
                matched.told.push(said::table_twice(name, label(*second), &first_name));
                let none = Found { section: *section, sheet: *first, rows: (0, 0), figures: Vec::new() };
                matched.tables.push(none);
                continue;
            }
            let sheet = sheets[0];
            let table = place(sheet).read();
            matched.told.extend(table.told);
            matched.tables.push(Found { section: *section, sheet, rows: table.rows, figures: table.figures });
        }
        matched
    }

    /// The edition of another form that a table has all labels of, where it lacks some of this one's.
    fn other_form(&self, seen: &[Self], section: usize) -> Option<u16> {
        let whole = |seen: &Self, section: usize| {
            let there = seen.tables.iter().find(|(table, _)| *table == section)?;
            let leaves = |root: NodeId| seen.form.leaves(root);
            let table = seen.form.sections[section].table.as_ref()?;
            let named = leaves(table.rows).iter().filter(|row| !seen.form.node(**row).name.is_empty()).count();
            let columns: usize = table.blocks.iter().map(|block| block.column_leaves.len()).sum();
            Some(seen.found(section, there.1[0]) == named + columns)
        };
        if whole(self, section) != Some(false) {
            return None;
        }
        let key = &self.form.sections[section].key;
        let others = seen.iter().filter(|other| other.form.edition != self.form.edition);
        let same = |other: &&Self| {
            let section = other.form.sections.iter().position(|section| section.key == *key);
            section.and_then(|section| whole(other, section)) == Some(true)
        };
        others.rev().find(same).map(|other| other.form.edition)
    }
}
