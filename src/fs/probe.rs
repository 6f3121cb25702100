//! Whether a folder can be written to, by writing to it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::{Trouble, at, exists};

/// Writes so many bytes into a folder, or the nearest one above it that is there, and removes them.
///
/// # Errors
/// What the disk says.
pub fn probe(folder: &Path, bytes: usize) -> Result<(), Trouble> {
    let there = |folder: &&Path| !folder.as_os_str().is_empty() && exists(folder);
    let folder = folder.ancestors().find(there).unwrap_or(Path::new("."));
    let path = folder.join(format!(".nianbao-probe-{}.tmp", std::process::id()));
    let written = File::create(&path)
        .and_then(|mut file| file.write_all(&vec![0; bytes]).and_then(|()| file.sync_all()))
        .map_err(at(folder));
    let _ = fs::remove_file(&path); // what could not be made is not there
    written
}
