//! HTML by `templates/report.html`, the fragment to paste by `templates/fragment.html`, and the
//! list of all reports by `templates/index.html`.
//!
//! A page is one file that loads nothing: the style sheet is in the page, in a fragment in each
//! element. Everything from the view is escaped.

use serde::Serialize;

use super::json_ld::json_ld;
use super::text::{by_template, by_view};
use super::{Document, Format, Media, Renderer, Unrendered};
use crate::lang::Words;

pub(super) const FORMAT: Format = Format {
    name: "html",
    ending: "html",
    template: TEMPLATE,
    media: Media::Page,
    template_endings: &["html", "css"],
    title: Words::fixed("网页", "Page"),
    for_readers: true,
    links: true,
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
    for_readers: false,
    links: false,
    about: Words::fixed(
        "网页正文片段，样式写在标签里，供粘贴到网站后台",
        "the body of a page with inline styles, to paste into a site's editor",
    ),
    by_default: false,
    render: |renderer, document| fragment(renderer, document, true),
};

pub(super) const BODY: Format = Format {
    name: "body",
    ending: "body.html",
    template: FRAGMENT_TEMPLATE,
    media: Media::Page,
    template_endings: &["html"],
    title: Words::fixed("网页正文", "Body of the page"),
    for_readers: false,
    links: false,
    about: Words::fixed(
        "网页正文片段，不含标题，供标题另填的网站后台",
        "the same without the title, for editors that ask for it separately",
    ),
    by_default: false,
    render: |renderer, document| fragment(renderer, document, false),
};

const TEMPLATE: &str = "report.html";
const FRAGMENT_TEMPLATE: &str = "fragment.html";
/// The template of the list of reports.
pub const LIST_TEMPLATE: &str = "index.html";

fn render(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let set = renderer.set(&document.layer);
    by_view(&set.tera, &set.templates, TEMPLATE, document, &PageView::new(document))
}

fn fragment(renderer: &Renderer, document: &Document, titled: bool) -> Result<Vec<u8>, Unrendered> {
    let set = renderer.set(&document.layer);
    let page = PageView { others: &document.others, titled, json_ld: String::new() };
    by_view(&set.tera, &set.templates, FRAGMENT_TEMPLATE, document, &page)
}

/// What the template of a page sees besides the view.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// Where the other outputs are.
    #[serde(flatten)]
    others: &'a Others,
    /// Whether the title is in the text; a site may have a place of its own for it.
    titled: bool,
    /// The report and its figures in the words of schema.org, escaped for a script element.
    json_ld: String,
}

impl<'a> PageView<'a> {
    /// Of a report.
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        let json_ld = json_ld(document.form, document.report, &document.view.title);
        Self { others: &document.others, titled: true, json_ld }
    }
}

/// Where a page finds what is published besides it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Others {
    /// The other formats of the report.
    pub formats: Vec<Link>,
    /// The list of all reports; empty where there is none.
    pub list: String,
}

/// A link, relative to the page that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What readers see.
    pub label: String,
    /// Where it leads; empty for the page itself.
    pub href: String,
}

/// A page of the list of reports: by units, or those of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ListPage {
    /// The year; empty where all are listed.
    pub year: String,
    /// The list by units.
    pub home: String,
    /// The lists of the years, the newest first, each with the number of its reports.
    pub years: Vec<Link>,
    /// Other pages of the site: what there is of a year besides its reports, the feed.
    pub site: Vec<Link>,
    /// The pages that this list is split into; none where it is on one.
    pub parts: Vec<Link>,
    /// The units with their reports, in the order of the roster, then by name.
    pub rows: Vec<ListRow>,
}

/// A unit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// Its name.
    pub unit: String,
    /// Its page; empty where there is none.
    pub page: String,
    /// Its reports, each by its year; in the list of a year the formats of the report.
    pub links: Vec<Link>,
}

/// Renders a page of the list of reports.
///
/// # Errors
/// [`Unrendered::Template`] when the template is broken.
pub fn list(renderer: &Renderer, page: &ListPage) -> Result<Vec<u8>, Unrendered> {
    by_template(&renderer.of_all.tera, &renderer.of_all.templates, LIST_TEMPLATE, page)
}
