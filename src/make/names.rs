//! What files, units and outputs are called: two files for one report, a file named after another
//! unit.
//!
//! Outputs are named after data files, so two names that are alike would write one file.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::Project;
use crate::finding::{Finding, Subject};
use crate::form::fold;
use crate::lang::Words;
use crate::model::UnitName;
use crate::read;
use crate::render::{FORMATS, Format};
use crate::rule::{About, Basis, Level};

/// Two files for one report.
pub static DUPLICATE_REPORT: About = About::new(
    "duplicate-report",
    Level::Error,
    Basis::None,
    Words::fixed("同一单位同一年度有两份数据", "two files for one unit and year"),
    Words::fixed(
        "一个单位一个年度只能有一份数据文件，生成的文件也不能重名（不分大小写）。同一单位的请只保留一份，其余移出 data/；文件名相同的请改名。",
        "There is one data file for a unit and year, and no two outputs may share a name (case aside). Keep one file of a unit and move the others out of data/; rename files that share a name.",
    ),
);

/// A file named after another unit than the one in it.
pub static NAME_OF_FILE: About = About::new(
    "name-of-file",
    Level::Warning,
    Basis::None,
    Words::fixed("文件名与单位不符", "the file is named after another unit"),
    Words::fixed(
        "数据文件按单位命名，生成的文件沿用它的名称。两者不符，多半是复制了别的单位的文件而没有改“单位”，或没有改文件名。请把不对的一处改正。文件名可用全称、全称的一部分或名录里的简称；用字母、数字命名的不比较。",
        "A data file is named after its unit, and so are the outputs. If the two differ, a file was most likely copied and one of them not changed: correct it. The file may have the full name, part of it or the short name of the roster; names in letters and digits are not compared.",
    ),
);

/// A name that no output can have.
pub static FILE_NAME: About = About::new(
    "file-name",
    Level::Error,
    Basis::None,
    Words::fixed("文件名不能用", "a file name that cannot be used"),
    Words::fixed(
        "生成的文件沿用数据文件的名称，因此名称里不能有控制符、斜杠、\\ : * ? \" < > | 和乱码（不是 UTF-8 的字节），不能以句点或空格结尾，不能是 CON、NUL 等系统保留的名称。请改名。",
        "Outputs are named after data files, so a name has no control characters, slashes, \\ : * ? \" < > | and no bytes that are not UTF-8, does not end in a dot or space, and is not a name that a system reserves, like CON or NUL. Rename the file.",
    ),
);

/// The files of each report: those of one name in a folder, a workbook and a text at most. Two
/// workbooks, or two texts, of one name are two reports, which is told.
pub(super) fn reports(files: &[PathBuf]) -> Vec<Vec<PathBuf>> {
    let mut reports: Vec<Vec<PathBuf>> = Vec::new();
    let mut by_name: HashMap<PathBuf, usize> = HashMap::new();
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

/// What a report is called: by its folder and file name, and by what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The year of its folder, else the year it says.
    pub year: u16,
    /// The file's name without its ending: the name of the outputs.
    pub stem: String,
    /// The file, as messages write it.
    pub shown: String,
    /// What it says; `None` where unit, year or form are unknown.
    pub says: Option<Says>,
}

/// What a data file says it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    /// The unit.
    pub unit: UnitName,
    /// The year.
    pub year: u16,
}

impl Identity {
    /// The unit's name, else the file's.
    #[must_use]
    pub fn unit(&self) -> &str {
        let said = self.says.as_ref().map(|says| says.unit.as_str());
        said.filter(|unit| !unit.is_empty()).unwrap_or(&self.stem)
    }
}

/// How a report relates to others.
#[derive(Debug, Default)]
pub(super) struct Relation {
    /// Other reports that would take its place, and a name that no output can have.
    pub(super) twins: Vec<Finding>,
    /// The report of the same unit for the year before.
    pub(super) last: Option<usize>,
}

/// How reports relate to one another. Only the first `own` are the project's: others are no
/// duplicates.
pub(super) fn relations(identities: &[Identity], own: usize) -> Vec<Relation> {
    let mut relations: Vec<Relation> = identities.iter().map(|_| Relation::default()).collect();
    let said = |identity: &Identity| {
        identity.says.as_ref().map(|says| says.unit.clone()).filter(|unit| !unit.is_empty())
    };
    let same_unit = groups(&identities[..own], said);
    let same_name = groups(&identities[..own], |identity| Some(alike_file(&identity.stem)));
    let mut report = |group: &[usize], subject: &Subject, words: &Words| {
        for &index in group {
            relations[index].twins.push(Finding::new(&DUPLICATE_REPORT, subject.clone(), words.clone()));
        }
    };
    for group in &same_unit {
        let (files, first) = (listed(identities, group), &identities[group[0]]);
        let (unit, year, count) = (first.unit(), first.year, group.len());
        let words = words!(
            "“{unit}”{year} 年度有 {count} 份数据：{}，请只保留一份", files.join("、");
            "`{unit}` has {count} data files for {year}: {}; keep one", files.join(", ")
        );
        report(group, &Subject::Unit, &words);
    }
    let is_reported =
        |group: &[usize]| same_unit.iter().any(|same| group.iter().all(|index| same.contains(index)));
    for group in same_name.iter().filter(|group| !is_reported(group)) {
        let files = listed(identities, group);
        let words = words!(
            "{} 文件名相同，生成的文件会互相覆盖：请改名", files.join("、");
            "{} have the same name, so their outputs would be one file: rename them", files.join(", ")
        );
        report(group, &Subject::File, &words);
    }
    let mut by_unit: HashMap<(u16, &UnitName), usize> = HashMap::new();
    for (index, identity) in identities.iter().enumerate() {
        if index < own && !is_usable(&identity.stem) {
            relations[index].twins.push(unusable(&identity.stem));
        }
        if let Some(says) = &identity.says {
            by_unit.entry((identity.year, &says.unit)).or_insert(index); // the project's own file first
        }
    }
    for (relation, identity) in relations.iter_mut().zip(identities) {
        let named = identity.says.as_ref().filter(|says| !says.unit.is_empty());
        let before = named.and_then(|says| Some((says.year.checked_sub(1)?, &says.unit)));
        relation.last = before.and_then(|key| by_unit.get(&key).copied());
    }
    relations
}

/// Reports of one year that share a name, two at least.
fn groups<N: Eq + Hash>(identities: &[Identity], name: impl Fn(&Identity) -> Option<N>) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_name: HashMap<(u16, N), usize> = HashMap::new();
    for (index, identity) in identities.iter().enumerate() {
        let Some(name) = name(identity) else { continue };
        let group = *by_name.entry((identity.year, name)).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(members) => members.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// More files than this are not listed.
const MOST_FILES: usize = 8;

fn listed<'i>(identities: &'i [Identity], group: &[usize]) -> Vec<&'i str> {
    let mut files: Vec<&str> = group.iter().map(|&index| identities[index].shown.as_str()).collect();
    if files.len() > MOST_FILES {
        files.truncate(MOST_FILES);
        files.push("……");
    }
    files
}

/// A file name without what disks and people do not tell apart: case, Unicode's ways to write a
/// character, spaces, dots and slashes.
///
/// A draft of 甲局 is written to 甲局.draft.pdf, where a file 甲局.draft.yaml would be written too. The
/// same goes for formats whose ending has two parts.
pub(super) fn alike_file(stem: &str) -> String {
    let stem = stem.to_lowercase();
    let first_part = |format: &Format| Some(format.ending.split_once('.')?.0);
    let parts: Vec<&str> = std::iter::once("draft").chain(FORMATS.iter().filter_map(first_part)).collect();
    let mut name = stem.as_str();
    while let Some((before, _)) = name.rsplit_once('.').filter(|(_, part)| parts.contains(part)) {
        name = before;
    }
    let is_kept = |c: &char| !(c.is_whitespace() || ".·/\\／＼．。\u{200b}\u{feff}".contains(*c));
    name.nfkc().filter(is_kept).flat_map(char::to_lowercase).nfkc().collect()
}

/// Whether outputs can be named so on every system, and in a list of hashes.
pub(super) fn is_usable(stem: &str) -> bool {
    let forbidden = |c: char| {
        c.is_control() || "/\\:*?\"<>|\u{2028}\u{2029}".contains(c) || c == char::REPLACEMENT_CHARACTER
    };
    let device = |name: &str| {
        let name = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
        let port = name.strip_prefix("COM").or_else(|| name.strip_prefix("LPT"));
        ["CON", "PRN", "AUX", "NUL"].contains(&name.as_str())
            || port
                .is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    !stem.is_empty()
        && !stem.chars().any(forbidden)
        && !stem.starts_with('.')
        && stem.trim_end_matches([' ', '.']) == stem
        && !device(stem)
}

/// Whether a text can follow a file name: `pdf`, `draft.pdf`.
pub(super) fn is_ending(ending: &str) -> bool {
    !ending.is_empty()
        && ending.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.')
}

fn unusable(stem: &str) -> Finding {
    let clause = words!(
        "文件名不能用作生成的文件名（{stem:?}）：请改名",
        "no output can be named after this file ({stem:?}): rename it"
    );
    Finding::new(&FILE_NAME, Subject::File, clause)
}

/// Reports a file that is named after another unit.
pub(super) fn compare(project: &Project, identity: &Identity) -> Option<Finding> {
    let unit = identity.unit();
    let (stem, name) = (fold(&identity.stem), fold(unit));
    let short = project.roster.short(unit).map(fold);
    let fits = stem.is_ascii()
        || stem.contains(&name)
        || name.contains(&stem)
        || short.is_some_and(|short| short == stem);
    if fits {
        return None;
    }
    let clause = words!("单位写“{unit}”，文件名是“{}”：请核对，并把不对的一处改正", identity.stem; "the unit is `{unit}`, but the file is named `{}`: correct the one that is wrong", identity.stem);
    Some(Finding::new(&NAME_OF_FILE, Subject::Unit, clause))
}
