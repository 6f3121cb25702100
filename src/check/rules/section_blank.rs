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

/// One finding for all of them: whoever left the sheet of texts empty did one thing.
fn check(Filled { form, report }: Filled, found: &mut Found) {
    let is_blank = |index: &usize| form.sections[*index].table.is_none() && report.sections[*index].is_none();
    let blank: Vec<usize> = (0..form.sections.len()).filter(is_blank).collect();
    let Some(&first) = blank.first() else { return };
    let headings = || blank.iter().map(|index| form.sections[*index].heading.as_str());
    let zh: String = headings().map(quoted).collect();
    let en = headings().map(|heading| format!("`{heading}`")).collect::<Vec<_>>().join(", ");
    let clause = if blank.len() == 1 {
        words!(
            "{zh}没有填文字：没有需要报告的事项，也请写明",
            "{en} has no text: if there is nothing to report, say so"
        )
    } else {
        words!(
            "{zh}都没有填文字：没有需要报告的事项，也请写明",
            "{en} have no text: if there is nothing to report, say so"
        )
    };
    let others = blank[1..].iter().map(|&index| Subject::Section(index)).collect();
    found.add(Subject::Section(first), clause).others = others;
}
