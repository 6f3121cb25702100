//! How a unit publishes: its own formats, theme, site, templates and fonts, and those that it takes
//! from its superior.

use std::fs;
use std::io::Read;

use nianbao::render::EMBEDDED;

use crate::support::{GOOD, Tree, is_of_several, repository, two_units};

fn names(tree: &Tree) -> Vec<String> {
    let names = tree.files("out/2024").into_iter().map(|(name, _)| name);
    names.filter(|name| !is_of_several(&format!("2024/{name}"))).collect()
}

#[test]
fn a_unit_publishes_as_its_roster_says_and_else_as_its_superior() {
    let tree = two_units();
    tree.write(
        "data/units.yaml",
        "- { 名称: 县政府, 格式: [txt, docx], 版式: 简版, 网站: 某县政府网 }\n- { 名称: 甲局, 上级: 县政府 }\n- { name: 乙局, parent: 甲局, formats: [html, pdf], theme: official }\n",
    );
    assert_eq!(tree.run(&["build"]).code, 0);
    assert_eq!(names(&tree), ["乙局.html", "乙局.pdf", "甲局.docx", "甲局.txt"]);
    assert!(tree.text("out/2024/乙局.html").contains(r#"<meta name="SiteName" content="某县政府网">"#));
    assert_eq!(tree.run(&["verify"]).code, 0);
    // What the command line names counts for all.
    assert_eq!(tree.run(&["build", "--format", "csv"]).code, 0);
    assert!(names(&tree).contains(&"乙局.csv".to_owned()) && names(&tree).contains(&"甲局.csv".to_owned()));
    // Another theme makes the PDF anew, and nothing of the other unit.
    let before = tree.read("out/2024/乙局.pdf");
    tree.replace("data/units.yaml", "theme: official", "theme: plain");
    let done = tree.run(&["build", "-v"]);
    assert!(done.err.contains("2024/乙局.pdf：名录或文件夹有变化"), "{}", done.err);
    assert!(!done.err.contains("2024/甲局.docx"), "{}", done.err);
    assert!(tree.read("out/2024/乙局.pdf") != before);
    // Superiors that run in a circle are told.
    tree.write(
        "data/units.yaml",
        "- { 名称: 甲局, 上级: 乙局 }\n- { 名称: 乙局, 上级: 甲局, 格式: [txt] }\n",
    );
    let done = tree.run(&["build"]);
    assert!(done.code == 2 && done.err.contains("上级绕成了圈（甲局 → 乙局）"), "{}", done.err);
}

#[test]
fn what_the_roster_may_not_say_is_told_with_its_line() {
    let tree = two_units();
    tree.write(
        "data/units.yaml",
        "- { 名称: 甲局, 格式: [txt, ps] }\n- { 名称: 乙局, 版式: 花哨, formats: pdf }\n",
    );
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("没有“ps”这种格式，可用的有：txt、html"), "{}", done.err);
    assert!(done.err.contains("data/units.yaml:1:"), "{}", done.err);
    assert!(done.err.contains("版式请写公文或简版"), "{}", done.err);
    assert!(done.err.contains("这里应写成列表"), "{}", done.err);
    assert!(!tree.path("out").exists());
}

#[test]
fn templates_of_a_unit_come_before_those_of_an_edition_and_these_before_those_of_all() {
    let tree = two_units();
    tree.write("data/units.yaml", "- { 名称: 甲局, 简称: 甲 }\n- { 名称: 乙局 }\n");
    tree.write(
        "data/2020/乙局.yaml",
        fs::read_to_string(repository("data/2020/示例县自然资源局.yaml"))
            .expect("data")
            .replace("示例县自然资源局", "乙局"),
    );
    tree.run(&["build", "--format", "txt,html"]);
    tree.write("templates/report.txt", "全 {{ title }}\n");
    tree.write("templates/editions/2019/report.txt", "旧 {{ title }}\n");
    tree.write("templates/units/甲/report.txt", "甲 {{ title }}\n");
    tree.write("templates/units/甲/report.css", "p { color: red; }");
    let done = tree.run(&["build", "--format", "txt,html"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(tree.text("out/2024/甲局.txt").starts_with("甲 "));
    assert!(tree.text("out/2024/乙局.txt").starts_with("全 "));
    assert!(tree.text("out/2020/乙局.txt").starts_with("旧 "));
    assert!(tree.text("out/2024/甲局.html").contains("color: red"), "a part of the built-in page");
    assert!(!tree.text("out/2024/乙局.html").contains("color: red"));
    // Only what a template makes is made anew.
    tree.write("templates/units/甲/report.txt", "甲甲 {{ title }}\n");
    let done = tree.run(&["build", "--format", "txt,html"]);
    assert!(done.err.contains("（更新 1 个）"), "{}", done.err);
    assert!(tree.text("out/2024/甲局.txt").starts_with("甲甲 "));
    // One that is gone gives way to the next.
    fs::remove_file(tree.path("templates/units/甲/report.txt")).expect("removed");
    tree.run(&["build", "--format", "txt,html"]);
    assert!(tree.text("out/2024/甲局.txt").starts_with("全 "));
}

#[test]
fn a_template_of_a_unit_that_is_wrong_is_told_by_its_own_file() {
    let tree = two_units();
    for (name, wrong, told) in [
        ("report.txt", "{{ title }", "templates/units/甲局/report.txt:1:"),
        ("report.html", "一\n{{ nothing.there }}", "templates/units/甲局/report.html:2:"),
        (
            "report.typ",
            "#let data = json(\"/report.json\")\n#data.nothing",
            "templates/units/甲局/report.typ:2:",
        ),
    ] {
        tree.write(&format!("templates/units/甲局/{name}"), wrong);
        for (lang, words) in [("zh", "模板有误"), ("en", "template")] {
            let done = tree.run_in(lang, &["build", "--force"]);
            assert_eq!(done.code, 2, "{}", done.err);
            assert!(done.err.contains(told) && done.err.contains(words), "{}", done.err);
        }
        fs::remove_file(tree.path(&format!("templates/units/甲局/{name}"))).expect("removed");
    }
}

#[test]
fn a_folder_of_templates_that_nobody_uses_is_told() {
    let tree = two_units();
    tree.write("templates/units/丙局/report.txt", "").write("templates/editions/1999/report.txt", "");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0);
    assert!(done.err.contains("templates/units/丙局/ 没有用到"), "{}", done.err);
    assert!(done.err.contains("templates/editions/1999/ 没有用到"), "{}", done.err);
}

/// A font with another name: that of its family in every record of its table of names.
fn renamed(font: &[u8], family: &str) -> Vec<u8> {
    let mut font = font.to_vec();
    let number = |font: &[u8], at: usize| usize::from(u16::from_be_bytes([font[at], font[at + 1]]));
    let long = |font: &[u8], at: usize| (number(font, at) << 16) | number(font, at + 2);
    let tables = number(&font, 4);
    let entry =
        (0..tables).map(|index| 12 + index * 16).find(|&at| &font[at..at + 4] == b"name").expect("names");
    let names = long(&font, entry + 8);
    let strings = names + number(&font, names + 4);
    for record in (0..number(&font, names + 2)).map(|index| names + 6 + index * 12) {
        let wide: Vec<u8> = family.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (platform, id, length) =
            (number(&font, record), number(&font, record + 6), number(&font, record + 8));
        if platform != 3 || ![1, 4, 16].contains(&id) {
            continue;
        }
        assert!(length >= wide.len(), "the name is too long: {length}");
        let at = strings + number(&font, record + 10);
        font[at..at + wide.len()].copy_from_slice(&wide);
        let length = u16::try_from(wide.len()).expect("short").to_be_bytes();
        font[record + 8..record + 10].copy_from_slice(&length);
    }
    font
}

#[test]
fn an_offices_own_fonts_are_used_where_they_are_and_said() {
    let tree = two_units();
    let kai = fs::read(repository("templates/fonts/LXGWWenKai-Regular.ttf")).expect("a font");
    tree.run(&["build", "--format", "pdf"]);
    let before = tree.read("out/2024/甲局.pdf");
    tree.write("licensed/仿宋.ttf", renamed(&kai, "仿宋_GB2312"));
    tree.write("licensed/other.ttf", renamed(&kai, "Unwanted"));
    let done = tree.run(&["build", "--format", "pdf", "--fonts", "licensed"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("PDF 用了自备字体：仿宋_GB2312；没有用到：Unwanted"), "{}", done.err);
    let with = tree.read("out/2024/甲局.pdf");
    assert!(with != before);
    assert_eq!(tree.run(&["verify", "--fonts", "licensed", "--format", "pdf"]).code, 0);
    // The same fonts, the same bytes; without them, what was there before.
    tree.run(&["build", "--format", "pdf", "--fonts", "licensed", "--force", "-j", "1"]);
    assert!(tree.read("out/2024/甲局.pdf") == with);
    tree.run(&["build", "--format", "pdf"]);
    assert!(tree.read("out/2024/甲局.pdf") == before);
    // A folder without fonts is a slip.
    tree.write("none/readme.txt", "");
    let done = tree.run(&["check", "--fonts", "none"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("none 里没有可用的字体"), "{}", done.err);
    let done = tree.run(&["check", "--fonts", "not-there"]);
    assert_eq!(done.code, 2, "{}", done.err);
}

#[test]
fn rare_hanzi_come_out_and_what_no_font_has_is_named() {
    let tree = Tree::new();
    let unit = "𬭎㛃䶮堃𠮷鄠硚局";
    tree.write("data/2024/rare.yaml", GOOD.replace("甲局", unit));
    let done = tree.run(&["build", "--format", "txt,html,pdf,docx"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert_eq!(tree.run(&["verify"]).code, 0, "what is copied from the PDF is what was written");
    // Beyond 通用规范汉字表.
    tree.write("data/2024/rare.yaml", GOOD.replace("甲局", "𰻞局"));
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("字体里没有“𰻞”（U+30EDE），见“单位”"), "{}", done.out);
    assert!(done.out.contains("data/2024/rare.yaml:1:"), "{}", done.out);
}

#[test]
fn nothing_that_people_write_is_markup_in_any_format() {
    let tree = Tree::new();
    let text = "<b>甲</b> {{ title }} {% if %} *星* _线_ [链](http://x) #井 $式$ `码` \\反 | 竖 &amp; @甲 “引” </script><script>alert(1)</script>";
    tree.write(
        "data/2024/甲局.yaml",
        GOOD.replace(
            "其他需要报告的事项: 全年未收取信息处理费。",
            &format!("其他需要报告的事项: '全年未收取信息处理费。{text}'"),
        )
        .replace("{{ title }}", "{ { title } }"),
    );
    let all = "txt,html,fragment,pdf,md,docx,xlsx,json,csv";
    let done = tree.run(&["build", "--format", all]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    let done = tree.run(&["verify"]);
    assert_eq!((done.code, done.out.contains("9 个文件，全部与数据一致")), (0, true), "{}", done.out);
    let markdown = tree.text("out/2024/甲局.md");
    assert!(
        markdown.contains(r"\<b\>甲\</b\>")
            && markdown.contains(r"\*星\* \_线\_ \[链\]")
            && markdown.contains(r"\\反 \| 竖"),
        "{markdown}"
    );
    for page in ["out/2024/甲局.html", "out/2024/甲局.fragment.html"] {
        assert!(!tree.text(page).contains("<script>") && !tree.text(page).contains("<b>"), "{page}");
    }
}

#[test]
fn every_template_is_escaped_whatever_it_is_called() {
    let tree = two_units();
    // A page put together from a part with another ending.
    let (_, html) = EMBEDDED.iter().find(|(path, _)| *path == "report.html").expect("there");
    tree.write(
        "templates/report.html",
        html.replace("{% include \"report.css\" %}", "{% include \"part.txt\" %}"),
    );
    tree.write("templates/part.txt", "/* {{ title }} */");
    tree.replace("data/2024/甲局.yaml", "单位: 甲局", "单位: 甲<b>局");
    let done = tree.run(&["build", "--format", "html"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!tree.text("out/2024/甲_b_局.html").contains("甲<b>局"), "escaped in the part too");
}

/// A part of a package.
fn part(package: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package)).expect("a package");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn a_page_links_to_the_other_formats_and_is_made_again_where_they_change() {
    let tree = two_units();
    tree.replace(
        "data/2024/甲局.yaml",
        "年度: 2024\n",
        "年度: 2024\n联系方式: { 电话: 0000-1234567, 邮箱: a@b.cn }\n",
    );
    assert_eq!(tree.run(&["build"]).code, 0);
    let page = tree.text("out/2024/甲局.html");
    for link in [
        r#"<a href="甲局.pdf">PDF</a>"#,
        r#"<a href="甲局.txt">文本</a>"#,
        r#"<a href="../index.html">全部报告</a>"#,
        r#"<a href="tel:00001234567">0000-1234567</a>"#,
        r#"<a href="mailto:a@b.cn">a@<wbr>b.<wbr>cn</a>"#,
    ] {
        assert!(page.contains(link), "{link}: {page}");
    }
    let done = tree.run(&["build", "--format", "html,json", "-v"]);
    assert!(done.err.contains("生成 2024/甲局.html：报告的其他格式有变化"), "{}", done.err);
    let page = tree.text("out/2024/甲局.html");
    assert!(page.contains(r#"<a href="甲局.json">数据（JSON）</a>"#) && !page.contains("甲局.pdf"), "{page}");
    assert_eq!(tree.run(&["verify"]).code, 0, "links are no words of the report");
}

#[test]
fn a_fragment_may_leave_the_title_to_the_site() {
    let tree = two_units();
    assert_eq!(tree.run(&["build", "--format", "fragment,body"]).code, 0);
    let (titled, body) = (tree.text("out/2024/甲局.fragment.html"), tree.text("out/2024/甲局.body.html"));
    assert!(titled.contains("<h1 ") && !body.contains("<h1"), "{body}");
    assert_eq!(body.matches("<caption ").count(), 3);
    assert_eq!(tree.run(&["verify", "--format", "fragment,body"]).code, 0);
    // What is left out besides is told.
    tree.replace("out/2024/甲局.body.html", "全年许可", "全年");
    assert_eq!(tree.run(&["verify", "--format", "body"]).code, 1);
}

#[test]
fn a_long_list_is_split_and_each_page_leads_to_the_others() {
    let tree = Tree::new();
    for number in 0..301 {
        let unit = format!("第{number:03}局");
        tree.write(&format!("data/2024/{unit}.yaml"), GOOD.replace("甲局", &unit));
    }
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    let lists: Vec<String> = tree.files("out/lists").into_iter().map(|(name, _)| name).collect();
    assert_eq!(lists, ["2024-2.html", "2024.html", "units-2.html"]);
    let first = tree.text("out/index.html");
    assert_eq!(first.matches("<li class=\"unit\">").count(), 300);
    assert!(first.contains(r#"<a href="lists/units-2.html">第300局</a>"#), "{first}");
    assert!(first.contains(r#"<a href="lists/2024.html">2024 年度（301 份）</a>"#));
    let second = tree.text("out/lists/units-2.html");
    assert!(
        second.contains(r#"<a href="../2024/第300局.txt" aria-label="第300局 2024 年度报告">2024</a>"#),
        "{second}"
    );
    assert!(second.contains(r#"<a href="../index.html">第000局 至 第299局</a>"#), "{second}");
    // One unit less, and a page less.
    fs::remove_file(tree.path("data/2024/第300局.yaml")).expect("removed");
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    let lists: Vec<String> = tree.files("out/lists").into_iter().map(|(name, _)| name).collect();
    assert_eq!(lists, ["2024.html"]);
    assert!(!tree.text("out/SHA256SUMS").contains("-2.html"));
}

#[test]
fn a_published_workbook_has_nothing_of_the_form_that_offices_fill_in() {
    let tree = two_units();
    assert_eq!(tree.run(&["build", "--format", "xlsx"]).code, 0);
    let book = tree.read("out/2024/甲局.xlsx");
    let sheets = part(&book, "xl/workbook.xml");
    let names: Vec<&str> =
        sheets.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names, ["文字", "表二", "表三", "表四", "数据"]);
    assert!(!sheets.contains(" state="), "a sheet is hidden: {sheets}");
    for number in 1..=5 {
        let sheet = part(&book, &format!("xl/worksheets/sheet{number}.xml"));
        for wrong in
            ["<sheetProtection", "<dataValidation", "<f>", "<conditionalFormatting", "<legacyDrawing"]
        {
            assert!(!sheet.contains(wrong), "sheet {number} has {wrong}");
        }
    }
    assert!(!part(&book, "xl/styles.xml").contains("FFFFFDE7"), "no yellow cells");
    // The office has the filled form all the same.
    assert_eq!(tree.run(&["form", "--unit", "甲局", "--year", "2024", "--filled", "-o", "forms"]).code, 0);
    let show = |file: &str| tree.run(&["show", file, "--format", "yaml"]).out;
    assert_eq!(show("forms/甲局.xlsx"), show("out/2024/甲局.xlsx"));
    assert!(show("forms/甲局.xlsx").contains("行政许可: 12"), "{}", show("forms/甲局.xlsx"));
}

/// The order in which the schema has what may be in some elements of a Word document.
const ORDER: &[(&str, &[&str])] = &[
    ("pPr", &["pStyle", "keepNext", "overflowPunct", "spacing", "ind", "jc", "outlineLvl"]),
    ("rPr", &["rFonts", "b", "bCs", "color", "sz", "szCs", "lang"]),
    ("tblPr", &["tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblCaption"]),
    ("tcPr", &["tcW", "gridSpan", "vMerge", "vAlign"]),
    ("sectPr", &["footerReference", "pgSz", "pgMar"]),
    ("style", &["name", "basedOn", "next", "qFormat", "pPr", "rPr"]),
    ("settings", &["zoom", "defaultTabStop", "evenAndOddHeaders", "characterSpacingControl", "compat"]),
];

#[test]
fn a_word_document_keeps_to_the_order_of_the_schema() {
    let tree = two_units();
    tree.write("data/units.yaml", "- { 名称: 甲局, 版式: 公文 }\n- { 名称: 乙局, 版式: 简版 }\n");
    assert_eq!(tree.run(&["build", "--format", "docx"]).code, 0);
    let mut seen = 0;
    for unit in ["甲局", "乙局"] {
        let package = tree.read(&format!("out/2024/{unit}.docx"));
        for name in ["document", "styles", "settings", "footer1", "footer2"] {
            let xml = part(&package, &format!("word/{name}.xml"));
            let document = roxmltree::Document::parse(&xml).expect("XML");
            for element in document.descendants().filter(roxmltree::Node::is_element) {
                let Some((_, order)) = ORDER.iter().find(|(of, _)| *of == element.tag_name().name()) else {
                    continue;
                };
                let place = |child: roxmltree::Node| {
                    let name = child.tag_name().name();
                    order
                        .iter()
                        .position(|known| *known == name)
                        .unwrap_or_else(|| panic!("{name} in {element:?}"))
                };
                let places: Vec<usize> =
                    element.children().filter(roxmltree::Node::is_element).map(place).collect();
                assert!(places.is_sorted(), "{name}: {places:?} in {element:?}");
                seen += 1;
            }
        }
        assert!(part(&package, "word/styles.xml").contains("<w:overflowPunct/>"));
    }
    assert!(seen > 1000, "{seen}");
}
