//! A JSON Schema of the data files of a form, for editors that complete and explain keys.
//!
//! It finds typos while people type; it does not judge. Names are those that the reader accepts,
//! as they are usually written: short names are offered, English keys, official labels and variants
//! are accepted. Other numbering, brackets and spaces, which the reader ignores, are not listed.
//! The draft is the one that editors know best. Everything is in the order of the form.

use super::json_schema::{DRAFT, Named, Schema, described, line, list_of, object, of_kinds, parts, pattern};
use super::{Form, NodeId, split_numbering};
use crate::model::NOT_OBTAINED;

/// The schema of a form's data files, as JSON; `rules` are the ids that a waiver may name.
#[must_use]
pub fn schema(form: &Form, rules: &[&str]) -> String {
    let mut properties = Named::default();
    let mut patterns = Named::default();
    let mut definitions = Named::default();
    let mut put = |names: &[&str], value: Schema| {
        let [first, others @ ..] = names else { return };
        patterns.put(pattern(others.iter().map(|name| (*name).to_owned()).collect()), value.clone());
        properties.put((*first).to_owned(), value);
    };
    for (names, value) in head() {
        put(&names, value);
    }
    for (index, section) in form.sections.iter().enumerate() {
        let (key, heading) = (section.key.as_str(), section.heading.as_str());
        let value = match &section.table {
            None => Schema { description: described(&section.filling), ..text(heading) },
            Some(table) => {
                Tables { form, section: index, definitions: &mut definitions }.rows(table.rows, heading)
            }
        };
        let spelled = section.spellings().map(str::to_owned);
        let names = [key, heading, split_numbering(heading).1].map(str::to_owned);
        let mut others: Vec<String> = names.into_iter().chain(spelled).collect();
        others.retain(|name| *name != section.name);
        let all: Vec<&str> =
            std::iter::once(section.name.as_str()).chain(others.iter().map(String::as_str)).collect();
        put(&all, value);
    }
    for (names, value) in tail(rules) {
        put(&names, value);
    }
    let whole = Schema {
        dialect: Some(DRAFT),
        title: Some(format!("政府信息公开工作年度报告数据（{}）", form.basis)),
        definitions,
        ..object(properties, patterns)
    };
    whole.text()
}

type Key<'a> = (Vec<&'a str>, Schema);

/// A text of paragraphs.
fn text(title: &str) -> Schema {
    let item = Box::new(of_kinds(&["string", "null"], ""));
    let kinds = ["string", "array", "null"];
    Schema { title: Some(title.to_owned()), items: Some(item), ..of_kinds(&kinds, "") }
}

/// What a file says before its sections.
fn head() -> Vec<Key<'static>> {
    let year = Schema {
        minimum: Some(1990),
        maximum: Some(2100),
        ..of_kinds(&["integer", "string"], "报告年度，四位数，如 2025")
    };
    let mut contact = parts([
        ("地址", "address", line("联系地址")),
        ("邮编", "postcode", line("六位数字，加引号，如 \"471000\"")),
        ("电话", "phone", line("可带区号、分机，可写几个")),
        ("邮箱", "email", line("电子邮箱")),
    ]);
    contact.kinds.push("null");
    contact.description = described("怎样找到本单位的信息公开机构，印在报告里；可省");
    vec![
        (vec!["单位", "unit"], of_kinds(&["string"], "单位全称")),
        (vec!["年度", "year"], year),
        (vec!["表样", "edition"], of_kinds(&["integer", "string"], "表样的版本，一般不写：由年度决定")),
        (vec!["成文日期", "date"], of_kinds(&["string", "null"], "如 2025-01-20，印在文末；可省")),
        (vec!["联系方式", "contact"], contact),
        (vec!["前言", "preface"], Schema { description: described("报告开头的段落；可省"), ..text("前言") }),
    ]
}

/// What a file says after its sections.
fn tail(rules: &[&str]) -> Vec<Key<'static>> {
    let rule = Schema {
        among: rules.iter().map(|&id| id.to_owned()).collect(),
        ..of_kinds(&["string"], "规则名，如 figure-jump")
    };
    let waiver = parts([
        ("规则", "rule", rule),
        ("问题", "finding", line("提示的原文，由 nianbao check --waive 写好")),
        ("理由", "reason", line("数据为什么是这样，如“本年承接市局下放的 12 项许可”")),
        ("核实人", "by", line("谁核实的")),
        ("日期", "date", line("哪天核实的")),
    ]);
    let correction = || {
        parts([
            ("日期", "date", line("哪天更正的，如 2026-03-05")),
            ("内容", "what", line("更正了什么，如“由 12 件改为 13 件”")),
            ("原因", "why", line("为什么错了，如“漏计一件”")),
        ])
    };
    let mut corrections = correction();
    corrections.kinds = vec!["array", "object", "null"];
    corrections.items = Some(Box::new(correction()));
    corrections.description = described("公布后的更正，印在报告末尾");
    let mut origin = parts([
        ("文件", "", line("原文件的名称")),
        ("SHA-256", "", line("原文件的校验码")),
        ("公开日期", "", line("")),
        (NOT_OBTAINED, "", list_of(line(""), "没有取得的内容和原因")),
    ]);
    let addend = parts([("单位", "unit", line("")), ("文件", "file", line("")), ("指纹", "mark", line(""))]);
    origin.kinds = vec!["object", "array", "null"];
    origin.items = Some(Box::new(addend));
    origin.description = described("由 nianbao import 或 rollup 写入：从哪个文件读来，或由哪些报告相加");
    let blanks = of_kinds(&["string", "boolean", "integer", "null"], "写“是”：同名工作簿里的空白格都是 0");
    vec![
        (vec!["核实说明", "waivers"], list_of(waiver, "核实过、数据确实如此的核实性问题")),
        (vec!["更正", "corrections"], corrections),
        (vec!["来源", "provenance"], origin),
        (vec!["空格按零计", "blanks_are_zero"], blanks),
    ]
}

/// The rows and columns of a table.
struct Tables<'a> {
    form: &'a Form,
    section: usize,
    /// The schemas that others refer to: of columns and rows, each once.
    definitions: &'a mut Named,
}

impl Tables<'_> {
    /// A table or a group of rows: its members, or one zero for all.
    fn rows(&mut self, scope: NodeId, title: &str) -> Schema {
        let leaves = self.form.leaves(scope);
        // A row without a name is not written: its columns are.
        if let [row] = leaves.as_slice()
            && self.form.node(*row).name.is_empty()
        {
            let columns = self.columns(*row);
            return Schema { title: described(title), all_of: vec![columns], ..Schema::default() };
        }
        let schema = self.members(scope, |tables, node| {
            let label = tables.form.node(node).label.clone();
            let is_row = tables.form.node(node).children.is_empty();
            if is_row { tables.row(node) } else { tables.rows(node, &label) }
        });
        let key = english(&self.form.node(scope).key);
        let all_zero = "全都是 0 时可以只写 0";
        let description = key.map_or_else(|| all_zero.to_owned(), |key| format!("{key}；{all_zero}"));
        Schema { title: described(title), ..many(schema, &description) }
    }

    /// A single row: its columns, or its number where it has one column.
    fn row(&mut self, row: NodeId) -> Schema {
        let node = self.form.node(row);
        let columns = self.columns(row);
        Schema {
            title: Some(node.label.clone()),
            description: english(&node.key),
            all_of: vec![columns],
            ..Schema::default()
        }
    }

    /// The columns of a row's block.
    fn columns(&mut self, row: NodeId) -> Schema {
        let form = self.form;
        let section = &form.sections[self.section];
        let blocks = section.table.iter().flat_map(|table| &table.blocks).enumerate();
        let (number, block) =
            blocks.into_iter().find(|(_, block)| block.row_leaves.contains(&row)).expect("a row has a block");
        let name = format!("{}.columns.{number}", section.key);
        if !self.definitions.0.iter().any(|(known, _)| *known == name) {
            let members = self.members(block.columns, Self::column);
            let schema = match block.column_leaves.as_slice() {
                [_] => Schema { kinds: vec!["number", "string", "null", "object"], ..members },
                _ => many(members, "全都是 0 时可以只写 0"),
            };
            self.definitions.put(name.clone(), schema);
        }
        refer(&name)
    }

    /// A column: a number, or a group of columns.
    fn column(&mut self, column: NodeId) -> Schema {
        let node = self.form.node(column);
        let schema = if node.children.is_empty() {
            of_kinds(&["number", "string", "null"], "")
        } else {
            many(self.members(column, Self::column), "")
        };
        Schema { title: Some(node.label.clone()), description: english(&node.key), ..schema }
    }

    /// An object of what is below a node, wherever in the tree: groups may be left out.
    fn members(&mut self, scope: NodeId, mut value: impl FnMut(&mut Self, NodeId) -> Schema) -> Schema {
        let (mut properties, mut patterns) = (Named::default(), Named::default());
        for node in self.below(scope) {
            let mut names = self.names(scope, node);
            if names.is_empty() {
                continue;
            }
            let key = &self.form.node(node).key;
            let name = format!("{}.{}.{}", self.form.sections[self.section].key, node.0, key);
            if !self.definitions.0.iter().any(|(known, _)| *known == name) {
                let schema = value(self, node);
                self.definitions.put(name.clone(), schema);
            }
            // The caption of a block is a name, and not the one that is offered.
            if !self.form.node(node).name.is_empty() {
                properties.put(names.remove(0), refer(&name));
            }
            if !names.is_empty() {
                patterns.put(pattern(names), refer(&name));
            }
        }
        let zero = || Schema { kinds: vec!["number", "string"], ..only_zero("没列出的格都是 0") };
        properties.put("其余".to_owned(), zero());
        patterns.put(pattern(vec!["rest".to_owned()]), zero());
        object(properties, patterns)
    }

    /// Every node below another that may have a name, from top to bottom.
    fn below(&self, scope: NodeId) -> Vec<NodeId> {
        let children = &self.form.node(scope).children;
        children.iter().flat_map(|&child| std::iter::once(child).chain(self.below(child))).collect()
    }

    /// The names by which the reader finds a node from another, the short one first.
    fn names(&self, scope: NodeId, id: NodeId) -> Vec<String> {
        let node = self.form.node(id);
        let spelled = [&node.name, &node.key, &node.label].map(String::to_owned);
        let bare = split_numbering(&node.label).1.to_owned();
        let all = spelled.into_iter().chain([bare]).chain(node.aliases.iter().cloned());
        let mut names: Vec<String> = Vec::new();
        for name in all.filter(|name| !name.is_empty()) {
            if !names.contains(&name) && self.leads(scope, id, &name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether a name leads from one node to another: as in a step of an address, a direct member
    /// goes before members of members.
    fn leads(&self, scope: NodeId, id: NodeId, name: &str) -> bool {
        let found = self.form.find(scope, name);
        let direct: Vec<&NodeId> =
            found.iter().filter(|&&one| self.form.node(one).parent == Some(scope)).collect();
        found == [id] || direct == [&id]
    }
}

fn refer(definition: &str) -> Schema {
    Schema { reference: Some(format!("#/definitions/{definition}")), ..Schema::default() }
}

fn english(key: &str) -> Option<String> {
    (!key.is_empty()).then(|| format!("英文键：{key}"))
}

/// Several figures: members, or one word for all of them, which can only be zero or not obtained.
fn many(members: Schema, description: &str) -> Schema {
    let zero = only_zero(description);
    let kinds = vec!["object", "number", "string", "null"];
    Schema {
        kinds,
        pattern: Some(format!("^(0|０|{NOT_OBTAINED})$")),
        description: zero.description,
        minimum: zero.minimum,
        maximum: zero.maximum,
        ..members
    }
}

fn only_zero(description: &str) -> Schema {
    let description = described(description);
    Schema {
        description,
        minimum: Some(0),
        maximum: Some(0),
        pattern: Some("^(0|０)$".to_owned()),
        ..Schema::default()
    }
}
