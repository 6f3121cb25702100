//! `nianbao rules`: every rule that there is, one line each.

use std::fmt::Write;

use clap::Args;

use super::help::lang;
use super::{Global, OK, Output};
use crate::form::Forms;
use crate::rule::About;
use crate::{check, make, read, render, verify};

#[derive(Args)]
pub(super) struct Rules {}

pub(super) fn run(global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    output.result(&list(&all_rules(&project.forms)));
    OK
}

/// Every rule that can be reported, each once.
pub(super) fn all_rules(forms: &Forms) -> Vec<&About> {
    let mut all = check::rules(forms);
    all.extend(read::FAULTS.iter().chain(render::FAULTS).chain(make::FAULTS).chain(verify::FAULTS).copied());
    all
}

fn list(all: &[&About]) -> String {
    let mut text = String::new();
    let width = all.iter().map(|about| about.id.len()).max().unwrap_or(0);
    for about in all {
        let (id, level, title) = (&about.id, about.level.word(lang()), about.title.in_lang(lang()));
        let _ = writeln!(text, "{id:width$}  {level}  {title}"); // writing to a String cannot fail
    }
    text
}
