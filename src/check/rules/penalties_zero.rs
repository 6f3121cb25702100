//! 处罚为零: an organ whose daily work is enforcement reports no penalty at all.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "penalties-zero",
        Level::Warning,
        Basis::law("《政府信息公开条例》第二十条第（六）项"),
        Words::fixed("执法机关处罚为 0", "an enforcement organ reports no penalty"),
        Words::fixed(
            "公安、市场监管、综合行政执法、交警等机关全年没有处罚的很少，多半是漏填；确为 0 的，请写核实说明。",
            "Police, market supervision and urban enforcement hardly ever have a year without penalties: most likely the figure was left out. If it is true, write a waiver.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[PENALTIES],
    scope: Scope::Report(check),
};

const PENALTIES: &str = "proactive.penalties.decisions";

/// What the names of organs end with whose daily work is enforcement.
const ENFORCERS: [&str; 7] =
    ["公安局", "公安分局", "市场监督管理局", "市场监管局", "综合行政执法局", "综合执法局", "交通警察支队"];

fn check(this: Filled, found: &mut Found) {
    if !ENFORCERS.iter().any(|name| this.report.unit.ends_with(name)) {
        return;
    }
    let Some(id) = this.form.figure_by_key(PENALTIES) else { return };
    if this.number(id).is_some_and(|number| number.is_zero()) {
        let (place, address) = (this.form.quoted(id), &this.form.spec(id).address);
        let clause = words!(
            "{place}填 0：执法机关全年没有处罚的很少，请核对是否漏填",
            "{address} is 0, which is rare for an enforcement organ: check whether it was left out"
        );
        found.add(Subject::Figure(id), clause);
    }
}
