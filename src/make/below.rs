//! The reports below a unit in a survey: their sum, whether the unit's own report is that sum, and
//! what all of this was made from.
//!
//! What a roll-up is, is said in [`crate::rollup`]; here reports are found, read and checked for
//! it. What a report adds is found once: by its own check, or by the record where the report is the
//! one that was made last.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::in_parallel;
use super::item::Item;
use super::key::Digest;
use super::record::{Inputs, Manifest};
use super::superior::whole;
use super::survey::{Entry, Survey};
use crate::finding::Finding;
use crate::form::{Filled, Form};
use crate::fs::Trouble;
use crate::place::Places;
use crate::rollup::{self, Filing, Rollup};

/// A roll-up with where the figures of its members are written.
pub struct Rolled {
    /// The sums.
    pub rollup: Rollup,
    /// For each member where its report is written; none where it has no file.
    pub places: Vec<Written>,
}

/// Where a report is written; none where there is no file, or nobody asks.
pub type Written = Option<Arc<Places>>;

impl Survey<'_> {
    /// The sum of the reports below a unit of the roster in a year, by a form.
    ///
    /// # Errors
    /// [`Trouble`] when a file was changed since the survey.
    pub fn rollup(&self, form: &Form, superior: usize, year: u16) -> Result<Rolled, Trouble> {
        self.rolled(form, superior, year, true)
    }

    /// The report of a unit of the roster for a year.
    #[must_use]
    pub fn report_of(&self, position: usize, year: u16) -> Option<&Entry> {
        self.by_unit.get(&(year, position)).map(|&index| &self.entries()[index])
    }

    fn rolled(&self, form: &Form, superior: usize, year: u16, with_places: bool) -> Result<Rolled, Trouble> {
        let roster = &self.project().roster;
        let positions = rollup::positions(roster, superior, year);
        let look = |(position, _): &(usize, usize)| {
            let Some(entry) = self.report_of(*position, year) else { return Ok((Filing::Nothing, None)) };
            if let Some(known) = entry.filing.get().filter(|_| !with_places) {
                return Ok((known.clone(), None));
            }
            let item = self.checked(entry)?;
            let places = with_places.then(|| Arc::clone(&item.places));
            Ok((item.filing(), places))
        };
        let looked = in_parallel(self.jobs, &positions, look, |_| {});
        let looked = looked.into_iter().collect::<Result<Vec<(Filing, Written)>, Trouble>>()?;
        let (filings, places): (Vec<Filing>, Vec<Written>) = looked.into_iter().unzip();
        let mut filings: HashMap<usize, Filing> =
            positions.iter().map(|(position, _)| *position).zip(filings).collect(); // looked up, never walked
        let mut filed = |position| filings.remove(&position).unwrap_or(Filing::Nothing);
        Ok(Rolled { rollup: rollup::rollup(form, roster, superior, year, &mut filed), places })
    }

    /// The reports that are added to one of a superior, by their places in the survey.
    fn added(&self) -> BTreeSet<usize> {
        let of_superior = |entry: &Entry| {
            let superior = whole(self.project(), &entry.identity)?;
            let year = entry.identity.year;
            let below = rollup::positions(&self.project().roster, superior, year).into_iter();
            Some(below.filter_map(move |(position, _)| self.by_unit.get(&(year, position)).copied()))
        };
        self.own().iter().filter_map(of_superior).flatten().collect()
    }

    /// Notes which reports a superior will ask for, and what they add where a record knows it.
    pub(super) fn note_filings(&mut self, manifest: &Manifest) {
        for index in self.added() {
            let entry = &self.entries()[index];
            if let Some(filing) = self.recorded(entry, manifest) {
                let _ = entry.filing.set(filing); // nobody has set it before
            }
            self.mark_as_added(index);
        }
    }

    /// What a report adds, where it is the one that was looked at last.
    fn recorded(&self, entry: &Entry, manifest: &Manifest) -> Option<Filing> {
        let record = manifest.reports.get(&entry.name())?;
        let now = entry.inputs.as_ref().map(Inputs::of_check)?;
        let file = entry.identity.shown.clone();
        if record.inputs.as_ref().map(Inputs::of_check).as_ref() != Some(&now) {
            return None;
        }
        if record.found.errors > 0 {
            return Some(Filing::Wrong { file });
        }
        let says = record.published.as_ref().filter(|says| says.made_from.as_ref() == Some(&now))?;
        let form = self.project().forms.edition(says.edition)?;
        Some(Filing::Sound { file, edition: says.edition, entries: says.entries(form)? })
    }

    /// What of a report is not the sum of those below its unit, where the roster says that it is.
    pub(super) fn differing(&self, entry: &Entry, item: &Item) -> Result<Vec<Finding>, Trouble> {
        let superior = whole(self.project(), &entry.identity).filter(|_| entry.is_own);
        let (Some(superior), Some(report)) = (superior, &item.report) else { return Ok(Vec::new()) };
        let Some(form) = item.form(self.project()) else { return Ok(Vec::new()) };
        let rolled = self.rolled(form, superior, entry.identity.year, false)?;
        Ok(rollup::compare(Filled::new(form, report), &rolled.rollup))
    }

    /// What the roll-up of a report is made from; `None` where none is asked for.
    pub(super) fn mark_below(&self, entry: &Entry) -> Option<Digest> {
        let superior = whole(self.project(), &entry.identity)?;
        Some(self.mark(superior, entry.identity.year))
    }

    fn mark(&self, superior: usize, year: u16) -> Digest {
        let roster = &self.project().roster;
        let mut parts: Vec<String> = Vec::new();
        for (position, _) in rollup::positions(roster, superior, year) {
            let agency = &roster.agencies[position];
            parts.push(format!("{} {} {:?}", agency.name, agency.reports_for(year), agency.sum));
            let Some(entry) = self.report_of(position, year) else {
                parts.push("nothing".to_owned());
                continue;
            };
            parts.push(entry.identity.shown.clone());
            let of = |digest: Option<&Digest>| digest.map(ToString::to_string).unwrap_or_default();
            if let Some(inputs) = &entry.inputs {
                parts.extend([of(Some(&inputs.data)), of(inputs.last.as_ref())]);
                parts.extend([of(Some(&inputs.roster)), of(Some(&inputs.twins))]);
            }
            if whole(self.project(), &entry.identity).is_some() {
                parts.push(self.mark(position, year).to_string());
            }
        }
        Digest::of_all(parts.iter().map(String::as_bytes))
    }
}
