//! No text is dropped: a marked paragraph, wherever it is, is in the report or in a finding that
//! names its place.

use nianbao::document::{Cell, CellName, Content, Sheet};
use nianbao::finding::Finding;
use nianbao::place::Spot;
use nianbao::read::Read;
use proptest::prelude::*;

use crate::sheets::{read_book, sort};
use crate::support::{forms, full_report, read_as, read_text};
use crate::texts::{NAMES, TEXTS, frame, page, sheet, told, with};

/// A marked paragraph.
fn marked() -> impl Strategy<Value = String> {
    let begin = prop::sample::select(vec![
        "",
        "（三）",
        "一是",
        "第二，",
        "2024年，",
        "我局：",
        "上述规范性文件",
        "其他",
        "自然人总计",
        "本年新收政府信息公开申请数量",
    ]);
    (begin, "[一-龥]{6,30}", 10_000_u32..99_999)
        .prop_map(|(begin, words, mark)| format!("{begin}{words}{mark}号。"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_a_workbook_is_dropped(
        pieces in prop::collection::vec((marked(), 0_usize..6, 0_u32..70, 0_u32..18), 1..5),
        framed in any::<bool>(),
    ) {
        let sound = ["公开平稳。", "更新不及时。", "没有收费。", "示例县人民路1号", "423000", "0735-2345678", "a@example.cn"];
        let mut book = if framed { frame(3, &sound) } else { with(&[sheet("封面", NAMES), sheet("文字", TEXTS)]) };
        book.sheets.push(Sheet::named("隐藏"));
        let mut placed = Vec::new();
        for (words, number, row, column) in pieces {
            let number = number % book.sheets.len();
            if book.sheets[number].at(row, column).is_none() {
                book.sheets[number].cells.push(Cell { row, column, content: Content::Text(words.clone()) });
                sort(&mut book.sheets[number]);
                placed.push((words, number, row, column));
            }
        }
        let read = read_book(&book);
        let printed = printed(&read);
        for (words, number, row, column) in placed {
            let cell = CellName { sheet: number, row, column };
            let name = &book.sheets[number].name;
            let found = read.findings.iter().any(|finding| is_at(&read, finding, name, cell));
            prop_assert!(printed.contains(&words) || found, "{words} {cell} of {name}: {:#?}", told(&read));
        }
    }

    #[test]
    fn no_text_of_a_data_file_is_dropped(words in marked(), line in 0_usize..40, indent in 0_usize..5) {
        let mut lines: Vec<String> = full_report().lines().map(str::to_owned).collect();
        let at = line * lines.len() / 40;
        lines.insert(at, format!("{}{words}", " ".repeat(indent)));
        let read = read_text(forms(), lines.join("\n").as_bytes());
        let number = at + 1;
        let here = |finding: &Finding| match read.places.spot(&finding.subject) {
            Spot::File => false,
            Spot::Bytes(bytes) => {
                let (first, _) = read.places.source.line_column(bytes.start);
                let (last, _) = read.places.source.line_column(bytes.end);
                (first..=last).contains(&number) || finding.clause.zh.contains(&words)
            }
        };
        let found = read.findings.iter().any(here);
        let said = printed(&read).contains(&words);
        prop_assert!(said || found, "{words} in line {number}: {:#?}", told(&read));
    }

    #[test]
    fn no_text_of_a_page_is_dropped(
        pieces in prop::collection::vec((marked(), 0_usize..60, prop::sample::select(vec!["p", "div", "h3", "li"])), 1..4),
    ) {
        let mut blocks = page();
        for (words, at, element) in &pieces {
            let at = at % (blocks.len() + 1);
            blocks.insert(at, format!("<{element}>{words}</{element}>"));
        }
        let page = format!("<html><body>{}</body></html>", blocks.join("\n"));
        let read = read_as(forms(), "a.xls", page.as_bytes());
        let printed = printed(&read);
        let book = nianbao::document::workbook(page.as_bytes(), nianbao::document::in_this_process).expect("a page");
        for (words, ..) in &pieces {
            let cell = book.paragraphs().find(|(_, text)| text.contains(words.as_str())).expect("a paragraph").0;
            let here = |finding: &Finding| is_at(&read, finding, "正文", cell);
            prop_assert!(
                printed.contains(words) || read.findings.iter().any(here), "{words} {cell}: {:#?}", told(&read)
            );
        }
    }
}

/// Everything that the report prints.
fn printed(read: &Read) -> String {
    let report = read.report.as_ref();
    report.map_or_else(String::new, |report| {
        let paragraphs = report.prose().flat_map(|prose| &prose.paragraphs);
        paragraphs.map(|one| report.paragraph(one)).collect()
    })
}

/// Whether a finding is at a cell of a sheet, or names it.
fn is_at(read: &Read, finding: &Finding, sheet: &str, cell: CellName) -> bool {
    let at = match read.places.spot(&finding.subject) {
        Spot::File => return false,
        Spot::Bytes(bytes) => read.places.source.place(bytes.start).within(),
    };
    let hints: String = finding.hints.iter().map(|hint| &*hint.zh).collect();
    let all = format!("{} {hints}", finding.clause.zh);
    at.starts_with(&format!("{sheet}!"))
        && (at.ends_with(&format!("!{cell}"))
            || names(&all).any(|region| holds(region, cell.row, cell.column)))
}

/// The cells that a sentence names.
fn names(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).filter(|word| !word.is_empty())
}

/// Whether `A3` or `A3:B9` holds a cell.
fn holds(region: &str, row: u32, column: u32) -> bool {
    let (first, last) = region.split_once(':').unwrap_or((region, region));
    let corners = CellName::parse(first).zip(CellName::parse(last));
    corners.is_some_and(|((top, left), (bottom, right))| {
        (top..=bottom).contains(&row) && (left..=right).contains(&column)
    })
}
