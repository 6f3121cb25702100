//! Workbooks that are handed out, and those that are given back with marks.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use nianbao::document::{self, Book, Content};
use nianbao::model::{Figure, FigureId, Report};
use nianbao::render::{Sheets, workbook};
use zip::ZipArchive;

use crate::sheets::{read_book, sort, to_html, to_xlsx};
use crate::support::{GOOD, Tree, checked, forms, full_report, read_as, read_text, repository};

fn sample() -> Tree {
    let tree = Tree::copy_of(&repository("data"));
    let all = Tree::new();
    for (name, bytes) in tree.files("") {
        all.write(&format!("data/{name}"), bytes);
    }
    all
}

fn book_of(bytes: &[u8]) -> Book {
    document::workbook(bytes, document::in_this_process).expect("a workbook")
}

/// What the cells of a sheet say, by their names.
fn cells(grid: &Book, sheet: &str) -> BTreeMap<String, String> {
    let index = grid.sheets.iter().position(|one| one.name == sheet).expect("the sheet");
    let here = grid.cells().filter(|(cell, _)| cell.sheet == index);
    here.map(|(cell, content)| (cell.to_string(), content.text().to_owned())).collect()
}

#[test]
fn a_workbook_is_made_for_a_unit_with_last_years_figures_carried_over() {
    let tree = sample();
    let done = tree.run(&["form", "--unit", "示例县公安局", "--year", "2025", "-o", "发出"]);
    assert_eq!((done.code, done.err.as_str()), (0, "已生成 1 份填报表，在 发出/：示例县公安局\n"));
    let bytes = tree.read("发出/示例县公安局.xlsx");
    let grid = book_of(&bytes);
    let names: Vec<&str> = grid.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["填表说明", "表二", "表三", "表四", "文字", "nianbao"]);
    let front = cells(&grid, "填表说明");
    assert_eq!(
        (front["B3"].as_str(), front["B4"].as_str(), front["B5"].as_str()),
        ("示例县公安局", "2025", "否")
    );
    // 2024 carried two requests of natural persons forward: they are brought forward, and
    // everything else is blank.
    let requests = cells(&grid, "表三");
    let row = |row: u32| -> Vec<&str> {
        ('D'..='J').map(|column| requests.get(&format!("{column}{row}")).map_or("", String::as_str)).collect()
    };
    assert_eq!(row(7), ["", "", "", "", "", "", "0"]);
    assert_eq!(row(8), ["2", "0", "0", "0", "0", "0", "2"]);
    assert_eq!(row(9), ["", "", "", "", "", "", "0"]);
    assert_eq!(requests["A3"], "填写情况：还有 138 格没有填");
    // The same again, elsewhere.
    let again = sample();
    again.run(&["form", "--unit", "示例县公安局", "--year", "2025", "-o", "发出"]);
    assert_eq!(again.read("发出/示例县公安局.xlsx"), bytes);
    // Last year's figures stand beside their cells.
    let notes = part(&bytes, "xl/comments2.xml");
    assert!(notes.contains("ref=\"D7\"") && notes.contains("上年度（2024 年）："), "{notes}");
}

#[test]
fn a_workbook_that_is_there_is_left_alone() {
    let tree = sample();
    let run = |more: &[&str]| {
        tree.run(&[&["form", "--unit", "示例县公安局", "--year", "2025", "-o", "发出"], more].concat())
    };
    run(&[]);
    tree.write("发出/示例县公安局.xlsx", "填过的");
    let done = run(&[]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("另有 1 份已存在，没有覆盖（可能已填过）：示例县公安局"), "{}", done.err);
    assert_eq!(tree.text("发出/示例县公安局.xlsx"), "填过的");
    assert_eq!(run(&["--force"]).code, 0);
    assert!(tree.read("发出/示例县公安局.xlsx").starts_with(b"PK"));
}

#[test]
fn workbooks_are_made_for_the_whole_roster_or_for_nobody_in_particular() {
    let tree = sample();
    let done = tree.run(&["form", "--all", "--year", "2025", "-o", "发出"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let roster = tree.text("data/units.yaml").lines().filter(|line| line.starts_with('-')).count();
    assert_eq!(tree.files("发出").len(), roster);
    let done = tree.run(&["form", "-o", "空表"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let grid = book_of(&tree.read("空表/填报表.xlsx"));
    assert!(!cells(&grid, "填表说明").contains_key("B3"));
    let done = tree.run(&["form", "--edition", "2019", "-o", "空表", "--force"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        cells(&book_of(&tree.read("空表/填报表.xlsx")), "表二").values().any(|text| text == "采购总金额")
    );
    for (args, words) in [
        (&["form", "--unit", "示例县公安局", "-o", "x"][..], "请写明年度，如 --year 2025"),
        (&["form", "--unit", "没有*", "--year", "2025", "-o", "x"], "没有与“没有*”相符的单位"),
        (&["form", "--year", "2024", "--year", "2025", "-o", "x"], "一次只能生成一个年度的填报表"),
    ] {
        let done = tree.run(args);
        assert_eq!(done.code, 2, "{args:?}");
        assert!(done.err.contains(words), "{}", done.err);
    }
    let empty = Tree::new();
    assert!(
        empty.run(&["form", "--all", "--year", "2025", "-o", "x"]).err.contains("请先建立 data/units.yaml")
    );
}

/// A handed-out workbook as it comes back: every cell of a figure that is no formula filled in.
fn filled(report: &Report, sheets: &Sheets) -> Book {
    let form = sheets.form;
    let mut grid = book_of(&workbook(sheets).expect("a workbook"));
    // Where a figure stands, its own workbook tells.
    let whole =
        book_of(&workbook(&Sheets { report: Some(report), last: None, ..*sheets }).expect("a workbook"));
    // What is filled in beforehand gives way to the unit's own texts.
    let texts = grid.sheets.iter().position(|sheet| sheet.name == "文字").expect("the texts");
    grid.sheets[texts].cells.clone_from(&whole.sheets[texts].cells);
    for (index, sheet) in whole.sheets.iter().enumerate().filter(|(_, sheet)| sheet.name != "nianbao") {
        for cell in &sheet.cells {
            if grid.sheets[index].at(cell.row, cell.column).is_none() {
                grid.sheets[index].cells.push(cell.clone());
            }
            let slot = grid.sheets[index]
                .cells
                .iter_mut()
                .find(|one| (one.row, one.column) == (cell.row, cell.column));
            slot.expect("the cell").content = cell.content.clone();
        }
        sort(&mut grid.sheets[index]);
    }
    assert_eq!(form.edition, report.edition);
    for (row, text) in [(2, report.unit.to_string()), (3, report.year.to_string())] {
        let cell = grid.sheets[0].cells.iter_mut().find(|cell| (cell.row, cell.column) == (row, 1));
        cell.expect("unit and year").content = Content::Text(text);
    }
    grid
}

fn sound() -> Report {
    read_text(forms(), full_report().as_bytes()).report.expect("a report")
}

#[test]
fn what_is_filled_in_comes_back_as_it_is() {
    let report = sound();
    let form = forms().edition(2021).expect("a form");
    let sheets = Sheets { unit: Some(&report.unit), year: Some(report.year), ..Sheets::of(form) };
    let read = read_book(&filled(&report, &sheets));
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let found = read.report.expect("a report");
    assert_eq!(
        found.entries.iter().map(|entry| entry.figure).collect::<Vec<_>>(),
        report.entries.iter().map(|entry| entry.figure).collect::<Vec<_>>()
    );
    assert_eq!(
        (&found.unit, found.year, found.date, &found.contact),
        (&report.unit, report.year, report.date, &report.contact)
    );
    let texts = |report: &Report| -> Vec<String> {
        report
            .prose()
            .flat_map(|prose| &prose.paragraphs)
            .map(|paragraph| report.paragraph(paragraph))
            .collect()
    };
    assert_eq!(texts(&found), texts(&report));
    // A third form, with other tables, goes out and comes back too.
    let tree = Tree::copy_of(&repository("tests/forms/third"));
    assert_eq!(tree.run(&["form", "--unit", "甲馆", "--year", "3001", "-o", "发出"]).code, 0);
    let grid = book_of(&tree.read("发出/甲馆.xlsx"));
    assert!(grid.sheets.len() >= 3);
}

#[test]
fn an_old_or_foreign_workbook_is_told() {
    let report = sound();
    let form = forms().edition(2021).expect("a form");
    let told = |unit: &str, year: u16, change: fn(&mut Book)| -> Vec<String> {
        let sheets = Sheets { unit: Some(unit), year: Some(year), ..Sheets::of(form) };
        let mut grid = filled(&report, &sheets);
        change(&mut grid);
        let read = read_book(&grid);
        read.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.clause.zh)).collect()
    };
    assert_eq!(told(&report.unit, report.year, |_| {}), Vec::<String>::new());
    assert!(
        told(&report.unit, 2023, |_| {})[0]
            .starts_with("workbook-outdated: 这份填报表是为 2023 年度发放的，报告是 2024 年度的")
    );
    assert!(
        told("示例县林业局", 2024, |_| {})[0]
            .starts_with("workbook-outdated: 这份填报表是发给“示例县林业局”的，“单位”填的是“示例县公安局”")
    );
    let older = told(&report.unit, report.year, |grid| {
        let sheet = grid.sheets.iter_mut().find(|sheet| sheet.name == "nianbao").expect("the fingerprint");
        let cell = sheet.cells.iter_mut().find(|cell| (cell.row, cell.column) == (5, 1)).expect("the labels");
        cell.content = Content::Text("0123456789abcdef".to_owned());
    });
    assert!(older[0].starts_with("workbook-outdated: 这份填报表是旧版程序"), "{older:?}");
}

/// The text of a part of a package.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    archive.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).expect("text");
    text
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut all = BTreeMap::new();
    for name in names {
        let mut bytes = Vec::new();
        archive.by_name(&name).expect("a part").read_to_end(&mut bytes).expect("bytes");
        all.insert(name, bytes);
    }
    all
}

/// A sheet without what marks put into it: styles of cells, cells without a content, the tie to
/// comments.
fn unmarked(xml: &str) -> String {
    let style = regex::Regex::new(r#"(<c(?: [^>]*?)?) s="\d+""#).expect("a pattern");
    let blank = regex::Regex::new(r#"<c r="[A-Z]+\d+"( s="\d+")?/>"#).expect("a pattern");
    let tie = regex::Regex::new(r#"<legacyDrawing [^>]*/>| tabSelected="\d""#).expect("a pattern");
    tie.replace_all(&style.replace_all(&blank.replace_all(xml, ""), "$1"), "").into_owned()
}

#[test]
fn a_workbook_comes_back_with_its_faults_marked_and_nothing_else_changed() {
    let tree = sample();
    tree.run(&["form", "--unit", "示例县公安局", "--year", "2025", "-o", "交来"]);
    let original = tree.read("交来/示例县公安局.xlsx");
    tree.write("data/2025/示例县公安局.xlsx", &original);
    let done = tree.run(&["return", "data/2025", "-o", "退回"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(
        done.err.contains(
            "示例县公安局（data/2025/示例县公安局.xlsx）：标出 4 处问题，存为 退回/示例县公安局.xlsx\n"
        ),
        "{}",
        done.err
    );
    assert_eq!(tree.read("data/2025/示例县公安局.xlsx"), original, "the original is never touched");
    let marked = tree.read("退回/示例县公安局.xlsx");

    let counted = regex::Regex::new(r#"(localSheetId|activeTab|firstSheet)="\d+""#).expect("a pattern");
    let (before, after) = (parts(&original), parts(&marked));
    for (name, bytes) in &before {
        let now = &after[name];
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        if name.starts_with("xl/worksheets/sheet") {
            assert_eq!(unmarked(&text(now)), unmarked(&text(bytes)), "{name}");
        } else if name == "xl/styles.xml" {
            for list in ["fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"] {
                let members = |text: &str| {
                    let from = text.find(&format!("<{list}")).expect("the list");
                    let from = from + text[from..].find('>').expect("its end") + 1;
                    text[from..].split(&format!("</{list}>")).next().expect("members").to_owned()
                };
                assert!(
                    members(&text(now)).starts_with(&members(&text(bytes))),
                    "{list} of the unit's own styles"
                );
            }
        } else if ["[Content_Types].xml", "xl/workbook.xml"].contains(&name.as_str())
            || name.contains("_rels/")
        {
            // What was there is still there, in its order.
            // The list comes first: which sheet is shown, and the numbers of sheets, change with it.
            let text = |bytes: &[u8]| counted.replace_all(&text(bytes), "").into_owned();
            let mut rest = text(now);
            for piece in text(bytes).split_inclusive('>') {
                let at = rest.find(piece).unwrap_or_else(|| panic!("{name} lost {piece}"));
                rest = rest[at + piece.len()..].to_owned();
            }
        } else if name.starts_with("xl/comments") {
            let old = text(bytes);
            let own: Vec<&str> = old.split("<comment ").skip(1).collect();
            let kept = own.iter().filter(|comment| {
                let words =
                    comment.split("<t").nth(1).and_then(|text| text.split('<').next()).unwrap_or_default();
                text(now).contains(words)
            });
            assert_eq!(kept.count(), own.len(), "{name}");
        } else if name.contains("vmlDrawing") {
            assert!(text(now).starts_with(text(bytes).trim_end_matches("</xml>")), "{name}");
        } else {
            assert!(now == bytes, "{name} has changed");
        }
    }
    // Marks are no figures: what comes back says the same as what went out.
    let (one, other) = (read_as(forms(), "a.xlsx", &original), read_as(forms(), "a.xlsx", &marked));
    assert_eq!(one.report, other.report);
    assert_eq!(one.findings.len(), other.findings.len());
    // The list has a row a finding, each with a link to its cell.
    let list = cells(&book_of(&marked), "问题清单");
    assert_eq!(list.keys().filter(|cell| cell.starts_with('A')).count(), 7, "{list:#?}");
    assert_eq!(list["A1"], "示例县公安局 2025 年度填报表问题清单");
    assert!(list["A2"].starts_with("共 4 处：强制性问题"), "{list:#?}");
    let heads: Vec<&str> = ('A'..='G').map(|column| list[&format!("{column}3")].as_str()).collect();
    assert_eq!(heads, ["序号", "级别", "工作表", "单元格", "问题", "怎样改", "说明"]);
    assert!(
        list.values().any(|text| text == "D7:I7、D9:I29、D31:I31")
            && list.values().any(|text| text.contains("表三有 138 格没有填")),
        "{list:#?}"
    );
    let xml = String::from_utf8(after["xl/worksheets/nianbao-list.xml"].clone()).expect("UTF-8");
    assert!(
        xml.replace("&apos;", "'").contains("\" location=\"'表三'!D7\" display=\"D7:I7、D9:I29、D31:I31\"/>"),
        "{xml}"
    );
    // A cell that had a comment keeps it, and gets more.
    let comments = String::from_utf8(after["xl/comments2.xml"].clone()).expect("UTF-8");
    let cell = comments
        .split("<comment ref=\"D7\"")
        .nth(1)
        .expect("its comment")
        .split("</comment>")
        .next()
        .expect("an end");
    assert!(cell.contains("上年度（2024 年）：") && cell.contains("表三有 138 格没有填"), "{cell}");
}

#[test]
fn a_workbook_without_comments_and_cells_gets_them() {
    let form = forms().edition(2021).expect("a form");
    let good = read_text(forms(), GOOD.as_bytes()).report.expect("a report");
    let mut grid = crate::sheets::official(form, &good);
    // A blank cell that is not even in the file, a number that does not fit.
    grid.sheets[1].cells.retain(|cell| (cell.row, cell.column) != (5, 4));
    let id = form.resolve("表三.本年新收.自然人").expect("a figure");
    let place =
        grid.sheets[1].cells.iter().position(|cell| (cell.row, cell.column) == (3, 3)).expect("the cell");
    grid.sheets[1].cells[place].content = Content::Text("约5".to_owned());
    assert_eq!(good.number(id), Some(5.into()));
    let tree = Tree::new();
    tree.write("data/2024/甲局.xlsx", to_xlsx(&grid));
    let done = tree.run(&["return", "data/2024/甲局.xlsx", "-o", "退回"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let marked = tree.read("退回/甲局.xlsx");
    let sheet = part(&marked, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<c r=\"E6\" s="), "{sheet}");
    let comments = part(&marked, "xl/nianbao-comments2.xml");
    assert!(
        comments.contains("ref=\"D4\"") && comments.contains("ref=\"E6\"") && comments.contains("不是确数"),
        "{comments}"
    );
    assert_eq!(unmarked(&sheet), unmarked(&part(&to_xlsx(&grid), "xl/worksheets/sheet2.xml")));
    // Marked once, it can be marked again, in place: nothing of what the department has in it goes.
    tree.write("data/2024/甲局.xlsx", &marked);
    let done = tree.run(&["return", "data/2024/甲局.xlsx", "-o", "再退"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(!done.err.contains("填入填报表"), "{}", done.err);
    let again = tree.read("再退/甲局.xlsx");
    // The marks and the list of the first round make room for those of the second.
    let names: Vec<String> = book_of(&again).sheets.into_iter().map(|sheet| sheet.name).collect();
    assert_eq!(names, ["问题清单", "表二", "表三", "表四", "文字"]);
    assert!(part(&again, "xl/worksheets/nianbao2-list.xml").contains("不是确数"));
    assert!(!parts(&again).contains_key("xl/worksheets/nianbao-list.xml"));
    let comments = part(&again, "xl/nianbao-comments2.xml");
    assert_eq!(comments.matches("不是确数").count(), 1, "{comments}");
    assert_eq!(unmarked(&part(&again, "xl/worksheets/sheet2.xml")), unmarked(&sheet));
    tree.write("data/2024/甲局.xlsx", &again);
    assert_eq!(tree.run(&["check"]).code, 1, "it can still be read");
}

#[test]
fn other_kinds_come_back_as_a_new_workbook_with_marks() {
    let form = forms().edition(2021).expect("a form");
    let mut report = sound();
    report.entries[FigureId(20).index()].figure = Figure::Number(777.into());
    let grid = crate::sheets::official(form, &report);
    let tree = Tree::new();
    tree.write("data/2024/示例县公安局.xls", to_html(&grid));
    let done = tree.run(&["return", "data", "-o", "退回"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let marked = tree.read("退回/示例县公安局.xlsx");
    let back = book_of(&marked);
    let names: Vec<&str> = back.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["问题清单", "填表说明", "表二", "表三", "表四", "文字", "nianbao"]);
    let read = read_as(forms(), "a.xlsx", &marked);
    assert_eq!(read.report.expect("a report").number(FigureId(20)), Some(777.into()));
    assert!(
        cells(&back, "问题清单").values().any(|text| text.contains("777")),
        "{:?}",
        cells(&back, "问题清单")
    );
}

#[test]
fn nothing_is_returned_where_nothing_is_wrong_and_nothing_takes_the_place_of_the_original() {
    let form = forms().edition(2021).expect("a form");
    let good = read_text(forms(), GOOD.as_bytes()).report.expect("a report");
    let (_, _, findings) = checked(forms(), GOOD.as_bytes(), None);
    assert!(findings.is_empty());
    let book = to_xlsx(&crate::sheets::official(form, &good));
    let tree = Tree::new();
    tree.write("data/2024/甲局.xlsx", &book).write("别处/甲局.xlsx", &book);
    let done = tree.run(&["return", "data", "-o", "退回"]);
    assert_eq!((done.code, done.err.as_str()), (0, "data/2024/甲局.xlsx：没有问题，不需退回\n"));
    assert!(!tree.path("退回").exists());
    let done = tree.run(&["return", "别处/甲局.xlsx", "--sound", "-o", "别处"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("副本会覆盖原件"), "{}", done.err);
    assert_eq!(tree.read("别处/甲局.xlsx"), book);
    assert!(tree.run(&["return", "data", "-o", "data/2024"]).err.contains("是存放项目文件的文件夹"));
    // Without -o, beside the data and not among what is published.
    assert_eq!(tree.run(&["return", "data", "--sound"]).code, 0);
    assert!(tree.path("returned/2024/甲局.xlsx").exists() && !tree.path("out").exists());
}
