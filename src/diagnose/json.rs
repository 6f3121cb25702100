//! Findings as JSON: `check --format json`.
//!
//! A contract of its own: fields are only ever added, and `version` counts changes that a reader
//! must know of. Numbers are strings, so that no reader rounds them. Both languages are there.

use std::collections::HashMap;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::{Judged, Judgements, RecordFormat, Region, as_json};
use crate::finding::{Finding, Subject};
use crate::fingerprint::fnv;
use crate::lang::{Lang, Words};
use crate::rule::{About, Level};

pub(super) const FORMAT: RecordFormat =
    RecordFormat {
        name: "json", about: Words::fixed("JSON，字段固定", "JSON with a fixed schema"), write
    };

/// Findings of `nianbao check --format json`.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// Counts changes that a reader must know of.
    version: u32,
    /// Every report that was checked, the sound ones too.
    reports: Vec<ReportJson<'a>>,
    /// Every file below `data/` that cannot be read.
    unread: Vec<UnreadJson<'a>>,
    /// Units of the roster that have not submitted: for the years of `--year`, else for the newest.
    missing: Vec<MissingJson<'a>>,
    /// Units that the roster does not know.
    unlisted: Vec<UnlistedJson<'a>>,
    /// What there is in all.
    summary: Summary,
}

/// The JSON Schema of the document.
#[must_use]
pub fn findings_schema() -> Schema {
    schema_for!(Document<'static>)
}

#[derive(Serialize, JsonSchema)]
struct ReportJson<'a> {
    /// The data file, below the project's folder.
    file: &'a str,
    /// The unit.
    unit: &'a str,
    /// The report year.
    year: u16,
    /// In the order of the file.
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct UnreadJson<'a> {
    /// The file, below the project's folder.
    file: &'a str,
    /// Why, and what to do.
    reason: Both<'a>,
}

#[derive(Serialize, JsonSchema)]
struct MissingJson<'a> {
    /// The unit, by its full name.
    unit: &'a str,
    /// The report year.
    year: u16,
}

#[derive(Serialize, JsonSchema)]
struct UnlistedJson<'a> {
    /// The unit, as its report has it.
    unit: &'a str,
    /// The data file.
    file: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct FindingJson<'a> {
    /// The rule's name.
    rule: &'a str,
    /// `error` or `warning`.
    level: &'static str,
    /// What is wrong.
    message: Both<'a>,
    /// Where it is in the file; none for the file as a whole.
    place: Option<Region<'a>>,
    /// The figure's address; none for anything else.
    address: Option<&'a str>,
    /// The figures that take part.
    figures: Vec<FigureJson<'a>>,
    /// The cell that is probably wrong, and what it should say.
    likely: Option<Both<'a>>,
    /// What to do.
    hints: Vec<Both<'a>>,
    /// The legal basis; empty where there is none.
    basis: &'a str,
    /// Why it was waived; none where it was not.
    waived: Option<&'a str>,
    /// Identifies it in every later run, as long as its place and numbers stay the same.
    fingerprint: String,
}

#[derive(Serialize, JsonSchema)]
struct Both<'a> {
    /// In Chinese.
    zh: &'a str,
    /// In English.
    en: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct FigureJson<'a> {
    /// Its address.
    address: Option<&'a str>,
    /// Whether it is from the report of the year before.
    last_year: bool,
    /// Its number, as text: no reader rounds it.
    value: String,
}

#[derive(Serialize, JsonSchema)]
struct Summary {
    /// Reports checked.
    reports: usize,
    /// Findings that keep a report from being made.
    errors: usize,
    /// Findings for a person to look into; waived ones do not count.
    warnings: usize,
}

fn both(words: &Words) -> Both<'_> {
    Both { zh: &words.zh, en: &words.en }
}

fn write(all: &Judgements, _: &[&About], _: Lang) -> String {
    let reports = &all.reports;
    let count = |level| reports.iter().map(|judged| judged.count(level)).sum();
    let document = Document {
        version: 1,
        reports: reports.iter().map(report).collect(),
        unread: all.unread.iter().map(|&(file, why)| UnreadJson { file, reason: both(why) }).collect(),
        missing: all.missing.iter().map(|&(unit, year)| MissingJson { unit, year }).collect(),
        unlisted: all.unlisted.iter().map(|&(unit, file)| UnlistedJson { unit, file }).collect(),
        summary: Summary {
            reports: reports.len(),
            errors: count(Level::Error),
            warnings: count(Level::Warning),
        },
    };
    as_json(&document)
}

fn report<'a>(judged: &'a Judged) -> ReportJson<'a> {
    let address = |id| judged.shown.form.map(|form| form.spec(id).address.as_str());
    let finding = |(finding, fingerprint): (&&'a Finding, String)| FindingJson {
        rule: &finding.rule,
        level: finding.level.id(),
        message: both(&finding.clause),
        place: judged.region(finding),
        address: if let Subject::Figure(id) = finding.subject { address(id) } else { None },
        figures: finding
            .operands
            .iter()
            .map(|operand| FigureJson {
                address: address(operand.figure),
                last_year: operand.last,
                value: operand.number.to_string(),
            })
            .collect(),
        likely: finding.likely.as_ref().map(both),
        hints: finding.hints.iter().map(both).collect(),
        basis: &finding.basis,
        waived: finding.waived.as_ref().map(|waiver| waiver.reason.as_str()),
        fingerprint,
    };
    ReportJson {
        file: judged.path(),
        unit: judged.unit,
        year: judged.year,
        findings: judged.findings.iter().zip(fingerprints(judged)).map(finding).collect(),
    }
}

/// For each finding what tells it from all others, however the lines of the file move and however
/// the rule is worded: unit, year, rule, place and numbers, and its count among those of which all
/// this is the same.
#[must_use]
pub fn fingerprints(judged: &Judged) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let year = judged.year.to_string();
    let print = |finding: &&Finding| {
        let facts = finding.facts(judged.shown.form);
        let all = [judged.unit, &year, &finding.rule].into_iter().chain(facts.iter().map(String::as_str));
        let hash = fnv(all);
        let count = seen.entry(hash.clone()).or_default();
        *count += 1;
        format!("{hash}-{count}")
    };
    judged.findings.iter().map(print).collect()
}
