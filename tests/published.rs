//! Documents read as reports: what the program writes comes back as the same data, pages and texts
//! of many kinds are read or named, `import` and `verify --published` as users run them.

use nianbao::document::in_this_process;
use nianbao::form::Form;
use nianbao::model::{Contact, Entry, Figure, Paragraph, Piece, Prose, Report};
use nianbao::read::{self, Expected, File, Read};
use nianbao::render::{Document, FORMATS, Fonts, Renderer, Templates, write_yaml};
use nianbao::roster::Publishing;
use rust_decimal::Decimal;

use crate::support::{GOOD, Tree, forms, full_report};

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[usize::try_from(self.below(all.len() as u64)).expect("a few")]
    }
}

/// A report in which every figure is written down, and no text refers to one.
fn report(form: &Form, seed: u64) -> Report {
    let mut chance = Chance(seed);
    let entry = |chance: &mut Chance, decimals: u32| {
        let number = match chance.below(4) {
            0 => 0,
            1 => chance.below(10),
            _ => chance.below(100_000),
        };
        let number = Decimal::from(number);
        // Money is written 12.5 as well as 12.50.
        let number = match (decimals, chance.below(3)) {
            (0, _) => number,
            (_, 0) => Decimal::new(i64::try_from(chance.below(10_000)).expect("a few") * 10, 2),
            _ => (number / Decimal::from(8)).normalize(),
        };
        Entry::stated(match chance.below(20) {
            0 => Figure::Blank,
            1 => Figure::NotApplicable,
            _ => Figure::Number(number),
        })
    };
    let prose = |chance: &mut Chance, heading: &str| {
        let count = 1 + chance.below(4);
        let line = |chance: &mut Chance| match chance.below(5) {
            0 => heading.to_owned(),
            1 => format!("全年公开信息 {} 条，其中网站 {} 条。", chance.below(900), chance.below(90)),
            2 => format!(
                "一是{}，二是{}；详见 https://www.example.gov.cn/a?b={} 。",
                chance.of(&["按月核对", "加强培训"]),
                chance.of(&["补齐材料", "专人负责"]),
                chance.below(99)
            ),
            3 => "1.规范目录 & <栏目>，明确“三审三校”流程*；收费 0 元".to_owned(),
            _ => chance.of(&["没有需要报告的事项。", "无", "本年度未收取信息处理费。"]).to_owned(),
        };
        let paragraphs = (0..count).map(|_| Paragraph { pieces: vec![Piece::Text(line(chance))] });
        Prose { paragraphs: paragraphs.collect() }
    };
    let given = |chance: &mut Chance, text: &str| (chance.below(2) == 0).then(|| text.to_owned());
    let heading = |section: usize| match (section, seed % 2) {
        (0, _) | (_, 0) => "（一）主动公开情况",
        _ => "（一）加强和改进的措施",
    };
    let of_section = |(number, section): (usize, &nianbao::form::Section)| {
        section.table.is_none().then(|| prose(&mut chance, heading(number)))
    };
    let sections = form.sections.iter().enumerate().map(of_section).collect();
    let preface = (chance.below(2) == 0).then(|| prose(&mut chance, "特此报告。"));
    let contact = Contact {
        address: given(&mut chance, "示例县人民路8号"),
        postcode: given(&mut chance, "123456"),
        phone: given(&mut chance, "010-12345678"),
        email: given(&mut chance, "office@example.cn"),
    };
    let date = (chance.below(3) > 0)
        .then(|| jiff::civil::date(i16::try_from(*form.years.start()).expect("a year") + 1, 1, 20));
    Report {
        unit: chance
            .of(&["示例县水利局", "示例市人民政府", "示例县示例镇人民政府", "示例县发展和改革局"])
            .into(),
        year: *form.years.start(),
        edition: form.edition,
        entries: form.ids().map(|id| entry(&mut chance, form.unit(id).decimals)).collect(),
        sections,
        preface,
        date,
        contact,
        waivers: Vec::new(),
        provenance: None,
        corrections: Vec::new(),
        sources: Vec::new(),
    }
}

fn read_document(path: &str, bytes: &[u8]) -> Read {
    let file = File::named(path, bytes).expect("a known ending");
    read::read(&[file], &Expected::default(), forms(), in_this_process)
}

/// What a data file says that was read from a document, without where it came from.
fn imported(path: &str, bytes: &[u8]) -> String {
    let read = read_document(path, bytes);
    let words: Vec<_> = read.findings.iter().map(|one| one.clause.zh.to_string()).collect();
    let mut report = read.report.unwrap_or_else(|| panic!("{path}: {words:?}"));
    let provenance = report.provenance.take();
    assert!(path.ends_with("xlsx") || provenance.is_some(), "{path}");
    let form = forms().edition(report.edition).expect("a form");
    write_yaml(form, &report)
}

fn renderer() -> Renderer {
    let fonts = Fonts::load(Vec::new()).expect("the fonts");
    Renderer::new(&Templates::default(), &fonts).expect("the templates")
}

/// Makes some spaces two.
fn widen(report: &mut Report) {
    let preface = report.preface.iter_mut();
    for paragraph in
        preface.chain(report.sections.iter_mut().flatten()).flat_map(|prose| &mut prose.paragraphs)
    {
        for piece in &mut paragraph.pieces {
            if let Piece::Text(text) = piece {
                *text = text.replace("公开信息 ", "公开信息  ");
            }
        }
    }
}

fn round_trip(renderer: &Renderer, format: &str, edition: u16, seed: u64) {
    let form = forms().edition(edition).expect("a form");
    let mut report = report(form, seed);
    widen(&mut report);
    let format = FORMATS.iter().find(|one| one.name == format).expect("a format");
    let document = Document::new(form, &report, &Publishing::default(), false);
    let bytes =
        (format.render)(renderer, &document).unwrap_or_else(|error| panic!("{}: {error}", format.name));
    let path = format!("{}.{}", report.unit.as_str(), format.ending.rsplit('.').next().expect("an ending"));
    let back = imported(&path, &bytes);
    let wanted = write_yaml(form, &report);
    let apart: Vec<_> =
        back.lines().zip(wanted.lines()).filter(|(one, other)| one != other).take(4).collect();
    assert!(back == wanted, "{} {edition} {seed}: {apart:?}", format.name);
}

#[test]
fn what_the_program_writes_is_imported_as_the_same_data() {
    let renderer = renderer();
    for format in ["html", "fragment", "docx", "json", "md", "txt"] {
        for seed in 0..12 {
            for edition in [2019, 2021] {
                round_trip(&renderer, format, edition, 31 * seed + 7);
            }
        }
    }
}

#[test]
fn the_workbook_that_the_program_writes_is_imported_as_the_same_data() {
    let renderer = renderer();
    (0..40).for_each(|seed| round_trip(&renderer, "xlsx", if seed % 2 == 0 { 2019 } else { 2021 }, seed));
}

#[test]
fn the_pdf_that_the_program_writes_is_imported_as_the_same_data() {
    let renderer = renderer();
    (0..12).for_each(|seed| round_trip(&renderer, "pdf", if seed % 2 == 0 { 2019 } else { 2021 }, seed));
}

#[test]
fn csv_gives_the_figures_and_says_that_it_has_no_texts() {
    let format = FORMATS.iter().find(|one| one.name == "csv").expect("a format");
    let renderer = renderer();
    for seed in 0..40 {
        let form = forms().edition(if seed % 2 == 0 { 2019 } else { 2021 }).expect("a form");
        let report = report(form, seed);
        let document = Document::new(form, &report, &Publishing::default(), false);
        let bytes = (format.render)(&renderer, &document).expect("CSV");
        let back = read_document("某局.csv", &bytes).report.expect("a report");
        assert_eq!(back.entries, report.entries, "{seed}");
        let texts = || form.sections.iter().enumerate().filter(|(_, section)| section.table.is_none());
        let is_lost =
            |index: usize| back.sections[index].as_ref().is_some_and(|one| one.paragraphs.is_empty());
        assert!(texts().all(|(index, _)| is_lost(index)), "{seed}");
        let provenance = back.provenance.as_ref().expect("where it came from");
        assert_eq!(provenance.missing.len(), texts().count());
        assert_eq!(provenance.sha256.len(), 64);
    }
}

/// Texts of a page around its tables.
const BEFORE: &str =
    "<p>依条例编制本报告。</p><p>一、总体情况</p><p>按月公开。</p><p>二、主动公开政府信息情况</p>";
const AFTER: &str = "<p>五、存在的主要问题及改进情况</p><p>更新不够及时，今后按月核对。</p>\
    <p>六、其他需要报告的事项</p><p>未收取信息处理费。</p><p>示例县水利局</p><p>2024年1月20日</p>";

/// Tables of a page: rows of cells with their spans.
fn table(rows: &[Vec<(String, usize, usize)>]) -> String {
    let cell = |(text, down, across): &(String, usize, usize)| {
        format!("<td rowspan=\"{down}\" colspan=\"{across}\"><p><span>{text}</span><o:p></o:p></p></td>")
    };
    let row =
        |row: &Vec<(String, usize, usize)>| format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>());
    format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
}

/// 表三 with spans that a test spoils.
fn requests(spoil: impl Fn(&mut Vec<Vec<(String, usize, usize)>>)) -> String {
    let form = forms().edition(2021).expect("a form");
    let mut rows = vec![
        vec![("（勾稽关系）".to_owned(), 3, 3), ("申请人情况".to_owned(), 1, 7)],
        vec![("自然人".to_owned(), 2, 1), ("法人或其他组织".to_owned(), 1, 5), ("总计".to_owned(), 2, 1)],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
            .map(|text| (text.to_owned(), 1, 1))
            .to_vec(),
    ];
    let section = form.section_by_key("requests").expect("a table");
    let block = &form.sections[section].table.as_ref().expect("a table").blocks[0];
    for (number, leaf) in block.row_leaves.iter().enumerate() {
        let mut row = vec![(form.node(*leaf).label.clone(), 1, 3)];
        row.extend((0..7).map(|column| ((number * 10 + column).to_string(), 1, 1)));
        rows.push(row);
    }
    spoil(&mut rows);
    table(&rows)
}

fn page(tables: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>示例县水利局2023年政府信息公开工作年度报告</title></head><body>\
         <div class=nav>首页 政务公开</div><div>{BEFORE}{tables}{AFTER}</div><div>版权所有：示例县人民政府</div></body></html>"
    )
}

/// The figures of 表三 that were read, and those that were read wrongly.
fn read_requests(bytes: &[u8]) -> (usize, Vec<String>) {
    let read = read_document("报告.html", bytes);
    let report = read.report.unwrap_or_else(|| panic!("{:?}", read.findings));
    let form = forms().edition(2021).expect("a form");
    let section = form.section_by_key("requests").expect("a table");
    let mut right = 0;
    let mut wrong = Vec::new();
    for (at, id) in form.ids_of_section(section).enumerate() {
        let wanted = Figure::Number((at / 7 * 10 + at % 7).into());
        match report.entry(id).figure {
            figure if figure == wanted => right += 1,
            Figure::NotObtained => {}
            figure => wrong.push(format!("{}: {figure:?}", form.spec(id).address)),
        }
    }
    (right, wrong)
}

#[test]
fn spans_that_disagree_with_the_rows_below_move_no_figure() {
    type Spoil = fn(&mut Vec<Vec<(String, usize, usize)>>);
    let cases: [(&str, Spoil, usize); 8] = [
        ("as it is", |_| {}, 175),
        ("the corner is too narrow", |rows| rows[0][0].2 = 2, 175),
        ("the group is too narrow", |rows| rows[1][1].2 = 4, 175),
        ("the group is too wide", |rows| rows[1][1].2 = 6, 175),
        ("no cell reaches down", |rows| rows[1].iter_mut().for_each(|cell| cell.1 = 1), 175),
        ("labels of some rows are narrower", |rows| rows[9][0].2 = 1, 175),
        ("a cell is missing in a row", |rows| drop(rows[5].remove(3)), 168),
        (
            "cells of a row are one",
            |rows| {
                rows[6].truncate(2);
                rows[6][1].2 = 7;
            },
            168,
        ),
    ];
    for (name, spoil, expected) in cases {
        let (right, wrong) = read_requests(page(&requests(spoil)).as_bytes());
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        assert_eq!(right, expected, "{name}");
    }
    // Two columns in each other's place, as their labels say: read by the labels, or not at all.
    let (_, wrong) = read_requests(
        page(&requests(|rows| {
            rows[2].swap(0, 1);
            rows.iter_mut().skip(3).for_each(|row| row.swap(2, 3));
        }))
        .as_bytes(),
    );
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn pages_are_read_whatever_a_site_makes_of_them() {
    let plain = page(&requests(|_| {}));
    let (gbk, ..) = encoding_rs::GBK.encode(&plain);
    assert_eq!(read_requests(&gbk), (175, Vec::new()), "GBK that nobody declares");
    let laid_out = plain
        .replace("<div>", "<table width=1000><tr><td>左栏</td><td><table><tr><td>")
        .replace("</div><div>", "</td></tr></table></td></tr></table><div>");
    assert_eq!(read_requests(laid_out.as_bytes()), (175, Vec::new()), "tables that lay the page out");
    let saved = format!(
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{plain}\r\n--b--\r\n"
    );
    let read = read_document("报告.mhtml", saved.as_bytes());
    let report = read.report.unwrap_or_else(|| panic!("{:?}", read.findings));
    assert_eq!((report.unit.as_str(), report.year), ("示例县水利局", 2023));
    assert_eq!(report.date.map(|date| date.to_string()).as_deref(), Some("2024-01-20"));
    let texts: Vec<String> =
        report.prose().flat_map(|prose| &prose.paragraphs).map(|one| report.paragraph(one)).collect();
    let wanted = ["依条例编制本报告。", "按月公开。", "更新不够及时，今后按月核对。", "未收取信息处理费。"];
    assert_eq!(texts, wanted, "nothing of the site is in the report");
}

#[test]
fn what_only_leads_to_a_report_is_named() {
    let shell = "<!DOCTYPE html><html><head><title>示例局2023年政府信息公开工作年度报告</title>\
        <script src=\"app.js\"></script></head><body><div id=app></div></body></html>";
    let links: String = (2019..2025)
        .map(|year| format!("<li><a href=\"{year}.html\">示例局{year}年政府信息公开工作年度报告</a></li>"))
        .collect();
    let list =
        format!("<html><head><title>政府信息公开年报</title></head><body><ul>{links}</ul></body></html>");
    let attached = "<html><head><title>示例局2023年政府信息公开工作年度报告</title></head><body>\
        <h1>示例局2023年政府信息公开工作年度报告</h1><p><a href=\"/file/P0.pdf\">示例局2023年年报.pdf</a></p></body></html>";
    for (page, words) in
        [(shell, "由脚本加载"), (list.as_str(), "目录页"), (attached, "附件：示例局2023年年报.pdf")]
    {
        let read = read_document("页.html", page.as_bytes());
        assert!(read.report.is_none(), "{words}");
        let told: Vec<_> =
            read.findings.iter().map(|one| (one.rule.as_ref(), one.clause.zh.as_ref())).collect();
        assert!(matches!(told.as_slice(), [("no-report", said)] if said.contains(words)), "{told:?}");
    }
    // Tables that are pictures: the texts are there, the figures are neither empty nor zero.
    let pictures = page(
        "<p><img src=\"a/W01.png\"></p><p>三、收到和处理政府信息公开申请情况</p><p><img src=\"W02.png\"></p>",
    );
    let report = read_document("页.html", pictures.as_bytes()).report.expect("a report");
    assert!(report.entries.iter().all(|entry| entry.figure == Figure::NotObtained));
    let missing = report.provenance.expect("where it came from").missing;
    assert!(missing.iter().any(|words| words.zh.contains("表三：表是图片（W02.png）")), "{missing:?}");
}

/// 表二 in text, as programs that read PDFs leave it.
fn text(rows: &str) -> Report {
    let text = format!(
        "示例局2023年政府信息公开工作年度报告\n\n一、总体情况\n按月公开。\n二、主动公开政府信息情况\n{rows}"
    );
    let read = read_document("报告.txt", text.as_bytes());
    read.report.unwrap_or_else(|| panic!("{:?}", read.findings))
}

#[test]
fn rows_of_text_count_with_their_labels_only() {
    let form = forms().edition(2021).expect("a form");
    let shown = |report: &Report, address: &str| {
        report.entry(form.resolve(address).expect("an address")).figure.text()
    };
    let header = "信息内容 本年制发件数 本年废止件数 现行有效件数\n";
    let report = text(&format!("{header}规章 000\n行政规范性文件 1200\n本年处理决定数量\n行政许可 97\n"));
    assert_eq!(shown(&report, "表二.规章.现行有效"), "0", "glued digits with one cut");
    assert_eq!(shown(&report, "表二.行政规范性文件.本年制发"), "未取得", "glued digits with two");
    assert_eq!(shown(&report, "表二.行政许可"), "97");
    assert_eq!(shown(&report, "表二.行政处罚"), "未取得");
    let report = text(
        "本年制发件数\n\n本年废止件数\n\n现行有效件数\n\n1\n\n2\n\n3\n\n行政规范性文件\n\n4\n\n5\n\n6\n",
    );
    assert_eq!(shown(&report, "表二.规章.本年制发"), "未取得", "its label was lost");
    assert_eq!(shown(&report, "表二.行政规范性文件.现行有效"), "6");
    // Numbers before their labels: no line that stands alone counts.
    let report = text(&format!("{header}1 2 3\n规章\n4 5 6\n行政规范性文件\n"));
    assert_eq!(shown(&report, "表二.规章.本年制发"), "未取得");
    assert_eq!(shown(&report, "表二.行政规范性文件.本年制发"), "未取得");
}

#[test]
fn changes_in_a_word_file_are_read_as_accepted() {
    let form = forms().edition(2021).expect("a form");
    let report = report(form, 3);
    let format = FORMATS.iter().find(|one| one.name == "docx").expect("a format");
    let document = Document::new(form, &report, &Publishing::default(), false);
    let bytes = (format.render)(&renderer(), &document).expect("a document");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("word/document.xml").expect("a part"), &mut xml)
        .expect("text");
    let inserted = "<w:p><w:ins><w:r><w:t>插入的一段。</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>";
    let heading = xml.find("<w:t xml:space=\"preserve\">五、").expect("a heading");
    let end = heading + xml[heading..].find("</w:p>").expect("its end") + "</w:p>".len();
    xml.insert_str(end, inserted);
    let mut packer = nianbao::document::Packer::default();
    packer.add("word/document.xml", xml.as_bytes()).expect("a part");
    let read = read_document("某局.docx", &packer.finish().expect("a package"));
    assert!(read.findings.iter().any(|one| one.rule == "revisions-accepted"), "{:?}", read.findings);
    let back = read.report.expect("a report");
    let problems = form.section_by_key("problems").expect("a section");
    let first = &back.sections[problems].as_ref().expect("a text").paragraphs[0];
    assert_eq!(back.paragraph(first), "插入的一段。");
    assert_eq!(back.entries, report.entries);
}

#[test]
fn last_years_reports_are_imported_in_one_command() {
    let tree = Tree::new();
    let page = page(&requests(|_| {}));
    tree.write("旧年报/水利局.html", &page)
        .write("旧年报/目录.html", "<html><body><p>公告</p></body></html>");
    let done = tree.run(&["import", "旧年报/水利局.html", "旧年报/目录.html"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("读取 2 个文件：完整 0 个，不完整 1 个"), "{}", done.err);
    let data = tree.text("data/2023/示例县水利局.yaml");
    assert!(data.contains("表二: 未取得") && data.contains("文件: 水利局.html"), "{data}");
    // What is there is not touched; what was written is read back as it is.
    let again = tree.run(&["import", "旧年报/水利局.html"]);
    assert!(
        again.code == 1 && again.err.contains("已有 data/2023/示例县水利局.yaml，没有改动"),
        "{}",
        again.err
    );
    let shown = tree.run(&["show", "data/2023/示例县水利局.yaml", "--format", "yaml"]);
    assert_eq!(shown.out, data, "{}", shown.err);
    let json = tree.run(&["import", "--dry-run", "--format", "json", "旧年报/水利局.html"]);
    let results: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((&results["version"], &results["files"][0]["state"]), (&1.into(), &"partial".into()));
    assert_eq!(results["files"][0]["figures"], 175);
    assert_eq!(tree.run(&["import", "没有.html"]).code, 2);
    // Another file of the unit is no place to write beside.
    let other = Tree::new();
    other.write("旧年报/水利局.html", &page).write("data/2023/报表（定稿）.html", &page);
    let refused = other.run(&["import", "旧年报/水利局.html"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("数据文件 data/2023/报表（定稿）.html，没有再写"), "{}", refused.err);
    assert!(!other.path("data/2023/示例县水利局.yaml").exists());
    assert!(other.run(&["import", "旧年报/水利局.html", "--force"]).err.contains("没有读取 0 个"));
    assert!(other.path("data/2023/示例县水利局.yaml").exists());
    // A whole one, of a Word file that is in data/ already.
    let sound = Tree::new();
    sound.write("data/2024/示例县公安局.yaml", full_report());
    assert_eq!(sound.run(&["build", "--format", "docx"]).code, 0);
    let other = Tree::new();
    other.write("data/2024/示例县公安局.docx", sound.read("out/2024/示例县公安局.docx"));
    let checked = other.run(&["check"]);
    assert_eq!(checked.code, 0, "{}", checked.out);
    let whole = other.run(&["import", "data/2024/示例县公安局.docx", "--dry-run"]);
    assert!(whole.code == 0 && whole.err.contains("完整 1 个"), "{}", whole.err);
}

#[test]
fn what_was_not_obtained_is_not_published() {
    let tree = Tree::new();
    let data = GOOD
        .replace("表二: { 行政许可: 12, 其余: 0 }", "表二: 未取得")
        .replace("全年许可 {{ 表二.行政许可 }} 件，", "");
    tree.write("data/2024/甲局.yaml", &data);
    assert_eq!(tree.run(&["check"]).code, 0, "it is to be verified");
    let built = tree.run(&["build", "--format", "txt"]);
    assert_eq!(built.code, 1, "{}", built.err);
    let said = format!("{}{}", built.out, built.err);
    assert!(said.contains("1 份有未取得的内容，没有生成"), "{said}");
    assert!(!tree.path("out/2024/甲局.txt").exists());
    let entry = tree.run(&["check", "--select", "not-obtained", "--waive"]).out;
    let waiver = entry.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n";
    let waiver = waiver
        .replace("理由:", "理由: 当年网页上就没有这张表")
        .replace("核实人:", "核实人: 张三")
        .replace("日期:", "日期: 2025-01-15");
    tree.write("data/2024/甲局.yaml", data + &waiver);
    let built = tree.run(&["build", "--format", "txt"]);
    assert_eq!(built.code, 0, "{}{}", built.out, built.err);
    assert!(tree.path("out/2024/甲局.txt").exists());
}

#[test]
fn what_went_online_is_compared_with_the_data() {
    let tree = Tree::new();
    tree.write("data/2024/示例县公安局.yaml", full_report());
    assert_eq!(tree.run(&["build", "--format", "html"]).code, 0);
    let page = tree.text("out/2024/示例县公安局.html");
    tree.write("网上/公安局.html", &page);
    let done = tree.run(&["verify", "--published", "网上/公安局.html"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    let at = page.find("<td headers").expect("a figure");
    let from = at + page[at..].find('>').expect("its text") + 1;
    let mut changed = page.clone();
    changed.insert(from, '9');
    tree.write("网上/改.html", changed).write("网上/别年.html", page.replace("2024年", "2020年"));
    let done = tree.run(&["verify", "--published", "网上/改.html", "网上/别年.html"]);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(
        done.out.contains("[published-differs]") && done.out.contains("[published-unknown]"),
        "{}",
        done.out
    );
    let json = tree.run(&["verify", "--published", "网上/改.html", "--format", "json"]);
    let results: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let differences = results["files"][0]["differences"].as_array().expect("a list");
    assert_eq!((differences.len(), &results["files"][0]["state"]), (1, &"differs".into()));
    assert!(
        differences[0]["place"].is_string()
            && differences[0]["what"].as_str().is_some_and(|what| what.starts_with("表二."))
    );
    let shell = "<html><head><script src=a.js></script></head><body></body></html>";
    let done = tree.write("网上/空.html", shell).run(&["verify", "--published", "网上/空.html"]);
    assert!(done.code == 1 && done.out.contains("[published-unread]"), "{}", done.out);
}

#[test]
fn the_folder_that_a_browser_saved_with_a_page_is_no_report() {
    let tree = Tree::new();
    tree.write("data/2023/年报.html", page(&requests(|_| {})))
        .write("data/2023/年报_files/frame.html", "<html><body>广告</body></html>")
        .write("data/2023/年报_files/a.png", "x");
    let done = tree.run(&["check"]);
    assert!(!done.out.contains("_files"), "{}", done.out);
}

/// `pdftotext -bbox` gives words with their places, and no lines.
#[test]
fn words_with_places_are_read_by_these() {
    let mut words = String::new();
    let mut row = |top: u32, cells: &[(u32, &str)]| {
        for (left, text) in cells {
            let right = left + 10 * u32::try_from(text.chars().count()).expect("a short text");
            let bottom = top + 12;
            words += &format!(
                "<word xMin=\"{left}.5\" yMin=\"{top}.0\" xMax=\"{right}.5\" yMax=\"{bottom}.0\">{text}</word>\n"
            );
        }
    };
    row(40, &[(100, "示例县水利局2023年政府信息公开工作年度报告")]);
    row(80, &[(60, "一、总体情况")]);
    row(100, &[(60, "按月公开。")]);
    row(130, &[(60, "二、主动公开政府信息情况")]);
    // A header in two lines.
    row(160, &[(200, "本年制"), (300, "本年废"), (400, "现行有")]);
    row(172, &[(60, "信息内容"), (200, "发件数"), (300, "止件数"), (400, "效件数")]);
    row(190, &[(60, "规章"), (210, "3"), (310, "1"), (410, "12")]);
    row(210, &[(60, "行政规范性文件"), (210, "0"), (310, "4"), (410, "25")]);
    let page = format!(
        "<!DOCTYPE html><html><head><title></title></head><body><doc><page width=\"595.0\" height=\"842.0\">\n\
         {words}</page></doc></body></html>"
    );
    let read = read_document("报告.html", page.as_bytes());
    let report = read.report.unwrap_or_else(|| panic!("{:?}", read.findings));
    assert_eq!((report.unit.as_str(), report.year), ("示例县水利局", 2023));
    let form = forms().edition(2021).expect("a form");
    let figure = |address: &str| report.entry(form.resolve(address).expect("an address")).figure.text();
    let rows = ["规章", "行政规范性文件"].map(|row| {
        ["本年制发", "本年废止", "现行有效"].map(|column| figure(&format!("表二.{row}.{column}")))
    });
    assert_eq!(rows, [["3", "1", "12"], ["0", "4", "25"]]);
    assert_eq!(figure("表二.行政许可.处理决定数量"), "未取得");
}
