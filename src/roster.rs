//! 单位名录: `data/units.yaml`, the units that hand in reports.
//!
//! Optional. It gives the order of units in lists, short names to choose them by, whose reports add up to whose, and
//! how a unit publishes. Whether every unit has handed in is the business of the roll-up, not of this module.

use std::collections::HashMap;

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
    /// How it publishes.
    pub publishing: Publishing,
}

/// 版式: how a document is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// 公文: by the habits of GB/T 9704-2012.
    #[default]
    Official,
    /// 简版: as the Word template that is handed out with the form, 宋体 and smaller.
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

/// How a unit publishes. What its entry in the roster does not say is as its superior's says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// 格式: the names of the formats that are made where the command line names none; the usual ones where it is empty.
    pub formats: Vec<String>,
    /// 版式.
    pub theme: Option<Theme>,
    /// 网站: the name of the site that publishes it.
    pub site: Option<String>,
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

    /// How a unit publishes, by its own entry and those of its superiors.
    #[must_use]
    pub fn publishing(&self, name: &str) -> Publishing {
        let mut whole = Publishing::default();
        let mut next = self.position(name);
        // As many steps as there are units: superiors may run in a circle.
        for _ in 0..self.agencies.len() {
            let Some(index) = next else { break };
            let agency = &self.agencies[index];
            let own = &agency.publishing;
            if whole.formats.is_empty() {
                whole.formats.clone_from(&own.formats);
            }
            whole.theme = whole.theme.or(own.theme);
            whole.site = whole.site.or_else(|| own.site.clone());
            next = agency.parent.as_deref().and_then(|parent| self.position(parent));
        }
        whole
    }
}

/// Reads a roster; `formats` are the names of all formats.
///
/// # Errors
/// Every fault of the file, with its place.
pub fn load(source: &str, formats: &[&str]) -> Result<Roster, Vec<FieldFault>> {
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
            if let Some(agency) = agency(item, formats, &mut faults) {
                if roster.position(&agency.name).is_some() {
                    let name = &agency.name;
                    faults.push(FieldFault {
                        span: item.span.clone(),
                        words: words!("单位“{name}”写了两次", "unit `{name}` is given twice"),
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
                    words: words!("上级“{parent}”不在名录里", "parent `{parent}` is not in the roster"),
                });
            }
        }
    }
    if faults.is_empty() { Ok(roster) } else { Err(faults) }
}

fn agency(item: &Node, known: &[&str], faults: &mut Vec<FieldFault>) -> Option<Agency> {
    let mut fields = Fields::of(item, faults);
    let mut formats = Vec::new();
    for name in ["格式", "formats"] {
        for node in fields.list(name, faults) {
            let Some(format) = text(node, faults) else { continue };
            if !known.contains(&format.as_str()) {
                let all = known.join("、");
                faults.push(FieldFault {
                    span: node.span.clone(),
                    words: words!("没有格式“{format}”，有：{all}"; "no format `{format}`; there are {}", known.join(", ")),
                });
            }
            formats.push(format);
        }
    }
    let mut take = |names: [&str; 2], faults: &mut Vec<FieldFault>| {
        let node = fields.optional(names[0]).or_else(|| fields.optional(names[1]))?;
        text(node, faults).map(|text| (node, text.trim().to_owned()))
    };
    let name = take(["名称", "name"], faults).map(|(_, name)| name);
    let short = take(["简称", "short"], faults).map(|(_, short)| short);
    let tier = take(["层级", "tier"], faults);
    let parent = take(["上级", "parent"], faults).map(|(_, parent)| parent);
    let site = take(["网站", "site"], faults).map(|(_, site)| site);
    let theme = take(["版式", "theme"], faults);
    fields.finish(faults);
    let theme = theme.and_then(|(node, name)| {
        let theme = Theme::named(&name);
        if theme.is_none() {
            faults.push(fault(node, "版式只能是公文或简版", "theme is official or plain"));
        }
        theme
    });
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
    Some(Agency { name: name?, short, tier, parent, publishing: Publishing { formats, theme, site } })
}
