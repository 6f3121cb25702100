//! The words of a segment with what they inherit → what is meant, or why nothing is said of it.

use rust_decimal::Decimal;

use super::context::{Context, Reader};
use super::features::Features;
use super::meaning::{self, Meant};
use super::noted::{List, Number, Topic};
use super::said::{SomeOf, Why};
use super::sentence::is_decided;
use super::tokens::{Count, Measure};
use crate::form::{Class, Texts};

/// Why words say nothing that the tables have, whatever is before them.
fn left_alone(texts: &Texts, features: &Features, count: &Count) -> Option<Why> {
    let result = |act: usize| texts.acts[act].is_result() && texts.acts[act].when.is_empty();
    let nameless = features.acts.is_empty() && features.who.is_empty();
    let is_item = count.unit != Measure::None;
    // 印发的其他文件 63 份
    let of_documents = |act: usize| !texts.acts[act].weak && !texts.is_of_asked(act);
    // 企业申请的 2 件，一件予以公开，一件不予公开: of those.
    let few = count.in_words && count.number.value <= Decimal::TWO;
    let one_of_them = is_item && few && features.nouns.is_empty();
    // 无法提供等其他情况 46 件: of several kinds.
    let of_several =
        is_item && features.has(Class::Rest) && (features.has(Class::Open) || features.has(Class::And));
    if features.unknown || is_item && features.has(Class::Not) {
        Some(Why::Unknown) // 未答复申请 2 件
    } else if features.spoiled
        || features.has(Class::Foreign)
        || features.has(Class::OffTopic)
        || matches!(count.unit, Measure::Other(_))
    {
        Some(Why::Foreign)
    } else if features.is_narrowed()
        || is_item && features.some_of_them
        || is_item && features.caused && features.acts.iter().any(|&act| result(act))
        || features.goes_on(texts)
        || is_item && features.is_of_carried(texts)
    {
        Some(Why::Part) // 结转件公开 1 件
    } else if count.about {
        Some(Why::About)
    } else if is_item && (features.has(Class::Compare) || features.time_of_object) {
        Some(Why::OtherTime) // 较上年的 14 件
    } else if one_of_them
        || of_several
        || is_item && features.has(Class::Open) && !features.who.is_empty()
        || is_item && features.has(Class::Except) && features.acts.iter().any(|&act| result(act))
        || features.has(Class::Each)
        || features.has(Class::Rest) && !features.who.is_empty()
        || is_item && features.has(Class::Rest) && features.acts.iter().any(|&act| of_documents(act))
        || nameless && (features.nouns.is_empty() || features.has(Class::Open) || features.has(Class::Rest))
    {
        Some(Why::Unsure)
    } else {
        None
    }
}

impl Reader<'_, '_> {
    /// What the words mean with what they inherit, or why nothing is said of the number.
    pub(super) fn resolve(&mut self, features: &Features, count: &Count) -> Result<Meant, Why> {
        if let Some(why) = left_alone(&self.writer.form.texts, features, count) {
            return Err(why);
        }
        let texts = &self.writer.form.texts;
        let of_topic = !self.context.topic.nouns.is_empty() && texts.are_of_topic(&self.context.topic.nouns);
        let is_item = count.unit != Measure::None;
        // 受理案件 45 件; 办理行政查询事项 6210 件: not of requests.
        let kind = |&act: &usize| texts.acts[act].kind_of.is_some() && texts.is_of_asked(act);
        let of_kind = features.acts.iter().any(kind) && features.is_handled;
        // 信访事项不予处理 1 件
        let result = |&act: &usize| texts.acts[act].is_result() && texts.is_of_asked(act);
        let thing = features.has_thing && !of_topic && !features.acts.iter().any(result);
        let unnamed = features.nouns.is_empty() && (thing || of_kind);
        // 收到数据申请 46 件
        if is_item && (unnamed || features.is_vague && features.has_thing) {
            return Err(Why::Foreign);
        }
        let such = count.unit != Measure::None && self.writer.form.texts.are_asked(&features.nouns);
        if features.has(Class::Thus) && (such || self.counted_some()) {
            return Err(Why::Part);
        }
        let acts = self.acts(features, count)?;
        let nouns = self.nouns(features, &acts, count)?;
        let acts = self.with_meaning(features, &nouns, self.of_list(&nouns, acts))?;
        let held_back = self.held_back(features, &nouns, &acts, count);
        let mut meant = Meant { nouns, acts, who: features.who.clone(), joined: features.has(Class::And) };
        if matches!(held_back, Some(Why::Others | Why::Beside)) {
            self.context.sentence.others_counted |= held_back == Some(Why::Others);
            self.of_others.push((meaning::sums(self.writer, &meant), count.number.value));
        }
        held_back.map_or(Ok(()), Err)?;
        let texts = &self.writer.form.texts;
        if meant.who.iter().any(|&who| texts.who[who].anybody) {
            meant.who.clear();
        }
        if !meant.who.is_empty() && meant.acts.is_empty() && self.context.topic.nouns == meant.nouns {
            meant.acts = self.acts_of_who(&meant.nouns).ok_or(Why::Unsure)?;
        }
        Ok(meant)
    }

    /// Whether the last number of the sentence was of some of the requests: 撤回 3 件，因此引起 ….
    fn counted_some(&self) -> bool {
        let texts = &self.writer.form.texts;
        let result = |&act: &usize| texts.acts[act].is_result() && texts.acts[act].when.is_empty();
        let unsure = |last: &Number| !last.topic.sure && !self.context.sentence.published;
        self.last().is_some_and(|last| unsure(last) || last.topic.acts.iter().any(result))
    }

    /// What was done with the requests of some: in a list of parts what was done with the whole,
    /// else that they came in; 予以公开 7 件。自然人申请 12 件 is not sure.
    fn acts_of_who(&self, nouns: &[usize]) -> Option<Vec<usize>> {
        let texts = &self.writer.form.texts;
        let Context { topic, parts, sentence, .. } = &self.context;
        let acts = &parts.as_ref().map_or(topic, |parts| &parts.topic).acts;
        let finishes = nouns.iter().any(|&noun| texts.left_when(noun, acts).is_some());
        let came_in = acts.iter().all(|&act| texts.acts[act].weak) && !finishes;
        let part = parts.as_ref().is_some_and(|parts| parts.sum.is_zero() || sentence.of_some);
        (came_in || part).then(|| acts.clone())
    }

    /// The acts of the words; what is published is not what was decided, and that holds for the
    /// sentence.
    fn acts(&mut self, features: &Features, count: &Count) -> Result<Vec<usize>, Why> {
        let texts = &self.writer.form.texts;
        let holds = |act: &usize| texts.acts[*act].holds;
        let asked = |nouns: &[usize]| !nouns.is_empty() && texts.are_asked(nouns);
        // 涉及公开的复议 12 件
        let of_topic = !features.nouns.is_empty() && texts.are_of_topic(&features.nouns);
        let is_topic = |act: &usize| texts.acts[*act].holds && texts.has_figure(*act);
        if of_topic && features.acts.iter().any(is_topic) {
            return Ok(features.acts.iter().copied().filter(|act| !holds(act)).collect());
        }
        // 公开和部分公开信息 18 件: of both.
        let strong = |act: &usize| !texts.acts[*act].weak && !holds(act);
        if features.has(Class::And) && features.acts.iter().any(holds) && features.acts.iter().any(strong) {
            return Err(Why::Published);
        }
        if features.acts.iter().any(holds) && !asked(&features.nouns) {
            // 答复 22 件，其中公开 1 件; 收到申请 5 件，公开 4 件、不予公开 1 件: of requests.
            let Context { topic, sentence, parts, .. } = &self.context;
            let of_asked = |topic: &Topic| topic.sure && asked(&topic.nouns);
            let alike = self.last().is_some_and(|last| last.counter == count.unit);
            let has_figure = features.acts.iter().all(|&act| texts.has_figure(act));
            let in_parts = parts.as_ref().is_some_and(|parts| of_asked(&parts.topic));
            let begins = features.has(Class::ThisYear) || features.has(Class::Topic) || sentence.published;
            // 收到申请 5 件，公开 4 件
            let of_all = |last: &Number| !last.sums.is_empty() && last.value >= count.number.value;
            let some = !sentence.by_result.is_empty() || self.last().is_some_and(of_all);
            let goes_on = alike && some && !begins && of_asked(topic);
            // 从结果看，公开 7 件，部分公开 2 件，不予公开 …
            let listed = sentence.lists_results(texts) && !begins && of_asked(topic);
            let amid = in_parts || (goes_on || listed) && has_figure;
            return match features.nouns.as_slice() {
                [] if amid && has_figure => Ok(features.acts.clone()),
                [] if amid => Err(Why::NoFigure),
                _ => {
                    self.context.sentence.published = true;
                    Err(Why::Published)
                }
            };
        }
        Ok(features.acts.iter().copied().filter(|act| !holds(act)).collect())
    }

    /// 收到申请 7 件，涉及信息 23 项，公开 9 项: whether it is of what was asked for in them.
    fn is_of_items(&mut self, nouns: &[usize], acts: &[usize], count: &Count) -> bool {
        let texts = &self.writer.form.texts;
        let sentence = &mut self.context.sentence;
        let told = |&act: &usize| texts.acts[act].is_result() || texts.acts[act].holds;
        let ends = |act: &usize| told(act) || texts.finishes(*act);
        sentence.tell_items(texts.are_asked(nouns) && acts.iter().any(ends), count);
        sentence.items_in.as_ref() == Some(&count.unit)
    }

    /// Why the sentence says nothing of the number.
    fn held_back(
        &mut self,
        features: &Features,
        nouns: &[usize],
        acts: &[usize],
        count: &Count,
    ) -> Option<Why> {
        let is_item = count.unit != Measure::None;
        if is_item && self.is_of_items(nouns, acts, count) {
            return Some(Why::NoFigure);
        }
        let texts = &self.writer.form.texts;
        let sentence = &self.context.sentence;
        if is_item && sentence.left_within && acts.iter().any(|&act| texts.finishes(act)) {
            return Some(Why::Unsure); // 办结 20 件，含结转下年度 2 件
        }
        let nameless = acts.is_empty() && features.who.is_empty() && is_item;
        let some_of_them = nameless && self.is_some_of_them(features, nouns, count);
        if is_item && self.is_of_part(features, acts) {
            return Some(Why::Part);
        }
        // 收到申请 20 件，申请信息 36 条
        let items = |(_, counter): &(Decimal, Measure)| {
            *counter != count.unit && counter.is_named() && count.unit.is_named()
        };
        if nameless && texts.are_asked(nouns) && sentence.asked_in.as_ref().is_some_and(items) {
            return Some(Why::NoFigure);
        }
        if some_of_them || self.others_beside(features, acts, is_item) {
            return Some(Why::Beside);
        }
        // 主动公开信息 24 条。依申请公开信息 6 条: of documents too.
        let goes_on = |last: &Number| last.counter == count.unit && !last.in_sentence;
        let alike = self.context.last.as_ref().is_some_and(goes_on);
        if nameless && texts.are_asked(nouns) && self.context.sentence.published_before && alike {
            return Some(Why::Published);
        }
        // 公开文件 30 件，行政复议 2 件: that is another matter.
        let amount = nouns.iter().all(|&noun| texts.nouns[noun].is_amount);
        if self.context.sentence.published && !amount && !texts.are_of_topic(nouns) {
            let part = self.context.parts.is_some();
            if part || acts.is_empty() || acts.iter().any(|&act| texts.acts[act].is_result()) {
                return Some(Why::Published);
            }
            self.context.sentence.published = false;
        }
        if self.context.sentence.other_time {
            let (nouns, acts, sure) = (nouns.to_vec(), acts.to_vec(), features.who.is_empty());
            self.context.topic = Topic { nouns, acts, sure, either: false };
            return Some(Why::OtherTime);
        }
        self.is_of_others(features, nouns)
    }

    /// Whether requests or disputes without an act are some of those that were counted before: 行政复议
    /// 144 件，120 件作出复议决定.
    fn is_some_of_them(&self, features: &Features, nouns: &[usize], count: &Count) -> bool {
        let Context { parts, asked, .. } = &self.context;
        let again =
            |last: &Number| last.topic.nouns == nouns && last.topic.acts.is_empty() && !last.sums.is_empty();
        // 收到申请 5 件，其中 1 件依申请公开
        let of_same = |parts: &List| parts.topic.sure && parts.topic.nouns == nouns;
        // 收到申请 7 件。2 件依申请公开，1 件部分公开; 收到申请 7 件：依申请公开 2 件
        let fewer = |asked: &Number| asked.topic.nouns == nouns && count.number.value < asked.value;
        asked.as_ref().is_some_and(|asked| fewer(asked) && (features.number_first || asked.in_sentence))
            || self.last().is_some_and(again)
            || parts.as_ref().is_some_and(of_same)
    }

    /// Whether the sentence, or the paragraph, has others that the words leave out.
    pub(super) fn others_beside(&self, features: &Features, acts: &[usize], is_item: bool) -> bool {
        let texts = &self.writer.form.texts;
        let sentence = &self.context.sentence;
        let any = |fits: &dyn Fn(usize) -> bool| acts.iter().any(|&act| fits(act));
        let beside = |other: &String| sentence.beside.iter().any(|&act| texts.acts[act].name == *other);
        let unless = !sentence.opens && any(&|act| texts.acts[act].unless.iter().any(beside));
        // 制发了文件，继续有效 18 件: with or without so many.
        let counted = |other: &&String| self.counted.iter().any(|(act, _)| texts.acts[*act].name == **other);
        let strong = acts.iter().filter(|&&act| !texts.acts[act].weak);
        let mut without = strong.flat_map(|&act| &texts.acts[act].without).filter(|other| !counted(other));
        // 上年结转的 2 件均予以公开; 收到 20 件，按期答复 18 件，予以公开 7 件
        let apart = is_item && (self.results_apart || sentence.done_in_part);
        let result = |act: usize| texts.acts[act].is_result() && texts.acts[act].when.is_empty();
        // 除 2 件结转外，其余 15 件均已办结: beside those brought forward; 答复 4 件，未答复 1 件: beside those.
        let some = features.has(Class::Rest) && !sentence.is_but_left(texts) || sentence.not_done;
        unless
            || without.any(beside)
            || apart && any(&result)
            || is_item && some && any(&|act| texts.finishes(act))
            || sentence.answered_apart && any(&|act| texts.acts[act].needs_noun || texts.finishes(act))
    }

    /// Why a number may be of other units, or of other matters.
    fn is_of_others(&self, features: &Features, nouns: &[usize]) -> Option<Why> {
        let Context { sentence, of_disclosure, .. } = &self.context;
        let named = features.has(Class::Topic) || features.of_requests;
        let of_topic = self.writer.form.texts.are_of_topic(nouns);
        // 行政处罚 499 件，收到公开申请 13 件，行政复议 2 件: of those requests.
        let texts = &self.writer.form.texts;
        let of_requests = |last: &Number| !last.sums.is_empty() && texts.are_asked(&last.topic.nouns);
        let beside_decided = sentence.beside_decided && !self.last().is_some_and(of_requests);
        // Who decides reviews has those of others too; that there was none denies any.
        let in_doubt = !of_disclosure && !named && !features.has(Class::Not);
        let vague = features.is_vague
            && (sentence.of_other_head && !self.context.below_requests
                || sentence.named_in_full && features.who.is_empty());
        match () {
            () if vague && !features.has(Class::Not) => Some(Why::Foreign),
            () if sentence.others || sentence.topic_within && !named && of_topic => Some(Why::Others),
            () if of_topic
                && (sentence.of_other_kind || beside_decided)
                && !named
                && !features.has(Class::Not) =>
            {
                Some(Why::Others)
            }
            () if in_doubt && nouns.iter().any(|&noun| self.decides(noun)) => Some(Why::Unsure),
            () => None,
        }
    }

    /// Whether a part is not all that the table has of it: its own of what its area received
    /// (全区受理 27 件，其中区政府受理 6 件), the new ones of those done (办结 18 件，其中新收 15 件), results of
    /// those brought forward (上年结转 4 件，其中予以公开 3 件).
    fn is_of_part(&self, features: &Features, acts: &[usize]) -> bool {
        let texts = &self.writer.form.texts;
        let Some(parts) = &self.context.parts else { return false };
        let of = |fits: &dyn Fn(usize) -> bool| parts.topic.acts.iter().any(|&act| fits(act));
        let new = |&act: &usize| texts.acts[act].weak && !texts.finishes(act) && texts.has_figure(act);
        let result = |&act: &usize| !texts.acts[act].weak && texts.acts[act].when.is_empty();
        let new_of_done = acts.iter().any(new) && of(&|act| texts.finishes(act));
        let of_brought = acts.iter().any(result) && of(&|act| texts.acts[act].is_brought());
        let of_dispute = !parts.topic.nouns.is_empty() && texts.are_of_topic(&parts.topic.nouns);
        if of_dispute && !features.who.is_empty() {
            return true; // 行政复议 9 件，其中自然人申请 8 件
        }
        // 其中 7 件本局不掌握, but not 其中区政府印发 21 件
        let of_request = |act: &usize| result(act) && texts.is_of_asked(*act);
        let in_time = features.has(Class::InTime) && of(&|act| texts.finishes(act)); // 其中按期答复 10 件
        features.has(Class::Own) && !acts.iter().any(of_request) || new_of_done || of_brought || in_time
    }

    /// 其他 1 件 behind all results but one: that, where it is not what is left of the whole.
    pub(super) fn other_result(&self, count: &Count) -> Option<usize> {
        let Context { topic, sentence, parts, .. } = &self.context;
        let rest = parts.as_ref().and_then(|parts| parts.of.as_ref()?.value.checked_sub(parts.sum));
        let asked = topic.sure && self.writer.form.texts.are_asked(&topic.nouns);
        let other = sentence.other_result(&self.writer.form.texts).filter(|_| asked && self.last().is_some());
        other.filter(|_| rest != Some(count.number.value))
    }

    /// 去年收到申请 14 件，今年为 17 件: the same, of this year.
    pub(super) fn said_again(&self, features: &Features) -> Option<Topic> {
        let nameless = features.nouns.is_empty() && features.acts.is_empty() && features.who.is_empty();
        let before = self.last().is_some_and(|last| last.other_time);
        let now = features.has(Class::ThisYear) || features.has(Class::Became);
        let again = nameless && before && now && self.context.topic.sure;
        again.then(|| self.context.topic.clone())
    }

    /// 制发规章 1 件、行政规范性文件 16 件: a noun that says nothing alone takes the act of the list.
    fn of_list(&self, nouns: &[usize], acts: Vec<usize>) -> Vec<usize> {
        let texts = &self.writer.form.texts;
        let before = &self.context.topic.acts;
        let in_list = self.last().is_some_and(|last| last.topic.sure && last.topic.acts == *before);
        let fits = |&noun: &usize| {
            texts.meaning(noun, None).is_none() && before.iter().all(|&act| texts.is_of(act, &[noun]))
        };
        if acts.is_empty() && in_list && nouns.iter().all(fits) { before.clone() } else { acts }
    }

    /// The acts as far as they mean a figure: 受理政府信息公开行政复议 2 件 says no more than 行政复议 2 件, while
    /// 办理行政复议案件 35 件 may be others'.
    fn with_meaning(
        &self,
        features: &Features,
        nouns: &[usize],
        acts: Vec<usize>,
    ) -> Result<Vec<usize>, Why> {
        let texts = &self.writer.form.texts;
        let has_meaning = |act: &usize| nouns.iter().all(|&noun| texts.meaning(noun, Some(*act)).is_some());
        let all_weak = acts.iter().all(|&act| texts.acts[act].weak);
        if all_weak && !acts.iter().all(|&act| texts.has_figure(act)) {
            return Err(Why::NoFigure); // 转交办理 4 件
        }
        if acts.is_empty() || !all_weak || acts.iter().any(has_meaning) {
            return Ok(acts);
        }
        // 司法局 办理信息公开类复议案件 21 件: against others.
        let decides = nouns.iter().any(|&noun| self.decides(noun));
        if decides && !self.writer.is_government && acts.iter().any(|&act| !texts.comes_in(act)) {
            return Err(Why::Foreign);
        }
        // 收到行政复议 2 件: against the unit, where it does not decide on them.
        let came_in = |&act: &usize| texts.comes_in(act);
        let own = acts.iter().all(came_in) && !decides;
        let of_topic = texts.are_of_topic(nouns) && (features.is_about_topic() || own);
        if of_topic { Ok(Vec::new()) } else { Err(Why::Foreign) }
    }

    /// 收到 17 件，其中办结 16 件; 收到 17 件，16 件已办结: of those received, not all that were done.
    fn part_done_of(&self, features: &Features, meant: &Meant, value: Decimal) -> Option<Decimal> {
        let texts = &self.writer.form.texts;
        let finishes = |acts: &[usize]| meant.nouns.iter().any(|&noun| texts.left_when(noun, acts).is_some());
        let opened = self.context.parts.as_ref().filter(|parts| parts.sum.is_zero());
        let sentence = &self.context.sentence;
        // 收到 20 件，按期答复 18 件; 新收 17 件，当年办结 15 件
        let asked = sentence.asked_in.as_ref().is_some_and(|(asked, _)| *asked >= value);
        let in_year = features.has(Class::InTime) || features.has(Class::ThisYear);
        let is_part = |last: &Number| {
            features.number_first
                || asked && in_year
                || sentence.brought_apart
                || sentence.is_done_of_new(texts, last.value, value)
        };
        let whole = match opened {
            Some(parts) => parts.of.as_ref(),
            None => self.last().filter(|last| !last.sums.is_empty() && is_part(last)),
        };
        let received = whole.filter(|whole| !finishes(&whole.topic.acts) && finishes(&meant.acts));
        received.map(|whole| whole.value)
    }

    /// 收到 17 件，其中办结 16 件: of 17, and how many of them can be left.
    pub(super) fn some_of(&self, features: &Features, meant: &Meant, value: Decimal) -> Option<SomeOf> {
        let texts = &self.writer.form.texts;
        let (noun, left) =
            meant.nouns.iter().find_map(|&noun| Some((noun, texts.left_when(noun, &meant.acts)?)))?;
        if features.has(Class::Rest) {
            // 收到 17 件，除 2 件结转外，其余 15 件已答复: all but those.
            let (whole, _) = self.context.sentence.asked_in.clone()?;
            return Some(SomeOf { whole, left: left.clone(), brought: None, in_part: false });
        }
        let whole = self.part_done_of(features, meant, value)?;
        let brought = (0..texts.acts.len()).find(|&act| texts.acts[act].is_brought());
        let brought = brought.and_then(|act| texts.meaning(noun, Some(act))?.sums.first());
        // Of those answered in time, or answered at all, others may be done in another way.
        let in_part = features.has(Class::InTime) || meant.acts.iter().any(|&act| texts.acts[act].needs_noun);
        Some(SomeOf { whole, left: left.clone(), brought: brought.cloned(), in_part })
    }

    /// 收到自然人申请 13 件，办结 13 件: of those who asked, or of all.
    pub(super) fn is_of_asker(&self, features: &Features, acts: &[usize]) -> bool {
        let texts = &self.writer.form.texts;
        let ended = |&act: &usize| texts.is_of_asked(act) && !texts.comes_in(act);
        let asked = !self.context.sentence.asked_by.is_empty() && features.who.is_empty();
        asked && !acts.is_empty() && acts.iter().all(ended)
    }

    /// 规范行政执法案卷 60 件, where nothing speaks of requests: the files themselves.
    fn is_lone_kind(&self, acts: &[usize]) -> bool {
        let texts = &self.writer.form.texts;
        let Context { topic, sentence, asked, below_requests, parts, .. } = &self.context;
        let others =
            sentence.beside.iter().filter(|act| texts.acts[**act].is_result() && !acts.contains(act));
        let known = asked.is_some() || *below_requests || parts.is_some() || !topic.nouns.is_empty();
        !known && others.count() == 0 && acts.iter().any(|&act| texts.group_of(act).is_some())
    }

    /// Whether a number is of some that no table counts: 延期答复 21 件，其中自然人 18 件; 要求补正 4 件，已办结 3 件.
    fn is_of_apart(&self, features: &Features, acts: &[usize], count: &Count) -> bool {
        let texts = &self.writer.form.texts;
        let ends = acts.iter().any(|&act| texts.finishes(act) || texts.is_left(act));
        let some = ends || !features.who.is_empty();
        let of_those = |last: &Number| last.is_apart && some && count.number.value <= last.value;
        let whole = self.context.parts.as_ref().and_then(|parts| parts.of.as_ref());
        whole.is_some_and(|whole| whole.is_apart) || self.last().is_some_and(of_those)
    }

    /// The nouns that are meant: those of the segment, those that its acts imply, those inherited.
    fn nouns(&self, features: &Features, acts: &[usize], count: &Count) -> Result<Vec<usize>, Why> {
        let texts = &self.writer.form.texts;
        let Context { topic, sentence, parts, .. } = &self.context;
        let in_doubtful_list = parts.as_ref().is_some_and(|parts| !topic.sure || !parts.topic.sure);
        let result = acts.iter().copied().find(|&act| !texts.acts[act].of.is_empty());
        let implied = result.and_then(|act| match texts.acts[act].of.as_slice() {
            [one] => texts.nouns.iter().position(|noun| noun.name == *one),
            _ => None,
        });
        // 信息公开答复 18 份
        let answers = features.has(Class::Topic) && acts.iter().any(|&act| texts.acts[act].needs_noun);
        let asked = texts.nouns.iter().position(|noun| noun.is_asked).filter(|_| answers);
        let implied = implied.or(asked);
        let of_asker = self.is_of_asker(features, acts);
        // 自然人申请引发行政复议 6 件，企业申请引发 1 件
        let of_dispute = sentence.of_other_noun && sentence.asked_in.is_none() && !features.who.is_empty();
        if of_dispute || self.is_of_apart(features, acts, count) {
            return Err(Why::Unsure);
        }
        if sentence.narrowed || sentence.of_some && features.who.is_empty() && !of_asker {
            return Err(Why::Part);
        }
        let nouns = if !features.nouns.is_empty() {
            self.own_nouns(features, acts, count, in_doubtful_list)?
        } else if let Some(noun) = implied {
            // 行政诉讼方面，新收 2 件
            let carried = |act: usize| texts.acts[act].when == [Class::Carry];
            let weak = acts.iter().all(|&act| texts.acts[act].weak || carried(act));
            if weak && !topic.nouns.is_empty() && texts.are_of_topic(&topic.nouns) {
                return Err(Why::Foreign);
            }
            // 行政复议 26 件，因无法提供引发 14 件，不予公开类 9 件; 行政处罚 8 件，形成执法案卷 8 件
            if sentence.of_other_noun && sentence.asked_in.is_none() || self.is_lone_kind(acts) {
                return Err(Why::Unsure);
            }
            let of_parts = |parts: &List| !parts.topic.nouns.is_empty() && !parts.topic.nouns.contains(&noun);
            let other = parts.as_ref().is_some_and(of_parts);
            if in_doubtful_list || other || sentence.elsewhere {
                return Err(Why::Unsure);
            }
            vec![noun]
        } else if let Some(noun) = self.mentioned(acts) {
            vec![noun]
        } else if (topic.sure || of_asker)
            && (!sentence.vague || self.begins_again(features, acts))
            && !sentence.elsewhere
            && !topic.nouns.is_empty()
        {
            topic.nouns.clone()
        } else if let Some(noun) = self.of_results(acts) {
            vec![noun]
        } else {
            return Err(Why::Unsure);
        };
        let said_of = |&act: &usize| texts.acts[act].of.is_empty() || texts.is_of(act, &nouns);
        // 立案 8 件 behind requests: another matter.
        if acts.iter().all(said_of) { Ok(nouns) } else { Err(Why::Foreign) }
    }

    /// （二）依申请公开。…，规范答复格式，全年收到 8 件: whatever the clause before says.
    fn begins_again(&self, features: &Features, acts: &[usize]) -> bool {
        let texts = &self.writer.form.texts;
        let of_year = features.has(Class::ThisYear) || features.has(Class::Total);
        let came_in = !acts.is_empty() && acts.iter().all(|&act| texts.comes_in(act));
        self.context.below_requests && of_year && came_in
    }

    /// The nouns of the segment, where it is certain that all of them are meant.
    fn own_nouns(
        &self,
        features: &Features,
        acts: &[usize],
        count: &Count,
        in_doubtful_list: bool,
    ) -> Result<Vec<usize>, Why> {
        let texts = &self.writer.form.texts;
        let decided = is_decided(texts, features);
        let anew = (features.has(Class::ThisYear) || features.has(Class::Total)) && decided;
        // 查处治安案件 1936 起，作出行政处罚 1830 件: in those cases.
        let of_cases = |last: &Number| {
            let Measure::Counter(counter) = &last.counter else { return false };
            let alike = features.nouns.iter().all(|&noun| texts.counts_in(noun, counter));
            alike && last.sums.is_empty() && last.value >= count.number.value
        };
        let of_cases = decided && self.last().is_some_and(of_cases);
        let elsewhere = self.context.sentence.elsewhere && acts.is_empty();
        let doubted = (in_doubtful_list || of_cases || elsewhere) && !anew;
        let is_certain = !doubted || self.is_of_topic(features);
        if is_certain { Ok(features.nouns.clone()) } else { Err(Why::Unsure) }
    }

    /// 办结的 18 件中，予以公开 7 件、部分公开 2 件: what has such results.
    fn of_results(&self, acts: &[usize]) -> Option<usize> {
        let texts = &self.writer.form.texts;
        let Context { topic, sentence, .. } = &self.context;
        let begun = self.last().is_some();
        let known = begun || sentence.elsewhere || sentence.vague || !topic.nouns.is_empty();
        let weak = !acts.is_empty() && acts.iter().all(|&act| texts.acts[act].weak);
        let mut results = self.context.sentence.beside.iter().filter(|act| texts.acts[**act].is_result());
        let (one, _) = (results.next()?, results.next()?);
        let noun = texts.nouns.iter().position(|noun| texts.acts[*one].of.contains(&noun.name));
        noun.filter(|_| weak && !known)
    }

    /// 应诉 58 件，其中涉及政府信息公开的诉讼 7 件: whatever was counted before.
    fn is_of_topic(&self, features: &Features) -> bool {
        let texts = &self.writer.form.texts;
        let denied = features.has(Class::Not);
        let own = denied || !features.nouns.iter().any(|&noun| self.decides(noun));
        let whole = self.context.parts.as_ref().and_then(|parts| parts.of.as_ref());
        let topic = denied || whole.into_iter().chain(self.last()).any(|number| number.of_disclosure);
        (topic || features.has(Class::Topic) || features.of_requests)
            && own
            && texts.are_of_topic(&features.nouns)
    }

    /// Whether the unit decides on what is brought against others: 司法局 on reviews.
    fn decides(&self, noun: usize) -> bool {
        let handled_by = &self.writer.form.texts.nouns[noun].handled_by;
        handled_by.iter().any(|who| self.writer.unit.ends_with(who.as_str()))
    }

    /// 落实规范性文件制度，新制定 3 件: a noun of a clause that is not understood, with an act of its own.
    fn mentioned(&self, acts: &[usize]) -> Option<usize> {
        let texts = &self.writer.form.texts;
        let [noun] = self.context.sentence.mentioned.as_slice() else { return None };
        let said_of = acts.iter().all(|&act| texts.is_of(act, &[*noun]));
        (said_of && !acts.is_empty() && !self.context.sentence.elsewhere).then_some(*noun)
    }
}
