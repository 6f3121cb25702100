//! 存在问题单薄: a section on problems that names no problem, no improvement, or hardly anything.

use std::borrow::Cow;

use crate::check::passages::section_text;
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
            "这一部分要写清存在的问题和改进情况，两样都要有。只写“无”、不足五十字，或有问题没有改进、有改进没有问题，都要请人看一看。",
            "This section names problems and improvements, both. `None`, fewer than fifty characters, or one without the other is for a person to look at.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

/// Fewer characters than this say little.
const FEWEST: usize = 50;
/// A longer text may name problems and improvements in words that no list holds.
const SHORT: usize = 100;
const PROBLEM: [&str; 21] = [
    "不",
    "少",
    "慢",
    "未",
    "缺",
    "难",
    "弱",
    "低",
    "问题",
    "不足",
    "不够",
    "短板",
    "薄弱",
    "滞后",
    "欠缺",
    "差距",
    "有待",
    "不及时",
    "偏少",
    "不强",
    "不高",
];
const IMPROVEMENT: [&str; 14] = [
    "改进",
    "措施",
    "下一步",
    "今后",
    "将",
    "加强",
    "整改",
    "进一步",
    "提升",
    "完善",
    "已",
    "解决",
    "优化",
    "推动",
];

fn check(form: &Form, report: &Report, found: &mut Found) {
    let Some((index, text)) = section_text(form, report, "problems") else { return };
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let name = &form.sections[index].name;
    let clause = if count < FEWEST {
        Words::new(format!("{name}只有 {count} 字"), format!("{name} has {count} characters"))
    } else if count < SHORT && !says(&PROBLEM) {
        Words::new(format!("{name}没有写问题"), format!("{name} names no problem"))
    } else if count < SHORT && !says(&IMPROVEMENT) {
        Words::new(format!("{name}没有写改进情况"), format!("{name} names no improvement"))
    } else {
        return;
    };
    found.add(Subject::Section(index), clause);
}
