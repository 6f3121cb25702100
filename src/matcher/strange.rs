//! Sheets that have the words of the form but are not its tables: in traditional characters, or
//! with a line for each unit. One cause is one finding, not one for every label that is missing.

use super::labels::{Text, labels, texts};
use super::sheet_fault::{self, SheetFault};
use crate::document::{Book, CellName, Content, Sheet};
use crate::figure::is_number;
use crate::form::{Axis, Forms, NodeId, spellings};

/// Fewer labels than this are slips, and are reported one by one.
const FEWEST: usize = 3;

/// Traditional characters of the labels of the form, each before its simplified one.
const TRADITIONAL: &str = "務务動动開开情情況况規规範范檔档許许處处罰罚強强製制發发廢废現现數数決决項项費费額额\
    單单萬万業业機机構构組组織织總总計计請请關关係系為为與与於于訴诉訟讼複复復复議议維维糾纠結结\
    審审經经後后據据國国屬属僅仅類类過过執执詢询無无法法應应補补內内容容舉举報报當当認认\
    確确獲获續续轉转繼继辦办區区這这種种權权穩稳會会書书師师個个險险禁禁護护級级號号題题\
    佈布點点備备齊齐廳厅貨货購购採采對对務务逾逾繳缴納纳條条間间減减離离種种實实設设統统歸归資资訊讯縣县鄉乡鎮镇";

/// A text in simplified characters; `None` where it has no traditional one.
pub(crate) fn simplified(text: &str) -> Option<String> {
    let pairs: Vec<char> = TRADITIONAL.chars().filter(|c| !c.is_whitespace()).collect();
    let meant = |c: char| {
        let pair = pairs.chunks_exact(2).find(|pair| pair[0] == c && pair[1] != c);
        pair.map(|pair| pair[1])
    };
    let changed = text.chars().any(|c| meant(c).is_some());
    changed.then(|| text.chars().map(|c| meant(c).unwrap_or(c)).collect())
}

/// Tables in traditional characters: the sections of the form, each with its first label.
pub(super) fn traditional(book: &Book, forms: &Forms) -> Vec<(String, CellName, SheetFault)> {
    let Some(form) = forms.newest() else { return Vec::new() };
    let mut found: Vec<(usize, Vec<NodeId>, CellName)> = Vec::new();
    for (sheet, table) in book.sheets.iter().enumerate().filter(|(_, table)| !table.is_text) {
        for cell in &table.cells {
            let Content::Text(text) = &cell.content else { continue };
            let Some(meant) = simplified(text) else { continue };
            if !form.labels.named(&spellings(text)).is_empty() {
                continue;
            }
            for named in form.labels.named(&spellings(&meant)) {
                let at = CellName { sheet, row: cell.row, column: cell.column };
                match found.iter_mut().find(|(section, ..)| *section == named.section) {
                    Some((_, nodes, _)) if nodes.contains(&named.node) => {}
                    Some((_, nodes, _)) => nodes.push(named.node),
                    None => found.push((named.section, vec![named.node], at)),
                }
            }
        }
    }
    let many = found.into_iter().filter(|(_, nodes, _)| nodes.len() >= FEWEST);
    let told = many.map(|(section, _, at)| {
        let section = &form.sections[section];
        (section.key.clone(), at, sheet_fault::traditional(&section.name, at))
    });
    told.collect()
}

/// A table with a line for each unit: several rows of the form are columns there, and the rows
/// begin with different words.
pub(super) fn summary(book: &Book, forms: &Forms) -> Option<SheetFault> {
    let form = forms.newest()?;
    book.sheets.iter().enumerate().find_map(|(number, sheet)| {
        let texts: Vec<Text> = texts(sheet);
        let labels = labels(&texts, &form.labels);
        let rows: Vec<u32> = labels.iter().map(|label| label.region.top).collect();
        let is_row = |node: NodeId| form.node(node).children.is_empty();
        let header = rows.into_iter().find(|&row| {
            let mut nodes: Vec<NodeId> = Vec::new();
            let mut columns: Vec<u32> = Vec::new();
            for label in labels.iter().filter(|label| label.region.top == row) {
                let sure =
                    label.named.iter().all(|named| named.axis == Axis::Rows) && !label.named.is_empty();
                if let [named] = label.named.as_slice()
                    && sure
                    && is_row(named.node)
                {
                    nodes.push(named.node);
                    columns.push(label.region.left);
                }
            }
            nodes.sort_unstable();
            nodes.dedup();
            columns.dedup();
            nodes.len() >= FEWEST && columns.len() >= FEWEST
        })?;
        let units = units_below(sheet, header);
        (units >= 2).then(|| {
            let at = CellName { sheet: number, row: header, column: sheet.row(header)[0].column };
            sheet_fault::summary(units, at)
        })
    })
}

/// How many rows below a header begin with a name of their own and go on with numbers.
fn units_below(sheet: &Sheet, header: u32) -> usize {
    let mut names: Vec<&str> = Vec::new();
    let mut row = header;
    let mut empty = 0;
    while empty < 3 {
        row += 1;
        let cells = sheet.row(row);
        let name = cells.iter().find(|cell| !is_number(&cell.content)).map(|cell| cell.content.text().trim());
        let numbers = cells.iter().filter(|cell| is_number(&cell.content)).count();
        match name {
            Some(name) if numbers >= 2 && !matches!(name, "合计" | "总计" | "小计" | "汇总") => {
                empty = 0;
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            _ => empty += 1,
        }
    }
    names.len()
}
