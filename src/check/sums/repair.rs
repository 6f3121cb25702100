//! Which cells are probably wrong.
//!
//! The equations of a table locate errors: one wrong figure breaks a pattern of equations that
//! (where the totals are written down) no other figure breaks. A set of figures is a candidate if
//! changing it alone makes every equation of the table hold, those that hold now included. One
//! figure is looked for first, then two; the usual typos decide between candidates, and so does the
//! text. Three wrong figures are not searched for.

use rust_decimal::Decimal;

use super::equations::{Unbalanced, residual};
use crate::check::Checked;
use crate::check::prose::{Claim, Texts, What};
use crate::form::{Equation, Filled, Form, Relation};
use crate::lang::Words;
use crate::model::{Entry, Figure, FigureId, Origin, Report};
use crate::rule::Level;

/// More candidates than this say nothing.
const MOST: usize = 3;
/// More equations than this do not fail from two causes.
const MOST_UNBALANCED: usize = 10;

/// A figure and what it should say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    /// Which figure.
    pub(super) figure: FigureId,
    /// What it says.
    from: Decimal,
    /// What it should say.
    to: Decimal,
}

/// Figures whose change alone balances the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repair {
    /// The figures.
    pub(super) changes: Vec<Change>,
    /// What speaks for it: a typo that would explain it, the text of the report.
    reason: Option<Words>,
}

/// The likeliest repairs of a table's equations that do not hold; none if there are too many to
/// help.
pub(super) fn repairs(checked: &Checked, texts: &Texts, unbalanced: &[Unbalanced]) -> Vec<Repair> {
    let Some(first) = unbalanced.first() else { return Vec::new() };
    // An equation that need not hold exactly proves no cell wrong.
    let is_certain = |unbalanced: &Unbalanced| {
        unbalanced.equation.relation == Relation::Equal && unbalanced.rule.about.level == Level::Error
    };
    if !unbalanced.iter().all(is_certain) {
        return Vec::new();
    }
    let table = Table::of(checked, first.rule.section);
    let mut found = table.single();
    if found.is_empty() && unbalanced.len() <= MOST_UNBALANCED {
        found = table.double();
    }
    // A usual typo is likelier than any other change.
    let reasons = found.iter().filter(|repair| repair.reason.is_some()).count();
    if reasons > 0 && (found.len() > MOST || found.first().is_some_and(|repair| repair.changes.len() > 1)) {
        found.retain(|repair| repair.reason.is_some());
    }
    if found.len() > 1 {
        found = best_supported(checked, texts, found);
    }
    found.sort_by_key(|repair| repair.reason.is_none());
    if found.len() > MOST { Vec::new() } else { found }
}

/// The repairs that the text of the report speaks for, if it speaks for some: 新收 17 件 if one gives
/// 17.
fn best_supported(checked: &Checked, texts: &Texts, repairs: Vec<Repair>) -> Vec<Repair> {
    let Filled { form, report } = checked.this;
    let claims = texts.phrases().filter_map(|phrase| match phrase.what {
        What::Figure(claim) => Some(claim),
        _ => None,
    });
    let said: Vec<&Claim> = claims.filter(|claim| !claim.agrees(form, report)).collect();
    let support = |repair: &Repair| {
        let repaired = changed(checked.this, &repair.changes);
        said.iter().filter(|claim| claim.agrees(form, &repaired)).count()
    };
    let supports: Vec<usize> = repairs.iter().map(support).collect();
    let most = supports.iter().copied().max().unwrap_or(0);
    let kept = repairs.into_iter().zip(supports).filter(|(_, support)| *support == most);
    kept.map(|(repair, support)| {
        let reason = if support > 0 {
            Some(Words::fixed("文中也是这个数", "the text says so too"))
        } else {
            repair.reason
        };
        Repair { reason, ..repair }
    })
    .collect()
}

/// A figure with what a change by one does to each equation.
struct Cell {
    figure: FigureId,
    number: Decimal,
    stated: bool,
    slope: Vec<Decimal>,
}

/// The equations of a table as they stand.
struct Table<'c> {
    form: &'c Form,
    now: Vec<Decimal>,
    cells: Vec<Cell>,
    totals: Vec<bool>,
}

impl<'c> Table<'c> {
    fn of(checked: &Checked<'c>, section: usize) -> Self {
        let form = checked.this.form;
        let rules = form.rules.iter().filter(|rule| rule.section == section);
        let equal = rules.flat_map(|rule| &rule.equations).filter(|one| one.relation == Relation::Equal);
        // Equations with an unknown figure say nothing of any change.
        let equations: Vec<(&Equation, Decimal)> =
            equal.filter_map(|one| Some((one, residual(checked, checked.this.report, one)?))).collect();
        let cell = |id: FigureId| {
            let entry = checked.this.entry(id);
            let Figure::Number(number) = entry.figure else { return None };
            if entry.origin == Origin::Derived {
                return None;
            }
            // Totals that were left out are computed again.
            let change = Change { figure: id, from: number, to: number + Decimal::ONE };
            let then = changed(checked.this, &[change]);
            let slope = equations.iter().map(|(equation, now)| {
                residual(checked, &then, equation).map_or(Decimal::ZERO, |then| then - now)
            });
            Some(Cell { figure: id, number, stated: entry.origin == Origin::Stated, slope: slope.collect() })
        };
        let cells = form.ids_of_section(section).filter_map(cell).collect();
        Self { form, now: equations.iter().map(|(_, now)| *now).collect(), cells, totals: form.totals() }
    }

    fn single(&self) -> Vec<Repair> {
        let repair = |cell: &Cell| self.repair(&[(cell, change(&self.now, &cell.slope)?)]);
        self.cells.iter().filter_map(repair).collect()
    }

    /// Pairs of figures of which one at least was written down.
    fn double(&self) -> Vec<Repair> {
        let Some(wrong) = self.now.iter().position(|residual| !residual.is_zero()) else { return Vec::new() };
        let mut found = Vec::new();
        for (index, one) in self.cells.iter().enumerate().filter(|(_, cell)| !cell.slope[wrong].is_zero()) {
            for (other_index, other) in self.cells.iter().enumerate() {
                let twice = other_index < index && !other.slope[wrong].is_zero() || other_index == index;
                if twice || !(one.stated || other.stated) {
                    continue;
                }
                if let Some((a, b)) = self.two_changes(one, other, wrong) {
                    found.extend(self.repair(&[(one, a), (other, b)]));
                }
            }
        }
        found
    }

    /// The changes of two figures that together bring every equation to zero, where there is one
    /// solution.
    fn two_changes(&self, one: &Cell, other: &Cell, wrong: usize) -> Option<(Decimal, Decimal)> {
        let (one, other) = (&one.slope, &other.slope);
        let determinant = |e: usize| one[wrong] * other[e] - other[wrong] * one[e];
        let second = (0..self.now.len()).find(|&e| !determinant(e).is_zero())?;
        let (first_now, second_now) = (self.now[wrong], self.now[second]);
        let divisor = determinant(second);
        let a = (other[wrong] * second_now - first_now * other[second]).checked_div(divisor)?;
        let b = (first_now * one[second] - one[wrong] * second_now).checked_div(divisor)?;
        let each = self.now.iter().zip(one).zip(other);
        let solved = each.map(|((now, one), other)| now + a * one + b * other).all(|rest| rest.is_zero());
        (solved && !a.is_zero() && !b.is_zero()).then_some((a, b))
    }

    /// The repair, if every figure may have its new number.
    fn repair(&self, changes: &[(&Cell, Decimal)]) -> Option<Repair> {
        let form = self.form;
        let mut all = Vec::new();
        for (cell, change) in changes {
            let to = cell.number.checked_add(*change)?;
            form.sound_number(cell.figure, Figure::Number(to))?;
            all.push(Change { figure: cell.figure, from: cell.number, to });
        }
        let all_totals = all.iter().all(|change| self.totals[change.figure.index()]);
        let reason = reason(&all).or_else(|| {
            (all.len() > 1 && all_totals)
                .then_some(Words::fixed("像是合计加错", "looks like totals added up wrong"))
        });
        Some(Repair { changes: all, reason })
    }
}

/// The report with these changes; totals that were left out are derived again.
fn changed(this: Filled, changes: &[Change]) -> Report {
    let mut report = this.report.clone();
    for entry in &mut report.entries {
        if entry.origin == Origin::Derived {
            *entry = Entry::default();
        }
    }
    for change in changes {
        report.entries[change.figure.index()].figure = Figure::Number(change.to);
    }
    this.form.derive(&mut report.entries);
    report
}

/// The change that brings every equation to zero, if one change does.
fn change(now: &[Decimal], slope: &[Decimal]) -> Option<Decimal> {
    let mut common: Option<Decimal> = None;
    for (now, slope) in now.iter().zip(slope) {
        if slope.is_zero() {
            if !now.is_zero() {
                return None;
            }
            continue;
        }
        let change = (-*now).checked_div(*slope)?;
        if *common.get_or_insert(change) != change {
            return None;
        }
    }
    common.filter(|change| !change.is_zero())
}

/// The usual typo that turns what should be written into what is.
fn reason(changes: &[Change]) -> Option<Words> {
    match changes {
        [only] => {
            let (written, meant) = (only.from.to_string(), only.to.to_string());
            let (short, long) =
                if written.len() < meant.len() { (&written, &meant) } else { (&meant, &written) };
            if is_swapped(&written, &meant) {
                Some(Words::fixed("像是两位数字颠倒", "looks like two digits swapped"))
            } else if short.len() + 1 == long.len() && lacks_one(short, long) && short != "0" {
                Some(if written.len() < meant.len() {
                    Words::fixed("像是少打一位", "looks like a digit left out")
                } else {
                    Words::fixed("像是多打一位", "looks like a digit too many")
                })
            } else {
                None
            }
        }
        [one, other] if one.to == other.from && other.to == one.from => {
            Some(if one.from.is_zero() || other.from.is_zero() {
                Words::fixed("像是填错了行或列", "looks like the wrong row or column")
            } else {
                Words::fixed("像是两格的数互换", "looks like two figures exchanged")
            })
        }
        _ => None,
    }
}

fn is_swapped(written: &str, meant: &str) -> bool {
    let (a, b) = (written.as_bytes(), meant.as_bytes());
    let differ: Vec<usize> = (0..a.len().min(b.len())).filter(|&at| a[at] != b[at]).collect();
    a.len() == b.len()
        && matches!(differ.as_slice(), [i, j] if j - i == 1 && a[*i] == b[*j] && a[*j] == b[*i])
}

fn lacks_one(short: &str, long: &str) -> bool {
    (0..long.len())
        .any(|at| long.get(..at).zip(long.get(at + 1..)).is_some_and(|(a, b)| format!("{a}{b}") == *short))
}

/// The candidates in words.
pub(super) fn words(form: &Form, repairs: &[Repair]) -> Option<Words> {
    let all: Vec<Words> = repairs.iter().map(|repair| candidate(form, repair)).collect();
    match (repairs, all.as_slice()) {
        ([], _) => None,
        ([only], [words]) => Some(if only.changes.len() == 1 {
            words!(
                "{}，只改这一处，各行、各列即全部平衡", words.zh;
                "{}: this change alone balances every row and column", words.en
            )
        } else {
            words!(
                "{}，改这两处，各行、各列即全部平衡", words.zh;
                "{}: these two changes balance every row and column", words.en
            )
        }),
        (_, all) => {
            let zh: Vec<&str> = all.iter().map(|words| words.zh.as_ref()).collect();
            let en: Vec<&str> = all.iter().map(|words| words.en.as_ref()).collect();
            Some(words!(
                "下列改法都能平衡，请核对是哪一种：{}", zh.join("；");
                "any one of these changes balances the table: {}", en.join("; ")
            ))
        }
    }
}

/// One candidate in words: `表三“予以公开 · 总计”应为 7（现为 5）`.
fn candidate(form: &Form, repair: &Repair) -> Words {
    let change = |&Change { figure, from, to }: &Change| {
        let (place, address) = (form.quoted(figure), &form.spec(figure).address);
        (format!("{place}应为 {to}（现为 {from}）"), format!("{address} should be {to} (now {from})"))
    };
    let (zh, en): (Vec<String>, Vec<String>) = repair.changes.iter().map(change).unzip();
    let words = words!("{}", zh.join("，"); "{}", en.join(" and "));
    match &repair.reason {
        Some(reason) => words.and(&words!("（{}）", reason.zh; " ({})", reason.en)),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{Change, reason};
    use crate::model::FigureId;

    fn reason_of(changes: &[(i64, i64)]) -> Option<String> {
        let change = |&(from, to): &(i64, i64)| Change {
            figure: FigureId(0),
            from: Decimal::from(from),
            to: Decimal::from(to),
        };
        reason(&changes.iter().map(change).collect::<Vec<_>>()).map(|words| words.zh.into_owned())
    }

    #[test]
    fn usual_typos_are_known() {
        assert_eq!(reason_of(&[(71, 17)]).as_deref(), Some("像是两位数字颠倒"));
        assert_eq!(reason_of(&[(12, 126)]).as_deref(), Some("像是少打一位"));
        assert_eq!(reason_of(&[(1226, 126)]).as_deref(), Some("像是多打一位"));
        assert_eq!(reason_of(&[(5, 0), (0, 5)]).as_deref(), Some("像是填错了行或列"));
        assert_eq!(reason_of(&[(5, 7), (7, 5)]).as_deref(), Some("像是两格的数互换"));
        assert_eq!(reason_of(&[(5, 6)]), None);
        assert_eq!(reason_of(&[(0, 5)]), None);
        assert_eq!(reason_of(&[(5, 6), (7, 9)]), None);
    }
}
