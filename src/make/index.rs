//! What is made of all reports together: the list of reports for readers, and `out/SHA256SUMS`,
//! which `sha256sum -c` checks.
//!
//! `out/index.html` lists the units with their years, `out/lists/` the reports of each year with
//! their formats; a long list is split into pages. Only what can be read is listed: how a report
//! was checked is the office's own affair. Lists and hashes are made of the manifest alone, so that
//! they are the same whether one build made everything or many parts were joined.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use super::folder::Folder;
use super::key::Digest;
use super::link::as_link;
use super::names::{self, Identity};
use super::readers::{Listed, listed};
use super::record::{FEED, INDEX, LISTS, LOCK, Made, Manifest, ReportName, UNITS};
use super::shard::Shard;
use super::site::{AT_ONCE, Planned, Site};
use super::{Broken, Project, in_parallel};
use crate::finding::Finding;
use crate::fs;
use crate::render::{self, Format, Link, ListPage, ListRow, Others, Renderer};

/// The most units on a page.
const PER_PAGE: usize = 300;
/// The hashes of all outputs.
const SUMS: &str = "SHA256SUMS";

/// What joining the parts of a build came to.
#[derive(Debug)]
pub struct Joined {
    /// How many reports there are.
    pub reports: usize,
    /// Those that have errors.
    pub refused: usize,
    /// Parts that were joined.
    pub parts: usize,
    /// Parts that are missing: nothing was joined.
    pub missing: Vec<Shard>,
    /// Reports of different parts that claim one place, each with its file.
    pub twins: Vec<(String, Finding)>,
}

/// Joins what the parts of a build have made: one manifest, one index, one list of hashes.
///
/// # Errors
/// [`Broken`] for a template that does not work, or what the disk refuses.
pub fn join(
    project: &Project,
    renderer: &Renderer,
    out: &Path,
    jobs: usize,
    wait: Duration,
    waiting: &dyn Fn(),
) -> Result<Joined, Broken> {
    let drafts = project.drafts();
    let record = project.record_of(out);
    let folder = Folder { out, drafts: &drafts, record: &record };
    let _lock = fs::Lock::take(&record.join(LOCK), false, wait, waiting)?;
    let parts = folder.parts()?;
    let mut manifest = if parts.is_empty() { folder.load(None)? } else { folder.joined(&parts)? };
    let all = manifest.reports.iter().chain(manifest.doubled.iter().map(|(name, record)| (name, record)));
    let there = all.filter(|(_, record)| !record.is_outputs_alone());
    let identities: Vec<Identity> = there.map(|(name, record)| record.identity(project, name)).collect();
    let relations = names::relations(&identities, identities.len(), &project.roster);
    let twins = identities.iter().zip(relations);
    let joined = Joined {
        reports: identities.len(),
        refused: manifest.reports.values().filter(|record| record.found.errors > 0).count(),
        parts: parts.len(),
        missing: Shard::missing(&parts),
        twins: twins
            .flat_map(|(identity, relation)| {
                relation.twins.into_iter().map(|finding| (identity.shown.clone(), finding))
            })
            .collect(),
    };
    if joined.missing.is_empty() && joined.twins.is_empty() {
        folder.remove_left_over(&mut manifest, !parts.is_empty())?;
        write(project, renderer, folder, &mut manifest, jobs)?;
        manifest.save(&folder.manifest(None))?;
        folder.remove_parts()?;
        folder.remove_earlier()?;
    }
    Ok(joined)
}

/// Writes the lists, the site and the hashes: how many files there are, and how many were written.
pub(super) fn write(
    project: &Project,
    renderer: &Renderer,
    folder: Folder,
    manifest: &mut Manifest,
    jobs: usize,
) -> Result<(usize, usize), Broken> {
    let template = &project.shared.list;
    let lists = manifest.lists.clone();
    let all = listed(project, manifest);
    let site = Site::of(project, &all);
    let pages = pages(&all, site.as_ref());
    let planned = site.as_ref().map(Site::planned).unwrap_or_default();
    let is_made = |path: &String, key: &Digest| {
        let made = lists.get(path);
        made.is_some_and(|made| made.sha256.is_some() && made.key.as_ref() == Some(key))
    };
    for part in [LISTS, UNITS] {
        fs::refuse_link_out(&folder.out.join(part), folder.out)?;
    }
    let mut now: BTreeMap<String, Made> = BTreeMap::new();
    let mut written = 0;
    let mut outputs = Outputs { folder, now: &mut now, waiting: Vec::new(), written: &mut written };
    for (path, page) in &pages {
        let key = Digest::of_all([format!("{page:?}").as_bytes(), template.as_ref()]);
        if !is_made(path, &key) {
            outputs.add(path, key, template, render::list(renderer, page)?)?;
        }
    }
    if let Some(site) = &site {
        let stale: Vec<&Planned> = planned.iter().filter(|one| !is_made(&one.path, &one.key)).collect();
        for some in stale.chunks(AT_ONCE) {
            let made = in_parallel(jobs, some, |one| site.bytes(renderer, one), |_| {});
            for (one, bytes) in some.iter().zip(made) {
                outputs.add(&one.path, one.key, &project.shared.site, bytes?)?;
            }
        }
    }
    outputs.flush()?;
    let there: BTreeSet<&String> =
        pages.iter().map(|(path, _)| path).chain(planned.iter().map(|one| &one.path)).collect();
    let gone: Vec<&String> = lists.keys().filter(|path| !there.contains(path)).collect();
    for path in &gone {
        fs::remove(&folder.out.join(path))?;
    }
    let count = there.len();
    let kept = lists.iter().filter(|(path, _)| there.contains(path));
    let mut lists: BTreeMap<String, Made> = kept.map(|(path, made)| (path.clone(), made.clone())).collect();
    lists.extend(now);
    manifest.lists = lists;
    fs::write_changed(&[fs::Output { path: folder.out.join(SUMS), bytes: sums(manifest).into_bytes() }])?;
    Ok((count, written))
}

/// Files on their way to the disk: a few at a time, since a site has many pages.
struct Outputs<'a> {
    folder: Folder<'a>,
    now: &'a mut BTreeMap<String, Made>,
    waiting: Vec<fs::Output>,
    written: &'a mut usize,
}

impl Outputs<'_> {
    fn add(&mut self, path: &str, key: Digest, template: &Digest, bytes: Vec<u8>) -> Result<(), Broken> {
        let made = Made { sha256: Some(Digest::of(&bytes)), key: Some(key), template: Some(*template) };
        self.now.insert(path.to_owned(), made);
        self.waiting.push(fs::Output { path: self.folder.out.join(path), bytes });
        if self.waiting.len() >= AT_ONCE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Broken> {
        *self.written += fs::write_changed(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}

/// Every output but drafts with its hash, by its path.
fn hashes(manifest: &Manifest) -> BTreeMap<String, &Digest> {
    let lists = manifest.lists.iter().map(|(path, made)| (path.clone(), made));
    let outputs = manifest.reports.iter().flat_map(|(name, record)| {
        let sound = record.outputs.iter().filter(|(ending, _)| !ReportName::is_draft(ending));
        sound.map(move |(ending, made)| (name.output(ending), made))
    });
    outputs.chain(lists).filter_map(|(path, made)| Some((path, made.sha256.as_ref()?))).collect()
}

/// The list of hashes.
fn sums(manifest: &Manifest) -> String {
    hashes(manifest).iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect()
}

/// Everything that is to be uploaded, with its hash.
pub(super) fn published(manifest: &Manifest) -> BTreeMap<String, Digest> {
    let sums = (SUMS.to_owned(), Digest::of(sums(manifest).as_bytes()));
    hashes(manifest).into_iter().map(|(path, hash)| (path, *hash)).chain([sums]).collect()
}

/// Every page of the lists with its path.
fn pages(all: &[Listed], site: Option<&Site>) -> Vec<(String, ListPage)> {
    let mut years: Vec<u16> = all.iter().map(|one| one.year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    let years = years.chunk_by(|a, b| a == b).map(|same| (same[0], same.len()));
    let years: Vec<(u16, usize)> = years.collect();

    // A report of the year is opened at its page, or in the first format that it has.
    let of_year = |one: &Listed| {
        one.formats
            .first()
            .map(|format| Link { label: one.year.to_string(), href: one.name.output(format.ending) })
    };
    let of_unit = |same: &[Listed]| ListRow {
        unit: same[0].unit.to_owned(),
        page: site.and_then(|site| site.page_of(same[0].unit)).unwrap_or_default(),
        links: same.iter().filter_map(of_year).collect(),
    };
    let units = all.chunk_by(|a, b| a.unit == b.unit).map(of_unit).collect();
    // What there is besides the reports.
    let overview = |year: u16| Link {
        label: format!("{year} 年度汇总、图表和数据"),
        href: format!("{year}/{INDEX}"),
    };
    let feed = || Link { label: "订阅（Atom）".to_owned(), href: FEED.to_owned() };
    let of_all: Option<Vec<Link>> =
        site.map(|_| years.iter().map(|&(year, _)| overview(year)).chain([feed()]).collect());
    let mut pages = split(None, units, &years, &of_all.unwrap_or_default());
    for &(year, _) in &years {
        let of_format = |one: &Listed, format: &Format| Link {
            label: format.title.zh.clone().into_owned(),
            href: one.name.output(format.ending),
        };
        let row = |one: &Listed| ListRow {
            unit: one.unit.to_owned(),
            page: site.and_then(|site| site.page_of(one.unit)).unwrap_or_default(),
            links: one.formats.iter().map(|format| of_format(one, format)).collect(),
        };
        let rows = all.iter().filter(|one| one.year == year).map(row).collect();
        let of_year: Vec<Link> = site.map(|_| overview(year)).into_iter().collect();
        pages.extend(split(Some(year), rows, &years, &of_year));
    }
    pages
}

/// The pages of one list, by units or of a year, with links to the others.
fn split(
    year: Option<u16>,
    rows: Vec<ListRow>,
    years: &[(u16, usize)],
    site: &[Link],
) -> Vec<(String, ListPage)> {
    let parts: Vec<(String, String)> = rows
        .chunks(PER_PAGE)
        .enumerate()
        .map(|(index, part)| {
            let label = match part {
                [only] => only.unit.clone(),
                [first, .., last] => format!("{} 至 {}", first.unit, last.unit),
                [] => String::new(),
            };
            (label, path(year, index))
        })
        .collect();
    let count = parts.len().max(1);
    let mut rows = rows.into_iter();
    let page = |index: usize| {
        let here = path(year, index);
        let to = |label: String, path: &str| {
            let above = if here.contains('/') { "../" } else { "" };
            let href = if path == here { String::new() } else { format!("{above}{}", as_link(path)) };
            Link { label, href }
        };
        let mut of_page: Vec<ListRow> = rows.by_ref().take(PER_PAGE).collect();
        for row in &mut of_page {
            for link in &mut row.links {
                *link = to(std::mem::take(&mut link.label), &link.href);
            }
            if !row.page.is_empty() {
                row.page = to(String::new(), &row.page).href;
            }
        }
        let lists =
            years.iter().map(|&(year, count)| to(format!("{year} 年度（{count} 份）"), &path(Some(year), 0)));
        let parts = parts.iter().filter(|_| count > 1).map(|(label, path)| to(label.clone(), path));
        let page = ListPage {
            year: year.map_or_else(String::new, |year| year.to_string()),
            home: to(String::new(), INDEX).href,
            years: lists.collect(),
            site: site.iter().map(|link| to(link.label.clone(), &link.href)).collect(),
            parts: parts.collect(),
            rows: of_page,
        };
        (here, page)
    };
    (0..count).map(page).collect()
}

/// Where a page of a list is: by units, or of a year.
fn path(year: Option<u16>, index: usize) -> String {
    match (year, index) {
        (None, 0) => INDEX.to_owned(),
        (None, _) => format!("{LISTS}/units-{}.html", index + 1),
        (Some(year), 0) => format!("{LISTS}/{year}.html"),
        (Some(year), _) => format!("{LISTS}/{year}-{}.html", index + 1),
    }
}

/// What a page of a report links to: its other formats, and the list of all.
pub(super) fn others(name: &ReportName, formats: &[&Format]) -> Others {
    let link = |format: &&Format| {
        let path = name.output(format.ending);
        let file = path.rsplit('/').next().unwrap_or_default();
        Link { label: format.title.zh.clone().into_owned(), href: as_link(file) }
    };
    let others = formats.iter().filter(|format| !format.links && format.for_readers);
    Others { formats: others.map(link).collect(), list: format!("../{INDEX}") }
}
