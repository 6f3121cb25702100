//! 增减不符: a change against last year in the text is not that of the two reports.

use rust_decimal::Decimal;

use crate::check::claims::Claim;
use crate::check::comparisons::{Comparison, Kind, behind_claims, of_words};
use crate::check::passages::Passage;
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-change",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字里的增减与上年不符", "a change in the text is not that of the two years"),
        Words::fixed(
            "紧跟在一个数后面的“同比增长 12.5%”“较上年减少 3 件”按今年和上年度的数据核对。没有上年度数据时不检查。可改用 {{ 地址 比上年 }} 引用。",
            "A change right behind a figure is compared with the data of both years. Not checked without last year's report. A reference {{ address 比上年 }} always agrees.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Claims(check),
};

fn check(checked: &Checked, claims: &[(Passage, Vec<Claim>)], found: &mut Found) {
    let Filled { form, report } = checked.this;
    let Some(last) = checked.last else { return };
    for (passage, claims) in claims {
        let stated = behind_claims(&passage.text, report.year, claims).into_iter();
        for stated in stated.chain(of_words(form, &passage.text, report.year, &report.unit)) {
            let mut changes = stated.phrase.sums.iter().filter_map(|(figures, _)| {
                let before: Option<Vec<_>> =
                    figures.iter().map(|&id| form.counterpart(id, last.form)).collect();
                Some((form.sum(report, figures)?, last.sum(&before?)?))
            });
            let Some((now, before)) = changes.next() else { continue };
            let agrees = |(now, before): (Decimal, Decimal)| is_change(&stated, now, before);
            if stated.kind == Kind::Share || agrees((now, before)) || changes.any(agrees) {
                continue;
            }
            let words = &passage.text[stated.at.clone()];
            let clause = words!(
                "文中写“{words}”，今年是 {now}，上年是 {before}",
                "the text says `{words}`, but it is {now} this year and was {before} last year"
            );
            found.add(passage.quote(words), clause);
        }
    }
}

/// Whether a stated change is that between two years; what cannot be computed is not said to be wrong.
fn is_change(stated: &Comparison, now: Decimal, before: Decimal) -> bool {
    let Some(change) = now.checked_sub(before) else { return true };
    let downwards = |down: bool| if down { -change } else { change };
    match stated.kind {
        Kind::Share => true,
        Kind::Difference { down } => stated.number.is_rounded(downwards(down)),
        Kind::Growth { down } => {
            let growth = downwards(down)
                .checked_mul(Decimal::ONE_HUNDRED)
                .and_then(|change| change.checked_div(before));
            growth.is_none_or(|growth| stated.number.is_rounded(growth))
        }
    }
}
