//! The only module that touches the disk: what it refuses, reading, and how paths compare.
//!
//! Listing, writing and locking are in files of their own. What a file means is not known here.

#![expect(clippy::disallowed_methods, reason = "this is the module that they are left to")]

mod list;
mod lock;
mod probe;
mod time;
mod write;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::lang::Words;

pub use list::{Entry, is_skipped, list, names, walk};
pub use lock::Lock;
pub use probe::probe;
pub use time::{Stamp, modified, set_modified};
pub use write::{Output, WriteBy, abandon, make_folder, remove, sweep, write_by, write_changed};

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
    /// A file that changed while it was being worked with.
    #[must_use]
    pub fn changed(path: &Path) -> Self {
        Refused::Changed.at(path)
    }

    /// Returns whether the file is larger than was allowed.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.cause.kind() == io::ErrorKind::FileTooLarge
    }

    /// Why, in words.
    #[must_use]
    pub fn words(&self) -> Words {
        use io::ErrorKind as Kind;
        if let Some(refused) = self.cause.get_ref().and_then(|cause| cause.downcast_ref::<Refused>()) {
            return refused.words();
        }
        let zh = match self.cause.kind() {
            Kind::NotFound => "没有这个文件或文件夹",
            Kind::PermissionDenied => "没有权限",
            Kind::IsADirectory => "这是文件夹，不是文件",
            Kind::NotADirectory => "路径中有一段是文件，不是文件夹",
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

    /// The file or folder, and why.
    #[must_use]
    pub fn with_path(&self) -> Words {
        let (path, words) = (self.path.display(), self.words());
        words!("{path}：{}", words.zh; "{path}: {}", words.en)
    }
}

/// What this module refuses where the disk would not.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("another nianbao is at work in this folder")]
    Busy,
    #[error("a link that leads out of its folder")]
    LeadsOut,
    #[error("a folder of this name is in the way; please move it")]
    FullFolder,
    #[error("changed during the run; please run again")]
    Changed,
}

impl Refused {
    fn words(&self) -> Words {
        let zh = match self {
            Self::Busy => "另一个 nianbao 正在使用这个文件夹",
            Self::LeadsOut => "这是指向文件夹之外的链接",
            Self::Changed => "处理期间文件被改动，请再运行一次",
            Self::FullFolder => "这里有一个同名的文件夹，请先移走",
        };
        Words::new(zh, self.to_string())
    }

    fn at(self, path: &Path) -> Trouble {
        at(path)(io::Error::other(self))
    }
}

/// Repeats what a signal interrupted.
fn retry_interrupted<T>(mut work: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match work() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

/// Adds the path to an error of the disk.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Trouble + '_ {
    |cause| Trouble { path: path.to_owned(), cause }
}

/// Reads a file of at most `most` bytes.
///
/// # Errors
/// What the disk says; also for a larger file ([`Trouble::is_too_large`]), and for what is not a
/// file: a pipe would be waited for without end.
pub fn read(path: &Path, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    open(path)?.take(limit).read_to_end(&mut bytes).map_err(at(path))?;
    if bytes.len() > most {
        let words = format!("larger than {} MiB", most >> 20);
        return Err(at(path)(io::Error::new(io::ErrorKind::FileTooLarge, words)));
    }
    Ok(bytes)
}

/// Opens what is a file.
fn open(path: &Path) -> Result<File, Trouble> {
    let metadata = fs::metadata(path).map_err(at(path))?;
    if metadata.is_dir() {
        return Err(at(path)(io::ErrorKind::IsADirectory.into()));
    }
    if !metadata.is_file() {
        return Err(at(path)(io::Error::new(io::ErrorKind::Unsupported, "not a regular file")));
    }
    File::open(path).map_err(at(path))
}

/// Hands out the lines of a file one after another, without their ends, for as long as they are
/// wanted; each is of at most `most` bytes.
///
/// # Errors
/// What the disk says; also for a longer line, and for what is not a file.
pub fn lines(path: &Path, most: usize, wants_more: &mut dyn FnMut(&[u8]) -> bool) -> Result<(), Trouble> {
    let mut file = BufReader::with_capacity(PIECE, open(path)?);
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let mut line = Vec::new();
    while file.by_ref().take(limit).read_until(b'\n', &mut line).map_err(at(path))? > 0 {
        if line.len() == most {
            return Err(at(path)(io::ErrorKind::FileTooLarge.into()));
        }
        if !wants_more(line.strip_suffix(b"\n").unwrap_or(&line)) {
            break;
        }
        line.clear();
    }
    Ok(())
}

/// Bytes read at a time: few enough that the memory for them is that of the file before.
const PIECE: usize = 32 << 10;

/// Hands out the bytes of a file piece by piece.
///
/// # Errors
/// What the disk says; also for what is not a file itself: a link, a folder, a pipe.
pub fn stream(path: &Path, each: &mut dyn FnMut(&[u8])) -> Result<(), Trouble> {
    let metadata = fs::symlink_metadata(path).map_err(at(path))?;
    if !metadata.is_file() {
        return Err(at(path)(io::ErrorKind::Unsupported.into()));
    }
    let mut file = File::open(path).map_err(at(path))?;
    let mut piece = vec![0; PIECE];
    loop {
        match retry_interrupted(|| file.read(&mut piece)).map_err(at(path))? {
            0 => return Ok(()),
            length => each(&piece[..length]),
        }
    }
}

/// Refuses a link that leads out of a folder; anything else passes.
///
/// # Errors
/// [`Trouble`] that names the link.
pub fn refuse_link_out(path: &Path, folder: &Path) -> Result<(), Trouble> {
    let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    if is_link && path.exists() && !lies_at(path, folder) {
        return Err(Refused::LeadsOut.at(path));
    }
    Ok(())
}

/// Returns whether something is at a path, or may be: an error of the disk is reported when the
/// file is read. A link that leads nowhere exists, so that it is reported and not skipped.
#[must_use]
pub fn exists(path: &Path) -> bool {
    !path.symlink_metadata().is_err_and(|error| is_absent(&error))
}

/// Returns whether an error says that the path does not exist; any other error of the disk does
/// not.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns whether a path is a folder.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// A path without links and `..`, so that two paths to one file compare equal; unchanged where
/// nothing is.
#[must_use]
pub fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A path without links and `..` as far as it exists, with the rest of it after that.
#[must_use]
pub fn resolved(path: &Path) -> PathBuf {
    let mut above = path.ancestors().filter_map(|above| {
        let here = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        Some((here.canonicalize().ok()?, path.strip_prefix(above).ok()?))
    });
    above.next().map_or_else(|| path.to_owned(), |(above, rest)| above.join(rest))
}

/// A path as it is seen from a folder, with `/` between its parts; unchanged where there is no way.
#[must_use]
pub fn seen_from(folder: &Path, path: &Path) -> String {
    let (folder, path) = (resolved(folder), resolved(path));
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    if same == 0 {
        return path.to_string_lossy().replace('\\', "/");
    }
    let up = std::iter::repeat_n("..".to_owned(), from.len() - same);
    let down = to[same..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Returns whether a path leads to a file or to something below a folder.
#[must_use]
pub fn lies_at(path: &Path, place: &Path) -> bool {
    path == place || canonical(path).starts_with(canonical(place))
}
