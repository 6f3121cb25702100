//! How a unit publishes: its own formats, theme, site, templates and fonts, and those that it takes from its superior.

use std::fs;

use nianbao::render::EMBEDDED;

use crate::support::{GOOD, Tree, repository, two_units};

fn names(tree: &Tree) -> Vec<String> {
    tree.files("out/2024").into_iter().map(|(name, _)| name).collect()
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
