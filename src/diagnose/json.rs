//! Findings as JSON: `check --format json`.
//!
//! A contract of its own: fields are only ever added, and `version` counts changes that a reader must know
//! of. Numbers are strings, so that no reader rounds them. Both languages are there.

use std::collections::HashMap;

use serde::Serialize;

use super::{Judged, RecordFormat, Region};
use crate::finding::{Finding, Subject};
use crate::lang::{Lang, Words};
use crate::rule::{About, Level};

pub(super) const FORMAT: RecordFormat =
    RecordFormat {
        name: "json", about: Words::fixed("JSON，字段固定", "JSON with a fixed schema"), write
    };

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    reports: Vec<ReportJson<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct ReportJson<'a> {
    file: &'a str,
    unit: &'a str,
    year: u16,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'a str,
    level: &'static str,
    message: Both<'a>,
    place: Option<Region>,
    /// The figure's address; none for what is no figure.
    address: Option<&'a str>,
    figures: Vec<FigureJson<'a>>,
    likely: Option<Both<'a>>,
    hints: Vec<Both<'a>>,
    basis: &'a str,
    /// Why it was waived; none where it was not.
    waived: Option<&'a str>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Both<'a> {
    zh: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct FigureJson<'a> {
    address: Option<&'a str>,
    last_year: bool,
    value: String,
}

#[derive(Serialize)]
struct Summary {
    reports: usize,
    errors: usize,
    warnings: usize,
}

fn both(words: &Words) -> Both<'_> {
    Both { zh: &words.zh, en: &words.en }
}

fn write(reports: &[Judged], _: &[&About], _: Lang) -> String {
    let count = |level| reports.iter().map(|judged| judged.count(level)).sum();
    let document = Document {
        version: 1,
        reports: reports.iter().map(report).collect(),
        summary: Summary {
            reports: reports.len(),
            errors: count(Level::Error),
            warnings: count(Level::Warning),
        },
    };
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
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

/// For each finding what tells it from all others, however the lines of the file move: unit, year, rule, what it
/// says with its numbers, and which of several that say the same it is.
#[must_use]
pub fn fingerprints(judged: &Judged) -> Vec<String> {
    let mut seen: HashMap<u64, usize> = HashMap::new(); // looked up, never walked
    let year = judged.year.to_string();
    let one = |finding: &&Finding| {
        let hash = hash(&[judged.unit, &year, &finding.rule, &finding.clause.zh]);
        let count = seen.entry(hash).or_default();
        *count += 1;
        format!("{hash:016x}-{count}")
    };
    judged.findings.iter().map(one).collect()
}

/// FNV-1a: the same on every machine and in every version.
fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
