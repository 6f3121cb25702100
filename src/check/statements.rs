//! Words without a number that say something of a figure: that there was none, that all is done.
//!
//! They count only where they stand at the end of a clause in which nothing else is spoken of.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::claims::{BEFORE, matches, without_names};
use super::passages::sentences;
use super::scope::{is_of_the_unit_and_year, without_unit};
use crate::form::{Form, Phrase};

/// Words by which a sentence says of only some that they are done, or wishes it.
const SOME: [&str; 17] = [
    "线上",
    "线下",
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

/// Whether a text says these words of the unit and year.
pub(super) fn says(form: &Form, text: &str, year: u16, unit: &str, words: &str) -> bool {
    if !text.contains(words) {
        return false;
    }
    let is_meant = |sentence: &str| {
        let of_requests = ["申请", "复议", "诉讼", "审结", "结转"].iter().any(|word| words.contains(word))
            || sentence.contains("申请");
        let others = sentence.replace(words, "");
        of_requests
            && is_of_the_unit_and_year(sentence, year, unit)
            && SOME.iter().all(|some| !others.contains(some))
    };
    let is_said = |clause: &str| {
        clause.split_once(words).is_some_and(|(before, after)| {
            matches(&BEFORE, without_unit(before.trim_start(), unit))
                && matches(&TAIL, &without_names(form, after.trim()))
        })
    };
    let clauses = |sentence: &str| sentence.split(['，', ',', '、', '：', ':']).any(is_said);
    sentences(text).into_iter().map(|at| &text[at]).any(|sentence| clauses(sentence) && is_meant(sentence))
}

/// Words that deny what stands behind them.
static NOT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("均未|从未|尚未|均无|没有|不存在|未|无").ok());

/// What may stand between them and the words of a figure.
static DENIED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:(?:针对|涉及|关于|因)[^0-9，。；不自违]{1,20}?|公开|发生|出现|收到|接到|接收|作出|做出|实施|印发|制定|制发|出台|收取|产生|任何|因|被|由|的|涉及|有关|与|相关|工作|引发|引起|政府信息公开|信息公开|提起|申请|新的|属于|公民|法人|其他组织|群众|社会公众|和|或者?|及|提出的?|提交的?|针对|该项|请求|以|政务|信息|政府信息|依申请|依|向我局|向本机关|处理|办理|针对|关于|本部门|本单位|我[局委办镇乡]|事务|形式|书面|要求|对)*$").ok()
});

/// What may stand behind the words of a figure that is denied.
static TAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:的|情况|情形|案件|决定|事项|现象|行为|文件|件|而|提出的?|申请|公开申请|政府信息公开申请|信息|请求|公开|政府信息|受理|和|或者?|及|提起|被|被提起|案)*$").ok()
});

/// Words of figures that a text denies: 未作出行政处罚决定, 没有部分公开的情况.
pub(super) fn denials<'f>(
    form: &'f Form,
    year: u16,
    unit: &str,
    text: &str,
) -> Vec<(&'f Phrase, Range<usize>)> {
    let mut found: Vec<(&Phrase, Range<usize>)> = Vec::new();
    for sentence in sentences(text) {
        let words = &text[sentence.clone()];
        if !matches(&NOT, words)
            || !is_of_the_unit_and_year(words, year, unit)
            || SOME.iter().any(|some| words.contains(some))
        {
            continue;
        }
        let mut start = sentence.start;
        let ends = words
            .match_indices(['，', ',', '、', '：', ':'])
            .map(|(at, mark)| (sentence.start + at, mark.len()));
        for (end, mark) in ends.chain([(sentence.end, 0)]) {
            let clause = &text[start..end];
            let spoken = form.vocabulary.spoken(clause).phrases.into_iter().map(|index| &form.phrases[index]);
            let fits = |phrase: &&Phrase| {
                (phrase.with.is_empty() || phrase.with.iter().any(|word| words.contains(word)))
                    && phrase.unless.iter().all(|word| !clause.contains(word))
            };
            let denied = spoken.filter(fits).find(|phrase| {
                phrase.words.iter().any(|word| is_denied(form, clause, word, &phrase.without, unit))
            });
            found.extend(denied.map(|phrase| (phrase, start..end)));
            start = end + mark;
        }
    }
    found
}

fn is_denied(form: &Form, clause: &str, word: &str, without: &[String], unit: &str) -> bool {
    let Some((before, after)) = clause.trim_end_matches(['.', ' ']).split_once(word) else { return false };
    if without.iter().any(|other| before.contains(other.as_str()) || after.starts_with(other.as_str())) {
        return false;
    }
    // 未发生因政府信息公开申请行政复议 denies the review, not the request.
    let of_disputes = |text: &str| ["复议", "诉讼"].iter().any(|dispute| text.contains(dispute));
    if of_disputes(after) && !of_disputes(word) {
        return false;
    }
    let denials = NOT.iter().flat_map(|pattern| pattern.find_iter(before));
    matches(&TAIL, &without_names(form, after.trim()))
        && denials.into_iter().any(|not| {
            matches(&DENIED, before[not.end()..].trim())
                && matches(&BEFORE, without_unit(before[..not.start()].trim_start(), unit))
        })
}
