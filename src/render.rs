//! report → bytes, by templates that see one view of it.
//!
//! Pure: takes templates, fonts and a report, returns bytes, touches no disk and no clock. Text
//! that people wrote is data in every format: it is never parsed as Tera, Typst or HTML source.
//! Whether the report is sound is not asked here; the caller renders what passed the checks.

mod brief;
mod chart;
mod differences;
mod docx;
mod grid;
mod html;
mod json;
mod json_ld;
mod links;
mod markdown;
mod open_data;
mod pdf;
mod rolled_up;
mod site;
mod site_data;
mod templates;
mod text;
mod view;
mod workbook;
mod yaml;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::form::{Filled, Form};
use crate::lang::Words;
use crate::model::Report;
use crate::place::Source;
use crate::roster::Publishing;
use crate::rule::About;

pub use differences::{Comparison, DIFF_TEMPLATE, Only, Pair, diff_csv, diff_json, diff_page};
pub use grid::{Cell, Grid, Role, Row};
pub use html::{LIST_TEMPLATE, Link, ListPage, ListRow, Others, PageView, list};
pub use json::figures_json;
pub use open_data::{inert, open_data_schema};
pub use pdf::{ATTACHED, FontFile, Fonts, GLYPH_MISSING, files as pdf_files};
pub use rolled_up::{ROLLUP_TEMPLATE, RolledUp, rollup_json, rollup_page};
pub use site::{
    Below, FeedEntry, ReportLinks, SITE_TEMPLATES, SiteReport, SiteUnit, YearPage, feed, sitemap, unit_page,
    year_page,
};
pub use site_data::{DataReport, year_csv, year_json};
pub use templates::{EMBEDDED, EMBEDDED_FONTS, Layer, Templates, is_font, is_template};
pub use view::{Block, View, view};
pub use workbook::{Sheets, diff_workbook, workbook, working_paper};
pub use yaml::write as write_yaml;

/// Everything that rendering needs besides the report; made once and shared by all threads.
pub struct Renderer {
    pdf: pdf::Pdf,
    of_all: Set,
    /// Those of editions and units that have some of their own.
    own: BTreeMap<Layer, Set>,
}

/// Templates made ready.
struct Set {
    templates: Templates,
    /// For text and HTML.
    tera: tera::Tera,
    /// For Markdown, which is escaped in another way.
    markdown: tera::Tera,
    typst: pdf::Sources,
}

impl Set {
    fn new(templates: Templates) -> Result<Self, Unrendered> {
        Ok(Self {
            tera: text::tera(&templates)?,
            markdown: markdown::tera(&templates)?,
            typst: pdf::sources(&templates)?,
            templates,
        })
    }
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
    /// A file of a format without a template that cannot be written: a workbook, a document, open
    /// data.
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
    /// Its name on the command line.
    pub name: &'static str,
    /// The ending of its files.
    pub ending: &'static str,
    /// What its files hold: by this a browser shows them and `verify` reads them back.
    pub media: Media,
    /// Its template, below `templates/`; empty where it has none.
    pub template: &'static str,
    /// The endings of the files in `templates/` that it is made with.
    pub template_endings: &'static [&'static str],
    /// What it is called where a reader chooses one.
    pub title: Words,
    /// What it is, for help texts.
    pub about: Words,
    /// Whether it is for readers of a report, who are offered it in lists and links.
    pub for_readers: bool,
    /// Whether it links to the other formats of its report.
    pub links: bool,
    /// Whether it is made where nobody says which are.
    pub by_default: bool,
    /// Renders one report.
    pub render: fn(&Renderer, &Document) -> Result<Vec<u8>, Unrendered>,
}

impl Format {
    /// Whether it shows figures of earlier years: its outputs are then made of their reports too.
    #[must_use]
    pub fn shows_years(&self) -> bool {
        matches!(self.media, Media::BriefPage | Media::BriefPdf)
    }
}

/// What the file of an output holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Plain text.
    Text,
    /// HTML, a page or a part of one.
    Page,
    /// Markdown.
    Markdown,
    /// A PDF.
    Pdf,
    /// A Word document.
    Word,
    /// A workbook of Excel.
    Workbook,
    /// The figures in JSON.
    Json,
    /// The figures in CSV.
    Csv,
    /// A page with some of the figures.
    BriefPage,
    /// A PDF with some of the figures.
    BriefPdf,
}

impl Media {
    /// Its media type, as web servers name it.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Page | Self::BriefPage => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Pdf | Self::BriefPdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A report to be rendered: as templates see it, and as what it is.
pub struct Document<'a> {
    /// Its form.
    pub form: &'a Form,
    /// The report.
    pub report: &'a Report,
    /// What templates see.
    pub view: View,
    /// The earlier reports of the unit, the oldest first, for formats that show years.
    pub earlier: Vec<Filled<'a>>,
    /// Which templates it is rendered by.
    pub layer: Layer,
    /// What is published besides, for pages that link to it.
    pub others: Others,
    /// The view as templates of Tera get it, once one has asked.
    ready: OnceLock<tera::Context>,
}

impl<'a> Document<'a> {
    /// A report, published as its unit does; rendered in spite of errors where it is a draft.
    #[must_use]
    pub fn new(form: &'a Form, report: &'a Report, publishing: &Publishing, draft: bool) -> Self {
        let mut view = view(form, report, draft);
        view.theme = publishing.theme.unwrap_or_default().name();
        view.site = publishing.site.clone().unwrap_or_default();
        Self {
            form,
            report,
            view,
            earlier: Vec::new(),
            layer: Layer::default(),
            others: Others::default(),
            ready: OnceLock::new(),
        }
    }
}

/// Every output format, in the order in which they are made.
pub static FORMATS: &[Format] = &[
    text::FORMAT,
    html::FORMAT,
    pdf::FORMAT,
    html::FRAGMENT,
    html::BODY,
    markdown::FORMAT,
    docx::FORMAT,
    workbook::FORMAT,
    open_data::JSON,
    open_data::CSV,
    brief::FORMAT,
    brief::PDF,
];

/// Rules about what can be rendered.
pub static FAULTS: &[&About] = &[&GLYPH_MISSING];

impl Renderer {
    /// Prepares templates and fonts.
    ///
    /// # Errors
    /// [`Unrendered::Template`] for a template that does not parse.
    pub fn new(templates: &Templates, fonts: &Fonts) -> Result<Self, Unrendered> {
        let layers = templates.layers().into_iter().filter(|layer| *layer != Layer::default());
        let own = layers.map(|layer| {
            let set = Set::new(templates.of_layer(&layer))?;
            Ok((layer, set))
        });
        Ok(Self {
            pdf: pdf::Pdf::new(fonts)?,
            of_all: Set::new(templates.of_layer(&Layer::default()))?,
            own: own.collect::<Result<_, Unrendered>>()?,
        })
    }

    /// The families of the office's own fonts that the PDFs made so far are set with, and those
    /// that no PDF needed.
    #[must_use]
    pub fn own_fonts(&self) -> (Vec<String>, Vec<String>) {
        self.pdf.own_fonts()
    }

    /// The templates of a layer.
    fn set(&self, layer: &Layer) -> &Set {
        self.own.get(layer).unwrap_or(&self.of_all)
    }
}
