//! Totals that a text itself takes apart: 公开信息 171 条：动态 124 条、政策 47 条.
//!
//! No table is looked at. Parts behind 其中 may be some of them only, and may be two ways of parting
//! the same whole; they are only reported as too many where none of them taken together make up the
//! total, and as too few where the list says that it is complete: by its last part (其他, 其余), or by
//! what it lists (channels).

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;

use super::numbers::numbers;
use super::said::{Mismatch, Said, What};

/// From the total to the last part.
fn mismatch(at: Range<usize>, total: Decimal, sum: Decimal) -> Said {
    Said { at, what: What::Parts(Mismatch { total, sum }) }
}

/// A number with its counter.
#[derive(Clone)]
struct Counted {
    at: Range<usize>,
    value: Decimal,
    counter: &'static str,
    /// Where the counter ends.
    end: usize,
}

/// More sums than this are not looked through.
const MOST_SUMS: usize = 4096;

const COUNTERS: [&str; 12] = ["万元", "件", "条", "宗", "份", "项", "起", "篇", "期", "次", "元", "个"];

pattern! {
    /// What is between a total and its parts, where these are all of them.
    ALL = "^(?:[^，,。；;：:、（(）)0-9]{0,6})[，,]?(?:分别(?:为|是)|具体为|具体是|[：:])"
}
pattern! {
    /// The same, where these may be some of them.
    SOME = "^(?:[^，,。；;：:、（(）)0-9]{0,6})[，,；;。（(]?(?:其中[，,：:]?(?:包括|包含)?|包括|包含|含|除|[（(])"
}
pattern! {
    /// A channel by which requests come in.
    CHANNEL = "网上|网络|线上|在线|互联网|平台|网站|电子邮件|信函|邮寄|来信|邮件|书面|纸质|当面|现场|窗口|线下|传真"
}
pattern! {
    /// The last part of a complete list.
    LAST = "(?:^|[，,；;、])(?:其他|其它|其余|剩余|余下)[^，,；;、]*$"
}
pattern! {
    /// What was done, and what is left of it, make up the whole: 其中办结 15 件，结转下年 2 件.
    DONE = "办结|办毕|办理完毕|答复|回复"
}
pattern! {
    LEFT = "结转(?:至|到|入)?(?:下|次|明|来|20[0-9]{2})|正在办理|尚?未办结|在办|办理中|(?:下|次|明)年度?(?:继续)?办理"
}
pattern! {
    /// What makes a number a change, and no total: 同比减少 7 件.
    CHANGE = "(?:增加|减少|增长|下降|上升|降低|净增|增|减|多|少)了? ?$"
}

/// Of lists of results: 其他 is one of these then, and not what is left.
const RESULTS: [&str; 4] = ["予以", "不予", "部分", "处理"];

/// Words by which a list is no plain list of parts.
const NO_LIST: [&str; 22] = [
    "共", "合计", "总", "占", "同比", "较", "比", "另", "此外", "累计", "人次", "分别", "约", "余条", "近",
    "超", "涉及", "以上", "不含", "平均", "每", "元/",
];

/// The totals of a text that their parts do not make up.
pub(super) fn mismatches(text: &str) -> Vec<Said> {
    let mut found = Vec::new();
    let mut start = 0;
    // 共 615 条。其中，…… goes on.
    let goes_on = |&at: &usize| text[at..].trim_start_matches(['。', ' ']).starts_with("其中");
    let ends = text.match_indices(['。', '！', '？', '\n']).map(|(at, _)| at).filter(|at| !goes_on(at));
    for end in ends.chain([text.len()]) {
        found.extend(of_sentence(text, start..end));
        start = end;
    }
    found
}

fn of_sentence(text: &str, sentence: Range<usize>) -> Option<Said> {
    let of_text = |(at, number): (Range<usize>, super::numbers::Number)| {
        let at = sentence.start + at.start..sentence.start + at.end;
        let after = &text[at.end..sentence.end];
        let counter = COUNTERS.into_iter().find(|counter| counter_is(after, counter))?;
        let end = at.end + after.find(counter)? + counter.len();
        Some(Counted { at, value: number.value, counter, end })
    };
    let all: Vec<Counted> = numbers(&text[sentence.clone()]).into_iter().filter_map(of_text).collect();
    let summed =
        all.iter().enumerate().find_map(|(index, total)| added_up(text, &all[..index], total, &sentence));
    summed.or_else(|| (0..all.len()).find_map(|index| taken_apart(text, &all, index, sentence.end)))
}

/// A total with its parts behind it.
fn taken_apart(text: &str, all: &[Counted], index: usize, end: usize) -> Option<Said> {
    let total = &all[index];
    let rest = &text[total.end..end];
    let (intro, complete) = match (ALL.find(rest), SOME.find(rest)) {
        (Some(intro), _) => (intro, true),
        (None, Some(intro)) => (intro, false),
        _ => return None,
    };
    // What goes on behind a full stop is of the only number before it.
    let alone = || all[..index].iter().all(|one| one.counter != total.counter);
    let before = &text[..total.at.start];
    let goes_on = intro.as_str().contains(['。', '；', ';']);
    if goes_on && !alone() || about(before) || CHANGE.is_match(before) {
        return None;
    }
    let start = total.end + intro.end();
    let mut list = start..start + list_length(&rest[intro.end()..], intro.as_str());
    let inside = |part: &&Counted| part.at.start >= list.start && part.end <= list.end;
    let mut parts: Vec<&Counted> =
        all[index + 1..].iter().filter(inside).filter(|part| part.counter == total.counter).collect();
    // 其中网上 11 件、信函 6 件，办结 18 件: the list ends with the last channel.
    let channels =
        (0..parts.len()).take_while(|&index| CHANNEL.is_match(label(text, &list, &parts, index))).count();
    let every = parts.clone();
    if channels >= 2 {
        parts.truncate(channels);
        list.end = parts[channels - 1].end;
    }
    // A list of its own inside the list is not looked through, nor a part with its own parts.
    let words = &text[list.clone()];
    let nested = ["其中", "含", "包括", "（", "("].iter().any(|word| words.contains(word));
    if parts.len() < 2 || nested || NO_LIST.iter().any(|word| words.contains(word)) {
        return None;
    }
    // 信息 41 条：政策 2 条、指南 1 条；…… may go on behind the semicolon.
    let goes_on =
        all[index + 1..].iter().any(|part| part.at.start > list.end && part.counter == total.counter);
    let of_results = RESULTS.iter().any(|word| words.contains(word));
    let is_last = !of_results && LAST.is_match(label(text, &list, &parts, parts.len() - 1));
    // 其中网上 11 件、信函 4 件: there may be more of them, but not beside 线上 and 线下.
    let opened = intro.as_str().chars().any(|c| "其包含".contains(c)) && !both_ways(words);
    let halves = parts.len() == 2 && are_halves(words);
    let complete = complete && !goes_on || is_last || halves || channels >= 2 && !opened;
    let complete = complete && !words.contains('等');
    // 除 2 件结转外，其余 15 件: these two, or it is no list.
    let excepts = intro.as_str().contains('除') && !(is_last && parts.len() == 2);
    if excepts || !complete && has_parts(&parts) {
        return None;
    }
    let sums = sums(&parts)?;
    let sum = *sums.last()?;
    let wrong = if complete { sum != total.value } else { sum > total.value };
    // 图文 210 条、视频 149 条，政策 300 条、其他 59 条: the same whole parted twice.
    let makes_it_up = if complete { begins_with(&every, total.value) } else { sums.contains(&total.value) };
    // 新收 9 件，上年结转 1 件，其中网上 5 件、信函 5 件: parts of both.
    let before: Vec<&Counted> =
        all[..=index].iter().rev().filter(|one| one.counter == total.counter).collect();
    let makes_it_up = makes_it_up || begins_with(&before, sum) || before.iter().any(|one| one.value == sum);
    let end = parts.last()?.end;
    (wrong && !makes_it_up).then(|| mismatch(total.at.start..end, total.value, sum))
}

/// Whether a list has what was done and what is left.
fn are_halves(list: &str) -> bool {
    DONE.is_match(list) && LEFT.is_match(list) && !list.contains("上年")
}

/// Whether a list names both ways in which there are any.
fn both_ways(list: &str) -> bool {
    list.contains("线下") && ["线上", "网上", "网络"].iter().any(|way| list.contains(way))
}

/// Parts in brackets end with them, others at the end of what belongs together.
fn list_length(list: &str, intro: &str) -> usize {
    let bracketed = intro.contains(['（', '(']);
    let marks: &[char] = if bracketed { &['）', ')'] } else { &['；', ';', '。'] };
    let length = list.find(marks).unwrap_or(list.len());
    list[..length].find("其中").unwrap_or(length)
}

/// The words before a part of a list.
fn label<'t>(text: &'t str, list: &Range<usize>, parts: &[&Counted], index: usize) -> &'t str {
    let start = index.checked_sub(1).map_or(list.start, |before| parts[before].end);
    &text[start..parts[index].at.start]
}

/// 行政复议 7 件，维持 6 件，未审结 1 件: a part with its own parts.
fn has_parts(parts: &[&Counted]) -> bool {
    parts.iter().enumerate().any(|(index, part)| {
        let mut sum = Decimal::ZERO;
        parts[index + 1..].iter().enumerate().any(|(count, next)| {
            sum = sum.checked_add(next.value).unwrap_or(sum);
            count > 0 && sum == part.value
        })
    })
}

/// Whether the first of several parts make up a whole by themselves.
fn begins_with(parts: &[&Counted], whole: Decimal) -> bool {
    let mut sum = Decimal::ZERO;
    parts.iter().any(|part| {
        sum = sum.checked_add(part.value).unwrap_or(sum);
        sum == whole
    })
}

/// Every sum of some of the parts: any of them may be parts of parts (属于本局的 29 件，已办结 29 件，转办 14 件).
fn sums(parts: &[&Counted]) -> Option<BTreeSet<Decimal>> {
    let mut sums = BTreeSet::from([Decimal::ZERO]);
    for part in parts {
        let with_it: Vec<Decimal> = sums.iter().filter_map(|sum| sum.checked_add(part.value)).collect();
        sums.extend(with_it);
        if sums.len() > MOST_SUMS {
            return None;
        }
    }
    Some(sums)
}

/// Parts with their total behind them: 网上 11 件、信函 4 件、当面 3 件，合计 18 件.
fn added_up(text: &str, before: &[Counted], total: &Counted, sentence: &Range<usize>) -> Option<Said> {
    let clause = text[sentence.start..total.at.start].trim_end();
    let clause = ["合计", "总计", "共计"].iter().find_map(|word| clause.strip_suffix(word))?;
    if !clause.ends_with(['，', ',', '、']) {
        return None;
    }
    let parts: Vec<&Counted> = before.iter().filter(|part| part.counter == total.counter).collect();
    let mut sum = Decimal::ZERO;
    let mut makes_it_up = false;
    // The list may begin behind something else: any run that ends at the total may be meant.
    for part in parts.iter().rev() {
        sum = sum.checked_add(part.value)?;
        makes_it_up |= sum == total.value;
    }
    let first = parts.first().filter(|_| parts.len() > 1 && !makes_it_up)?;
    let list = &text[first.at.start..sentence.start + clause.len()];
    if NO_LIST.iter().any(|word| list.contains(word)) {
        return None;
    }
    Some(mismatch(first.at.start..total.end, total.value, sum))
}

/// Whether 约 or the like is right before a number.
fn about(before: &str) -> bool {
    ["约", "近", "逾", "超", "超过"].iter().any(|word| before.trim_end().ends_with(word))
}

fn counter_is(after: &str, counter: &str) -> bool {
    let rest = after.trim_start_matches(' ').strip_prefix(counter);
    rest.is_some_and(|rest| !rest.starts_with(['次', '套', '余', '多', '工', '月', '百', '目', '左']))
}
