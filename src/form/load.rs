//! `templates/forms/<edition>.yaml` → [`Form`], with every fault of the file and its place.
//!
//! A wrong form is refused whole: a report checked against half a form would look sound. What the
//! keys of such a file mean is explained in docs/en/forms.md.

use std::collections::HashMap;

use super::additions::{self, Additions};
use super::{
    Block, Form, Forms, Labels, Node, NodeId, Section, Spec, Table, Texts, Topic, Unit, fold, leaves,
    spellings, split_numbering,
};
use crate::lang::Words;
use crate::model::FigureId;
use crate::yaml::fields::{FieldFault, Fields, fault, text};
use crate::yaml::{self, Bytes, Kind, Node as Yaml};

/// One thing wrong with a form's file.
pub type FormFault = FieldFault;

/// Reads a form; it may take over from the forms that are known.
///
/// # Errors
/// Every fault of the file: syntax, unknown or missing keys, labels that are not unique, equations
/// that name unknown rows.
pub fn load(source: &str, known: &Forms) -> Result<Form, Vec<FormFault>> {
    of_tree(&yaml::parse(source), known)
}

/// The form that such a file holds.
pub(super) fn of_tree(tree: &yaml::Tree, known: &Forms) -> Result<Form, Vec<FormFault>> {
    let mut loader =
        Loader { faults: tree.faults.iter().map(FieldFault::from).collect(), ..Loader::default() };
    let form = match &tree.root {
        Some(root) if root.count() > MOST_NODES => {
            loader.report(0..0, too_large());
            None
        }
        Some(root) if tree.faults.is_empty() => loader.form(root, known),
        _ => None,
    };
    match form {
        Some(form) if loader.faults.is_empty() => Ok(form),
        _ => {
            if loader.faults.is_empty() {
                loader.report(0..0, Words::fixed("表样是空的", "the form is empty"));
            }
            Err(loader.faults)
        }
    }
}

/// The largest form, in nodes of its YAML (the 2021 form has under a thousand) and in figures.
const MOST_NODES: usize = 10_000;
const MOST_FIGURES: usize = 20_000;

fn too_large() -> Words {
    Words::fixed("表样过大，不像是一个表样", "the form is too large to be one")
}

#[derive(Default)]
struct Loader {
    faults: Vec<FormFault>,
    nodes: Vec<Node>,
    /// What is said of the figures of each node, as far as it says so itself or inherits it.
    measures: Vec<Measure>,
    figures: Vec<Spec>,
    units: Vec<Unit>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Measure {
    unit: Option<usize>,
    signed: Option<bool>,
    additive: Option<bool>,
}

impl Measure {
    fn or(self, outer: Self) -> Self {
        Self {
            unit: self.unit.or(outer.unit),
            signed: self.signed.or(outer.signed),
            additive: self.additive.or(outer.additive),
        }
    }
}

impl Loader {
    fn report(&mut self, span: Bytes, words: Words) {
        self.faults.push(FieldFault { span, words });
    }

    fn form(&mut self, root: &Yaml, known: &Forms) -> Option<Form> {
        // Long: the keys of a form, one after another, as in the file.
        let mut fields = Fields::of(root, &mut self.faults);
        if let Some(node) = fields.optional("extends") {
            return additions::extended(node, fields, known, &mut self.faults);
        }
        fields.required("edition", &mut self.faults);
        let edition = fields.optional_number("edition", &mut self.faults).unwrap_or(0);
        let years = self.years(&mut fields);
        let basis = fields.text("basis", &mut self.faults);
        let title = fields.text("title", &mut self.faults);
        let titles = fields.texts("titles", &mut self.faults);
        if let Some(node) = fields.required("units", &mut self.faults) {
            self.units(node);
        }
        let filling = fields.texts("filling", &mut self.faults);
        let preface = fields.optional_text("preface", &mut self.faults).unwrap_or_default();
        let mut sections: Vec<Section> = Vec::new();
        for node in fields.list("sections", &mut self.faults) {
            let number = sections.len();
            if let Some(section) = self.section(node, number) {
                let clash = sections
                    .iter()
                    .find(|other| other.spellings().any(|one| section.spellings().any(|alias| alias == one)));
                if let Some(other) = clash {
                    let words = not_unique(&section.name, &other.name);
                    self.report(node.span.clone(), words);
                }
                sections.push(section);
            }
        }
        if sections.is_empty() {
            self.report(
                root.span.start..root.span.start + 1,
                Words::fixed("表样没有任何部分（sections）", "the form has no sections"),
            );
        }
        let additions = Additions::read(&mut fields, known, &mut self.faults);
        fields.finish(&mut self.faults);

        let nodes = std::mem::take(&mut self.nodes);
        let mut form = Form {
            below: below(&nodes),
            nodes,
            edition,
            years,
            basis,
            title,
            titles,
            units: std::mem::take(&mut self.units),
            filling,
            preface,
            sections,
            figures: std::mem::take(&mut self.figures),
            rules: Vec::new(),
            texts: Texts::default(),
            charts: Vec::new(),
            highlights: Vec::new(),
            labels: Labels::default(),
            by_key: HashMap::new(),
        };
        if !self.faults.is_empty() {
            return None; // what follows would only repeat them
        }
        if let Err(clashes) = form.name_figures() {
            for words in clashes {
                self.report(root.span.start..root.span.start + 1, words);
            }
            return None;
        }
        form.labels = Labels::of(&form);
        additions.add_to(&mut form, &mut self.faults);
        Some(form)
    }

    fn years(&mut self, fields: &mut Fields) -> std::ops::RangeInclusive<u16> {
        let Some(node) = fields.required("years", &mut self.faults) else { return 0..=u16::MAX };
        let mut years = Fields::of(node, &mut self.faults);
        let from = years.optional_number("from", &mut self.faults).unwrap_or(0);
        let to = years.optional_number("to", &mut self.faults).unwrap_or(u16::MAX);
        years.finish(&mut self.faults);
        if from > to {
            self.report(
                node.span.clone(),
                Words::fixed("起始年度晚于截止年度", "the first year is after the last"),
            );
        }
        from..=to
    }

    fn units(&mut self, node: &Yaml) {
        let Kind::Map(pairs) = &node.kind else {
            self.faults.push(fault(
                node,
                "这里应写成“计量单位: { decimals: 位数 }”",
                "units are written as `name: { decimals: n }`",
            ));
            return;
        };
        for (key, value) in pairs {
            let mut fields = Fields::of(value, &mut self.faults);
            let decimals = fields.optional_number("decimals", &mut self.faults).unwrap_or(0);
            let at_most = fields.optional_number("at_most", &mut self.faults).unwrap_or(decimals);
            fields.finish(&mut self.faults);
            self.units.push(Unit { name: key.text().unwrap_or_default().to_owned(), decimals, at_most });
        }
    }

    fn section(&mut self, node: &Yaml, number: usize) -> Option<Section> {
        let mut fields = Fields::of(node, &mut self.faults);
        let key = fields.text("key", &mut self.faults);
        let name = fields.text("name", &mut self.faults);
        let heading = fields.text("heading", &mut self.faults);
        let variants = fields.texts("variants", &mut self.faults);
        let measure = self.measure(&mut fields);
        let blocks = fields.list("blocks", &mut self.faults);
        let filling = fields.optional_text("filling", &mut self.faults).unwrap_or_default();
        let prefill = fields.optional_text("prefill", &mut self.faults).unwrap_or_default();
        let topics = fields.list("topics", &mut self.faults);
        fields.finish(&mut self.faults);
        let topics = topics.iter().map(|node| self.topic(node)).collect();
        let table = if blocks.is_empty() { None } else { self.table(blocks, number, measure, node) };
        let mut aliases = vec![fold(&key), fold(&name), fold(split_numbering(&heading).1)];
        aliases.dedup();
        (!key.is_empty() && !name.is_empty()).then_some(Section {
            key,
            name,
            heading,
            table,
            longest: None,
            filling,
            prefill,
            topics,
            aliases,
            variants: variants.iter().map(|variant| fold(variant)).collect(),
        })
    }

    fn topic(&mut self, node: &Yaml) -> Topic {
        let mut fields = Fields::of(node, &mut self.faults);
        let name = fields.text("name", &mut self.faults);
        let words = fields.texts("words", &mut self.faults);
        let government = fields.optional_text("of", &mut self.faults);
        fields.finish(&mut self.faults);
        if government.as_ref().is_some_and(|of| of != "government") {
            self.faults.push(fault(node, "of 只能写 government", "`of` can only be government"));
        }
        Topic { name, words, government: government.is_some() }
    }

    fn table(&mut self, blocks: &[Yaml], section: usize, outer: Measure, node: &Yaml) -> Option<Table> {
        let rows = self.add(Node::default(), outer);
        let mut read = Vec::new();
        for node in blocks {
            let number = read.len();
            if let Some(block) = self.block(node, section, number, rows, outer) {
                read.push(block);
            }
        }
        self.check_unique(rows, &node.span);
        (read.len() == blocks.len()).then_some(Table { rows, blocks: read })
    }

    fn block(
        &mut self,
        node: &Yaml,
        section: usize,
        number: usize,
        table: NodeId,
        outer: Measure,
    ) -> Option<Block> {
        let mut fields = Fields::of(node, &mut self.faults);
        let caption = fields.optional_text("caption", &mut self.faults);
        let corner = fields.optional_text("corner", &mut self.faults);
        let measure = self.measure(&mut fields).or(outer);
        let column_list = fields.list("columns", &mut self.faults);
        let row_list = fields.list("rows", &mut self.faults);
        fields.finish(&mut self.faults);

        let label = caption.clone().unwrap_or_default();
        let rows = self.add(
            Node { parent: Some(table), aliases: aliases([label.as_str()]), ..Node::default() },
            measure,
        );
        self.nodes[usize::from(table.0)].children.push(rows);
        let columns = self.add(Node::default(), measure);
        for child in column_list {
            self.tree(child, columns, measure);
        }
        for child in row_list {
            self.tree(child, rows, measure);
        }
        if row_list.is_empty() {
            // 表四: a single row that has no name.
            let only = self.add(Node { parent: Some(rows), ..Node::default() }, measure);
            self.nodes[usize::from(rows.0)].children.push(only);
        }
        if column_list.is_empty() {
            self.report(
                node.span.start..node.span.start + 1,
                Words::fixed("没有列（columns）", "there are no columns"),
            );
            return None;
        }
        self.check_unique(columns, &node.span);
        let (row_leaves, column_leaves) = (leaves(&self.nodes, rows), leaves(&self.nodes, columns));
        if self.figures.len() + row_leaves.len() * column_leaves.len() > MOST_FIGURES {
            self.report(node.span.clone(), too_large());
            return None;
        }
        let block = Block {
            caption,
            corner,
            row_leaves,
            column_leaves,
            rows,
            columns,
            first: FigureId(u16::try_from(self.figures.len()).unwrap_or(u16::MAX)),
        };
        self.figures_of(&block, section, number, measure, node)?;
        Some(block)
    }

    fn figures_of(
        &mut self,
        block: &Block,
        section: usize,
        number: usize,
        outer: Measure,
        node: &Yaml,
    ) -> Option<()> {
        if self.figures.len() + block.row_leaves.len() * block.column_leaves.len() > usize::from(u16::MAX) {
            self.faults.push(fault(
                node,
                "表格过大：数据格超过 65535 个",
                "the table is too large: more than 65535 figures",
            ));
            return None;
        }
        for &row in &block.row_leaves {
            for &column in &block.column_leaves {
                // What the column says wins over what the row says: 收费金额 is in 万元 whoever charges.
                let measure = self.own_measure(column).or(self.own_measure(row)).or(outer);
                let Some(unit) = measure.unit else {
                    let name = &self.nodes[usize::from(row.0)].name;
                    let words = words!(
                        "“{name}”没有计量单位：请写 unit",
                        "`{name}` has no unit of measure: add `unit`"
                    );
                    self.report(node.span.start..node.span.start + 1, words);
                    return None;
                };
                self.figures.push(Spec {
                    section,
                    block: number,
                    row,
                    column,
                    unit,
                    signed: measure.signed.unwrap_or(false),
                    additive: measure.additive.unwrap_or(true),
                    address: String::new(),
                    key: String::new(),
                    title: String::new(),
                });
            }
        }
        Some(())
    }

    /// The measure that a node or a group above it states, the block's own left aside.
    fn own_measure(&self, id: NodeId) -> Measure {
        let mut measure = Measure::default();
        let mut at = Some(id);
        while let Some(id) = at {
            let node = &self.nodes[usize::from(id.0)];
            if node.key.is_empty() {
                break;
            }
            measure = measure.or(self.measures[usize::from(id.0)]);
            at = node.parent;
        }
        measure
    }

    fn tree(&mut self, yaml: &Yaml, parent: NodeId, outer: Measure) {
        let mut fields = Fields::of(yaml, &mut self.faults);
        let key = fields.text("key", &mut self.faults);
        let name = fields.text("name", &mut self.faults);
        let label = fields.text("label", &mut self.faults);
        let text_label = fields.optional_text("text_label", &mut self.faults);
        let text_line = fields.optional_number("text_line", &mut self.faults);
        let variants = fields.texts("variants", &mut self.faults);
        let measure = self.measure(&mut fields);
        let children = fields.list("children", &mut self.faults);
        fields.finish(&mut self.faults);

        let labels = [key.as_str(), name.as_str(), label.as_str()];
        let node = Node {
            parent: Some(parent),
            children: Vec::new(),
            aliases: aliases(labels.into_iter().chain(variants.iter().map(String::as_str))),
            key,
            name,
            label,
            text_label,
            text_line,
        };
        let id = self.add(node, measure);
        self.nodes[usize::from(parent.0)].children.push(id);
        for child in children {
            self.tree(child, id, measure.or(outer));
        }
        self.check_unique(id, &yaml.span);
    }

    fn add(&mut self, node: Node, measure: Measure) -> NodeId {
        let id = NodeId(u16::try_from(self.nodes.len()).unwrap_or(u16::MAX));
        self.nodes.push(node);
        self.measures.push(measure);
        id
    }

    /// Members of one group must differ in every spelling.
    fn check_unique(&mut self, group: NodeId, span: &Bytes) {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        let mut clash = None;
        for &child in &self.nodes[usize::from(group.0)].children {
            let node = &self.nodes[usize::from(child.0)];
            for alias in &node.aliases {
                match seen.iter().find(|(known, _)| known == alias) {
                    Some(&(_, other)) => clash = Some(not_unique(&node.name, other)),
                    None => seen.push((alias, &node.name)),
                }
            }
        }
        if let Some(words) = clash {
            self.report(span.clone(), words);
        }
    }

    fn measure(&mut self, fields: &mut Fields) -> Measure {
        let unit = fields.optional("unit").and_then(|node| {
            let name = text(node, &mut self.faults)?;
            let found = self.units.iter().position(|unit| unit.name == name);
            if found.is_none() {
                self.report(
                    node.span.clone(),
                    words!("units 里没有计量单位“{name}”", "unit of measure `{name}` is not in `units`"),
                );
            }
            found.or(Some(0)) // one fault is enough: the form is refused anyway
        });
        let signed = fields.optional("sign").and_then(|node| match node.text() {
            Some("any") => Some(true),
            Some("non-negative") => Some(false),
            _ => {
                self.faults.push(fault(
                    node,
                    "sign 请写 any 或 non-negative",
                    "sign is `any` or `non-negative`",
                ));
                None
            }
        });
        let additive = fields.optional("additive").and_then(|node| match node.text() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => {
                self.faults.push(fault(node, "additive 请写 yes 或 no", "additive is `yes` or `no`"));
                None
            }
        });
        Measure { unit, signed, additive }
    }
}

/// What is below each node, by folded spellings. A node comes before those below it, and they come
/// in their order.
fn below(nodes: &[Node]) -> Vec<HashMap<String, Vec<NodeId>>> {
    let mut below = vec![HashMap::<String, Vec<NodeId>>::new(); nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        let id = NodeId(u16::try_from(index).unwrap_or(u16::MAX));
        let parent = |id: &NodeId| nodes[usize::from(id.0)].parent;
        for above in std::iter::successors(node.parent, parent) {
            for alias in &node.aliases {
                below[usize::from(above.0)].entry(alias.clone()).or_default().push(id);
            }
        }
    }
    below
}

/// Folded spellings under which a node answers.
fn aliases<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut all = Vec::new();
    for folded in labels.into_iter().flat_map(spellings) {
        if !all.contains(&folded) {
            all.push(folded);
        }
    }
    all
}

fn not_unique(name: &str, other: &str) -> Words {
    words!(
        "“{name}”与“{other}”的名称或写法相同，无法区分：请改其中一个",
        "`{name}` and `{other}` share a name or spelling"
    )
}
