//! The one view of a report that every template sees.
//!
//! Everything is ready to print: figures are strings, references in the text are filled in, tables are
//! grids. A template decides how things look and nothing else. The fields are documented for people who
//! write their own templates; the README's table of them is checked against these types.

use serde::Serialize;

use super::grid::{Grid, figure_text, grid};
use crate::form::{Form, split_numbering};
use crate::model::{Contact, Paragraph, Piece, Prose, Report};

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
}

/// Makes the view of a report.
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
    View {
        title: form.title_of(&report.unit, report.year),
        unit: report.unit.clone(),
        year: report.year.to_string(),
        edition: form.edition,
        basis: form.basis.clone(),
        draft,
        preface: blocks(report.preface.as_ref()),
        contact: contact(&report.contact),
        sections: sections.collect(),
        date: date
            .map_or_else(String::new, |date| format!("{}年{}月{}日", date.year(), date.month(), date.day())),
        dated: date.map_or_else(|| format!("{:04}-12-31", report.year), |date| date.to_string()),
    }
}

fn block(report: &Report, paragraph: &Paragraph) -> Block {
    let text: String = paragraph
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Figure(id) => figure_text(report.entry(*id).figure),
        })
        .collect();
    Block { heading: is_heading(&text), text }
}

/// （一）主动公开情况: a numbered line of its own, without a full stop.
fn is_heading(text: &str) -> bool {
    let (number, rest) = split_numbering(text);
    let bracketed = number.starts_with(['（', '(']) && !number.chars().any(|c| c.is_ascii_digit());
    bracketed
        && !rest.is_empty()
        && rest.chars().count() <= 30
        && !rest.contains(['。', '；', '：', '！', '？', '，'])
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

#[cfg(test)]
mod tests {
    use super::is_heading;

    #[test]
    fn headings_are_told_from_sentences() {
        assert!(is_heading("（一）主动公开情况"));
        assert!(is_heading("(五) 政府信息公开监督保障情况"));
        assert!(!is_heading("（一）主动公开情况。全年公开信息 5 条。"));
        assert!(!is_heading("（1）表格"));
        assert!(!is_heading("一是加强学习"));
        assert!(!is_heading("（一）"));
    }
}
