//! A report while it is read, from one file or from a workbook and a text together.
//!
//! Readers find what the files say and where; here it is understood, in one way for all kinds of
//! files, and made a report at the end. Each figure and each text may be given once: what is given
//! twice is reported with both places, whichever files they are in.

use jiff::civil::Date;

use super::keys::{self, ContactPart, Key, says_no, says_yes};
use super::{Expected, Read, contact, prose};
use crate::faults::{
    CONTACT_INVALID, DUPLICATE_KEY, FILE_TOO_LARGE, MISSING_UNIT, MISSING_YEAR, NO_FORM, NO_TABLE,
    NOT_A_DATE, TEXT_UNREAD, UNIT_CONFLICT, UNKNOWN_REFERENCE, WRONG_TYPE,
};
use crate::finding::{Finding, Subject};
use crate::form::{Form, Forms, Sure};
use crate::lang::Words;
use crate::model::{
    Addend, Contact, Correction, Entry, Figure, FigureId, Origin, Piece, Prose, Provenance, Report, UnitName,
    Waiver,
};
use crate::place::{Place, Places, SectionPlace, Source};
use crate::rule::About;
use crate::yaml::Bytes;

/// The longest text of a report, in paragraphs and in characters: ten times the longest known.
pub(super) const MOST_PARAGRAPHS: usize = 3_000;
pub(super) const MOST_CHARACTERS: usize = 200_000;
/// The longest name of a unit, in characters.
pub(super) const LONGEST_NAME: usize = 100;

/// A report while it is read.
#[derive(Default)]
pub(super) struct Draft<'f> {
    /// The form to read by.
    pub(super) form: Option<&'f Form>,
    /// Whether it is the right one: where none applies, another still finds the other faults of the
    /// files.
    pub(super) applies: bool,
    /// 单位.
    pub(super) unit: Option<String>,
    /// Whether a unit was given and refused.
    pub(super) unit_refused: bool,
    /// 年度.
    pub(super) year: Option<u16>,
    /// Whether a year was given and refused.
    pub(super) year_refused: bool,
    /// Every figure of the form.
    pub(super) entries: Vec<Entry>,
    /// The text of each section of the form.
    pub(super) sections: Vec<Option<Prose>>,
    /// 前言, 成文日期, 联系方式, 核实说明, 来源.
    pub(super) preface: Option<Prose>,
    pub(super) date: Option<Date>,
    pub(super) contact: Contact,
    pub(super) waivers: Vec<Waiver>,
    /// 来源.
    pub(super) provenance: Option<Provenance>,
    /// 更正.
    pub(super) corrections: Vec<Correction>,
    pub(super) sources: Vec<Addend>,
    /// What was not obtained from a document, and why.
    pub(super) missing: Vec<Words>,
    /// Numbers of a workbook that are in no table that was found.
    pub(super) unread_at: Option<Bytes>,
    /// Where everything is.
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
        self.places.sections.resize(form.sections.len(), None);
    }

    /// Understands a value of one line, from whichever file it is; what is wrong with it is
    /// reported.
    pub(super) fn say(&mut self, key: Key, text: &str, at: &Bytes, expected: &Expected, source: &Source) {
        match key {
            Key::Unit => {
                let keys::WrittenUnit { name, years } = keys::unit(text);
                // （公章） alone is the place for a name, and says none.
                if !name.is_empty() || text.trim().is_empty() {
                    self.say_unit(&name, at, source);
                }
                for year in years {
                    self.say_year(&year.to_string(), at, expected, source);
                }
            }
            Key::Year => self.say_year(text, at, expected, source),
            Key::Date => self.say_date(text, at, source),
            Key::BlanksAreZero if says_yes(text) => self.places.blanks_are_zero = Some(at.clone()),
            Key::BlanksAreZero if !says_no(text) => {
                let clause = words!(
                    "“空白格按 0 计”写的是“{text}”：请写“是”或“否”",
                    "whether empty cells count as 0 is `{text}`: write 是 or 否"
                );
                self.fault(&WRONG_TYPE, at, clause);
            }
            // The form is chosen by its edition, and the others are more than a line.
            Key::BlanksAreZero
            | Key::Edition
            | Key::Preface
            | Key::Contact
            | Key::Waivers
            | Key::Provenance
            | Key::Corrections => {}
        }
    }

    fn say_unit(&mut self, text: &str, at: &Bytes, source: &Source) {
        let text = text.trim();
        if text.is_empty() || text.contains('\n') || text.chars().count() > LONGEST_NAME {
            let clause = words!(
                "单位请写一行全称，不超过 {LONGEST_NAME} 字",
                "the unit must be its full name in one line of at most {LONGEST_NAME} characters"
            );
            self.fault(&MISSING_UNIT, &first_line(&source.text, at), clause);
            self.unit_refused = true;
            return;
        }
        self.plain(text, at, source);
        let name = prose::one_line(text);
        match (&self.unit, &self.places.unit) {
            (Some(unit), Some(first)) if !UnitName::same(unit, &name) => {
                let first = source.place(first.start);
                let clause = words!(
                    "两处单位不同：此处写“{name}”，{first} 写“{unit}”，请改为同一全称",
                    "the unit is `{name}` here, but `{unit}` in {first}: use the same full name"
                );
                self.fault(&UNIT_CONFLICT, at, clause);
            }
            (Some(_), _) => {}
            (None, _) => {
                self.unit = Some(name);
                self.places.unit = Some(at.clone());
            }
        }
    }

    fn say_year(&mut self, written: &str, at: &Bytes, expected: &Expected, source: &Source) {
        let year = keys::year(written);
        let clause = match (year, self.year, expected.year) {
            (None, ..) => words!(
                "年度写的是“{written}”：请写四位数字，如 2024",
                "the year is `{written}`: write four digits, such as 2024"
            ),
            (Some(year), Some(first), _) if year != first => {
                let place = self.places.year.clone().unwrap_or_default();
                let place = source.place(place.start);
                words!(
                    "两处年度不同：此处写 {year}，{place} 写 {first}，请改为同一年度",
                    "the year is {year} here, but {first} in {place}: use the same year"
                )
            }
            (Some(year), _, Some(folder)) if year != folder => words!(
                "年度写 {year}，文件放在 {folder} 文件夹：请改年度，或把文件移到 {year} 文件夹",
                "the year is {year}, but the file is in the folder of {folder}: change the year, or move the file \
                 to the folder of {year}"
            ),
            (Some(year), ..) => {
                self.year = Some(year);
                self.places.year.get_or_insert(at.clone());
                return;
            }
        };
        if self.year.is_none() {
            self.year = year;
            self.places.year = Some(at.clone());
        }
        self.year_refused = true;
        self.fault(&MISSING_YEAR, at, clause);
    }

    fn say_date(&mut self, written: &str, at: &Bytes, source: &Source) {
        match (keys::date(written), self.date) {
            (None, _) => {
                let clause = words!(
                    "“{written}”不是日期：请写成 2025-01-20 或 2025年1月20日",
                    "`{written}` is not a date: write 2025-01-20 or 2025年1月20日"
                );
                self.fault(&NOT_A_DATE, at, clause);
            }
            (Some(date), Some(first)) if date != first => {
                self.findings.push(twice("成文日期", at, self.places.date.clone(), source));
            }
            (date, _) => self.date = date,
        }
        self.places.date.get_or_insert(at.clone());
    }

    /// The form that is asked for by its year. Reports one that does not exist, or that is not the
    /// form of the tables that were read before.
    pub(super) fn say_edition(&mut self, written: &str, at: &Bytes, forms: &'f Forms) -> Option<&'f Form> {
        self.places.edition = Some(at.clone());
        let form = keys::year(written).and_then(|edition| forms.edition(edition));
        let clause = match (form, self.form) {
            (None, _) => {
                let (zh, en) = forms.listed();
                words!("没有表样“{written}”，可用的有：{zh}", "there is no form `{written}`; known: {en}")
            }
            (Some(form), Some(read)) if form.edition != read.edition => {
                let (here, there) = (form.edition, read.edition);
                words!(
                    "表样写的是 {here} 年，工作簿里的表却是 {there} 年表样的：请改为同一表样",
                    "the form is given as {here}, but the tables of the workbook are of the {there} form: use one"
                )
            }
            _ => return form,
        };
        self.fault(&NO_FORM, at, clause);
        None
    }

    /// A part of 联系方式.
    pub(super) fn say_contact(&mut self, part: ContactPart, text: &str, at: &Bytes, source: &Source) {
        if contact::is_absent(text) {
            return;
        }
        self.plain(text, at, source);
        let text = prose::one_line(text);
        if let Some(clause) = contact::trouble(part, &text) {
            self.fault(&CONTACT_INVALID, at, clause);
        }
        if part.slot(&mut self.contact).get_or_insert_with(|| text.clone()) != &text {
            let word = part.name();
            let clause = words!("“{word}”写了两次，内容不同", "`{word}` is given twice, and differently");
            self.fault(&DUPLICATE_KEY, at, clause);
        }
    }

    /// Text in which no figure can be referred to.
    fn plain(&mut self, text: &str, at: &Bytes, source: &Source) {
        prose::check_characters(text, &source.text, at, &mut self.findings);
        if text.starts_with(['“', '”', '‘', '「', '＂']) && text.ends_with(['“', '”', '’', '」', '＂'])
        {
            let clause = Words::fixed(
                "前后的引号会照样印出：请去掉，或改成半角引号",
                "these quotes would be printed: remove them, or use ASCII quotes",
            );
            self.fault(&WRONG_TYPE, at, clause);
        }
        if text.contains("{{") {
            let clause = Words::fixed(
                "这里不能引用表中的数：引用只能写在前言和各部分的文字里",
                "figures cannot be referred to here, only in the preface and the sections",
            );
            self.fault(&UNKNOWN_REFERENCE, at, clause);
        }
    }

    /// A file says nothing at all, and that was reported.
    pub(super) fn nothing_said(&mut self) {
        self.unit_refused = true;
        self.year_refused = true;
    }

    /// Adds a finding about a place.
    pub(super) fn fault(&mut self, about: &'static About, span: &Bytes, words: Words) {
        self.findings.push(Finding::new(about, Subject::At(span.clone()), words));
    }

    /// Puts a figure in; one that was given before is reported.
    pub(super) fn set(&mut self, id: FigureId, figure: Figure, span: &Bytes, source: &Source) {
        if let Some(first) = self.places.figure(id) {
            let address = self.form.map_or("", |form| form.spec(id).address.as_str());
            self.findings.push(twice(address, span, Some(first), source));
            return;
        }
        self.entries[id.index()] = Entry::stated(figure);
        self.places.figures.set(id, span.clone());
    }

    /// What is written there is not a figure; that it is missing is not reported again.
    pub(super) fn refuse(&mut self, figures: &[FigureId], span: &Bytes, source: &Source) {
        for id in figures {
            self.set(*id, Figure::Blank, span, source);
            self.entries[id.index()].origin = Origin::Refused;
        }
    }

    /// Puts the place of a section in. Returns false where it was given before, and reports that.
    pub(super) fn begin(&mut self, section: usize, word: &str, place: SectionPlace, source: &Source) -> bool {
        if let Some(first) = self.places.section(section).map(|place| place.key.clone()) {
            self.findings.push(twice(word, &place.key, Some(first), source));
            return false;
        }
        self.places.sections[section] = Some(place);
        true
    }

    /// A table that no file gives, while figures stand in a file unread, is not an empty table.
    fn unread_tables(&mut self, form: &Form) {
        let Some(at) = self.unread_at.take() else { return };
        let absent = |id: &FigureId| self.entries[id.index()].origin == Origin::Absent;
        let tables = (0..form.sections.len()).filter(|&section| form.sections[section].table.is_some());
        let missing: Vec<usize> =
            tables.filter(|&one| form.ids_of_section(one).all(|id| absent(&id))).collect();
        if missing.is_empty() {
            return;
        }
        let names = |between: &str| {
            let names: Vec<&str> = missing.iter().map(|&one| form.sections[one].name.as_str()).collect();
            names.join(between)
        };
        let clause = words!(
            "这里有数，但行名、列名认不出是表样里的哪张表；没有读到{}", names("、");
            "there are figures here, but their labels are not those of a table of the form; not found: {}", names(", ")
        );
        let hint = Words::fixed(
            "请把数填进发放的填报表，或把行名、列名改成表样里的",
            "fill in the form workbook, or write the labels as in the form",
        );
        self.findings.push(Finding::new(&NO_TABLE, Subject::At(at), clause).hint(hint));
        for id in missing.iter().flat_map(|&section| form.ids_of_section(section)) {
            self.entries[id.index()].origin = Origin::Refused;
        }
    }

    /// Puts the text of a section in; a heading of another section in it is reported, for what is
    /// below it belongs there.
    pub(super) fn set_text(&mut self, section: usize, text: Option<Prose>, at: &Bytes, source: &Source) {
        let form = self.form;
        let mut lines =
            text.iter().flat_map(|prose| &prose.paragraphs).filter_map(|one| match one.pieces.as_slice() {
                [Piece::Text(line)] => Some(line.as_str()),
                _ => None,
            });
        let other = |line: &str| {
            let (other, sure) = form?.heading(line)?;
            (other != section && sure == Sure::Exact).then(|| line.to_owned())
        };
        if let Some(heading) = lines.find_map(other) {
            let own = form.map_or("", |form| form.sections[section].heading.as_str());
            let clause = words!(
                "“{own}”的文字里有“{heading}”这一行：其下的文字属于另一部分，请分开填写",
                "the text of `{own}` has the heading `{heading}` in it: what is below it belongs to another section"
            );
            self.fault(&TEXT_UNREAD, &first_line(&source.text, at), clause);
        }
        self.sections[section] = text;
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
        if self.unit.is_none() && !self.unit_refused {
            let words = if only_book {
                Words::fixed(
                    "没有写单位，从文件名也看不出来：请在表外写一格“单位：全称”",
                    "the unit is missing, and the file name does not give it: add a cell `单位：full name`",
                )
            } else {
                Words::fixed("没有写单位：请加一行“单位: 全称”", "the unit is missing: add `单位: full name`")
            };
            self.findings.push(Finding::new(&MISSING_UNIT, Subject::File, words));
        }
        if self.year.is_none() && !self.year_refused {
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
        self.unread_tables(form);
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
            provenance: self.provenance,
            corrections: self.corrections,
            sources: self.sources,
        };
        // Without its name a report is refused, but its figures can be checked in this run.
        let report = (self.applies && year.is_some()).then_some(report);
        Read { report, places: self.places, findings: self.findings }
    }
}

/// The first line of some bytes: more would flood a message.
pub(super) fn first_line(text: &str, span: &Bytes) -> Bytes {
    let length = text[span.clone()].find('\n').unwrap_or(span.len());
    span.start..span.start + length
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
