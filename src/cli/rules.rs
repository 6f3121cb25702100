//! `nianbao rules`: every rule that there is, one line each, grouped by what it is about.

use clap::Args;

use super::options::Global;
use super::{Exit, Output, Ran};
use crate::form::nearest;
use crate::lang::{Lang, Words};
use crate::rule::About;
use crate::rulebook::{self, Group};

#[derive(Args)]
pub(super) struct Rules {}

pub(super) fn run(global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    output.result(&list(&rulebook::groups(&project.forms), output.lang()));
    Ok(Exit::Sound)
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

fn list(groups: &[Group], lang: Lang) -> String {
    let ids = groups.iter().flat_map(|group| &group.rules).map(|about| about.id.len());
    let width = ids.max().unwrap_or(0);
    let line = |about: &&About| {
        let (id, level, title) = (&about.id, about.level.word(lang), about.title.in_lang(lang));
        format!("  {id:width$}  {level}  {title}\n")
    };
    let group = |group: &Group| {
        format!("{}\n{}", group.title.in_lang(lang), group.rules.iter().map(line).collect::<String>())
    };
    groups.iter().map(group).collect::<Vec<_>>().join("\n")
}
