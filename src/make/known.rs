//! What was read and checked a moment ago, for a preview: of ten thousand reports one was edited.
//!
//! A report is taken as it was where everything that it was made from is the same; what that is, a
//! build decides in the same way. Files are read and hashed each time, never trusted by their
//! dates.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::item::Item;
use super::names::Identity;
use super::record::Inputs;

/// Reports that were read and checked, by their files.
#[derive(Default)]
pub struct Known(HashMap<Vec<PathBuf>, Before>);

/// A report as it was.
struct Before {
    identity: Identity,
    inputs: Inputs,
    item: Arc<Item>,
}

impl Known {
    /// Notes a report.
    pub(super) fn note(&mut self, paths: &[PathBuf], identity: &Identity, inputs: &Inputs, item: &Arc<Item>) {
        let (identity, inputs, item) = (identity.clone(), inputs.clone(), Arc::clone(item));
        self.0.insert(paths.to_vec(), Before { identity, inputs, item });
    }

    /// What the report of these files was called, and made from.
    pub(super) fn of(&self, paths: &[PathBuf]) -> Option<(Identity, &Inputs)> {
        self.0.get(paths).map(|before| (before.identity.clone(), &before.inputs))
    }

    /// The report of these files, if it is made from the same.
    pub(super) fn item(&self, paths: &[PathBuf], inputs: Option<&Inputs>) -> Option<Arc<Item>> {
        let before = self.0.get(paths).filter(|before| inputs == Some(&before.inputs))?;
        Some(Arc::clone(&before.item))
    }
}
