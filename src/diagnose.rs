//! Findings and places → words for people, and records for programs.
//!
//! Only here do figures become lines and columns. What is wrong was decided before; nothing is
//! judged here, and nothing is dropped except what a format cannot hold, and then it says so.

mod github;
mod json;
mod junit;
mod marked;
mod sarif;
mod text;
mod told;

use crate::finding::Finding;
use crate::lang::{Lang, Words};
use crate::place::{Place, Places, Spot};
use crate::rule::{About, Level};

pub use json::{findings_schema, fingerprints};
pub use marked::{Marked, Returned, marked};
pub use text::{Reporter, Shown, drawn, visible};
pub use told::{AllTold, Told};

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

/// What a check found.
pub struct Judgements<'a> {
    /// The reports.
    pub reports: Vec<Judged<'a>>,
    /// Files that were not read and units that have not submitted, each with one finding.
    pub others: Vec<Judged<'a>>,
    /// Files that cannot be read, with the reason.
    pub unread: Vec<(&'a str, &'a Words)>,
    /// Units that have not submitted, with the year.
    pub missing: Vec<(&'a str, u16)>,
    /// Units that the roster does not know, with the file.
    pub unlisted: Vec<(&'a str, &'a str)>,
}

impl<'a> Judgements<'a> {
    /// Everything in which something was found, and the sound reports.
    fn all(&self) -> impl Iterator<Item = &Judged<'a>> {
        self.reports.iter().chain(&self.others)
    }
}

impl<'a> Judged<'a> {
    /// A file or a unit of which nothing is known but one finding.
    #[must_use]
    pub fn of_file(unit: &'a str, year: u16, places: &'a Places, finding: &'a Finding) -> Self {
        Self { unit, year, shown: Shown { form: None, places, last: None }, findings: vec![finding] }
    }
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

    /// Where a finding is; `None` if it is about the file as a whole.
    fn region(&self, finding: &Finding) -> Option<Region<'_>> {
        let Spot::Bytes(bytes) = self.shown.places.spot(&finding.subject) else { return None };
        let source = &self.shown.places.source;
        let place = source.place(bytes.start);
        Some(match place {
            Place::Line { path, line, column } => {
                let (end_line, end_column) = source.line_column(bytes.end);
                Region { file: path, line, column, end_line, end_column, cell: None }
            }
            Place::Cell { path, cell, .. } => {
                let (line, column) = cell.numbers();
                let cell = Some(place.within());
                Region { file: path, line, column, end_line: line, end_column: column, cell }
            }
        })
    }
}

/// A document of our own as JSON.
///
/// # Panics
/// Never: only strings and numbers are written.
#[must_use]
pub fn as_json(document: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(document).expect("our own structs can be written as JSON");
    // What a terminal would obey is in strings alone, where JSON has another way to write it.
    let is_obeyed = |c: char| c != '\n' && !text::is_shown(c);
    if !text.contains(is_obeyed) {
        return text + "\n";
    }
    let escape = |c: char| if is_obeyed(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    text.chars().map(escape).collect::<String>() + "\n"
}

/// A finding in one line, for formats that have no room for more.
fn one_line(finding: &Finding, lang: Lang) -> String {
    let clause = finding.clause.in_lang(lang);
    match &finding.likely {
        Some(likely) => format!("{clause}{}{}", lang.pick("。可能：", ". Likely: "), likely.in_lang(lang)),
        None => clause.to_owned(),
    }
}

/// Lines and columns from 1, columns in characters; in a workbook row and column of the cell.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
struct Region<'a> {
    /// The file: a report may be spread over a workbook and a text.
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    /// The cell of a workbook, as `表三!J8`; none in a text.
    cell: Option<String>,
}

impl Region<'_> {
    /// The place within the file: `8:32`, `表三!J8`.
    fn within(&self) -> String {
        self.cell.clone().unwrap_or_else(|| format!("{}:{}", self.line, self.column))
    }
}

/// A format of findings for programs.
pub struct RecordFormat {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, for help texts.
    pub about: Words,
    /// Writes the findings of reports, with all rules that there are.
    pub write: fn(&Judgements, &[&About], Lang) -> String,
}

/// Every format of findings for programs.
pub static RECORDS: &[RecordFormat] = &[json::FORMAT, sarif::FORMAT, junit::FORMAT, github::FORMAT];
