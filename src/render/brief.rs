//! 一图读懂: a report on one page for readers, as HTML and as PDF.
//!
//! Its numbers and charts are those that the form declares, and every one of them is a figure of
//! the report or of an earlier one of its unit: a template has no other numbers to show. The two
//! look alike, since both are drawn from the same places.

use serde::Serialize;

use super::chart::{Bar, Drawing, bar_of, bars_of_report, draw};
use super::html::Others;
use super::text::by_template;
use super::{Document, Format, Media, Renderer, Unrendered, pdf};
use crate::form::{Chart, Filled, Over};
use crate::lang::Words;

pub(super) const FORMAT: Format = Format {
    name: "brief",
    ending: "brief.html",
    template: "brief.html",
    media: Media::BriefPage,
    template_endings: &["html"],
    title: Words::fixed("一图读懂", "At a glance"),
    for_readers: true,
    links: false,
    about: Words::fixed(
        "一图读懂：主要的数和图表，单文件网页",
        "the report at a glance: its main figures and charts, a page in one file",
    ),
    by_default: false,
    render: page,
};

pub(super) const PDF: Format = Format {
    name: "brief-pdf",
    ending: "brief.pdf",
    template: "brief.typ",
    media: Media::BriefPdf,
    template_endings: &["typ"],
    title: Words::fixed("一图读懂（PDF）", "At a glance (PDF)"),
    for_readers: true,
    links: false,
    about: Words::fixed("一图读懂：一页 A4 的 PDF", "the report at a glance: one page of A4, PDF"),
    by_default: false,
    render: document,
};

/// A report at a glance, ready to print.
#[derive(Debug, Serialize)]
struct BriefView<'a> {
    /// The report's title.
    title: &'a str,
    unit: &'a str,
    year: &'a str,
    date: &'a str,
    dated: &'a str,
    site: &'a str,
    draft: bool,
    /// Where the report itself is.
    list: &'a str,
    numbers: Vec<Number>,
    charts: Vec<Drawing>,
}

/// A number that is set large.
#[derive(Debug, Serialize)]
struct Number {
    label: String,
    value: String,
    unit: String,
}

impl<'a> BriefView<'a> {
    /// Of a report.
    fn new(document: &'a Document, others: &'a Others) -> Self {
        let view = &document.view;
        let filled = Filled::new(document.form, document.report);
        let number = |one: &crate::form::Highlight| Number {
            label: one.label.clone(),
            value: filled.sum(&one.figures).map_or_else(|| "—".to_owned(), |sum| sum.to_string()),
            unit: one.figures.first().map_or_else(String::new, |&id| document.form.unit(id).name.clone()),
        };
        let charts = document.form.charts.iter().filter(|chart| chart.over != Over::Units);
        Self {
            title: &view.title,
            unit: &view.unit,
            year: &view.year,
            date: &view.date,
            dated: &view.dated,
            site: &view.site,
            draft: view.draft,
            list: &others.list,
            numbers: document.form.highlights.iter().map(number).collect(),
            charts: charts.map(|chart| drawing(chart, document)).collect(),
        }
    }
}

fn drawing(chart: &Chart, document: &Document) -> Drawing {
    let filled = Filled::new(document.form, document.report);
    let bars: Vec<Bar> = match chart.over {
        Over::Report | Over::Units => bars_of_report(chart, filled),
        Over::Years => {
            let bar = |of: Filled| {
                // The chart of that year's form, where it has one.
                let own = of.form.charts.iter().find(|one| one.key == chart.key)?;
                Some(bar_of(own, format!("{} 年", of.report.year), of))
            };
            document.earlier.iter().copied().chain([filled]).filter_map(bar).collect()
        }
    };
    draw(chart, chart.unit(document.form), &bars)
}

fn page(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let set = renderer.set(&document.layer);
    by_template(&set.tera, &set.templates, FORMAT.template, &BriefView::new(document, &document.others))
}

fn document(renderer: &Renderer, document: &Document) -> Result<Vec<u8>, Unrendered> {
    let view = serde_json::to_vec(&BriefView::new(document, &document.others));
    pdf::brief(renderer, document, view.map_err(|error| Unrendered::Unwritable(error.to_string()))?)
}
