//! What a workbook says outside its tables: names, units of measure, texts, contacts, declarations.
//!
//! Every text is in the report or in a finding with its cell; what is sound gives no finding.

use nianbao::document::{Book, CellName, Content, Sheet};
use nianbao::finding::Finding;
use nianbao::place::Spot;
use nianbao::read::Read;

use crate::sheets::{official, read_book, sort, text, to_html, to_xlsx};
use crate::support::{GOOD, Tree, forms, full_report, read_as, read_text};

/// A sound workbook, its texts and its unit left out.
pub(crate) fn tables() -> Book {
    let report = read_text(forms(), full_report().as_bytes()).report.expect("a report");
    let mut book = official(forms().edition(2021).expect("a form"), &report);
    book.sheets.truncate(3);
    book
}

/// A sheet with a text a cell: rows of columns.
pub(crate) fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
    let mut sheet = Sheet::named(name);
    for (row, columns) in (0..).zip(rows) {
        let cells = (0..).zip(*columns).filter(|(_, one)| !one.is_empty());
        sheet.cells.extend(cells.map(|(column, one)| text(row, column, one)));
    }
    sheet
}

pub(crate) const NAMES: &[&[&str]] = &[&["单位", "示例县水务局"], &["年度", "2024"]];
pub(crate) const TEXTS: &[&[&str]] = &[
    &["一、总体情况", "全年平稳。"],
    &["五、存在的主要问题及改进情况", "栏目更新不够及时。"],
    &["六、其他需要报告的事项", "未收取信息处理费。"],
];

/// The tables with more sheets.
pub(crate) fn with(sheets: &[Sheet]) -> Book {
    let mut book = tables();
    book.sheets.extend(sheets.iter().cloned());
    book
}

/// The tables with names and texts on a sheet, and these rows below them.
fn with_rows(rows: &[&[&str]]) -> Book {
    with(&[sheet("文字", &[NAMES, TEXTS, rows].concat())])
}

pub(crate) fn told(read: &Read) -> Vec<String> {
    let line = |finding: &Finding| {
        let place = match read.places.spot(&finding.subject) {
            Spot::File => "file".to_owned(),
            Spot::Bytes(bytes) => read.places.source.place(bytes.start).within(),
        };
        format!("{} › {place}: {}", finding.rule, finding.clause.zh)
    };
    read.findings.iter().map(line).collect()
}

#[track_caller]
fn assert_silent(book: &Book) -> Read {
    let read = read_book(book);
    assert_eq!(told(&read), Vec::<String>::new());
    read
}

#[track_caller]
fn assert_told(book: &Book, words: &str) {
    let said = told(&read_book(book));
    assert!(said.iter().any(|one| one.contains(words)), "{words}: {said:#?}");
}

fn unit(read: &Read) -> String {
    read.report.as_ref().expect("a report").unit.to_string()
}

/// The paragraphs of a section.
fn paragraphs(read: &Read, section: usize) -> Vec<String> {
    let report = read.report.as_ref().expect("a report");
    let prose = report.sections[section].iter().flat_map(|prose| &prose.paragraphs);
    prose.map(|paragraph| report.paragraph(paragraph)).collect()
}

#[test]
fn a_unit_of_measure_is_no_organ() {
    for cell in [
        "单位：件",
        "单位:万元",
        "（单位：件）",
        "(单位：万元)",
        "计量单位：件",
        "单 位：件、万元",
        "单位：件/万元",
        "金额单位：万元",
    ] {
        for number in 0..3 {
            let mut book = with_rows(&[]);
            book.sheets[number].cells.push(text(60, 9, cell));
            assert_eq!(unit(&assert_silent(&book)), "示例县水务局", "{cell}");
        }
    }
    // In two cells, before the unit itself.
    let book =
        with(&[sheet("文字", &[&[&["单位", "件"][..], &["计量单位", "万元"]], NAMES, TEXTS].concat())]);
    assert_eq!(unit(&assert_silent(&book)), "示例县水务局");
    // An organ whose name begins as a measure does.
    let book = with(&[sheet("文字", &[&[&["单位：件山镇人民政府"][..], &["年度", "2024"]], TEXTS].concat())]);
    assert_eq!(unit(&assert_silent(&book)), "件山镇人民政府");
}

#[test]
fn another_unit_of_measure_than_that_of_the_header_is_reported() {
    let report = full_report().replace("行政事业性收费: 0", "行政事业性收费: 1250");
    let charged = |cell: &str, row: u32| {
        let report = read_text(forms(), report.as_bytes()).report.expect("a report");
        let mut book = official(forms().edition(2021).expect("a form"), &report);
        book.sheets[0].cells.push(text(row, 7, cell));
        sort(&mut book.sheets[0]);
        told(&read_book(&book))
    };
    for cell in ["金额单位：元", "单位：元", "（单位：千元）", "单位：件、元", "注：金额单位为元。"]
    {
        for row in [3, 40] {
            let said = charged(cell, row);
            let place = format!("measure-conflict › 表二!H{}", row + 1);
            assert!(said.len() == 1 && said[0].starts_with(&place), "{cell}: {said:#?}");
        }
    }
    for cell in ["金额单位：万元", "单位：件、万元", "单位：件"] {
        assert_eq!(charged(cell, 40), Vec::<String>::new(), "{cell}");
    }
}

#[test]
fn the_name_of_a_unit_is_cut_out_of_what_surrounds_it() {
    for rows in [
        &[&["填报单位：示例县水务局（公章）"][..], &["年度：2024"]][..],
        &[&["填报单位：示例县水务局(盖章)"], &["年度", "2024"]],
        &[&["填报单位（盖章）：示例县水务局"], &["年度", "2024"]],
        &[&["填报单位：（盖章）示例县水务局"], &["年度", "2024"]],
        &[&["填报单位：示例县水务局    2024年度"]],
        &[&["填报单位：示例县水务局  年度：2024  单位：件"]],
        &[&["单位", "2024年示例县水务局"]],
        &[&["示例县水务局关于2024年政府信息公开工作年度报告"]],
        &[&["示例县水务局关于2024年政府信息公开工作年度报告的报告"]],
        &[&["示例县水务局关于报送2024年度政府信息公开工作年度报告的函"]],
        &[&["附件2：示例县水务局2024年政府信息公开工作年度报告"]],
        &[&["附件：2024年示例县水务局政府信息公开工作年度报告"]],
        &[&["２０２４年度示例县水务局政府信息公开工作报告"]],
        &[&["二〇二四年示例县水务局政府信息公开年度报告"]],
        &[&["示例县水务局政府信息公开工作2024年度报告"]],
        &[&["示例县水务局政府信息公开2024年年度报告"]],
        &[&["示例县水务局\n2024年政府信息公开工作年度报告"]],
        &[&["示例县水务局"], &["2024年政府信息公开工作年度报告"]],
        &[&["示例县水务局2024年"], &["政府信息公开工作年度报告"]],
        &[&["示例县水务局", "2024年政府信息公开工作年度报告"]],
        &[&["附件1"], &["示例县水务局"], &["2024年政府信息公开工作年度报告"]],
    ] {
        let read = assert_silent(&with(&[sheet("文字", &[rows, TEXTS].concat())]));
        assert_eq!(unit(&read), "示例县水务局", "{rows:?}");
        assert_eq!(read.report.expect("a report").year, 2024, "{rows:?}");
    }
    // What belongs to a name stays in it.
    for name in ["示例县水务局（本级）", "示例县2022工程建设指挥部", "示例县公章制作中心"]
    {
        let rows = [&["单位", name][..], &["年度", "2024"]];
        assert_eq!(unit(&assert_silent(&with(&[sheet("文字", &[&rows, TEXTS].concat())]))), name);
    }
}

#[test]
fn a_year_in_a_title_is_compared_with_the_folder() {
    for title in
        ["2023年示例县水务局政府信息公开工作年度报告", "示例县水务局关于2023年政府信息公开工作年度报告的报告"]
    {
        let tree = Tree::new();
        let book = with(&[sheet("文字", &[&[&[title][..]], TEXTS].concat())]);
        tree.write("data/2024/示例县水务局.xlsx", to_xlsx(&book));
        let out = tree.run(&["check"]).out;
        assert!(out.contains("强制性[missing-year] 年度写 2023，文件放在 2024 文件夹"), "{out}");
    }
}

#[test]
fn headings_are_read_as_people_write_them() {
    for [one, five, six] in [
        ["第一部分 总体情况", "第五部分 存在的主要问题及改进情况", "第六部分　其他需要报告的事项"],
        ["一、概述", "五、存在问题及改进情况", "六、其他事项"],
        ["总体情况", "存在的主要问题及改进措施", "其他事项"],
        ["一.总体情况", "五.存在的问题及改进措施", "六.其他需要报告的事项"],
        ["（一）总体情况", "（五）存在的主要问题及改进情况", "（六）其他需要报告的事项"],
        ["1. 总体情况", "2. 存在的主要问题及改进情况", "3. 其他需要报告的事项"],
        ["一：总体情况", "五：存在的主要问题及改进情况", "六：其他需要报告的事项"],
        ["壹、总体情况", "伍、存在的主要问题及改进情况", "陆、其他需要报告的事项"],
        ["一、2024年总体情况", "五、政府信息公开工作存在的主要问题及改进情况", "六、其他需报告的事项"],
        ["一、工作概况", "五、存在问题和改进措施", "六、其他事项"],
    ] {
        let rows = [&[one][..], &["全年平稳。"], &[five], &["更新不及时。"], &[six], &["没有收费。"]];
        let read = assert_silent(&with(&[sheet("文字", &[NAMES, &rows].concat())]));
        assert_eq!(paragraphs(&read, 0), ["全年平稳。"], "{one}");
        assert_eq!(paragraphs(&read, 4), ["更新不及时。"], "{five}");
        assert_eq!(paragraphs(&read, 5), ["没有收费。"], "{six}");
    }
}

#[test]
fn what_is_nearly_a_heading_is_text_where_the_heading_is_there() {
    let rows = [
        &["一、总体情况"][..],
        &["五、强化监督"],
        &["五、存在的主要问题及改进情况"],
        &["（一）存在的主要问题"],
        &["更新不及时。"],
        &["六、其他需要报告的事项"],
        &["（一）其他事项"],
        &["没有收费。"],
    ];
    let read = assert_silent(&with(&[sheet("文字", &[NAMES, &rows].concat())]));
    assert_eq!(paragraphs(&read, 0), ["五、强化监督"]);
    assert_eq!(paragraphs(&read, 4), ["（一）存在的主要问题", "更新不及时。"]);
    assert_eq!(paragraphs(&read, 5), ["（一）其他事项", "没有收费。"]);
    // Without the right heading it is reported, with the text below it.
    let rows = [&["一、总体情况"][..], &["全年平稳。"], &["五、问题清单"], &["更新不及时。"]];
    let read = read_book(&with(&[sheet("文字", &[NAMES, &rows].concat())]));
    let said = told(&read);
    assert!(said.len() == 1 && said[0].starts_with("unknown-key › 文字!A5"), "{said:#?}");
    assert!(read.findings[0].hints.iter().any(|hint| hint.zh.contains("A6")), "{:?}", read.findings);
    assert_eq!(paragraphs(&read, 0), ["全年平稳。"]);
}

#[test]
fn a_text_that_goes_on_below_belongs_to_its_section() {
    let rows = [
        &["一、总体情况", "（一）主动公开"][..],
        &["", "公开平稳。"],
        &[],
        &["", "（二）依申请公开"],
        &["五、存在的主要问题及改进情况", "更新不及时。"],
        &["六、其他需要报告的事项", "没有收费。"],
        &["填报人：张某", "审核人：李某"],
        &["联系电话：0735-2345678"],
    ];
    let read = assert_silent(&with(&[sheet("文字", &[NAMES, &rows].concat())]));
    assert_eq!(paragraphs(&read, 0), ["（一）主动公开", "公开平稳。", "（二）依申请公开"]);
    assert_eq!(paragraphs(&read, 5), ["没有收费。"]);
}

const FRAME: [&str; 10] = [
    "报告文字",
    "成文日期",
    "前言",
    "一、总体情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
    "地址",
    "邮编",
    "电话",
    "邮箱",
];

/// The sheet of texts that `nianbao form` makes, with cells of the second column filled in.
pub(crate) fn frame(from: usize, pasted: &[&str]) -> Book {
    let mut rows: Vec<Vec<&str>> = FRAME.iter().map(|label| vec![*label]).collect();
    rows.resize(rows.len().max(from + pasted.len()), vec![""]);
    for (row, one) in rows.iter_mut().skip(from).zip(pasted) {
        row.push(one);
    }
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    with(&[sheet("填表说明", NAMES), sheet("文字", &rows)])
}

#[test]
fn paragraphs_pasted_over_the_frame_of_the_form_fill_no_other_cell() {
    let paste = [
        "（一）主动公开",
        "公开平稳。",
        "（二）依申请公开",
        "答复及时。",
        "（三）政府信息管理",
        "管理规范。",
        "（四）平台建设",
        "平台好用。",
        "（五）监督保障",
    ];
    let read = read_book(&frame(3, &paste));
    let said = told(&read);
    assert!(said.len() == 1 && said[0].starts_with("text-unread › 文字!B4: B4:B12 "), "{said:#?}");
    let contact = &read.report.expect("a report").contact;
    assert!(contact.address.is_none() && contact.phone.is_none(), "{contact:?}");
    // A paste of a few paragraphs that ends before the contacts.
    assert_told(
        &frame(3, &["（一）主动公开", "（二）依申请公开", "答复及时。"]),
        "text-unread › 文字!B4: B4:B6 ",
    );
    // With the headings of the report among them.
    assert_told(
        &frame(3, &["公开平稳。", "五、存在的主要问题及改进情况", "更新不及时。"]),
        "text-unread › 文字!B4: B4:B6 ",
    );
    // As it should be.
    let sound = [
        "（一）主动公开\n公开平稳。\n（二）依申请公开",
        "（一）问题\n（二）改进",
        "没有收费。",
        "示例县人民路1号",
        "423000",
        "0735-2345678",
        "a@example.cn",
    ];
    let read = assert_silent(&frame(3, &sound));
    assert_eq!(read.report.expect("a report").contact.email.as_deref(), Some("a@example.cn"));
}

#[test]
fn a_short_paste_over_the_frame_is_a_warning() {
    for (paste, cells) in [
        (&["公开信息平稳有序。", "答复申请规范及时。", "管理有序。"][..], "B4:B5"),
        (&["公开信息平稳有序。", "全年答复 5 件申请。"], "B4:B5"),
    ] {
        let said = read_book(&frame(3, paste));
        let one = said.findings.iter().find(|finding| finding.rule == "text-unread").expect("a finding");
        assert!(one.clause.zh.starts_with(cells) && one.level == nianbao::rule::Level::Warning, "{one:?}");
    }
    assert_silent(&frame(3, &["公开信息平稳有序。", "无", "未收取费用。"]));
    assert_silent(&frame(3, &["公开信息平稳有序。\n答复及时。", "公开栏目更新慢。", "未收取费用。"]));
}

#[test]
fn text_below_the_frame_is_reported_with_its_cells() {
    let mut book = frame(
        3,
        &[
            "公开平稳。",
            "更新不及时。",
            "没有收费。",
            "示例县人民路1号",
            "423000",
            "0735-2345678",
            "a@example.cn",
        ],
    );
    let sheet = book.sheets.last_mut().expect("the texts");
    sheet.cells.extend([text(12, 1, "我局还开展了一次培训。"), text(13, 1, "群众反映良好。")]);
    let said = told(&read_book(&book));
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(
        said[0].starts_with("text-unread › 文字!B13: B13:B14 的文字（“我局还开展了一次培训。”）"),
        "{said:#?}"
    );
}

#[test]
fn a_heading_of_another_section_within_a_text_is_reported() {
    let rows = [&["一、总体情况", "公开平稳。\n五、存在的主要问题及改进情况\n更新不及时。"][..]];
    assert_told(&with(&[sheet("文字", &[NAMES, &rows].concat())]), "text-unread › 文字!B3");
    let yaml = GOOD.replace("总体情况: 全年", "总体情况: |\n  六、其他需要报告的事项\n  全年");
    let read = read_text(forms(), yaml.as_bytes());
    assert!(told(&read).iter().any(|one| one.starts_with("text-unread")), "{:?}", told(&read));
}

#[test]
fn notes_at_tables_and_words_of_the_form_are_no_text_of_a_report() {
    let mut book = with_rows(&[
        &["填报人：张某", "审核人：李某", "联系电话：0735-2345678", "填报日期：2025年1月10日"],
        &["单位负责人：王某"],
        &["注：1.本表由办公室填写；2.没有发生的填 0。"],
        &["2.统计口径与上年度一致。"],
        &["备注", "第1页"],
        &["2025年1月10日"],
        &["成文日期", "2025-01-10 08:30"],
        &["以下空白"],
    ]);
    book.sheets[0].cells.push(text(60, 0, "说明：本表按表样填报，没有发生的为 0。"));
    book.sheets[1].cells.push(text(60, 0, "制表人：张某    复核人：李某"));
    book.sheets[2].cells.push(text(60, 0, "示例县水务局2024年度政府信息公开工作年度报告统计表"));
    book.sheets.push(sheet("填报说明", &[&["1.请按表样填写，不要改动。"], &["2.没有发生的填 0。"]]));
    assert_silent(&book);
}

#[test]
fn contacts_are_checked_and_what_does_not_exist_is_not_printed() {
    let rows = [&["地址：/"][..], &["邮编", "—"], &["电话", "无"], &["邮箱", "／"]];
    let contact = assert_silent(&with_rows(&rows)).report.expect("a report").contact;
    assert_eq!(contact, nianbao::model::Contact::default());
    assert_told(&with_rows(&[&["邮编", "42300"]]), "contact-invalid › 文字!B6: “邮编”写的是“42300”");
    assert_told(&with_rows(&[&["电话：无人接听"]]), "contact-invalid › 文字!A6");
    assert_told(&with_rows(&[&["邮箱", "example.cn"]]), "contact-invalid › 文字!B6");
    let yaml = GOOD.replace("年度: 2024", "年度: 2024\n联系方式: { 电话: 无, 邮编: 4230001 }");
    let read = read_text(forms(), yaml.as_bytes());
    assert!(told(&read).iter().any(|one| one.starts_with("contact-invalid")), "{:?}", told(&read));
    assert_eq!(read.report.expect("a report").contact.phone, None);
}

#[test]
fn a_declaration_about_empty_cells_is_heard_wherever_it_is() {
    let blank = |book: &mut Book| {
        let cell = book.sheets[1].cells.iter().position(|cell| matches!(cell.content, Content::Number(_)));
        book.sheets[1].cells.remove(cell.expect("a figure"));
    };
    for cell in ["空格按零计：是", "空白格按 0 计：是", "空白格按０计: √", "空格按0计：是"]
    {
        for (number, row, column) in [(1, 0, 12), (1, 9, 12), (1, 29, 11), (0, 4, 9), (2, 30, 0), (3, 9, 4)] {
            let mut book = with_rows(&[]);
            blank(&mut book);
            book.sheets[number].cells.push(text(row, column, cell));
            sort(&mut book.sheets[number]);
            let said = told(&read_book(&book));
            assert!(
                said.len() == 1 && said[0].starts_with("blanks-as-zero › "),
                "{cell} {number} {row}: {said:#?}"
            );
        }
    }
    let mut book = with_rows(&[]);
    book.sheets[1].cells.extend([text(9, 12, "空格按零计"), text(9, 13, "是")]);
    blank(&mut book);
    sort(&mut book.sheets[1]);
    assert_told(&book, "blanks-as-zero › 表三!N10");
    // What is said in other words is reported, and 否 is an answer.
    assert_told(&with_rows(&[&["空格按零计", "看情况"]]), "wrong-type › 文字!B6");
    for words in ["表中空白处均按零统计", "注：空白格均按零计。", "空格按零计"] {
        let mut book = with_rows(&[]);
        book.sheets[2].cells.push(text(40, 0, words));
        assert_silent(&book); // no cell is empty
        blank(&mut book);
        assert_told(&book, "text-unread › 表四!A41");
    }
    assert_silent(&with_rows(&[&["空格按零计", "否"]]));
}

/// A sound page, block by block.
pub(crate) fn page() -> Vec<String> {
    let html = to_html(&tables());
    let tables = html
        .split("<table")
        .skip(1)
        .map(|rest| format!("<table{}</table>", rest.split("</table>").next().unwrap_or_default()));
    let heading = |index: usize| {
        let form = forms().edition(2021).expect("a form");
        format!("<p>{}</p>", form.sections[index].heading)
    };
    let paragraph = |text: &str| format!("<p>{text}</p>");
    let mut blocks = vec![
        paragraph("首页 > 政府信息公开 > 年报"),
        "<h1>示例县水务局2024年政府信息公开工作年度报告</h1>".to_owned(),
        heading(0),
        paragraph("全年平稳。"),
    ];
    for (index, table) in (1..).zip(tables) {
        blocks.extend([heading(index), table]);
    }
    blocks.extend([heading(4), paragraph("栏目更新不够及时。"), heading(5), paragraph("未收取信息处理费。")]);
    blocks.push("<div>分享到 打印 关闭</div>".to_owned());
    blocks
}

#[test]
fn a_page_is_read_with_its_paragraphs_and_without_what_is_around_them() {
    let page = format!("<html><body>{}</body></html>", page().join("\n"));
    let read = read_as(forms(), "水务局.xls", page.as_bytes());
    assert_eq!(told(&read), Vec::<String>::new());
    assert_eq!(unit(&read), "示例县水务局");
    assert_eq!(paragraphs(&read, 0), ["全年平稳。"]);
    assert_eq!(paragraphs(&read, 4), ["栏目更新不够及时。"]);
    assert_eq!(paragraphs(&read, 5), ["未收取信息处理费。"]);
    // Below a table, where no section is open, a paragraph is nobody's.
    let lost = page.replacen("</table>", "</table><p>上述规范性文件均已公开。</p>", 1);
    let said = told(&read_as(forms(), "水务局.xls", lost.as_bytes()));
    assert!(said.len() == 1 && said[0].starts_with("text-unread › 正文!A6"), "{said:#?}");
}

#[test]
fn short_words_that_no_section_takes_are_a_warning() {
    for (words, row, column) in [
        ("我局召开了培训会", 70, 0),
        ("数据详见所附的表", 70, 0),
        ("办理全部及时", 70, 0),
        ("今年没有收费", 40, 3),
        ("群众比较满意", 9, 14),
    ] {
        let mut book = with_rows(&[]);
        book.sheets[1].cells.push(text(row, column, words));
        sort(&mut book.sheets[1]);
        let read = read_book(&book);
        let cell = CellName { sheet: 1, row, column };
        let said = told(&read);
        assert!(said.len() == 1 && said[0].starts_with(&format!("text-unread › 表三!{cell}: ")), "{said:#?}");
        assert_eq!(read.findings[0].level, nianbao::rule::Level::Warning);
    }
    // What people write around tables.
    let mut book = with_rows(&[
        &["（此页无正文）"],
        &["二〇二五年一月二十日"],
        &["办公室 0735-2345678", "王某 13800000000"],
        &["联络员：王某", "张某某"],
        &["附件1"],
        &["政府信息公开", "年度报告"],
        &["审核意见", "同意", "（签字）"],
        &["Sheet1", "v2.0", "★"],
        &["示例县水务局办公室"],
        &["（征求意见稿）"],
    ]);
    book.sheets.push(sheet("填表须知", &[&["请用黑色填写"], &["不得涂改数字"]]));
    assert_silent(&book);
}
