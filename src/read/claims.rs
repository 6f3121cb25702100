//! What a file says it is, before anybody reads it as a report: whose, for which year, and whether
//! it is a report at all.
//!
//! For whoever sorts incoming files. Nothing is decided here: what marks, cells and titles say may
//! be contradictory.

use super::keys::{self, Key};
use super::labels::What;
use super::{decode, texts};
use crate::document::{Book, Sheet};
use crate::finding::Finding;
use crate::fingerprint::{self, Fingerprint};
use crate::form::Forms;
use crate::matcher;
use crate::yaml::{self, Kind, Node};

/// A text that has the headings of this many sections is a report.
const ENOUGH_HEADINGS: usize = 3;

/// What a file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Whether it holds tables or sections of a report.
    pub is_report: bool,
    /// Whether there is anything to read in it; a scanned page has nothing.
    pub is_blank: bool,
    /// The marks of the form that was sent out.
    pub print: Option<Fingerprint>,
    /// The units in cells that are labelled so.
    pub units: Vec<String>,
    /// The units in titles.
    pub title_units: Vec<String>,
    /// The years in cells and titles.
    pub years: Vec<u16>,
    /// How many times it was sent back to its unit.
    pub returned: usize,
}

impl Claims {
    /// What a document says.
    #[must_use]
    pub fn of_book(book: &Book, forms: &Forms) -> Self {
        let mut claims = Self {
            is_blank: book.cells().all(|(_, content)| content.is_blank()),
            print: fingerprint_of(book),
            returned: rounds(book),
            ..Self::default()
        };
        let Some(newest) = forms.newest() else { return claims };
        let found = matcher::find(book, forms, None);
        let (form, tables) = found.map_or((newest, Vec::new()), |(form, matched)| (form, matched.tables));
        let mut headings = Vec::new();
        for labelled in texts::read(book, form, &tables).labelled {
            if let What::Section(section) = labelled.what {
                headings.push(section);
            }
            let Some((_, text)) = labelled.cells.first() else { continue };
            match labelled.what {
                What::Title => claims.title(form.read_title(text)),
                What::Key(Key::Unit) => match form.read_title(text) {
                    Some(title) => claims.title(Some(title)),
                    None => claims.unit(text),
                },
                What::Key(Key::Year) => claims.years.extend(keys::year(text)),
                _ => {}
            }
        }
        headings.sort_unstable();
        headings.dedup();
        claims.is_report = claims.print.is_some() || !tables.is_empty() || headings.len() >= ENOUGH_HEADINGS;
        claims.tidy()
    }

    /// What a text in YAML says.
    ///
    /// # Errors
    /// A finding where it is no text.
    pub fn of_yaml(bytes: &[u8], forms: &Forms) -> Result<Self, Finding> {
        let text = decode(bytes)?;
        let mut claims = Self { is_blank: text.trim().is_empty(), ..Self::default() };
        let Some(Node { kind: Kind::Map(pairs), .. }) = yaml::parse(&text).root else { return Ok(claims) };
        for (key, value) in &pairs {
            let (Some(word), value) = (key.text(), value.text().unwrap_or_default()) else { continue };
            match keys::key(word) {
                Some(Key::Unit) => claims.unit(value),
                Some(Key::Year) => claims.years.extend(keys::year(value)),
                Some(_) => {}
                None => claims.is_report |= forms.all().any(|form| form.section_named(word).is_some()),
            }
        }
        Ok(claims.tidy())
    }

    fn unit(&mut self, written: &str) {
        let keys::WrittenUnit { name, years } = keys::unit(written);
        self.units.push(name);
        self.years.extend(years);
    }

    fn title(&mut self, title: Option<crate::form::Title>) {
        let Some(title) = title else { return };
        self.title_units.extend(title.unit.map(|unit| keys::unit(&unit).name));
        self.years.extend(title.years);
    }

    /// Leaves out what is said twice, and empty names.
    fn tidy(mut self) -> Self {
        for names in [&mut self.units, &mut self.title_units] {
            names.retain(|name| !name.trim().is_empty());
            names.sort();
            names.dedup();
        }
        self.years.sort_unstable();
        self.years.dedup();
        self
    }
}

/// How many times a workbook was sent back: its list of findings says so. Copies of earlier
/// versions have a list for each round.
#[must_use]
pub fn rounds(book: &Book) -> usize {
    let lists = book.sheets.iter().filter(|sheet| fingerprint::is_list(&sheet.name));
    let round =
        |sheet: &Sheet| sheet.cells.iter().find_map(|cell| fingerprint::round_of(cell.content.text()));
    lists.map(|sheet| round(sheet).unwrap_or(1)).sum()
}

/// The marks on the hidden sheet of a workbook that was sent out.
pub(super) fn fingerprint_of(book: &Book) -> Option<Fingerprint> {
    let sheet = book.sheet(fingerprint::SHEET)?;
    let rows =
        sheet.cells.iter().filter(|cell| cell.column == 0).map(|cell| {
            (cell.content.text(), sheet.at(cell.row, 1).map_or("", crate::document::Content::text))
        });
    Fingerprint::of_rows(rows)
}
