//! `nianbao status`: who has submitted, who is missing, what is wrong, by unit.

use clap::Args;

use super::help::say;
use super::options::Global;
use super::{Exit, Output, Ran};
use crate::fs;
use crate::lang::Words;
use crate::make::{Project, Survey};
use crate::office::collect::unreadable_units;
use crate::office::status::{self, Handed, Row, Status};

#[derive(Args)]
pub(super) struct StatusVerb {
    #[arg(long, value_parser = ["text", "json", "csv", "xlsx", "html"], default_value = "text", hide_default_value = true, hide_possible_values = true,
        value_name = say("格式", "FORMAT"),
        help = say("text（默认）、json、csv，或写到 -o 文件的 xlsx、html", "text (default), json, csv, or xlsx and html, written to the file of -o"))]
    format: String,
}

/// Of more units than this, those that need nothing are only counted, unless all are asked for.
pub(super) const MOST_UNITS: usize = 300;

pub(super) fn run(verb: &StatusVerb, global: &Global, output: &mut Output) -> Ran {
    let project = global.open()?;
    if project.roster.agencies.is_empty() {
        return Err(Words::fixed(
            "没有单位名录，不知道谁没有报送：请用 nianbao roster 名单.xlsx 建立 data/units.yaml",
            "there is no roster, so nobody can be missed: make data/units.yaml with nianbao roster FILE",
        )
        .into());
    }
    let is_for_file = ["xlsx", "html"].contains(&verb.format.as_str());
    if is_for_file && global.out.is_none() {
        let format = &verb.format;
        return Err(words!(
            "请用 -o 写明文件，如 -o 报送情况.{format}",
            "name the file with -o, such as -o status.{format}"
        )
        .into());
    }
    let survey = Survey::of(&project, &[], global.jobs());
    let year = match global.year.as_slice() {
        [year] => *year,
        [] => survey.newest_year().ok_or_else(|| {
            Words::fixed(
                "还没有数据：请写明年度，如 --year 2025",
                "there is no data yet: name the year, such as --year 2025",
            )
        })?,
        _ => return Err(Words::fixed("请只写一个 --year", "give one --year").into()),
    };
    let status = look(&project, &survey, year, global)?;
    let lang = output.lang();
    let bytes = match verb.format.as_str() {
        "json" => status::json(&status).into_bytes(),
        "csv" => status::csv(&status, lang).into_bytes(),
        "xlsx" => status::xlsx(&status, lang)?,
        "html" => status::html_page(&status, lang).into_bytes(),
        _ => text(&status, global, output).into_bytes(),
    };
    match &global.out {
        None => output.result(&String::from_utf8_lossy(&bytes)),
        Some(path) => {
            fs::write_changed(&[fs::Output { path: path.clone(), bytes }])?;
            let path = path.display();
            output.chat(&words!("已写入 {path}", "written to {path}"));
            output.chat(&status::summary(&status));
        }
    }
    Ok(if status.is_complete() { Exit::Sound } else { Exit::Findings })
}

/// The table of a year, of the units that `--unit` chooses.
fn look(project: &Project, survey: &Survey, year: u16, global: &Global) -> Result<Status, super::Stop> {
    let of_year: Vec<_> = survey.entries().iter().filter(|entry| entry.identity.year == year).collect();
    let mut handed = survey.look(&of_year, global.jobs(), |item| Handed::item(project, item))?;
    handed.extend(survey.unread().iter().map(|unread| Handed::unread(project, unread)));
    // What came in and cannot be read is not missing.
    for (unit, file) in unreadable_units(&project.year_folder(year))? {
        let position = project.roster.position(&unit);
        let is_there = handed.iter().any(|one| one.year == year && one.position == position);
        if position.is_some() && !is_there {
            handed.push(Handed::unreadable(year, position, unit, file));
        }
    }
    let mut status = Status::of(&project.roster.agencies, year, &handed);
    keep_chosen(&mut status, project, global);
    Ok(status)
}

/// Leaves only the units that `--unit` chooses.
pub(super) fn keep_chosen(status: &mut Status, project: &Project, global: &Global) {
    if !global.unit.is_empty() {
        let year = status.year;
        status.retain(|row: &Row| global.wants(project, year, &row.unit, &row.unit));
    }
}

fn text(status: &Status, global: &Global, output: &Output) -> String {
    let lang = output.lang();
    let most = if global.verbose { usize::MAX } else { MOST_UNITS };
    let mut text = status::table(status, most, lang);
    let letter = status::letter(status);
    if !letter.zh.is_empty() {
        text.push_str(&format!("\n{}", letter.in_lang(lang)));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&format!("{}\n", status::summary(status).in_lang(lang)));
    text
}
