//! 存在问题单薄: a section on problems and improvements that says hardly anything.
//!
//! Whether it names both is not asked: no list of words knows all the ways in which people say so.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::{Words, counted};
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "problems-thin",
        Level::Warning,
        Basis::OfForm("：不能遗漏，也不宜泛化；《政府信息公开条例》第五十条第（五）项"),
        Words::fixed("存在问题和改进情况过于简单", "problems and improvements say too little"),
        Words::fixed(
            "这一部分要写清存在的问题和改进情况，两样都要有。只写“无”或不足 50 字的，请核实是否写全。",
            "This section names problems and improvements, both. If it says only `无` or has fewer than 50 characters, check that nothing is missing.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[PROBLEMS],
    scope: Scope::Report(check),
};

const PROBLEMS: &str = "problems";

/// Fewer characters than this say little.
const FEWEST: usize = 50;

fn check(this: Filled, found: &mut Found) {
    let Some((index, text)) = this.text_by_key(PROBLEMS) else { return };
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    if count < FEWEST {
        let name = &this.form.sections[index].name;
        let characters = counted(count, "character");
        let clause = words!(
            "“{name}”只有 {count} 字：请写清存在的主要问题和改进情况",
            "`{name}` has only {characters}: describe the main problems and what was improved"
        );
        found.add(Subject::Section(index), clause);
    }
}
