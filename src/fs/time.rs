//! When a file was last changed, for people who ask which of two is newer. No output depends on it.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

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
