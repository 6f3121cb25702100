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

/// Returns whether a name is a hidden file's, or a lock's or backup's of an office program or an
/// editor.
#[must_use]
pub fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~')
}

/// Lists everything below a folder, in the order of the names; a folder that does not exist has
/// nothing. Hidden files, and the locks and backups of office programs, are skipped.
///
/// # Errors
/// What the disk says of a folder that exists.
pub fn list(folder: &Path) -> Result<Vec<Entry>, Trouble> {
    loop {
        match list_once(folder) {
            Err(trouble) if trouble.cause.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

fn list_once(folder: &Path) -> Result<Vec<Entry>, Trouble> {
    if !exists(folder) {
        return Ok(Vec::new());
    }
    let walk =
        walkdir::WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name().into_iter().filter_entry(
            move |entry| entry.depth() == 0 || !is_skipped(&entry.file_name().to_string_lossy()),
        );
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| Trouble {
            path: error.path().unwrap_or(folder).to_owned(),
            cause: error.into(),
        })?;
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
    Ok(files)
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
