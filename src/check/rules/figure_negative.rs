//! 负数: only where the form allows a decrease (2019: 本年增/减).

use rust_decimal::Decimal;

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "figure-negative",
        Level::Error,
        Basis::law("表样各格为数量或金额"),
        Words::fixed("出现负数", "a figure is negative"),
        Words::fixed(
            "数量和金额不能小于 0。只有表样注明可增可减的格可以为负。",
            "Counts and amounts are not negative. Only figures that the form declares as a change may be.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    let form = this.form;
    for id in form.ids() {
        if let Some(number) = this.number(id)
            && number < Decimal::ZERO
            && !form.spec(id).signed
        {
            let (place, address) = (form.quoted(id), &form.spec(id).address);
            let clause = words!(
                "{place}填 {number}，不能小于 0：请核对改正",
                "{address} is {number}, which cannot be less than 0: check and correct it"
            );
            found.add(Subject::Figure(id), clause);
        }
    }
}
