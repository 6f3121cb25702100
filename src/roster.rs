//! 单位名录: `data/units.yaml`, the units that submit reports.
//!
//! Optional. It gives the order of units in lists, every name that a unit goes by, the years in
//! which it reports, whose reports add up to whose, whom to ask, and how a unit publishes. Whether
//! a unit has submitted is not asked here.

mod load;
mod near;
mod schema;

use std::collections::{BTreeSet, HashMap};

use crate::lang::Words;
use crate::model::UnitName;

pub use load::load;
pub use schema::schema;

/// 层级: the level of government.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// 省级.
    Province,
    /// 市级.
    City,
    /// 县级.
    County,
    /// 乡级: townships and street offices.
    Township,
}

impl Tier {
    /// The level of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "省级" | "province" => Self::Province,
            "市级" | "city" => Self::City,
            "县级" | "county" => Self::County,
            "乡级" | "township" => Self::Township,
            _ => return None,
        })
    }
}

impl Tier {
    /// Its name, in words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Province => Words::fixed("省级", "province"),
            Self::City => Words::fixed("市级", "city"),
            Self::County => Words::fixed("县级", "county"),
            Self::Township => Words::fixed("乡级", "township"),
        }
    }
}

/// 汇总: what the figures of a unit's report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// 全域: the sum of the units below it.
    Whole,
    /// 本级: its own alone.
    Own,
}

/// 行政机关: a unit that submits a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Full name, as in its present reports.
    pub name: String,
    /// Short name, by which it may be chosen on the command line.
    pub short: Option<String>,
    /// 曾用名: former and other names.
    pub also: Vec<String>,
    /// 自: the first year for which it reports.
    pub from: Option<u16>,
    /// 至: the last one.
    pub to: Option<u16>,
    /// 并入: the unit that it was merged into.
    pub merged_into: Option<String>,
    /// 联系人: whom to ask.
    pub contact: Option<String>,
    /// 网址名: a short Latin name for its published files.
    pub slug: Option<String>,
    /// 汇总.
    pub sum: Option<Sum>,
    /// 说明: whether warnings have to be explained before its reports are made.
    pub explain: Option<bool>,
    /// Its level of government.
    pub tier: Option<Tier>,
    /// 类别: what kind of unit the office counts it among, in its own words.
    pub category: Option<String>,
    /// The unit whose report its figures are added into.
    pub parent: Option<String>,
    /// How it publishes.
    pub publishing: Publishing,
}

/// 版式: how a document is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// 公文: by the habits of GB/T 9704-2012.
    #[default]
    Official,
    /// 简版: like the Word template that is sent out with the form, 宋体 and smaller.
    Plain,
}

impl Theme {
    /// Its name, as templates see it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Plain => "plain",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "公文" | "official" => Self::Official,
            "简版" | "plain" => Self::Plain,
            _ => return None,
        })
    }
}

/// How a unit publishes. What its entry in the roster leaves out is taken from its superior's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// 格式: the names of the formats to make if the command line names none; the usual ones if it is
    /// empty.
    pub formats: Vec<String>,
    /// 版式.
    pub theme: Option<Theme>,
    /// 网站: the name of the site that publishes it.
    pub site: Option<String>,
    /// 网址: where what is made is published, with a slash at its end.
    pub url: Option<String>,
}

impl Agency {
    /// Every name that it goes by, the present one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str()]
            .into_iter()
            .chain(self.short.as_deref())
            .chain(self.also.iter().map(String::as_str))
    }

    /// Returns whether a report for a year is expected of it.
    #[must_use]
    pub fn reports_for(&self, year: u16) -> bool {
        let ended = self.to.map_or(self.merged_into.is_some(), |to| year > to);
        self.from.is_none_or(|from| from <= year) && !ended
    }
}

/// The units in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The units.
    pub agencies: Vec<Agency>,
    /// Every name of every unit.
    by_name: HashMap<UnitName, usize>,
    /// Full and former names as they are written, and how long they are.
    by_letters: HashMap<String, usize>,
    lengths: BTreeSet<usize>,
    /// Those that were merged into another: a few of many.
    merged: Vec<usize>,
    /// Every name of every unit, to find those nearest to another, each with its unit.
    names: near::Names,
    owners: Vec<usize>,
    /// The units right below each, in the order of the file.
    below: Vec<Vec<usize>>,
}

impl Roster {
    /// Adds a unit; returns those of its names that another unit has.
    fn add(&mut self, agency: Agency) -> Vec<(String, usize)> {
        let index = self.agencies.len();
        let mut taken = Vec::new();
        for name in agency.names() {
            let owner = *self.by_name.entry(name.into()).or_insert(index);
            if owner != index {
                taken.push((name.to_owned(), owner));
            }
        }
        for name in agency.names() {
            self.names.add(name);
            self.owners.push(index);
        }
        for name in [&agency.name].into_iter().chain(&agency.also) {
            self.by_letters.entry(name.clone()).or_insert(index);
            self.lengths.insert(name.chars().count());
        }
        if agency.merged_into.is_some() {
            self.merged.push(index);
        }
        self.agencies.push(agency);
        taken
    }

    /// Finds the units below each; done once, when all are known.
    fn link(&mut self) {
        self.below = vec![Vec::new(); self.agencies.len()];
        for index in 0..self.agencies.len() {
            let parent = self.agencies[index].parent.as_deref().and_then(|parent| self.position(parent));
            if let Some(parent) = parent {
                self.below[parent].push(index);
            }
        }
    }

    /// The units right below one, by their places.
    #[must_use]
    pub fn below(&self, position: usize) -> &[usize] {
        self.below.get(position).map_or(&[], Vec::as_slice)
    }

    /// The place of a unit in the roster, by any of its names.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(&UnitName::from(name)).copied()
    }

    /// A unit, by any of its names.
    #[must_use]
    pub fn agency(&self, name: &str) -> Option<&Agency> {
        self.position(name).map(|index| &self.agencies[index])
    }

    /// The full name that a unit has today; the name itself where the roster does not know it.
    #[must_use]
    pub fn present<'n>(&'n self, name: &'n str) -> &'n str {
        self.agency(name).map_or(name, |agency| &agency.name)
    }

    /// The full name of the unit that has an address.
    #[must_use]
    pub fn of_slug(&self, slug: &str) -> Option<&str> {
        let agency = self.agencies.iter().find(|agency| agency.slug.as_deref() == Some(slug))?;
        Some(&agency.name)
    }

    /// The short name of a unit.
    #[must_use]
    pub fn short(&self, name: &str) -> Option<&str> {
        self.agency(name)?.short.as_deref()
    }

    /// The unit whose full or former name is in a text, the longest name first; none where several
    /// units are named.
    #[must_use]
    pub fn named_in(&self, text: &str) -> Named {
        if let Some(index) = self.position(text) {
            return Named::One(index);
        }
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for length in self.lengths.iter().rev().filter(|length| **length > 0) {
            for span in starts.windows(length + 1) {
                let (start, end) = (span[0], span[*length]);
                let inside = |&(from, to, _): &(usize, usize, usize)| from <= start && end <= to;
                if let Some(&index) = self.by_letters.get(&text[start..end])
                    && !found.iter().any(inside)
                {
                    found.push((start, end, index));
                }
            }
        }
        match found.as_slice() {
            [] => Named::None,
            [(.., index), rest @ ..] if rest.iter().all(|(.., other)| other == index) => Named::One(*index),
            _ => Named::Several,
        }
    }

    /// The units that were merged into one and report no more for a year, itself not among them.
    #[must_use]
    pub fn merged_into(&self, position: usize, year: u16) -> Vec<usize> {
        let merged = self.merged.iter().copied();
        merged.filter(|&index| index != position && self.survivor(index, year) == position).collect()
    }

    /// The unit that one is part of in a year: itself, or the one that it was merged into.
    #[must_use]
    pub fn survivor(&self, position: usize, year: u16) -> usize {
        // There are no circles: that was checked as the roster was read.
        let next = |index: &usize| {
            let agency = &self.agencies[*index];
            let other = agency.merged_into.as_deref().filter(|_| !agency.reports_for(year))?;
            self.position(other)
        };
        std::iter::successors(Some(position), next).last().unwrap_or(position)
    }

    /// The names nearest to one that the roster does not know.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Vec<String> {
        let mut near: Vec<String> = Vec::new();
        for unit in self.names.nearest(name).into_iter().map(|number| self.owners[number]) {
            let name = &self.agencies[unit].name;
            if !near.contains(name) {
                near.push(name.clone());
            }
        }
        near
    }

    /// A unit and its superiors, the nearest first.
    fn upwards(&self, name: &str) -> impl Iterator<Item = &Agency> {
        std::iter::successors(self.agency(name), |agency| self.agency(agency.parent.as_deref()?))
    }

    /// How a unit publishes, by its own entry and those of its superiors.
    #[must_use]
    pub fn publishing(&self, name: &str) -> Publishing {
        let mut whole = Publishing::default();
        for Agency { publishing: own, .. } in self.upwards(name) {
            if whole.formats.is_empty() {
                whole.formats.clone_from(&own.formats);
            }
            whole.theme = whole.theme.or(own.theme);
            whole.site = whole.site.or_else(|| own.site.clone());
            whole.url = whole.url.or_else(|| own.url.clone());
        }
        whole
    }

    /// Returns whether the warnings of a unit's reports have to be explained, by its own entry or
    /// that of its nearest superior that says so.
    #[must_use]
    pub fn asks_for_explanations(&self, name: &str) -> bool {
        self.upwards(name).find_map(|agency| agency.explain).unwrap_or_default()
    }
}

/// Which unit a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// None that the roster knows.
    None,
    /// One, by its place in the roster.
    One(usize),
    /// Several: which one is not certain.
    Several,
}
