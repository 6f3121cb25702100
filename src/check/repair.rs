//! Which cell is probably wrong.
//!
//! The equations of a table locate an error: one wrong figure breaks a pattern of equations that (where the
//! totals are written down) no other figure breaks. A figure is a candidate when changing it alone makes
//! every equation of the table hold, those that hold now included. Two wrong figures are not searched for.

use rust_decimal::Decimal;

use super::Checked;
use super::equations::{Broken, residual};
use crate::form::Relation;
use crate::lang::Words;
use crate::model::{Entry, Figure, FigureId, Origin, Report};

/// More candidates than this say nothing.
const MOST: usize = 3;

/// A figure whose change alone balances the table.
pub(super) struct Repair {
    /// Which figure.
    pub(super) figure: FigureId,
    /// What it should say.
    pub(super) number: Decimal,
}

/// Every single figure that explains all broken equations of a table; none where there are too many.
pub(super) fn single(checked: &Checked, broken: &[Broken]) -> Vec<Repair> {
    let Some(first) = broken.first() else { return Vec::new() };
    if broken.iter().any(|one| one.equation.relation != Relation::Equal) {
        return Vec::new();
    }
    let section = first.rule.section;
    let form = checked.form;
    let equations: Vec<_> =
        form.rules.iter().filter(|rule| rule.section == section).flat_map(|rule| &rule.equations).collect();
    let residuals = |report: &Report| -> Vec<Option<Decimal>> {
        equations.iter().map(|equation| residual(checked, report, equation)).collect()
    };
    let now = residuals(checked.report);
    let mut repairs = Vec::new();
    for id in form.ids_of_section(section) {
        let entry = checked.report.entry(id);
        let Figure::Number(number) = entry.figure else { continue };
        if entry.origin == Origin::Derived {
            continue;
        }
        // What a change by one does to each equation, totals that were left out computed again.
        let then = residuals(&with(checked, id, number + Decimal::ONE));
        let Some(change) = common_change(&now, &then, &equations) else { continue };
        let mended = number + change;
        if mended < Decimal::ZERO && !form.spec(id).signed || mended.scale() > form.unit(id).at_most {
            continue;
        }
        repairs.push(Repair { figure: id, number: mended });
        if repairs.len() > MOST {
            return Vec::new();
        }
    }
    repairs
}

fn with(checked: &Checked, id: FigureId, number: Decimal) -> Report {
    let mut report = checked.report.clone();
    for entry in &mut report.entries {
        if entry.origin == Origin::Derived {
            *entry = Entry::default();
        }
    }
    report.entries[id.index()].figure = Figure::Number(number);
    checked.form.derive(&mut report.entries);
    report
}

/// The change of the figure that brings every equation to zero, if one change does.
fn common_change(
    now: &[Option<Decimal>],
    then: &[Option<Decimal>],
    equations: &[&crate::form::Equation],
) -> Option<Decimal> {
    let mut common: Option<Decimal> = None;
    for ((now, then), equation) in now.iter().zip(then).zip(equations) {
        let (Some(now), Some(then)) = (now, then) else { continue };
        let slope = then - now;
        if equation.relation != Relation::Equal {
            continue;
        }
        if slope.is_zero() {
            if !now.is_zero() {
                return None;
            }
            continue;
        }
        let change = (-*now).checked_div(slope)?;
        if *common.get_or_insert(change) != change {
            return None;
        }
    }
    common.filter(|change| !change.is_zero())
}

/// The candidates in words.
pub(super) fn words(checked: &Checked, repairs: &[Repair]) -> Option<Words> {
    let one = |repair: &Repair| {
        let now = checked.report.number(repair.figure).unwrap_or_default();
        let spec = checked.form.spec(repair.figure);
        let number = repair.number;
        Words::new(
            format!("{} 应为 {number}（现为 {now}）", spec.address),
            format!("{} should be {number} (now {now})", spec.address),
        )
    };
    match repairs {
        [] => None,
        [only] => {
            let one = one(only);
            Some(Words::new(
                format!("{}：只改这一处，各行各列即全部平衡", one.zh),
                format!("{}: this change alone balances every row and column", one.en),
            ))
        }
        several => {
            let all: Vec<Words> = several.iter().map(one).collect();
            let zh: Vec<&str> = all.iter().map(|words| words.zh.as_ref()).collect();
            let en: Vec<&str> = all.iter().map(|words| words.en.as_ref()).collect();
            Some(Words::new(
                format!("改其中任一处都能平衡，请核对：{}", zh.join("；")),
                format!("any one of these changes balances the table: {}", en.join("; ")),
            ))
        }
    }
}
