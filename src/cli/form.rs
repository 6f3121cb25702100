//! `nianbao form`: workbooks to send out, blank or with unit, year and last year's figures.
//!
//! One for each unit, named after it, so that what comes back can be put into `data/<year>/` as it
//! is: for the units that are named, else for those of the roster that have not submitted. A
//! workbook that exists already may have been filled in: it is kept.

use std::path::PathBuf;

use clap::Args;

use super::help::say;
use super::options::{Global, shown_folder, year};
use super::{Exit, Output, Ran, Stop};
use crate::form::Form;
use crate::fs;
use crate::lang::{Words, counted};
use crate::make::{Project, Survey, file_name};
use crate::model::UnitName;
use crate::render::{self, Sheets};
use crate::roster::Tier;

#[derive(Args)]
pub(super) struct FormVerb {
    #[arg(long, conflicts_with = "unit", help = say("名录（data/units.yaml）里的全部单位", "every unit of the roster (data/units.yaml)"))]
    all: bool,
    #[arg(long, value_name = say("年份", "YEAR"), value_parser = year,
        help = say("用哪一年的表样，默认由 --year 决定，没有年度时用最新的", "the form's year; default: the form for --year, else the newest"))]
    edition: Option<u16>,
    #[arg(long, help = say("填入该年度已有的数据和文字，供汇总单位核对、留存", "with the figures and texts that the data have for the year, for the office's own use"))]
    filled: bool,
    #[arg(long, help = say("已有的同名文件也重新生成（里面填过的内容会丢失）", "replace existing workbooks (what was filled in is lost)"))]
    force: bool,
}

pub(super) fn run(verb: &FormVerb, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    let year = match global.year.as_slice() {
        [] => None,
        [year] => Some(*year),
        _ => {
            return Err(Words::fixed(
                "一次只能生成一个年度的填报表，请只写一个 --year",
                "workbooks are made for one year at a time: give one --year",
            )
            .into());
        }
    };
    let form = form_of(verb, &project, year)?;
    let survey = Survey::of(&project, &[], global.jobs());
    let Some(units) = units(verb, global, &survey, year, output)? else { return Ok(Exit::Sound) };
    if !units.is_empty() && year.is_none() {
        return Err(Words::fixed("请写明年度，如 --year 2025", "name the year, such as --year 2025").into());
    }
    let folder = global.out.clone().unwrap_or_else(|| {
        let year = year.map_or_else(|| form.edition.to_string(), |year| year.to_string());
        global.root.join("forms").join(year)
    });
    let wanted: Vec<Option<&str>> =
        if units.is_empty() { vec![None] } else { units.iter().map(|unit| Some(unit.as_str())).collect() };
    let (mut kept, mut made) = (Vec::new(), Vec::new());
    for unit in wanted {
        let name = unit.map_or_else(|| output.lang().pick("填报表", "form").to_owned(), file_name);
        let path = folder.join(format!("{name}.xlsx"));
        if fs::exists(&path) && !verb.force {
            kept.push(name);
            continue;
        }
        write(&project, &survey, form, (unit, year, verb.filled), path)?;
        made.push(name);
    }
    let (folder, count) = (shown_folder(&project, &folder), made.len());
    if count > 0 {
        output.chat(&words!(
            "已生成 {count} 份填报表，在 {folder}：{}", made.join("、");
            "{} made in {folder}: {}", counted(count, "workbook"), made.join(", ")
        ));
    }
    if kept.is_empty() {
        return Ok(Exit::Sound);
    }
    let count = kept.len();
    output.say(&words!(
        "另有 {count} 份已存在，没有覆盖（可能已填过）：{}；确要重新生成，请加 --force", kept.join("、");
        "{} kept because they exist and may be filled in: {}; use --force to replace them",
        counted(count, "workbook"), kept.join(", ")
    ));
    Ok(Exit::Findings)
}

/// The form that is asked for.
fn form_of<'p>(verb: &FormVerb, project: &'p Project, year: Option<u16>) -> Result<&'p Form, Words> {
    let form = match (verb.edition, year) {
        (Some(edition), _) => project.forms.edition(edition),
        (None, Some(year)) => project.forms.for_year(year),
        (None, None) => project.forms.newest(),
    };
    form.ok_or_else(|| {
        let (zh, en) = project.forms.listed();
        words!("没有适用的表样，可用 --edition 指定：{zh}", "no form applies; --edition takes {en}")
    })
}

/// Makes the workbook of a unit, with last year's figures if there are any, and filled in with
/// those of the year if that is asked for.
fn write(
    project: &Project,
    survey: &Survey,
    form: &Form,
    (unit, year, filled): (Option<&str>, Option<u16>, bool),
    path: PathBuf,
) -> Result<(), Stop> {
    let unit = unit.map(|unit| project.roster.present(unit));
    let of_year = |wanted: Option<u16>| {
        let (unit, wanted) = unit.zip(wanted)?;
        survey.entries().iter().find(|entry| {
            let known = entry.identity.unit.as_ref();
            entry.identity.year == wanted && known.is_some_and(|known| *known == unit)
        })
    };
    let read = |year: Option<u16>| of_year(year).map(|entry| survey.read(entry)).transpose();
    let last = unit.zip(year).map(|(unit, year)| survey.before(unit, year)).transpose()?.flatten();
    let this = read(year.filter(|_| filled))?;
    let last = last.as_deref().and_then(|item| Some((item.form(project)?, item.report.as_ref()?)));
    let report = this.as_deref().and_then(|item| item.report.as_ref());
    let tier = unit.and_then(|unit| project.roster.agency(unit)).and_then(|agency| agency.tier);
    let no_rules = matches!(tier, Some(Tier::County | Tier::Township))
        || unit.is_some_and(|unit| UnitName::from(unit).makes_no_rules());
    let bytes = render::workbook(&Sheets { unit, year, report, last, no_rules, ..Sheets::of(form) })?;
    fs::write_changed(&[fs::Output { path, bytes }])?;
    Ok(())
}

/// The units to make workbooks for: an empty list for one workbook that any unit may fill in,
/// `None` where nobody needs one.
fn units(
    verb: &FormVerb,
    global: &Global,
    survey: &Survey,
    year: Option<u16>,
    output: &mut Output,
) -> Result<Option<Vec<String>>, Words> {
    let roster = &survey.project().roster.agencies;
    if verb.all {
        if roster.is_empty() {
            return Err(Words::fixed(
                "--all 按单位名录生成：请先建立 data/units.yaml",
                "--all needs a roster: please write data/units.yaml first",
            ));
        }
        // Units that have been dissolved or merged are not asked for a report.
        let asked = roster.iter().filter(|agency| year.is_none_or(|year| agency.reports_for(year)));
        return Ok(Some(asked.map(|agency| agency.name.clone()).collect()));
    }
    if global.unit.is_empty() {
        return Ok(unsubmitted(survey, year, output));
    }
    named(global, survey, output).map(Some)
}

/// The units of the roster that have not submitted for the year.
fn unsubmitted(survey: &Survey, year: Option<u16>, output: &mut Output) -> Option<Vec<String>> {
    let Some(year) = year.filter(|_| !survey.project().roster.agencies.is_empty()) else {
        return Some(Vec::new());
    };
    let missing: Vec<String> = survey.missing(&[year]).into_iter().map(|one| one.unit).collect();
    if missing.is_empty() {
        output.chat(&words!(
            "名录里的单位都已报送 {year} 年度的报告；要给全部单位生成填报表，请加 --all",
            "every unit of the roster has submitted for {year}; use --all for workbooks for all of them"
        ));
        return None;
    }
    Some(missing)
}

/// The units that `--unit` names.
fn named(global: &Global, survey: &Survey, output: &mut Output) -> Result<Vec<String>, Words> {
    let roster = &survey.project().roster.agencies;
    let mut units: Vec<String> = Vec::new();
    for pattern in &global.unit {
        let fits = |name: &str, short: Option<&str>| {
            pattern.matches(name) || short.is_some_and(|short| pattern.matches(short))
        };
        let known = roster.iter().filter(|agency| fits(&agency.name, agency.short.as_deref()));
        let mut found: Vec<String> = known.map(|agency| agency.name.clone()).collect();
        let reports = survey.entries().iter().map(|entry| entry.identity.unit());
        found.extend(reports.filter(|unit| fits(unit, None)).map(str::to_owned));
        if found.is_empty() {
            let asked = pattern.as_str();
            if asked.contains(['*', '?', '[']) {
                return Err(words!("没有与“{asked}”相符的单位", "no unit matches `{asked}`"));
            }
            // A new unit: it is in no list yet.
            if !roster.is_empty() {
                output.chat(&words!(
                    "名录里没有“{asked}”，已按这个名称生成",
                    "`{asked}` is not in the roster; its workbook has this name"
                ));
            }
            found.push(asked.to_owned());
        }
        for unit in found {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
    }
    Ok(units)
}
