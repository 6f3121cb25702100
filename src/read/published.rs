//! A document that was made for readers → what it says of a report: published pages, Word files,
//! PDFs, plain text.
//!
//! Figures are found by labels, texts by headings, unit and year by titles. What is not certain is
//! not read: it is *not obtained*, which is neither empty nor zero, and the reasons go with the
//! data
//! (来源). A document that only leads to a report (a list, a page loaded by script, an attachment) is
//! named as such and never looks like a report.

mod columns;
mod found;
mod head;
mod lines;
mod placed;
mod rows;
mod sections;
mod shell;
mod stream;
mod widths;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use self::found::{Found, Value};
use self::head::Head;
use self::sections::{Part, Sections};
use self::stream::Line;
use super::draft::Draft;
use super::keys::Key;
use super::{Expected, File, corrections, prose, provenance};
use crate::document::{Book, CellName};
use crate::faults::{DOCUMENT_REVISED, NO_REPORT};
use crate::figure;
use crate::finding::{Finding, Subject};
use crate::form::{Form, Forms};
use crate::lang::Words;
use crate::matcher::{self, Matched};
use crate::model::{Entry, Figure, Paragraph, Piece, Prose, Provenance, UNTAKEN};
use crate::place::{SectionPlace, Source};
use crate::yaml::Bytes;

/// Reads a document into a draft; its cells are put at the end of the source.
pub(super) fn read<'f>(
    book: &Book,
    file: &File,
    source: &mut Source,
    draft: &mut Draft<'f>,
    expected: &Expected,
    forms: &'f Forms,
) {
    let Some(newest) = forms.newest() else { return };
    let book = &with_pages(book);
    let all = if lines_are_drawn(book) {
        placed::paragraphs(book, 0, &HashSet::new(), newest)
    } else {
        stream::lines(book, &placed_sheets(book))
    };
    let head = head::read(book, &all, newest);
    let year = expected.year.or(head.year.as_ref().map(|(year, _)| *year));
    let preferred = year.and_then(|year| forms.for_year(year));
    let is_plain = file.is_plain();
    let (form, found) = figures(book, forms, (preferred, newest), is_plain, expected.official);
    let lines = own_lines(book, form, &found, is_plain);
    let head = Head { title: head::read(book, &lines, form).title, ..head };
    let unit = head.unit.as_ref().map(|(unit, _)| unit.as_str());
    let parts = sections::find(book, &lines, form, head.title.map(|(_, to)| to), unit);
    let named = parts.headings.iter().flatten().count();
    if found.values.is_empty() && named < 2 {
        draft.findings.push(instead(book, &lines, &head, newest));
        return draft.nothing_said();
    }
    let empty = found.values.values().map(|value| value.cell);
    let spans = source.add_book(file.path, book, empty);
    draft.read_by(form, true);
    let mut filling =
        Filling { source, spans, draft, form, expected, lines: &lines, provenance: provenance::of(file) };
    filling.provenance.published = head.published;
    filling.identify(&head);
    filling.figures(&found, &parts);
    filling.texts(&parts, &head);
    filling.after(&parts);
    let provenance = filling.provenance;
    draft.provenance = Some(provenance);
    if book.revised {
        let clause = Words::fixed(
            "文档里有没有接受的修订，按全部接受后的样子读取：请核对",
            "the document has changes that are not accepted yet; it was read as if all were",
        );
        draft.findings.push(Finding::new(&DOCUMENT_REVISED, Subject::File, clause));
    }
}

/// The lines of a document that are no rows of the report's tables.
fn own_lines(book: &Book, form: &Form, found: &Found, is_plain: bool) -> Vec<Line> {
    let mut tables = found.tables.clone();
    tables.extend(placed_sheets(book));
    let mut lines = stream::lines(book, &tables);
    if is_plain {
        // A paste has tables and the lines between them in one piece.
        lines.extend(stream::between(book, &found.tables, |text| rows::is_label(form, text)));
        lines.sort_by_key(|line| line.cell);
    }
    let lines = lines.into_iter().filter(|line| !found.taken.contains(&(line.cell.sheet, line.cell.row)));
    let is_drawn = lines_are_drawn(book);
    if is_drawn {
        placed::paragraphs(book, first_page(book), &found.taken, form)
    } else if is_plain {
        stream::unwrapped(lines.collect(), |text| sections::begins(form, text))
    } else {
        lines.collect()
    }
}

/// A document with its drawn pages as sheets at the end, so that their words have places.
fn with_pages(book: &Book) -> Cow<'_, Book> {
    if book.pages.is_empty() {
        return Cow::Borrowed(book);
    }
    let mut all = book.clone();
    all.sheets.extend(placed::sheets(book));
    Cow::Owned(all)
}

/// The sheet of the first drawn page.
fn first_page(book: &Book) -> usize {
    book.sheets.len() - book.pages.len()
}

/// The sheets of drawn pages: their lines are no paragraphs.
fn placed_sheets(book: &Book) -> HashSet<usize> {
    if book.pages.is_empty() { HashSet::new() } else { (first_page(book)..book.sheets.len()).collect() }
}

/// Whether a document has drawn pages and nothing that says which paragraphs are on them.
fn lines_are_drawn(book: &Book) -> bool {
    !book.pages.is_empty() && first_page(book) == 0
}

/// What a document is that is no report.
fn instead(book: &Book, lines: &[Line], head: &Head, form: &Form) -> Finding {
    let (clause, hint) = shell::words(book, lines, head, form);
    Finding::new(&NO_REPORT, Subject::File, clause).hint(hint)
}

/// The figures by the form of the year. Where the document names no year, or has next to nothing of
/// that form and all of another, by the form that fits best.
fn figures<'f>(
    book: &Book,
    forms: &'f Forms,
    preferred: (Option<&'f Form>, &'f Form),
    is_plain: bool,
    official: bool,
) -> (&'f Form, Found) {
    // Long: the ways of reading, from the most certain to the least.
    let without_pages = || {
        let mut tables = book.clone();
        tables.sheets.truncate(first_page(book));
        tables
    };
    // Lines of drawn pages are no rows of cells.
    let tables = &if book.pages.is_empty() { Cow::Borrowed(book) } else { Cow::Owned(without_pages()) };
    let (of_year, newest) = preferred;
    let (labelled, mut matched) = match matcher::find(tables, forms, Some(of_year.unwrap_or(newest))) {
        Some((form, matched)) if of_year.is_none_or(|own| own.edition == form.edition) => (form, matched),
        _ => (of_year.unwrap_or(newest), Matched::default()),
    };
    let by = |form: &'f Form, matched: &Matched| {
        let mut found = rows::read(tables, form, matched, is_plain);
        let whole = form.figures.len();
        if found.values.len() < whole {
            let counted = found.count(form);
            let mut more = lines::read(tables, form, official);
            if is_plain {
                // Rows of a table are lines too, and more may be known of them as such.
                let again = more.count(form);
                found.reasons.retain(|(section, _)| !again.contains_key(section));
            } else {
                // A table that was read as one is not read again line by line.
                more.values.retain(|id, _| !counted.contains_key(&form.spec(*id).section));
                more.reasons.retain(|(section, _)| !counted.contains_key(section));
            }
            found.add_all(more);
        }
        if !book.pages.is_empty() {
            let drawn = placed::read(&book.pages, first_page(book), form);
            if found.values.is_empty() {
                found = drawn;
            } else {
                // The tags of a PDF and what is drawn: what they say differently is not certain.
                for (id, value) in drawn.values {
                    found.add(id, value);
                }
            }
        }
        found
    };
    let first = by(labelled, &matched);
    if first.values.len() * 10 >= labelled.figures.len() * 9 {
        return (labelled, first);
    }
    let mut best = (labelled, first);
    let little = best.1.values.len() * 4 < labelled.figures.len();
    for form in forms.all().filter(|form| form.edition != labelled.edition) {
        matched.tables.clear();
        let other = by(form, &matched);
        let is_whole = little && other.values.len() * 10 >= form.figures.len() * 9;
        if other.values.len() > best.1.values.len() && (of_year.is_none() || is_whole) {
            best = (form, other);
        }
    }
    best
}

/// More of a sentence is not shown, in characters.
const SHOWN: usize = 24;

/// A draft while it is filled.
struct Filling<'a, 'f> {
    source: &'a Source,
    /// The bytes of cells in the source.
    spans: HashMap<CellName, Bytes>, // looked up, never walked
    draft: &'a mut Draft<'f>,
    form: &'f Form,
    expected: &'a Expected,
    lines: &'a [Line],
    provenance: Provenance,
}

impl Filling<'_, '_> {
    fn span(&self, cell: CellName) -> Bytes {
        self.spans.get(&cell).cloned().unwrap_or_default()
    }

    fn lacks(&mut self, words: Words) {
        if !self.provenance.missing.contains(&words) {
            self.provenance.missing.push(words);
        }
    }

    /// Unit and year.
    fn identify(&mut self, head: &Head) {
        let (expected, source) = (self.expected, self.source);
        if let Some((unit, cell)) = &head.unit {
            let span = cell.map_or(0..0, |cell| self.span(cell));
            self.draft.say(Key::Unit, unit, &span, expected, source);
        }
        if let Some((year, cell)) = &head.year {
            let span = cell.map_or(0..0, |cell| self.span(cell));
            self.draft.say(Key::Year, &year.to_string(), &span, expected, source);
        }
        if let Some(unit) =
            self.expected.unit.as_ref().filter(|_| self.expected.renames || self.draft.unit.is_none())
        {
            self.draft.unit = Some(unit.clone());
        }
        if self.draft.year.is_none() {
            self.draft.year = expected.year;
        }
    }

    fn figures(&mut self, found: &Found, parts: &Sections) {
        for id in self.form.ids() {
            let name = &self.form.sections[self.form.spec(id).section].name;
            let said = found.values.get(&id).map(|value| (self.span(value.cell), self.figure(id, value)));
            match said {
                Some((span, Ok(figure))) => self.draft.set(id, figure, &span, self.source),
                Some((span, Err(words))) => {
                    let place = self.form.quoted(id);
                    let (zh, en) = (&words.zh, &words.en);
                    self.lacks(words!("{place}：{zh}", "{name}: {en}"));
                    self.draft.entries[id.index()] = Entry::stated(Figure::NotObtained);
                    self.draft.places.figures.set(id, span);
                }
                None => {
                    if found.twice.contains(&id) {
                        let place = self.form.quoted(id);
                        self.lacks(words!(
                            "{place}在文件里有两处，数不同",
                            "{name}: {place} is there twice, and differently"
                        ));
                    }
                    self.draft.entries[id.index()] = Entry::stated(Figure::NotObtained);
                }
            }
        }
        for (section, words) in &found.reasons {
            if self.form.ids_of_section(*section).any(|id| !found.values.contains_key(&id)) {
                self.lacks(words.clone());
            }
        }
        for (index, section) in self.form.sections.iter().enumerate().filter(|(_, one)| one.table.is_some()) {
            if let Some(at) = parts.headings[index] {
                let key = self.span(self.lines[at].cell);
                self.draft.places.sections[index] = Some(SectionPlace { value: key.clone(), key });
            }
            let lost = self.form.ids_of_section(index).all(|id| !found.values.contains_key(&id));
            if lost && !found.reasons.iter().any(|(one, _)| *one == index) {
                let words = shell::lost(&section.name, parts, index, self.lines);
                self.lacks(words);
            }
        }
    }

    fn figure(&self, id: crate::model::FigureId, value: &Value) -> Result<Figure, Words> {
        let Some(content) = &value.content else { return Ok(Figure::Blank) };
        figure::of(content, self.form.unit(id)).map_err(|(_, words)| words)
    }

    fn texts(&mut self, parts: &Sections, head: &Head) {
        for (index, section) in self.form.sections.iter().enumerate() {
            let said = &parts.texts[index];
            if section.table.is_some() {
                self.beside_table(&section.name, said);
                continue;
            }
            let place = parts.headings[index].map(|at| {
                let key = self.span(self.lines[at].cell);
                SectionPlace { value: self.whole(said).unwrap_or(key.clone()), key }
            });
            let heading = &section.heading;
            self.draft.sections[index] = match self.prose(said) {
                Some(prose) => Some(prose),
                None if place.is_some() => None,
                None => {
                    self.lacks(words!("{}：没有找到“{heading}”这个标题", section.name; "{}: there is no heading `{heading}`", section.name));
                    Some(Prose::default())
                }
            };
            self.draft.places.sections[index] = place;
        }
        let (contact, preface): (Vec<Part>, Vec<Part>) =
            parts.preface.iter().cloned().partition(|part| super::contact::is_sentence(&part.text));
        for part in contact {
            let span = self.span(self.lines[part.line].cell);
            for (which, text) in super::contact::parts(&part.text) {
                self.draft.say_contact(which, &text, &span, self.source);
            }
        }
        self.draft.preface = self.prose(&preface);
        if let Some(value) = self.whole(&preface) {
            self.draft.places.preface = Some(SectionPlace { key: value.clone(), value });
        }
        let printed = parts.corrections.iter().map_while(|part| corrections::of_line(&part.text));
        self.draft.corrections.extend(printed);
        let signed = parts.date.map(|at| (head::date(&self.lines[at].text), self.lines[at].cell));
        let written = signed.and_then(|(date, cell)| Some((date?, self.span(cell))));
        let date = written.or(head.written.or(head.published).map(|date| (date, 0..0)));
        if let Some((date, span)) = date {
            self.draft.date = Some(date);
            self.draft.places.date = Some(span);
        }
    }

    /// From the first to the last of some lines.
    fn whole(&self, parts: &[Part]) -> Option<Bytes> {
        let spans = || parts.iter().map(|part| self.span(self.lines[part.line].cell));
        Some(spans().map(|span| span.start).min()?..spans().map(|span| span.end).max()?)
    }

    /// Lines as paragraphs. Braces in them are text: nobody refers to a figure in a document.
    fn prose(&mut self, parts: &[Part]) -> Option<Prose> {
        let mut prose = Prose::default();
        for part in parts {
            let text: String = part.text.chars().filter(|&c| !prose::is_unseen(c)).collect();
            let text = prose::one_line(&text);
            if text.contains("{{") {
                let words = words!("有一段文字含“{{{{”，没有读取", "a paragraph with `{{{{` was not read");
                self.lacks(words);
            } else if !text.is_empty() {
                prose.paragraphs.push(Paragraph { pieces: vec![Piece::Text(text)] });
            }
        }
        (!prose.paragraphs.is_empty()).then_some(prose)
    }

    /// Sentences after the signature, or after what a site puts below.
    fn after(&mut self, parts: &Sections) {
        if let Some(&at) = parts.after.first() {
            let text: String = self.lines[at].text.chars().take(SHOWN).collect();
            self.lacks(words!(
                "报告末尾之后的文字“{text}…”{UNTAKEN}",
                "the text `{text}…` after the end of the report belongs to no section"
            ));
        }
    }

    /// Sentences in a section that is a table.
    fn beside_table(&mut self, name: &str, parts: &[Part]) {
        let sentence = |part: &&Part| part.text.ends_with('。');
        if let Some(part) = parts.iter().find(sentence) {
            let text: String = part.text.chars().take(SHOWN).collect();
            self.lacks(words!(
                "{name}：表旁的文字“{text}…”{UNTAKEN}",
                "{name}: the text `{text}…` beside the table belongs to no section"
            ));
        }
    }
}
