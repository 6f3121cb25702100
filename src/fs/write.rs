//! Whole files only: each is written next to its place, synced and renamed.
//!
//! Whoever looks sees the old file or the new one, never half of either. A file whose bytes would
//! not change is left alone.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Refused, Trouble, at, is_absent, retry_interrupted};

/// A file to be written.
#[derive(Debug, Clone)]
pub struct Output {
    /// Where.
    pub path: PathBuf,
    /// What.
    pub bytes: Vec<u8>,
}

/// Writes files that belong together, and only those whose bytes change; returns how many. All of
/// them are on the disk before the first takes its place.
///
/// # Errors
/// What the disk says; every old file is then whole, and except in a power cut none is replaced.
pub fn write_changed(outputs: &[Output]) -> Result<usize, Trouble> {
    let mut beside: Vec<(PathBuf, &Path)> = Vec::new();
    let mut prepared = Ok(());
    for output in outputs.iter().filter(|output| !holds(output)) {
        let folder = output.path.parent().unwrap_or(Path::new("."));
        let temporary = folder.join(temporary_name());
        prepared = prepare(folder, &temporary, &output.path, &|file| file.write_all(&output.bytes));
        beside.push((temporary, &output.path));
        if prepared.is_err() {
            break;
        }
    }
    let done = prepared.and_then(|()| {
        beside.iter().try_for_each(|(_, path)| make_way(path))?;
        beside.iter().try_for_each(|(temporary, path)| {
            retry_interrupted(|| fs::rename(temporary, path)).map_err(at(path))
        })
    });
    if done.is_err() {
        for (temporary, _) in &beside {
            let _ = fs::remove_file(temporary); // the first error is the one to report
        }
    }
    forget(&beside);
    done?;
    let mut folders: Vec<&Path> = beside.iter().filter_map(|(_, path)| path.parent()).collect();
    folders.dedup();
    folders.into_iter().for_each(sync_folder);
    Ok(beside.len())
}

/// What writes the bytes of a file, one part after another.
pub type WriteBy<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// Writes a file that is too large to be in memory at once; returns whether its bytes changed. What
/// writes it is asked a second time where they do.
///
/// # Errors
/// What the disk says; the old file is then whole.
pub fn write_by(path: &Path, write: WriteBy) -> Result<bool, Trouble> {
    if holds_all(path, write) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let temporary = folder.join(temporary_name());
    let done = prepare(folder, &temporary, path, write).and_then(|()| {
        make_way(path)?;
        retry_interrupted(|| fs::rename(&temporary, path)).map_err(at(path))?;
        sync_folder(folder);
        Ok(true)
    });
    if done.is_err() {
        let _ = fs::remove_file(&temporary); // the first error is the one to report
    }
    forget(&[(temporary, path)]);
    done
}

/// Whether a file holds all that would be written, and no more.
fn holds_all(path: &Path, write: WriteBy) -> bool {
    let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let Some(old) = is_file.then(|| File::open(path).ok()).flatten() else { return false };
    let mut old = BufWriter::new(Compared(BufReader::new(old)));
    let is_same = write(&mut old).and_then(|()| old.flush()).is_ok();
    is_same && old.get_mut().0.fill_buf().is_ok_and(<[u8]>::is_empty)
}

/// Takes what a file holds, and refuses everything else.
struct Compared(BufReader<File>);

impl Write for Compared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let held = self.0.fill_buf()?;
        let length = held.len().min(bytes.len());
        if length == 0 && !bytes.is_empty() || held[..length] != bytes[..length] {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.0.consume(length);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Removes an empty folder in the place of a file: nothing is lost with it.
fn make_way(path: &Path) -> Result<(), Trouble> {
    let is_folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    if is_folder && fs::remove_dir(path).is_err() {
        return Err(Refused::FullFolder.at(path));
    }
    Ok(())
}

/// Removes a file or a link, and its folder if it is then empty; returns whether there was one. A
/// folder in its place is left alone.
///
/// # Errors
/// What the disk says, except that there is no such file.
pub fn remove(path: &Path) -> Result<bool, Trouble> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => return Ok(false),
        Ok(_) => retry_interrupted(|| fs::remove_file(path)).map_err(at(path))?,
        Err(error) if is_absent(&error) => return Ok(false),
        Err(error) => return Err(at(path)(error)),
    }
    if let Some(folder) = path.parent() {
        let _ = fs::remove_dir(folder); // a folder that is not empty stays
        sync_folder(folder);
    }
    Ok(true)
}

/// Makes a folder and those above it, where they are not there yet.
///
/// # Errors
/// What the disk says.
pub fn make_folder(folder: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(folder).map_err(at(folder))
}

/// Returns whether a file holds these bytes already.
fn holds(output: &Output) -> bool {
    let metadata = fs::symlink_metadata(&output.path).ok();
    let length = metadata.filter(fs::Metadata::is_file).map(|metadata| metadata.len());
    length.is_some_and(|length| usize::try_from(length) == Ok(output.bytes.len()))
        && fs::read(&output.path).is_ok_and(|old| old == output.bytes)
}

fn prepare(folder: &Path, temporary: &Path, path: &Path, write: WriteBy) -> Result<(), Trouble> {
    make_folder(folder)?;
    if let Ok(mut live) = LIVE.lock() {
        live.push(temporary.to_owned());
    }
    let mut file = BufWriter::new(File::create(temporary).map_err(at(path))?);
    let written = write(&mut file).and_then(|()| file.flush());
    written.and_then(|()| file.get_ref().sync_all()).map_err(at(path))
}

const TEMPORARY: (&str, &str) = (".nianbao-", ".tmp");

fn temporary_name() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{}{}-{number}{}", TEMPORARY.0, std::process::id(), TEMPORARY.1)
}

/// Temporary files of this process that have not taken their places yet.
static LIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn forget(beside: &[(PathBuf, &Path)]) {
    if let Ok(mut live) = LIVE.lock() {
        live.retain(|path| beside.iter().all(|(temporary, _)| temporary != path));
    }
}

/// Removes the temporary files of this process, which is about to be ended.
pub fn abandon() {
    if let Ok(mut live) = LIVE.lock() {
        for path in live.drain(..) {
            let _ = fs::remove_file(path); // it may have taken its place just now
        }
    }
}

/// Removes what killed builds left in a folder and in the folders in it. The caller has the lock,
/// so no other build is at work there.
pub fn sweep(folder: &Path) {
    let ours = |name: &str| name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1);
    for entry in walkdir::WalkDir::new(folder).max_depth(2).into_iter().flatten() {
        if entry.file_type().is_file() && ours(&entry.file_name().to_string_lossy()) {
            let _ = fs::remove_file(entry.path()); // litter that stays does no harm
        }
    }
}

/// Makes the new name last through a power cut, where the system can.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all(); // not every file system can; the file itself is safe
    }
}
