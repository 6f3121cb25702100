//! `.nianbao/out/manifest.json`: what was made, from what.
//!
//! A record a report, a line a record. Outputs are named by year, unit and ending, never by a path,
//! so that no manifest, whatever it says, leads anywhere else than to a file that a build could
//! have made. Any doubt (another program, a line that does not parse) leaves the names of outputs,
//! which are ours, and nothing else: everything is built again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::Project;
use super::key::{Digest, PROGRAM};
use super::names::{self, Identity, Says};
use crate::diagnose::AllTold;
use crate::form::Form;
use crate::fs::{self, Trouble};
use crate::model::{Entry, Figure, Report};
use crate::render::View;

/// The folder of what builds keep for themselves, in the project, with a folder for each output
/// folder.
pub(super) const FOLDER: &str = ".nianbao";
/// The name of the lock on an output folder, and the beginning of those on parts.
pub(super) const LOCK: &str = "lock";
/// The page of all reports, in the output folder.
pub(super) const INDEX: &str = "index.html";
/// The folder of the other lists, below the output folder.
pub(super) const LISTS: &str = "lists";

/// The folder of the pages of units, below the output folder.
pub(super) const UNITS: &str = "units";
/// The files of a year besides its reports.
pub(super) const OF_YEAR: [&str; 3] = [INDEX, "data.csv", "data.json"];
/// The reports that came last, for readers of feeds.
pub(super) const FEED: &str = "feed.xml";
/// Every page, for search engines.
pub(super) const SITEMAP: &str = "sitemap.xml";

/// Whether a path is that of a page about several reports, whatever a manifest says.
pub(super) fn is_list(path: &str) -> bool {
    let is_plain = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    match path.split_once('/') {
        None => [INDEX, FEED, SITEMAP].contains(&path),
        Some((LISTS, name)) => name.strip_suffix(".html").is_some_and(is_plain),
        Some((UNITS, name)) => name.strip_suffix(".html").is_some_and(names::is_usable),
        Some((year, name)) => {
            year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && OF_YEAR.contains(&name)
        }
    }
}

/// What a report says that was made, for the pages about several reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Published {
    /// The edition of its form.
    pub(super) edition: u16,
    /// Its title.
    pub(super) title: String,
    /// Its date, as `2025-01-20`.
    pub(super) date: Option<String>,
    /// What was corrected in it.
    pub(super) corrections: Vec<String>,
    /// The date of the last correction.
    pub(super) corrected: Option<String>,
    /// Every figure of the form as printed, with a semicolon between two.
    pub(super) figures: String,
    /// What it was made from and checked with; none where that is not known.
    pub(super) made_from: Option<Digest>,
}

impl Published {
    /// Of a report.
    pub(super) fn of(report: &Report, view: &View) -> Self {
        let figures: Vec<String> = report.entries.iter().map(|entry| entry.figure.text()).collect();
        Self {
            edition: report.edition,
            title: view.title.clone(),
            date: report.date.map(|date| date.to_string()),
            corrections: view.corrections.iter().map(|block| block.text.clone()).collect(),
            corrected: report.corrections.iter().map(|one| one.date.to_string()).max(),
            figures: figures.join(";"),
            made_from: None,
        }
    }

    /// Its figures; none where they are not those of the form as it is now.
    pub(super) fn entries(&self, form: &Form) -> Option<Vec<Entry>> {
        let figure = |text: &str| match text {
            "" => Some(Figure::Blank),
            "/" => Some(Figure::NotApplicable),
            number => number.parse().ok().map(Figure::Number),
        };
        let entries: Option<Vec<Entry>> =
            self.figures.split(';').map(|text| figure(text).map(Entry::stated)).collect();
        entries.filter(|entries| entries.len() == form.figures.len())
    }
}
/// The manifest's name in [`FOLDER`].
pub(super) const NAME: &str = "manifest.json";
/// What is between the report's name and the format's ending in the name of a draft.
pub(super) const DRAFT: &str = "draft.";
/// The version of the format.
const VERSION: u32 = 1;
/// The largest manifest that is read.
const MAX_BYTES: usize = 1 << 30;

/// What all builds into a folder know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Another program wrote it, or it was damaged: records name outputs, and say no more.
    pub(super) doubtful: bool,
    /// Some of it cannot be read: not all outputs that were made may be known.
    pub(super) damaged: bool,
    /// The reports.
    pub(super) reports: BTreeMap<ReportName, Record>,
    /// The pages of the list of reports, by their paths below the output folder.
    pub(super) lists: BTreeMap<String, Made>,
    /// Records of parts that claim a name which another part has; never saved.
    pub(super) doubled: Vec<(ReportName, Record)>,
}

/// What the outputs of a report are named after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct ReportName {
    /// The year.
    pub(super) year: u16,
    /// What the outputs are named after: the unit.
    pub(super) stem: String,
}

impl ReportName {
    /// Of a report.
    pub(super) fn of(identity: &Identity) -> Self {
        Self { year: identity.year, stem: identity.name.clone() }
    }

    /// The path of an output below the output folder: `2024/某局.pdf`.
    pub(super) fn output(&self, ending: &str) -> String {
        format!("{}/{}.{ending}", self.year, self.stem)
    }

    /// Returns whether an ending is that of a draft, which is in another folder.
    pub(super) fn is_draft(ending: &str) -> bool {
        ending.starts_with(DRAFT)
    }
}

/// What is known of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// The file that messages name.
    pub(super) shown: String,
    /// Its data files, below the project's folder.
    pub(super) paths: Vec<String>,
    /// What the data says it is; `None` where unit, year or form are unknown.
    pub(super) says: Option<Says>,
    /// What it was last read and checked with; `None` when that is not known.
    pub(super) inputs: Option<Inputs>,
    /// How much was found.
    pub(super) found: Counts,
    /// What was found, as it was told.
    pub(super) told: AllTold,
    /// The language in which it was.
    pub(super) language: String,
    /// It is sound, but could not be made.
    pub(super) failed: bool,
    /// What it said when it was made last.
    pub(super) published: Option<Published>,
    /// Its outputs by what follows the file name: `pdf`, `draft.pdf`.
    pub(super) outputs: BTreeMap<String, Made>,
}

impl Record {
    /// One of which only the outputs are known.
    fn claiming(outputs: serde_json::Map<String, serde_json::Value>) -> Self {
        let outputs = outputs.into_iter().map(|(ending, _)| (ending, Made::CLAIMED)).collect();
        Self { outputs, ..Self::default() }
    }

    /// What the report of this name is called.
    pub(super) fn identity(&self, project: &Project, name: &ReportName) -> Identity {
        let says = self.says.clone();
        let is_known = says.as_ref().is_some_and(|says| !says.unit.is_empty());
        let mut identity = Identity::new(project, name.year, self.file_stem(), self.shown.clone(), says);
        if !is_known {
            identity.name.clone_from(&name.stem);
        }
        identity
    }

    /// The name of its data file without the ending.
    pub(super) fn file_stem(&self) -> String {
        let path = self.paths.first().map(Path::new);
        path.and_then(Path::file_stem).unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Takes up the outputs of another record of the same name.
    fn take_up(&mut self, other: Self) {
        for (ending, made) in other.outputs {
            self.outputs.entry(ending).or_insert(made);
        }
    }

    /// What decides which part it belongs to: the name of its file, else its own.
    pub(super) fn owner<'r>(&'r self, name: &'r ReportName) -> Cow<'r, str> {
        if self.paths.is_empty() { Cow::Borrowed(&name.stem) } else { Cow::Owned(self.file_stem()) }
    }

    /// The paths of its outputs below the output folder.
    pub(super) fn output_names(&self, name: &ReportName) -> Vec<String> {
        self.outputs.keys().map(|ending| name.output(ending)).collect()
    }

    /// Returns whether only the outputs are known: the data is gone, or it is not certain that it
    /// is this report's.
    pub(super) fn is_outputs_alone(&self) -> bool {
        self.shown.is_empty()
    }

    /// Returns whether an output exists and was made from this.
    pub(super) fn is_made(&self, ending: &str, key: &Digest) -> bool {
        let made = self.outputs.get(ending);
        made.is_some_and(|made| made.sha256.is_some() && made.key.as_ref() == Some(key))
    }
}

/// How much was found wrong with a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Both, and those that were waived.
    pub all: usize,
}

/// An output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    /// Its bytes; `None` when a build meant to write it, and may or may not have done so.
    pub(super) sha256: Option<Digest>,
    /// What it was made from.
    pub(super) key: Option<Digest>,
    /// The templates in it.
    pub(super) template: Option<Digest>,
}

impl Made {
    /// An output that may be there or not.
    pub(super) const CLAIMED: Self = Self { sha256: None, key: None, template: None };
}

/// What the check of a report and its outputs depend on, besides the program and the templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Inputs {
    /// The bytes of its files.
    pub(super) data: Digest,
    /// Those of the report of the year before.
    pub(super) last: Option<Digest>,
    /// The forms.
    pub(super) forms: Digest,
    /// What the folder and the roster say of the file.
    pub(super) roster: Digest,
    /// The project's fonts.
    pub(super) fonts: Digest,
    /// Other reports that take its place.
    pub(super) twins: Digest,
    /// The reports below the unit, where they are to add up to this one: what is found depends on
    /// them, what the outputs hold does not.
    pub(super) below: Option<Digest>,
    /// The earlier reports of the unit, which some formats show: what is found does not depend on
    /// them.
    pub(super) earlier: Option<Digest>,
}

impl Inputs {
    /// All that what is found depends on.
    pub(super) fn of_check(&self) -> Digest {
        let Self { data, last, forms, roster, fonts, twins, below, earlier: _ } = self;
        let parts = [data, forms, roster, fonts, twins].map(AsRef::as_ref);
        Digest::of_all(parts.into_iter().chain([bytes(last.as_ref()), bytes(below.as_ref())]))
    }

    /// The key of an output in a format; `others` are those that it links to.
    pub(super) fn key(&self, template: &Digest, others: &[&str], years: bool, draft: bool) -> Digest {
        let (others, draft) = (others.join(","), draft.to_string());
        Digest::of_all([
            PROGRAM.as_bytes(),
            self.data.as_ref(),
            bytes(self.last.as_ref()),
            self.forms.as_ref(),
            self.roster.as_ref(),
            self.fonts.as_ref(),
            template.as_ref(),
            others.as_bytes(),
            draft.as_bytes(),
            bytes(self.earlier.as_ref().filter(|_| years)),
        ])
    }
}

/// A hash as a part of another; what is not there has no bytes.
fn bytes(digest: Option<&Digest>) -> &[u8] {
    digest.map_or(&[], AsRef::as_ref)
}

/// The manifest as it is on the disk.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    program: String,
    lists: BTreeMap<String, Made>,
}

/// A line of the manifest.
#[derive(Serialize, Deserialize)]
struct Line<R> {
    #[serde(flatten)]
    name: ReportName,
    #[serde(flatten)]
    record: R,
}

/// What is read of a line of which nothing else is believed.
#[derive(Deserialize)]
struct OutputsAlone {
    outputs: serde_json::Map<String, serde_json::Value>,
}

/// The head of a manifest and its other lines.
fn split(bytes: &[u8]) -> (&[u8], impl Iterator<Item = &[u8]>) {
    let mut lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    (lines.next().unwrap_or_default(), lines)
}

fn write_line(thing: &impl Serialize, mut file: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut file, thing)?;
    file.write_all(b"\n")
}

impl Manifest {
    /// One that knows of nothing.
    pub(super) fn empty() -> Self {
        Self {
            doubtful: false,
            damaged: false,
            reports: BTreeMap::new(),
            lists: BTreeMap::new(),
            doubled: Vec::new(),
        }
    }

    /// Takes up what another knows, where this one does not.
    pub(super) fn join(&mut self, other: Self) {
        self.doubtful |= other.doubtful;
        self.damaged |= other.damaged;
        for (name, mut record) in other.reports {
            let Some(known) = self.reports.get_mut(&name) else {
                self.reports.insert(name, record);
                continue;
            };
            if record.is_outputs_alone() {
                known.take_up(record);
            } else if known.is_outputs_alone() {
                record.take_up(std::mem::take(known));
                *known = record;
            } else if known.paths != record.paths {
                self.doubled.push((name, record));
            }
        }
    }

    /// Keeps outputs of which nothing else is known.
    pub(super) fn claim_outputs(&mut self, name: &ReportName, outputs: BTreeMap<String, Made>) {
        if !outputs.is_empty() {
            self.reports.insert(name.clone(), Record { outputs, ..Record::default() });
        }
    }

    /// Reads a manifest; one that is not there knows of nothing.
    ///
    /// # Errors
    /// What the disk says of a file that is there.
    pub(super) fn load(path: &Path) -> Result<Self, Trouble> {
        if !fs::exists(path) {
            return Ok(Self::empty());
        }
        let mut manifest = match Self::read_whole(path)? {
            Some(whole) => whole,
            None => Self::parse_names(&fs::read(path, MAX_BYTES)?),
        };
        manifest.reports.retain(|name, _| names::is_usable(&name.stem));
        for record in manifest.reports.values_mut() {
            record.outputs.retain(|ending, _| names::is_ending(ending));
        }
        Ok(manifest)
    }

    /// A manifest of this program without a fault; it is not all in memory besides.
    fn read_whole(path: &Path) -> Result<Option<Self>, Trouble> {
        let mut whole: Option<Self> = None;
        let mut is_sound = true;
        fs::lines(path, MAX_BYTES, &mut |line| {
            is_sound = match &mut whole {
                Some(_) if line.is_empty() => true,
                Some(manifest) => serde_json::from_slice::<Line<Record>>(line)
                    .map(|line| manifest.reports.insert(line.name, line.record))
                    .is_ok(),
                None => {
                    whole = Self::of_head(line);
                    whole.is_some()
                }
            };
            is_sound
        })?;
        Ok(whole.filter(|_| is_sound))
    }

    /// A manifest of this program that knows of no report yet.
    fn of_head(line: &[u8]) -> Option<Self> {
        let head: Head = serde_json::from_slice(line).ok()?;
        let is_ours = head.version == VERSION && head.program == PROGRAM;
        let lists = head.lists.into_iter().filter(|(path, _)| is_list(path)).collect();
        is_ours.then(|| Self { lists, ..Self::empty() })
    }

    /// What any other manifest names.
    fn parse_names(bytes: &[u8]) -> Self {
        let (head, lines) = split(bytes);
        let mut manifest = Self { doubtful: true, ..Self::empty() };
        manifest.damaged = !bytes.ends_with(b"\n") || serde_json::from_slice::<IgnoredAny>(head).is_err();
        for line in lines {
            match serde_json::from_slice::<Line<OutputsAlone>>(line) {
                Ok(line) => {
                    manifest.reports.insert(line.name, Record::claiming(line.record.outputs));
                }
                Err(_) => manifest.damaged = true,
            }
        }
        manifest
    }

    /// Writes it, a line after another: all of them are as much as all that is known.
    ///
    /// # Errors
    /// What the disk says.
    pub(super) fn save(&self, path: &Path) -> Result<(), Trouble> {
        let write = |file: &mut dyn Write| {
            let lists = self.lists.clone();
            write_line(&Head { version: VERSION, program: PROGRAM.to_owned(), lists }, file)?;
            let line = |(name, record)| Line { name: ReportName::clone(name), record };
            self.reports.iter().map(line).try_for_each(|line: Line<&Record>| write_line(&line, file))
        };
        fs::write_by(path, &write).map(|_| ())
    }
}
