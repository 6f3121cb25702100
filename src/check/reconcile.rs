//! 勾稽关系 of a whole report: every equation judged, and one finding where one cell explains them all.
//!
//! Equations of one table that fail together may have one cause. Tables are looked at one by one.

use super::equations::{Broken, broken, finding};
use super::{Checked, repair};
use crate::finding::{Finding, Subject};
use crate::model::Origin;

/// Judges every equation of the report's form.
pub(super) fn check(checked: &Checked) -> Vec<Finding> {
    let mut broken = broken(checked);
    let mut findings = Vec::new();
    while let Some(first) = broken.first() {
        let section = first.rule.section;
        let (table, others) = broken.into_iter().partition(|one: &Broken| one.rule.section == section);
        broken = others;
        findings.extend(of_table(checked, &table));
    }
    findings
}

fn of_table(checked: &Checked, broken: &[Broken]) -> Vec<Finding> {
    let repairs = repair::repairs(checked, broken);
    let mut findings: Vec<Finding> = broken.iter().map(|one| finding(checked, one)).collect();
    if let [only] = repairs.as_slice() {
        // One cause explains everything: one finding, at its cell, of the equation whose total it is if any.
        let cell = only.changes[0].figure;
        let total = broken.iter().position(|one| one.equation.defines() == Some(cell));
        findings.swap(0, total.unwrap_or(0));
        findings.truncate(1);
        if let Some(finding) = findings.first_mut() {
            if checked.report.entry(cell).origin == Origin::Stated {
                finding.subject = Subject::Figure(cell);
            }
            if broken.len() > 1 {
                let also = broken.len() - 1;
                finding.hints.push(words!(
                    "另有 {also} 处等式因同一原因不成立",
                    "{also} more equations fail for the same reason"
                ));
            }
        }
    }
    let likely = repair::words(checked, &repairs);
    for finding in &mut findings {
        finding.likely.clone_from(&likely);
    }
    findings
}
