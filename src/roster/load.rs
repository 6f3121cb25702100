//! Reads `data/units.yaml`, and reports every fault of it with its place and what to do.

use std::collections::HashMap;

use super::{Agency, Publishing, Roster, Sum, Theme, Tier};
use crate::lang::Words;
use crate::yaml::fields::{FieldFault, Fields, fault, text};
use crate::yaml::{self, Kind, Node};

/// Reads a roster; `formats` are the names of all formats.
///
/// # Errors
/// Every fault of the file, with its place.
pub fn load(source: &str, formats: &[&str]) -> Result<Roster, Vec<FieldFault>> {
    let tree = yaml::parse(source);
    let mut faults: Vec<FieldFault> = tree.faults.iter().map(FieldFault::from).collect();
    let mut roster = Roster::default();
    if let Some(root) = tree.root.as_ref().filter(|_| faults.is_empty()) {
        let Kind::List(items) = &root.kind else {
            faults.push(fault(
                root,
                "名录请写成列表，每行一个单位：- { 名称: 某某局 }",
                "write the roster as a list, one unit a line: `- { name: … }`",
            ));
            return Err(faults);
        };
        let mut nodes = Vec::new();
        for item in items {
            if let Some(agency) = agency(item, formats, &mut faults) {
                let own = agency.name.clone();
                for (name, other) in roster.add(agency) {
                    let words = twice(&name, &roster.agencies[other].name, &own);
                    faults.push(FieldFault { span: item.span.clone(), words });
                }
                nodes.push(item);
            }
        }
        same_addresses(&roster, &nodes, &mut faults);
        for (of, link) in [PARENT, MERGED] {
            links(&roster, &nodes, of, link, &mut faults);
        }
    }
    roster.link();
    if faults.is_empty() { Ok(roster) } else { Err(faults) }
}

/// A name that two units have.
fn twice(name: &str, other: &str, own: &str) -> Words {
    if name == other && name == own {
        return crate::lang::twice(("单位", "unit "), name);
    }
    words!(
        "“{own}”的名称“{name}”也是“{other}”的名称、简称或曾用名：一个名称只能属于一个单位，请改正一处",
        "the name `{name}` of `{own}` is a name of `{other}` too: a name belongs to one unit, correct one of them"
    )
}

/// Addresses that two units have.
fn same_addresses(roster: &Roster, nodes: &[&Node], faults: &mut Vec<FieldFault>) {
    let mut owners: HashMap<&str, &str> = HashMap::new();
    for (agency, node) in roster.agencies.iter().zip(nodes) {
        let Some(slug) = agency.slug.as_deref() else { continue };
        let name = agency.name.as_str();
        let owner = *owners.entry(slug).or_insert(name);
        if owner != name {
            let words = words!(
                "“{name}”和“{owner}”的网址名都是“{slug}”：请改其中一个",
                "`{name}` and `{owner}` both have the slug `{slug}`: change one of them"
            );
            faults.push(FieldFault { span: node.span.clone(), words });
        }
    }
}

/// A unit that another one names.
type Link = (&'static str, &'static str);
type Named = fn(&Agency) -> Option<&str>;

const PARENT: (Link, Named) = (("上级", "parent"), |agency| agency.parent.as_deref());
const MERGED: (Link, Named) = (("并入", "merged_into"), |agency| agency.merged_into.as_deref());

/// Links to units that the roster does not know, and circles of them.
fn links(roster: &Roster, nodes: &[&Node], (zh, en): Link, of: Named, faults: &mut Vec<FieldFault>) {
    let mut is_known = vec![false; nodes.len()];
    for (index, (agency, node)) in roster.agencies.iter().zip(nodes).enumerate() {
        if let Some(other) = of(agency).filter(|other| roster.position(other).is_none()) {
            let words = words!(
                "{zh}“{other}”不在名录里：请把它加进名录，或改正名称",
                "{en} `{other}` is not in the roster: add it, or correct the name"
            );
            faults.push(FieldFault { span: node.span.clone(), words });
        }
        let mut way = Vec::new();
        let mut next = Some(index);
        while let Some(step) = next.filter(|step| !is_known[*step] && !way.contains(step)) {
            way.push(step);
            next = of(&roster.agencies[step]).and_then(|other| roster.position(other));
        }
        if let Some(start) = next.and_then(|next| way.iter().position(|step| *step == next)) {
            let names: Vec<&str> =
                way[start..].iter().map(|step| roster.agencies[*step].name.as_str()).collect();
            let words = words!(
                "{zh}绕成了圈（{}）：请改正其中一处", names.join(" → ");
                "{en} runs in a circle ({}): correct one of them", names.join(" → ")
            );
            faults.push(FieldFault { span: nodes[way[start]].span.clone(), words });
        }
        for step in way {
            is_known[step] = true;
        }
    }
}

/// What is taken out of one entry, each key in Chinese or in English.
struct Entry<'n, 'f> {
    fields: Fields<'n>,
    faults: &'f mut Vec<FieldFault>,
}

impl<'n> Entry<'n, '_> {
    fn node(&mut self, names: [&str; 2]) -> Option<&'n Node> {
        self.fields.optional(names[0]).or_else(|| self.fields.optional(names[1]))
    }

    fn text(&mut self, names: [&str; 2]) -> Option<String> {
        let node = self.node(names)?;
        let text = text(node, self.faults)?.trim().to_owned();
        if text.is_empty() {
            self.faults.push(fault(
                node,
                "这里没有写内容：请补上，或删去这一项",
                "nothing is written here: add it, or delete the key",
            ));
            return None;
        }
        Some(text)
    }

    /// A value that is one of a few; `what` says which.
    fn choice<T>(
        &mut self,
        names: [&str; 2],
        known: fn(&str) -> Option<T>,
        what: (&'static str, &'static str),
    ) -> Option<T> {
        let node = self.node(names)?;
        let choice = text(node, self.faults).and_then(|text| known(text.trim()));
        if choice.is_none() {
            self.faults.push(fault(node, what.0, what.1));
        }
        choice
    }

    fn year(&mut self, names: [&str; 2]) -> Option<u16> {
        let year = |text: &str| text.parse().ok().filter(|year| (1000..10_000).contains(year));
        self.choice(names, year, ("请写四位年份，如 2024", "write a year of four digits, such as 2024"))
    }

    /// One text or a list of them.
    fn texts(&mut self, names: [&str; 2]) -> Vec<String> {
        let Some(node) = self.node(names) else { return Vec::new() };
        let nodes =
            if let Kind::List(items) = &node.kind { items.as_slice() } else { std::slice::from_ref(node) };
        let texts = nodes.iter().filter_map(|node| text(node, self.faults));
        texts.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    }

    fn formats(&mut self, known: &[&str]) -> Vec<String> {
        let mut formats = Vec::new();
        for name in ["格式", "formats"] {
            for node in self.fields.list(name, self.faults) {
                let Some(format) = text(node, self.faults) else { continue };
                if !known.contains(&format.as_str()) {
                    let all = known.join("、");
                    self.faults.push(FieldFault {
                        span: node.span.clone(),
                        words: words!("没有“{format}”这种格式，可用的有：{all}"; "there is no format `{format}`; use one of {}", known.join(", ")),
                    });
                }
                formats.push(format);
            }
        }
        formats
    }
}

/// The address of a site, with a slash at its end.
fn url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'`{}|\\^?#".contains(c);
    (rest.contains('.') && rest.chars().all(fits)).then(|| format!("{}/", text.trim_end_matches('/')))
}

fn slug(text: &str) -> Option<String> {
    // Pages of a year have these names.
    if ["index", "data"].contains(&text) {
        return None;
    }
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!text.is_empty() && text.len() <= 64 && !text.starts_with('-') && text.bytes().all(fits))
        .then(|| text.to_owned())
}

fn sum(text: &str) -> Option<Sum> {
    match text {
        "全域" | "whole" => Some(Sum::Whole),
        "本级" | "own" => Some(Sum::Own),
        _ => None,
    }
}

fn agency(item: &Node, known: &[&str], faults: &mut Vec<FieldFault>) -> Option<Agency> {
    // Long: the keys of a unit, one after another, each with its spellings.
    let fields = Fields::of(item, faults);
    let mut entry = Entry { fields, faults };
    let name = entry.text(["名称", "name"]);
    let agency = Agency {
        name: name.clone().unwrap_or_default(),
        short: entry.text(["简称", "short"]),
        also: entry.texts(["曾用名", "also"]),
        from: entry.year(["自", "from"]),
        to: entry.year(["至", "to"]),
        merged_into: entry.text(["并入", "merged_into"]),
        contact: entry.text(["联系人", "contact"]),
        slug: entry.choice(
            ["网址名", "slug"],
            slug,
            (
                "网址名只用小写字母、数字和连字符，如 gaj",
                "slug has small letters, digits and hyphens only, such as `gaj`",
            ),
        ),
        sum: entry.choice(["汇总", "sum"], sum, ("汇总请写全域或本级", "sum is `whole` or `own`")),
        explain: entry.choice(
            ["说明", "explain"],
            |text| ["必须", "required"].contains(&text).then_some(true),
            ("说明请写必须，或删去这一项", "explain is `required`, or left out"),
        ),
        tier: entry.choice(
            ["层级", "tier"],
            Tier::named,
            ("层级请写省级、市级、县级或乡级", "tier is `province`, `city`, `county` or `township`"),
        ),
        category: entry.text(["类别", "category"]),
        parent: entry.text(["上级", "parent"]),
        publishing: Publishing {
            formats: entry.formats(known),
            theme: entry.choice(
                ["版式", "theme"],
                Theme::named,
                ("版式请写公文或简版", "theme is `official` or `plain`"),
            ),
            site: entry.text(["网站", "site"]),
            url: entry.choice(
                ["网址", "url"],
                url,
                (
                    "网址请写 https:// 开头的完整网址，如 https://www.example.gov.cn/nianbao/",
                    "url is a full address that begins with https:// or http://",
                ),
            ),
        },
    };
    entry.fields.finish(entry.faults);
    if let (Some(from), Some(to)) = (agency.from, agency.to)
        && from > to
    {
        let words = words!(
            "自 {from} 年至 {to} 年：先后颠倒了，请改正",
            "from {from} to {to}: the other way round, correct it"
        );
        faults.push(FieldFault { span: item.span.clone(), words });
    }
    if name.is_none() {
        faults.push(fault(
            item,
            "缺少“名称”：请写单位全称",
            "`name` is missing: write the full name of the unit",
        ));
    }
    name.map(|_| agency)
}
