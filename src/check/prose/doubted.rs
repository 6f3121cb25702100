//! Numbers whose own words mean a figure, while what is around them leaves in doubt that all of it
//! is meant: 涉及征地的申请，予以公开 7 件、部分公开 2 件.
//!
//! Two things are certain all the same. A part is not more than the whole that the table has. And
//! where all such numbers of a sentence but one are the figures that their words mean, so is that
//! one: chance does not make so many agree. How much each proves grows with its digits.
//!
//! What the words are doubted for is not weighed here; what they would mean of another year,
//! another unit or of what was published proves nothing, and is not looked at.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::context::{Context, Reader};
use super::features::Features;
use super::meaning::{self, Meant};
use super::noted::Doubted;
use super::said::{Claim, Said, What, Why};
use super::segments::Segment;
use super::sentence::is_decided;
use super::tokens::{Count, Measure};
use crate::form::{Class, Filled, Sense, Sum};

/// Words by which a number is something else than its noun and act say, in doubt or not.
const OTHER: [Class; 14] = [
    Class::Foreign,
    Class::OffTopic,
    Class::Each,
    Class::Not,
    Class::Compare,
    Class::Up,
    Class::Down,
    Class::Share,
    Class::Rate,
    Class::Open,
    Class::Except,
    Class::Rest,
    Class::Total,
    Class::Thus,
];

impl Reader<'_, '_> {
    /// Notes a number that was left alone, if its words mean a figure; it is the next to be said.
    pub(super) fn doubt(&mut self, segment: &Segment, features: &Features, count: &Count, why: Why) {
        let Some(sums) = self.alone(segment, features, count, why) else { return };
        let claim = Claim { number: count.number.clone(), sums, some_of: None, beside: Vec::new() };
        let texts = &self.writer.form.texts;
        let result = |&act: &usize| texts.is_of_asked(act) && !texts.acts[act].weak;
        // 对涉企信息同意公开 9 件 alone may be no request; 涉及信息 23 项，公开 9 项; 网上信访类 60 件.
        let Context { sentence, .. } = &self.context;
        let of_asked = sentence.asked_in.as_ref().is_some_and(|(_, counter)| *counter == count.unit)
            && !features.has(Class::Way);
        let kind = |&act: &usize| texts.acts[act].kind_of.is_some();
        let some = why == Why::Part || why == Why::Unsure && features.acts.iter().all(kind);
        let is_part = some && of_asked && !features.acts.is_empty() && features.acts.iter().all(result);
        let is_plain = !features.is_narrowed() && !features.caused && !features.some_of_them;
        let (at, sentence) = (self.said.len(), self.begun);
        self.doubted.push(Doubted { at, sentence, claim, is_part, is_plain });
    }

    /// The figures that the words of a segment mean, whatever is before it.
    fn alone(&self, segment: &Segment, features: &Features, count: &Count, why: Why) -> Option<Vec<Sum>> {
        let texts = &self.writer.form.texts;
        let sentence = &self.context.sentence;
        let Measure::Counter(counter) = &count.unit else { return None };
        let doubtful = match why {
            Why::Part | Why::Unsure | Why::Beside => !features.unknown,
            Why::Unknown => is_subject_unknown(segment),
            _ => false,
        };
        let others = features.is_of_others(self.writer.is_government) || sentence.others || sentence.of_some;
        let other_time = features.is_of_other_time(texts) || features.time_of_object || sentence.other_time;
        let other = OTHER.into_iter().any(|class| features.has(class)) || sentence.published;
        if !doubtful || others || other_time || other || count.about || features.spoiled {
            return None;
        }
        let acts: Vec<usize> = features.acts.iter().copied().filter(|&act| !texts.acts[act].holds).collect();
        if acts.len() != features.acts.len() || acts.len() > 1 {
            return None;
        }
        // 因不属于本机关职责无法提供 1 件，信息不存在 1 件: one of two kinds of the same.
        let is_strong = acts.iter().any(|&act| !texts.acts[act].weak);
        if is_strong && self.others_beside(features, &acts, true) {
            return None;
        }
        let of_act = || acts.iter().flat_map(|&act| &texts.acts[act].of);
        let implied: Vec<usize> =
            of_act().filter_map(|of| texts.nouns.iter().position(|noun| noun.name == *of)).collect();
        let nouns: Vec<usize> = match features.nouns.as_slice() {
            [] if texts.are_of_topic(&implied) && !implied.is_empty() => return None,
            [] if !features.who.is_empty() => {
                texts.nouns.iter().position(|noun| noun.is_asked).into_iter().collect()
            }
            [] => implied,
            nouns => nouns.to_vec(),
        };
        // 申请 8 件, alone: of which, is what is in doubt. 注册科作出许可 46 件，执法队作出处罚 8 件, or 办件 320
        // 件，其中行政许可 46 件: what is decided of one kind proves nothing of another.
        let bare = acts.is_empty() && features.who.is_empty();
        let decided = nouns.iter().any(|&noun| texts.is_decided(noun));
        let in_list = self.context.parts.is_some();
        let of_topic = !nouns.is_empty() && texts.are_of_topic(&nouns);
        if bare && !is_decided(texts, features) && !of_topic || decided && (why == Why::Unknown || in_list) {
            return None;
        }
        let is_counted = |noun: &usize| texts.counts_in(*noun, counter);
        let one = |noun: usize| Meant {
            nouns: vec![noun],
            acts: acts.clone(),
            who: features.who.clone(),
            joined: false,
        };
        let nouns = nouns.into_iter().filter(is_counted);
        let sums: Vec<Sum> = nouns.flat_map(|noun| meaning::sums(self.writer, &one(noun))).collect();
        (!sums.is_empty()).then_some(sums)
    }
}

/// Whether the words that have no sense are who did something: 各执法单位共作出行政处罚决定 8 件.
fn is_subject_unknown(segment: &Segment) -> bool {
    let unknown = segment.words.iter().rposition(|word| word.sense.is_none());
    let act = segment.words.iter().position(|word| matches!(word.sense, Some(Sense::Act(_))));
    let before = matches!((unknown, act), (Some(unknown), Some(act)) if unknown < act);
    let named = |word: &super::tokens::Word| matches!(word.sense, Some(Sense::Noun(_) | Sense::Who(_)));
    let first = segment.words.iter().position(named);
    before && first > act
}

/// What the numbers of a sentence have to prove together that the words of one are to be believed.
pub(super) const PROOF: u32 = 4;

/// How much it proves that a number is the figure that its words mean.
pub(super) fn proof(number: Decimal) -> u32 {
    match number {
        number if number.is_zero() => 0,
        number if number < Decimal::TEN => 1,
        number if number < Decimal::ONE_HUNDRED => 2,
        _ => PROOF,
    }
}

/// Believes what is certain of the numbers in doubt.
pub(super) fn settle(this: Filled, said: &mut [Said], doubted: &[Doubted]) {
    // 许可 46 件，取水许可 19 件: another number of the same makes it a part.
    let mut given: HashMap<Sum, usize> = HashMap::new(); // looked up, never walked
    let known = said.iter().filter_map(|said| said.sums().first());
    for sum in known.chain(doubted.iter().filter_map(|one| one.claim.sums.first())) {
        *given.entry(sum.clone()).or_default() += 1;
    }
    let is_alone = |one: &Doubted| {
        one.claim.sums.first().is_some_and(|sum| given.get(sum).is_none_or(|count| *count == 1))
    };
    for of_sentence in doubted.chunk_by(|one, next| one.sentence == next.sentence) {
        let agrees = |one: &Doubted| one.claim.agrees(this.form, this.report);
        let plain: Vec<&Doubted> = of_sentence.iter().filter(|one| one.is_plain && is_alone(one)).collect();
        let (right, wrong): (Vec<&Doubted>, Vec<&Doubted>) = plain.into_iter().partition(|one| agrees(one));
        let proven = right.iter().map(|one| proof(one.claim.number.value)).sum::<u32>() >= PROOF;
        let is_less = |one: &&Doubted| {
            let value = |sum: &Sum| this.sum(&sum.figures);
            let less = |sum: &Sum| value(sum).is_some_and(|value| value < one.claim.number.value);
            one.is_part
                && is_alone(one)
                && one.claim.number.step == Decimal::ONE
                && one.claim.sums.iter().all(less)
        };
        let mut believed: Vec<&Doubted> = of_sentence.iter().filter(is_less).collect();
        if proven && wrong.len() <= 1 {
            believed.extend(right.into_iter().chain(wrong));
        }
        for one in believed {
            said[one.at].what = What::Figure(one.claim.clone());
        }
    }
}
