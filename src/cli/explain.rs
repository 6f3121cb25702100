//! `nianbao explain RULE`: what a rule checks, why, on what basis.

use std::fmt::Write;

use clap::Args;

use super::examples::examples;
use super::help::{lang, say};
use super::rules::all_rules;
use super::{CANNOT, Global, OK, Output};
use crate::form::{Forms, nearest};
use crate::rule::About;

#[derive(Args)]
pub(super) struct Explain {
    #[arg(value_name = say("规则", "RULE"), help = say("规则名，如 requests-balance，或它的中文名称", "a rule's name, such as requests-balance"))]
    rule: String,
}

pub(super) fn run(verb: &Explain, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let all = all_rules(&project.forms);
    let wanted = &verb.rule;
    if let Some(about) = all.iter().find(|about| about.id == *wanted || about.title.zh == *wanted) {
        output.result(&page(about, &project.forms));
        OK
    } else {
        let near = nearest(wanted, all.iter().map(|about| about.id.as_ref()));
        let hint = near.first().map_or(String::new(), |near| {
            say(&format!("，是否“{near}”？"), &format!(", did you mean `{near}`?"))
        });
        output
            .error(&say(&format!("没有规则“{wanted}”{hint}"), &format!("there is no rule `{wanted}`{hint}")));
        CANNOT
    }
}

fn page(about: &About, forms: &Forms) -> String {
    let lang = lang();
    let mut text = format!(
        "{} · {} · {}\n\n{}\n",
        about.id,
        about.level.word(lang),
        about.title.in_lang(lang),
        about.explain.in_lang(lang)
    );
    for form in &forms.all {
        for rule in form.rules.iter().filter(|rule| rule.about.id == about.id) {
            let (table, equation) =
                (&form.sections[rule.section].name, rule.text.replace("last.", &say("上年度.", "last.")));
            let (edition, count) = (form.edition, rule.equations.len());
            text.push_str(&say(
                &format!("\n{edition} 年格式：{table} {equation}（{count} 式）"),
                &format!("\nform of {edition}: {table} {equation} ({count} equations)"),
            ));
        }
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&examples(&about.id));
    let newest = forms.all.last().map_or("", |form| form.basis.as_str());
    let basis = about.basis.cite(newest);
    if !basis.is_empty() {
        let _ = write!(text, "\n{}{basis}\n", say("依据：", "basis: "));
    }
    text
}
