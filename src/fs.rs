//! The only module that touches the disk.
//!
//! Reading, listing in a fixed order, and writing whole files: a file is written beside its place, synced
//! and renamed, so that whoever looks sees the old one or the new one, never half of either. A file whose
//! bytes would not change is left alone. What the files mean is not known here.

#![expect(clippy::disallowed_methods, reason = "this is the module that they are left to")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::lang::Words;

/// What the disk refused.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct Trouble {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub cause: io::Error,
}

impl Trouble {
    /// Whether the file is larger than was allowed.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.cause.kind() == io::ErrorKind::FileTooLarge
    }

    /// Why, in words.
    #[must_use]
    pub fn words(&self) -> Words {
        use io::ErrorKind as Kind;
        let zh = match self.cause.kind() {
            Kind::NotFound => "文件或文件夹不存在",
            Kind::PermissionDenied => "没有权限",
            Kind::IsADirectory => "这是文件夹，不是文件",
            Kind::NotADirectory => "路径里应当是文件夹的地方是文件",
            Kind::AlreadyExists => "同名的文件已经存在",
            Kind::StorageFull | Kind::QuotaExceeded => "磁盘空间已满",
            Kind::ReadOnlyFilesystem => "磁盘是只读的",
            Kind::Unsupported => "这不是普通文件",
            Kind::FileTooLarge => {
                return Words::new(format!("文件过大（{}）", self.cause), self.cause.to_string());
            }
            _ => return Words::new(format!("系统报告：{}", self.cause), self.cause.to_string()),
        };
        Words::new(zh, self.cause.to_string())
    }
}

/// Adds the path to an error of the disk.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Trouble + '_ {
    |cause| Trouble { path: path.to_owned(), cause }
}

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
/// What the disk says; also for a larger file ([`Trouble::is_too_large`]), and for what is no file: a pipe
/// would be waited for without end.
pub fn read(path: &Path, most: usize) -> Result<Vec<u8>, Trouble> {
    use io::Read;
    let metadata = fs::metadata(path).map_err(at(path))?;
    if metadata.is_dir() {
        return Err(at(path)(io::ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() {
        return Err(at(path)(io::Error::new(io::ErrorKind::Unsupported, "not a regular file")));
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path).map_err(at(path))?.take(limit).read_to_end(&mut bytes).map_err(at(path))?;
    if bytes.len() > most {
        let words = format!("larger than {} MiB", most >> 20);
        return Err(at(path)(io::Error::new(io::ErrorKind::FileTooLarge, words)));
    }
    Ok(bytes)
}

/// Whether something stands at a path.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok() // a link that leads nowhere is to be told, not passed over
}

/// Whether a path is a folder.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// A path without links and `..`, by which two paths to one file are told; as it is where nothing stands there.
#[must_use]
pub fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Whether a path leads to a file or to something below a folder.
#[must_use]
pub fn lies_at(path: &Path, place: &Path) -> bool {
    path == place || canonical(path).starts_with(canonical(place))
}

/// A file below a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub path: PathBuf,
    /// Its path below the folder, `/` between its parts.
    pub below: String,
    /// Whether it can be read: a file, or a link to one. Links to folders are not followed.
    pub is_file: bool,
}

/// Everything but folders below a folder, in the order of the names; a folder that is not there has nothing.
/// Hidden files, and the locks and backups of office programs, are left out.
///
/// # Errors
/// What the disk says of a folder that is there.
pub fn list(folder: &Path) -> Result<Vec<Found>, Trouble> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let hidden = |name: &str| name.starts_with('.') || name.starts_with("~$") || name.ends_with('~');
    let walk = walkdir::WalkDir::new(folder)
        .max_depth(DEEPEST)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || !hidden(&entry.file_name().to_string_lossy()));
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| Trouble {
            path: error.path().unwrap_or(folder).to_owned(),
            cause: error.into(),
        })?;
        if !entry.file_type().is_dir() || entry.depth() == DEEPEST {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            files.push(Found {
                below: parts.join("/"),
                is_file: entry.path().is_file(),
                path: entry.path().to_owned(),
            });
        }
    }
    Ok(files)
}

/// Nobody nests folders deeper.
const DEEPEST: usize = 32;

/// A file to be written.
#[derive(Debug, Clone)]
pub struct Output {
    /// Where.
    pub path: PathBuf,
    /// What.
    pub bytes: Vec<u8>,
}

/// Writes files that belong together, those alone whose bytes change; the number written. All of them are on
/// the disk before the first takes its place.
///
/// # Errors
/// What the disk says; every file that was there is then whole, and but for a power cut none is replaced.
pub fn write_changed(outputs: &[Output]) -> Result<usize, Trouble> {
    let mut beside: Vec<(PathBuf, &Path)> = Vec::new();
    let mut prepared = Ok(());
    for output in outputs.iter().filter(|output| !holds(output)) {
        let folder = output.path.parent().unwrap_or(Path::new("."));
        let temporary = folder.join(temporary_name());
        prepared = prepare(folder, &temporary, output);
        beside.push((temporary, &output.path));
        if prepared.is_err() {
            break;
        }
    }
    let done = prepared.and_then(|()| {
        beside.iter().try_for_each(|(temporary, path)| fs::rename(temporary, path).map_err(at(path)))
    });
    if let Err(trouble) = done {
        for (temporary, _) in &beside {
            let _ = fs::remove_file(temporary); // the first error is the one to tell
        }
        return Err(trouble);
    }
    beside.iter().filter_map(|(_, path)| path.parent()).for_each(sync_folder);
    Ok(beside.len())
}

/// Whether a file holds these bytes already.
fn holds(output: &Output) -> bool {
    let length = fs::metadata(&output.path).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len());
    length.is_some_and(|length| usize::try_from(length) == Ok(output.bytes.len()))
        && fs::read(&output.path).is_ok_and(|old| old == output.bytes)
}

fn prepare(folder: &Path, temporary: &Path, output: &Output) -> Result<(), Trouble> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    if output.path.is_dir() {
        return Err(at(&output.path)(io::ErrorKind::IsADirectory.into()));
    }
    let mut file = File::create(temporary).map_err(at(&output.path))?;
    file.write_all(&output.bytes).and_then(|()| file.sync_all()).map_err(at(&output.path))
}

const TEMPORARY: (&str, &str) = (".nianbao-", ".tmp");

fn temporary_name() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{}{}-{number}{}", TEMPORARY.0, std::process::id(), TEMPORARY.1)
}

/// Removes what builds that were killed left below a folder. A file younger than an hour may belong to a
/// build that is running.
pub fn sweep(folder: &Path) {
    let ours = |name: &str| name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1);
    let old = |entry: &walkdir::DirEntry| {
        let modified = entry.metadata().ok().and_then(|metadata| metadata.modified().ok());
        modified.and_then(|then| then.elapsed().ok()).is_some_and(|age| age.as_secs() > 3600)
    };
    for entry in walkdir::WalkDir::new(folder).max_depth(2).into_iter().flatten() {
        if entry.file_type().is_file() && ours(&entry.file_name().to_string_lossy()) && old(&entry) {
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
