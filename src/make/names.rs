//! What files, units and outputs are called: two files for one report, a file named after another unit.
//!
//! Outputs are named after data files, so that two names that are alike would write one file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Item, Project};
use crate::finding::{Finding, Subject};
use crate::form::fold;
use crate::lang::Words;
use crate::read;
use crate::rule::{About, Level};

/// Two files for one report.
pub static DUPLICATE_REPORT: About = About {
    id: Cow::Borrowed("duplicate-report"),
    level: Level::Error,
    basis: Cow::Borrowed(""),
    title: Words::fixed("同一单位同一年度有两份数据", "two files for one unit and year"),
    explain: Words::fixed(
        "一个单位一个年度只能有一份数据文件，生成的文件也不能重名（不分大小写）。请删去或改名其中一份。",
        "There is one data file for a unit and year, and no two outputs may share a name (case aside). Delete or rename one.",
    ),
};

/// A file named after another unit than the one in it.
pub static NAME_OF_FILE: About = About {
    id: Cow::Borrowed("name-of-file"),
    level: Level::Warning,
    basis: Cow::Borrowed(""),
    title: Words::fixed("文件名与单位不符", "the file is named after another unit"),
    explain: Words::fixed(
        "数据文件按单位命名，生成的文件沿用它的名称。两者不符，多半是复制了别的单位的文件而没有改“单位”，或没有改文件名。文件名可用全称、全称的一部分或名录里的简称；用字母、数字命名的不比较。",
        "A data file is named after its unit, and so are the outputs. Where the two differ, a file was most likely copied and one of them not changed. The file may have the full name, part of it or the short name of the roster; names in letters and digits are not compared.",
    ),
};

/// The files of each report: those of one name in a folder, a workbook and a text at most. Two workbooks, or two
/// texts, of one name are two reports, which is told.
pub(super) fn reports(files: &[PathBuf]) -> Vec<Vec<PathBuf>> {
    let mut reports: Vec<Vec<PathBuf>> = Vec::new();
    let mut by_name: HashMap<PathBuf, usize> = HashMap::new(); // looked up, never walked
    let is_workbook = |path: &Path| {
        let reader = path.extension().and_then(|ending| read::reader_for(&ending.to_string_lossy()));
        reader.is_some_and(|reader| reader.is_workbook)
    };
    for path in files {
        let name = path.with_extension("");
        let other = by_name.get(&name).copied().filter(|&index| {
            let [one] = reports[index].as_slice() else { return false };
            is_workbook(one) != is_workbook(path)
        });
        if let Some(index) = other {
            reports[index].push(path.clone());
        } else {
            by_name.entry(name).or_insert(reports.len());
            reports.push(vec![path.clone()]);
        }
    }
    reports
}

/// Tells both of two files that are for one report, or whose outputs would be one file.
pub(super) fn find_duplicates(items: &mut [Item]) {
    let unit =
        |item: &Item| item.report.as_ref().map(|report| report.unit.clone()).filter(|unit| !unit.is_empty());
    let same_unit = twins(items, unit);
    // A draft of 甲局 is written to 甲局.draft.pdf, where a file 甲局.draft.yaml would write too.
    let same_name = twins(items, |item| {
        let stem = item.stem.to_lowercase();
        Some(stem.strip_suffix(".draft").map_or(stem.clone(), str::to_owned))
    });
    let said = |other: &Item, zh: &str, en: &str| {
        let path = &other.places.source.path;
        Words::new(format!("与 {path} {zh}"), format!("{path} {en}"))
    };
    for (a, b) in same_unit.iter().copied() {
        for (this, other) in [(a, b), (b, a)] {
            let clause = said(&items[other], "是同一单位同一年度", "is for the same unit and year");
            items[this].findings.push(Finding::new(&DUPLICATE_REPORT, Subject::Unit, clause));
        }
    }
    for (a, b) in same_name.into_iter().filter(|pair| !same_unit.contains(pair)) {
        for (this, other) in [(a, b), (b, a)] {
            let clause = said(
                &items[other],
                "文件名相同，生成的文件会互相覆盖",
                "has the same name: their outputs would be one file",
            );
            items[this].findings.push(Finding::new(&DUPLICATE_REPORT, Subject::File, clause));
        }
    }
}

/// Each item with the first before it that has the same year and name.
fn twins(items: &[Item], name: impl Fn(&Item) -> Option<String>) -> Vec<(usize, usize)> {
    let mut first: HashMap<(u16, String), usize> = HashMap::new(); // looked up, never walked
    let mut twins = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Some(name) = name(item) else { continue };
        match first.get(&(item.year, name.clone())) {
            Some(&other) => twins.push((other, index)),
            None => {
                first.insert((item.year, name), index);
            }
        }
    }
    twins
}

/// Tells a file that is named after another unit.
pub(super) fn compare_names(project: &Project, item: &mut Item) {
    let unit = item.unit();
    let (stem, name) = (fold(&item.stem), fold(unit));
    let short = project.roster.short(unit).map(fold);
    let fits = stem.is_ascii()
        || stem.contains(&name)
        || name.contains(&stem)
        || short.is_some_and(|short| short == stem);
    if fits {
        return;
    }
    let clause = Words::new(
        format!("单位写“{unit}”，文件名却是“{}”", item.stem),
        format!("the unit is `{unit}`, but the file is named `{}`", item.stem),
    );
    item.findings.push(Finding::new(&NAME_OF_FILE, Subject::Unit, clause));
}
