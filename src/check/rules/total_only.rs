//! 只填总计: a row of which the total alone was written.

use crate::check::sums::total_alone;
use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::model::{FigureId, Origin};
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "total-only",
        Level::Error,
        Basis::OfForm("，表三须分申请人填写"),
        Words::fixed("只填了总计", "only the total is given"),
        Words::fixed(
            "这一行只填了总计，各类申请人都没有填。表三要按申请人类别分别填写，总计由程序推算或核对。",
            "Only the total of this row was written. Figures are given by kind of applicant; totals may be left out.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    for (_, equation) in this.form.equations() {
        let is_rest = |part: &FigureId| this.entry(*part).origin == Origin::Rest;
        let Some(id) = total_alone(this, equation)
            .filter(|_| equation.right.iter().flat_map(|term| &term.figures).any(is_rest))
        else {
            continue; // a row of totals has its cause in other rows
        };
        let (place, address) = (this.form.quoted(id), &this.form.spec(id).address);
        let number = this.number(id).unwrap_or_default();
        let clause = words!(
            "{place}填 {number}，同一行的其他各格都没有填",
            "{address} is {number}, nothing else in its row is given"
        );
        found.add(Subject::Figure(id), clause).hints.push(Words::fixed(
            "请按申请人类别逐格填写，总计可以不写",
            "give the figures by kind of applicant; the total may be left out",
        ));
    }
}
