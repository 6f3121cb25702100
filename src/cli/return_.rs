//! `nianbao return FILES…`: a copy of a department's workbook with its findings marked in it, in
//! `returned/<year>/` or another folder. It keeps the name that the department gave its file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::build::not_there;
use super::help::say;
use super::options::{Global, shown_folder};
use super::report::judge;
use super::{Exit, Output, Ran, Stop};
use crate::confine;
use crate::diagnose::{Judged, marked};
use crate::document::{self, Limit};
use crate::fs;
use crate::lang::{Words, counted};
use crate::make::{Entry, Item, Project, Survey};
use crate::read;
use crate::rule::Level;

#[derive(Args)]
pub(super) struct Return {
    #[arg(value_name = say("文件", "FILES"), required = true, help = say("部门报送的工作簿，或存放它们的文件夹", "departments' workbooks, or folders with them"))]
    files: Vec<PathBuf>,
    #[arg(long, help = say("没有问题的也写一份", "write those without findings too"))]
    sound: bool,
}

pub(super) fn run(verb: &Return, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    if let Some(folder) = global.out.as_ref().filter(|folder| project.holds_sources(folder)) {
        return Err(not_there(folder).into());
    }
    let folder_of = |item: &Item| {
        let own = || global.root.join("returned").join(item.identity.year.to_string());
        global.out.clone().unwrap_or_else(own)
    };
    let survey = Survey::of(&project, &verb.files, global.jobs());
    let is_named = |entry: &&Entry| {
        let lies_there =
            |path: &PathBuf| verb.files.iter().any(|file| fs::lies_at(path, &project.named(file)));
        workbook_of(&entry.paths).is_some_and(lies_there)
    };
    let chosen: Vec<&Entry> = survey.entries().iter().filter(is_named).collect();
    if chosen.is_empty() {
        return Err(Words::fixed(
            "没有找到工作簿（.xlsx、.xls、.et、.ods、.csv 等）",
            "no workbook found (.xlsx, .xls, .et, .ods, .csv and others)",
        )
        .into());
    }
    let items = survey.check(&chosen, global.jobs())?;
    let (mut exit, mut returned) = (Exit::Sound, [0, 0, 0]);
    for (item, judged) in items.iter().zip(&judge(&project, &items)) {
        let written = give_back(&project, item, judged, verb.sound, &folder_of(item), output);
        let counts = (judged.count(Level::Error), judged.count(Level::Warning));
        exit = exit.max(match written {
            Ok(true) => {
                returned = [returned[0] + 1, returned[1] + counts.0, returned[2] + counts.1];
                if counts.0 > 0 { Exit::Findings } else { Exit::Sound }
            }
            Ok(false) => Exit::Sound,
            Err(stop) => output.stop(&stop),
        });
    }
    if items.len() > 1 {
        let folder = global.out.clone().unwrap_or_else(|| global.root.join("returned"));
        output.chat(&summary(items.len(), returned, &shown_folder(&project, &folder)));
    }
    Ok(exit)
}

/// How many copies were made, with how many errors and warnings.
fn summary(all: usize, [returned, errors, warnings]: [usize; 3], folder: &str) -> Words {
    let others = all - returned;
    let (all_en, errors_en) = (counted(all, "workbook"), counted(errors, "error"));
    let warnings_en = counted(warnings, "warning");
    words!(
        "共 {all} 份：退回 {returned} 份（强制性问题 {errors} 处，核实性问题 {warnings} 处），其余 {others} 份；退回副本在 {folder}",
        "{all_en}: {returned} returned ({errors_en}, {warnings_en}), {others} not; the copies are in {folder}"
    )
}

/// The workbook among the files of a report.
fn workbook_of(paths: &[PathBuf]) -> Option<&PathBuf> {
    paths.iter().find(|path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        read::reader_for(&ending).is_some_and(|reader| reader.is_workbook)
    })
}

/// Writes the marked copy of a workbook; returns whether there is one to return.
fn give_back(
    project: &Project,
    item: &Item,
    judged: &Judged,
    sound: bool,
    folder: &Path,
    output: &mut Output,
) -> Result<bool, Stop> {
    let path = workbook_of(&item.paths).expect("only reports with a workbook are chosen");
    let shown = project.shown(path);
    let findings = judged.findings.iter().filter(|finding| finding.waived.is_none()).count();
    if findings == 0 && !sound {
        output.chat(&words!("{shown}：没有问题，不需退回", "{shown}: no findings, nothing to return"));
        return Ok(false);
    }
    let bytes = fs::read(path, Limit::Bytes.most())?;
    let mut book = document::workbook(&bytes, confine::read).map_err(|refusal| {
        let Words { zh, en } = refusal.words();
        words!("{shown}：{zh}", "{shown}: {en}")
    })?;
    book.sheets.retain(|sheet| !sheet.is_text); // the paragraphs of a page have no cells to be marked
    let marked = marked(&bytes, &book, judged, output.reporter()).map_err(|why| {
        words!("{shown} 的退回副本无法生成：{why}", "no copy of {shown} can be made: {why}")
    })?;
    let target = folder.join(format!("{}.{}", item.identity.stem, marked.ending));
    // A folder named by -o may well be the one that the workbook is in.
    if fs::lies_at(&target, path) {
        return Err(words!(
            "{shown}：副本会覆盖原件，请用 -o 换一个文件夹",
            "{shown}: the copy would replace the original; name another folder with -o"
        )
        .into());
    }
    fs::write_changed(&[fs::Output { path: target.clone(), bytes: marked.bytes }])?;
    let new = if marked.own {
        Words::fixed("", "")
    } else {
        Words::fixed(
            "（原文件的格式不能标注，已按读到的内容另存为 .xlsx）",
            " (the original cannot be marked, so what was read was saved as .xlsx)",
        )
    };
    let (target, findings_en) = (target.display(), counted(findings, "finding"));
    output.chat(&words!(
        "{shown}：标出 {findings} 处问题，存为 {target}{}", new.zh;
        "{shown}: {findings_en} marked in {target}{}", new.en
    ));
    Ok(true)
}
