//! The public site, where there is a roster: a page for each unit and each year, the figures of a
//! year as data, a feed and a map.
//!
//! Made of the record alone, which has what each report said when it was made last: a correction
//! with errors changes nothing here, and parts of a build that are joined give the same pages as
//! one build. A page is made again when what it shows changes.

use std::collections::{HashMap, HashSet};

use super::item::Item;
use super::key::{Digest, PROGRAM};
use super::link::as_link;
use super::readers::{Listed, listed};
use super::record::{FEED, INDEX, Made, Manifest, Published, Record, ReportName, SITEMAP, UNITS};
use super::years::MOST_YEARS;
use super::{Broken, Project, in_parallel};
use crate::form::Form;
use crate::model::Entry;
use crate::render::{
    self, Below, DataReport, FORMATS, FeedEntry, Format, Link, Renderer, ReportLinks, SiteReport, SiteUnit,
    YearPage,
};
use crate::rollup::{self, Filing, Rollup};

/// How many files of the site are in memory at most: all of them would take too much.
pub(super) const AT_ONCE: usize = 256;
/// The most reports in the feed.
const MOST_ENTRIES: usize = 200;

/// A file of the site, which is not made yet.
pub(super) struct Planned {
    pub(super) path: String,
    /// What it will be made from.
    pub(super) key: Digest,
    what: What,
}

enum What {
    /// The page of a unit, by its place in [`Site::units`].
    Unit(usize),
    Year(u16),
    Csv(u16),
    Json(u16),
    Feed,
    Sitemap,
}

/// Everything that the site is made of.
pub(super) struct Site<'m> {
    project: &'m Project,
    units: Vec<Unit<'m>>,
    /// The units by their names.
    by_name: HashMap<&'m str, usize>, // looked up, never walked
    /// The units by their places in the roster.
    by_position: HashMap<usize, usize>, // looked up, never walked
    /// The newest first.
    years: Vec<u16>,
}

struct Unit<'m> {
    name: &'m str,
    stem: &'m str,
    position: Option<usize>,
    /// The newest first.
    reports: Vec<&'m Listed<'m>>,
}

impl Unit<'_> {
    fn path(&self) -> String {
        format!("{UNITS}/{}.html", self.stem)
    }

    fn of_year(&self, year: u16) -> Option<&Listed<'_>> {
        self.reports.iter().find(|report| report.year == year).copied()
    }
}

impl<'m> Site<'m> {
    /// Of the reports that readers find; none without a roster.
    pub(super) fn of(project: &'m Project, all: &'m [Listed<'m>]) -> Option<Self> {
        if project.roster.agencies.is_empty() {
            return None;
        }
        let mut units: Vec<Unit> = Vec::new();
        let mut stems: HashSet<&str> = HashSet::new();
        for same in all.chunk_by(|a, b| a.unit == b.unit) {
            let stem = same[0].name.stem.as_str();
            if stems.insert(stem) {
                let (name, position) = (same[0].unit, project.roster.position(same[0].unit));
                units.push(Unit { name, stem, position, reports: same.iter().collect() });
            }
        }
        let by_position = units.iter().enumerate().filter_map(|(index, unit)| Some((unit.position?, index)));
        let by_position = by_position.collect();
        let mut years: Vec<u16> = all.iter().map(|one| one.year).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        let by_name = units.iter().enumerate().map(|(index, unit)| (unit.name, index)).collect();
        Some(Self { project, units, by_name, by_position, years })
    }

    /// The page of a unit, below the output folder.
    pub(super) fn page_of(&self, unit: &str) -> Option<String> {
        self.by_name.get(unit).map(|&index| self.units[index].path())
    }

    /// The address of the site, where the roster gives one.
    fn url(&self) -> Option<&str> {
        self.project.roster.agencies.iter().find_map(|agency| agency.publishing.url.as_deref())
    }

    /// Every file of the site.
    pub(super) fn planned(&self) -> Vec<Planned> {
        let shared = [PROGRAM.to_owned(), self.project.shared.site.to_string()];
        let forms = self.project.shared.forms.to_string();
        let key = |parts: Vec<String>| {
            let parts = shared.iter().chain([&forms]).chain(&parts);
            Digest::of_all(parts.map(String::as_bytes))
        };
        let mut all: Vec<Planned> = Vec::new();
        for (index, unit) in self.units.iter().enumerate() {
            let mut parts: Vec<String> = unit.reports.iter().map(|one| facts(one)).collect();
            for below in self.below(unit) {
                parts.push(below.path());
                parts.extend(below.of_year(unit.reports[0].year).map(facts));
            }
            let position = unit.position.map(|position| &self.project.roster.agencies[position]);
            parts.push(format!("{:?}", position.map(|agency| (&agency.name, agency.sum))));
            all.push(Planned { path: unit.path(), key: key(parts), what: What::Unit(index) });
        }
        for &year in &self.years {
            let parts: Vec<String> =
                self.units.iter().filter_map(|unit| unit.of_year(year)).map(facts).collect();
            let made = key(parts);
            for (name, what) in
                [(INDEX, What::Year(year)), ("data.csv", What::Csv(year)), ("data.json", What::Json(year))]
            {
                all.push(Planned { path: format!("{year}/{name}"), key: made, what });
            }
        }
        let every: Vec<String> =
            self.units.iter().flat_map(|unit| unit.reports.iter().map(|one| facts(one))).collect();
        let made = key([every, vec![format!("{:?}", self.url())]].concat());
        all.push(Planned { path: FEED.to_owned(), key: made, what: What::Feed });
        if self.url().is_some() {
            all.push(Planned { path: SITEMAP.to_owned(), key: made, what: What::Sitemap });
        }
        all
    }

    /// Makes a file.
    pub(super) fn bytes(&self, renderer: &Renderer, planned: &Planned) -> Result<Vec<u8>, Broken> {
        Ok(match planned.what {
            What::Unit(index) => render::unit_page(renderer, &self.unit(&self.units[index]))?,
            What::Year(year) => render::year_page(renderer, &self.year(year))?,
            What::Csv(year) => render::year_csv(&self.forms(year), &self.data(year))?,
            What::Json(year) => render::year_json(&self.forms(year), &self.data(year), year)?,
            What::Feed => render::feed(&self.entries(), self.url()),
            What::Sitemap => render::sitemap(self.url().unwrap_or_default(), &self.paths()),
        })
    }

    /// The units whose reports add up to that of a unit, which have pages.
    fn below(&self, unit: &Unit) -> Vec<&Unit<'m>> {
        let Some(position) = unit.position else { return Vec::new() };
        let roster = &self.project.roster;
        if roster.below(position).is_empty() {
            return Vec::new();
        }
        let all = rollup::positions(roster, position, unit.reports[0].year);
        all.iter().filter_map(|(position, _)| Some(&self.units[*self.by_position.get(position)?])).collect()
    }

    fn form(&self, report: &Listed) -> Option<&'m Form> {
        self.project.forms.edition(report.says?.edition)
    }

    /// A report with its form and figures, where these are known.
    fn said(&self, report: &Listed) -> Option<(&'m Form, Vec<Entry>)> {
        let form = self.form(report)?;
        Some((form, report.says?.entries(form)?))
    }

    fn unit(&self, unit: &Unit) -> SiteUnit<'m> {
        let links = |one: &&Listed| ReportLinks {
            year: one.year.to_string(),
            title: one.says.map_or_else(String::new, |says| says.title.clone()),
            date: one.says.and_then(|says| says.date.clone()).unwrap_or_default(),
            corrections: one.says.map(|says| says.corrections.clone()).unwrap_or_default(),
            links: one
                .formats
                .iter()
                .map(|format| Link {
                    label: format.title.zh.clone().into_owned(),
                    href: format!("../{}", as_link(&one.name.output(format.ending))),
                })
                .collect(),
        };
        let said = unit.reports.iter().take(usize::from(MOST_YEARS)).filter_map(|one| {
            let (form, entries) = self.said(one)?;
            Some(SiteReport { year: one.year, form, entries })
        });
        SiteUnit {
            unit: unit.name.to_owned(),
            home: format!("../{INDEX}"),
            reports: unit.reports.iter().map(links).collect(),
            said: said.collect(),
            below: self.below_of(unit),
        }
    }

    /// The sum of the units below one, for its newest year.
    fn below_of(&self, unit: &Unit) -> Option<Below> {
        let (position, newest) = (unit.position?, unit.reports.first()?);
        if self.project.roster.below(position).is_empty() {
            return None;
        }
        let form = self.form(newest).or_else(|| self.project.forms.for_year(newest.year))?;
        let rollup = self.rollup(form, position, newest.year);
        let href = |member: &rollup::Member| {
            let unit = self.by_position.get(&member.position).map(|&index| &self.units[index]);
            unit.map(|unit| format!("{}.html", as_link(unit.stem))).unwrap_or_default()
        };
        let hrefs = rollup.members.iter().map(href).collect();
        let year = newest.year;
        Some(Below { year, data: format!("../{year}/data.csv"), rollup, hrefs })
    }

    fn rollup(&self, form: &Form, superior: usize, year: u16) -> Rollup {
        let mut filed = |position: usize| {
            let unit = self.by_position.get(&position).map(|&index| &self.units[index]);
            let Some(report) = unit.and_then(|unit| unit.of_year(year)) else { return Filing::Nothing };
            let file = report.name.output("html");
            match self.said(report) {
                Some((form, entries)) => Filing::Sound { file, edition: form.edition, entries },
                None => Filing::Wrong { file },
            }
        };
        rollup::rollup(form, &self.project.roster, superior, year, &mut filed)
    }

    fn year(&self, year: u16) -> YearPage<'m> {
        let link = |unit: &Unit, path: &str| Link {
            label: unit.name.to_owned(),
            href: format!("../{}", as_link(path)),
        };
        let there = || self.units.iter().filter(move |unit| unit.of_year(year).is_some());
        // A sum beside its parts says nothing.
        let is_superior = |unit: &Unit| {
            unit.position.is_some_and(|position| !self.project.roster.below(position).is_empty())
        };
        let superiors = there().filter(|unit| is_superior(unit));
        let compared = there().filter(|unit| !is_superior(unit)).filter_map(|unit| {
            let (form, entries) = self.said(unit.of_year(year)?)?;
            Some((unit.name.to_owned(), SiteReport { year, form, entries }))
        });
        YearPage {
            year,
            home: format!("../{INDEX}"),
            list: format!("../lists/{year}.html"),
            count: there().count(),
            superiors: superiors.map(|unit| link(unit, &unit.path())).collect(),
            compared: compared.collect(),
        }
    }

    /// The forms of the reports of a year, that of the year first.
    fn forms(&self, year: u16) -> Vec<&'m Form> {
        let mut forms: Vec<&Form> = self.project.forms.for_year(year).into_iter().collect();
        for unit in &self.units {
            let form = unit.of_year(year).and_then(|report| self.form(report));
            if let Some(form) = form.filter(|form| forms.iter().all(|known| known.edition != form.edition)) {
                forms.push(form);
            }
        }
        forms
    }

    fn data(&self, year: u16) -> Vec<DataReport<'m>> {
        let report = |unit: &Unit<'m>| {
            let (form, entries) = self.said(unit.of_year(year)?)?;
            Some(DataReport { unit: unit.name, year, form, entries })
        };
        self.units.iter().filter_map(report).collect()
    }

    /// The reports for the feed, those published or corrected last first.
    fn entries(&self) -> Vec<FeedEntry> {
        let reports = self.units.iter().flat_map(|unit| unit.reports.iter().map(move |one| (unit, one)));
        let entry = |(unit, one): (&Unit, &&Listed)| {
            let says = one.says?;
            let path = one.formats.first().map(|format| one.name.output(format.ending))?;
            let date = says.date.clone().unwrap_or_else(|| format!("{:04}-12-31", one.year));
            Some(FeedEntry {
                title: says.title.clone(),
                author: unit.name.to_owned(),
                updated: says.corrected.clone().filter(|corrected| *corrected > date).unwrap_or(date.clone()),
                date,
                href: as_link(&path),
            })
        };
        let mut all: Vec<FeedEntry> = reports.filter_map(entry).collect();
        all.sort_by(|a, b| b.updated.cmp(&a.updated)); // stable: else the order of the roster
        all.truncate(MOST_ENTRIES);
        all
    }

    /// Every page, for the map.
    fn paths(&self) -> Vec<String> {
        let mut all = vec![INDEX.to_owned()];
        all.extend(self.years.iter().map(|year| format!("{year}/{INDEX}")));
        all.extend(self.units.iter().map(|unit| as_link(&unit.path())));
        for unit in &self.units {
            let page =
                |one: &&Listed| one.formats.first().map(|format| as_link(&one.name.output(format.ending)));
            all.extend(unit.reports.iter().filter_map(page));
        }
        all
    }
}

/// Makes every file of the site anew from reports without errors, which have these formats in the
/// output folder, and hands each out; returns how many there are.
///
/// # Errors
/// [`Broken`] for a template that does not work.
pub fn site_files(
    project: &Project,
    renderer: &Renderer,
    items: &[&Item],
    jobs: usize,
    is_there: &dyn Fn(&Item, &Format) -> bool,
    each: &mut dyn FnMut(&str, &[u8]),
) -> Result<usize, Broken> {
    let mut manifest = Manifest::empty();
    for item in items {
        let Some(document) = item.shown(project) else { continue };
        let made = Made { sha256: Some(Digest::of(b"")), key: None, template: None };
        let outputs = FORMATS.iter().filter(|format| is_there(item, format));
        let record = Record {
            shown: item.identity.shown.clone(),
            says: item.identity.says.clone(),
            outputs: outputs.map(|format| (format.ending.to_owned(), made.clone())).collect(),
            published: Some(Published::of(document.report, &document.view)),
            ..Record::default()
        };
        manifest.reports.insert(ReportName::of(&item.identity), record);
    }
    let all = listed(project, &manifest);
    let Some(site) = Site::of(project, &all) else { return Ok(0) };
    let planned = site.planned();
    for some in planned.chunks(AT_ONCE) {
        let made = in_parallel(jobs, some, |one| site.bytes(renderer, one), |_| {});
        for (one, bytes) in some.iter().zip(made) {
            each(&one.path, &bytes?);
        }
    }
    Ok(planned.len())
}

/// Everything of a report that pages show.
fn facts(one: &Listed) -> String {
    let endings: Vec<&str> = one.formats.iter().map(|format| format.ending).collect();
    format!("{} {} {} {} {:?}", one.unit, one.year, one.name.stem, endings.join(","), one.says)
}
