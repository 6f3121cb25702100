//! “/”、“—”、“无”: a mark where the form wants a number.
//!
//! Printed as “/”. The equations do not judge it: nobody said zero.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::model::Figure;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "figure-not-applicable",
        Level::Warning,
        Basis::law("表样各格均为数量，未规定“不适用”的填法"),
        Words::fixed("填了“不适用”", "marked as not applicable"),
        Words::fixed(
            "表样没有规定可以填“/”“—”“无”。没有发生的请填 0；确有依据不填的，请保留并写核实说明。",
            "The form does not provide for `/`, `—` or 无. Write 0 for what did not happen; keep the mark only with a reason, and write a waiver.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    let form = this.form;
    for id in form.ids() {
        if this.entry(id).figure == Figure::NotApplicable {
            let (place, address) = (form.quoted(id), &form.spec(id).address);
            let clause = words!(
                "{place}填的是“不适用”：没有发生的请填 0",
                "{address} is marked as not applicable: write 0 for what did not happen"
            );
            found.add(Subject::Figure(id), clause);
        }
    }
}
