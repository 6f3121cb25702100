//! Numbers without words of their own: 其他 2 件, 合计 17 件, 以自然人为主，共 12 件.
//!
//! What they are of stands before them: a list that leaves somebody out, numbers that they add up,
//! what a clause names. What other words mean is no affair of this module.

use rust_decimal::Decimal;

use super::context::Reader;
use super::features::Features;
use super::meaning::{self, Meant};
use super::noted::{MOST_LISTED, Number};
use super::segments::Segment;
use super::tokens::Count;
use crate::form::{Class, Sum};

impl Reader<'_, '_> {
    /// The words of a number with what 其他, 合计 or nothing but a time stands for.
    pub(super) fn completed(
        &mut self,
        segment: &Segment,
        features: &Features,
        count: &Count,
        with_brought: bool,
    ) -> Features {
        let texts = &self.writer.form.texts;
        let mut features = features.clone();
        let result = |&act: &usize| texts.acts[act].is_result() && texts.acts[act].when.is_empty();
        let among = |inner: &&Segment| {
            let Features { acts, unknown, .. } = &inner.features;
            let results = !acts.is_empty() && acts.iter().all(result);
            inner.features.has(Class::OfIt) && inner.count.is_none() && results && !unknown
        };
        if let Some(inner) = segment.bracket.iter().find(among)
            && !features.acts.is_empty()
            && features.acts.iter().all(result)
        {
            features.with_inner(&inner.features);
        }
        // 其他 2 件（结转下年）
        let of_left = |inner: &Segment| inner.features.acts.iter().any(|&act| texts.is_left(act));
        if features.is_only(Class::Rest)
            && !segment.bracket.iter().any(of_left)
            && let Some(other) = self.other_result(count)
        {
            features = Features::of_act(other);
        }
        let total = if features.is_only(Class::Total) { self.total(count) } else { None };
        if features.is_only(Class::Total)
            && total.is_none()
            && let Some((acts, who)) = self.context.sentence.just_named.clone()
        {
            (features.acts, features.who, features.is_total_of_named) = (acts, who, true);
        } else if with_brought {
            features.nouns.clone_from(&self.context.topic.nouns);
        } else if let Some(topic) = total.or_else(|| self.said_again(&features)) {
            (features.nouns, features.acts) = (topic.nouns, topic.acts);
        }
        features
    }

    /// 自然人 12 件、法律服务机构 3 件、其他 2 件: the askers that a list leaves out.
    pub(super) fn other_askers(&self, count: &Count) -> Option<(Meant, Vec<Sum>)> {
        let texts = &self.writer.form.texts;
        let askers = &self.context.sentence.askers;
        let one = |&who: &usize| texts.who[who].columns.first().is_some_and(|columns| columns.len() == 1);
        let alike = |last: &&Number| !last.sums.is_empty() && last.counter == count.unit && !last.topic.sure;
        let last = self.last().filter(alike).filter(|_| !askers.is_empty() && askers.iter().all(one))?;
        let meant =
            Meant { nouns: last.topic.nouns.clone(), acts: last.topic.acts.clone(), ..Meant::default() };
        let sums = meaning::of_other_who(self.writer, &meant, askers);
        let meant = Meant { who: askers.clone(), ..meant };
        (!sums.is_empty()).then_some((meant, sums))
    }

    /// What one kind of asker or one result a clause names: 申请人以自然人为主, 原因主要为属于执法案卷.
    pub(super) fn names_one(
        &self,
        segment: &Segment,
        features: &Features,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        let texts = &self.writer.form.texts;
        let result = |&act: &usize| texts.is_of_asked(act) && !texts.acts[act].weak;
        let silent = [Class::Not, Class::All, Class::OtherTime, Class::Others, Class::Foreign, Class::Open];
        let asked = texts.are_asked(&features.nouns);
        let is_clause = segment.count.is_none() && !segment.is_tail && asked;
        // 对自然人申请要求补正，共 38 件 is of something else.
        let remarks = features.has(Class::Remark);
        if !is_clause || !remarks || silent.into_iter().any(|class| features.has(class)) {
            return None;
        }
        match (features.acts.as_slice(), features.who.as_slice()) {
            ([act], []) if result(act) => Some((vec![*act], Vec::new())),
            ([], [who]) if !texts.who[*who].anybody => Some((Vec::new(), vec![*who])),
            _ => None,
        }
    }

    /// 以自然人为主，共 17 件: all of them it may be, or all of what the result is a kind of.
    pub(super) fn all_of_named(&self, meant: &Meant) -> Vec<Sum> {
        let texts = &self.writer.form.texts;
        let groups: Vec<usize> = meant.acts.iter().filter_map(|&act| texts.group_of(act)).collect();
        let all = Meant { acts: groups, who: Vec::new(), ..meant.clone() };
        let before = self.last().map(|last| last.sums.clone()).unwrap_or_default();
        meaning::sums(self.writer, &all).into_iter().chain(before).collect()
    }

    /// Whether a total stands behind those that the year before left: 收到 17 件，上年结转 3 件，共 20 件.
    pub(super) fn adds_brought(&self) -> bool {
        let texts = &self.writer.form.texts;
        let brought = |last: &Number| last.topic.acts.iter().any(|&act| texts.acts[act].is_brought());
        let asked = |last: &Number| !last.topic.nouns.is_empty() && texts.are_asked(&last.topic.nouns);
        let received = self.context.sentence.asked_in.is_some();
        received && self.last().is_some_and(|last| !last.sums.is_empty() && brought(last) && asked(last))
    }

    /// Notes the numbers right before a total of the text that make it up: 市政府收到 8 件，部门收到
    /// 30 件，合计 38 件.
    pub(super) fn added_up(&mut self, count: &Count) {
        let (mut sum, mut added) = (Decimal::ZERO, Vec::new());
        let before = self.counted_before.iter().rev().take(MOST_LISTED);
        for one in before.take_while(|one| one.sentence == self.begun).filter(|one| one.counter == count.unit)
        {
            sum = sum.saturating_add(one.value);
            added.push(one.at);
            if sum == count.number.value && added.len() > 1 {
                self.added.append(&mut added);
                return;
            }
        }
    }

    /// The sums that have those in them that the year before left.
    pub(super) fn with_brought(&self, mut sums: Vec<Sum>) -> Vec<Sum> {
        let brought: Vec<Sum> = self.last().map(|last| last.sums.clone()).unwrap_or_default();
        let figures =
            |sum: &Sum| brought.iter().flat_map(|one| &one.figures).all(|one| sum.figures.contains(one));
        sums.retain(figures);
        sums
    }
}
