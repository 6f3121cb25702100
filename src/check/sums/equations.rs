//! 勾稽关系: judging the equations of the form.
//!
//! An equation is judged only when every figure in it is a number that it can have; where one is
//! empty or negative, that is the finding, not a false sum. There is no tolerance: numbers are
//! exact. An equation in which every figure was derived says nothing that the others do not say,
//! and is left out.

use rust_decimal::Decimal;

use super::total_alone;
use crate::check::Checked;
use crate::finding::{Finding, Operand, Subject};
use crate::form::{Equation, EquationRule, Filled, Form, NodeId, Relation, Term, sum};
use crate::lang::Words;
use crate::model::{Entry, Figure, FigureId, Origin, Report};
use crate::rule::{About, Level};

/// Every equation of the report's form that does not hold.
pub(super) fn unbalanced<'f>(checked: &Checked<'f>) -> Vec<Unbalanced<'f>> {
    let form = checked.this.form;
    // Where only totals were written, every sum of the table fails for that reason alone.
    let alone: Vec<usize> = form
        .equations()
        .filter(|(_, equation)| total_alone(checked.this, equation).is_some())
        .map(|(rule, _)| rule.section)
        .collect();
    let mut unbalanced = Vec::new();
    for (rule, equation) in form.equations() {
        if !all_derived(checked, equation)
            && !alone.contains(&rule.section)
            && let Some((left, right)) = sides(checked, checked.this.report, equation)
            && !equation.relation.holds(left, right)
        {
            unbalanced.push(Unbalanced { rule, equation, left, right });
        }
    }
    unbalanced
}

/// An equation that does not hold, with its two sides.
pub(super) struct Unbalanced<'f> {
    pub(super) rule: &'f EquationRule,
    pub(super) equation: &'f Equation,
    left: Decimal,
    right: Decimal,
}

/// What is wrong, in words, with the figures that take part.
pub(super) fn finding(checked: &Checked, unbalanced: &Unbalanced) -> Finding {
    let Unbalanced { rule, equation, left, right } = *unbalanced;
    let operands = operands(checked, equation);
    let sides = Sides { this: checked.this, operands: &operands };
    let clause = match equation.relation {
        Relation::Equal => sides.differ(rule, equation, left, right),
        Relation::AtLeast => sides.out_of_order(rule, equation, [left, right], ["小于", "less than"]),
        Relation::AtMost => sides.out_of_order(rule, equation, [left, right], ["大于", "more than"]),
    };
    let mut finding = Finding::new(&rule.about, subject(equation, checked.this.report), clause);
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
    checked.this.form.sound_number(figure, entry(checked, report, term, figure)?.figure)
}

/// The entry of a term's figure, in this report or that of the year before.
fn entry(checked: &Checked, report: &Report, term: &Term, figure: FigureId) -> Option<Entry> {
    if !term.last {
        return Some(report.entry(figure));
    }
    let last = checked.last?;
    Some(last.entry(checked.this.form.counterpart(figure, last.form)?))
}

fn all_derived(checked: &Checked, equation: &Equation) -> bool {
    let mut derived = false;
    for (term, _) in equation.terms() {
        for &id in &term.figures {
            let Some(entry) = entry(checked, checked.this.report, term, id) else { return false };
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
    let this = checked.this;
    let mut operands = Vec::new();
    for (term, _) in equation.terms() {
        for &figure in &term.figures {
            if let Some(number) = number(checked, this.report, term, figure) {
                let name = if term.figures.len() > 1 {
                    distinct_name(this.form, &term.figures, figure)
                } else {
                    term.name.clone()
                };
                let derived = !term.last && this.entry(figure).origin == Origin::Derived;
                let parts = if derived { parts(this, equation, figure) } else { Vec::new() };
                operands.push(Operand { figure, last: term.last, name, number, derived, parts });
            }
        }
    }
    operands
}

/// The figures that somebody wrote and that a derived total is the sum of: one of them is to be
/// looked at.
fn parts(this: Filled, asked: &Equation, total: FigureId) -> Vec<Operand> {
    let mut defining = this.form.equations().map(|(_, equation)| equation);
    let Some(equation) = defining.find(|other| *other != asked && other.defines() == Some(total)) else {
        return Vec::new();
    };
    let part = |&figure: &FigureId| {
        let Entry { figure: written, origin } = this.entry(figure);
        let number = written.number().filter(|number| !number.is_zero() && origin == Origin::Stated)?;
        let name = distinct_name(this.form, &[total, figure], figure);
        Some(Operand { figure, last: false, name, number, derived: false, parts: Vec::new() })
    };
    equation.right.iter().flat_map(|term| &term.figures).filter_map(part).collect()
}

/// The name of a member of a group: its row or its column, whichever distinguishes it from the
/// others.
fn distinct_name(form: &Form, group: &[FigureId], figure: FigureId) -> String {
    let row = |id: FigureId| form.spec(id).row;
    let same_row = group.iter().all(|&other| row(other) == row(figure));
    let node = if same_row { form.spec(figure).column } else { row(figure) };
    form.node(node).name.clone()
}

/// The sides of an equation in words.
struct Sides<'a> {
    this: Filled<'a>,
    operands: &'a [Operand],
}

impl Sides<'_> {
    /// Two sides that should be equal: `总计填 5，各项之和为 7，少 2`.
    fn differ(&self, rule: &EquationRule, equation: &Equation, left: Decimal, right: Decimal) -> Words {
        let title = &rule.about.title;
        let (first, second) = (self.stated(&equation.left, left), self.total(&equation.right, right));
        let difference = (left - right).abs();
        let (more_zh, more_en) = if left > right { ("多", "more") } else { ("少", "less") };
        let former = if equation.left.len() > 1 { "前者" } else { "" };
        words!(
            "{}：{}，{}，{former}{more_zh} {difference}", title.zh, first.zh, second.zh;
            "{}: {}, {}: {difference} {more_en}", title.en, first.en, second.en
        )
    }

    /// A side that should not be beyond the other: `现行有效 3，一般不小于 本年制发 5－本年废止 1＝4`.
    fn out_of_order(
        &self,
        rule: &EquationRule,
        equation: &Equation,
        [left, right]: [Decimal; 2],
        [beyond_zh, beyond_en]: [&str; 2],
    ) -> Words {
        let About { title, level, .. } = &rule.about;
        let (first, second) = (self.sum(&equation.left, left), self.sum(&equation.right, right));
        let (not_zh, not_en) = match level {
            Level::Error => ("不能", "cannot be"),
            Level::Warning => ("一般不", "is usually not"),
        };
        // A number or a sum of several is set apart by a space.
        let is_name = matches!(equation.right.as_slice(), [term] if !term.figures.is_empty());
        let space = if is_name { "" } else { " " };
        words!(
            "{}：{}，{not_zh}{beyond_zh}{space}{}", title.zh, first.zh, second.zh;
            "{}: {}, which {not_en} {beyond_en} {}", title.en, first.en, second.en
        )
    }

    /// The left side as somebody filled it in: `总计填 5`, `总计推算为 5`.
    fn stated(&self, terms: &[Term], sum: Decimal) -> Words {
        let [term] = terms else { return self.sum(terms, sum) };
        let name = self.name(term, terms);
        let derived = term.figures.iter().any(|&id| self.this.entry(id).origin == Origin::Derived);
        match (term.last, derived) {
            (_, true) => words!("{}推算为 {sum}", name.zh; "{} derived as {sum}", name.en),
            (true, false) => words!("{}为 {sum}", name.zh; "{} is {sum}", name.en),
            (false, false) => words!("{}填 {sum}", name.zh; "{} is {sum}", name.en),
        }
    }

    /// The right side: `各项之和为 7` where it has many parts.
    fn total(&self, terms: &[Term], sum: Decimal) -> Words {
        let parts = terms.iter().all(|term| !term.minus && !term.last);
        let many = terms.len() > 3 || terms.iter().any(|term| term.figures.len() > 1);
        match terms {
            [term] if !term.figures.is_empty() => {
                let name = self.name(term, terms);
                words!("{}为 {sum}", name.zh; "{} is {sum}", name.en)
            }
            [_, _, ..] if parts && many => words!("各项之和为 {sum}", "its parts add up to {sum}"),
            _ => self.sum(terms, sum),
        }
    }

    /// A sum written out: `本年新收 5＋上年结转 1＝6`; one term as `现行有效 3`, a constant as itself.
    fn sum(&self, terms: &[Term], sum: Decimal) -> Words {
        if let [term] = terms {
            let name = self.name(term, terms);
            return match term.figures.as_slice() {
                [] => words!("{sum}", "{sum}"),
                _ => words!("{} {sum}", name.zh; "{} {sum}", name.en),
            };
        }
        let (mut zh, mut en) = (String::new(), String::new());
        for (index, term) in terms.iter().enumerate() {
            let is_of_term =
                |operand: &&Operand| operand.last == term.last && term.figures.contains(&operand.figure);
            let numbers = self.operands.iter().filter(is_of_term).map(|operand| operand.number);
            let value = numbers.fold(term.constant, |sum, number| sum + number);
            let name = self.name(term, terms);
            let (sign_zh, sign_en) = match (index, term.minus) {
                (0, false) => ("", ""),
                (_, true) => ("－", " - "),
                (_, false) => ("＋", " + "),
            };
            zh.push_str(&format!("{sign_zh}{} {value}", name.zh));
            en.push_str(&format!("{sign_en}{} {value}", name.en));
        }
        words!("{zh}＝{sum}", "{en} = {sum}")
    }

    /// A term's name, with its group where other terms of the side are outside that group: 办理结果总计.
    fn name(&self, term: &Term, terms: &[Term]) -> Words {
        let form = self.this.form;
        let group = |term: &Term| {
            let spec = form.spec(*term.figures.first()?);
            let is_named = |id: &NodeId| form.node(*id).name == term.name;
            form.node([spec.row, spec.column].into_iter().find(is_named)?).parent
        };
        let own = group(term);
        let apart = terms.iter().any(|other| group(other) != own);
        let prefix = own.filter(|_| apart).map_or("", |group| form.node(group).name.as_str());
        let name = format!("{prefix}{}", term.name);
        if term.last {
            words!("上年度“{name}”", "last year's `{name}`")
        } else {
            words!("{name}", "`{name}`")
        }
    }
}
