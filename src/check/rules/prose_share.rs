//! 占比不符: a percentage in the text is not what the figures of the tables give.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::check::claims::Claim;
use crate::check::comparisons::{Kind, behind_claims, of_words};
use crate::check::passages::Passage;
use crate::check::{Checked, Found, Rule, Scope};
use crate::lang::Words;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("prose-share"),
        level: Level::Warning,
        basis: Cow::Borrowed("{表样}：文字与表格数据应当一致"),
        title: Words::fixed("文字里的占比与表格不符", "a share in the text is not what the tables give"),
        explain: Words::fixed(
            "紧跟在一个数后面的占比（如“…… 7 件，占 41.2%”）按表中的数计算核对，四舍五入或舍去尾数都算对。分母可以是新收、新收加结转、办理结果总计。可改用 {{ 甲 / 乙 }} 引用。",
            "A percentage right behind a figure is compared with that of the tables, rounded or cut off. The whole may be the requests received, those with the ones brought forward, or all outcomes. A reference {{ a / b }} always agrees.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Claims(check),
};

fn check(&Checked { form, report, .. }: &Checked, claims: &[(Passage, Vec<Claim>)], found: &mut Found) {
    for (passage, claims) in claims {
        let stated = behind_claims(&passage.text, report.year, claims).into_iter();
        for stated in stated.chain(of_words(form, &passage.text, report.year, &report.unit)) {
            let part = stated.phrase.sums.first().and_then(|(figures, _)| form.sum(report, figures));
            let wholes: Option<Vec<Decimal>> =
                form.wholes.iter().map(|(figures, _)| form.sum(report, figures)).collect();
            let (Kind::Share, Some(part), Some(wholes)) = (stated.kind, part, wholes) else { continue };
            let percent = |whole: &Decimal| part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(*whole);
            let shares: Vec<Decimal> = wholes.iter().filter_map(percent).collect();
            let (Some(first), Some((_, of))) = (shares.first(), form.wholes.first()) else { continue };
            if shares.iter().any(|share| stated.number.is_rounded(*share)) {
                continue;
            }
            let words = &passage.text[stated.at.clone()];
            let shown = first.round_dp(stated.number.step.scale().max(1)).normalize();
            let clause = Words::new(
                format!("文中写“{words}”，按表格是 {shown}%（占{of}）"),
                format!("the text says `{words}`, the tables give {shown}% (of {of})"),
            );
            found.add(passage.quote(words), clause);
        }
    }
}
