//! 统计期限: the period that the text states is not the report year.

use std::ops::Range;

use crate::check::prose::{Passage, Plain, passages};
use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "reporting-period",
        Level::Error,
        Basis::OfForm("：报告反映上一年度 1 月 1 日至 12 月 31 日的情况"),
        Words::fixed("统计期限与年度不符", "the period is not the report year"),
        Words::fixed(
            "文中写的统计期限应当是报告年度的 1 月 1 日至 12 月 31 日。年份不同，多半是沿用了往年的文字。",
            "The period stated in the text is 1 January to 31 December of the report year. Another year most likely comes from last year's text.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

pattern! {
    /// 2024 年 1 月 1 日至 12 月 31 日, also without the days and with a second year.
    PERIOD = "([0-9]{4}) ?年 ?1 ?月(?: ?1 ?日)?起?[，,]? ?(?:至|到|截至|截止|[-—－~～])+ ?(?:到|至)? ?(?:([0-9]{4}) ?年)? ?([0-9]{1,2}) ?月(?: ?([0-9]{1,2}) ?日)?"
}

pattern! {
    /// 2024.1.1 至 2024.12.31.
    DOTTED = "([0-9]{4})[-./]0?1[-./]0?1 ?日?起?[，,]? ?(?:至|到|[-—－~～])+ ?([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})"
}

pattern! {
    /// A date that lost or doubled a character: 20241月1日, 12月31止, 202020年.
    BROKEN = "[0-9]{5,} ?[年月]|[0-9]{4} ?年 ?[0-9]{3,} ?月|[0-9]{1,2} ?月 ?[0-9]{1,2} ?(?:止|至|到|期间)|[0-9]{1,2} ?月 ?日|(?:1[3-9]|[2-9][0-9]) ?月|[0-9]{1,2} ?月 ?(?:3[2-9]|[4-9][0-9]|[0-9]{3,}) ?日"
}

/// Words of a sentence that states the period of the whole report.
const STATES: [&str; 5] = ["期限", "时限", "统计", "报告期", "本报告"];

fn check(Filled { report, .. }: Filled, found: &mut Found) {
    let states = |text: &str| STATES.iter().any(|word| text.contains(word));
    for passage in passages(report).iter().filter(|passage| states(&passage.text)) {
        let plain = Plain::of(&passage.text);
        let dated = Passage { section: passage.section, text: plain.text.clone() };
        let broken: Vec<Range<usize>> = BROKEN.find_iter(&dated.text).map(|broken| broken.range()).collect();
        for broken in &broken {
            if states(dated.sentence(broken.start)) {
                let words = plain.words(&passage.text, broken.clone());
                let year = report.year;
                let clause = words!(
                    "统计期限里的“{words}”不是完整的日期：请写成 {year} 年 1 月 1 日至 12 月 31 日",
                    "`{words}` in the period is not a whole date: write 1 January to 31 December {year}"
                );
                found.add(passage.quote(words), clause);
            }
        }
        let periods = PERIOD.captures_iter(&dated.text).chain(DOTTED.captures_iter(&dated.text));
        for period in periods {
            let Some(whole) = period.get(0) else { continue };
            if broken.iter().any(|broken| whole.range().contains(&broken.start)) {
                continue; // one cause, one finding
            }
            let year = report.year.to_string();
            let is =
                |part: usize, wanted: &str| period.get(part).is_none_or(|stated| stated.as_str() == wanted);
            let fits = is(1, &year) && is(2, &year) && is(3, "12") && is(4, "31");
            if !fits && states(dated.sentence(whole.start())) {
                let words = plain.words(&passage.text, whole.range());
                let clause = words!(
                    "统计期限写“{words}”，报告年度是 {year}：请改为 {year} 年 1 月 1 日至 12 月 31 日",
                    "the period is `{words}`, but the report year is {year}: write 1 January to 31 December {year}"
                );
                found.add(passage.quote(words), clause);
            }
        }
    }
}
