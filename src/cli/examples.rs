//! Examples for `nianbao explain` and the rule book: the fixtures of the rule's own tests, read and
//! checked here, so that what is shown is what the program says.
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
use crate::rulebook;

static FIXTURES: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/rules");

/// What is shown of a rule.
pub(super) struct Examples {
    /// What is wrong, each with what is said about it.
    wrong: Vec<Wrong>,
    /// How it is right.
    right: Vec<String>,
    /// Whether these are lines of data files.
    data: bool,
}

/// A line of a fixture, and what is said about it.
struct Wrong {
    line: String,
    said: Vec<String>,
}

/// The examples of a rule: from its fixtures where these are texts, else the situation that the
/// rule book has.
pub(super) fn examples(rule: &str, forms: &Forms, lang: Lang) -> Option<Examples> {
    from_fixtures(rule, forms, lang).or_else(|| {
        let situation = rulebook::situation(rule)?;
        let said = |both: &rulebook::Both| both.words().in_lang(lang).to_owned();
        let wrong = Wrong { line: said(situation.wrong.as_ref()?), said: Vec::new() };
        let right = situation.right.iter().map(said).collect();
        Some(Examples { wrong: vec![wrong], right, data: false })
    })
}

fn from_fixtures(rule: &str, forms: &Forms, lang: Lang) -> Option<Examples> {
    let text = |name: &str| FIXTURES.get_file(format!("{rule}/{name}.yaml"))?.contents_utf8();
    let (bad, good) = (text("bad")?, text("good")?);
    let last = text("last").and_then(|last| judged(last, None, forms).0);
    let (_, places, findings) = judged(bad, last.as_ref(), forms);
    let findings = findings.iter().filter(|finding| finding.rule == rule);
    let wrong = wrong_lines(bad, &places, findings, lang);
    let mut right: Vec<String> = Vec::new();
    for Wrong { line, .. } in &wrong {
        let name = key(line);
        let sound: Vec<&str> = good.lines().map(str::trim).filter(|other| other != line).collect();
        let has_key = |other: &&&str| !name.is_empty() && key(other) == name;
        let within = |other: &&&str| !name.is_empty() && other.contains(&format!("{name}:"));
        let of_key = sound.iter().find(has_key).or_else(|| sound.iter().find(within));
        right.extend(of_key.map(|&line| line.to_owned()));
    }
    if right.is_empty() {
        right.extend(rulebook::situation(rule).and_then(|situation| situation.line.clone()));
    }
    right.dedup();
    (!wrong.is_empty()).then_some(Examples { wrong, right, data: true })
}

impl Examples {
    /// For a terminal.
    pub(super) fn text(&self, lang: Lang) -> String {
        let mut shown = format!("\n{}\n", lang.pick("错误的例子：", "wrong:"));
        for Wrong { line, said } in &self.wrong {
            shown.push_str(&format!("    {line}\n"));
            shown.extend(said.iter().map(|said| format!("      → {said}\n")));
        }
        if !self.right.is_empty() {
            let heading = lang.pick("正确的例子：", "right:");
            shown.push_str(&format!("{heading}\n    {}\n", self.right.join("\n    ")));
        }
        shown
    }

    /// For a page of Markdown; `escaped` makes a sentence of it.
    pub(super) fn markdown(&self, lang: Lang, escaped: impl Fn(&str) -> String) -> String {
        let (wrong, right) = (lang.pick("错误：", "Wrong: "), lang.pick("正确：", "Right: "));
        if !self.data {
            let mut lines = self.wrong.iter().map(|one| format!("- {wrong}{}\n", escaped(&one.line)));
            let wrong: String = lines.by_ref().collect();
            let right = self.right.iter().map(|line| format!("- {right}{}\n", escaped(line)));
            return wrong + &right.collect::<String>();
        }
        let block = |line: &str| format!("\n```yaml\n{line}\n```\n");
        let mut shown = wrong.trim_end().to_owned() + "\n";
        for Wrong { line, said } in &self.wrong {
            shown.push_str(&block(line));
            shown.extend(said.iter().map(|said| format!("\n> {}\n", escaped(said))));
        }
        if !self.right.is_empty() {
            shown.push_str(&format!("\n{}\n{}", right.trim_end(), block(&self.right.join("\n"))));
        }
        shown
    }
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
fn wrong_lines<'a>(
    text: &str,
    places: &Places,
    findings: impl Iterator<Item = &'a Finding>,
    lang: Lang,
) -> Vec<Wrong> {
    let mut found: Vec<Wrong> = Vec::new();
    for finding in findings {
        let Spot::Bytes(bytes) = places.spot(&finding.subject) else { continue };
        let line = places.source.line_column(bytes.start).0;
        let Some(line) = text.lines().nth(line - 1).map(str::trim) else { continue };
        let words = [&finding.clause].into_iter().chain(&finding.likely).chain(&finding.hints);
        let said: Vec<&str> = words.map(|words: &Words| words.in_lang(lang)).collect();
        let said = said.join(lang.pick("；", "; "));
        match found.iter_mut().find(|wrong| wrong.line == line) {
            Some(wrong) => wrong.said.push(said),
            None => found.push(Wrong { line: line.to_owned(), said: vec![said] }),
        }
    }
    found
}
