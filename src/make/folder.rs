//! The output folder and the folder of drafts: who may write there, what is known of them, what is
//! in them and what has to go.
//!
//! Outputs are found by the names in the manifest, never by listing the folder: other people's
//! files are not seen. The manifest itself is the office's own affair, and not in the output
//! folder; that of an earlier version, which kept it there, is taken over and removed.

use std::path::{Path, PathBuf};

use super::in_parallel;
use super::key::Digest;
use super::order::{Built, Order, Outcome, Progress};
use super::plan::Task;
use super::record::{self, Made, Manifest, Record, ReportName};
use super::shard::Shard;
use crate::fs::{self, Trouble};

/// The output folder.
#[derive(Clone, Copy)]
pub(super) struct Folder<'a> {
    pub(super) out: &'a Path,
    /// Where drafts go: not among what may be published.
    pub(super) drafts: &'a Path,
    /// Where the manifest is kept: not among what may be published either.
    pub(super) record: &'a Path,
}

impl Folder<'_> {
    /// Locks the folder for a build: the whole of it, or a share of it and the part.
    pub(super) fn lock(self, order: &Order) -> Result<(fs::Lock, Option<fs::Lock>), Trouble> {
        let take = |name: &str, shared: bool| {
            let waiting = || (order.progress)(Progress::Waiting);
            fs::Lock::take(&self.record.join(name), shared, order.wait, &waiting)
        };
        if let Some(shard) = order.shard {
            let whole = take(record::LOCK, true)?;
            return Ok((whole, Some(take(&shard.lock(), false)?)));
        }
        let whole = take(record::LOCK, false)?;
        [self.out, self.drafts, self.record].into_iter().for_each(fs::sweep);
        Ok((whole, None))
    }

    pub(super) fn manifest(self, shard: Option<Shard>) -> PathBuf {
        let name = shard.map_or_else(|| record::NAME.to_owned(), Shard::manifest);
        self.record.join(name)
    }

    /// Where an earlier version kept its manifests.
    fn earlier(self) -> PathBuf {
        self.out.join(record::FOLDER)
    }

    /// The manifests of parts that were not joined yet.
    pub(super) fn parts(self) -> Result<Vec<Shard>, Trouble> {
        let files = fs::names(self.record)?;
        Ok(files.iter().filter_map(|name| Shard::of_manifest(name)).collect())
    }

    /// What is known of all reports, by an earlier version too.
    fn whole(self) -> Result<Manifest, Trouble> {
        let mut whole = Manifest::load(&self.manifest(None))?;
        let mut earlier = Manifest::load(&self.earlier().join(record::NAME))?;
        for (path, made) in std::mem::take(&mut earlier.lists) {
            whole.lists.entry(path).or_insert(made);
        }
        whole.join(earlier);
        whole.doubled.clear();
        Ok(whole)
    }

    /// Removes what an earlier version kept in the output folder, whose place has been taken.
    pub(super) fn remove_earlier(self) -> Result<(), Trouble> {
        let own = |name: &&String| {
            name.as_str() == record::NAME
                || name.starts_with(record::LOCK)
                || Shard::of_manifest(name).is_some()
        };
        let names = fs::names(&self.earlier())?;
        names.iter().filter(own).try_for_each(|name| fs::remove(&self.earlier().join(name)).map(|_| ()))
    }

    /// What is known: of all reports, or of those of a part.
    pub(super) fn load(self, shard: Option<Shard>) -> Result<Manifest, Trouble> {
        let mut whole = self.whole()?;
        let parts = match shard {
            Some(shard) => {
                whole.reports.retain(|name, record| shard.owns(&record.owner(name)));
                vec![shard]
            }
            None => self.parts()?,
        };
        let mut manifest = self.joined(&parts)?;
        // What parts made is newer.
        manifest.lists = std::mem::take(&mut whole.lists);
        manifest.join(whole);
        manifest.doubled.clear();
        Ok(manifest)
    }

    /// What parts know.
    pub(super) fn joined(self, parts: &[Shard]) -> Result<Manifest, Trouble> {
        let mut manifest = Manifest::empty();
        for part in parts {
            manifest.join(Manifest::load(&self.manifest(Some(*part)))?);
        }
        Ok(manifest)
    }

    pub(super) fn remove_parts(self) -> Result<(), Trouble> {
        for part in self.parts()? {
            fs::remove(&self.manifest(Some(part)))?;
        }
        Ok(())
    }

    /// Forgets what was made of outputs that are gone, or are something else by now.
    pub(super) fn verify(self, manifest: &mut Manifest, jobs: usize) {
        let mut all: Vec<(&ReportName, &mut Record)> = manifest.reports.iter_mut().collect();
        let changed = in_parallel(
            jobs,
            &all,
            |(name, record)| {
                let wrong = |(ending, made): &(&String, &Made)| !holds(&self.output(name, ending), made);
                record.outputs.iter().filter(wrong).map(|(ending, _)| ending.clone()).collect::<Vec<_>>()
            },
            |_| {},
        );
        for ((_, record), endings) in all.iter_mut().zip(changed) {
            record.outputs.extend(endings.into_iter().map(|ending| (ending, Made::CLAIMED)));
        }
        manifest.lists.retain(|path, made| {
            if !holds(&self.out.join(path), made) {
                *made = Made::CLAIMED;
            }
            true
        });
    }

    /// `out/<year>/<name>.pdf`, `drafts/<year>/<name>.draft.pdf`.
    pub(super) fn output(self, name: &ReportName, ending: &str) -> PathBuf {
        let folder = if ReportName::is_draft(ending) { self.drafts } else { self.out };
        folder.join(name.output(ending))
    }

    /// No output leaves the folder by a link in it.
    pub(super) fn refuse_links(self, tasks: &[Task], manifest: &Manifest) -> Result<(), Trouble> {
        let recorded = manifest.reports.keys().map(|name| name.year);
        let mut years: Vec<u16> = tasks.iter().map(|task| task.entry.identity.year).chain(recorded).collect();
        years.sort_unstable();
        years.dedup();
        years.iter().try_for_each(|year| {
            let year = year.to_string();
            fs::refuse_link_out(&self.out.join(&year), self.out)?;
            fs::refuse_link_out(&self.drafts.join(&year), self.drafts)
        })
    }

    /// Removes outputs of reports that no longer exist.
    pub(super) fn remove_orphans(self, manifest: &mut Manifest, gone: &[ReportName], built: &mut Built) {
        for name in gone {
            let Some(mut record) = manifest.reports.remove(name) else { continue };
            self.remove_outputs(name, &mut record, |_| true, built);
            manifest.claim_outputs(name, record.outputs);
        }
    }

    /// Removes outputs that no part knows a report of any more.
    pub(super) fn remove_left_over(self, manifest: &mut Manifest, of_parts: bool) -> Result<(), Trouble> {
        if !of_parts {
            return Ok(());
        }
        let whole = self.whole()?;
        manifest.lists = whole.lists;
        let alone = manifest.reports.extract_if(.., |_, record| record.is_outputs_alone());
        let mut left: Vec<(ReportName, Record)> = alone.collect();
        left.extend(whole.reports.into_iter().filter(|(name, _)| !manifest.reports.contains_key(name)));
        for (name, record) in left {
            for ending in record.outputs.keys() {
                fs::remove(&self.output(&name, ending))?;
            }
        }
        Ok(())
    }

    /// Removes drafts of reports that are sound by now: nobody is to take one for the report.
    pub(super) fn remove_drafts(self, manifest: &mut Manifest, built: &mut Built) {
        let sound = built.reports.iter().filter(|done| done.outcome == Outcome::Sound);
        let names: Vec<ReportName> = sound.map(|done| ReportName::of(&done.identity)).collect();
        for name in &names {
            if let Some(record) = manifest.reports.get_mut(name) {
                self.remove_outputs(name, record, ReportName::is_draft, built);
            }
        }
    }

    /// Removes some of a report's outputs; one that the disk keeps stays in the record.
    fn remove_outputs(
        self,
        name: &ReportName,
        record: &mut Record,
        which: impl Fn(&str) -> bool,
        built: &mut Built,
    ) {
        record.outputs.retain(|ending, _| {
            if !which(ending) {
                return true;
            }
            match fs::remove(&self.output(name, ending)) {
                Ok(removed) => {
                    built.removed += usize::from(removed);
                    false
                }
                Err(trouble) => {
                    built.add_broken(trouble.into(), None);
                    true
                }
            }
        });
    }
}

/// Whether a file is what was made.
fn holds(path: &Path, made: &Made) -> bool {
    made.sha256.is_some() && Digest::of_file(path).ok() == made.sha256
}

/// Records of reports that no longer exist. One whose data file is there and is another unit's by
/// now is kept until that unit's report is made: a slip in a correction removes nothing.
pub(super) fn orphans(
    manifest: &mut Manifest,
    has: &dyn Fn(&ReportName) -> bool,
    is_unmade: &dyn Fn(&[String]) -> bool,
) -> Vec<ReportName> {
    let mut gone = Vec::new();
    for (name, record) in &mut manifest.reports {
        if has(name) {
            continue;
        }
        if !record.is_outputs_alone() && !record.outputs.is_empty() && is_unmade(&record.paths) {
            record.inputs = None;
        } else {
            gone.push(name.clone());
        }
    }
    gone
}
