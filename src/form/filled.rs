//! A report with its form: what is asked of both at once.
//!
//! A figure's number means something only by its form, and a section's text is found by the form's
//! key. Nothing is judged here.

use rust_decimal::Decimal;

use super::Form;
use crate::model::{Entry, FigureId, Report};

/// A report with its form.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The form.
    pub form: &'a Form,
    /// The report.
    pub report: &'a Report,
}

impl<'a> Filled<'a> {
    /// A report with its form.
    #[must_use]
    pub fn new(form: &'a Form, report: &'a Report) -> Self {
        Self { form, report }
    }

    /// The entry of a figure.
    #[must_use]
    pub fn entry(self, id: FigureId) -> Entry {
        self.report.entry(id)
    }

    /// The number of a figure, where it is one.
    #[must_use]
    pub fn number(self, id: FigureId) -> Option<Decimal> {
        self.report.number(id)
    }

    /// The number of a figure, if it is one that the figure can have ([`Form::sound_number`]).
    #[must_use]
    pub fn sound_number(self, id: FigureId) -> Option<Decimal> {
        self.form.sound_number(id, self.entry(id).figure)
    }

    /// The sum of figures; `None` if one of them is not a number that it can be.
    #[must_use]
    pub fn sum(self, figures: &[FigureId]) -> Option<Decimal> {
        self.form.sum(self.report, figures)
    }

    /// The text of a section, if it has one that could be read.
    #[must_use]
    pub fn text(self, section: usize) -> Option<String> {
        let prose = self.report.sections.get(section)?.as_ref()?;
        let paragraphs = prose.paragraphs.iter().map(|paragraph| self.report.paragraph(paragraph));
        let text = paragraphs.collect::<Vec<_>>().join("\n");
        (!prose.paragraphs.is_empty()).then_some(text)
    }

    /// Every section that has a text, with its number.
    pub fn texts(self) -> impl Iterator<Item = (usize, String)> + use<'a> {
        (0..self.form.sections.len()).filter_map(move |section| Some((section, self.text(section)?)))
    }

    /// The text of the section with this key.
    #[must_use]
    pub fn text_by_key(self, key: &str) -> Option<(usize, String)> {
        let section = self.form.section_by_key(key)?;
        Some((section, self.text(section)?))
    }
}
