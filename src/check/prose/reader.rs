//! Segments → what is said, sentence by sentence.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::closed::close;
use super::compared;
use super::context::{Context, Reader};
use super::doubted::settle;
use super::features::Features;
use super::meaning::{self, Meant};
use super::noted::{Before, Listed, MOST_LISTED, Number, Topic, Words};
use super::pairs::paired;
use super::parts::mismatches;
use super::said::{self, Claim, Said, What, Why};
use super::segments::{Segment, segments};
use super::sentence::{Sentence, is_brought, is_left};
use super::slips::{leave_added, leave_far, making_up};
use super::tokens::{Count, Measure, Writer, tokens};
use super::{Paragraph, Passage};
use crate::form::{Class, Filled, Sum, Texts, is_heading};

/// What the paragraphs of a report say.
pub(super) fn read<'t>(writer: &Writer<'t>, this: Filled<'t>, passages: Vec<Passage>) -> Vec<Paragraph> {
    let mut heading = Context::default();
    let mut section = None;
    let mut asked = None;
    let mut paragraphs = Vec::new();
    for passage in passages {
        if passage.section != section {
            heading = Context::default();
            section = passage.section;
            asked = None;
        }
        let tokens = tokens(writer, &passage.text);
        let mut said = mismatches(writer, &passage.text, &tokens);
        let segments = segments(writer, &passage.text, &paired(&passage.text, tokens));
        if is_heading(&passage.text) {
            heading = under_heading(writer, &segments);
            paragraphs.push(Paragraph { passage, said });
            continue;
        }
        let mut reader = Reader {
            writer,
            this,
            context: Context { asked: asked.take(), ..heading.clone() },
            said: Vec::new(),
            of_others: Vec::new(),
            of_own: Vec::new(),
            of_office: HashSet::new(),
            doubted: Vec::new(),
            listed: Vec::new(),
            counted_before: Vec::new(),
            added: Vec::new(),
            begun: 0,
            counted: may_be_left_out(&writer.form.texts, &segments),
            results_apart: are_apart(&writer.form.texts, &segments),
        };
        reader.all(&segments);
        asked = reader.context.asked.take();
        said::put_together(&mut reader.said, &reader.of_others);
        said::leave_own(&mut reader.said, &reader.of_others, &reader.of_own);
        settle(this, &mut reader.said, &reader.doubted);
        close(this, &mut reader.said, &reader.listed);
        reader.added.extend(making_up(this, &reader.said, &reader.counted_before));
        leave_added(this, &mut reader.said, &reader.added);
        let of_own = reader.of_own.iter().map(|(at, _)| *at).collect();
        leave_far(this, &mut reader.said, &reader.listed, &of_own, &reader.of_office);
        said.splice(0..0, reader.said);
        paragraphs.push(Paragraph { passage, said });
    }
    paragraphs
}

/// （二）依申请公开情况: what the paragraphs below it speak of.
fn under_heading(writer: &Writer, segments: &[Segment]) -> Context {
    let nouns = segments.iter().flat_map(|segment| &segment.features.nouns).copied().collect();
    let of_disclosure = segments.iter().any(|segment| segment.features.is_of_disclosure());
    let topic = Topic { nouns, sure: true, ..Topic::default() };
    let below_requests = !topic.nouns.is_empty() && writer.form.texts.are_asked(&topic.nouns);
    Context { topic, of_disclosure, below_requests, ..Context::default() }
}

impl Reader<'_, '_> {
    fn all(&mut self, segments: &[Segment]) {
        let ends = |from: usize| {
            let next = segments[from + 1..].iter().position(|segment| segment.begins);
            next.map_or(segments.len(), |next| from + 1 + next)
        };
        for (index, segment) in segments.iter().enumerate() {
            if segment.begins || index == 0 {
                self.begun = index;
                let sentence = &segments[index..ends(index)];
                self.begin(sentence);
            }
            self.look_around(segments, index);
            let from = self.said.len();
            self.segment(segment);
            if self.context.sentence.of_own {
                self.of_own.extend((from..self.said.len()).map(|at| (at, self.begun)));
            }
            if self.context.sentence.of_office {
                self.of_office.extend(from..self.said.len());
            }
        }
    }

    fn segment(&mut self, segment: &Segment) {
        let features = &segment.features;
        self.when_and_whose(segment);
        if segment.breaks {
            (self.context.sentence.asked_in, self.context.sentence.items_in) = (None, None);
            (self.context.sentence.results_told, self.context.sentence.shares_told) = (Vec::new(), 0);
            self.leave_parts(features);
        }
        self.leave_decided(features);
        if features.has(Class::OfIt) {
            self.of_it(segment.begins || segment.breaks, segment);
        }
        match &segment.count {
            Some((_, count)) if count.unit == Measure::Percent || compared::is_change(features, count) => {
                self.compared(segment, features, count);
            }
            Some((_, count)) => {
                if features.has(Class::Total) {
                    self.added_up(count);
                }
                let at = self.said.len();
                self.context.sentence.opens = segment.opens;
                self.item(segment, features, count);
                let (value, counter) = (count.number.value, count.unit.clone());
                self.counted_before.push(Before { value, counter, at, sentence: self.begun });
            }
            None => self.clause(segment, features),
        }
        self.context.sentence.just_named = self.names_one(segment, features);
        if segment.count.is_none() || segment.breaks {
            self.context.sentence.askers.clear();
        }
        if segment.opens {
            self.open_parts();
        }
        if has_numbers(segment) {
            let context = self.context.clone();
            self.open_parts();
            for inner in &segment.bracket {
                self.segment(inner);
            }
            self.context = context;
        }
        let asked = !features.nouns.is_empty() && self.writer.form.texts.are_asked(&features.nouns);
        self.context.of_disclosure |= features.has(Class::Topic) || asked;
    }

    fn item(&mut self, segment: &Segment, features: &Features, count: &Count) {
        let (at, value) = (segment.at(), count.number.value);
        // 8 件中，公开 2 件: of them; 8 件都没有收费.
        if segment.begins_with_number()
            && let Some(asked) = self.asked_again(features, count)
        {
            self.context.topic = asked.topic.clone();
            self.context.last = Some(asked);
            self.said.push(Said { at, what: What::Left(Why::Again) });
            return;
        }
        let with_brought = features.is_only(Class::Total) && self.adds_brought();
        let mut features = self.completed(segment, features, count, with_brought);
        if features.by_several_ways && !self.context.sentence.by_way {
            features.of_any_way();
        }
        match self.found(segment, &mut features, count) {
            Ok((meant, sums)) => {
                let sums =
                    if with_brought { self.with_brought(sums) } else { self.surely(&features, &meant, sums) };
                let some_of = self.some_of(&features, &meant, value);
                let is_of_who = !meant.who.is_empty();
                self.context.sentence.done_in_part |=
                    features.has(Class::InTime) && self.leaves_some(&meant, value);
                let inherited = self.said_of_all(&features, &meant, value, count).unwrap_or(meant);
                self.understood(&inherited, value, count, sums.clone());
                let beside = self.left_apart(segment).into_iter().chain(self.left_out(&features)).collect();
                let claim = Claim { number: count.number.clone(), sums, some_of, beside };
                let texts = &self.writer.form.texts;
                self.listed.push(Listed {
                    at: self.said.len(),
                    sentence: self.begun,
                    of_who: is_of_who,
                    begins: features.has(Class::OfIt),
                    words: self.words(&features),
                    is_open: inherited.acts.iter().all(|&act| texts.acts[act].weak && !texts.finishes(act))
                        && !is_of_who,
                });
                self.said.push(Said { at, what: What::Figure(claim) });
            }
            Err(why) => {
                self.may_be_part(&features, value);
                self.doubt(segment, &features, count, why);
                if why == Why::NoFigure {
                    self.of_some_asked(&features, count);
                } else {
                    self.lost(&features, why, count);
                }
                self.said.push(Said { at, what: What::Left(why) });
            }
        }
    }

    /// How surely the words of a number say what it counts.
    fn words(&self, features: &Features) -> Words {
        let Context { sentence, of_disclosure, .. } = &self.context;
        let texts = &self.writer.form.texts;
        // 对市政府名下的文件集中清理，废止 52 件: in the report of an area, some of its documents.
        if sentence.of_own && !self.writer.is_of_town() {
            Words::Inherited
        } else if sentence.lists_results(texts) {
            Words::Own
        } else {
            Words::of(texts, features, *of_disclosure)
        }
    }

    /// What a number is said of, and the sums that it may be.
    fn found(
        &mut self,
        segment: &Segment,
        features: &mut Features,
        count: &Count,
    ) -> Result<(Meant, Vec<Sum>), Why> {
        let texts = &self.writer.form.texts;
        if self.remark(segment) {
            self.context.sentence.others = true;
            return Err(Why::Others);
        }
        if self.context.sentence.is_shared || segment.opens && features.is_bare(self.writer) {
            return Err(Why::Unsure);
        }
        // 企业拨打 12345 热线咨询后提出申请 2 件
        if segment.joined && self.last().is_some_and(|last| last.is_strange) {
            return Err(Why::Unsure);
        }
        // 其他 2 件, 其他组织 2 件
        let others = |&who: &usize| texts.who[who].columns.is_empty() && !texts.who[who].anybody;
        let other_who = features.nouns.is_empty() && features.acts.is_empty() && !features.unknown;
        let other_who = other_who && !features.who.is_empty() && features.who.iter().all(others);
        if (features.is_only(Class::Rest) || other_who)
            && let Some(found) = self.other_askers(count)
        {
            return Ok(found);
        }
        let meant = self.resolve(features, count)?;
        features.acts.retain(|&act| !texts.acts[act].holds);
        let sums = self.all_sums(features, &meant);
        let counted = match &count.unit {
            Measure::Counter(counter) => meant.nouns.iter().all(|&noun| texts.counts_in(noun, counter)),
            Measure::None => !features.acts.is_empty() || texts.are_of_topic(&meant.nouns),
            Measure::Percent | Measure::Other(_) => false,
        };
        if sums.is_empty() || !counted {
            self.aside(&meant, count.number.value);
            return Err(Why::NoFigure);
        }
        // 新增规章 18 件（新制定 4 件，修改 14 件）: what is less than its whole, of the same figure.
        let parts = self.context.parts.as_ref().and_then(|parts| parts.of.as_ref());
        let same = |whole: &Number| {
            whole.sums.first() == sums.first()
                && whole.value > count.number.value
                && whole.counter == count.unit
        };
        if parts.is_some_and(same) {
            return Err(Why::Part);
        }
        // 答复 8 件，不予处理 4 件。答复的 8 件中 …: what was no whole before is none now.
        let again = |(known, value): &(Vec<Sum>, Decimal)| *value == count.number.value && *known == sums;
        if segment.opens && self.of_others.iter().rev().take(MOST_LISTED).any(again) {
            return Err(Why::Again);
        }
        Ok((meant, sums))
    }

    /// All sums that a number may be.
    fn all_sums(&self, features: &Features, meant: &Meant) -> Vec<Sum> {
        let texts = &self.writer.form.texts;
        let either = self.context.topic.either && features.nouns.is_empty();
        let sums_of = if either { meaning::any_of } else { meaning::sums };
        let mut sums = sums_of(self.writer, meant);
        let brought = |&act: &usize| texts.acts[act].is_brought();
        if features.has(Class::Total) && !meant.acts.is_empty() && meant.acts.iter().all(brought) {
            // 新收 17 件，连同上年结转共 20 件
            sums.extend(meaning::sums(self.writer, &Meant { acts: Vec::new(), ..meant.clone() }));
        }
        if features.nouns.is_empty() && features.has(Class::Total) && texts.are_of_topic(&meant.nouns) {
            sums.extend(meaning::of_all_disputes(self.writer, meant));
        }
        if features.is_total_of_named && !sums.is_empty() {
            sums.extend(
                self.all_of_named(meant).into_iter().filter(|sum| *sum != sums[0]).collect::<Vec<_>>(),
            );
        }
        sums
    }

    /// 机构改革废止 2 件: not understood, but it may make up a number with others.
    fn may_be_part(&mut self, features: &Features, value: Decimal) {
        let texts = &self.writer.form.texts;
        let topic = &self.context.topic.nouns;
        let fits = |&act: &usize| texts.is_of(act, topic);
        let nouns = match features.nouns.as_slice() {
            [] if !topic.is_empty() && features.acts.iter().all(fits) && !features.acts.is_empty() => topic,
            _ => &features.nouns,
        };
        let acts = features.acts.iter().copied().filter(|&act| !texts.acts[act].holds).collect();
        let sums = meaning::sums(self.writer, &Meant { nouns: nouns.clone(), acts, ..Meant::default() });
        if !sums.is_empty() {
            self.of_others.push((sums, value));
        }
    }

    /// 收到申请 17 件。17 件均为自然人申请，其中 …: the same 17, all of them.
    fn said_of_all(
        &self,
        features: &Features,
        meant: &Meant,
        value: Decimal,
        count: &Count,
    ) -> Option<Meant> {
        let again = |last: &&Number| {
            let same = last.value == value && last.counter == count.unit && last.topic.nouns == meant.nouns;
            same && last.topic.sure && !last.sums.is_empty()
        };
        let alike = features.number_first && features.has(Class::All) && !meant.who.is_empty();
        let last = self.context.last.as_ref().filter(again).filter(|_| alike)?;
        Some(Meant { acts: last.topic.acts.clone(), who: Vec::new(), ..meant.clone() })
    }

    /// The sums that a number may be, the usual one alone where the sentence leaves no doubt: in
    /// a list of all results, each is the whole of its kind.
    fn surely(&self, features: &Features, meant: &Meant, mut sums: Vec<Sum>) -> Vec<Sum> {
        let texts = &self.writer.form.texts;
        let sentence = &self.context.sentence;
        let missing = || texts.result_groups().filter(|group| !sentence.beside.contains(group)).count();
        let of_brought = meant.acts.iter().any(|&act| texts.acts[act].is_brought());
        let all_listed =
            !of_brought && meant.acts.iter().any(|&act| texts.acts[act].is_result()) && missing() <= 1;
        // 上年结转 3 件，答复 18 件: of those too.
        let brought = |&act: &usize| texts.acts[act].is_brought();
        let with_all = meant.nouns.iter().any(|&noun| texts.left_when(noun, &meant.acts).is_some())
            && sentence.beside.iter().any(brought)
            && !sentence.brought_within;
        if all_listed || with_all {
            sums.truncate(1);
        }
        let has = |sum: &Sum, other: &Sum| other.figures.iter().all(|figure| sum.figures.contains(figure));
        let all = sums.clone();
        // 新收 17 件，上年结转 3 件，合计 20 件，其中自然人 15 件: of all of these.
        let brought_in = |whole: &Number| {
            let usual =
                meaning::sums(self.writer, &Meant { who: Vec::new(), ..meant.clone() }).into_iter().next();
            usual.is_some_and(|usual| whole.sums.first().is_some_and(|sum| *sum != usual && has(sum, &usual)))
        };
        let whole = self.context.parts.as_ref().and_then(|parts| parts.of.as_ref());
        let of_all = whole.is_some_and(brought_in);
        if sentence.brought_apart && !of_all && !of_brought {
            sums.retain(|sum| *sum == all[0] || !has(sum, &all[0]));
        } else if sentence.brought_within {
            sums.retain(|sum| all.iter().all(|other| other == sum || !has(other, sum)));
            let brought = (0..texts.acts.len()).filter(|&act| texts.acts[act].is_brought());
            let brought: Vec<&Sum> = brought
                .flat_map(|act| meant.nouns.iter().filter_map(move |&noun| texts.meaning(noun, Some(act))))
                .flat_map(|meaning| &meaning.sums)
                .collect();
            // 办理答复 18 件，包括上年结转 3 件: all that were answered have those in them.
            if sentence.brought_listed
                && sums.iter().any(|sum| brought.iter().any(|brought| has(sum, brought)))
            {
                sums.retain(|sum| brought.iter().any(|brought| has(sum, brought)));
            }
        }
        if self.is_of_asker(features, &meant.acts) {
            let who = sentence.asked_by.clone();
            sums.extend(meaning::sums(self.writer, &Meant { who, ..meant.clone() }));
        }
        sums
    }

    /// Whether fewer were done than came in, and nothing is said of the rest.
    fn leaves_some(&self, meant: &Meant, value: Decimal) -> bool {
        let Sentence { asked_in, left, .. } = &self.context.sentence;
        let ended = value.saturating_add(left.unwrap_or_default());
        let done = meant.acts.iter().any(|&act| self.writer.form.texts.finishes(act));
        done && asked_in.as_ref().is_some_and(|(asked, _)| *asked > ended)
    }

    /// 受理 91 件（另有 2 件结转下年）: how many there are besides.
    fn left_apart(&self, segment: &Segment) -> Option<Decimal> {
        let texts = &self.writer.form.texts;
        let apart = |inner: &&Segment| inner.features.has(Class::Apart) && is_left(texts, inner);
        let inner = segment.bracket.iter().find(apart).and_then(|inner| inner.count.as_ref());
        inner.map(|(_, count)| count.number.value)
    }

    /// 新制发 2 件，继续有效 18 件: what may not be among these, each number and all.
    fn left_out(&self, features: &Features) -> Vec<Decimal> {
        let texts = &self.writer.form.texts;
        let without: Vec<&String> = features.acts.iter().flat_map(|&act| &texts.acts[act].without).collect();
        let counted = self.counted.iter();
        let counted = counted.filter(|(act, _)| without.contains(&&texts.acts[*act].name));
        let mut out: Vec<Decimal> = counted.map(|(_, value)| *value).collect();
        out.push(out.iter().copied().fold(Decimal::ZERO, Decimal::saturating_add));
        out
    }

    /// Whether a remark in brackets makes the number another's: 133 件（全县合计）.
    fn remark(&self, segment: &Segment) -> bool {
        let texts = &self.writer.form.texts;
        let left = segment.features.acts.iter().any(|&act| texts.is_left(act));
        let others = |inner: &Segment| {
            let features = &inner.features;
            // 14 件在办申请（含上年结转）: in hand during the year, not at its end.
            left && features.acts.iter().any(|&act| texts.acts[act].is_brought())
                || features.is_of_others(self.writer.is_government)
                || features.has(Class::OtherTime)
        };
        !has_numbers(segment) && segment.bracket.iter().any(others)
    }

    /// A share or a change.
    fn compared(&mut self, segment: &Segment, features: &Features, count: &Count) {
        if features.has(Class::Up) || features.has(Class::Down) {
            let known = self.context.sentence.compared || count.unit == Measure::Percent;
            if let Some(change) = compared::change(self, features, count, known) {
                // 新收申请较上年增加 3 件，增长 21.4%
                let named = !features.nouns.is_empty() || !features.acts.is_empty();
                let last = self.last().filter(|_| !named).cloned().unwrap_or_default();
                self.context.last = Some(Number { sums: change.sums.clone(), ..last });
                self.said.push(Said { at: segment.at(), what: What::Change(change) });
            }
            self.context.sentence.compared = true;
        } else if let Some(share) = compared::share(self, segment, count) {
            self.said.push(Said { at: segment.at(), what: What::Share(share) });
        }
    }
}

/// The numbers of a paragraph that may be left out of others: 新制发 2 件 beside 继续有效 18 件.
fn may_be_left_out(texts: &Texts, segments: &[Segment]) -> Vec<(usize, Decimal)> {
    let named = |act: usize| texts.acts.iter().any(|other| other.without.contains(&texts.acts[act].name));
    segments.iter().flat_map(Segment::counted).filter(|(act, _)| named(*act)).take(MOST_LISTED).collect()
}

/// Whether a paragraph says what became of those that the year before left apart from the new ones:
/// 上年结转的 2 件均予以公开, or a sentence that has results, and no more than those before them.
fn are_apart(texts: &Texts, segments: &[Segment]) -> bool {
    let result = |features: &Features| {
        features.acts.iter().any(|&act| texts.acts[act].is_result() && texts.acts[act].when.is_empty())
    };
    let received = |segment: &Segment| {
        let acts = &segment.features.acts;
        acts.iter().any(|&act| texts.acts[act].weak && !texts.finishes(act) && texts.has_figure(act))
    };
    let mut alone = true;
    segments.iter().enumerate().any(|(at, segment)| {
        alone = (alone || segment.begins || segment.breaks) && !received(segment);
        let behind = segments[at + 1..].iter().take(MOST_LISTED);
        let behind = behind.take_while(|next| !next.begins && !next.breaks && !received(next));
        let told = |next: &Segment| next.features.has(Class::All) || next.count.is_some() && alone;
        let apart = !segment.features.has(Class::OfIt); // 包括上年结转 3 件，其中 …
        let ends = |next: &Segment| result(&next.features) && told(next);
        apart && is_brought(texts, segment) && behind.into_iter().any(ends)
    })
}

/// Whether a bracket says something by itself, and does not only remark on what is before it.
fn has_numbers(segment: &Segment) -> bool {
    let says = |inner: &Segment| inner.count.is_some() || !inner.bracket.is_empty();
    segment.bracket.iter().any(says)
}
