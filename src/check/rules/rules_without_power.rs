//! 规章制定权: government rules (规章) of a unit that has no power to make them.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("rules-without-power"),
        level: Level::Warning,
        basis: Cow::Borrowed(
            "立法法第九十一条、第九十三条：规章由国务院部门和省、设区的市、自治州人民政府制定",
        ),
        title: Words::fixed(
            "没有规章制定权的单位填了规章",
            "a unit without that power reports government rules",
        ),
        explain: Words::fixed(
            "县级政府及其部门、乡镇政府、街道办事处没有规章制定权，规章应当填 0；本单位制发的其他文件填在下一行。",
            "Counties, their departments, townships and street offices make no government rules: 0 belongs here, their documents in the next row.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

/// Parts of a name that only units without the power have.
const WITHOUT: [&str; 4] = ["县", "镇人民政府", "乡人民政府", "街道"];

fn check(form: &Form, report: &Report, found: &mut Found) {
    if !WITHOUT.iter().any(|part| report.unit.contains(part)) {
        return;
    }
    for key in ["issued", "repealed", "in_force"] {
        let Some(id) = form.figure_by_key(&format!("proactive.government_rules.{key}")) else { continue };
        if let Some(number) = report.number(id).filter(|number| !number.is_zero()) {
            let address = &form.spec(id).address;
            found.add(
                Subject::Figure(id),
                words!(
                    "{address} 填 {number}，本单位没有规章制定权",
                    "{address} is {number}, but the unit cannot make government rules"
                ),
            );
        }
    }
}
