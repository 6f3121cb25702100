//! What people did not mean to happen, and what somebody means to: nothing is lost, nothing hangs,
//! and what stands in the way is named.

use std::fs;

use crate::support::{GOOD, Tree, two_units};

/// A project with one sound report.
fn one_unit() -> Tree {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD);
    tree
}

#[test]
fn a_tab_or_an_odd_blank_never_joins_two_numbers() {
    let tree = one_unit();
    tree.replace("data/2024/甲局.yaml", "部分栏目更新不够及时，政策解读偏少，群众查找不够方便。今后按月核对栏目，补齐解读材料和办事指南，每季度通报一次。", "许可 12\t34 件，处罚 5\u{2009}6 件。");
    assert_eq!(tree.run(&["build"]).code, 0);
    assert!(tree.text("out/2024/甲局.txt").contains("许可 12 34 件，处罚 5 6 件。"));
    let pdf = lopdf::Document::load(tree.path("out/2024/甲局.pdf")).expect("a PDF");
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    assert!(pdf.extract_text(&pages).expect("text").replace('\n', "").contains("12 34"));
}

#[test]
fn what_is_pasted_unseen_is_told() {
    for character in ["\u{FEFF}", "\u{200B}", "\u{202E}", "\u{1680}", "\u{2028}", "\u{AD}"] {
        let tree = one_unit();
        tree.replace("data/2024/甲局.yaml", "更新不够及时", &format!("更新{character}不够及时"));
        let done = tree.run(&["check"]);
        assert_eq!(done.code, 1, "{character:?}: {}", done.out);
        assert!(done.out.contains("强制性[control-character]"), "{}", done.out);
    }
}

#[test]
fn a_preface_with_a_heading_and_a_long_address_is_ordinary() {
    let tree = one_unit();
    let address = format!("http://218.28.1.1:8080/{}.html", "0123456789abcdef".repeat(8));
    let preface = format!("前言: |\n  （一）编制说明\n  电子版见 {address}，联系人略{}。\n", "—".repeat(90));
    tree.write("data/2024/甲局.yaml", format!("{GOOD}{preface}"));
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn a_draft_never_takes_the_place_of_another_report() {
    let tree = two_units();
    tree.write("data/2024/一.yaml", GOOD.replace("甲局", "甲局.draft"));
    tree.replace("data/2024/甲局.yaml", "本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }");
    let done = tree.run(&["build", "--draft", "--format", "txt"]);
    assert_eq!(done.code, 1);
    assert!(tree.text("drafts/2024/甲局.draft.txt").contains("草稿"));
    assert!(!tree.text("out/2024/甲局.draft.txt").contains("草稿"), "a report of a unit of this name");
    assert!(tree.path("out/2024/乙局.txt").exists());
}

#[test]
fn a_total_that_nothing_tells_is_no_sound_report() {
    let tree = one_unit();
    tree.replace("data/2024/甲局.yaml", "表四: { 其余: 0 }", "表四: { 行政复议: { 结果维持: / }, 其余: 0 }");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("强制性[figure-blank] 表四“行政复议 · 总计”"), "{}", done.out);
    tree.replace("data/2024/甲局.yaml", "结果维持: /", "结果维持: /, 总计: 0");
    assert_eq!(tree.run(&["check"]).code, 0);
}

#[test]
fn blanks_stay_blanks_when_a_file_is_written_anew() {
    let tree = one_unit();
    tree.replace("data/2024/甲局.yaml", "表四: { 其余: 0 }", "表四: { 行政复议: { 其余: 0 } }");
    let written = tree.run(&["show", "data/2024/甲局.yaml", "--format", "yaml"]).out;
    tree.write("data/2024/甲局.yaml", &written);
    let again = tree.run(&["check"]);
    assert_eq!(again.code, 1, "{written}");
    assert!(again.out.contains("表四有 8 格没有填"), "{}", again.out);
}

#[test]
fn nothing_is_cut_off_at_a_limit() {
    let tree = one_unit();
    let css = format!("/*{}*/ body {{ color: #123456 }}", "x".repeat(2 << 20));
    tree.write("templates/report.css", css);
    assert_eq!(tree.run(&["build", "--format", "html"]).code, 0);
    assert!(tree.text("out/2024/甲局.html").contains("#123456"));
    tree.write("templates/report.css", vec![b' '; 17 << 20]);
    let done = tree.run(&["build", "--format", "html"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("templates/report.css：文件过大"), "{}", done.err);
}

#[test]
fn a_text_without_end_is_refused_before_it_is_set() {
    let tree = two_units();
    let endless = format!("总体情况: |\n{}", "  全年。\n".repeat(100_000));
    let old = GOOD.lines().find(|line| line.starts_with("总体情况")).expect("a section").to_owned() + "\n";
    tree.write("data/2024/甲局.yaml", GOOD.replace(&old, &endless));
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("强制性[file-too-large] 文字超过 3000 段"), "{}", done.err);
    assert!(tree.path("out/2024/乙局.pdf").exists(), "the other unit is made all the same");
}

#[test]
fn thousands_of_faults_are_told_in_a_moment_and_in_few_words() {
    let tree = one_unit();
    let many = format!("{}{}", GOOD, "  {{许可}}\n".repeat(2_000))
        .replace("其他需要报告的事项: ", "其他需要报告的事项: |\n  ");
    tree.write("data/2024/甲局.yaml", many);
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(done.out.len() < 20_000, "{} bytes", done.out.len());
    assert!(done.out.contains("另有 1980 处同类问题"), "{}", &done.out[done.out.len() - 600..]);
    assert!(done.out.contains("强制性问题 2000 处"), "{}", &done.out[done.out.len() - 600..]);
}

#[test]
fn commands_to_the_terminal_are_not_passed_on() {
    let tree = one_unit();
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: \"\\e[2J\\e[31m5\"");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(!done.out.contains('\u{1b}'), "{:?}", done.out);
}

#[test]
fn a_form_is_found_under_its_own_name_and_is_no_data() {
    for (text, told) in [
        ("版本: 2022\n", "缺少键“edition”"),
        (include_str!("../templates/forms/2021.yaml"), "表样 2021 的文件应当叫 forms/2021.yaml"),
    ] {
        let tree = one_unit();
        tree.write("templates/forms/2030.yaml", text);
        let done = tree.run(&["check"]);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains(told) && done.err.contains("templates/forms/2030.yaml"), "{}", done.err);
    }
}

#[test]
fn a_form_without_measure_is_refused() {
    let tree = one_unit();
    let children = "{ key: a, name: b, label: c },".repeat(20_000);
    let form = format!(
        "edition: 2022\nyears: {{ from: 2022 }}\nbasis: x\ntitle: x\nunits: {{ 件: {{ decimals: 0 }} }}\nsections:\n- {{ key: t, name: 表, heading: 一, unit: 件, blocks: [{{ columns: [{children}], rows: [] }}] }}\n"
    );
    tree.write("templates/forms/2022.yaml", form);
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("表样过大"), "{}", done.err);
}

#[test]
fn a_collection_of_four_thousand_million_fonts_is_not_counted() {
    let tree = one_unit();
    tree.write("templates/fonts/x.ttc", [&b"ttcf\0\x01\0\0\xff\xff\xff\xff"[..], &[0; 100]].concat());
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("templates/fonts/x.ttc 里没有可用的字体"), "{}", done.err);
}

#[test]
fn outputs_never_go_where_the_project_keeps_its_own_files() {
    let tree = one_unit();
    tree.write("templates/index.html", "我的目录");
    for out in [".", "templates", "data", "data/2024"] {
        let done = tree.run(&["build", "-o", out]);
        assert_eq!(done.code, 2, "{out}");
        assert!(done.err.contains("是存放项目文件的文件夹，请用 -o 换一个文件夹"), "{}", done.err);
    }
    assert_eq!(tree.text("templates/index.html"), "我的目录");
}

#[test]
fn outputs_of_a_report_are_replaced_together_or_not_at_all() {
    let tree = one_unit();
    tree.run(&["build"]);
    let old = tree.text("out/2024/甲局.txt");
    fs::remove_file(tree.path("out/2024/甲局.pdf")).expect("a file");
    tree.write("out/2024/甲局.pdf/mine.txt", "kept");
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("甲局.pdf：这里有一个同名的文件夹") && done.err.contains("1 份未能生成"),
        "{}",
        done.err
    );
    assert_eq!(tree.text("out/2024/甲局.txt"), old);
    assert!(!tree.text("out/index.html").contains("甲局.pdf"), "the list leads to what is there");
    assert_eq!(tree.text("out/2024/甲局.pdf/mine.txt"), "kept");
    let left = tree.files("out/2024").into_iter().filter(|(name, _)| name.contains("nianbao-")).count();
    assert_eq!(left, 0, "litter");
    // An empty folder is nothing to keep.
    fs::remove_file(tree.path("out/2024/甲局.pdf/mine.txt")).expect("a file");
    assert_eq!(tree.run(&["build"]).code, 0);
    assert!(tree.read("out/2024/甲局.pdf").starts_with(b"%PDF"));
}

#[test]
fn the_longest_name_of_a_file_can_be_written() {
    let tree = Tree::new();
    let name = "局".repeat(82);
    tree.write(&format!("data/2024/{name}.yaml"), GOOD.replace("甲局", &name));
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
}

#[test]
fn a_year_above_the_project_says_nothing() {
    let tree = Tree::new();
    tree.write("2023/project/data/甲局.yaml", GOOD);
    let root = tree.path("2023/project");
    let done = tree.run(&["-C", root.to_str().expect("a path"), "check"]);
    assert_eq!(done.code, 0, "{}", done.out);
    // Nor when the file is named by its whole path, from a folder that is the project under another
    // name.
    let file = root.join("data/甲局.yaml");
    let done = tree.run(&["-C", "2023/../2023/project", "check", file.to_str().expect("a path")]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(done.out.contains("校验 1 份报告"), "{}", done.out);
}

#[test]
fn a_figure_in_the_address_is_told() {
    let tree = one_unit();
    tree.write("data/2024/甲局.yaml", format!("{GOOD}联系方式: {{ 电话: \"{{{{ 表二.行政许可 }}}}\" }}\n"));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("强制性[unknown-reference] 这里不能引用表中的数"), "{}", done.out);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_read_or_named() {
    let tree = one_unit();
    tree.write("else/乙局.yaml", GOOD.replace("甲局", "乙局"));
    std::os::unix::fs::symlink(tree.path("else/乙局.yaml"), tree.path("data/2024/乙局.yaml"))
        .expect("a link");
    std::os::unix::fs::symlink(tree.path("nowhere"), tree.path("data/2024/丙局.yaml")).expect("a link");
    let pipe = tree.path("data/2024/丁局.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 2);
    assert!(done.out.contains("校验 4 份报告：1 份无问题"), "{}", done.out);
    for (name, why) in [("乙局.yaml", "这是指向文件夹之外的链接"), ("丙局.yaml", "没有这个文件或文件夹")]
    {
        assert!(done.out.contains(&format!("{why}\n  --> data/2024/{name}")), "{}", done.out);
    }
    assert!(done.out.contains("这不是普通文件\n  --> data/2024/丁局.yaml"), "{}", done.out);
    let done = tree.run(&["show", "data/2024/丁局.yaml"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("这不是普通文件"), "{}", done.err);
}

#[test]
fn text_that_aliases_repeat_is_bounded() {
    let tree = one_unit();
    let aliases = "*a, ".repeat(20_000);
    let more = format!("前言: &a |\n  {}\n其他: [{aliases}]\n", "公开".repeat(3_500));
    tree.write("data/2024/甲局.yaml", format!("{GOOD}{more}"));
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("引用的文字共超过 16 MiB"), "{}", done.out);
    // As many as anybody needs are read.
    let few = GOOD.replace("其他需要报告的事项: ", "其他需要报告的事项: &a ");
    tree.write("data/2024/甲局.yaml", format!("{few}前言: *a\n"));
    assert_eq!(tree.run(&["check"]).code, 0);
}
