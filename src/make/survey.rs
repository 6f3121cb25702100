//! What there is: every report of a project, known from its record or read, related to others, and
//! checked when it is asked for.
//!
//! This is the one way to go through all reports: `build` one by one, the commands that look at
//! reports all at once. How a report relates to another (last year's today) is a place in
//! [`Relation`]; what a check needs of that other report is read by [`Survey::read`], whoever asks.
//!
//! In a build, a data file whose bytes are those of the last build is not read again: its record
//! says which unit and year it is for. Nothing is rendered or written here.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::files::{DataFiles, Unread};
use super::item::{self, Item, Loaded};
use super::key::Digest;
use super::known::{self, Known};
use super::names::{self, Identity, Relation};
use super::record::{Inputs, Manifest, Record, ReportName};
use super::years::{self, ByUnit};
use super::{Project, Shard, in_parallel, listed, merged, superior};
use crate::fs::{self, Stamp, Trouble};
use crate::model::UnitName;
use crate::read::Expected;
use crate::rollup::Filing;
use crate::roster::Publishing;

/// Reports that were read are kept up to this number; more are read once more when their turn
/// comes, so that the memory of a build does not grow with the project.
const KEPT: usize = 512;

/// A report that there is.
pub struct Entry {
    /// Its files.
    pub paths: Vec<PathBuf>,
    /// What it is called.
    pub identity: Identity,
    /// What it is made from; `None` where a file cannot be read.
    pub(super) inputs: Option<Inputs>,
    /// What the disk said of its files before they were read, for a preview.
    pub(super) stamps: Option<Vec<Stamp>>,
    /// How it relates to others.
    relation: Relation,
    /// Whether it belongs to the project, or the shard.
    pub(super) is_own: bool,
    /// Whether a superior's report is to be the sum of it and others.
    is_added: bool,
    /// What it adds, once that is known.
    pub(super) filing: OnceLock<Filing>,
    /// Whether the report of the year after is checked with it.
    is_asked_for: bool,
    /// What was read, where it was and is kept: until it is checked, if no other report asks for
    /// it.
    kept: Mutex<Option<Arc<Item>>>,
}

/// Every report of a project, or of a shard.
pub struct Survey<'a> {
    project: &'a Project,
    /// The project's reports, or the shard's; after `own` of them, those of other shards that are
    /// the last year of one of these, or files from elsewhere.
    entries: Vec<Entry>,
    own: usize,
    /// The reports of the units of the roster, by year and place in it.
    pub(super) by_unit: HashMap<(u16, usize), usize>,
    /// All reports, by unit and year.
    pub(super) by_name: ByUnit,
    pub(super) jobs: usize,
    /// What is below `data/`, or the folders that were named, and was not read.
    unread: Vec<Unread>,
}

/// What is learned from one look at the files of a report.
struct Seen {
    identity: Identity,
    data: Option<Digest>,
    roster: Digest,
    stamps: Option<Vec<Stamp>>,
    kept: Option<Arc<Item>>,
}

impl<'a> Survey<'a> {
    /// Reads every data file of a project, and files named on the command line besides.
    #[must_use]
    pub fn of(project: &'a Project, named: &[PathBuf], jobs: usize) -> Self {
        let DataFiles { readable: files, mut unread } = project.data_files();
        let more = files_named(project, named, &files);
        if !named.is_empty() {
            let places: Vec<PathBuf> = named.iter().map(|path| project.named(path)).collect();
            unread.retain(|one| places.iter().any(|place| fs::lies_at(&one.path, place)));
            unread.extend(more.unread);
        }
        let mut groups = names::reports(&files);
        let own = groups.len();
        groups.extend(names::reports(&more.readable));
        let (nothing, room) = (Before::default(), AtomicUsize::new(KEPT));
        let seen = in_parallel(jobs, &groups, |paths| see(project, paths, &nothing, &room), |_| {});
        let entries = entries(project, seen, groups, own);
        let identities = || entries[..own].iter().map(|entry| &entry.identity);
        let (by_unit, by_name) = (superior::by_unit(project, identities()), years::by_unit(identities()));
        let mut survey = Self { project, entries, own, by_unit, by_name, jobs, unread };
        survey.note_filings(&Manifest::empty());
        survey
    }

    /// Looks at every data file of a project; those of reports that are known are read again only
    /// where they changed.
    #[must_use]
    pub fn after(project: &'a Project, known: &Known, jobs: usize) -> Self {
        let before = Before { known: Some(known), ..Before::default() };
        let mut survey = Self::looked(project, project.data_files(), &before, None, false, jobs);
        survey.note_filings(&Manifest::empty());
        survey
    }

    /// Looks at every data file of a project, or of a shard; those that a record knows are not read
    /// again. With `shows_years`, a shard looks for the earlier reports of its units too.
    pub(super) fn since(
        project: &'a Project,
        files: DataFiles,
        manifest: &Manifest,
        shard: Option<Shard>,
        shows_years: bool,
        jobs: usize,
    ) -> Self {
        let before = Before { records: by_paths(manifest), known: None };
        let mut survey = Self::looked(project, files, &before, shard, shows_years, jobs);
        survey.note_filings(manifest);
        survey
    }

    fn looked(
        project: &'a Project,
        files: DataFiles,
        before: &Before,
        shard: Option<Shard>,
        shows_years: bool,
        jobs: usize,
    ) -> Self {
        let groups = names::reports(&files.readable);
        let stem = |paths: &Vec<PathBuf>| Loaded::stem_of(paths);
        let (mine, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|paths| shard.is_none_or(|shard| shard.owns(&stem(paths))));
        let room = AtomicUsize::new(KEPT);
        let look = |paths: &Vec<PathBuf>| see(project, paths, before, &room);
        let mut seen = in_parallel(jobs, &mine, look, |_| {});
        let own = seen.len();
        let mut paths = mine;
        let mut wanted = BTreeSet::new();
        if !others.is_empty() {
            let identities = seen.iter().map(|seen| &seen.identity);
            wanted.extend(lacking(project, &seen));
            wanted.extend(superior::years(project, identities.clone()));
            if shows_years {
                wanted.extend(years::lacking(identities));
            }
        }
        if !wanted.is_empty() {
            let fits = |paths: &Vec<PathBuf>| {
                project.folder_year(Loaded::first(paths)).is_none_or(|year| wanted.contains(&year))
            };
            let others: Vec<Vec<PathBuf>> = others.into_iter().filter(fits).collect();
            seen.extend(in_parallel(jobs, &others, look, |_| {}));
            paths.extend(others);
        }
        let entries = entries(project, seen, paths, own);
        let identities = || entries.iter().map(|entry| &entry.identity);
        let (by_unit, by_name) = (superior::by_unit(project, identities()), years::by_unit(identities()));
        let mut survey = Self { project, entries, own, by_unit, by_name, jobs, unread: files.unread };
        survey.note_below();
        survey.note_earlier();
        survey
    }

    /// The project.
    #[must_use]
    pub fn project(&self) -> &Project {
        self.project
    }

    /// Writes into the inputs of each report what its roll-up is made from.
    fn note_below(&mut self) {
        let marks: Vec<Option<Digest>> = self.own().iter().map(|entry| self.mark_below(entry)).collect();
        for (entry, mark) in self.entries.iter_mut().zip(marks) {
            if let Some(inputs) = &mut entry.inputs {
                inputs.below = mark;
            }
        }
    }

    /// Writes into the inputs of each report what those of its earlier years are made from.
    fn note_earlier(&mut self) {
        let marks: Vec<Option<Digest>> =
            self.own().iter().map(|entry| self.mark_earlier(&entry.identity)).collect();
        for (entry, mark) in self.entries.iter_mut().zip(marks) {
            if let Some(inputs) = &mut entry.inputs {
                inputs.earlier = mark;
            }
        }
    }

    /// What is below `data/`, or the folders that were named, and was not read.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// Every report, those from elsewhere last.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The reports of the project, or of the shard.
    pub(super) fn own(&self) -> &[Entry] {
        &self.entries[..self.own]
    }

    /// The units of the reports.
    pub(super) fn units(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|entry| entry.identity.unit()).collect()
    }

    /// Looks at reports that are checked, one after another: not all of them are in memory at once.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn look<T: Send>(
        &self,
        entries: &[&Entry],
        jobs: usize,
        work: impl Fn(&Item) -> T + Sync,
    ) -> Result<Vec<T>, Trouble> {
        let look = |entry: &&Entry| self.checked(entry).map(|item| work(&item));
        self.each(jobs, entries, |entry| entry, look, |_| {}).into_iter().collect()
    }

    /// Checks reports, in the order in which they are named.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn check(&self, entries: &[&Entry], jobs: usize) -> Result<Vec<Item>, Trouble> {
        self.each(jobs, entries, |entry| entry, |entry| self.checked(entry), |_| {}).into_iter().collect()
    }

    /// Works on what belongs to reports, a superior after those below it, of which its check asks.
    /// Results come in the order of the input.
    pub(super) fn each<T: Sync, R: Send>(
        &self,
        jobs: usize,
        things: &[T],
        entry: impl Fn(&T) -> &Entry,
        work: impl Fn(&T) -> R + Sync,
        done: impl Fn(&T) + Sync,
    ) -> Vec<R> {
        let mut order: Vec<usize> = (0..things.len()).collect();
        order.sort_by_cached_key(|&index| superior::height(self.project, &entry(&things[index]).identity));
        let ordered: Vec<&T> = order.iter().map(|&index| &things[index]).collect();
        let results = in_parallel(jobs, &ordered, |thing| work(thing), |thing| done(thing));
        let mut results: Vec<(usize, R)> = order.into_iter().zip(results).collect();
        results.sort_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// Marks a report as one that is added to another.
    pub(super) fn mark_as_added(&mut self, index: usize) {
        self.entries[index].is_added = true;
    }

    /// Every report checked, those that are `known` as they were; and what is known now.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn check_after(&self, known: &Known, jobs: usize) -> Result<(Vec<Arc<Item>>, Known), Trouble> {
        let check = |entry: &Entry| match known.item(&entry.paths, entry.inputs.as_ref()) {
            Some(item) => Ok(item),
            None => self.checked(entry).map(Arc::new),
        };
        let items = self
            .each(jobs, &self.entries, |entry| entry, check, |_| {})
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let mut now = Known::default();
        for (entry, item) in self.entries.iter().zip(&items) {
            if let Some(inputs) = &entry.inputs {
                let before = known::Before {
                    identity: entry.identity.clone(),
                    inputs: inputs.clone(),
                    stamps: entry.stamps.clone(),
                    item: Arc::clone(item),
                };
                now.note(entry.paths.clone(), before);
            }
        }
        Ok((items, now))
    }

    /// Checks reports, of which only what messages need is kept: neither figures nor texts.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn judge(&self, entries: &[&Entry], jobs: usize) -> Result<Vec<Item>, Trouble> {
        let judge = |entry: &&Entry| self.checked(entry).map(Item::emptied);
        self.each(jobs, entries, |entry| entry, judge, |_| {}).into_iter().collect()
    }

    /// A report read, related to others and checked, with that of the year before.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub(super) fn checked(&self, entry: &Entry) -> Result<Item, Trouble> {
        let mut last = self.last(&entry.relation.last)?;
        if let Some(last) = &mut last {
            // Without the year before that one, which this report is not made from.
            item::compute(self.project, last, None);
        }
        let mut item = self.taken(entry)?;
        item::compute(self.project, &mut item, last.as_deref());
        let mut item = Arc::unwrap_or_clone(item);
        if entry.is_own {
            item.findings.extend(names::compare(self.project, &entry.identity));
            item.findings.extend(listed::compare(self.project, &entry.identity));
        }
        item.findings.extend(entry.relation.twins.iter().cloned());
        item.findings.extend(self.differing(entry, &item)?);
        let mut findings = std::mem::take(&mut item.findings);
        let found = item::findings(self.project, &item, last.as_deref(), &mut findings);
        findings.extend(found);
        item.findings = findings;
        item.findings.extend(listed::explanations(self.project, &entry.identity, &item.findings));
        item.sort();
        if entry.is_added {
            entry.filing.get_or_init(|| item.filing());
        }
        item.last = last;
        Ok(item)
    }

    /// The report of the year before, which several may make up.
    fn last(&self, entries: &[usize]) -> Result<Option<Arc<Item>>, Trouble> {
        let items: Result<Vec<_>, _> = entries.iter().map(|&index| self.read(&self.entries[index])).collect();
        Ok(merged::sum(items?))
    }

    /// The report of a unit for the year before one, with those of units merged into it since.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn before(&self, unit: &str, year: u16) -> Result<Option<Arc<Item>>, Trouble> {
        let roster = &self.project.roster;
        let Some(last) = year.checked_sub(1) else { return Ok(None) };
        let merged = roster.position(unit).map(|position| roster.merged_into(position, year));
        let merged = merged.into_iter().flatten().map(|index| roster.agencies[index].name.as_str());
        let of_unit = |name: &str| {
            let is_own = |entry: &Entry| {
                entry.identity.year == last
                    && entry.identity.unit.as_ref().is_some_and(|known| *known == name)
            };
            self.entries.iter().position(is_own)
        };
        let entries: Vec<usize> = std::iter::once(unit).chain(merged).filter_map(of_unit).collect();
        self.last(&entries)
    }

    /// A report as it was read, or as it is read now: from the same bytes.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn read(&self, entry: &Entry) -> Result<Arc<Item>, Trouble> {
        let kept = entry.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        kept.map_or_else(|| self.read_again(entry), Ok)
    }

    /// The same, for the last time if no other report asks for it.
    fn taken(&self, entry: &Entry) -> Result<Arc<Item>, Trouble> {
        if entry.is_asked_for {
            return self.read(entry);
        }
        let kept = entry.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        kept.map_or_else(|| self.read_again(entry), Ok)
    }

    fn read_again(&self, entry: &Entry) -> Result<Arc<Item>, Trouble> {
        let loaded = item::load(self.project, &entry.paths);
        if loaded.digest().as_ref() != entry.inputs.as_ref().map(|inputs| &inputs.data) {
            return Err(Trouble::changed(Loaded::first(&entry.paths)));
        }
        Ok(Arc::new(Item::read(self.project, &loaded)))
    }

    /// Returns whether a record is of a report that exists: then its outputs are not removed.
    pub(super) fn has(&self) -> impl Fn(&ReportName) -> bool {
        let names: BTreeSet<ReportName> = self.own().iter().map(Entry::name).collect();
        move |name| names.contains(name)
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

/// The files that are named, without those of the project; folders with all files below them.
fn files_named(project: &Project, named: &[PathBuf], own: &[PathBuf]) -> DataFiles {
    let mut files = DataFiles::default();
    if named.is_empty() {
        return files;
    }
    for path in named {
        let path = project.named(path);
        if fs::is_folder(&path) {
            let below = DataFiles::below(project, &path);
            files.readable.extend(below.readable);
            files.unread.extend(below.unread.into_iter().filter(|one| !project.is_data(&one.path)));
        } else {
            files.readable.push(path);
        }
    }
    let mut known: HashSet<PathBuf> = own.iter().map(|path| fs::canonical(path)).collect();
    files.readable.retain(|path| known.insert(fs::canonical(path)));
    files
}

/// Records by the files that they are of.
type Records<'m> = HashMap<&'m [String], Vec<(&'m ReportName, &'m Record)>>;

/// What is known of reports from before.
#[derive(Default)]
struct Before<'m> {
    records: Records<'m>,
    known: Option<&'m Known>,
}

fn by_paths(manifest: &Manifest) -> Records<'_> {
    let mut known = Records::new();
    for (name, record) in manifest.reports.iter().filter(|(_, record)| !record.is_outputs_alone()) {
        known.entry(record.paths.as_slice()).or_default().push((name, record));
    }
    known
}

/// Looks at the files of a report.
fn see(project: &Project, paths: &[PathBuf], before: &Before, room: &AtomicUsize) -> Seen {
    let expected = item::expected(project, paths);
    let stamps = before.known.and_then(|_| known::stamps(paths));
    // As it was before, where folder, roster and forms say what they said.
    let known = |(identity, inputs): (Identity, &Inputs)| {
        let roster = roster(project, &expected, &identity);
        let is_same = inputs.forms == project.shared.forms && inputs.roster == roster;
        let stamps = stamps.clone();
        is_same.then_some(Seen { identity, data: Some(inputs.data), roster, stamps, kept: None })
    };
    if let Some(seen) =
        before.known.and_then(|known| known.unchanged(paths, stamps.as_ref()?)).and_then(known)
    {
        return seen;
    }
    let loaded = item::load(project, paths);
    let data = loaded.digest();
    let shown: Vec<String> = paths.iter().map(|path| project.shown(path)).collect();
    let old = before.records.get(shown.as_slice()).map(Vec::as_slice).unwrap_or_default();
    let recorded =
        old.iter().find_map(|(name, record)| Some((record.identity(project, name), record.inputs.as_ref()?)));
    let recorded = recorded.or_else(|| before.known.and_then(|known| known.of(paths)));
    if let Some(seen) = recorded.filter(|(_, inputs)| Some(inputs.data) == data).and_then(known) {
        return seen;
    }
    let mut item = Item::read(project, &loaded);
    if item.identity.unit.is_none()
        && let Some((name, _)) = old.iter().find(|(_, record)| !record.outputs.is_empty())
    {
        // Nobody can say now whose report it is: the one that was made of it before stays.
        (item.identity.year, item.identity.name) = (name.year, name.stem.clone());
    }
    let identity = item.identity.clone();
    let roster = roster(project, &expected, &identity);
    let less = |left: usize| left.checked_sub(1);
    // What could not be read is kept: there is nothing to read again.
    let keep = data.is_none() || room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
    Seen { identity, data, roster, stamps, kept: keep.then(|| Arc::new(item)) }
}

/// The hash of what folder, file name and roster say of a report.
fn roster(project: &Project, expected: &Expected, identity: &Identity) -> Digest {
    let year = expected.year.map(|year| year.to_string()).unwrap_or_default();
    let unit = expected.unit.as_deref().unwrap_or_default();
    let facts = listed::facts(project, identity);
    let agency = project.roster.agency(identity.unit());
    let others = agency.map(|agency| agency.names().skip(1).collect::<Vec<_>>().join("\n"));
    let others = others.unwrap_or_default();
    let Publishing { formats: _, theme, site, url: _ } = project.roster.publishing(identity.unit());
    let theme = theme.unwrap_or_default().name();
    let site = site.unwrap_or_default();
    let parts = [&year, unit, &others, &identity.stem, &identity.name, theme, &site, &facts];
    Digest::of_all(parts.map(str::as_bytes))
}

/// The years before those of reports that have no last year here.
fn lacking(project: &Project, seen: &[Seen]) -> BTreeSet<u16> {
    let identities = || seen.iter().map(|seen| &seen.identity);
    let there: BTreeSet<(u16, UnitName)> = identities()
        .filter_map(|identity| Some((identity.says.as_ref()?.year, identity.unit.clone()?)))
        .collect();
    let before = identities().flat_map(|identity| names::before(identity, &project.roster));
    before.filter(|last| !there.contains(last)).map(|(year, _)| year).collect()
}

/// What the report of the year before is made of.
fn last_of(entries: &[usize], data: &[Option<Digest>]) -> Option<Digest> {
    match entries {
        [] => None,
        &[one] => data[one],
        several => {
            let all: Option<Vec<Digest>> = several.iter().map(|&one| data[one]).collect();
            Some(Digest::of_all(all?.iter().map(AsRef::as_ref)))
        }
    }
}

/// Relates what was seen.
fn entries(project: &Project, seen: Vec<Seen>, paths: Vec<Vec<PathBuf>>, own: usize) -> Vec<Entry> {
    let identities: Vec<Identity> = seen.iter().map(|seen| seen.identity.clone()).collect();
    let relations = names::relations(&identities, own, &project.roster);
    let made_from = |seen: &Seen| Some(Digest::of_all([seen.data?.as_ref(), seen.roster.as_ref()]));
    let data: Vec<Option<Digest>> = seen.iter().map(made_from).collect();
    let mut asked_for =
        vec![identities.iter().any(|one| superior::whole(project, one).is_some()); seen.len()];
    relations.iter().flat_map(|relation| &relation.last).for_each(|&last| asked_for[last] = true);
    let entry = |(index, ((seen, paths), relation)): (usize, ((Seen, Vec<PathBuf>), Relation))| {
        let clauses = relation.twins.iter().map(|finding| finding.clause.zh.as_bytes());
        let inputs = seen.data.map(|bytes| Inputs {
            data: bytes,
            last: last_of(&relation.last, &data),
            forms: project.shared.forms,
            roster: seen.roster,
            fonts: project.shared.fonts,
            twins: Digest::of_all(clauses),
            below: None,
            earlier: None,
        });
        Entry {
            paths,
            identity: seen.identity,
            // What cannot be read is kept: there is nothing to read again.
            is_asked_for: asked_for[index] || inputs.is_none(),
            inputs,
            stamps: seen.stamps,
            relation,
            is_own: index < own,
            kept: Mutex::new(seen.kept),
            is_added: false,
            filing: OnceLock::new(),
        }
    };
    seen.into_iter().zip(paths).zip(relations).enumerate().map(entry).collect()
}
