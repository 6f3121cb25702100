//! The words of a segment with what they inherit → what is meant, or why nothing is said of it.

use super::context::{Last, Parts};
use super::features::Features;
use super::meaning::Meant;
use super::reader::Reader;
use super::said::Why;
use super::tokens::{Count, Measure};
use crate::form::Class;

impl Reader<'_, '_> {
    /// What the words mean with what they inherit, or why nothing is said of the number.
    pub(super) fn resolve(&mut self, features: &Features, count: &Count) -> Result<Meant, Why> {
        let texts = &self.writer.form.texts;
        let nameless = features.acts.is_empty() && features.who.is_empty();
        if features.unknown {
            return Err(Why::Unknown);
        }
        if features.spoiled || features.has(Class::Foreign) || count.unit == Measure::Other {
            return Err(Why::Foreign);
        }
        if features.is_narrowed() {
            return Err(Why::Part);
        }
        if count.about {
            return Err(Why::About);
        }
        if features.has(Class::Compare) && count.unit != Measure::None {
            return Err(Why::OtherTime); // 较上年的 14 件
        }
        if features.has(Class::Each) {
            return Err(Why::Unsure);
        }
        let says_nothing = nameless && features.nouns.is_empty();
        if says_nothing || nameless && (features.has(Class::Open) || features.has(Class::Rest)) {
            return Err(Why::Unsure);
        }
        let holds = |act: &usize| texts.acts[*act].holds;
        let of_requests = |noun: &usize| texts.nouns[*noun].is_asked;
        let mut acts = features.acts.clone();
        if acts.iter().any(holds) {
            if !features.nouns.iter().any(of_requests) {
                self.context.published = true;
                return Err(Why::Published);
            }
            acts.retain(|act| !holds(act));
        }
        let weak = |act: &usize| texts.acts[*act].weak;
        let all_weak = acts.iter().all(weak);
        let nouns = self.nouns(features, &acts)?;
        if self.is_part_done(&nouns, &acts) {
            return Err(Why::Beside);
        }
        let again = |last: &Last| {
            last.nouns == nouns && last.acts.is_empty() && last.in_sentence && !last.sums.is_empty()
        };
        if nameless && count.unit != Measure::None && self.last.as_ref().is_some_and(again) {
            return Err(Why::Beside); // 行政复议 144 件，120 件作出复议决定
        }
        if self.context.published {
            let result = acts.iter().any(|act| texts.acts[*act].of.len() == 1 && !texts.acts[*act].weak);
            if acts.is_empty() || result {
                return Err(Why::Published);
            }
            self.context.published = false;
        }
        if self.context.other_time {
            return Err(Why::OtherTime);
        }
        if self.context.others {
            return Err(Why::Others);
        }
        let unless = |act: &usize| {
            texts.acts[*act]
                .unless
                .iter()
                .any(|other| self.beside.iter().any(|&one| texts.acts[one].name == *other))
        };
        if acts.iter().any(unless) {
            return Err(Why::Beside);
        }
        // 受理政府信息公开行政复议 2 件 says no more than 行政复议 2 件; 办理行政复议案件 35 件 may be others'.
        let has_meaning = |act: &usize| nouns.iter().all(|&noun| texts.meaning(noun, Some(*act)).is_some());
        let in_no_table = |act: &usize| {
            texts.meanings.iter().all(|known| known.act.as_ref() != Some(&texts.acts[*act].name))
        };
        if acts.iter().any(in_no_table) && all_weak {
            return Err(Why::NoFigure);
        }
        if all_weak && !acts.is_empty() && !acts.iter().any(has_meaning) {
            if !features.has(Class::Topic) || nouns.iter().any(|&noun| !texts.nouns[noun].of_topic) {
                return Err(Why::Foreign);
            }
            acts.clear();
        }
        // Who decides reviews has those of others too; that there was none denies any.
        let unit = self.writer.unit;
        let of_others =
            |&noun: &usize| texts.nouns[noun].handled_by.iter().any(|who| unit.contains(who.as_str()));
        let in_doubt = !self.context.of_topic && !features.has(Class::Topic) && !features.has(Class::Not);
        if in_doubt && nouns.iter().any(of_others) {
            return Err(Why::Unsure);
        }
        let mut meant = Meant { nouns, acts, who: features.who.clone(), joined: features.has(Class::And) };
        if meant.who.iter().any(|&who| texts.who[who].anybody) {
            meant.who.clear();
        }
        if !meant.who.is_empty() && meant.acts.is_empty() && self.context.nouns == meant.nouns {
            meant.acts.clone_from(&self.context.acts);
        }
        Ok(meant)
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
