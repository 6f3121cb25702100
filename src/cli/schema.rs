//! `nianbao schema`: a JSON Schema of the data files, for editors, or of the findings, for
//! programs.

use std::path::{Path, absolute};

use clap::Args;

use super::help::say;
use super::options::Global;
use super::{Exit, Output, Ran};
use crate::diagnose::findings_schema;
use crate::form::{self, Forms};
use crate::fs;
use crate::office::init::{self, SCHEMA};
use crate::render::open_data_schema;
use crate::rulebook;

/// The first line of a data file, by which editors find the project's schema: for a file at `to`,
/// or for one in `data/<year>/`. Nothing where the project has no schema, or the file is elsewhere.
pub(super) fn editor_line(root: &Path, to: Option<&Path>) -> String {
    let below = |to: &Path| -> Option<usize> {
        let (root, to) = (absolute(root).ok()?, absolute(to).ok()?);
        Some(to.strip_prefix(root).ok()?.components().count().saturating_sub(1))
    };
    match to.map_or(Some(2), below) {
        Some(depth) if fs::exists(&root.join(SCHEMA)) => {
            format!("# yaml-language-server: $schema={}{SCHEMA}\n", "../".repeat(depth))
        }
        _ => String::new(),
    }
}

/// The name of the schema of `check --format json`.
const FINDINGS: &str = "findings";
/// The name of the schema of `build --format json`.
const REPORT: &str = "report";
/// The name of the schema of the roster.
const ROSTER: &str = "roster";

#[derive(Args)]
pub(super) struct Schema {
    #[arg(value_name = say("年份", "YEAR"), help = say(
        "表样的年份，默认最新；或 roster（单位名录）、findings（校验结果）、report（开放数据）",
        "the form's year (default: the newest), `roster`, `findings` for check --format json, or `report` for build --format json",
    ))]
    of: Option<String>,
}

pub(super) fn run(verb: &Schema, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let asked = verb.of.as_deref();
    let schema = schema(asked, &project.forms).ok_or_else(|| {
        let (zh, en) = project.forms.listed();
        let asked = asked.unwrap_or_default();
        words!(
            "没有“{asked}”，可用的有：{zh}、{ROSTER}、{FINDINGS}、{REPORT}",
            "there is no `{asked}`; there are {en}, {ROSTER}, {FINDINGS}, {REPORT}"
        )
    })?;
    output.result(&schema);
    Ok(Exit::Sound)
}

fn schema(of: Option<&str>, forms: &Forms) -> Option<String> {
    let data = |form| form::schema(form, &rulebook::ids(forms));
    match of {
        Some(FINDINGS) => Some(format!("{:#}\n", findings_schema().to_value())),
        Some(ROSTER) => Some(init::roster_schema()),
        Some(REPORT) => Some(format!("{:#}\n", open_data_schema().to_value())),
        Some(edition) => forms.edition(edition.parse().ok()?).map(data),
        None => forms.newest().map(data),
    }
}
