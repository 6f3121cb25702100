//! 统计期限: the period that the text states is not the report year.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::prose::passages;
use crate::check::{Found, Rule, Scope};
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("reporting-period"),
        level: Level::Error,
        basis: Cow::Borrowed("{表样}：报告反映上一年度 1 月 1 日至 12 月 31 日的情况"),
        title: Words::fixed("统计期限与年度不符", "the period is not the report year"),
        explain: Words::fixed(
            "文中写的统计期限应当是报告年度的 1 月 1 日至 12 月 31 日。年份不同，多半是沿用了往年的文字。",
            "The period stated in the text is 1 January to 31 December of the report year. Another year most likely comes with last year's text.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

static PERIOD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "([0-9]{4}) ?(年)? ?1 ?月(?: ?1 ?日)?起?[，,]? ?(?:至|到|截至|截止|[-—－~～])+ ?(?:到|至)? ?(?:([0-9]{4}) ?年)? ?([0-9]{1,2}) ?月(?: ?([0-9]{1,2}) ?日)?",
    )
    .ok()
});
/// Words of a sentence that states the period of the whole report.
const STATES: [&str; 5] = ["期限", "时限", "统计", "报告期", "本报告"];

fn check(_: &Form, report: &Report, found: &mut Found) {
    for passage in passages(report) {
        for period in PERIOD.iter().flat_map(|pattern| pattern.captures_iter(&passage.text)) {
            let Some(whole) = period.get(0) else { continue };
            let year = report.year.to_string();
            let is =
                |part: usize, wanted: &str| period.get(part).is_none_or(|stated| stated.as_str() == wanted);
            // 20241月1日: a year without its 年 is a slip too.
            let fits = is(1, &year) && period.get(2).is_some() && is(3, &year) && is(4, "12") && is(5, "31");
            if !fits && STATES.iter().any(|word| passage.sentence(whole.start()).contains(word)) {
                let words = whole.as_str();
                found.add(
                    passage.quote(words),
                    words!(
                        "统计期限写“{words}”，报告年度是 {year}：请写成 {year} 年 1 月 1 日至 12 月 31 日",
                        "the period is `{words}`, the report year {year}: 1 January to 31 December"
                    ),
                );
            }
        }
    }
}
