//! 存在问题单薄: a section on problems and improvements that says hardly anything.
//!
//! Whether it names both is not asked: no list of words knows all the ways in which people say so.

use std::borrow::Cow;

use crate::check::prose::section_text;
use crate::check::{Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Form;
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

pub(super) static RULE: Rule = Rule {
    about: About {
        id: Cow::Borrowed("problems-thin"),
        level: Level::Warning,
        basis: Cow::Borrowed("{表样}：不能遗漏，也不宜泛化；政府信息公开条例第五十条第五项"),
        title: Words::fixed("存在问题和改进情况过于简单", "problems and improvements say too little"),
        explain: Words::fixed(
            "这一部分要写清存在的问题和改进情况，两样都要有。只写“无”或不足五十字的，请人看一看。",
            "This section names problems and improvements, both. `None`, or fewer than fifty characters, is for a person to look at.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

/// Fewer characters than this say little.
const FEWEST: usize = 50;

fn check(form: &Form, report: &Report, found: &mut Found) {
    let Some((index, text)) = section_text(form, report, "problems") else { return };
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    if count < FEWEST {
        let name = &form.sections[index].name;
        found.add(Subject::Section(index), words!("{name}只有 {count} 字", "{name} has {count} characters"));
    }
}
