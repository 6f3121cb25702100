//! 占比不符: a percentage in the text is not what the figures of the tables give.

use rust_decimal::Decimal;

use crate::check::prose::{Phrase, What};
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-share",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字里的占比与表格不符", "a share in the text is not what the tables give"),
        Words::fixed(
            "占比（如“…… 7 件，占 41.2%”“同意公开率 41.2%”）按表中的数计算核对，四舍五入或舍去尾数都算对。分母可以是新收、新收加结转、办理结果总计，或前文写出的总数。可改用 {{ 甲 / 乙 }} 引用。",
            "A percentage right behind a figure is compared with that of the tables, rounded or cut off. The whole may be the requests received, those with the ones brought forward, all outcomes, or a total that the text gives before. A reference {{ a / b }} always agrees.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Prose(check),
};

fn check(checked: &Checked, phrase: &Phrase, found: &mut Found) {
    let What::Share(share) = phrase.what else { return };
    let Some(shares) = share.possible(checked.this) else { return };
    let is = |of: Decimal| share.percent.is_rounded(of) || share.percent.is_next_to(of);
    let is_right = shares.iter().any(|(of, ..)| is(*of));
    let stated = share.percent.value;
    let nearest = shares.into_iter().min_by_key(|(of, ..)| (*of - stated).abs());
    let Some((of, part, whole)) = nearest.filter(|_| !is_right) else { return };
    let words = phrase.words;
    let shown = of.round_dp(share.percent.step.scale().max(1)).normalize();
    let (part, whole) = (part.normalize(), whole.normalize());
    let clause = words!(
        "文中写“{words}”，按表中的数 {part}÷{whole}＝{shown}%",
        "the text says `{words}`, but {part} of {whole} is {shown}%"
    );
    found.add(phrase.subject(), clause);
}
