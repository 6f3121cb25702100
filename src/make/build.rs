//! Makes what the plan asks for, in parallel, and keeps the record of it.
//!
//! Before the first output is written, the manifest says which are about to be: a build that is killed leaves no
//! file that the next one does not know. A report's outputs take their places together; one that has errors keeps
//! those it had, and stops no other. No format is known by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::item::Item;
use super::key::Digest;
use super::names::{self, Identity};
use super::plan::{self, Reason, Stale, Task, Wanted};
use super::record::{self, Counts, Made, Manifest, Record, ReportName};
use super::shard::Shard;
use super::survey::Survey;
use super::{Broken, Project, in_parallel, index};
use crate::fs::{self, Trouble};
use crate::render::{Format, Renderer, View};
use crate::rule::Level;

/// How often a build writes down what it has done.
const CHECKPOINT: Duration = Duration::from_secs(5);

/// What to build.
pub struct Order<'a> {
    /// Where outputs go.
    pub out: &'a Path,
    /// The formats to make.
    pub formats: &'a [&'static Format],
    /// The reports to make; all are checked, since the index tells the state of all.
    pub chosen: &'a (dyn Fn(&Identity) -> bool + Sync),
    /// The part of the reports that is looked at; the index and the list of hashes are then left to
    /// [`super::join()`].
    pub shard: Option<Shard>,
    /// Threads.
    pub jobs: usize,
    /// Render reports with errors too, marked and under a name of their own.
    pub draft: bool,
    /// Make everything anew.
    pub force: bool,
    /// Only say what would be made.
    pub dry_run: bool,
    /// How long to wait for another build of the same folder.
    pub wait: Duration,
    /// Set when the build is to end early.
    pub stop: &'a AtomicBool,
    /// Called with what happens.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// What happens in a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// Another process is at work in the folder, which is waited for.
    Waiting,
    /// So many reports have to be looked at.
    Planned(usize),
    /// The report of a unit is done.
    Done(&'a str),
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Built {
    /// How many reports there are.
    pub total: usize,
    /// Each chosen report.
    pub reports: Vec<Done>,
    /// Those of all reports in which something was found, with those of last year that messages need.
    pub items: Vec<Item>,
    /// Files that the chosen reports have, and the index.
    pub files: usize,
    /// Files that were new or changed.
    pub written: usize,
    /// Files removed, since their data is gone.
    pub removed: usize,
    /// Those that a dry run would remove.
    pub to_remove: Vec<String>,
    /// What stopped a report or the index, each message once: templates that do not work, what the disk refused.
    /// With the data file of the first report that met it.
    pub broken: Vec<(Broken, Option<String>)>,
    /// Whether it ended early.
    pub stopped: bool,
    /// Whether the record of what was made is damaged: files of reports that are no more may stay.
    pub damaged: bool,
    /// Where the time went.
    pub timings: Timings,
}

/// What became of a report.
#[derive(Debug)]
pub struct Done {
    /// The report.
    pub identity: Identity,
    /// How much was found.
    pub found: Counts,
    /// Whether a file could not even be read as text.
    pub unreadable: bool,
    /// What was done.
    pub outcome: Outcome,
    /// Its outputs that were made, or would be, with the reason.
    pub made: Vec<(String, Reason)>,
}

/// What was done for a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its outputs are up to date.
    Sound,
    /// It has errors: nothing was made, or drafts alone.
    Refused {
        /// Whether drafts were made.
        drafted: bool,
    },
    /// It could not be made.
    Failed,
    /// The build ended before its turn.
    Left,
}

/// Where the time of a build went: seconds by what was done, summed over threads where several did it.
#[derive(Debug, Default)]
pub struct Timings(Mutex<BTreeMap<&'static str, Duration>>);

impl Timings {
    /// Does something and adds the time it took.
    pub fn of<T>(&self, what: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        if let Ok(mut times) = self.0.lock() {
            *times.entry(what).or_default() += start.elapsed();
        }
        done
    }

    /// The times.
    #[must_use]
    pub fn all(&self) -> BTreeMap<&'static str, Duration> {
        self.0.lock().map(|times| times.clone()).unwrap_or_default()
    }
}

/// Checks all reports, makes what is not up to date of the chosen ones, and the index of all.
///
/// # Errors
/// [`Broken`] when the data cannot be listed, or the output folder not be locked or written.
pub fn build(project: &Project, renderer: &Renderer, order: &Order) -> Result<Built, Broken> {
    let mut built = Built { total: project.data_files()?.readable.len(), ..Built::default() };
    if built.total == 0 {
        return Ok(built);
    }
    let _lock = (!order.dry_run).then(|| Folder::lock(order)).transpose()?;
    let folder = Folder { out: order.out };
    let mut manifest = folder.load(order.shard)?;
    built.damaged = manifest.damaged;
    let survey = built.timings.of("survey", || Survey::new(project, &manifest, order.shard, order.jobs))?;
    built.timings.of("verify", || folder.verify(&mut manifest, order.jobs));
    let wanted =
        Wanted { formats: order.formats, draft: order.draft, force: order.force, chosen: order.chosen };
    let tasks = plan::plan(project, &survey, &manifest, &wanted);
    folder.refuse_links(&tasks)?;

    let before = manifest.clone();
    let claimed = claim(project, &mut manifest, &tasks);
    if claimed && !order.dry_run {
        manifest.save(folder.manifest(order.shard))?;
    }
    let run = Run {
        project,
        renderer,
        order,
        survey: &survey,
        folder,
        before: &before,
        journal: Mutex::new((manifest, Instant::now())),
        timings: &built.timings,
    };
    let work: Vec<&Task> = tasks.iter().filter(|task| task.is_work()).collect();
    (order.progress)(Progress::Planned(work.len()));
    let results = in_parallel(
        order.jobs,
        &work,
        |task| run.work(task),
        |task| (order.progress)(Progress::Done(task.entry.identity.unit())),
    );
    let mut manifest = run.journal.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).0;
    let mut results = results.into_iter();
    for task in &tasks {
        let result = if task.is_work() { results.next() } else { None };
        built.add(task, result, order.formats.len());
    }
    built.stopped = order.stop.load(Ordering::Relaxed);
    let gone = orphans(&manifest, order.shard, &survey.has());
    if order.dry_run {
        let outputs = gone.iter().filter_map(|name| Some((name, manifest.reports.get(name)?)));
        built.to_remove = outputs.flat_map(|(name, record)| record.output_names(name)).collect();
        return Ok(built);
    }
    if !built.stopped {
        folder.remove_drafts(&mut manifest, &mut built);
        folder.remove_orphans(&mut manifest, &gone, &mut built);
        if order.shard.is_none() {
            built.finish(project, renderer, folder, &mut manifest);
        }
    }
    built.timings.of("manifest", || manifest.save(folder.manifest(order.shard)))?;
    if order.shard.is_none() {
        folder.remove_parts()?;
    }
    Ok(built)
}

/// The output folder.
#[derive(Clone, Copy)]
pub(super) struct Folder<'a> {
    pub(super) out: &'a Path,
}

impl Folder<'_> {
    /// Locks the folder for a build: the whole of it, or a share of it and the part.
    fn lock(order: &Order) -> Result<(fs::Lock, Option<fs::Lock>), Trouble> {
        let own = order.out.join(record::FOLDER);
        let take = |name: &str, shared: bool| {
            fs::Lock::take(&own.join(name), shared, order.wait, &|| (order.progress)(Progress::Waiting))
        };
        if let Some(shard) = order.shard {
            let whole = take("lock", true)?;
            return Ok((whole, Some(take(&shard.lock(), false)?)));
        }
        let whole = take("lock", false)?;
        fs::sweep(order.out);
        Ok((whole, None))
    }

    pub(super) fn manifest(self, shard: Option<Shard>) -> PathBuf {
        let name = shard.map_or_else(|| record::NAME.to_owned(), Shard::manifest);
        self.out.join(record::FOLDER).join(name)
    }

    /// The manifests of parts that were not joined yet.
    pub(super) fn parts(self) -> Result<Vec<Shard>, Trouble> {
        let files = fs::names(&self.out.join(record::FOLDER))?;
        Ok(files.iter().filter_map(|name| Shard::of_manifest(name)).collect())
    }

    /// What is known: of all reports, or of those of a part.
    pub(super) fn load(self, shard: Option<Shard>) -> Result<Manifest, Trouble> {
        let mut manifest = Manifest::load(&self.manifest(None))?;
        let parts = match shard {
            Some(shard) => {
                manifest.reports.retain(|name, _| shard.owns(&name.stem));
                vec![shard]
            }
            None => self.parts()?,
        };
        for part in parts {
            manifest.join(Manifest::load(&self.manifest(Some(part)))?);
        }
        Ok(manifest)
    }

    pub(super) fn remove_parts(self) -> Result<(), Trouble> {
        for part in self.parts()? {
            fs::remove(&self.manifest(Some(part)))?;
        }
        Ok(())
    }

    /// Forgets what was made of outputs that are gone, or are something else by now.
    fn verify(self, manifest: &mut Manifest, jobs: usize) {
        let mut all: Vec<(&ReportName, &mut Record)> = manifest.reports.iter_mut().collect();
        let changed = in_parallel(
            jobs,
            &all,
            |(name, record)| {
                let wrong = |(ending, made): &(&String, &Made)| !holds(&self.output(name, ending), made);
                record.outputs.iter().filter(wrong).map(|(ending, _)| ending.clone()).collect::<Vec<_>>()
            },
            |_| {},
        );
        for ((_, record), endings) in all.iter_mut().zip(changed) {
            record.outputs.extend(endings.into_iter().map(|ending| (ending, Made::CLAIMED)));
        }
        let index = self.out.join(index::NAME);
        manifest.index = manifest.index.take().filter(|made| holds(&index, made));
    }

    /// `out/<year>/<name>.pdf`; a draft never takes the place of a sound report.
    fn output(self, name: &ReportName, ending: &str) -> PathBuf {
        self.out.join(name.output(ending))
    }

    /// No output leaves the folder by a link in it.
    fn refuse_links(self, tasks: &[Task]) -> Result<(), Trouble> {
        let mut years: Vec<u16> = tasks.iter().map(|task| task.entry.identity.year).collect();
        years.sort_unstable();
        years.dedup();
        years.iter().try_for_each(|year| fs::refuse_link_out(&self.out.join(year.to_string()), self.out))
    }

    /// Removes outputs of reports that are no more.
    fn remove_orphans(self, manifest: &mut Manifest, gone: &[ReportName], built: &mut Built) {
        for name in gone {
            let Some(mut record) = manifest.reports.remove(name) else { continue };
            self.remove_outputs(name, &mut record, |_| true, built);
            if !record.outputs.is_empty() {
                let left = Record { outputs: record.outputs, ..Record::default() };
                manifest.reports.insert(name.clone(), left);
            }
        }
    }

    /// Removes drafts of reports that are sound by now: nobody is to take one for the report.
    fn remove_drafts(self, manifest: &mut Manifest, built: &mut Built) {
        let sound = built.reports.iter().filter(|done| done.outcome == Outcome::Sound);
        let names: Vec<ReportName> = sound.map(|done| ReportName::of(&done.identity)).collect();
        for name in &names {
            if let Some(record) = manifest.reports.get_mut(name) {
                self.remove_outputs(name, record, |ending| ending.starts_with(plan::DRAFT), built);
            }
        }
    }

    /// Removes some of a report's outputs; one that the disk keeps stays in the record.
    fn remove_outputs(
        self,
        name: &ReportName,
        record: &mut Record,
        which: impl Fn(&str) -> bool,
        built: &mut Built,
    ) {
        record.outputs.retain(|ending, _| {
            if !which(ending) {
                return true;
            }
            match fs::remove(&self.output(name, ending)) {
                Ok(removed) => {
                    built.removed += usize::from(removed);
                    false
                }
                Err(trouble) => {
                    built.add_broken(trouble.into(), None);
                    true
                }
            }
        });
    }
}

/// Whether a file is what was made.
fn holds(path: &Path, made: &Made) -> bool {
    made.sha256.is_some() && Digest::of_file(path).ok() == made.sha256
}

/// Reports that are no more.
fn orphans(manifest: &Manifest, shard: Option<Shard>, has: &dyn Fn(&ReportName) -> bool) -> Vec<ReportName> {
    let owns = |name: &ReportName| shard.is_none_or(|shard| shard.owns(&name.stem));
    manifest.reports.keys().filter(|name| owns(name) && !has(name)).cloned().collect()
}

/// Writes into the manifest which outputs may be made; whether there are any.
fn claim(project: &Project, manifest: &mut Manifest, tasks: &[Task]) -> bool {
    let mut any = false;
    for task in tasks {
        let record = manifest.reports.entry(task.entry.name()).or_default();
        record.shown.clone_from(&task.entry.identity.shown);
        record.paths = task.entry.shown_paths(project);
        record.says.clone_from(&task.entry.identity.says);
        for stale in task.sound.iter().chain(&task.draft) {
            record.outputs.insert(stale.ending.clone(), Made::CLAIMED);
            any = true;
        }
    }
    manifest.reports.retain(|name, _| names::is_usable(&name.stem));
    any
}

/// What all threads of a build share.
struct Run<'a> {
    project: &'a Project,
    renderer: &'a Renderer,
    order: &'a Order<'a>,
    survey: &'a Survey<'a>,
    folder: Folder<'a>,
    /// The manifest before anything was claimed.
    before: &'a Manifest,
    journal: Mutex<(Manifest, Instant)>,
    timings: &'a Timings,
}

/// What came of one report.
struct Looked {
    found: Counts,
    unreadable: bool,
    outcome: Outcome,
    made: Vec<(String, Reason)>,
    /// Its outputs on the disk; `None` where it is not known which of them took their places.
    outputs: Option<Vec<(String, Made)>>,
    written: usize,
    broken: Option<Broken>,
    /// The report with its findings, and that of the year before.
    items: Option<(Item, Option<Item>)>,
}

impl Looked {
    fn left() -> Self {
        Self {
            found: Counts::default(),
            unreadable: false,
            outcome: Outcome::Left,
            made: Vec::new(),
            outputs: None,
            written: 0,
            broken: None,
            items: None,
        }
    }

    fn fail(&mut self, broken: Broken) {
        self.outcome = Outcome::Failed;
        self.broken = Some(broken);
    }
}

impl Run<'_> {
    fn work(&self, task: &Task) -> Looked {
        let mut looked = Looked::left();
        if self.order.stop.load(Ordering::Relaxed) {
            return looked;
        }
        let (item, last) = match self.timings.of("check", || self.survey.checked(task.entry)) {
            Ok(checked) => checked,
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
        let sound = looked.found.errors == 0;
        let drafted = self.order.draft && !sound && !task.entry.has_twin();
        let view = item.view(self.project, drafted).filter(|_| task.chosen && (sound || drafted));
        looked.outcome = if sound { Outcome::Sound } else { Outcome::Refused { drafted: view.is_some() } };
        looked.outputs = Some(Vec::new());
        if let Some(view) = &view {
            let stale = if sound { &task.sound } else { &task.draft };
            looked.made = stale.iter().map(|stale| (stale.ending.clone(), stale.reason)).collect();
            if !self.order.dry_run {
                self.make(&task.entry.name(), view, stale, &mut looked);
            }
        }
        self.note(task, &looked);
        looked.items = (!item.findings.is_empty()).then_some((item, last));
        looked
    }

    /// Renders every format before the first is written: the outputs of a report belong together.
    fn make(&self, name: &ReportName, view: &View, stale: &[Stale], looked: &mut Looked) {
        let mut outputs = Vec::new();
        let mut made = Vec::new();
        for stale in stale {
            match self.timings.of(stale.format.name, || (stale.format.render)(self.renderer, view)) {
                Ok(bytes) => {
                    let sha256 = Some(Digest::of(&bytes));
                    let (key, template) = (Some(stale.key.clone()), Some(stale.template.clone()));
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

    /// Writes into the manifest what came of a report.
    fn note(&self, task: &Task, looked: &Looked) {
        let name = task.entry.name();
        let Ok(mut journal) = self.journal.lock() else { return };
        let Some(record) = journal.0.reports.get_mut(&name) else { return };
        record.inputs.clone_from(&task.entry.inputs);
        record.found = looked.found;
        record.failed = looked.outcome == Outcome::Failed;
        if let Some(made) = &looked.outputs {
            let old = self.before.reports.get(&name).map(|old| old.outputs.clone()).unwrap_or_default();
            record.outputs = old.into_iter().chain(made.iter().cloned()).collect();
        }
        if journal.1.elapsed() > CHECKPOINT && !self.order.dry_run {
            let _ = journal.0.save(self.folder.manifest(self.order.shard)); // that of the end is told
            journal.1 = Instant::now();
        }
    }
}

impl Built {
    /// Adds what came of a report; `None` when there was nothing to do.
    fn add(&mut self, task: &Task, looked: Option<Looked>, formats: usize) {
        let mut looked = looked.unwrap_or_else(|| Looked { outcome: Outcome::Sound, ..Looked::left() });
        let entry = task.entry;
        if let Some(broken) = looked.broken.take() {
            self.add_broken(broken, Some(&entry.identity.shown));
        }
        if !task.chosen {
            return;
        }
        self.written += looked.written;
        if matches!(looked.outcome, Outcome::Sound | Outcome::Refused { drafted: true }) {
            self.files += formats;
        }
        if let Some((mut item, last)) = looked.items.take() {
            item.last = last.is_some().then_some(self.items.len() + 1);
            self.items.push(item);
            self.items.extend(last);
        }
        self.reports.push(Done {
            identity: entry.identity.clone(),
            found: looked.found,
            unreadable: looked.unreadable,
            outcome: looked.outcome,
            made: looked.made,
        });
    }

    /// A broken template fails for every report: it is told once, with the first report.
    fn add_broken(&mut self, broken: Broken, report: Option<&str>) {
        if self.broken.iter().all(|(known, _)| known.to_string() != broken.to_string()) {
            self.broken.push((broken, report.map(str::to_owned)));
        }
    }

    /// Writes the index and the list of hashes.
    fn finish(&mut self, project: &Project, renderer: &Renderer, folder: Folder, manifest: &mut Manifest) {
        match self.timings.of("index", || index::write(project, renderer, folder, manifest)) {
            Ok(changed) => {
                self.files += 1;
                self.written += usize::from(changed);
            }
            Err(broken) => self.add_broken(broken, None),
        }
    }

    /// How many of the reports came to this.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.reports.iter().filter(|done| done.outcome == outcome).count()
    }
}
