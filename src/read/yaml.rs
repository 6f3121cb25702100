//! The YAML format of a report: `data/<year>/<unit>.yaml`.
//!
//! Document keys (单位, 年度, …) are known here; the keys of tables and texts come from the form. What
//! is wrong is collected to the end of the file.

use std::collections::BTreeSet;

use super::draft::{Draft, MOST_CHARACTERS, MOST_PARAGRAPHS, first_line, too_long, twice};
use super::keys::{ContactPart, KEYS, Key, key as document_key};
use super::table::TableReader;
use super::{Expected, corrections, prose, provenance, sources, waivers};
use crate::faults::{
    self, DUPLICATE_KEY, FILE_TOO_LARGE, MISSING_UNIT, NO_FORM, UNKNOWN_KEY, WRONG_TYPE, YAML_SYNTAX,
};
use crate::finding::{Finding, Subject};
use crate::form::{Form, Forms, Unknown, Why, nearest};
use crate::lang::Words;
use crate::model::{NOT_OBTAINED, Origin, Prose};
use crate::place::{SectionPlace, Source};
use crate::rule::About;
use crate::yaml::{self, Bytes, Kind, Node};

/// Reads the text of a report into a draft, which may have a workbook already.
pub(super) fn read<'f>(source: &Source, draft: &mut Draft<'f>, expected: &Expected, forms: &'f Forms) {
    let text = source.without_book();
    let tree = yaml::parse(text);
    let unread = tree.faults.iter().filter(|fault| !fault.fixed);
    let mut reader = Reader {
        source,
        broken: unread.map(|fault| last_key(&tree, fault.span.start)).collect(),
        misnamed: Vec::new(),
        draft,
    };
    for fault in &tree.faults {
        reader.fault(&YAML_SYNTAX, &fault.span, fault.trouble.words());
    }
    match &tree.root {
        Some(Node { kind: Kind::Map(pairs), .. }) => reader.document(pairs, expected, forms),
        Some(node) if tree.faults.is_empty() => {
            reader.fault(&YAML_SYNTAX, &first_line(text, &node.span), yaml::Trouble::NoKey.words());
            reader.draft.nothing_said();
        }
        None if tree.faults.is_empty() => {
            let words = Words::fixed("文件是空的", "the file is empty");
            reader.draft.findings.push(Finding::new(&MISSING_UNIT, Subject::File, words));
            reader.draft.nothing_said();
        }
        _ => reader.draft.nothing_said(),
    }
}

/// Where the last top-level key before a byte begins.
fn last_key(tree: &yaml::Tree, at: usize) -> Option<usize> {
    let Some(Node { kind: Kind::Map(pairs), .. }) = &tree.root else { return None };
    let after = pairs.partition_point(|(key, _)| key.span.start <= at); // they are in the order of the file
    let mut before = pairs[..after].iter().rev();
    let top = before.find(|(key, _)| !key.text().is_some_and(|word| word.starts_with('\u{3000}')));
    top.map(|(key, _)| key.span.start)
}

struct Reader<'a, 'f> {
    source: &'a Source,
    /// For each fault that kept something from being read, where the last top-level key before it
    /// begins.
    broken: BTreeSet<Option<usize>>,
    /// Sections that an unknown key is most likely meant for.
    misnamed: Vec<usize>,
    draft: &'a mut Draft<'f>,
}

impl<'f> Reader<'_, 'f> {
    fn fault(&mut self, about: &'static About, span: &Bytes, words: Words) {
        self.draft.fault(about, span, words);
    }

    fn document(&mut self, pairs: &[(Node, Node)], expected: &Expected, forms: &'f Forms) {
        for key in [Key::Unit, Key::Year] {
            if let Some(node) = Self::value(pairs, key) {
                self.say(key, node, expected);
            }
        }
        let Some((form, applies)) = self.form(pairs, expected, forms) else { return };
        self.draft.read_by(form, applies);
        let mut seen: Vec<(Key, Bytes)> = Vec::new();
        for (key, value) in pairs {
            let Some(word) = key.text() else {
                self.fault(
                    &WRONG_TYPE,
                    &key.span,
                    Words::fixed("冒号前应当是名称", "a name must come before the colon"),
                );
                continue;
            };
            if word.starts_with('\u{3000}') {
                continue; // its indentation was reported, and its table is unread
            }
            if let Some(known) = document_key(word) {
                if let Some((_, first)) = seen.iter().find(|(other, _)| *other == known) {
                    let finding = twice(word, &key.span, Some(first.clone()), self.source);
                    self.draft.findings.push(finding);
                } else {
                    seen.push((known, key.span.clone()));
                    self.document_value(known, key, value, form, expected);
                }
            } else if let Some(section) = form.section_named(word) {
                self.section(section, key, value, form);
            } else {
                let known = KEYS.iter().map(|&(_, zh, _)| zh);
                let sections = form.sections.iter().map(|section| section.name.as_str());
                let unknown = Unknown {
                    part: word.to_owned(),
                    why: Why::NoSuchName,
                    nearest: nearest(word, known.chain(sections)),
                };
                // 总体状况 for 总体情况: the section is there, under a name that is nearly its own.
                let meant = unknown.nearest.first().and_then(|name| form.section_named(name));
                self.misnamed.extend(meant);
                self.draft.findings.push(faults::unknown(&UNKNOWN_KEY, key.span.clone(), &unknown));
            }
        }
        self.refuse_unread(form);
    }

    fn too_long(&mut self, span: &Bytes) {
        self.fault(&FILE_TOO_LARGE, &first_line(&self.source.text, span), too_long());
    }

    /// What a fault of the file kept from being read is not reported again as empty.
    fn refuse_unread(&mut self, form: &Form) {
        let draft = &mut *self.draft;
        for index in 0..form.sections.len() {
            let unread = match draft.places.section(index) {
                None => !self.broken.is_empty() || self.misnamed.contains(&index),
                Some(place) => self.broken.contains(&Some(place.key.start)),
            };
            if !unread {
                continue;
            }
            for id in form.ids_of_section(index) {
                let entry = &mut draft.entries[id.index()];
                if entry.origin == Origin::Absent {
                    entry.origin = Origin::Refused;
                }
            }
            draft.sections[index].get_or_insert_default();
        }
    }

    fn value(pairs: &[(Node, Node)], wanted: Key) -> Option<&Node> {
        let is_wanted = |key: &Node| key.text().and_then(document_key) == Some(wanted);
        pairs.iter().find(|(key, _)| is_wanted(key)).map(|(_, value)| value)
    }

    /// A value of one line: what is on the next line is no part of it.
    fn say(&mut self, key: Key, node: &Node, expected: &Expected) {
        if let Kind::Scalar { joined: true, .. } = &node.kind {
            let words = Words::fixed(
                "这一项只写一行：下一行的文字会接在后面，请删去或移到所属的部分",
                "this is a value of one line: what is on the next line would be joined to it",
            );
            self.fault(&WRONG_TYPE, &node.span, words);
        }
        let text = if node.is_null() { "" } else { node.text().unwrap_or_default() };
        self.draft.say(key, text, &node.span, expected, self.source);
    }

    /// The form to read by, and whether it is the right one: where none applies, the newest finds
    /// the other faults of the file all the same.
    fn form(
        &mut self,
        pairs: &[(Node, Node)],
        expected: &Expected,
        forms: &'f Forms,
    ) -> Option<(&'f Form, bool)> {
        let newest = forms.newest()?;
        if let Some(node) = Self::value(pairs, Key::Edition) {
            let form = self.draft.say_edition(node.text().unwrap_or_default(), &node.span, forms);
            return Some((form.or(self.draft.form).unwrap_or(newest), form.is_some()));
        }
        if let Some(form) = self.draft.form {
            return Some((form, self.draft.applies));
        }
        let Some(year) = self.draft.year.or(expected.year) else { return Some((newest, false)) };
        let form = forms.for_year(year);
        if form.is_none() {
            let (zh, en) = forms.listed();
            let words = words!(
                "没有适用于 {year} 年度的表样，可用的有：{zh}",
                "no form applies to {year}; known: {en}"
            );
            let at = self.draft.places.year.clone().unwrap_or_default();
            self.fault(&NO_FORM, &at, words);
        }
        Some((form.unwrap_or(newest), form.is_some()))
    }

    fn document_value(&mut self, known: Key, key: &Node, value: &Node, form: &Form, expected: &Expected) {
        match known {
            Key::Unit | Key::Year | Key::Edition => {} // read before, to find the form
            Key::Preface => {
                if let Some(place) = &self.draft.places.preface {
                    let first = Some(place.key.clone());
                    self.draft.findings.push(twice("前言", &key.span, first, self.source));
                    return;
                }
                let place = SectionPlace { key: key.span.clone(), value: value.span.clone() };
                self.draft.places.preface = Some(place);
                self.draft.preface = self.text(value, form);
            }
            Key::Date if value.is_null() => {
                self.draft.places.date.get_or_insert(value.span.clone());
            }
            Key::Date | Key::BlanksAreZero => self.say(known, value, expected),
            Key::Contact => self.contact(value),
            Key::Waivers => {
                let (waivers, places) = waivers::read(value, &mut self.draft.findings);
                self.draft.waivers.extend(waivers);
                self.draft.places.waivers.extend(places);
            }
            Key::Provenance if matches!(value.kind, Kind::List(_)) => {
                self.draft.sources = sources::read(value, &mut self.draft.findings);
            }
            Key::Provenance => {
                self.draft.provenance = provenance::read(value, &mut self.draft.findings);
            }
            Key::Corrections => {
                let text = &self.source.text;
                let read = corrections::read(value, text, &mut self.draft.findings);
                self.draft.corrections.extend(read);
            }
        }
    }

    fn section(&mut self, index: usize, key: &Node, value: &Node, form: &'f Form) {
        match form.table_cursor(index) {
            Some(cursor) => {
                // A table may be spread over workbook and text; what is given twice is reported
                // figure by figure.
                let place = SectionPlace { key: key.span.clone(), value: value.span.clone() };
                let first = self.draft.places.section(index).map(|place| place.key.clone());
                match first.filter(|first| first.start < self.source.without_book().len()) {
                    Some(first) => {
                        let word = key.text().unwrap_or_default();
                        self.draft.findings.push(twice(word, &key.span, Some(first), self.source));
                        return;
                    }
                    None => self.draft.places.sections[index] = Some(place),
                }
                // It is empty because the syntax is wrong, not on purpose.
                if !(value.is_null() && self.broken.contains(&Some(key.span.start))) {
                    let source = self.source;
                    TableReader { form, source, draft: &mut *self.draft }.table(cursor, key, value);
                }
            }
            None => {
                let word = key.text().unwrap_or_default();
                let place = SectionPlace { key: key.span.clone(), value: value.span.clone() };
                if self.draft.begin(index, word, place, self.source) {
                    if value.text().is_some_and(|text| text.trim() == NOT_OBTAINED) {
                        self.draft.sections[index] = Some(Prose::default());
                        return;
                    }
                    let text = self.text(value, form);
                    self.draft.set_text(index, text, &value.span, self.source);
                }
            }
        }
    }

    /// A text: one scalar, or a list of paragraphs.
    fn text(&mut self, node: &Node, form: &Form) -> Option<Prose> {
        match &node.kind {
            _ if node.is_null() => None,
            Kind::Scalar { joined: true, .. } => {
                let words = Words::fixed(
                    "这段文字有好几行，没有写“|”，各行会连成一段：请在冒号后面写“|”，文字从下一行起",
                    "a text of several lines without `|` would become one paragraph: write `|` after the colon",
                );
                self.fault(&WRONG_TYPE, &first_line(&self.source.text, &node.span), words);
                Some(Prose::default())
            }
            Kind::Scalar { text, .. } if is_endless(text) => {
                self.too_long(&node.span);
                Some(Prose::default())
            }
            Kind::Scalar { text, .. } => {
                prose::read(text, &self.source.text, &node.span, form, &mut self.draft.findings)
            }
            Kind::List(items) => {
                let mut all = Prose::default();
                for item in items {
                    all.paragraphs
                        .extend(self.text(item, form).into_iter().flat_map(|prose| prose.paragraphs));
                }
                (!all.paragraphs.is_empty()).then_some(all)
            }
            Kind::Map(_) => {
                let words = Words::fixed(
                    "这里应当是文字：请写在“|”之后",
                    "text is expected here: write it after `|`",
                );
                self.fault(&WRONG_TYPE, &first_line(&self.source.text, &node.span), words);
                Some(Prose::default())
            }
        }
    }

    fn contact(&mut self, node: &Node) {
        if node.is_null() {
            return;
        }
        let Kind::Map(pairs) = &node.kind else {
            let words = Words::fixed(
                "联系方式写成“{ 地址: …, 邮编: …, 电话: …, 邮箱: … }”",
                "contact is `{ address: …, postcode: …, phone: …, email: … }`",
            );
            self.fault(&WRONG_TYPE, &node.span, words);
            return;
        };
        let mut seen: Vec<ContactPart> = Vec::new();
        for (key, value) in pairs {
            let word = key.text().unwrap_or_default();
            let Some(part) = ContactPart::named(word) else {
                self.no_contact(word, key);
                continue;
            };
            if seen.contains(&part) {
                self.fault(&DUPLICATE_KEY, &key.span, words!("“{word}”写了两次", "`{word}` is given twice"));
                continue;
            }
            seen.push(part);
            match value.text() {
                Some(text) if !value.is_null() => {
                    self.draft.say_contact(part, text, &value.span, self.source);
                }
                Some(_) => {}
                None => {
                    let words = Words::fixed("这里应当是文字", "text is expected here");
                    self.fault(&WRONG_TYPE, &value.span, words);
                }
            }
        }
    }

    fn no_contact(&mut self, word: &str, key: &Node) {
        let nearest = nearest(word, ContactPart::names());
        let unknown = Unknown { part: word.to_owned(), why: Why::NoSuchName, nearest };
        let mut finding = faults::unknown(&UNKNOWN_KEY, key.span.clone(), &unknown);
        if finding.hints.is_empty() {
            finding.hints.push(Words::fixed(
                "联系方式只有地址、邮编、电话、邮箱四项",
                "contact has address, postcode, phone and email",
            ));
        }
        self.draft.findings.push(finding);
    }
}

/// Returns whether a text alone is longer than any report.
fn is_endless(text: &str) -> bool {
    text.lines().count() > MOST_PARAGRAPHS || text.chars().count() > MOST_CHARACTERS
}
