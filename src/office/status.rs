//! Who has submitted, who is missing, what is wrong, by unit: the table that an office looks at all
//! day.
//!
//! Each unit of the roster that reports for the year is in exactly one [`State`]; what is not of
//! such a unit is unlisted. Received are the sound, those with findings, and duplicates; received,
//! unreadable and missing make up the list. Made of what was read and checked; nothing is judged
//! here.

mod record;
mod sheet;
mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::lang::Words;
use crate::make::{Item, Project, Unread};
use crate::roster::Agency;
use crate::rule::Level;

pub use record::{csv, json};
pub use sheet::xlsx;
pub use text::{html_page, html_table, letter, summary, table};

/// What became of a unit's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing has arrived.
    Missing,
    /// What arrived cannot be read.
    Unreadable,
    /// Several files are there.
    Duplicate,
    /// There are errors.
    Findings,
    /// There are none; warnings may be.
    Sound,
    /// A file of no unit that reports for the year.
    Unlisted,
}

impl State {
    /// In words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Missing => Words::fixed("未报送", "missing"),
            Self::Unreadable => Words::fixed("不能读", "unreadable"),
            Self::Duplicate => Words::fixed("重复", "duplicate"),
            Self::Findings => Words::fixed("有误", "findings"),
            Self::Sound => Words::fixed("无误", "sound"),
            Self::Unlisted => Words::fixed("名录外", "unlisted"),
        }
    }

    /// Its name for programs.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Duplicate => "duplicate",
            Self::Findings => "findings",
            Self::Sound => "sound",
            Self::Unlisted => "unlisted",
        }
    }
}

/// How many units are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Units that report for the year.
    pub listed: usize,
    /// Those of which a report was read.
    pub received: usize,
    /// Those without errors.
    pub sound: usize,
    /// Those with errors.
    pub findings: usize,
    /// Those with several files.
    pub duplicate: usize,
    /// Those of which nothing can be read.
    pub unreadable: usize,
    /// Those of which nothing arrived.
    pub missing: usize,
    /// Files of other units.
    pub unlisted: usize,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its full name; of a file whose unit is not known, the name of the file.
    pub unit: String,
    /// What became of its report.
    pub state: State,
    /// Its files.
    pub files: Vec<String>,
    /// Errors.
    pub errors: usize,
    /// Warnings without a reason.
    pub warnings: usize,
    /// The day of its newest file, as `2026-01-12`.
    pub since: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
}

/// Something that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// The year.
    pub year: u16,
    /// The place of its unit in the roster.
    pub position: Option<usize>,
    /// Its unit, else the name of the file.
    pub unit: String,
    /// The file, as messages write it.
    pub file: String,
    /// Errors.
    pub errors: usize,
    /// Warnings without a reason.
    pub warnings: usize,
    /// Whether it was read as a report.
    pub was_read: bool,
    /// The day of the file.
    pub since: Option<String>,
}

impl Handed {
    /// A report that was checked.
    #[must_use]
    pub fn item(project: &Project, item: &Item) -> Self {
        Self {
            year: item.identity.year,
            position: project.position_of(&item.identity),
            unit: item.identity.unit().to_owned(),
            file: item.places.source.path.clone(),
            errors: item.count(Level::Error),
            warnings: item.count(Level::Warning),
            was_read: !item.unreadable(),
            since: item.paths.iter().filter_map(|path| day(path)).max(),
        }
    }

    /// A file that came in and cannot be read, so that it is not among the data.
    #[must_use]
    pub fn unreadable(year: u16, position: Option<usize>, unit: String, file: String) -> Self {
        Self { year, position, unit, file, errors: 1, warnings: 0, was_read: false, since: None }
    }

    /// A file that was not read.
    #[must_use]
    pub fn unread(project: &Project, unread: &Unread) -> Self {
        Self {
            year: unread.year,
            position: project.roster.position(&unread.unit),
            unit: unread.unit.clone(),
            file: unread.shown().to_owned(),
            errors: 1,
            warnings: 0,
            was_read: false,
            since: day(&unread.path),
        }
    }
}

/// The day on which a file was last changed, in China.
fn day(path: &std::path::Path) -> Option<String> {
    const CHINA: i64 = 8 * 3600;
    let seconds = crate::fs::modified(path)?.checked_add(CHINA)?;
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

/// The table of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The year.
    pub year: u16,
    /// How many are in each state.
    pub counts: Counts,
    /// The units in the order of the roster, then what is unlisted.
    pub rows: Vec<Row>,
}

impl Status {
    /// Puts together what was handed in for a year.
    #[must_use]
    pub fn of(agencies: &[Agency], year: u16, handed: &[Handed]) -> Self {
        let mut of_unit: BTreeMap<usize, Vec<&Handed>> = BTreeMap::new();
        let mut others: BTreeMap<&str, Vec<&Handed>> = BTreeMap::new();
        for one in handed.iter().filter(|one| one.year == year) {
            match one.position.filter(|&position| agencies[position].reports_for(year)) {
                Some(position) => of_unit.entry(position).or_default().push(one),
                None => others.entry(&one.unit).or_default().push(one),
            }
        }
        let expected = agencies.iter().enumerate().filter(|(_, agency)| agency.reports_for(year));
        let mut rows: Vec<Row> = expected
            .map(|(position, agency)| {
                let handed = of_unit.get(&position).map(Vec::as_slice).unwrap_or_default();
                Row { contact: agency.contact.clone(), ..row(&agency.name, state(handed), handed) }
            })
            .collect();
        rows.extend(others.iter().map(|(unit, handed)| row(unit, State::Unlisted, handed)));
        Self { year, counts: counts(&rows), rows }
    }

    /// Leaves only some units.
    pub fn retain(&mut self, wanted: impl Fn(&Row) -> bool) {
        self.rows.retain(wanted);
        self.counts = counts(&self.rows);
    }

    /// Returns whether every unit has a sound report, and nothing else is there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.counts.sound == self.counts.listed && self.counts.unlisted == 0
    }

    /// The units that are missing.
    pub fn missing(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.state == State::Missing)
    }
}

fn state(handed: &[&Handed]) -> State {
    let read = handed.iter().filter(|one| one.was_read).count();
    let errors: usize = handed.iter().map(|one| one.errors).sum();
    match (handed.len(), read) {
        (0, _) => State::Missing,
        (_, 0) => State::Unreadable,
        (_, 1) if errors == 0 => State::Sound,
        (_, 1) => State::Findings,
        _ => State::Duplicate,
    }
}

fn row(unit: &str, state: State, handed: &[&Handed]) -> Row {
    Row {
        unit: unit.to_owned(),
        state,
        files: handed.iter().map(|one| one.file.clone()).collect(),
        errors: handed.iter().map(|one| one.errors).sum(),
        warnings: handed.iter().map(|one| one.warnings).sum(),
        since: handed.iter().filter_map(|one| one.since.clone()).max(),
        contact: None,
    }
}

fn counts(rows: &[Row]) -> Counts {
    let count = |state: State| rows.iter().filter(|row| row.state == state).count();
    let (sound, findings, duplicate) = (count(State::Sound), count(State::Findings), count(State::Duplicate));
    let unlisted = count(State::Unlisted);
    Counts {
        listed: rows.len() - unlisted,
        received: sound + findings + duplicate,
        sound,
        findings,
        duplicate,
        unreadable: count(State::Unreadable),
        missing: count(State::Missing),
        unlisted,
    }
}

#[cfg(test)]
mod tests {
    use super::State::{Duplicate, Findings, Missing, Sound, Unlisted, Unreadable};
    use super::{Handed, State, Status};
    use crate::roster::load;

    fn handed(position: Option<usize>, errors: usize, was_read: bool) -> Handed {
        Handed {
            year: 2025,
            position,
            unit: "某局".to_owned(),
            file: "data/2025/x.xlsx".to_owned(),
            errors,
            warnings: 1,
            was_read,
            since: None,
        }
    }

    #[test]
    fn each_unit_is_in_one_state_and_the_counts_add_up() {
        let text = "- { 名称: 甲局 }\n- { 名称: 乙局 }\n- { 名称: 丙局 }\n- { 名称: 丁局 }\n- { 名称: 戊局, 联系人: 王五 }\n- { 名称: 旧局, 至: 2024 }\n- { 名称: 己局 }\n";
        let roster = load(text, &[]).expect("a roster");
        let all = [
            handed(Some(0), 0, true),
            handed(Some(1), 2, true),
            handed(Some(2), 0, true),
            handed(Some(2), 0, true),
            handed(Some(3), 1, false),
            handed(Some(5), 0, true),
            handed(None, 1, true),
            handed(Some(6), 0, true),
            handed(Some(6), 1, false),
            Handed { year: 2024, ..handed(Some(4), 0, true) },
        ];
        let status = Status::of(&roster.agencies, 2025, &all);
        let found: Vec<State> = status.rows.iter().map(|row| row.state).collect();
        assert_eq!(found, [Sound, Findings, Duplicate, Unreadable, Missing, Findings, Unlisted]);
        let counts = status.counts;
        assert_eq!(counts.received + counts.unreadable + counts.missing, counts.listed);
        assert_eq!(counts.sound + counts.findings + counts.duplicate, counts.received);
        assert_eq!((counts.listed, counts.unlisted), (6, 1));
        assert_eq!(status.missing().next().and_then(|row| row.contact.as_deref()), Some("王五"));
        assert!(!status.is_complete());
    }
}
