//! What the commands that judge reports print about them: findings, one line each, or that there
//! are none.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Output;
use crate::diagnose::{AllTold, Judged, Told, visible};
use crate::finding::Finding;
use crate::lang::{Lang, Words, counted};
use crate::make::{Item, Project};
use crate::rule::Level;

/// One line for a report.
pub(super) fn line(year: u16, unit: &str, path: &str, errors: usize, warnings: usize, lang: Lang) -> String {
    let (unit, path) = (visible(unit), visible(path));
    format!("{year} {unit}  {}  {path}\n", state(errors, warnings).in_lang(lang))
}

/// One line for each report.
pub(super) fn list(items: &[Item], lang: Lang, text: &mut String) {
    for item in items {
        let counts = (item.count(Level::Error), item.count(Level::Warning));
        let path = &item.places.source.path;
        text.push_str(&line(item.identity.year, item.unit(), path, counts.0, counts.1, lang));
    }
}

/// How much was found in a report.
pub(super) fn state(errors: usize, warnings: usize) -> Words {
    if (errors, warnings) == (0, 0) {
        return Words::fixed("无问题", "no findings");
    }
    let (errors_en, warnings_en) = (counted(errors, "error"), counted(warnings, "warning"));
    words!("强制性问题 {errors} 处，核实性问题 {warnings} 处", "{errors_en}, {warnings_en}")
}

/// More findings of one rule and file than this are counted, unless all are asked for.
const MOST_OF_A_KIND: usize = 20;

/// Reports with what is wrong with them.
pub(super) fn judge<'a>(project: &'a Project, items: &'a [Item]) -> Vec<Judged<'a>> {
    items.iter().map(|item| item.judged(project)).collect()
}

/// Writes findings, report by report; `--quiet` leaves warnings out, `--verbose` shows all of a
/// kind.
pub(super) fn print_findings<'j, 'a: 'j>(
    reports: impl IntoIterator<Item = &'j Judged<'a>>,
    all: bool,
    output: &Output,
    text: &mut String,
) {
    let reporter = output.reporter();
    for judged in reports {
        let about = |finding: &&Finding| (finding.rule.clone(), finding.level, finding.waived.is_some());
        let write = |finding: &&Finding| reporter.finding(finding, &judged.shown).into();
        print_some(judged.path(), &judged.findings, about, write, all, output, text);
    }
}

/// Writes what a build told of reports, each with its file, as [`print_findings`] does.
pub(super) fn print_told(reports: &[(String, AllTold)], all: bool, output: &Output, text: &mut String) {
    for (path, told) in reports {
        let told: &[Told] = told;
        let about = |told: &Told| (told.rule.clone().into(), told.level, told.waived);
        print_some(path, told, about, |told| told.text(output.reporter().color), all, output, text);
    }
}

/// Writes what is wrong with one file; `about` gives a finding's rule, level and whether it is
/// waived.
fn print_some<'f, F>(
    path: &str,
    findings: &'f [F],
    about: impl Fn(&'f F) -> (Cow<'static, str>, Level, bool),
    write: impl Fn(&'f F) -> Cow<'f, str>,
    all: bool,
    output: &Output,
    text: &mut String,
) {
    let mut shown: BTreeMap<Cow<str>, usize> = BTreeMap::new();
    for finding in findings {
        let (rule, level, waived) = about(finding);
        if (waived && !all) || (level == Level::Warning && output.quiet()) {
            continue;
        }
        let count = shown.entry(rule).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND || all {
            text.push_str(&write(finding));
        }
    }
    for (rule, count) in shown.iter().filter(|(_, count)| **count > MOST_OF_A_KIND && !all) {
        let (path, more) = (visible(path), count - MOST_OF_A_KIND);
        let words = words!(
            "{path}：[{rule}] 另有 {more} 处同类问题，用 -v 全部列出\n\n",
            "{path}: {more} more of [{rule}], listed with -v\n\n"
        );
        text.push_str(words.in_lang(output.lang()));
    }
}
