//! 处罚为零: an organ whose daily work is enforcement reports no penalty at all.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("penalties-zero"),
        level: Level::Warning,
        basis: Cow::Borrowed("政府信息公开条例第二十条第（六）项"),
        title: Words::fixed("执法机关的处罚为零", "an enforcement organ reports no penalty"),
        explain: Words::fixed(
            "公安、市场监管、综合行政执法、交警等机关一年里一件处罚也没有，很少见，多半是漏填。确为零的，写核实说明。",
            "The police, market supervision or urban enforcement hardly ever pass a year without a penalty: most likely it was not filled in. Where it is so, write a waiver.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

/// What the names of organs end with whose daily work is enforcement.
const ENFORCERS: [&str; 7] =
    ["公安局", "公安分局", "市场监督管理局", "市场监管局", "综合行政执法局", "综合执法局", "交通警察支队"];

fn check(form: &Form, report: &Report, found: &mut Found) {
    if !ENFORCERS.iter().any(|name| report.unit.ends_with(name)) {
        return;
    }
    let Some(id) = form.figure_by_key("proactive.penalties.decisions") else { return };
    if report.number(id).is_some_and(|number| number.is_zero()) {
        let (address, unit) = (&form.spec(id).address, &report.unit);
        found.add(
            Subject::Figure(id),
            words!("{address} 填 0，{unit}全年没有处罚很少见", "{address} is 0, rare for {unit}"),
        );
    }
}
