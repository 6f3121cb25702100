//! 文表不一致（无）: the text says that there was none, or that all is done, and the table says otherwise.

use crate::check::prose::{Phrase, Statement, What, named};
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-statement",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字写没有，表中有数", "the text says none, the table says some"),
        Words::fixed(
            "文字写“未收到政府信息公开申请”“未发生复议、诉讼”“全部办结”“均由个人提出”之类，与表中的数不符。多是沿用了往年的文字，请核对文字和表格。",
            "The text says that there was none, that all is done, or that all are of one kind, and the tables say otherwise: most likely last year's text.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Prose(check),
};

fn check(checked: &Checked, phrase: &Phrase, found: &mut Found) {
    let Filled { form, report } = checked.this;
    let What::Statement(Statement { sum, equal }) = phrase.what else { return };
    let equals: Option<Vec<_>> =
        equal.iter().map(|equal| Some((named(equal), form.sum(report, &equal.figures)?))).collect();
    let (Some(number), Some(equals)) = (form.sum(report, &sum.figures), equals) else { return };
    if number.is_zero() && equals.is_empty() || equals.iter().any(|(_, equal)| *equal == number) {
        return;
    }
    let (words, name) = (phrase.words, named(sum));
    let (zh, en) = equals.into_iter().next().map_or_else(Default::default, |(whole, equal)| {
        (format!("，{} 为 {equal}", whole.zh), format!(", {} is {equal}", whole.en))
    });
    let clause = words!(
        "文中写“{words}”，{} 为 {number}{zh}：请核对文字和表格", name.zh;
        "the text says `{words}`, but {} is {number}{en}", name.en
    );
    found.add(phrase.subject(), clause);
}
