//! The rule book in Markdown: every rule with what it checks and why, its basis and examples.
//!
//! `docs/*/rules.md` are made of it, and a project with rules of its own makes its book by `nianbao
//! rules --format md`.

use super::examples::examples;
use crate::form::{EquationRule, Form, Forms};
use crate::lang::{Lang, counted};
use crate::rule::About;
use crate::rulebook::Group;

/// The rule book: a table of all rules, then each with what is known of it.
pub(super) fn book(groups: &[Group], forms: &Forms, lang: Lang) -> String {
    let mut text = String::new();
    let (rule, level, finds) = lang.pick(("规则", "级别", "查什么"), ("rule", "level", "finds"));
    for group in groups {
        let title = group.title.in_lang(lang);
        text.push_str(&format!("## {title}\n\n| {rule} | {level} | {finds} |\n| --- | --- | --- |\n"));
        for about in &group.rules {
            let (id, level, title) = (&about.id, about.level.word(lang), escaped(about.title.in_lang(lang)));
            text.push_str(&format!("| [`{id}`](#{id}) | {level} | {title} |\n"));
        }
        text.push('\n');
        for about in &group.rules {
            text.push_str(&chapter(about, forms, lang));
        }
    }
    text.trim_end().to_owned() + "\n"
}

/// What is known of a rule, as Markdown.
fn chapter(about: &About, forms: &Forms, lang: Lang) -> String {
    let (id, level, title) = (&about.id, about.level.word(lang), escaped(about.title.in_lang(lang)));
    let explain = escaped(about.explain.in_lang(lang));
    let mut text = format!("### {id}\n\n**{level}** · {title}\n\n{explain}\n\n");
    let equations = equations(about, forms, lang);
    if !equations.is_empty() {
        text.extend(equations.iter().map(|line| format!("- {}\n", escaped(line))));
        text.push('\n');
    }
    if let Some(examples) = examples(id, forms, lang) {
        text.push_str(&format!("{}\n", examples.markdown(lang, escaped)));
    }
    let newest = forms.newest().map_or("", |form| form.basis.as_str());
    let basis = about.basis.cite(newest);
    if !basis.is_empty() {
        text.push_str(words!("依据：{basis}\n\n", "Basis: {basis}\n\n").in_lang(lang));
    }
    text
}

/// A sentence of which Markdown makes nothing else; what is between backticks stays.
fn escaped(text: &str) -> String {
    let part = |(index, part): (usize, &str)| match index % 2 {
        0 => part.replace('<', "&lt;").replace('*', "\\*").replace('_', "\\_").replace('[', "\\["),
        _ => part.to_owned(),
    };
    text.split('`').enumerate().map(part).collect::<Vec<_>>().join("`")
}

/// The equations of all forms that a rule checks.
pub(super) fn equations(about: &About, forms: &Forms, lang: Lang) -> Vec<String> {
    let of = |form: &Form| -> Vec<String> {
        let own = form.rules.iter().filter(|rule| rule.about.id == about.id);
        own.map(|rule| equation(form, rule, lang)).collect()
    };
    forms.all().flat_map(of).collect()
}

/// An equation of a form that this rule checks, and how many figures it is about.
fn equation(form: &Form, rule: &EquationRule, lang: Lang) -> String {
    let (year, table, count) = (form.edition, &form.sections[rule.section].name, rule.equations.len());
    let mut text = rule.text.replace("last.", lang.pick("上年度.", "last."));
    if lang == Lang::Zh {
        for (half, full) in [(" = ", "＝"), (" + ", "＋"), (" - ", "－")] {
            text = text.replace(half, full);
        }
    }
    let equations = counted(count, "equation");
    let words =
        words!("{year} 年表样：{table} {text}（共 {count} 条）", "{year} form: {table} {text} ({equations})");
    words.in_lang(lang).to_owned()
}
