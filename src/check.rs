//! Report(s) → findings: the equations that the form declares, and the rules written in Rust.
//!
//! Checks are pure, know no file and never fail: whatever is wrong with a report is a finding. They
//! judge the report as it is and change nothing in it.

mod prose;
mod rules;
mod sums;
mod waivers;

use std::ops::RangeInclusive;

use self::prose::{Phrase, Texts};
use crate::finding::{Finding, Subject};
use crate::form::{Filled, Forms};
use crate::lang::Words;
use crate::rule::About;

pub use prose::{Reading, readings};
pub use rules::{NOT_OBTAINED_RULE, OF_FIGURES, OF_TEXTS};
pub use waivers::waive_others;

/// A report, and that of the same unit for the year before if there is one.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// The report.
    pub this: Filled<'a>,
    /// The report of the year before.
    pub last: Option<Filled<'a>>,
}

/// A rule written in Rust.
pub struct Rule {
    /// Its name, weight, basis and words.
    pub about: About,
    /// The report years in which it holds.
    pub years: RangeInclusive<u16>,
    /// The keys of figures and sections that it asks a form for: every form of its years has them.
    pub asks: &'static [&'static str],
    /// What it looks at.
    scope: Scope,
}

/// Rules that hold for every form.
const EVERY_YEAR: RangeInclusive<u16> = 0..=u16::MAX;

/// A look at something that the texts say.
type ProseCheck = fn(&Checked, &Phrase, &mut Found);

/// What a rule looks at.
enum Scope {
    /// One report.
    Report(fn(Filled, &mut Found)),
    /// A report and that of the year before; not asked if there is none.
    YearPair(fn(Filled, Filled, &mut Found)),
    /// What its texts say of its figures, one after the other.
    Prose(ProseCheck),
}

/// Collects what a rule finds.
pub struct Found<'r> {
    about: &'r About,
    /// The document that issued the report's form.
    document: &'r str,
    findings: Vec<Finding>,
}

impl Found<'_> {
    /// Adds a finding of this rule.
    pub fn add(&mut self, subject: Subject, clause: Words) -> &mut Finding {
        let mut finding = Finding::new(self.about, subject, clause);
        finding.basis = self.about.basis.cite(self.document);
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

/// Checks a report.
#[must_use]
pub fn check(checked: &Checked) -> Vec<Finding> {
    let Filled { form, report } = checked.this;
    let mut findings = Vec::new();
    let texts = Texts::of(checked.this);
    for rule in OF_FIGURES.iter().chain(OF_TEXTS).filter(|rule| rule.years.contains(&report.year)) {
        let mut found = Found { about: &rule.about, document: &form.basis, findings: Vec::new() };
        match (&rule.scope, checked.last) {
            (Scope::Report(look), _) => look(checked.this, &mut found),
            (Scope::YearPair(look), Some(last)) => look(checked.this, last, &mut found),
            (Scope::YearPair(_), None) => {}
            (Scope::Prose(look), _) => {
                texts.phrases().for_each(|phrase| look(checked, &phrase, &mut found));
            }
        }
        findings.append(&mut found.findings);
    }
    findings.extend(sums::check(checked, &texts));
    waivers::apply(form, report, &mut findings);
    findings
}

/// The rules about figures: those in Rust, then the equations of the forms, the newest form first.
#[must_use]
pub fn rules_of_figures(forms: &Forms) -> Vec<&About> {
    let mut all: Vec<&About> = OF_FIGURES.iter().map(|rule| &rule.about).collect();
    for rule in forms.all().rev().flat_map(|form| &form.rules) {
        if all.iter().all(|known| known.id != rule.about.id) {
            all.push(&rule.about);
        }
    }
    all
}

/// The rules about texts, waivers among them.
#[must_use]
pub fn rules_of_texts() -> Vec<&'static About> {
    OF_TEXTS.iter().map(|rule| &rule.about).chain([&waivers::WAIVER_STALE]).collect()
}
