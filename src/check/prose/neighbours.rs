//! What the segments around a segment say of it: what is among its number, and whether that is said
//! of less than it names.
//!
//! Only noted here, in the [`Sentence`](super::sentence::Sentence); what follows from it is decided
//! where the number is resolved.

use super::context::Reader;
use super::features::Features;
use super::noted::MOST_LISTED;
use super::segments::Segment;
use super::sentence::{is_brought, is_left};
use super::tokens::Measure;
use crate::form::{Class, Texts};

impl Reader<'_, '_> {
    /// Notes what the segments around one say of it.
    pub(super) fn look_around(&mut self, segments: &[Segment], index: usize) {
        let texts = &self.writer.form.texts;
        let segment = &segments[index];
        let of_topic = |inner: &Segment| {
            let Features { nouns, acts, .. } = &inner.features;
            let alone = inner.features.has(Class::OfIt) || nouns.is_empty() && acts.is_empty();
            inner.features.has(Class::Topic) && alone && inner.counter() == segment.counter()
        };
        let any_of_it = |fits: &dyn Fn(&Segment) -> bool| {
            within(segments, index).any(|inner| inner.features.has(Class::OfIt) && fits(inner))
        };
        let brought_listed = lists_brought(texts, segments, index);
        let brought_within = any_of_it(&|inner| is_brought(texts, inner)) || brought_listed;
        let left_within = any_of_it(&|inner| is_left(texts, inner));
        let topic_within = within(segments, index).any(of_topic) || self.topic_apart(segments, index);
        // 同意公开 9 件，其中部分公开 2 件: more than the table has; but not 同意公开（含部分公开）.
        let groups = |features: &Features| texts.result_groups().any(|group| features.acts.contains(&group));
        let says = |inner: &Segment| inner.count.is_some() || segment.bracket.is_empty();
        let parted = groups(&segment.features) && any_of_it(&|inner| groups(&inner.features) && says(inner));
        let is_shared = parted || lists_shares(segments, index) || self.is_shared(segments, index);
        // 截至 2024 年底，累计收到 85 件, and nothing of the year before or the next
        let carried = |&act: &usize| !texts.acts[act].when.is_empty();
        let goes_on = |next: &&Segment| !next.begins && !next.breaks;
        let behind = segments[index + 1..].iter().take_while(goes_on);
        let until = segment.features.has(Class::Until) && segment.features.has(Class::ThisYear);
        let until = until && !behind.flat_map(|next| &next.features.acts).any(carried);
        let sentence = &mut self.context.sentence;
        (sentence.brought_within, sentence.brought_listed) = (brought_within, brought_listed);
        (sentence.left_within, sentence.topic_within) = (left_within, topic_within);
        sentence.is_shared = is_shared;
        sentence.until |= until;
    }

    /// Whether those of disclosure are counted behind a number of disputes (行政复议 54 件、诉讼 9 件，
    /// 信息公开类复议 13 件; 行政复议 54 件。信息公开类复议 13 件), or none of them is: 诉讼 4 件，与信息公开无关.
    fn topic_apart(&self, segments: &[Segment], index: usize) -> bool {
        let texts = &self.writer.form.texts;
        let (before, behind) = segments.split_at(index + 1);
        let behind = &behind[..behind.len().min(MOST_LISTED)];
        let segment = &segments[index];
        // 信息公开类复议 31 件，其中维持 2 件；信息公开类诉讼 4 件: all of them are of disclosure.
        let names =
            |one: &&Segment| !one.features.nouns.is_empty() && texts.are_of_topic(&one.features.nouns);
        let goes_on =
            segment.features.nouns.is_empty().then(|| before.iter().rev().take(MOST_LISTED).find(names));
        if goes_on.flatten().is_some_and(|whole| whole.features.is_about_topic()) {
            return false;
        }
        let end = behind.iter().position(|next| next.begins).unwrap_or(behind.len());
        let counted = |next: &Segment| {
            let counters = [segment.counter(), Some(&Measure::Percent)];
            let alike = next.count.is_some() && counters.contains(&next.counter());
            let alike = alike && (next.features.acts.is_empty() || next.features.number_first);
            next.features.has(Class::Topic) && alike
        };
        behind.iter().enumerate().any(|(at, next)| {
            let nouns = &next.features.nouns;
            // 诉讼案件 57 件。涉及信息公开的 6 件
            let same = (*nouns == segment.features.nouns || nouns.is_empty()) && next.begins;
            counted(next) && texts.are_of_topic(nouns) && (at < end || same)
                || at < end && next.features.has(Class::OffTopic)
        })
    }

    /// Whether a number in a list is said of less than it names: what became of all of the list
    /// stands at its end or its head (2 件行政复议、1 件行政诉讼维持), or one number has several results
    /// (70 件不予公开、无法提供).
    fn is_shared(&self, segments: &[Segment], index: usize) -> bool {
        let texts = &self.writer.form.texts;
        let features = &segments[index].features;
        let listed = |segment: &Segment| segment.listed && segment.count.is_some();
        let before = segments[..=index].iter().rev().take(MOST_LISTED).take_while(|one| listed(one));
        let behind = segments[index + 1..].iter().take(MOST_LISTED).take_while(|one| listed(one));
        let (first, last) = (index.saturating_sub(before.count()), index + behind.count());
        let ends = |&act: &usize| {
            let act = &texts.acts[act];
            !act.weak && !act.holds && act.when.is_empty()
        };
        let result = |features: &Features| features.acts.iter().any(ends);
        let done = |features: &Features| features.acts.iter().any(|&act| texts.finishes(act));
        let next = segments.get(last + 1);
        if index == last && next.is_some_and(|next| next.listed && next.count.is_none()) {
            return features.number_first && result(features);
        }
        if first == last && !result(features) {
            // behind a number of a list: ，行政复议 1 件为其他结果
            let of_some = |tail: &Segment| tail.is_tail && result(&tail.features);
            let left_alone = self.last().is_some_and(|before| before.sums.is_empty());
            return left_alone && !segments[index].begins && next.is_some_and(of_some);
        }
        if result(features) {
            return false;
        }
        let named = !features.nouns.is_empty() || !features.who.is_empty();
        let (head, end) = (&segments[first].features, &segments[last].features);
        let by_end = match next.filter(|next| next.is_tail) {
            Some(tail) => result(&tail.features) || features.number_first && done(&tail.features),
            None => features.number_first && end.number_first && !end.nouns.is_empty() && result(end),
        };
        let of_whom = |features: &Features| !features.who.is_empty();
        let carried = |&act: &usize| !texts.acts[act].when.is_empty(); // 办结 15 件、结转下年 2 件
        let by_head = done(head) && !done(features) && !features.acts.iter().all(carried)
            || result(head) && of_whom(head) && of_whom(features);
        named && by_end || first != index && by_head
    }
}

/// What a number may have among it: what is in brackets behind it, and the next segment.
fn within(segments: &[Segment], index: usize) -> impl Iterator<Item = &Segment> {
    let next = segments.get(index + 1).filter(|next| !next.begins);
    segments[index].bracket.iter().chain(next)
}

/// 共处理 23 件，其中新收 22 件，上年结转 1 件
fn lists_brought(texts: &Texts, segments: &[Segment], index: usize) -> bool {
    let received = |next: &&Segment| {
        let new = |&act: &usize| texts.acts[act].weak && texts.comes_in(act) && texts.has_figure(act);
        let Features { unknown, who, acts, .. } = &next.features;
        !unknown && who.is_empty() && !next.features.is_narrowed() && acts.iter().any(new)
    };
    let next = segments.get(index + 1).filter(|next| !next.begins);
    let opened = next.filter(received).is_some_and(|next| next.features.has(Class::OfIt));
    let mut listed =
        segments[index + 1..].iter().skip(1).take(2).take_while(|next| !next.begins && !next.breaks);
    opened && listed.any(|next| is_brought(texts, next))
}

/// 占 8% 和 5.2%, but not 公开 59 件、占 45.4%
fn lists_shares(segments: &[Segment], index: usize) -> bool {
    let segment = &segments[index];
    let percent = |one: &Segment| one.counter() == Some(&Measure::Percent);
    let in_list = |one: &Segment| percent(one) && (one.listed || one.features.has(Class::And));
    let before = index.checked_sub(1).map(|before| &segments[before]);
    let next = segments.get(index + 1).filter(|next| !next.begins);
    in_list(segment) && (before.is_none_or(percent) || segment.features.has(Class::And))
        || percent(segment) && next.is_some_and(in_list)
}
