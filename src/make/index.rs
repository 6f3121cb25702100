//! What is made of all reports together: the list of reports for readers, and `out/SHA256SUMS`,
//! which `sha256sum -c` checks.
//!
//! `out/index.html` lists the units with their years, `out/lists/` the reports of each year with
//! their formats; a long list is split into pages. Only what can be read is listed: how a report
//! was checked is the office's own affair. Lists and hashes are made of the manifest alone, so that
//! they are the same whether one build made everything or many parts were joined.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::folder::Folder;
use super::key::Digest;
use super::names::{self, Identity};
use super::record::{INDEX, LISTS, LOCK, Made, Manifest, Record, ReportName};
use super::shard::Shard;
use super::{Broken, Project};
use crate::finding::Finding;
use crate::fs;
use crate::render::{self, FORMATS, Format, Link, ListPage, ListRow, Others, Renderer};

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
        write(project, renderer, folder, &mut manifest)?;
        manifest.save(folder.manifest(None))?;
        folder.remove_parts()?;
        folder.remove_earlier()?;
    }
    Ok(joined)
}

/// Writes the lists and the hashes: how many pages there are, and how many were written.
pub(super) fn write(
    project: &Project,
    renderer: &Renderer,
    folder: Folder,
    manifest: &mut Manifest,
) -> Result<(usize, usize), Broken> {
    let template = &project.shared.list;
    let pages = pages(project, manifest);
    let mut outputs = Vec::new();
    for (path, page) in &pages {
        let key = Digest::of_all([format!("{page:?}").as_bytes(), template.to_string().as_bytes()]);
        if manifest
            .lists
            .get(path)
            .is_some_and(|made| made.sha256.is_some() && made.key.as_ref() == Some(&key))
        {
            continue;
        }
        let bytes = render::list(renderer, page)?;
        let made =
            Made { sha256: Some(Digest::of(&bytes)), key: Some(key), template: Some(template.clone()) };
        manifest.lists.insert(path.clone(), made);
        outputs.push(fs::Output { path: folder.out.join(path), bytes });
    }
    fs::refuse_link_out(&folder.out.join(LISTS), folder.out)?;
    let written = fs::write_changed(&outputs)?;
    let gone = manifest.lists.extract_if(.., |path, _| pages.iter().all(|(there, _)| there != path));
    for (path, _) in gone {
        fs::remove(&folder.out.join(path))?;
    }
    fs::write_changed(&[fs::Output { path: folder.out.join(SUMS), bytes: sums(manifest).into_bytes() }])?;
    Ok((pages.len(), written))
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
    hashes(manifest).into_iter().map(|(path, hash)| (path, hash.clone())).chain([sums]).collect()
}

/// A report in the lists, with the outputs that are for readers.
struct Listed<'m> {
    unit: &'m str,
    year: u16,
    name: &'m ReportName,
    formats: Vec<&'static Format>,
}

/// The reports that have something to read, in the order of the roster, then by the unit's name,
/// the newest first.
fn listed<'m>(project: &'m Project, manifest: &'m Manifest) -> Vec<Listed<'m>> {
    let report = |(name, record): (&'m ReportName, &'m Record)| {
        let is_made = |format: &&Format| {
            let made = record.outputs.get(format.ending);
            format.for_readers && made.is_some_and(|made| made.sha256.is_some())
        };
        let is_known = !record.is_outputs_alone();
        let mut formats: Vec<&Format> = FORMATS.iter().filter(|_| is_known).filter(is_made).collect();
        formats.sort_by_key(|format| !format.links); // the page first
        let said = record.says.as_ref().map(|says| says.unit.as_str()).filter(|unit| !unit.is_empty());
        let roster = &project.roster;
        let unit = said
            .map_or_else(|| roster.of_slug(&name.stem).unwrap_or(&name.stem), |unit| roster.present(unit));
        (!formats.is_empty()).then_some(Listed { unit, year: name.year, name, formats })
    };
    let mut all: Vec<Listed> = manifest.reports.iter().filter_map(report).collect();
    let place = |unit: &str| project.roster.position(unit).unwrap_or(usize::MAX);
    all.sort_by_cached_key(|one| (place(one.unit), one.unit, Reverse(one.year), one.name));
    all
}

/// Every page of the lists with its path.
fn pages(project: &Project, manifest: &Manifest) -> Vec<(String, ListPage)> {
    let all = listed(project, manifest);
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
        links: same.iter().filter_map(of_year).collect(),
    };
    let units = all.chunk_by(|a, b| a.unit == b.unit).map(of_unit).collect();
    let mut pages = split(None, units, &years);
    for &(year, _) in &years {
        let of_format = |one: &Listed, format: &Format| Link {
            label: format.title.zh.clone().into_owned(),
            href: one.name.output(format.ending),
        };
        let row = |one: &Listed| ListRow {
            unit: one.unit.to_owned(),
            links: one.formats.iter().map(|format| of_format(one, format)).collect(),
        };
        let rows = all.iter().filter(|one| one.year == year).map(row).collect();
        pages.extend(split(Some(year), rows, &years));
    }
    pages
}

/// The pages of one list, by units or of a year, with links to the others.
fn split(year: Option<u16>, rows: Vec<ListRow>, years: &[(u16, usize)]) -> Vec<(String, ListPage)> {
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
        for link in of_page.iter_mut().flat_map(|row| &mut row.links) {
            *link = to(std::mem::take(&mut link.label), &link.href);
        }
        let lists =
            years.iter().map(|&(year, count)| to(format!("{year} 年度（{count} 份）"), &path(Some(year), 0)));
        let parts = parts.iter().filter(|_| count > 1).map(|(label, path)| to(label.clone(), path));
        let page = ListPage {
            year: year.map_or_else(String::new, |year| year.to_string()),
            home: to(String::new(), INDEX).href,
            years: lists.collect(),
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

/// A path as a link, its bytes percent-encoded where a link needs it.
#[must_use]
pub fn as_link(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b) || b >= 0x80;
    let mut bytes = Vec::new();
    for b in name.bytes() {
        if plain(b) {
            bytes.push(b);
        } else {
            bytes.extend(format!("%{b:02X}").bytes());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
