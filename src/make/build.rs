//! Makes what the plan asks for, in parallel, and keeps the record of it.
//!
//! Before the first output is written, the manifest lists those that are about to be: a build that
//! is killed leaves no file that the next one does not know. A report's outputs take their places
//! together; a report with errors keeps its old outputs, and stops no other. No format is known by
//! name.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::folder::{Folder, orphans};
use super::item::Item;
use super::key::Digest;
use super::names;
use super::order::{Built, Done, Order, Outcome, Progress, Timings};
use super::plan::{self, Reason, Stale, Task, Wanted};
use super::published;
use super::record::{Counts, Inputs, Made, Manifest, Published, ReportName};
use super::survey::Survey;
use super::{Broken, Project, index};
use crate::diagnose::AllTold;
use crate::fs::{self, Trouble};
use crate::render::{Document, Renderer};
use crate::rule::Level;

/// How often a build writes down what it has done.
const CHECKPOINT: Duration = Duration::from_secs(5);

/// Checks all reports, makes what is not up to date of the chosen ones, and the index of all.
///
/// # Errors
/// [`Broken`] when the output folder cannot be locked or written.
pub fn build(project: &Project, renderer: &Renderer, order: &Order) -> Result<Built, Broken> {
    // Long: the steps of the one build in their order, each a line or two.
    let files = project.data_files();
    let mut built = Built { total: files.readable.len(), ..Built::default() };
    if built.total == 0 {
        built.unread = files.unread;
        return Ok(built);
    }
    let record = project.record_of(order.out);
    let folder = Folder { out: order.out, drafts: order.drafts, record: &record };
    let _lock = (!order.dry_run).then(|| folder.lock(order)).transpose()?;
    let mut manifest = folder.load(order.shard)?;
    built.damaged = manifest.damaged;
    let years = project.may_show_years(order.formats);
    let survey = built
        .timings
        .of("survey", || Survey::since(project, files, &manifest, order.shard, years, order.jobs));
    if order.shard.is_none() {
        built.missing = survey.missing(order.years);
    }
    built.unread = survey.unread().to_vec();
    built.timings.of("verify", || folder.verify(&mut manifest, order.jobs));
    if order.shard.is_none() {
        built.unused = project.unused_templates(&survey.units());
    }
    let wanted = Wanted {
        formats: order.formats,
        draft: order.draft,
        deny_warnings: order.deny_warnings,
        language: order.language(),
        force: order.force,
        chosen: order.chosen,
    };
    let tasks = plan::plan(project, &survey, &manifest, &wanted);
    folder.refuse_links(&tasks, &manifest)?;

    let claimed = claim(project, &mut manifest, &tasks);
    if !claimed.is_empty() && !order.dry_run {
        manifest.save(&folder.manifest(order.shard))?;
    }
    let run = Run {
        project,
        renderer,
        order,
        survey: &survey,
        folder,
        claimed,
        journal: Mutex::new((manifest, Instant::now())),
        timings: &built.timings,
    };
    let results = run.work_off(&tasks);
    let mut manifest = run.journal.into_inner().unwrap_or_else(PoisonError::into_inner).0;
    let mut unmade: HashSet<Vec<String>> = HashSet::new();
    for (task, looked) in tasks.iter().zip(results) {
        let is_made = looked.as_ref().is_none_or(|looked| looked.outcome == Outcome::Sound);
        if !(task.chosen && is_made) {
            unmade.insert(task.entry.shown_paths(project));
        }
        built.add(task, looked);
    }
    built.stopped = order.stop.load(Ordering::Relaxed);
    let gone = orphans(&mut manifest, &survey.has(), &|paths| unmade.contains(paths));
    if order.dry_run {
        let outputs = gone.iter().filter_map(|name| Some((name, manifest.reports.get(name)?)));
        built.to_remove = outputs.flat_map(|(name, record)| record.output_names(name)).collect();
        return Ok(built);
    }
    if !built.stopped {
        folder.remove_drafts(&mut manifest, &mut built);
        if order.shard.is_some() {
            // Another part may have a file of the same unit: what is left over is removed when all
            // parts are joined.
            for name in &gone {
                let record = manifest.reports.remove(name).unwrap_or_default();
                manifest.claim_outputs(name, record.outputs);
            }
        } else {
            folder.remove_orphans(&mut manifest, &gone, &mut built);
            built.finish(project, renderer, folder, &mut manifest, order.jobs);
            built.uploads = published::compare(order.out, &index::published(&manifest), order.published)?;
        }
    }
    built.timings.of("manifest", || manifest.save(&folder.manifest(order.shard)))?;
    if order.shard.is_none() {
        folder.remove_parts()?;
        folder.remove_earlier()?;
    }
    Ok(built)
}

/// What was known of outputs before they were claimed, by report; not in memory besides for those
/// that are up to date.
type Claimed = HashMap<ReportName, Vec<(String, Option<Made>)>>;

/// Writes into the manifest which outputs may be made; returns what it said of them.
fn claim(project: &Project, manifest: &mut Manifest, tasks: &[Task]) -> Claimed {
    let mut claimed = Claimed::new();
    for task in tasks {
        let record = manifest.reports.entry(task.entry.name()).or_default();
        record.shown.clone_from(&task.entry.identity.shown);
        record.paths = task.entry.shown_paths(project);
        record.says.clone_from(&task.entry.identity.says);
        let stale: Vec<&Stale> = task.sound.iter().chain(&task.draft).collect();
        let claim = |stale: &&Stale| {
            let ending = stale.ending.clone();
            (ending.clone(), record.outputs.insert(ending, Made::CLAIMED))
        };
        if !stale.is_empty() {
            claimed.insert(task.entry.name(), stale.iter().map(claim).collect());
        }
    }
    manifest.reports.retain(|name, _| names::is_usable(&name.stem));
    claimed
}

/// What all threads of a build share.
struct Run<'a> {
    project: &'a Project,
    renderer: &'a Renderer,
    order: &'a Order<'a>,
    survey: &'a Survey<'a>,
    folder: Folder<'a>,
    /// What was known of the outputs that are claimed.
    claimed: Claimed,
    journal: Mutex<(Manifest, Instant)>,
    timings: &'a Timings,
}

/// What came of one report.
struct Looked {
    found: Counts,
    unreadable: bool,
    /// Something of it was not obtained, and nobody has said that it may stay so.
    lacks: bool,
    outcome: Outcome,
    made: Vec<(String, Reason)>,
    /// Its outputs on the disk; `None` where it is not known which of them took their places.
    outputs: Option<Vec<(String, Made)>>,
    written: usize,
    broken: Option<Broken>,
    /// What it says, where it is made.
    published: Option<Published>,
    /// What was found.
    told: AllTold,
}

impl Looked {
    fn left() -> Self {
        Self {
            found: Counts::default(),
            unreadable: false,
            lacks: false,
            outcome: Outcome::Left,
            made: Vec::new(),
            outputs: None,
            written: 0,
            broken: None,
            published: None,
            told: AllTold::default(),
        }
    }

    fn fail(&mut self, broken: Broken) {
        self.outcome = Outcome::Failed;
        self.broken = Some(broken);
    }
}

impl Run<'_> {
    /// Works on what has to be looked at; `None` for the other tasks.
    fn work_off(&self, tasks: &[Task]) -> Vec<Option<Looked>> {
        let work: Vec<&Task> = tasks.iter().filter(|task| task.is_work()).collect();
        (self.order.progress)(Progress::Planned(work.len()));
        let done = |task: &&Task| (self.order.progress)(Progress::Done(task.entry.identity.unit()));
        let look = |task: &&Task| self.work(task);
        let mut results = self.survey.each(self.order.jobs, &work, |task| task.entry, look, done).into_iter();
        tasks.iter().map(|task| if task.is_work() { results.next() } else { None }).collect()
    }

    fn work(&self, task: &Task) -> Looked {
        let mut looked = Looked::left();
        if self.order.stop.load(Ordering::Relaxed) {
            return looked;
        }
        let item = match self.timings.of("check", || self.survey.checked(task.entry)) {
            Ok(item) => item,
            Err(trouble) => {
                looked.fail(trouble.into());
                return looked;
            }
        };
        looked.found = Counts {
            errors: item.count(Level::Error),
            warnings: item.count(Level::Warning),
            all: item.findings.len(),
        };
        looked.unreadable = item.unreadable();
        looked.lacks = item.lacks();
        let denied = self.order.deny_warnings && looked.found.warnings > 0;
        let sound = looked.found.errors == 0 && !denied && !looked.lacks;
        let drafted = self.order.draft && !sound && !task.entry.has_twin();
        let earlier = match self.earlier(task) {
            Ok(earlier) => earlier,
            Err(trouble) => {
                looked.fail(trouble.into());
                return looked;
            }
        };
        let mut document = item.document(self.project, drafted).filter(|_| task.chosen && (sound || drafted));
        if let Some(document) = &mut document {
            document.earlier = earlier.iter().filter_map(|item| item.filled(self.project)).collect();
        }
        if let Some(document) = document.as_mut().filter(|_| sound) {
            document.others = index::others(&task.entry.name(), &task.formats);
        }
        looked.outcome =
            if sound { Outcome::Sound } else { Outcome::Refused { drafted: document.is_some() } };
        looked.outputs = Some(Vec::new());
        if let Some(document) = &document {
            let made_from = task.entry.inputs.as_ref().map(Inputs::of_check);
            looked.published =
                sound.then(|| Published { made_from, ..Published::of(document.report, &document.view) });
            let stale = if sound { &task.sound } else { &task.draft };
            looked.made = stale.iter().map(|stale| (stale.ending.clone(), stale.reason)).collect();
            if !self.order.dry_run {
                self.make(&task.entry.name(), document, stale, &mut looked);
            }
        }
        looked.told = self.order.reporter.told(&item.judged(self.project));
        self.note(task, &mut looked);
        looked
    }

    /// The earlier reports of the unit, where something that shows them is to be made.
    fn earlier(&self, task: &Task) -> Result<Vec<Arc<Item>>, Trouble> {
        if task.sound.iter().chain(&task.draft).any(|stale| stale.format.shows_years()) {
            self.survey.earlier(&task.entry.identity)
        } else {
            Ok(Vec::new())
        }
    }

    /// Renders every format before the first is written: the outputs of a report belong together.
    fn make(&self, name: &ReportName, document: &Document, stale: &[Stale], looked: &mut Looked) {
        let mut outputs = Vec::new();
        let mut made = Vec::new();
        for stale in stale {
            match self.timings.of(stale.format.name, || (stale.format.render)(self.renderer, document)) {
                Ok(bytes) => {
                    let sha256 = Some(Digest::of(&bytes));
                    let (key, template) = (Some(stale.key), Some(stale.template));
                    made.push((stale.ending.clone(), Made { sha256, key, template }));
                    outputs.push(fs::Output { path: self.folder.output(name, &stale.ending), bytes });
                }
                Err(other) => return looked.fail(other.into()),
            }
        }
        match self.timings.of("write", || fs::write_changed(&outputs)) {
            Ok(written) => {
                looked.written = written;
                looked.outputs = Some(made);
            }
            Err(trouble) => {
                looked.outputs = None;
                looked.fail(trouble.into());
            }
        }
    }

    /// Moves what came of a report into the manifest: nothing of many reports is in memory twice.
    fn note(&self, task: &Task, looked: &mut Looked) {
        let name = task.entry.name();
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        // A report whose name no output can have is in no manifest.
        let Some(record) = journal.0.reports.get_mut(&name) else { return };
        record.inputs.clone_from(&task.entry.inputs);
        record.found = looked.found;
        record.told.clone_from(&looked.told);
        self.order.language().clone_into(&mut record.language);
        record.failed = looked.outcome == Outcome::Failed;
        if let (Outcome::Sound, Some(published)) = (looked.outcome, looked.published.take()) {
            record.published = Some(published);
        }
        if let Some(made) = looked.outputs.take() {
            for (ending, old) in self.claimed.get(&name).into_iter().flatten() {
                match old {
                    Some(old) => record.outputs.insert(ending.clone(), old.clone()),
                    None => record.outputs.remove(ending),
                };
            }
            record.outputs.extend(made);
        }
        if journal.1.elapsed() > CHECKPOINT && !self.order.dry_run {
            let _ = journal.0.save(&self.folder.manifest(self.order.shard)); // the error of the last save is reported
            journal.1 = Instant::now();
        }
    }
}

impl Built {
    /// Adds what came of a report; `None` when there was nothing to do.
    fn add(&mut self, task: &Task, looked: Option<Looked>) {
        let mut looked = looked.unwrap_or_else(|| {
            let (found, told) = task.settled.clone().unwrap_or_default();
            Looked { outcome: Outcome::Sound, found, told, ..Looked::left() }
        });
        let entry = task.entry;
        if let Some(broken) = looked.broken.take() {
            self.add_broken(broken, Some(&entry.identity.shown));
        }
        if !task.chosen {
            return;
        }
        self.written += looked.written;
        if matches!(looked.outcome, Outcome::Sound | Outcome::Refused { drafted: true }) {
            self.files += task.formats.len();
        }
        if !looked.told.is_empty() {
            self.told.push((entry.identity.shown.clone(), looked.told));
        }
        self.reports.push(Done {
            identity: entry.identity.clone(),
            found: looked.found,
            unreadable: looked.unreadable,
            lacks: looked.lacks,
            outcome: looked.outcome,
            made: looked.made,
        });
    }

    /// Writes the index and the list of hashes.
    fn finish(
        &mut self,
        project: &Project,
        renderer: &Renderer,
        folder: Folder,
        manifest: &mut Manifest,
        jobs: usize,
    ) {
        match self.timings.of("index", || index::write(project, renderer, folder, manifest, jobs)) {
            Ok((pages, written)) => {
                self.files += pages;
                self.written += written;
            }
            Err(broken) => self.add_broken(broken, None),
        }
    }
}
