//! What files, units and outputs are called: two files for one report, a file named after another
//! unit.
//!
//! Outputs are named after units, whatever a clerk called the file: by the address that the roster
//! gives, else by the unit's present full name. Two names that are alike would write one file.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::Project;
use crate::finding::{Finding, Subject};
use crate::form::fold;
use crate::lang::{Words, is_plain};
use crate::model::UnitName;
use crate::read;
use crate::render::{FORMATS, Format};
use crate::roster::{Agency, Roster};
use crate::rule::{About, Basis, Level};

/// Two files for one report.
pub static DUPLICATE_REPORT: About = About::new(
    "duplicate-report",
    Level::Error,
    Basis::None,
    Words::fixed("同一单位同一年度有两份数据", "two files for one unit and year"),
    Words::fixed(
        "一个单位一个年度只能有一份数据文件（曾用名、简称也是这个单位），生成的文件也不能重名（不分大小写）。同一单位的请只保留一份，其余移出 data/；单位名称只差大小写、标点的，请改正，或在名录里写网址名。",
        "There is one data file for a unit and year (a former or short name is the same unit), and no two outputs may share a name (case aside). Keep one file of a unit and move the others out of data/; correct units whose names differ in case or signs only, or give them slugs in the roster.",
    ),
);

/// A file named after another unit than the one in it.
pub static NAME_OF_FILE: About = About::new(
    "name-of-file",
    Level::Warning,
    Basis::None,
    Words::fixed("文件名与单位不符", "the file is named after another unit"),
    Words::fixed(
        "数据文件按单位命名。两者不符，多半是复制了别的单位的文件而没有改“单位”，或没有改文件名。请把不对的一处改正。文件名可用全称、全称的一部分或名录里的简称、曾用名；用字母、数字命名的不比较。生成的文件按单位命名，不按文件名。",
        "A data file is named after its unit. If the two differ, a file was most likely copied and one of them not changed: correct it. The file may have the full name, part of it, or a short or former name of the roster; names in letters and digits are not compared. Outputs are named after the unit, not after the file.",
    ),
);

/// A name that no output can have.
pub static FILE_NAME: About = About::new(
    "file-name",
    Level::Error,
    Basis::None,
    Words::fixed("名称不能用作文件名", "a name that no file can have"),
    Words::fixed(
        "生成的文件按单位命名（斜杠等不能用的符号写作 _），因此单位名称不能只有句点和空格，不能是 CON、NUL 等系统保留的名称。请改正单位名称，或在名录里写网址名；没有写单位的，请改文件名。",
        "Outputs are named after units (slashes and other signs that cannot be used are written _), so a unit's name is more than dots and spaces, and is not a name that a system reserves, like CON or NUL. Correct the unit, or give it a slug in the roster; where no unit is written, rename the file.",
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

/// What a report is called: by its folder and file, by what it says, and by the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The year of its folder, else the year it says.
    pub year: u16,
    /// The file's name without its ending.
    pub stem: String,
    /// The name of the outputs.
    pub name: String,
    /// The unit by its present name: under a former one it is the same; none where it is unknown.
    pub unit: Option<UnitName>,
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
    /// Of a report of a project. Where the unit is unknown, the file's name is that of the outputs.
    pub(super) fn new(project: &Project, year: u16, stem: String, shown: String, says: Option<Says>) -> Self {
        let said = says.as_ref().map(|says| says.unit.as_str()).filter(|unit| !unit.is_empty());
        let agency = said.and_then(|unit| project.roster.agency(unit));
        let present = agency.map(|agency| agency.name.as_str()).or(said);
        let name = match (agency.and_then(|agency| agency.slug.as_deref()), present) {
            (Some(slug), _) => slug.to_owned(),
            (None, Some(present)) => file_name(present),
            (None, None) => project.unit_named(&stem).unwrap_or_else(|| stem.clone()),
        };
        let unit = present.map(UnitName::from);
        Self { year, stem, name, unit, shown, says }
    }

    /// The year before, with the unit.
    pub(super) fn before(&self) -> Option<(u16, &UnitName)> {
        Some((self.says.as_ref()?.year.checked_sub(1)?, self.unit.as_ref()?))
    }

    /// The unit's present name, else the file's.
    #[must_use]
    pub fn unit(&self) -> &str {
        self.unit.as_deref().unwrap_or(&self.stem)
    }
}

/// A unit's name as the name of a file: signs that no file name may have are written `_`.
#[must_use]
pub fn file_name(unit: &str) -> String {
    let name: String = unit.chars().map(|c| if is_forbidden(c) { '_' } else { c }).collect();
    name.trim_matches(['.', ' ']).to_owned()
}

fn is_forbidden(c: char) -> bool {
    c.is_control() || "/\\:*?\"<>|\u{2028}\u{2029}".contains(c) || c == char::REPLACEMENT_CHARACTER
}

/// A file's name without what copying adds to it: 副本, (1).
pub(super) fn without_copy_marks(stem: &str) -> &str {
    let mut name = stem.trim();
    loop {
        let number = |name: &str| -> Option<usize> {
            let open = name.rfind(['(', '（'])?;
            let inside = name[open..].trim_start_matches(['(', '（']).strip_suffix([')', '）'])?;
            (!inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit())).then_some(open)
        };
        let mut less = number(name).map_or(name, |open| &name[..open]);
        for mark in ["副本", "复件", "拷贝", "复制"] {
            less = less.strip_prefix(mark).unwrap_or(less);
            less = less.strip_suffix(mark).unwrap_or(less);
        }
        let less = less.trim_matches([' ', '-', '_', '—', '\u{3000}']);
        if less == name {
            return name;
        }
        name = less;
    }
}

/// How a report relates to others.
#[derive(Debug, Default)]
pub(super) struct Relation {
    /// Other reports that would take its place, and a name that no output can have.
    pub(super) twins: Vec<Finding>,
    /// The report of the same unit for the year before, and those of units that were merged into it
    /// since.
    pub(super) last: Vec<usize>,
}

/// How reports relate to one another. Only the first `own` are the project's: others are no
/// duplicates.
pub(super) fn relations(identities: &[Identity], own: usize, roster: &Roster) -> Vec<Relation> {
    let mut relations: Vec<Relation> = identities.iter().map(|_| Relation::default()).collect();
    let same_unit = groups(&identities[..own], |identity| identity.unit.as_ref());
    let same_name = groups(&identities[..own], |identity| Some(alike_file(&identity.name)));
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
            "{} 生成的文件名相同，会互相覆盖：请改正单位名称，或在名录里写不同的网址名", files.join("、");
            "the outputs of {} would be one file: correct the units' names, or give them slugs in the roster", files.join(", ")
        );
        report(group, &Subject::File, &words);
    }
    let mut by_unit: HashMap<(u16, &UnitName), usize> = HashMap::new();
    for (index, identity) in identities.iter().enumerate() {
        if index < own && !is_usable(&identity.name) {
            relations[index].twins.push(unusable(&identity.name));
        }
        if let Some(unit) = &identity.unit {
            by_unit.entry((identity.year, unit)).or_insert(index); // the project's own file first
        }
    }
    for (relation, identity) in relations.iter_mut().zip(identities) {
        let before = before(identity, roster).into_iter();
        relation.last = before.filter_map(|(year, unit)| by_unit.get(&(year, &unit)).copied()).collect();
    }
    relations
}

/// The year before of a report's unit, and of units that were merged into it since.
pub(super) fn before(identity: &Identity, roster: &Roster) -> Vec<(u16, UnitName)> {
    let Some((year, unit)) = identity.before() else { return Vec::new() };
    let merged = roster.position(unit).map(|position| roster.merged_into(position, year + 1));
    let merged = merged.into_iter().flatten().map(|index| roster.agencies[index].name.as_str().into());
    std::iter::once(unit.clone()).chain(merged).map(|unit| (year, unit)).collect()
}

/// Reports of one year that share a name, two at least.
fn groups<'i, N: Eq + Hash>(
    identities: &'i [Identity],
    name: impl Fn(&'i Identity) -> Option<N>,
) -> Vec<Vec<usize>> {
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
/// A page fragment of 甲局 is written to 甲局.fragment.html, where a page of a unit 甲局.fragment would
/// be written too.
pub(super) fn alike_file(stem: &str) -> String {
    // Of most names nothing is left out, and there are ten thousand.
    if stem.chars().all(is_plain) {
        return stem.to_owned();
    }
    let stem = stem.to_lowercase();
    let first_part = |format: &Format| Some(format.ending.split_once('.')?.0);
    let parts: Vec<&str> = FORMATS.iter().filter_map(first_part).collect();
    let mut name = stem.as_str();
    while let Some((before, _)) = name.rsplit_once('.').filter(|(_, part)| parts.contains(part)) {
        name = before;
    }
    let is_kept = |c: &char| !(c.is_whitespace() || ".·/\\／＼．。\u{200b}\u{feff}".contains(*c));
    name.nfkc().filter(is_kept).flat_map(char::to_lowercase).nfkc().collect()
}

/// Whether outputs can be named so on every system, and in a list of hashes.
pub(super) fn is_usable(stem: &str) -> bool {
    let device = |name: &str| {
        let name = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
        let port = name.strip_prefix("COM").or_else(|| name.strip_prefix("LPT"));
        ["CON", "PRN", "AUX", "NUL"].contains(&name.as_str())
            || port
                .is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    !stem.is_empty()
        && !stem.chars().any(is_forbidden)
        && !stem.starts_with('.')
        && stem.trim_end_matches([' ', '.']) == stem
        && !device(stem)
}

/// Whether a text can follow a file name: `pdf`, `draft.pdf`.
pub(super) fn is_ending(ending: &str) -> bool {
    !ending.is_empty()
        && ending.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.')
}

fn unusable(name: &str) -> Finding {
    let clause = words!(
        "名称不能用作生成的文件名（{name:?}）：请改正单位名称或文件名",
        "no output can have this name ({name:?}): correct the unit or rename the file"
    );
    Finding::new(&FILE_NAME, Subject::File, clause)
}

/// Reports a file that is named after another unit.
pub(super) fn compare(project: &Project, identity: &Identity) -> Option<Finding> {
    let said = identity.says.as_ref().map(|says| says.unit.as_str()).filter(|unit| !unit.is_empty());
    let unit = said.unwrap_or(identity.unit());
    let stem = fold(without_copy_marks(&identity.stem));
    let is_like = |name: &str| {
        let name = fold(name);
        stem.contains(&name) || name.contains(&stem)
    };
    let mut known = project.roster.agency(unit).into_iter().flat_map(Agency::names);
    if stem.is_ascii() || is_like(unit) || known.any(is_like) {
        return None;
    }
    let clause = words!("单位写“{unit}”，文件名是“{}”：请核对，并把不对的一处改正", identity.stem; "the unit is `{unit}`, but the file is named `{}`: correct the one that is wrong", identity.stem);
    Some(Finding::new(&NAME_OF_FILE, Subject::Unit, clause))
}
