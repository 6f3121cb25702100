//! 表样与年度不符: the 2019 form in a later year, or the reverse.
//!
//! Only a file that names its form (表样) can be at odds with its year; otherwise the year chooses.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "form-of-year",
        Level::Error,
        Basis::law("国办公开办函〔2019〕60号、〔2021〕30号"),
        Words::fixed("表样与年度不符", "the form is not the one of the year"),
        Words::fixed(
            "2019、2020 年度用 2019 年表样（试行），2021 年度起用 2021 年表样。沿用旧表样会多出或缺少行和列。",
            "The years 2019 and 2020 use the trial form of 2019, later years the form of 2021.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(Filled { form, report }: Filled, found: &mut Found) {
    if form.years.contains(&report.year) {
        return;
    }
    let (year, edition) = (report.year, form.edition);
    let (first, last) = (form.years.start(), form.years.end());
    let clause = if *last == u16::MAX {
        words!(
            "{year} 年度不能用 {edition} 年表样，{edition} 年表样用于 {first} 年度及以后：请改用本年度的表样",
            "the {edition} form is not for {year}: it covers {first} and later; use the form of the year"
        )
    } else {
        words!(
            "{year} 年度不能用 {edition} 年表样，{edition} 年表样只用于 {first} 至 {last} 年度：请改用本年度的表样",
            "the {edition} form is not for {year}: it covers {first} to {last}; use the form of the year"
        )
    };
    found.add(Subject::Edition, clause);
}
