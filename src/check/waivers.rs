//! 核实说明 against findings: a warning that was looked into blocks nothing, until one of its numbers
//! changes.
//!
//! A waiver holds for a finding of its rule at the place that it names, with the numbers that it
//! names (`finding::facts`); the wording of the rule may have changed since. Errors cannot be
//! waived, and a waiver that fits nothing any more is reported.

use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::lang::{Words, quoted};
use crate::model::Report;
use crate::rule::{About, Basis, Level};

/// A waiver that fits no finding.
pub(super) static WAIVER_STALE: About = About::new(
    "waiver-stale",
    Level::Warning,
    Basis::None,
    Words::fixed("核实说明已不适用", "waiver no longer applies"),
    Words::fixed(
        "核实说明对应的问题已经没有了，或者数已经改变。数变了，问题会重新提出，说明也要重新写；问题没有了，请删去说明。强制性问题不能用核实说明通过，请改正。",
        "The finding is gone, or its numbers changed: then it is reported again, and the waiver has to be rewritten. Delete waivers that are no longer needed. Errors cannot be waived.",
    ),
);

/// Marks the findings that are waived, and adds one for each waiver that fits none.
pub(super) fn apply(form: &Form, report: &Report, findings: &mut Vec<Finding>) {
    let mut stale = Vec::new();
    for (index, waiver) in report.waivers.iter().enumerate() {
        let mut fits = false;
        let mut mandatory = false;
        let same_rule = findings.iter_mut().filter(|finding| finding.rule == waiver.rule);
        for finding in same_rule.filter(|finding| finding.is_meant_by(&waiver.finding, form)) {
            fits = true;
            mandatory |= finding.level == Level::Error;
            if finding.level == Level::Warning {
                finding.waived = Some(waiver.clone());
            }
        }
        // In a list it explains what the list said: that may be gone by now.
        if waiver.listed {
            continue;
        }
        let rule = &waiver.rule;
        let clause = if mandatory {
            words!(
                "“{rule}”是强制性问题，不能用核实说明通过，请改正",
                "`{rule}` is an error: it cannot be waived and has to be fixed"
            )
        } else if fits {
            continue;
        } else {
            words!(
                "核实说明对应的问题已没有，或数已改变（{rule}：{}）：请删去，或按新的数重写", quoted(&waiver.finding);
                "the finding of this waiver is gone, or its numbers changed ({rule}: `{}`): delete it, or rewrite it with the new numbers", waiver.finding
            )
        };
        stale.push(Finding::new(&WAIVER_STALE, Subject::Waiver(index), clause));
    }
    findings.append(&mut stale);
}

/// Marks what others than the rules found (a reader, the roster) and is waived; what the rules
/// found says no longer that such a waiver fits nothing.
pub fn waive_others(form: &Form, report: &Report, others: &mut [Finding], found: &mut Vec<Finding>) {
    for (index, waiver) in report.waivers.iter().enumerate() {
        let of_rule = others.iter_mut().filter(|one| one.rule == waiver.rule && one.level == Level::Warning);
        let mut fits = false;
        for finding in of_rule.filter(|one| one.is_meant_by(&waiver.finding, form)) {
            finding.waived = Some(waiver.clone());
            fits = true;
        }
        if fits {
            found.retain(|one| one.rule != WAIVER_STALE.id || one.subject != Subject::Waiver(index));
        }
    }
}
