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
//! A segment with a number is an item. Its words say **what** is counted (a noun: 申请), **done
//! what** (acts: 予以公开; 结转 with 上年), **of whom** (自然人), **whose** it is (我局, 全县), **when** (a
//! year), and what the number is (a count, a share, a growth). A segment without a number says that
//! there was none (未收到), that all were alike (均已办结), or what those behind it are said of.
//!
//! Behind a number, words belong to it where the segment begins with it (5 件予以公开) or has no noun
//! yet (收到 17 件申请); any others are a segment of their own (17 件均已答复). 分别 first gives each name
//! of a list its number of another: 自然人、企业分别为 12 件、5 件.
//!
//! # What an item inherits
//!
//! | what it lacks | it takes from | until |
//! | --- | --- | --- |
//! | noun | the segment before, else the heading: the *topic* | another noun, or a thing of no table |
//! | act | the list, where nouns of it say nothing alone: 制发规章 1 件、文件 16 件 | an act of its own |
//! | whose, when, 公开 | what was said last in the *sentence* | the end of the sentence or bracket |
//! | what it is a part of | the *list* that it is in | the list is complete, or the sentence ends |
//!
//! A *list* takes a number apart: behind 其中 and 包括, in a bracket, or by channel or asker (网上 12 件,
//! 自然人 5 件). Its parts make up the whole; once they do, what follows is said of the whole again.
//! So is what follows 合计 when the channels before it make that up, or a whole that is said again
//! (17 件均为自然人申请). A noun and an act of its own behind a semicolon end a list of something else.
//!
//! Another time or another unit that a sentence begins with holds for the next one too, until
//! that names its own: 去年工作平稳。新收 9 件. A field (专项整治) holds to the end of the sentence. Of
//! 由 60 件增至 63 件 the first number is of another time, and so is 累计 behind 截至 2024 年底 with
//! nothing carried over.
//!
//! A number of another matter (来信 85 封) leaves no topic to those behind it; an odd one among
//! results (已公布 1 件) leaves it to further results. What is denied is denied with what is listed
//! beside it, and alone (依申请公开情况：无) or behind it (信息公开的申请，没有收到) it is of the topic.
//!
//! # What an item means
//!
//! Noun, act and asker mean sums of figures, the usual one first: 收到 is with or without those
//! brought forward, and either agrees. The usual one alone is meant where a sentence lists every
//! result or those brought forward too; 含上年结转 3 件 leaves those out that are without them. Of a
//! number of those received, 其中办结 15 件 may be some: not fewer than without all that are left, and
//! not more than without those of them that are. So may 办结 15 件 behind 新收 17 件, where 结转下年 2 件
//! makes up the 17. 其他 behind all results but the last is that one. 公开 is published (发布), except
//! among the results of requests; money is not published (公开信息 85 条，收费 12.35 万元). 答复 9 件 or
//! 办结 9 件 with other results that make up what was received with it (不予处理 5 件) is not all that was
//! done, and neither is 办结 20 件 that has those left in it (含结转下年 2 件).
//!
//! Results behind a review and a lawsuit are of either or of both; behind 行政诉讼 0 件 they inherit
//! neither. Reviews of a kind that is not understood (12 件，多为工伤认定案件) are left alone. What the
//! body itself received (全区 27 件，其中区政府 6 件) is some of what its area did. 因此 and 此类
//! are of what was counted before, and narrow where that was some: 不予公开 4 件，因此引发 ….
//!
//! What came by several channels (网络、信函提出的 31 件) is all that came where none of them is counted by
//! itself. A clause on what requests are about (多涉及征地), on time or on manner parts nothing.
//!
//! 申请 alone is any other thing below another head (社会救助方面，收到申请 1260 件), and so is what 案件
//! or 事项 counts without a noun (受理案件 45 件).
//!
//! Units that are counted (28 个单位), another topic (信息公开以外), and the items that one request asks
//! for (收到 7 件，公开信息 23 项) are no numbers of a table. Neither is what is left by the day of the
//! report (截至发稿均已答复), nor what was received where another number is what was registered (实际受理).
//! Documents that go on (继续有效) are all that there are, with the new ones or without them; so
//! may 办理 leave out what was passed on. Disputes
//! are all of them where those of disclosure follow: 行政复议 54 件。信息公开类复议 13 件.
//!
//! A government that is named is not its area where more is said of that: 全区新收 180 件。区政府受理 12 件.
//! It is one body with its office (区政府及区政府办公室); what its office alone did may be all of it or a
//! part, and is told where other numbers of the office agree with the tables. 全市公安机关 is the bureau.
//!
//! Units below a government (部门, 各县区) are some of it; with its area beside them (全市各部门), or two
//! kinds of them, they are all of it. Numbers of one figure in one paragraph may make it up
//! together: 政府新收 2 件，部门新收 4 件.
//!
//! A number that was told before (收到 8 件。… 8 件中，公开 2 件) is those requests again, and their
//! results are all; so are those of what was answered (答复中), and 其余 15 件均已办结 behind
//! 除 2 件结转外 is all that was done. A total behind those brought forward has them in it: 共 20 件.
//! Results are of some where the paragraph tells those of the year before apart (上年结转的 2 件均予以
//! 公开). A number that is not understood may make up another with it: 废止 1 件；因改革废止 2 件.
//!
//! What was done behind a number of one kind of asker (自然人申请 13 件，办结 13 件) is of those, or of
//! all.
//!
//! What stands at the end of a list (2 件行政复议、1 件行政诉讼维持) or at its head is said of all of
//! it: its numbers are some. So are those behind 中 (新收申请中有 15 件), and one number of several
//! results (70 件不予公开、无法提供).
//!
//! 其他 2 件 behind a list of askers is the column of others, or all whom the list leaves out. 共 12
//! 件 is of what the clause right before it names (以自然人为主，共 12 件); a number in brackets, of the
//! words before them (属于执法案卷（45 件）); 各 1 件, of each name in front of it. What stands before
//! 等其他处理 are examples of that.
//!
//! Of 延期答复 21 件 and others that no table counts, what follows is said (均为自然人申请), and not of all
//! requests. So is what follows a number of disputes of these (因无法提供引发 14 件), and penalties behind
//! cases of theirs (查处治安案件 1936 起，作出处罚 1830 件).
//!
//! A share is of all requests, of the results that it is a kind of, or of any number before it;
//! behind two results with 合计, of both; in brackets (予以公开 7 件（38.9%）), of the number before
//! them. A rate below 100% may be of those that were due, unless none is left. A growth that names
//! nothing is of any number of requests in its sentence.
//! What is said behind 其中, in brackets, or in the same breath of a number that is not understood
//! is not understood either (应诉 22 件（维持 12 件）).
//!
//! Nothing is said of a number where its words have no sense, where it is narrower than a table (by
//! channel, by cause, some of them), of another year, part of a year, another unit, or 约, where 未
//! is before it, or two nouns that nothing joins (不服复议决定提起诉讼): [`said::Why`] names the reason.
//! A wrong finding costs more than a miss. Two things are certain of such a number all the same
//! ([`doubted`]): a part is not more than its whole, and where all others of the sentence are the
//! figures that their own words mean, so is this one.
//!
//! A number that disagrees is told only where it is likely to be mistyped ([`slips`]): where its
//! words name what it counts, where others of the sentence agree with the tables, or where it
//! looks like the figure with a wrong digit. One far from everything is more likely of something
//! else, and so are those that a total of the text adds up (政府收到 8 件，部门收到 30 件，合计 38 件).
//!
//! Where a text takes a total apart itself, its parts are added too, with no table ([`parts`]).
//! What is more than the total, or 其他 of another thing, is no part.
//! Parts in other counters may be left out or not. A total behind another number like it is left
//! alone: what is listed may be parts of both.
//!
//! # Where it is
//!
//! | step | module |
//! | --- | --- |
//! | text → tokens: words with their sense, numbers, marks | [`tokens`], [`numbers`], [`digits`], [`pairs`] |
//! | tokens → segments, and what their words say | [`segments`], [`features`] |
//! | what is inherited: topic, sentence, list | [`context`], [`sentence`], [`neighbours`], [`noted`] |
//! | segments → what is said, item by item | [`reader`], [`resolve`], [`bare`], [`clauses`], [`compared`] |
//! | noun, act, asker → sums | [`meaning`] |
//! | what the tables prove of numbers that may be several things, or nothing | [`closed`], [`doubted`], [`slips`] |
//! | what was said, for rules and for people | [`said`], [`shown`] |
//!
//! Words, counters and figures are in the form ([`crate::form::Texts`]); the code knows how dates,
//! numerals and names of organs are built, and a few particles (中, 的).

mod bare;
mod clauses;
mod closed;
mod compared;
mod context;
mod digits;
mod doubted;
mod features;
mod meaning;
mod neighbours;
mod noted;
mod numbers;
mod pairs;
mod parts;
mod passages;
mod reader;
mod resolve;
mod said;
mod segments;
mod sentence;
mod shown;
mod slips;
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
        // The committee of a zone reports for its area, as a government does; so does what has
        // the name of the area alone.
        let is_zone = ["区管理委员会", "区管委会", "区）管理委员会", "城管理委员会", "城管委会"]
            .iter()
            .any(|end| report.unit.ends_with(end));
        let is_government = report.is_government() || is_zone || tokens::is_area(&report.unit);
        let writer = tokens::Writer { form, unit: &report.unit, year: report.year, is_government };
        reader::read(&writer, self.this, passages(report))
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
