//! 信息处理费: the statement of the fee collected, which the form asks for even if it is zero.

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "fee-statement",
        Level::Warning,
        Basis::law(
            "国办函〔2020〕109号；国办公开办函〔2021〕30号：收取信息处理费情况在“其他需要报告的事项”中报告",
        ),
        Words::fixed("没有写明信息处理费收取情况", "the information-processing fee is not stated"),
        Words::fixed(
            "其他需要报告的事项里应当写明本年度收取信息处理费的情况，没有收取的写“0 元”或“未收取”。请勿与表二第八项的收费混淆。",
            "The last section states the information-processing fee collected, also if it is zero. It is not the charge of table 2.",
        ),
    ),
    years: 2021..=u16::MAX,
    asks: &[OTHER_MATTERS],
    scope: Scope::Report(check),
};

const OTHER_MATTERS: &str = "other_matters";

fn check(this: Filled, found: &mut Found) {
    let Some((index, text)) = this.text_by_key(OTHER_MATTERS) else { return };
    if ["处理费", "收费", "费用"].iter().any(|word| text.contains(word)) {
        return;
    }
    let name = &this.form.sections[index].name;
    let clause = words!(
        "“{name}”没有写明收取信息处理费的情况",
        "`{name}` does not state the information-processing fee"
    );
    found.add(Subject::Section(index), clause).hints.push(Words::fixed(
        "没有收取的，请写“本年度收取政府信息公开信息处理费 0 元”",
        "if none was collected, write 本年度收取政府信息公开信息处理费 0 元",
    ));
}
