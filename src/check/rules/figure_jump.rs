//! 同比突变: a figure more than five times that of last year, or less than a fifth.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::check::{Checked, Found, Rule, Scope};
use crate::finding::Subject;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("figure-jump"),
        level: Level::Warning,
        basis: Cow::Borrowed(""),
        title: Words::fixed("与上年度相差悬殊", "a figure is far from that of last year"),
        explain: Words::fixed(
            "与上年度相比增到五倍以上或降到五分之一以下（两年中较大的数不小于 20）。可能属实，也可能是少打、多打了一位数，请核对。只看总计和不属于任何合计的格。",
            "More than five times last year's figure, or less than a fifth (where the larger is at least 20). It may be true, or a digit too many. Totals and figures outside any total are looked at.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::YearPair(check),
};

/// Smaller figures jump every year.
const FLOOR: i64 = 20;
const TIMES: i64 = 5;

fn check(checked: &Checked, last: &Report, found: &mut Found) {
    let Some((last_form, _)) = checked.last else { return };
    let form = checked.form;
    let parts = form.parts();
    for id in form.ids().filter(|id| !parts[id.index()] && !form.spec(*id).signed) {
        let before = form.counterpart(id, last_form).and_then(|other| last.number(other));
        let (Some(now), Some(before)) = (checked.report.number(id), before) else { continue };
        if before <= Decimal::ZERO || now.max(before) < Decimal::from(FLOOR) {
            continue;
        }
        let times = |large: Decimal, small: Decimal| {
            small.checked_mul(Decimal::from(TIMES)).is_some_and(|most| large > most)
        };
        if times(now, before) || times(before, now) {
            let address = &form.spec(id).address;
            found.add(
                Subject::Figure(id),
                words!(
                    "{address} 填 {now}，上年度为 {before}",
                    "{address} is {now}, last year it was {before}"
                ),
            );
        }
    }
}
