//! The years of a unit: which of them are shown side by side, and which reports they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::names::Identity;
use crate::model::UnitName;

/// The most years side by side.
pub(super) const MOST_YEARS: u16 = 8;

/// Reports by unit and year; those that share a place have errors, and are not in it.
pub(super) type ByUnit = HashMap<UnitName, BTreeMap<u16, usize>>;

/// Finds reports by unit and year.
pub(super) fn by_unit<'i>(identities: impl Iterator<Item = &'i Identity>) -> ByUnit {
    let mut all = ByUnit::new();
    for (index, identity) in identities.enumerate() {
        if let Some(unit) = &identity.unit {
            all.entry(unit.clone()).or_default().entry(identity.year).or_insert(index);
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
        let of_unit = identity.unit.as_ref().and_then(|unit| there.get(unit));
        years(identity).filter(move |year| of_unit.is_some_and(|years| !years.contains_key(year)))
    };
    identities.flat_map(lacks).collect()
}
