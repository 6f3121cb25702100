//! The YAML format of a report: `data/<year>/<unit>.yaml`.
//!
//! Document keys (单位, 年度, …) are known here; the keys of tables and texts come from the form. What is
//! wrong is collected to the end of the file.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::faults::{
    self, DUPLICATE_KEY, FILE_TOO_LARGE, MISSING_UNIT, MISSING_YEAR, NO_FORM, NOT_A_DATE, UNKNOWN_KEY,
    UNKNOWN_REFERENCE, WRONG_TYPE, YAML_SYNTAX,
};
use super::table::{TableReader, twice};
use super::{Expected, Read, prose, waivers};
use crate::finding::{Finding, Subject};
use crate::form::{Form, Forms, Unknown, Why, fold, nearest};
use crate::lang::{Words, half_width};
use crate::model::{Contact, Entry, Origin, Piece, Prose, Report};
use crate::place::{Places, SectionPlace, Source};
use crate::rule::About;
use crate::yaml::{self, Bytes, Kind, Node};

/// The keys of a file that no form declares, each with its English twin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Unit,
    Year,
    Edition,
    Preface,
    Date,
    Contact,
    Waivers,
}

const KEYS: &[(Key, &str, &str)] = &[
    (Key::Unit, "单位", "unit"),
    (Key::Year, "年度", "year"),
    (Key::Edition, "表样", "edition"),
    (Key::Preface, "前言", "preface"),
    (Key::Date, "成文日期", "date"),
    (Key::Contact, "联系方式", "contact"),
    (Key::Waivers, "核实说明", "waivers"),
];

const CONTACT: &[(&str, &str)] =
    &[("地址", "address"), ("邮编", "postcode"), ("电话", "phone"), ("邮箱", "email")];

fn document_key(word: &str) -> Option<Key> {
    let folded = fold(word);
    KEYS.iter().find(|(_, zh, en)| folded == *zh || folded == *en).map(|&(key, ..)| key)
}

/// The longest name of a unit, in characters.
const LONGEST_NAME: usize = 100;
/// The longest text of a report, in paragraphs and in characters: ten times the longest that is known.
const MOST_PARAGRAPHS: usize = 3_000;
const MOST_CHARACTERS: usize = 200_000;

/// Reads a report.
pub(super) fn read(source: Source, expected: Expected, forms: &Forms) -> Read {
    let tree = yaml::parse(&source.text);
    let unread = tree.faults.iter().filter(|fault| !fault.mended);
    let mut reader = Reader {
        source: &source,
        broken: unread.map(|fault| last_key(&tree, fault.span.start)).collect(),
        misnamed: Vec::new(),
        findings: Vec::new(),
        places: Places::default(),
    };
    for fault in &tree.faults {
        reader.fault(&YAML_SYNTAX, &fault.span, fault.trouble.words());
    }
    let report = match &tree.root {
        Some(Node { kind: Kind::Map(pairs), .. }) => reader.document(pairs, expected, forms),
        Some(node) if tree.faults.is_empty() => {
            let text = &source.text[node.span.clone()];
            reader.fault(&YAML_SYNTAX, &first_line(text, &node.span), yaml::Trouble::NoKey.words());
            None
        }
        None if tree.faults.is_empty() => {
            let words = Words::fixed("文件是空的", "the file is empty");
            reader.findings.push(Finding::new(&MISSING_UNIT, Subject::File, words));
            None
        }
        _ => None,
    };
    let Reader { findings, mut places, .. } = reader;
    places.source = source;
    Read { report, places, findings }
}

fn first_line(text: &str, span: &Bytes) -> Bytes {
    let length = text.find('\n').unwrap_or(text.len());
    span.start..span.start + length
}

/// Where the last top-level key before a byte begins.
fn last_key(tree: &yaml::Tree, at: usize) -> Option<usize> {
    let Some(Node { kind: Kind::Map(pairs), .. }) = &tree.root else { return None };
    let after = pairs.partition_point(|(key, _)| key.span.start <= at); // they are in the order of the file
    let mut before = pairs[..after].iter().rev();
    let top = before.find(|(key, _)| !key.text().is_some_and(|word| word.starts_with('\u{3000}')));
    top.map(|(key, _)| key.span.start)
}

struct Reader<'a> {
    source: &'a Source,
    /// For each fault that kept something from being read, where the last top-level key before it begins.
    broken: BTreeSet<Option<usize>>,
    /// Sections that an unknown key is most likely meant for.
    misnamed: Vec<usize>,
    findings: Vec<Finding>,
    places: Places,
}

impl Reader<'_> {
    fn fault(&mut self, about: &'static About, span: &Bytes, words: Words) {
        self.findings.push(Finding::new(about, Subject::At(span.clone()), words));
    }

    fn document(&mut self, pairs: &[(Node, Node)], expected: Expected, forms: &Forms) -> Option<Report> {
        let unit = self.unit(pairs);
        let year = self.year(pairs, expected).or(expected.year);
        let (form, applies) = self.form(pairs, year, forms)?;
        let mut report = Report {
            unit: unit.unwrap_or_default(),
            year: year.unwrap_or_default(),
            edition: form.edition,
            entries: vec![Entry::default(); form.figures.len()],
            sections: vec![None; form.sections.len()],
            preface: None,
            date: None,
            contact: Contact::default(),
            waivers: Vec::new(),
        };
        self.places.figures = vec![None; form.figures.len()];
        self.places.keys = vec![None; form.figures.len()];
        self.places.sections = vec![None; form.sections.len()];
        let mut seen: Vec<(Key, Bytes)> = Vec::new();
        for (key, value) in pairs {
            let Some(word) = key.text() else {
                self.fault(&WRONG_TYPE, &key.span, Words::fixed("键应当是一个名称", "a key is a name"));
                continue;
            };
            if word.starts_with('\u{3000}') {
                continue; // its indentation was told, and its table is unread
            }
            if let Some(known) = document_key(word) {
                if let Some((_, first)) = seen.iter().find(|(other, _)| *other == known) {
                    let finding = twice(word, &key.span, Some(first.clone()), self.source);
                    self.findings.push(finding);
                } else {
                    seen.push((known, key.span.clone()));
                    self.document_value(known, key, value, form, &mut report);
                }
            } else if let Some(section) = form.section_named(word) {
                self.section(section, key, value, form, &mut report);
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
                self.findings.push(faults::unknown(&UNKNOWN_KEY, key.span.clone(), &unknown));
            }
        }
        self.measure(&report);
        self.refuse_unread(form, &mut report);
        form.derive(&mut report.entries);
        // Without its name a report is refused, but its figures can be checked in this run.
        (applies && year.is_some()).then_some(report)
    }

    /// A text that no report has would take minutes and gigabytes to set.
    fn measure(&mut self, report: &Report) {
        let paragraphs: usize = report.prose().map(|prose| prose.paragraphs.len()).sum();
        let pieces = report.prose().flat_map(|prose| &prose.paragraphs).flat_map(|one| &one.pieces);
        let characters: usize = pieces
            .map(|piece| match piece {
                Piece::Text(text) => text.chars().count(),
                Piece::Figure(_) | Piece::Computed(_) => 1,
            })
            .sum();
        if paragraphs > MOST_PARAGRAPHS || characters > MOST_CHARACTERS {
            self.too_long(&(0..0));
        }
    }

    fn too_long(&mut self, span: &Bytes) {
        let words = Words::new(
            format!("文字超过 {MOST_PARAGRAPHS} 段或 {MOST_CHARACTERS} 字的上限，没有读取"),
            format!(
                "the text has more than {MOST_PARAGRAPHS} paragraphs or {MOST_CHARACTERS} characters; it was not read"
            ),
        );
        self.fault(&FILE_TOO_LARGE, &first_line(&self.source.text[span.clone()], span), words);
    }

    /// What a fault of the file kept from being read is not told again as a blank.
    fn refuse_unread(&mut self, form: &Form, report: &mut Report) {
        for index in 0..form.sections.len() {
            let unread = match self.places.section(index) {
                None => !self.broken.is_empty() || self.misnamed.contains(&index),
                Some(place) => self.broken.contains(&Some(place.key.start)),
            };
            if !unread {
                continue;
            }
            for id in form.ids_of_section(index) {
                if report.entry(id).origin == Origin::Absent {
                    report.entries[id.index()].origin = Origin::Refused;
                }
            }
            report.sections[index].get_or_insert_default();
        }
    }

    fn value(pairs: &[(Node, Node)], wanted: Key) -> Option<&Node> {
        let is_wanted = |key: &Node| key.text().and_then(document_key) == Some(wanted);
        pairs.iter().find(|(key, _)| is_wanted(key)).map(|(_, value)| value)
    }

    fn unit(&mut self, pairs: &[(Node, Node)]) -> Option<String> {
        let Some(node) = Self::value(pairs, Key::Unit) else {
            let words = Words::fixed(
                "没有写单位：请加一行“单位: 全称”",
                "the unit is missing: add `单位: full name`",
            );
            self.findings.push(Finding::new(&MISSING_UNIT, Subject::File, words));
            return None;
        };
        self.places.unit = Some(node.span.clone());
        let name = node
            .text()
            .map(str::trim)
            .filter(|name| !node.is_null() && !name.is_empty() && !name.contains('\n'));
        let Some(name) = name else {
            let words = Words::fixed("单位应当写一行全称", "the unit is one line: its full name");
            self.fault(&MISSING_UNIT, &node.span, words);
            return None;
        };
        if name.chars().count() > LONGEST_NAME {
            let words = Words::new(
                format!("单位名称超过 {LONGEST_NAME} 字"),
                format!("the unit's name has more than {LONGEST_NAME} characters"),
            );
            self.fault(&MISSING_UNIT, &first_line(&self.source.text[node.span.clone()], &node.span), words);
            return None;
        }
        self.plain(name, &node.span);
        Some(prose::one_line(name))
    }

    /// Text in which no figure can be referred to.
    fn plain(&mut self, text: &str, span: &Bytes) {
        prose::check_characters(text, &self.source.text, span, &mut self.findings);
        if text.starts_with(['“', '”', '‘', '「', '＂']) && text.ends_with(['“', '”', '’', '」', '＂'])
        {
            let words = Words::fixed(
                "前后的中文引号会照样印出：请去掉，或改成半角引号",
                "these quotes would be printed: remove them, or use ASCII quotes",
            );
            self.fault(&WRONG_TYPE, span, words);
        }
        if text.contains("{{") {
            let words = Words::fixed(
                "这里不能引用表中的数：引用只能写在前言和各部分的文字里",
                "no figure can be referred to here, only in the preface and the sections",
            );
            self.fault(&UNKNOWN_REFERENCE, span, words);
        }
    }

    fn year(&mut self, pairs: &[(Node, Node)], expected: Expected) -> Option<u16> {
        let Some(node) = Self::value(pairs, Key::Year) else {
            let words = Words::fixed(
                "没有写年度：请加一行“年度: 2024”这样的年份",
                "the year is missing: add `年度: 2024`",
            );
            self.findings.push(Finding::new(&MISSING_YEAR, Subject::File, words));
            return None;
        };
        self.places.year = Some(node.span.clone());
        let written = node.text().unwrap_or_default();
        let year = four_digits(written.trim().trim_end_matches('年').trim_end());
        match (year, expected.year) {
            (None, _) => {
                let words = Words::new(
                    format!("“{written}”不是四位年份"),
                    format!("`{written}` is not a year of four digits"),
                );
                self.fault(&MISSING_YEAR, &node.span, words);
            }
            (Some(year), Some(folder)) if year != folder => {
                let words = Words::new(
                    format!("年度写 {year}，文件却在 {folder} 年的文件夹里"),
                    format!("the year is {year}, but the file lies in the folder of {folder}"),
                );
                self.fault(&MISSING_YEAR, &node.span, words);
            }
            _ => {}
        }
        year
    }

    /// The form to read by, and whether it is the right one: where none applies, the newest finds the other
    /// faults of the file all the same.
    fn form<'f>(
        &mut self,
        pairs: &[(Node, Node)],
        year: Option<u16>,
        forms: &'f Forms,
    ) -> Option<(&'f Form, bool)> {
        let newest = forms.all.last()?;
        let known = || forms.all.iter().map(|form| form.edition.to_string()).collect::<Vec<_>>().join("、");
        if let Some(node) = Self::value(pairs, Key::Edition) {
            self.places.edition = Some(node.span.clone());
            let written = node.text().unwrap_or_default();
            let form = four_digits(written.trim()).and_then(|edition| forms.edition(edition));
            if form.is_none() {
                let words = Words::new(
                    format!("没有表样“{written}”，现有：{}", known()),
                    format!("there is no form `{written}`; known: {}", known()),
                );
                self.fault(&NO_FORM, &node.span, words);
            }
            return Some((form.unwrap_or(newest), form.is_some()));
        }
        let Some(year) = year else { return Some((newest, false)) };
        let form = forms.for_year(year);
        if form.is_none() {
            let words = Words::new(
                format!("没有适用于 {year} 年度的表样，现有：{}", known()),
                format!("no form applies to {year}; known: {}", known()),
            );
            let at = self.places.year.clone().unwrap_or_default();
            self.fault(&NO_FORM, &at, words);
        }
        Some((form.unwrap_or(newest), form.is_some()))
    }

    fn document_value(&mut self, known: Key, key: &Node, value: &Node, form: &Form, report: &mut Report) {
        match known {
            Key::Unit | Key::Year | Key::Edition => {} // read before, to find the form
            Key::Preface => {
                self.places.preface = Some(SectionPlace { key: key.span.clone(), value: value.span.clone() });
                report.preface = self.text(value, form);
            }
            Key::Date => {
                self.places.date = Some(value.span.clone());
                report.date = self.date(value);
            }
            Key::Contact => self.contact(value, &mut report.contact),
            Key::Waivers => (report.waivers, self.places.waivers) = waivers::read(value, &mut self.findings),
        }
    }

    fn section(&mut self, index: usize, key: &Node, value: &Node, form: &Form, report: &mut Report) {
        if let Some(first) = self.places.section(index).map(|place| place.key.clone()) {
            let word = key.text().unwrap_or_default();
            self.findings.push(twice(word, &key.span, Some(first), self.source));
            return;
        }
        self.places.sections[index] = Some(SectionPlace { key: key.span.clone(), value: value.span.clone() });
        match form.table_cursor(index) {
            // Nothing stands there because the syntax is wrong: that is no blank on purpose.
            Some(_) if value.is_null() && self.broken.contains(&Some(key.span.start)) => {}
            Some(cursor) => TableReader {
                form,
                source: self.source,
                entries: &mut report.entries,
                places: &mut self.places,
                findings: &mut self.findings,
            }
            .table(cursor, key, value),
            None => report.sections[index] = self.text(value, form),
        }
    }

    /// A text: one scalar, or a list of paragraphs.
    fn text(&mut self, node: &Node, form: &Form) -> Option<Prose> {
        match &node.kind {
            _ if node.is_null() => None,
            Kind::Scalar { joined: true, .. } => {
                let words = Words::fixed(
                    "这段文字有好几行，却没有写“|”，各行会连成一段：请在键的冒号后面写“|”，文字从下一行起",
                    "a text of several lines without `|` would become one paragraph: write `|` after the colon",
                );
                self.fault(&WRONG_TYPE, &first_line(&self.source.text[node.span.clone()], &node.span), words);
                Some(Prose::default())
            }
            Kind::Scalar { text, .. } if is_endless(text) => {
                self.too_long(&node.span);
                Some(Prose::default())
            }
            Kind::Scalar { text, .. } => {
                prose::read(text, &self.source.text, &node.span, form, &mut self.findings)
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
                self.fault(&WRONG_TYPE, &first_line(&self.source.text[node.span.clone()], &node.span), words);
                Some(Prose::default())
            }
        }
    }

    fn date(&mut self, node: &Node) -> Option<Date> {
        if node.is_null() {
            return None;
        }
        let written = node.text().unwrap_or_default();
        let date = parse_date(written);
        if date.is_none() {
            let words = Words::new(
                format!("“{written}”不是日期：请写成 2025-01-20 或 2025年1月20日"),
                format!("`{written}` is not a date: write 2025-01-20 or 2025年1月20日"),
            );
            self.fault(&NOT_A_DATE, &node.span, words);
        }
        date
    }

    fn contact(&mut self, node: &Node, contact: &mut Contact) {
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
        for (key, value) in pairs {
            let word = key.text().unwrap_or_default();
            let folded = fold(word);
            let part = CONTACT.iter().position(|&(zh, en)| folded == zh || folded == en);
            let slot = match part {
                Some(0) => &mut contact.address,
                Some(1) => &mut contact.postcode,
                Some(2) => &mut contact.phone,
                Some(3) => &mut contact.email,
                _ => {
                    let unknown = Unknown {
                        part: word.to_owned(),
                        why: Why::NoSuchName,
                        nearest: nearest(word, CONTACT.iter().map(|&(zh, _)| zh)),
                    };
                    let mut finding = faults::unknown(&UNKNOWN_KEY, key.span.clone(), &unknown);
                    if finding.hints.is_empty() {
                        finding.hints.push(Words::fixed(
                            "联系方式只有地址、邮编、电话、邮箱四项",
                            "contact holds address, postcode, phone and email",
                        ));
                    }
                    self.findings.push(finding);
                    continue;
                }
            };
            if slot.is_some() {
                self.fault(
                    &DUPLICATE_KEY,
                    &key.span,
                    Words::new(format!("“{word}”写了两次"), format!("`{word}` is given twice")),
                );
                continue;
            }
            match value.text() {
                Some(text) if !value.is_null() => {
                    self.plain(text, &value.span);
                    *slot = Some(prose::one_line(text));
                }
                Some(_) => {}
                None => self.fault(
                    &WRONG_TYPE,
                    &value.span,
                    Words::fixed("这里应当是文字", "text is expected here"),
                ),
            }
        }
    }
}

/// Whether a text alone is longer than that of any report.
fn is_endless(text: &str) -> bool {
    text.lines().count() > MOST_PARAGRAPHS || text.chars().count() > MOST_CHARACTERS
}

fn four_digits(text: &str) -> Option<u16> {
    let digits: String = text.chars().map(half_width).collect();
    let fits = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

/// `2025-01-20`, `2025/1/20`, `2025年1月20日`.
fn parse_date(written: &str) -> Option<Date> {
    let folded: String = written.trim().chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let plain = folded.replace(['年', '月', '/', '.'], "-");
    let plain = plain.strip_suffix('日').unwrap_or(&plain);
    let mut parts = plain.split('-');
    let mut number = |most: usize| {
        let part = parts.next()?;
        let fits = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
