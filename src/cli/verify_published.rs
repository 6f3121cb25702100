//! `nianbao verify --published FILES…`: what went online, against what was approved.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::options::Global;
use super::report::print_findings;
use super::{Exit, Output, Ran};
use crate::confine;
use crate::diagnose::{Judged, Shown};
use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::fs;
use crate::lang::{Words, counted};
use crate::make::{self, Item, Project, Survey};
use crate::model::UnitName;
use crate::place::{Places, Source};
use crate::read::{self, Expected, File, Read};
use crate::rule::Level;
use crate::verify::{Against, PUBLISHED_UNKNOWN, PUBLISHED_UNREAD, Side, Verified, against};

/// The results for programs: fields are only ever added, and `version` counts changes that a reader
/// must know of.
#[derive(Serialize)]
struct Results<'a> {
    version: u32,
    files: Vec<FileResult<'a>>,
}

#[derive(Serialize)]
struct FileResult<'a> {
    file: &'a str,
    unit: &'a str,
    year: u16,
    /// `same`, `differs`, `unknown` (no such unit or year in the data) or `unread`.
    state: &'static str,
    compared: usize,
    not_obtained: usize,
    differences: Vec<Difference<'a>>,
    reasons: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Difference<'a> {
    what: &'a str,
    data: &'a str,
    published: &'a str,
    place: Option<&'a str>,
}

#[derive(Serialize)]
struct Reason<'a> {
    zh: &'a str,
    en: &'a str,
}

/// A document that was compared.
struct Compared<'p> {
    file: String,
    unit: String,
    year: u16,
    form: Option<&'p Form>,
    state: &'static str,
    against: Against,
}

/// Compares published documents with the data.
pub(super) fn run(files: &[PathBuf], as_json: bool, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let survey = Survey::of(&project, &[], global.jobs());
    let entries: Vec<_> = survey.entries().iter().collect();
    let items = survey.check(&entries, global.jobs())?;
    let compared = make::in_parallel(global.jobs(), files, |path| compare(&project, &items, path), |_| {});
    if as_json {
        let results = Results { version: 1, files: compared.iter().map(Compared::result).collect() };
        let text =
            serde_json::to_string_pretty(&results).expect("strings and numbers can be written as JSON");
        output.result(&format!("{text}\n"));
    } else {
        let judged: Vec<Judged> = compared.iter().map(Compared::judged).collect();
        let mut text = String::new();
        print_findings(&judged, global.verbose, output, &mut text);
        text.push_str(&format!("{}\n", summary(&compared).in_lang(output.lang())));
        output.result(&text);
    }
    let same = compared.iter().all(|one| one.state == "same");
    Ok(if same { Exit::Sound } else { Exit::Findings })
}

fn compare<'p>(project: &'p Project, items: &[Item], path: &Path) -> Compared<'p> {
    let path = project.named(path);
    let shown = project.shown(&path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let alone = |state, unit: String, year, finding: Finding, places: Places| Compared {
        file: shown.clone(),
        unit,
        year,
        form: None,
        state,
        against: Against {
            verified: Verified { places, findings: vec![finding] },
            differences: Vec::new(),
            compared: 0,
            not_obtained: 0,
        },
    };
    let unread = |words: Words| {
        let places = Places { source: Source::unread(shown.clone()), ..Places::default() };
        alone("unread", stem.clone(), 0, Finding::new(&PUBLISHED_UNREAD, Subject::File, words), places)
    };
    let Some(reader) = read::reader_for(&path.extension().unwrap_or_default().to_string_lossy()) else {
        return unread(make::unread_words(&path));
    };
    let bytes = match fs::read(&path, reader.most_bytes) {
        Ok(bytes) => bytes,
        Err(trouble) => return unread(trouble.words()),
    };
    let expected = Expected { unit: project.unit_named(&stem), ..Expected::default() };
    let file = File { path: &shown, bytes: &bytes, reader };
    let Read { report, places, findings } = read::read(&[file], &expected, &project.forms, confine::read);
    let Some(report) = report else {
        let why = findings.into_iter().find(|finding| finding.level == Level::Error);
        return unread(why.map_or_else(|| Words::fixed("读不出报告", "no report in it"), |one| one.clause));
    };
    let agency =
        |unit: &str| project.roster.agency(unit).map_or(unit, |agency| agency.name.as_str()).to_owned();
    let own = |item: &&Item| {
        item.identity.year == report.year && UnitName::same(&agency(item.unit()), &agency(&report.unit))
    };
    let found = items.iter().find(own).and_then(|item| Some((item.form(project)?, item.report.as_ref()?)));
    let (unit, year) = (report.unit.to_string(), report.year);
    let (Some((form, data)), Some(own)) = (found, project.forms.edition(report.edition)) else {
        let known = items.iter().any(|item| UnitName::same(&agency(item.unit()), &agency(&unit)));
        let words = if known {
            words!("数据里没有“{unit}”{year} 年度的报告", "the data have no report of `{unit}` for {year}")
        } else {
            words!("数据里没有“{unit}”这个单位", "the data have no unit `{unit}`")
        };
        return alone("unknown", unit, year, Finding::new(&PUBLISHED_UNKNOWN, Subject::File, words), places);
    };
    let against = against(Side { form, report: data }, Side { form: own, report: &report }, places);
    let state = if against.differences.is_empty() { "same" } else { "differs" };
    Compared { file: shown, unit, year, form: Some(own), state, against }
}

impl Compared<'_> {
    fn judged(&self) -> Judged<'_> {
        Judged {
            unit: &self.unit,
            year: self.year,
            shown: Shown { form: self.form, places: &self.against.verified.places, last: None },
            findings: self.against.verified.findings.iter().collect(),
        }
    }

    fn result(&self) -> FileResult<'_> {
        let differs = self.against.differences.iter().map(|one| Difference {
            what: &one.what,
            data: &one.data,
            published: &one.published,
            place: one.place.as_deref(),
        });
        let reasons = self
            .against
            .verified
            .findings
            .iter()
            .map(|one| Reason { zh: &one.clause.zh, en: &one.clause.en });
        FileResult {
            file: &self.file,
            unit: &self.unit,
            year: self.year,
            state: self.state,
            compared: self.against.compared,
            not_obtained: self.against.not_obtained,
            differences: differs.collect(),
            reasons: reasons.collect(),
        }
    }
}

fn summary(all: &[Compared]) -> Words {
    let count = |state: &str| all.iter().filter(|one| one.state == state).count();
    let (files, same, differ) = (all.len(), count("same"), count("differs"));
    let (unknown, unread) = (count("unknown"), count("unread"));
    let lost: usize = all.iter().map(|one| one.against.not_obtained).sum();
    words!(
        "核对公布的文件 {files} 个：{same} 个与数据一致，{differ} 个不一致，{unknown} 个数据里没有，{unread} 个没有读取；没有取得 {lost} 格";
        "{} compared: {same} agree with the data, {differ} differ, {unknown} not in the data, {unread} not read; {} not obtained",
        counted(files, "published file"), counted(lost, "figure")
    )
}
