//! 单位名录: `data/units.yaml`, the units that hand in reports.
//!
//! Optional. It gives the order of units in lists, short names to choose them by, and whose reports add up
//! to whose. Whether every unit has handed in is the business of the roll-up, not of this module.

use std::collections::HashMap;

use crate::lang::Words;
use crate::yaml::fields::{FieldFault, Fields, fault, text};
use crate::yaml::{self, Kind, Node};

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
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "省级" | "province" => Self::Province,
            "市级" | "city" => Self::City,
            "县级" | "county" => Self::County,
            "乡级" | "township" => Self::Township,
            _ => return None,
        })
    }
}

/// 行政机关: a unit that hands in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Full name, as in its reports.
    pub name: String,
    /// Short name, by which it may be chosen on the command line.
    pub short: Option<String>,
    /// Its level of government.
    pub tier: Option<Tier>,
    /// The unit whose report its figures are added into.
    pub parent: Option<String>,
}

/// The units in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The units.
    pub agencies: Vec<Agency>,
    by_name: HashMap<String, usize>, // looked up, never walked
}

impl Roster {
    /// The place of a unit in the roster.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The short name of a unit.
    #[must_use]
    pub fn short(&self, name: &str) -> Option<&str> {
        self.position(name).and_then(|index| self.agencies[index].short.as_deref())
    }
}

/// Reads a roster.
///
/// # Errors
/// Every fault of the file, with its place.
pub fn load(source: &str) -> Result<Roster, Vec<FieldFault>> {
    let tree = yaml::parse(source);
    let mut faults: Vec<FieldFault> = Vec::new();
    for broken in &tree.faults {
        faults.push(FieldFault { span: broken.span.clone(), words: broken.trouble.words() });
    }
    let mut roster = Roster::default();
    if let Some(root) = tree.root.as_ref().filter(|_| faults.is_empty()) {
        let Kind::List(items) = &root.kind else {
            faults.push(fault(
                root,
                "名录应当是列表：每行“- { 名称: … }”",
                "the roster is a list of `- { name: … }`",
            ));
            return Err(faults);
        };
        let mut spots = Vec::new();
        for item in items {
            if let Some(agency) = agency(item, &mut faults) {
                if roster.position(&agency.name).is_some() {
                    let name = &agency.name;
                    faults.push(FieldFault {
                        span: item.span.clone(),
                        words: Words::new(
                            format!("单位“{name}”写了两次"),
                            format!("unit `{name}` is given twice"),
                        ),
                    });
                }
                roster.by_name.entry(agency.name.clone()).or_insert(roster.agencies.len());
                roster.agencies.push(agency);
                spots.push(item);
            }
        }
        for (item, agency) in spots.iter().zip(&roster.agencies) {
            if let Some(parent) = &agency.parent
                && roster.position(parent).is_none()
            {
                faults.push(FieldFault {
                    span: item.span.clone(),
                    words: Words::new(
                        format!("上级“{parent}”不在名录里"),
                        format!("parent `{parent}` is not in the roster"),
                    ),
                });
            }
        }
    }
    if faults.is_empty() { Ok(roster) } else { Err(faults) }
}

fn agency(item: &Node, faults: &mut Vec<FieldFault>) -> Option<Agency> {
    let mut fields = Fields::of(item, faults);
    let mut take = |names: [&str; 2], faults: &mut Vec<FieldFault>| {
        let node = fields.optional(names[0]).or_else(|| fields.optional(names[1]))?;
        text(node, faults).map(|text| (node, text.trim().to_owned()))
    };
    let name = take(["名称", "name"], faults).map(|(_, name)| name);
    let short = take(["简称", "short"], faults).map(|(_, short)| short);
    let tier = take(["层级", "tier"], faults);
    let parent = take(["上级", "parent"], faults).map(|(_, parent)| parent);
    fields.finish(faults);
    let tier = tier.and_then(|(node, name)| {
        let tier = Tier::named(&name);
        if tier.is_none() {
            faults.push(fault(
                node,
                "层级只能是省级、市级、县级、乡级",
                "tier is province, city, county or township",
            ));
        }
        tier
    });
    if name.is_none() {
        faults.push(fault(item, "缺少“名称”", "`name` is missing"));
    }
    Some(Agency { name: name?, short, tier, parent })
}
