//! 只填总计: a row of which the total alone was written.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::{Equation, Form};
use crate::lang::Words;
use crate::model::{FigureId, Origin, Report};
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("total-only"),
        level: Level::Error,
        basis: Cow::Borrowed("{表样}，表三须分申请人填写"),
        title: Words::fixed("只填了总计", "only the total is given"),
        explain: Words::fixed(
            "这一行只填了总计，各类申请人都没有填。表三要按申请人类别分别填写，总计由程序推算或核对。",
            "Of this row the total alone was written. Figures are given by kind of applicant; totals may be left out.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for (_, equation) in form.equations() {
        let written_off = |part: &FigureId| report.entry(*part).origin == Origin::Rest;
        let Some(id) = total_alone(form, report, equation)
            .filter(|_| equation.right.iter().flat_map(|term| &term.figures).any(written_off))
        else {
            continue; // a row of totals has its cause in other rows
        };
        let (address, number) = (&form.spec(id).address, report.number(id).unwrap_or_default());
        let clause = words!(
            "{address} 填 {number}，同一行的其他各格都没有填",
            "{address} is {number}, nothing else of its row is given"
        );
        found.add(Subject::Figure(id), clause).hints.push(Words::fixed(
            "请按申请人类别逐格填写，总计可以不写",
            "give the figures by kind of applicant; the total may be left out",
        ));
    }
}

/// The total of a row, where nothing but it was written in the row.
pub(in crate::check) fn total_alone(form: &Form, report: &Report, equation: &Equation) -> Option<FigureId> {
    let total = equation.defines()?;
    let parts = || equation.right.iter().flat_map(|term| &term.figures);
    let in_row = parts().all(|&part| form.spec(part).row == form.spec(total).row);
    let stated =
        report.entry(total).origin == Origin::Stated && report.number(total).is_some_and(|n| !n.is_zero());
    let alone = parts().all(|&part| {
        let entry = report.entry(part);
        let unwritten = matches!(entry.origin, Origin::Rest | Origin::Derived);
        unwritten && entry.figure.number().is_some_and(|number| number.is_zero())
    });
    (in_row && stated && alone).then_some(total)
}
