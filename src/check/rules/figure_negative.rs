//! 负数: only where the form allows a decrease (2019: 本年增/减).

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("figure-negative"),
        level: Level::Error,
        basis: Cow::Borrowed("表样各格为数量或金额"),
        title: Words::fixed("出现负数", "a figure is negative"),
        explain: Words::fixed(
            "数量和金额不能小于零。只有表样注明可增可减的格可以为负。",
            "Counts and amounts are not negative. Only figures that the form declares as a change may be.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for id in form.ids() {
        if let Some(number) = report.number(id)
            && number < Decimal::ZERO
            && !form.spec(id).signed
        {
            let address = &form.spec(id).address;
            found.add(
                Subject::Figure(id),
                words!("{address} 填 {number}，不能小于零", "{address} is {number}, it cannot be negative"),
            );
        }
    }
}
