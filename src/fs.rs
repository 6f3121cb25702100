//! The only module that touches the disk.
//!
//! Reading, listing in a fixed order, and writing whole files: a file is written beside its place, synced
//! and renamed, so that whoever looks sees the old one or the new one, never half of either. A file whose
//! bytes would not change is left alone. What the files mean is not known here.

#![expect(clippy::disallowed_methods, reason = "this is the module that they are left to")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
            _ => return Words::new(format!("系统报告：{}", self.cause), self.cause.to_string()),
        };
        Words::new(zh, self.cause.to_string())
    }
}

/// Adds the path to an error of the disk.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Trouble + '_ {
    |cause| Trouble { path: path.to_owned(), cause }
}

/// The bytes of a file, up to one more than `most`: the caller sees that there are too many without all of
/// them being read.
///
/// # Errors
/// What the disk says.
pub fn read(path: &Path, most: usize) -> Result<Vec<u8>, Trouble> {
    use io::Read;
    let file = File::open(path).map_err(at(path))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(at(path))?;
    Ok(bytes)
}

/// Whether something stands at a path.
#[must_use]
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a path is a folder.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether a path leads to a file or to something below a folder.
#[must_use]
pub fn lies_at(path: &Path, place: &Path) -> bool {
    path == place
        || path
            .canonicalize()
            .is_ok_and(|path| place.canonicalize().is_ok_and(|place| path.starts_with(place)))
}

/// A file below a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub path: PathBuf,
    /// Its path below the folder, `/` between its parts.
    pub below: String,
}

/// Every file below a folder down to a depth, in the order of their names; a folder that is not there has
/// none. Hidden files, the locks and backups of office programs and links are left out.
///
/// # Errors
/// What the disk says of a folder that is there.
pub fn list(folder: &Path, depth: usize) -> Result<Vec<Found>, Trouble> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let hidden = |name: &str| name.starts_with('.') || name.starts_with("~$") || name.ends_with('~');
    let walk = walkdir::WalkDir::new(folder)
        .max_depth(depth)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || !hidden(&entry.file_name().to_string_lossy()));
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| Trouble {
            path: error.path().unwrap_or(folder).to_owned(),
            cause: error.into(),
        })?;
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            files.push(Found { below: parts.join("/"), path: entry.path().to_owned() });
        }
    }
    Ok(files)
}

/// Writes a file unless it holds these bytes already; `true` when it was written.
///
/// # Errors
/// What the disk says; the file that was there is then whole.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<bool, Trouble> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(at(folder))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    if let Err(cause) = written {
        let _ = fs::remove_file(&beside); // the first error is the one to tell
        return Err(Trouble { path: path.to_owned(), cause });
    }
    sync_folder(folder);
    Ok(true)
}

/// Makes the new name last through a power cut, where the system can.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all(); // not every file system can; the file itself is safe
    }
}
