//! What the commands that judge reports print about them: findings, one line each, or that there are none.

use std::collections::BTreeMap;

use super::help::say;
use super::{Global, Output};
use crate::diagnose::{Judged, Shown, visible};
use crate::make::{Item, Project};
use crate::rule::Level;

/// Why there is nothing to do.
pub(super) fn nothing(global: &Global, items: usize) -> String {
    let data = global.root.join("data");
    if items > 0 {
        say("没有与 --year、--unit 相符的报告", "no report matches --year and --unit")
    } else {
        say(
            &format!("{} 里没有数据：数据文件放在 data/<年度>/<单位>.yaml", data.display()),
            &format!("no data in {}: data files are data/<year>/<unit>.yaml", data.display()),
        )
    }
}

/// One line for each report.
pub(super) fn list(items: &[Item], chosen: &[usize], text: &mut String) {
    for &index in chosen {
        let item = &items[index];
        let (year, unit, path) = (item.year, item.unit(), &item.places.source.path);
        let state = state(item.count(Level::Error), item.count(Level::Warning));
        text.push_str(&format!("{year} {unit}  {state}  {path}\n"));
    }
}

/// How much was found in a report.
pub(super) fn state(errors: usize, warnings: usize) -> String {
    match (errors, warnings) {
        (0, 0) => say("无问题", "no findings"),
        (errors, warnings) => say(
            &format!("强制性问题 {errors} 处，核实性提醒 {warnings} 处"),
            &format!("{errors} errors, {warnings} warnings"),
        ),
    }
}

/// More findings of one rule and file than this are counted, unless all are asked for.
const MOST_OF_A_KIND: usize = 20;

/// The chosen items with what is wrong with them.
pub(super) fn judge<'a>(project: &'a Project, items: &'a [Item], chosen: &[usize]) -> Vec<Judged<'a>> {
    let form = |item: &Item| item.report.as_ref().and_then(|report| project.forms.edition(report.edition));
    let one = |&index: &usize| {
        let item = &items[index];
        let last = item.last.and_then(|last| Some((form(&items[last])?, &items[last].places)));
        Judged {
            unit: item.unit(),
            year: item.year,
            shown: Shown { form: form(item), places: &item.places, last },
            findings: item.findings.iter().collect(),
        }
    };
    chosen.iter().map(one).collect()
}

/// Writes findings, report by report; `--quiet` leaves warnings out, `--verbose` shows all of a kind.
pub(super) fn print_findings(reports: &[Judged], all: bool, output: &Output, text: &mut String) {
    let reporter = output.reporter();
    for judged in reports {
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in judged.findings.iter().filter(|finding| finding.waived.is_none() || all) {
            if finding.level == Level::Error || !output.quiet() {
                let count = told.entry(finding.rule.as_ref()).or_default();
                *count += 1;
                if *count <= MOST_OF_A_KIND || all {
                    text.push_str(&reporter.finding(finding, &judged.shown));
                }
            }
        }
        for (rule, count) in told.iter().filter(|(_, count)| **count > MOST_OF_A_KIND && !all) {
            let (path, more) = (visible(judged.path()), count - MOST_OF_A_KIND);
            text.push_str(&say(
                &format!("{path}：[{rule}] 另有 {more} 处同类问题，用 -v 全部列出\n\n"),
                &format!("{path}: {more} more of [{rule}], listed with -v\n\n"),
            ));
        }
    }
}
