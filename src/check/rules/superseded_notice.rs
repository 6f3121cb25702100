//! 引用旧文: the text cites the notice of 2019 for a year to which that of 2021 applies.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::prose::passages;
use crate::check::{Found, Rule, Scope};
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("superseded-notice"),
        level: Level::Warning,
        basis: Cow::Borrowed("国办公开办函〔2021〕30号取代〔2019〕60号"),
        title: Words::fixed("引用了已被取代的通知", "the text cites a notice that has been replaced"),
        explain: Words::fixed(
            "2021 年度起的报告按国办公开办函〔2021〕30号编制。文中仍写〔2019〕60号，多半是沿用了往年的文字。",
            "From 2021 on reports follow the notice of 2021. The number of the older one most likely comes with last years' text.",
        ),
    },
    years: 2021..=u16::MAX,
    scope: Scope::Report(check),
};

static OLD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"国办公开办函 ?[〔\[［（(【] ?2019 ?[〕\]］）)】] ?60 ?号").ok());

fn check(_: &Form, report: &Report, found: &mut Found) {
    for passage in passages(report) {
        for old in OLD.iter().flat_map(|pattern| pattern.find_iter(&passage.text)) {
            let words = old.as_str();
            found.add(
                passage.quote(words),
                words!(
                    "引用的“{words}”已被〔2021〕30号取代",
                    "`{words}` has been replaced by the notice of 2021"
                ),
            );
        }
    }
}
