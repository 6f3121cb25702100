//! `nianbao return FILES… -o DIR`: a copy of a department's workbook with its faults marked in it.

use std::path::PathBuf;

use clap::Args;

use super::help::say;
use super::report::judge;
use super::{CANNOT, FINDINGS, Global, OK, Output};
use crate::confine;
use crate::diagnose::{Judged, marked};
use crate::document::{self, Limit};
use crate::fs;
use crate::make::{self, Item, Project};
use crate::read;
use crate::rule::Level;

#[derive(Args)]
pub(super) struct Return {
    #[arg(value_name = say("文件", "FILES"), required = true, help = say("部门交来的工作簿，或放着它们的文件夹", "departments' workbooks, or folders with them"))]
    files: Vec<PathBuf>,
    #[arg(long, help = say("没有问题的也写一份", "write those without findings too"))]
    sound: bool,
}

pub(super) fn run(verb: &Return, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let Some(folder) = &global.out else {
        output.error(&say("请用 -o 说明写到哪个文件夹", "say with -o which folder the copies go to"));
        return CANNOT;
    };
    if project.holds_sources(folder) {
        output.error(&say(
            &format!("不能写到 {}：那里是项目自己的文件", folder.display()),
            &format!("the copies cannot go to {}: the project's own files are there", folder.display()),
        ));
        return CANNOT;
    }
    let mut items = match make::gather(&project, &verb.files, global.jobs()) {
        Ok(items) => items,
        Err(trouble) => {
            output.disk(&trouble);
            return CANNOT;
        }
    };
    let asked = |item: &Item| {
        let here = |path: &PathBuf| verb.files.iter().any(|file| fs::lies_at(path, &project.named(file)));
        workbook_of(item).is_some_and(here)
    };
    let chosen: Vec<usize> = (0..items.len()).filter(|&index| asked(&items[index])).collect();
    if chosen.is_empty() {
        output.error(&say("这里没有工作簿", "there is no workbook"));
        return CANNOT;
    }
    make::check(&project, &mut items, &chosen, global.jobs());
    let judged = judge(&project, &items, &chosen);
    let mut code = OK;
    for (&index, judged) in chosen.iter().zip(&judged) {
        code = code.max(give_back(&project, &items[index], judged, verb.sound, folder, output));
    }
    code
}

/// The workbook among the files of a report.
fn workbook_of(item: &Item) -> Option<&PathBuf> {
    item.paths.iter().find(|path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        read::reader_for(&ending).is_some_and(|reader| reader.is_workbook)
    })
}

fn give_back(
    project: &Project,
    item: &Item,
    judged: &Judged,
    sound: bool,
    folder: &std::path::Path,
    output: &mut Output,
) -> u8 {
    let Some(path) = workbook_of(item) else { return OK };
    let shown = project.shown(path);
    let findings = judged.findings.iter().filter(|finding| finding.waived.is_none()).count();
    if findings == 0 && !sound {
        output.chat(&say(
            &format!("{shown}：没有问题，不必退回\n"),
            &format!("{shown}: no findings, nothing to return\n"),
        ));
        return OK;
    }
    let bytes = match fs::read(path, Limit::Bytes.most()) {
        Ok(bytes) => bytes,
        Err(trouble) => {
            output.disk(&trouble);
            return CANNOT;
        }
    };
    let book = match document::workbook(&bytes, confine::read) {
        Ok(book) => book,
        Err(refusal) => {
            let words = refusal.words();
            let reason = output.words(&words);
            output.error(&say(&format!("{shown}：{reason}"), &format!("{shown}: {reason}")));
            return CANNOT;
        }
    };
    let marked = match marked(&bytes, &book, judged, output.reporter()) {
        Ok(marked) => marked,
        Err(why) => {
            output.error(&say(
                &format!("{shown} 的副本做不出来：{why}"),
                &format!("no copy of {shown} can be made: {why}"),
            ));
            return CANNOT;
        }
    };
    let target = folder.join(format!("{}.{}", item.stem, marked.ending));
    // A folder named by -o may well be the one that the workbook lies in.
    if fs::lies_at(&target, path) {
        output.error(&say(
            &format!("{shown}：副本会盖住原件，请用 -o 换一个文件夹"),
            &format!("{shown}: the copy would take the place of the original; name another folder with -o"),
        ));
        return CANNOT;
    }
    if let Err(trouble) = fs::write_changed(&[fs::Output { path: target.clone(), bytes: marked.bytes }]) {
        output.disk(&trouble);
        return CANNOT;
    }
    let new = if marked.own {
        String::new()
    } else {
        say(
            "（原文件不能就地标注，这是照读到的内容另做的）",
            " (a new workbook of what was read: the original cannot be marked in place)",
        )
    };
    let target = target.display();
    output.chat(&say(
        &format!("{shown}：标出 {findings} 处 → {target}{new}\n"),
        &format!("{shown}: {findings} findings marked → {target}{new}\n"),
    ));
    if item.count(Level::Error) > 0 { FINDINGS } else { OK }
}
