//! `nianbao doctor`: what this machine and project lack.

use clap::Args;
use serde::Serialize;

use super::help::say;
use super::options::Global;
use super::{Exit, Output};
use crate::diagnose::{as_json, visible};
use crate::office::doctor::{self, Health, Line};

#[derive(Args)]
pub(super) struct Doctor {
    #[arg(long, value_parser = ["text", "json"], default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"), help = say("text（默认），或供程序读取的 json", "text (default), or json for programs"))]
    format: String,
}

pub(super) fn run(verb: &Doctor, global: &Global, output: &mut Output) -> Exit {
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(set);
    let opened = global.open();
    let lines = doctor::examine(&global.root, &opened, &global.out(), locale.as_deref(), global.jobs());
    if verb.format == "json" {
        output.result(&json(&lines));
    } else {
        let lang = output.lang();
        let colon = lang.pick("：", ": ");
        let said = |line: &Line| {
            let (health, what) = (line.health.words(), line.what.in_lang(lang));
            let says = line.says.in_lang(lang);
            // What a broken project says has lines of its own.
            let says = says.lines().map(visible).collect::<Vec<_>>().join("\n    ");
            format!("{}  {what}{colon}{says}\n", health.in_lang(lang))
        };
        output.result(&lines.iter().map(said).collect::<String>());
    }
    let is_bad = lines.iter().any(|line| line.health == Health::Bad);
    if is_bad { Exit::Findings } else { Exit::Sound }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    lines: Vec<LineJson<'a>>,
}

#[derive(Serialize)]
struct LineJson<'a> {
    what: Both<'a>,
    health: Health,
    says: Both<'a>,
}

#[derive(Serialize)]
struct Both<'a> {
    zh: &'a str,
    en: &'a str,
}

fn json(lines: &[Line]) -> String {
    let lines = lines.iter().map(|line| LineJson {
        what: Both { zh: &line.what.zh, en: &line.what.en },
        health: line.health,
        says: Both { zh: &line.says.zh, en: &line.says.en },
    });
    as_json(&Document { version: 1, lines: lines.collect() })
}
