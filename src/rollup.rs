//! 汇总: the sum of the reports below a unit, with what was added and what is missing.
//!
//! Every unit counts once. One whose own report is that of its whole area (`sum: 全域`) counts by it
//! instead of those below it; any other counts with those below it. A unit without a report, with
//! errors, on another edition of the form, merged into another or no longer reporting is named and
//! adds nothing: nothing is estimated. Whether a figure is the sum of those of the units is in the
//! form.
//!
//! Pure: reports are brought by the caller, who also knows where they are written. A report is
//! never changed here.

mod differs;

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::form::Form;
use crate::lang::Words;
use crate::model::{Addend, Entry, Figure, FigureId, Origin, Report};
use crate::roster::{Roster, Sum};
use crate::rule::About;

pub use differs::{ROLLUP_DIFFERS, compare, lacking};

/// Rules that this module can report.
pub static FAULTS: &[&About] = &[&ROLLUP_DIFFERS];

/// What there is of a unit for the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filing {
    /// No file.
    Nothing,
    /// A file that has errors, or cannot be read.
    Wrong {
        /// The file, as messages write it.
        file: String,
    },
    /// A report without errors.
    Sound {
        /// The file.
        file: String,
        /// The edition of its form.
        edition: u16,
        /// Its figures.
        entries: Vec<Entry>,
    },
}

impl Filing {
    /// The file, where there is one.
    fn file(&self) -> &str {
        match self {
            Self::Nothing => "",
            Self::Wrong { file } | Self::Sound { file, .. } => file,
        }
    }
}

/// Whether a unit counts, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Its report is added.
    Counted,
    /// It has not submitted.
    Missing,
    /// Its report has errors, or cannot be read.
    Errors,
    /// Its report is of another edition of the form.
    OtherEdition(u16),
    /// It was merged into another unit.
    Merged(String),
    /// It does not report for this year.
    NotReporting,
}

impl State {
    /// Its name in machine-readable output.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Missing => "missing",
            Self::Errors => "errors",
            Self::OtherEdition(_) => "other-edition",
            Self::Merged(_) => "merged",
            Self::NotReporting => "not-reporting",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Counted => Words::fixed("计入", "counted"),
            Self::Missing => Words::fixed("没有报送", "no report"),
            Self::Errors => Words::fixed("有强制性问题", "has errors"),
            Self::OtherEdition(edition) => words!("用的是 {edition} 年表样", "on the {edition} form"),
            Self::Merged(other) => words!("已并入{other}", "merged into {other}"),
            Self::NotReporting => Words::fixed("这一年度不报送", "does not report for this year"),
        }
    }
}

/// A unit of a roll-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its place in the roster.
    pub position: usize,
    /// Its full name.
    pub unit: String,
    /// How far below the superior it is: 1 right below, 0 for the superior itself.
    pub depth: usize,
    /// What its report is the sum of, where the roster says so.
    pub sum: Option<Sum>,
    /// Whether it counts.
    pub state: State,
    /// Its file; empty where it has none.
    pub file: String,
    /// Its figures; none where it does not count.
    pub entries: Vec<Entry>,
}

impl Member {
    /// Whether its report is added.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.state == State::Counted
    }

    /// Whether the sum lacks something that belongs in it: the report of a unit that reports, or
    /// one that there is although the unit does not.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        match self.state {
            State::Counted => false,
            State::Missing | State::Errors | State::OtherEdition(_) => true,
            State::Merged(_) | State::NotReporting => !self.file.is_empty(),
        }
    }

    /// What it adds to a figure; nothing where it does not count.
    #[must_use]
    pub fn figure(&self, id: FigureId) -> Option<Figure> {
        self.entries.get(id.index()).map(|entry| entry.figure)
    }

    /// A mark of its figures: another where one of them is another.
    #[must_use]
    pub fn mark(&self) -> String {
        /// Enough for the units of a country.
        const DIGITS: usize = 6;
        let mut hasher = Sha256::new();
        for entry in &self.entries {
            let figure = match entry.figure {
                Figure::Number(number) => number.normalize().to_string(),
                other => other.text(),
            };
            hasher.update(figure.as_bytes());
            hasher.update(b"\n");
        }
        hasher.finalize().iter().take(DIGITS).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The sum of the reports below a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollup {
    /// The superior.
    pub unit: String,
    /// The year.
    pub year: u16,
    /// The edition of the form.
    pub edition: u16,
    /// What the roster says that the superior's own report is.
    pub sum: Option<Sum>,
    /// The units, each after its superior, in the order of the roster.
    pub members: Vec<Member>,
    /// The sum of every figure, in the order of the form: blank where it is not a sum, where
    /// nothing was added, or where it leaves the range of numbers.
    pub sums: Vec<Figure>,
}

/// Adds up the reports below a unit.
#[must_use]
pub fn rollup(
    form: &Form,
    roster: &Roster,
    superior: usize,
    year: u16,
    filed: &mut dyn FnMut(usize) -> Filing,
) -> Rollup {
    let agency = &roster.agencies[superior];
    let mut members = Vec::new();
    for (position, depth) in positions(roster, superior, year) {
        members.push(member(form, roster, position, depth, year, filed(position)));
    }
    let sums = form.ids().map(|id| sum(form, &members, id)).collect();
    Rollup { unit: agency.name.clone(), year, edition: form.edition, sum: agency.sum, members, sums }
}

/// The units whose reports add up to a superior's, with how far below they are: each once.
///
/// A superior whose own report is its own alone is one of them.
#[must_use]
pub fn positions(roster: &Roster, superior: usize, year: u16) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    if roster.agencies[superior].sum == Some(Sum::Own) {
        all.push((superior, 0));
    }
    walk(roster, superior, year, 1, &mut all);
    all
}

fn walk(roster: &Roster, above: usize, year: u16, depth: usize, all: &mut Vec<(usize, usize)>) {
    for &position in roster.below(above) {
        all.push((position, depth));
        let agency = &roster.agencies[position];
        // Those below a unit that is gone still report, and nobody else counts them.
        if agency.sum != Some(Sum::Whole) || !agency.reports_for(year) {
            walk(roster, position, year, depth + 1, all);
        }
    }
}

fn member(form: &Form, roster: &Roster, position: usize, depth: usize, year: u16, filing: Filing) -> Member {
    let agency = &roster.agencies[position];
    let file = filing.file().to_owned();
    let mut entries = Vec::new();
    let state = match (filing, &agency.merged_into) {
        (_, Some(other)) if !agency.reports_for(year) => State::Merged(other.clone()),
        _ if !agency.reports_for(year) => State::NotReporting,
        (Filing::Nothing, _) => State::Missing,
        (Filing::Wrong { .. }, _) => State::Errors,
        (Filing::Sound { edition, .. }, _) if edition != form.edition => State::OtherEdition(edition),
        (Filing::Sound { entries: own, .. }, _) => {
            entries = own;
            State::Counted
        }
    };
    Member { position, unit: agency.name.clone(), depth, sum: agency.sum, state, file, entries }
}

/// The sum of a figure. What does not apply to any of them does not apply to the sum; to add
/// nothing is to know nothing.
fn sum(form: &Form, members: &[Member], id: FigureId) -> Figure {
    if !form.spec(id).additive {
        return Figure::Blank;
    }
    let mut total = Figure::Blank;
    for figure in members.iter().filter_map(|member| member.figure(id)) {
        total = match (total, figure) {
            (_, Figure::NotObtained) => return Figure::NotObtained,
            (Figure::Number(sum), Figure::Number(number)) => match sum.checked_add(number) {
                Some(sum) => Figure::Number(sum),
                None => return Figure::Blank,
            },
            (sum @ Figure::Number(_), Figure::NotApplicable) => sum,
            (_, Figure::NotApplicable) => Figure::NotApplicable,
            (_, Figure::Number(number)) => Figure::Number(number),
            // A report with an empty cell has errors and does not count.
            (_, Figure::Blank) => return Figure::Blank,
        };
    }
    total
}

impl Rollup {
    /// The sum of a figure.
    #[must_use]
    pub fn figure(&self, id: FigureId) -> Figure {
        self.sums.get(id.index()).copied().unwrap_or_default()
    }

    /// The sum of a figure, where it is a number.
    #[must_use]
    pub fn number(&self, id: FigureId) -> Option<Decimal> {
        self.figure(id).number()
    }

    /// The units whose reports were added.
    pub fn counted(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.is_counted())
    }

    /// The units that the sum lacks.
    pub fn missing(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.is_missing())
    }

    /// Whether the sum lacks nothing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// Units that count with those below them although the roster does not say what their reports
    /// are the sum of.
    pub fn unsaid(&self) -> impl Iterator<Item = &Member> {
        let pairs = self.members.windows(2).filter(|pair| pair[1].depth > pair[0].depth);
        pairs.map(|pair| &pair[0]).filter(|member| member.is_counted() && member.sum.is_none())
    }

    /// How many units belong in the sum.
    #[must_use]
    pub fn expected(&self) -> usize {
        self.members.iter().filter(|member| member.is_counted() || member.is_missing()).count()
    }

    /// The superior's report with these sums: texts, date and contact are those of its present
    /// report, where it has one. Totals are left to be derived from the sums of their parts.
    #[must_use]
    pub fn report(&self, form: &Form, present: Option<&Report>) -> Report {
        let mut report =
            present.filter(|report| report.edition == form.edition).cloned().unwrap_or_else(|| Report {
                unit: self.unit.as_str().into(),
                year: self.year,
                edition: form.edition,
                entries: Vec::new(),
                sections: vec![None; form.sections.len()],
                preface: None,
                date: None,
                contact: crate::model::Contact::default(),
                waivers: Vec::new(),
                provenance: None,
                corrections: Vec::new(),
                sources: Vec::new(),
            });
        report.entries = self.entries(form);
        report.sources = self
            .counted()
            .map(|member| Addend {
                unit: member.unit.clone(),
                file: member.file.clone(),
                mark: member.mark(),
            })
            .collect();
        report
    }

    /// The sums as a data file says them: totals that follow from the others are left out, zeros
    /// are the rest.
    fn entries(&self, form: &Form) -> Vec<Entry> {
        let totals = form.totals();
        let part = |id: FigureId| match self.figure(id) {
            _ if totals[id.index()] => Entry::default(),
            Figure::Number(number) if number.is_zero() => {
                Entry { figure: self.figure(id), origin: Origin::Rest }
            }
            figure => Entry::stated(figure),
        };
        let mut entries: Vec<Entry> = form.ids().map(part).collect();
        form.derive(&mut entries);
        for id in form.ids() {
            if entries[id.index()].figure != self.figure(id) {
                entries[id.index()] = Entry::stated(self.figure(id));
            }
        }
        entries
    }
}
