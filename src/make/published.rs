//! The mark of the last upload: which files were published, with their hashes, so that a build can
//! say what has to be uploaded again.
//!
//! It is set when a person says that everything was uploaded, never by a build alone, and kept in
//! the output folder with the record. Nothing is made or removed because of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::key::Digest;
use super::record::FOLDER;
use crate::fs::{self, Trouble};

/// The mark's name in the folder of the record.
const NAME: &str = "published.json";
/// The version of its format.
const VERSION: u32 = 1;
/// The largest mark that is read.
const MOST: usize = 1 << 30;

/// What became of a file since the last upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Added,
    /// It holds something else.
    Changed,
    /// It is gone.
    Removed,
}

/// What has to be uploaded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uploads {
    /// The files that changed since the last upload, in the order of their paths; `None` where
    /// nobody said that there was one.
    pub changes: Option<Vec<(String, Change)>>,
    /// How many files the mark that was set now has.
    pub marked: Option<usize>,
}

#[derive(Serialize, Deserialize)]
struct Mark {
    version: u32,
    files: BTreeMap<String, Digest>,
}

/// Compares the outputs with the mark, and sets it anew where that is asked for.
///
/// # Errors
/// What the disk says.
pub(super) fn compare(out: &Path, files: &BTreeMap<String, Digest>, set: bool) -> Result<Uploads, Trouble> {
    let path = out.join(FOLDER).join(NAME);
    let old = if fs::exists(&path) {
        // What cannot be read is as good as no mark.
        serde_json::from_slice::<Mark>(&fs::read(&path, MOST)?).ok().filter(|mark| mark.version == VERSION)
    } else {
        None
    };
    let changes = old.map(|mark| changes(&mark.files, files));
    if set {
        let mark = Mark { version: VERSION, files: files.clone() };
        let mut bytes = serde_json::to_vec_pretty(&mark).expect("paths and hashes can be written as JSON");
        bytes.push(b'\n');
        fs::write_changed(&[fs::Output { path, bytes }])?;
    }
    Ok(Uploads { changes, marked: set.then_some(files.len()) })
}

fn changes(old: &BTreeMap<String, Digest>, new: &BTreeMap<String, Digest>) -> Vec<(String, Change)> {
    let there = new.iter().filter_map(|(path, hash)| match old.get(path) {
        None => Some((path.clone(), Change::Added)),
        Some(old) if old != hash => Some((path.clone(), Change::Changed)),
        Some(_) => None,
    });
    let gone = old.keys().filter(|path| !new.contains_key(*path));
    let mut all: Vec<_> = there.chain(gone.map(|path| (path.clone(), Change::Removed))).collect();
    all.sort();
    all
}
