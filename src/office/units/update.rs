//! A roster brought up to date by a newer list: new units are added, a renamed one keeps its old
//! name as a former one, what is empty is filled in. Everything else stays as people wrote it,
//! comments included.
//!
//! A unit that the list no longer has is only reported: whether it was dissolved, or merged into
//! another, a list does not say. The same for an entry that says something else than the list.

use std::ops::Range;

use super::entry::{entry, scalar};
use super::sheet::ListedUnit;
use crate::model::UnitName;
use crate::roster::{Agency, Roster};
use crate::yaml::{self, Kind, Node};

/// What a newer list makes of a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// The roster's new text.
    pub text: String,
    /// Units that were added.
    pub added: Vec<String>,
    /// Old and new names.
    pub renamed: Vec<(String, String)>,
    /// What was filled in: unit, key, value.
    pub filled: Vec<(String, &'static str, String)>,
    /// Units that the list does not have.
    pub gone: Vec<String>,
    /// What the list says otherwise.
    pub differing: Vec<Difference>,
}

/// Whether two texts say the same.
type Same<'s> = &'s dyn Fn(&str, &str) -> bool;

/// Something that roster and list say differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The unit.
    pub unit: String,
    /// What of it.
    pub key: &'static str,
    /// What the roster says.
    pub roster: String,
    /// What the list says.
    pub list: String,
}

impl Update {
    /// Compares a roster, with the text that it was read from, and a list.
    #[must_use]
    pub fn of(text: &str, roster: &Roster, list: &[ListedUnit]) -> Self {
        let tree = yaml::parse(text);
        let nodes: &[Node] = match &tree.root {
            Some(Node { kind: Kind::List(items), .. }) => items,
            _ => &[],
        };
        let mut update = Self::default();
        let mut edits = Edits::default();
        let mut there = vec![false; roster.agencies.len()];
        let mut new: Vec<&ListedUnit> = Vec::new();
        for unit in list {
            let others = || unit.also.iter().chain(&unit.short);
            let known =
                roster.position(&unit.name).or_else(|| others().find_map(|name| roster.position(name)));
            let Some(position) = known else {
                new.push(unit);
                continue;
            };
            there[position] = true;
            let (agency, node) = (&roster.agencies[position], nodes.get(position));
            if let Some(item) = node.and_then(Item::of) {
                update.compare(text, roster, agency, unit, &item, &mut edits);
            }
        }
        let expected = |agency: &Agency| agency.to.is_none() && agency.merged_into.is_none();
        let gone = roster.agencies.iter().zip(&there).filter(|(agency, there)| !**there && expected(agency));
        update.gone = gone.map(|(agency, _)| agency.name.clone()).collect();
        update.text = edits.made(text);
        let knows = |name: &str| {
            roster.position(name).is_some() || new.iter().any(|unit| UnitName::same(&unit.name, name))
        };
        for unit in &new {
            if !update.text.is_empty() && !update.text.ends_with('\n') {
                update.text.push('\n');
            }
            update.text.push_str(&entry(unit, knows));
            update.added.push(unit.name.clone());
        }
        update
    }

    /// Compares an entry with what the list says of the unit.
    fn compare(
        &mut self,
        text: &str,
        roster: &Roster,
        agency: &Agency,
        unit: &ListedUnit,
        item: &Item,
        edits: &mut Edits,
    ) {
        // Under a former name the unit is the same, and the roster knows better.
        let is_known = agency.names().any(|name| UnitName::same(name, &unit.name));
        if !is_known {
            edits.add(item.name.span.clone(), scalar(&unit.name));
            edits.former(text, item, &agency.name);
            self.renamed.push((agency.name.clone(), unit.name.clone()));
        }
        let same_unit = |one: &str, other: &str| {
            UnitName::same(one, other)
                || roster.position(one).is_some() && roster.position(one) == roster.position(other)
        };
        let same_text = |one: &str, other: &str| {
            let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            plain(one) == plain(other)
        };
        let parts: [(&'static str, &Option<String>, &Option<String>, Same); 4] = [
            ("简称", &agency.short, &unit.short, &UnitName::same),
            ("类别", &agency.category, &unit.category, &same_text),
            ("上级", &agency.parent, &unit.parent, &same_unit),
            ("联系人", &agency.contact, &unit.contact, &same_text),
        ];
        for (key, own, listed, same) in parts {
            match (own, listed) {
                (Some(own), Some(listed)) if !same(own, listed) => self.differing.push(Difference {
                    unit: agency.name.clone(),
                    key,
                    roster: own.clone(),
                    list: listed.clone(),
                }),
                (None, Some(listed)) => {
                    // A name that another unit has, or a superior that nobody knows, is left out.
                    let taken = key == "简称"
                        && roster.position(listed).is_some_and(|other| roster.agencies[other] != *agency);
                    let unknown = key == "上级" && roster.position(listed).is_none();
                    if !taken && !unknown && !agency.names().any(|name| UnitName::same(name, listed)) {
                        edits.insert(text, item, key, &scalar(listed));
                        self.filled.push((agency.name.clone(), key, listed.clone()));
                    }
                }
                _ => {}
            }
        }
    }
}

/// An entry in the text of the roster.
struct Item<'n> {
    node: &'n Node,
    key: &'n Node,
    name: &'n Node,
    former: Option<&'n Node>,
}

impl<'n> Item<'n> {
    fn of(node: &'n Node) -> Option<Self> {
        let Kind::Map(pairs) = &node.kind else { return None };
        let find = |names: [&str; 2]| {
            pairs.iter().find(|(key, _)| key.text().is_some_and(|word| names.contains(&word)))
        };
        let (key, name) = find(["名称", "name"])?;
        Some(Self { node, key, name, former: find(["曾用名", "also"]).map(|(_, value)| value) })
    }

    /// What is put before another key of the entry.
    fn glue(&self, text: &str) -> String {
        if text[self.node.span.clone()].starts_with('{') {
            return ", ".to_owned();
        }
        let start = text[..self.key.span.start].rfind('\n').map_or(0, |at| at + 1);
        let column = text[start..self.key.span.start].chars().count();
        format!("\n{}", " ".repeat(column))
    }
}

/// Changes of a text, each at its place.
#[derive(Default)]
struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    fn add(&mut self, span: Range<usize>, text: String) {
        self.0.push((span, text));
    }

    /// Adds a key to an entry, after its name.
    fn insert(&mut self, text: &str, item: &Item, key: &str, value: &str) {
        let at = item.name.span.end;
        self.add(at..at, format!("{}{key}: {value}", item.glue(text)));
    }

    /// Adds a former name to an entry.
    fn former(&mut self, text: &str, item: &Item, name: &str) {
        let name = scalar(name);
        match item.former {
            None => self.insert(text, item, "曾用名", &format!("[{name}]")),
            Some(Node { kind: Kind::List(items), span }) => match items.last() {
                Some(last) if text[span.clone()].starts_with('[') => {
                    self.add(last.span.end..last.span.end, format!(", {name}"));
                }
                Some(last) => {
                    let start = text[..last.span.start].rfind('\n').map_or(0, |at| at + 1);
                    let dash = &text[start..last.span.start];
                    self.add(last.span.end..last.span.end, format!("\n{dash}{name}"));
                }
                None => self.add(span.clone(), format!("[{name}]")),
            },
            Some(one) => self.add(one.span.clone(), format!("[{}, {name}]", &text[one.span.clone()])),
        }
    }

    /// The text with all changes; those of one place in the order in which they were added.
    fn made(mut self, text: &str) -> String {
        self.0.sort_by_key(|(span, _)| (span.start, span.end));
        let (mut made, mut at) = (String::new(), 0);
        // What is put in at the end of what is replaced comes after it.
        for (span, new) in self.0 {
            made.push_str(&text[at..span.start.max(at)]);
            made.push_str(&new);
            at = span.end.max(at);
        }
        made.push_str(&text[at..]);
        made
    }
}

#[cfg(test)]
mod tests {
    use super::Update;
    use crate::office::units::ListedUnit;
    use crate::roster::{Roster, load};

    fn unit(name: &str) -> ListedUnit {
        ListedUnit { name: name.to_owned(), ..ListedUnit::default() }
    }

    fn update(text: &str, list: &[ListedUnit]) -> (Update, Roster) {
        let update = Update::of(text, &load(text, &[]).expect("a roster"), list);
        let roster = load(&update.text, &[]).unwrap_or_else(|faults| panic!("{faults:?}\n{}", update.text));
        (update, roster)
    }

    #[test]
    fn what_people_wrote_stays() {
        let text =
            "# 名录\n- { 名称: 甲局, 简称: 甲 }  # 王主任\n- 名称: 乙局\n  曾用名:\n    - 老乙局\n# 末尾\n";
        let renamed = ListedUnit {
            also: vec!["乙局".to_owned()],
            contact: Some("李四 1".to_owned()),
            ..unit("新乙局")
        };
        let listed =
            [ListedUnit { contact: Some("张三".to_owned()), ..unit("甲 局") }, renamed, unit("丙局")];
        let (made, roster) = update(text, &listed);
        assert_eq!(
            made.text,
            "# 名录\n- { 名称: 甲局, 联系人: 张三, 简称: 甲 }  # 王主任\n- 名称: 新乙局\n  联系人: 李四 1\n  \
             曾用名:\n    - 老乙局\n    - 乙局\n# 末尾\n- { 名称: 丙局 }\n"
        );
        assert_eq!(made.renamed, [("乙局".to_owned(), "新乙局".to_owned())]);
        assert_eq!(made.added, ["丙局"]);
        assert_eq!(roster.agency("乙局").map(|agency| agency.name.as_str()), Some("新乙局"));
        let (again, _) = update(&made.text, &listed);
        assert_eq!((again.text.as_str(), again.added.len(), again.renamed.len()), (made.text.as_str(), 0, 0));
    }

    #[test]
    fn what_is_not_certain_is_only_reported() {
        let text = "- { 名称: 甲局, 联系人: 王五 }\n- { 名称: 乙局 }\n- { 名称: 旧局, 至: 2020 }\n";
        let (made, _) = update(text, &[ListedUnit { contact: Some("张三".to_owned()), ..unit("甲局") }]);
        assert_eq!(made.text, text);
        assert_eq!(made.gone, ["乙局"], "a unit that has ended is not gone");
        assert_eq!((made.differing[0].key, made.differing[0].list.as_str()), ("联系人", "张三"));
    }

    #[test]
    fn former_names_are_added_however_they_are_written() {
        for (text, want) in [
            ("- { 名称: 甲局 }\n", "- { 名称: 新局, 曾用名: [甲局] }\n"),
            ("- { 名称: 甲局, 曾用名: 老局 }\n", "- { 名称: 新局, 曾用名: [老局, 甲局] }\n"),
            ("- { 名称: 甲局, 曾用名: [老局] }\n", "- { 名称: 新局, 曾用名: [老局, 甲局] }\n"),
            ("- 名称: 甲局\n  简称: 甲\n", "- 名称: 新局\n  曾用名: [甲局]\n  简称: 甲\n"),
        ] {
            let (made, _) = update(text, &[ListedUnit { also: vec!["甲局".to_owned()], ..unit("新局") }]);
            assert_eq!(made.text, want);
        }
    }
}
