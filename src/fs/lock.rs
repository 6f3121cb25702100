//! A lock on a folder, which ends with its process at the latest.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Refused, Trouble, at};

/// A lock on a folder, which ends with its process at the latest.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>, // closed when dropped, and unlocked with it
}

/// How often a lock is asked for that another process has.
const LOCK_AGAIN: Duration = Duration::from_millis(50);

impl Lock {
    /// Takes the lock that a file is for, or a share of it. Where another process has it, `waiting`
    /// is called once, and the lock is waited for.
    ///
    /// # Errors
    /// What the disk says; when the time is over, that another process is at work.
    pub fn take(path: &Path, shared: bool, wait: Duration, waiting: &dyn Fn()) -> Result<Self, Trouble> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(at(folder))?;
        let file = File::options().create(true).truncate(false).write(true).open(path).map_err(at(path))?;
        let start = Instant::now();
        let mut has_said = false;
        loop {
            match if shared { file.try_lock_shared() } else { file.try_lock() } {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                // Some network disks have no locks: then there is none to respect.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { _file: None });
                }
                Err(TryLockError::Error(error)) => return Err(at(path)(error)),
            }
            if start.elapsed() >= wait {
                return Err(Refused::Busy.at(folder));
            }
            if !has_said {
                waiting();
                has_said = true;
            }
            std::thread::sleep(LOCK_AGAIN);
        }
    }
}
