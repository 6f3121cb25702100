//! `nianbao schema`: a JSON Schema of the data files, for editors.

use clap::Args;

use super::help::say;
use super::{CANNOT, Global, OK, Output};
use crate::form;

#[derive(Args)]
pub(super) struct Schema {
    #[arg(value_name = say("版本", "EDITION"), help = say("表样版本，默认最新", "edition of the form; default: the newest"))]
    edition: Option<u16>,
}

pub(super) fn run(verb: &Schema, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let found = match verb.edition {
        Some(edition) => project.forms.edition(edition),
        None => project.forms.all.last(),
    };
    let Some(form) = found else {
        let known: Vec<String> = project.forms.all.iter().map(|form| form.edition.to_string()).collect();
        output.error(&say(
            &format!("没有这个表样，现有：{}", known.join("、")),
            &format!("there is no such form; known: {}", known.join(", ")),
        ));
        return CANNOT;
    };
    let text = serde_json::to_string_pretty(&form::schema(form)).unwrap_or_default();
    output.result(&format!("{text}\n"));
    OK
}
