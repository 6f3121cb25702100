//! Tables in text, as programs extract them from pages and as people paste them: bars around cells
//! or after them, a cell a line, tabs. Whatever a text shows of its cells, no figure is wrong.

use nianbao::document::in_this_process;
use nianbao::form::Form;
use nianbao::model::{Entry, Figure, Report};
use nianbao::read::{self, Expected, File, Read};
use nianbao::render::{Document, Grid};
use nianbao::roster::Publishing;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::support::forms;

/// How a text shows the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// `| a | b | ||`: bars around, and one for each column without a cell.
    Framed,
    /// `a | b |`
    After,
    /// `| a | | b |`: an empty cell where one from above reaches into the row.
    Reaching,
    /// `a |`, `b |`, and the columns without a cell in one line.
    Lines,
    /// The same, without what columns without a cell leave below the last row; long labels in two
    /// lines.
    Open,
    /// `a`, `|`, `b`, `|`
    Apart,
    /// A cell a line; empty ones are lost.
    Bare,
    /// Tabs between cells; spans are lost.
    Tabs,
    /// Tabs as from a sheet: spans are empty cells, and those at the end of a line are lost.
    Sheet,
}

pub(crate) const WAYS: [Way; 9] = [
    Way::Framed,
    Way::After,
    Way::Reaching,
    Way::Lines,
    Way::Open,
    Way::Apart,
    Way::Bare,
    Way::Tabs,
    Way::Sheet,
];

/// The rows of a table: for each column the text of the cell that begins there, `None` where
/// another reaches, and whether that is one from above.
fn rows(grid: &Grid) -> Vec<Vec<(Option<String>, bool)>> {
    let mut above = vec![0usize; grid.columns];
    grid.rows
        .iter()
        .map(|row| {
            let mut all: Vec<(Option<String>, bool)> = above.iter().map(|&rows| (None, rows > 0)).collect();
            for rows in &mut above {
                *rows = rows.saturating_sub(1);
            }
            for cell in &row.cells {
                all[cell.column].0 = Some(cell.text.replace('\n', ""));
                above[cell.column..cell.column + cell.column_span].fill(cell.row_span - 1);
            }
            all
        })
        .collect()
}

/// A table as a text shows it.
pub(crate) fn shown(grid: &Grid, way: Way) -> String {
    let mut text = String::new();
    for row in rows(grid) {
        let cells: Vec<&str> = row.iter().filter_map(|(cell, _)| cell.as_deref()).collect();
        let rest = "|".repeat(grid.columns - cells.len());
        let reached = row.iter().filter(|(cell, above)| cell.is_some() || *above);
        let reaching: Vec<&str> = reached.map(|(cell, _)| cell.as_deref().unwrap_or_default()).collect();
        let whole: Vec<&str> = row.iter().map(|(cell, _)| cell.as_deref().unwrap_or_default()).collect();
        let lines = |end: &str| cells.iter().map(|cell| format!("{cell}{end}\n")).collect::<String>();
        text += &match way {
            Way::Framed => format!("| {} | {rest}\n", cells.join(" | ")),
            Way::After => format!("{} |\n", cells.join(" | ")),
            Way::Reaching => format!("| {} |\n", reaching.join(" | ")),
            Way::Lines | Way::Open if rest.is_empty() => lines(" |"),
            Way::Lines | Way::Open => format!("{}{rest}\n", lines(" |")),
            Way::Apart => lines("\n|"),
            Way::Bare => {
                lines("").lines().filter(|line| !line.is_empty()).map(|line| format!("{line}\n\n")).collect()
            }
            Way::Tabs => format!("{}\n", cells.join("\t")),
            Way::Sheet => format!("{}\n", whole.join("\t").trim_end()),
        };
    }
    if way == Way::Open {
        text.truncate(text.trim_end_matches(['|', '\n']).len());
        let wrapped = |label: &str| label.replace("企业", "\n企业").replace("申请数量", "\n申请数量");
        return format!("{}|\n", wrapped(&text));
    }
    text
}

/// A report as a text, its tables in one of the ways.
pub(crate) fn text(form: &Form, report: &Report, way: Way) -> String {
    let document = Document::new(form, report, &Publishing::default(), false);
    let mut text = format!("{}\n", document.view.title);
    for section in &document.view.sections {
        text += &format!("{}\n", section.heading);
        match &section.table {
            Some(grid) => text += &shown(grid, way),
            None => text += "按月公开，按季核对。\n",
        }
    }
    text
}

pub(crate) fn report(form: &Form, figures: Vec<Figure>) -> Report {
    Report {
        unit: "示例县水利局".into(),
        year: *form.years.start(),
        edition: form.edition,
        entries: figures.into_iter().take(form.figures.len()).map(Entry::stated).collect(),
        sections: vec![None; form.sections.len()],
        preface: None,
        date: None,
        contact: nianbao::model::Contact::default(),
        waivers: Vec::new(),
        provenance: None,
        corrections: Vec::new(),
        sources: Vec::new(),
    }
}

pub(crate) fn read_text(text: &str) -> Read {
    let file = File::named("报告.txt", text.as_bytes()).expect("a known ending");
    read::read(&[file], &Expected::default(), forms(), in_this_process)
}

/// How many figures of a text were obtained; every one of them is the report's.
fn obtained(form: &Form, text: &str, report: &Report) -> usize {
    let read = read_text(text);
    let (back, places) = (read.report, read.places);
    let back = back.unwrap_or_else(|| panic!("{:?}\n{text}", read.findings));
    assert_eq!(back.edition, report.edition);
    let is_obtained = |id: &nianbao::model::FigureId| back.entry(*id).figure != Figure::NotObtained;
    let ids: Vec<_> = form.ids().filter(is_obtained).collect();
    for &id in &ids {
        assert_eq!(back.entry(id).figure, report.entry(id).figure, "{}\n{text}", form.quoted(id));
        if let Figure::Number(number) = back.entry(id).figure {
            let place = places.figure(id).expect("a place");
            assert!(places.source.text[place].contains(&number.to_string()), "{}\n{text}", form.quoted(id));
        }
    }
    ids.len()
}

fn figure() -> impl Strategy<Value = Figure> {
    prop_oneof![
        3 => (0u32..2000).prop_map(|number| Figure::Number(Decimal::from(number))),
        3 => Just(Figure::Number(Decimal::ZERO)),
    ]
}

fn any_figure() -> impl Strategy<Value = Figure> {
    prop_oneof![4 => figure(), 2 => Just(Figure::Blank), 1 => Just(Figure::NotApplicable)]
}

#[test]
fn tables_in_text_are_read_in_every_way() {
    for edition in [2019, 2021] {
        let form = forms().edition(edition).expect("a form");
        let numbers = (0..200u32).map(|at| Figure::Number(Decimal::from(at * 37 % 129)));
        let report = report(form, numbers.collect());
        for way in WAYS {
            let text = text(form, &report, way);
            assert_eq!(obtained(form, &text, &report), form.figures.len(), "{way:?}\n{text}");
        }
    }
}

#[test]
fn empty_cells_and_marks_stay_what_they_are() {
    let form = forms().edition(2021).expect("a form");
    let figures = (0..200u32).map(|at| match (at + 1) % 7 {
        0 | 3 => Figure::Blank,
        5 => Figure::NotApplicable,
        _ => Figure::Number(Decimal::from(at)),
    });
    let report = report(form, figures.collect());
    for way in [Way::Framed, Way::After, Way::Reaching, Way::Lines, Way::Apart, Way::Tabs] {
        let text = text(form, &report, way);
        assert_eq!(obtained(form, &text, &report), form.figures.len(), "{way:?}\n{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_figure_of_a_text_is_wrong(
        way in proptest::sample::select(WAYS.to_vec()),
        edition in proptest::sample::select(vec![2019u16, 2021]),
        figures in proptest::collection::vec(any_figure(), 200),
    ) {
        let form = forms().edition(edition).expect("a form");
        let report = report(form, figures);
        obtained(form, &text(form, &report, way), &report);
    }
}

#[test]
fn a_number_in_a_cell_of_its_own_is_never_cut() {
    let form = forms().edition(2021).expect("a form");
    let figure = |text: &str, address: &str| {
        let read = read_text(&format!(
            "示例局2023年政府信息公开工作年度报告\n一、总体情况\n平稳。\n二、主动公开政府信息情况\n{text}"
        ));
        let report = read.report.unwrap_or_else(|| panic!("{:?}", read.findings));
        report.entry(form.resolve(address).expect("an address")).figure.text()
    };
    let header = "信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n";
    for cells in ["规章\n128\n", "规章 128\n", "规章\t128\n", "| 规章 | 128 |\n"] {
        assert_eq!(figure(&format!("{header}{cells}"), "表二.规章.本年制发"), "未取得", "{cells}");
    }
    // Where digits are glued, a number with one cut is as many.
    let glued = format!("{}\n行政规范性文件 000\n规章 128\n", header.replace('\n', " "));
    assert_eq!(figure(&glued, "表二.规章.现行有效"), "未取得", "two cells came together by chance");
    let glued = format!("{glued}二、上年结转政府信息公开申请数量 0000000\n");
    assert_eq!(figure(&glued, "表二.规章.现行有效"), "8");
}

#[test]
fn a_row_that_lost_an_empty_cell_is_not_read() {
    let form = forms().edition(2021).expect("a form");
    let figures =
        (0..200u32).map(|at| if at % 3 == 0 { Figure::Blank } else { Figure::Number(Decimal::from(at)) });
    let report = report(form, figures.collect());
    let whole = text(form, &report, Way::Lines);
    let requests = whole.find("本年新收").expect("a row");
    let at = requests + whole[requests..].find("\n|\n").expect("an empty cell");
    let mut damaged = whole.clone();
    damaged.replace_range(at..at + 2, "");
    let read = obtained(form, &damaged, &report);
    assert_eq!(read, form.figures.len() - 7, "the row is not certain");
}

#[test]
fn what_a_page_says_below_a_report_is_its_text_or_surely_not() {
    let other = |foot: &str| {
        let text = format!(
            "示例局2023年政府信息公开工作年度报告\n来源：某地融媒 发布时间：2024-01-15\n根据条例编制本报告。\n一、总体情况\n平稳。\n\
             二、主动公开政府信息情况\n| 规章 | 1 | 2 | 3 |\n六、其他需要报告的事项\n未收取信息处理费。\n{foot}"
        );
        let report = read_text(&text).report.expect("a report");
        let said = |prose: &nianbao::model::Prose| {
            prose
                .paragraphs
                .iter()
                .map(|one| one.pieces.iter().map(|piece| format!("{piece:?}")).collect::<String>())
                .collect::<Vec<_>>()
        };
        let form = forms().edition(2021).expect("a form");
        let section = form.section_by_key("other_matters").expect("a section");
        let preface = report.preface.as_ref().map(&said).unwrap_or_default();
        assert_eq!(preface.len(), 1, "{preface:?}");
        let missing = report.provenance.expect("a document").missing;
        let after = missing.iter().any(|words| words.zh.contains("报告末尾之后"));
        (said(report.sections[section].as_ref().expect("a text")).len(), after)
    };
    for (foot, paragraphs, after) in [
        ("附件：无", 2, false),
        ("附件：数据来源说明", 2, false),
        ("审核：实行三审三校，责任到人", 2, false),
        ("来源：群众来信和热线", 2, false),
        ("附件：数据表.xls\n来源：示例局 责任编辑：某甲", 1, false),
        ("审核：某甲\n打印 关闭", 1, false),
        ("2024年1月15日\n以上数据已与上年核对一致。", 1, true),
        ("示例局\n2024年1月15日\n联系人：某甲", 1, true),
        ("示例局\n2024年1月15日\n数据来自办公系统", 1, true),
        ("示例局（盖章）\n2024年1月15日\n（此件公开发布）\n— 3 —\n示例局办公室 2024年1月16日印发", 1, false),
        ("2024年1月15日\n示例局\n打印 关闭\n上一篇：某局年度报告\n热点专题", 1, false),
    ] {
        assert_eq!(other(foot), (paragraphs, after), "{foot}");
    }
}

#[test]
fn titles_are_found_where_pages_have_them() {
    let unit = |head: &str| {
        let read = read_text(&format!(
            "{head}\n一、总体情况\n平稳。\n二、主动公开政府信息情况\n| 规章 | 1 | 2 | 3 |\n"
        ));
        read.report.map(|report| (report.unit.as_str().to_owned(), report.year))
    };
    let cases = [
        ("示例县水利局\n2022年政府信息公开工作年度报告", "示例县水利局", 2022),
        (
            "2022年政府信息公开工作年度报告\n示例县示例镇人民政府\n2022年政府信息公开工作年度报告",
            "示例县示例镇人民政府",
            2022,
        ),
        ("2022年示例县示例街道办事处\n政府信息公开工作年度报告", "示例县示例街道办事处", 2022),
        (
            "发布机构 水利局 发文日期 2026-01-15\n标 题 示例县水利局政府信息公开工作2025年度报告\n文 号 无 主 题 词\n时 效 有效\n\n示例县水利局政府信息公开工作2025年度报告",
            "示例县水利局",
            2025,
        ),
        (
            "示例县水利局关于印发\n\n2025年政府信息公开工作年度报告的通知\n\n各股室：\n\n（此件公开发布）\n\n示例县水利局\n\n2026年1月5日\n\n示例县水利局\n\n2025年政府信息公开工作年度报告",
            "示例县水利局",
            2025,
        ),
        ("示例镇人民政府2022年信息公开工作年度报告", "示例镇人民政府", 2022),
    ];
    for (head, name, year) in cases {
        assert_eq!(unit(head), Some((name.to_owned(), year)), "{head}");
    }
}
