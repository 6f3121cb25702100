//! `nianbao rules`: every rule that there is, one line each.

use std::fmt::Write;

use clap::Args;

use super::options::Global;
use super::{Exit, Output, Ran};
use crate::form::{Forms, nearest};
use crate::lang::{Lang, Words};
use crate::rule::About;
use crate::{check, make, read, render, rollup, verify};

#[derive(Args)]
pub(super) struct Rules {}

pub(super) fn run(global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    output.result(&list(&all_rules(&project.forms), output.lang()));
    Ok(Exit::Sound)
}

/// Every rule that can be reported, each once.
pub(super) fn all_rules(forms: &Forms) -> Vec<&About> {
    let mut all = check::rules(forms);
    let others = [rollup::FAULTS, read::FAULTS, render::FAULTS, make::FAULTS, verify::FAULTS];
    all.extend(others.into_iter().flatten().copied());
    all
}

/// That there is no rule of a name, with the nearest one.
pub(super) fn no_rule(name: &str, rules: &[&About]) -> Words {
    match nearest(name, rules.iter().map(|about| about.id.as_ref())).first() {
        Some(near) => {
            words!("没有规则“{name}”，是不是“{near}”？", "there is no rule `{name}`; did you mean `{near}`?")
        }
        None => words!("没有规则“{name}”", "there is no rule `{name}`"),
    }
}

fn list(all: &[&About], lang: Lang) -> String {
    let mut text = String::new();
    let width = all.iter().map(|about| about.id.len()).max().unwrap_or(0);
    for about in all {
        let (id, level, title) = (&about.id, about.level.word(lang), about.title.in_lang(lang));
        let _ = writeln!(text, "{id:width$}  {level}  {title}"); // writing to a String cannot fail
    }
    text
}
