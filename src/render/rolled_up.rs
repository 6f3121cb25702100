//! A roll-up for programs, as JSON, and for people, as a page on which each sum opens to what was
//! added.
//!
//! The JSON is a contract of its own: fields are only ever added, and `version` counts changes that
//! a reader must know of. Numbers are strings, so that no reader rounds them.

use std::io::{self, Write};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::text::by_template;
use super::{Renderer, Unrendered};
use crate::form::Form;
use crate::lang::Words;
use crate::model::{Figure, FigureId, Report};
use crate::place::Places;
use crate::rollup::{Member, Rollup};
use crate::roster::Sum;

/// The template of the page.
pub const ROLLUP_TEMPLATE: &str = "rollup.html";

/// A roll-up to be shown.
pub struct RolledUp<'a> {
    /// The form.
    pub form: &'a Form,
    /// The sums.
    pub rollup: &'a Rollup,
    /// For each member where its report is written.
    pub places: &'a [Option<Arc<Places>>],
    /// The superior's own report, where there is one of the same edition.
    pub own: Option<&'a Report>,
    /// The way from the file that is made to the project's folder, for links: empty, or with a
    /// slash at its end.
    pub base: String,
}

/// What a member adds to a figure.
pub(super) struct Part<'a> {
    pub(super) member: &'a Member,
    pub(super) figure: Figure,
    /// Line and column or sheet and cell; none where it was not written.
    pub(super) place: Option<String>,
}

impl<'a> RolledUp<'a> {
    /// What is added to a figure, in the order of the members.
    pub(super) fn parts(&self, id: FigureId) -> impl Iterator<Item = Part<'a>> + use<'a> {
        let members = self.rollup.members.iter().zip(self.places);
        members.filter_map(move |(member, places)| {
            let place = places
                .as_ref()
                .and_then(|places| Some(places.source.place(places.figure(id)?.start).within()));
            Some(Part { member, figure: member.figure(id)?, place })
        })
    }

    /// What the figures are and how many units are in them, for a heading.
    pub(super) fn summary(&self) -> String {
        let (all, counted) = (self.rollup.expected(), self.rollup.counted().count());
        format!("{}，应计 {all} 家，计入 {counted} 家", scope(self.rollup).zh)
    }
}

/// What the sum covers.
fn scope(rollup: &Rollup) -> Words {
    match rollup.sum {
        Some(Sum::Own) => Words::fixed("全域（本级与下属单位之和）", "own figures and units below"),
        Some(Sum::Whole) | None => Words::fixed("全域（下属单位之和）", "units below"),
    }
}

fn number(figure: Figure) -> Option<String> {
    figure.number().map(|number| number.to_string())
}

#[derive(Serialize)]
struct RollupJson<'a> {
    version: u32,
    unit: &'a str,
    year: u16,
    edition: u16,
    /// What the roster says of the superior's own report: `whole`, `own` or nothing.
    sum: Option<&'static str>,
    /// How many units belong in the sum, and how many are in it.
    expected: usize,
    counted: usize,
    units: Vec<UnitJson<'a>>,
    missing: Vec<&'a str>,
    figures: Figures<'a>,
}

/// The figures, made one by one as they are written: all of a large county at once take a gigabyte.
struct Figures<'a>(&'a RolledUp<'a>);

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RolledUp { form, rollup, .. } = *self.0;
        serializer.collect_seq(form.ids().map(|id| FigureJson {
            address: &form.spec(id).address,
            key: &form.spec(id).key,
            additive: form.spec(id).additive,
            value: number(rollup.figure(id)),
            addends: Addends(self.0, id),
        }))
    }
}

/// What is added to a figure, made one by one too.
struct Addends<'a>(&'a RolledUp<'a>, FigureId);

impl Serialize for Addends<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let addend = |part| {
            let Part { member, figure, place } = part;
            AddendJson { unit: &member.unit, value: number(figure), file: &member.file, place }
        };
        serializer.collect_seq(self.0.parts(self.1).map(addend))
    }
}

#[derive(Serialize)]
struct UnitJson<'a> {
    unit: &'a str,
    state: &'static str,
    file: Option<&'a str>,
    sum: Option<&'static str>,
    depth: usize,
}

#[derive(Serialize)]
struct FigureJson<'a> {
    address: &'a str,
    key: &'a str,
    additive: bool,
    value: Option<String>,
    addends: Addends<'a>,
}

#[derive(Serialize)]
struct AddendJson<'a> {
    unit: &'a str,
    value: Option<String>,
    file: &'a str,
    place: Option<String>,
}

fn sum_name(sum: Option<Sum>) -> Option<&'static str> {
    sum.map(|sum| match sum {
        Sum::Whole => "whole",
        Sum::Own => "own",
    })
}

/// Writes a roll-up as JSON.
///
/// # Errors
/// What the writer says.
pub fn rollup_json(rolled: &RolledUp, writer: &mut dyn Write) -> io::Result<()> {
    let rollup = rolled.rollup;
    let unit = |member| {
        let Member { unit, state, file, sum, depth, .. }: &Member = member;
        let file = Some(file.as_str()).filter(|file| !file.is_empty());
        UnitJson { unit, state: state.id(), file, sum: sum_name(*sum), depth: *depth }
    };
    let document = RollupJson {
        version: 1,
        unit: &rollup.unit,
        year: rollup.year,
        edition: rollup.edition,
        sum: sum_name(rollup.sum),
        expected: rollup.expected(),
        counted: rollup.counted().count(),
        units: rollup.members.iter().map(unit).collect(),
        missing: rollup.missing().map(|member| member.unit.as_str()).collect(),
        figures: Figures(rolled),
    };
    serde_json::to_writer_pretty(&mut *writer, &document).map_err(io::Error::from)?;
    writer.write_all(b"\n")
}

/// What the page of a roll-up sees.
#[derive(Serialize)]
struct RollupPage {
    unit: String,
    year: String,
    summary: String,
    complete: bool,
    units: Vec<PageUnit>,
    tables: Vec<PageTable>,
}

#[derive(Serialize)]
struct PageUnit {
    unit: String,
    depth: usize,
    state: String,
    missing: bool,
    file: String,
    href: String,
}

#[derive(Serialize)]
struct PageTable {
    heading: String,
    figures: Vec<PageFigure>,
}

#[derive(Serialize)]
struct PageFigure {
    title: String,
    address: String,
    value: String,
    /// What the superior's report says, where it differs.
    own: String,
    additive: bool,
    addends: Vec<PageAddend>,
    /// How many units add nothing to it.
    zeros: usize,
}

#[derive(Serialize)]
struct PageAddend {
    unit: String,
    value: String,
    place: String,
    href: String,
}

/// A roll-up as a page.
///
/// # Errors
/// [`Unrendered::Template`] when the template is broken.
pub fn rollup_page(renderer: &Renderer, rolled: &RolledUp) -> Result<Vec<u8>, Unrendered> {
    let RolledUp { form, rollup, .. } = *rolled;
    let unit = |member: &Member| PageUnit {
        unit: member.unit.clone(),
        depth: member.depth,
        state: member.state.words().zh.into_owned(),
        missing: member.is_missing(),
        file: member.file.clone(),
        href: format!("{}{}", rolled.base, member.file),
    };
    let tables = form.sections.iter().enumerate().filter(|(_, section)| section.table.is_some());
    let table = |(index, section): (usize, &crate::form::Section)| PageTable {
        heading: section.heading.clone(),
        figures: form.ids_of_section(index).map(|id| page_figure(rolled, id)).collect(),
    };
    let page = RollupPage {
        unit: rollup.unit.clone(),
        year: rollup.year.to_string(),
        summary: rolled.summary(),
        complete: rollup.is_complete(),
        units: rollup.members.iter().map(unit).collect(),
        tables: tables.map(table).collect(),
    };
    by_template(&renderer.of_all.tera, &renderer.of_all.templates, ROLLUP_TEMPLATE, &page)
}

fn page_figure(rolled: &RolledUp, id: FigureId) -> PageFigure {
    let spec = rolled.form.spec(id);
    let (mut addends, mut zeros) = (Vec::new(), 0);
    for part in rolled.parts(id) {
        if part.figure.number().is_some_and(|number| number.is_zero()) {
            zeros += 1;
            continue;
        }
        addends.push(PageAddend {
            unit: part.member.unit.clone(),
            value: part.figure.text(),
            place: part.place.unwrap_or_default(),
            href: format!("{}{}", rolled.base, part.member.file),
        });
    }
    let sum = rolled.rollup.figure(id);
    let own = rolled.own.map(|report| report.entry(id).figure).filter(|own| spec.additive && *own != sum);
    PageFigure {
        title: spec.title.clone(),
        address: spec.address.clone(),
        value: sum.text(),
        own: own.map(Figure::text).unwrap_or_default(),
        additive: spec.additive,
        addends,
        zeros,
    }
}
