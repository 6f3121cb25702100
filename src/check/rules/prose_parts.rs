//! 分项之和不符: parts that a text gives of a total do not make it up.

use crate::check::prose::{Mismatch, Phrase, What};
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-parts",
        Level::Warning,
        Basis::OfForm("：数据应当准确"),
        Words::fixed("文字里的分项加起来不等于总数", "parts in the text do not make up their total"),
        Words::fixed(
            "文字写出总数又列出各项的（如“公开信息 171 条：动态 124 条、政策 47 条”），各项之和应等于总数。“其中”后面可以只列一部分，但不能比总数还多；列到“其他”“其余”的，写明线上、线下的，或者没有“其中”而按渠道列的，视为全部列出。",
            "Where the text gives a total and then all its parts, they add up to it. After 其中 there may be only some of them, but not more than the total; a list that ends with 其他 or 其余, that has 线上 and 线下, or that goes by channel without 其中, is complete.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Prose(check),
};

fn check(_: &Checked, phrase: &Phrase, found: &mut Found) {
    let What::Parts(Mismatch { total, sum }) = phrase.what else { return };
    let (total, sum) = (total.normalize(), sum.normalize());
    let (difference, zh, en) =
        if sum > total { (sum - total, "多", "more") } else { (total - sum, "少", "less") };
    let clause = words!(
        "文中总数写 {total}，所列各项之和为 {sum}，{zh} {difference}",
        "the total is {total}, but the parts listed make {sum}, {difference} {en}"
    );
    found.add(phrase.subject(), clause);
}
