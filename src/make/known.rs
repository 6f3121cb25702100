//! What was read and checked a moment ago, for a preview: of ten thousand reports one was edited.
//!
//! A report is taken as it was where everything that it was made from is the same; what that is, a
//! build decides in the same way. But a build reads and hashes every file, since copying and
//! unpacking set dates at will; a preview, which has watched all the time, reads those of which the
//! disk says that they changed.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::item::Item;
use super::names::Identity;
use super::record::Inputs;
use crate::fs::Stamp;

/// Reports that were read and checked, by their files.
#[derive(Default)]
pub struct Known(HashMap<Vec<PathBuf>, Before>);

/// A report as it was.
pub(super) struct Before {
    /// What it was called.
    pub(super) identity: Identity,
    /// What it was made from.
    pub(super) inputs: Inputs,
    /// What the disk said of the files before they were read; none where that proves nothing.
    pub(super) stamps: Option<Vec<Stamp>>,
    /// The report itself.
    pub(super) item: Arc<Item>,
}

/// What the disk says of the files of a report; `None` where that proves nothing.
pub(super) fn stamps(paths: &[PathBuf]) -> Option<Vec<Stamp>> {
    paths.iter().map(|path| Stamp::of(path)).collect()
}

impl Known {
    /// Notes a report.
    pub(super) fn note(&mut self, paths: Vec<PathBuf>, report: Before) {
        self.0.insert(paths, report);
    }

    /// What the report of these files was called, and made from.
    pub(super) fn of(&self, paths: &[PathBuf]) -> Option<(Identity, &Inputs)> {
        self.0.get(paths).map(|before| (before.identity.clone(), &before.inputs))
    }

    /// The same, if the disk says of the files what it said before.
    pub(super) fn unchanged(&self, paths: &[PathBuf], stamps: &[Stamp]) -> Option<(Identity, &Inputs)> {
        let is_same = |before: &&Before| before.stamps.as_deref() == Some(stamps);
        self.0.get(paths).filter(is_same).map(|before| (before.identity.clone(), &before.inputs))
    }

    /// The report of these files, if it is made from the same.
    pub(super) fn item(&self, paths: &[PathBuf], inputs: Option<&Inputs>) -> Option<Arc<Item>> {
        let before = self.0.get(paths).filter(|before| inputs == Some(&before.inputs))?;
        Some(Arc::clone(&before.item))
    }
}
