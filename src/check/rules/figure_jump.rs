//! 同比突变: a figure more than five times that of the year before, or less than a fifth.

use rust_decimal::Decimal;

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "figure-jump",
        Level::Warning,
        Basis::None,
        Words::fixed("与上年度相差悬殊", "a figure differs greatly from last year's"),
        Words::fixed(
            "与上年度相比增到五倍以上或降到五分之一以下（两年中较大的数不小于 20）。可能属实，也可能是少打、多打了一位数，请核对。只看总计和不属于任何合计的格。",
            "More than five times last year's figure, or less than a fifth (if the larger is at least 20). It may be true, or a digit too many. Only totals and figures outside any total are compared.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::YearPair(check),
};

/// Smaller figures jump every year.
const FLOOR: i64 = 20;
const TIMES: i64 = 5;

fn check(this: Filled, last: Filled, found: &mut Found) {
    let form = this.form;
    let parts = form.parts();
    for id in form.ids().filter(|id| !parts[id.index()] && !form.spec(*id).signed) {
        let before = form.counterpart(id, last.form).and_then(|other| last.number(other));
        let (Some(now), Some(before)) = (this.number(id), before) else { continue };
        if before <= Decimal::ZERO || now.max(before) < Decimal::from(FLOOR) {
            continue;
        }
        let times = |large: Decimal, small: Decimal| {
            small.checked_mul(Decimal::from(TIMES)).is_some_and(|most| large > most)
        };
        if times(now, before) || times(before, now) {
            let (place, address) = (form.quoted(id), &form.spec(id).address);
            let compared = compared(now, before);
            found.add(
                Subject::Figure(id),
                words!(
                    "{place}填 {now}，上年度为 {before}{}：请核对是否多打或少打了一位数", compared.zh;
                    "{address} is {now}, last year it was {before}{}: check for a digit too many or missing", compared.en
                ),
            );
        }
    }
}

/// `，是上年度的 10 倍`, if the larger is a whole multiple of the smaller.
fn compared(now: Decimal, before: Decimal) -> Words {
    let multiple = |large: Decimal, small: Decimal| {
        let exact = large.checked_rem(small).is_some_and(|rest| rest.is_zero());
        large.checked_div(small).filter(|_| exact).map(|times| times.normalize())
    };
    if let Some(times) = multiple(now, before) {
        words!("，是上年度的 {times} 倍", ", {times} times as many")
    } else if let Some(times) = multiple(before, now) {
        words!("，是上年度的 {times} 分之一", ", 1/{times} of it")
    } else {
        Words::fixed("", "")
    }
}
