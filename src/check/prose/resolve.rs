//! The words of a segment with what they inherit → what is meant, or why nothing is said of it.

use super::context::{Last, Parts, Reader};
use super::features::Features;
use super::meaning::Meant;
use super::said::Why;
use super::tokens::{Count, Measure};
use crate::form::Class;

/// Why words say nothing that the tables have, whatever is before them.
fn left_alone(features: &Features, count: &Count) -> Option<Why> {
    let nameless = features.acts.is_empty() && features.who.is_empty();
    let is_item = count.unit != Measure::None;
    if features.unknown {
        Some(Why::Unknown)
    } else if features.spoiled || features.has(Class::Foreign) || count.unit == Measure::Other {
        Some(Why::Foreign)
    } else if features.is_narrowed() {
        Some(Why::Part)
    } else if count.about {
        Some(Why::About)
    } else if features.has(Class::Compare) && is_item {
        Some(Why::OtherTime) // 较上年的 14 件
    } else if features.has(Class::Each)
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
        if let Some(why) = left_alone(features, count) {
            return Err(why);
        }
        let acts = self.acts(features)?;
        let nouns = self.nouns(features, &acts)?;
        let is_item = count.unit != Measure::None;
        self.held_back(features, &nouns, &acts, is_item).map_or(Ok(()), Err)?;
        let acts = self.with_meaning(features, &nouns, acts)?;
        let texts = &self.writer.form.texts;
        let mut meant = Meant { nouns, acts, who: features.who.clone(), joined: features.has(Class::And) };
        if meant.who.iter().any(|&who| texts.who[who].anybody) {
            meant.who.clear();
        }
        if !meant.who.is_empty() && meant.acts.is_empty() && self.context.nouns == meant.nouns {
            meant.acts.clone_from(&self.context.acts);
        }
        Ok(meant)
    }

    /// The acts of the words; what is published is not what was decided, and that holds for the
    /// sentence.
    fn acts(&mut self, features: &Features) -> Result<Vec<usize>, Why> {
        let texts = &self.writer.form.texts;
        let holds = |act: &usize| texts.acts[*act].holds;
        let asked = features.nouns.iter().any(|&noun| texts.nouns[noun].is_asked);
        if features.acts.iter().any(holds) && !asked {
            self.context.published = true;
            return Err(Why::Published);
        }
        Ok(features.acts.iter().copied().filter(|act| !holds(act)).collect())
    }

    /// Why the sentence says nothing of the number.
    fn held_back(
        &mut self,
        features: &Features,
        nouns: &[usize],
        acts: &[usize],
        is_item: bool,
    ) -> Option<Why> {
        let texts = &self.writer.form.texts;
        let beside = |other: &String| self.beside.iter().any(|&act| texts.acts[act].name == *other);
        let unless = acts.iter().any(|&act| texts.acts[act].unless.iter().any(beside));
        // 行政复议 144 件，120 件作出复议决定: some of them.
        let again = |last: &Last| {
            last.nouns == nouns && last.acts.is_empty() && last.in_sentence && !last.sums.is_empty()
        };
        let nameless = acts.is_empty() && features.who.is_empty() && is_item;
        let some_of_them = nameless && self.last.as_ref().is_some_and(again);
        if self.is_part_done(nouns, acts) || some_of_them || unless {
            return Some(Why::Beside);
        }
        if self.context.published {
            if acts.is_empty() || acts.iter().any(|&act| texts.acts[act].is_result()) {
                return Some(Why::Published);
            }
            self.context.published = false;
        }
        // Who decides reviews has those of others too; that there was none denies any.
        let has = |who: &String| self.writer.unit.contains(who.as_str());
        let of_others = |&noun: &usize| texts.nouns[noun].handled_by.iter().any(has);
        let in_doubt = !self.context.of_topic && !features.has(Class::Topic) && !features.has(Class::Not);
        match () {
            () if self.context.other_time => Some(Why::OtherTime),
            () if self.context.others => Some(Why::Others),
            () if in_doubt && nouns.iter().any(of_others) => Some(Why::Unsure),
            () => None,
        }
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
        let is_known =
            |act: &usize| (0..texts.nouns.len()).any(|noun| texts.meaning(noun, Some(*act)).is_some());
        if all_weak && !acts.iter().all(is_known) {
            return Err(Why::NoFigure); // 转交办理 4 件
        }
        if acts.is_empty() || !all_weak || acts.iter().any(has_meaning) {
            return Ok(acts);
        }
        let of_topic = nouns.iter().all(|&noun| texts.nouns[noun].of_topic);
        if of_topic && features.has(Class::Topic) { Ok(Vec::new()) } else { Err(Why::Foreign) }
    }

    /// 收到 17 件，其中 16 件已答复: of those received, not all that were answered.
    fn is_part_done(&self, nouns: &[usize], acts: &[usize]) -> bool {
        let texts = &self.writer.form.texts;
        let finishes = |acts: &[usize]| nouns.iter().any(|&noun| texts.left_when(noun, acts).is_some());
        let of = |parts: &Parts| parts.sum.is_zero() && !finishes(&parts.acts);
        self.context.parts.as_ref().is_some_and(of) && finishes(acts)
    }

    /// The nouns that are meant: those of the segment, those that its acts imply, those inherited.
    fn nouns(&self, features: &Features, acts: &[usize]) -> Result<Vec<usize>, Why> {
        let texts = &self.writer.form.texts;
        let context = &self.context;
        let in_doubtful_list = context.parts.is_some() && !context.sure;
        let result = acts.iter().copied().find(|&act| !texts.acts[act].of.is_empty());
        let implied = result.and_then(|act| match texts.acts[act].of.as_slice() {
            [one] => texts.nouns.iter().position(|noun| noun.name == *one),
            _ => None,
        });
        if !context.whole_meant || context.of_some && features.who.is_empty() {
            return Err(Why::Part);
        }
        let nouns = if !features.nouns.is_empty() {
            if in_doubtful_list || context.elsewhere && acts.is_empty() {
                return Err(Why::Unsure);
            }
            features.nouns.clone()
        } else if let Some(noun) = implied {
            let of_parts = |parts: &Parts| !parts.nouns.is_empty() && !parts.nouns.contains(&noun);
            let other = context.parts.as_ref().is_some_and(of_parts);
            if in_doubtful_list || other || context.elsewhere {
                return Err(Why::Unsure);
            }
            vec![noun]
        } else if context.sure && !context.vague && !context.elsewhere && !context.nouns.is_empty() {
            context.nouns.clone()
        } else {
            return Err(Why::Unsure);
        };
        let said_of = |act: &usize| {
            let of = &texts.acts[*act].of;
            of.is_empty() || nouns.iter().all(|&noun| of.contains(&texts.nouns[noun].name))
        };
        if acts.iter().all(said_of) { Ok(nouns) } else { Err(Why::NoFigure) }
    }
}
