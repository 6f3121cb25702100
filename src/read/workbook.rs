//! A workbook → what it says of a report: figures, texts, unit and year.
//!
//! The matcher tells which cell holds which figure; here the cells are read by the one rule for figures, and put into
//! the draft with their places. Blanks stay blanks, unless the unit says that they are zeros.

use std::collections::HashMap;

use super::draft::{Draft, LONGEST_NAME};
use super::faults::{
    self, BLANKS_AS_ZERO, DUPLICATE_KEY, NO_FORM, NO_TABLE, NOT_A_DATE, UNKNOWN_KEY, WORKBOOK_OUTDATED,
};
use super::grid::{Content, Grid};
use super::keys::{Key, says_yes};
use super::matcher::{self, Found, Told};
use super::texts::{self, Said, Unheard, What};
use super::yaml::{contact_slot, parse_date};
use super::{Expected, figure, prose};
use crate::finding::{Finding, Subject};
use crate::fingerprint::{self, Fingerprint};
use crate::form::{Form, Forms, Unknown, Why};
use crate::lang::Words;
use crate::model::{Entry, Figure, FigureId, Origin, Prose, UnitName};
use crate::place::{CellName, SectionPlace, Source};
use crate::yaml::Bytes;

/// Reads a workbook into a draft; its cells are put at the end of the source.
pub(super) fn read<'f>(
    grid: &Grid,
    path: &str,
    source: &mut Source,
    draft: &mut Draft<'f>,
    expected: &Expected,
    forms: &'f Forms,
) {
    let fingerprint = fingerprint_of(grid);
    let Some(newest) = forms.all.last() else { return };
    // The year decides only where the labels do not.
    let year =
        expected.year.or(fingerprint.as_ref().and_then(|print| print.year)).or_else(|| year_of(grid, newest));
    let preferred = year.and_then(|year| forms.for_year(year));
    let (form, matched) = match matcher::find(grid, forms, preferred) {
        Some((form, matched)) => (form, matched),
        None => (preferred.unwrap_or(newest), matcher::Matched::default()),
    };
    draft.read_by(form, true);
    let (said, unheard) = texts::read(grid, form, &matched.tables);
    let cells = Cells::new(grid, path, source, &matched.tables);
    let mut reader = Reader { grid, source, cells, draft, form, expected };
    for told in matched.told {
        reader.tell(told);
    }
    for found in &matched.tables {
        reader.table(found);
    }
    for said in &said {
        reader.said(said);
    }
    for one in unheard {
        reader.unheard(one);
    }
    if matched.tables.is_empty() && said.iter().all(|one| !matches!(one.what, What::Section(_))) {
        reader.no_table();
    }
    reader.blanks();
    reader.identify(fingerprint.as_ref());
}

fn fingerprint_of(grid: &Grid) -> Option<Fingerprint> {
    let sheet = grid.sheet(fingerprint::SHEET)?;
    let rows = sheet
        .cells
        .iter()
        .filter(|cell| cell.column == 0)
        .map(|cell| (cell.content.text(), sheet.at(cell.row, 1).map_or("", Content::text)));
    Fingerprint::of_rows(rows)
}

/// The year that a workbook says, to prefer the form of that year.
fn year_of(grid: &Grid, form: &Form) -> Option<u16> {
    let (said, _) = texts::read(grid, form, &[]);
    said.iter().find_map(|one| {
        let text = one.cells.first().map(|(_, text)| text.trim())?;
        match one.what {
            What::Key(Key::Year) => {
                super::keys::four_digits(text.trim_end_matches("年度").trim_end_matches('年'))
            }
            What::Title => form.read_title(text).map(|(_, year)| year),
            _ => None,
        }
    })
}

/// Where cells stand in the text of all files.
struct Cells {
    spans: HashMap<CellName, Bytes>, // looked up, never walked
}

impl Cells {
    /// Puts the cells at the end of the source, and with them the blank ones in which figures belong.
    fn new(grid: &Grid, path: &str, source: &mut Source, tables: &[Found]) -> Self {
        let figures = tables.iter().flat_map(|found| &found.figures).map(|&(_, cell, _)| cell);
        Self { spans: grid.place_in(source, path, figures) }
    }

    /// Where a cell stands; for one in which nothing is, the end of the source.
    fn span(&self, cell: CellName) -> Option<Bytes> {
        self.spans.get(&cell).cloned()
    }
}

struct Reader<'a, 'f> {
    grid: &'a Grid,
    source: &'a Source,
    cells: Cells,
    draft: &'a mut Draft<'f>,
    form: &'f Form,
    expected: &'a Expected,
}

impl Reader<'_, '_> {
    fn tell(&mut self, told: Told) {
        let span = told.cell.and_then(|cell| self.cells.span(cell));
        let mut finding = Finding::new(told.about, span.map_or(Subject::File, Subject::At), told.clause);
        finding.hints = told.hints;
        self.draft.findings.push(finding);
    }

    fn table(&mut self, found: &Found) {
        let section = found.section;
        let first = found
            .figures
            .iter()
            .filter_map(|&(.., label)| self.cells.span(label))
            .min_by_key(|span| span.start);
        if let Some(key) = first {
            let value = key.clone();
            self.draft.places.sections[section].get_or_insert(SectionPlace { key, value });
        }
        for &(id, cell, label) in &found.figures {
            self.draft.places.keys[id.index()] = self.cells.span(label);
            let Some(span) = self.cells.span(cell) else { continue };
            match self
                .grid
                .at(cell)
                .map_or(Ok(Figure::Blank), |content| figure::of(content, self.form.unit(id)))
            {
                Ok(figure) => self.draft.set(id, figure, &span, self.source),
                Err((about, words)) => {
                    self.draft.fault(about, &span, words);
                    self.draft.refuse(&[id], &span, self.source);
                }
            }
        }
        // What is missing was told, and is no blank besides.
        for id in self.form.ids_of_section(section) {
            let entry = &mut self.draft.entries[id.index()];
            if entry.origin == Origin::Absent {
                entry.origin = Origin::Refused;
            }
        }
    }

    fn said(&mut self, said: &Said) {
        let Some(label) = self.cells.span(said.label) else { return };
        let value = said
            .cells
            .first()
            .and_then(|(cell, text)| Some((self.cells.span(*cell)?, text.trim().to_owned())));
        match (said.what, value) {
            (What::Section(section), _) if self.form.sections[section].table.is_some() => {}
            (What::Section(section), value) => {
                let whole = self.whole(&label, said);
                let place = SectionPlace { key: label, value: whole };
                let word = self.form.sections[section].name.clone();
                // A heading without a text beside one that has it says nothing.
                let again = self.draft.places.section(section).is_some();
                if !(again && value.is_none()) && self.draft.begin(section, &word, place, self.source) {
                    self.draft.sections[section] = self.prose(said);
                }
            }
            (What::Key(Key::Preface), Some(_)) => {
                if self.draft.places.preface.is_none() {
                    let whole = self.whole(&label, said);
                    self.draft.places.preface = Some(SectionPlace { key: label, value: whole });
                    self.draft.preface = self.prose(said);
                }
            }
            (What::Title, Some((span, text))) => {
                if let Some((unit, year)) = self.form.read_title(&text) {
                    self.unit(&unit, &span);
                    self.draft.set_year(&year.to_string(), &span, self.expected, self.source);
                }
            }
            (What::Key(Key::Unit), Some((span, text))) => self.unit(&text, &span),
            (What::Key(Key::Year), Some((span, text))) => {
                self.draft.set_year(&text, &span, self.expected, self.source);
            }
            (What::Key(Key::Edition), Some((span, text))) => self.edition(&text, &span),
            (What::Key(Key::Date), Some((span, text))) => match parse_date(&text) {
                Some(date) => self.draft.set_date(date, &span, self.source),
                None => {
                    let words = words!(
                        "“{text}”不是日期：请写成 2025-01-20 或 2025年1月20日",
                        "`{text}` is not a date: write 2025-01-20 or 2025年1月20日"
                    );
                    self.draft.fault(&NOT_A_DATE, &span, words);
                }
            },
            (What::Key(Key::BlanksAreZero), Some((span, text))) => {
                if says_yes(&text) {
                    self.draft.places.blanks_are_zero = Some(span);
                }
            }
            (What::Contact(part), Some((span, text))) => {
                prose::check_characters(&text, &self.source.text, &span, &mut self.draft.findings);
                let slot = contact_slot(&mut self.draft.contact, part);
                if slot.as_ref().is_some_and(|first| *first != text) {
                    let word = texts::contact_name(part);
                    let words = words!("“{word}”写了两次", "`{word}` is given twice");
                    self.draft.fault(&DUPLICATE_KEY, &span, words);
                } else {
                    *slot = Some(prose::one_line(&text));
                }
            }
            (What::Key(_) | What::Contact(_) | What::Title, _) => {}
        }
    }

    /// From the first to the last cell of a text.
    fn whole(&self, label: &Bytes, said: &Said) -> Bytes {
        let spans = || said.cells.iter().filter_map(|(cell, _)| self.cells.span(*cell));
        let (start, end) = (spans().map(|span| span.start).min(), spans().map(|span| span.end).max());
        start.unwrap_or(label.start)..end.unwrap_or(label.end)
    }

    fn prose(&mut self, said: &Said) -> Option<Prose> {
        let mut all = Prose::default();
        for (cell, text) in &said.cells {
            let Some(span) = self.cells.span(*cell) else { continue };
            let read = prose::read(text, &self.source.text, &span, self.form, &mut self.draft.findings);
            all.paragraphs.extend(read.into_iter().flat_map(|prose| prose.paragraphs));
        }
        (!all.paragraphs.is_empty()).then_some(all)
    }

    fn unit(&mut self, name: &str, span: &Bytes) {
        let name = prose::one_line(name);
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains('\n') {
            let words = words!(
                "单位应当写一行全称，不超过 {LONGEST_NAME} 字",
                "the unit is one line of at most {LONGEST_NAME} characters: its full name"
            );
            self.draft.fault(&faults::MISSING_UNIT, span, words);
            self.draft.unit_told = true;
            return;
        }
        prose::check_characters(&name, &self.source.text, span, &mut self.draft.findings);
        self.draft.set_unit(name, span, self.source);
    }

    fn edition(&mut self, text: &str, span: &Bytes) {
        self.draft.places.edition = Some(span.clone());
        let said = super::keys::four_digits(text.trim().trim_end_matches('年'));
        if said.is_some_and(|said| said != self.form.edition) {
            let form = self.form.edition;
            let words = words!(
                "表样写“{text}”，表里的名称却是 {form} 年表样的",
                "the form is said to be `{text}`, but the labels are those of {form}"
            );
            self.draft.fault(&NO_FORM, span, words);
        }
    }

    fn unheard(&mut self, one: Unheard) {
        let Some(span) = self.cells.span(one.cell) else { return };
        let unknown = Unknown { part: one.text, why: Why::NoSuchName, nearest: one.nearest };
        self.draft.findings.push(faults::unknown(&UNKNOWN_KEY, span, &unknown));
    }

    fn no_table(&mut self) {
        let clause = Words::fixed(
            "没有找到表样里的任何一张表，也没有找到报告的文字",
            "none of the form's tables is there, and no text of the report",
        );
        let examples =
            self.form.figures.iter().max_by_key(|spec| spec.title.len()).map_or("", |spec| &spec.title);
        let hint = words!(
            "表要有表样的行名和列名，如 {examples}；空表可用 nianbao form 生成",
            "a table has the row and column labels of the form, as {examples}; `nianbao form` makes a blank one"
        );
        self.draft.findings.push(Finding::new(&NO_TABLE, Subject::File, clause).hint(hint));
        for entry in &mut self.draft.entries {
            entry.origin = Origin::Refused;
        }
        for section in &mut self.draft.sections {
            section.get_or_insert_default();
        }
    }

    /// 空格按零计: blank cells become zeros where the unit says so, and that is said; totals are derived.
    fn blanks(&mut self) {
        let Some(span) = self.draft.places.blanks_are_zero.clone() else { return };
        let totals = self.form.totals();
        for (index, section) in self.form.sections.iter().enumerate() {
            let entries = &self.draft.entries;
            let blank = |id: &FigureId| entries[id.index()] == Entry::stated(Figure::Blank);
            let blanks: Vec<FigureId> = self.form.ids_of_section(index).filter(blank).collect();
            let zeros = blanks.iter().filter(|id| !totals[id.index()]).count();
            for id in blanks {
                self.draft.entries[id.index()] = if totals[id.index()] {
                    self.draft.places.figures[id.index()] = None;
                    Entry::default()
                } else {
                    Entry { figure: Figure::Number(0.into()), origin: Origin::Rest }
                };
            }
            if zeros > 0 {
                let name = &section.name;
                let clause = words!(
                    "按“空格按零计”的声明，{name}有 {zeros} 个空格计为 0",
                    "as the unit says, {zeros} blanks of {name} are taken for 0"
                );
                self.draft.findings.push(Finding::new(&BLANKS_AS_ZERO, Subject::At(span.clone()), clause));
            }
        }
    }

    /// Unit and year of a workbook that does not say them in a cell, and whether it is an old or another's.
    fn identify(&mut self, fingerprint: Option<&Fingerprint>) {
        if let Some(print) = fingerprint {
            self.compare(print);
        }
        if self.draft.unit.is_none() && !self.draft.unit_told {
            self.draft.unit =
                fingerprint.and_then(|print| print.unit.clone()).or_else(|| self.expected.unit.clone());
        }
        if self.draft.year.is_none() {
            self.draft.year = self.expected.year.or(fingerprint.and_then(|print| print.year));
        }
    }

    /// Tells a workbook that was handed out for another year, another unit, or by another form.
    fn compare(&mut self, print: &Fingerprint) {
        let year = self.draft.year.or(self.expected.year);
        let unit = self.draft.unit.as_ref();
        let clause = if let (Some(made), Some(year)) = (print.year, year)
            && made != year
        {
            words!(
                "这是为 {made} 年度发出的填报表，报告却是 {year} 年度的：预填的上年数不对",
                "this workbook was handed out for {made}, but the report is that of {year}: last year's figures in it are wrong"
            )
        } else if let (Some(made), Some(unit)) = (&print.unit, unit)
            && !UnitName::same(made, unit)
        {
            words!(
                "这是发给“{made}”的填报表，单位却写“{unit}”：预填的上年数不对",
                "this workbook was handed out to `{made}`, but the unit is `{unit}`: last year's figures in it are wrong"
            )
        } else if !print.is_of(self.form) {
            let program = &print.program;
            words!(
                "这份填报表是旧版程序（{program}）按以前的表样生成的：请核对各行各列",
                "this workbook was made by an older program ({program}) from an earlier form: compare rows and columns"
            )
        } else {
            return;
        };
        self.draft.findings.push(Finding::new(&WORKBOOK_OUTDATED, Subject::File, clause));
    }
}
