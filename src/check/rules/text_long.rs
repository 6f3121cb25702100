//! 文字过长: a section longer than the place asks for.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "text-long",
        Level::Warning,
        Basis::law("当地编制通知的字数要求"),
        Words::fixed("文字超过当地要求的字数", "the text is longer than the place asks for"),
        Words::fixed(
            "有的地方要求某一部分不超过多少字（如总体情况 1000 字）。官方表样没有这个要求；在项目的表样里写 longest: { 总体情况: 1000 } 就会检查，空格和换行不计。",
            "Some places limit the characters of a section. The official form does not; with `longest: { 总体情况: 1000 }` in the project's form it is checked, spaces and line breaks not counted.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    for (index, text) in this.texts() {
        let section = &this.form.sections[index];
        let Some(longest) = section.longest else { continue };
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        if count > longest {
            let name = &section.name;
            let clause = words!(
                "“{name}”有 {count} 字，要求不超过 {longest} 字：请压缩",
                "`{name}` has {count} characters, at most {longest} are allowed: shorten it"
            );
            found.add(Subject::Section(index), clause);
        }
    }
}
