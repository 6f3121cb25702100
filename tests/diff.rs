//! `nianbao diff`: two reports, years or folders compared, and a file as text for `git diff`.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use serde_json::{Value, json};

use crate::support::{Done, GOOD, Tree};

/// Two years of one unit.
fn two_years() -> Tree {
    let tree = Tree::new();
    let now = GOOD
        .replace("行政许可: 12", "行政许可: 30")
        .replace("工作平稳", "有序推进")
        .replace("全年未收取信息处理费", "全年收取信息处理费0元");
    tree.write("data/2023/甲局.yaml", GOOD.replace("2024", "2023")).write("data/2024/甲局.yaml", now);
    tree
}

fn said(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {} {}", done.out, done.err))
}

#[test]
fn figures_and_texts_that_differ_are_listed() {
    let tree = two_years();
    let done = tree.run(&["diff", "甲局@2023", "甲局@2024"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(
        done.out.starts_with("--- data/2023/甲局.yaml（甲局 2023）\n+++ data/2024/甲局.yaml（甲局 2024）\n"),
        "{}",
        done.out
    );
    assert!(done.out.contains("表二.行政许可  12 → 30（+18）\n"), "{}", done.out);
    assert!(done.out.contains("一、总体情况\n  全年许可 [-12-]{+30+} 件"), "{}", done.out);
    assert!(done.out.contains("全年[-未-]收取信息处理费{+0元+}。"), "{}", done.out);

    let done = tree.run(&["diff", "data/2023/甲局.yaml", "甲局@2024", "--format", "json"]);
    let said = said(&done);
    assert_eq!((done.code, &said["version"], &said["b"]), (1, &1.into(), &"甲局@2024".into()));
    assert_eq!(
        said["figures"],
        json!([{ "address": "表二.行政许可", "key": "proactive.licensing.decisions", "a": "12", "b": "30", "change": "18" }])
    );
    assert_eq!(
        (&said["texts"][0]["section"], &said["texts"][0]["change"]),
        (&"overview".into(), &"changed".into())
    );
    assert_eq!(said["unmatched"], json!([]));
}

#[test]
fn the_exit_code_is_that_of_diff() {
    let tree = two_years();
    let same = tree.run(&["diff", "甲局@2024", "data/2024/甲局.yaml"]);
    assert_eq!((same.code, same.out.as_str()), (0, ""), "{}", same.err);
    for (a, b, words) in [
        ("甲局@2022", "甲局@2024", "没有“甲局”2022 年度的报告"),
        ("没有.yaml", "甲局@2024", "没有文件或文件夹“没有.yaml”"),
        ("data", "甲局@2024", "一个是文件夹，另一个不是"),
    ] {
        let done = tree.run(&["diff", a, b]);
        assert_eq!(done.code, 2, "{a} {b}: {}", done.out);
        assert!(done.err.contains(words), "{a} {b}: {}", done.err);
    }
    assert_eq!(tree.run(&["diff", "甲局@2023", "甲局@2024", "--format", "xlsx"]).code, 2);
    assert_eq!(tree.run(&["diff", "甲局@2023"]).code, 2);
}

#[test]
fn two_forms_are_compared_where_they_mean_the_same() {
    let tree = two_years();
    let old =
        GOOD.replace("年度: 2024", "年度: 2020").replace("行政许可: 12", "行政许可: { 处理决定数量: 12 }");
    tree.write("data/2020/甲局.yaml", old.replace("自然人: 5", "自然人: 4"));
    let said = said(&tree.run(&["diff", "甲局@2020", "甲局@2024", "--format", "json"]));
    let has = |list: &str, address: &str| {
        said[list].as_array().expect("a list").iter().any(|one| one["address"] == address)
    };
    assert!(has("figures", "表三.本年新收.自然人") && has("figures", "表三.本年新收.总计"), "{said:#}");
    assert!(has("unmatched", "表二.行政许可.上一年项目数量"), "{said:#}");
    assert!(has("unmatched", "表二.行政规范性文件.现行有效"), "{said:#}");
    let sides: Vec<&str> =
        said["unmatched"].as_array().expect("a list").iter().filter_map(|one| one["side"].as_str()).collect();
    assert!(sides.contains(&"a") && sides.contains(&"b"));
}

#[test]
fn folders_are_compared_unit_by_unit() {
    let tree = two_years();
    tree.write("data/2024/乙局.yaml", GOOD.replace("甲局", "乙局"));
    let done = tree.run(&["diff", "data/2023", "data/2024"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("表二.行政许可  12 → 30") && done.out.contains("只在后一个里有：乙局"),
        "{}",
        done.out
    );
    let said = said(&tree.run(&["diff", "data/2023", "data/2024", "--format", "json"]));
    assert_eq!(said["only"], json!([{ "unit": "乙局", "side": "b" }]));
    assert_eq!(
        (&said["reports"][0]["unit"], &said["reports"][0]["figures"][0]["change"]),
        (&"甲局".into(), &"18".into())
    );
    let same = tree.run(&["diff", "data/2024", "data/2024"]);
    assert_eq!((same.code, same.out.as_str()), (0, ""));
}

#[test]
fn a_unit_that_was_merged_is_followed() {
    let tree = two_years();
    tree.write(
        "data/units.yaml",
        "- { 名称: 甲局 }\n- { 名称: 丙局, 至: 2023, 并入: 乙局 }\n- { 名称: 乙局, 至: 2023, 并入: 甲局 }\n",
    );
    for unit in ["乙局", "丙局"] {
        let text = GOOD.replace("甲局", unit).replace("2024", "2023").replace("行政许可: 12", "行政许可: 20");
        tree.write(&format!("data/2023/{unit}.yaml"), text);
    }
    // By way of 乙局 it is part of 甲局.
    let done = tree.run(&["diff", "丙局@2023", "丙局@2024"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.out.contains("表二.行政许可  20 → 30（+10）"), "{}", done.out);
    assert!(done.err.contains("“丙局”2024 年度已并入“甲局”：用“甲局”的报告比较"), "{}", done.err);
    // Its own report comes first where there is one.
    let done = tree.run(&["diff", "丙局@2023", "乙局@2023"]);
    assert!(!done.err.contains("并入"), "{}", done.err);
    // The one that others came to has grown by more than the difference says.
    let done = tree.run(&["diff", "甲局@2023", "甲局@2024"]);
    assert!(done.err.contains("丙局、乙局 在 2023 年度以后并入甲局"), "{}", done.err);
    let done = tree.run(&["diff", "data/2023", "data/2024"]);
    assert!(done.out.contains("只在前一个里有：丙局（已并入甲局）\n"), "{}", done.out);
    let said = said(&tree.run(&["diff", "data/2023", "data/2024", "--format", "json"]));
    assert_eq!(said["only"][0], json!({ "unit": "丙局", "side": "a", "merged_into": "甲局" }));
    let page = tree.run(&["diff", "data/2023", "data/2024", "--format", "html"]).out;
    assert!(page.contains("乙局：只在前一个里有，已并入甲局"), "{page}");
    let english = tree.run_in("en", &["diff", "丙局@2023", "丙局@2024"]);
    assert!(english.err.contains("`丙局` was merged into `甲局` by 2024"), "{}", english.err);
}

#[test]
fn the_other_formats_hold_the_same() {
    let tree = two_years();
    let csv = tree.run(&["diff", "甲局@2023", "甲局@2024", "--format", "csv"]).out;
    assert!(csv.contains("甲局,数,表二.行政许可,proactive.licensing.decisions,12,30,18\r\n"), "{csv}");
    let page = tree.run(&["diff", "甲局@2023", "甲局@2024", "--format", "html"]).out;
    assert!(
        page.contains("<th scope=\"row\">表二.行政许可</th><td>12</td><td>30</td><td>+18</td>"),
        "{page}"
    );
    assert!(page.contains("全年许可 <del>12</del><ins>30</ins> 件"), "{page}");
    let done = tree.run(&["diff", "甲局@2023", "甲局@2024", "--format", "xlsx", "-o", "x/y.xlsx"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(tree.read("x/y.xlsx"))).expect("a workbook");
    let sheet = book.worksheet_range("数").expect("the figures");
    let row: Vec<String> = sheet.rows().nth(1).expect("a row").iter().map(ToString::to_string).collect();
    assert_eq!(row, ["甲局", "表二.行政许可", "12", "30", "18"]);
    let texts = book.worksheet_range("文字").expect("the texts");
    assert!(texts.rows().any(|row| row[3].to_string().contains("全年许可 30 件")));
}

#[test]
fn a_workbook_is_text_for_git() {
    let tree = two_years();
    let done = tree.run(&["form", "--unit", "甲局", "--year", "2024", "--filled", "-o", "given"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = tree.run(&["diff", "--git", "given/甲局.xlsx"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with("单位: 甲局\n年度: 2024\n表样: 2021\n"), "{}", done.out);
    assert!(
        done.out.contains("\n表二.行政许可: 30\n") && done.out.contains("\n一、总体情况\n全年许可 30 件"),
        "{}",
        done.out
    );
    // What cannot be read is said, and does not end the diff of git.
    tree.write("x.xlsx", "no workbook");
    let done = tree.run(&["diff", "--git", "x.xlsx"]);
    assert_eq!(done.code, 0);
    assert!(!done.out.is_empty());
    // As git runs it.
    let git = |args: &[&str]| {
        let done = std::process::Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(args)
            .current_dir(tree.path(""))
            .output()
            .expect("git");
        String::from_utf8(done.stdout).expect("UTF-8")
    };
    git(&["init", "-q"]);
    tree.write(".gitattributes", "*.xlsx diff=nianbao\n");
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "a"]);
    tree.replace("data/2024/甲局.yaml", "行政许可: 30", "行政许可: 31");
    tree.run(&["form", "--unit", "甲局", "--year", "2024", "--filled", "-o", "given", "--force"]);
    let driver = format!("diff.nianbao.textconv='{}' diff --git", env!("CARGO_BIN_EXE_nianbao"));
    let shown = git(&["-c", &driver, "diff", "given"]);
    assert!(shown.contains("-表二.行政许可: 30\n+表二.行政许可: 31\n"), "{shown}");
}
