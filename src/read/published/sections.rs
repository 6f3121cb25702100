//! The texts of a report in a document: what is between the headings, without what a site puts
//! around it.

use super::head;
use super::lines::is_page_number;
use super::stream::{Line, around, is_within};
use crate::document::Book;
use crate::form::{CORRECTIONS, Form, Sure, is_heading, nearest, number_of_line};
use crate::model::UnitName;
use crate::read::keys;
use crate::read::page::{attachment, is_around, may_be_around};

/// The lines of the parts of a report.
#[derive(Debug, Clone, Default)]
pub(super) struct Sections {
    /// For each section of the form the line of its heading.
    pub(super) headings: Vec<Option<usize>>,
    /// For each section its lines.
    pub(super) texts: Vec<Vec<Part>>,
    pub(super) preface: Vec<Part>,
    /// 成文日期, by its line.
    pub(super) date: Option<usize>,
    /// The lines below the heading of the corrections.
    pub(super) corrections: Vec<Part>,
    /// The first line after the report.
    pub(super) end: usize,
    /// What is said after that, where the report is.
    pub(super) after: Vec<usize>,
}

/// A line, or the part of one after its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) line: usize,
    pub(super) text: String,
}

/// A heading with what follows in its line.
struct Heading {
    section: usize,
    sure: Sure,
    rest: String,
}

/// Finds the parts of a report; `title` is the last line of the title.
pub(super) fn find(
    book: &Book,
    lines: &[Line],
    form: &Form,
    title: Option<usize>,
    unit: Option<&str>,
) -> Sections {
    // Long: what a section is depends on all that were found before it.
    let mut found = Sections {
        headings: vec![None; form.sections.len()],
        texts: vec![Vec::new(); form.sections.len()],
        ..Sections::default()
    };
    let headings = headings(lines, form);
    for (line, heading) in &headings {
        found.headings[heading.section] = Some(*line);
    }
    let elements = &book.web.elements;
    let of: Vec<usize> = headings.iter().filter_map(|(line, _)| lines[*line].within).collect();
    let outer = if of.len() > 1 { around(elements, &of) } else { None };
    let inside = |line: &Line| match (outer, line.within) {
        (Some(outer), Some(element)) => is_within(elements, element, outer),
        _ => true,
    };
    let last = headings.last().map_or(lines.len(), |(line, _)| *line);
    found.end = end(book, lines, last, unit, &inside);
    let corrections = (last..lines.len()).find(|&at| lines[at].solid() == CORRECTIONS);
    if let Some(at) = corrections {
        found.end = found.end.min(at);
        let below = (at + 1..lines.len()).filter(|&line| is_said(&lines[line]));
        found.corrections = below.map(|line| Part { line, text: lines[line].text.clone() }).collect();
    }
    if corrections.is_none() {
        found.after = after(book, lines, found.end, unit, &inside);
    }
    found.date = (last..lines.len().min(found.end + 4)).find(|&at| head::date(&lines[at].text).is_some());
    for (index, (line, heading)) in headings.iter().enumerate() {
        let next = headings.get(index + 1).map_or(found.end, |(line, _)| *line);
        let text = &mut found.texts[heading.section];
        if !heading.rest.is_empty() {
            text.push(Part { line: *line, text: heading.rest.clone() });
        }
        let own = (line + 1..next.max(line + 1)).filter(|&at| inside(&lines[at]) && is_said(&lines[at]));
        text.extend(own.map(|at| Part { line: at, text: lines[at].text.clone() }));
    }
    if let Some((first, _)) = headings.first() {
        let from = title.filter(|title| title < first).map(|title| title + 1);
        let speaks = |at: usize| {
            let text = &lines[at].text;
            from.is_some() || text.ends_with('。') || text.contains("条例")
        };
        // What a site says of a page stands between the title and the text.
        let start = from.unwrap_or_default();
        let start =
            (start..*first).find(|&at| from.is_none() || !may_be_around(&lines[at].text)).unwrap_or(start);
        let own = (start..*first).filter(|&at| {
            let line = &lines[at];
            is_said(line)
                && !line.in_table
                && !is_around(&line.text)
                && !form.is_title(&line.text)
                && !line.text.contains(DRAFT)
                && speaks(at)
                && (from.is_some() || inside(line))
        });
        found.preface = own.map(|at| Part { line: at, text: lines[at].text.clone() }).collect();
    }
    found
}

/// Shorter text is no sentence of a report, in characters.
const SENTENCE: usize = 10;

/// More lines that may be headings are no report.
const MOST_HEADINGS: usize = 500;

fn is_said(line: &Line) -> bool {
    line.picture.is_none() && !line.text.is_empty()
}

/// The headings of sections, in the order of the document: the surest of each, as many as come in
/// the order of the form, and of several the last, for a list of contents comes first.
fn headings(lines: &[Line], form: &Form) -> Vec<(usize, Heading)> {
    let mut all: Vec<(usize, Heading)> =
        (0..lines.len()).filter_map(|at| Some((at, heading(&lines[at], form)?))).collect();
    let surest = |section: usize| {
        let own = all.iter().filter(|(_, one)| one.section == section);
        own.map(|(_, one)| one.sure).max()
    };
    let surest: Vec<Option<Sure>> = (0..form.sections.len()).map(surest).collect();
    all.retain(|(_, one)| Some(one.sure) == surest[one.section]);
    all.truncate(MOST_HEADINGS);
    // For each the longest row of headings that begins with it, and its next.
    let mut best: Vec<(usize, Option<usize>)> = vec![(1, None); all.len()];
    for at in (0..all.len()).rev() {
        for next in (at + 1..all.len()).filter(|&next| all[next].1.section > all[at].1.section) {
            if best[next].0 + 1 >= best[at].0 {
                best[at] = (best[next].0 + 1, Some(next));
            }
        }
    }
    let first = (0..all.len()).max_by_key(|&at| (best[at].0, at));
    let chosen: Vec<usize> = std::iter::successors(first, |&at| best[at].1).collect();
    let mut numbers = 0..;
    all.retain(|_| numbers.next().is_some_and(|number: usize| chosen.contains(&number)));
    all
}

/// The heading that a line is, or begins with.
fn heading(line: &Line, form: &Form) -> Option<Heading> {
    /// A longer line is no heading, in characters.
    const LONGEST: usize = 40;
    let text = line.text.trim();
    let solid = line.solid();
    if solid.chars().count() <= LONGEST
        && let Some((section, sure)) = form.heading(&solid)
    {
        return Some(Heading { section, sure, rest: String::new() });
    }
    // 六、其他需要报告的事项。本年度无。
    let words = form.numbered_heading(text)?;
    if let Some(section) = likely(form, &solid, words) {
        return Some(Heading { section, sure: Sure::Variant, rest: String::new() });
    }
    let ends = text.char_indices().filter(|(_, c)| "。：: \u{3000}\t".contains(*c)).take(4);
    ends.into_iter().find_map(|(at, c)| {
        let own: String = text[..at].chars().filter(|c| !c.is_whitespace()).collect();
        let (section, sure) = form.heading(&own).filter(|_| own.chars().count() <= LONGEST)?;
        let rest = text[at + c.len_utf8()..].trim().to_owned();
        (form.sections[section].table.is_none() && !rest.is_empty()).then_some(Heading {
            section,
            sure,
            rest,
        })
    })
}

/// The section of a heading with its number and nearly its words: 五、存在的主要问题及整改措施.
fn likely(form: &Form, solid: &str, words: &str) -> Option<usize> {
    let number = usize::try_from(number_of_line(solid)?).ok()?;
    let section = number.checked_sub(1).filter(|&section| section < form.sections.len())?;
    let short = words.chars().count() <= 24 && !words.contains(['。', '，', '；', '：', ':']);
    let own = &form.sections[section];
    let like = !nearest(words, [own.name.as_str()]).is_empty() || own.begins_like(words);
    (own.table.is_none() && short && like).then_some(section)
}

/// The first line after the report: its signature, a date, or what sites put below.
fn end(
    book: &Book,
    lines: &[Line],
    last: usize,
    unit: Option<&str>,
    inside: &impl Fn(&Line) -> bool,
) -> usize {
    let is_link = |text: &str| {
        let name = attachment(text);
        name.is_some_and(|name| book.web.links.iter().any(|(link, _)| link == name || link == text))
    };
    let after = last + 1..lines.len();
    for at in after {
        let line = &lines[at];
        let text = line.text.trim();
        let signed = |name: &str| unit.is_some_and(|unit| UnitName::same(unit, name));
        let dated = (at + 1..lines.len().min(at + 3)).any(|next| head::date(&lines[next].text).is_some());
        let named = keys::unit(text).name;
        let is_name = signed(&named) || dated && named.chars().count() <= 40 && keys::is_organ(&named);
        let is_end = head::date(text).is_some() || is_name && !is_heading(text) && !text.contains('。');
        if is_end || is_around(text) || is_link(text) || !inside(line) && line.picture.is_none() {
            return at;
        }
    }
    lines.len()
}

/// What a document says after the end of the report: sentences, and short lines above whatever a
/// site puts below, which are not a signature and not what offices print on papers.
fn after(
    book: &Book,
    lines: &[Line],
    end: usize,
    unit: Option<&str>,
    inside: &impl Fn(&Line) -> bool,
) -> Vec<usize> {
    let is_link = |text: &str| book.web.links.iter().any(|(link, _)| link == text);
    let is_of_site = |line: &Line| {
        line.picture.is_some() || !inside(line) || is_around(&line.text) || is_link(line.text.trim())
    };
    let site = (end..lines.len()).find(|&at| is_of_site(&lines[at])).unwrap_or(lines.len());
    let speaks = |line: &Line| line.text.chars().count() >= SENTENCE && line.text.ends_with('。');
    let is_own = |&at: &usize| {
        let line = &lines[at];
        let says = speaks(line) || at < site && !is_closing(line.text.trim(), unit);
        says && is_said(line) && inside(line) && !line.in_table && !line.text.contains(DRAFT)
    };
    (end..lines.len()).filter(is_own).collect()
}

/// Whether a line is what a paper ends with: a name, a date, a seal, a number of a page, who gets
/// it.
fn is_closing(text: &str, unit: Option<&str>) -> bool {
    /// What offices print below a paper.
    const PRINTED: &[&str] =
        &["此件", "盖章", "公章", "抄送", "抄报", "主送", "印发", "公开属性", "公开方式"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let name = keys::unit(text).name;
    text.chars().filter(|c| c.is_alphabetic()).count() < 2
        || is_page_number(&words)
        || head::date(text).is_some()
        || unit.is_some_and(|unit| UnitName::same(unit, &name))
        || keys::is_organ(&name)
        || PRINTED.iter().any(|word| text.contains(word))
}

/// What this program prints on drafts.
const DRAFT: &str = "草稿：尚有强制性问题，不得公开";

/// Whether a line begins something: a heading, a title, a numbered part.
pub(super) fn begins(form: &Form, text: &str) -> bool {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    form.heading(&solid).is_some()
        || form.is_title(text)
        || is_heading(text)
        || head::date(text).is_some()
        || number_of_line(text).is_some() && solid.chars().count() <= 20
}
