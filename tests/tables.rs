//! Tables as people really hand them in: in pieces, beside empty copies, in other characters, with
//! texts for numbers and formulas without results. What is certain is read; the rest is reported
//! once.

use nianbao::document::{Book, Cell, Content, Region, Sheet};
use nianbao::model::{Entry, Figure, Origin, Report};
use nianbao::read::Read;
use nianbao::rule::Level;

use crate::sheets::{
    delete_row, distinct, insert_columns, insert_rows, official, read_book, sort, stacked, text, to_html,
    to_text, told,
};
use crate::support::{Tree, forms, full_report, read_as, read_text, repository};

fn grid() -> (Report, Book) {
    let report = distinct(2021);
    let grid = official(forms().edition(2021).expect("a form"), &report);
    (report, grid)
}

#[track_caller]
fn is_read(book: &Book, report: &Report) {
    let read = read_book(book);
    assert_eq!(told(&read), Vec::<String>::new());
    let found = read.report.expect("a report");
    let form = forms().edition(2021).expect("a form");
    for id in form.ids() {
        assert_eq!(found.entry(id), report.entry(id), "{}", form.spec(id).address);
    }
}

/// No figure is another than the report's.
#[track_caller]
fn no_other_figure(read: &Read, report: &Report) {
    let Some(found) = &read.report else { return };
    let form = forms().edition(2021).expect("a form");
    for id in form.ids() {
        let entry = found.entry(id);
        if matches!(entry.figure, Figure::Number(_)) && entry.origin != Origin::Derived {
            assert_eq!(entry.figure, report.entry(id).figure, "{}", form.spec(id).address);
        }
    }
}

/// The rows of a sheet from one to another, as a sheet of its own.
fn rows(sheet: &Sheet, from: u32, to: u32) -> Sheet {
    let mut part = Sheet::named(format!("{}之{from}", sheet.name));
    let inside = |row: u32| (from..=to).contains(&row);
    let cells = sheet.cells.iter().filter(|cell| inside(cell.row));
    part.cells = cells.map(|cell| Cell { row: cell.row - from, ..cell.clone() }).collect();
    for region in &sheet.merges {
        if region.bottom >= from && region.top <= to {
            let (top, bottom) = (region.top.max(from) - from, region.bottom.min(to) - from);
            part.merges.push(Region { top, bottom, ..*region });
        }
    }
    part
}

/// The columns of a sheet from one to another, as a sheet of its own.
fn columns(sheet: &Sheet, from: u32, to: u32) -> Sheet {
    let mut part = Sheet::named(format!("{}之{from}", sheet.name));
    let inside = |column: u32| (from..=to).contains(&column);
    for cell in &sheet.cells {
        let over = sheet.merges.iter().find(|region| (region.top, region.left) == (cell.row, cell.column));
        let reaches = over.is_some_and(|region| region.left < from && region.right >= from);
        if inside(cell.column) || reaches {
            part.cells.push(Cell { column: cell.column.max(from) - from, ..cell.clone() });
        }
    }
    for region in &sheet.merges {
        if region.right >= from && region.left <= to {
            let (left, right) = (region.left.max(from) - from, region.right.min(to) - from);
            part.merges.push(Region { left, right, ..*region });
        }
    }
    sort(&mut part);
    part
}

/// Puts parts in the place of a sheet.
fn split(book: &Book, at: usize, parts: Vec<Sheet>) -> Book {
    let mut book = book.clone();
    book.sheets.splice(at..=at, parts);
    book
}

fn header_and(sheet: &Sheet, from: u32, to: u32) -> Sheet {
    let mut part = rows(sheet, from, to);
    insert_rows(&mut part, 0, 3);
    let header = rows(sheet, 0, 2);
    part.cells.extend(header.cells);
    part.merges.extend(header.merges);
    sort(&mut part);
    part
}

#[test]
fn a_table_with_one_for_each_block_is_read() {
    let (report, grid) = grid();
    let sheet = &grid.sheets[0];
    let tops: Vec<u32> = sheet
        .cells
        .iter()
        .filter(|cell| cell.content.text().starts_with("第二十条"))
        .map(|cell| cell.row)
        .collect();
    assert_eq!(tops.len(), 4);
    let last = sheet.cells.iter().map(|cell| cell.row).max().expect("rows");
    let ends = tops.iter().skip(1).map(|top| top - 1).chain([last]);
    let parts: Vec<Sheet> = tops.iter().zip(ends).map(|(&top, end)| rows(sheet, top, end)).collect();
    let apart = split(&grid, 0, parts);
    is_read(&apart, &report);
    // As a page, and with other sheets between the parts.
    let read = read_as(forms(), "a.xls", to_html(&apart).as_bytes());
    assert_eq!(told(&read), Vec::<String>::new());
    let mut mixed = apart.clone();
    let moved = mixed.sheets.remove(1);
    mixed.sheets.push(moved);
    no_other_figure(&read_book(&mixed), &report);
}

#[test]
fn a_table_over_two_pages_is_read_with_or_without_a_repeated_header() {
    let (report, grid) = grid();
    let sheet = &grid.sheets[1];
    let last = sheet.cells.iter().map(|cell| cell.row).max().expect("rows");
    for at in [5, 8, 15, 16, 20, 27] {
        let first = rows(sheet, 0, at - 1);
        is_read(&split(&grid, 1, vec![first.clone(), header_and(sheet, at, last)]), &report);
        is_read(&split(&grid, 1, vec![first.clone(), rows(sheet, at, last)]), &report);
        // A header makes it certain where the columns are, wherever that is.
        let mut moved = header_and(sheet, at, last);
        insert_columns(&mut moved, 0, 2);
        is_read(&split(&grid, 1, vec![first.clone(), moved]), &report);
        // Without one, columns that do not line up are not read.
        let mut shifted = rows(sheet, at, last);
        insert_columns(&mut shifted, 3, 1);
        let read = read_book(&split(&grid, 1, vec![first, shifted]));
        no_other_figure(&read, &report);
        let told = told(&read);
        assert!(told.len() == 1 && told[0].starts_with("table-in-parts › 表三之"), "{at}: {told:#?}");
    }
    // The group that reached over the page is gone, and the figures are no longer below their
    // labels.
    let mut slipped = columns(&rows(sheet, 16, last), 1, 9);
    insert_rows(&mut slipped, 0, 3);
    slipped.cells.extend(rows(sheet, 0, 2).cells);
    slipped.merges.extend(rows(sheet, 0, 2).merges);
    sort(&mut slipped);
    let read = read_book(&split(&grid, 1, vec![rows(sheet, 0, 15), slipped]));
    no_other_figure(&read, &report);
    let told = told(&read);
    assert!(told.len() == 1 && told[0].starts_with("table-in-parts › 表三之"), "{told:#?}");
    let three = vec![rows(sheet, 0, 9), rows(sheet, 10, 18), rows(sheet, 19, last)];
    is_read(&split(&grid, 1, three), &report);
}

#[test]
fn a_table_of_one_row_that_is_broken_in_two_is_read() {
    let (report, grid) = grid();
    let sheet = &grid.sheets[2];
    for at in [5, 10] {
        let parts = vec![columns(sheet, 0, at - 1), columns(sheet, at, 14)];
        let apart = split(&grid, 2, parts.clone());
        is_read(&apart, &report);
        // One below the other on one sheet.
        let both = stacked(&Book { sheets: parts, ..Book::default() }, 1).sheets.remove(0);
        is_read(&split(&grid, 2, vec![both]), &report);
    }
}

#[test]
fn an_empty_copy_of_the_form_is_nothing_and_a_filled_one_is_a_second_table() {
    let (report, grid) = grid();
    let mut copies = grid.clone();
    for sheet in &grid.sheets[..3] {
        let mut copy = Sheet { name: format!("{}空表", sheet.name), ..sheet.clone() };
        copy.cells.retain(|cell| !matches!(cell.content, Content::Number(_)));
        copies.sheets.push(copy);
    }
    is_read(&copies, &report);
    let mut before = copies.clone();
    before.sheets.rotate_right(3);
    is_read(&before, &report);
    // The formulas of an empty form give zeros.
    let id = forms().edition(2021).expect("a form").resolve("表三.本年新收.总计").expect("a figure");
    let total =
        grid.sheets[1].cells.iter().find(|cell| cell.content.text() == (1000 + i64::from(id.0)).to_string());
    let total = total.expect("its cell");
    let zero = Cell { content: Content::Number("0".to_owned()), ..total.clone() };
    copies.sheets[5].cells.push(zero);
    copies.sheets[5].formulas.push((total.row, total.column));
    sort(&mut copies.sheets[5]);
    is_read(&copies, &report);
    // A figure makes it another table.
    copies.sheets[5].cells.push(Cell { row: 5, column: 3, content: Content::Number("4".to_owned()) });
    sort(&mut copies.sheets[5]);
    let read = read_book(&copies);
    assert_eq!(told(&read).len(), 1, "{:#?}", told(&read));
    assert!(told(&read)[0].starts_with("table-twice › 表三空表!"), "{:#?}", told(&read));
}

#[test]
fn a_hidden_row_is_read_and_reported_and_an_empty_one_is_nothing() {
    let (report, mut grid) = grid();
    grid.sheets[1].hidden_rows = vec![2, 60];
    is_read(&grid, &report);
    grid.sheets[1].hidden_rows = vec![7, 8, 60];
    let read = read_book(&grid);
    let all = told(&read);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("row-hidden › 表三!D8: 表三的第 8、9 行是隐藏的"), "{all:#?}");
    assert_eq!(read.findings[0].level, Level::Warning);
    assert_eq!(read.report.expect("a report").entries, report.entries);
}

/// The balanced report as a workbook whose totals are formulas.
fn with_formulas(result: fn(&str) -> Content) -> Book {
    let form = forms().edition(2021).expect("a form");
    let report = read_text(forms(), full_report().as_bytes()).report.expect("a report");
    let grid = official(form, &report);
    let marked = official(form, &distinct(2021));
    let mut book = grid.clone();
    for id in form.ids().filter(|id| form.totals()[id.index()]) {
        let number = (1000 + i64::from(id.0)).to_string();
        for (sheet, cells) in marked.sheets.iter().enumerate().take(3) {
            let Some(cell) = cells.cells.iter().find(|cell| cell.content.text() == number) else { continue };
            let place = (cell.row, cell.column);
            book.sheets[sheet].formulas.push(place);
            let cell = book.sheets[sheet]
                .cells
                .iter_mut()
                .find(|cell| (cell.row, cell.column) == place)
                .expect("it");
            cell.content = result(cell.content.text());
        }
    }
    book.sheets.iter_mut().for_each(|sheet| sheet.formulas.sort_unstable());
    book
}

fn numbers_as_text(book: &mut Book) {
    for sheet in &mut book.sheets[..3] {
        let formulas = sheet.formulas.clone();
        for cell in &mut sheet.cells {
            if let Content::Number(number) = &cell.content
                && !formulas.contains(&(cell.row, cell.column))
            {
                cell.content = Content::Text(number.clone());
            }
        }
    }
}

fn checked(read: &Read) -> Vec<String> {
    let form = forms().edition(2021).expect("a form");
    let mut report = read.report.clone().expect("a report");
    form.compute_all(&mut report, None);
    let this = nianbao::form::Filled::new(form, &report);
    let found = nianbao::check::check(&nianbao::check::Checked { this, last: None });
    let errors = found.iter().filter(|finding| finding.level == Level::Error);
    errors.map(|finding| format!("{}: {}", finding.rule, finding.clause.zh)).collect()
}

#[test]
fn numbers_stored_as_text_that_a_total_leaves_out_are_one_finding() {
    let zero = |_: &str| Content::Number("0".to_owned());
    let mut book = with_formulas(zero);
    numbers_as_text(&mut book);
    let read = read_book(&book);
    let all = told(&read);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("number-as-text › 表三!D4: 表三!D4:I"), "{all:#?}");
    assert!(all[0].contains("是文本格式的数，合计公式没有把它们算进去"), "{all:#?}");
    assert!(read.findings[0].hints[0].zh.contains("转换为数字"));
    assert_eq!(checked(&read), Vec::<String>::new(), "the figures are right");
    let report = read.report.expect("a report");
    let sound = read_text(forms(), full_report().as_bytes()).report.expect("a report");
    for (entry, wanted) in report.entries.iter().zip(&sound.entries) {
        assert_eq!(entry.figure, wanted.figure);
    }

    // Sound sheets: totals that are right though their parts are text, and no formulas at all.
    let mut right = with_formulas(|number| Content::Number(number.to_owned()));
    numbers_as_text(&mut right);
    assert_eq!(told(&read_book(&right)), Vec::<String>::new());
    let mut typed = right.clone();
    typed.sheets.iter_mut().for_each(|sheet| sheet.formulas.clear());
    assert_eq!(told(&read_book(&typed)), Vec::<String>::new());
    // A total that is wrong for another reason is judged.
    let mut wrong = with_formulas(|number| Content::Number(number.to_owned()));
    let (row, column) = wrong.sheets[1].formulas[0];
    let cell = wrong.sheets[1].cells.iter_mut().find(|cell| (cell.row, cell.column) == (row, column));
    cell.expect("a total").content = Content::Number("77".to_owned());
    numbers_as_text(&mut wrong);
    let read = read_book(&wrong);
    assert_eq!(told(&read), Vec::<String>::new());
    assert!(!checked(&read).is_empty());
}

#[test]
fn formulas_without_results_are_one_finding_and_totals_are_derived() {
    let book = with_formulas(|_| Content::NoResult);
    let read = read_book(&book);
    let all = told(&read);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("formula-without-result › 表三!J4: 合计的公式（"), "{all:#?}");
    assert!(read.findings[0].hints[0].zh.contains("打开，保存后重新报送"));
    assert_eq!(checked(&read), Vec::<String>::new());
    let sound = read_text(forms(), full_report().as_bytes()).report.expect("a report");
    let report = read.report.as_ref().expect("a report");
    for (entry, wanted) in report.entries.iter().zip(&sound.entries) {
        assert_eq!(entry.figure, wanted.figure);
    }
    // Where other cells are formulas too, their figures are not known.
    let mut more = book;
    let cell = more.sheets[1].cells.iter_mut().find(|cell| (cell.row, cell.column) == (4, 3));
    cell.expect("a figure").content = Content::NoResult;
    let read = read_book(&more);
    let all = told(&read);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("not-a-number › 表三!J4: "), "{all:#?}");
    assert!(all[0].contains("表三!D5、") && all[0].contains("没有计算结果"), "{all:#?}");
}

/// Some labels of the form in traditional characters.
const TRADITIONAL: &[(&str, &str)] = &[
    ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公開申請數量"),
    ("二、上年结转政府信息公开申请数量", "二、上年結轉政府信息公開申請數量"),
    ("（一）予以公开", "（一）予以公開"),
    ("1.属于国家秘密", "1.屬於國家秘密"),
    ("2.重复申请", "2.重復申請"),
    ("四、结转下年度继续办理", "四、結轉下年度繼續辦理"),
];

fn relabel(sheet: &mut Sheet, from: &str, to: &str) {
    let cell = sheet.cells.iter_mut().find(|cell| cell.content.text() == from);
    cell.unwrap_or_else(|| panic!("no {from}")).content = Content::Text(to.to_owned());
}

#[test]
fn a_table_in_traditional_characters_is_one_finding() {
    let (report, mut grid) = grid();
    for (simple, traditional) in TRADITIONAL {
        relabel(&mut grid.sheets[1], simple, traditional);
    }
    let read = read_book(&grid);
    let all = told(&read);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("no-table › 表三!A4: 表三的行名、列名是繁体字"), "{all:#?}");
    no_other_figure(&read, &report);
    let judged = checked(&read);
    let about = |one: &String| one.starts_with("requests") || one.starts_with("figure-blank");
    assert!(!judged.iter().any(about), "an unread table is not an empty one: {judged:#?}");
}

#[test]
fn figures_under_unknown_labels_are_not_an_empty_table() {
    let (report, grid) = grid();
    let mut unknown = grid.clone();
    for (number, cell) in
        unknown.sheets[1].cells.iter_mut().filter(|cell| matches!(cell.content, Content::Text(_))).enumerate()
    {
        cell.content = Content::Text(format!("项目{number}"));
    }
    let read = read_book(&unknown);
    let all = told(&read);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("no-table › 表三!D4: 这里有数"), "{all:#?}");
    assert!(all[0].contains("没有读到表三"), "{all:#?}");
    no_other_figure(&read, &report);
    assert!(checked(&read).iter().all(|one| !one.starts_with("figure-blank")), "{:#?}", checked(&read));
    // A file without such figures has not filled in its table.
    let mut empty = grid;
    empty.sheets.remove(1);
    let read = read_book(&empty);
    assert_eq!(told(&read), Vec::<String>::new());
    assert!(checked(&read).iter().any(|one| one.contains("没有填")));
}

#[test]
fn a_summary_with_a_line_for_each_unit_is_one_finding() {
    let mut sheet = Sheet::named("汇总");
    for (column, name) in
        ["填报单位", "行政许可", "行政处罚", "行政强制", "本年新收", "上年结转", "总计"].iter().enumerate()
    {
        sheet.cells.push(text(1, u32::try_from(column).expect("few"), name));
    }
    for (row, unit) in (2..).zip(["示例县教育局", "示例县水利局", "示例县林业局", "合计"])
    {
        sheet.cells.push(text(row, 0, unit));
        for column in 1..7 {
            sheet.cells.push(Cell { row, column, content: Content::Number((row * column).to_string()) });
        }
    }
    let book = Book { sheets: vec![sheet], ..Book::default() };
    let all = told(&read_book(&book));
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("no-table › 汇总!A2: 这是一行一个单位的汇总表（3 行）"), "{all:#?}");
    let tree = Tree::new();
    tree.write("data/2024/汇总表.csv", to_text(&book, ','));
    let done = tree.run(&["check"]);
    assert_eq!(
        (done.code, done.out.matches("强制性[").count(), done.out.matches("核实性[").count()),
        (1, 1, 0),
        "{}",
        done.out
    );
    // Beside a whole report it does no harm.
    let (report, mut grid) = grid();
    grid.sheets.push(book.sheets[0].clone());
    grid.sheets[4].cells.retain(|cell| cell.column == 0 || cell.row == 1);
    no_other_figure(&read_book(&grid), &report);
}

#[test]
fn a_renamed_row_is_one_finding_with_the_label_that_is_meant() {
    for (from, to, meant) in [
        ("2.重复申请", "2.反复申请", true),
        ("行政处罚", "行政处罚决定", true),
        ("7.属于行政执法案卷", "7.行政执法案卷信息", true),
        ("2.重复申请", "小计", false),
    ] {
        let (report, mut grid) = grid();
        let sheet =
            grid.sheets.iter().position(|sheet| sheet.cells.iter().any(|cell| cell.content.text() == from));
        relabel(&mut grid.sheets[sheet.expect("its sheet")], from, to);
        let read = read_book(&grid);
        let all = told(&read);
        if meant {
            assert_eq!(all.len(), 1, "{all:#?}");
            assert!(all[0].starts_with("label-unknown › 表"), "{all:#?}");
            assert!(all[0].contains(&format!("“{to}”这一行不在表样里")), "{all:#?}");
            assert!(all[0].contains(&format!("是不是“{from}”？")), "{all:#?}");
        } else {
            assert_eq!(all.len(), 2, "{all:#?}");
        }
        no_other_figure(&read, &report);
    }
    // A row that is gone and a row put in elsewhere are two things.
    let (_, mut grid) = grid();
    delete_row(&mut grid.sheets[1], 12);
    insert_rows(&mut grid.sheets[1], 20, 1);
    grid.sheets[1]
        .cells
        .extend([text(20, 2, "小计"), Cell { row: 20, column: 3, content: Content::Number("9".to_owned()) }]);
    sort(&mut grid.sheets[1]);
    let all = told(&read_book(&grid));
    assert_eq!(all.len(), 2, "{all:#?}");
}

#[test]
fn a_row_that_the_form_has_in_parts_is_not_its_last_part() {
    let source = |handling: &str| {
        format!(
            "单位: 甲局\n年度: 2024\n表二: {{ 其余: 0 }}\n表三:\n  本年新收: {{ 自然人: 3 }}\n  其他处理: {handling}\n  其余: 0\n表四: {{ 其余: 0 }}\n"
        )
    };
    let read = read_text(forms(), source("{ 自然人: 3, 其他: 0 }").as_bytes());
    let all = told(&read);
    assert_eq!(all.len(), 2, "{all:#?}");
    assert!(all[0].contains("“自然人”是一列") && all[1].contains("“其他”是一列"), "{all:#?}");
    let form = forms().edition(2021).expect("a form");
    let report = read.report.expect("a report");
    let id = form.resolve("表三.其他处理.其他.自然人").expect("a figure");
    assert_eq!(report.entry(id), Entry { figure: Figure::Blank, origin: Origin::Refused });
    // The row of that name, with or without its neighbours.
    for handling in ["{ 其他: { 自然人: 3 } }", "{ 逾期不补正: 0, 其他: { 自然人: 3 } }", "{ 其他: 0 }"]
    {
        let read = read_text(forms(), source(handling).as_bytes());
        assert_eq!(told(&read), Vec::<String>::new(), "{handling}");
    }
}

#[test]
fn a_cell_takes_a_number_only() {
    let of = |written: &str| {
        let (_, mut grid) = grid();
        let cell = grid.sheets[1].cells.iter_mut().find(|cell| (cell.row, cell.column) == (4, 3));
        cell.expect("a figure").content = Content::Text(written.to_owned());
        told(&read_book(&grid))
    };
    for written in ["1（正在审理）", "2(含上年1件)", "3件（其中网上2件）", "1 正在审理"]
    {
        let all = of(written);
        assert_eq!(all.len(), 1, "{written}: {all:#?}");
        assert!(all[0].starts_with("not-a-number › 表三!D5: "), "{written}: {all:#?}");
        assert!(all[0].contains("这一格只能填数"), "{written}: {all:#?}");
    }
    assert!(of("5条")[0].contains("以“件”计"));
    assert_eq!(of("5件"), Vec::<String>::new());
}

/// A sheet of a package as Excel writes it, with its own rows and workbook properties.
fn package(sheet: &str, properties: &str, styles: &str) -> Vec<u8> {
    use std::io::Write as _;
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let types = "http://schemas.openxmlformats.org/package/2006/content-types";
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{types}\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{kind}.styles+xml\"/>\
                 <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{kind}.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\">{properties}<sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"r2\" Type=\"{office}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        ("xl/styles.xml", format!("<styleSheet xmlns=\"{main}\">{styles}</styleSheet>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(part.as_bytes()).expect("a part");
    }
    zip.finish().expect("a package").into_inner()
}

const DATE_STYLE: &str =
    "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs>";

fn of_package(bytes: &[u8]) -> Vec<(String, String)> {
    let book = nianbao::document::workbook(bytes, nianbao::document::in_this_process).expect("a workbook");
    book.cells().map(|(cell, content)| (cell.to_string(), content.text().to_owned())).collect()
}

#[test]
fn a_cell_without_a_name_is_read_by_its_position() {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let named = "<row r=\"4\"><c r=\"B4\"><v>3</v></c><c><v>4</v></c></row>";
    let sheet = format!(
        "<row>{}{}<c><v>5</v></c></row><row>{}</row>{named}<row><c/><c><v>6</v></c></row>",
        cell("甲"),
        cell("乙"),
        cell("丙")
    );
    let cells = of_package(&package(&sheet, "", DATE_STYLE));
    let wanted =
        [("A1", "甲"), ("B1", "乙"), ("C1", "5"), ("A2", "丙"), ("B4", "3"), ("C4", "4"), ("B5", "6")];
    assert_eq!(cells, wanted.map(|(name, text)| (name.to_owned(), text.to_owned())));
}

#[test]
fn a_date_of_excel_is_a_date() {
    let sheet = |serial: &str| {
        format!(
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>成文日期</t></is></c><c r=\"B1\" s=\"1\"><v>{serial}</v></c></row>"
        )
    };
    for (serial, properties, date) in [
        ("45677", "", "2025-01-20"),
        ("45677.5", "", "2025-01-20 12:00"),
        ("44215", "<workbookPr date1904=\"1\"/>", "2025-01-20"),
    ] {
        let bytes = package(&sheet(serial), properties, DATE_STYLE);
        assert_eq!(of_package(&bytes)[1], ("B1".to_owned(), date.to_owned()), "{serial}");
    }
    let (_, mut grid) = grid();
    grid.sheets[3].cells.extend([
        text(9, 0, "成文日期"),
        Cell { row: 9, column: 1, content: Content::Date("2022-01-20".to_owned()) },
    ]);
    let read = read_book(&grid);
    assert_eq!(told(&read), Vec::<String>::new());
    assert_eq!(
        read.report.and_then(|report| report.date).map(|date| date.to_string()),
        Some("2022-01-20".to_owned())
    );
}

#[test]
fn rows_of_a_text_are_counted_as_people_see_them() {
    let report = read_text(forms(), full_report().as_bytes()).report.expect("a report");
    let grid = official(forms().edition(2021).expect("a form"), &report);
    let mut one = stacked(&grid, 1);
    insert_rows(&mut one.sheets[0], 0, 3);
    let at =
        one.sheets[0].cells.iter().find(|cell| cell.content.text().starts_with("3.危及")).expect("a row");
    let row = at.row;
    let cell = one.sheets[0].cells.iter_mut().find(|cell| cell.row == row && cell.column == 3);
    cell.expect("a figure").content = Content::Text("约4".to_owned());
    let text = to_text(&one, ',');
    assert!(text.starts_with("\r\n\r\n\r\n"));
    let wanted = format!("not-a-number › D{}: ", row + 1);
    for bytes in
        [text.clone(), text.replace("\r\n", "\n"), format!("\u{FEFF}{text}"), text.trim_end().to_owned()]
    {
        let all = told(&read_as(forms(), "a.csv", bytes.as_bytes()));
        assert!(all.len() == 1 && all[0].starts_with(&wanted), "{all:#?}");
    }
}

#[test]
fn the_columns_decide_the_edition() {
    let (report, grid) = grid();
    let other = official(forms().edition(2019).expect("a form"), &distinct(2019));
    // Its rows are called as in the new form, its columns are those of the old one.
    let mut mixed = grid.clone();
    mixed.sheets[0] = other.sheets[0].clone();
    relabel(&mut mixed.sheets[0], "规范性文件", "行政规范性文件");
    let read = read_book(&mixed);
    let all = told(&read);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(all[0].starts_with("table-of-other-form › 表二!"), "{all:#?}");
    no_other_figure(&read, &report);
    // A caption that names the old notice changes nothing.
    let mut captioned = grid;
    insert_rows(&mut captioned.sheets[0], 0, 2);
    captioned.sheets[0].cells.push(text(0, 0, "附件（国办公开办函〔2019〕60号）"));
    sort(&mut captioned.sheets[0]);
    is_read(&captioned, &report);
}

#[test]
fn damage_to_an_old_workbook_is_told_in_words() {
    let bytes = std::fs::read(repository("tests/formats_in/sample.xls")).expect("a workbook");
    for length in (2_000..bytes.len()).step_by(1_777) {
        let tree = Tree::new();
        tree.write("data/2024/甲局.xls", &bytes[..length]);
        let done = tree.run(&["check"]);
        let line = done.out.lines().find(|line| line.contains('[')).unwrap_or_default();
        assert!(line.contains("文件") && !line.contains("panic"), "{length}: {line}");
    }
}
