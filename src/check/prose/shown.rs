//! What was read from the texts, for a person to see why a number was judged or left alone.

use super::meaning::named;
use super::said::{Change, Claim, Mismatch, Share, Statement, What, Why};
use super::{Phrase, Texts};
use crate::form::{Filled, Form, Sum};
use crate::lang::Words;
use crate::model::Report;

/// Some words of a text, and what the program makes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The section of the text; the preface where there is none.
    pub section: Option<usize>,
    /// The words.
    pub words: String,
    /// What is made of them.
    pub meaning: Words,
}

/// What is read from the texts of a report, in order.
#[must_use]
pub fn readings(form: &Form, report: &Report) -> Vec<Reading> {
    let reading = |phrase: Phrase| Reading {
        section: phrase.passage.section,
        words: phrase.words.to_owned(),
        meaning: meaning(form, report, phrase.what),
    };
    Texts::of(Filled::new(form, report)).phrases().map(reading).collect()
}

fn meaning(form: &Form, report: &Report, what: &What) -> Words {
    match what {
        What::Figure(claim) => figure(form, report, claim),
        What::Share(share) => of_share(share),
        What::Change(change) => of_change(change),
        What::Statement(statement) => of_statement(statement),
        What::Parts(Mismatch { total, sum }) => {
            words!("各项之和为 {sum}，不是 {total}", "the parts make {sum}, not {total}")
        }
        What::Left(why) => left(*why),
    }
}

fn figure(form: &Form, report: &Report, claim: &Claim) -> Words {
    let Words { zh, en } = either(&claim.sums);
    if claim.agrees(form, report) {
        words!("{zh}：一致", "{en}: agrees")
    } else {
        words!("{zh}：不一致", "{en}: differs")
    }
}

fn of_share(share: &Share) -> Words {
    let Words { zh, en } = match &share.part {
        Ok(sums) => either(sums),
        Err(numbers) => {
            let number = numbers.first().map(ToString::to_string).unwrap_or_default();
            Words::new(number.clone(), number)
        }
    };
    match share.wholes.first() {
        _ if !share.of_tables.is_empty() => {
            words!("{zh} 占申请总数的比例", "the share of {en} in all requests")
        }
        Some(whole) => words!("{zh} 占 {whole} 的比例", "the share of {en} in {whole}"),
        None => words!("不核对：{zh} 占什么的比例，不能确定", "left alone: {en} of what, is not sure"),
    }
}

fn of_change(change: &Change) -> Words {
    let Words { zh, en } = either(&change.sums);
    words!("{zh} 与上年度相比的增减", "the change of {en} against last year")
}

fn of_statement(Statement { sum, equal }: &Statement) -> Words {
    let Words { zh, en } = named(sum);
    match equal.first() {
        None => words!("{zh} 应为 0", "{en} is 0"),
        Some(whole) => {
            let whole = named(whole);
            words!("{zh} 应等于 {}", whole.zh; "{en} equals {}", whole.en)
        }
    }
}

/// The sums that words can mean.
fn either(sums: &[Sum]) -> Words {
    let names: Vec<Words> = sums.iter().map(named).collect();
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_ref()).collect();
    let en: Vec<&str> = names.iter().map(|name| name.en.as_ref()).collect();
    Words::new(zh.join(" 或 "), en.join(" or "))
}

fn left(why: Why) -> Words {
    match why {
        Why::Unknown => Words::fixed("不核对：有的词不在词表里", "left alone: a word is not known"),
        Why::Foreign => Words::fixed("不核对：说的不是表里的事", "left alone: no table counts this"),
        Why::Part => Words::fixed("不核对：只说了一部分", "left alone: only some are meant"),
        Why::About => Words::fixed("不核对：是约数", "left alone: an approximate number"),
        Why::Published => Words::fixed("不核对：说的是公开", "left alone: what was published"),
        Why::OtherTime => Words::fixed("不核对：不是全年的数", "left alone: not of the whole year"),
        Why::Others => Words::fixed("不核对：不是本单位的数", "left alone: of another unit"),
        Why::NoFigure => Words::fixed("不核对：表里没有这个数", "left alone: the tables have no such figure"),
        Why::Unsure => Words::fixed("不核对：不能确定说的是什么", "left alone: not sure what is meant"),
        Why::Beside => {
            Words::fixed("不核对：另有一部分不在其中", "left alone: others beside it are not among it")
        }
        Why::Again => Words::fixed("不核对：前面已经说过", "left alone: it was told before"),
    }
}
