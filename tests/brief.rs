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
        page.contains("<desc id=\"chart-applications-desc\">2023 年：3件；2024 年：5件。</desc>"),
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
    assert!(page.contains("<desc id=\"chart-applications-desc\">2023 年：3件。</desc>"));
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
