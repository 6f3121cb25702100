//! report → bytes, by templates that see one view of it.
//!
//! Pure: takes templates, fonts and a report, returns bytes, touches no disk and no clock. Text that
//! people wrote is data in every format: it is never parsed as Tera, Typst or HTML source. Whether the
//! report is sound is not asked here; the caller renders what passed the checks.

mod grid;
mod docx;
mod html;
mod json;
mod open_data;
mod pdf;
mod templates;
mod text;
mod view;
mod workbook;
mod yaml;

use crate::form::Form;
use crate::model::Report;
use crate::place::Source;
use crate::rule::About;

pub use grid::{Cell, Grid, Role, Row};
pub use html::{INDEX_TEMPLATE, IndexLink, IndexPage, IndexRow, IndexYear, index};
pub use json::figures_json;
pub use open_data::open_data_schema;
pub use pdf::{Fonts, GLYPH_MISSING};
pub use templates::{EMBEDDED, EMBEDDED_FONTS, Templates};
pub use view::{Block, View, view};
pub use workbook::{Sheets, workbook};
pub use yaml::write as write_yaml;

/// Everything that rendering needs besides the report; made once and shared by all threads.
pub struct Renderer {
    templates: Templates,
    tera: tera::Tera,
    pdf: pdf::Pdf,
}

/// Why something could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Unrendered {
    /// Templates are broken, or ask for what is not in the view.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Template(Vec<TemplateFault>),
    /// A file that holds no font.
    #[error("{0}: no font in this file")]
    Font(String),
    /// A file of a format without a template that cannot be written: a workbook, a document, open data.
    #[error("cannot be written: {0}")]
    Unwritable(String),
}

/// One thing wrong with a template, in the words of Tera or Typst.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{}: {message}", source_file.path, source_file.line_column(span.start).0)]
pub struct TemplateFault {
    /// The template; without text where it is not known.
    pub source_file: Source,
    /// Where in it.
    pub span: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
}

/// An output format.
pub struct Format {
    /// Its name on the command line, and the ending of its files.
    pub name: &'static str,
    /// Its template, below `templates/`.
    pub template: &'static str,
    /// What it is, for help texts.
    pub about: crate::lang::Words,
    /// Whether it is made where nobody says which are.
    pub by_default: bool,
    /// Renders one report.
    pub render: fn(&Renderer, &Document) -> Result<Vec<u8>, Unrendered>,
}

/// A report to be rendered: as templates see it, and as what it is.
pub struct Document<'a> {
    /// Its form.
    pub form: &'a Form,
    /// The report.
    pub report: &'a Report,
    /// What templates see.
    pub view: View,
}

impl<'a> Document<'a> {
    /// A report, rendered in spite of errors where it is a draft.
    #[must_use]
    pub fn new(form: &'a Form, report: &'a Report, draft: bool) -> Self {
        Self { form, report, view: view(form, report, draft) }
    }
}

/// Every output format, in the order in which they are made.
pub static FORMATS: &[Format] = &[
    text::FORMAT,
    html::FORMAT,
    pdf::FORMAT,
    docx::FORMAT,
    workbook::FORMAT,
    open_data::JSON,
    open_data::CSV,
];

/// Rules about what can be rendered.
pub static FAULTS: &[&About] = &[&GLYPH_MISSING];

impl Renderer {
    /// Prepares templates and fonts.
    ///
    /// # Errors
    /// [`Unrendered::Template`] for a template that does not parse.
    pub fn new(templates: &Templates, fonts: &Fonts) -> Result<Self, Unrendered> {
        Ok(Self {
            templates: templates.clone(),
            tera: text::tera(templates)?,
            pdf: pdf::Pdf::new(templates, fonts)?,
        })
    }
}
