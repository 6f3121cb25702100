//! Findings as SARIF 2.1.0, for code-scanning services and editors.

use serde_json::{Value, json};

use super::{Judged, RecordFormat, Region, fingerprints, one_line};
use crate::lang::{Lang, Words};
use crate::rule::About;

pub(super) const FORMAT: RecordFormat = RecordFormat {
    name: "sarif",
    about: Words::fixed("SARIF 2.1.0，供代码扫描平台", "SARIF 2.1.0 for code scanning"),
    write,
};

fn write(reports: &[Judged], rules: &[&About], lang: Lang) -> String {
    let results: Vec<Value> = reports
        .iter()
        .flat_map(|judged| {
            judged
                .findings
                .iter()
                .zip(fingerprints(judged))
                .map(move |(finding, print)| (judged, *finding, print))
        })
        .map(|(judged, finding, print)| {
            let index = rules.iter().position(|about| about.id == finding.rule);
            let region = judged.region(finding);
            let file = region.as_ref().map_or(judged.path(), |region| region.file);
            let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(file) } } });
            match region {
                // A region is one of a text; a cell has a name.
                Some(Region { cell: Some(cell), .. }) => {
                    location["logicalLocations"] = json!([{ "fullyQualifiedName": cell, "kind": "cell" }]);
                }
                Some(region) => {
                    location["physicalLocation"]["region"] = json!({
                        "startLine": region.line, "startColumn": region.column,
                        "endLine": region.end_line, "endColumn": region.end_column,
                    });
                }
                None => {}
            }
            let mut result = json!({
                "ruleId": finding.rule,
                "level": finding.level.id(),
                "message": { "text": one_line(finding, lang) },
                "locations": [location],
                "partialFingerprints": { "nianbao/v1": print },
            });
            if let Some(waiver) = &finding.waived {
                result["suppressions"] = json!([{ "kind": "inSource", "justification": waiver.reason }]);
            }
            if let Some(index) = index {
                result["ruleIndex"] = index.into();
            }
            result
        })
        .collect();
    let described: Vec<Value> = rules
        .iter()
        .map(|about| {
            json!({
                "id": about.id,
                "shortDescription": { "text": about.title.in_lang(lang) },
                "fullDescription": { "text": about.explain.in_lang(lang) },
                "defaultConfiguration": { "level": about.level.id() },
            })
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "nianbao", "version": env!("CARGO_PKG_VERSION"), "rules": described } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
