//! What there is: every report of a project, known from its record or read, with what it is made from.
//!
//! A data file whose bytes are those of the last build is not read again: its record says which unit and year it is
//! for. Nothing is checked or rendered here.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::item::{self, Item, Loaded};
use super::key::Digest;
use super::names::{self, Identity, Relation};
use super::record::{Inputs, Manifest, Record, ReportName};
use super::{Project, Shard, in_parallel};
use crate::fs::Trouble;
use crate::model::UnitName;
use crate::roster::Publishing;

/// Reports that were read are kept up to this number; more are read once more when their turn comes, so that the
/// memory of a build does not grow with the project.
const KEPT: usize = 1024;

/// A report of the project.
pub(super) struct Entry {
    /// Its files.
    paths: Vec<PathBuf>,
    /// What it is called.
    pub(super) identity: Identity,
    /// What it is made from; `None` where a file cannot be read.
    pub(super) inputs: Option<Inputs>,
    /// How it stands to others.
    relation: Relation,
    /// What was read, where it was and is kept.
    kept: Option<Item>,
}

/// Every report of a project, or of a shard.
pub(super) struct Survey<'a> {
    project: &'a Project,
    /// The reports to build; after `own`, those of other shards that are the last year of one of these.
    entries: Vec<Entry>,
    own: usize,
}

/// What one look at the files of a report tells.
struct Seen {
    identity: Identity,
    data: Option<Digest>,
    roster: Digest,
    kept: Option<Item>,
}

impl<'a> Survey<'a> {
    /// Looks at every data file.
    ///
    /// # Errors
    /// [`Trouble`] when the data folder cannot be listed.
    pub(super) fn new(
        project: &'a Project,
        manifest: &Manifest,
        shard: Option<Shard>,
        jobs: usize,
    ) -> Result<Self, Trouble> {
        let groups = names::reports(&project.data_files()?.readable);
        let stem = |paths: &Vec<PathBuf>| Loaded::stem_of(paths);
        let (mine, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|paths| shard.is_none_or(|shard| shard.owns(&stem(paths))));
        let known = by_paths(manifest);
        let room = AtomicUsize::new(KEPT);
        let look = |paths: &Vec<PathBuf>| see(project, paths, &known, &room);
        let mut seen = in_parallel(jobs, &mine, look, |_| {});
        let own = seen.len();
        let mut paths = mine;
        let wanted = lacking(&seen);
        if !wanted.is_empty() {
            let fits = |paths: &Vec<PathBuf>| {
                project.folder_year(Loaded::first(paths)).is_none_or(|year| wanted.contains(&year))
            };
            let others: Vec<Vec<PathBuf>> = others.into_iter().filter(fits).collect();
            seen.extend(in_parallel(jobs, &others, look, |_| {}));
            paths.extend(others);
        }
        Ok(Self { project, entries: entries(project, seen, paths, own), own })
    }

    /// The reports to build.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries[..self.own]
    }

    /// The units of the reports.
    pub(super) fn units(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|entry| entry.identity.unit()).collect()
    }

    /// A report read and checked, with that of the year before.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub(super) fn checked(&self, entry: &Entry) -> Result<(Item, Option<Item>), Trouble> {
        let last = entry.relation.last.map(|last| self.fetch(&self.entries[last])).transpose()?;
        let mut item = self.fetch(entry)?.into_owned();
        item.findings.extend(names::compare(self.project, &entry.identity));
        item.relate(&entry.relation);
        if let Some(report) = &mut item.report {
            item::compute(self.project, report, last.as_deref());
        }
        let found = item::findings(self.project, &item, last.as_deref());
        item.findings.extend(found);
        item.sort();
        Ok((item, last.map(Cow::into_owned)))
    }

    /// What was read, or what is read now: the same bytes.
    fn fetch<'e>(&self, entry: &'e Entry) -> Result<Cow<'e, Item>, Trouble> {
        if let Some(item) = &entry.kept {
            return Ok(Cow::Borrowed(item));
        }
        let loaded = item::load(self.project, &entry.paths);
        if loaded.digest().as_ref() != entry.inputs.as_ref().map(|inputs| &inputs.data) {
            return Err(Trouble::changed(Loaded::first(&entry.paths)));
        }
        Ok(Cow::Owned(Item::read(self.project, &loaded)))
    }

    /// Whether a record is of a report that is there, or may be: its outputs are not to be removed.
    pub(super) fn has(&self) -> impl Fn(&ReportName) -> bool {
        let names: BTreeSet<ReportName> = self.entries().iter().map(Entry::name).collect();
        let unclear = self.entries().iter().filter(|entry| entry.identity.year == 0);
        let unclear: BTreeSet<String> = unclear.map(|entry| entry.identity.stem.clone()).collect();
        move |name| names.contains(name) || unclear.contains(&name.stem)
    }
}

impl Entry {
    /// What its outputs are named after.
    pub(super) fn name(&self) -> ReportName {
        ReportName::of(&self.identity)
    }

    /// Whether two reports claim one place.
    pub(super) fn has_twin(&self) -> bool {
        !self.relation.twins.is_empty()
    }

    /// Its data files, for the record.
    pub(super) fn shown_paths(&self, project: &Project) -> Vec<String> {
        self.paths.iter().map(|path| project.shown(path)).collect()
    }
}

/// Records by the files that they are of.
fn by_paths(manifest: &Manifest) -> HashMap<&[String], (&ReportName, &Record)> {
    let records = manifest.reports.iter().filter(|(_, record)| !record.is_outputs_alone());
    records.map(|(name, record)| (record.paths.as_slice(), (name, record))).collect() // looked up, never walked
}

/// Looks at the files of a report.
fn see(
    project: &Project,
    paths: &[PathBuf],
    known: &HashMap<&[String], (&ReportName, &Record)>,
    room: &AtomicUsize,
) -> Seen {
    let loaded = item::load(project, paths);
    let data = loaded.digest();
    let shown: Vec<String> = paths.iter().map(|path| project.shown(path)).collect();
    let of_record = |(name, record): &(&ReportName, &Record)| Identity {
        year: name.year,
        stem: name.stem.clone(),
        shown: record.shown.clone(),
        says: record.says.clone(),
    };
    if let Some((old, inputs)) =
        known.get(shown.as_slice()).and_then(|old| Some((old, old.1.inputs.as_ref()?)))
    {
        let identity = of_record(old);
        let roster = roster(project, &loaded, &identity);
        let same = Some(&inputs.data) == data.as_ref();
        if same && inputs.forms == project.shared.forms && inputs.roster == roster {
            return Seen { identity, data, roster, kept: None };
        }
    }
    let item = Item::read(project, &loaded);
    let identity = item.identity();
    let roster = roster(project, &loaded, &identity);
    let less = |left: usize| left.checked_sub(1);
    // What could not be read is kept: there is nothing to read again.
    let keep = data.is_none() || room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
    Seen { identity, data, roster, kept: keep.then_some(item) }
}

/// The hash of what folder, file name and roster say of a report.
fn roster(project: &Project, loaded: &Loaded, identity: &Identity) -> Digest {
    let year = loaded.expected.year.map(|year| year.to_string()).unwrap_or_default();
    let unit = loaded.expected.unit.as_deref().unwrap_or_default();
    let short = project.roster.short(identity.unit()).unwrap_or_default();
    let Publishing { formats: _, theme, site } = project.roster.publishing(identity.unit());
    let theme = theme.unwrap_or_default().name();
    let site = site.unwrap_or_default();
    Digest::of_all([&year, unit, short, &identity.stem, theme, &site].map(str::as_bytes))
}

/// The years before those of reports that have no last year here.
fn lacking(seen: &[Seen]) -> BTreeSet<u16> {
    let says = || seen.iter().filter_map(|seen| seen.identity.says.as_ref());
    let there: BTreeSet<(u16, &UnitName)> = says().map(|says| (says.year, &says.unit)).collect();
    let before = says().filter_map(|says| Some((says.year.checked_sub(1)?, &says.unit)));
    before.filter(|last| !there.contains(last)).map(|(year, _)| year).collect()
}

/// Relates what was seen.
fn entries(project: &Project, seen: Vec<Seen>, paths: Vec<Vec<PathBuf>>, own: usize) -> Vec<Entry> {
    let identities: Vec<Identity> = seen.iter().map(|seen| seen.identity.clone()).collect();
    let relations = names::relations(&identities, own);
    let data: Vec<Option<Digest>> = seen
        .iter()
        .map(|seen| {
            let data = seen.data.as_ref()?.to_string();
            Some(Digest::of_all([data.as_bytes(), seen.roster.to_string().as_bytes()]))
        })
        .collect();
    let entry = |((seen, paths), relation): ((Seen, Vec<PathBuf>), Relation)| {
        let clauses = relation.twins.iter().map(|finding| finding.clause.zh.as_bytes());
        let inputs = seen.data.map(|bytes| Inputs {
            data: bytes,
            last: relation.last.and_then(|last| data[last].clone()),
            forms: project.shared.forms.clone(),
            roster: seen.roster,
            fonts: project.shared.fonts.clone(),
            twins: Digest::of_all(clauses),
        });
        Entry { paths, identity: seen.identity, inputs, relation, kept: seen.kept }
    };
    seen.into_iter().zip(paths).zip(relations).map(entry).collect()
}
