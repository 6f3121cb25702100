//! `nianbao return [FILES…]`: a copy of a department's workbook with its findings listed and
//! marked in it, in `returned/<year>/` or another folder. It keeps the name that the department
//! gave its file.
//!
//! Without files, every workbook of the newest year that has findings.

use std::path::{Path, PathBuf};

use clap::Args;

use super::build::not_there;
use super::help::say;
use super::options::{Global, shown_folder};
use super::report::judge;
use super::{Exit, Output, Ran, Stop};
use crate::confine;
use crate::diagnose::{Judged, Marked, Returned, marked};
use crate::document::{self, Book, Limit};
use crate::fs;
use crate::lang::{Words, counted};
use crate::make::{Entry, Item, Project, Survey};
use crate::read;
use crate::rulebook;

#[derive(Args)]
pub(super) struct Return {
    #[arg(value_name = say("文件", "FILES"), help = say("部门报送的工作簿，或存放它们的文件夹；不给则为最新年度（或 --year）有问题的全部工作簿", "departments' workbooks, or folders with them; default: all of the newest year (or --year) that have findings"))]
    pub(super) files: Vec<PathBuf>,
    #[arg(long, help = say("没有问题的也写一份", "write those without findings too"))]
    pub(super) sound: bool,
    /// Copies lie beside their originals; of files that were dropped on the program.
    #[arg(skip)]
    pub(super) beside: bool,
}

/// What is added to the name of a copy that lies beside its original.
const BESIDE: &str = "（退回副本）";

pub(super) fn run(verb: &Return, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    if let Some(folder) = global.out.as_ref().filter(|folder| project.holds_sources(folder)) {
        return Err(not_there(folder).into());
    }
    let survey = Survey::of(&project, &verb.files, global.jobs());
    let chosen = chosen(verb, global, &survey)?;
    let items = survey.check(&chosen, global.jobs())?;
    let returner = Returner { project: &project, global, sound: verb.sound, beside: verb.beside };
    let (mut exit, mut copies) = (Exit::Sound, [0, 0, 0]);
    for (item, judged) in items.iter().zip(&judge(&project, &items)) {
        exit = exit.max(match returner.give_back(item, judged, output) {
            Ok(Some([errors, warnings])) => {
                copies = [copies[0] + 1, copies[1] + errors, copies[2] + warnings];
                if errors > 0 { Exit::Findings } else { Exit::Sound }
            }
            Ok(None) => Exit::Sound,
            Err(stop) => output.stop(&stop),
        });
    }
    if items.len() > 1 && !verb.beside {
        let folder = global.out.clone().unwrap_or_else(|| global.root.join("returned"));
        output.chat(&summary(items.len(), copies, &shown_folder(&project, &folder)));
    }
    Ok(exit)
}

/// The reports to look at: those with a workbook among the files that are named, else of the newest
/// year.
fn chosen<'s>(verb: &Return, global: &Global, survey: &'s Survey) -> Result<Vec<&'s Entry>, Stop> {
    let project = survey.project();
    let is_named = |path: &PathBuf| {
        verb.files.is_empty() || verb.files.iter().any(|file| fs::lies_at(path, &project.named(file)))
    };
    let mut chosen: Vec<&Entry> = survey.entries().iter().collect();
    chosen.retain(|entry| global.chooses(project, &entry.identity));
    chosen.retain(|entry| workbook_of(&entry.paths).is_some_and(is_named));
    if chosen.is_empty() {
        let (some, words) = (!survey.entries().is_empty(), global.year.is_empty() && global.unit.is_empty());
        if some && !words {
            return Err(global.nothing(true).into());
        }
        return Err(Words::fixed(
            "没有找到工作簿（.xlsx、.xls、.et、.ods、.csv 等）",
            "no workbook found (.xlsx, .xls, .et, .ods, .csv and others)",
        )
        .into());
    }
    if verb.files.is_empty() && global.year.is_empty() {
        let newest = chosen.iter().map(|entry| entry.identity.year).max();
        chosen.retain(|entry| Some(entry.identity.year) == newest);
    }
    Ok(chosen)
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

struct Returner<'a> {
    project: &'a Project,
    global: &'a Global,
    sound: bool,
    beside: bool,
}

impl Returner<'_> {
    /// Writes the marked copy of a workbook; returns how many errors and warnings are in it, `None`
    /// where there is none to return.
    fn give_back(
        &self,
        item: &Item,
        judged: &Judged,
        output: &mut Output,
    ) -> Result<Option<[usize; 2]>, Stop> {
        let path = workbook_of(&item.paths).expect("only reports with a workbook are chosen");
        let shown = self.project.shown(path);
        let findings = judged.findings.iter().filter(|finding| finding.waived.is_none()).count();
        if findings == 0 && !self.sound {
            output.chat(&words!("{shown}：没有问题，不需退回", "{shown}: no findings, nothing to return"));
            return Ok(None);
        }
        let marked = self.marked(item, judged, path, output).map_err(|Words { zh, en }| {
            words!("{shown} 的退回副本无法生成：{zh}", "no copy of {shown} can be made: {en}")
        })?;
        let name = |kind: &str| format!("{}{kind}.{}", item.identity.stem, marked.ending);
        let target =
            if self.beside { path.with_file_name(name(BESIDE)) } else { self.folder_of(item).join(name("")) };
        // A folder named by -o may well be the one that the workbook is in.
        if fs::lies_at(&target, path) {
            return Err(words!(
                "{shown}：副本会覆盖原件，请用 -o 换一个文件夹",
                "{shown}: the copy would replace the original; name another folder with -o"
            )
            .into());
        }
        let Marked { own, counts, .. } = marked;
        fs::write_changed(&[fs::Output { path: target.clone(), bytes: marked.bytes }])?;
        output.chat(&written(judged.unit, &shown, &self.project.shown(&target), own, counts));
        Ok(Some(counts))
    }

    fn folder_of(&self, item: &Item) -> PathBuf {
        let own = || self.global.root.join("returned").join(item.identity.year.to_string());
        self.global.out.clone().unwrap_or_else(own)
    }

    fn marked(&self, item: &Item, judged: &Judged, path: &Path, output: &Output) -> Result<Marked, Words> {
        let project = self.project;
        let bytes = fs::read(path, Limit::Bytes.most()).map_err(|trouble| trouble.words())?;
        let mut book = match document::workbook(&bytes, confine::read) {
            Ok(book) => book,
            // A Word file has no cells to be marked: what was read is filled into the form.
            Err(_) if item.report.is_some() => Book::default(),
            Err(refusal) => return Err(refusal.words()),
        };
        book.sheets.retain(|sheet| !sheet.is_text); // the paragraphs of a page have none either
        let of_year = || project.forms.for_year(item.identity.year).or(project.forms.newest());
        let form = item.form(project).or_else(of_year).ok_or(Words::fixed("没有表样", "there is no form"))?;
        let last = item.last.as_deref().and_then(|last| Some((last.form(project)?, last.report.as_ref()?)));
        let rules = rulebook::all(&project.forms);
        let returned = Returned {
            bytes: &bytes,
            book: &book,
            judged,
            report: item.report.as_ref(),
            form,
            last,
            forms: &project.forms,
            rules: &rules,
        };
        marked(&returned, output.reporter()).map_err(|why| words!("{why}", "{why}"))
    }
}

/// What was written, and for whom.
fn written(unit: &str, shown: &str, target: &str, own: bool, [errors, warnings]: [usize; 2]) -> Words {
    let new = if own {
        Words::fixed("", "")
    } else {
        Words::fixed(
            "（原文件的格式不能标注，已按读到的内容填入填报表）",
            " (the original cannot be marked, so what was read was filled into the form)",
        )
    };
    let findings = errors + warnings;
    words!(
        "{unit}（{shown}）：标出 {findings} 处问题，存为 {target}{}", new.zh;
        "{unit} ({shown}): {} marked in {target}{}", counted(findings, "finding"), new.en
    )
}
