//! 文字过长: a section longer than the place asks for.

use std::borrow::Cow;

use crate::check::prose::text_of;
use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("text-long"),
        level: Level::Warning,
        basis: Cow::Borrowed("当地编制通知的字数要求"),
        title: Words::fixed("文字超过当地要求的字数", "the text is longer than the place asks for"),
        explain: Words::fixed(
            "有的地方要求某一部分不超过多少字（如总体情况 1000 字）。官方表样没有这个要求；在项目的表样里写 longest: { 总体情况: 1000 } 就会检查，空白不计。",
            "Some places ask that a section have at most so many characters. The official form does not; with `longest: { 总体情况: 1000 }` in the project's form it is checked, blanks not counted.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    for (index, section) in form.sections.iter().enumerate() {
        let (Some(longest), Some(text)) = (section.longest, text_of(report, index)) else { continue };
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        if count > longest {
            let name = &section.name;
            found.add(
                Subject::Section(index),
                words!(
                    "{name}有 {count} 字，要求不超过 {longest} 字",
                    "{name} has {count} characters, at most {longest} are asked for"
                ),
            );
        }
    }
}
