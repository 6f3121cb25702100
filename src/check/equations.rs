//! 勾稽关系: judging the equations of the form.
//!
//! An equation is judged only when every figure in it is a number that it can have; where one is blank or
//! negative, that is the finding, not a false sum. There is no tolerance: numbers are exact. An equation in which every figure
//! was derived says nothing that the others do not say, and is left out.

use rust_decimal::Decimal;

use super::Checked;
use super::rules::total_only::total_alone;
use crate::finding::{Finding, Operand, Subject};
use crate::form::{Equation, EquationRule, Form, Relation, Term, sum};
use crate::model::{Entry, Figure, FigureId, Origin, Report};

/// Every equation of the report's form that does not hold.
pub(super) fn broken<'f>(checked: &Checked<'f>) -> Vec<Broken<'f>> {
    // Where only totals were written, every sum of the table fails for that reason alone.
    let alone: Vec<usize> = checked
        .form
        .equations()
        .filter(|(_, equation)| total_alone(checked.form, checked.report, equation).is_some())
        .map(|(rule, _)| rule.section)
        .collect();
    let mut broken = Vec::new();
    for (rule, equation) in checked.form.equations() {
        if !all_derived(checked, equation)
            && !alone.contains(&rule.section)
            && let Some((left, right)) = sides(checked, checked.report, equation)
            && !equation.relation.holds(left, right)
        {
            broken.push(Broken { rule, equation, left, right });
        }
    }
    broken
}

/// An equation that does not hold, with its two sides.
pub(super) struct Broken<'f> {
    pub(super) rule: &'f EquationRule,
    pub(super) equation: &'f Equation,
    left: Decimal,
    right: Decimal,
}

/// What is wrong, in words, with the figures that take part.
pub(super) fn finding(checked: &Checked, broken: &Broken) -> Finding {
    let Broken { rule, equation, left, right } = *broken;
    let title = &rule.about.title;
    let operands = operands(checked, equation);
    let (left_zh, left_en) = side(&equation.left, left, &operands, checked.report, true);
    let (right_zh, right_en) = side(&equation.right, right, &operands, checked.report, false);
    let difference = left - right;
    let clause = match equation.relation {
        Relation::Equal => {
            words!("{}：{left_zh}，{right_zh}，差 {difference}", title.zh; "{}: {left_en}, {right_en}, difference {difference}", title.en)
        }
        other => {
            words!("{}：{left_zh}，{right_zh}，应当{}后者", title.zh, other.sign(); "{}: {left_en}, {right_en}, should be {}", title.en, other.sign())
        }
    };
    let mut finding = Finding::new(&rule.about, subject(equation, checked.report), clause);
    finding.operands = operands;
    finding
}

/// The figure to look at first: the total, else the first that somebody wrote down.
fn subject(equation: &Equation, report: &Report) -> Subject {
    let this_year = || {
        equation.left.iter().chain(&equation.right).filter(|term| !term.last).flat_map(|term| &term.figures)
    };
    let written = this_year().find(|&&id| report.entry(id).origin == Origin::Stated);
    let any = this_year().next();
    written.or(any).map_or(Subject::File, |&id| Subject::Figure(id))
}

/// Both sides, where every figure is a number.
fn sides(checked: &Checked, report: &Report, equation: &Equation) -> Option<(Decimal, Decimal)> {
    let number = |term: &Term, figure| number(checked, report, term, figure);
    Some((sum(&equation.left, number)?, sum(&equation.right, number)?))
}

/// Left minus right, where every figure is a number.
pub(super) fn residual(checked: &Checked, report: &Report, equation: &Equation) -> Option<Decimal> {
    let (left, right) = sides(checked, report, equation)?;
    left.checked_sub(right)
}

fn number(checked: &Checked, report: &Report, term: &Term, figure: FigureId) -> Option<Decimal> {
    checked.form.sound_number(figure, entry(checked, report, term, figure)?.figure)
}

/// The entry of a term's figure, in this report or that of the year before.
fn entry(checked: &Checked, report: &Report, term: &Term, figure: FigureId) -> Option<Entry> {
    if !term.last {
        return Some(report.entry(figure));
    }
    let (form, last) = checked.last?;
    Some(last.entry(checked.form.counterpart(figure, form)?))
}

fn all_derived(checked: &Checked, equation: &Equation) -> bool {
    let mut derived = false;
    for (term, _) in equation.terms() {
        for &id in &term.figures {
            let Some(entry) = entry(checked, checked.report, term, id) else { return false };
            match entry.origin {
                Origin::Derived => derived = true,
                Origin::Rest if entry.figure == Figure::Number(Decimal::ZERO) => {}
                _ => return false,
            }
        }
    }
    derived
}

fn operands(checked: &Checked, equation: &Equation) -> Vec<Operand> {
    let mut operands = Vec::new();
    for (term, _) in equation.terms() {
        for &figure in &term.figures {
            if let Some(number) = number(checked, checked.report, term, figure) {
                let name = if term.figures.len() > 1 {
                    distinct_name(checked.form, &term.figures, figure)
                } else {
                    term.name.clone()
                };
                let derived = !term.last && checked.report.entry(figure).origin == Origin::Derived;
                let parts = if derived { parts(checked, equation, figure) } else { Vec::new() };
                operands.push(Operand { figure, last: term.last, name, number, derived, parts });
            }
        }
    }
    operands
}

/// The figures that somebody wrote and that a derived total is the sum of: one of them is to be looked at.
fn parts(checked: &Checked, asked: &Equation, total: FigureId) -> Vec<Operand> {
    let mut defining = checked.form.equations().map(|(_, equation)| equation);
    let Some(equation) = defining.find(|one| *one != asked && one.defines() == Some(total)) else {
        return Vec::new();
    };
    let part = |&figure: &FigureId| {
        let entry = checked.report.entry(figure);
        let number =
            entry.figure.number().filter(|number| !number.is_zero() && entry.origin == Origin::Stated)?;
        let name = distinct_name(checked.form, &[total, figure], figure);
        Some(Operand { figure, last: false, name, number, derived: false, parts: Vec::new() })
    };
    equation.right.iter().flat_map(|term| &term.figures).filter_map(part).collect()
}

/// The name of a member of a group: its row or its column, whichever tells it from the others.
fn distinct_name(form: &Form, group: &[FigureId], figure: FigureId) -> String {
    let row = |id: FigureId| form.spec(id).row;
    let same_row = group.iter().all(|&other| row(other) == row(figure));
    let node = if same_row { form.spec(figure).column } else { row(figure) };
    form.node(node).name.clone()
}

/// One side in words: `总计填 5`, `分项之和为 7`, `本年新收 5＋上年结转 1＝6`.
fn side(terms: &[Term], sum: Decimal, operands: &[Operand], report: &Report, left: bool) -> (String, String) {
    let name = |term: &Term| {
        if term.last {
            (format!("上年度“{}”", term.name), format!("last year's `{}`", term.name))
        } else {
            (term.name.clone(), format!("`{}`", term.name))
        }
    };
    if let [term] = terms {
        let (zh, en) = name(term);
        if term.figures.is_empty() {
            return (format!("{sum}"), format!("{sum}"));
        }
        let derived = term.figures.iter().any(|&id| report.entry(id).origin == Origin::Derived);
        return if left && !term.last && !derived {
            (format!("{zh}填 {sum}"), format!("{en} is {sum}"))
        } else if left && derived {
            (format!("{zh}推算为 {sum}"), format!("{en} derived as {sum}"))
        } else {
            (format!("{zh}为 {sum}"), format!("{en} is {sum}"))
        };
    }
    let parts = !left && terms.iter().all(|term| !term.minus && !term.last);
    if parts && (terms.len() > 3 || terms.iter().any(|term| term.figures.len() > 1)) {
        return (format!("分项之和为 {sum}"), format!("its parts add up to {sum}"));
    }
    let mut zh = String::new();
    let mut en = String::new();
    for (index, term) in terms.iter().enumerate() {
        let value: Decimal = operands
            .iter()
            .filter(|operand| operand.last == term.last && term.figures.contains(&operand.figure))
            .map(|operand| operand.number)
            .fold(term.constant, |sum, number| sum + number);
        let (name_zh, name_en) = name(term);
        let sign = match (index, term.minus) {
            (0, false) => ("", ""),
            (_, true) => ("－", " - "),
            (_, false) => ("＋", " + "),
        };
        zh.push_str(&format!("{}{name_zh} {value}", sign.0));
        en.push_str(&format!("{}{name_en} {value}", sign.1));
    }
    (format!("{zh}＝{sum}"), format!("{en} = {sum}"))
}
