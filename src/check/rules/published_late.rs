//! 公布期限: a date of the document after the day by which it must be published, or before the year
//! ended.

use jiff::civil::Date;

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "published-late",
        Level::Warning,
        Basis::law(
            "《政府信息公开条例》第四十九条：每年 1 月 31 日前公布；县级以上地方人民政府的，由其政府信息公开工作主管部门在 3 月 31 日前公布",
        ),
        Words::fixed("成文日期不合期限", "the date is not within the time for publication"),
        Words::fixed(
            "各单位的年度报告须在次年 1 月 31 日前公布；县级以上地方人民政府的，由其政府信息公开工作主管部门在 3 月 31 日前公布。成文日期更晚的，或早于年度结束的，请核对。",
            "A unit publishes by 31 January of the next year, a government above townships by 31 March. Check a later date, or one before the year ended.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(Filled { report, .. }: Filled, found: &mut Found) {
    let Some(date) = report.date else { return };
    let year = i16::try_from(report.year).unwrap_or(i16::MAX);
    let (month, day) = if report.is_government() { (3, 31) } else { (1, 31) };
    let (Ok(ended), Some(Ok(last))) =
        (Date::new(year, 12, 31), year.checked_add(1).map(|next| Date::new(next, month, day)))
    else {
        return;
    };
    let clause = if date > last {
        words!(
            "成文日期 {date} 晚于公布期限 {last}：请核对日期",
            "the date {date} is after {last}, the last day for publication: check the date"
        )
    } else if date < ended {
        words!(
            "成文日期 {date} 时 {year} 年度还没有结束：请核对日期",
            "on {date} the year {year} had not ended: check the date"
        )
    } else {
        return;
    };
    found.add(Subject::Date, clause);
}
