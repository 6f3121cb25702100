//! The reports that readers find in the output folder, in the order in which they are listed.

use std::cmp::Reverse;

use super::Project;
use super::record::{Manifest, Published, Record, ReportName};
use crate::render::{FORMATS, Format};

/// A report with the outputs that are for readers.
pub(super) struct Listed<'m> {
    pub(super) unit: &'m str,
    pub(super) year: u16,
    pub(super) name: &'m ReportName,
    /// The page first.
    pub(super) formats: Vec<&'static Format>,
    /// What it says; none where that is not known.
    pub(super) says: Option<&'m Published>,
}

/// The reports that have something to read, in the order of the roster, then by the unit's name,
/// the newest first.
pub(super) fn listed<'m>(project: &'m Project, manifest: &'m Manifest) -> Vec<Listed<'m>> {
    let report = |(name, record): (&'m ReportName, &'m Record)| {
        let is_made = |format: &&Format| {
            let made = record.outputs.get(format.ending);
            format.for_readers && made.is_some_and(|made| made.sha256.is_some())
        };
        let is_known = !record.is_outputs_alone();
        let mut formats: Vec<&Format> = FORMATS.iter().filter(|_| is_known).filter(is_made).collect();
        formats.sort_by_key(|format| !format.links); // the page first
        let said = record.says.as_ref().map(|says| says.unit.as_str()).filter(|unit| !unit.is_empty());
        let roster = &project.roster;
        let unit = said
            .map_or_else(|| roster.of_slug(&name.stem).unwrap_or(&name.stem), |unit| roster.present(unit));
        let says = record.published.as_ref();
        (!formats.is_empty()).then_some(Listed { unit, year: name.year, name, formats, says })
    };
    let mut all: Vec<Listed> = manifest.reports.iter().filter_map(report).collect();
    let place = |unit: &str| project.roster.position(unit).unwrap_or(usize::MAX);
    all.sort_by_cached_key(|one| (place(one.unit), one.unit, Reverse(one.year), one.name));
    all
}
