//! Texts of a workbook that nothing takes: reported with their cells, so that none is lost.
//!
//! Words that a form prints, notes at tables and what is too short to be a sentence are not texts
//! of a report.

use std::collections::HashSet;

use super::aside::{is_aside, speaks};
use super::keys;
use super::labels::{SHORT, What, said_in};
use super::page;
use super::region::Region;
use super::texts::{Texts, sheets};
use crate::document::{Book, CellName, Content};
use crate::form::{
    EARLIER_GUIDE, FRAME, Form, Forms, GUIDE, STATE, fold, is_heading, nearest, number_of_line, spellings,
};
use crate::lang::half_width;
use crate::matcher::{FoundTable, simplified};

/// The same in the rows and columns of a table, where labels are.
const SHORT_IN_TABLE: usize = 20;
/// More places of a sheet are reported as one.
const MOST_REGIONS: usize = 8;

/// The words that forms print.
pub(super) struct Known<'f> {
    forms: &'f Forms,
    words: HashSet<String>, // looked up, never walked
}

impl<'f> Known<'f> {
    pub(super) fn new(forms: &'f Forms) -> Self {
        let mut words = HashSet::new();
        for form in forms.all() {
            let sections = form.sections.iter().flat_map(|section| [section.name.as_str(), &section.heading]);
            let blocks =
                form.sections.iter().flat_map(|section| &section.table).flat_map(|table| &table.blocks);
            let blocks =
                blocks.flat_map(|block| block.caption.iter().chain(&block.corner)).map(String::as_str);
            let filling = form.filling.iter().map(String::as_str);
            let all = sections.chain(blocks).chain(filling).chain([form.basis.as_str(), form.title.as_str()]);
            words.extend(
                all.chain(FRAME.iter().chain(GUIDE).chain(EARLIER_GUIDE).copied()).flat_map(spellings),
            );
        }
        words.remove("");
        Self { forms, words }
    }

    /// Whether a text is one of them, in simplified or traditional characters.
    fn has(&self, text: &str) -> bool {
        self.is_one(text) || simplified(text).is_some_and(|text| self.is_one(&text))
    }

    fn is_one(&self, text: &str) -> bool {
        let spelled = spellings(text);
        spelled.iter().any(|spelling| self.words.contains(spelling))
            || self.forms.all().any(|form| !form.labels.named(&spelled).is_empty())
    }
}

/// How sure it is that what nothing took is a text of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// It is none where no other is next to it.
    Beside,
    /// It is short, and may be one.
    Short,
    /// It is one.
    Text,
}

/// Something that nothing took.
struct Loose {
    cell: CellName,
    kind: Kind,
    text: String,
}

/// Where texts are on a sheet, with the first of them.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) regions: Vec<Region>,
    pub(super) at: CellName,
    pub(super) first: String,
    /// They are short, and may be no texts of a report.
    pub(super) is_short: bool,
    /// They are paragraphs, and not cells of a sheet.
    pub(super) on_page: bool,
}

/// Texts that nothing took.
#[derive(Debug, Clone, Default)]
pub(super) struct Unread {
    /// Where they are, sheet by sheet.
    pub(super) found: Vec<Found>,
    /// Sentences that say that empty cells are zeros, which is not how it is declared.
    pub(super) zeros: Vec<CellName>,
}

/// Finds the texts that neither the tables nor the sections took.
pub(super) fn find(book: &Book, form: &Form, forms: &Forms, tables: &[FoundTable], texts: &Texts) -> Unread {
    let known = Known::new(forms);
    let mut unread = Unread::default();
    for (number, sheet) in sheets(book) {
        let mut loose: Vec<Loose> = Vec::new();
        let mut remark: Option<u32> = None;
        for cell in &sheet.cells {
            let Content::Text(text) = &cell.content else { continue };
            let name = CellName { sheet: number, row: cell.row, column: cell.column };
            let begins = said_in(form, text).iter().any(|(what, _)| *what == What::Remark);
            // 填表说明 with numbered lines below it.
            let arabic = text.trim_start().starts_with(|c: char| half_width(c).is_ascii_digit());
            let numbered = arabic && number_of_line(text).is_some();
            let goes_on = numbered && remark.is_some_and(|row| cell.row <= row + 1);
            if begins || goes_on {
                remark = Some(cell.row);
                if says_zeros(text) {
                    unread.zeros.push(name);
                }
                continue;
            }
            let guide = numbered && sheet.name.contains("说明");
            let matched = tables.iter().any(|found| found.has(name));
            if texts.taken.contains(&name) || matched || guide || known.has(text) {
                continue;
            }
            if says_zeros(text) {
                unread.zeros.push(name);
                continue;
            }
            if sheet.is_text && page::is_around(text) {
                continue;
            }
            let in_table = tables.iter().any(|found| found.spans(name));
            if let Some(kind) = kind_of(form, text, in_table) {
                // 填表须知 and the like are about the form; before the report, a page has its menus.
                let first = texts.taken.iter().find(|cell| cell.sheet == number);
                let is_menu = sheet.is_text && first.is_none_or(|first| name < *first);
                let about = ["说明", "须知", "目录"].iter().any(|word| sheet.name.contains(word)) || is_menu;
                let kind = if about && kind == Kind::Short { Kind::Beside } else { kind };
                loose.push(Loose { cell: name, kind, text: text.clone() });
            }
        }
        unread.found.extend(found(loose, sheet.is_text));
    }
    unread
}

/// Whether a text is the title of a table whatever it speaks of: 我局依申请公开情况统计表.
fn is_table_title(solid: &str) -> bool {
    const ENDS: [&str; 6] = ["统计表", "情况表", "汇总表", "一览表", "明细表", "填报表"];
    const LONGEST: usize = 30;
    let is_plain = solid.chars().all(char::is_alphanumeric);
    is_plain && solid.chars().count() <= LONGEST && ENDS.iter().any(|end| solid.ends_with(end))
}

/// Whether a text may be one of the report, and how surely so.
fn kind_of(form: &Form, text: &str, in_table: bool) -> Option<Kind> {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let nothing =
        !solid.chars().any(char::is_alphabetic) || keys::year(&solid).is_some() || keys::date(text).is_some();
    let sentence = solid.contains(['。', '！', '？', '；']);
    // The name of a unit, the title of a table.
    let speaks = speaks(&solid);
    let unit = keys::is_organ(&keys::unit(text).name) && !solid.contains("报告") && !speaks;
    let table = solid.ends_with('表') && (!speaks || is_table_title(&solid));
    let title = !sentence && (form.is_title(text) || table || unit);
    let state = ["勾稽关系", STATE].iter().any(|state| solid.starts_with(state));
    if nothing || title || state || keys::measures(text).is_some() {
        return None;
    }
    let length = solid.chars().count();
    let longest = if in_table { SHORT_IN_TABLE } else { SHORT };
    let sure = sentence || length > longest || !in_table && is_heading(text);
    let is_label = !sentence && is_like_label(form, &solid);
    if sure && !is_label {
        return Some(Kind::Text);
    }
    let beside = is_label || is_aside(form, text);
    (!in_table).then_some(if beside { Kind::Beside } else { Kind::Short })
}

/// A label with a slip was reported by the matcher: about as long as a label of the form, and like
/// it.
fn is_like_label(form: &Form, text: &str) -> bool {
    const MOST_MORE: usize = 3;
    let length = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let own = length(text);
    let labels = form.nodes.iter().flat_map(|node| [node.label.as_str(), node.name.as_str()]);
    let near = labels.filter(|label| length(label).abs_diff(own) <= MOST_MORE);
    !nearest(text, near).is_empty()
}

/// A sentence that says that empty cells are zeros.
fn says_zeros(text: &str) -> bool {
    let folded = fold(text);
    let empty = ["空格", "空白", "空着", "未填"].iter().any(|word| folded.contains(word));
    let zero = ["按零", "按0", "为零", "为0", "作零", "作0", "计零", "计0", "视同0", "视同零"];
    empty && folded.chars().count() <= 30 && zero.iter().any(|word| folded.contains(word))
}

/// The cells of a sheet as few regions, column by column: those that surely are texts, and those
/// that may be.
fn found(mut loose: Vec<Loose>, on_page: bool) -> Vec<Found> {
    loose.sort_by_key(|one| (one.cell.column, one.cell.row));
    let mut regions: Vec<(Region, Kind, CellName, String)> = Vec::new();
    for Loose { cell, kind, text } in loose {
        let Some(one) = Region::of([cell]) else { continue };
        match regions.last_mut() {
            Some((region, most, first, words))
                if region.right == one.left && one.top <= region.bottom + 2 =>
            {
                *region = region.and(one);
                if kind > *most {
                    (*most, *first, *words) = (kind, cell, text);
                }
            }
            _ => regions.push((one, kind, cell, text)),
        }
    }
    let of_kind = |wanted: Kind| {
        let mut here: Vec<_> = regions.iter().filter(|(_, kind, ..)| *kind == wanted).collect();
        here.sort_by_key(|(region, ..)| region.first());
        let (_, _, at, first) = here.iter().min_by_key(|(_, _, cell, _)| *cell)?;
        let mut regions: Vec<Region> = here.iter().map(|(region, ..)| *region).collect();
        if regions.len() > MOST_REGIONS {
            regions = regions.into_iter().reduce(Region::and).into_iter().collect();
        }
        Some(Found { regions, at: *at, first: first.clone(), is_short: wanted == Kind::Short, on_page })
    };
    [Kind::Text, Kind::Short].into_iter().filter_map(of_kind).collect()
}

#[cfg(test)]
mod tests {
    use super::is_table_title;

    #[test]
    fn titles_of_tables_may_speak_of_us() {
        for title in ["我局依申请公开情况统计表", "全年收到申请汇总表"] {
            assert!(is_table_title(title), "{title}");
        }
        for text in ["我局已办结，详见统计表", "已公开的内容见附表", "我局完成表"] {
            assert!(!is_table_title(text), "{text}");
        }
    }
}
