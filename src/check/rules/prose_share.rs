//! 占比不符: a percentage in the text is not what the figures of the tables give.

use rust_decimal::Decimal;

use crate::check::claims::Claim;
use crate::check::comparisons::{Kind, of_words, shares};
use crate::check::numbers::Number;
use crate::check::passages::Passage;
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-share",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字里的占比与表格不符", "a share in the text is not what the tables give"),
        Words::fixed(
            "紧跟在一个数后面的占比（如“…… 7 件，占 41.2%”）按表中的数计算核对，四舍五入或舍去尾数都算对。分母可以是新收、新收加结转、办理结果总计，或前文写出的总数。可改用 {{ 甲 / 乙 }} 引用。",
            "A percentage right behind a figure is compared with that of the tables, rounded or cut off. The whole may be the requests received, those with the ones brought forward, all outcomes, or a total that the text gives before. A reference {{ a / b }} always agrees.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Claims(check),
};

fn check(checked: &Checked, claims: &[(Passage, Vec<Claim>)], found: &mut Found) {
    let Filled { form, report } = checked.this;
    let wholes: Option<Vec<Decimal>> =
        form.wholes.iter().map(|(figures, _)| form.sum(report, figures)).collect();
    let Some(wholes) = wholes else { return };
    for (passage, claims) in claims {
        for share in shares(&passage.text) {
            // Only what the tables hold has its whole in them: 政策类 120 条，占比 30% may be of anything.
            let of_tables = claims.iter().any(|claim| claim.at.end == share.end);
            let tables = wholes.iter().filter(|_| of_tables || !share.wholes.is_empty());
            let wholes: Vec<Decimal> = tables.chain(&share.wholes).copied().collect();
            compare(passage, share.words, &share.percent, share.part, &wholes, found);
        }
        for stated in of_words(form, &passage.text, report.year, &report.unit) {
            let part = stated.phrase.sums.first().and_then(|(figures, _)| form.sum(report, figures));
            if let Some(part) = part.filter(|_| stated.kind == Kind::Share) {
                compare(passage, &passage.text[stated.at], &stated.number, part, &wholes, found);
            }
        }
    }
}

fn compare(
    passage: &Passage,
    words: &str,
    stated: &Number,
    part: Decimal,
    wholes: &[Decimal],
    found: &mut Found,
) {
    let percent = |whole: &Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(*whole);
    let shares: Vec<(Decimal, &Decimal)> =
        wholes.iter().filter_map(|whole| Some((percent(whole)?, whole))).collect();
    let Some((nearest, of)) = shares.iter().min_by_key(|(share, _)| (share - stated.value).abs()) else {
        return;
    };
    if shares.iter().any(|(share, _)| stated.is_rounded(*share)) {
        return;
    }
    let shown = nearest.round_dp(stated.step.scale().max(1)).normalize();
    let part = part.normalize();
    let clause = words!(
        "文中写“{words}”，{part} 占 {of} 是 {shown}%",
        "the text says `{words}`, but {part} of {of} is {shown}%"
    );
    found.add(passage.quote(words), clause);
}
