//! A superior's report against the sum of its units: `rollup-differs`.
//!
//! Asked only of units whose roster entry says that their report is that of the whole area. What
//! differs is reported with the unit that most likely explains it: one that changed or came in
//! after the figures were added up, as the report's own list of sources shows; one whose figures
//! are exactly what is lacking, or what is there twice. Where none is certain, none is named.

use rust_decimal::Decimal;

use super::{Member, Rollup};
use crate::finding::{Finding, Subject};
use crate::form::{Filled, Form};
use crate::lang::{Words, counted};
use crate::model::FigureId;
use crate::rule::{About, Basis, Level};

/// A superior's figure is not the sum of those of its units.
pub static ROLLUP_DIFFERS: About = About::new(
    "rollup-differs",
    Level::Error,
    Basis::None,
    Words::fixed("与下属单位之和不一致", "the report is not the sum of its units"),
    Words::fixed(
        "名录写明“汇总: 全域”的单位，报告里的数应是下属各单位同年度之和（不能相加的数除外，由表样规定）。下属单位都已报送、都没有强制性问题时，不一致是强制性问题；还有单位没有报送或有问题的，列为核实性问题。每个单位只计一次：下属单位自己写明全域的，计它自己的报告，不再计它下面的。请用 nianbao explain --figure 单位 数据项 逐家核对，或用 nianbao rollup 重新汇总。",
        "The figures of a unit whose roster entry says `sum: whole` are the sums of its units' figures of the year, except those that the form says are not sums. It is an error while every unit has a report without errors, else a warning. Every unit counts once: one that is `whole` itself counts by its own report. Compare unit by unit with nianbao explain --figure UNIT ADDRESS, or add up again with nianbao rollup.",
    ),
);

/// More units than this are not named in a sentence.
const MOST_NAMES: usize = 5;

/// A figure that is not the sum.
#[derive(Clone, Copy)]
struct Difference {
    id: FigureId,
    own: Decimal,
    sum: Decimal,
}

impl Difference {
    /// What the superior lacks; negative where it has too much.
    fn lack(self) -> Decimal {
        self.sum - self.own
    }
}

/// What of a superior's report is not the sum of its units.
#[must_use]
pub fn compare(this: Filled, rollup: &Rollup) -> Vec<Finding> {
    let all = differences(this, rollup);
    let Some(first) = all.iter().find(|one| !follows(this.form, one.id, &all)).or(all.first()) else {
        return Vec::new();
    };
    let cause = since(this, rollup).or_else(|| whole_unit(this, rollup));
    if !rollup.is_complete() || cause.is_some() {
        let mut finding = of_figure(this.form, rollup, *first);
        if all.len() > 1 {
            let count = all.len();
            finding = finding.hint(words!("这样的格共有 {count} 个", "{count} figures differ in all"));
        }
        if !rollup.is_complete() {
            finding.level = Level::Warning;
            finding = finding.hint(lacking(rollup));
        }
        finding.likely = cause;
        return vec![with_advice(finding, this, first.id)];
    }
    let roots = all.iter().filter(|one| !follows(this.form, one.id, &all));
    roots
        .map(|one| {
            let mut finding = of_figure(this.form, rollup, *one);
            finding.likely = of_one_figure(rollup, *one);
            with_advice(finding, this, one.id)
        })
        .collect()
}

fn differences(this: Filled, rollup: &Rollup) -> Vec<Difference> {
    let one = |id| {
        let (own, sum) = (this.sound_number(id)?, rollup.number(id)?);
        (own != sum).then_some(Difference { id, own, sum })
    };
    this.form.ids().filter_map(one).collect()
}

/// Whether a figure is a total that differs because one of its parts does.
fn follows(form: &Form, id: FigureId, all: &[Difference]) -> bool {
    let differs = |part: &FigureId| all.iter().any(|one| one.id == *part);
    let mut defining = form.equations().map(|(_, equation)| equation).filter(|one| one.defines() == Some(id));
    defining.any(|equation| equation.right.iter().flat_map(|term| &term.figures).any(differs))
}

fn of_figure(form: &Form, rollup: &Rollup, one: Difference) -> Finding {
    let Difference { id, own, sum } = one;
    let (place, address, units) = (form.quoted(id), &form.spec(id).address, rollup.counted().count());
    let (size, more) = (one.lack().abs(), one.lack() < Decimal::ZERO);
    let ((zh, en), of) = (if more { ("多", "more") } else { ("少", "less") }, counted(units, "unit"));
    let clause = words!(
        "{place}填 {own}，下属 {units} 家之和为 {sum}，{zh} {size}",
        "{address} is {own}, the sum of {of} is {sum}: {size} {en}"
    );
    Finding::new(&ROLLUP_DIFFERS, Subject::Figure(id), clause)
}

fn with_advice(finding: Finding, this: Filled, id: FigureId) -> Finding {
    let (unit, address) = (&this.report.unit, &this.form.spec(id).address);
    finding.hint(words!(
        "各单位的数：nianbao explain --figure {unit} {address}",
        "the figures of the units: nianbao explain --figure {unit} {address}"
    ))
}

/// Which units the sum lacks.
#[must_use]
pub fn lacking(rollup: &Rollup) -> Words {
    let names: Vec<&str> = rollup.missing().map(|member| member.unit.as_str()).collect();
    let (zh, en) = named(&names);
    let count = names.len();
    words!(
        "还有 {count} 家没有计入（没有报送、有强制性问题或用了别的表样）：{zh}";
        "{} not in the sum (no report, errors, or another form): {en}", counted(count, "unit")
    )
}

/// Names in both languages, the first few of many.
fn named(names: &[&str]) -> (String, String) {
    let shown = &names[..names.len().min(MOST_NAMES)];
    let rest = names.len() - shown.len();
    if rest == 0 {
        (shown.join("、"), shown.join(", "))
    } else {
        (format!("{} 等", shown.join("、")), format!("{} and {rest} more", shown.join(", ")))
    }
}

/// Units that changed, came in or left since the figures were added up, by the report's own list.
fn since(this: Filled, rollup: &Rollup) -> Option<Words> {
    let sources = &this.report.sources;
    if sources.is_empty() {
        return None;
    }
    let source = |member: &Member| sources.iter().find(|source| source.unit == member.unit);
    let (mut changed, mut new) = (Vec::new(), Vec::new());
    for member in rollup.counted() {
        match source(member) {
            None => new.push(member.unit.as_str()),
            Some(source) if source.mark != member.mark() => changed.push(member.unit.as_str()),
            Some(_) => {}
        }
    }
    let is_counted = |unit: &str| rollup.counted().any(|member| member.unit == unit);
    let gone = sources.iter().map(|source| source.unit.as_str()).filter(|unit| !is_counted(unit));
    let gone: Vec<&str> = gone.collect();
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (names, verb_zh, verb_en) in [
        (&changed, "改过数", "changed"),
        (&new, "后来才计入", "came in"),
        (&gone, "现在不计入", "no longer counts"),
    ] {
        if !names.is_empty() {
            let (names_zh, names_en) = named(names);
            zh.push(format!("{names_zh}{verb_zh}"));
            en.push(format!("{names_en} {verb_en}"));
        }
    }
    let (zh, en, unit) = (zh.join("，"), en.join(", "), &this.report.unit);
    (!zh.is_empty()).then(|| {
        words!(
            "上次汇总以后，{zh}：请重新汇总（nianbao rollup {unit}）",
            "since the figures were added up, {en}: add up again (nianbao rollup {unit})"
        )
    })
}

/// A unit whose whole report is what the superior lacks, or has twice.
fn whole_unit(this: Filled, rollup: &Rollup) -> Option<Words> {
    let differs_by = |member: &&Member, times: Decimal| {
        let mut ids = this.form.ids().filter(|&id| this.form.spec(id).additive);
        ids.all(|id| match (this.sound_number(id), rollup.number(id)) {
            (Some(own), Some(sum)) => {
                let number = member.figure(id).and_then(crate::model::Figure::number).unwrap_or_default();
                Some(sum) == number.checked_mul(times).and_then(|number| own.checked_add(number))
            }
            _ => true,
        })
    };
    let only = |times: Decimal| -> Option<&Member> {
        let mut fitting = rollup.counted().filter(|member| differs_by(member, times));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    if let Some(member) = only(Decimal::ONE) {
        let unit = &member.unit;
        return Some(words!(
            "差的正好是“{unit}”的全部数：多半是汇总时还没有它的报告",
            "it lacks exactly the report of `{unit}`, which most likely came in after the figures were added up"
        ));
    }
    let unit = &only(-Decimal::ONE)?.unit;
    Some(words!(
        "多的正好是“{unit}”的全部数：多半是把它计了两次",
        "it has exactly the report of `{unit}` too much, which was most likely added twice"
    ))
}

/// The one unit that can explain a single figure.
fn of_one_figure(rollup: &Rollup, one: Difference) -> Option<Words> {
    let (size, lacks) = (one.lack().abs(), one.lack() > Decimal::ZERO);
    let number = |member: &Member| member.figure(one.id).and_then(crate::model::Figure::number);
    let only = |fits: &dyn Fn(Decimal) -> bool| -> Option<&str> {
        let mut fitting = rollup.counted().filter(|member| number(member).is_some_and(fits));
        fitting.next().filter(|_| fitting.next().is_none()).map(|member| member.unit.as_str())
    };
    if let Some(unit) = only(&|number| number == size) {
        return Some(if lacks {
            words!(
                "差额正好是“{unit}”的数：请核对是否漏计",
                "the difference is the figure of `{unit}`: check whether it was left out"
            )
        } else {
            words!(
                "差额正好是“{unit}”的数：请核对是否计了两次",
                "the difference is the figure of `{unit}`: check whether it was added twice"
            )
        });
    }
    // A figure that grew by the difference is at least as large now.
    let unit = only(&|number| number >= size).filter(|_| lacks)?;
    Some(words!(
        "只有“{unit}”的数不小于差额：如有一家后来改大了数，只能是它",
        "only the figure of `{unit}` is as large as the difference: if one unit raised its figure since, it is this one"
    ))
}
