//! The data of a year on the disk: what is in use, what was before it, and how one takes the
//! other's place.
//!
//! A version is written to `.earlier/` before another takes its place, so that a run that is killed
//! has lost nothing. A file is never written over by one of another unit.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::decide::{Time, Version};
use super::identify::{self, Slot, Verdict, hash};
use super::stem::{self, Named};
use super::{MOST_BYTES, Order};
use crate::fs::{self, Trouble};
use crate::make::{Project, REGISTER, file_name, in_parallel};

/// The folder of earlier versions, below that of the year. Hidden folders are no data.
const EARLIER: &str = ".earlier";
/// How many digits of a hash a name has.
const SHORT: usize = 8;

/// A file in use.
pub(super) struct Current {
    pub(super) path: PathBuf,
    pub(super) version: Version,
    position: Option<usize>,
    slot: Slot,
}

impl Current {
    pub(super) fn ending(&self) -> String {
        self.path.extension().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Returns whether something is at a path that is not one of these files.
pub(super) fn is_taken(path: &Path, own: &[&Current]) -> bool {
    fs::exists(path) && own.iter().all(|file| file.path != path)
}

/// The data of a year.
pub(super) struct Store {
    folder: PathBuf,
    dry_run: bool,
    files: Vec<Current>,
    /// Kept versions: the folder's name, the hash, the path.
    earlier: Vec<(String, String, PathBuf)>,
    _lock: Option<fs::Lock>,
}

impl Store {
    /// Looks at the data of a year.
    pub(super) fn open(project: &Project, order: &Order) -> Result<Self, Trouble> {
        let folder = project.year_folder(order.year);
        fs::refuse_link_out(&folder, &project.data_folder())?;
        let hidden = folder.join(EARLIER);
        fs::refuse_link_out(&hidden, &folder)?;
        let lock = if order.dry_run {
            None
        } else {
            Some(fs::Lock::take(&hidden.join(".lock"), false, Duration::ZERO, &|| {})?)
        };
        if lock.is_some() {
            fs::sweep(&folder);
        }
        let files: Vec<fs::Entry> = fs::list(&folder)?
            .into_iter()
            .filter(|entry| entry.is_file && !entry.is_link && entry.below != REGISTER)
            .collect();
        let examine = |entry: &fs::Entry| {
            let bytes = fs::read(&entry.path, MOST_BYTES)?;
            let seen = identify::examine(project, order.year, &entry.below, &bytes);
            let named = stem::of_path(&project.roster, &entry.below);
            let position = match (seen.verdict, named) {
                (Verdict::Unit { position, .. }, _) | (_, Named::One(position)) => Some(position),
                _ => None,
            };
            let time = fs::modified(&entry.path).map(|seconds| Time { seconds, slack: 0 });
            let version = Version { hash: seen.hash, class: seen.class, round: seen.round, time };
            let slot = seen.class.slot();
            Ok(Current { path: entry.path.clone(), version, position, slot })
        };
        let files: Result<Vec<Current>, Trouble> =
            in_parallel(order.jobs, &files, examine, |_| {}).into_iter().collect();
        let mut earlier = Vec::new();
        for entry in fs::list(&hidden)?.into_iter().filter(|entry| entry.is_file) {
            let Some((unit, _)) = entry.below.split_once('/') else { continue };
            earlier.push((unit.to_owned(), hash(&fs::read(&entry.path, MOST_BYTES)?), entry.path));
        }
        Ok(Self { folder, dry_run: order.dry_run, files: files?, earlier, _lock: lock })
    }

    /// The hashes of all files in use.
    pub(super) fn hashes(&self) -> HashSet<String> {
        self.files.iter().map(|file| file.version.hash.clone()).collect()
    }

    pub(super) fn register_path(&self) -> PathBuf {
        self.folder.join(REGISTER)
    }

    /// What there is of a unit: in use, and kept, by hash.
    pub(super) fn of_unit(
        &self,
        position: usize,
        slot: Slot,
        unit: &str,
    ) -> (Vec<&Current>, BTreeMap<String, PathBuf>) {
        let is_own = |file: &&Current| file.position == Some(position) && file.slot == slot;
        let folder = file_name(unit);
        let kept = self.earlier.iter().filter(|(name, ..)| *name == folder);
        let kept = kept.map(|(_, hash, path)| (hash.clone(), path.clone())).collect();
        (self.files.iter().filter(is_own).collect(), kept)
    }

    /// Where a unit's file belongs.
    pub(super) fn target(&self, unit: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", file_name(unit)))
    }

    /// Keeps an earlier version; returns where.
    pub(super) fn keep(
        &self,
        unit: &str,
        hash: &str,
        ending: &str,
        bytes: &[u8],
    ) -> Result<PathBuf, Trouble> {
        let folder = self.folder.join(EARLIER).join(file_name(unit));
        let name = |digits: usize| {
            let hash = hash.get(..digits).unwrap_or(hash);
            folder.join(if ending.is_empty() { hash.to_owned() } else { format!("{hash}.{ending}") })
        };
        let is_same = |path: &Path| fs::read(path, MOST_BYTES).is_ok_and(|there| there == bytes);
        let short = name(SHORT);
        // Another version whose hash begins with the same digits keeps its name.
        let path = if fs::exists(&short) && !is_same(&short) { name(hash.len()) } else { short };
        if !self.dry_run {
            fs::write_changed(&[fs::Output { path: path.clone(), bytes: bytes.to_vec() }])?;
        }
        Ok(path)
    }

    /// Puts a file in use; those whose place it takes have been kept.
    pub(super) fn put(
        &self,
        unit: &str,
        ending: &str,
        bytes: Vec<u8>,
        time: Option<Time>,
        instead: &[&Current],
    ) -> Result<PathBuf, Trouble> {
        let path = self.target(unit, ending);
        if self.dry_run {
            return Ok(path);
        }
        for other in instead.iter().filter(|other| other.path != path) {
            fs::remove(&other.path)?;
        }
        fs::write_changed(&[fs::Output { path: path.clone(), bytes }])?;
        if let Some(time) = time {
            fs::set_modified(&path, time.seconds)?;
        }
        Ok(path)
    }
}
