//! What changes in a project's `data/` and `templates/`, reported once it has settled.
//!
//! Editors write next to a file and rename, unpack folders, delete and write again: the changes of
//! a moment are one batch. A folder that is removed and comes back is watched again. What a change
//! means is not asked here: whoever waits looks at the whole project again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::fs;

/// The folders that a build reads.
const FOLDERS: [&str; 2] = ["data", "templates"];
/// Silence after which a batch is over.
const SETTLED: Duration = Duration::from_millis(30);
/// A batch that does not end is reported all the same.
const AT_MOST: Duration = Duration::from_millis(500);

/// The folders cannot be watched.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct Unwatched {
    /// The folder.
    pub path: PathBuf,
    /// Why.
    pub cause: notify::Error,
}

/// Tells of changes below a project.
pub struct Changes {
    root: PathBuf,
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Changes {
    /// Begins to watch: what changes from here on is reported, also while nobody waits.
    ///
    /// # Errors
    /// [`Unwatched`] when the project's folder cannot be watched, or too much is watched on this
    /// machine already.
    pub fn watch(root: &Path) -> Result<Self, Unwatched> {
        let root = fs::canonical(root);
        let (sender, events) = channel();
        let unwatched = |cause| Unwatched { path: root.clone(), cause };
        // The receiver goes with the watcher; a change that nobody can take is dropped.
        let watcher =
            notify::recommended_watcher(move |event| drop(sender.send(event))).map_err(unwatched)?;
        let mut changes = Self { root, watcher, events };
        changes
            .watcher
            .watch(&changes.root, RecursiveMode::NonRecursive)
            .map_err(|cause| Unwatched { path: changes.root.clone(), cause })?;
        changes.watch_folders()?;
        Ok(changes)
    }

    /// Watches the folders that are there; one that is watched already is watched again.
    fn watch_folders(&mut self) -> Result<(), Unwatched> {
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            let _ = self.watcher.unwatch(&folder); // it may be a new folder by the same name
            if fs::is_folder(&folder) {
                self.watcher
                    .watch(&folder, RecursiveMode::Recursive)
                    .map_err(|cause| Unwatched { path: folder, cause })?;
            }
        }
        Ok(())
    }

    /// Waits until something has changed and settled: the files, below the project's folder. `None`
    /// when the time is over first.
    ///
    /// # Errors
    /// [`Unwatched`] when a folder that came back cannot be watched.
    pub fn wait(&mut self, time: Duration) -> Result<Option<BTreeSet<String>>, Unwatched> {
        let mut changed = BTreeSet::new();
        let end = Instant::now() + time;
        let mut settled = end;
        let mut latest = end;
        loop {
            let wait = settled.min(latest).saturating_duration_since(Instant::now());
            match self.events.recv_timeout(wait) {
                Ok(event) => {
                    let first = changed.is_empty();
                    self.note(event, &mut changed)?;
                    if !changed.is_empty() {
                        settled = Instant::now() + SETTLED;
                        if first {
                            latest = Instant::now() + AT_MOST;
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Ok((!changed.is_empty()).then_some(changed)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    fn note(
        &mut self,
        event: notify::Result<Event>,
        changed: &mut BTreeSet<String>,
    ) -> Result<(), Unwatched> {
        // A lost event may have been any: everything is looked at again.
        let event = event.unwrap_or_else(|_| Event::new(EventKind::Other).add_path(self.root.join("data")));
        let touched = !matches!(
            event.kind,
            EventKind::Access(_)
                | EventKind::Modify(ModifyKind::Metadata(notify::event::MetadataKind::AccessTime))
        );
        for path in event.paths.iter().filter(|_| touched) {
            let Ok(below) = path.strip_prefix(&self.root) else { continue };
            let mut parts = below.iter().map(|part| part.to_string_lossy()).peekable();
            let Some(folder) = parts.next().filter(|first| FOLDERS.contains(&first.as_ref())) else {
                continue;
            };
            let mut is_skipped = false;
            while let Some(part) = parts.next() {
                is_skipped |= fs::is_skipped(&part, parts.peek().is_some());
            }
            if is_skipped {
                continue;
            }
            if below == Path::new(folder.as_ref()) {
                self.watch_folders()?;
            }
            changed.insert(below.to_string_lossy().replace('\\', "/"));
        }
        Ok(())
    }
}
