//! What a sentence says as a whole: what holds until its end, and what it has numbers of.
//!
//! [`Sentence::of`] looks at it before it is read; the rest is noted on the way, by
//! [`super::context`]. Nothing is judged here.

use rust_decimal::Decimal;

use super::features::Features;
use super::meaning::Meant;
use super::noted::{List, MOST_LISTED};
use super::segments::Segment;
use super::tokens::{Count, Measure};
use crate::form::{Class, Texts};

/// What holds until the end of the sentence.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Debug, Clone, Default)]
pub(super) struct Sentence {
    /// Its acts.
    pub(super) beside: Vec<usize>,
    /// 未答复 1 件: those answered are not all.
    pub(super) not_done: bool,
    /// 受理 16 件，答复 9 件，不予处理 5 件，…: those that have another result were not answered.
    pub(super) answered_apart: bool,
    /// The results that it has numbers of: 予以公开 0 件.
    pub(super) by_result: Vec<usize>,
    /// It counts those brought forward apart from those received: 收到 17 件，上年结转 3 件.
    pub(super) brought_apart: bool,
    /// They are among the number: 收到 20 件，含上年结转 3 件.
    pub(super) brought_within: bool,
    /// What follows are the parts of the number: 办结的 5 件中.
    pub(super) opens: bool,
    /// It counts by channel: 网上 12 件、信函 5 件.
    pub(super) by_way: bool,
    /// Those that are left are among the number: 办结 20 件，含结转下年度 2 件.
    pub(super) left_within: bool,
    /// They are listed with the new ones: 共处理 23 件，其中新收 22 件，上年结转 1 件.
    pub(super) brought_listed: bool,
    /// Only some of the number concern the topic: 行政复议 5 件，其中涉及信息公开 2 件.
    pub(super) topic_within: bool,
    /// How many it says are left for the next year.
    pub(super) left: Option<Decimal>,
    /// Only some of what the tables have is meant.
    pub(super) narrowed: bool,
    /// 收到自然人申请 13 件，办结 13 件: who asked, where that is all that was received.
    pub(super) asked_by: Vec<usize>,
    /// The askers that a list has numbers of.
    pub(super) askers: Vec<usize>,
    /// What a clause right before the number names: 以自然人为主，共 12 件.
    pub(super) just_named: Option<(Vec<usize>, Vec<usize>)>,
    /// It begins with requests: 依申请公开方面，修订流程图，收到申请 3 件.
    pub(super) of_asked: bool,
    /// How many had each result, in order.
    pub(super) results_told: Vec<Decimal>,
    /// How many shares it has of numbers that it gives.
    pub(super) shares_told: usize,
    /// What was counted last is no request: 行政复议 26 件，因无法提供引发 14 件.
    pub(super) of_other_noun: bool,
    /// 其中自然人 12 件: what follows may be of those alone.
    pub(super) of_some: bool,
    /// A clause has words without sense, and nothing has been understood since.
    pub(super) vague: bool,
    /// A clause without a number names its topic.
    pub(super) named: bool,
    /// A clause before speaks of something that is not understood: 社会救助方面，收到申请 1260 件.
    pub(super) of_other_head: bool,
    /// 按期答复 18 件, of 20 received: the results behind it may be of those.
    pub(super) done_in_part: bool,
    /// Requests are counted that are named in full, as some of others: 各类申请 1245 件，其中信息公开申请 9 件.
    pub(super) named_in_full: bool,
    /// What that clause names.
    pub(super) mentioned: Vec<usize>,
    /// Something else was counted.
    pub(super) elsewhere: bool,
    pub(super) other_time: bool,
    /// 截至: what is counted may be of all years.
    pub(super) until: bool,
    /// 截至发稿: by the day of the report, not at the end of the year.
    pub(super) by_now: bool,
    /// It begins with that, and the next one goes on with it: 去年工作平稳。新收 9 件.
    pub(super) time_lasts: bool,
    pub(super) others: bool,
    /// Something of them is counted.
    pub(super) others_counted: bool,
    /// A government is named, and not its area: 区政府收到申请 12 件.
    pub(super) of_own: bool,
    /// The office of a government is, which may be all that reports: 市政府办公室收到申请 33 件.
    pub(super) of_office: bool,
    /// It begins with another unit, likewise.
    pub(super) others_last: bool,
    /// 除 9 件外: nothing is said of all.
    pub(super) excepts: bool,
    pub(super) compared: bool,
    /// Its reviews are of some kind that is not understood: 行政复议 12 件，多为工伤认定案件.
    pub(super) of_other_kind: bool,
    /// So may be those beside what an office decides: 行政处罚 499 件，行政复议 12 件.
    pub(super) beside_decided: bool,
    pub(super) published: bool,
    /// So was the sentence before.
    pub(super) published_before: bool,
    /// Its number is said of less than it names.
    pub(super) is_shared: bool,
    /// It lists results: an odd one among them is one more.
    pub(super) results: bool,
    /// How many requests came in, and what they are counted in.
    pub(super) asked_in: Option<(Decimal, Measure)>,
    /// What the items that they ask for are counted in.
    pub(super) items_in: Option<Measure>,
    /// How many of the requests it counts by subject, and in how many numbers.
    pub(super) by_subject: (Decimal, usize),
    /// These are all of them.
    pub(super) by_all_subjects: bool,
    /// The number that it takes apart.
    pub(super) whole: Option<(Decimal, Measure)>,
    /// Numbers by channel or by asker, without 其中: 收到申请 17 件，网上 12 件、信函 5 件.
    pub(super) split: Option<List>,
}

impl Sentence {
    pub(super) fn of(texts: &Texts, segments: &[Segment]) -> Self {
        let every = |segment: &Segment| {
            // 其他处理 319 件（含撤回 157 件）: nothing beside it.
            let within = |inner: &&Segment| {
                let carried = |&act: &usize| !texts.acts[act].when.is_empty();
                !inner.features.has(Class::OfIt) || inner.features.acts.iter().any(carried)
            };
            let inner = segment.bracket.iter().filter(within).flat_map(|inner| &inner.features.acts);
            segment.features.acts.iter().chain(inner).copied().collect::<Vec<_>>()
        };
        // 撤回 0 件 leaves nothing out of what is beside it.
        let some = |segment: &&Segment| {
            segment.count.as_ref().is_none_or(|(_, count)| !count.number.value.is_zero())
        };
        let mut beside: Vec<usize> = segments.iter().filter(some).flat_map(every).collect();
        beside.sort_unstable();
        beside.dedup();
        let brought_apart = counts_brought_apart(texts, segments, &beside);
        let counted: Vec<(usize, Decimal)> = segments.iter().flat_map(Segment::counted).collect();
        let by_result = texts.result_groups().filter(|group| counted.iter().any(|(act, _)| act == group));
        let by_result = by_result.collect();
        let left = segments.iter().find(|segment| is_left(texts, segment));
        let left = left.and_then(|segment| segment.count.as_ref()).map(|(_, count)| count.number.value);
        let not_done = segments.iter().any(|segment| {
            let acts = &segment.features.acts;
            let denied = segment.count.is_some() && segment.features.has(Class::Not);
            denied && acts.iter().any(|&act| texts.finishes(act))
        });
        // 书面答复 5 件、口头答复 2 件
        let by_way = |segment: &Segment| {
            let done = segment.features.acts.iter().any(|&act| texts.finishes(act));
            segment.count.is_some() && segment.features.has(Class::Way) && done
        };
        let answered_apart = answers_apart(texts, segments) || segments.iter().any(by_way);
        let beside_decided =
            segments.iter().any(|segment| segment.count.is_some() && is_decided(texts, &segment.features));
        Self {
            beside,
            not_done,
            answered_apart,
            by_result,
            brought_apart,
            left,
            named_in_full: names_in_full(texts, segments),
            of_other_kind: tells_other_kind(texts, segments),
            beside_decided,
            by_way: segments
                .iter()
                .flat_map(|one| [one].into_iter().chain(&one.bracket))
                .filter(|one| counts_by_way(one))
                .count()
                > 1,
            ..Self::default()
        }
    }

    /// What was understood; the first number of it, or one behind others.
    pub(super) fn tell(&mut self, texts: &Texts, meant: &Meant, value: Decimal, count: &Count, first: bool) {
        let asked = texts.are_asked(&meant.nouns);
        let result = |act: usize| texts.acts[act].is_result();
        if meant.who.is_empty() {
            self.askers.clear();
            if meant.acts.iter().any(|&act| result(act) && !texts.acts[act].weak) {
                self.results_told.push(value);
            }
        } else {
            self.askers.extend(&meant.who);
            self.asked_by = if first { meant.who.clone() } else { Vec::new() };
        }
        (self.vague, self.elsewhere, self.of_other_noun) = (false, false, !asked);
        if asked && self.asked_in.is_none() {
            self.asked_in = Some((value, count.unit.clone()));
        }
        self.results |= meant.acts.iter().any(|&act| result(act));
    }

    /// 新收 17 件，办结 15 件，结转下年 2 件: of the new ones alone, which they make up. So are all of them:
    /// 收到 17 件，办结 17 件；办理上年结转 3 件.
    pub(super) fn is_done_of_new(&self, texts: &Texts, new: Decimal, done: Decimal) -> bool {
        let apart = self.beside.iter().any(|&act| texts.acts[act].is_brought());
        self.left.and_then(|left| left.checked_add(done)) == Some(new) || apart && done == new
    }

    /// 除 3 件结转下年外，其余 15 件均已答复: all that were done, but for those left.
    pub(super) fn is_but_left(&self, texts: &Texts) -> bool {
        let ends = |act: &&usize| {
            let act = **act;
            texts.finishes(act) || texts.acts[act].is_result() && texts.acts[act].when.is_empty()
        };
        let mut ended: Vec<&usize> =
            self.beside.iter().filter(ends).filter(|act| !texts.is_left(**act)).collect();
        ended.dedup();
        self.left.is_some() && ended.len() == 1
    }

    /// 收到申请 343 件，涉及信息 497 项: what is counted in 项 behind it is of items, more than requests.
    pub(super) fn tell_items(&mut self, named: bool, count: &Count) {
        let more = |(asked, counter): &(Decimal, Measure)| {
            *counter != count.unit && count.unit.is_named() && count.number.value > *asked
        };
        if named && self.asked_in.as_ref().is_some_and(more) {
            self.items_in = Some(count.unit.clone());
        }
    }

    /// 予以公开 7 件、…、其他 1 件: the last result, where all the others are named, and it is not.
    pub(super) fn other_result(&self, texts: &Texts) -> Option<usize> {
        let mut missing = texts.result_groups().filter(|group| !self.by_result.contains(group));
        missing.next().filter(|first| texts.result_groups().last() == Some(*first))
    }

    /// Whether it lists what nothing but requests has: three ways to end at least.
    pub(super) fn lists_results(&self, texts: &Texts) -> bool {
        let kind = |act: &usize| texts.acts[*act].kind_of.as_deref();
        let named = |group: &usize| {
            let name = texts.acts[*group].name.as_str();
            self.beside.contains(group) || self.beside.iter().any(|act| kind(act) == Some(name))
        };
        texts.result_groups().filter(named).count() >= 3
    }
}

/// Whether a clause says of what kind those are that are counted, in words that are not understood:
/// 行政复议 12 件，多为工伤认定案件.
fn tells_other_kind(texts: &Texts, segments: &[Segment]) -> bool {
    // 收到申请 41 件，多数问的是征收补偿，因此引起行政复议 3 件: of requests, and not of reviews.
    let of_requests = |at: usize| {
        let counted = segments[..at].iter().rev().take(MOST_LISTED).find(|one| one.count.is_some());
        counted.is_some_and(|one| !one.features.nouns.is_empty() && texts.are_asked(&one.features.nouns))
    };
    segments.iter().enumerate().any(|(at, segment)| {
        let Features { tells_kind, unknown, .. } = segment.features;
        let tells = segment.count.is_none() && tells_kind && unknown;
        tells && !segment.features.is_about_topic() && !of_requests(at)
    })
}

/// Whether requests are counted that are named in full, as some of others.
fn names_in_full(texts: &Texts, segments: &[Segment]) -> bool {
    let of_it = segments.iter().position(|segment| segment.features.has(Class::OfIt));
    let in_full = |segment: &Segment| {
        let Features { nouns, is_vague, .. } = &segment.features;
        let alone = segment.features.acts.is_empty();
        segment.count.is_some() && alone && !nouns.is_empty() && texts.are_asked(nouns) && !is_vague
    };
    let listed = segments.iter().skip(of_it.unwrap_or(segments.len()));
    listed.chain(segments.iter().flat_map(|segment| &segment.bracket)).any(in_full)
}

/// Whether words name what an office decides, which a table has whatever else is said of it: 行政处罚.
pub(super) fn is_decided(texts: &Texts, features: &Features) -> bool {
    !features.nouns.is_empty() && features.nouns.iter().all(|&noun| texts.is_decided(noun))
}

/// Whether a segment counts those that the year before left, and nothing else.
pub(super) fn is_brought(texts: &Texts, segment: &Segment) -> bool {
    let acts = &segment.features.acts;
    segment.count.is_some() && !acts.is_empty() && acts.iter().all(|&act| texts.acts[act].is_brought())
}

/// Whether a segment counts those that are left for the next year.
pub(super) fn is_left(texts: &Texts, segment: &Segment) -> bool {
    let acts = &segment.features.acts;
    segment.count.is_some() && !acts.is_empty() && acts.iter().all(|&act| texts.is_left(act))
}

/// 网上 12 件, 网上和信函 12 件
fn counts_by_way(segment: &Segment) -> bool {
    segment.count.is_some() && segment.features.has(Class::Way)
}

fn counts_brought_apart(texts: &Texts, segments: &[Segment], beside: &[usize]) -> bool {
    // 收到 20 件，其中上年结转 3 件; 收到 20 件，新收 17 件
    let received = |&&act: &&usize| texts.acts[act].weak && !texts.finishes(act);
    let mut apart = segments.iter().take_while(|segment| !segment.features.has(Class::OfIt));
    let mut received: Vec<&usize> = beside.iter().filter(received).collect();
    received.dedup();
    apart.any(|segment| is_brought(texts, segment)) && received.len() == 1
}

/// Whether a number of those answered or done makes up what was received with the results behind
/// it, so that these are none of them: 收到 43 件，办结 40 件，逾期不补正 1 件，转入下年 2 件.
fn answers_apart(texts: &Texts, segments: &[Segment]) -> bool {
    let value = |segment: &Segment, fits: &dyn Fn(usize) -> bool| {
        let says = !segment.features.has(Class::OfIt) && segment.features.acts.iter().any(|&act| fits(act));
        segment.count.as_ref().filter(|_| says).map(|(_, count)| count.number.value)
    };
    let came_in = |act: usize| texts.acts[act].weak && texts.has_figure(act) && !texts.finishes(act);
    let ends = |act: usize| texts.acts[act].needs_noun || texts.finishes(act);
    let results = |act: usize| texts.acts[act].is_result() && !texts.is_left(act);
    let left = |act: usize| texts.is_left(act);
    let answered = segments.iter().position(|segment| value(segment, &ends).is_some());
    let Some((before, [answered, others @ ..])) = answered.map(|at| segments.split_at(at)) else {
        return false;
    };
    let whole = before.iter().rev().find_map(|segment| value(segment, &came_in));
    let left = others.iter().find_map(|segment| value(segment, &left)).unwrap_or_default();
    let mut sum = value(answered, &ends).unwrap_or_default();
    others.iter().filter_map(|segment| value(segment, &results)).any(|other| {
        sum = sum.saturating_add(other);
        !other.is_zero() && [sum, sum.saturating_add(left)].map(Some).contains(&whole)
    })
}
