//! 件数有小数: a count that is not a whole number.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("figure-not-whole"),
        level: Level::Error,
        basis: Cow::Borrowed("表样计量单位为件（项）"),
        title: Words::fixed("件数不是整数", "a count is not a whole number"),
        explain: Words::fixed(
            "以件、项计的格只能是整数。5.0 视为 5；5.5 件不成立，请核对是否填错了格或单位。",
            "Counts are whole numbers. 5.0 is 5; 5.5 cases do not exist: look for a wrong cell or unit.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for id in form.ids() {
        let unit = form.unit(id);
        if let Some(number) = report.number(id)
            && unit.at_most == 0
            && number.normalize().scale() > 0
        {
            let (address, unit) = (&form.spec(id).address, &unit.name);
            found.add(
                Subject::Figure(id),
                words!(
                    "{address} 填 {number}，以{unit}计的应当是整数",
                    "{address} is {number}, a count ({unit}) is a whole number"
                ),
            );
        }
    }
}
