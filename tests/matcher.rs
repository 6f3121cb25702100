//! Workbooks: in whatever dress they come, the figures are those that the sheet shows beside its
//! labels, or the file is refused with a name for what is wrong.

use nianbao::document::{Book, Cell, Content, Region, Sheet};
use nianbao::finding::Finding;
use nianbao::model::{Entry, Figure, Origin, Report};
use nianbao::read::Read;
use nianbao::rule::Level;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::sheets::{
    UNIT, delete_row, distinct, insert_columns, insert_rows, official, permute_columns, read_book, sort,
    stacked, text, told, unmerge,
};
use crate::support::forms;

fn grid(edition: u16) -> (Report, Book) {
    let report = distinct(edition);
    let grid = official(forms().edition(edition).expect("a form"), &report);
    (report, grid)
}

fn errors(read: &Read) -> usize {
    read.findings.iter().filter(|finding| finding.level == Level::Error).count()
}

/// Every figure that was read is that of the report.
fn no_other_figure(read: &Read, report: &Report) -> Result<(), String> {
    let Some(found) = &read.report else { return Ok(()) };
    let form = forms().edition(found.edition).expect("a form");
    if found.edition != report.edition {
        return Err(format!("read by the form of {}", found.edition));
    }
    for id in form.ids() {
        let (entry, wanted) = (found.entry(id), report.entry(id));
        if matches!(entry.figure, Figure::Number(_))
            && entry.origin != Origin::Derived
            && entry.figure != wanted.figure
        {
            return Err(format!(
                "{} is {:?} and not {:?}",
                form.spec(id).address,
                entry.figure,
                wanted.figure
            ));
        }
    }
    Ok(())
}

fn is_read(grid: &Book, report: &Report) -> Result<(), String> {
    let read = read_book(grid);
    if !read.findings.is_empty() {
        return Err(format!("{:#?}", told(&read)));
    }
    let found = read.report.as_ref().ok_or("no report")?;
    if found.entries != report.entries {
        no_other_figure(&read, report)?;
        return Err("a figure is missing".to_owned());
    }
    if (&found.unit, found.year) != (&report.unit, report.year) {
        return Err(format!("{} {}", found.unit, found.year));
    }
    Ok(())
}

#[test]
fn the_official_layouts_of_both_editions_are_read() {
    for edition in [2021, 2019] {
        let (report, grid) = grid(edition);
        is_read(&grid, &report).unwrap_or_else(|why| panic!("{edition}: {why}"));
        is_read(&stacked(&grid, 0), &report).unwrap_or_else(|why| panic!("{edition}, stacked: {why}"));
        is_read(&stacked(&grid, 3), &report).unwrap_or_else(|why| panic!("{edition}, stacked: {why}"));
    }
}

/// A way to change a layout that changes no figure.
#[derive(Debug, Clone)]
enum Change {
    Move(u32, u32),
    BlankRow(Index),
    BlankColumn(Index),
    Unmerge(u32),
    Columns(Vec<u32>),
    Groups(usize),
    Spell(Index, u8),
    SpellAll(u8),
    Number(Index, u8),
    Title(String),
    Rename(String),
    Note(String),
    Serial,
}

fn change() -> impl Strategy<Value = Change> {
    let orders = Just(vec![0_u32, 1, 2, 3, 4]).prop_shuffle();
    prop_oneof![
        (0_u32..40, 0_u32..20).prop_map(|(rows, columns)| Change::Move(rows, columns)),
        any::<Index>().prop_map(Change::BlankRow),
        any::<Index>().prop_map(Change::BlankColumn),
        repeated().prop_map(Change::Unmerge),
        orders.prop_map(Change::Columns),
        (0_usize..6).prop_map(Change::Groups),
        (any::<Index>(), 0_u8..9).prop_map(|(cell, way)| Change::Spell(cell, way)),
        (0_u8..9).prop_map(Change::SpellAll),
        (any::<Index>(), 0_u8..6).prop_map(|(cell, way)| Change::Number(cell, way)),
        "[一-龥]{2,12}统计表".prop_map(Change::Title),
        "[一-龥A-Za-z0-9]{1,20}".prop_map(Change::Rename),
        "填表人：[一-龥]{2,3}".prop_map(Change::Note),
        Just(Change::Serial),
    ]
}

/// How many columns have their merged texts repeated: none, the outer groups, all.
fn repeated() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(1), Just(u32::MAX)]
}

/// A label in another spelling that people use.
fn spelled(label: &str, way: u8) -> String {
    let mut chars: Vec<String> = label.chars().map(String::from).collect();
    match way {
        0 => chars.join(" "),
        1 => chars.join("\n"),
        2 => format!("  {label}\u{3000}"),
        3 => label.replace('（', "(").replace('）', ")").replace('，', ","),
        4 => label.replace('.', "、"),
        5 => label.replace('.', "．").replace(['1', '2', '3', '4', '5', '6', '7', '8'], "１"),
        6 => label.replace(['“', '”'], "\""),
        7 => label.replace('、', "."),
        _ => {
            let middle = chars.len() / 2;
            chars.insert(middle, "\n".to_owned());
            chars.concat()
        }
    }
}

/// A number as people type it into a cell.
fn typed(number: &str, way: u8) -> Content {
    let full = |c: char| char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).expect("a digit");
    Content::Text(match way {
        0 => format!(" {number} "),
        1 => number.chars().map(full).collect(),
        2 => format!("{}，{}", &number[..1], &number[1..]),
        3 => format!("{},{}", &number[..1], &number[1..]),
        4 => format!("+{number}"),
        _ => number.to_owned(),
    })
}

fn apply(sheet: &mut Sheet, change: &Change) {
    let word = |text: &str| text != UNIT && text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let is_text = |cell: &Cell| matches!(&cell.content, Content::Text(text) if word(text));
    let is_label = |cell: &&mut Cell| is_text(cell);
    let labels = |sheet: &Sheet| sheet.cells.iter().filter(|cell| is_text(cell)).count();
    match change {
        Change::Move(rows, columns) => {
            insert_rows(sheet, 0, *rows);
            insert_columns(sheet, 0, *columns);
        }
        Change::BlankRow(at) => {
            let rows = sheet.cells.iter().map(|cell| cell.row).max().unwrap_or(0);
            insert_rows(sheet, u32::try_from(at.index(rows as usize + 1)).expect("few rows"), 1);
        }
        Change::BlankColumn(at) => {
            let columns = sheet.cells.iter().map(|cell| cell.column).max().unwrap_or(0);
            insert_columns(sheet, u32::try_from(at.index(columns as usize + 1)).expect("few columns"), 1);
        }
        Change::Unmerge(repeated) => unmerge(sheet, *repeated),
        Change::Columns(order) => {
            // The five organizations stand side by side, wherever the table begins.
            let first =
                sheet.cells.iter().find(|cell| cell.content.text().replace(['\n', ' '], "") == "商业企业");
            let Some(first) = first.map(|cell| cell.column) else { return };
            if sheet.cells.iter().any(|cell| (first..first + 5).contains(&cell.column)) && dense(sheet, first)
            {
                permute_columns(sheet, first, order);
            }
        }
        Change::Groups(way) => {
            let first =
                sheet.cells.iter().find(|cell| cell.content.text() == "自然人").map(|cell| cell.column);
            let orders = [
                [0, 1, 2, 3, 4, 5, 6],
                [6, 0, 1, 2, 3, 4, 5],
                [0, 6, 1, 2, 3, 4, 5],
                [1, 2, 3, 4, 5, 0, 6],
                [6, 1, 2, 3, 4, 5, 0],
                [1, 2, 3, 4, 5, 6, 0],
            ];
            if let Some(first) = first
                && dense(sheet, first + 1)
            {
                permute_columns(sheet, first, &orders[*way]);
            }
        }
        Change::Spell(at, way) => {
            let count = labels(sheet);
            if count > 0
                && let Some(cell) = sheet.cells.iter_mut().filter(is_label).nth(at.index(count))
            {
                cell.content = Content::Text(spelled(cell.content.text(), *way));
            }
        }
        Change::SpellAll(way) => {
            for cell in sheet.cells.iter_mut().filter(is_label) {
                cell.content = Content::Text(spelled(cell.content.text(), *way));
            }
        }
        Change::Number(at, way) => {
            let numbers: Vec<&mut Cell> =
                sheet.cells.iter_mut().filter(|cell| matches!(cell.content, Content::Number(_))).collect();
            let count = numbers.len();
            if count > 0
                && let Some(cell) = numbers.into_iter().nth(at.index(count))
            {
                cell.content = typed(cell.content.text(), *way);
            }
        }
        Change::Title(title) => {
            insert_rows(sheet, 0, 2);
            sheet.cells.push(text(0, 0, title));
            sheet.merges.push(Region { top: 0, left: 0, bottom: 0, right: 6 });
        }
        Change::Rename(name) => sheet.name.clone_from(name),
        Change::Note(note) => {
            let row = sheet.cells.iter().map(|cell| cell.row).max().unwrap_or(0) + 2;
            sheet.cells.push(text(row, 1, note));
        }
        Change::Serial => {
            insert_columns(sheet, 0, 1);
            let rows: Vec<u32> = sheet.cells.iter().map(|cell| cell.row).collect();
            let last = rows.iter().max().copied().unwrap_or(0);
            for row in 5..=last {
                sheet.cells.push(Cell { row, column: 0, content: Content::Number(row.to_string()) });
            }
        }
    }
    sort(sheet);
}

/// Whether five columns with labels stand side by side.
fn dense(sheet: &Sheet, first: u32) -> bool {
    let names = ["商业企业", "科研机构", "社会公益组织", "法律服务机构"];
    names.iter().zip(first..).all(|(name, column)| {
        let here = |cell: &Cell| {
            cell.column == column && cell.content.text().replace(['\n', ' ', '\u{3000}'], "") == *name
        };
        sheet.cells.iter().any(here)
    })
}

/// A way to spoil a layout.
#[derive(Debug, Clone)]
enum Damage {
    DeleteRow(Index),
    DoubleRow(Index),
    SwapRows(Index, Index),
    LoseLabel(Index),
    LoseCharacter(Index, Index),
    DoubleLabel(Index, Index),
    DoubleSheet(Index),
    StrayNumber(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<Index>;
    prop_oneof![
        index().prop_map(Damage::DeleteRow),
        index().prop_map(Damage::DoubleRow),
        (index(), index()).prop_map(|(one, other)| Damage::SwapRows(one, other)),
        index().prop_map(Damage::LoseLabel),
        (index(), index()).prop_map(|(label, at)| Damage::LoseCharacter(label, at)),
        (index(), index()).prop_map(|(one, other)| Damage::DoubleLabel(one, other)),
        index().prop_map(Damage::DoubleSheet),
        (index(), index()).prop_map(|(row, column)| Damage::StrayNumber(row, column)),
    ]
}

/// The cells of a sheet that are labels, by their index.
fn labels_of(sheet: &Sheet) -> Vec<usize> {
    (0..sheet.cells.len()).filter(|&index| matches!(sheet.cells[index].content, Content::Text(_))).collect()
}

/// The rows of a sheet with figures.
fn figure_rows(sheet: &Sheet) -> Vec<u32> {
    let mut rows: Vec<u32> = sheet
        .cells
        .iter()
        .filter(|cell| matches!(cell.content, Content::Number(_)))
        .map(|cell| cell.row)
        .collect();
    rows.dedup();
    rows
}

fn spoil(grid: &mut Book, table: usize, damage: &Damage) {
    if let Damage::DoubleSheet(at) = damage {
        let mut copy = grid.sheets[at.index(3)].clone();
        copy.name.push_str(" (2)");
        grid.sheets.push(copy);
        return;
    }
    let sheet = &mut grid.sheets[table];
    let rows = figure_rows(sheet);
    let labels = labels_of(sheet);
    match damage {
        Damage::DeleteRow(at) => delete_row(sheet, rows[at.index(rows.len())]),
        Damage::DoubleRow(at) => {
            let row = rows[at.index(rows.len())];
            let copy: Vec<Cell> = sheet.row(row).to_vec();
            insert_rows(sheet, row + 1, 1);
            sheet.cells.extend(copy.into_iter().map(|cell| Cell { row: row + 1, ..cell }));
        }
        Damage::SwapRows(one, other) => {
            let (one, other) = (rows[one.index(rows.len())], rows[other.index(rows.len())]);
            let label = |sheet: &Sheet, row: u32| {
                let last = sheet.row(row).iter().rev().find(|cell| matches!(cell.content, Content::Text(_)));
                last.map(|cell| (cell.row, cell.column, cell.content.clone()))
            };
            if let (Some(a), Some(b)) = (label(sheet, one), label(sheet, other)) {
                for cell in &mut sheet.cells {
                    if (cell.row, cell.column) == (a.0, a.1) {
                        cell.content = b.2.clone();
                    } else if (cell.row, cell.column) == (b.0, b.1) {
                        cell.content = a.2.clone();
                    }
                }
            }
        }
        Damage::LoseLabel(at) => drop(sheet.cells.remove(labels[at.index(labels.len())])),
        Damage::LoseCharacter(at, character) => {
            let cell = &mut sheet.cells[labels[at.index(labels.len())]];
            let mut chars: Vec<char> = cell.content.text().chars().collect();
            chars.remove(character.index(chars.len()));
            cell.content = Content::Text(chars.into_iter().collect());
        }
        Damage::DoubleLabel(one, other) => {
            let text = sheet.cells[labels[one.index(labels.len())]].content.clone();
            sheet.cells[labels[other.index(labels.len())]].content = text;
        }
        Damage::StrayNumber(row, column) => {
            let row = rows[row.index(rows.len())];
            let last = sheet.cells.iter().map(|cell| cell.column).max().unwrap_or(0);
            let column = u32::try_from(column.index(last as usize + 2)).expect("few columns");
            if sheet.at(row, column).is_none() {
                sheet.cells.push(Cell { row, column, content: Content::Number("7".to_owned()) });
            }
        }
        Damage::DoubleSheet(_) => {}
    }
    sort(sheet);
}

/// How many random layouts: `NIANBAO_CASES=20000` for more.
fn cases() -> u32 {
    std::env::var("NIANBAO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_the_layout_changes_a_figure(
        edition in prop_oneof![3 => Just(2021_u16), 1 => Just(2019)],
        changes in prop::collection::vec((0_usize..4, change()), 1..8),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        stack in prop::option::weighted(0.3, 0_u32..4),
    ) {
        let (report, mut grid) = grid(edition);
        for (sheet, change) in changes.iter().filter(|(sheet, change)| *sheet < 3 || !matches!(change, Change::Number(..))) {
            apply(&mut grid.sheets[*sheet], change);
        }
        let mut sheets: Vec<Sheet> = order.iter().map(|&sheet| grid.sheets[sheet].clone()).collect();
        std::mem::swap(&mut grid.sheets, &mut sheets);
        if let Some(gap) = stack {
            grid = stacked(&grid, gap);
        }
        if let Err(why) = is_read(&grid, &report) {
            return Err(TestCaseError::fail(why));
        }
    }

    #[test]
    fn no_damage_to_the_layout_gives_another_figure(
        edition in prop_oneof![3 => Just(2021_u16), 1 => Just(2019)],
        table in 0_usize..3,
        damage in damage(),
        unmerged in prop::option::weighted(0.4, repeated()),
    ) {
        let (report, mut grid) = grid(edition);
        if let Some(repeated) = unmerged {
            grid.sheets.iter_mut().for_each(|sheet| unmerge(sheet, repeated));
        }
        let sound = grid.clone();
        spoil(&mut grid, table, &damage);
        let read = read_book(&grid);
        if let Err(why) = no_other_figure(&read, &report) {
            return Err(TestCaseError::fail(format!("{why}\n{:#?}", told(&read))));
        }
        // What was spoiled is told, unless it was no part of the table or a spelling that is known.
        let whole = read.report.as_ref().is_some_and(|found| found.entries == report.entries);
        // A blank is a finding of the checks.
        let blank = read.report.as_ref().is_some_and(|found| found.entries.contains(&Entry::stated(Figure::Blank)));
        prop_assert!(whole || blank || grid == sound || errors(&read) > 0, "{:#?}", told(&read));
    }
}

/// The cell of a label on the official sheet of a table.
fn find(sheet: &Sheet, label: &str) -> (u32, u32) {
    let cell = sheet.cells.iter().find(|cell| cell.content.text() == label);
    cell.map_or_else(|| panic!("no {label}"), |cell| (cell.row, cell.column))
}

fn relabel(sheet: &mut Sheet, from: &str, to: &str) {
    let place = find(sheet, from);
    let cell = sheet.cells.iter_mut().find(|cell| (cell.row, cell.column) == place).expect("the cell");
    cell.content = Content::Text(to.to_owned());
}

fn number(row: u32, column: u32, number: &str) -> Cell {
    Cell { row, column, content: Content::Number(number.to_owned()) }
}

type Spoil = fn(&mut Book);

/// A fault, how it is made, and what is told of it.
const FAULTS: &[(&str, Spoil, &[&str])] = &[
    (
        "a row is gone",
        |grid| delete_row(&mut grid.sheets[1], 12),
        &["label-missing › 表三!C12: 表三缺少 1 行：“6.属于四类过程性信息”"],
    ),
    (
        "a label was changed",
        |grid| relabel(&mut grid.sheets[1], "2.重复申请", "2.反复申请"),
        &["label-unknown › 表三!C20: “2.反复申请”这一行不在表样里，填有数 1122：是不是“2.重复申请”？"],
    ),
    (
        "a column was renamed",
        |grid| relabel(&mut grid.sheets[1], "科研机构", "科研院所"),
        &["label-unknown › 表三!F3: “科研院所”这一列不在表样里，填有数 1012：是不是“科研机构”？"],
    ),
    (
        "a row stands there twice",
        |grid| relabel(&mut grid.sheets[1], "2.重复申请", "1.信访举报投诉类申请"),
        &[
            "label-twice › 表三!C20: “1.信访举报投诉类申请”这一行出现了两次，另一处在 C19，表样里还缺“2.重复申请”",
        ],
    ),
    (
        "a column stands there twice",
        |grid| relabel(&mut grid.sheets[1], "其他", "商业企业"),
        &["label-twice › 表三!I3: “商业企业”这一列出现了两次，另一处在 E3，表样里还缺“其他”"],
    ),
    (
        "a subtotal was put in",
        |grid| {
            insert_rows(&mut grid.sheets[1], 15, 1);
            grid.sheets[1].cells.extend([text(15, 2, "小计"), number(15, 3, "9")]);
        },
        &["label-unknown › 表三!C16: “小计”这一行不在表样里，填有数 9"],
    ),
    (
        "last year's figures stand beside",
        |grid| {
            grid.sheets[1].cells.extend([text(1, 10, "上年总计"), number(3, 10, "9"), number(4, 10, "8")]);
        },
        &["label-unknown › 表三!K4: “上年总计”这一列不在表样里，填有数 9"],
    ),
    (
        "two labels have changed places",
        |grid| {
            relabel(&mut grid.sheets[1], "1.属于国家秘密", "暂");
            relabel(&mut grid.sheets[1], "3.危及“三安全一稳定”", "1.属于国家秘密");
            relabel(&mut grid.sheets[1], "暂", "3.危及“三安全一稳定”");
        },
        &["label-ambiguous › 表三!C9: “2.其他法律行政法规禁止公开”排在了“3.危及“三安全一稳定””之后"],
    ),
    (
        "a label stands in another group",
        |grid| {
            relabel(&mut grid.sheets[1], "8.属于行政查询事项", "暂");
            relabel(&mut grid.sheets[1], "1.本机关不掌握相关政府信息", "8.属于行政查询事项");
            relabel(&mut grid.sheets[1], "暂", "1.本机关不掌握相关政府信息");
        },
        &[
            "label-ambiguous › 表三!C15: “1.本机关不掌握相关政府信息”在表样里不属于“（三）不予公开”",
            "label-ambiguous › 表三!C16: “8.属于行政查询事项”在表样里不属于“（四）无法提供”",
        ],
    ),
    (
        "groups have no name",
        |grid| {
            for name in ["行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"] {
                let (row, column) = find(&grid.sheets[2], name);
                grid.sheets[2].cells.retain(|cell| (cell.row, cell.column) != (row, column));
            }
        },
        &["label-ambiguous › 表四!A2: “结果维持”“结果纠正”"],
    ),
    (
        "a table is there on two sheets",
        |grid| {
            let mut copy = grid.sheets[1].clone();
            "上年".clone_into(&mut copy.name);
            grid.sheets.push(copy);
        },
        &["table-twice › 上年!D1: 有两张表三（另一张在 表三!D1）"],
    ),
    (
        "a table is there twice on one sheet",
        |grid| {
            let copy = grid.sheets[1].clone();
            grid.sheets[1]
                .cells
                .extend(copy.cells.into_iter().map(|cell| Cell { row: cell.row + 40, ..cell }));
        },
        &["table-twice › 表三!A44: 有两张表三（另一张在 A4）"],
    ),
    (
        "a table is of the other edition",
        |grid| {
            let (_, other) = super::matcher::grid(2019);
            grid.sheets[0] = other.sheets[0].clone();
        },
        &["table-of-other-form › 表二!A3: 这张表二是 2019 年表样的，其他表是 2021 年表样的"],
    ),
    (
        "a row has shifted",
        |grid| {
            let place = |cell: &&mut Cell| cell.row == 27 && cell.column >= 3;
            grid.sheets[1].cells.iter_mut().filter(place).for_each(|cell| cell.column -= 1);
            grid.sheets[1].merges.retain(|region| region.top != 27);
        },
        &["figure-ambiguous › 表三!C28: “四、结转下年度继续办理”这一行错了位：数 1178 在名称和各列之间"],
    ),
    (
        "a table of one row has two",
        |grid| grid.sheets[2].cells.push(number(4, 0, "3")),
        &["figure-ambiguous › 表四!A5: 表四只有一行数，这里是第二行"],
    ),
    (
        "two numbers for one figure",
        |grid| grid.sheets[0].cells.push(number(6, 2, "3")),
        &["figure-ambiguous › 表二!B7: 表二.行政许可 有两个数，另一个在 C7"],
    ),
    (
        "no table at all",
        |grid| grid.sheets.truncate(0),
        &["no-table › file: 没有找到表样里的任何一张表，也没有找到报告文字"],
    ),
];

/// A row or column under another name, or under the name of another, is one slip and one finding.
#[test]
fn a_label_that_was_changed_is_one_finding() {
    for (sheet, from, to, place, rule) in [
        (1, "科研机构", "科研院所", "表三!F3", "label-unknown"),
        (1, "商业企业", "企业", "表三!E3", "label-unknown"),
        (1, "其他", "其它组织", "表三!I3", "label-unknown"),
        (1, "总计", "合 计", "表三!J2", "label-unknown"),
        (1, "自然人", "个人", "表三!D2", "label-unknown"),
        (0, "现行有效件数", "有效件数", "表二!D2", "label-unknown"),
        (0, "本年收费金额（单位：万元）", "收费数额", "表二!B13", "label-unknown"),
        (1, "（一）予以公开", "（一）同意公开", "表三!B6", "label-unknown"),
        (1, "3.其他", "3.别的", "表三!C26", "label-unknown"),
        (1, "商业企业", "科研机构", "表三!F3", "label-twice"),
        (0, "行政处罚", "行政强制", "表二!A11", "label-twice"),
        (1, "2.重复申请", "1.信访件", "表三!C20", "label-unknown"),
        (1, "2.重复申请", "1.信访举报投诉类申请", "表三!C20", "label-twice"),
        (1, "法律服务机构", "科研机构", "表三!H3", "label-twice"),
    ] {
        let (report, mut grid) = grid(2021);
        relabel(&mut grid.sheets[sheet], from, to);
        let read = read_book(&grid);
        let told = told(&read);
        assert!(told.len() == 1 && told[0].starts_with(&format!("{rule} › {place}: ")), "{to}: {told:#?}");
        assert!(told[0].contains("是不是") || told[0].contains("表样里还缺"), "{told:#?}");
        no_other_figure(&read, &report).expect("no figure of another cell");
    }
}

#[test]
fn what_is_wrong_with_a_table_is_named_with_its_cell() {
    for (name, spoil, wanted) in FAULTS {
        let (report, mut grid) = grid(2021);
        spoil(&mut grid);
        grid.sheets.iter_mut().for_each(sort);
        let read = read_book(&grid);
        let told = told(&read);
        for wanted in *wanted {
            assert!(told.iter().any(|one| one.starts_with(wanted)), "{name}: not found: {wanted}\n{told:#?}");
        }
        no_other_figure(&read, &report).unwrap_or_else(|why| panic!("{name}: {why}"));
        let helps =
            |finding: &&Finding| finding.rule.starts_with("label") || finding.rule.starts_with("table");
        for finding in read.findings.iter().filter(helps) {
            assert!(!finding.hints.is_empty(), "{name}: no hint: {finding:?}");
        }
    }
}
