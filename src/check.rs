//! Report(s) → findings: the equations that the form declares, and the rules written in Rust.
//!
//! Checks are pure, know no file and never fail: whatever is wrong with a report is a finding. They judge
//! the report as it is and change nothing in it.

mod equations;
mod prose;
mod reconcile;
mod repair;
mod rules;
mod waivers;

use std::ops::RangeInclusive;

use self::prose::Paragraph;
use crate::finding::{Finding, Subject};
use crate::form::{Form, Forms};
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, basis_with};

pub use prose::{Reading, readings};
pub use rules::RULES;

/// A report with its form, and that of the year before where there is one.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// The report's form.
    pub form: &'a Form,
    /// The report.
    pub report: &'a Report,
    /// Form and report of the same unit for the year before.
    pub last: Option<(&'a Form, &'a Report)>,
}

/// A rule written in Rust.
pub struct Rule {
    /// Its name, weight, basis and words.
    pub about: About,
    /// The report years in which it holds.
    pub years: RangeInclusive<u16>,
    /// What it looks at.
    scope: Scope,
}

/// What a rule looks at.
enum Scope {
    /// One report.
    Report(fn(&Form, &Report, &mut Found)),
    /// A report and that of the year before; not asked where there is none.
    YearPair(fn(&Checked, &Report, &mut Found)),
    /// What its texts say of its figures, paragraph by paragraph.
    Prose(fn(&Checked, &[Paragraph], &mut Found)),
}

/// Collects what a rule finds.
pub struct Found<'r> {
    about: &'r About,
    findings: Vec<Finding>,
}

impl Found<'_> {
    /// Adds a finding of this rule.
    pub fn add(&mut self, subject: Subject, clause: Words) -> &mut Finding {
        self.findings.push(Finding::new(self.about, subject, clause));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

/// Checks a report.
#[must_use]
pub fn check(checked: &Checked) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut paragraphs = None;
    for rule in RULES.iter().filter(|rule| rule.years.contains(&checked.report.year)) {
        let mut found = Found { about: &rule.about, findings: Vec::new() };
        match rule.scope {
            Scope::Report(look) => look(checked.form, checked.report, &mut found),
            Scope::Prose(look) => {
                let read = || prose::read(checked.form, checked.report);
                look(checked, paragraphs.get_or_insert_with(read), &mut found);
            }
            Scope::YearPair(look) => {
                if let Some((_, last)) = checked.last {
                    look(checked, last, &mut found);
                }
            }
        }
        findings.append(&mut found.findings);
    }
    findings.extend(reconcile::check(checked));
    for finding in &mut findings {
        finding.basis = basis_with(&finding.basis, &checked.form.basis).into();
    }
    waivers::apply(checked.report, &mut findings);
    findings
}

/// Every rule that a check can report: those in Rust, then the equations of the forms, the newest form first.
#[must_use]
pub fn rules(forms: &Forms) -> Vec<&About> {
    let mut all: Vec<&About> = RULES.iter().map(|rule| &rule.about).chain([&waivers::WAIVER_STALE]).collect();
    for rule in forms.all.iter().rev().flat_map(|form| &form.rules) {
        if all.iter().all(|known| known.id != rule.about.id) {
            all.push(&rule.about);
        }
    }
    all
}
