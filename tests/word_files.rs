//! Word files of Word and WPS, as people make them: merged cells, tables in tables, text boxes,
//! changes that wait, hidden text, lists that number themselves.

use nianbao::document::{Packer, in_this_process};
use nianbao::form::Form;
use nianbao::model::{Figure, Piece, Report};
use nianbao::read::{self, Expected, File, Read};

use crate::support::forms;

const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\" \
    xmlns:wpsCustomData=\"http://www.wps.cn/officeDocument/2013/wpsCustomData\"";

/// A Word file with a body, and other parts.
fn word(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut packer = Packer::default();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    packer.add("word/document.xml", xml.as_bytes()).expect("a part");
    for (name, text) in parts {
        packer.add(name, text.as_bytes()).expect("a part");
    }
    packer.finish().expect("a package")
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

/// A cell with properties.
fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|text| cell("", text)).collect();
    format!("<w:tr>{cells}</w:tr>")
}

fn table(rows: &str) -> String {
    format!("<w:tbl><w:tblPr/>{rows}</w:tbl>")
}

/// The head of 表二 as the form has it.
fn proactive(rows: &str) -> String {
    let head = format!(
        "<w:tr>{}</w:tr>{}",
        cell("<w:gridSpan w:val=\"4\"/>", "第二十条第（一）项"),
        row(&["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"])
    );
    table(&(head + rows))
}

/// A report with 表二 and texts.
fn body(table: &str) -> String {
    [
        p("示例县水利局2023年政府信息公开工作年度报告"),
        p("一、总体情况"),
        p("按月公开。"),
        p("二、主动公开政府信息情况"),
        table.to_owned(),
        p("五、存在的主要问题及改进情况"),
        p("解读偏少。"),
        p("六、其他需要报告的事项"),
        p("未收取信息处理费。"),
    ]
    .concat()
}

fn read_file(name: &str, bytes: &[u8]) -> Read {
    let file = File::named(name, bytes).expect("a known ending");
    read::read(&[file], &Expected::default(), forms(), in_this_process)
}

fn report(body: &str, parts: &[(&str, &str)]) -> Report {
    let read = read_file("某局.docx", &word(body, parts));
    read.report.unwrap_or_else(|| panic!("{:?}", read.findings))
}

fn form() -> &'static Form {
    forms().edition(2021).expect("a form")
}

fn figure(report: &Report, address: &str) -> String {
    match report.entry(form().resolve(address).expect("an address")).figure {
        Figure::Blank => "空".to_owned(),
        figure => figure.text(),
    }
}

fn figures(report: &Report) -> [String; 6] {
    [
        "表二.规章.本年制发",
        "表二.规章.本年废止",
        "表二.规章.现行有效",
        "表二.行政规范性文件.本年制发",
        "表二.行政规范性文件.本年废止",
        "表二.行政规范性文件.现行有效",
    ]
    .map(|address| figure(report, address))
}

fn text(report: &Report, key: &str) -> Vec<String> {
    let section = form().section_by_key(key).expect("a section");
    let prose = report.sections[section].as_ref().expect("a text");
    let said = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    prose.paragraphs.iter().map(|one| one.pieces.iter().map(said).collect()).collect()
}

const PLAIN: [&str; 2] = ["规章", "行政规范性文件"];

fn plain_rows() -> String {
    row(&[PLAIN[0], "1", "2", "3"]) + &row(&[PLAIN[1], "4", "5", "6"])
}

#[test]
fn rows_that_a_change_takes_away_are_not_there() {
    let deleted = "<w:tr><w:trPr><w:del w:id=\"1\" w:author=\"a\"/></w:trPr>".to_owned()
        + &["规章", "7", "8", "9"].map(|text| cell("", text)).concat()
        + "</w:tr>";
    let inserted = "<w:tr><w:trPr><w:ins w:id=\"2\" w:author=\"a\"/></w:trPr>".to_owned()
        + &[PLAIN[1], "4", "5", "6"].map(|text| cell("", text)).concat()
        + "</w:tr>";
    let rows = deleted + &row(&[PLAIN[0], "1", "2", "3"]) + &inserted;
    let bytes = word(&body(&proactive(&rows)), &[]);
    let read = read_file("某局.docx", &bytes);
    assert!(read.findings.iter().any(|one| one.rule == "revisions-accepted"), "{:?}", read.findings);
    assert_eq!(figures(&read.report.expect("a report")), ["1", "2", "3", "4", "5", "6"]);
}

#[test]
fn figures_and_paragraphs_that_were_changed_are_the_new_ones() {
    let changed = "<w:tc><w:p><w:del w:id=\"1\"><w:r><w:delText>12</w:delText></w:r></w:del>\
        <w:ins w:id=\"2\"><w:r><w:t>21</w:t></w:r></w:ins></w:p></w:tc>";
    let rows = format!("<w:tr>{}{changed}{}{}</w:tr>", cell("", "规章"), cell("", "2"), cell("", "3"));
    let report = report(&body(&proactive(&(rows + &row(&[PLAIN[1], "4", "5", "6"])))), &[]);
    assert_eq!(figures(&report), ["21", "2", "3", "4", "5", "6"]);
}

#[test]
fn merged_cells_of_both_programs_are_one() {
    // Word writes gridSpan, older files hMerge, both vMerge.
    let old = format!(
        "<w:tr>{}{}{}{}</w:tr>",
        cell("<w:hMerge w:val=\"restart\"/>", "第二十条第（五）项"),
        cell("<w:hMerge/>", ""),
        cell("<w:hMerge/>", ""),
        cell("<w:hMerge/>", ""),
    );
    let wide = |label: &str, value: &str| {
        format!(
            "<w:tr>{}{}{}{}</w:tr>",
            cell("", label),
            cell("<w:hMerge w:val=\"restart\"/>", value),
            cell("<w:hMerge w:val=\"continue\"/>", ""),
            cell("<w:hMerge w:val=\"continue\"/>", "")
        )
    };
    let rows = plain_rows() + &old + &wide("信息内容", "本年处理决定数量") + &wide("行政许可", "97");
    let report = report(&body(&proactive(&rows)), &[]);
    assert_eq!(figures(&report), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(figure(&report, "表二.行政许可"), "97");
}

#[test]
fn a_table_in_a_cell_is_read_where_it_is() {
    // A frame around the page, with the report in its one cell.
    let whole = body(&proactive(&plain_rows()));
    let framed = table(&format!("<w:tr><w:tc>{whole}</w:tc></w:tr>"));
    assert_eq!(figures(&report(&framed, &[])), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(text(&report(&framed, &[]), "problems"), ["解读偏少。"]);
    // A number in a table of its own: known, or not obtained, but never another.
    let nested = table(&row(&["4"]));
    let rows = row(&[PLAIN[0], "1", "2", "3"])
        + &format!(
            "<w:tr>{}<w:tc>{nested}<w:p/></w:tc>{}{}</w:tr>",
            cell("", PLAIN[1]),
            cell("", "5"),
            cell("", "6")
        );
    let read = figures(&report(&body(&proactive(&rows)), &[]));
    for (read, wanted) in read.iter().zip(["1", "2", "3", "4", "5", "6"]) {
        assert!(read == wanted || read == "未取得", "{read} for {wanted}");
    }
}

#[test]
fn text_boxes_are_text_once() {
    let shape = "<w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>".to_owned()
        + &p("框里的一段话。")
        + "</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        + &p("框里的一段话。")
        + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        + &run("框外的话。")
        + "</w:p>";
    let whole = body(&proactive(&plain_rows())).replace(&p("解读偏少。"), &(p("解读偏少。") + &shape));
    let mut said = text(&report(&whole, &[]), "problems");
    said.sort();
    assert_eq!(said, ["框外的话。", "框里的一段话。", "解读偏少。"]);
    // WPS writes VML alone.
    let vml = "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>".to_owned()
        + &p("旧式框里的话。")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>";
    let whole = body(&proactive(&plain_rows())).replace(&p("解读偏少。"), &(p("解读偏少。") + &vml));
    assert_eq!(text(&report(&whole, &[]), "problems"), ["解读偏少。", "旧式框里的话。"]);
}

#[test]
fn what_is_not_shown_is_not_read() {
    let hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部说明。</w:t></w:r>".to_owned()
        + &run("公开的话。")
        + "</w:p>";
    let by_style = "<w:p><w:pPr><w:pStyle w:val=\"H\"/></w:pPr><w:r><w:t>样式藏起来的话。</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:rStyle w:val=\"C\"/></w:rPr><w:t>字符样式藏的话。</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:rStyle w:val=\"C\"/><w:vanish w:val=\"0\"/></w:rPr><w:t>又显示的话。</w:t></w:r></w:p>\
        <w:p><w:r><w:ruby><w:rt><w:r><w:t>zhù yīn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>注音的话。</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    let styles = format!(
        "<w:styles {NAMESPACES}><w:style w:type=\"paragraph\" w:styleId=\"H\"><w:rPr><w:vanish/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"C\"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    );
    let header = format!("<w:hdr {NAMESPACES}>{}</w:hdr>", p("页眉里的话。"));
    let whole = body(&proactive(&plain_rows())).replace(&p("解读偏少。"), &(hidden + by_style));
    let parts =
        [("word/styles.xml", styles.as_str()), ("word/header1.xml", &header), ("word/footer1.xml", &header)];
    assert_eq!(text(&report(&whole, &parts), "problems"), ["公开的话。", "又显示的话。", "注音的话。"]);
}

#[test]
fn lists_that_number_themselves_have_their_numbers() {
    let numbering = format!(
        "<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId=\"0\">\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
         </w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    let styles = format!(
        "<w:styles {NAMESPACES}><w:style w:type=\"paragraph\" w:styleId=\"2\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"3\"><w:basedOn w:val=\"2\"/></w:style></w:styles>"
    );
    let mut whole = body(&proactive(&plain_rows()));
    for (heading, style) in [("一、总体情况", "2"), ("二、主动公开政府信息情况", "3")] {
        let bare = heading.split_once('、').expect("a number").1;
        let own = format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(bare));
        whole = whole.replace(&p(heading), &own);
    }
    let own = format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>{}</w:p>",
        run("总体概述")
    );
    let report = report(&whole, &[("word/numbering.xml", &numbering), ("word/styles.xml", &styles)]);
    assert_eq!(text(&report, "overview"), ["按月公开。"]);
    assert_eq!(figures(&report), ["1", "2", "3", "4", "5", "6"]);
    let list = body(&proactive(&plain_rows())).replace(&p("解读偏少。"), &(own.clone() + &own));
    let parts = [("word/numbering.xml", numbering.as_str())];
    let said = text(&self::report(&list, &parts), "problems");
    assert_eq!(said, ["一、总体概述", "二、总体概述"]);
}

#[test]
fn controls_links_and_fields_are_text() {
    let held = format!(
        "<w:sdt><w:sdtPr/><w:sdtContent><w:tr>{}<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>{}{}</w:tr></w:sdtContent></w:sdt>",
        cell("", PLAIN[0]),
        cell("", "1"),
        cell("", "2"),
        cell("", "3")
    );
    let said = "<w:p><w:hyperlink><w:r><w:t>链接的话，</w:t></w:r></w:hyperlink><w:fldSimple w:instr=\"DATE\"><w:r><w:t>域的话，</w:t></w:r></w:fldSimple>\
        <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
        <w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:smartTag><w:r><w:t>条。</w:t></w:r></w:smartTag></w:p>";
    let rows = held + &row(&[PLAIN[1], "4", "5", "6"]);
    let whole = body(&proactive(&rows)).replace(&p("解读偏少。"), said);
    let report = report(&whole, &[]);
    assert_eq!(figures(&report), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(text(&report, "problems"), ["链接的话，域的话，3条。"]);
}

#[test]
fn the_body_may_have_another_name() {
    let xml =
        format!("<w:document {NAMESPACES}><w:body>{}</w:body></w:document>", body(&proactive(&plain_rows())));
    let mut packer = Packer::default();
    packer.add("word/document2.xml", xml.as_bytes()).expect("a part");
    let read = read_file("某局.docx", &packer.finish().expect("a package"));
    assert_eq!(figures(&read.report.expect("a report")), ["1", "2", "3", "4", "5", "6"]);
}

#[test]
fn a_word_file_is_one_whatever_its_name() {
    let bytes = word(&body(&proactive(&plain_rows())), &[]);
    for name in ["某局.xls", "某局.xlsx", "某局.et", "某局.csv", "某局.pdf", "某局.txt"] {
        let read = read_file(name, &bytes);
        let report = read.report.unwrap_or_else(|| panic!("{name}: {:?}", read.findings));
        assert_eq!(figures(&report), ["1", "2", "3", "4", "5", "6"], "{name}");
        assert_eq!(text(&report, "problems"), ["解读偏少。"], "{name}");
        assert!(report.provenance.is_some(), "{name}");
    }
}
