//! Totals that a text itself takes apart: 公开信息 171 条：动态 124 条、政策 47 条.
//!
//! No table is looked at. Parts behind 其中 may be some of them only, and may be two ways of parting the same
//! whole; they are only told to be too many where none of them taken together make up the total.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::numbers::{Number, numbers};

/// A total with parts that do not make it up.
pub(super) struct Mismatch {
    /// From the total to the last part, in the text.
    pub(super) at: Range<usize>,
    /// The total.
    pub(super) total: Decimal,
    /// The sum of the parts.
    pub(super) sum: Decimal,
}

/// More sums than this are not looked through.
const MOST_SUMS: usize = 4096;

const COUNTERS: [&str; 11] = ["万元", "件", "条", "宗", "份", "项", "起", "篇", "期", "次", "元"];

/// What stands between a total and its parts, where these are all of them.
static ALL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^[，,]?(?:分别(?:为|是)|包括|具体为|具体是|[：:])").ok());
/// The same, where these may be some of them.
static SOME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^[，,；;。（(]?(?:其中[，,：:]?(?:包括)?|包含|含|[（(])").ok());

/// Words by which a list is no plain list of parts.
const NO_LIST: [&str; 22] = [
    "共", "合计", "总", "占", "同比", "较", "比", "另", "此外", "累计", "人次", "分别", "约", "余", "近",
    "超", "涉及", "以上", "不含", "平均", "每", "元/",
];

/// The totals of a text that their parts do not make up.
pub(super) fn mismatches(text: &str) -> Vec<Mismatch> {
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

fn of_sentence(text: &str, sentence: Range<usize>) -> Option<Mismatch> {
    let all: Vec<Number> = numbers(&text[sentence.clone()])
        .into_iter()
        .map(|number| Number {
            at: sentence.start + number.at.start..sentence.start + number.at.end,
            ..number
        })
        .collect();
    let summed =
        all.iter().enumerate().find_map(|(index, total)| added_up(text, &all[..index], total, &sentence));
    summed.or_else(|| {
        all.iter().enumerate().find_map(|(index, total)| {
            let counter = counter(&text[total.at.end..sentence.end])?;
            let behind = end_of(text, total, counter);
            let rest = &text[behind..sentence.end];
            let is =
                |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().and_then(|pattern| pattern.find(rest));
            // What goes on behind a full stop is of the only number before it.
            let alone = || all[..index].iter().all(|one| !counter_is(&text[one.at.end..], counter));
            if rest.starts_with('。') && !alone() {
                return None;
            }
            let (intro, complete) = match (is(&ALL), is(&SOME)) {
                (Some(intro), _) => (intro, true),
                (None, Some(intro)) => (intro, false),
                _ => return None,
            };
            // Parts in brackets end with them, others at the end of what belongs together.
            let bracketed = intro.as_str().contains(['（', '(']);
            let list = &rest[intro.end()..];
            let marks: &[char] = if bracketed { &['）', ')'] } else { &['；', ';'] };
            let list = &list[..list.find(marks).unwrap_or(list.len())];
            let end = behind + intro.end() + list.find("其中").unwrap_or(list.len());
            if NO_LIST.iter().any(|word| text[behind + intro.end()..end].contains(word)) {
                return None;
            }
            let inside = |number: &&Number| number.at.start >= behind + intro.end() && number.at.end <= end;
            let of_kind = |number: &&Number| counter_is(&text[number.at.end..], counter);
            let parts: Vec<&Number> = all[index + 1..].iter().filter(inside).filter(of_kind).collect();
            // A list of its own inside the list, or more behind the bracket, is not looked through.
            let nested = ["其中", "含", "包括", "（", "("].iter();
            let plain = nested.clone().all(|word| !text[behind + intro.end()..end].contains(word));
            let unlike = text[behind + intro.end()..end].contains('等');
            let final_part = parts.last()?;
            // 行政复议 7 件，维持 6 件，未审结 1 件: a part with its own parts.
            let is_parted = |(index, part): (usize, &&Number)| {
                let mut sum = Decimal::ZERO;
                parts[index + 1..].iter().enumerate().any(|(count, next)| {
                    sum += next.value;
                    count > 0 && sum == part.value
                })
            };
            if parts.iter().enumerate().any(is_parted) {
                return None;
            }
            if parts.len() < 2 || !plain {
                return None;
            }
            // Any of the parts may be parts of parts: 属于本局的 29 件，已办结 29 件，转办 14 件.
            let mut sums = BTreeSet::from([Decimal::ZERO]);
            for part in &parts {
                let with_it: Vec<Decimal> =
                    sums.iter().filter_map(|sum| sum.checked_add(part.value)).collect();
                sums.extend(with_it);
                if sums.len() > MOST_SUMS {
                    return None;
                }
            }
            let sum = *sums.last()?;
            let makes_it_up = !complete && sums.contains(&total.value);
            let wrong =
                if complete && parts.len() > 2 && !unlike { sum != total.value } else { sum > total.value };
            (wrong && !makes_it_up).then(|| Mismatch {
                at: total.at.start..end_of(text, final_part, counter),
                total: total.value,
                sum,
            })
        })
    })
}

/// Parts with their total behind them: 网上 11 件、信函 4 件、当面 3 件，合计 18 件.
fn added_up(text: &str, before: &[Number], total: &Number, sentence: &Range<usize>) -> Option<Mismatch> {
    let counter = counter(&text[total.at.end..sentence.end])?;
    let clause = text[sentence.start..total.at.start].trim_end();
    let clause = ["合计", "总计", "共计"].iter().find_map(|word| clause.strip_suffix(word))?;
    if !clause.ends_with(['，', ',', '、']) || NO_LIST.iter().any(|word| clause.contains(word)) {
        return None;
    }
    let parts: Vec<&Number> =
        before.iter().filter(|part| counter_is(&text[part.at.end..], counter)).collect();
    let mut sum = Decimal::ZERO;
    let mut makes_it_up = false;
    // The list may begin behind something else: any run that ends at the total may be meant.
    for part in parts.iter().rev() {
        sum = sum.checked_add(part.value)?;
        makes_it_up |= sum == total.value;
    }
    let first = parts.first().filter(|_| parts.len() > 1 && !makes_it_up)?;
    Some(Mismatch { at: first.at.start..end_of(text, total, counter), total: total.value, sum })
}

fn counter(after: &str) -> Option<&'static str> {
    COUNTERS.into_iter().find(|counter| counter_is(after, counter))
}

fn counter_is(after: &str, counter: &str) -> bool {
    let rest = after.trim_start_matches(' ').strip_prefix(counter);
    rest.is_some_and(|rest| !rest.starts_with(['次', '套', '余', '多']))
}

fn end_of(text: &str, number: &Number, counter: &str) -> usize {
    let after = &text[number.at.end..];
    number.at.end + after.find(counter).unwrap_or(0) + counter.len()
}
