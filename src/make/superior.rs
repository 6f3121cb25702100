//! Which reports are to be the sum of others, and whose reports there are.

use std::collections::HashMap;

use super::Project;
use super::names::Identity;
use crate::roster::Sum;

/// The reports of the units of the roster, by year and place in it; the first of several.
pub(super) fn by_unit<'i>(
    project: &Project,
    identities: impl Iterator<Item = &'i Identity>,
) -> HashMap<(u16, usize), usize> {
    let mut all = HashMap::new();
    for (index, identity) in identities.enumerate() {
        let position = identity.unit.as_deref().and_then(|unit| project.roster.position(unit));
        if let Some(position) = position {
            all.entry((identity.year, position)).or_insert(index);
        }
    }
    all
}

/// The years of reports that are to be the sum of others.
pub(super) fn years<'i>(project: &Project, identities: impl Iterator<Item = &'i Identity>) -> Vec<u16> {
    let whole = identities.filter(|identity| whole(project, identity).is_some());
    whole.map(|identity| identity.year).collect()
}

/// How many levels of units are below a report that is to be the sum of others; 0 for all other
/// reports.
pub(super) fn height(project: &Project, identity: &Identity) -> usize {
    fn levels(project: &Project, position: usize) -> usize {
        let below = project.roster.below(position).iter();
        below.map(|&position| levels(project, position) + 1).max().unwrap_or_default()
    }
    whole(project, identity).map(|position| levels(project, position)).unwrap_or_default()
}

/// The place in the roster of a unit whose report is to be the sum of those below it.
pub(super) fn whole(project: &Project, identity: &Identity) -> Option<usize> {
    let roster = &project.roster;
    let position = roster.position(identity.unit.as_deref()?)?;
    let is_whole = roster.agencies[position].sum == Some(Sum::Whole);
    (is_whole && !roster.below(position).is_empty()).then_some(position)
}
