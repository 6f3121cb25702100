//! 统计期限: the period that the text states is not the report year.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::passages::passages;
use crate::check::{Found, Rule, Scope};
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("reporting-period"),
        level: Level::Error,
        basis: Cow::Borrowed("国办公开办函〔2021〕30号：报告反映上一年度 1 月 1 日至 12 月 31 日的情况"),
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
    Regex::new(r"([0-9]{4}) ?年 ?1 ?月 ?1 ?日起?(?:至|到|[-—－~～])+(?:([0-9]{4}) ?年)? ?12 ?月 ?31 ?日").ok()
});
/// Words of a sentence that states the period of the whole report.
const STATES: [&str; 4] = ["期限", "统计", "本报告", "年度报告"];

fn check(_: &Form, report: &Report, found: &mut Found) {
    for passage in passages(report) {
        for period in PERIOD.iter().flat_map(|pattern| pattern.captures_iter(&passage.text)) {
            let Some(whole) = period.get(0) else { continue };
            let sentence = passage.sentence(whole.start());
            let year = report.year.to_string();
            let fits = period.iter().skip(1).flatten().all(|stated| stated.as_str() == year);
            if !fits && STATES.iter().any(|word| sentence.contains(word)) {
                let words = whole.as_str();
                found.add(
                    passage.quote(words),
                    Words::new(
                        format!("统计期限写“{words}”，报告年度是 {year}"),
                        format!("the period is `{words}`, the report year {year}"),
                    ),
                );
            }
        }
    }
}
