//! Incoming files → the data of a year, each under its unit's name.
//!
//! ```text
//! a folder ──► unpack: archives, mails ──► identify: whose, which year ──► decide: which is newer
//!                                                                              │
//!      data/<year>/<unit>.xlsx · .earlier/<unit>/<hash>.xlsx · received.csv ◄──┘
//! ```
//!
//! Nothing that came in is moved, changed or written over, and no version is ever lost: the one
//! that another takes the place of is kept in `.earlier/`. What is not certain is listed and not
//! copied. The outcome depends on the files alone, never on the order in which a disk lists them.

mod decide;
mod identify;
mod register;
mod stem;
mod store;
mod unpack;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::fs::{self, Trouble};
use crate::lang::Words;
use crate::make::{Project, in_parallel};
use decide::{Fate, Version};
use identify::{Examined, Slot, Verdict};
use register::{Kept, Line, Register};
use store::Store;
use unpack::Found;

pub use identify::By;
pub use register::unreadable_units;

/// The largest incoming file, in bytes: an archive or a mail may hold many.
const MOST_BYTES: usize = 256 << 20;

/// What is to be collected.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The folder with what came in, or a single file.
    pub inbox: &'a Path,
    /// The year.
    pub year: u16,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Threads.
    pub jobs: usize,
}

/// What became of an incoming file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was copied: as the unit's file, or as an earlier version of it.
    Copied,
    /// It took the place of an earlier version.
    Replaced,
    /// It was there already.
    Unchanged,
    /// It is not certain whose it is, for which year, or which version is newer.
    Uncertain,
    /// It is no report.
    Stranger,
    /// It cannot be read.
    Unreadable,
}

/// An incoming file and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// Its path below the folder; in an archive or a mail, behind the path of that.
    pub file: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The unit.
    pub unit: Option<String>,
    /// By what the unit is known.
    pub by: Option<By>,
    /// Where it is now, below the project's folder.
    pub to: Option<String>,
    /// Why, where there is something to say.
    pub reason: Option<Words>,
}

/// What was collected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// Every file, in the order of the names.
    pub files: Vec<Handled>,
}

impl Collected {
    /// How many files came to this.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.files.iter().filter(|file| file.outcome == outcome).count()
    }

    /// Returns whether nothing is left for a person to decide.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.count(Outcome::Uncertain) + self.count(Outcome::Unreadable) == 0
    }
}

/// A file that came in, examined.
struct Arrival {
    file: String,
    path: PathBuf,
    /// The bytes of what is in an archive or a mail; other files are read again when copied.
    inner: Option<Vec<u8>>,
    time: Option<decide::Time>,
    seen: Examined,
}

/// A file of a unit.
struct Candidate {
    arrival: Arrival,
    by: By,
    /// What there is to say of how the unit is known.
    note: Option<Words>,
}

/// Returns whether a folder of incoming files and the data are in one another: what was collected
/// would come in again.
#[must_use]
pub fn overlaps(project: &Project, inbox: &Path) -> bool {
    let data = project.data_folder();
    fs::lies_at(inbox, &data) || fs::lies_at(&data, inbox)
}

/// Collects.
///
/// # Errors
/// [`Trouble`] where the folder is not there, or the disk refuses to write.
pub fn collect(project: &Project, order: &Order) -> Result<Collected, Trouble> {
    let store = Store::open(project, order)?;
    let mut in_use = store.hashes();
    let mut register = Register::load(&store.register_path())?;
    let (mut arrivals, mut handled) = arrivals(project, order)?;
    arrivals.sort_by(|a, b| a.file.cmp(&b.file));
    let mut groups: BTreeMap<(usize, Slot), Vec<Candidate>> = BTreeMap::new();
    for mut arrival in arrivals {
        let verdict = std::mem::replace(&mut arrival.seen.verdict, Verdict::Taken);
        let (outcome, kept, position, why) = match verdict {
            Verdict::Unit { position, by, note } => {
                let group = groups.entry((position, arrival.seen.class.slot())).or_default();
                group.push(Candidate { arrival, by, note });
                continue;
            }
            Verdict::Uncertain(why) => (Outcome::Uncertain, Kept::Uncertain, None, why),
            Verdict::Stranger(why) => (Outcome::Stranger, Kept::Stranger, None, why),
            Verdict::Unreadable { why, position } => (Outcome::Unreadable, Kept::Unreadable, position, why),
            Verdict::Taken => continue,
        };
        let unit = position.map(|position| project.roster.agencies[position].name.clone());
        handled.push(refused(arrival.file, (outcome, kept), arrival.seen.hash, unit, why));
    }
    for (key, candidates) in groups {
        handled.extend(settle(project, &store, key, &candidates, &mut in_use)?);
    }
    handled.sort_by(|a, b| a.0.file.cmp(&b.0.file));
    register.take(handled.iter().map(|(one, line)| (one.file.clone(), line.clone())), &in_use);
    if !order.dry_run {
        register.save(&store.register_path())?;
    }
    Ok(Collected { files: handled.into_iter().map(|(one, _)| one).collect() })
}

/// What is said of a file, and its line in the register.
type Told = (Handled, Line);

/// Everything that came in: what can be looked at, and what cannot.
fn arrivals(project: &Project, order: &Order) -> Result<(Vec<Arrival>, Vec<Told>), Trouble> {
    let (paths, troubles) = incoming(order.inbox)?;
    let look = |(name, path): &(String, PathBuf)| {
        let pieces = match fs::read(path, MOST_BYTES) {
            Ok(bytes) => unpack::pieces(name, bytes, fs::modified(path)),
            Err(trouble) => vec![Found::Refused { name: name.clone(), why: trouble.words() }],
        };
        let examine = |found: Found| match found {
            Found::Refused { name, why } => Err(unreadable(name, why)),
            Found::Stranger { name, why } => {
                Err(refused(name, (Outcome::Stranger, Kept::Stranger), String::new(), None, why))
            }
            Found::Piece(piece) => {
                let seen = identify::examine(project, order.year, &piece.name, &piece.bytes);
                let inner = piece.is_inner.then_some(piece.bytes);
                Ok(Arrival { file: piece.name, path: path.clone(), inner, time: piece.time, seen })
            }
        };
        pieces.into_iter().map(examine).collect::<Vec<_>>()
    };
    let (mut all, mut refused) = (Vec::new(), Vec::new());
    for one in in_parallel(order.jobs, &paths, look, |_| {}).into_iter().flatten() {
        match one {
            Ok(arrival) => all.push(arrival),
            Err(told) => refused.push(told),
        }
    }
    refused.extend(troubles.into_iter().map(|(name, why)| unreadable(name, why)));
    Ok((all, refused))
}

fn unreadable(file: String, why: Words) -> Told {
    refused(file, (Outcome::Unreadable, Kept::Unreadable), String::new(), None, why)
}

/// A file that is not copied; its unit is known by its name alone.
fn refused(
    file: String,
    (outcome, kept): (Outcome, Kept),
    hash: String,
    unit: Option<String>,
    why: Words,
) -> Told {
    let by = unit.is_some().then_some(By::Name);
    let line = Line { unit: unit.clone().unwrap_or_default(), by, kept, hash };
    (Handled { file, outcome, unit, by, to: None, reason: Some(why) }, line)
}

/// Files with their names below the folder, and what the disk refused.
type Incoming = (Vec<(String, PathBuf)>, Vec<(String, Words)>);

fn incoming(inbox: &Path) -> Result<Incoming, Trouble> {
    if !fs::exists(inbox) {
        return Err(Trouble { path: inbox.to_owned(), cause: std::io::ErrorKind::NotFound.into() });
    }
    if !fs::is_folder(inbox) {
        let name = inbox.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok((vec![(name, inbox.to_owned())], Vec::new()));
    }
    let (entries, troubles) = fs::walk(inbox);
    let files = entries.into_iter().filter(|entry| !entry.is_folder);
    let files = files.map(|entry| (entry.below, entry.path)).collect();
    let below = |trouble: Trouble| {
        let name =
            trouble.path.strip_prefix(inbox).unwrap_or(&trouble.path).to_string_lossy().replace('\\', "/");
        (name, trouble.words())
    };
    Ok((files, troubles.into_iter().map(below).collect()))
}

/// Decides about the versions of a unit's file, and keeps all of them.
fn settle(
    project: &Project,
    store: &Store,
    (position, slot): (usize, Slot),
    candidates: &[Candidate],
    in_use: &mut HashSet<String>,
) -> Result<Vec<Told>, Trouble> {
    let unit = &project.roster.agencies[position].name;
    let (current, earlier) = store.of_unit(position, slot, unit);
    let fates = fates(project, store, unit, &current, &earlier, candidates);
    let mut places: HashMap<String, PathBuf> =
        current.iter().map(|file| (file.version.hash.clone(), file.path.clone())).collect();
    places.extend(earlier);
    let with = |wanted: fn(&Fate) -> bool| {
        let both = candidates.iter().zip(&fates).filter(move |(_, fate)| wanted(fate));
        both.map(|(candidate, _)| &candidate.arrival)
    };
    for arrival in with(|fate| matches!(fate, Fate::Older { .. })) {
        let path = store.keep(unit, &arrival.seen.hash, arrival.seen.ending, &bytes(arrival)?)?;
        places.insert(arrival.seen.hash.clone(), path);
    }
    for arrival in with(|fate| matches!(fate, Fate::Newest { .. })) {
        for file in &current {
            let path =
                store.keep(unit, &file.version.hash, &file.ending(), &fs::read(&file.path, MOST_BYTES)?)?;
            places.insert(file.version.hash.clone(), path);
            in_use.remove(&file.version.hash);
        }
        let path = store.put(unit, arrival.seen.ending, bytes(arrival)?, arrival.time, &current)?;
        places.insert(arrival.seen.hash.clone(), path);
        in_use.insert(arrival.seen.hash.clone());
    }
    let told = candidates.iter().zip(fates).map(|(candidate, fate)| {
        let hash = &candidate.arrival.seen.hash;
        let kept = if in_use.contains(hash) { Kept::InUse } else { Kept::Earlier };
        said(candidate, fate, unit, places.get(hash).map(|path| project.shown(path)), kept)
    });
    Ok(told.collect())
}

/// What becomes of each version of a unit's file.
fn fates(
    project: &Project,
    store: &Store,
    unit: &str,
    current: &[&store::Current],
    earlier: &BTreeMap<String, PathBuf>,
    candidates: &[Candidate],
) -> Vec<Fate> {
    let version = |Candidate { arrival, .. }: &Candidate| Version {
        hash: arrival.seen.hash.clone(),
        class: arrival.seen.class,
        round: arrival.seen.round,
        time: arrival.time,
    };
    let arrived: Vec<Version> = candidates.iter().map(version).collect();
    // A file that is still among the incoming ones has its time from there.
    let here = |file: &&store::Current| {
        let same = arrived.iter().find(|one| one.hash == file.version.hash);
        same.unwrap_or(&file.version).clone()
    };
    let here: Vec<Version> = current.iter().map(here).collect();
    let kept: HashSet<&str> = earlier.keys().map(String::as_str).collect();
    let fates = decide::decide(&here, &kept, &arrived);
    let Some(newest) = fates.iter().position(|fate| matches!(fate, Fate::Newest { .. })) else {
        return fates;
    };
    let target = store.target(unit, candidates[newest].arrival.seen.ending);
    if !store::is_taken(&target, current) {
        return fates;
    }
    let shown = project.shown(&target);
    let why = words!(
        "{shown} 已有别的单位的文件，没有覆盖：请核对这个文件是哪个单位的",
        "{shown} is there already and is another unit's: check whose file it is"
    );
    let stays =
        |fate: Fate| if matches!(fate, Fate::Same { .. }) { fate } else { Fate::Uncertain(why.clone()) };
    fates.into_iter().map(stays).collect()
}

/// The bytes of a file that is to be kept: those that were examined.
fn bytes(arrival: &Arrival) -> Result<Vec<u8>, Trouble> {
    if let Some(bytes) = &arrival.inner {
        return Ok(bytes.clone());
    }
    let bytes = fs::read(&arrival.path, MOST_BYTES)?;
    if identify::hash(&bytes) == arrival.seen.hash { Ok(bytes) } else { Err(Trouble::changed(&arrival.path)) }
}

fn said(candidate: &Candidate, fate: Fate, unit: &str, place: Option<String>, kept: Kept) -> Told {
    let Candidate { arrival, by, note } = candidate;
    let (outcome, kept, to, why) = match fate {
        Fate::Newest { replaces: false, .. } => (Outcome::Copied, kept, place, None),
        Fate::Newest { replaces: true, why } => (Outcome::Replaced, kept, place, Some(why)),
        Fate::Older { why } => (Outcome::Copied, kept, place, Some(why)),
        Fate::Same { twin } => (Outcome::Unchanged, kept, place, twin),
        Fate::Uncertain(why) => (Outcome::Uncertain, Kept::Uncertain, None, Some(why)),
    };
    let reason = match (note, why) {
        (Some(note), Some(why)) => Some(words!("{}；{}", note.zh, why.zh; "{}; {}", note.en, why.en)),
        (note, why) => why.or_else(|| note.clone()),
    };
    let (unit, hash) = (unit.to_owned(), arrival.seen.hash.clone());
    let line = Line { unit: unit.clone(), by: Some(*by), kept, hash };
    (Handled { file: arrival.file.clone(), outcome, unit: Some(unit), by: Some(*by), to, reason }, line)
}
