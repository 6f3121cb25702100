//! 分项之和不符: parts that a text gives of a total do not make it up.

use crate::check::parts::mismatches;
use crate::check::passages::passages;
use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-parts",
        Level::Warning,
        Basis::OfForm("：数据应当准确"),
        Words::fixed("文字里的分项加起来不等于总数", "parts in the text do not make up their total"),
        Words::fixed(
            "文字写出总数又列出全部分项的（如“公开信息 171 条：动态 124 条、政策 47 条……”），各项之和应等于总数。“其中”后面可以只列一部分，但不能比总数还多。",
            "Where the text gives a total and then all its parts, they add up to it. Behind 其中 there may be some of them only, but not more than the total.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    for passage in passages(this.report) {
        for mismatch in mismatches(&passage.text) {
            let (total, sum) = (mismatch.total.normalize(), mismatch.sum.normalize());
            let clause = words!(
                "总数写 {total}，列出的各项之和为 {sum}",
                "the total is {total}, but the parts listed make {sum}"
            );
            found.add(passage.quote(&passage.text[mismatch.at]), clause);
        }
    }
}
