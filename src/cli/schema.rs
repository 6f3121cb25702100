//! `nianbao schema`: a JSON Schema of the data files, for editors, or of the findings, for programs.

use clap::Args;
use serde_json::Value;

use super::help::say;
use super::{CANNOT, Global, OK, Output};
use crate::diagnose::findings_schema;
use crate::form::{self, Forms};
use crate::render::open_data_schema;

/// What stands for the schema of `check --format json`.
const FINDINGS: &str = "findings";
/// What stands for the schema of `build --format json`.
const REPORT: &str = "report";

#[derive(Args)]
pub(super) struct Schema {
    #[arg(value_name = say("版本", "EDITION"), help = say(
        "表样版本，默认最新；findings 是 check --format json 的结构，report 是 build --format json 的",
        "edition of the form (default: the newest), `findings` for check --format json, or `report` for build --format json",
    ))]
    of: Option<String>,
}

pub(super) fn run(verb: &Schema, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let Some(schema) = schema(verb.of.as_deref(), &project.forms) else {
        let known: Vec<String> = project.forms.all.iter().map(|form| form.edition.to_string()).collect();
        output.error(&say(
            &format!("没有这个表样，现有：{}、{FINDINGS}、{REPORT}", known.join("、")),
            &format!("there is no such form; known: {}, {FINDINGS}, {REPORT}", known.join(", ")),
        ));
        return CANNOT;
    };
    output.result(&format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default()));
    OK
}

fn schema(of: Option<&str>, forms: &Forms) -> Option<Value> {
    match of {
        Some(FINDINGS) => Some(findings_schema().to_value()),
        Some(REPORT) => Some(open_data_schema().to_value()),
        Some(edition) => forms.edition(edition.parse().ok()?).map(form::schema),
        None => forms.all.last().map(form::schema),
    }
}
