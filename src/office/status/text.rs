//! The table for people: in a terminal, on a page, and the text to send to those who are missing.

use std::fmt::Write;
use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};
use unicode_width::UnicodeWidthStr;

use super::{Row, State, Status};
use crate::diagnose::visible;
use crate::lang::{Lang, Words, counted};

/// The counts in one sentence.
#[must_use]
pub fn summary(status: &Status) -> Words {
    let counts = &status.counts;
    let errors: usize =
        status.rows.iter().filter(|row| row.state == State::Findings).map(|row| row.errors).sum();
    let join = |parts: &[(usize, String)], between: &str| {
        let there = parts.iter().filter(|(count, _)| *count > 0).map(|(_, text)| text.as_str());
        there.collect::<Vec<_>>().join(between)
    };
    let received = [
        (counts.sound, words!("{} 无误", counts.sound; "{} sound", counts.sound)),
        (
            counts.findings,
            words!("{} 有误 {errors} 处", counts.findings; "{} with {}", counts.findings, counted(errors, "error")),
        ),
        (counts.duplicate, words!("{} 重复", counts.duplicate; "{} with several files", counts.duplicate)),
    ];
    let others = [
        (counts.unreadable, words!("{} 不能读", counts.unreadable; "{} unreadable", counts.unreadable)),
        (counts.missing, words!("{} 未报送", counts.missing; "{} missing", counts.missing)),
    ];
    let of = |parts: &[(usize, Words)], lang: Lang| {
        let parts: Vec<(usize, String)> =
            parts.iter().map(|(count, words)| (*count, words.in_lang(lang).to_owned())).collect();
        join(&parts, lang.pick("，", ", "))
    };
    let whole = |lang: Lang| {
        let mut text = match lang {
            Lang::Zh => format!("{} 年度 {} 个单位：{} 已报送", status.year, counts.listed, counts.received),
            Lang::En => {
                format!("{}: {}, {} received", status.year, counted(counts.listed, "unit"), counts.received)
            }
        };
        let inside = of(&received, lang);
        if !inside.is_empty() {
            let _ = write!(text, "{}{inside}{}", lang.pick("（", " ("), lang.pick("）", ")")); // a String
        }
        let rest = of(&others, lang);
        if !rest.is_empty() {
            let _ = write!(text, "{}{rest}", lang.pick("，", ", "));
        }
        if counts.unlisted > 0 {
            let _ = write!(text, "{} {}", lang.pick("；名录外", "; unlisted"), counts.unlisted);
        }
        text
    };
    Words::new(whole(Lang::Zh), whole(Lang::En))
}

/// The table, a line for each unit, those that need something first; of more than `most` units
/// those that need nothing are only counted.
#[must_use]
pub fn table(status: &Status, most: usize, lang: Lang) -> String {
    let mut rows: Vec<&Row> = status.rows.iter().collect();
    rows.sort_by_key(|row| row.state == State::Sound); // it keeps the order of the roster
    let hidden = if rows.len() > most {
        let before = rows.len();
        rows.retain(|row| row.state != State::Sound);
        before - rows.len()
    } else {
        0
    };
    let width = |text: &str| UnicodeWidthStr::width(text);
    let pad = |text: &str, wide: usize| format!("{text}{}", " ".repeat(wide.saturating_sub(width(text))));
    let state = |row: &Row| row.state.words().in_lang(lang).to_owned();
    let names: Vec<String> = rows.iter().map(|row| visible(&row.unit).into_owned()).collect();
    let widest = names.iter().map(|name| width(name)).max().unwrap_or_default().min(40);
    let wide_state = rows.iter().map(|row| width(&state(row))).max().unwrap_or_default();
    let mut text = String::new();
    for (row, name) in rows.iter().zip(&names) {
        let mut parts = Vec::new();
        if row.errors > 0 {
            parts.push(words!("强制性 {} 处", row.errors; "{}", counted(row.errors, "error")));
        }
        if row.warnings > 0 {
            parts.push(words!("核实性 {} 处", row.warnings; "{}", counted(row.warnings, "warning")));
        }
        let parts: Vec<&str> = parts.iter().map(|words| words.in_lang(lang)).collect();
        let since = row.since.clone().unwrap_or_default();
        let last = if row.state == State::Missing {
            row.contact.clone().unwrap_or_default()
        } else {
            row.files.join(lang.pick("、", ", "))
        };
        let line = [
            pad(&state(row), wide_state),
            pad(name, widest),
            since,
            parts.join(lang.pick("，", ", ")),
            visible(&last).into_owned(),
        ];
        let line: Vec<&str> = line.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let _ = writeln!(text, "{}", line.join("  ").trim_end()); // writing to a String cannot fail
    }
    if hidden > 0 {
        let words = words!(
            "无误的 {hidden} 个单位没有列出，用 -v 全部列出\n",
            "{hidden} sound units are not listed; -v lists all\n"
        );
        text.push_str(words.in_lang(lang));
    }
    text
}

/// What to send to those who are missing; nothing where nobody is.
#[must_use]
pub fn letter(status: &Status) -> Words {
    let missing: Vec<&Row> = status.missing().collect();
    if missing.is_empty() {
        return Words::fixed("", "");
    }
    let line = |lang: Lang| {
        let one = |(number, row): (usize, &&Row)| {
            let contact = row.contact.as_deref().map_or_else(String::new, |contact| match lang {
                Lang::Zh => format!("（联系人：{contact}）"),
                Lang::En => format!(" (contact: {contact})"),
            });
            format!("{number}. {}{contact}\n", row.unit)
        };
        (1..).zip(&missing).map(one).collect::<String>()
    };
    let (year, count) = (status.year, missing.len());
    words!(
        "以下 {count} 个单位还没有报送 {year} 年度政府信息公开工作年度报告，请尽快报送：\n{}", line(Lang::Zh);
        "{} not submitted the report for {year} yet; please do so as soon as possible:\n{}",
        if count == 1 { "The following unit has".to_owned() } else { format!("The following {count} units have") },
        line(Lang::En)
    )
}

static TERA: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.add_raw_templates([
        ("table.html", include_str!("table.html")),
        ("page.html", include_str!("page.html")),
    ])
    .expect("the program's own templates parse");
    tera
});

#[derive(Serialize)]
struct Page<'a> {
    en: bool,
    year: u16,
    summary: &'a str,
    letter: &'a str,
    rows: Vec<PageRow<'a>>,
}

#[derive(Serialize)]
struct PageRow<'a> {
    unit: &'a str,
    id: &'static str,
    state: String,
    errors: usize,
    warnings: usize,
    since: &'a str,
    contact: &'a str,
    files: &'a [String],
}

fn rendered(template: &str, status: &Status, lang: Lang) -> String {
    let (summary, letter) = (summary(status), letter(status));
    let row = |row: &'_ Row| (row.state.words().in_lang(lang).to_owned(), row.state.id());
    let rows = status.rows.iter().map(|one| {
        let (state, id) = row(one);
        PageRow {
            unit: &one.unit,
            id,
            state,
            errors: one.errors,
            warnings: one.warnings,
            since: one.since.as_deref().unwrap_or_default(),
            contact: one.contact.as_deref().unwrap_or_default(),
            files: &one.files,
        }
    });
    let page = Page {
        en: lang == Lang::En,
        year: status.year,
        summary: summary.in_lang(lang),
        letter: letter.in_lang(lang),
        rows: rows.collect(),
    };
    let context = Context::from_serialize(&page).expect("a page is a map");
    TERA.render(template, &context).expect("the program's own templates ask for what there is")
}

/// The table for a page.
///
/// # Panics
/// Never: the template is the program's own.
#[must_use]
pub fn html_table(status: &Status, lang: Lang) -> String {
    rendered("table.html", status, lang)
}

/// A page of its own, in one file.
///
/// # Panics
/// Never: the template is the program's own.
#[must_use]
pub fn html_page(status: &Status, lang: Lang) -> String {
    rendered("page.html", status, lang)
}
