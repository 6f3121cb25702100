//! What goes back and forth with a clerk: a form filled in with faults, the copy with its list and
//! marks, the same copy corrected and handed in again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};

use nianbao::diagnose::{Judged, Reporter, Returned, Shown, marked};
use nianbao::document::{self, Book, CellName, Packer};
use nianbao::lang::Lang;
use nianbao::model::{Figure, Report};
use nianbao::render::{Sheets, workbook};
use nianbao::rulebook;
use proptest::prelude::*;
use regex::Regex;
use zip::ZipArchive;

use crate::support::{GOOD, Tree, checked, forms, read_as, read_text, repository};

const PATH: &str = "data/2024/甲局.xlsx";
const COPY: &str = "returned/2024/甲局.xlsx";

/// The parts of a package, in their order.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).expect("a part");
            let mut part = Vec::new();
            entry.read_to_end(&mut part).expect("bytes");
            (entry.name().expect("a name").into_owned(), part)
        })
        .collect()
}

fn text_of(parts: &[(String, Vec<u8>)], name: &str) -> String {
    let (_, bytes) = parts.iter().find(|(one, _)| one == name).unwrap_or_else(|| panic!("no {name}"));
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut packer = Packer::default();
    for (name, bytes) in parts {
        packer.add(name, bytes).expect("a part");
    }
    packer.finish().expect("a package")
}

fn book_of(bytes: &[u8]) -> Book {
    document::workbook(bytes, document::in_this_process).expect("a workbook")
}

/// A row of the list, by the heads of its columns.
type Row = BTreeMap<String, String>;

fn list_of(bytes: &[u8]) -> Vec<Row> {
    let book = book_of(bytes);
    assert_eq!(book.sheets.iter().filter(|sheet| sheet.name.starts_with("问题清单")).count(), 1);
    let list = &book.sheets[0];
    assert_eq!(list.name, "问题清单", "the copy opens on the list");
    let heads = list.row(2);
    let end = list.cells.iter().filter(|cell| cell.column == 0).map(|cell| cell.row).max().unwrap_or(0);
    let row = |row: u32| {
        let text = |column: u32| list.at(row, column).map_or("", |content| content.text()).to_owned();
        heads.iter().map(|head| (head.content.text().to_owned(), text(head.column))).collect()
    };
    (3..=end).map(row).collect()
}

/// The cells that a text names: `D7:I9、D30`.
fn named(text: &str) -> BTreeSet<(u32, u32)> {
    let pattern = Regex::new(r"([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?").expect("a pattern");
    let mut cells = BTreeSet::new();
    for found in pattern.captures_iter(text) {
        let (top, left) = CellName::parse(&found[1]).expect("a cell");
        let (bottom, right) =
            found.get(2).map_or((top, left), |last| CellName::parse(last.as_str()).expect("a cell"));
        cells.extend((top..=bottom).flat_map(|row| (left..=right).map(move |column| (row, column))));
    }
    cells
}

/// The parts of the form's sheets: the tables, and the first one, which repeats what they say.
fn sheet_parts(bytes: &[u8]) -> Vec<(String, String)> {
    let names = ["填表说明", "表二", "表三", "表四"];
    let known = book_of(bytes);
    assert!(names.iter().all(|name| known.sheet(name).is_some()));
    (1..).zip(names).map(|(n, name)| (name.to_owned(), format!("xl/worksheets/sheet{n}.xml"))).collect()
}

fn cell_pattern() -> Regex {
    Regex::new(r#"<c r="([A-Z]+\d+)"((?: [a-z]+="[^"]*")*)(?:/>|>(.*?)</c>)"#).expect("a pattern")
}

fn style_of(attributes: &str) -> usize {
    let style = attributes.split(" s=\"").nth(1).and_then(|rest| rest.split('"').next());
    style.map_or(0, |style| style.parse().expect("a style"))
}

/// A copy as a clerk corrects it: what the list names is as it should be, and formulas are computed.
fn corrected(copy: &[u8], sound: &[u8]) -> Vec<u8> {
    let mut fixed = parts(copy);
    let right = parts(sound);
    let mut wrong: BTreeMap<String, BTreeSet<(u32, u32)>> = BTreeMap::new();
    for row in list_of(copy) {
        let cells = wrong.entry(row["工作表"].clone()).or_default();
        cells.extend(named(&row["单元格"]));
        cells.extend(named(&row["怎样改"]));
    }
    let pattern = cell_pattern();
    for (sheet, part) in sheet_parts(copy) {
        let source = text_of(&right, &part);
        let contents: BTreeMap<&str, (&str, &str)> = pattern
            .captures_iter(&source)
            .map(|cell| {
                let part = |number: usize| cell.get(number).map_or("", |part| part.as_str());
                (part(1), (part(2), part(3)))
            })
            .collect();
        let none = BTreeSet::new();
        let wrong = wrong.get(&sheet).unwrap_or(&none);
        let text = text_of(&fixed, &part);
        let text = pattern.replace_all(&text, |cell: &regex::Captures| {
            let (attributes, content) = contents.get(&cell[1]).copied().unwrap_or_default();
            let is_wrong = CellName::parse(&cell[1]).is_some_and(|at| wrong.contains(&at));
            if !is_wrong && !content.contains("<f>") {
                return cell[0].to_owned();
            }
            let kind = if attributes.contains(" t=\"str\"") { " t=\"str\"" } else { "" };
            format!("<c r=\"{}\" s=\"{}\"{kind}>{content}</c>", &cell[1], style_of(&cell[2]))
        });
        let slot = fixed.iter_mut().find(|(name, _)| *name == part).expect("the part");
        slot.1 = text.into_owned().into_bytes();
    }
    packed(&fixed)
}

/// How each cell of the form's sheets looks: its fill and its border.
fn looks(bytes: &[u8]) -> BTreeMap<(String, String), (String, String)> {
    let parts = parts(bytes);
    let styles = text_of(&parts, "xl/styles.xml");
    let list = |name: &str, member: &str| -> Vec<String> {
        let pattern = Regex::new(&format!("(?s)<{name}[ >].*?</{name}>")).expect("a pattern");
        let inside = pattern.find(&styles).expect("the list").as_str();
        let member = Regex::new(&format!("(?s)<{member}(?: [^>]*)?/>|<{member}[ >].*?</{member}>"))
            .expect("a pattern");
        member
            .find_iter(&inside[inside.find('>').expect("an end")..])
            .map(|one| one.as_str().to_owned())
            .collect()
    };
    let (own, fills, borders) = (list("cellXfs", "xf"), list("fills", "fill"), list("borders", "border"));
    let number = |xf: &str, name: &str| -> usize {
        let value = xf.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        value.expect("a number").parse().expect("a number")
    };
    let mut looks = BTreeMap::new();
    for (sheet, part) in sheet_parts(bytes) {
        for cell in cell_pattern().captures_iter(&text_of(&parts, &part)) {
            let xf = &own[style_of(&cell[2])];
            let look = (fills[number(xf, "fillId")].clone(), borders[number(xf, "borderId")].clone());
            looks.insert((sheet.clone(), cell[1].to_owned()), look);
        }
    }
    looks
}

/// The cells with a comment that is a mark.
fn commented(bytes: &[u8]) -> usize {
    let parts = parts(bytes);
    let comments = parts.iter().filter(|(name, _)| name.contains("comments") && !name.contains("drawing"));
    comments.map(|(_, text)| String::from_utf8_lossy(text).matches("【校验提示】").count()).sum()
}

/// Its texts say the figures themselves: one that is wrong does not change them.
fn good() -> Report {
    let text = GOOD.replace("{{ 表二.行政许可 }}", "12").replace("{{ 表三.本年新收.总计 }}", "5");
    read_text(forms(), text.as_bytes()).report.expect("a report")
}

fn form_of(report: &Report) -> Vec<u8> {
    let form = forms().edition(2021).expect("a form");
    let sheets = Sheets { unit: Some("甲局"), year: Some(2024), report: Some(report), ..Sheets::of(form) };
    workbook(&sheets).expect("a workbook")
}

/// A fault that a clerk makes in a cell.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Empty,
    Mark,
    More(u8),
}

fn with_faults(faults: &[(usize, Fault)]) -> Report {
    let form = forms().edition(2021).expect("a form");
    let mut report = good();
    let totals = form.totals();
    let requests = form.section_by_key("requests").expect("a section");
    let inputs: Vec<_> = form.ids().filter(|id| !totals[id.index()]).collect();
    let counted: Vec<_> = form.ids_of_section(requests).filter(|id| !totals[id.index()]).collect();
    for &(at, fault) in faults {
        let (id, figure) = match fault {
            Fault::Empty => (inputs[at % inputs.len()], Figure::Blank),
            Fault::Mark => (inputs[at % inputs.len()], Figure::NotApplicable),
            Fault::More(more) => {
                let id = counted[at % counted.len()];
                (
                    id,
                    Figure::Number(report.number(id).unwrap_or_default() + rust_decimal::Decimal::from(more)),
                )
            }
        };
        report.entries[id.index()].figure = figure;
    }
    for total in form.ids().filter(|id| totals[id.index()]) {
        report.entries[total.index()] = nianbao::model::Entry::default();
    }
    form.derive(&mut report.entries);
    report
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![Just(Fault::Empty), Just(Fault::Mark), (1_u8..9).prop_map(Fault::More)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    /// What the list says is corrected, the copy is handed in again, and no mark of the round before
    /// is left: each round marks what it lists and nothing else, and the last one marks nothing.
    #[test]
    fn no_mark_of_an_earlier_round_is_left(faults in prop::collection::vec((0_usize..500, fault()), 1..5)) {
        let sound = form_of(&good());
        let clean = looks(&sound);
        let tree = Tree::new();
        tree.write(PATH, form_of(&with_faults(&faults)));
        for round in 1.. {
            prop_assert!(round < 6, "{faults:?} are not corrected in five rounds");
            let done = tree.run(&["return", "--sound"]);
            prop_assert!(done.code < 2, "{}", done.err);
            let copy = tree.read(COPY);
            let list = list_of(&copy);
            let mut marked: BTreeSet<(String, String)> = BTreeSet::new();
            for (at, look) in looks(&copy) {
                if Some(&look) != clean.get(&at) {
                    prop_assert!(look.0.contains("FFC7CE") || look.0.contains("FFEB9C"), "{at:?} {look:?}");
                    marked.insert(at);
                }
            }
            let mut listed: BTreeSet<(String, String)> = BTreeSet::new();
            for row in list.iter().filter(|row| row["工作表"].starts_with('表')) {
                prop_assert!(!row["怎样改"].is_empty() && !row["问题"].is_empty());
                let cells = named(&row["单元格"]).into_iter();
                let name = |(row, column)| CellName { sheet: 0, row, column }.to_string();
                listed.extend(cells.map(|cell| (row["工作表"].clone(), name(cell))));
            }
            prop_assert_eq!(&marked, &listed, "round {}", round);
            if list.is_empty() {
                prop_assert_eq!(commented(&copy), 0);
                let figures = |bytes: &[u8]| read_as(forms(), "a.xlsx", bytes).report.map(|report| report.entries);
                prop_assert_eq!(figures(&copy), figures(&sound));
                break;
            }
            tree.write(PATH, corrected(&copy, &sound));
        }
    }
}

/// Writes an explanation into the rows of the list that a rule has.
fn explained(copy: &[u8], rule: &str, reason: &str) -> Vec<u8> {
    let mut all = parts(copy);
    let (_, bytes) = all.iter_mut().find(|(name, _)| name.ends_with("-list.xml")).expect("the list");
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    let row = Regex::new(r#"<c r="(G\d+)" s="(\d+)"(?:/>| t="inlineStr"><is><t[^>]*>[^<]*</t></is></c>)(<c r="H\d+" s="\d+" t="inlineStr"><is><t xml:space="preserve">)([a-z-]+)<"#).expect("a pattern");
    let text = row.replace_all(&text, |row: &regex::Captures| {
        if &row[4] != rule {
            return row[0].to_owned();
        }
        let (cell, style, tie) = (&row[1], &row[2], &row[3]);
        format!("<c r=\"{cell}\" s=\"{style}\" t=\"inlineStr\"><is><t>{reason}</t></is></c>{tie}{rule}<")
    });
    *bytes = text.into_owned().into_bytes();
    packed(&all)
}

#[test]
fn what_is_written_into_the_list_is_a_waiver() {
    let tree = Tree::new();
    // A warning and an error.
    tree.write(PATH, form_of(&with_faults(&[(3, Fault::Mark), (20, Fault::Empty)])));
    tree.run(&["return"]);
    let first = list_of(&tree.read(COPY));
    let levels: Vec<&str> = first.iter().map(|row| row["级别"].as_str()).collect();
    assert_eq!(levels, ["强制性", "核实性"], "what must be fixed comes first");
    // A reason that says nothing is none.
    tree.write(PATH, explained(&tree.read(COPY), "figure-not-applicable", "情况属实"));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("理由只写了“情况属实”：请写明数据为什么是这样"), "{}", done.out);
    assert!(done.out.contains("填的是“不适用”"), "{}", done.out);
    tree.run(&["return"]);
    // One that gives a cause holds, and goes on to hold in the rounds that follow.
    let reason = "本机关依法不承担该项职能，主管部门要求填“/”";
    for _ in 0..2 {
        let copy = tree.read(COPY);
        let written = explained(&copy, "figure-not-applicable", reason);
        tree.write(PATH, written);
        let done = tree.run(&["check", "-v"]);
        assert!(done.out.contains("已核实 1 处") && done.out.contains(reason), "{}", done.out);
        tree.run(&["return"]);
        let list = list_of(&tree.read(COPY));
        assert_eq!(list.len(), 2, "{list:#?}");
        assert_eq!((list[1]["级别"].as_str(), list[1]["说明"].as_str()), ("已说明", reason));
        assert!(list[0]["说明"].is_empty());
    }
    // What is written next to an error explains nothing away, and is not lost either.
    tree.write(PATH, explained(&tree.read(COPY), "figure-blank", "待市局下达"));
    let done = tree.run(&["return"]);
    assert_eq!(done.code, 1);
    assert_eq!(list_of(&tree.read(COPY))[0]["说明"], "待市局下达");
    // When its finding is gone it goes too, and nobody is asked to delete it.
    let sound = form_of(&good());
    tree.write(PATH, corrected(&tree.read(COPY), &sound));
    let done = tree.run(&["check"]);
    assert_eq!(
        (done.code, done.out.as_str()),
        (0, "校验 1 份报告：1 份无问题；强制性问题 0 处，核实性问题 0 处\n")
    );
    assert_eq!(tree.run(&["check", "--waive"]).out, "");
}

#[test]
fn waivers_for_a_workbook_are_said_to_go_where_they_work() {
    let tree = Tree::new();
    tree.write(PATH, form_of(&with_faults(&[(3, Fault::Mark)])));
    let done = tree.run(&["check", "--waive"]);
    assert!(done.out.contains("“问题清单”工作表的“说明”一栏"), "{}", done.out);
    assert!(done.out.contains("存为同名的 data/2024/甲局.yaml"), "{}", done.out);
    let waiver =
        done.out.replace("理由:", "理由: 主管部门要求填“/”，依据县办文件").replace("核实人:", "核实人: 王某");
    tree.write("data/2024/甲局.yaml", waiver.replace("日期:", "日期: 2025-01-08"));
    let done = tree.run(&["check"]);
    assert_eq!((done.code, done.out.contains("已核实 1 处")), (0, true), "{}", done.out);
}

#[test]
fn the_list_speaks_to_clerks() {
    let foreign =
        Regex::new(r"YAML|\{\{|\}\}|nianbao|data/|\.yaml|名录|\b[a-z]+(-[a-z]+)+\b").expect("a pattern");
    let quotes = Regex::new("“[^”]*”").expect("a pattern");
    let rules = rulebook::all(forms());
    let mut rows = 0;
    for entry in fs::read_dir(repository("tests/rules")).expect("the rules") {
        let folder = entry.expect("a rule").path();
        // How YAML is written is of no concern to a clerk, who has none.
        let is_yaml = folder.to_string_lossy().contains("yaml");
        let Some(bytes) = fs::read(folder.join("bad.yaml")).ok().filter(|_| !is_yaml) else { continue };
        let last = fs::read(folder.join("last.yaml")).ok().and_then(|bytes| checked(forms(), &bytes, None).0);
        let (report, places, findings) = checked(forms(), &bytes, last.as_ref());
        let form = report.as_ref().and_then(|report| forms().edition(report.edition));
        let shown = Shown { form, places: &places, last: None };
        let judged = Judged { unit: "甲局", year: 2024, shown, findings: findings.iter().collect() };
        let of_last = last.as_ref().and_then(|last| Some((forms().edition(last.edition)?, last)));
        let returned = Returned {
            bytes: &[],
            book: &Book::default(),
            judged: &judged,
            report: report.as_ref(),
            form: form.or(forms().newest()).expect("a form"),
            last: of_last,
            forms: forms(),
            rules: &rules,
        };
        let copy = marked(&returned, Reporter { lang: Lang::Zh, color: false }).expect("a copy");
        assert!(!copy.own);
        for row in list_of(&copy.bytes) {
            rows += 1;
            for column in ["工作表", "单元格", "问题", "怎样改"] {
                let text = &row[column];
                // What people wrote is quoted as it is.
                let unquoted = quotes.replace_all(text, "");
                assert!(!foreign.is_match(&unquoted), "{}: {text}", folder.display());
            }
            assert!(!row["怎样改"].is_empty(), "{}: {row:?}", folder.display());
        }
    }
    assert!(rows > 60, "{rows}");
}

#[test]
fn the_newest_year_is_returned_unless_another_is_named() {
    let tree = Tree::new();
    let wrong = form_of(&with_faults(&[(20, Fault::Empty)]));
    tree.write("data/2023/甲局.xlsx", &wrong).write("data/2024/甲局.xlsx", &wrong);
    let form = forms().edition(2021).expect("a form");
    let other = Report { unit: "乙局".into(), ..good() };
    let other = Sheets { unit: Some("乙局"), year: Some(2024), report: Some(&other), ..Sheets::of(form) };
    tree.write("data/2024/乙局.xlsx", workbook(&other).expect("a workbook"));
    let done = tree.run(&["return"]);
    assert_eq!(done.code, 1);
    assert!(
        done.err.contains("甲局（data/2024/甲局.xlsx）：标出 2 处问题，存为 returned/2024/甲局.xlsx"),
        "{}",
        done.err
    );
    assert!(!tree.path("returned/2023").exists());
    let done = tree.run(&["return", "--year", "2023"]);
    assert!(tree.path("returned/2023/甲局.xlsx").exists(), "{}", done.err);
    let done = tree.run(&["return", "--unit", "丙局"]);
    assert_eq!((done.code, done.err.contains("没有与 --year、--unit 相符的报告")), (2, true), "{}", done.err);
    fs::remove_dir_all(tree.path("returned")).expect("a folder");
    let done = tree.run(&["return", "data", "--year", "2023", "--unit", "甲局"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(tree.path("returned/2023/甲局.xlsx").exists() && !tree.path("returned/2024").exists());
}

#[test]
fn forms_are_made_for_those_who_have_not_submitted() {
    let tree = Tree::new();
    tree.write(
        "data/units.yaml",
        "- { name: 甲局 }\n- { name: 乙局, tier: 县级 }\n- { name: 丙局, to: 2020 }\n",
    );
    tree.write("data/2024/甲局.yaml", GOOD);
    let done = tree.run(&["form", "--year", "2024"]);
    assert_eq!((done.code, done.err.as_str()), (0, "已生成 1 份填报表，在 forms/2024/：乙局\n"));
    let book = book_of(&tree.read("forms/2024/乙局.xlsx"));
    let at = |sheet: &str, cell: &str| {
        let (row, column) = CellName::parse(cell).expect("a cell");
        book.sheet(sheet).expect("the sheet").at(row, column).map_or("", |content| content.text()).to_owned()
    };
    // What is the same everywhere: the preface, the fee, no 规章 at this level.
    assert!(at("文字", "B3").contains("2024年1月1日起至2024年12月31日止"));
    assert_eq!(at("文字", "B39"), "本年度收取政府信息公开信息处理费 0 元。");
    assert_eq!((at("表二", "B6"), at("表二", "B7")), ("0".to_owned(), String::new()));
    assert_eq!(at("表二", "A3"), "填写情况：还有 7 格没有填");
    tree.write("data/2024/乙局.yaml", GOOD.replace("甲局", "乙局"));
    let done = tree.run(&["form", "--year", "2024"]);
    assert!(done.err.contains("都已报送 2024 年度的报告"), "{}", done.err);
}

#[test]
fn an_empty_form_is_not_balanced() {
    let said = |report: &Report| {
        let book = book_of(&form_of(report));
        let state = |sheet: &str| {
            book.sheet(sheet).expect("the sheet").at(2, 0).expect("the state").text().to_owned()
        };
        [state("表二"), state("表三")]
    };
    assert_eq!(said(&good()), ["填写情况：已填完", "填写情况：已填完，勾稽关系平衡"]);
    let [second, third] = said(&with_faults(&[(0, Fault::Empty), (1, Fault::Mark)]));
    assert_eq!(second, "填写情况：还有 1 格没有填，1 格填的不是数字");
    assert_eq!(third, "填写情况：已填完，勾稽关系平衡");
    let [_, third] = said(&with_faults(&[(0, Fault::More(4))]));
    assert_eq!(
        third,
        "填写情况：已填完，勾稽关系不平衡：自然人列 D7＋D8＝9，D30＋D31＝5；总计列 J7＋J8＝9，J30＋J31＝5；"
    );
}

#[test]
fn a_paragraph_a_row_and_a_paste_that_is_too_long() {
    let form = forms().edition(2021).expect("a form");
    let report = good();
    let mut book = book_of(&form_of(&report));
    let texts = book.sheets.iter_mut().find(|sheet| sheet.name == "文字").expect("the texts");
    let label = texts.cells.iter().find(|cell| cell.content.text().starts_with("五、")).expect("a label").row;
    let put = |texts: &mut document::Sheet, row: u32, text: &str| {
        texts.cells.retain(|cell| (cell.row, cell.column) != (row, 1));
        texts.cells.push(crate::sheets::text(row, 1, text));
        crate::sheets::sort(texts);
    };
    // Ten paragraphs fit; what they look like does not matter.
    let lines = [
        "主要问题：",
        "（一）主动公开情况",
        "地址：某路 1 号",
        "总体情况",
        "单位：件",
        "六",
        "七",
        "八",
        "九",
        "十",
    ];
    (label..).zip(lines).for_each(|(row, line)| put(texts, row, line));
    let read = crate::sheets::read_book(&book);
    let section = form.section_by_key("problems").expect("a section");
    let found = read.report.expect("a report");
    let paragraphs = &found.sections[section].as_ref().expect("a text").paragraphs;
    let said: Vec<String> = paragraphs.iter().map(|paragraph| found.paragraph(paragraph)).collect();
    assert_eq!(said, lines);
    // Two more run over the gap and into the next text: nobody knows which belongs where.
    let texts = book.sheets.iter_mut().find(|sheet| sheet.name == "文字").expect("the texts");
    put(texts, label + 10, "十一");
    put(texts, label + 11, "十二");
    let told = crate::sheets::told(&crate::sheets::read_book(&book));
    assert!(told.iter().any(|line| line.contains("像是逐段粘贴的文字，盖过了下面几格")), "{told:?}");
}
