//! Texts against tables: what a sentence says of which figure.
//!
//! # The grammar
//!
//! ```text
//! text     = sentence { 。 sentence }                  a paragraph, its figures filled in
//! sentence = clause { (， ； ：) clause }
//! clause   = segment { 、 segment }                    a segment has one number at most
//! segment  = words [ number counter ] words [ （ clause … ） ]
//! ```
//!
//! The words of a segment say **what** (a noun: 申请), **done what** (acts: 予以公开; 结转 with 上年), **of
//! whom** (自然人), **whose** (我局, 全县), **when** (a year), and what the number is (a count, a share, a
//! growth). Behind a number, words belong to it where the segment begins with it (5 件予以公开) or has
//! no noun yet (收到 17 件申请); any others are a segment of their own (17 件均已答复).
//!
//! 分别 gives each name of a list its number of another list before anything else is looked at
//! ([`pairs`]): 自然人、企业分别为 12 件、5 件.
//!
//! What a segment lacks it inherits ([`context`]):
//!
//! | lacks | takes | until |
//! | --- | --- | --- |
//! | noun | that of the segment before, else of the heading | another noun, or a thing of no table |
//! | act | that of the list, where it *holds* (公开) | an act of its own; the end of the sentence |
//! | whose, when | those said last in the sentence | the end of the sentence or bracket |
//!
//! 其中, 包括 and a bracket open a list of parts of the number before. Parts by channel or cause are
//! not in the tables; once they make up their whole, or the sentence ends, what follows is said of
//! the whole again, with 其中 or without; 合计 names the whole behind them. A noun and an act of its
//! own behind a semicolon end a list of parts of something else. A number of another matter
//! (来信 85 封) leaves nothing to those behind it, whatever was understood before; an odd one among
//! results (已公布 1 件) leaves them to further results.
//!
//! Of a number of those received, 其中办结 15 件 may be some: not more than that number, and not
//! fewer than without those that are left. Results of those brought forward are not all.
//!
//! A clause without a number says what follows is said of, or narrows it; a remark (主要涉及) does
//! neither. What is denied is denied with what is listed beside it.
//!
//! Words can mean several sums (收到 with or without those brought forward): any of them agrees. A
//! sentence that lists every result, or those brought forward too, means the usual one.
//!
//! Nothing is said of a number where the segment has a word without a sense, a channel or a cause,
//! another year, part of a year, another unit, 约 or 左右; [`said::Why`] names the reason. A wrong
//! finding costs more than a miss.
//!
//! Words and figures are in the form ([`crate::form::Texts`]); none is in the code.

mod compared;
mod context;
mod digits;
mod features;
mod meaning;
mod numbers;
mod pairs;
mod parts;
mod passages;
mod reader;
mod resolve;
mod said;
mod segments;
mod shown;
mod tokens;

use std::cell::OnceCell;

use crate::finding::Subject;
use crate::form::Filled;

pub(super) use digits::Plain;
pub(super) use meaning::{named, of_last_year};
pub(super) use passages::{Passage, passages, sentences};
pub(super) use said::{Change, Claim, Mismatch, Statement, What};
pub use shown::{Reading, readings};

use said::Said;

/// The texts of a report; they are read once, and only if somebody asks.
pub(super) struct Texts<'r> {
    this: Filled<'r>,
    paragraphs: OnceCell<Vec<Paragraph>>,
}

/// What a paragraph says.
struct Paragraph {
    /// Its text and place.
    passage: Passage,
    /// What it says, in order.
    said: Vec<Said>,
}

/// Something that a text says.
pub(super) struct Phrase<'t> {
    passage: &'t Passage,
    /// The words.
    pub(super) words: &'t str,
    /// What they say.
    pub(super) what: &'t What,
}

impl<'r> Texts<'r> {
    /// The texts of a report.
    pub(super) fn of(this: Filled<'r>) -> Self {
        Self { this, paragraphs: OnceCell::new() }
    }

    /// What they say, in order.
    pub(super) fn phrases(&self) -> impl Iterator<Item = Phrase<'_>> {
        self.paragraphs.get_or_init(|| self.read()).iter().flat_map(Paragraph::phrases)
    }

    fn read(&self) -> Vec<Paragraph> {
        let Filled { form, report } = self.this;
        let is_government = report.is_government();
        let writer = tokens::Writer { form, unit: &report.unit, year: report.year, is_government };
        reader::read(&writer, passages(report))
    }
}

impl Paragraph {
    fn phrases(&self) -> impl Iterator<Item = Phrase<'_>> {
        let passage = &self.passage;
        self.said.iter().map(move |said| {
            let words = &passage.text[said.at.clone()];
            Phrase { passage, words, what: &said.what }
        })
    }
}

impl Phrase<'_> {
    /// Where the words are.
    pub(super) fn subject(&self) -> Subject {
        self.passage.quote(self.words)
    }
}
