//! 文表不一致: a number typed in the text is not that of the table.

use rust_decimal::Decimal;

use crate::check::prose::{Claim, Phrase, What, named};
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::form::{Filled, Form, Sum};
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-figure",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字与表格的数不一致", "a number in the text is not that of the table"),
        Words::fixed(
            "文字里手写的数（如“新收申请 7 件”）与表中对应的数核对；一句里后面的数承接前面的说法。不能确定指哪一格的（其他单位、网上、去年、约数等）不核对，原因可用 nianbao show --sentences 查看。改用 {{ 位置 }} 引用，文字自动取表中的数。",
            "Numbers typed in the text are compared with the figures they name, also by what was said before them. What could mean another number is left alone; nianbao show --sentences says why. A reference in braces always agrees.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Prose(check),
};

fn check(checked: &Checked, phrase: &Phrase, found: &mut Found) {
    let Filled { form, report } = checked.this;
    let What::Figure(claim) = phrase.what else { return };
    let Some((sum, number)) = nearest(form, report, claim) else { return };
    if claim.agrees(form, report) {
        return;
    }
    let name = named(sum);
    let clause = words!(
        "文中写“{}”，{} 为 {number}", phrase.words, name.zh;
        "the text says `{}`, {} is {number}", phrase.words, name.en
    );
    let finding = found.add(phrase.subject(), clause);
    if let [one] = sum.figures.as_slice() {
        let address = &form.spec(*one).address;
        finding.hints.push(words!(
            "请核对文字和表格，把不对的一处改正；文字可写成 {{{{ {address} }}}}，自动取表中的数",
            "correct the text or the table; with {{{{ {address} }}}} the text follows the table"
        ));
    }
}

/// Of the sums that a number can be, the nearest. With a blank or impossible figure nothing is
/// compared: that is the finding.
fn nearest<'c>(form: &Form, report: &Report, claim: &'c Claim) -> Option<(&'c Sum, Decimal)> {
    let sums: Option<Vec<_>> =
        claim.sums.iter().map(|sum| Some((sum, form.sum(report, &sum.figures)?))).collect();
    sums?.into_iter().min_by_key(|(_, number)| (*number - claim.number.value).abs())
}
