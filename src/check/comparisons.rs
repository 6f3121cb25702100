//! Percentages and changes that a text states of a figure: 予以公开 7 件，占 41.2%; 新收 17 件，较上年增加 3 件，
//! 增长 21.4%; 行政许可较上年增长 20%.
//!
//! Only what follows a claim, or the words of a figure, at once is read, and of wholes only the totals that the
//! form lists: 占网上申请的 30% is another share.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::claims::{BEFORE, Claim, matches};
use super::numbers::{Number, numbers};
use super::scope::without_unit;
use crate::form::{Form, Phrase};

/// What a text says of a figure, compared with something else.
pub(super) struct Comparison<'f> {
    /// The figure.
    pub(super) phrase: &'f Phrase,
    /// The words, in the paragraph.
    pub(super) at: Range<usize>,
    /// The number in them.
    pub(super) number: Number,
    /// What the number is.
    pub(super) kind: Kind,
}

/// What a number behind a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 占 41.2%.
    Share,
    /// 增长 12.5%, 下降 3%, against the year before.
    Growth {
        /// 下降.
        down: bool,
    },
    /// 增加 3 件.
    Difference {
        /// 减少.
        down: bool,
    },
}

static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^的? ?[，,、（(]?约?占(?:比|(?:全部|申请|总数|总量|总|数|量|收到|受理|办理|办结|答复|新收|全年|的|政府信息公开|依申请公开|件)*(?:比例|比重)?)?(?:约?为|达到?)? ?$").ok()
});

/// 予以公开率为 38.9%
static RATE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("^率(?:为|是|达到?)? ?$").ok());

static CHANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^ ?[，,（(]?(?:数量|办件量|量|申请|件数|决定|案件|总数|总量)*(?:同比|(?:较|比|与)(?:去年|上年度?|上一年度?|(20[0-9]{2}) ?年度?)(?:同期)?(?:相比)?[，,]?(?:同比)?)(增长|增加|上升|提高|减少|下降|降低)(?:了|约|达|幅度为?)? ?$").ok()
});

/// A second change of what the first was of: 较上年增加 3 件，增长 21.4%.
static ALSO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^ ?(?:案件|决定|申请|数量|量|件数)*[，,、]?(?:同比)?(增长|增加|上升|提高|增幅|减少|下降|降低|降幅)(?:了|约|达|为)? ?$").ok()
});

static COMPARED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("[较比与和](?:去年|上年度?|上一年度?)(?:同期)?相比[，,]$").ok());

/// 数量与上年持平
static SAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("^(?:数量|办件量|量|申请|件数|决定|案件|总数|总量)*(?:与|同|和)(?:去年|上年度?|上一年度?)(?:同期)?持平$").ok()
});

const DOWN: [&str; 4] = ["减少", "下降", "降低", "降幅"];

/// What is stated behind claims.
pub(super) fn behind_claims<'f>(text: &str, year: u16, claims: &[Claim<'f>]) -> Vec<Comparison<'f>> {
    let mut found = Vec::new();
    for claim in claims {
        let mut from = claim.at.end;
        let mut changed = false;
        while let Some(comparison) = next(text, year, from, claim.phrase, changed) {
            changed = comparison.kind != Kind::Share;
            from = comparison.at.end;
            found.push(comparison);
        }
    }
    found
}

/// What is stated of figures without their own number: 行政许可较上年增长 20%.
pub(super) fn of_words<'f>(form: &'f Form, text: &str, year: u16, unit: &str) -> Vec<Comparison<'f>> {
    let mut found: Vec<Comparison> = Vec::new();
    let mut start = 0;
    let ends = text.match_indices(['，', ',', '。', '；', '：']).map(|(at, mark)| (at, mark.len()));
    for (end, mark) in ends.chain([(text.len(), 0)]) {
        let clause = &text[start..end];
        let spoken = form.vocabulary.spoken(clause).phrases;
        let whole =
            |phrase: &Phrase| phrase.with.is_empty() || phrase.with.iter().any(|word| text.contains(word));
        let plain = |phrase: &&Phrase| {
            phrase.under.is_empty()
                && whole(phrase)
                && phrase.without.iter().all(|word| !clause.contains(word))
        };
        for phrase in spoken.iter().map(|&index| &form.phrases[index]).filter(plain) {
            // 与上年相比，行政复议增加 3 件: the comparison stands in the clause before.
            let compared = matches(&COMPARED, &text[..start]);
            let of_word = phrase.words.iter().find_map(|word| {
                let at = clause.find(word.as_str())?;
                if matches(&SAME, &clause[at + word.len()..])
                    && matches(&BEFORE, without_unit(clause[..at].trim_start(), unit))
                {
                    let number = Number { at: end..end, value: Decimal::ZERO, step: Decimal::ONE };
                    return Some(Comparison {
                        phrase,
                        at: start + at..end,
                        number,
                        kind: Kind::Difference { down: false },
                    });
                }
                let said = matches(&BEFORE, without_unit(clause[..at].trim_start(), unit));
                let mut comparison =
                    next(text, year, start + at + word.len(), phrase, compared).filter(|_| said)?;
                comparison.at.start = start + at;
                (comparison.at.end <= end + 1).then_some(comparison)
            });
            let is_new = |one: &Comparison| found.iter().all(|known| known.at.end != one.at.end);
            found.extend(of_word.filter(is_new));
        }
        start = end + mark;
    }
    found
}

/// A percentage right behind a number: 网上 11 件，占 64.7%.
pub(super) struct Share<'t> {
    /// The words.
    pub(super) words: &'t str,
    /// Where the number ends, its counter included.
    pub(super) end: usize,
    /// The percentage.
    pub(super) percent: Number,
    /// What it is of which whole.
    pub(super) part: Decimal,
    /// The numbers before it that count the same, where it is said to be part of one (其中).
    pub(super) wholes: Vec<Decimal>,
}

const COUNTERS: [&str; 8] = ["件", "宗", "份", "项", "起", "条", "个", "例"];

/// Every share that a text gives of a number of its own.
pub(super) fn shares(text: &str) -> Vec<Share<'_>> {
    let all = numbers(text);
    let counter = |number: &Number| {
        let after = text[number.at.end..].trim_start_matches(' ');
        let found = COUNTERS.iter().find(|counter| after.starts_with(**counter))?;
        Some((*found, text.len() - after.len() + found.len()))
    };
    let share = |(index, pair): (usize, &[Number])| {
        let [part, percent] = pair else { return None };
        let (of, end) = counter(part)?;
        let after = text[percent.at.end..].trim_start_matches(' ').strip_prefix(['%', '％'])?;
        let plain =
            after.is_empty() || after.starts_with(['，', ',', '、', '）', ')', '（', '(', '；', '。']);
        let before = text.get(end..percent.at.start).filter(|before| plain && matches(&SHARE, before))?;
        let start = end + before.find(|c: char| !"，,（( 、".contains(c)).unwrap_or(0);
        let known = if text[..part.at.start].contains("其中") { index } else { 0 };
        let same =
            all[..known].iter().filter(|other| counter(other).is_some_and(|(counter, _)| counter == of));
        let wholes = same.map(|other| other.value).filter(|value| *value >= part.value).collect();
        let words = &text[start..text.len() - after.len()];
        Some(Share { words, end, percent: percent.clone(), part: part.value, wholes })
    };
    all.windows(2).enumerate().filter_map(share).collect()
}

/// What stands right behind a place.
fn next<'f>(text: &str, year: u16, from: usize, phrase: &'f Phrase, changed: bool) -> Option<Comparison<'f>> {
    let rest = &text[from..];
    let rest = &rest[..rest.find(['。', '；', '！', '？']).unwrap_or(rest.len())];
    // The year that it is compared with is a number too.
    for found in numbers(rest) {
        let (before, after) = (&rest[..found.at.start], rest[found.at.end..].trim_start_matches(' '));
        let percent = after.starts_with(['%', '％']);
        let cases = phrase.counters.iter().find(|counter| after.starts_with(counter.as_str()));
        let kind = if percent && (matches(&SHARE, before) || matches(&RATE, before)) {
            Kind::Share
        } else {
            let stated = |pattern: &'static LazyLock<Option<Regex>>| {
                let change = pattern.as_ref().and_then(|pattern| pattern.captures(before))?;
                let verb = change.iter().flatten().last()?.as_str();
                let last_year = year.checked_sub(1)?.to_string();
                let base = change.get(1).map(|group| group.as_str()).filter(|group| group.starts_with("20"));
                Some((base.is_none_or(|base| base == last_year), DOWN.contains(&verb)))
            };
            let Some((of_last_year, down)) = stated(&CHANGE).or_else(|| stated(&ALSO).filter(|_| changed))
            else {
                continue;
            };
            match (of_last_year, percent, cases) {
                (true, true, _) => Kind::Growth { down },
                (true, _, Some(_)) => Kind::Difference { down },
                _ => return None,
            }
        };
        // 12.5 个百分点, 30%以上
        let mark = if percent {
            after.chars().next().map_or(0, char::len_utf8)
        } else {
            cases.map_or(0, String::len)
        };
        let behind = &after[mark..];
        if !behind.is_empty() && !behind.starts_with(['，', ',', '、', '）', ')', '（', '(', '；', '。'])
        {
            return None;
        }
        let start = from + before.find(|c: char| !"，,（( 、".contains(c)).unwrap_or(0);
        let end = from + rest.len() - behind.len();
        return Some(Comparison { phrase, at: start..end, number: found, kind });
    }
    None
}
