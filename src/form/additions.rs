//! What a form adds to its sections and tables: equations, the words of texts, levels.
//!
//! A project's own file may consist of that alone, on top of a known form (`extends`).

use super::equation::{Each, Wrong, expand};
use super::{EquationRule, Form, Forms, charts, nearest, texts};
use crate::lang::{Words, did_you_mean, twice};
use crate::rule::{About, Basis, Level};
use crate::yaml::fields::{FieldFault, Fields, fault, text};
use crate::yaml::{Kind, Node as Yaml};

type Faults = Vec<FieldFault>;

/// What comes on top of sections and tables.
pub(super) struct Additions<'y, 'k> {
    /// The form whose words and pictures are taken over.
    words_of: Option<&'k Form>,
    /// Sections and the most characters that their texts may have.
    longest: Vec<(&'y Yaml, &'y Yaml)>,
    rules: &'y [Yaml],
    texts: Option<&'y Yaml>,
    charts: &'y [Yaml],
    highlights: &'y [Yaml],
}

impl<'y, 'k> Additions<'y, 'k> {
    /// Takes them out of a form's file.
    pub(super) fn read(fields: &mut Fields<'y>, known: &'k Forms, faults: &mut Faults) -> Self {
        Self {
            words_of: fields.optional("words_of").and_then(|node| named(node, known, faults)),
            longest: longest(fields, faults),
            rules: fields.list("rules", faults),
            texts: fields.optional("texts"),
            charts: fields.list("charts", faults),
            highlights: fields.list("highlights", faults),
        }
    }

    /// Adds them to a form.
    pub(super) fn add_to(&self, form: &mut Form, faults: &mut Faults) {
        for (section, longest) in &self.longest {
            set_longest(form, section, longest, faults);
        }
        if let Some(other) = self.words_of {
            form.speak_as(other);
            form.draw_as(other);
        }
        if let Some(node) = self.texts {
            texts::load(form, node, faults);
        }
        form.texts.finish();
        charts::charts(form, self.charts, faults);
        charts::highlights(form, self.highlights, faults);
        for node in self.rules {
            if let Some(rule) = rule(form, node, faults) {
                if form.rules.iter().any(|other| other.about.id == rule.about.id && other.text == rule.text) {
                    let words = twice(("规则", "rule "), &rule.about.id);
                    faults.push(FieldFault { span: node.span.clone(), words });
                }
                form.rules.push(rule);
            }
        }
    }
}

/// A known form with equations, words and levels of one's own.
pub(super) fn extended(node: &Yaml, mut fields: Fields, known: &Forms, faults: &mut Faults) -> Option<Form> {
    let base = named(node, known, faults);
    let additions = Additions::read(&mut fields, known, faults);
    let levels = fields.optional("levels");
    fields.finish(faults);
    let mut form = base?.clone();
    additions.add_to(&mut form, faults);
    if let Some(levels) = levels {
        set_levels(&mut form, levels, faults);
    }
    Some(form)
}

/// The form of the edition that a node names.
fn named<'k>(node: &Yaml, known: &'k Forms, faults: &mut Faults) -> Option<&'k Form> {
    let edition = text(node, faults)?;
    let found = edition.parse().ok().and_then(|edition| known.edition(edition));
    if found.is_none() {
        let (zh, en) = known.listed();
        faults.push(FieldFault {
            span: node.span.clone(),
            words: words!(
                "没有“{edition}”这个表样，可用的有：{zh}",
                "there is no form `{edition}`; known: {en}"
            ),
        });
    }
    found
}

/// `levels: { in-force-stock: error }`: how much the equations of a form weigh here.
fn set_levels(form: &mut Form, node: &Yaml, faults: &mut Faults) {
    let Kind::Map(pairs) = &node.kind else {
        faults.push(fault(
            node,
            "这里应当是“规则: error 或 warning”",
            "levels are written as `rule: error` or `rule: warning`",
        ));
        return;
    };
    for (key, value) in pairs {
        let level = level(value, faults);
        let id = key.text().unwrap_or_default();
        let mut of_rule = form.rules.iter_mut().filter(|rule| rule.about.id == id).peekable();
        if of_rule.peek().is_none() {
            let near = nearest(id, form.rules.iter().map(|rule| &*rule.about.id));
            let words = words!("这个表样里没有等式规则“{id}”", "this form has no equation `{id}`");
            faults.push(FieldFault { span: key.span.clone(), words: words.and(&did_you_mean(&near)) });
            continue;
        }
        if let Some(level) = level {
            of_rule.for_each(|rule| rule.about.level = level);
        }
    }
}

/// `longest: { 总体情况: 1000 }`, pair by pair.
fn longest<'y>(fields: &mut Fields<'y>, faults: &mut Faults) -> Vec<(&'y Yaml, &'y Yaml)> {
    let Some(node) = fields.optional("longest") else { return Vec::new() };
    if let Kind::Map(pairs) = &node.kind {
        return pairs.iter().map(|(key, value)| (key, value)).collect();
    }
    faults.push(fault(node, "这里应写成“部分: 字数”", "write `section: number of characters`"));
    Vec::new()
}

fn set_longest(form: &mut Form, section: &Yaml, number: &Yaml, faults: &mut Faults) {
    let name = section.text().unwrap_or_default();
    let index = form.section_named(name).filter(|&index| form.sections[index].table.is_none());
    let count = number.text().and_then(|text| text.parse().ok());
    match (index, count) {
        (Some(index), Some(count)) => form.sections[index].longest = Some(count),
        (None, _) => faults.push(FieldFault {
            span: section.span.clone(),
            words: words!("没有“{name}”这个文字部分", "there is no section of text `{name}`"),
        }),
        (_, None) => faults.push(fault(number, "字数请写整数", "write a whole number of characters")),
    }
}

fn level(node: &Yaml, faults: &mut Faults) -> Option<Level> {
    let level = match node.text() {
        Some("error") => Some(Level::Error),
        Some("warning") => Some(Level::Warning),
        _ => None,
    };
    if level.is_none() {
        faults.push(fault(node, "level 请写 error 或 warning", "level is `error` or `warning`"));
    }
    level
}

fn rule(form: &Form, node: &Yaml, faults: &mut Faults) -> Option<EquationRule> {
    let before = faults.len();
    let mut fields = Fields::of(node, faults);
    let id = fields.text("id", faults);
    let level = fields.required("level", faults).and_then(|node| level(node, faults));
    let basis = fields.text("basis", faults);
    let title = words(&mut fields, "title", faults);
    let explain = words(&mut fields, "explain", faults);
    let each = fields.required("each", faults).and_then(|node| match node.text() {
        Some("row") => Some(Each::Row),
        Some("column") => Some(Each::Column),
        _ => {
            faults.push(fault(node, "each 请写 row 或 column", "each is `row` or `column`"));
            None
        }
    });
    let section = fields.required("table", faults).and_then(|node| {
        let word = node.text().unwrap_or_default();
        let found = form.section_named(word).filter(|&section| form.sections[section].table.is_some());
        if found.is_none() {
            faults.push(FieldFault {
                span: node.span.clone(),
                words: words!("没有“{word}”这张表", "there is no table `{word}`"),
            });
        }
        found
    });
    let equation = fields.required("equation", faults);
    fields.finish(faults);
    if faults.len() > before {
        return None;
    }
    let (equation, section) = (equation?, section?);
    let text = text(equation, faults)?;
    let equations = match expand(form, section, each?, &text) {
        Ok(equations) => equations,
        Err(wrong) => {
            faults.push(FieldFault { span: equation.span.clone(), words: wrong.words(form) });
            return None;
        }
    };
    Some(EquationRule {
        about: About { id: id.into(), level: level?, basis: Basis::Law(basis.into()), title, explain },
        text,
        section,
        equations,
    })
}

fn words(fields: &mut Fields, name: &str, faults: &mut Faults) -> Words {
    let Some(node) = fields.required(name, faults) else { return Words::fixed("", "") };
    let mut both = Fields::of(node, faults);
    let words = Words::new(both.text("zh", faults), both.text("en", faults));
    both.finish(faults);
    words
}

impl Wrong {
    fn words(&self, form: &Form) -> Words {
        match self {
            Self::Shape => Words::fixed(
                "等式请写成“甲 = 乙 + 丙”，符号可用 =、>=、<=",
                "write an equation as `a = b + c`, with =, >= or <=",
            ),
            Self::UnknownName(name) => {
                let near = nearest(name, form.nodes.iter().map(|node| node.name.as_str()));
                words!(
                    "等式里的“{name}”不是本表的行或列",
                    "`{name}` in the equation is not a row or column of the table"
                )
                .and(&did_you_mean(&near))
            }
            Self::NowhereTogether => Words::fixed(
                "等式里的各项没有同时出现在任何一组里",
                "no group has all the terms of the equation",
            ),
        }
    }
}
