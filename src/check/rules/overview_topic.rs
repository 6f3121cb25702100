//! 总体情况五个方面: what the text of a section has to cover, as the form declares it.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "overview-topic",
        Level::Warning,
        Basis::law(
            "国办公开办函〔2021〕30号：总体情况包括五个方面；政府的报告还应有工作考核、社会评议和责任追究结果",
        ),
        Words::fixed("总体情况缺少规定的方面", "a topic of the overview is missing"),
        Words::fixed(
            "总体情况应当写到主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面；各级政府的报告还要写工作考核、社会评议和责任追究结果。没有发生的也应如实写明。",
            "The overview covers five topics, a government's three more. What did not happen is stated too.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

fn check(this: Filled, found: &mut Found) {
    let government = this.report.is_government();
    for (index, text) in this.texts() {
        let section = &this.form.sections[index];
        let asked = section.topics.iter().filter(|topic| government || !topic.government);
        let missing: Vec<String> = asked
            .filter(|topic| {
                !text.contains(&topic.name) && topic.words.iter().all(|word| !text.contains(word))
            })
            .map(|topic| topic.name.clone())
            .collect();
        if !missing.is_empty() {
            let (name, zh, en) = (&section.name, missing.join("、"), missing.join(", "));
            let clause = words!(
                "{name}没有写到：{zh}（没有发生的也请写明）",
                "{name} does not mention {en}: state also what did not happen"
            );
            found.add(Subject::Section(index), clause).names = missing;
        }
    }
}
