//! What a text can say of the figures: a number, a share, a change, that there was none.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rust_decimal::Decimal;

use super::numbers::Number;
use crate::form::{Filled, Form, Sum};
use crate::model::Report;

/// Something that a text says, or a number of it that nothing is said of.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// The words, in the paragraph.
    pub(crate) at: Range<usize>,
    /// What they say.
    pub(crate) what: What,
}

impl Said {
    /// The sums that its number may be.
    pub(super) fn sums(&self) -> &[Sum] {
        self.given().map_or(&[], |(sums, _)| sums)
    }

    /// The number that it gives for a figure.
    pub(super) fn given(&self) -> Option<(&[Sum], Decimal)> {
        match &self.what {
            What::Figure(claim) => Some((&claim.sums, claim.number.value)),
            _ => None,
        }
    }
}

/// What words say.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// 办结 18 件
    Figure(Claim),
    /// 占 41.2%
    Share(Share),
    /// 同比增长 12.5%, 较上年减少 3 件
    Change(Change),
    /// 未收到申请, 均为自然人
    Statement(Statement),
    /// 信息 171 条：动态 124 条、政策 40 条
    Parts(Mismatch),
    /// A number that is left alone.
    Left(Why),
}

/// A number that a text gives for a figure.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// The number.
    pub(crate) number: Number,
    /// The sums that the words can mean, the usual one first.
    pub(crate) sums: Vec<Sum>,
    /// Where it may be some of a number of the text.
    pub(crate) some_of: Option<SomeOf>,
    /// Numbers that may make it up with this one: 政府新收 2 件，部门新收 4 件.
    pub(crate) beside: Vec<Decimal>,
}

/// A number of which another one says how many were done.
#[derive(Debug, Clone)]
pub(crate) struct SomeOf {
    /// The number.
    pub(crate) whole: Decimal,
    /// What is left for the next year, of them and of those that the year before left.
    pub(crate) left: Sum,
    /// Those.
    pub(crate) brought: Option<Sum>,
    /// Others of them may be done too, in another way: 按期答复 16 件.
    pub(crate) in_part: bool,
}

/// More numbers of one thing do not make it up together, and would each have to know all others.
const MOST_BESIDE: usize = 12;

/// Puts the numbers that a paragraph gives for one thing beside one another, those of other units
/// with them.
pub(super) fn put_together(said: &mut [Said], of_others: &[(Vec<Sum>, Decimal)]) {
    let mut given: HashMap<&str, Vec<(usize, Decimal)>> = HashMap::new(); // looked up, never walked
    let others = of_others.iter().map(|(sums, value)| (sums.as_slice(), *value));
    let all: Vec<(Vec<String>, Decimal)> = said
        .iter()
        .filter_map(Said::given)
        .chain(others)
        .map(|(sums, value)| (sums.iter().map(|sum| sum.address.clone()).collect(), value))
        .collect();
    for (number, (addresses, value)) in all.iter().enumerate() {
        for address in addresses {
            given.entry(address).or_default().push((number, *value));
        }
    }
    for said in said {
        let What::Figure(claim) = &mut said.what else { continue };
        let of_sums = || claim.sums.iter().filter_map(|sum| given.get(sum.address.as_str()));
        if of_sums().any(|values| values.len() > MOST_BESIDE) {
            continue;
        }
        let mut beside: Vec<(usize, Decimal)> = of_sums().flatten().copied().collect();
        beside.sort_unstable();
        beside.dedup();
        if beside.len() > MOST_BESIDE {
            continue;
        }
        let mut beside: Vec<Decimal> = beside.into_iter().map(|(_, value)| value).collect();
        beside.extract_if(.., |value| *value == claim.number.value).next(); // its own
        claim.beside.push(beside.iter().copied().fold(Decimal::ZERO, Decimal::saturating_add));
        claim.beside.extend(beside);
    }
}

/// Leaves what is said of a government alone where more is said of its area or its departments:
/// 全区新收申请 180 件。区政府受理 12 件，结转 1 件. `of_own`: where that is, and in which sentence.
pub(super) fn leave_own(said: &mut [Said], of_others: &[(Vec<Sum>, Decimal)], of_own: &[(usize, usize)]) {
    let own: HashSet<usize> = of_own.iter().map(|(at, _)| *at).collect();
    let mut most: HashMap<&str, Decimal> = HashMap::new(); // looked up, never walked
    let others = of_others.iter().map(|(sums, value)| (sums.as_slice(), *value));
    let area = said.iter().enumerate().filter(|(at, _)| !own.contains(at));
    for (sums, value) in area.filter_map(|(_, said)| said.given()).chain(others) {
        for sum in sums {
            let most = most.entry(&sum.address).or_default();
            *most = value.max(*most);
        }
    }
    let more = |sum: &Sum, value: Decimal| most.get(sum.address.as_str()).is_some_and(|most| *most > value);
    let is_part = |what: &What| match what {
        What::Figure(claim) => claim.sums.iter().any(|sum| more(sum, claim.number.value)),
        What::Statement(statement) => statement.equal.is_empty() && more(&statement.sum, Decimal::ZERO),
        _ => false,
    };
    let parts = of_own.iter().filter(|(at, _)| is_part(&said[*at].what));
    let sentences: HashSet<usize> = parts.map(|(_, sentence)| *sentence).collect();
    for (at, _) in of_own.iter().filter(|(_, sentence)| sentences.contains(sentence)) {
        said[*at].what = What::Left(Why::Part);
    }
}

impl Claim {
    /// Whether the number is one of those that the words can mean.
    pub(crate) fn agrees(&self, form: &Form, report: &Report) -> bool {
        let value = self.number.value;
        let with = |whole: Decimal| self.beside.iter().any(|one| whole.checked_sub(*one) == Some(value));
        let is =
            |sum: &Sum| form.sum(report, &sum.figures).is_some_and(|sum| self.number.is(sum) || with(sum));
        self.sums.iter().any(is) || self.is_some_of(form, report)
    }

    /// 收到 17 件，其中办结 16 件: not fewer than without all that are left, and not more than without
    /// those of them that the year before did not leave.
    fn is_some_of(&self, form: &Form, report: &Report) -> bool {
        let Some(SomeOf { whole, left, brought, in_part }) = &self.some_of else { return false };
        let value = |sum: &Sum| form.sum(report, &sum.figures).unwrap_or_default();
        let left = value(left);
        let of_them = left.saturating_sub(brought.as_ref().map(value).unwrap_or_default());
        let least = if *in_part { Decimal::ZERO } else { whole.saturating_sub(left) };
        let most = whole.saturating_sub(of_them.max(Decimal::ZERO));
        (least..=most).contains(&self.number.value)
    }
}

/// A percentage of a whole.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// The percentage.
    pub(crate) percent: Number,
    /// The part: figures, or one of the numbers that the text gives.
    pub(crate) part: Result<Vec<Sum>, Vec<Decimal>>,
    /// Totals that the text gives before.
    pub(crate) wholes: Vec<Decimal>,
    /// Totals of the tables that may be the whole.
    pub(crate) of_tables: Vec<Sum>,
    /// It is said right behind its part, and of what is not said: 予以公开 7 件，占 41.2%.
    pub(crate) is_plain: bool,
}

impl Share {
    /// The percentages that it may be, each with its part and its whole; nothing with a blank or
    /// impossible figure.
    pub(crate) fn possible(&self, this: Filled) -> Option<Vec<(Decimal, Decimal, Decimal)>> {
        let numbers = |sums: &[Sum]| -> Option<Vec<Decimal>> {
            sums.iter().map(|sum| this.sum(&sum.figures)).collect()
        };
        let parts = self.part.as_ref().map_or_else(|numbers| Some(numbers.clone()), |sums| numbers(sums))?;
        let of_tables = numbers(&self.of_tables)?;
        let wholes: Vec<Decimal> = of_tables.iter().chain(&self.wholes).copied().collect();
        let of = |part: Decimal, whole: Decimal| Some((percent(part, whole)?, part, whole));
        Some(parts.iter().flat_map(|part| wholes.iter().filter_map(|whole| of(*part, *whole))).collect())
    }
}

fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}

/// A change against last year.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// By how much.
    pub(crate) number: Number,
    /// In percent.
    pub(crate) percent: bool,
    /// 下降.
    pub(crate) down: bool,
    /// The figure.
    pub(crate) sums: Vec<Sum>,
}

/// A figure that is said to be none, or all of another.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// The figure.
    pub(crate) sum: Sum,
    /// What it equals, one of these; zero where there are none.
    pub(crate) equal: Vec<Sum>,
}

/// A total with parts that do not make it up.
#[derive(Debug, Clone)]
pub(crate) struct Mismatch {
    /// The total.
    pub(crate) total: Decimal,
    /// The sum of the parts.
    pub(crate) sum: Decimal,
}

/// Why nothing is said of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// A word that is not understood.
    Unknown,
    /// Something that no table counts.
    Foreign,
    /// A channel, a cause: only some of what the table has.
    Part,
    /// 约, 左右.
    About,
    /// 公开, 发布: not what was decided.
    Published,
    /// Another year, a part of the year.
    OtherTime,
    /// Another unit.
    Others,
    /// The tables have no such figure.
    NoFigure,
    /// What it is said of is not sure.
    Unsure,
    /// It was told before: 8 件中.
    Again,
    /// Others beside it are not among it: 撤回, 延期.
    Beside,
}
