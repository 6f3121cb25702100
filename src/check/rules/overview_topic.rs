//! 总体情况五个方面: what the text of a section has to cover, as the form declares it.

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
        id: Cow::Borrowed("overview-topic"),
        level: Level::Warning,
        basis: Cow::Borrowed(
            "国办公开办函〔2021〕30号：总体情况包括五个方面；政府的报告还应有工作考核、社会评议和责任追究结果",
        ),
        title: Words::fixed("总体情况缺少规定的方面", "a topic of the overview is missing"),
        explain: Words::fixed(
            "总体情况应当写到主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面；各级政府的报告还要写工作考核、社会评议和责任追究结果。没有发生的也应如实写明。",
            "The overview covers five topics, that of a government three more. What did not happen is said too.",
        ),
    },
    years: 0..=u16::MAX,
    scope: Scope::Report(check),
};

fn check(form: &Form, report: &Report, found: &mut Found) {
    let government = report.is_government();
    for (index, section) in form.sections.iter().enumerate().filter(|(_, section)| !section.topics.is_empty())
    {
        let Some(text) = text_of(report, index) else { continue };
        let asked = section.topics.iter().filter(|topic| government || !topic.government);
        let missing: Vec<&str> = asked
            .filter(|topic| {
                !text.contains(&topic.name) && topic.words.iter().all(|word| !text.contains(word))
            })
            .map(|topic| topic.name.as_str())
            .collect();
        if !missing.is_empty() {
            let (name, zh, en) = (&section.name, missing.join("、"), missing.join(", "));
            found.add(Subject::Section(index), words!("{name}没有写到：{zh}", "{name} says nothing of {en}"));
        }
    }
}
