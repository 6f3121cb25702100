//! One report in memory: taken from the disk, read, and what can be asked of it.
//!
//! Which reports there are, and how they relate to one another, is the survey's affair. Nothing is
//! rendered or written here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::key::Digest;
use super::names::{Identity, Says};
use super::record::ReportName;
use super::{Project, UNREADABLE};
use crate::check::{Checked, NOT_OBTAINED_RULE, check as check_report, waive_others};
use crate::confine;
use crate::diagnose::{Judged, Shown};
use crate::faults;
use crate::finding::{Finding, Subject};
use crate::form::{Filled, Form};
use crate::fs;
use crate::lang::Words;
use crate::model::{Prose, Report};
use crate::place::{Places, Source, Spot};
use crate::read::{self, Expected, Read, Reader};
use crate::render::{Document, Format};
use crate::rollup::Filing;
use crate::rule::Level;

/// A data file with what was read from it and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The files: one, or a workbook and a text of one name.
    pub paths: Vec<PathBuf>,
    /// What the report is called.
    pub identity: Identity,
    /// What was read; `None` where unit, year or form are unknown.
    pub report: Option<Report>,
    /// Where everything is written.
    pub places: Arc<Places>,
    /// What is wrong, in the order of the file.
    pub findings: Vec<Finding>,
    /// The report of the same unit for the year before; only once it is checked.
    pub last: Option<Arc<Item>>,
}

impl Item {
    /// How many findings have a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.counts_as(level)).count()
    }

    /// Whether something was not obtained from the document that it was read from, which nobody has
    /// waived: not to be published.
    #[must_use]
    pub fn lacks(&self) -> bool {
        self.findings.iter().any(|finding| finding.rule == NOT_OBTAINED_RULE && finding.waived.is_none())
    }

    /// Whether the file could not even be read as text.
    #[must_use]
    pub fn unreadable(&self) -> bool {
        self.findings.iter().any(Self::is_unread)
    }

    /// Whether a finding says that a file could not be read.
    #[must_use]
    pub fn is_unread(finding: &Finding) -> bool {
        let rule = &finding.rule;
        *rule == UNREADABLE.id || faults::NO_TEXT.iter().any(|about| about.id == *rule)
    }

    /// What it adds to the report of a superior.
    pub(super) fn filing(&self) -> Filing {
        let file = self.identity.shown.clone();
        match &self.report {
            Some(report) if self.count(Level::Error) == 0 => {
                Filing::Sound { file, edition: report.edition, entries: report.entries.clone() }
            }
            _ => Filing::Wrong { file },
        }
    }

    /// The unit's name, else the file's.
    #[must_use]
    pub fn unit(&self) -> &str {
        let name = self.report.as_ref().map(|report| report.unit.as_str());
        name.filter(|name| !name.is_empty()).unwrap_or(&self.identity.stem)
    }
}

/// What the rules find in an item, given the report of the year before; `others` were found before.
pub(super) fn findings(
    project: &Project,
    item: &Item,
    last: Option<&Item>,
    others: &mut [Finding],
) -> Vec<Finding> {
    let Some((form, report)) = item.formed(project) else { return Vec::new() };
    let last = last.and_then(|last| last.formed(project)).map(|(form, report)| Filled { form, report });
    let mut findings = check_report(&Checked { this: Filled::new(form, report), last });
    waive_others(form, report, others, &mut findings);
    findings.extend(project.fonts.missing(form, report));
    findings
}

/// Fills in what the texts of a report compute from its figures and those of last year.
pub(super) fn compute(project: &Project, item: &mut Arc<Item>, last: Option<&Item>) {
    let Some(report) = item.report.as_ref().filter(|report| report.prose().any(Prose::computes)) else {
        return;
    };
    let Some(form) = project.forms.edition(report.edition) else { return };
    if let Some(report) = &mut Arc::make_mut(item).report {
        form.compute_all(report, last.and_then(|last| last.formed(project)));
    }
}

/// The files of a report with their bytes, before anything in them is understood.
pub(super) struct Loaded<'a> {
    /// Where they are.
    pub(super) paths: &'a [PathBuf],
    /// What folder and file name say.
    expected: Expected,
    /// What is in them, or why they cannot be read.
    files: Result<Vec<LoadedFile>, (String, Finding)>,
}

/// A file: its path as messages write it, its bytes, and how it is read.
type LoadedFile = (String, Vec<u8>, &'static Reader);

/// Takes the files of a report from the disk.
pub(super) fn load<'a>(project: &Project, paths: &'a [PathBuf]) -> Loaded<'a> {
    let read = |path: &PathBuf| {
        let shown = project.shown(path);
        match read_file(project, path) {
            Ok((bytes, reader)) => Ok((shown, bytes, reader)),
            Err(finding) => Err((shown, finding)),
        }
    };
    Loaded { paths, expected: expected(project, paths), files: paths.iter().map(read).collect() }
}

/// What folder and name of a report's files say.
pub(super) fn expected(project: &Project, paths: &[PathBuf]) -> Expected {
    Expected {
        year: project.folder_year(Loaded::first(paths)),
        unit: project.unit_named(&Loaded::stem_of(paths)),
        ..Expected::default()
    }
}

impl Loaded<'_> {
    pub(super) fn first(paths: &[PathBuf]) -> &Path {
        paths.first().map_or(Path::new(""), PathBuf::as_path)
    }

    pub(super) fn stem_of(paths: &[PathBuf]) -> String {
        Self::first(paths).file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The name that the files share, without its ending.
    pub(super) fn stem(&self) -> String {
        Self::stem_of(self.paths)
    }

    /// The hash of the files with their names; `None` where one cannot be read.
    pub(super) fn digest(&self) -> Option<Digest> {
        let files = self.files.as_ref().ok()?;
        let ending = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let endings: Vec<String> = files.iter().map(|(path, ..)| ending(path)).collect();
        let parts = files.iter().zip(&endings).flat_map(|((_, bytes, _), ending)| [ending.as_bytes(), bytes]);
        Some(Digest::of_all(parts))
    }
}

impl Item {
    /// One file, read by itself: not checked, and not related to any other.
    #[must_use]
    pub fn of_file(project: &Project, path: &Path) -> Self {
        let mut item = Arc::new(Self::read(project, &load(project, &[path.to_owned()])));
        compute(project, &mut item, None);
        Arc::unwrap_or_clone(item)
    }

    /// Reads what was taken from the disk.
    pub(super) fn read(project: &Project, loaded: &Loaded) -> Self {
        let read = match &loaded.files {
            Ok(files) => {
                let files: Vec<read::File> =
                    files.iter().map(|(path, bytes, reader)| read::File { path, bytes, reader }).collect();
                read::read(&files, &loaded.expected, &project.forms, confine::read)
            }
            Err((shown, finding)) => {
                let places = Places { source: Source::unread(shown.clone()), ..Places::default() };
                Read { report: None, places, findings: vec![finding.clone()] }
            }
        };
        let says = |report: &Report| Says { unit: report.unit.clone(), year: report.year };
        let identity = Identity::new(
            project,
            loaded
                .expected
                .year
                .or_else(|| read.report.as_ref().map(|report| report.year))
                .unwrap_or_default(),
            loaded.stem(),
            read.places.source.path.clone(),
            read.report.as_ref().map(says),
        );
        Self {
            paths: loaded.paths.to_vec(),
            identity,
            report: read.report,
            places: Arc::new(read.places),
            findings: read.findings,
            last: None,
        }
    }

    /// The report with its form; none where the form is unknown.
    #[must_use]
    pub fn filled<'a>(&'a self, project: &'a Project) -> Option<Filled<'a>> {
        self.formed(project).map(|(form, report)| Filled { form, report })
    }

    fn formed<'a>(&'a self, project: &'a Project) -> Option<(&'a Form, &'a Report)> {
        let report = self.report.as_ref()?;
        Some((project.forms.edition(report.edition)?, report))
    }

    /// The report as renderers see it; none where form, unit or year are unknown.
    pub(super) fn document<'a>(&'a self, project: &'a Project, draft: bool) -> Option<Document<'a>> {
        let (form, report) = self.formed(project)?;
        let mut document = Document::new(form, report, &project.roster.publishing(&report.unit), draft);
        document.layer = project.layer(report.edition, &report.unit);
        Some(document)
    }

    /// The report as renderers see it, marked as a draft where it has errors; none where it cannot
    /// be read.
    #[must_use]
    pub fn shown<'a>(&'a self, project: &'a Project) -> Option<Document<'a>> {
        self.document(project, self.count(Level::Error) > 0)
    }

    /// The path of an output below the output folder.
    #[must_use]
    pub fn output(&self, format: &Format) -> String {
        ReportName::of(&self.identity).output(format.ending)
    }

    /// It with what messages need and nothing else: without figures and texts, without places that
    /// no finding speaks of, and without last year's report likewise.
    pub(super) fn emptied(mut self) -> Self {
        self.forget_contents();
        let places = Arc::make_mut(&mut self.places);
        if self.findings.is_empty() {
            let path = std::mem::take(&mut places.source.path);
            *places = Places { source: Source::unread(path), ..Places::default() };
        }
        let (mut figures, mut speaks_of_last) = (BTreeSet::new(), false);
        for finding in &self.findings {
            finding.note_figures(&mut figures);
            speaks_of_last |= finding.operands.iter().any(|operand| operand.last);
        }
        places.figures.keep(|id| figures.contains(&id));
        places.keys.keep(|id| figures.contains(&id));
        self.last = self.last.filter(|_| speaks_of_last);
        if let Some(last) = &mut self.last {
            Arc::make_mut(last).forget_contents();
        }
        self
    }

    fn forget_contents(&mut self) {
        if let Some(report) = &mut self.report {
            (report.entries, report.sections, report.preface) = (Vec::new(), Vec::new(), None);
        }
    }

    /// It with what is wrong with it, for messages.
    #[must_use]
    pub fn judged<'a>(&'a self, project: &'a Project) -> Judged<'a> {
        let last = self.last.as_deref().and_then(|last| Some((last.form(project)?, &*last.places)));
        Judged {
            unit: self.unit(),
            year: self.identity.year,
            shown: Shown { form: self.form(project), places: &self.places, last },
            findings: self.findings.iter().collect(),
        }
    }

    /// The report's form; none where it is unknown.
    #[must_use]
    pub fn form<'a>(&self, project: &'a Project) -> Option<&'a Form> {
        project.forms.edition(self.report.as_ref()?.edition)
    }

    /// Puts the findings in the order of the file, then by rule.
    pub(super) fn sort(&mut self) {
        let places = &self.places;
        self.findings.sort_by_cached_key(|finding| {
            let at = match places.spot(&finding.subject) {
                Spot::File => 0,
                Spot::Bytes(bytes) => bytes.start,
            };
            (at, finding.rule.clone())
        });
    }
}

/// The bytes of a data file, and how it is read.
fn read_file(project: &Project, path: &Path) -> Result<(Vec<u8>, &'static Reader), Finding> {
    let refuse = |clause: Words| Err(Finding::new(&UNREADABLE, Subject::File, clause));
    if !fs::exists(path) {
        return refuse(Words::fixed("没有这个文件", "there is no such file"));
    }
    if let Err(trouble) = project.refuse_link_out(path) {
        return refuse(trouble.words());
    }
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let Some(reader) = read::reader_for(&ending) else {
        let known: Vec<&str> = read::READERS.iter().flat_map(|reader| reader.extensions).copied().collect();
        return refuse(
            words!("不能读取 .{ending} 文件，可读的有：{}", known.join("、"); "cannot read .{ending} files; known: {}", known.join(", ")),
        );
    };
    match fs::read(path, reader.most_bytes) {
        Ok(bytes) => Ok((bytes, reader)),
        Err(trouble) if trouble.is_too_large() => Err(faults::too_large(reader.most_bytes)),
        Err(trouble) => {
            let why = trouble.words();
            refuse(words!("文件无法读取：{}", why.zh; "cannot be read: {}", why.en))
        }
    }
}
