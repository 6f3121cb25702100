//! `nianbao init DIR`: a new project that works at once.
//!
//! What is there already is kept, whatever it is.

use std::path::PathBuf;

use clap::Args;

use super::help::say;
use super::options::Global;
use super::roster::{listed, say_notes};
use super::{Exit, Output, Ran};
use crate::fs;
use crate::lang::{Words, counted};
use crate::make::Project;
use crate::office::init;

#[derive(Args)]
pub(super) struct Init {
    #[arg(value_name = say("文件夹", "DIR"), help = say("新项目的文件夹；没有就新建", "the new project's folder; it is made if there is none"))]
    folder: PathBuf,
    #[arg(long, value_name = say("文件", "FILE"),
        help = say("单位名单（.xlsx、.csv 等），列名如 单位、简称、上级、类别、联系人、电话", "a list of units (.xlsx, .csv and others) with columns such as name, short, parent, category, contact, phone"))]
    roster: Option<PathBuf>,
}

/// The year in examples, where nobody names one.
const EXAMPLE: u16 = 2025;

pub(super) fn run(verb: &Init, global: &Global, output: &mut Output) -> Ran {
    // Long: the files of a new project, each with what is said of it.
    let units = match &verb.roster {
        None => Vec::new(),
        Some(path) => {
            let list = listed(path, output)?;
            say_notes(&list.notes, output);
            list.units
        }
    };
    let year = match global.year.as_slice() {
        [] => EXAMPLE,
        [year] => *year,
        _ => {
            return Err(Words::fixed("请只写一个 --year", "give one --year").into());
        }
    };
    // Forms of a project that is there already count, as they do for every command.
    let project = Project::open(&verb.folder, None)?;
    let (mut made, mut kept) = (Vec::new(), Vec::new());
    let mut outputs = Vec::new();
    for (name, text) in init::files(&units, year, &project.forms) {
        let path = verb.folder.join(name);
        if fs::exists(&path) {
            kept.push(name);
        } else {
            made.push(name);
            outputs.push(fs::Output { path, bytes: text.into_bytes() });
        }
    }
    fs::write_changed(&outputs)?;
    for folder in init::folders(year) {
        fs::make_folder(&verb.folder.join(folder))?;
    }
    let shown = verb.folder.display();
    if !made.is_empty() {
        output.chat(&words!(
            "已在 {shown} 建立：{}", made.join("、");
            "made in {shown}: {}", made.join(", ")
        ));
    }
    if !units.is_empty() && made.contains(&init::ROSTER) {
        let count = units.len();
        output.chat(&words!("名录里有 {count} 个单位"; "the roster has {}", counted(count, "unit")));
    }
    if global.year.is_empty() && made.contains(&"README.md") {
        output.chat(&words!(
            "没有写 --year，说明里以 {year} 年度为例",
            "no --year was given: README.md and justfile say {year}"
        ));
    }
    if kept.is_empty() {
        return Ok(Exit::Sound);
    }
    output.say(&words!(
        "已有、没有改动：{}", kept.join("、");
        "kept as they are: {}", kept.join(", ")
    ));
    // A list that was given and not used is not done.
    if units.is_empty() || !kept.contains(&init::ROSTER) {
        return Ok(Exit::Sound);
    }
    output.say(&Words::fixed(
        "已有名录，名单没有写进去：请用 nianbao roster 名单",
        "there is a roster, and the list was not put into it: use nianbao roster FILE",
    ));
    Ok(Exit::Findings)
}
