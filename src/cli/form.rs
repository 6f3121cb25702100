//! `nianbao form`: workbooks to hand out, blank or with unit, year and last year's figures.
//!
//! One for each unit, named after it, so that what comes back can be put into `data/<year>/` as it is. A workbook that
//! is there already may have been filled in: it is left alone.

use clap::Args;

use super::help::say;
use super::{CANNOT, FINDINGS, Global, OK, Output};
use crate::form::Form;
use crate::fs;
use crate::make::{self, Item, Project};
use crate::model::Report;
use crate::render::{self, Sheets};

#[derive(Args)]
pub(super) struct FormVerb {
    #[arg(long, conflicts_with = "unit", help = say("名录（data/units.yaml）里的全部单位", "every unit of the roster (data/units.yaml)"))]
    all: bool,
    #[arg(long, value_name = say("表样", "EDITION"), value_parser = clap::value_parser!(u16),
        help = say("用哪一年的表样，默认由 --year 决定，没有年度时用最新的", "the form's edition; default: that of --year, else the newest"))]
    edition: Option<u16>,
    #[arg(long, help = say("填入该年度已有的数据和文字，供汇总单位核对、留存", "with the figures and texts that the data have for the year, for the office's own use"))]
    filled: bool,
    #[arg(long, help = say("已有的同名文件也重新生成（里面填过的内容会丢失）", "replace workbooks that are there already (what was filled in is lost)"))]
    force: bool,
}

pub(super) fn run(verb: &FormVerb, global: &Global, output: &mut Output) -> u8 {
    let project = match global.open(output) {
        Ok(project) => project,
        Err(code) => return code,
    };
    let year = match global.year.as_slice() {
        [] => None,
        [year] => Some(*year),
        _ => {
            output.error(&say("填报表一次只能做一个年度的", "workbooks are made for one year at a time"));
            return CANNOT;
        }
    };
    let form = match (verb.edition, year) {
        (Some(edition), _) => project.forms.edition(edition),
        (None, Some(year)) => project.forms.for_year(year),
        (None, None) => project.forms.all.last(),
    };
    let Some(form) = form else {
        output.error(&say("没有适用的表样", "no form applies"));
        return CANNOT;
    };
    let items = match make::gather(&project, &[], global.jobs()) {
        Ok(items) => items,
        Err(trouble) => {
            output.disk(&trouble);
            return CANNOT;
        }
    };
    let units = match units(verb, global, &project, &items) {
        Ok(units) => units,
        Err(words) => {
            output.error(&words);
            return CANNOT;
        }
    };
    if !units.is_empty() && year.is_none() {
        output
            .error(&say("请用 --year 说明是哪一年度的", "say with --year which year the workbooks are for"));
        return CANNOT;
    }
    let folder = global.out.clone().unwrap_or_else(|| {
        let year = year.map_or_else(|| form.edition.to_string(), |year| year.to_string());
        global.out().join("forms").join(year)
    });
    let wanted: Vec<Option<&str>> =
        if units.is_empty() { vec![None] } else { units.iter().map(|unit| Some(unit.as_str())).collect() };
    let mut there = Vec::new();
    let mut made = 0;
    for unit in wanted {
        let of_year = |year: u16| report_of(&project, &items, unit?, year);
        let last = year.and_then(|year| of_year(year.checked_sub(1)?));
        let report = year.filter(|_| verb.filled).and_then(of_year).map(|(_, report)| report);
        let path = folder.join(format!("{}.xlsx", unit.map_or_else(blank_name, file_name)));
        if fs::exists(&path) && !verb.force {
            there.push(path);
            continue;
        }
        let bytes = match render::workbook(&Sheets { form, unit, year, report, last }) {
            Ok(bytes) => bytes,
            Err(broken) => return Global::say_broken(&broken.into(), output),
        };
        if let Err(trouble) = fs::write_changed(&[fs::Output { path, bytes }]) {
            output.disk(&trouble);
            return CANNOT;
        }
        made += 1;
    }
    output.chat(&say(
        &format!("生成 {made} 份填报表 → {}\n", folder.display()),
        &format!("{made} workbooks → {}\n", folder.display()),
    ));
    for path in &there {
        let path = path.display();
        output.message(&say(
            &format!("已经有 {path}，没有覆盖：里面可能填过；要重新生成请加 --force\n"),
            &format!("{path} is there already and was left alone: it may have been filled in; --force replaces it\n"),
        ));
    }
    if there.is_empty() { OK } else { FINDINGS }
}

/// The units to make workbooks for; none for one that any unit may fill in.
fn units(verb: &FormVerb, global: &Global, project: &Project, items: &[Item]) -> Result<Vec<String>, String> {
    let roster = &project.roster.agencies;
    if verb.all {
        if roster.is_empty() {
            return Err(say(
                "没有名录：--all 需要 data/units.yaml",
                "there is no roster: --all needs data/units.yaml",
            ));
        }
        return Ok(roster.iter().map(|agency| agency.name.clone()).collect());
    }
    let mut units: Vec<String> = Vec::new();
    for asked in &global.unit {
        let pattern = glob::Pattern::new(asked).map_err(|_| {
            say(&format!("--unit 的写法有误：{asked}"), &format!("--unit is not a pattern: {asked}"))
        })?;
        let fits = |name: &str, short: Option<&str>| {
            pattern.matches(name) || short.is_some_and(|short| pattern.matches(short))
        };
        let known = roster.iter().filter(|agency| fits(&agency.name, agency.short.as_deref()));
        let mut found: Vec<String> = known.map(|agency| agency.name.clone()).collect();
        found.extend(items.iter().filter(|item| fits(item.unit(), None)).map(|item| item.unit().to_owned()));
        if found.is_empty() {
            if asked.contains(['*', '?', '[']) {
                return Err(say(&format!("没有与“{asked}”相符的单位"), &format!("no unit fits `{asked}`")));
            }
            // A new unit: it is in no list yet.
            found.push(asked.clone());
        }
        for unit in found {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    Ok(units)
}

/// The report of a unit for a year, with its form.
fn report_of<'a>(
    project: &'a Project,
    items: &'a [Item],
    unit: &str,
    year: u16,
) -> Option<(&'a Form, &'a Report)> {
    let reports = items.iter().filter(|item| item.year == year).filter_map(|item| item.report.as_ref());
    let report = reports.into_iter().find(|report| report.unit == unit)?;
    Some((project.forms.edition(report.edition)?, report))
}

fn blank_name() -> String {
    say("填报表", "form")
}

/// A unit's name as the name of a file.
fn file_name(unit: &str) -> String {
    let allowed = |c: char| !(c.is_control() || "/\\:*?\"<>|".contains(c));
    let name: String = unit.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    name.trim_matches(['.', ' ']).to_owned()
}
