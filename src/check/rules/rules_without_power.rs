//! 规章制定权: government rules (规章) of a unit that has no power to make them.
//!
//! Only by the form of 2021, whose rows count what the unit itself issued: the older one counts
//! what it published.

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::{Filled, GOVERNMENT_RULES};
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "rules-without-power",
        Level::Warning,
        Basis::law("《立法法》第九十一条、第九十三条：规章由国务院部门和省、设区的市、自治州人民政府制定"),
        Words::fixed("没有规章制定权的单位填了规章", "a unit without that power reports government rules"),
        Words::fixed(
            "县级政府及其部门、乡镇政府、街道办事处没有规章制定权，规章请填 0；本单位制发的其他文件填在下一行。",
            "Counties, their departments, townships and street offices make no government rules: write 0 here, and their documents in the next row.",
        ),
    ),
    years: 2021..=u16::MAX,
    asks: GOVERNMENT_RULES,
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    if !this.report.unit.makes_no_rules() {
        return;
    }
    for id in this.form.government_rules() {
        if let Some(number) = this.number(id).filter(|number| !number.is_zero()) {
            let (place, address) = (this.form.quoted(id), &this.form.spec(id).address);
            let clause = words!(
                "{place}填 {number}，本单位没有规章制定权",
                "{address} is {number}, but the unit cannot make government rules"
            );
            found.add(Subject::Figure(id), clause).hints.push(Words::fixed(
                "规章请填 0，制发的文件填在下一行",
                "write 0 here, and the unit's documents in the next row",
            ));
        }
    }
}
