//! 空白格: a figure that is neither a number nor marked as not applicable.
//!
//! Empty cells of one table are one finding: a table left out is one oversight, not 175. A total
//! that was left out only because one of its parts is empty is not counted.

use crate::check::{EVERY_YEAR, Found, Rule, Scope};
use crate::finding::Subject;
use crate::form::{Filled, Form};
use crate::lang::{Words, counted};
use crate::model::{Entry, Figure, FigureId, Origin};
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "figure-blank",
        Level::Error,
        Basis::law("《政府信息公开条例》第五十条：内容不得遗漏"),
        Words::fixed("有空白格", "cells are empty"),
        Words::fixed(
            "空白格不等于 0，读者会以为没有统计。没有发生的请填 0；整张表其余各格都是 0 的，可以写一行“其余: 0”。",
            "An empty cell is not zero: readers take it for not counted. Write 0, or `其余: 0` (`rest: 0`) if all the rest of a table is zero.",
        ),
    ),
    years: EVERY_YEAR,
    asks: &[],
    scope: Scope::Report(check),
};

/// What to do about an empty cell, for departments and for those who write YAML.
const ZERO: Words = Words::fixed(
    "没有发生的请填 0；空白格确实都是 0 的，工作簿可把“空白格按 0 计”选为“是”，YAML 可写一行“其余: 0”",
    "write 0 for what did not happen; if all empty cells are zero, set `空白格按 0 计` to `是` in the workbook, or write `其余: 0` (`rest: 0`) in YAML",
);

fn check(this: Filled, found: &mut Found) {
    let form = this.form;
    let totals = form.totals();
    for (index, section) in form.sections.iter().enumerate() {
        let is_empty = |id: &FigureId| {
            let entry = this.entry(*id);
            entry.figure == Figure::Blank && entry.origin != Origin::Refused
        };
        let empty: Vec<FigureId> = form.ids_of_section(index).filter(is_empty).collect();
        let is_own = |id: &FigureId| this.entry(*id).origin == Origin::Stated || !totals[id.index()];
        let whole_table = empty.len() == form.ids_of_section(index).count();
        let reported: Vec<FigureId> = empty.into_iter().filter(|id| whole_table || is_own(id)).collect();
        let Some(&first) = reported.first() else {
            underivable(this, index, found);
            continue;
        };
        let name = &section.name;
        let count = reported.len();
        if whole_table {
            let clause = words!("{name}没有填", "{name} is not filled in");
            found.add(Subject::Section(index), clause).hints.push(ZERO);
            continue;
        }
        let clause = if count == 1 {
            words!("{}没有填", form.quoted(first); "{} is empty", form.spec(first).address)
        } else {
            words!("{name}有 {count} 格没有填", "{name} has {count} empty cells")
        };
        let finding = found.add(Subject::Figure(first), clause);
        if count > 1 {
            finding.others = reported[1..].iter().map(|&id| Subject::Figure(id)).collect();
            finding.hints.push(listed(form, &reported));
        }
        finding.hints.push(ZERO);
    }
}

/// Totals that were left out and cannot be derived: a part of them is marked as not applicable.
fn underivable(this: Filled, section: usize, found: &mut Found) {
    let form = this.form;
    let is_reported = |id: FigureId| {
        let Entry { figure, origin } = this.entry(id);
        origin == Origin::Refused || figure.number().is_some() && this.sound_number(id).is_none()
    };
    if form.ids_of_section(section).any(is_reported) {
        return; // the total is missing because of a figure that has its own finding
    }
    let is_empty = |id: &FigureId| this.entry(*id).figure == Figure::Blank;
    let totals: Vec<FigureId> = form.ids_of_section(section).filter(is_empty).collect();
    let Some(&first) = totals.first() else { return };
    let (place, address, count) = (form.quoted(first), &form.spec(first).address, totals.len());
    let clause = words!(
        "{place}等 {count} 个总计没有填，也推算不出：有分项填的是“不适用”";
        "{} ({address} …) empty and not derivable: a part is marked as not applicable",
        counted(count, "total")
    );
    found.add(Subject::Figure(first), clause).hints.push(Words::fixed(
        "没有发生的分项请填 0；确实不适用的，请填写总计",
        "write 0 for parts that did not happen; if a part really does not apply, write the total",
    ));
}

/// The empty cells, whole rows by their names.
fn listed(form: &Form, empty: &[FigureId]) -> Words {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    let totals = form.totals();
    for row in empty.chunk_by(|&a, &b| form.spec(a).row == form.spec(b).row) {
        let spec = form.spec(row[0]);
        let is_own = |id: &FigureId| form.spec(*id).row == spec.row && !totals[id.index()];
        let all = form.ids_of_section(spec.section).filter(is_own).count();
        if row.len() > 1 && row.iter().filter(|id| is_own(id)).count() == all {
            let title = spec.title.rsplit_once(" · ").map_or(spec.title.as_str(), |(row, _)| row);
            zh.push(format!("{title}（整行）"));
            en.push(format!("{title} (whole row)"));
        } else {
            zh.extend(row.iter().map(|&id| form.quoted(id)));
            en.extend(row.iter().map(|&id| form.spec(id).address.clone()));
        }
    }
    let more = if zh.len() > MOST { "……" } else { "" };
    zh.truncate(MOST);
    en.truncate(MOST);
    words!("没有填的：{}{more}", zh.join("、"); "empty: {}{more}", en.join(", "))
}

/// More places than this are not listed.
const MOST: usize = 8;
