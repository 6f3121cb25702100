//! The report at a glance: its numbers are figures of the report, in the page as in the PDF.

use crate::support::{GOOD, Tree};

fn unit(year: u16, received: u32) -> String {
    GOOD.replace("2024", &year.to_string()).replace("自然人: 5", &format!("自然人: {received}"))
}

fn two_years() -> Tree {
    let tree = Tree::new();
    tree.write("data/2023/甲局.yaml", unit(2023, 3)).write("data/2024/甲局.yaml", unit(2024, 5));
    tree
}

fn build(tree: &Tree) {
    let done = tree.run(&["build", "--format", "brief,brief-pdf"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn the_page_shows_figures_charts_and_a_table_for_each() {
    let tree = two_years();
    build(&tree);
    let page = tree.text("out/2024/甲局.brief.html");
    assert!(page.contains("<dt>新收申请</dt><dd><b>5</b> 件</dd>"), "{page}");
    assert!(page.contains("<dt>行政许可决定</dt><dd><b>12</b> 件</dd>"));
    assert!(
        page.contains("<desc id=\"chart-applications-1-desc\">2023 年：3件；2024 年：5件。</desc>"),
        "{page}"
    );
    assert!(page.contains("<tr><th scope=\"row\">2023 年</th><td>3</td></tr>"));
    // The longest bar is as wide as the drawing, the others in proportion.
    assert!(page.contains("width=\"360\" height=\"14\"") && page.contains("width=\"216\" height=\"14\""));
    assert!(
        !page.contains("<script") && !page.contains("http:")
            || page.matches("http:").count() == page.matches("xmlns=\"http:").count()
    );
    // One year alone.
    let page = tree.text("out/2023/甲局.brief.html");
    assert!(page.contains("<desc id=\"chart-applications-1-desc\">2023 年：3件。</desc>"));
    // The same twice.
    let before = tree.files("out");
    let done = tree.run(&["build", "--format", "brief,brief-pdf", "--force"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(before, tree.files("out"));
}

#[test]
fn the_pdf_is_one_page_and_says_the_same() {
    let tree = two_years();
    build(&tree);
    let document = lopdf::Document::load_mem(&tree.read("out/2024/甲局.brief.pdf")).expect("a PDF");
    assert_eq!(document.get_pages().len(), 1);
    let done = tree.run(&["verify", "--format", "brief,brief-pdf"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(done.out.contains("核对 2 份报告、4 个文件，全部与数据一致"), "{}", done.out);
}

#[test]
fn a_number_that_is_no_figure_is_found() {
    let tree = two_years();
    build(&tree);
    tree.replace("out/2024/甲局.brief.html", "<b>12</b>", "<b>13</b>");
    let done = tree.run(&["verify", "--format", "brief"]);
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(done.out.contains("[output-differs]"), "{}", done.out);
    assert!(done.out.contains("行政许可决定：数据里是 12，文件里没有找到"), "{}", done.out);
    assert!(done.out.contains("文件里的 13 不是数据里的数"), "{}", done.out);
}

#[test]
fn it_is_made_again_when_last_year_changes() {
    let tree = two_years();
    build(&tree);
    tree.write("data/2023/甲局.yaml", unit(2023, 4));
    let done = tree.run(&["build", "--format", "brief", "-v"]);
    assert!(done.err.contains("生成 2024/甲局.brief.html：上一年度的数据有变化"), "{}", done.err);
    assert!(tree.text("out/2024/甲局.brief.html").contains("2023 年：4件"));
}

#[test]
fn it_shows_every_year_that_there_is() {
    let tree = Tree::new();
    // One year is missing, one has errors, and the first is too long ago.
    for year in (2021..=2029).filter(|year| *year != 2025) {
        tree.write(&format!("data/{year}/甲局.yaml"), unit(year, u32::from(year) - 2000));
    }
    tree.replace("data/2026/甲局.yaml", "行政许可: 12", "行政许可: 约12");
    let newest = |verb: &str, formats: &str| tree.run(&[verb, "--year", "2029", "--format", formats, "-v"]);
    let build = |formats: &str| {
        let done = newest("build", formats);
        assert_eq!(done.code, 0, "{}", done.err);
        done.err
    };
    build("brief,brief-pdf,txt");
    let page = tree.text("out/2029/甲局.brief.html");
    let shown = "<desc id=\"chart-applications-1-desc\">2022 年：22件；2023 年：23件；2024 年：24件；\
                 2027 年：27件；2028 年：28件；2029 年：29件。";
    assert!(page.contains(shown), "{page}");
    let document = lopdf::Document::load_mem(&tree.read("out/2029/甲局.brief.pdf")).expect("a PDF");
    assert_eq!(document.get_pages().len(), 1);
    let done = newest("verify", "brief,brief-pdf");
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    tree.replace("out/2029/甲局.brief.html", "2023 年</th><td>23", "2023 年</th><td>77");
    let done = newest("verify", "brief");
    assert!(done.out.contains("文件里的 77 不是数据里的数"), "{}", done.out);

    // It is made again when an earlier year changes, and nothing else is.
    build("brief,txt");
    assert!(!build("brief,txt").contains("生成 2029/"));
    tree.write("data/2023/甲局.yaml", unit(2023, 30));
    let said = build("brief,txt");
    assert!(said.contains("生成 2029/甲局.brief.html：往年的数据有变化"), "{said}");
    assert!(!said.contains("2029/甲局.txt"), "{said}");
    assert!(tree.text("out/2029/甲局.brief.html").contains("2023 年：30件"));
}

#[test]
fn parts_show_the_same_years() {
    let tree = Tree::new();
    for (year, file) in [(2021, "甲局"), (2022, "甲局报送"), (2023, "甲局终稿"), (2024, "甲局")] {
        tree.write(&format!("data/{year}/{file}.yaml"), unit(year, u32::from(year) - 2000));
    }
    build(&tree);
    for shard in ["1/3", "2/3", "3/3"] {
        let done = tree.run(&["build", "--format", "brief,brief-pdf", "--shard", shard, "-o", "parts"]);
        assert!([0, 2].contains(&done.code), "{shard}: {}", done.err);
    }
    let done = tree.run(&["index", "-o", "parts"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(tree.text("parts/2024/甲局.brief.html").contains("2021 年：21件；2022 年：22件；2023 年：23件"));
    assert_eq!(tree.files("out"), tree.files("parts"));
}

#[test]
fn a_report_with_errors_has_none() {
    let tree = two_years();
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 约12");
    let done = tree.run(&["build", "--format", "brief,brief-pdf"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(
        !tree.path("out/2024/甲局.brief.html").exists() && !tree.path("out/2024/甲局.brief.pdf").exists()
    );
    assert!(tree.path("out/2023/甲局.brief.html").exists());
}

#[test]
fn a_form_declares_what_is_shown_and_is_refused_where_it_cannot_be() {
    let tree = two_years();
    let extended = |text: &str| format!("extends: 2021\n{text}");
    tree.write(
        "templates/forms/2021.yaml",
        extended("highlights:\n- { label: 两类决定, figure: 表二.行政许可 + 表二.行政处罚 }\n"),
    );
    build(&tree);
    assert!(tree.text("out/2024/甲局.brief.html").contains("<dt>两类决定</dt><dd><b>12</b> 件</dd>"));
    for (text, words) in [
        ("highlights:\n- { label: 甲, figure: 表二.没有 }\n", "没有数据项“表二.没有”"),
        (
            "charts:\n- { key: a, title: 甲, over: weeks, series: [甲], lines: [{ figures: [表二.行政许可] }] }\n",
            "over 请写 report、years 或 units",
        ),
        (
            "charts:\n- { key: a, title: 甲, over: years, series: [甲, 乙], lines: [{ figures: [表二.行政许可] }] }\n",
            "figures 的个数应与 series 相同",
        ),
        ("charts:\n- { key: a, title: 甲, over: years, series: [], lines: [] }\n", "图要有 series 和 lines"),
    ] {
        tree.write("templates/forms/2021.yaml", extended(text));
        let done = tree.run(&["check"]);
        assert_eq!(done.code, 2, "{text}: {}", done.err);
        assert!(done.err.contains(words), "{text}: {}", done.err);
    }
}
