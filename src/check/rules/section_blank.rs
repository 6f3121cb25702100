//! 空白部分: a section of text without a word.
//!
//! The heading is printed all the same. Whether a text says enough is not judged here.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::{Words, quoted};
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "section-blank",
        Level::Error,
        Basis::OfForm("：六个部分缺一不可；《政府信息公开条例》第五十条"),
        Words::fixed("有的部分没有填文字", "a section has no text"),
        Words::fixed(
            "报告的六个部分是法定的，都要有内容，缺一部分就不能公布。没有需要报告的事项时，也应如实写明。",
            "The six sections are the law: each has content, or the report cannot be published. If there is nothing to report, say so.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(Filled { form, report }: Filled, found: &mut Found) {
    for (index, section) in form.sections.iter().enumerate() {
        if section.table.is_none() && report.sections[index].is_none() {
            let (zh, en) = (quoted(&section.heading), &section.heading);
            let clause = words!(
                "{zh}没有填文字：没有需要报告的事项，也请写明",
                "`{en}` has no text: if there is nothing to report, say so"
            );
            found.add(Subject::Section(index), clause);
        }
    }
}
