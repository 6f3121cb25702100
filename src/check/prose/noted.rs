//! What was said so far: topics, numbers, and lists of numbers that make up a whole.

use rust_decimal::Decimal;

use super::features::Features;
use super::said::Claim;
use super::tokens::Measure;
use crate::form::{Class, Sum, Texts};

/// Of a longer list its ends are not asked for.
pub(super) const MOST_LISTED: usize = 50;

/// What is spoken of, and what was done with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Topic {
    pub(super) nouns: Vec<usize>,
    pub(super) acts: Vec<usize>,
    /// It is understood.
    pub(super) sure: bool,
    /// What follows may be of all the nouns, or of one of them: 行政复议 9 件，行政诉讼 2 件，维持 6 件.
    pub(super) either: bool,
}

/// A number that what follows may be a part or a change of.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Debug, Clone, Default)]
pub(super) struct Number {
    pub(super) value: Decimal,
    pub(super) counter: Measure,
    pub(super) sums: Vec<Sum>,
    pub(super) topic: Topic,
    pub(super) in_sentence: bool,
    /// It was of another year.
    pub(super) other_time: bool,
    /// It was left alone, and what it is of is not known, so that its parts are not known either.
    pub(super) is_strange: bool,
    /// Of requests, but no table has it: 延期答复 21 件.
    pub(super) is_apart: bool,
    /// Its words say that it concerns disclosure: 因信息公开引发争议 11 件.
    pub(super) of_disclosure: bool,
}

impl Number {
    /// Whether it is of things that came in, more than a part of them.
    pub(super) fn is_of(&self, texts: &Texts, nouns: &[usize], counter: &Measure, part: Decimal) -> bool {
        let came_in = self.topic.acts.iter().all(|&act| texts.comes_in(act));
        let alike = self.topic.sure && self.topic.nouns == nouns && self.counter == *counter;
        alike && came_in && !self.sums.is_empty() && self.value > part
    }
}

/// Numbers that make up a whole. Once they do, what follows is said of the whole again.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// The whole; none where it may follow: …，合计 17 件.
    pub(super) of: Option<Number>,
    pub(super) topic: Topic,
    pub(super) sum: Decimal,
    pub(super) counter: Measure,
    /// As the sentence was before the list.
    pub(super) narrowed: bool,
}

impl List {
    pub(super) fn of(whole: Number, narrowed: bool) -> Self {
        let (topic, counter) = (whole.topic.clone(), whole.counter.clone());
        Self { of: Some(whole), topic, sum: Decimal::ZERO, counter, narrowed }
    }

    pub(super) fn is_all(&self) -> bool {
        self.of.as_ref().is_some_and(|whole| whole.value == self.sum)
    }

    /// One more; behind the last one another list of the same whole begins.
    pub(super) fn add(&mut self, value: Decimal) {
        let sum = if self.is_all() && !value.is_zero() { Decimal::ZERO } else { self.sum };
        self.sum = sum.saturating_add(value);
    }
}

/// A number that a paragraph counted.
#[derive(Debug, Clone)]
pub(super) struct Before {
    pub(super) value: Decimal,
    pub(super) counter: Measure,
    /// Which of what is said it is.
    pub(super) at: usize,
    /// In which sentence.
    pub(super) sentence: usize,
}

/// A number in doubt.
#[derive(Debug, Clone)]
pub(super) struct Doubted {
    /// Which of what is said it is.
    pub(super) at: usize,
    /// In which sentence.
    pub(super) sentence: usize,
    /// What it says if all is meant.
    pub(super) claim: Claim,
    /// It is of those that were asked for, or of some of them, if of anything.
    pub(super) is_part: bool,
    /// Its words are understood, so that those beside it may prove it.
    pub(super) is_plain: bool,
}

/// How surely the words of a number say what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// They name it, or stand in a list that nothing else can be.
    Own,
    /// They name it, and others may be among it: 行政应诉 94 件, where nothing speaks of disclosure.
    OrMore,
    /// They name it, and only some may be meant: 检查工地 126 个，作出处罚 19 件.
    OrFewer,
    /// What it counts was said before.
    Inherited,
}

impl Words {
    /// How surely the words of a number say what it counts.
    pub(super) fn of(texts: &Texts, features: &Features, of_disclosure: bool) -> Self {
        let Features { nouns, acts, is_vague, .. } = features;
        let ended = |&act: &usize| !texts.acts[act].weak || !texts.acts[act].when.is_empty();
        let of_year = features.has(Class::ThisYear) || features.has(Class::Total);
        if (nouns.is_empty() || *is_vague) && !acts.iter().any(ended) || features.by_several_ways {
            Self::Inherited
        } else if !nouns.is_empty()
            && texts.are_of_topic(nouns)
            && !of_disclosure
            && !features.is_about_topic()
            && !features.of_requests
        {
            Self::OrMore
        } else if nouns.iter().any(|&noun| texts.is_decided(noun)) && !of_year {
            Self::OrFewer
        } else {
            Self::Own
        }
    }
}

/// A number that was understood.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// Which of what is said it is.
    pub(super) at: usize,
    /// In which sentence.
    pub(super) sentence: usize,
    /// It is of those of some asker.
    pub(super) of_who: bool,
    /// It begins a list: behind 其中.
    pub(super) begins: bool,
    /// How surely its words say what it counts.
    pub(super) words: Words,
    /// It says neither how they ended nor that they did: 仍有 2 件正在办理.
    pub(super) is_open: bool,
}
