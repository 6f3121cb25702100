//! Words without a number that say something of a figure: that there was none, that all is done.
//!
//! They count only where they stand at the end of a clause in which nothing else is spoken of.

use super::claims::{BEFORE, matches};
use super::passages::sentences;
use super::scope::{is_of_the_unit_and_year, without_unit};

/// Words by which a sentence says of only some that they are done, or wishes it.
const SOME: [&str; 15] = [
    "除",
    "其余",
    "其他",
    "剩余",
    "到期",
    "应办结",
    "要求",
    "力争",
    "确保",
    "争取",
    "上年",
    "投诉",
    "信访",
    "建议",
    "提案",
];

/// What may follow words that say that there was none.
const NONE_AT_ALL: [&str; 7] = ["", "的情况", "情况", "案件", "事项", "申请", "的申请"];

/// Whether a text says these words of the unit and year.
pub(super) fn says(text: &str, year: u16, unit: &str, words: &str) -> bool {
    if !text.contains(words) {
        return false;
    }
    let is_meant = |sentence: &str| {
        let of_requests =
            ["申请", "复议", "诉讼"].iter().any(|word| words.contains(word)) || sentence.contains("申请");
        of_requests
            && is_of_the_unit_and_year(sentence, year)
            && SOME.iter().all(|some| !sentence.contains(some))
    };
    let is_said = |clause: &str| {
        clause.split_once(words).is_some_and(|(before, after)| {
            matches(&BEFORE, without_unit(before.trim_start(), unit)) && NONE_AT_ALL.contains(&after.trim())
        })
    };
    let clauses = |sentence: &str| sentence.split(['，', ',', '、', '：', ':']).any(is_said);
    sentences(text).into_iter().map(|at| &text[at]).any(|sentence| clauses(sentence) && is_meant(sentence))
}
