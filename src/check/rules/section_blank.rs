//! 空白部分: a section of text without a word.
//!
//! The heading is printed all the same. Whether a text says enough is not judged here.

use std::borrow::Cow;

use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("section-blank"),
        level: Level::Warning,
        basis: Cow::Borrowed("政府信息公开条例第五十条；{表样}：六个部分缺一不可"),
        title: Words::fixed("有一部分没有文字", "a section has no text"),
        explain: Words::fixed(
            "报告的六个部分都要有内容。没有需要报告的事项时，也应如实写明。",
            "Each of the six sections has content. Where there is nothing to report, say so.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for (index, section) in form.sections.iter().enumerate() {
        if section.table.is_none() && report.sections[index].is_none() {
            let heading = &section.heading;
            found.add(Subject::Section(index), words!("“{heading}”没有文字", "`{heading}` has no text"));
        }
    }
}
