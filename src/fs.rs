//! The only module that touches the disk.
//!
//! Reading, listing in a fixed order, and writing whole files: a file is written beside its place, synced
//! and renamed, so that whoever looks sees the old one or the new one, never half of either. A file whose
//! bytes would not change is left alone. What the files mean is not known here.

#![expect(clippy::disallowed_methods, reason = "this is the module that they are left to")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

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
        if let Some(refused) = self.cause.get_ref().and_then(|cause| cause.downcast_ref::<Refused>()) {
            return refused.words();
        }
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

/// What this module refuses where the disk would not.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("another nianbao is at work in this folder")]
    Busy,
    #[error("a link that leads out of its folder")]
    LeadsOut,
    #[error("a folder that is not empty stands where a file is to be written")]
    FullFolder,
    #[error("changed while it was being worked with; run again")]
    Changed,
}

impl Trouble {
    /// A file that became another while it was worked with.
    #[must_use]
    pub fn changed(path: &Path) -> Self {
        Refused::Changed.at(path)
    }
}

impl Refused {
    fn words(&self) -> Words {
        let zh = match self {
            Self::Busy => "另一个 nianbao 正在使用这个文件夹",
            Self::LeadsOut => "这是指向文件夹之外的链接",
            Self::Changed => "处理期间文件被改动，请再运行一次",
            Self::FullFolder => "要写文件的地方有一个不空的文件夹，请先移走",
        };
        Words::new(zh, self.to_string())
    }

    fn at(self, path: &Path) -> Trouble {
        at(path)(io::Error::other(self))
    }
}

/// Does again what a signal interrupted.
fn again<T>(mut work: impl FnMut() -> io::Result<T>) -> io::Result<T> {
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

/// Hands out the bytes of a file piece by piece.
///
/// # Errors
/// What the disk says; also for what is no file itself: a link, a folder, a pipe.
pub fn stream(path: &Path, each: &mut dyn FnMut(&[u8])) -> Result<(), Trouble> {
    use io::Read;
    let metadata = fs::symlink_metadata(path).map_err(at(path))?;
    if !metadata.is_file() {
        return Err(at(path)(io::ErrorKind::Unsupported.into()));
    }
    let mut file = File::open(path).map_err(at(path))?;
    let mut piece = vec![0; PIECE];
    loop {
        match again(|| file.read(&mut piece)).map_err(at(path))? {
            0 => return Ok(()),
            length => each(&piece[..length]),
        }
    }
}

/// Bytes read at a time.
const PIECE: usize = 256 << 10;

/// Refuses a link that leads out of a folder; what is no link passes.
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

/// A lock on a folder, which ends with its process at the latest.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>, // closed when dropped, and unlocked with it
}

/// How often a lock is asked for that another process has.
const LOCK_AGAIN: Duration = Duration::from_millis(50);

impl Lock {
    /// Takes the lock that a file stands for, or a share of it. Where another process has it, `waiting` is called
    /// once and the lock awaited for a time.
    ///
    /// # Errors
    /// What the disk says; after the time, that another process is at work.
    pub fn take(path: &Path, shared: bool, wait: Duration, waiting: &dyn Fn()) -> Result<Self, Trouble> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(at(folder))?;
        let file = File::options().create(true).truncate(false).write(true).open(path).map_err(at(path))?;
        let start = Instant::now();
        let mut told = false;
        loop {
            match if shared { file.try_lock_shared() } else { file.try_lock() } {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(fs::TryLockError::WouldBlock) => {}
                Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                // Some network disks have no locks: then there is none to respect.
                Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { _file: None });
                }
                Err(fs::TryLockError::Error(error)) => return Err(at(path)(error)),
            }
            if start.elapsed() >= wait {
                return Err(Refused::Busy.at(folder));
            }
            if !told {
                waiting();
                told = true;
            }
            std::thread::sleep(LOCK_AGAIN);
        }
    }
}

/// Whether something stands at a path, or may: what the disk does not tell is met when it is read. A link that
/// leads nowhere is to be told, not passed over.
#[must_use]
pub fn exists(path: &Path) -> bool {
    !path.symlink_metadata().is_err_and(|error| is_absent(&error))
}

/// Whether nothing stands at a path, as against a disk that does not tell.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
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
    /// Whether it is a link.
    pub is_link: bool,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// Whether a name is that of a hidden file, or of a lock or backup of an office program or an editor.
#[must_use]
pub fn is_passed_over(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~')
}

/// Everything below a folder, in the order of the names; a folder that is not there has nothing.
/// Hidden files, and the locks and backups of office programs, are left out.
///
/// # Errors
/// What the disk says of a folder that is there.
pub fn list(folder: &Path) -> Result<Vec<Found>, Trouble> {
    loop {
        match list_once(folder) {
            Err(trouble) if trouble.cause.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

fn list_once(folder: &Path) -> Result<Vec<Found>, Trouble> {
    if !exists(folder) {
        return Ok(Vec::new());
    }
    let walk = walkdir::WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name().into_iter().filter_entry(
        move |entry| entry.depth() == 0 || !is_passed_over(&entry.file_name().to_string_lossy()),
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
            files.push(Found {
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

/// The names of what is in a folder; a folder that is not there has nothing.
///
/// # Errors
/// What the disk says.
pub fn names(folder: &Path) -> Result<Vec<String>, Trouble> {
    if !exists(folder) {
        return Ok(Vec::new());
    }
    let entries = again(|| fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()).map_err(at(folder))?;
    let mut names: Vec<String> =
        entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
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
        beside.iter().try_for_each(|(_, path)| make_way(path))?;
        beside
            .iter()
            .try_for_each(|(temporary, path)| again(|| fs::rename(temporary, path)).map_err(at(path)))
    });
    if done.is_err() {
        for (temporary, _) in &beside {
            let _ = fs::remove_file(temporary); // the first error is the one to tell
        }
    }
    forget(&beside);
    done?;
    let mut folders: Vec<&Path> = beside.iter().filter_map(|(_, path)| path.parent()).collect();
    folders.dedup();
    folders.into_iter().for_each(sync_folder);
    Ok(beside.len())
}

/// Removes an empty folder that stands where a file is to be: nothing is lost with it.
fn make_way(path: &Path) -> Result<(), Trouble> {
    let is_folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    if is_folder && fs::remove_dir(path).is_err() {
        return Err(Refused::FullFolder.at(path));
    }
    Ok(())
}

/// Removes a file or a link, and its folder when nothing else is in it; a folder in its place is left alone.
///
/// # Errors
/// What the disk says; nothing when there is no such file.
pub fn remove(path: &Path) -> Result<bool, Trouble> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => return Ok(false),
        Ok(_) => again(|| fs::remove_file(path)).map_err(at(path))?,
        Err(error) if is_absent(&error) => return Ok(false),
        Err(error) => return Err(at(path)(error)),
    }
    if let Some(folder) = path.parent() {
        let _ = fs::remove_dir(folder); // a folder that is not empty stays
        sync_folder(folder);
    }
    Ok(true)
}

/// Whether a file holds these bytes already.
fn holds(output: &Output) -> bool {
    let metadata = fs::symlink_metadata(&output.path).ok();
    let length = metadata.filter(fs::Metadata::is_file).map(|metadata| metadata.len());
    length.is_some_and(|length| usize::try_from(length) == Ok(output.bytes.len()))
        && fs::read(&output.path).is_ok_and(|old| old == output.bytes)
}

fn prepare(folder: &Path, temporary: &Path, output: &Output) -> Result<(), Trouble> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    if let Ok(mut live) = LIVE.lock() {
        live.push(temporary.to_owned());
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

/// Temporary files of this process that have not taken their places yet.
static LIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn forget(beside: &[(PathBuf, &Path)]) {
    if let Ok(mut live) = LIVE.lock() {
        live.retain(|path| beside.iter().all(|(temporary, _)| temporary != path));
    }
}

/// Removes the temporary files of this process, which is about to end in the middle of its work.
pub fn abandon() {
    if let Ok(mut live) = LIVE.lock() {
        for path in live.drain(..) {
            let _ = fs::remove_file(path); // it may have taken its place just now
        }
    }
}

/// Removes what builds that were killed left in a folder and those in it. Whoever calls has the lock, so that no
/// other build is at work there.
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
