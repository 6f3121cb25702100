//! Shares and changes: 占 41.2%, 同比增长 12.5%, 较上年减少 3 件, 与上年持平.
//!
//! They are said of the figure that they name, else of the number before them.

use rust_decimal::Decimal;

use super::context::{Context, Reader};
use super::features::Features;
use super::meaning::{self, Meant};
use super::noted::{self, MOST_LISTED};
use super::numbers::Number;
use super::said::{Change, Share};
use super::segments::Segment;
use super::tokens::{Count, Measure};
use crate::form::{Class, Sum};

/// Whether a number with a counter is a change, and not a count: 较上年增加 3 件.
pub(super) fn is_change(features: &Features, count: &Count) -> bool {
    let up_or_down = features.has(Class::Up) || features.has(Class::Down);
    matches!(count.unit, Measure::Counter(_)) && up_or_down
}

/// What a share says; nothing where its part or its whole is not sure.
pub(super) fn share(reader: &mut Reader, segment: &Segment, count: &Count) -> Option<Share> {
    let texts = &reader.writer.form.texts;
    let features = &segment.features;
    let is_result = |act: &usize| !texts.acts[*act].weak;
    // 自然人申请予以公开率: of those of some; 满意率: of what, is not known.
    let rate = features.has(Class::Rate)
        && (!features.who.is_empty()
            || !features.acts.iter().any(is_result)
                && !is_done(reader, features, count)
                && !is_more_than_all(reader, features, count));
    // 申请人以自然人为主，占 76%: of those, and not of the last number.
    let nameless = features.acts.is_empty() && features.who.is_empty();
    let of_named = nameless && reader.context.sentence.just_named.is_some();
    // 予以公开 20 件（44.4%）
    let bare = segment.words.is_empty() && !segment.listed;
    let named = features.has(Class::Share) || features.has(Class::Rate) || bare;
    // 其他情况占 5.2%: of what the sentence does not name.
    let other = rate || of_named || features.has(Class::Compare) || features.has(Class::Rest);
    // 纠正数占审结数的 16.7%; 分别占 8% 和 5.2%
    let other = other || features.share_of_some && features.names_share;
    // 不予公开占 7.3%、无法提供占 28.9%
    let other = other || reader.context.sentence.is_shared && !features.names_share;
    if !named || other || count.about || is_of_others(reader, features) {
        return None;
    }
    // 自然人占 70.6%, but not 占自然人申请的 70.6%
    let of_some = !features.who.is_empty() && features.has(Class::Share);
    let says = features.acts.iter().any(is_result) || of_some;
    if says && features.names_share || features.has(Class::Rate) {
        share_of_named(reader, features, count)
    } else {
        share_of_last(reader, features, count)
    }
}

/// 自然人占 70.6%, 予以公开率 44.4%
fn share_of_named(reader: &mut Reader, features: &Features, count: &Count) -> Option<Share> {
    let texts = &reader.writer.form.texts;
    let meant = own(reader, features)?;
    let [noun] = meant.nouns.as_slice() else { return None };
    let asked = texts.nouns[*noun].is_asked;
    // 纠错率 may be of those that are concluded.
    if !asked && features.has(Class::Rate) {
        return None;
    }
    let whole = Meant { nouns: vec![*noun], ..Meant::default() };
    let of_tables = if asked { wholes_of(reader, &meant.acts) } else { meaning::sums(reader.writer, &whole) };
    let part = Ok(meaning::sums(reader.writer, &meant));
    Some(Share { percent: count.number.clone(), part, wholes: Vec::new(), of_tables, is_plain: false })
}

/// 予以公开 20 件，占 44.4%: of the number before it.
fn share_of_last(reader: &mut Reader, features: &Features, count: &Count) -> Option<Share> {
    let texts = &reader.writer.form.texts;
    let last = reader.last().filter(|last| !last.is_apart)?;
    // 予以公开 20 件、部分公开 10 件，两项合计占 44.8%: of both.
    let told = reader.context.sentence.results_told.as_slice();
    let both = told.iter().copied().reduce(Decimal::saturating_add).filter(|_| told.len() == 2);
    let parts: Vec<Decimal> = match (features.has(Class::Total), both) {
        (true, both) => vec![both?],
        // 予以公开 20 件、部分公开 10 件，占 44.8%: of the last one or of both.
        (false, Some(both)) if reader.context.sentence.shares_told == 0 => vec![last.value, both],
        (false, _) => vec![last.value],
    };
    let smallest = parts.iter().copied().min()?;
    let is_whole = |value: Decimal, counter: &Measure| value > smallest && *counter == last.counter;
    let whole = reader.context.sentence.whole.iter().filter(|(value, counter)| is_whole(*value, counter));
    let mut wholes: Vec<Decimal> = whole.map(|(value, _)| *value).collect();
    let asked = !last.topic.nouns.is_empty() && texts.are_asked(&last.topic.nouns);
    let of_tables = asked && (!last.sums.is_empty() || !wholes.is_empty());
    let of_tables = if of_tables { wholes_of(reader, &last.topic.acts) } else { Vec::new() };
    // Of any number before it, it may be, if of something that is known at all.
    if !of_tables.is_empty() || !wholes.is_empty() {
        let before = reader.counted_before.iter().rev().take(MOST_LISTED);
        wholes.extend(before.filter(|one| is_whole(one.value, &one.counter)).map(|one| one.value));
    }
    let is_plain = features.is_only(Class::Share) && parts.len() == 1;
    reader.context.sentence.shares_told += 1;
    Some(Share { percent: count.number.clone(), part: Err(parts), wholes, of_tables, is_plain })
}

/// What a share of requests may be of: of all, or of the results that it is a kind of.
fn wholes_of(reader: &Reader, acts: &[usize]) -> Vec<Sum> {
    let texts = &reader.writer.form.texts;
    let groups = acts.iter().filter_map(|&act| texts.group_of(act));
    let sums = groups.flat_map(|group| {
        let nouns = texts.nouns.iter().position(|noun| noun.is_asked).into_iter().collect();
        meaning::sums(reader.writer, &Meant { nouns, acts: vec![group], ..Meant::default() })
    });
    texts.wholes.iter().cloned().chain(sums).collect()
}

/// Whether a rate is of requests that were done, and so the one that the tables give: 收到 17 件，办结率
/// 100%. One below 100% may be of those that were due, unless none is left.
fn is_done(reader: &Reader, features: &Features, count: &Count) -> bool {
    let texts = &reader.writer.form.texts;
    let finishes = |acts: &[usize]| acts.iter().any(|&act| texts.finishes(act));
    let asked = |last: &noted::Number| !last.sums.is_empty() && texts.are_asked(&last.topic.nouns);
    // 收到申请 35 件。…全部办结，办结率为 100%
    let before = reader.context.asked.as_ref().filter(|_| reader.last().is_none());
    // 收到申请 2 件，网络 1 件、邮寄 1 件，…，办结率 100%
    let split = reader.context.sentence.split.as_ref().filter(|split| split.is_all());
    let before = split.and_then(|split| split.of.as_ref()).or(before);
    let Some(last) = reader.last().filter(|last| asked(last)).or(before.filter(|last| asked(last))) else {
        return false;
    };
    let ended = finishes(&last.topic.acts) || last.topic.acts.iter().any(|&act| texts.is_left(act));
    let all = count.number.value >= Decimal::ONE_HUNDRED;
    let none_left = last.topic.nouns.iter().any(|&noun| {
        let left = texts.left_when(noun, &features.acts);
        left.is_some_and(|left| reader.this.sum(&left.figures).is_some_and(|left| left.is_zero()))
    });
    finishes(&features.acts) && (all || (ended || none_left) && !features.has(Class::InTime))
}

/// 办结率 103%, of whatever.
fn is_more_than_all(reader: &Reader, features: &Features, count: &Count) -> bool {
    let texts = &reader.writer.form.texts;
    let done = features.acts.iter().any(|&act| texts.finishes(act));
    let topic = &reader.context.topic;
    let asked = topic.sure && !topic.nouns.is_empty() && texts.are_asked(&topic.nouns);
    count.number.value > Decimal::ONE_HUNDRED && done && asked && !features.has_thing
}

/// What a change says; `known` where it is surely one against last year.
pub(super) fn change(reader: &mut Reader, features: &Features, count: &Count, known: bool) -> Option<Change> {
    let known = known || features.has(Class::Compare);
    let both_ways = features.has(Class::Up) && features.has(Class::Down);
    if !known || both_ways || count.about || is_of_others(reader, features) || features.has(Class::Share) {
        return None;
    }
    Some(Change {
        number: count.number.clone(),
        percent: count.unit == Measure::Percent,
        down: features.has(Class::Down),
        sums: figures(reader, features)?,
    })
}

/// 与上年持平: a change of nothing.
pub(super) fn same(reader: &mut Reader, features: &Features) -> Option<Change> {
    if is_of_others(reader, features) || !features.has(Class::LastYear) {
        return None;
    }
    let number = Number { value: Decimal::ZERO, step: Decimal::ONE };
    Some(Change { number, percent: false, down: false, sums: figures(reader, features)? })
}

fn is_of_others(reader: &Reader, features: &Features) -> bool {
    let other = [Class::Foreign, Class::Each, Class::OtherTime, Class::NextYear, Class::About];
    // 占全县总量的 4.8%
    features.is_of_others(reader.writer.is_government)
        || features.unknown
        || features.is_narrowed()
        || other.into_iter().any(|class| features.has(class))
}

/// The figure that is named, else that of the number before.
fn figures(reader: &mut Reader, features: &Features) -> Option<Vec<Sum>> {
    let names = !features.nouns.is_empty() || !features.acts.is_empty() || !features.who.is_empty();
    let sums = if names {
        meaning::sums(reader.writer, &own(reader, features)?)
    } else {
        let Context { last, asked, .. } = &reader.context;
        let last = last.as_ref().filter(|last| !last.sums.is_empty())?;
        // 收到申请 30 件，办结 28 件，同比增长 7.1%: of either.
        let alike = |asked: &&noted::Number| {
            asked.in_sentence && last.in_sentence && asked.topic.nouns == last.topic.nouns
        };
        let asked = asked.as_ref().filter(alike);
        // 收到申请 30 件，…；结转下年 2 件，同比增长 7.1%: of any of them.
        let texts = &reader.writer.form.texts;
        if last.topic.acts.iter().any(|&act| texts.is_left(act)) {
            return None;
        }
        last.sums.iter().chain(asked.iter().flat_map(|asked| &asked.sums)).cloned().collect()
    };
    (!sums.is_empty()).then_some(sums)
}

/// What is named, as far as a table has it.
fn own(reader: &mut Reader, features: &Features) -> Option<Meant> {
    let meant = reader.resolve(features, &Count::none()).ok()?;
    (!meaning::sums(reader.writer, &meant).is_empty()).then_some(meant)
}
