//! “/”、“—”、“无”: a mark where the form wants a number.
//!
//! Printed as “/”. The equations do not judge it: nobody said zero.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Figure, Report};
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("figure-not-applicable"),
        level: Level::Warning,
        basis: Cow::Borrowed("表样各格均为数量，未规定“不适用”的填法"),
        title: Words::fixed("填了“不适用”", "marked as not applicable"),
        explain: Words::fixed(
            "表样没有规定可以填“/”“—”“无”。没有发生的一般填 0。确有依据不填的，请保留并核实。",
            "The form gives no permission for `/`, `—` or 无. What did not happen is usually 0; keep the mark only with a reason.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for id in form.ids() {
        if report.entry(id).figure == Figure::NotApplicable {
            let address = &form.spec(id).address;
            found.add(
                Subject::Figure(id),
                words!(
                    "{address} 填的是“不适用”的记号：没有发生的请填 0",
                    "{address} is marked as not applicable: write 0 for what did not happen"
                ),
            );
        }
    }
}
