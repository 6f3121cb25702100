//! Pages of the public site: those of units by `templates/unit.html`, those of years by
//! `templates/year.html`; the feed and the map of the site.
//!
//! A page is one file that loads nothing and needs no script. What would make it too large for a
//! reader with a slow line is left to the data of the year, and the page says so.

use serde::Serialize;

use super::chart::{Bar, Drawing, bar_of, bars_of_report, draw};
use super::html::Link;
use super::text::by_template;
use super::{Renderer, Unrendered};
use crate::form::{Chart, Filled, Form, Over};
use crate::model::{Contact, Entry, FigureId, Report};
use crate::rollup::Rollup;

/// The templates of the site's pages.
pub const SITE_TEMPLATES: [&str; 2] = ["unit.html", "year.html"];

/// The most bars of a chart that compares units.
const MOST_BARS: usize = 100;
/// The most rows of addends on a page, and the most units in its list.
const MOST_ADDENDS: usize = 6_000;
const MOST_UNITS: usize = 1_000;

/// Figures of a report, for pages about several.
pub struct SiteReport<'a> {
    /// The year.
    pub year: u16,
    /// Its form.
    pub form: &'a Form,
    /// Its figures.
    pub entries: Vec<Entry>,
}

/// A unit with its reports.
pub struct SiteUnit<'a> {
    /// Its name.
    pub unit: String,
    /// The list of all units.
    pub home: String,
    /// Its reports, the newest first.
    pub reports: Vec<ReportLinks>,
    /// What those reports say of which this is known, the newest first.
    pub said: Vec<SiteReport<'a>>,
    /// What is below it.
    pub below: Option<Below>,
}

/// A report with its outputs.
#[derive(Serialize)]
pub struct ReportLinks {
    /// The year.
    pub year: String,
    /// Its title.
    pub title: String,
    /// Its date; empty where it has none.
    pub date: String,
    /// What was corrected in it.
    pub corrections: Vec<String>,
    /// Its formats.
    pub links: Vec<Link>,
}

/// The units below one, and their sum.
pub struct Below {
    /// The year.
    pub year: u16,
    /// The data of the year.
    pub data: String,
    /// The sum.
    pub rollup: Rollup,
    /// For each member its page; empty where it has none.
    pub hrefs: Vec<String>,
}

/// A year with its units.
pub struct YearPage<'a> {
    /// The year.
    pub year: u16,
    /// The list of all units.
    pub home: String,
    /// The list of the year's reports.
    pub list: String,
    /// How many units there are.
    pub count: usize,
    /// The pages of those with others below them.
    pub superiors: Vec<Link>,
    /// The figures of all, by unit.
    pub compared: Vec<(String, SiteReport<'a>)>,
}

/// A report in the feed.
pub struct FeedEntry {
    /// Its title.
    pub title: String,
    /// Its unit.
    pub author: String,
    /// Its date, as `2025-01-20`.
    pub date: String,
    /// The date of its last correction, else its own.
    pub updated: String,
    /// Its page, below the folder of the site.
    pub href: String,
}

#[derive(Serialize)]
struct UnitView<'a> {
    unit: &'a str,
    home: &'a str,
    reports: &'a [ReportLinks],
    charts: Vec<Drawing>,
    tables: Vec<SideBySide>,
    below: Option<BelowView>,
}

/// A table of the form with a column for each year.
#[derive(Serialize)]
struct SideBySide {
    key: String,
    heading: String,
    years: Vec<String>,
    rows: Vec<SideRow>,
}

#[derive(Serialize)]
struct SideRow {
    label: String,
    values: Vec<String>,
}

#[derive(Serialize)]
struct BelowView {
    year: String,
    data: String,
    expected: usize,
    counted: usize,
    units: Vec<BelowUnit>,
    /// How many units are not listed.
    more: usize,
    tables: Vec<SumTable>,
    chart: Option<Drawing>,
}

#[derive(Serialize)]
struct BelowUnit {
    unit: String,
    depth: usize,
    href: String,
    counted: bool,
}

#[derive(Serialize)]
struct SumTable {
    heading: String,
    sums: Vec<Sum>,
}

#[derive(Serialize)]
struct Sum {
    title: String,
    value: String,
    addends: Vec<Addend>,
    zeros: usize,
    /// The addends are too many for the page.
    elsewhere: bool,
}

#[derive(Serialize)]
struct Addend {
    unit: String,
    href: String,
    value: String,
}

#[derive(Serialize)]
struct YearView<'a> {
    year: String,
    home: &'a str,
    list: &'a str,
    count: usize,
    superiors: &'a [Link],
    charts: Vec<Drawing>,
}

/// A report that has figures alone.
fn bare(report: &SiteReport, unit: &str) -> Report {
    Report {
        unit: unit.into(),
        year: report.year,
        edition: report.form.edition,
        entries: report.entries.clone(),
        sections: vec![None; report.form.sections.len()],
        preface: None,
        date: None,
        contact: Contact::default(),
        waivers: Vec::new(),
        provenance: None,
        corrections: Vec::new(),
        sources: Vec::new(),
    }
}

/// The page of a unit.
///
/// # Errors
/// [`Unrendered::Template`] when the template is broken.
pub fn unit_page(renderer: &Renderer, unit: &SiteUnit) -> Result<Vec<u8>, Unrendered> {
    let view = UnitView {
        unit: &unit.unit,
        home: &unit.home,
        reports: &unit.reports,
        charts: charts(unit),
        tables: side_by_side(unit),
        below: unit.below.as_ref().and_then(|below| below_view(unit, below)),
    };
    by_template(&renderer.of_all.tera, &renderer.of_all.templates, SITE_TEMPLATES[0], &view)
}

/// The charts of a unit: over its years, the oldest first, and of its newest report.
fn charts(unit: &SiteUnit) -> Vec<Drawing> {
    let Some(newest) = unit.said.first() else { return Vec::new() };
    let reports: Vec<(Report, &Form)> =
        unit.said.iter().rev().map(|said| (bare(said, &unit.unit), said.form)).collect();
    let Some((report, form)) = reports.last() else { return Vec::new() };
    let drawing = |chart: &Chart| {
        let bars: Vec<Bar> = match chart.over {
            Over::Report => bars_of_report(chart, Filled::new(form, report)),
            Over::Units => return None,
            Over::Years => reports
                .iter()
                .filter_map(|(report, form)| {
                    let own = form.charts.iter().find(|one| one.key == chart.key)?;
                    Some(bar_of(own, format!("{} 年", report.year), Filled::new(form, report)))
                })
                .collect(),
        };
        Some(draw(chart, chart.unit(form), &bars))
    };
    newest.form.charts.iter().filter_map(drawing).collect()
}

/// The tables of the newest form, with a column for each year; where an older form has no such
/// figure, a dash.
fn side_by_side(unit: &SiteUnit) -> Vec<SideBySide> {
    let Some(newest) = unit.said.first() else { return Vec::new() };
    let form = newest.form;
    let value = |id: FigureId, said: &SiteReport| {
        let entry = form.counterpart(id, said.form).and_then(|id| said.entries.get(id.index()));
        entry.map_or_else(|| "—".to_owned(), |entry| entry.figure.text())
    };
    let sections = form.sections.iter().enumerate().filter(|(_, section)| section.table.is_some());
    sections
        .map(|(index, section)| SideBySide {
            key: section.key.clone(),
            heading: section.heading.clone(),
            years: unit.said.iter().map(|said| said.year.to_string()).collect(),
            rows: form
                .ids_of_section(index)
                .map(|id| SideRow {
                    label: short_title(form, id),
                    values: unit.said.iter().map(|said| value(id, said)).collect(),
                })
                .collect(),
        })
        .collect()
}

/// The title of a figure without its table.
fn short_title(form: &Form, id: FigureId) -> String {
    let title = &form.spec(id).title;
    title.split_once(" · ").map_or(title.as_str(), |(_, rest)| rest).to_owned()
}

fn below_view(unit: &SiteUnit, below: &Below) -> Option<BelowView> {
    let form = unit.said.iter().find(|said| said.form.edition == below.rollup.edition)?.form;
    let rollup = &below.rollup;
    let members = rollup.members.iter().zip(&below.hrefs);
    let units = members.clone().take(MOST_UNITS).map(|(member, href)| BelowUnit {
        unit: member.unit.clone(),
        depth: member.depth,
        href: href.clone(),
        counted: member.is_counted(),
    });
    let mut left = MOST_ADDENDS;
    let tables = form.sections.iter().enumerate().filter(|(_, section)| section.table.is_some());
    let tables: Vec<SumTable> = tables
        .map(|(index, section)| SumTable {
            heading: section.heading.clone(),
            sums: form
                .ids_of_section(index)
                .filter(|&id| form.spec(id).additive)
                .map(|id| sum(form, below, id, &mut left))
                .collect(),
        })
        .collect();
    let compared = form.charts.iter().find(|chart| chart.over == Over::Units);
    let chart = compared.filter(|_| rollup.counted().count() <= MOST_BARS).map(|chart| {
        let bars: Vec<Bar> = rollup
            .counted()
            .map(|member| {
                let said = SiteReport { year: below.year, form, entries: member.entries.clone() };
                let report = bare(&said, &member.unit);
                bar_of(chart, member.unit.clone(), Filled::new(form, &report))
            })
            .collect();
        draw(chart, chart.unit(form), &bars)
    });
    Some(BelowView {
        year: below.year.to_string(),
        data: below.data.clone(),
        expected: rollup.expected(),
        counted: rollup.counted().count(),
        units: units.collect(),
        more: rollup.members.len().saturating_sub(MOST_UNITS),
        tables,
        chart,
    })
}

/// A sum with its addends, as long as there is room for them on the page.
fn sum(form: &Form, below: &Below, id: FigureId, left: &mut usize) -> Sum {
    let members = || {
        below
            .rollup
            .members
            .iter()
            .zip(&below.hrefs)
            .filter_map(|(member, href)| Some((member, href, member.figure(id)?)))
    };
    let is_zero = |figure: crate::model::Figure| figure.number().is_some_and(|number| number.is_zero());
    let count = members().filter(|(.., figure)| !is_zero(*figure)).count();
    let zeros = members().filter(|(.., figure)| is_zero(*figure)).count();
    let elsewhere = count > *left;
    let addend = |(member, href, figure): (&crate::rollup::Member, &String, crate::model::Figure)| Addend {
        unit: member.unit.clone(),
        href: href.clone(),
        value: figure.text(),
    };
    let addends: Vec<Addend> = if elsewhere {
        Vec::new()
    } else {
        members().filter(|(.., figure)| !is_zero(*figure)).map(addend).collect()
    };
    *left -= addends.len();
    let value = below.rollup.figure(id).text();
    Sum { title: short_title(form, id), value, addends, zeros, elsewhere }
}

/// The page of a year.
///
/// # Errors
/// [`Unrendered::Template`] when the template is broken.
pub fn year_page(renderer: &Renderer, year: &YearPage) -> Result<Vec<u8>, Unrendered> {
    let newest = year.compared.iter().map(|(_, said)| said.form).max_by_key(|form| form.edition);
    let charts = newest.into_iter().flat_map(|form| {
        let over_units = form.charts.iter().filter(|chart| chart.over == Over::Units);
        over_units.filter(|_| year.compared.len() <= MOST_BARS).map(move |chart| {
            let bar = |(unit, said): &(String, SiteReport)| {
                let own = said.form.charts.iter().find(|one| one.key == chart.key)?;
                let report = bare(said, unit);
                Some(bar_of(own, unit.clone(), Filled::new(said.form, &report)))
            };
            let bars: Vec<Bar> = year.compared.iter().filter_map(bar).collect();
            draw(chart, chart.unit(form), &bars)
        })
    });
    let view = YearView {
        year: year.year.to_string(),
        home: &year.home,
        list: &year.list,
        count: year.count,
        superiors: &year.superiors,
        charts: charts.collect(),
    };
    by_template(&renderer.of_all.tera, &renderer.of_all.templates, SITE_TEMPLATES[1], &view)
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// The reports as an Atom feed; links are relative where the site's address is not known.
#[must_use]
pub fn feed(entries: &[FeedEntry], url: Option<&str>) -> Vec<u8> {
    let base = url.unwrap_or_default();
    let newest = entries.first().map_or("1970-01-01", |entry| entry.updated.as_str());
    let id = if base.is_empty() { "urn:nianbao:reports".to_owned() } else { format!("{base}feed.xml") };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n\
         <title>政府信息公开工作年度报告</title>\n<id>{}</id>\n<updated>{newest}T00:00:00+08:00</updated>\n\
         <link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n",
        escaped(&id),
        escaped(&format!("{base}feed.xml")),
        escaped(&format!("{base}index.html")),
    );
    for FeedEntry { title, author, date, updated, href } in entries {
        let address = format!("{base}{href}");
        let id = if base.is_empty() { format!("urn:nianbao:{href}") } else { address.clone() };
        text.push_str(&format!(
            "<entry>\n<title>{}</title>\n<id>{}</id>\n<published>{date}T00:00:00+08:00</published>\n\
             <updated>{updated}T00:00:00+08:00</updated>\n<author><name>{}</name></author>\n<link href=\"{}\"/>\n</entry>\n",
            escaped(title),
            escaped(&id),
            escaped(author),
            escaped(&address),
        ));
    }
    text.push_str("</feed>\n");
    text.into_bytes()
}

/// The map of the site for search engines: the addresses of pages, as many as a map may have.
#[must_use]
pub fn sitemap(url: &str, paths: &[String]) -> Vec<u8> {
    /// More than these no reader of maps takes.
    const MOST: usize = 50_000;
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in paths.iter().take(MOST) {
        text.push_str(&format!("<url><loc>{}</loc></url>\n", escaped(&format!("{url}{}", encoded(path)))));
    }
    text.push_str("</urlset>\n");
    text.into_bytes()
}

/// A link with every character percent-encoded that an address of the web does not have.
fn encoded(path: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(byte).collect()
}
