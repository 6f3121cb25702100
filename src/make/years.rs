//! The years of a unit: which of them are shown side by side, and which reports they are.

use std::collections::{BTreeSet, HashMap};

use super::names::Identity;
use crate::model::UnitName;

/// The most years side by side.
pub(super) const MOST_YEARS: u16 = 8;

/// Reports by year and unit; those that share a place have errors, and are not in it.
pub(super) type ByUnit = HashMap<(u16, UnitName), usize>;

/// Finds reports by year and unit.
pub(super) fn by_unit<'i>(identities: impl Iterator<Item = &'i Identity>) -> ByUnit {
    let mut all = ByUnit::new();
    for (index, identity) in identities.enumerate() {
        if let Some(unit) = &identity.unit {
            all.entry((identity.year, unit.clone())).or_insert(index);
        }
    }
    all
}

/// The years before a report's own, the oldest first.
pub(super) fn years(identity: &Identity) -> std::ops::Range<u16> {
    identity.year.saturating_sub(MOST_YEARS - 1)..identity.year
}

/// The years for which units have no report here.
pub(super) fn lacking<'i>(identities: impl Iterator<Item = &'i Identity> + Clone) -> BTreeSet<u16> {
    let there = by_unit(identities.clone());
    let lacks = |identity: &'i Identity| {
        let there = &there;
        let unit = identity.unit.clone();
        years(identity)
            .filter(move |year| unit.as_ref().is_some_and(|unit| !there.contains_key(&(*year, unit.clone()))))
    };
    identities.flat_map(lacks).collect()
}
