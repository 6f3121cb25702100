//! The one build: what there is, read, checked, rendered, written.
//!
//! `build`, `check` and everything that comes to need reports go through here. Reports are independent of
//! one another but for last year's figures: one that has errors is not rendered, keeps the outputs it had,
//! and stops no other. No format is known by name.

mod index;
mod names;
mod parallel;
mod project;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::check::{Checked, check as check_report};
use crate::confine;
use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::fs::{self, Trouble};
use crate::lang::Words;
use crate::model::Report;
use crate::place::{Places, Source, Spot};
use crate::read::{self, Expected, Read, Reader};
use crate::render::{self, Format, Renderer};
use crate::rule::{About, Level};

pub use names::{DUPLICATE_REPORT, NAME_OF_FILE};
pub use parallel::map as in_parallel;
pub use project::{Broken, DataFiles, Project};

/// A file that cannot be read from the disk.
pub static UNREADABLE: About = About {
    id: std::borrow::Cow::Borrowed("unreadable"),
    level: Level::Error,
    basis: std::borrow::Cow::Borrowed(""),
    title: Words::fixed("文件读不出来", "the file cannot be read"),
    explain: Words::fixed(
        "请检查文件是否存在、是否有读取权限、是否被其他程序占用。",
        "Look whether the file exists, may be read, and is not locked by another program.",
    ),
};

/// Rules that this module itself can report.
pub static FAULTS: &[&About] = &[&UNREADABLE, &DUPLICATE_REPORT, &NAME_OF_FILE];

/// A data file with what was read from it and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The files: one, or a workbook and a text of one name.
    pub paths: Vec<PathBuf>,
    /// The year of its folder, else the year it says.
    pub year: u16,
    /// The file's name without its ending: the name of the outputs.
    pub stem: String,
    /// What was read; `None` where unit, year or form are unknown.
    pub report: Option<Report>,
    /// Where everything stands.
    pub places: Places,
    /// What is wrong, in the order of the file.
    pub findings: Vec<Finding>,
    /// The item of the same unit for the year before.
    pub last: Option<usize>,
}

impl Item {
    /// How many findings have a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.counts_as(level)).count()
    }

    /// Whether the file could not even be read as text.
    #[must_use]
    pub fn unreadable(&self) -> bool {
        let none = |rule: &str| rule == UNREADABLE.id || read::NO_TEXT.iter().any(|about| about.id == rule);
        self.findings.iter().any(|finding| none(&finding.rule))
    }

    /// The unit's name, else that of the file.
    #[must_use]
    pub fn unit(&self) -> &str {
        let name = self.report.as_ref().map(|report| report.unit.as_str());
        name.filter(|name| !name.is_empty()).unwrap_or(&self.stem)
    }
}

/// Reads every data file of a project, and files named on the command line besides.
///
/// # Errors
/// [`Trouble`] when the data folder itself cannot be listed.
pub fn gather(project: &Project, named: &[PathBuf], jobs: usize) -> Result<Vec<Item>, Trouble> {
    let mut files = project.data_files()?.readable;
    let own_files = files.len();
    for path in named {
        let path = &project.named(path);
        if fs::is_folder(path) {
            files.extend(project::readable(path)?.readable);
        } else {
            files.push(path.clone());
        }
    }
    if !named.is_empty() {
        let mut known = HashSet::new(); // looked up, never walked
        let mut index = 0;
        files.retain(|path| {
            index += 1;
            known.insert(fs::canonical(path)) || index <= own_files
        });
    }
    let mut reports = names::reports(&files[..own_files]);
    let own = reports.len();
    reports.extend(names::reports(&files[own_files..]));
    let mut items = in_parallel(jobs, &reports, |paths| item(project, paths), |_| {});
    // A file from elsewhere may well be another version of one that the project has.
    names::find_duplicates(&mut items[..own]);
    items[..own].iter_mut().for_each(|item| names::compare_names(project, item));
    let mut by_unit: HashMap<(u16, String), usize> = HashMap::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(report) = &item.report {
            by_unit.entry((item.year, report.unit.clone())).or_insert(index); // the project's own file first
        }
    }
    for item in &mut items {
        let named = item.report.as_ref().filter(|report| !report.unit.is_empty());
        let before = named.and_then(|report| Some((report.year.checked_sub(1)?, report.unit.clone())));
        item.last = before.and_then(|key| by_unit.get(&key).copied());
    }
    for index in 0..items.len() {
        compute(project, &mut items, index);
        sort(&mut items[index]);
    }
    Ok(items)
}

/// Checks the chosen items; the others know no more than what reading found.
pub fn check(project: &Project, items: &mut [Item], chosen: &[usize], jobs: usize) {
    let found = in_parallel(jobs, chosen, |&index| check_item(project, items, index), |_| {});
    for (&index, more) in chosen.iter().zip(found) {
        items[index].findings.extend(more);
        sort(&mut items[index]);
    }
}

fn item(project: &Project, paths: &[PathBuf]) -> Item {
    let first = paths.first().map_or(Path::new(""), PathBuf::as_path);
    let stem = first.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let expected = Expected { year: project.folder_year(first), unit: project.unit_named(&stem) };
    let read = read_files(project, paths, &expected);
    Item {
        paths: paths.to_vec(),
        year: expected.year.or_else(|| read.report.as_ref().map(|report| report.year)).unwrap_or_default(),
        stem,
        report: read.report,
        places: read.places,
        findings: read.findings,
        last: None,
    }
}

fn read_files(project: &Project, paths: &[PathBuf], expected: &Expected) -> Read {
    let mut files: Vec<(String, Vec<u8>, &'static Reader)> = Vec::new();
    for path in paths {
        let shown = project.shown(path);
        match read_file(path) {
            Ok((bytes, reader)) => files.push((shown, bytes, reader)),
            Err(finding) => {
                let places = Places { source: Source::unread(shown), ..Places::default() };
                return Read { report: None, places, findings: vec![finding] };
            }
        }
    }
    let files: Vec<read::File> =
        files.iter().map(|(path, bytes, reader)| read::File { path, bytes, reader }).collect();
    read::read(&files, expected, &project.forms, confine::grid_of)
}

/// The bytes of a data file, and how it is read.
fn read_file(path: &Path) -> Result<(Vec<u8>, &'static Reader), Finding> {
    let refuse = |clause: Words| Err(Finding::new(&UNREADABLE, Subject::File, clause));
    if !fs::exists(path) {
        return refuse(Words::fixed("没有这个文件", "there is no such file"));
    }
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let Some(reader) = read::reader_for(&ending) else {
        let known: Vec<&str> = read::READERS.iter().flat_map(|reader| reader.extensions).copied().collect();
        return refuse(Words::new(
            format!("不认识这种文件（.{ending}），可读的有：{}", known.join("、")),
            format!("unknown kind of file (.{ending}); known: {}", known.join(", ")),
        ));
    };
    match fs::read(path, reader.most_bytes) {
        Ok(bytes) => Ok((bytes, reader)),
        Err(trouble) if trouble.is_too_large() => Err(read::too_large(reader)),
        Err(trouble) => {
            let why = trouble.words();
            refuse(Words::new(format!("读不出来：{}", why.zh), format!("cannot be read: {}", why.en)))
        }
    }
}

fn check_item(project: &Project, items: &[Item], index: usize) -> Vec<Finding> {
    let Some((form, report)) = formed(project, &items[index]) else { return Vec::new() };
    let last = items[index].last.and_then(|last| formed(project, &items[last]));
    let mut findings = check_report(&Checked { form, report, last });
    findings.extend(project.fonts.missing(form, report));
    findings
}

fn formed<'a>(project: &'a Project, item: &'a Item) -> Option<(&'a Form, &'a Report)> {
    let report = item.report.as_ref()?;
    Some((project.forms.edition(report.edition)?, report))
}

/// Fills in what the texts of a report compute from its figures and those of last year.
fn compute(project: &Project, items: &mut [Item], index: usize) {
    let Some(mut report) = items[index].report.take() else { return };
    if let Some(form) = project.forms.edition(report.edition) {
        let last = items[index].last.and_then(|last| formed(project, &items[last]));
        form.compute_all(&mut report, last);
    }
    items[index].report = Some(report);
}

/// In the order of the file, then by rule.
fn sort(item: &mut Item) {
    let places = &item.places;
    item.findings.sort_by_cached_key(|finding| {
        let at = match places.spot(&finding.subject) {
            Spot::File => 0,
            Spot::Bytes(bytes) => bytes.start,
        };
        (at, finding.rule.clone())
    });
}

/// What to build.
pub struct Order<'a> {
    /// Where outputs go.
    pub out: &'a Path,
    /// The formats to make.
    pub formats: &'a [&'static Format],
    /// Threads.
    pub jobs: usize,
    /// Render reports with errors too, marked and under a name of their own.
    pub draft: bool,
    /// Called after each report.
    pub progress: &'a (dyn Fn(&str) + Sync),
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Built {
    /// Reports rendered.
    pub reports: usize,
    /// Files made: those of the reports and drafts, and the index.
    pub files: usize,
    /// Files that were new or changed.
    pub written: usize,
    /// Reports that have errors and were not rendered, or as a draft only.
    pub refused: usize,
    /// Drafts among them.
    pub drafts: usize,
    /// Reports that no output could be made for, or that the disk refused.
    pub failed: usize,
    /// Why, each message once: templates that do not work, what the disk refused. With the data file of the
    /// first report that met it.
    pub broken: Vec<(Broken, Option<String>)>,
}

/// What became of one report.
enum Outcome {
    Made { files: usize, written: usize },
    Drafted { files: usize, written: usize },
    Refused,
    Broken(Broken),
}

/// Renders the chosen items, writes their outputs and the index of all items.
pub fn build(
    project: &Project,
    renderer: &Renderer,
    items: &[Item],
    chosen: &[usize],
    order: &Order,
) -> Built {
    let outcomes = in_parallel(
        order.jobs,
        chosen,
        |&index| build_item(project, renderer, &items[index], order),
        |&index| (order.progress)(items[index].unit()),
    );
    let mut built = Built::default();
    fs::sweep(order.out);
    let mut failed = HashSet::new();
    for (&index, outcome) in chosen.iter().zip(outcomes) {
        match outcome {
            Outcome::Made { files, written } => {
                built.reports += 1;
                built.files += files;
                built.written += written;
            }
            Outcome::Drafted { files, written } => {
                built.refused += 1;
                built.drafts += 1;
                built.files += files;
                built.written += written;
            }
            Outcome::Refused => built.refused += 1,
            Outcome::Broken(broken) => {
                failed.insert(index);
                built.failed += 1;
                built.add(broken, Some(&items[index].places.source.path));
            }
        }
    }
    match index::write(project, renderer, items, &failed, order) {
        Ok(written) => {
            built.files += 1;
            built.written += usize::from(written);
        }
        Err(broken) => built.add(broken, None),
    }
    built
}

impl Built {
    /// A broken template fails for every report: it is told once, with the first report.
    fn add(&mut self, broken: Broken, report: Option<&str>) {
        if self.broken.iter().all(|(known, _)| known.to_string() != broken.to_string()) {
            self.broken.push((broken, report.map(str::to_owned)));
        }
    }
}

fn build_item(project: &Project, renderer: &Renderer, item: &Item, order: &Order) -> Outcome {
    let errors = item.count(Level::Error) > 0;
    let two = item.findings.iter().any(|finding| finding.rule == DUPLICATE_REPORT.id);
    let Some((form, report)) = formed(project, item).filter(|_| !errors || order.draft && !two) else {
        return Outcome::Refused;
    };
    let view = render::view(form, report, errors);
    // Every format is rendered before the first is written: the outputs of a report belong together.
    let mut outputs = Vec::new();
    for format in order.formats {
        match (format.render)(renderer, &view) {
            Ok(bytes) => outputs.push(fs::Output { path: output(order.out, item, format, errors), bytes }),
            Err(other) => return Outcome::Broken(other.into()),
        }
    }
    let files = outputs.len();
    let written = match fs::write_changed(&outputs) {
        Ok(written) => written,
        Err(trouble) => return Outcome::Broken(trouble.into()),
    };
    if errors { Outcome::Drafted { files, written } } else { Outcome::Made { files, written } }
}

/// `out/<year>/<name>.pdf`; a draft never takes the place of a sound report.
fn output(out: &Path, item: &Item, format: &Format, draft: bool) -> PathBuf {
    out.join(item.year.to_string()).join(output_name(item, format, draft))
}

fn output_name(item: &Item, format: &Format, draft: bool) -> String {
    let draft = if draft { ".draft" } else { "" };
    format!("{}{draft}.{}", item.stem, format.name)
}
