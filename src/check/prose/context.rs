//! What a segment inherits, and what it leaves to those behind it.
//!
//! The table in [`super`] says what is inherited and for how long; [`Context`] is that.

use rust_decimal::Decimal;

use super::features::Features;
use super::meaning::Meant;
use super::said::{Said, Why};
use super::segments::Segment;
use super::tokens::{Count, Measure, Writer};
use crate::form::{Class, Sum};

/// What a segment inherits.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    pub(super) nouns: Vec<usize>,
    pub(super) acts: Vec<usize>,
    /// What is inherited is understood.
    pub(super) sure: bool,
    /// Nothing in the sentence narrows what follows.
    pub(super) whole_meant: bool,
    /// A clause of the sentence has words without sense, and nothing has been understood since.
    pub(super) vague: bool,
    /// What that clause names.
    pub(super) mentioned: Vec<usize>,
    /// The sentence counted something else.
    pub(super) elsewhere: bool,
    pub(super) other_time: bool,
    pub(super) others: bool,
    pub(super) published: bool,
    /// So was the sentence before.
    pub(super) published_before: bool,
    pub(super) compared: bool,
    /// 其中自然人 12 件: what follows may be of those alone.
    pub(super) of_some: bool,
    /// The sentence lists results: an odd one among them is one more.
    pub(super) results: bool,
    /// The number is the total of those before it.
    pub(super) total: bool,
    /// The text speaks of disclosure.
    pub(super) of_topic: bool,
    pub(super) parts: Option<Parts>,
    /// 网上收到申请 12 件、信函 5 件: numbers by channel, before what they are parts of.
    pub(super) channels: Option<Channels>,
    /// A number, and how many of it came from those that were named since.
    pub(super) asked: Option<(Last, Decimal)>,
}

/// Numbers that make up one that may follow: …，合计 17 件.
#[derive(Debug, Clone)]
pub(super) struct Channels {
    pub(super) sum: Decimal,
    pub(super) counter: Measure,
    /// What came by them.
    pub(super) nouns: Vec<usize>,
    pub(super) acts: Vec<usize>,
    /// The number before them, of which they may be the parts.
    pub(super) of: Option<Decimal>,
}

/// A list of parts that is open.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub(super) of: Decimal,
    pub(super) sum: Decimal,
    /// What is inherited once they make up the whole.
    pub(super) nouns: Vec<usize>,
    pub(super) acts: Vec<usize>,
    pub(super) sure: bool,
    /// As it was before the list.
    pub(super) whole_meant: bool,
    /// The whole concerns disclosure, whatever it is.
    pub(super) topic: bool,
}

/// A number that what follows may be a part or a change of.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Debug, Clone, Default)]
pub(super) struct Last {
    pub(super) value: Decimal,
    pub(super) counter: Measure,
    pub(super) sums: Vec<Sum>,
    pub(super) nouns: Vec<usize>,
    pub(super) acts: Vec<usize>,
    pub(super) sure: bool,
    pub(super) in_sentence: bool,
    /// It was of another year.
    pub(super) other_time: bool,
    /// Its words say that it concerns disclosure: 因信息公开引发争议 11 件.
    pub(super) topic: bool,
}

/// What is known while the paragraphs of a report are read.
pub(super) struct Reader<'w, 't> {
    pub(super) writer: &'w Writer<'t>,
    pub(super) context: Context,
    /// The acts of the sentence that is read.
    pub(super) beside: Vec<usize>,
    /// It counts those brought forward apart from those received: 收到 17 件，上年结转 3 件.
    pub(super) brought_apart: bool,
    pub(super) last: Option<Last>,
    /// The number that the sentence takes apart.
    pub(super) whole: Option<(Decimal, Measure)>,
    pub(super) said: Vec<Said>,
}

impl Reader<'_, '_> {
    /// Begins a sentence; 其中 goes on with that before it.
    pub(super) fn begin(&mut self, sentence: &[Segment]) {
        let every = |segment: &Segment| {
            let inner: Vec<usize> =
                segment.bracket.iter().flat_map(|inner| inner.features.acts.clone()).collect();
            [segment.features.acts.clone(), inner].concat()
        };
        // 撤回 0 件 leaves nothing out of what is beside it.
        let some = |segment: &&Segment| {
            segment.count.as_ref().is_none_or(|(_, count)| !count.number.value.is_zero())
        };
        self.beside = sentence.iter().filter(some).flat_map(every).collect();
        self.brought_apart = self.counts_brought_apart(sentence);
        let goes_on = sentence.first().is_some_and(|first| first.features.has(Class::OfIt));
        if goes_on {
            return;
        }
        if let Some(parts) = self.context.parts.take() {
            self.restore(&parts);
        }
        let context = &mut self.context;
        context.whole_meant = true;
        context.published_before = std::mem::take(&mut context.published);
        context.compared = false;
        context.other_time = false;
        context.others = false;
        context.vague = false;
        context.mentioned.clear();
        context.elsewhere = false;
        context.of_some = false;
        context.results = false;
        context.channels = None;
        context.asked = None;
        self.whole = None;
        if let Some(last) = &mut self.last {
            last.in_sentence = false;
        }
    }

    /// Whether the sentence lists what nothing but requests has: three ways to end at least.
    fn lists_results(&self) -> bool {
        let texts = &self.writer.form.texts;
        texts.result_groups().filter(|group| self.beside.contains(group)).count() >= 3
    }

    fn counts_brought_apart(&self, sentence: &[Segment]) -> bool {
        let texts = &self.writer.form.texts;
        let brought = |segment: &&Segment| {
            let acts = &segment.features.acts;
            let brought = |&act: &usize| texts.acts[act].is_brought();
            segment.count.is_some() && !acts.is_empty() && acts.iter().all(brought)
        };
        // 收到 20 件，其中上年结转 3 件; 收到 20 件，新收 17 件
        let received = |&&act: &&usize| texts.acts[act].weak && !texts.finishes(act);
        let mut apart = sentence.iter().take_while(|segment| !segment.features.has(Class::OfIt));
        let mut received: Vec<&usize> = self.beside.iter().filter(received).collect();
        received.dedup();
        apart.any(|segment| brought(&segment)) && received.len() == 1
    }

    pub(super) fn restore(&mut self, parts: &Parts) {
        let context = &mut self.context;
        context.nouns.clone_from(&parts.nouns);
        context.acts.clone_from(&parts.acts);
        context.sure = parts.sure;
        context.whole_meant = true;
        context.of_some = false;
        context.elsewhere = !parts.sure;
    }

    pub(super) fn when_and_whose(&mut self, features: &Features, is_item: bool) {
        let government = self.writer.is_government;
        let context = &mut self.context;
        if features.has(Class::ThisYear) {
            context.other_time = false;
        }
        // 申请事项集中在规划计划等方面 tells no time.
        if features.is_of_other_time(&self.writer.form.texts) && (is_item || !features.unknown) {
            context.other_time = true;
        }
        if features.has(Class::Own) || government && features.has(Class::Area) {
            context.others = false;
        }
        let part_of_it = government && features.has(Class::Level);
        if features.has(Class::Others) || !government && features.has(Class::Area) || part_of_it {
            context.others = true;
        }
    }

    /// Whether the last number was of those that the year before left.
    pub(super) fn brought_last(&self) -> bool {
        let acts = &self.writer.form.texts.acts;
        self.last.as_ref().is_some_and(|last| last.acts.iter().any(|&act| acts[act].is_brought()))
    }

    /// 申请 4 件，自然人 2 件，法人 2 件。其中: of the 4, and not of the last.
    pub(super) fn all_asked(&mut self) {
        let all = |(whole, sum): &mut (Last, Decimal)| whole.value == *sum;
        if let Some((whole, _)) = self.context.asked.take_if(all) {
            self.last = Some(whole);
        }
    }

    /// What follows are parts of the last number.
    pub(super) fn open_parts(&mut self) {
        let Some(last) = self.last.as_ref().filter(|last| last.in_sentence) else { return };
        let parts = Parts {
            of: last.value,
            sum: Decimal::ZERO,
            nouns: last.nouns.clone(),
            acts: last.acts.clone(),
            sure: last.sure,
            whole_meant: self.context.whole_meant,
            topic: last.topic,
        };
        self.whole = (!last.sums.is_empty()).then(|| (last.value, last.counter.clone()));
        self.context.parts = Some(parts);
        if last.sure {
            self.context.nouns.clone_from(&last.nouns);
            self.context.acts.clone_from(&last.acts);
            self.context.sure = true;
        }
    }

    /// 公文 61 件，其中主动公开 60 件；制发规范性文件 2 件: a noun and an act of its own behind a
    /// semicolon end a list of parts of something else.
    pub(super) fn leave_parts(&mut self, features: &Features) {
        let texts = &self.writer.form.texts;
        let says = features.acts.iter().any(|&act| !texts.acts[act].holds) || features.has(Class::Topic);
        let alone = says && !features.nouns.is_empty() && !features.unknown;
        let other = |parts: &mut Parts| !parts.sure || parts.nouns != features.nouns;
        if alone && let Some(parts) = self.context.parts.take_if(other) {
            self.context.whole_meant = parts.whole_meant;
        }
    }

    /// What was understood is inherited by what follows.
    pub(super) fn understood(&mut self, meant: &Meant, value: Decimal, count: &Count, sums: Vec<Sum>) {
        let texts = &self.writer.form.texts;
        let result = meant.acts.iter().any(|&act| texts.acts[act].is_result());
        let last = Last {
            value,
            counter: count.unit.clone(),
            sums,
            nouns: meant.nouns.clone(),
            acts: meant.acts.clone(),
            sure: meant.who.is_empty(),
            in_sentence: true,
            other_time: false,
            topic: false,
        };
        // 申请 4 件，自然人 2 件，法人 2 件: all of them; what follows is said of the 4 again.
        let asked = self.context.asked.take().filter(|_| !meant.who.is_empty());
        let asked = asked.map(|(whole, sum)| (whole, sum.saturating_add(value)));
        let all = |(whole, sum): &(Last, Decimal)| whole.value == *sum;
        let all_asked = asked.as_ref().is_some_and(all);
        self.context.asked = if meant.who.is_empty() { Some((last.clone(), Decimal::ZERO)) } else { asked };
        self.last = Some(last);
        self.context.results |= result;
        self.context.nouns.clone_from(&meant.nouns);
        self.context.vague = false;
        self.context.elsewhere = false;
        self.context.sure = true;
        if meant.who.is_empty() {
            self.context.acts.clone_from(&meant.acts);
        } else {
            // 其中自然人 12 件，予以公开 …: of whom, is not said.
            self.context.of_some = true;
        }
        self.context.of_some &= !all_asked;
        self.part(value);
    }

    /// One more part: once they make up the whole, what follows is said of that again.
    pub(super) fn part(&mut self, value: Decimal) {
        let Some(parts) = &mut self.context.parts else { return };
        parts.sum = parts.sum.checked_add(value).unwrap_or(parts.sum);
        if parts.sum == parts.of
            && let Some(parts) = self.context.parts.take()
        {
            self.restore(&parts);
        }
    }

    /// Understood, but in no table: what follows is not affected.
    pub(super) fn aside(&mut self, meant: &Meant, value: Decimal) {
        if meant.acts.is_empty() {
            self.context.nouns.clone_from(&meant.nouns);
        }
        self.part(value);
    }

    /// One more number by channel; of what, the first one says.
    fn channel(&mut self, features: &Features, count: &Count) {
        let texts = &self.writer.form.texts;
        let acts = || features.acts.iter().copied().filter(|&act| texts.acts[act].weak);
        let asked = |&noun: &usize| texts.nouns[noun].is_asked;
        self.context.channels = match self.context.channels.take() {
            Some(mut channels) if channels.counter == count.unit => {
                channels.sum = channels.sum.saturating_add(count.number.value);
                Some(channels)
            }
            None if self.context.whole_meant && features.nouns.iter().all(asked) => {
                let (sum, counter) = (count.number.value, count.unit.clone());
                let before = self.last.as_ref().filter(|last| last.sure && last.in_sentence);
                let named = acts().next().is_some();
                Some(match before.filter(|last| !last.sums.is_empty() && !named) {
                    // 收到申请 4 件，2 件为网络申请，2 件为信件申请
                    Some(last) => {
                        let (nouns, acts) = (last.nouns.clone(), last.acts.clone());
                        Channels { sum, counter, nouns, acts, of: Some(last.value) }
                    }
                    None => {
                        let own = !features.nouns.is_empty();
                        let nouns = if own { &features.nouns } else { &self.context.nouns }.clone();
                        Channels { sum, counter, nouns, acts: acts().collect(), of: None }
                    }
                })
            }
            _ => None,
        };
    }

    /// 合计 17 件, behind numbers by channel that make it up: what came by them.
    pub(super) fn total(&mut self, count: &Count) {
        let Some(channels) = self.context.channels.take() else { return };
        let whole =
            channels.of.is_none() && channels.sum == count.number.value && channels.counter == count.unit;
        if whole && !channels.nouns.is_empty() && !channels.acts.is_empty() {
            self.speak_of(channels);
            self.context.total = true;
        }
    }

    /// What follows is said of all that came by the channels again.
    fn speak_of(&mut self, channels: Channels) {
        let context = &mut self.context;
        (context.nouns, context.acts) = (channels.nouns, channels.acts);
        context.sure = true;
        context.elsewhere = false;
    }

    /// A number that counts something else, or only some.
    pub(super) fn lost(&mut self, features: &Features, why: Why, count: &Count) {
        let value = count.number.value;
        if why == Why::Part && features.is_narrowed() && !features.unknown {
            self.channel(features, count);
        } else {
            self.context.channels = None;
        }
        let in_list = self.context.parts.as_ref().is_some_and(|parts| parts.sure);
        let texts = &self.writer.form.texts;
        let context = &mut self.context;
        // Among 予以公开 7 件 and 不予公开 4 件 there may be another result; a sentence may go on with
        // another matter (；收到来信 85 封).
        let begins = features.acts.iter().any(|&act| texts.acts[act].weak) || features.has(Class::ThisYear);
        let named = !features.nouns.is_empty() || features.acts.iter().any(|&act| texts.acts[act].holds);
        let another = context.results && why == Why::Unknown && !begins && !named;
        let another = another && !features.has(Class::Foreign);
        let asked = features.nouns.iter().all(|&noun| texts.nouns[noun].is_asked);
        let alike = self.last.as_ref().is_some_and(|last| last.counter == count.unit);
        let odd = context.results && asked && alike && !features.has(Class::Foreign);
        match why {
            Why::About | Why::OtherTime | Why::Others | Why::Beside | Why::Published => {
                if !features.nouns.is_empty() {
                    context.nouns.clone_from(&features.nouns);
                }
            }
            Why::Unsure => {}
            _ if another => {}
            _ if in_list => context.whole_meant = false,
            // 予以公开 7 件，已在网站公开 1 件，不予公开 4 件: results go on, nothing else does.
            _ if odd => {
                context.sure = false;
                context.nouns.clear();
                context.mentioned.clear();
            }
            _ => {
                context.sure = false;
                context.elsewhere = true;
                context.nouns.clear();
                context.mentioned.clear();
            }
        }
        self.last = Some(Last {
            value,
            counter: count.unit.clone(),
            sums: Vec::new(),
            nouns: context.nouns.clone(),
            acts: context.acts.clone(),
            sure: false,
            in_sentence: true,
            other_time: why == Why::OtherTime || context.other_time,
            topic: features.has(Class::Topic),
        });
        self.part(value);
        let is_all = |channels: &mut Channels| channels.of == Some(channels.sum);
        if let Some(channels) = self.context.channels.take_if(is_all) {
            self.speak_of(channels);
        }
    }

    /// What a clause before the numbers says of them.
    pub(super) fn introduction(&mut self, features: &Features) {
        let texts = &self.writer.form.texts;
        let lists_results = self.lists_results();
        let context = &mut self.context;
        let names_requests = !features.nouns.is_empty();
        // 收到申请 17 件，主要涉及征地，…
        let counted = self.last.as_ref().is_some_and(|last| last.in_sentence);
        if counted && features.has(Class::Remark) {
            return;
        }
        let of_some = features.who.iter().any(|&who| !texts.who[who].anybody);
        let narrows = if features.unknown {
            features.ends_with_noun && !features.acts.iter().any(|&act| texts.acts[act].weak)
        } else {
            features.is_narrowed() || of_some
        };
        if features.acts.iter().any(|&act| texts.acts[act].holds) && !names_requests {
            context.published = true;
        }
        if features.has(Class::Foreign) && !names_requests && !lists_results {
            context.sure = false;
            context.elsewhere = true;
        }
        if narrows && (features.is_narrowed() || names_requests || of_some) {
            context.whole_meant = false;
        }
        let spoken_of = self.last.as_ref().is_some_and(|last| last.in_sentence && !last.sums.is_empty());
        let same = context.sure && names_requests && features.nouns == context.nouns;
        context.vague |= features.unknown && !spoken_of && !same;
        if features.unknown {
            context.mentioned.clone_from(&features.nouns);
        }
        if names_requests && !features.unknown && !features.spoiled && !features.has(Class::Foreign) {
            context.nouns.clone_from(&features.nouns);
            context.acts = features.acts.iter().copied().filter(|&act| texts.acts[act].weak).collect();
            context.sure = true;
            context.vague = false;
            context.elsewhere = false;
        }
    }
}
