//! What is made of all reports together: `out/index.html`, every report by year and unit with its
//! outputs, and `out/SHA256SUMS`, which `sha256sum -c` checks.
//!
//! Both are made from the manifest alone, so that they are the same whether one build made
//! everything or many parts were joined.

use std::path::Path;
use std::time::Duration;

use super::folder::Folder;
use super::key::Digest;
use super::names::{self, Identity};
use super::record::{self, Made, Manifest, Record, ReportName};
use super::shard::Shard;
use super::{Broken, Project};
use crate::finding::Finding;
use crate::fs;
use crate::render::{self, FORMATS, Format, IndexLink, IndexPage, IndexRow, IndexYear, Renderer};

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
    let folder = Folder { out, drafts: &drafts };
    let _lock = fs::Lock::take(&out.join(record::FOLDER).join("lock"), false, wait, waiting)?;
    let parts = folder.parts()?;
    let mut manifest = if parts.is_empty() { folder.load(None)? } else { folder.joined(&parts)? };
    let all = manifest.reports.iter().chain(manifest.doubled.iter().map(|(name, record)| (name, record)));
    let there = all.filter(|(_, record)| !record.is_outputs_alone());
    let identities: Vec<Identity> = there.map(|(name, record)| record.identity(project, name)).collect();
    let relations = names::relations(&identities, identities.len());
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
    }
    Ok(joined)
}

/// Writes the index and the list of hashes; whether the index changed.
pub(super) fn write(
    project: &Project,
    renderer: &Renderer,
    folder: Folder,
    manifest: &mut Manifest,
) -> Result<bool, Broken> {
    let page = page(project, manifest);
    let key = Digest::of_all([format!("{page:?}").as_bytes(), project.shared.index.to_string().as_bytes()]);
    let mut changed = false;
    if manifest.index.as_ref().is_none_or(|made| made.key.as_ref() != Some(&key)) {
        let bytes = render::index(renderer, &page)?;
        let sha256 = Some(Digest::of(&bytes));
        changed = fs::write_changed(&[fs::Output { path: folder.out.join(record::INDEX), bytes }])? > 0;
        manifest.index = Some(Made { sha256, key: Some(key), template: Some(project.shared.index.clone()) });
    }
    fs::write_changed(&[fs::Output { path: folder.out.join(SUMS), bytes: sums(manifest).into_bytes() }])?;
    Ok(changed)
}

/// The list of hashes: every output but drafts, in the order of the paths.
fn sums(manifest: &Manifest) -> String {
    let index = manifest.index.iter().map(|made| (record::INDEX.to_owned(), made));
    let outputs = manifest.reports.iter().flat_map(|(name, record)| {
        let sound = record.outputs.iter().filter(|(ending, _)| !ReportName::is_draft(ending));
        sound.map(move |(ending, made)| (name.output(ending), made))
    });
    let mut lines: Vec<(String, &Digest)> =
        outputs.chain(index).filter_map(|(path, made)| Some((path, made.sha256.as_ref()?))).collect();
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    lines.iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect()
}

fn page(project: &Project, manifest: &Manifest) -> IndexPage {
    let there = || manifest.reports.iter().filter(|(_, record)| !record.is_outputs_alone());
    let mut years: Vec<u16> = there().map(|(name, _)| name.year).collect();
    years.dedup(); // sorted by year already
    let year_of = |year: u16| {
        let of_year = there().filter(|(name, _)| name.year == year);
        let mut rows: Vec<IndexRow> = of_year.map(|(name, record)| row(project, name, record)).collect();
        // Where the roster says nothing, the order of the file names stays.
        rows.sort_by_cached_key(|row| project.roster.position(&row.unit).unwrap_or(usize::MAX));
        IndexYear { year, rows }
    };
    IndexPage { years: years.into_iter().rev().map(year_of).collect() }
}

/// A report with the outputs that it has, whichever build made them: a correction that has errors,
/// or a template that is broken, takes no report from its readers.
fn row(project: &Project, name: &ReportName, record: &Record) -> IndexRow {
    let is_made =
        |format: &&Format| record.outputs.get(format.ending).is_some_and(|made| made.sha256.is_some());
    let link = |format: &Format| IndexLink {
        format: format.name.to_owned(),
        href: as_link(&name.output(format.ending)),
    };
    let said = record.says.as_ref().map(|says| says.unit.as_str()).filter(|unit| !unit.is_empty());
    let roster = &project.roster;
    let unit =
        said.map_or_else(|| roster.of_slug(&name.stem).unwrap_or(&name.stem), |unit| roster.present(unit));
    IndexRow {
        unit: unit.to_owned(),
        links: FORMATS.iter().filter(is_made).map(link).collect(),
        errors: record.found.errors,
        failed: record.failed,
        warnings: record.found.warnings,
    }
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
