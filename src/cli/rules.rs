//! `nianbao rules`: every rule that there is, grouped by what it is about: one line each, or as a
//! book in Markdown with explanations and examples.

use clap::{Args, ValueEnum};

use super::book::book;
use super::help::say;
use super::options::Global;
use super::{Exit, Output, Ran};
use crate::form::nearest;
use crate::lang::{Lang, Words};
use crate::rule::About;
use crate::rulebook::{self, Group};

#[derive(Args)]
pub(super) struct Rules {
    #[arg(long, value_enum, default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say("text（默认，一行一条），或 md：规则手册，附说明、依据和例子", "text (default, a line a rule), or md: the rule book with explanations, basis and examples"))]
    format: Book,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Book {
    Text,
    Md,
}

pub(super) fn run(verb: &Rules, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let groups = rulebook::groups(&project.forms);
    output.result(&match verb.format {
        Book::Text => list(&groups, output.lang()),
        Book::Md => book(&groups, &project.forms, output.lang()),
    });
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
