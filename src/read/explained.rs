//! 说明: what a unit wrote into the list of a copy that was returned to it.
//!
//! Each row of the list is tied to its finding by hidden columns; what the unit writes next to a
//! warning is a waiver, with the same demands on the reason as anywhere. The list itself says
//! nothing of the report: it is the program's own, and no reader of tables or texts sees it.

use std::borrow::Cow;

use super::waivers::{no_reason, says_nothing};
use crate::document::{Book, CellName, Content, Sheet};
use crate::finding::Finding;
use crate::fingerprint::{EXPLANATIONS, TIES, is_list};
use crate::model::Waiver;
use crate::rule::Level;
use crate::yaml::Bytes;

/// A workbook without the lists of findings in it; its sheets keep their numbers.
pub(super) fn without_lists(book: &Book) -> Cow<'_, Book> {
    if !book.sheets.iter().any(|sheet| is_list(&sheet.name)) {
        return Cow::Borrowed(book);
    }
    let mut book = book.clone();
    for sheet in book.sheets.iter_mut().filter(|sheet| is_list(&sheet.name)) {
        *sheet = Sheet::named(std::mem::take(&mut sheet.name));
    }
    Cow::Owned(book)
}

/// What is explained in the lists of a workbook, each with the cell of the reason.
pub(super) fn read(book: &Book) -> Vec<(Waiver, CellName)> {
    let lists = book.sheets.iter().enumerate().filter(|(_, sheet)| is_list(&sheet.name));
    lists.flat_map(|(number, sheet)| of_list(sheet, number)).collect()
}

fn of_list(sheet: &Sheet, number: usize) -> Vec<(Waiver, CellName)> {
    let head = |name: &str| sheet.cells.iter().find(|cell| cell.content.text() == name);
    let [Some(rule), Some(finding), Some(level)] = TIES.map(head) else { return Vec::new() };
    let in_head = |name: &&str| sheet.row(rule.row).iter().find(|cell| cell.content.text().trim() == *name);
    let Some(reason) = EXPLANATIONS.iter().find_map(in_head) else { return Vec::new() };
    let explained = sheet.cells.iter().filter(|cell| cell.column == reason.column && cell.row > rule.row);
    let waiver = |cell: &crate::document::Cell| {
        let text =
            |column: u32| sheet.at(cell.row, column).map(Content::text).filter(|text| !text.is_empty());
        let said = cell.content.text().trim();
        if said.is_empty() || text(level.column)? != Level::Warning.id() {
            return None;
        }
        let waiver = Waiver {
            rule: text(rule.column)?.to_owned(),
            finding: text(finding.column)?.to_owned(),
            reason: said.split_whitespace().collect::<Vec<_>>().join(" "),
            by: String::new(),
            date: String::new(),
            listed: true,
        };
        Some((waiver, CellName { sheet: number, row: cell.row, column: cell.column }))
    };
    explained.filter_map(waiver).collect()
}

/// The waivers of a unit, and what is wrong with the reasons of others.
pub(super) fn of_unit(
    explained: Vec<(Waiver, Bytes)>,
    unit: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Vec<(Waiver, Bytes)> {
    let by = unit.unwrap_or("填报单位");
    let mut waivers = Vec::new();
    for (waiver, at) in explained {
        if says_nothing(&waiver.reason) {
            findings.push(no_reason(&waiver.reason, at));
        } else {
            waivers.push((Waiver { by: by.to_owned(), ..waiver }, at));
        }
    }
    waivers
}
