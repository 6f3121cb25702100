//! 万元的小数位数: four by custom, six at most.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("figure-decimals"),
        level: Level::Warning,
        basis: Cow::Borrowed("表样计量单位为万元，通行做法为四位小数以内"),
        title: Words::fixed("小数位数过多", "too many decimals"),
        explain: Words::fixed(
            "万元保留四位小数就精确到元。位数更多的，多半是除法结果没有取整，或单位填错（元、万元）。超过六位时按错误处理。",
            "Four decimals of 万元 are exact to the yuan. More usually come from a division or a wrong unit. Above six it is an error.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for id in form.ids() {
        let unit = form.unit(id);
        let Some(number) = report.number(id) else { continue };
        let scale = number.normalize().scale();
        if unit.at_most == 0 || scale <= unit.decimals {
            continue;
        }
        let (address, name) = (&form.spec(id).address, &unit.name);
        let too_many = scale > unit.at_most;
        let (zh, en, most) = if too_many {
            ("最多", "has at most", unit.at_most)
        } else {
            ("一般不超过", "usually has at most", unit.decimals)
        };
        let clause = words!(
            "{address} 填 {number}，有 {scale} 位小数，{name}{zh} {most} 位",
            "{address} is {number} with {scale} decimals, {name} {en} {most}"
        );
        let finding = found.add(Subject::Figure(id), clause);
        if too_many {
            finding.level = Level::Error;
        }
    }
}
