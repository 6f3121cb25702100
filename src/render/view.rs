//! The one view of a report that every template sees.
//!
//! Everything is ready to print: figures are strings, references in the text are filled in, tables
//! are grids. A template decides how things look and nothing else. The fields are explained in
//! `docs/*/templates.md`, which is checked against these types.

use jiff::civil::Date;
use serde::Serialize;

use super::grid::{Grid, grid};
use crate::form::{Form, is_heading};
use crate::model::{Contact, Correction, Paragraph, Prose, Report};
use crate::roster::Theme;

/// A report, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// The report's title.
    pub title: String,
    /// The unit's full name.
    pub unit: String,
    /// The year, as text.
    pub year: String,
    /// The edition of the form: 2019, 2021.
    pub edition: u16,
    /// The document that issued the form.
    pub basis: String,
    /// Rendered in spite of errors: to be marked 草稿.
    pub draft: bool,
    /// The paragraphs before section 一.
    pub preface: Vec<Block>,
    /// 联系方式 as one sentence; empty where none is given.
    pub contact: String,
    /// The sections in order.
    pub sections: Vec<SectionView>,
    /// 成文日期 as `2025年1月20日`; empty where none is given.
    pub date: String,
    /// The date as `2025-01-20`, else the last day of the report year: for a document's properties.
    pub dated: String,
    /// 更正说明: what was corrected after publication, a paragraph each; none as a rule.
    pub corrections: Vec<Block>,
    /// Whether a text may have a run of characters too long for a line. To look for places to break
    /// takes patterns that take longer to make than to use, and most reports have none.
    pub unbroken: bool,
    /// How a document is set: `official` or `plain`.
    pub theme: &'static str,
    /// The name of the site that publishes the report; empty where it is not known.
    pub site: String,
}

/// A section, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionView {
    /// English key.
    pub key: String,
    /// The official heading.
    pub heading: String,
    /// Its paragraphs; none for a table.
    pub paragraphs: Vec<Block>,
    /// Its table; none for text.
    pub table: Option<Grid>,
}

/// A paragraph, ready to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// A heading such as （一）主动公开情况.
    pub heading: bool,
    /// Its text.
    pub text: String,
    /// Not to be justified: an address has few places to break, and the line before it would be
    /// drawn apart.
    pub ragged: bool,
    /// Several spaces in a row, which a page shows as one where nobody says otherwise.
    pub spaced: bool,
}

/// Makes the view of a report, published as is usual.
#[must_use]
pub fn view(form: &Form, report: &Report, draft: bool) -> View {
    let entry = |id| report.entry(id);
    let blocks = |prose: Option<&Prose>| -> Vec<Block> {
        let paragraphs = prose.into_iter().flat_map(|prose| &prose.paragraphs);
        paragraphs.map(|paragraph| block(report, paragraph)).collect()
    };
    let sections = form.sections.iter().enumerate().map(|(index, section)| SectionView {
        key: section.key.clone(),
        heading: section.heading.clone(),
        paragraphs: blocks(report.sections.get(index).and_then(Option::as_ref)),
        table: grid(form, section, &entry),
    });
    let date = report.date;
    let mut view = View {
        theme: Theme::default().name(),
        site: String::new(),
        title: form.title_of(&report.unit, report.year),
        unit: report.unit.to_string(),
        year: report.year.to_string(),
        edition: form.edition,
        basis: form.basis.clone(),
        draft,
        preface: blocks(report.preface.as_ref()),
        contact: contact(&report.contact),
        sections: sections.collect(),
        corrections: report.corrections.iter().map(correction).collect(),
        date: date.map_or_else(String::new, spelled),
        dated: date.map_or_else(|| format!("{:04}-12-31", report.year), |date| date.to_string()),
        unbroken: false,
    };
    let blocks = view.sections.iter().flat_map(|section| &section.paragraphs);
    let blocks = blocks.chain(&view.preface).chain(&view.corrections).map(|block| block.text.as_str());
    view.unbroken = is_unbroken(blocks.chain([view.title.as_str(), &view.unit, &view.contact]));
    view
}

/// Whether a text may have a run of characters too long for a line.
fn is_unbroken<'t>(mut texts: impl Iterator<Item = &'t str>) -> bool {
    /// Any shorter run fits (`run` in official.typ).
    const LONG: usize = 14;
    let ends = |c: char| c.is_whitespace() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    texts.any(|text| text.split(ends).any(|run| run.len() >= LONG && run.chars().count() >= LONG))
}

/// A date as documents write it.
fn spelled(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn correction(Correction { date, what, why }: &Correction) -> Block {
    let end = |text: &str| text.trim_end_matches(['。', '；', ';', '.']).to_owned();
    let text = format!("{}更正：{}。原因：{}。", spelled(*date), end(what), end(why));
    Block { heading: false, ..paragraph(text) }
}

fn block(report: &Report, paragraph: &Paragraph) -> Block {
    self::paragraph(report.paragraph(paragraph))
}

fn paragraph(text: String) -> Block {
    Block { heading: is_heading(&text), ragged: has_address(&text), spaced: text.contains("  "), text }
}

/// Whether something in a text is as long as an address.
fn has_address(text: &str) -> bool {
    const LONG: usize = 14;
    text.split(|c: char| !c.is_ascii_graphic()).any(|run| run.len() >= LONG)
}

fn contact(contact: &Contact) -> String {
    let parts = [
        ("联系地址", &contact.address),
        ("邮政编码", &contact.postcode),
        ("联系电话", &contact.phone),
        ("电子邮箱", &contact.email),
    ];
    let given: Vec<String> = parts
        .iter()
        .filter_map(|(label, value)| value.as_ref().map(|value| format!("{label}：{value}")))
        .collect();
    if given.is_empty() { String::new() } else { format!("{}。", given.join("；")) }
}
