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
//! the whole again.
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
mod parts;
mod passages;
mod reader;
mod resolve;
mod said;
mod segments;
mod shown;
mod tokens;

use crate::form::Form;
use crate::model::Report;

pub(super) use digits::Plain;
pub(super) use meaning::{named, of_last_year};
pub(super) use parts::mismatches;
pub(super) use passages::{Passage, passages, sentences};
pub(super) use said::{Change, Claim, Said, What};
pub use shown::{Reading, readings};

/// What a paragraph says.
pub(super) struct Paragraph {
    /// Its text and place.
    pub(super) passage: Passage,
    /// What it says, in order.
    pub(super) said: Vec<Said>,
}

/// What the texts of a report say of its figures.
pub(super) fn read(form: &Form, report: &Report) -> Vec<Paragraph> {
    let writer =
        tokens::Writer { form, unit: &report.unit, year: report.year, is_government: report.is_government() };
    reader::read(&writer, passages(report))
}
