//! 核实说明 against findings: a warning that was looked into blocks nothing, until one of its numbers changes.
//!
//! A waiver holds for a finding of its rule that says exactly what it said then, numbers included. Errors
//! cannot be waived, and a waiver that fits nothing any more is told.

use std::borrow::Cow;

use crate::finding::{Finding, Subject};
use crate::lang::Words;
use crate::model::Report;
use crate::rule::{About, Level};

/// A waiver that fits no finding.
pub(super) static WAIVER_STALE: About = About {
    id: Cow::Borrowed("waiver-stale"),
    level: Level::Warning,
    basis: Cow::Borrowed(""),
    title: Words::fixed("核实说明已不适用", "a waiver fits nothing"),
    explain: Words::fixed(
        "核实说明对应的问题已经没有了，或者数已经改变。数变了，问题会重新提出，说明也要重新写；问题没有了，请删去说明。强制性问题不能核实放行。",
        "The finding is gone, or its numbers changed: then it is told again and the waiver is to be written anew. Delete what is no longer needed. Errors cannot be waived.",
    ),
};

/// Marks the findings that are waived, and adds one for each waiver that fits none.
pub(super) fn apply(report: &Report, findings: &mut Vec<Finding>) {
    let mut stale = Vec::new();
    for (index, waiver) in report.waivers.iter().enumerate() {
        let same =
            |finding: &&mut Finding| finding.rule == waiver.rule && finding.clause.zh == waiver.finding;
        let mut fits = false;
        let mut mandatory = false;
        for finding in findings.iter_mut().filter(|finding| same(finding)) {
            fits = true;
            mandatory |= finding.level == Level::Error;
            if finding.level == Level::Warning {
                finding.waived = Some(waiver.clone());
            }
        }
        let rule = &waiver.rule;
        let clause = if mandatory {
            words!(
                "[{rule}] 是强制性问题，不能核实放行，只能改正",
                "[{rule}] is an error: it cannot be waived, only mended"
            )
        } else if fits {
            continue;
        } else {
            words!("[{rule}] 没有这个问题，或者数已经改变：“{}”", waiver.finding; "[{rule}] there is no such finding, or its numbers changed: `{}`", waiver.finding)
        };
        stale.push(Finding::new(&WAIVER_STALE, Subject::Waiver(index), clause));
    }
    findings.append(&mut stale);
}
