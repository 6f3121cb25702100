//! What a segment inherits, and what it leaves to those behind it.
//!
//! The table in [`super`] says what is inherited and for how long. [`Context`] is that: what is
//! spoken of, what holds for the [`Sentence`], the last number, and the [`List`] that it is a part
//! of.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::features::Features;
use super::meaning::{self, Meant};
use super::noted::{Before, Doubted, List, Listed, Number, Topic};
use super::said::{Said, Why};
use super::segments::Segment;
use super::sentence::{Sentence, is_decided};
use super::tokens::{Count, Writer};
use crate::form::{Class, Filled, Sum};

/// What a segment inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    pub(super) topic: Topic,
    /// The text speaks of disclosure.
    pub(super) of_disclosure: bool,
    /// It stands below a heading that names requests.
    pub(super) below_requests: bool,
    pub(super) sentence: Sentence,
    pub(super) last: Option<Number>,
    /// How many requests there were.
    pub(super) asked: Option<Number>,
    /// The list behind 其中 or in a bracket.
    pub(super) parts: Option<List>,
}

/// What is known while the paragraphs of a report are read.
pub(super) struct Reader<'w, 't> {
    pub(super) writer: &'w Writer<'t>,
    /// The report, for the few readings that depend on its tables.
    pub(super) this: Filled<'t>,
    pub(super) context: Context,
    pub(super) said: Vec<Said>,
    /// What is said of other units, or of some of those below a government.
    pub(super) of_others: Vec<(Vec<Sum>, Decimal)>,
    /// What is said of a government that is named, and in which sentence.
    pub(super) of_own: Vec<(usize, usize)>,
    /// What is said of its office.
    pub(super) of_office: HashSet<usize>,
    /// Numbers that were left alone, though their own words mean a figure.
    pub(super) doubted: Vec<Doubted>,
    /// Numbers that were understood, in order.
    pub(super) listed: Vec<Listed>,
    /// What the paragraph counted, in order.
    pub(super) counted_before: Vec<Before>,
    /// Numbers of the sentence that a total behind them adds up: which of what is said they are.
    pub(super) added: Vec<usize>,
    /// Where the sentence began.
    pub(super) begun: usize,
    /// The acts of the paragraph whose numbers may be left out of others, with these.
    pub(super) counted: Vec<(usize, Decimal)>,
    /// It says what became of those that the year before left: its results are of some.
    pub(super) results_apart: bool,
}

impl Reader<'_, '_> {
    /// Begins a sentence; 其中 goes on with that before it.
    pub(super) fn begin(&mut self, segments: &[Segment]) {
        let begun = Sentence::of(&self.writer.form.texts, segments);
        let sentence = &mut self.context.sentence;
        if segments.first().is_some_and(|first| first.features.has(Class::OfIt)) {
            (sentence.beside, sentence.brought_apart) = (begun.beside, begun.brought_apart);
            return;
        }
        // （二）办理依申请公开。健全制度，新收申请 218 件
        let names = |segment: &Segment| {
            let Features { nouns, is_vague, .. } = &segment.features;
            !nouns.is_empty() && self.writer.form.texts.are_asked(nouns) && !is_vague
        };
        self.context.below_requests |=
            segments.iter().all(|segment| segment.count.is_none()) && segments.iter().any(names);
        let sentence = &mut self.context.sentence;
        let published_before = sentence.published;
        let (other_time, others) =
            (sentence.other_time && sentence.time_lasts, sentence.others && sentence.others_last);
        if let Some(parts) = self.context.parts.take() {
            self.speak_of(parts);
        }
        self.context.sentence = Sentence {
            published_before,
            other_time,
            time_lasts: other_time,
            others,
            others_last: others,
            ..begun
        };
        for number in [&mut self.context.last, &mut self.context.asked].into_iter().flatten() {
            number.in_sentence = false;
        }
        // 收到 17 件，上年结转 3 件。自然人申请 12 件: not of those brought forward.
        let acts = &self.writer.form.texts.acts;
        if self.context.topic.acts.iter().all(|&act| acts[act].is_brought()) {
            self.context.topic.acts.clear();
        }
    }

    /// The last number of the sentence.
    pub(super) fn last(&self) -> Option<&Number> {
        self.context.last.as_ref().filter(|last| last.in_sentence)
    }

    /// What follows is said of the whole of a list again.
    fn speak_of(&mut self, list: List) {
        let sentence = &mut self.context.sentence;
        sentence.narrowed = false;
        sentence.of_some = false;
        sentence.elsewhere = !list.topic.sure;
        self.context.topic = list.topic;
    }

    pub(super) fn when_and_whose(&mut self, segment: &Segment) {
        let (features, is_item) = (&segment.features, segment.count.is_some());
        let government = self.writer.is_government;
        let sentence = &mut self.context.sentence;
        if features.has(Class::ThisYear) || features.has(Class::Became) {
            sentence.other_time = false;
        }
        // 申请事项集中在规划计划等方面 tells no time.
        if features.is_of_other_time(&self.writer.form.texts)
            && (is_item || !features.unknown || features.time_at_edge || features.time_of_object)
        {
            sentence.other_time = true;
            // 对 2019 年的文件作了清理: no more than those, and no further than the sentence.
            sentence.time_lasts |= (segment.begins || segment.breaks) && !features.time_of_object;
        }
        if sentence.until && features.has(Class::SoFar) && !features.has(Class::ThisYear) && is_item {
            (sentence.other_time, sentence.time_lasts) = (true, true);
        }
        // 为全区最多 is said of another unit.
        if features.is_own(government) && !features.has(Class::Part) {
            sentence.others = false;
        }
        let of_area = features.has(Class::Area);
        sentence.of_own = government && !of_area && (sentence.of_own || features.has(Class::Own));
        sentence.of_office =
            government && !of_area && (sentence.of_office && !segment.breaks || features.of_office);
        // 组织下属单位培训 2 次；行政复议 3 件: nothing of theirs was counted.
        if segment.breaks && !sentence.others_counted && !sentence.others_last {
            sentence.others = false;
        }
        let texts = &self.writer.form.texts;
        let says = !features.nouns.is_empty() || features.acts.iter().any(|&act| texts.has_figure(act));
        if features.is_of_others(government) {
            sentence.others = true;
            sentence.others_counted |= says;
            // 区政府本级方面。收到申请 58 件
            let heads = !is_item && !features.unknown && features.acts.is_empty();
            sentence.others_last |=
                (segment.begins || segment.breaks) && (heads || features.has(Class::Unit));
        }
        sentence.excepts |= features.has(Class::Except);
        let texts = &self.writer.form.texts;
        let asked = !features.nouns.is_empty() && texts.are_asked(&features.nouns) && !features.is_vague;
        let of_other = !features.nouns.is_empty() && !texts.are_asked(&features.nouns);
        let head =
            !is_item && !segment.is_tail && (features.unknown || of_other || features.has(Class::Foreign));
        if segment.breaks {
            (sentence.of_other_head, sentence.of_other_noun) = (false, false);
        }
        sentence.of_asked |= segment.begins && !is_item && asked;
        sentence.of_other_head |= head && !asked && !features.has(Class::Topic) && !sentence.of_asked;
        sentence.by_now |= !is_item && features.has(Class::Until) && !features.has(Class::ThisYear);
    }

    /// 其中: what follows are parts of the last number. Behind a full stop, and where they are more,
    /// they are not of those that the year before left; nor of those who asked where these are all:
    /// 申请 4 件，自然人 2 件，法人 2 件。其中 ….
    pub(super) fn of_it(&mut self, begins: bool, segment: &Segment) {
        let value = segment.count.as_ref().map_or(Decimal::ZERO, |(_, count)| count.number.value);
        if self.context.sentence.by_all_subjects && self.last().is_some_and(|last| last.is_strange) {
            self.context.last = self.context.asked.clone();
        }
        let is_more = self.last().is_some_and(|last| value > last.value);
        // 行政复议 2 件、行政诉讼 1 件，其中维持 2 件: of both.
        if is_more && self.context.topic.either {
            return;
        }
        if begins || is_more {
            let acts = &self.writer.form.texts.acts;
            let brought = |last: &Number| last.topic.acts.iter().any(|&act| acts[act].is_brought());
            let split = self.context.sentence.split.take_if(|split| split.is_all());
            if let Some(whole) = split.and_then(|split| split.of) {
                self.context.last = Some(whole);
            } else if self.context.last.as_ref().is_some_and(brought) {
                return;
            }
        }
        self.open_parts();
    }

    /// What follows are parts of the last number.
    pub(super) fn open_parts(&mut self) {
        let Some(last) = self.last().cloned() else { return };
        let context = &mut self.context;
        context.sentence.whole = (!last.sums.is_empty()).then(|| (last.value, last.counter.clone()));
        // 行政诉讼 0 件，其中维持 2 件: of others.
        if last.topic.sure && !last.value.is_zero() {
            context.topic = last.topic.clone();
        }
        // 应诉 22 件（维持 12 件）: of what is not understood.
        context.topic.sure &= !last.is_strange;
        context.parts = Some(List::of(last, context.sentence.narrowed));
    }

    /// 公文 61 件，其中主动公开 60 件；制发规范性文件 2 件: a noun and an act of its own behind a
    /// semicolon end a list of parts of something else.
    pub(super) fn leave_parts(&mut self, features: &Features) {
        let texts = &self.writer.form.texts;
        if let Some(parts) = &self.context.parts {
            self.context.sentence.narrowed = parts.narrowed;
        }
        let says = features.acts.iter().any(|&act| !texts.acts[act].holds) || features.has(Class::Topic);
        let of_topic = |nouns: &[usize]| !nouns.is_empty() && texts.are_of_topic(nouns);
        let dispute = of_topic(&features.nouns)
            && self.context.parts.as_ref().is_some_and(|parts| of_topic(&parts.topic.nouns));
        let alone = (says || dispute || is_decided(&self.writer.form.texts, features))
            && !features.nouns.is_empty()
            && !features.unknown;
        if is_decided(&self.writer.form.texts, features) && !features.unknown {
            self.context.sentence.elsewhere = false;
        }
        // 收到申请 50 件，其中自然人 48 件；答复 47 件: of all of them.
        if self.context.sentence.of_some
            && features.who.is_empty()
            && let Some(parts) = self.context.parts.take_if(|parts| parts.topic.sure)
        {
            let whole = parts.of.clone();
            self.speak_of(parts);
            self.context.last = whole.or_else(|| self.context.last.take());
        }
        let other = |parts: &mut List| !parts.topic.sure || parts.topic.nouns != features.nouns;
        if alone && let Some(parts) = self.context.parts.take_if(other) {
            self.leave(parts);
        }
    }

    /// What follows a list that has ended is beside its whole, and not beside its last part.
    fn leave(&mut self, parts: List) {
        self.context.sentence.narrowed = parts.narrowed;
        if parts.of.is_some() {
            self.context.last = parts.of;
        }
    }

    /// 行政处罚 527 件，其中食品类 213 件，实施行政强制 31 件: what is decided of another kind is no part.
    pub(super) fn leave_decided(&mut self, features: &Features) {
        let texts = &self.writer.form.texts;
        let decided = |nouns: &[usize]| nouns.iter().any(|&noun| texts.is_decided(noun));
        let other = |parts: &mut List| {
            let nouns = &parts.topic.nouns;
            parts.topic.sure && *nouns != features.nouns && decided(nouns)
        };
        if is_decided(texts, features)
            && !features.unknown
            && !features.has(Class::OfIt)
            && let Some(parts) = self.context.parts.take_if(other)
        {
            self.leave(parts);
            self.context.sentence.elsewhere = false;
        }
    }

    /// Whether those who asked are all who did: 公民和企业申请 9 件，其中 ….
    fn are_all(&self, meant: &Meant) -> bool {
        let value = |meant: &Meant| {
            let sum = meaning::sums(self.writer, meant).into_iter().next()?;
            self.this.sum(&sum.figures)
        };
        let all = value(&Meant { who: Vec::new(), ..meant.clone() });
        meant.who.len() > 1 && all.is_some() && value(meant) == all
    }

    /// What was understood is inherited by what follows.
    pub(super) fn understood(&mut self, meant: &Meant, value: Decimal, count: &Count, sums: Vec<Sum>) {
        let texts = &self.writer.form.texts;
        let of_all = meant.who.is_empty() || self.are_all(meant);
        let topic =
            Topic { nouns: meant.nouns.clone(), acts: meant.acts.clone(), sure: of_all, either: false };
        let number = Number {
            value,
            counter: count.unit.clone(),
            sums,
            of_disclosure: texts.are_asked(&meant.nouns) || texts.are_of_topic(&meant.nouns),
            topic,
            in_sentence: true,
            other_time: false,
            is_strange: false,
            is_apart: false,
        };
        // 行政复议 9 件，行政诉讼 2 件，结果维持 6 件: of which of them is not said; of none: 行政诉讼 0 件，结果维持 6 件.
        let bare = |topic: &Topic| {
            topic.acts.is_empty() && !topic.nouns.is_empty() && texts.are_of_topic(&topic.nouns)
        };
        let beside = |last: &Number| bare(&last.topic) && last.topic.nouns != number.topic.nouns;
        let others = self.last().filter(|last| bare(&number.topic) && beside(last));
        let listed = &self.context.topic.nouns;
        let all = |last: &Number| last.topic.nouns.iter().all(|noun| listed.contains(noun));
        let others = others.map(|last| if all(last) { listed } else { &last.topic.nouns });
        let others: Vec<usize> = others.cloned().unwrap_or_default();
        let of_others = bare(&number.topic) && value.is_zero() && others.is_empty();
        let first = self.last().is_none() && self.context.parts.is_none();
        let Context { topic, sentence, .. } = &mut self.context;
        let either = !others.is_empty() || topic.either && topic.nouns == meant.nouns;
        topic.nouns = others.into_iter().chain(meant.nouns.iter().copied()).collect();
        (topic.sure, topic.either) = (!of_others, either);
        sentence.tell(texts, meant, value, count, first);
        if of_all {
            topic.acts.clone_from(&meant.acts);
            sentence.split = Some(List::of(number.clone(), sentence.narrowed));
        } else {
            // 其中自然人 12 件，予以公开 …: of whom, is not said, until all who asked are named.
            let split = sentence.split.as_mut().filter(|split| split.of.is_some());
            sentence.of_some = !split.is_some_and(|split| {
                split.add(value);
                split.is_all()
            });
        }
        let came_in = meant.acts.iter().all(|&act| texts.acts[act].weak);
        if of_all && came_in && texts.are_asked(&meant.nouns) && !meant.nouns.is_empty() {
            self.context.asked = Some(number.clone());
            self.context.sentence.by_subject = (Decimal::ZERO, 0);
        }
        self.context.last = Some(number);
        self.part(value);
    }

    /// 收到申请 8 件。… 8 件中，公开 2 件: those requests again.
    pub(super) fn asked_again(&self, features: &Features, count: &Count) -> Option<Number> {
        let alike = |asked: &&Number| asked.value == count.number.value && asked.counter == count.unit;
        let texts = &self.writer.form.texts;
        let came_in = features.acts.iter().all(|&act| texts.comes_in(act));
        let asked =
            self.context.asked.as_ref().filter(alike).filter(|_| came_in && features.names_nothing())?;
        // 收到申请 5 件。行政处罚 5 件，5 件中 …: those.
        let other = |last: &Number| last.value == asked.value && last.topic.nouns != asked.topic.nouns;
        if self.context.last.as_ref().is_some_and(other) {
            return None;
        }
        Some(Number { in_sentence: true, ..asked.clone() })
    }

    /// One more part: once they make up the whole, what follows is said of that again.
    fn part(&mut self, value: Decimal) {
        let Some(parts) = &mut self.context.parts else { return };
        parts.add(value);
        if let Some(parts) = self.context.parts.take_if(|parts| parts.is_all()) {
            self.speak_of(parts);
        }
    }

    /// Understood, but in no table: what follows is not affected.
    pub(super) fn aside(&mut self, meant: &Meant, value: Decimal) {
        if meant.acts.is_empty() || self.context.topic.nouns.is_empty() {
            self.context.topic.nouns.clone_from(&meant.nouns);
        }
        self.part(value);
    }

    /// 延期答复 21 件，均为自然人申请: a number that no table has, and what follows is of those.
    pub(super) fn of_some_asked(&mut self, features: &Features, count: &Count) {
        let texts = &self.writer.form.texts;
        let nouns = if features.nouns.is_empty() { &self.context.topic.nouns } else { &features.nouns };
        let of_topic = texts.are_asked(nouns) || texts.are_of_topic(nouns);
        if !features.acts.is_empty() && !nouns.is_empty() && of_topic {
            let (value, counter) = (count.number.value, count.unit.clone());
            self.context.last =
                Some(Number { value, counter, in_sentence: true, is_apart: true, ..Number::default() });
        } else if !texts.are_asked(&features.nouns) {
            self.context.sentence.of_other_noun = true;
        }
    }

    /// One more number by channel: of the number before it, or of one that may follow.
    fn channel(&mut self, features: &Features, count: &Count) {
        let texts = &self.writer.form.texts;
        let Context { topic, sentence, last, .. } = &mut self.context;
        let acts = features.acts.iter().copied().filter(|&act| texts.acts[act].weak).collect::<Vec<_>>();
        let alike = |split: &List| {
            split.counter == count.unit && (split.of.is_none() || acts.is_empty()) && !sentence.narrowed
        };
        if !texts.are_asked(&features.nouns) {
            sentence.split = None;
        } else if let Some(split) = sentence.split.as_mut().filter(|split| alike(split)) {
            split.add(count.number.value);
        } else if !sentence.narrowed {
            let nouns = if features.nouns.is_empty() { &topic.nouns } else { &features.nouns }.clone();
            let (sum, counter) = (count.number.value, count.unit.clone());
            // 收到申请 17 件。网上 12 件、信函 5 件: of those, in the sentence before.
            let whole = |last: &&Number| !last.in_sentence && last.is_of(texts, &nouns, &counter, sum);
            let of = last.as_ref().filter(whole).cloned();
            let topic =
                of.as_ref().map_or(Topic { nouns, acts, sure: true, either: false }, |of| of.topic.clone());
            sentence.split = Some(List { of, topic, sum, counter, narrowed: false });
        }
    }

    /// 合计 17 件, behind numbers by channel that make it up: what came by them.
    pub(super) fn total(&mut self, count: &Count) -> Option<Topic> {
        let split = self.context.sentence.split.take()?;
        let open = split.of.is_none() || split.is_all();
        let whole = open && split.sum == count.number.value && split.counter == count.unit;
        let named = !split.topic.nouns.is_empty() && !split.topic.acts.is_empty();
        let topic = (whole && named).then(|| split.topic.clone());
        if topic.is_some() {
            self.speak_of(split);
        }
        topic
    }

    /// A number that counts something else, or only some.
    pub(super) fn lost(&mut self, features: &Features, why: Why, count: &Count) {
        let texts = &self.writer.form.texts;
        if why == Why::Part && features.is_narrowed() && !features.unknown {
            self.channel(features, count);
        } else {
            self.context.sentence.split = None;
        }
        let Context { topic, sentence, last, parts, .. } = &mut self.context;
        // Among 予以公开 7 件 and 不予公开 4 件 there may be another result; a sentence may go on with
        // another matter (；收到来信 85 封).
        let acts = || features.acts.iter().map(|&act| &texts.acts[act]);
        let begins = acts().any(|act| act.weak) || features.has(Class::ThisYear);
        let named = !features.nouns.is_empty() || acts().any(|act| act.holds);
        let among = sentence.results && !features.has(Class::Foreign);
        // 予以公开 7 件，已在网站公开 1 件，不予公开 4 件: results go on, nothing else does.
        let odd = among
            && texts.are_asked(&features.nouns)
            && last.as_ref().is_some_and(|last| last.counter == count.unit);
        // 收到申请 31 件，24 件要的是招生信息: some of those, and nothing else.
        let some = |whole: &Number| whole.counter == count.unit && count.number.value < whole.value;
        let silent = features.number_first && !features.has(Class::Foreign) && !begins && !named;
        let part = silent && last.as_ref().is_some_and(|last| !last.sums.is_empty() && some(last));
        sentence.tell_items(features.has(Class::Topic), count);
        sentence.of_other_noun |= !features.nouns.is_empty() && !texts.are_asked(&features.nouns);
        match why {
            Why::Unknown if part && parts.is_none() => sentence.vague = true,
            Why::About | Why::OtherTime | Why::Others | Why::Beside | Why::Published => {
                if !features.nouns.is_empty() {
                    topic.nouns.clone_from(&features.nouns);
                    // 发布规范性文件 2 件，废止 1 件
                    let document = why == Why::Published && !texts.are_asked(&features.nouns);
                    topic.sure |= document;
                    sentence.vague &= !document;
                }
            }
            Why::Unsure => {}
            Why::Unknown if among && !begins && !named => {}
            _ if parts.as_ref().is_some_and(|parts| parts.topic.sure) => sentence.narrowed = true,
            _ => {
                topic.sure = false;
                topic.nouns.clear();
                sentence.mentioned.clear();
                sentence.elsewhere |= !odd;
            }
        }
        self.last_lost(features, why, count);
        self.part(count.number.value);
        if let Some(split) = self.context.sentence.split.clone().filter(List::is_all) {
            self.speak_of(split);
        }
        if !features.has(Class::Way) && (features.unknown || features.has(Class::Foreign)) {
            self.subject(count);
        }
    }

    /// 收到申请 8 件，涉及政策法规 1 件、机构设置 1 件、小区备案 6 件: what follows is of all of them again.
    fn subject(&mut self, count: &Count) {
        let Context { asked, sentence, .. } = &mut self.context;
        let alike = |asked: &&Number| asked.in_sentence && asked.counter == count.unit;
        let Some(asked) = asked.as_ref().filter(alike) else { return };
        let (sum, counted) = sentence.by_subject;
        let sum = sum.saturating_add(count.number.value);
        sentence.by_subject = (sum, counted + 1);
        if sum == asked.value && counted > 0 {
            let topic = asked.topic.clone();
            (sentence.vague, sentence.elsewhere, sentence.narrowed) = (false, false, false);
            sentence.by_all_subjects = true;
            self.context.parts = None;
            self.context.topic = topic;
        }
    }

    /// It was the last number.
    fn last_lost(&mut self, features: &Features, why: Why, count: &Count) {
        let texts = &self.writer.form.texts;
        let Context { topic, sentence, last, .. } = &mut self.context;
        // 收到申请 9 件，网络 5 件、信函 4 件，行政复议 1 件: of disclosure, like those before.
        let before = last.as_ref().is_some_and(|last| last.in_sentence && last.of_disclosure);
        let by_channel = why == Why::Part && !features.has(Class::Foreign);
        let of_disclosure = features.has(Class::Topic) || by_channel && before;
        // 全年 23 件申请中, and 较上年的 31 件减少
        let is_bare = texts.are_asked(&features.nouns) && features.acts.is_empty();
        let is_known = matches!(why, Why::OtherTime | Why::About) || why == Why::Unsure && is_bare;
        *last = Some(Number {
            value: count.number.value,
            counter: count.unit.clone(),
            topic: Topic { sure: false, ..topic.clone() },
            in_sentence: true,
            other_time: why == Why::OtherTime || sentence.other_time,
            is_strange: !is_known,
            is_apart: false,
            of_disclosure,
            sums: Vec::new(),
        });
    }

    /// What a clause before the numbers says of them.
    pub(super) fn introduction(&mut self, features: &Features, breaks: bool) {
        let texts = &self.writer.form.texts;
        let counted = self.last().is_some();
        // 收到申请 17 件，主要涉及征地，…; 17 件，涉及规划、土地，…
        let concerns = features.has(Class::Cause) && features.nouns.is_empty() && !breaks;
        if counted && (features.has(Class::Remark) || concerns) {
            return;
        }
        let spoken_of = self.last().is_some_and(|last| !last.sums.is_empty());
        let of_requests = self.last().is_some_and(|last| {
            !last.sums.is_empty() && !last.topic.nouns.is_empty() && texts.are_asked(&last.topic.nouns)
        });
        let Context { topic, sentence, .. } = &mut self.context;
        // 收到申请 16 件，信函 14 件，网络 2 件，多问规划，办结 13 件: of all of them.
        let spoken_of = spoken_of || sentence.split.as_ref().is_some_and(List::is_all);
        let names = !features.nouns.is_empty();
        let foreign = features.has(Class::Foreign);
        let weak = |&&act: &&usize| texts.acts[act].weak;
        // 自然人方面, but not 已告知市民
        let of_some = features.who.iter().any(|&who| !texts.who[who].anybody)
            && features.acts.iter().all(|&act| texts.has_figure(act));
        // 申请人以自然人为主
        let of_some = of_some && !features.has(Class::Remark);
        let narrows = if features.unknown {
            let end = features.ends_with_noun && !features.acts.iter().any(|act| weak(&act));
            end || names && (features.has(Class::Part) || features.has(Class::Cause))
        } else {
            features.is_narrowed() && !features.by_several_ways || of_some
        };
        // 收到申请 1 件，区分可以公开的部分，作出答复: of those.
        sentence.published |=
            !names && !of_requests && features.acts.iter().any(|&act| texts.acts[act].holds);
        if foreign && !names && !sentence.lists_results(texts) {
            topic.sure = false;
            sentence.elsewhere = true;
        }
        let of_field = features.has(Class::Field) && !features.has(Class::Topic);
        sentence.narrowed |= of_field || narrows && (features.is_narrowed() || names || of_some);
        let same = topic.sure && names && features.nouns == topic.nouns;
        if features.unknown {
            sentence.vague |= !spoken_of && !same;
            sentence.mentioned.clone_from(&features.nouns);
        } else if names && !features.spoiled && !foreign {
            let acts = features.acts.iter().filter(weak).copied().collect();
            *topic = Topic { nouns: features.nouns.clone(), acts, sure: true, either: false };
            sentence.named = true;
            sentence.vague = false;
            sentence.elsewhere = false;
        }
    }
}
