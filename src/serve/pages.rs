//! The pages of the preview: all reports with their state, and each report with its findings next
//! to it.
//!
//! The report is in a frame of its own, as every reader will see it; the page around it marks
//! the figures in it. Figures are found by their order in the document, so that no template has to
//! know of the preview.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use serde::Serialize;
use tera::{Context, Tera};

use super::snapshot::{Open, Snapshot};
use crate::diagnose::{Reporter, Shown, visible};
use crate::finding::{Finding, Subject};
use crate::lang::{Lang, Words};
use crate::make::{Item, Missing, UNIT_UNLISTED, Unread, as_link};
use crate::office::status::html_table;
use crate::place::Spot;
use crate::render::{Format, Role, View};
use crate::rule::{About, Level};
use crate::rulebook;

/// The style of all pages.
pub(super) const CSS: &str = include_str!("pages/preview.css");
/// What pages do.
pub(super) const JS: &str = include_str!("pages/preview.js");

/// The templates of the pages, which are the program's own: a project's templates cannot break
/// them.
static TERA: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.add_raw_templates([
        ("frame.html", include_str!("pages/frame.html")),
        ("index.html", include_str!("pages/index.html")),
        ("report.html", include_str!("pages/report.html")),
        ("status.html", include_str!("pages/status.html")),
        ("message.html", include_str!("pages/message.html")),
    ])
    .expect("the program's own templates parse");
    tera
});

#[derive(Serialize)]
struct IndexPage {
    years: Vec<Year>,
    counts: Counts,
    /// The units that have not submitted, by year.
    missing: Vec<MissingView>,
    /// Reports of units that the roster does not know, and files that were not read.
    unlisted: Vec<Unlisted>,
    unread: Vec<UnreadView>,
}

#[derive(Serialize)]
struct MissingView {
    year: u16,
    units: Vec<String>,
}

#[derive(Serialize)]
struct Unlisted {
    unit: String,
    link: String,
    year: u16,
    file: String,
}

#[derive(Serialize)]
struct UnreadView {
    file: String,
    reason: String,
}

/// How many reports there are of each state.
#[derive(Default, Serialize)]
struct Counts {
    all: usize,
    error: usize,
    warning: usize,
    sound: usize,
}

impl Counts {
    fn of(rows: impl Iterator<Item = &'static str>) -> Self {
        let mut counts = Self::default();
        for state in rows {
            counts.all += 1;
            match state {
                "error" => counts.error += 1,
                "warning" => counts.warning += 1,
                _ => counts.sound += 1,
            }
        }
        counts
    }
}

#[derive(Serialize)]
struct Year {
    year: u16,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    unit: String,
    link: String,
    file: String,
    /// `error`, `warning` or `sound`: its worst.
    state: &'static str,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct ReportPage<'a> {
    unit: &'a str,
    link: String,
    year: u16,
    file: &'a str,
    errors: usize,
    warnings: usize,
    formats: Vec<FormatView>,
    findings: Vec<FindingView>,
    /// JSON of the marks, for the page's own program.
    marks: String,
}

#[derive(Serialize)]
struct FormatView {
    name: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct FindingView {
    number: usize,
    level: &'static str,
    word: &'static str,
    rule: String,
    clause: String,
    place: String,
    waived: bool,
    notes: Vec<(&'static str, String)>,
    /// What the rule is called, and what it checks.
    title: String,
    explain: String,
}

/// What the page knows of the report in the frame.
#[derive(Serialize)]
struct Marks {
    cells: Vec<CellMark>,
    findings: Vec<FindingMark>,
}

#[derive(Serialize)]
struct CellMark {
    address: String,
    place: String,
}

#[derive(Serialize)]
struct FindingMark {
    level: &'static str,
    clause: String,
    /// The cell, by its order in the document.
    cell: Option<usize>,
    /// Cells that take part.
    parts: Vec<usize>,
    /// The section, where it is about a text.
    section: Option<String>,
}

/// All reports with their state.
pub(super) fn index(snapshot: &Snapshot, version: &str) -> String {
    let (open, items) = match snapshot.open() {
        Ok(opened) => opened,
        Err(why) => return message(why, snapshot.lang()),
    };
    let mut years: Vec<u16> = items.iter().map(|item| item.identity.year).collect();
    years.sort_unstable();
    years.dedup();
    let state = |item: &Arc<Item>| match (item.count(Level::Error), item.count(Level::Warning)) {
        (0, 0) => "sound",
        (0, _) => "warning",
        _ => "error",
    };
    let row = |item: &Arc<Item>| Row {
        state: state(item),
        unit: item.unit().to_owned(),
        link: as_link(&item.identity.stem),
        file: item.places.source.path.clone(),
        errors: item.count(Level::Error),
        warnings: item.count(Level::Warning),
    };
    let rows = |year: u16| {
        let mut rows: Vec<Row> = items.iter().filter(|item| item.identity.year == year).map(row).collect();
        rows.sort_by_cached_key(|row| {
            (open.project.roster.position(&row.unit).unwrap_or(usize::MAX), row.file.clone())
        });
        rows
    };
    let years = years.iter().rev().map(|&year| Year { year, rows: rows(year) }).collect();
    let counts = Counts::of(items.iter().map(state));
    let page = IndexPage {
        years,
        counts,
        missing: missing(snapshot),
        unlisted: items.iter().filter_map(|item| unlisted(item)).collect(),
        unread: unread(snapshot),
    };
    render("index.html", &page, snapshot.lang(), version)
}

/// The units that have not submitted, by year.
fn missing(snapshot: &Snapshot) -> Vec<MissingView> {
    let by_year = snapshot.absent().0.chunk_by(|a, b| a.year == b.year);
    let of_year = |all: &[Missing]| MissingView {
        year: all[0].year,
        units: all.iter().map(|one| visible(&one.unit).into_owned()).collect(),
    };
    by_year.map(of_year).collect()
}

/// A report of a unit that the roster does not know.
fn unlisted(item: &Item) -> Option<Unlisted> {
    let is_unlisted = item.findings.iter().any(|finding| finding.rule == UNIT_UNLISTED.id);
    is_unlisted.then(|| Unlisted {
        unit: item.unit().to_owned(),
        link: as_link(&item.identity.stem),
        year: item.identity.year,
        file: item.places.source.path.clone(),
    })
}

/// The files that were not read, each with the reason.
fn unread(snapshot: &Snapshot) -> Vec<UnreadView> {
    let all = snapshot.absent().1.iter();
    let view = |one: &Unread| UnreadView {
        file: visible(one.shown()).into_owned(),
        reason: one.finding.clause.in_lang(snapshot.lang()).to_owned(),
    };
    all.map(view).collect()
}

#[derive(Serialize)]
struct StatusPage {
    /// The table, ready for the page; empty where there is none.
    table: String,
}

/// Who has submitted, by unit.
pub(super) fn status(snapshot: &Snapshot, version: &str) -> String {
    let lang = snapshot.lang();
    match snapshot.status() {
        Err(why) => message(why, lang),
        Ok(status) => {
            let table = status.map(|status| html_table(status, lang)).unwrap_or_default();
            render("status.html", &StatusPage { table }, lang, version)
        }
    }
}

/// A report with its findings.
///
/// # Errors
/// A page that says that there is no such report, or no longer.
pub(super) fn report(snapshot: &Snapshot, version: &str, year: u16, stem: &str) -> Result<String, String> {
    let (open, items) = match snapshot.open() {
        Ok(opened) => opened,
        Err(why) => return Ok(message(why, snapshot.lang())),
    };
    let Some(index) = snapshot.find(year, stem) else {
        return Err(gone(year, stem, snapshot.lang()));
    };
    let item = &items[index];
    let last = item.last.as_deref().and_then(|last| Some((last.form(&open.project)?, &*last.places)));
    let shown = Shown { form: item.form(&open.project), places: &item.places, last };
    let lang = snapshot.lang();
    let rules = rulebook::all(&open.project.forms);
    let findings = item.findings.iter().enumerate();
    let format =
        |format: &'static Format| FormatView { name: format.name, title: format.title.in_lang(lang) };
    let page = ReportPage {
        unit: item.unit(),
        link: as_link(&item.identity.stem),
        year: item.identity.year,
        file: &item.places.source.path,
        errors: item.count(Level::Error),
        warnings: item.count(Level::Warning),
        formats: open.project.formats(item.unit(), &[]).into_iter().map(format).collect(),
        findings: findings
            .map(|(number, finding)| finding_view(number, finding, &shown, &rules, lang))
            .collect(),
        // Nothing in a script ends it but `<`.
        marks: serde_json::to_string(&marks(open, item, lang))
            .expect("strings and numbers can be written as JSON")
            .replace('<', "\\u003c"),
    };
    Ok(render("report.html", &page, lang, version))
}

/// A page in the place of another.
#[derive(Serialize)]
struct MessagePage<'a> {
    heading: &'a str,
    advice: &'a str,
    message: &'a str,
}

fn message_page(heading: &Words, advice: &Words, message: &str, lang: Lang) -> String {
    let (heading, advice) = (heading.in_lang(lang), advice.in_lang(lang));
    render("message.html", &MessagePage { heading, advice, message }, lang, "")
}

/// A page that says what has to be fixed before there is anything to show.
pub(super) fn message(why: &str, lang: Lang) -> String {
    let heading = Words::fixed("请先处理下列问题", "Please fix this first");
    let advice =
        Words::fixed("改好保存后，本页会自动恢复。", "The page comes back by itself once it is fixed.");
    message_page(&heading, &advice, why, lang)
}

/// A page that says that a report is gone.
fn gone(year: u16, stem: &str, lang: Lang) -> String {
    let heading = Words::fixed("没有这份报告", "No such report");
    let advice = words!(
        "{year}/{stem} 的数据文件可能已删除或改名。",
        "The data file of {year}/{stem} may have been deleted or renamed."
    );
    message_page(&heading, &advice, "", lang)
}

/// A page that says that there is no page at this address.
pub(super) fn no_page(lang: Lang) -> String {
    let heading = Words::fixed("没有这个页面", "No such page");
    let advice = Words::fixed("请从全部报告里选择。", "Please choose from all reports.");
    message_page(&heading, &advice, "", lang)
}

fn finding_view(
    number: usize,
    finding: &Finding,
    shown: &Shown,
    rules: &[&About],
    lang: Lang,
) -> FindingView {
    let reporter = Reporter { lang, color: false };
    let source = &shown.places.source;
    let about = rules.iter().find(|about| about.id == finding.rule);
    let about = about.expect("the rulebook has every rule that is reported");
    // What to change comes first, what it was reckoned from after it.
    let mut notes = reporter.notes(finding, shown);
    let likely = finding.likely.as_ref().map(|words| words.in_lang(lang));
    notes.sort_by_key(|(_, text)| Some(text.as_str()) != likely);
    FindingView {
        number,
        level: finding.level.id(),
        word: finding.level.word(lang),
        rule: finding.rule.to_string(),
        clause: finding.clause.in_lang(lang).to_owned(),
        place: match shown.places.spot(&finding.subject) {
            Spot::Bytes(bytes) => source.place(bytes.start).in_words(lang),
            Spot::File => source.path.clone(),
        },
        waived: finding.waived.is_some(),
        notes,
        title: about.title.in_lang(lang).to_owned(),
        explain: about.explain.in_lang(lang).to_owned(),
    }
}

fn marks(open: &Open, item: &Item, lang: Lang) -> Marks {
    let (Some(form), Some(document)) = (item.form(&open.project), item.shown(&open.project)) else {
        return Marks { cells: Vec::new(), findings: Vec::new() };
    };
    let addresses = addresses(&document.view);
    let by_address: HashMap<&str, usize> =
        addresses.iter().enumerate().map(|(index, address)| (address.as_str(), index)).collect();
    let cell_of = |id| by_address.get(form.spec(id).address.as_str()).copied();
    let mut places: HashMap<&str, String> = HashMap::new();
    for id in form.ids() {
        if let Some(bytes) = item.places.figure(id) {
            places.insert(&form.spec(id).address, item.places.source.place(bytes.start).to_string());
        }
    }
    let derived = lang.pick("没有填写，由其他数推算", "not given: derived from other figures");
    let cells = addresses.iter().map(|address| CellMark {
        address: address.clone(),
        place: places.get(address.as_str()).cloned().unwrap_or_else(|| derived.to_owned()),
    });
    let findings = item.findings.iter().map(|finding| FindingMark {
        level: if finding.waived.is_some() { "waived" } else { finding.level.id() },
        clause: finding.clause.in_lang(lang).to_owned(),
        cell: if let Subject::Figure(id) = finding.subject { cell_of(id) } else { None },
        parts: finding
            .operands
            .iter()
            .filter(|operand| !operand.last)
            .filter_map(|operand| cell_of(operand.figure))
            .collect(),
        section: match finding.subject {
            Subject::Section(index) | Subject::Quote(Some(index), _) => {
                form.sections.get(index).map(|section| section.key.clone())
            }
            _ => None,
        },
    });
    Marks { cells: cells.collect(), findings: findings.collect() }
}

/// The addresses of the figures in the order in which a page has them.
fn addresses(view: &View) -> Vec<String> {
    let tables = view.sections.iter().filter_map(|section| section.table.as_ref());
    let cells = tables.flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    cells.filter(|cell| cell.role == Role::Value).map(|cell| cell.address.clone()).collect()
}

fn render(template: &str, page: &impl Serialize, lang: Lang, version: &str) -> String {
    let mut context = Context::from_serialize(page).expect("a page is a map");
    context.insert("en", &(lang == Lang::En));
    context.insert("glue", lang.pick("、", ", "));
    context.insert("version", version);
    TERA.render(template, &context).expect("the program's own templates ask for what there is")
}
