//! Every kind of workbook gives what it shows: the same figures from each, cells by the one rule
//! for figures, texts, unit and year from where they stand.

use std::fs;

use nianbao::document::{Book, Cell, Content, Shown};
use nianbao::model::{Figure, Origin, Report};
use nianbao::read::Read;
use nianbao::render::{Sheets, workbook};

use crate::sheets::{
    UNIT, distinct, insert_rows, official, read_book, sort, stacked, text, to_html, to_spreadsheet_xml,
    to_text, to_xlsx, told,
};
use crate::support::{GOOD, Tree, forms, read_as, read_text, repository};

fn same(kind: &str, read: &Read, report: &Report) {
    assert_eq!(told(read), Vec::<String>::new(), "{kind}");
    let found = read.report.as_ref().unwrap_or_else(|| panic!("{kind}: no report"));
    assert_eq!(found.entries, report.entries, "{kind}");
    assert_eq!((found.unit.as_str(), found.year), (UNIT, report.year), "{kind}");
}

#[test]
fn each_kind_of_workbook_gives_the_same_figures() {
    let report = distinct(2021);
    let grid = official(forms().edition(2021).expect("a form"), &report);
    let one = stacked(&grid, 1);
    let page = to_html(&grid);
    let xml = to_spreadsheet_xml(&grid);
    let (comma, tab) = (to_text(&one, ','), to_text(&one, '\t'));
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let wide = |text: &str| -> Vec<u8> {
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html; \
         charset=\"utf-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n--x\r\nContent-Type: text/css\r\n\r\n\
         td {{}}\r\n--x--\r\n"
    );
    let marked = format!("\u{FEFF}{comma}");
    // The name of a file does not tell its kind: all are given the endings that people give them.
    for (kind, name, bytes) in [
        ("xlsx", "a.xlsx", to_xlsx(&grid)),
        ("xlsx under another name", "a.xls", to_xlsx(&grid)),
        ("html", "a.xls", page.clone().into_bytes()),
        ("html in GBK", "a.xls", gbk(&page)),
        ("mhtml", "a.xls", mail.into_bytes()),
        ("xml of 2003", "a.xls", xml.clone().into_bytes()),
        ("xml of 2003 under another name", "a.xlsx", xml.into_bytes()),
        ("csv", "a.csv", comma.clone().into_bytes()),
        ("csv with a mark", "a.csv", marked.into_bytes()),
        ("csv in GBK", "a.csv", gbk(&comma)),
        ("csv with semicolons", "a.csv", to_text(&one, ';').into_bytes()),
        ("tsv", "a.tsv", tab.clone().into_bytes()),
        ("tabs in GBK", "a.xls", gbk(&tab)),
        ("Unicode text of Excel", "a.xls", wide(&tab)),
    ] {
        same(kind, &read_as(forms(), name, &bytes), &report);
    }
}

#[test]
fn old_workbooks_and_those_of_libreoffice_give_the_yaml_beside_them() {
    let bytes = |name: &str| fs::read(repository(&format!("tests/formats_in/{name}"))).expect("a fixture");
    let wanted = read_text(forms(), &bytes("sample.yaml")).report.expect("a report");
    for name in ["sample.xlsx", "sample.xls", "sample.ods"] {
        let read = read_as(forms(), name, &bytes(name));
        assert_eq!(told(&read), Vec::<String>::new(), "{name}");
        assert_eq!(read.report.as_ref(), Some(&wanted), "{name}");
        // Merges tell which cells are shown: each kind tells them in its own way.
        let merges = |name: &str| -> Vec<Vec<nianbao::document::Region>> {
            let grid = nianbao::document::workbook(&bytes(name), nianbao::document::in_this_process)
                .expect("a workbook");
            grid.sheets.into_iter().map(|sheet| sheet.merges).collect()
        };
        assert_eq!(merges(name), merges("sample.xlsx"), "{name}");
    }
}

/// A filter hides rows in every kind of workbook; their figures are read, and that is reported.
#[test]
fn hidden_rows_are_reported_whatever_the_kind() {
    let bytes = |name: &str| fs::read(repository(&format!("tests/formats_in/{name}"))).expect("a fixture");
    let wanted = read_text(forms(), &bytes("sample.yaml")).report.expect("a report");
    for name in ["hidden.xlsx", "hidden.xls", "hidden.ods"] {
        let read = read_as(forms(), name, &bytes(name));
        let said = told(&read);
        assert!(
            said.len() == 1 && said[0].starts_with("row-hidden › 表三!D9: 表三的第 9、10 行"),
            "{name}: {said:#?}"
        );
        assert_eq!(read.report.expect("a report").entries, wanted.entries, "{name}");
    }
    let report = distinct(2021);
    let xml = to_spreadsheet_xml(&official(forms().edition(2021).expect("a form"), &report));
    let (before, after) = xml.split_once("<Worksheet ss:Name=\"表三\">").expect("the sheet");
    let hide = |attributes: &str| {
        let after = after.replacen("<Row ss:Index=\"9\">", &format!("<Row ss:Index=\"9\" {attributes}>"), 1);
        let xml = format!("{before}<Worksheet ss:Name=\"表三\">{after}");
        told(&read_as(forms(), "a.xls", xml.as_bytes()))
    };
    let said = hide("ss:Hidden=\"1\"");
    assert!(said.len() == 1 && said[0].starts_with("row-hidden › 表三!D9: 表三的第 9 行"), "{said:#?}");
    assert_eq!(hide("ss:Hidden=\"0\""), Vec::<String>::new());
    // Empty hidden rows in one element: those after them are where they are.
    let first = after.replacen("<Row ss:Index=\"1\">", "<Row ss:Hidden=\"1\" ss:Span=\"3\"/><Row>", 1);
    let later =
        (2..60).fold(first, |xml, row| xml.replacen(&format!("<Row ss:Index=\"{row}\">"), "<Row>", 1));
    let moved = format!("{before}<Worksheet ss:Name=\"表三\">{later}").replacen(">1002<", ">x<", 1);
    let wrong = told(&read_as(forms(), "a.xls", moved.as_bytes()));
    let unmoved = told(&read_as(forms(), "a.xls", xml.replacen(">1002<", ">x<", 1).as_bytes()));
    assert_eq!(wrong, unmoved, "a row moves no other sheet");
    let moved = format!("{before}<Worksheet ss:Name=\"表三\">{later}").replacen(">1012<", ">x<", 1);
    let wrong = told(&read_as(forms(), "a.xls", moved.as_bytes()));
    assert!(wrong.len() == 1 && wrong[0].starts_with("not-a-number › 表三!F8"), "{wrong:#?}");
}

/// Damage has Chinese words, and not those of a library.
#[test]
fn damage_to_an_old_workbook_is_explained_in_chinese() {
    let sound = fs::read(repository("tests/formats_in/sample.xls")).expect("a fixture");
    for at in (4096..sound.len()).step_by(512) {
        let read = read_as(forms(), "a.xls", &sound[..at]);
        let clause = read.findings.first().map_or_else(String::new, |finding| finding.clause.zh.to_string());
        assert!(clause.chars().all(|c| !c.is_ascii_lowercase()), "{at}: {clause}");
    }
}

#[test]
fn no_damage_to_an_old_workbook_ends_the_program_or_gives_another_figure() {
    let sound = fs::read(repository("tests/formats_in/sample.xls")).expect("a fixture");
    let wanted = read_as(forms(), "sample.xls", &sound).report.expect("a report");
    let tree = Tree::new();
    let mut random = 7_u64;
    for round in 0..60_usize {
        let mut bytes = sound.clone();
        let mut next = |most: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(random >> 33).expect("small") % most
        };
        if round % 3 == 0 {
            bytes.truncate(next(sound.len()));
        } else {
            for _ in 0..=next(6) {
                // The headers and the allocation table are where it hurts.
                let at = if round % 3 == 1 { next(2048) } else { next(sound.len()) };
                bytes[at] = u8::try_from(next(256)).expect("a byte");
            }
        }
        tree.write("data/2024/示例县水利局.xls", &bytes);
        let done = tree.run(&["show", "data/2024/示例县水利局.xls", "--format", "yaml"]);
        assert!(matches!(done.code, 0..=2), "{round}: {} {}", done.code, done.err);
        // It has no checksum: what is read after a byte has changed may be another number, but no
        // other cell's.
        if done.code == 0 {
            let read = read_text(forms(), done.out.as_bytes()).report.expect("a report");
            let changed =
                read.entries.iter().zip(&wanted.entries).filter(|(one, other)| one != other).count();
            assert!(changed <= 7, "{round}: {changed} figures changed");
        }
    }
}

/// The official workbook with another content in the cell of a figure.
fn with(address: &str, content: Content) -> Book {
    let form = forms().edition(2021).expect("a form");
    let mut grid = official(form, &distinct(2021));
    let id = form.resolve(address).expect("a figure");
    let number = (1000 + i64::from(id.0)).to_string();
    let cell = grid.sheets.iter_mut().flat_map(|sheet| &mut sheet.cells);
    let cell = cell.into_iter().find(|cell| cell.content.text() == number).expect("its cell");
    cell.content = content;
    grid
}

#[test]
fn cells_are_read_by_one_rule() {
    let of = |address: &str, content: Content| {
        let read = read_book(&with(address, content));
        let report = read.report.as_ref().expect("a report");
        let form = forms().edition(2021).expect("a form");
        let entry = report.entry(form.resolve(address).expect("a figure"));
        (entry, told(&read))
    };
    let text = |text: &str| Content::Text(text.to_owned());
    let number = |text: &str| Content::Number(text.to_owned());
    let (count, money) = ("表三.本年新收.自然人", "表二.行政事业性收费");
    for (address, content, wanted) in [
        (count, number("5"), "5"),
        (count, text("５"), "5"),
        (count, text("1,234"), "1234"),
        (count, text(" 12 "), "12"),
        (count, text("5件"), "5"),
        (count, text("5.0"), "5"),
        (count, number("5.5"), "5.5"),
        (money, text("3.5万元"), "3.5"),
        (money, number("59237.2449"), "59237.2449"),
        (count, text("/"), "/"),
        (count, text("—"), "/"),
        (count, text("不适用"), "/"),
        (count, text(" \u{A0}"), ""),
    ] {
        let (entry, told) = of(address, content.clone());
        assert_eq!(entry.figure.text(), wanted, "{content:?}: {told:?}");
        assert_eq!((entry.origin, told.len()), (Origin::Stated, 0), "{content:?}");
    }
    for (content, rule, words) in [
        (text("约12"), "not-a-number", "不是确数"),
        (text("5 6"), "not-a-number", "空格"),
        (number("1e300"), "not-a-number", "科学记数法"),
        (number("NaN"), "not-a-number", "不是一个数"),
        (number("inf"), "not-a-number", "不是一个数"),
        (Content::Date("2024-05-01".to_owned()), "not-a-number", "是日期"),
        (Content::Boolean(true), "not-a-number", "TRUE"),
        (Content::Error("#REF!".to_owned()), "not-a-number", "#REF!"),
        (Content::NoResult, "not-a-number", "没有计算结果"),
        (
            Content::Misshown { value: "5.4".to_owned(), shown: Shown::As("5".to_owned()) },
            "figure-as-shown",
            "实际是 5.4，显示为“5”",
        ),
        (
            Content::Misshown { value: "5".to_owned(), shown: Shown::Nothing },
            "figure-as-shown",
            "实际是 5，但按现在的单元格格式不显示",
        ),
    ] {
        let (entry, told) = of(count, content.clone());
        assert_eq!((entry.figure, entry.origin), (Figure::Blank, Origin::Refused), "{content:?}");
        assert!(
            told.len() == 1 && told[0].starts_with(&format!("{rule} › 表三!D4")),
            "{content:?}: {told:?}"
        );
        assert!(told[0].contains(words), "{content:?}: {told:?}");
    }
}

#[test]
fn what_excel_itself_writes_is_told_apart() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let grid = official(forms().edition(2021).expect("a form"), &distinct(2021));
    let plain = to_xlsx(&grid);
    assert!(read_as(forms(), "a.xlsx", &plain).findings.is_empty());
    for sheet in &grid.sheets {
        let written = book.add_worksheet();
        written.set_name(&sheet.name).expect("a name");
        let narrow = |column: u32| u16::try_from(column).expect("few");
        for region in &sheet.merges {
            let format = rust_xlsxwriter::Format::new();
            written
                .merge_range(
                    region.top,
                    narrow(region.left),
                    region.bottom,
                    narrow(region.right),
                    "",
                    &format,
                )
                .expect("a merge");
        }
        for cell in &sheet.cells {
            let column = narrow(cell.column);
            let text = cell.content.text();
            let format = |code: &str| rust_xlsxwriter::Format::new().set_num_format(code);
            match text {
                "1010" => drop(written.write_formula(cell.row, column, "SUM(1,2)").map(|_| ()).ok()),
                "1011" => drop(
                    written.write_number_with_format(cell.row, column, 5.4, &format("0")).map(|_| ()).ok(),
                ),
                "1012" => drop(
                    written
                        .write_number_with_format(cell.row, column, 45000, &format("yyyy-mm-dd"))
                        .map(|_| ())
                        .ok(),
                ),
                "1013" => drop(written.write_boolean(cell.row, column, true).map(|_| ()).ok()),
                "1014" => drop(
                    written.write_number_with_format(cell.row, column, 0.05, &format("0%")).map(|_| ()).ok(),
                ),
                // What is struck out or raised is no digit of the number.
                "1015" | "1016" | "1017" => {
                    let plain = rust_xlsxwriter::Format::new();
                    let other = match text {
                        "1015" => plain.clone().set_font_strikethrough(),
                        "1016" => plain.clone().set_font_script(rust_xlsxwriter::FormatScript::Superscript),
                        _ => plain.clone().set_bold(),
                    };
                    let runs = [(&plain, &text[..2]), (&other, &text[2..])];
                    written.write_rich_string(cell.row, column, &runs).expect("a cell");
                }
                "1019" => {
                    let struck = rust_xlsxwriter::Format::new().set_font_strikethrough();
                    written.write_number_with_format(cell.row, column, 1019, &struck).expect("a cell");
                }
                "1018" => drop(
                    written
                        .write_number_with_format(cell.row, column, 12, &format("0\"万\""))
                        .map(|_| ())
                        .ok(),
                ),
                _ => match &cell.content {
                    Content::Number(number) => drop(
                        written
                            .write_number(cell.row, column, number.parse::<f64>().expect("a number"))
                            .map(|_| ())
                            .ok(),
                    ),
                    content => drop(written.write_string(cell.row, column, content.text()).map(|_| ()).ok()),
                },
            }
        }
    }
    let read = read_as(forms(), "a.xlsx", &book.save_to_buffer().expect("a workbook"));
    let told = told(&read);
    assert_eq!(told.len(), 8, "{told:#?}");
    for words in [
        "实际是 5.4，显示为“5”",
        "是日期",
        "是 TRUE",
        "实际是 0.05，显示为“5%”",
        "1015 有字划去、隐藏或是上下标",
        "1016 有字划去、隐藏或是上下标",
        "1019 被划去",
        "实际是 12，",
    ] {
        assert!(told.iter().any(|one| one.contains(words)), "{words}: {told:#?}");
    }
    // A formula counts by the result that the file holds, which is 0 there.
    let report = read.report.expect("a report");
    assert_eq!(report.number(nianbao::model::FigureId(10)), Some(0.into()));
}

#[test]
fn blanks_stay_blanks_unless_the_unit_says_that_they_are_zeros() {
    let form = forms().edition(2021).expect("a form");
    let mut grid = official(form, &distinct(2021));
    for sheet in &mut grid.sheets[..3] {
        sheet.cells.retain(|cell| !matches!(cell.content, Content::Number(_)));
    }
    let read = read_book(&grid);
    assert_eq!(told(&read), Vec::<String>::new());
    let report = read.report.expect("a report");
    assert!(
        report.entries.iter().all(|entry| entry.figure == Figure::Blank && entry.origin == Origin::Stated)
    );

    grid.sheets[3].cells.push(text(9, 0, "空格按零计：是"));
    let read = read_book(&grid);
    let said = told(&read);
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(
        said[1].starts_with("blanks-as-zero › 文字!A10: 该单位选了“空白格按 0 计”，表三有 144 格按 0 计"),
        "{said:#?}"
    );
    let report = read.report.expect("a report");
    assert!(report.entries.iter().all(|entry| entry.figure == Figure::Number(0.into())));
}

#[test]
fn texts_stand_beside_their_labels_below_them_or_on_sheets_of_their_own() {
    let form = forms().edition(2021).expect("a form");
    let mut grid = official(form, &distinct(2021));
    let texts = grid.sheets.pop().expect("the texts");
    let unit = |cells: &mut Vec<Cell>| {
        cells.push(text(0, 0, "示例县水利局 2021 年政府信息公开工作年度报告"));
    };
    let paragraphs = |read: &Read, section: usize| -> Vec<String> {
        let report = read.report.as_ref().expect("a report");
        let prose = report.sections[section].as_ref().expect("a text");
        prose.paragraphs.iter().map(|paragraph| report.paragraph(paragraph)).collect()
    };
    // Below their headings, a paragraph a row, the title above.
    let mut below = nianbao::document::Sheet::named("正文");
    unit(&mut below.cells);
    for (row, line) in [
        "一、总体情况",
        "（一）主动公开",
        "全年许可 {{ 表二.行政许可 }} 件。",
        "五、存在的主要问题及改进情况",
        "一是不足。",
        "六、其他需要报告的事项",
        "无。",
    ]
    .iter()
    .enumerate()
    {
        below.cells.push(text(u32::try_from(row).expect("few") + 2, 0, line));
    }
    let mut with_below = grid.clone();
    with_below.sheets.push(below);
    let read = read_book(&with_below);
    assert_eq!(told(&read), Vec::<String>::new());
    assert_eq!(paragraphs(&read, 0), ["（一）主动公开", "全年许可 1006 件。"]);
    assert_eq!(paragraphs(&read, 5), ["无。"]);
    assert_eq!(read.report.as_ref().map(|report| report.year), Some(2021));

    // On sheets that are named after them.
    let mut own = grid.clone();
    for (name, line) in [
        ("总体情况", "总的情况。"),
        ("五、存在的主要问题及改进情况", "问题。"),
        ("其他需要报告的事项", "其他。"),
    ] {
        let mut sheet = nianbao::document::Sheet::named(name);
        sheet.cells.push(text(0, 0, line));
        own.sheets.push(sheet);
    }
    own.sheets.push(texts);
    let mut heads = own.sheets.pop().expect("the texts");
    heads.cells.retain(|cell| cell.row < 2);
    own.sheets.push(heads);
    let read = read_book(&own);
    assert_eq!(told(&read), Vec::<String>::new());
    assert_eq!(paragraphs(&read, 0), ["总的情况。"]);
    assert_eq!(paragraphs(&read, 4), ["问题。"]);

    // A heading that is nearly one of the form's is told: its text would be lost.
    let mut slip = with_below.clone();
    let sheet = slip.sheets.last_mut().expect("the texts");
    let heading =
        sheet.cells.iter_mut().find(|cell| cell.content.text().starts_with('五')).expect("the heading");
    heading.content = Content::Text("五、存在的主要问题和改正意见".to_owned());
    let said = told(&read_book(&slip));
    assert!(
        said.iter()
            .any(|one| one.starts_with("unknown-key › 正文!A6: 表样里没有“五、存在的主要问题和改正意见”")),
        "{said:#?}"
    );
}

#[test]
fn unit_and_year_that_are_given_in_two_ways_are_told() {
    let form = forms().edition(2021).expect("a form");
    let mut grid = official(form, &distinct(2021));
    insert_rows(&mut grid.sheets[0], 0, 2);
    grid.sheets[0].cells.push(text(0, 0, "示例县林业局2022年政府信息公开工作年度报告"));
    sort(&mut grid.sheets[0]);
    let said = told(&read_book(&grid));
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(
        said[0].contains(
            "unit-conflict › 文字!B1: 两处单位不同：此处写“示例县水利局”，test.xlsx › 表二!A1 写“示例县林业局”"
        ),
        "{said:#?}"
    );
    assert!(
        said[1].contains("missing-year › 文字!B2: 两处年度不同：此处写 2021，test.xlsx › 表二!A1 写 2022"),
        "{said:#?}"
    );
}

#[test]
fn a_workbook_and_a_text_of_one_name_are_one_report() {
    let tree = Tree::new();
    let form = forms().edition(2021).expect("a form");
    let sound = read_text(forms(), GOOD.as_bytes()).report.expect("a report");
    let mut grid = official(form, &sound);
    let texts = GOOD.lines().filter(|line| !line.starts_with('表')).collect::<Vec<_>>().join("\n");
    grid.sheets.truncate(3);
    tree.write("data/2024/甲局.xlsx", to_xlsx(&grid)).write("data/2024/甲局.yaml", &texts);
    tree.write("yaml/data/2024/甲局.yaml", GOOD);
    assert_eq!(tree.run(&["build"]).code, 0, "{}", tree.run(&["build"]).err);
    assert_eq!(tree.run(&["-C", "yaml", "build"]).code, 0);
    assert_eq!(tree.files("out"), tree.files("yaml/out"));

    // What is given in both is told with both places.
    tree.write("data/2024/甲局.yaml", format!("{texts}\n表二: {{ 行政许可: 12 }}\n"));
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("强制性[duplicate-key] “表二.行政许可”写了两次"), "{}", done.out);
    assert!(done.out.contains("前一处在 data/2024/甲局.xlsx › 表二!B7：请只留一处"), "{}", done.out);
    // Two workbooks of one name are two reports.
    tree.write("data/2024/甲局.csv", "规章,1\n");
    assert!(tree.run(&["check"]).out.contains("强制性[duplicate-report]"));
}

#[test]
fn the_seeds_report_from_a_workbook_is_that_from_yaml() {
    let name = "西工区市场监督管理局";
    let source = fs::read(repository(&format!("data/2024/{name}.yaml"))).expect("the sample");
    let report = read_text(forms(), &source).report.expect("a report");
    let form = forms().edition(2021).expect("a form");
    let sheets =
        Sheets { unit: Some(&report.unit), year: Some(2024), report: Some(&report), ..Sheets::of(form) };
    let book = workbook(&sheets).expect("a workbook");
    let (yaml, xlsx) = (Tree::new(), Tree::new());
    yaml.write(&format!("data/2024/{name}.yaml"), &source);
    xlsx.write(&format!("data/2024/{name}.xlsx"), &book);
    let (a, b) = (yaml.run(&["build"]), xlsx.run(&["build"]));
    assert_eq!((a.code, b.code), (0, 0), "{}{}", a.err, b.err);
    let without_index = |tree: &Tree| -> Vec<(String, Vec<u8>)> { tree.files("out") };
    assert_eq!(without_index(&yaml), without_index(&xlsx));
    let shown = xlsx.run(&["show", &format!("data/2024/{name}.xlsx"), "--format", "json"]);
    assert!(shown.out.contains("\"cell\": \"表三!D7\""), "{}", shown.out);
}

#[test]
fn one_wrong_figure_in_a_workbook_is_found_and_its_cell_named() {
    let form = forms().edition(2021).expect("a form");
    let report = read_text(forms(), crate::support::full_report().as_bytes()).report.expect("a report");
    let cells: Vec<_> =
        form.ids().filter(|&id| form.sections[form.spec(id).section].name != "表二").collect();
    assert_eq!(cells.len(), 190);
    let (mut named, mut listed) = (0, 0);
    for id in cells {
        let mut wrong = report.clone();
        let number = wrong.number(id).expect("a number") + rust_decimal::Decimal::ONE;
        wrong.entries[id.index()] = nianbao::model::Entry::stated(Figure::Number(number));
        let grid = official(form, &wrong);
        let mut read = read_book(&grid);
        let mut found = read.report.take().expect("a report");
        form.compute_all(&mut found, None);
        let findings = nianbao::check::check(&nianbao::check::Checked {
            this: nianbao::form::Filled::new(form, &found),
            last: None,
        });
        let address = &form.spec(id).address;
        let about = |finding: &&nianbao::finding::Finding| finding.level == nianbao::rule::Level::Error;
        let errors: Vec<_> = findings.iter().filter(about).collect();
        assert!(!errors.is_empty(), "{address}");
        let likely = errors
            .iter()
            .filter_map(|finding| finding.likely.as_ref())
            .any(|words| words.zh.contains(&form.quoted(id)));
        let operand =
            errors.iter().any(|finding| finding.operands.iter().any(|operand| operand.figure == id));
        assert!(likely || operand, "{address}: {errors:#?}");
        let place = read.places.source.place(read.places.figure(id).expect("a place").start).within();
        assert!(place.contains('!'), "{place}");
        named += usize::from(likely);
        listed += usize::from(!likely);
    }
    assert!(named >= 175, "{named} named, {listed} listed");
}

#[test]
fn what_a_page_strikes_out_raises_or_hides_is_no_digit_of_a_number() {
    let grid = official(forms().edition(2021).expect("a form"), &distinct(2021));
    let page = to_html(&grid);
    let cell = "<p>&nbsp;1010</p>";
    assert_eq!(page.matches(cell).count(), 1);
    for (written, taken) in [
        ("<p>1<s>0</s>10</p>", false),
        ("10<sup>10</sup>", false),
        ("<style>.gone { display:none } .xl1 { border:none }</style>10<i class='gone'>10</i>", false),
        ("<i class='xl1'>1010</i>", true),
        ("10<span style='display: none'>10</span>", false),
        ("<p>10<span style=\"color:red;text-decoration: line-through\">10</span></p>", false),
        ("<p style=\"border:none;text-decoration:none\">10<b>10</b></p>", true),
    ] {
        let read = read_as(forms(), "a.xls", page.replace(cell, written).as_bytes());
        let told = told(&read);
        assert_eq!(told.is_empty(), taken, "{written}: {told:#?}");
        assert!(taken || told.len() == 1 && told[0].contains(" 1010 有字划去"), "{written}: {told:#?}");
    }
    let sheet = to_spreadsheet_xml(&grid);
    let cell = ">1010</Data>";
    let at = sheet.find(cell).expect("the cell");
    let start = sheet[..at].rfind("<Data").expect("its data");
    let data = "<Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\">10<Sup>10</Sup></Data>";
    let raised = format!("{}{data}{}", &sheet[..start], &sheet[at + cell.len()..]);
    let told = told(&read_as(forms(), "a.xls", raised.as_bytes()));
    assert!(told.len() == 1 && told[0].contains(" 1010 有字划去"), "{told:#?}");
}
