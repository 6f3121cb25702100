//! What is in a folder, in a fixed order.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Trouble, at, exists, retry_interrupted};

/// Nobody nests folders deeper.
const DEEPEST: usize = 32;

/// A file below a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: PathBuf,
    /// Its path below the folder, `/` between its parts.
    pub below: String,
    /// Whether it can be read: a file, or a link to one. Links to folders are not followed.
    pub is_file: bool,
    /// Whether it is a link.
    pub is_link: bool,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// Names of what systems leave in folders, in small letters.
const LITTER: [&str; 12] = [
    "thumbs.db",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
    "#recycle",
    "$recycle.bin",
    "system volume information",
    ".ds_store",
    ".directory",
];

/// Returns whether a name is that of litter: what systems, office programs, editors and git leave
/// in folders. Nobody meant it to be a report.
fn is_litter(name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_between = |start: &str, end: &str| lower.starts_with(start) && lower.ends_with(end);
    LITTER.contains(&lower.as_str())
        || [".git", "~$", "._", ".#", ".nianbao-", ".fuse_hidden", ".nfs"]
            .iter()
            .any(|start| lower.starts_with(start))
        || lower.ends_with('~')
        || [("~", ".tmp"), (".~lock.", "#"), ("#", "#")].iter().any(|(start, end)| is_between(start, end))
        || [".swp", ".swo", ".swx", "___jb_tmp___", "___jb_old___"].iter().any(|end| lower.ends_with(end))
}

/// Returns whether something in a folder is passed over: litter, and hidden folders.
#[must_use]
pub fn is_skipped(name: &str, is_folder: bool) -> bool {
    is_litter(name) || is_folder && name.starts_with('.')
}

/// Lists everything below a folder, in the order of the names; a folder that does not exist has
/// nothing. Litter and hidden folders are skipped.
///
/// # Errors
/// What the disk says of a folder that exists.
pub fn list(folder: &Path) -> Result<Vec<Entry>, Trouble> {
    let (entries, troubles) = walk(folder);
    troubles.into_iter().next().map_or(Ok(entries), Err)
}

/// Lists everything below a folder as [`list`] does, and what the disk refused of it: the rest is
/// there all the same.
#[must_use]
pub fn walk(folder: &Path) -> (Vec<Entry>, Vec<Trouble>) {
    loop {
        let (entries, troubles) = walk_once(folder);
        if troubles.iter().all(|trouble| trouble.cause.kind() != io::ErrorKind::Interrupted) {
            return (entries, troubles);
        }
    }
}

fn walk_once(folder: &Path) -> (Vec<Entry>, Vec<Trouble>) {
    let (mut files, mut troubles) = (Vec::new(), Vec::new());
    if !exists(folder) {
        return (files, troubles);
    }
    let is_wanted = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !is_skipped(&entry.file_name().to_string_lossy(), entry.file_type().is_dir())
    };
    let walk = walkdir::WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(is_wanted) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                troubles.push(Trouble { path, cause: error.into() });
                continue;
            }
        };
        if entry.depth() > 0 {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            files.push(Entry {
                below: parts.join("/"),
                is_file: entry.file_type().is_file() || entry.path_is_symlink() && entry.path().is_file(),
                is_link: entry.path_is_symlink(),
                is_folder: entry.file_type().is_dir() && entry.depth() < DEEPEST,
                path: entry.path().to_owned(),
            });
        }
    }
    (files, troubles)
}

/// Lists the names in a folder; a folder that does not exist has nothing.
///
/// # Errors
/// What the disk says.
pub fn names(folder: &Path) -> Result<Vec<String>, Trouble> {
    if !exists(folder) {
        return Ok(Vec::new());
    }
    let entries =
        retry_interrupted(|| fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()).map_err(at(folder))?;
    let mut names: Vec<String> =
        entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}
