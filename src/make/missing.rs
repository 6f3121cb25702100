//! Who has not submitted: units of the roster of whose report nothing has arrived.

use std::collections::{BTreeSet, HashSet};

use super::survey::Survey;

/// A unit of the roster without a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The year.
    pub year: u16,
    /// Its place in the roster.
    pub position: usize,
    /// The unit.
    pub unit: String,
}

impl Survey<'_> {
    /// The newest year that has data.
    #[must_use]
    pub fn newest_year(&self) -> Option<u16> {
        let of_reports = self.own().iter().map(|entry| entry.identity.year);
        let newest = of_reports.chain(self.unread().iter().map(|unread| unread.year)).max();
        newest.filter(|year| *year > 0)
    }

    /// The units of the roster that have not submitted: for some years, else for the newest that
    /// has data.
    #[must_use]
    pub fn missing(&self, years: &[u16]) -> Vec<Missing> {
        let roster = &self.project().roster;
        if roster.agencies.is_empty() {
            return Vec::new();
        }
        let years: BTreeSet<u16> = match years {
            [] => self.newest_year().into_iter().collect(),
            years => years.iter().copied().collect(),
        };
        let mut there: HashSet<(u16, usize)> = HashSet::new();
        for entry in self.own() {
            let position = self.project().position_of(&entry.identity);
            there.extend(position.map(|position| (entry.identity.year, position)));
        }
        let unread = self.unread().iter();
        there.extend(unread.filter_map(|unread| Some((unread.year, roster.position(&unread.unit)?))));
        let mut missing = Vec::new();
        for year in years {
            let expected = roster.agencies.iter().enumerate();
            for (position, agency) in expected.filter(|(_, agency)| agency.reports_for(year)) {
                if !there.contains(&(year, position)) {
                    missing.push(Missing { year, position, unit: agency.name.clone() });
                }
            }
        }
        missing
    }
}
