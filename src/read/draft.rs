//! A report while it is read, from one file or from a workbook and a text together.
//!
//! What the files say is put in here, each figure and each text once, and made a report at the end. What was said
//! twice is told with both places, whichever files they are in.

use jiff::civil::Date;

use super::faults::{DUPLICATE_KEY, FILE_TOO_LARGE, MISSING_UNIT, MISSING_YEAR, UNIT_CONFLICT};
use super::keys::four_digits;
use super::{Expected, Read};
use crate::finding::{Finding, Subject};
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Contact, Entry, Figure, FigureId, Origin, Piece, Prose, Report, UnitName, Waiver};
use crate::place::{Place, Places, SectionPlace, Source};
use crate::rule::About;
use crate::yaml::Bytes;

/// The longest text of a report, in paragraphs and in characters: ten times the longest that is known.
pub(super) const MOST_PARAGRAPHS: usize = 3_000;
pub(super) const MOST_CHARACTERS: usize = 200_000;
/// The longest name of a unit, in characters.
pub(super) const LONGEST_NAME: usize = 100;

/// A report while it is read.
#[derive(Default)]
pub(super) struct Draft<'f> {
    /// The form to read by.
    pub(super) form: Option<&'f Form>,
    /// Whether it is the right one: where none applies, another finds the other faults of the files all the same.
    pub(super) applies: bool,
    /// 单位.
    pub(super) unit: Option<String>,
    /// Whether something was said of the unit that was refused.
    pub(super) unit_told: bool,
    /// 年度.
    pub(super) year: Option<u16>,
    /// Whether something was said of the year that was refused.
    pub(super) year_told: bool,
    /// Every figure of the form.
    pub(super) entries: Vec<Entry>,
    /// The text of each section of the form.
    pub(super) sections: Vec<Option<Prose>>,
    /// 前言, 成文日期, 联系方式, 核实说明.
    pub(super) preface: Option<Prose>,
    pub(super) date: Option<Date>,
    pub(super) contact: Contact,
    pub(super) waivers: Vec<Waiver>,
    /// Where everything stands.
    pub(super) places: Places,
    /// What is wrong.
    pub(super) findings: Vec<Finding>,
}

impl<'f> Draft<'f> {
    /// Chooses the form; what was read by another before is kept.
    pub(super) fn read_by(&mut self, form: &'f Form, applies: bool) {
        self.form = Some(form);
        self.applies = applies;
        self.entries.resize(form.figures.len(), Entry::default());
        self.sections.resize(form.sections.len(), None);
        self.places.figures.resize(form.figures.len(), None);
        self.places.keys.resize(form.figures.len(), None);
        self.places.sections.resize(form.sections.len(), None);
    }

    /// Says which unit it is; another name than one that was given before is told.
    pub(super) fn set_unit(&mut self, name: String, span: &Bytes, source: &Source) {
        match (&self.unit, &self.places.unit) {
            (Some(unit), Some(first)) if !UnitName::same(unit, &name) => {
                let first = source.place(first.start);
                let clause = words!(
                    "单位写“{name}”，{first} 却写“{unit}”",
                    "the unit is `{name}`, but `{unit}` in {first}"
                );
                self.fault(&UNIT_CONFLICT, span, clause);
            }
            (Some(_), _) => {}
            (None, _) => {
                self.unit = Some(name);
                self.places.unit = Some(span.clone());
            }
        }
    }

    /// Says which year it is; what is no year, or another than that of the folder or one given before, is told.
    pub(super) fn set_year(&mut self, written: &str, span: &Bytes, expected: &Expected, source: &Source) {
        let year = four_digits(written.trim().trim_end_matches("年度").trim_end_matches('年').trim());
        let clause = match (year, self.year, expected.year) {
            (None, ..) => words!("“{written}”不是四位年份", "`{written}` is not a year of four digits"),
            (Some(year), Some(first), _) if year != first => {
                let place = self.places.year.clone().unwrap_or_default();
                let place = source.place(place.start);
                words!("年度写 {year}，{place} 却写 {first}", "the year is {year}, but {first} in {place}")
            }
            (Some(year), _, Some(folder)) if year != folder => words!(
                "年度写 {year}，文件却在 {folder} 年的文件夹里",
                "the year is {year}, but the file lies in the folder of {folder}"
            ),
            (Some(year), ..) => {
                self.year = Some(year);
                self.places.year.get_or_insert(span.clone());
                return;
            }
        };
        if self.year.is_none() {
            self.year = year;
            self.places.year = Some(span.clone());
        }
        self.year_told = true;
        self.fault(&MISSING_YEAR, span, clause);
    }

    /// Says when it was made; another day than one that was given before is told.
    pub(super) fn set_date(&mut self, date: Date, span: &Bytes, source: &Source) {
        match self.date {
            Some(first) if first != date => {
                let place = self.places.date.clone();
                self.findings.push(twice("成文日期", span, place, source));
            }
            _ => {
                self.date = Some(date);
                self.places.date.get_or_insert(span.clone());
            }
        }
    }

    /// A file says nothing at all, and that was told.
    pub(super) fn nothing_said(&mut self) {
        self.unit_told = true;
        self.year_told = true;
    }

    /// Adds a finding about a place.
    pub(super) fn fault(&mut self, about: &'static About, span: &Bytes, words: Words) {
        self.findings.push(Finding::new(about, Subject::At(span.clone()), words));
    }

    /// Puts a figure in; one that was given before is told.
    pub(super) fn set(&mut self, id: FigureId, figure: Figure, span: &Bytes, source: &Source) {
        if let Some(first) = self.places.figures[id.index()].clone() {
            let address = self.form.map_or("", |form| form.spec(id).address.as_str());
            self.findings.push(twice(address, span, Some(first), source));
            return;
        }
        self.entries[id.index()] = Entry::stated(figure);
        self.places.figures[id.index()] = Some(span.clone());
    }

    /// What was written there is no figure; blanks of it are not told again.
    pub(super) fn refuse(&mut self, figures: &[FigureId], span: &Bytes, source: &Source) {
        for id in figures {
            self.set(*id, Figure::Blank, span, source);
            self.entries[id.index()].origin = Origin::Refused;
        }
    }

    /// Puts the place of a section in; false, and told, where it was given before.
    pub(super) fn begin(&mut self, section: usize, word: &str, place: SectionPlace, source: &Source) -> bool {
        if let Some(first) = self.places.section(section).map(|place| place.key.clone()) {
            self.findings.push(twice(word, &place.key, Some(first), source));
            return false;
        }
        self.places.sections[section] = Some(place);
        true
    }

    /// A text that no report has would take minutes and gigabytes to set.
    fn measure(&mut self) {
        let prose = || self.preface.iter().chain(self.sections.iter().flatten());
        let paragraphs: usize = prose().map(|prose| prose.paragraphs.len()).sum();
        let pieces = prose().flat_map(|prose| &prose.paragraphs).flat_map(|one| &one.pieces);
        let characters: usize = pieces
            .map(|piece| match piece {
                Piece::Text(text) => text.chars().count(),
                Piece::Figure(_) | Piece::Computed(_) => 1,
            })
            .sum();
        if paragraphs > MOST_PARAGRAPHS || characters > MOST_CHARACTERS {
            self.findings.push(Finding::new(&FILE_TOO_LARGE, Subject::File, too_long()));
        }
    }

    /// Makes the report of it.
    pub(super) fn finish(mut self, expected: &Expected, source: Source) -> Read {
        let only_book = source.has_book() && source.without_book().is_empty();
        if self.unit.is_none() && !self.unit_told {
            let words = if only_book {
                Words::fixed(
                    "没有写单位，从文件名也看不出来：请在表外写一格“单位：全称”",
                    "the unit is missing, and the file's name does not tell it: add a cell `单位：full name`",
                )
            } else {
                Words::fixed("没有写单位：请加一行“单位: 全称”", "the unit is missing: add `单位: full name`")
            };
            self.findings.push(Finding::new(&MISSING_UNIT, Subject::File, words));
        }
        if self.year.is_none() && !self.year_told {
            let words = if only_book {
                Words::fixed(
                    "没有写年度：请在表外写一格“年度：2024”这样的年份，或放进 data/2024/ 这样的文件夹",
                    "the year is missing: add a cell `年度：2024`, or put the file into a folder such as data/2024/",
                )
            } else {
                Words::fixed(
                    "没有写年度：请加一行“年度: 2024”这样的年份",
                    "the year is missing: add `年度: 2024`",
                )
            };
            self.findings.push(Finding::new(&MISSING_YEAR, Subject::File, words));
        }
        self.measure();
        self.places.source = source;
        let year = self.year.or(expected.year);
        let Some(form) = self.form else {
            return Read { report: None, places: self.places, findings: self.findings };
        };
        form.derive(&mut self.entries);
        let report = Report {
            unit: self.unit.unwrap_or_default().into(),
            year: year.unwrap_or_default(),
            edition: form.edition,
            entries: self.entries,
            sections: self.sections,
            preface: self.preface,
            date: self.date,
            contact: self.contact,
            waivers: self.waivers,
        };
        // Without its name a report is refused, but its figures can be checked in this run.
        let report = (self.applies && year.is_some()).then_some(report);
        Read { report, places: self.places, findings: self.findings }
    }
}

pub(super) fn too_long() -> Words {
    words!(
        "文字超过 {MOST_PARAGRAPHS} 段或 {MOST_CHARACTERS} 字的上限，没有读取",
        "the text has more than {MOST_PARAGRAPHS} paragraphs or {MOST_CHARACTERS} characters; it was not read"
    )
}

/// The same thing given twice, with both places.
pub(super) fn twice(word: &str, span: &Bytes, first: Option<Bytes>, source: &Source) -> Finding {
    let clause = words!("“{word}”写了两次", "`{word}` is given twice");
    let finding = Finding::new(&DUPLICATE_KEY, Subject::At(span.clone()), clause);
    let Some(first) = first else { return finding };
    let (first, here) = (source.place(first.start), source.place(span.start));
    finding.hint(match first {
        Place::Line { path, line, column } if path == here.path() => words!(
            "前一处在第 {line} 行第 {column} 列：请只留一处",
            "the first is at line {line}, column {column}: keep one"
        ),
        first => {
            words!("前一处在 {first}：请只留一处", "the first is in {first}: keep one")
        }
    })
}
