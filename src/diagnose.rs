//! Findings and places → words for people, and records for programs.
//!
//! Only here do figures become lines and columns. What is wrong was decided before; nothing is judged or
//! left out here but what a format cannot hold, which then says so.

mod github;
mod json;
mod junit;
mod sarif;
mod text;

use crate::finding::Finding;
use crate::lang::{Lang, Words};
use crate::place::Spot;
use crate::rule::{About, Level};

pub use json::{findings_schema, fingerprints};
pub use text::{Reporter, Shown, visible};

/// A report that was checked.
pub struct Judged<'a> {
    /// Its unit.
    pub unit: &'a str,
    /// Its year.
    pub year: u16,
    /// Its form and places, for messages.
    pub shown: Shown<'a>,
    /// What is wrong with it, in the order of the file.
    pub findings: Vec<&'a Finding>,
}

impl Judged<'_> {
    /// The data file.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.shown.places.source.path
    }

    /// How many findings have a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.counts_as(level)).count()
    }

    /// Where a finding stands; `None` where it is about the file as a whole.
    fn region(&self, finding: &Finding) -> Option<Region> {
        let Spot::Bytes(bytes) = self.shown.places.spot(&finding.subject) else { return None };
        let source = &self.shown.places.source;
        let (line, column) = source.line_column(bytes.start);
        let (end_line, end_column) = source.line_column(bytes.end);
        Some(Region { line, column, end_line, end_column })
    }
}

/// A finding in one line, for formats that have no room for more.
fn one_line(finding: &Finding, lang: Lang) -> String {
    let clause = finding.clause.in_lang(lang);
    match &finding.likely {
        Some(likely) => format!("{clause}{}{}", lang.pick("。可能：", ". Likely: "), likely.in_lang(lang)),
        None => clause.to_owned(),
    }
}

/// Lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, serde::Serialize, schemars::JsonSchema)]
struct Region {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// A format of findings for programs.
pub struct RecordFormat {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, for help texts.
    pub about: Words,
    /// Writes the findings of reports, with all rules that there are.
    pub write: fn(&[Judged], &[&About], Lang) -> String,
}

/// Every format of findings for programs.
pub static RECORDS: &[RecordFormat] = &[json::FORMAT, sarif::FORMAT, junit::FORMAT, github::FORMAT];
