//! `nianbao import FILES…`: documents → data files.
//!
//! Published pages, Word files, PDFs, texts, workbooks and open data become
//! `data/<year>/<unit>.yaml`. A file that is there is never written over. What a document does not
//! show is not obtained, and the data file says so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::help::say;
use super::options::Global;
use super::schema::editor_line;
use super::{Exit, Output, Ran};
use crate::confine;
use crate::diagnose::visible;
use crate::fs;
use crate::lang::{Words, counted};
use crate::make::{self, Project, file_name};
use crate::model::{Figure, NOT_OBTAINED, Report, UNTAKEN, UnitName};
use crate::read::{self, Expected, File};
use crate::render;
use crate::rule::Level;

#[derive(Args)]
pub(super) struct Import {
    #[arg(required = true, value_name = say("文件", "FILES"),
        help = say("网页、Word、PDF、文本、工作簿，或其所在文件夹", "pages, Word files, PDFs, texts, workbooks, or folders with them"))]
    files: Vec<PathBuf>,
    #[arg(long, value_enum, hide_possible_values = true, value_name = say("次序", "ORDER"),
        help = say("official：列名残缺的文本，各列按表样次序读取", "official: where labels of columns are damaged in a text, columns come in the order of the form"))]
    columns: Option<Columns>,
    #[arg(long, help = say("只显示，不写文件", "show what would be written, write nothing"))]
    dry_run: bool,
    #[arg(long, help = say("已有的数据文件也重写", "write over data files that are there"))]
    force: bool,
    #[arg(long, value_enum, default_value = "yaml", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say("yaml（默认）或 json（逐个文件的结果，供程序读取）", "yaml (default), or json (the result of each file, for programs)"))]
    format: ImportFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Columns {
    Official,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    Yaml,
    Json,
}

/// The results for programs: fields are only ever added, and `version` counts changes that a reader
/// must know of.
#[derive(Serialize)]
struct Results {
    version: u32,
    files: Vec<FileResult>,
    whole: usize,
    not_obtained: usize,
    refused: usize,
}

/// What became of a file.
#[derive(Serialize)]
struct FileResult {
    file: String,
    /// `whole`, `partial` or `refused`.
    state: &'static str,
    unit: Option<String>,
    year: Option<u16>,
    edition: Option<u16>,
    sha256: Option<String>,
    /// The data file that was written, or would be.
    to: Option<String>,
    figures: usize,
    not_obtained: usize,
    reasons: Vec<Reason>,
}

#[derive(Serialize)]
struct Reason {
    zh: String,
    en: String,
}

impl Reason {
    fn of(words: &Words) -> Self {
        Self { zh: words.zh.to_string(), en: words.en.to_string() }
    }
}

/// A file that was read, with the data file that it makes.
struct Imported {
    result: FileResult,
    written: Option<(PathBuf, String)>,
}

pub(super) fn run(verb: &Import, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let files = files(&project, &verb.files)?;
    if files.is_empty() {
        return Err(Words::fixed("没有可读的文件", "there is no file to read").into());
    }
    let all = make::in_parallel(global.jobs(), &files, |path| import(verb, global, &project, path), |_| {});
    let mut results = Results { version: 1, files: Vec::new(), whole: 0, not_obtained: 0, refused: 0 };
    let mut taken: Vec<PathBuf> = Vec::new();
    let there = There::of(&project, global, &all);
    for Imported { mut result, written } in all {
        if let Some((path, text)) = written {
            let other = there.other(&result, &path).filter(|_| !verb.force && !verb.dry_run);
            let place = match other {
                Some(other) => Some(is_there(&project.shown(other))),
                None => write(verb, &project, &path, &text, &mut taken)?,
            };
            if let Some(words) = place {
                result.state = "refused";
                result.reasons = vec![Reason::of(&words)];
            } else if verb.dry_run && verb.format == ImportFormat::Yaml {
                let between = if taken.len() > 1 { "---\n" } else { "" };
                output.result(&format!("{between}{text}"));
            }
        }
        results.whole += usize::from(result.state == "whole");
        results.refused += usize::from(result.state == "refused");
        results.not_obtained += if result.state == "refused" { 0 } else { result.not_obtained };
        tell(&result, output);
        results.files.push(result);
    }
    if verb.format == ImportFormat::Json {
        let text =
            serde_json::to_string_pretty(&results).expect("strings and numbers can be written as JSON");
        output.result(&format!("{text}\n"));
    }
    output.say(&summary(&results));
    let is_whole = results.whole == results.files.len();
    Ok(if is_whole { Exit::Sound } else { Exit::Findings })
}

/// Other data files of the folders that are written to, with the units that they are of.
struct There {
    all: Vec<(u16, UnitName, PathBuf)>,
}

impl There {
    /// Reads the data files that are there for the years of the reports.
    fn of(project: &Project, global: &Global, imported: &[Imported]) -> Self {
        let years: BTreeSet<u16> = imported.iter().filter_map(|one| one.result.year).collect();
        let folder = data_folder(global);
        let mut files: Vec<(u16, PathBuf)> = Vec::new();
        for year in years {
            let (entries, _) = fs::walk(&folder.join(year.to_string()));
            files.extend(entries.into_iter().filter(|entry| entry.is_file).map(|entry| (year, entry.path)));
        }
        let unit = |(year, path): &(u16, PathBuf)| {
            let reader = read::reader_for(&path.extension()?.to_string_lossy())?;
            let bytes = fs::read(path, reader.most_bytes).ok()?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let unit = project.unit_named(&stem).or_else(|| Some(stem.to_string()));
            let expected = Expected { year: Some(*year), unit, ..Expected::default() };
            let file = File { path: &project.shown(path), bytes: &bytes, reader };
            let report = read::read(&[file], &expected, &project.forms, confine::read).report?;
            (report.year == *year).then(|| (*year, report.unit, path.clone()))
        };
        let all = make::in_parallel(global.jobs(), &files, unit, |_| {});
        Self { all: all.into_iter().flatten().collect() }
    }

    /// Another file that is there for the same unit and year.
    fn other(&self, result: &FileResult, path: &Path) -> Option<&Path> {
        let unit = result.unit.as_deref()?;
        let same = |one: &&(u16, UnitName, PathBuf)| {
            Some(one.0) == result.year && UnitName::same(one.1.as_str(), unit) && one.2 != path
        };
        self.all.iter().find(same).map(|(.., path)| path.as_path())
    }
}

/// Where data files are written.
fn data_folder(global: &Global) -> PathBuf {
    global.out.clone().unwrap_or_else(|| global.root.join("data"))
}

fn is_there(shown: &str) -> Words {
    words!(
        "已有同一单位同一年度的数据文件 {shown}，没有再写：确要写的请加 --force",
        "{shown} is a data file of the same unit and year, so nothing was written: add --force to write all the same"
    )
}

/// The files that are named, and those in folders.
fn files(project: &Project, named: &[PathBuf]) -> Result<Vec<PathBuf>, Words> {
    let mut files = Vec::new();
    for path in named {
        let path = project.named(path);
        if fs::is_folder(&path) {
            let (entries, _) = fs::walk(&path);
            files.extend(entries.into_iter().filter(|entry| entry.is_file).map(|entry| entry.path));
        } else if fs::exists(&path) {
            files.push(path);
        } else {
            let shown = path.display();
            return Err(words!("没有这个文件：{shown}", "there is no such file: {shown}"));
        }
    }
    Ok(files)
}

fn import(verb: &Import, global: &Global, project: &Project, path: &Path) -> Imported {
    let shown = project.shown(path);
    let refused = |words: &Words| Imported {
        result: FileResult {
            file: shown.clone(),
            state: "refused",
            unit: None,
            year: None,
            edition: None,
            sha256: None,
            to: None,
            figures: 0,
            not_obtained: 0,
            reasons: vec![Reason::of(words)],
        },
        written: None,
    };
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let Some(reader) = read::reader_for(&ending) else {
        return refused(&make::unread_words(path));
    };
    let bytes = match fs::read(path, reader.most_bytes) {
        Ok(bytes) => bytes,
        Err(trouble) => return refused(&trouble.words()),
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let named = global.unit.first().map(|pattern| pattern.as_str().to_owned());
    let expected = Expected {
        year: global.year.first().copied().or_else(|| project.folder_year(path)),
        renames: named.is_some(),
        unit: named.or_else(|| project.unit_named(&stem)),
        official: verb.columns == Some(Columns::Official),
    };
    let read =
        read::read(&[File { path: &shown, bytes: &bytes, reader }], &expected, &project.forms, confine::read);
    let wrong = read.findings.iter().find(|finding| finding.level == Level::Error);
    let report = read.report.filter(|report| wrong.is_none() && !report.unit.is_empty());
    let Some(report) = report else {
        let unknown = Words::fixed("看不出是哪个单位、哪个年度的报告", "unit or year are not known");
        return refused(wrong.map_or(&unknown, |finding| &finding.clause));
    };
    of_report(verb, global, project, shown.clone(), &report)
        .unwrap_or_else(|| refused(&Words::fixed("没有适用的表样", "no form applies")))
}

fn of_report(
    verb: &Import,
    global: &Global,
    project: &Project,
    file: String,
    report: &Report,
) -> Option<Imported> {
    let form = project.forms.edition(report.edition)?;
    let to =
        data_folder(global).join(report.year.to_string()).join(format!("{}.yaml", file_name(&report.unit)));
    let lost = report.entries.iter().filter(|entry| entry.figure == Figure::NotObtained).count();
    let provenance = report.provenance.as_ref();
    let untaken = provenance.into_iter().flat_map(|one| &one.missing).filter(|one| one.zh.ends_with(UNTAKEN));
    let texts = report.sections.iter().flatten().filter(|prose| prose.paragraphs.is_empty()).count()
        + untaken.count();
    let result = FileResult {
        file,
        state: if lost + texts == 0 { "whole" } else { "partial" },
        unit: Some(report.unit.to_string()),
        year: Some(report.year),
        edition: Some(report.edition),
        sha256: provenance.map(|one| one.sha256.clone()),
        to: (!verb.dry_run).then(|| project.shown(&to)),
        figures: report.entries.len() - lost,
        not_obtained: lost,
        reasons: provenance.into_iter().flat_map(|one| &one.missing).map(Reason::of).collect(),
    };
    let text = editor_line(&global.root, Some(&to)) + &render::write_yaml(form, report);
    Some(Imported { result, written: Some((to, text)) })
}

/// Writes a data file, or says why not.
fn write(
    verb: &Import,
    project: &Project,
    path: &Path,
    text: &str,
    taken: &mut Vec<PathBuf>,
) -> Result<Option<Words>, fs::Trouble> {
    let shown = project.shown(path);
    if taken.iter().any(|other| other == path) {
        return Ok(Some(words!(
            "同一单位同一年度的报告已经读入（{shown}），没有再写",
            "a report of this unit and year was imported already ({shown}); not written again"
        )));
    }
    if !verb.dry_run && fs::exists(path) && !verb.force {
        return Ok(Some(words!(
            "已有 {shown}，没有改动：确要重写的请加 --force",
            "{shown} is there already and was not touched: add --force to write over it"
        )));
    }
    taken.push(path.to_owned());
    if !verb.dry_run {
        fs::write_changed(&[fs::Output { path: path.to_owned(), bytes: text.as_bytes().to_vec() }])?;
    }
    Ok(None)
}

/// One line for a file.
fn tell(result: &FileResult, output: &mut Output) {
    let file = visible(&result.file).into_owned();
    let reason = |reason: &Reason| words!("{}", reason.zh; "{}", reason.en);
    if result.state == "refused" {
        let why = result.reasons.first().map_or_else(|| Words::fixed("", ""), reason);
        output.say(&words!("{file}：没有读取：{}", why.zh; "{file}: not read: {}", why.en));
        return;
    }
    let unit = result.unit.as_deref().unwrap_or_default();
    let year = result.year.unwrap_or_default();
    let to = result.to.as_ref().map_or_else(String::new, |to| format!(" → {}", visible(to)));
    let lost = match result.not_obtained {
        0 if result.state == "whole" => Words::fixed("完整", "whole"),
        0 => words!("数已取得，文字有{NOT_OBTAINED}的", "all figures, some texts not obtained"),
        count => words!("{count} 格{NOT_OBTAINED}"; "{} not obtained", counted(count, "figure")),
    };
    output.chat(&words!("{file}：{year} {unit}，{}{to}", lost.zh; "{file}: {year} {unit}, {}{to}", lost.en));
    for one in &result.reasons {
        output.chat(&words!("  {}", one.zh; "  {}", one.en));
    }
}

fn summary(results: &Results) -> Words {
    let (files, whole, lost, refused) =
        (results.files.len(), results.whole, results.not_obtained, results.refused);
    let partial = files - whole - refused;
    words!(
        "读取 {files} 个文件：完整 {whole} 个，不完整 {partial} 个（{NOT_OBTAINED} {lost} 格），没有读取 {refused} 个";
        "{}: {whole} whole, {partial} in part ({} not obtained), {refused} not read",
        counted(files, "file"), counted(lost, "figure")
    )
}
