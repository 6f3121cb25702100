//! Findings as XML of `JUnit`, for the test pages of CI servers: a suite a report, a case a rule that it broke.

use std::fmt::Write;

use super::{Judged, RecordFormat, one_line, visible};
use crate::lang::{Lang, Words};
use crate::rule::{About, Level};

pub(super) const FORMAT: RecordFormat = RecordFormat {
    name: "junit",
    about: Words::fixed("JUnit XML，供持续集成平台", "JUnit XML for CI servers"),
    write,
};

fn write(reports: &[Judged], _: &[&About], lang: Lang) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"nianbao\">\n".to_owned();
    for judged in reports {
        // A sound report is a case that passed; warnings are told in the output of theirs.
        let cases = judged.findings.len().max(1);
        let (name, failures) =
            (escaped(&format!("{} {}", judged.year, judged.unit)), judged.count(Level::Error));
        let file = escaped(judged.path());
        let _ = writeln!(
            text,
            "  <testsuite name=\"{name}\" tests=\"{cases}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\" file=\"{file}\">"
        );
        if judged.findings.is_empty() {
            let _ = writeln!(
                text,
                "    <testcase name=\"{}\" classname=\"{file}\"/>",
                lang.pick("无问题", "no findings")
            );
        }
        for finding in &judged.findings {
            let rule = escaped(&finding.rule);
            let line = match judged.region(finding) {
                Some(region) => escaped(&format!("{}:{}", region.file, region.within())),
                None => file.clone(),
            };
            let message = escaped(&one_line(finding, lang));
            let _ = writeln!(text, "    <testcase name=\"{rule}\" classname=\"{file}\">");
            let _ = match finding.level {
                Level::Error => {
                    writeln!(text, "      <failure type=\"{rule}\" message=\"{message}\">{line}</failure>")
                }
                Level::Warning => writeln!(text, "      <system-out>{line} {message}</system-out>"),
            };
            text.push_str("    </testcase>\n");
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

/// Text for an attribute or an element.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in visible(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}
