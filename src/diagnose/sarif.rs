//! Findings as SARIF 2.1.0, for code-scanning services and editors.
//!
//! The structs are the part of the standard that is written here, by its names.

use serde::Serialize;

use super::{Judged, Judgements, RecordFormat, as_json, fingerprints, one_line};
use crate::finding::Finding;
use crate::lang::{Lang, Words};
use crate::rule::About;

pub(super) const FORMAT: RecordFormat = RecordFormat {
    name: "sarif",
    about: Words::fixed("SARIF 2.1.0，供代码扫描平台", "SARIF 2.1.0 for code scanning"),
    write,
};

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: Message<'a>,
    full_description: Message<'a>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message<'a> {
    text: std::borrow::Cow<'a, str>,
}

/// A `result` of the standard.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message<'a>,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression<'a>; 1]>,
}

#[derive(Serialize)]
struct Fingerprints {
    /// 2: made of place and numbers, no longer of the whole sentence.
    #[serde(rename = "nianbao/v2")]
    of_facts: String,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    justification: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<TextRegion>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TextRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

fn write(all: &Judgements, rules: &[&About], lang: Lang) -> String {
    let results = all.all().flat_map(|judged| {
        let findings = judged.findings.iter().zip(fingerprints(judged));
        findings.map(|(finding, print)| outcome(judged, finding, print, rules, lang))
    });
    as_json(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "nianbao",
                    version: env!("CARGO_PKG_VERSION"),
                    rules: rules.iter().map(|about| descriptor(about, lang)).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results: results.collect(),
        }],
    })
}

fn descriptor(about: &About, lang: Lang) -> Descriptor<'_> {
    Descriptor {
        id: &about.id,
        short_description: Message { text: about.title.in_lang(lang).into() },
        full_description: Message { text: about.explain.in_lang(lang).into() },
        default_configuration: Configuration { level: about.level.id() },
    }
}

fn outcome<'a>(
    judged: &'a Judged,
    finding: &'a Finding,
    print: String,
    rules: &[&About],
    lang: Lang,
) -> Outcome<'a> {
    Outcome {
        rule_id: &finding.rule,
        rule_index: rules.iter().position(|about| about.id == finding.rule),
        level: finding.level.id(),
        message: Message { text: one_line(finding, lang).into() },
        locations: [location(judged, finding)],
        partial_fingerprints: Fingerprints { of_facts: print },
        suppressions: finding
            .waived
            .as_ref()
            .map(|waiver| [Suppression { kind: "inSource", justification: &waiver.reason }]),
    }
}

fn location(judged: &Judged, finding: &Finding) -> Location {
    let region = judged.region(finding);
    let file = region.as_ref().map_or(judged.path(), |region| region.file);
    let artifact_location = ArtifactLocation { uri: uri(file) };
    // A region is one of a text; a cell has a name.
    let cell = region.as_ref().and_then(|region| region.cell.clone());
    let text = region.filter(|_| cell.is_none()).map(|region| TextRegion {
        start_line: region.line,
        start_column: region.column,
        end_line: region.end_line,
        end_column: region.end_column,
    });
    Location {
        physical_location: PhysicalLocation { artifact_location, region: text },
        logical_locations: cell.map(|name| [LogicalLocation { fully_qualified_name: name, kind: "cell" }]),
    }
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.bytes().map(|b| if is_plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
