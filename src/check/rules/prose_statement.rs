//! 文表不一致（无）: the text says that there was none, or that all is done, and the table says otherwise.

use rust_decimal::Decimal;

use crate::check::prose::{Paragraph, What, named};
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

fn check(checked: &Checked, paragraphs: &[Paragraph], found: &mut Found) {
    let Filled { form, report } = checked.this;
    for Paragraph { passage, said } in paragraphs {
        for said in said {
            let What::Statement(statement) = &said.what else { continue };
            let Some(sum) = form.sum(report, &statement.sum.figures) else { continue };
            let equal = match &statement.equal {
                None => Some(Decimal::ZERO),
                Some(equal) => form.sum(report, &equal.figures),
            };
            let Some(equal) = equal.filter(|equal| *equal != sum) else { continue };
            let words = &passage.text[said.at.clone()];
            let name = named(&statement.sum);
            let (zh, en) = statement.equal.as_ref().map_or_else(Default::default, |whole| {
                let whole = named(whole);
                (format!("，{} 为 {equal}", whole.zh), format!(", {} is {equal}", whole.en))
            });
            let clause = words!(
                "文中写“{words}”，{} 为 {sum}{zh}：请核对文字和表格", name.zh;
                "the text says `{words}`, but {} is {sum}{en}", name.en
            );
            found.add(passage.quote(words), clause);
        }
    }
}
