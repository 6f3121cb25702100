//! When a file was last changed: for people who ask which of two is newer, and for a preview that
//! looks at ten thousand files after each edit. No output depends on it.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Trouble, at};

/// When a file was last changed, in seconds since 1970; `None` where the disk does not say.
#[must_use]
pub fn modified(path: &Path) -> Option<i64> {
    let time = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    let after = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(after.as_secs()).ok()
}

/// Says of a file when it was last changed.
///
/// # Errors
/// What the disk says.
pub fn set_modified(path: &Path, seconds: i64) -> Result<(), Trouble> {
    let after = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    let file = File::options().write(true).open(path).map_err(at(path))?;
    file.set_modified(UNIX_EPOCH + after).map_err(at(path))
}

/// What a disk says of a file: another stamp, another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified: SystemTime,
    /// Which file it is, and when anything of it changed, which no program sets.
    #[cfg(unix)]
    file: (u64, u64, i64, i64),
}

/// A file that changed so lately may change again within the same tick of the disk's clock.
const LATELY: Duration = Duration::from_secs(2);

impl Stamp {
    /// Of a file; `None` where the disk does not say, and where the file has changed just now, so
    /// that its stamp proves nothing yet.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let modified = metadata.modified().ok()?;
        let is_settled = |changed: SystemTime| changed.elapsed().is_ok_and(|age| age > LATELY);
        #[cfg(unix)]
        let file = {
            use std::os::unix::fs::MetadataExt;
            let seconds = u64::try_from(metadata.ctime()).ok()?;
            is_settled(UNIX_EPOCH + Duration::from_secs(seconds)).then_some(())?;
            (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        is_settled(modified).then_some(Self {
            bytes: metadata.len(),
            modified,
            #[cfg(unix)]
            file,
        })
    }
}
