//! What can be wrong with a table on a sheet, in words, each with the cell to look at.

use crate::document::CellName;
use crate::faults::{
    FIGURE_AMBIGUOUS, LABEL_AMBIGUOUS, LABEL_MISSING, LABEL_TWICE, LABEL_UNKNOWN, NO_TABLE, ROW_HIDDEN,
    TABLE_IN_PARTS, TABLE_OF_OTHER_FORM, TABLE_TWICE,
};
use crate::lang::Words;
use crate::rule::About;

/// One thing wrong with a workbook, before the bytes of its cells are known.
#[derive(Debug, Clone)]
pub(crate) struct SheetFault {
    pub(crate) about: &'static About,
    /// The cell; the file as a whole where there is none.
    pub(crate) cell: Option<CellName>,
    pub(crate) clause: Words,
    pub(crate) hints: Vec<Words>,
}

impl SheetFault {
    fn new(about: &'static About, cell: CellName, clause: Words) -> Self {
        Self { about, cell: Some(cell), clause, hints: Vec::new() }
    }

    fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hints.push(Words::new(zh, en));
        self
    }
}

/// A label in one line, however it was set.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A label in Chinese quotes; quotes within become single ones.
fn quoted(text: &str) -> String {
    format!("“{}”", text.replace('“', "‘").replace('”', "’"))
}

fn kind(rows: bool) -> (&'static str, &'static str) {
    if rows { ("行", "row") } else { ("列", "column") }
}

/// More labels than this are not listed.
const MOST: usize = 6;

pub(super) fn missing(table: &str, rows: bool, labels: &[String], at: CellName) -> SheetFault {
    let (zh, en) = kind(rows);
    let count = labels.len();
    let listed_zh: String = labels.iter().take(MOST).map(|label| quoted(label)).collect();
    let listed_en = labels.iter().take(MOST).map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
    let (more_zh, more_en) = if count > MOST { ("等", ", …") } else { ("", "") };
    let plural = if count == 1 { "" } else { "s" };
    let clause = words!(
        "{table}缺少 {count} {zh}：{listed_zh}{more_zh}",
        "{table} lacks {count} {en}{plural}: {listed_en}{more_en}"
    );
    SheetFault::new(&LABEL_MISSING, at, clause).hint(
        "请按表样补上（没有发生的填 0）；名称被改动过的，请改回表样的名称",
        "add what the form has (0 where nothing happened), or restore a label that was changed",
    )
}

pub(super) fn twice(text: &str, rows: bool, at: CellName, first: &str) -> SheetFault {
    let (zh, en) = kind(rows);
    let text = plain(text);
    let clause = words!(
        "“{text}”这一{zh}出现了两次，另一处在 {first}",
        "the {en} `{text}` appears twice, the other one in {first}"
    );
    SheetFault::new(&LABEL_TWICE, at, clause)
        .hint("请只保留一处，或把写错的名称改正", "keep one of them, or fix the label that is wrong")
}

/// Says what the form has in the place of a label that appears twice.
pub(super) fn meant(fault: &mut SheetFault, label: &str) {
    let label = quoted(&plain(label));
    fault.clause = fault.clause.and(&words!("，表样里还缺{label}", "; {label} of the form is missing"));
}

pub(super) fn table_twice(table: &str, at: CellName, first: &str) -> SheetFault {
    let clause = words!(
        "有两张{table}（另一张在 {first}）",
        "{table} appears twice (the other one in {first}): either could be the right one"
    );
    SheetFault::new(&TABLE_TWICE, at, clause).hint(
        "请只保留本年度的一张，其余移出本文件",
        "keep the one of this year, and move the others out of this file",
    )
}

pub(super) fn other_form(table: &str, edition: u16, other: u16, at: CellName) -> SheetFault {
    let clause = words!(
        "这张{table}是 {other} 年表样的，其他表是 {edition} 年表样的",
        "this {table} is of the {other} form, the other tables are of the {edition} form"
    );
    SheetFault::new(&TABLE_OF_OTHER_FORM, at, clause).hint(
        "各表须用同一年表样：请按本年度适用的表样重新填写这张表",
        "all tables must be of one form: fill in this one again in the form of the year",
    )
}

pub(super) fn open(texts: &[&str], groups: &[String], at: CellName) -> SheetFault {
    let groups = groups.join("、");
    let zh: String = texts.iter().take(MOST).map(|text| quoted(&plain(text))).collect();
    let en: Vec<String> = texts.iter().take(MOST).map(|text| format!("`{}`", plain(text))).collect();
    let en = en.join(", ");
    let (more_zh, more_en) = if texts.len() > MOST { ("等", ", …") } else { ("", "") };
    let clause = words!(
        "{zh}{more_zh}在表样里有几处，从周围看不出是哪一处",
        "several rows or columns are called {en}{more_en}, and their neighbours do not decide which is which"
    );
    SheetFault::new(&LABEL_AMBIGUOUS, at, clause).hint(
        format!("请对照表样补上它所在的组：{groups}"),
        format!("add the name of its group as in the form: {groups}"),
    )
}

pub(super) fn other_group(text: &str, group: &str, at: CellName) -> SheetFault {
    let (text, group) = (plain(text), plain(group));
    let clause =
        words!("“{text}”在表样里不属于“{group}”", "`{text}` is not in the group `{group}` of the form");
    SheetFault::new(&LABEL_AMBIGUOUS, at, clause).hint(
        "多半是名称写错了位置，或合并单元格盖住了别的行：请对照表样改正",
        "a label is probably in the wrong place, or a merged cell covers other rows: compare with the form",
    )
}

pub(super) fn outside_group(text: &str, group: &str, at: CellName) -> SheetFault {
    let (text, group) = (plain(text), plain(group));
    let clause = words!(
        "“{text}”在表样里属于“{group}”，这里不在它的范围里",
        "`{text}` belongs to the group `{group}` of the form, but is outside it here"
    );
    SheetFault::new(&LABEL_AMBIGUOUS, at, clause).hint(
        "多半是名称写错了位置：请对照表样改正",
        "a label is probably in the wrong place: compare with the form",
    )
}

pub(super) fn order(text: &str, before: &str, at: CellName) -> SheetFault {
    let (text, before) = (plain(text), plain(before));
    let clause = words!(
        "“{text}”排在了“{before}”之后，与表样的次序不同",
        "`{text}` comes after `{before}`, unlike in the form"
    );
    SheetFault::new(&LABEL_AMBIGUOUS, at, clause).hint(
        "两行的名称可能写颠倒了：请对照表样的次序，确认每一行的数属于哪个名称",
        "two labels may have changed places: compare with the form which figures belong to which label",
    )
}

pub(super) fn unknown(text: &str, rows: bool, number: &str, at: CellName) -> SheetFault {
    let (zh, en) = kind(rows);
    let text = plain(text);
    let clause = if text.is_empty() {
        words!("这一{zh}没有名称，填有数 {number}", "this {en} has no label, but the number {number}")
    } else {
        words!(
            "“{text}”这一{zh}不在表样里，填有数 {number}",
            "the {en} `{text}` is not in the form, but has the number {number}"
        )
    };
    SheetFault::new(&LABEL_UNKNOWN, at, clause).hint(
        "小计、上年度数、备注请移到表外；是名称写错的，请改正",
        "move subtotals, last year's figures and remarks out of the table; fix a label that is wrong",
    )
}

pub(super) fn renamed(text: &str, rows: bool, number: &str, meant: &str, at: CellName) -> SheetFault {
    let (zh, en) = kind(rows);
    let (text, meant) = (plain(text), quoted(&plain(meant)));
    let clause = if text.is_empty() {
        words!(
            "这一{zh}没有名称，填有数 {number}：是不是{meant}？",
            "this {en} has no label, but the number {number}: did you mean {meant}?"
        )
    } else {
        words!(
            "“{text}”这一{zh}不在表样里，填有数 {number}：是不是{meant}？",
            "the {en} `{text}` is not in the form, but has the number {number}: did you mean {meant}?"
        )
    };
    SheetFault::new(&LABEL_UNKNOWN, at, clause).hint(
        format!("是的话，请把名称改成表样里的；不是的话，请把这一{zh}移到表外，并补上缺少的{zh}"),
        format!("if so, write the label of the form; if not, move the {en} out of the table and add the missing one"),
    )
}

pub(super) fn traditional(table: &str, at: CellName) -> SheetFault {
    let clause = words!(
        "{table}的行名、列名是繁体字，没有读取",
        "the labels of {table} are in traditional characters: it was not read"
    );
    SheetFault::new(&NO_TABLE, at, clause).hint(
        "请把数填进发放的填报表，或把行名、列名改成表样的简体字",
        "fill in the form workbook, or write the labels in simplified characters as in the form",
    )
}

pub(super) fn summary(units: usize, at: CellName) -> SheetFault {
    let clause = words!(
        "这是一行一个单位的汇总表（{units} 行），不是一个单位的年度报告",
        "this is a summary with a line for each unit ({units} lines), not the report of one unit"
    );
    SheetFault::new(&NO_TABLE, at, clause).hint(
        "请把它移出 data，各单位的数分别填在各自的填报表里",
        "move it out of data, and fill in a form workbook for each unit",
    )
}

pub(super) fn in_parts(table: &str, at: CellName, first: &str) -> SheetFault {
    let clause = words!(
        "{table}分成了几张（前一张在 {first}），这一张的数与列名对不齐，没有读取",
        "{table} is in several parts (the first in {first}); the numbers of this one are not below their column labels: \
         it was not read"
    );
    SheetFault::new(&TABLE_IN_PARTS, at, clause).hint(
        "请并成一张表，或使这一张的数与列名对齐",
        "make it one table, or put these numbers below their column labels",
    )
}

pub(super) fn hidden_rows(table: &str, rows: &[u32], at: CellName) -> SheetFault {
    let listed = |between: &str| {
        let rows: Vec<String> = rows.iter().map(|row| (row + 1).to_string()).collect();
        rows.join(between)
    };
    let clause = words!(
        "{table}的第 {} 行是隐藏的，其中的数已照样读入", listed("、");
        "{table}: the hidden rows {} were read like the others", listed(", ")
    );
    SheetFault::new(&ROW_HIDDEN, at, clause).hint(
        "多半是筛选所致：请取消筛选或取消隐藏，核对这些数",
        "a filter probably hides them: clear it, and check these figures",
    )
}

pub(super) fn two_values(address: &str, at: CellName, other: &str) -> SheetFault {
    let clause = words!(
        "{address} 有两个数，另一个在 {other}：请只保留一个",
        "{address} has two values, the other one in {other}: keep one"
    );
    SheetFault::new(&FIGURE_AMBIGUOUS, at, clause)
}

pub(super) fn second_row(table: &str, at: CellName) -> SheetFault {
    let clause = words!(
        "{table}只有一行数，这里是第二行：请只保留一行",
        "{table} has one row of figures, and this is a second: keep one"
    );
    SheetFault::new(&FIGURE_AMBIGUOUS, at, clause)
}

pub(super) fn shifted(text: &str, number: &str, at: CellName) -> SheetFault {
    let text = plain(text);
    let clause = words!(
        "“{text}”这一行错了位：数 {number} 在名称和各列之间",
        "the row `{text}` has shifted: the number {number} is between label and columns"
    );
    SheetFault::new(&FIGURE_AMBIGUOUS, at, clause).hint(
        "多半是粘贴时少了一格：请把这一行的数移到对应的列",
        "a cell was probably lost in pasting: move the figures of this row to their columns",
    )
}
