//! Which reports have to be looked at again, which outputs made, and why.
//!
//! An output is made again unless the record says that this very file was made from just this. What
//! is wrong with a report is told again from the record, unless it is an error.

use super::key::Digest;
use super::names::Identity;
use super::project::Project;
use super::record::{Counts, DRAFT, Inputs, Manifest, Record};
use super::survey::{Entry, Survey};
use crate::diagnose::AllTold;
use crate::lang::Words;
use crate::render::Format;

/// Why an output is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is asked for.
    Forced,
    /// It was never made.
    New,
    /// What was made is not known: the record is of another program, or damaged.
    NoRecord,
    /// It is not there, or is not what was made.
    Output,
    /// The data changed.
    Data,
    /// That of the year before changed.
    LastYear,
    /// Those of earlier years, which the format shows, changed.
    Earlier,
    /// A form changed.
    Forms,
    /// The roster says something else of the unit.
    Roster,
    /// The project's fonts changed.
    Fonts,
    /// Another report took its place, or does no more.
    Twins,
    /// A template changed.
    Template,
    /// It links to other formats, and these changed.
    Others,
    /// This format was left out when the others were made.
    LeftOut,
}

impl Reason {
    /// In words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Forced => Words::fixed("要求全部重新生成", "asked for"),
            Self::New => Words::fixed("新增", "new"),
            Self::NoRecord => Words::fixed("没有可用的生成记录", "no record that can be used"),
            Self::Output => Words::fixed("输出文件缺失或被改动", "the output is gone or was changed"),
            Self::Data => Words::fixed("数据有变化", "the data changed"),
            Self::LastYear => Words::fixed("上一年度的数据有变化", "last year's data changed"),
            Self::Earlier => Words::fixed("往年的数据有变化", "data of earlier years changed"),
            Self::Forms => Words::fixed("表样有变化", "a form changed"),
            Self::Roster => Words::fixed("名录或文件夹有变化", "the roster or the folder changed"),
            Self::Fonts => Words::fixed("字体有变化", "the fonts changed"),
            Self::Twins => Words::fixed("重名的数据有变化", "a report of the same name changed"),
            Self::Template => Words::fixed("模板有变化", "a template changed"),
            Self::Others => Words::fixed("报告的其他格式有变化", "the other formats of the report changed"),
            Self::LeftOut => Words::fixed("上次没有生成这一格式", "this format was left out before"),
        }
    }
}

/// What of a build decides which outputs it makes.
pub(super) struct Wanted<'a> {
    /// The formats; each unit's own where there are none.
    pub(super) formats: &'a [&'static Format],
    /// Whether reports with errors are made as drafts.
    pub(super) draft: bool,
    /// Whether reports with warnings are not made.
    pub(super) deny_warnings: bool,
    /// The language in which findings are told.
    pub(super) language: &'static str,
    /// Whether everything is made again.
    pub(super) force: bool,
    /// The reports.
    pub(super) chosen: &'a (dyn Fn(&Identity) -> bool + Sync),
}

impl Wanted<'_> {
    /// Whether a report that has not changed would be made, and all there is to say of it is known.
    fn is_told(&self, record: &Record) -> bool {
        let found = record.found;
        let sound = found.errors == 0 && !(self.deny_warnings && found.warnings > 0);
        sound && (found.all == 0 || record.language == self.language)
    }
}

/// An output to be made.
pub(super) struct Stale {
    /// Its format.
    pub(super) format: &'static Format,
    /// What follows the report's name in its own.
    pub(super) ending: String,
    /// What it will be made from.
    pub(super) key: Digest,
    /// The templates in it.
    pub(super) template: Digest,
    /// Why.
    pub(super) reason: Reason,
}

/// A report with what is to be done for it.
pub(super) struct Task<'s> {
    /// The report.
    pub(super) entry: &'s Entry,
    /// Whether the build is to make its outputs.
    pub(super) chosen: bool,
    /// What the record says was found in it, where that is all there is to know: it has no errors.
    pub(super) settled: Option<(Counts, AllTold)>,
    /// Its outputs that are to be made if it is sound.
    pub(super) sound: Vec<Stale>,
    /// Those that are if it is not.
    pub(super) draft: Vec<Stale>,
    /// The formats of its outputs.
    pub(super) formats: Vec<&'static Format>,
}

impl Task<'_> {
    /// Whether it has to be read and checked.
    pub(super) fn is_work(&self) -> bool {
        self.settled.is_none() || !self.sound.is_empty()
    }
}

/// Decides for every report of a survey.
pub(super) fn plan<'s>(
    project: &Project,
    survey: &'s Survey,
    manifest: &Manifest,
    wanted: &Wanted,
) -> Vec<Task<'s>> {
    let task = |entry: &'s Entry| {
        let record = manifest.reports.get(&entry.name());
        let chosen = (wanted.chosen)(&entry.identity);
        let formats = project.formats(entry.identity.unit(), wanted.formats);
        let own = project.own_templates(entry.identity.unit());
        let known = record.filter(|record| {
            let of_check = |inputs: &Option<Inputs>| inputs.as_ref().map(Inputs::of_check);
            record.inputs.is_some() && of_check(&record.inputs) == of_check(&entry.inputs)
        });
        let settled = known.filter(|record| !wanted.force && wanted.is_told(record));
        let settled = settled.map(|record| (record.found, record.told.clone()));
        let stale = |draft: bool| {
            let Some(inputs) = entry.inputs.as_ref().filter(|_| chosen) else { return Vec::new() };
            let one = |format: &&'static Format| {
                let template = project.shared.template(own.as_deref(), format.name)?;
                stale((format, &formats), inputs, template, draft, record, wanted.force, manifest.doubtful)
            };
            formats.iter().filter_map(one).collect()
        };
        let draft = if wanted.draft && settled.is_none() { stale(true) } else { Vec::new() };
        Task { entry, chosen, settled, sound: stale(false), draft, formats }
    };
    survey.own().iter().map(task).collect()
}

/// An output, if it has to be made.
fn stale(
    (format, others): (&'static Format, &[&'static Format]),
    inputs: &Inputs,
    template: &Digest,
    draft: bool,
    record: Option<&Record>,
    force: bool,
    doubtful: bool,
) -> Option<Stale> {
    let ending = if draft { format!("{DRAFT}{}", format.ending) } else { format.ending.to_owned() };
    let others: Vec<&str> = others.iter().filter(|_| format.links).map(|format| format.name).collect();
    let key = inputs.key(template, &others, format.shows_years(), draft);
    let up_to_date = record.is_some_and(|record| record.is_made(&ending, &key));
    let reason = if force {
        Reason::Forced
    } else if up_to_date {
        return None;
    } else if doubtful {
        Reason::NoRecord
    } else {
        reason(format, &ending, inputs, template, record)
    };
    Some(Stale { format, ending, key, template: *template, reason })
}

/// Why an output is not up to date.
fn reason(
    format: &Format,
    ending: &str,
    inputs: &Inputs,
    template: &Digest,
    record: Option<&Record>,
) -> Reason {
    let Some((record, made)) = record.and_then(|record| Some((record, record.outputs.get(ending)?))) else {
        return Reason::New;
    };
    let old = record.inputs.as_ref();
    let changed = |field: fn(&Inputs) -> Option<&Digest>| old.is_some_and(|old| field(old) != field(inputs));
    if changed(|inputs| Some(&inputs.data)) {
        Reason::Data
    } else if changed(|inputs| inputs.last.as_ref()) {
        Reason::LastYear
    } else if format.shows_years() && changed(|inputs| inputs.earlier.as_ref()) {
        Reason::Earlier
    } else if changed(|inputs| Some(&inputs.forms)) {
        Reason::Forms
    } else if changed(|inputs| Some(&inputs.roster)) {
        Reason::Roster
    } else if changed(|inputs| Some(&inputs.fonts)) {
        Reason::Fonts
    } else if changed(|inputs| Some(&inputs.twins)) {
        Reason::Twins
    } else if made.sha256.is_none() {
        Reason::Output
    } else if made.template.as_ref() != Some(template) {
        Reason::Template
    } else if format.links {
        Reason::Others
    } else {
        Reason::LeftOut
    }
}
