//! Ctrl-C: the work at hand is finished, no other is begun.
//!
//! A report takes well under a second. One that does not end in time is given up, and its temporary
//! files are removed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::Exit;
use crate::fs;

/// How long the work at hand may take.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Whether there is work that should be finished.
static BUSY: AtomicBool = AtomicBool::new(false);

/// There is work, until this is dropped.
pub(super) struct Busy;

pub(super) fn busy() -> Busy {
    BUSY.store(true, Ordering::Relaxed);
    Busy
}

impl Drop for Busy {
    fn drop(&mut self) {
        BUSY.store(false, Ordering::Relaxed);
    }
}

/// A flag that is set by Ctrl-C.
pub(super) fn flag() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    // Without a handler Ctrl-C ends the process at once: no output is half-written by that either.
    // The handler of the first call stays.
    let _ = ctrlc::set_handler(|| {
        if !STOP.swap(true, Ordering::Relaxed) && BUSY.load(Ordering::Relaxed) {
            std::thread::sleep(PATIENCE);
        }
        fs::abandon();
        std::process::exit(i32::from(Exit::Interrupted as u8));
    });
    &STOP
}
