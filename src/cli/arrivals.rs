//! What has arrived and what has not: files that were not read, units that the roster knows and
//! that have not submitted.
//!
//! Every command that goes through a project says so in the same words.

use std::fmt::Write;

use super::options::Global;
use crate::diagnose::Judged;
use crate::finding::{Finding, Subject};
use crate::lang::{Lang, Words, counted};
use crate::make::{Missing, Project, UNIT_MISSING, Unread};
use crate::place::{Places, Source};

/// More units than this are not named, unless all are asked for.
const MOST_NAMES: usize = 200;

/// The files of those that `--year` and `--unit` choose.
pub(super) fn chosen<'u>(global: &Global, project: &Project, unread: &'u [Unread]) -> Vec<&'u Unread> {
    let is_chosen = |one: &&Unread| {
        let stem = one.path.file_stem().unwrap_or_default().to_string_lossy();
        one.is_refused() || global.wants(project, one.year, &one.unit, &stem)
    };
    unread.iter().filter(is_chosen).collect()
}

/// The units of those that `--unit` chooses.
pub(super) fn missed(global: &Global, project: &Project, missing: Vec<Missing>) -> Vec<Missing> {
    missing.into_iter().filter(|one| global.wants(project, one.year, &one.unit, &one.unit)).collect()
}

/// A unit that has not submitted, as a finding at the roster.
pub(super) struct Absent<'m> {
    missing: &'m Missing,
    places: Places,
    finding: Finding,
}

impl<'m> Absent<'m> {
    pub(super) fn new(missing: &'m Missing) -> Self {
        let Missing { unit, year, .. } = missing;
        let words =
            words!("“{unit}”没有报送 {year} 年度的报告", "`{unit}` has not submitted its report for {year}");
        let places = Places { source: Source::unread("data/units.yaml".to_owned()), ..Places::default() };
        Self { missing, places, finding: Finding::new(&UNIT_MISSING, Subject::File, words) }
    }

    pub(super) fn judged(&self) -> Judged<'_> {
        Judged::of_file(&self.missing.unit, self.missing.year, &self.places, &self.finding)
    }
}

/// The units that have not submitted, a line for each year.
pub(super) fn list_missing(missing: &[Missing], all: bool, lang: Lang) -> String {
    let mut text = String::new();
    for of_year in missing.chunk_by(|a, b| a.year == b.year) {
        let (year, count) = (of_year[0].year, of_year.len());
        let most = if all { usize::MAX } else { MOST_NAMES };
        let names: Vec<&str> = of_year.iter().take(most).map(|one| one.unit.as_str()).collect();
        let (more_zh, more_en) = if count > most { (" 等", " and others") } else { ("", "") };
        let words = words!(
            "{year} 年度没有报送的单位 {count} 个：{}{more_zh}", names.join("、");
            "{} not submitted for {year}: {}{more_en}", counted(count, "unit"), names.join(", ")
        );
        let _ = writeln!(text, "{}", crate::diagnose::visible(words.in_lang(lang))); // writing to a String cannot fail
    }
    text
}

/// The files that were not read, in one clause.
pub(super) fn unread_names(unread: &[&str]) -> Option<Words> {
    if unread.is_empty() {
        return None;
    }
    let names: Vec<&str> = unread.iter().copied().take(MOST_NAMES).collect();
    let (more_zh, more_en) = if unread.len() > MOST_NAMES { (" 等", " and others") } else { ("", "") };
    let count = unread.len();
    Some(words!(
        "没有读的文件 {count} 个：{}{more_zh}", names.join("、");
        "{} not read: {}{more_en}", counted(count, "file"), names.join(", ")
    ))
}
