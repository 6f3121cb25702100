//! Clauses without a number: that there was none, that all were alike, what is spoken of.

use super::compared;
use super::context::{Context, Reader};
use super::features::Features;
use super::meaning::{self, Meant};
use super::noted::Number;
use super::said::{Said, Statement, What};
use super::segments::Segment;
use super::tokens::Count;
use crate::form::{Class, Noun, Sum};

impl Reader<'_, '_> {
    /// A clause without a number.
    pub(super) fn clause(&mut self, segment: &Segment, features: &Features) {
        if features.has(Class::Compare) {
            self.context.sentence.compared = true;
        }
        if features.has(Class::Not) {
            self.denial(segment, features);
        } else if features.has(Class::Same) {
            if let Some(change) = compared::same(self, features) {
                self.said.push(Said { at: segment.at(), what: What::Change(change) });
            }
        } else if features.has(Class::All) {
            self.all_of(segment, features);
        } else if !segment.is_tail {
            self.introduction(features, segment.breaks);
        }
    }

    /// Whether a denial is of some alone, or of something else.
    fn denies_some(&self, segment: &Segment, features: &Features) -> bool {
        let texts = &self.writer.form.texts;
        let sentence = &self.context.sentence;
        let (asked, of_topic) = (texts.are_asked(&features.nouns), texts.are_of_topic(&features.nouns));
        let any = |fits: &dyn Fn(usize) -> bool| features.acts.iter().any(|&act| fits(act));
        // 申请量没有增加; 没有答复的申请
        let other = features.is_compared() || asked && any(&|act| texts.finishes(act));
        let by_way = features.has(Class::Way) && !features.has(Class::AnyWay);
        // 3 件撤回的申请未引发行政复议: those of them alone.
        // 11 个单位未收到申请; 除此以外没有收到其他申请; 多数单位未收到申请; 尚未作出复议决定
        let left = self.last().is_some_and(|last| last.sums.is_empty());
        let decided = |act: usize| texts.acts[act].weak && texts.has_figure(act) && !texts.is_of_asked(act);
        segment.is_tail && (left || of_topic)
            || features.has(Class::Rest) && !features.has(Class::And)
            || sentence.excepts && asked
            || sentence.by_now && any(&|act| texts.is_left(act))
            || of_topic && any(&decided)
            || [Class::Except, Class::Remark, Class::Part].into_iter().any(|class| features.has(class))
            || features.caused
            || other
            || by_way
    }

    /// 未发生行政复议、行政诉讼: each of them is none.
    fn denial(&mut self, segment: &Segment, features: &Features) {
        if self.denies_some(segment, features) {
            return;
        }
        let texts = &self.writer.form.texts;
        let says_nothing = features.nouns.is_empty() && features.acts.is_empty();
        let mut features = features.denied();
        // 公开信息的申请，我局没有收到
        let Context { topic, sentence, .. } = &self.context;
        let named = sentence.named && !sentence.vague && topic.sure && self.last().is_none();
        let came_in = features.acts.iter().all(|&act| texts.comes_in(act)) && features.nouns.is_empty();
        if says_nothing {
            // 依申请公开情况：无
            let alone = features.is_only(Class::Not) && topic.acts.is_empty();
            if !alone || !(segment.begins || sentence.named) || self.last().is_some() {
                return;
            }
        }
        if says_nothing || named && came_in {
            features.nouns.clone_from(&topic.nouns);
        }
        features.acts.retain(|&act| !texts.acts[act].denies);
        // 未收到行政复议 denies the review, and so does 没有信访、举报、投诉、行政复议.
        if texts.are_of_topic(&features.nouns) {
            let of_others = |act: usize| !texts.acts[act].of.is_empty() && !texts.is_of(act, &features.nouns);
            features.acts.retain(|&act| !texts.acts[act].weak && !of_others(act));
        }
        let Ok(meant) = self.resolve(&features, &Count::none()) else { return };
        // 未制发、废止规范性文件: neither the one nor the other.
        let strong: Vec<Vec<usize>> =
            meant.acts.iter().filter(|&&act| !texts.acts[act].weak).map(|&act| vec![act]).collect();
        let acts = if strong.is_empty() { vec![meant.acts.clone()] } else { strong };
        let each = meant.nouns.iter().flat_map(|&noun| acts.iter().map(move |acts| (noun, acts.clone())));
        // 没有信息公开申请、行政复议
        let listed = features.listed.map(|noun| (noun, Vec::new()));
        for (noun, acts) in each.chain(listed) {
            let one = Meant { nouns: vec![noun], acts, ..meant.clone() };
            if let Some(sum) = meaning::none_of(self.writer, &one) {
                let what = What::Statement(Statement { sum, equal: Vec::new() });
                self.said.push(Said { at: segment.at(), what });
            }
        }
        self.context.topic.nouns = meant.nouns;
        self.context.topic.sure = true;
        self.context.sentence.elsewhere = false;
    }

    /// 均已办结, 均为自然人, 均获维持: all of what was counted last.
    fn all_of(&mut self, segment: &Segment, features: &Features) {
        let texts = &self.writer.form.texts;
        let Ok(meant) = self.resolve(features, &Count::none()) else { return };
        let [noun] = meant.nouns.as_slice() else { return };
        let left = texts.left_when(*noun, &meant.acts);
        // 另有上年结转 3 件，均已办结，其中予以公开 7 件: of all.
        let brought = |last: &Number| last.topic.acts.iter().any(|&act| texts.acts[act].is_brought());
        self.context.last.take_if(|last| left.is_some() && brought(last));
        // 县政府及其办公室收到 21 件，均按时答复: of those, whatever they are.
        let of_other = self.last().is_some_and(|last| last.sums.is_empty());
        let answered =
            features.acts.iter().any(|&act| texts.acts[act].needs_noun) && features.nouns.is_empty();
        if features.has(Class::InTime)
            || self.context.sentence.by_now
            || features.has(Class::Rest)
            || answered
            || of_other
            || segment.is_tail && self.last().is_some_and(|last| last.topic.nouns != meant.nouns)
            || self.context.sentence.excepts
        {
            return; // all that were due, all but some
        }
        let statement = if let Some(left) = left {
            let received = texts.left_when(*noun, &self.context.topic.acts).is_none();
            let is_whole = self.context.sentence.beside.iter().all(|act| texts.acts[*act].when.is_empty());
            (received && is_whole && meant.who.is_empty())
                .then(|| Statement { sum: left.clone(), equal: Vec::new() })
        } else {
            self.all_alike(*noun, &meant, features.nouns.is_empty())
        };
        let at = segment.at();
        self.said.extend(statement.map(|statement| Said { at, what: What::Statement(statement) }));
    }

    /// All of a noun came from the same askers, or had the same result.
    fn all_alike(&self, noun: usize, meant: &Meant, inherited: bool) -> Option<Statement> {
        let texts = &self.writer.form.texts;
        let Noun { of_topic, is_asked, .. } = texts.nouns[noun];
        let whole_acts = &self.context.topic.acts;
        let all_weak = |acts: &[usize]| acts.iter().all(|&act| texts.acts[act].weak);
        let weak = !meant.acts.is_empty() && all_weak(&meant.acts);
        let acts = match (of_topic, weak) {
            (true, _) => Vec::new(),
            (false, true) => meant.acts.clone(),
            (false, false) => whole_acts.clone(),
        };
        let whole = Meant { nouns: meant.nouns.clone(), acts, ..Meant::default() };
        let mut sums = meaning::sums(self.writer, meant).into_iter();
        let result = meant.acts.iter().all(|&act| texts.acts[act].is_result());
        let counted = self.last().is_some_and(|last| !last.sums.is_empty());
        // 行政诉讼 5 件，已审结 3 件，均为维持: of those.
        if of_topic && self.last().is_some_and(|last| !last.topic.acts.is_empty()) {
            return None;
        }
        let equal: Vec<Sum> = if !meant.who.is_empty() && meant.acts == whole.acts
            || of_topic && meant.acts.len() == 1
        {
            meaning::sums(self.writer, &whole).into_iter().take(1).collect()
        } else if is_asked && result && inherited && counted && meant.who.is_empty() && all_weak(whole_acts) {
            texts.wholes.clone() // 收到 17 件，全部予以公开
        } else {
            return None;
        };
        // 重复申请 1 件，均由个人提出: of those.
        let of_whole = |last: &Number| last.sums.iter().any(|sum| equal.contains(sum));
        let is_whole = self.context.last.as_ref().is_none_or(of_whole);
        (!equal.is_empty() && is_whole).then_some(Statement { sum: sums.next()?, equal })
    }
}
