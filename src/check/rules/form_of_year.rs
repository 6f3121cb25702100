//! 表样与年度不符: the 2019 form in a later year, or the reverse.
//!
//! Only a file that names its form (表样) can be at odds with its year; otherwise the year chooses.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("form-of-year"),
        level: Level::Error,
        basis: Cow::Borrowed("国办公开办函〔2019〕60号、〔2021〕30号"),
        title: Words::fixed("表样与年度不符", "the form is not that of the year"),
        explain: Words::fixed(
            "2019、2020 年度用 2019 年试行格式，2021 年度起用 2021 年格式。沿用旧格式会多出或缺少行和列。",
            "The years 2019 and 2020 use the trial form of 2019, later years that of 2021.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    if form.years.contains(&report.year) {
        return;
    }
    let (first, last) = (form.years.start(), form.years.end());
    let (zh, en) = if *last == u16::MAX {
        (format!("{first} 年度起"), format!("from {first} on"))
    } else {
        (format!("{first}—{last} 年度"), format!("{first} to {last}"))
    };
    found.add(
        Subject::Edition,
        words!("{} 年度不能用 {} 年格式（适用于 {zh}）", report.year, form.edition; "the form of {} is not for {} ({en})", form.edition, report.year),
    );
}
