//! HTML by `templates/report.html`, the fragment to paste by `templates/fragment.html`, and the index of all reports by
//! `templates/index.html`.
//!
//! One file without anything from outside: the style sheet stands in the page, in a fragment in each element. Everything
//! from the view is escaped by Tera.

use serde::Serialize;

use super::json_ld::json_ld;
use super::text::by_template;
use super::{Document, Format, Media, Renderer, Unrendered, View};
use crate::lang::Words;

pub(super) const FORMAT: Format = Format {
    name: "html",
    ending: "html",
    template: TEMPLATE,
    media: Media::Page,
    template_endings: &["html", "css"],
    title: Words::fixed("网页", "Page"),
    about: Words::fixed("单文件网页", "a page in one file"),
    by_default: true,
    render,
};

pub(super) const FRAGMENT: Format = Format {
    name: "fragment",
    ending: "fragment.html",
    template: FRAGMENT_TEMPLATE,
    media: Media::Page,
    template_endings: &["html"],
    title: Words::fixed("网页片段", "Fragment"),
    about: Words::fixed(
        "网页正文片段，样式写在标签里，供粘贴到网站后台",
        "the body of a page with inline styles, to paste into a site's editor",
    ),
    by_default: false,
    render: render_fragment,
};

const TEMPLATE: &str = "report.html";
const FRAGMENT_TEMPLATE: &str = "fragment.html";
/// The template of the index.
pub const INDEX_TEMPLATE: &str = "index.html";

fn render(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let set = renderer.set(&document.layer);
    by_template(&set.tera, &set.templates, TEMPLATE, &PageView::new(document))
}

fn render_fragment(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let set = renderer.set(&document.layer);
    by_template(&set.tera, &set.templates, FRAGMENT_TEMPLATE, &document.view)
}

/// What the template of a page sees: the view, and what only pages have.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// The view.
    #[serde(flatten)]
    view: &'a View,
    /// The report and its figures in the words of schema.org, escaped for a script element.
    json_ld: String,
}

impl<'a> PageView<'a> {
    /// Of a report.
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        let json_ld = json_ld(document.form, document.report, &document.view.title);
        Self { view: &document.view, json_ld }
    }
}

/// The list of all reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexPage {
    /// The years, the newest first.
    pub years: Vec<IndexYear>,
}

/// The reports of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexYear {
    /// The year.
    pub year: u16,
    /// Its reports, in the order of the roster, then by name.
    pub rows: Vec<IndexRow>,
}

/// A report in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexRow {
    /// The unit's name.
    pub unit: String,
    /// Its outputs.
    pub links: Vec<IndexLink>,
    /// How many errors keep it from being rendered.
    pub errors: usize,
    /// It is sound, but could not be made in this build.
    pub failed: bool,
    /// How many warnings it has.
    pub warnings: usize,
}

/// An output in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexLink {
    /// The name of the format.
    pub format: String,
    /// The link, relative to the index.
    pub href: String,
}

/// Renders the index.
///
/// # Errors
/// [`Unrendered::Template`] when the template is broken.
pub fn index(renderer: &Renderer, page: &IndexPage) -> Result<Vec<u8>, Unrendered> {
    by_template(&renderer.of_all.tera, &renderer.of_all.templates, INDEX_TEMPLATE, page)
}
