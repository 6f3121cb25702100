//! The public site: pages of units and years, data, feed and map; the same however it was built.

use serde_json::Value;

use crate::support::{GOOD, Tree};

const ROSTER: &str = "\
- { 名称: 某县人民政府, 简称: 县政府, 汇总: 全域, 网址: https://www.example.gov.cn/nianbao }
- { 名称: 甲局, 上级: 某县人民政府, 网址名: jia }
- { 名称: 乙局, 上级: 某县人民政府 }
";

fn report(unit: &str, year: u16, licences: u32) -> String {
    GOOD.replace("甲局", unit)
        .replace("2024", &year.to_string())
        .replace("行政许可: 12", &format!("行政许可: {licences}"))
        .replace("监督保障工作平稳", "监督保障、工作考核、社会评议、责任追究工作平稳")
        .replace("表四", &format!("成文日期: {}-01-20\n表四", year + 1))
}

fn county() -> Tree {
    let tree = Tree::new();
    tree.write("data/units.yaml", ROSTER)
        .write("data/2023/甲局.yaml", report("甲局", 2023, 10))
        .write("data/2024/甲局.yaml", report("甲局", 2024, 12))
        .write("data/2024/乙局.yaml", report("乙局", 2024, 30))
        .write("data/2024/县政府.yaml", report("某县人民政府", 2024, 42).replace("自然人: 5", "自然人: 10"));
    tree
}

fn build(tree: &Tree) {
    let done = tree.run(&["build", "--format", "html,txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn a_unit_has_a_page_with_its_years() {
    let tree = county();
    build(&tree);
    assert!(tree.text("out/index.html").contains("<a href=\"units/jia.html\">甲局</a>"));
    assert!(tree.text("out/lists/2024.html").contains("<a href=\"../units/jia.html\">甲局</a>"));
    let page = tree.text("out/units/jia.html");
    assert!(
        page.contains("<a href=\"../2024/jia.html\" aria-label=\"2024 年度报告 网页\">网页</a>"),
        "{page}"
    );
    assert!(page.contains("2023 年度（2024-01-20）"), "{page}");
    assert!(page.contains("<tr><th scope=\"row\">行政许可</th><td>12</td><td>10</td></tr>"), "{page}");
    assert!(page.contains("2023 年：5件；2024 年：5件。"), "{page}");
    assert!(!page.contains("<script"));
}

#[test]
fn corrections_are_on_the_page_of_the_unit() {
    let tree = county();
    tree.replace(
        "data/2024/甲局.yaml",
        "成文日期:",
        "更正:\n- { 日期: 2025-02-10, 内容: 行政许可由 11 改为 12, 原因: 漏计一件 }\n成文日期:",
    );
    build(&tree);
    let page = tree.text("out/units/jia.html");
    assert!(page.contains("<p>2025年2月10日更正：行政许可由 11 改为 12。原因：漏计一件。</p>"), "{page}");
    // Readers of the feed hear of it.
    let feed = tree.text("out/feed.xml");
    let entry = feed.split("<entry>").nth(1).expect("an entry");
    assert!(entry.contains("2024/jia.html"), "the report corrected last comes first: {feed}");
    assert!(entry.contains("<published>2025-01-20T00:00:00+08:00</published>"), "{entry}");
    assert!(entry.contains("<updated>2025-02-10T00:00:00+08:00</updated>"), "{entry}");
    assert!(feed.contains("</id>\n<updated>2025-02-10T00:00:00+08:00</updated>\n<link rel"), "{feed}");
}

#[test]
fn a_superior_opens_its_sums_to_the_units() {
    let tree = county();
    build(&tree);
    let page = tree.text("out/units/某县人民政府.html");
    assert!(page.contains("应计 2 家，计入 2 家"), "{page}");
    assert!(page.contains("<summary><span>行政许可</span><b>42</b></summary>"), "{page}");
    assert!(page.contains("<tr><th scope=\"row\">乙局</th><td>30</td></tr>"), "{page}");
    assert!(page.contains("<a href=\"jia.html\">甲局</a>"), "{page}");
    let year = tree.text("out/2024/index.html");
    assert!(year.contains("各单位报告（3 份）") && year.contains("某县人民政府：汇总与下属单位"), "{year}");
    // A correction is seen on the page of its unit and on that of its superior.
    let before = tree.text("out/units/乙局.html");
    tree.write("data/2024/甲局.yaml", report("甲局", 2024, 13));
    tree.replace("data/2024/县政府.yaml", "行政许可: 42", "行政许可: 43");
    build(&tree);
    assert!(
        tree.text("out/units/某县人民政府.html").contains("<tr><th scope=\"row\">甲局</th><td>13</td></tr>")
    );
    assert_eq!(tree.text("out/units/乙局.html"), before);
}

#[test]
fn a_year_is_data_with_a_dictionary() {
    let tree = county();
    build(&tree);
    let csv = tree.text("out/2024/data.csv");
    let lines: Vec<&str> = csv.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(lines.len(), 4);
    let heads: Vec<&str> = lines[0].split(',').collect();
    let at = heads.iter().position(|head| *head == "表二.行政许可").expect("the column");
    let licences = |line: &str| line.split(',').nth(at).expect("a value").to_owned();
    assert!(lines[2].starts_with("甲局,2024,2021,"));
    assert_eq!([licences(lines[1]), licences(lines[2]), licences(lines[3])], ["42", "12", "30"]);
    let json: Value = serde_json::from_slice(&tree.read("out/2024/data.json")).expect("JSON");
    let fields = json["fields"].as_array().expect("fields");
    let at = fields.iter().position(|field| field["address"] == "表二.行政许可").expect("the field");
    assert_eq!(
        (&fields[at]["key"], &fields[at]["unit"]),
        (&"proactive.licensing.decisions".into(), &"件".into())
    );
    assert_eq!(json["reports"][1]["values"][at], "12");
    assert_eq!(json["reports"][1]["unit"], "甲局");
    assert_eq!(fields.len(), json["reports"][0]["values"].as_array().expect("values").len());
}

#[test]
fn feed_and_map_lead_to_the_pages() {
    let tree = county();
    build(&tree);
    let feed = tree.text("out/feed.xml");
    let document = roxmltree::Document::parse(&feed).expect("XML");
    let entries: Vec<_> = document.descendants().filter(|node| node.has_tag_name("entry")).collect();
    assert_eq!(entries.len(), 4);
    let first =
        entries[0].descendants().find(|node| node.has_tag_name("updated")).and_then(|node| node.text());
    assert_eq!(first, Some("2025-01-20T00:00:00+08:00"));
    assert!(feed.contains("https://www.example.gov.cn/nianbao/2024/jia.html"), "{feed}");
    let map = tree.text("out/sitemap.xml");
    roxmltree::Document::parse(&map).expect("XML");
    assert!(
        map.contains("<loc>https://www.example.gov.cn/nianbao/units/%E4%B9%99%E5%B1%80.html</loc>"),
        "{map}"
    );
    // Without an address there is no map, and the links of the feed are relative.
    tree.replace("data/units.yaml", ", 网址: https://www.example.gov.cn/nianbao", "");
    build(&tree);
    assert!(!tree.path("out/sitemap.xml").exists());
    assert!(tree.text("out/feed.xml").contains("<link href=\"2024/jia.html\"/>"));
    tree.replace("data/units.yaml", "汇总: 全域", "汇总: 全域, 网址: www.example.gov.cn");
    let done = tree.run(&["check"]);
    assert!(done.code == 2 && done.err.contains("网址请写 https:// 开头的完整网址"), "{}", done.err);
}

#[test]
fn the_site_is_in_the_record_and_the_hashes_and_verified() {
    let tree = county();
    build(&tree);
    let sums = tree.text("out/SHA256SUMS");
    for path in
        ["units/jia.html", "2024/index.html", "2024/data.csv", "2023/data.json", "feed.xml", "sitemap.xml"]
    {
        assert!(sums.contains(&format!("  {path}\n")), "{path}: {sums}");
    }
    let done = tree.run(&["build", "--format", "html,txt"]);
    assert!(done.err.contains("更新 0 个"), "{}", done.err);
    tree.write("data/2024/甲局.yaml", report("甲局", 2024, 12));
    let done = tree.run(&["verify"]);
    assert!(!done.out.contains("units/"), "{}{}", done.out, done.err);
    tree.replace("out/units/jia.html", "<td>12</td>", "<td>13</td>");
    let done = tree.run(&["verify"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("out/units/jia.html") && done.out.contains("与数据不一致：请运行 nianbao build"),
        "{}",
        done.out
    );
    // The build repairs it, and removes the page of a unit that is gone.
    std::fs::remove_file(tree.path("data/2024/乙局.yaml")).expect("removed");
    tree.replace("data/units.yaml", "- { 名称: 乙局, 上级: 某县人民政府 }\n", "");
    tree.write("data/2024/县政府.yaml", report("某县人民政府", 2024, 12));
    build(&tree);
    assert!(tree.text("out/units/jia.html").contains("<td>12</td>"));
    assert!(!tree.path("out/units/乙局.html").exists());
}

#[test]
fn what_was_published_stays_while_a_correction_has_errors() {
    let tree = county();
    build(&tree);
    let files = tree.files("out");
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 约12");
    let done = tree.run(&["build", "--format", "html,txt"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert_eq!(tree.files("out"), files);
}

#[test]
fn parts_that_are_joined_give_the_same_site() {
    let tree = county();
    build(&tree);
    for shard in ["1/3", "2/3", "3/3"] {
        let done = tree.run(&["build", "--format", "html,txt", "--shard", shard, "-o", "parts"]);
        assert!([0, 2].contains(&done.code) && !done.err.contains("错误"), "{shard}: {}", done.err);
    }
    let done = tree.run(&["index", "-o", "parts"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let (one, joined) = (tree.files("out"), tree.files("parts"));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&joined));
    assert!(one == joined, "the same bytes");
}

#[test]
fn without_a_roster_there_are_lists_alone() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD);
    build(&tree);
    assert!(!tree.path("out/units").exists() && !tree.path("out/feed.xml").exists());
    assert!(!tree.path("out/2024/data.csv").exists());
}
