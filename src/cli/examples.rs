//! Examples for `nianbao explain`: the fixtures of the rule's own tests, read and checked here, so
//! that what is shown is what the program says.
//!
//! A wrong example is a line with the message about it; a right one is the line of the same key in
//! the sound file.

use include_dir::{Dir, include_dir};

use crate::check::{Checked, check};
use crate::document;
use crate::finding::Finding;
use crate::form::{Filled, Forms};
use crate::lang::{Lang, Words};
use crate::model::Report;
use crate::place::{Places, Spot};
use crate::read::{self, Expected, Read};

static FIXTURES: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/rules");

/// A line of a fixture, and what is said about it.
struct Example<'f> {
    line: &'f str,
    said: Vec<String>,
}

/// The examples of a rule as people read them; nothing where it has no fixture that is a text.
pub(super) fn examples(rule: &str, forms: &Forms, lang: Lang) -> String {
    let text = |name: &str| FIXTURES.get_file(format!("{rule}/{name}.yaml"))?.contents_utf8();
    let (Some(bad), Some(good)) = (text("bad"), text("good")) else { return String::new() };
    let last = text("last").and_then(|last| judged(last, None, forms).0);
    let (_, places, findings) = judged(bad, last.as_ref(), forms);
    let findings = findings.iter().filter(|finding| finding.rule == rule);
    let wrong = wrong_lines(bad, &places, findings, lang);
    if wrong.is_empty() {
        return String::new();
    }
    let mut shown = format!("\n{}\n", lang.pick("错误的例子：", "wrong:"));
    let mut right = Vec::new();
    for Example { line, said } in &wrong {
        shown.push_str(&format!("    {line}\n"));
        shown.extend(said.iter().map(|said| format!("      → {said}\n")));
        let has_key = |other: &&str| !key(other).is_empty() && key(other) == key(line);
        right.extend(good.lines().map(str::trim).find(has_key).filter(|other| other != line));
    }
    right.dedup();
    if !right.is_empty() {
        let heading = lang.pick("正确的例子：", "right:");
        shown.push_str(&format!("{heading}\n    {}\n", right.join("\n    ")));
    }
    shown
}

fn key(line: &str) -> &str {
    line.split_once(':').map_or("", |(key, _)| key.trim())
}

/// A fixture read and checked.
fn judged(text: &str, last: Option<&Report>, forms: &Forms) -> (Option<Report>, Places, Vec<Finding>) {
    let file = read::File::named("bad.yaml", text.as_bytes()).expect("YAML has a reader");
    let read = read::read(&[file], &Expected::default(), forms, document::in_this_process);
    let Read { mut report, places, mut findings } = read;
    let form_of = |report: &Report| forms.edition(report.edition);
    let last = last.and_then(|last| Some((form_of(last)?, last)));
    if let Some(report) = &mut report {
        let form = form_of(report).expect("a report has a form that there is");
        form.compute_all(report, last);
        findings.extend(check(&Checked {
            this: Filled::new(form, report),
            last: last.map(|(form, report)| Filled::new(form, report)),
        }));
    }
    (report, places, findings)
}

/// The lines that findings are about, in their order, each once.
fn wrong_lines<'f, 'a>(
    text: &'f str,
    places: &Places,
    findings: impl Iterator<Item = &'a Finding>,
    lang: Lang,
) -> Vec<Example<'f>> {
    let mut found: Vec<Example> = Vec::new();
    for finding in findings {
        let Spot::Bytes(bytes) = places.spot(&finding.subject) else { continue };
        let line = places.source.line_column(bytes.start).0;
        let Some(line) = text.lines().nth(line - 1).map(str::trim) else { continue };
        let words = [&finding.clause].into_iter().chain(&finding.likely).chain(&finding.hints);
        let said: Vec<&str> = words.map(|words: &Words| words.in_lang(lang)).collect();
        let said = said.join(lang.pick("；", "; "));
        match found.iter_mut().find(|example| example.line == line) {
            Some(example) => example.said.push(said),
            None => found.push(Example { line, said: vec![said] }),
        }
    }
    found
}
