//! What a build is asked to do, and what it says that it did.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::Broken;
use super::files::Unread;
use super::missing::Missing;
use super::names::Identity;
use super::plan::Reason;
use super::published::Uploads;
use super::record::Counts;
use super::shard::Shard;
use crate::diagnose::{AllTold, Reporter};
use crate::lang::Words;
use crate::render::Format;

/// What to build.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct Order<'a> {
    /// Where outputs go.
    pub out: &'a Path,
    /// Where drafts go.
    pub drafts: &'a Path,
    /// The formats to make; where there are none, those of each unit.
    pub formats: &'a [&'static Format],
    /// The reports to make; all are checked, since the index tells the state of all.
    pub chosen: &'a (dyn Fn(&Identity) -> bool + Sync),
    /// The years for which units are missed; the newest where there are none.
    pub years: &'a [u16],
    /// The part of the reports that is looked at; the index and the list of hashes are then left to
    /// [`super::join()`].
    pub shard: Option<Shard>,
    /// Threads.
    pub jobs: usize,
    /// Render reports with errors too, marked and under a name of their own.
    pub draft: bool,
    /// Make no report with warnings that are not explained.
    pub deny_warnings: bool,
    /// Make everything again.
    pub force: bool,
    /// Only say what would be made.
    pub dry_run: bool,
    /// Remember what there is now as uploaded.
    pub published: bool,
    /// How long to wait for another build of the same folder.
    pub wait: Duration,
    /// Set when the build is to end early.
    pub stop: &'a AtomicBool,
    /// How what is found is told.
    pub reporter: Reporter,
    /// Called with what happens.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

impl Order<'_> {
    /// The language in which findings are told, as the record has it.
    pub(super) fn language(&self) -> &'static str {
        self.reporter.lang.pick("zh", "en")
    }
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
    /// What was found in the chosen reports, each with its file.
    pub told: Vec<(String, AllTold)>,
    /// Files that the chosen reports have, and the index.
    pub files: usize,
    /// Files that were new or changed.
    pub written: usize,
    /// Files removed, since their data is gone.
    pub removed: usize,
    /// Those that a dry run would remove.
    pub to_remove: Vec<String>,
    /// What is below `data/` and was not read.
    pub unread: Vec<Unread>,
    /// Units of the roster that have not submitted.
    pub missing: Vec<Missing>,
    /// What stopped a report or the index, each message once: templates that do not work, what the
    /// disk refused. With the data file of the first report that met it.
    pub broken: Vec<(Broken, Option<String>)>,
    /// Whether it ended early.
    pub stopped: bool,
    /// Whether the record of what was made is damaged: files of reports that no longer exist may
    /// stay.
    pub damaged: bool,
    /// What in `templates/` is not used.
    pub unused: Vec<Words>,
    /// What changed since the last upload.
    pub uploads: Uploads,
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
    /// Whether it is not published because something was not obtained.
    pub lacks: bool,
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
    /// It has errors, or warnings that were denied: nothing was made, or drafts alone.
    Refused {
        /// Whether drafts were made.
        drafted: bool,
    },
    /// It could not be made.
    Failed,
    /// The build ended before its turn.
    Left,
}

/// Where the time of a build went: seconds by what was done, summed over threads where several did
/// it.
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

impl Built {
    /// A broken template fails for every report: it is reported once, with the first report.
    pub(super) fn add_broken(&mut self, broken: Broken, report: Option<&str>) {
        if self.broken.iter().all(|(known, _)| known.to_string() != broken.to_string()) {
            self.broken.push((broken, report.map(str::to_owned)));
        }
    }

    /// How many of the reports came to this.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.reports.iter().filter(|done| done.outcome == outcome).count()
    }
}
