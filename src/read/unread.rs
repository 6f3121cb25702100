//! Texts of a workbook that nothing takes: reported with their cells, so that none is lost.
//!
//! Words that a form prints, notes at tables and what is too short to be a sentence are not texts
//! of a report.

use std::collections::HashSet;

use super::keys;
use super::labels::{What, said_in};
use super::texts::{SheetReader, Texts};
use crate::document::{CellName, Content};
use crate::form::{Form, Forms, fold, is_heading, nearest, number_of_line, spellings};

/// What is not longer and has no mark of a sentence is no text, in characters.
pub(super) const SHORT: usize = 12;
/// The same in the rows and columns of a table, where labels are.
const SHORT_IN_TABLE: usize = 20;
/// More places of a sheet are reported as one.
const MOST_REGIONS: usize = 8;

/// Cells of a sheet from one corner to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) sheet: usize,
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Region {
    /// The smallest that has all of some cells.
    pub(super) fn of(cells: impl IntoIterator<Item = CellName>) -> Option<Self> {
        let one = |CellName { sheet, row, column }| Self {
            sheet,
            top: row,
            left: column,
            bottom: row,
            right: column,
        };
        cells.into_iter().map(one).reduce(Self::and)
    }

    fn and(self, other: Self) -> Self {
        Self {
            sheet: self.sheet,
            top: self.top.min(other.top),
            left: self.left.min(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.max(other.right),
        }
    }

    /// Whether a cell of its sheet is in it.
    pub(super) fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }

    /// Its first cell.
    pub(super) fn first(&self) -> CellName {
        CellName { sheet: self.sheet, row: self.top, column: self.left }
    }

    /// As spreadsheet programs name it: `A3:B9`.
    pub(super) fn name(&self) -> String {
        let last = CellName { sheet: self.sheet, row: self.bottom, column: self.right };
        if last == self.first() { last.to_string() } else { format!("{}:{last}", self.first()) }
    }
}

/// The words that forms print.
pub(super) struct Known<'f> {
    forms: &'f Forms,
    words: HashSet<String>, // looked up, never walked
}

impl<'f> Known<'f> {
    pub(super) fn new(forms: &'f Forms) -> Self {
        let mut words = HashSet::new();
        for form in &forms.all {
            let sections = form.sections.iter().flat_map(|section| [section.name.as_str(), &section.heading]);
            let blocks =
                form.sections.iter().flat_map(|section| &section.table).flat_map(|table| &table.blocks);
            let blocks =
                blocks.flat_map(|block| block.caption.iter().chain(&block.corner)).map(String::as_str);
            let filling = form.filling.iter().map(String::as_str);
            let all = sections.chain(blocks).chain(filling).chain([form.basis.as_str(), form.title.as_str()]);
            words.extend(all.chain(FRAME.iter().copied()).flat_map(spellings));
        }
        words.remove("");
        Self { forms, words }
    }

    fn has(&self, text: &str) -> bool {
        let spelled = spellings(text);
        spelled.iter().any(|spelling| self.words.contains(spelling))
            || self.forms.all.iter().any(|form| !form.labels.named(&spelled).is_empty())
    }
}

/// What `nianbao form` prints in its workbooks, in this version and in those before.
const FRAME: &[&str] = &[
    "政府信息公开工作年度报告填报表",
    "报告文字",
    "填表说明",
    "只填浅黄色的格子；灰色的是名称和公式，已经锁定。总计自动计算。",
    "没有发生的填 0。不要留空，不要填“/”“—”“无”，不要在格子里写“件”。",
    "每张表上方有一行勾稽关系的提示；不平衡的行、列会标红，改到平衡为止。",
    "有上年数据的，鼠标停在格子上可以看到上年数；从上年报告带过来的数已经填好，请核对。",
    "文字写在“文字”工作表里，一段一行（格子里换行按 Alt+Enter）。文字里的数要与表一致。",
    "不要增删行列，不要改名称；填好后保存成 .xlsx 交回，文件名用单位全称。",
    "请只填浅黄色单元格。灰色部分是名称和公式，已锁定；总计自动计算。",
    "没有发生的请填 0，请勿留空，也勿填“/”“—”“无”；只填数字，不写“件”“万元”。",
    "每张表上方有一行提示，显示还有几格没有填、勾稽关系是否平衡；标红的行、列请核对改正，平衡后再报送。",
    "有上年度数据的，鼠标停在单元格上可看到上年度的数；“上年结转”等已按上年度报告填好，请核对。",
    "报告文字填在“文字”工作表里，每段另起一行（单元格内换行按 Alt+Enter）；文字里的数须与表中一致。",
    "请勿增删行、列，勿改动名称。填好后存为 .xlsx 报送，文件名用单位全称。",
    // Lines of forms that were declared otherwise before.
    "表三每一列都要平衡：本年新收加上年结转，等于办理结果总计加结转下年度继续办理。上年结转须与上年度报告的结转下年度继续办理一致。",
    "信息处理费（元）写在第六部分的文字里，没有收取也要写明；它与表二的行政事业性收费不是一回事。",
];

/// A text that nothing took.
struct Loose {
    cell: CellName,
    /// Whether it is surely a text; others are reported only among such.
    sure: bool,
    text: String,
}

/// Finds the texts of a sheet that nothing took.
pub(super) fn find(sheet: &SheetReader, known: &Known, texts: &mut Texts) {
    let mut loose: Vec<Loose> = Vec::new();
    let mut remark: Option<u32> = None;
    for cell in &sheet.sheet.cells {
        let Content::Text(text) = &cell.content else { continue };
        let name = CellName { sheet: sheet.number, row: cell.row, column: cell.column };
        let begins = said_in(sheet.form, text).iter().any(|(what, _)| *what == What::Remark);
        // 填表说明 with numbered lines below it.
        let numbered = number_of_line(text).is_some() && !is_heading(text);
        let goes_on = remark.is_some_and(|row| cell.row <= row + 1) && numbered;
        let guide = numbered && sheet.sheet.name.contains("说明");
        if begins || goes_on {
            remark = Some(cell.row);
            continue;
        }
        if sheet.taken.contains(&(cell.row, cell.column)) || sheet.is_matched(name) || guide {
            continue;
        }
        if says_zeros(text) && !known.has(text) {
            texts.zeros.push(name);
            continue;
        }
        if let Some(sure) = is_text(sheet, known, name, text) {
            loose.push(Loose { cell: name, sure, text: text.clone() });
        }
    }
    let (regions, first) = regions(loose);
    if !regions.is_empty() {
        texts.unread.push((regions, first));
    }
}

/// Whether a text may be one of the report, and surely so.
fn is_text(sheet: &SheetReader, known: &Known, cell: CellName, text: &str) -> Option<bool> {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let nothing =
        !solid.chars().any(char::is_alphabetic) || keys::year(&solid).is_some() || keys::date(text).is_some();
    if nothing || keys::measures(text).is_some() || sheet.form.is_title(text) || known.has(text) {
        return None;
    }
    if solid.starts_with("勾稽关系") || solid.starts_with("（本列数据的勾稽关系") {
        return None;
    }
    let length = solid.chars().count();
    let sentence = solid.contains(['。', '！', '？']);
    let in_table = sheet.right_of_table(cell.row).is_some_and(|right| cell.column < right);
    if in_table {
        let long = length > SHORT_IN_TABLE;
        return ((sentence || long) && !is_like_label(sheet.form, &solid)).then_some(true);
    }
    let sure = sentence || solid.contains('；') || length > SHORT || is_heading(text);
    Some(sure && !is_like_label(sheet.form, &solid))
}

/// A label with a slip was reported by the matcher.
fn is_like_label(form: &Form, text: &str) -> bool {
    let short = text.chars().count() <= 60;
    short && !nearest(text, form.nodes.iter().map(|node| node.label.as_str())).is_empty()
}

/// A sentence that says that empty cells are zeros.
fn says_zeros(text: &str) -> bool {
    let folded = fold(text);
    let empty = ["空格", "空白", "空着", "未填"].iter().any(|word| folded.contains(word));
    let zero = ["按零", "按0", "为零", "为0", "作零", "作0", "计零", "计0", "视同0", "视同零"];
    empty && folded.chars().count() <= 30 && zero.iter().any(|word| folded.contains(word))
}

/// The cells as few regions, column by column, with the first text.
fn regions(mut loose: Vec<Loose>) -> (Vec<Region>, String) {
    loose.sort_by_key(|one| (one.cell.column, one.cell.row));
    let mut regions: Vec<(Region, bool)> = Vec::new();
    let mut first: Option<(CellName, String)> = None;
    for Loose { cell, sure, text } in loose {
        if sure && first.as_ref().is_none_or(|(before, _)| cell < *before) {
            first = Some((cell, text));
        }
        let Some(one) = Region::of([cell]) else { continue };
        match regions.last_mut() {
            Some((region, any)) if region.right == one.left && one.top <= region.bottom + 2 => {
                (*region, *any) = (region.and(one), *any || sure);
            }
            _ => regions.push((one, sure)),
        }
    }
    let mut regions: Vec<Region> =
        regions.into_iter().filter(|(_, sure)| *sure).map(|(region, _)| region).collect();
    regions.sort_by_key(Region::first);
    if regions.len() > MOST_REGIONS {
        regions = regions.into_iter().reduce(Region::and).into_iter().collect();
    }
    (regions, first.map_or_else(String::new, |(_, text)| text))
}
