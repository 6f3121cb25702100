//! `nianbao explain RULE`: what a rule checks, why, on what basis; with `--figure`, what a sum was
//! added from.

use clap::Args;

use super::book::equations;
use super::examples::examples;
use super::help::say;
use super::options::Global;
use super::rollup::{Superior, addends};
use super::rules::no_rule;
use super::{Exit, Output, Ran};
use crate::form::Forms;
use crate::lang::Lang;
use crate::make::{Project, Survey};
use crate::rule::About;
use crate::rulebook;

#[derive(Args)]
pub(super) struct Explain {
    #[arg(value_name = say("规则", "RULE"), help = say("规则名，如 requests-balance，或它的中文名称", "a rule's name, such as requests-balance"))]
    #[arg(required_unless_present = "figure", conflicts_with = "figure")]
    rule: Option<String>,
    #[arg(long, num_args = 2, value_names = [say("单位", "UNIT"), say("数据项", "ADDRESS")],
        help = say("列出一个汇总数由哪些单位的数相加，如 县人民政府 表三.总计.总计", "list what a figure of a superior is the sum of, by its address"))]
    figure: Vec<String>,
}

pub(super) fn run(verb: &Explain, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let all = rulebook::all(&project.forms);
    if let [unit, address] = verb.figure.as_slice() {
        return figure(unit, address, &project, global, output);
    }
    let wanted = verb.rule.as_deref().unwrap_or_default();
    let about = all.iter().find(|about| about.id == wanted || about.title.zh == wanted);
    let about = about.ok_or_else(|| no_rule(wanted, &all))?;
    output.result(&page(about, &project.forms, output.lang()));
    Ok(Exit::Sound)
}

/// Lists what a superior's figure is the sum of.
fn figure(unit: &str, address: &str, project: &Project, global: &Global, output: &mut Output) -> Ran {
    let survey = Survey::of(project, &[], global.jobs());
    let asked = Superior::asked(unit, global, project, &survey)?;
    let rolled = survey.rollup(asked.form, asked.position, asked.year)?;
    let own = asked.report(&survey)?.filter(|report| report.edition == asked.form.edition);
    output.result(&addends(&rolled, asked.form, address, own.as_ref(), output.lang())?);
    Ok(if rolled.rollup.is_complete() { Exit::Sound } else { Exit::Findings })
}

fn page(about: &About, forms: &Forms, lang: Lang) -> String {
    let (level, title) = (about.level.word(lang), about.title.in_lang(lang));
    let mut text = format!("{} · {level} · {title}\n\n{}\n", about.id, about.explain.in_lang(lang));
    text.extend(equations(about, forms, lang).iter().map(|line| format!("\n{line}")));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(examples(&about.id, forms, lang).map(|examples| examples.text(lang)));
    let newest = forms.newest().map_or("", |form| form.basis.as_str());
    let basis = about.basis.cite(newest);
    if !basis.is_empty() {
        text.push_str(words!("\n依据：{basis}\n", "\nbasis: {basis}\n").in_lang(lang));
    }
    text
}
