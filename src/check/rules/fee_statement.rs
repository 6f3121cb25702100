//! 信息处理费: the statement of the fee collected, which the form asks for even where it is zero.

use std::borrow::Cow;

use crate::check::prose::section_text;
use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("fee-statement"),
        level: Level::Warning,
        basis: Cow::Borrowed(
            "国办函〔2020〕109号；国办公开办函〔2021〕30号：收取信息处理费情况在“其他需要报告的事项”中报告",
        ),
        title: Words::fixed("没有写信息处理费", "nothing is said of the information-processing fee"),
        explain: Words::fixed(
            "其他需要报告的事项里应当写明本年度收取信息处理费的情况，没有收取的写“0 元”或“未收取”。它与表二第八项的收费是两回事。",
            "The last section states the information-processing fee collected, also where it is zero. It is not the charge of table 2.",
        ),
    },
    years: 2021..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    let Some((index, text)) = section_text(form, report, "other_matters") else { return };
    if ["处理费", "收费", "费用"].iter().any(|word| text.contains(word)) {
        return;
    }
    let name = &form.sections[index].name;
    let finding = found.add(
        Subject::Section(index),
        words!("{name}没有写收取信息处理费的情况", "{name} does not state the information-processing fee"),
    );
    finding.hints.push(Words::fixed(
        "没有收取的，写“本年度收取政府信息公开信息处理费 0 元”",
        "where none was collected, write 本年度收取政府信息公开信息处理费 0 元",
    ));
}
