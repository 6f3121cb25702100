//! 件数有小数: a count that is not a whole number.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "figure-not-whole",
        Level::Error,
        Basis::law("表样计量单位为件（项）"),
        Words::fixed("件数不是整数", "a count is not a whole number"),
        Words::fixed(
            "以件、项计的格只能是整数。5.0 视为 5；5.5 件不成立，请核对是否填错了格或计量单位。",
            "Counts are whole numbers. 5.0 is 5; 5.5 cases do not exist: look for a wrong cell or unit of measure.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    let form = this.form;
    for id in form.ids() {
        let unit = form.unit(id);
        if let Some(number) = this.number(id)
            && unit.at_most == 0
            && number.normalize().scale() > 0
        {
            let (place, address, unit) = (form.quoted(id), &form.spec(id).address, &unit.name);
            let clause = words!(
                "{place}填 {number}，以{unit}计的只能是整数：请核对是否填错了格或计量单位",
                "{address} is {number}, but a count ({unit}) is a whole number: check the cell and the unit of measure"
            );
            found.add(Subject::Figure(id), clause);
        }
    }
}
