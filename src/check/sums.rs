//! 勾稽关系 of a whole report: every equation judged, and one finding where one cell explains them all.
//!
//! Equations of one table that fail together may have one cause. Tables are looked at one by one.
//! What the equations are is declared by the form.

mod equations;
mod repair;
mod totals;

use self::equations::{Unbalanced, finding, unbalanced};
use super::Checked;
use super::prose::Texts;
use crate::finding::{Finding, Subject};
use crate::lang::counted;
use crate::model::Origin;

pub(super) use totals::total_alone;

/// Judges every equation of the report's form.
pub(super) fn check(checked: &Checked, texts: &Texts) -> Vec<Finding> {
    let mut unbalanced = unbalanced(checked);
    let mut findings = Vec::new();
    while let Some(first) = unbalanced.first() {
        let section = first.rule.section;
        let (table, others) =
            unbalanced.into_iter().partition(|one: &Unbalanced| one.rule.section == section);
        unbalanced = others;
        findings.extend(of_table(checked, texts, &table));
    }
    findings
}

fn of_table(checked: &Checked, texts: &Texts, unbalanced: &[Unbalanced]) -> Vec<Finding> {
    let repairs = repair::repairs(checked, texts, unbalanced);
    let mut findings: Vec<Finding> = unbalanced.iter().map(|one| finding(checked, one)).collect();
    if let [only] = repairs.as_slice() {
        // One cause explains everything: one finding, at its cell, of the equation whose total it
        // is if any.
        let cell = only.changes[0].figure;
        let total = unbalanced.iter().position(|one| one.equation.defines() == Some(cell));
        findings.swap(0, total.unwrap_or(0));
        findings.truncate(1);
        if let Some(finding) = findings.first_mut() {
            if checked.this.entry(cell).origin == Origin::Stated {
                finding.subject = Subject::Figure(cell);
            }
            if unbalanced.len() > 1 {
                let also = unbalanced.len() - 1;
                let more = counted(also, "more equation");
                finding.hints.push(words!(
                    "另有 {also} 条勾稽关系因同一原因不平衡，改正后一并消除",
                    "{more} not balanced for the same reason: fixing this one settles them"
                ));
            }
        }
    }
    let likely = repair::words(checked.this.form, &repairs);
    for finding in &mut findings {
        finding.likely.clone_from(&likely);
    }
    findings
}
