//! What can be wrong with a table on a sheet, in words, each with the cell to look at.

use crate::lang::Words;
use crate::place::CellName;
use crate::read::faults::{
    FIGURE_AMBIGUOUS, LABEL_AMBIGUOUS, LABEL_MISSING, LABEL_TWICE, LABEL_UNKNOWN, TABLE_OF_OTHER_FORM,
    TABLE_TWICE,
};
use crate::rule::About;

/// One thing wrong with a workbook, before it is known where its cells stand in the text of all files.
#[derive(Debug, Clone)]
pub(in crate::read) struct Told {
    pub(in crate::read) about: &'static About,
    /// The cell; the file as a whole where there is none.
    pub(in crate::read) cell: Option<CellName>,
    pub(in crate::read) clause: Words,
    pub(in crate::read) hints: Vec<Words>,
}

impl Told {
    pub(in crate::read) fn new(about: &'static About, cell: CellName, clause: Words) -> Self {
        Self { about, cell: Some(cell), clause, hints: Vec::new() }
    }

    pub(in crate::read) fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hints.push(Words::new(zh, en));
        self
    }
}

/// A label in one line, however it was set.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn kind(rows: bool) -> (&'static str, &'static str) {
    if rows { ("行", "row") } else { ("列", "column") }
}

/// More labels than this are not listed.
const MOST: usize = 6;

pub(super) fn missing(table: &str, rows: bool, labels: &[String], at: CellName) -> Told {
    let (zh, en) = kind(rows);
    let count = labels.len();
    let shown = labels.iter().take(MOST).map(|label| format!("“{label}”")).collect::<Vec<_>>();
    let quoted = labels.iter().take(MOST).map(|label| format!("`{label}`")).collect::<Vec<_>>();
    let (more_zh, more_en) = if count > MOST { (" 等", ", …") } else { ("", "") };
    let clause = words!("{table}缺少 {count} {zh}：{}{more_zh}", shown.join("、"); "{table} lacks {count} {en}(s): {}{more_en}", quoted.join(", "));
    Told::new(&LABEL_MISSING, at, clause).hint(
        "请按表样补上（没有发生的填 0）；名称被改动过的，请改回表样的名称",
        "add what the form has (0 where nothing happened), or give a label that was changed its name in the form",
    )
}

pub(super) fn twice(text: &str, rows: bool, at: CellName, first: &str) -> Told {
    let (zh, en) = kind(rows);
    let text = plain(text);
    let clause = words!(
        "“{text}”这一{zh}出现了两次，另一处在 {first}",
        "the {en} `{text}` stands there twice, the other one in {first}"
    );
    Told::new(&LABEL_TWICE, at, clause)
        .hint("请只留一处，或把写错的名称改正", "keep one of them, or mend the label that is wrong")
}

pub(super) fn table_twice(table: &str, at: CellName, first: &str) -> Told {
    let clause = words!(
        "{table}出现了两次，另一处在 {first}：无法确定用哪一张",
        "{table} stands there twice, the other one in {first}: nothing tells which one counts"
    );
    Told::new(&TABLE_TWICE, at, clause).hint(
        "请只留本年度的那一张，上年度的和汇总用的请移出这个文件",
        "keep that of this year, and move those of other years or units out of this file",
    )
}

pub(super) fn other_form(table: &str, edition: u16, other: u16, at: CellName) -> Told {
    let clause = words!(
        "这张{table}是 {other} 年表样的，其他表却是 {edition} 年表样的",
        "this {table} is of the form of {other}, the other tables are of that of {edition}"
    );
    Told::new(&TABLE_OF_OTHER_FORM, at, clause).hint(
        "各表须用同一年表样：请按本年度适用的表样重新填写这张表",
        "all tables are of one form: fill in this one again in that of the year",
    )
}

pub(super) fn open(text: &str, groups: &[String], at: CellName) -> Told {
    let (text, groups) = (plain(text), groups.join("、"));
    let clause = words!(
        "“{text}”在表样里不止一处，从周围看不出是哪一处",
        "`{text}` is the name of several rows or columns, and what stands around does not tell which"
    );
    Told::new(&LABEL_AMBIGUOUS, at, clause).hint(
        format!("请像表样那样写上它所在的组：{groups}"),
        format!("write the name of its group as the form does: {groups}"),
    )
}

pub(super) fn other_group(text: &str, group: &str, at: CellName) -> Told {
    let (text, group) = (plain(text), plain(group));
    let clause =
        words!("“{text}”在表样里不属于“{group}”", "in the form `{text}` does not belong to `{group}`");
    Told::new(&LABEL_AMBIGUOUS, at, clause).hint(
        "多半是名称写错了位置，或合并单元格盖住了别的行：请对照表样改正",
        "most likely a label is in the wrong place, or a merged cell covers other rows: compare with the form",
    )
}

pub(super) fn outside_group(text: &str, group: &str, at: CellName) -> Told {
    let (text, group) = (plain(text), plain(group));
    let clause = words!(
        "“{text}”在表样里属于“{group}”，这里却不在它的范围里",
        "in the form `{text}` belongs to `{group}`, but it does not stand there"
    );
    Told::new(&LABEL_AMBIGUOUS, at, clause).hint(
        "多半是名称写错了位置：请对照表样改正",
        "most likely a label is in the wrong place: compare with the form",
    )
}

pub(super) fn order(text: &str, before: &str, at: CellName) -> Told {
    let (text, before) = (plain(text), plain(before));
    let clause = words!(
        "“{text}”排在了“{before}”之后，与表样的次序不同",
        "`{text}` comes after `{before}`, not in the order of the form"
    );
    Told::new(&LABEL_AMBIGUOUS, at, clause).hint(
        "两行的名称可能写颠倒了：请对照表样的次序，确认每一行的数属于哪个名称",
        "two labels may have changed places: compare with the form and see which figures belong to which label",
    )
}

pub(super) fn unknown(text: &str, rows: bool, number: &str, at: CellName) -> Told {
    let (zh, en) = kind(rows);
    let text = plain(text);
    let clause = if text.is_empty() {
        words!("这一{zh}没有名称，却填了数 {number}", "this {en} has no label, but the number {number}")
    } else {
        words!(
            "表样里没有“{text}”这一{zh}，却填了数 {number}",
            "the form has no {en} `{text}`, but it holds the number {number}"
        )
    };
    Told::new(&LABEL_UNKNOWN, at, clause).hint(
        "小计、上年数、备注里的数请移到表外；名称写错的请改正",
        "move subtotals, last year's figures and remarks out of the table; mend a label that is wrong",
    )
}

pub(super) fn two_values(address: &str, at: CellName, other: &str) -> Told {
    let clause = words!(
        "{address} 有两个数，另一个在 {other}：无法确定用哪一个",
        "{address} has two values, the other one in {other}: nothing tells which one counts"
    );
    Told::new(&FIGURE_AMBIGUOUS, at, clause)
}

pub(super) fn second_row(table: &str, at: CellName) -> Told {
    let clause = words!(
        "{table}只有一行数，这里却有第二行：无法确定用哪一行",
        "{table} has one row of figures, here is a second: nothing tells which one counts"
    );
    Told::new(&FIGURE_AMBIGUOUS, at, clause)
}

pub(super) fn shifted(text: &str, number: &str, at: CellName) -> Told {
    let text = plain(text);
    let clause = words!(
        "“{text}”这一行错了位：数 {number} 在名称和各列之间",
        "the row `{text}` has shifted: the number {number} stands between label and columns"
    );
    Told::new(&FIGURE_AMBIGUOUS, at, clause).hint(
        "多半是粘贴时少了一格：请把这一行的数移到对应的列",
        "most likely a cell was lost in pasting: move the figures of this row to their columns",
    )
}
