//! `nianbao roster FILE`: brings the roster up to date by a newer list of units.

use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::help::say;
use super::options::Global;
use super::{Exit, Output, Ran, Stop};
use crate::confine;
use crate::diagnose::as_json;
use crate::document::{self, Limit};
use crate::fs;
use crate::lang::{Words, counted};
use crate::office::units::{Difference, UnitList, Update};
use crate::read;
use crate::render::FORMATS;
use crate::roster;

#[derive(Args)]
pub(super) struct RosterVerb {
    #[arg(value_name = say("文件", "FILE"), help = say("单位名单（.xlsx、.csv 等），列名如 单位、简称、曾用名、上级、类别、联系人、电话", "a list of units (.xlsx, .csv and others) with columns such as name, short, also, parent, category, contact, phone"))]
    file: PathBuf,
    #[arg(long, help = say("只列出变化，不写文件", "only list the changes; write nothing"))]
    dry_run: bool,
    #[arg(long, value_parser = ["text", "json"], default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"), help = say("text（默认），或供程序读取的 json", "text (default), or json for programs"))]
    format: String,
}

pub(super) fn run(verb: &RosterVerb, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let list = listed(&verb.file, output)?;
    let path = project.roster_path();
    let text = if fs::exists(&path) {
        let bytes = fs::read(&path, read::MAX_BYTES)?;
        // It was read as the project was opened.
        read::decode(&bytes).map(std::borrow::Cow::into_owned).unwrap_or_default()
    } else {
        String::new()
    };
    let update = Update::of(&text, &project.roster, &list.units);
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    if let Err(faults) = roster::load(&update.text, &formats) {
        let why: Vec<&str> = faults.iter().map(|fault| fault.words.zh.as_ref()).collect();
        let why_en: Vec<&str> = faults.iter().map(|fault| fault.words.en.as_ref()).collect();
        return Err(words!(
            "按这份名单改出的名录有误，没有写入：{}", why.join("；");
            "the roster would be wrong with this list, and was not written: {}", why_en.join("; ")
        )
        .into());
    }
    if !verb.dry_run {
        fs::write_changed(&[fs::Output { path, bytes: update.text.clone().into_bytes() }])?;
    }
    if verb.format == "json" {
        output.result(&json(&update));
    } else {
        say_notes(&list.notes, output);
        let said = said(&update, verb.dry_run);
        output.result(
            &said.iter().map(|words| format!("{}\n", words.in_lang(output.lang()))).collect::<String>(),
        );
    }
    let is_open = !update.gone.is_empty() || !update.differing.is_empty();
    Ok(if is_open { Exit::Findings } else { Exit::Sound })
}

/// Reads a list of units; what is wrong with it is said.
pub(super) fn listed(path: &Path, output: &mut Output) -> Result<UnitList, Stop> {
    let shown = path.display();
    let bytes = fs::read(path, Limit::Bytes.most())?;
    let book = document::workbook(&bytes, confine::read).map_err(|refusal| {
        let Words { zh, en } = refusal.words();
        words!("{shown}：{zh}", "{shown}: {en}")
    })?;
    let list = UnitList::of(&book);
    let Some((end, others)) = list.faults.split_last() else { return Ok(list) };
    let at = |words: &Words| words!("{shown}：{}", words.zh; "{shown}: {}", words.en);
    for words in others {
        output.error(&at(words));
    }
    Err(at(end).into())
}

/// Says what of a list was not taken.
pub(super) fn say_notes(notes: &[Words], output: &mut Output) {
    for words in notes {
        output.chat(words);
    }
}

fn said(update: &Update, dry_run: bool) -> Vec<Words> {
    let mut said = Vec::new();
    if !update.added.is_empty() {
        said.push(words!(
            "新增 {} 个单位：{}", update.added.len(), update.added.join("、");
            "{} added: {}", counted(update.added.len(), "unit"), update.added.join(", ")
        ));
    }
    for (old, new) in &update.renamed {
        said.push(words!(
            "改名：“{old}”现为“{new}”，旧名记为曾用名",
            "renamed: `{old}` is now `{new}`; the old name is kept as a former one"
        ));
    }
    for (unit, key, value) in &update.filled {
        said.push(words!("“{unit}”补上{key}：{value}", "`{unit}`: {key} filled in: {value}"));
    }
    for Difference { unit, key, roster, list } in &update.differing {
        said.push(words!(
            "“{unit}”的{key}，名录是“{roster}”，名单是“{list}”：没有改，请核对",
            "{key} of `{unit}` is `{roster}` in the roster and `{list}` in the list: left as it is, check it"
        ));
    }
    if !update.gone.is_empty() {
        said.push(words!(
            "名单里没有的 {} 个单位：{}；撤销、合并的请在名录里写“至”“并入”，改名的请在名单里写曾用名",
            update.gone.len(), update.gone.join("、");
            "{} not in the list: {}; for one that was dissolved or merged write `to` and `merged_into` in the roster, for one that was renamed its former name in the list",
            counted(update.gone.len(), "unit"), update.gone.join(", ")
        ));
    }
    if said.is_empty() {
        said.push(Words::fixed(
            "名录与名单一致，没有变化",
            "the roster agrees with the list: nothing changed",
        ));
    } else if dry_run {
        said.push(Words::fixed("没有写文件（--dry-run）", "nothing was written (--dry-run)"));
    }
    said
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    added: &'a [String],
    renamed: Vec<Renamed<'a>>,
    filled: Vec<Filled<'a>>,
    differing: Vec<Differing<'a>>,
    gone: &'a [String],
}

#[derive(Serialize)]
struct Renamed<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Filled<'a> {
    unit: &'a str,
    key: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Differing<'a> {
    unit: &'a str,
    key: &'a str,
    roster: &'a str,
    list: &'a str,
}

fn json(update: &Update) -> String {
    as_json(&Document {
        version: 1,
        added: &update.added,
        renamed: update.renamed.iter().map(|(from, to)| Renamed { from, to }).collect(),
        filled: update.filled.iter().map(|(unit, key, value)| Filled { unit, key, value }).collect(),
        differing: update
            .differing
            .iter()
            .map(|one| Differing { unit: &one.unit, key: one.key, roster: &one.roster, list: &one.list })
            .collect(),
        gone: &update.gone,
    })
}
