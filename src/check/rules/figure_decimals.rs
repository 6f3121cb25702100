//! 万元的小数位数: four by custom, six at most.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "figure-decimals",
        Level::Warning,
        Basis::law("表样计量单位为万元，通行做法为四位小数以内"),
        Words::fixed("小数位数过多", "too many decimals"),
        Words::fixed(
            "万元保留四位小数就精确到元。位数更多的，多半是除法结果没有取整，或计量单位填错（元、万元）。超过六位的是强制性问题。",
            "Four decimals of 万元 are exact to the yuan. More usually come from a division or a wrong unit of measure. More than six are an error.",
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
        let Some(number) = this.number(id) else { continue };
        let scale = number.normalize().scale();
        if unit.at_most == 0 || scale <= unit.decimals {
            continue;
        }
        let (place, address, name) = (form.quoted(id), &form.spec(id).address, &unit.name);
        let too_many = scale > unit.at_most;
        let (zh, en, most) = if too_many {
            ("最多", "has at most", unit.at_most)
        } else {
            ("一般不超过", "usually has at most", unit.decimals)
        };
        let clause = words!(
            "{place}填 {number}，有 {scale} 位小数，{name}{zh} {most} 位：请取整，并核对计量单位",
            "{address} is {number} with {scale} decimals, {name} {en} {most}: round it, and check the unit of measure"
        );
        let finding = found.add(Subject::Figure(id), clause);
        if too_many {
            finding.level = Level::Error;
        }
    }
}
