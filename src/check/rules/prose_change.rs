//! 增减不符: a change against last year in the text is not that of the two reports.

use rust_decimal::Decimal;

use crate::check::prose::{Change, Phrase, What, of_last_year};
use crate::check::{Checked, EVERY_YEAR, Found, Rule, Scope};
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "prose-change",
        Level::Warning,
        Basis::OfForm("：文字与表格数据应当一致"),
        Words::fixed("文字里的增减与上年度不符", "a change in the text is not that of the two years"),
        Words::fixed(
            "“同比增长 12.5%”“较上年减少 3 件”“与上年持平”按本年度和上年度的数据核对，四舍五入或舍去尾数都算对。没有上年度数据时不核对。可改用 {{ 位置 比上年 }} 引用。",
            "A change of a figure is compared with the data of both years, rounded or cut off. Not checked without last year's report. A reference {{ address 比上年 }} always agrees.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Prose(check),
};

fn check(checked: &Checked, phrase: &Phrase, found: &mut Found) {
    let (What::Change(change), Some(last)) = (phrase.what, checked.last) else { return };
    let years = change.sums.iter().filter_map(|sum| of_last_year(checked.this, last, sum));
    let years: Vec<(Decimal, Decimal)> = years.collect();
    let Some(&(now, before)) = years.first() else { return };
    if years.iter().any(|&(now, before)| is_change(change, now, before)) {
        return;
    }
    let words = phrase.words;
    let (zh, en) = really(change, now, before);
    let clause = words!(
        "文中写“{words}”，本年度为 {now}，上年度为 {before}{zh}",
        "the text says `{words}`, but it is {now} this year and was {before} last year{en}"
    );
    found.add(phrase.subject(), clause);
}

/// Whether a stated change is that between two years; what cannot be computed is not said to be
/// wrong.
fn is_change(stated: &Change, now: Decimal, before: Decimal) -> bool {
    let Some(change) = now.checked_sub(before) else { return true };
    let change = if stated.down { -change } else { change };
    if stated.percent {
        growth(change, before).is_none_or(|growth| stated.number.is_rounded(growth))
    } else {
        stated.number.is_rounded(change)
    }
}

fn growth(change: Decimal, before: Decimal) -> Option<Decimal> {
    change.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before)
}

/// What the change is, in the words of the two languages.
fn really(stated: &Change, now: Decimal, before: Decimal) -> (String, String) {
    let Some(change) = now.checked_sub(before) else { return Default::default() };
    let down = change.is_sign_negative();
    let size = if stated.percent { growth(change.abs(), before) } else { Some(change.abs()) };
    let Some(size) = size else { return Default::default() };
    let size = size.round_dp(stated.number.step.scale().max(1)).normalize();
    match (stated.percent, down) {
        (true, false) => (format!("，增长 {size}%"), format!(", a growth of {size}%")),
        (true, true) => (format!("，下降 {size}%"), format!(", a fall of {size}%")),
        (false, false) => (format!("，增加 {size}"), format!(", {size} more")),
        (false, true) => (format!("，减少 {size}"), format!(", {size} fewer")),
    }
}
