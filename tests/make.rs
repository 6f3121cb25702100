//! The build as users run it: what is rewritten, what is left alone, what happens when something is
//! wrong.

use std::fs;
use std::time::Duration;

use nianbao::make::{Item, Known, Project, Survey};

use crate::support::{GOOD, Tree, repository, two_units};

#[test]
fn a_figure_changes_all_formats_of_its_unit_and_nothing_else() {
    let tree = two_units();
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let before = tree.files("out");
    assert_eq!(before.len(), 9);
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("生成 2 份报告、8 个文件（更新 3 个）"), "{}", done.err);
    let changed: Vec<String> = before
        .iter()
        .zip(tree.files("out"))
        .filter(|(old, new)| *old != new)
        .map(|(old, _)| old.0.clone())
        .collect();
    assert_eq!(changed, ["2024/甲局.html", "2024/甲局.pdf", "2024/甲局.txt", "SHA256SUMS"]);
    assert!(tree.text("out/2024/甲局.txt").contains("全年许可 13 件"));
}

#[test]
fn a_file_that_would_not_change_is_not_touched() {
    let tree = two_units();
    tree.run(&["build"]);
    let time =
        || fs::metadata(tree.path("out/2024/甲局.pdf")).and_then(|data| data.modified()).expect("a time");
    let before = time();
    let done = tree.run(&["build"]);
    assert!(done.err.contains("（更新 0 个）"), "{}", done.err);
    assert_eq!(time(), before);
}

#[test]
fn a_report_with_errors_keeps_its_old_outputs_and_stops_no_other() {
    let tree = two_units();
    tree.run(&["build"]);
    let old = tree.files("out/2024");
    tree.replace("data/2024/甲局.yaml", "本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }");
    tree.replace("data/2024/乙局.yaml", "行政许可: 12", "行政许可: 14");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("强制性[requests-balance] 收办不平衡：本年新收 6＋上年结转 0＝6，本年度办理结果总计 5＋结转下年度继续办理 0＝5，前者多 1"), "{}", done.err);
    assert!(done.err.contains("data/2024/甲局.yaml:4:20"), "{}", done.err);
    assert!(done.err.contains("1 份因强制性问题（共 1 处）没有生成，原有文件不变"), "{}", done.err);
    for (name, bytes) in tree.files("out/2024") {
        let same = old.contains(&(name.clone(), bytes));
        assert_eq!(same, name.starts_with("甲局"), "{name}");
    }
    let index = tree.text("out/index.html");
    assert!(index.contains(r#"href="2024/甲局.html""#) && !index.contains("强制性"), "{index}");
}

#[test]
fn a_draft_stands_beside_and_is_marked() {
    let tree = two_units();
    tree.run(&["build"]);
    let old = tree.read("out/2024/甲局.pdf");
    tree.replace("data/2024/甲局.yaml", "本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }");
    let done = tree.run(&["build", "--draft", "--unit", "甲*"]);
    assert_eq!(done.code, 1);
    assert_eq!(tree.read("out/2024/甲局.pdf"), old);
    assert!(tree.read("drafts/2024/甲局.draft.pdf").starts_with(b"%PDF"));
    assert!(tree.text("drafts/2024/甲局.draft.txt").contains("草稿"));
    assert!(tree.text("drafts/2024/甲局.draft.html").contains("草稿"));
    assert!(
        tree.files("out").iter().all(|(name, _)| !name.contains("draft")),
        "never among what is published"
    );
    assert!(!tree.text("out/2024/甲局.txt").contains("草稿"));
}

#[test]
fn same_input_gives_the_same_bytes_in_any_folder_with_any_number_of_threads() {
    let (a, b) = (two_units(), two_units());
    assert_eq!(a.run(&["build", "-j", "1"]).code, 0);
    assert_eq!(b.run(&["build", "-j", "2"]).code, 0);
    let (a, b) = (a.files("out"), b.files("out"));
    assert_eq!(a.len(), 9);
    for (left, right) in a.iter().zip(&b) {
        assert_eq!(left.0, right.0);
        assert!(left.1 == right.1, "{} differs", left.0);
    }
}

#[test]
fn two_files_for_one_report_are_both_told() {
    let tree = two_units();
    tree.write("data/2024/丙局.yaml", GOOD).write("data/2024/乙局.yml", GOOD.replace("甲局", "丁局"));
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    let twice = "“甲局”2024 年度有 2 份数据：data/2024/丙局.yaml、data/2024/甲局.yaml，请只保留一份";
    for (file, what) in [("丙局.yaml", twice), ("甲局.yaml", twice)] {
        let told = format!("强制性[duplicate-report] {what}");
        let message = done
            .out
            .split("\n\n")
            .find(|part| part.contains(&told) && part.contains(&format!("--> data/2024/{file}")));
        assert!(message.is_some(), "{file}: {}", done.out);
    }
    // Two files of one name are two reports, each named after its unit.
    assert_eq!(done.out.matches("[duplicate-report]").count(), 2, "{}", done.out);
    tree.run(&["build", "--format", "txt"]);
    assert!(tree.path("out/2024/丁局.txt").exists() && tree.path("out/2024/乙局.txt").exists());
}

#[test]
fn everything_below_data_is_read_or_told() {
    let tree = Tree::new();
    tree.write("data/2024/街道/丙办.yaml", GOOD.replace("甲局", "丙办"))
        .write("data/丁局.yml", GOOD.replace("甲局", "丁局"));
    tree.write("data/2024/戊局.doc", "PK")
        .write(
            "data/units.yaml",
            "- { 名称: 丁局, 简称: 丁 }\n- { 名称: 丙办 }\n- { 名称: 戊局 }\n- { 名称: 己局 }\n",
        )
        .write("data/2024/.丙.swp", "");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("强制性[unread-file] 这种文字文档不能直接读取"), "{}", done.err);
    assert!(done.err.contains("没有读的文件 1 个：data/2024/戊局.doc"), "{}", done.err);
    assert!(done.err.contains("2024 年度没有报送的单位 1 个：己局"), "{}", done.err);
    assert!(tree.path("out/2024/丙办.txt").exists() && tree.path("out/2024/丁局.txt").exists());
    assert!(tree.run(&["check", "--unit", "丁"]).out.starts_with("校验 1 份报告：1 份无问题"));
    tree.replace("data/2024/街道/丙办.yaml", "2024", "2023");
    let done = tree.run(&["check"]);
    assert!(done.out.contains("强制性[missing-year] 年度写 2023，文件放在 2024 文件夹"), "{}", done.out);
}

#[test]
fn a_copy_elsewhere_is_no_duplicate() {
    let tree = two_units();
    tree.write("副本.yaml", GOOD);
    let done = tree.run(&["check", "副本.yaml"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(done.out.starts_with("校验 1 份报告：1 份无问题"), "{}", done.out);
}

#[test]
fn last_years_file_is_named_with_its_line() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD.replace("本年新收: { 自然人: 5 }", "上年结转: { 自然人: 5 }"));
    let last = GOOD
        .replace("2024", "2023")
        .replace("予以公开: { 自然人: 5 }", "结转下年度继续办理: { 自然人: 5, 商业企业: 0 }");
    tree.write(
        "data/2023/甲局.yaml",
        last.replace("本年新收: { 自然人: 5 }", "本年新收: { 自然人: 5 }\n  , 属于国家秘密: 0"),
    );
    assert_eq!(tree.run(&["check"]).code, 0, "{}", tree.run(&["check"]).out);
    tree.replace(
        "data/2023/甲局.yaml",
        "结转下年度继续办理: { 自然人: 5",
        "结转下年度继续办理: { 自然人: 4, 科研机构: 1",
    );
    tree.replace("data/2023/甲局.yaml", "本年新收: { 自然人: 5 }", "本年新收: { 自然人: 4, 科研机构: 1 }");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains(
            "强制性[carry-over] 跨年结转不一致：上年结转填 5，上年度“结转下年度继续办理”为 4，多 1"
        ),
        "{}",
        done.out
    );
    assert!(done.out.contains("上年度结转下年度继续办理 4（data/2023/甲局.yaml:5:"), "{}", done.out);
}

#[test]
fn the_projects_own_templates_and_fonts_go_first() {
    let tree = two_units();
    tree.write("templates/report.txt", "{{ title }}！\n");
    let done = tree.run(&["build", "--format", "txt", "--unit", "甲局"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(tree.text("out/2024/甲局.txt"), "甲局2024年政府信息公开工作年度报告！\n");
    assert!(!tree.path("out/2024/甲局.pdf").exists());
    assert!(!tree.path("out/2024/乙局.txt").exists());
    tree.write("templates/fonts/broken.ttf", "no font");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("templates/fonts/broken.ttf 里没有可用的字体"), "{}", done.err);
}

#[test]
fn a_broken_template_is_told_once_with_its_place() {
    for (file, text, place) in [
        ("report.html", "<p>\n{{ titel }}\n", "templates/report.html:2:4"),
        ("report.txt", "{% if %}\n", "templates/report.txt:1:"),
        ("report.typ", "#let a = 1\n#nothing()\n", "templates/report.typ:2:2"),
    ] {
        let tree = two_units();
        tree.write(&format!("templates/{file}"), text);
        let done = tree.run(&["build"]);
        assert_eq!(done.code, 2, "{file}: {}", done.err);
        assert_eq!(done.err.matches(place).count(), 1, "{file}: {}", done.err);
        assert_eq!(done.err.matches("强制性[template-invalid] 模板有误").count(), 1, "{file}: {}", done.err);
        assert!(!tree.path("out/2024/甲局.txt").exists(), "{file}: half a report was written");
    }
}

#[test]
fn text_is_never_source_in_any_format() {
    let tree = Tree::new();
    let hostile = "<script>alert(1)</script> & \\\"甲\\\" {% raw %} {{ 表二.行政许可 }} #panic(1) $x$ @ref <lbl> \\\\u{41} *b* _i_ `c` // 注 [链接](x) = 标题";
    tree.write(
        "data/2024/甲局.yaml",
        GOOD.replace("总体情况: 全年许可 {{ 表二.行政许可 }} 件，", &format!("总体情况: \"{hostile}，"))
            .replace("{{ 表三.本年新收.总计 }}", "5")
            .replace("监督保障工作平稳。\n", "监督保障工作平稳。\"\n"),
    );
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let plain = hostile.replace("\\\"", "\"").replace("\\\\", "\\").replace("{{ 表二.行政许可 }}", "12");
    assert!(tree.text("out/2024/甲局.txt").contains(&plain), "{}", tree.text("out/2024/甲局.txt"));
    let html = tree.text("out/2024/甲局.html");
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;alert(1)&lt;"), "{html}");
}

#[test]
fn a_character_that_no_font_has_stops_its_report_alone() {
    let tree = two_units();
    tree.replace("data/2024/甲局.yaml", "更新不够及时", "更新不够及时🙂ꙮ");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 1);
    for told in [
        "强制性[glyph-missing] 字体里没有“🙂”（U+1F642），见“五、存在的主要问题及改进情况”",
        "（U+A66E）",
        "data/2024/甲局.yaml:7:",
    ] {
        assert!(done.err.contains(told), "{told}: {}", done.err);
    }
    assert!(!tree.path("out/2024/甲局.txt").exists());
    assert!(tree.path("out/2024/乙局.pdf").exists());
    // What keeps a report from being made, `check` says too, with everything else that is wrong.
    tree.replace("data/2024/甲局.yaml", "本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("强制性[glyph-missing]") && done.out.contains("强制性[requests-balance]"),
        "{}",
        done.out
    );
    let done = tree.run(&["build", "--draft"]);
    assert!(done.err.contains("另存草稿 1 份，在 drafts/"), "{}", done.err);
    assert!(
        tree.path("drafts/2024/甲局.draft.pdf").exists() && tree.path("drafts/2024/甲局.draft.html").exists()
    );
}

#[test]
fn a_font_that_is_not_there_is_told_before_text_is_lost() {
    let tree = two_units();
    tree.write("templates/report.typ", "#set text(font: \"No Such Font\", fallback: false)\n报告\n");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2);
    let told = "强制性[template-invalid] 模板有误：unknown font family: no such font";
    assert!(done.err.contains(told) && done.err.contains("templates/report.typ:1:17"), "{}", done.err);
    assert!(!tree.path("out/2024/甲局.pdf").exists());
}

#[test]
fn a_file_named_after_another_unit_is_told() {
    let tree = two_units();
    tree.replace("data/2024/乙局.yaml", "单位: 乙局", "单位: 示例县丁局");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 0);
    assert!(
        done.out
            .contains("核实性[name-of-file] 单位写“示例县丁局”，文件名是“乙局”：请核对，并把不对的一处改正"),
        "{}",
        done.out
    );
    tree.write("data/units.yaml", "- { 名称: 示例县丁局, 简称: 乙局 }\n- { 名称: 甲局 }\n- { 名称: 丙局 }\n");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!done.out.contains("name-of-file"), "{}", done.out);
    tree.write("data/2024/market.yaml", GOOD.replace("甲局", "丙局"));
    tree.write("data/2024/丁局.yaml", GOOD.replace("甲局", "示例县丁局").replace("2024", "2023"));
    let done = tree.run(&["check"]);
    assert!(!done.out.contains("name-of-file"), "part of a name, or letters: {}", done.out);
}

#[test]
fn a_file_that_was_misread_is_not_written_anew() {
    let tree = two_units();
    assert!(tree.run(&["show", "data/2024/甲局.yaml", "--format", "yaml"]).out.contains("单位: 甲局"));
    tree.replace("data/2024/甲局.yaml", "本年新收: { 自然人: 5 }", "本年新收: { 自然人: 约5 }");
    let done = tree.run(&["show", "data/2024/甲局.yaml", "--format", "yaml"]);
    assert_eq!((done.code, done.out.as_str()), (1, ""));
    assert!(done.err.contains("不能写成新的文件"), "{}", done.err);
}

#[test]
fn a_folder_can_be_checked() {
    let tree = two_units();
    tree.write("data/2023/甲局.yaml", GOOD.replace("2024", "2023"));
    assert!(tree.run(&["check", "data/2024"]).out.contains("校验 2 份报告"));
    assert!(tree.run(&["check", "data"]).out.contains("校验 3 份报告"));
}

#[test]
fn rare_characters_of_names_come_out() {
    let tree = two_units();
    tree.replace("data/2024/甲局.yaml", "更新不够及时", "𬭎㛃䶮堃𠮷鄠硚");
    let done = tree.run(&["build", "--unit", "甲局"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_made() {
    let tree = Tree::new();
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("./data 里没有数据：请把数据文件放进 data/<年度>/，如 data/2025/某局.xlsx"),
        "{}",
        done.err
    );
    assert!(!tree.path("out").exists());
    tree.write("data/2024/甲局.yaml", GOOD);
    assert_eq!(tree.run(&["build", "--year", "2023"]).code, 2);
    let done = tree.run(&["check", "没有.yaml"]);
    assert_eq!(done.code, 2);
    assert!(done.out.contains("强制性[unreadable] 没有这个文件"), "{}{}", done.out, done.err);
    fs::create_dir_all(tree.path("out")).expect("a folder");
    tree.write("out/2024", "a file where a folder must be");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("out/2024"), "{}", done.err);
}

#[test]
fn the_repositorys_own_data_is_sound() {
    let tree = Tree::copy_of(&repository("data"));
    let data = Tree::new();
    for (name, bytes) in tree.files("") {
        data.write(&format!("data/{name}"), bytes);
    }
    let done = data.run(&["check"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(done.out.starts_with("校验 18 份报告：18 份无问题"), "{}", done.out);
}

#[test]
fn the_index_links_what_is_there() {
    let tree = two_units();
    tree.run(&["build", "--format", "txt", "--unit", "甲局"]);
    let index = tree.text("out/index.html");
    assert!(
        index.contains(r#"href="2024/甲局.txt""#)
            && !index.contains("甲局.pdf")
            && !index.contains("乙局.txt"),
        "{index}"
    );
    tree.run(&["build"]);
    tree.run(&["build", "--format", "txt", "--unit", "甲局"]);
    assert!(
        tree.text("out/index.html")
            .contains(r#"href="2024/甲局.html" aria-label="甲局 2024 年度报告">2024<"#)
    );
    let index = tree.text("out/lists/2024.html");
    for name in ["甲局.txt", "甲局.html", "甲局.pdf", "乙局.txt", "乙局.html", "乙局.pdf"] {
        assert!(index.contains(&format!(r#"href="../2024/{name}""#)), "{name}: {index}");
    }
}

#[test]
fn sums_shares_and_changes_are_computed_in_every_format() {
    let tree = Tree::new();
    let text = "总体情况: |\n  不予公开 {{ 表三.不予公开.总计 }} 件，占 {{ 表三.不予公开.总计 / 表三.总计.总计 }}（{{ 表三.不予公开.总计 / 表三.总计.总计 | 3 }}）；许可和处罚 {{ 表二.行政许可 + 表二.行政处罚 }} 件；新收{{ 表三.本年新收.总计 比上年 }}，许可{{ 表二.行政许可 比上年 | 0 }}，处罚{{ proactive.penalties vs last year }}。\n";
    let report = |year: &str, tables: &str, text: &str| {
        let rest = "存在的主要问题及改进情况: 无。\n其他需要报告的事项: 未收取信息处理费。\n";
        format!("单位: 甲局\n年度: {year}\n{tables}表四: {{ 其余: 0 }}\n{text}{rest}")
    };
    let now = "表二: { 行政许可: 15, 行政处罚: 4, 其余: 0 }\n表三: { 本年新收: { 自然人: 9 }, 予以公开: { 自然人: 6 }, 属于行政执法案卷: { 自然人: 1 }, 属于国家秘密: { 自然人: 2 }, 其余: 0 }\n";
    let then = "表二: { 行政许可: 20, 行政处罚: 4, 其余: 0 }\n表三: { 本年新收: { 自然人: 8 }, 予以公开: { 自然人: 8 }, 其余: 0 }\n";
    tree.write("data/2024/甲局.yaml", report("2024", now, text));
    tree.write("data/2023/甲局.yaml", report("2023", then, "总体情况: 平稳。\n"));
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let told =
        "不予公开 3 件，占 33.3%（33.333%）；许可和处罚 19 件；新收增长 12.5%，许可下降 25%，处罚持平。";
    assert!(tree.text("out/2024/甲局.txt").contains(told), "{}", tree.text("out/2024/甲局.txt"));
    assert!(tree.text("out/2024/甲局.html").contains(told));
    let written = tree.run(&["show", "data/2024/甲局.yaml", "--format", "yaml"]).out;
    assert!(written.contains("{{ 表二.行政许可 比上年 | 0 }}"), "{written}");
    // Without last year's report a change has no value, and the report is not made.
    fs::remove_file(tree.path("data/2023/甲局.yaml")).expect("a file");
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("强制性[reference-value] “表三.本年新收.总计 比上年”算不出来"), "{}", done.err);
}

#[test]
fn a_template_that_nothing_is_made_with_is_reported() {
    let tree = two_units();
    for file in
        ["logo.png", "report.HTML", "2025.yaml", "song.ttf", "fonts/song.woff2", "units/甲局/head.htm"]
    {
        tree.write(&format!("templates/{file}"), "x");
    }
    tree.write("templates/fonts/OFL.txt", "a licence")
        .write("templates/part.html", "used by none, but a template");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let unused: Vec<&str> = done.err.lines().filter(|line| line.contains("没有用到")).collect();
    let expected = [
        "templates/2025.yaml",
        "templates/fonts/song.woff2",
        "templates/logo.png",
        "templates/report.HTML",
        "templates/song.ttf",
        "templates/units/甲局/head.htm",
    ];
    assert_eq!(unused.len(), expected.len(), "{}", done.err);
    for (line, file) in unused.iter().zip(expected) {
        assert_eq!(*line, format!("{file} 没有用到：模板里没有这种文件"));
    }
}

#[test]
fn check_and_build_find_the_same_in_texts_that_compute() {
    let tree = Tree::new();
    let text = "主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障工作平稳，许可占全部办件的 {{ 表二.行政许可 / 表二.行政许可 }}，各项工作与上年度相比没有大的变化，群众满意。";
    let report = |year: &str| {
        let old = GOOD.lines().find(|line| line.starts_with("总体情况")).expect("a text");
        GOOD.replace(old, &format!("总体情况: {text}")).replace("2024", year)
    };
    tree.write("data/2024/甲局.yaml", report("2024")).write("data/2023/甲局.yaml", report("2023"));
    let (checked, built) = (tree.run(&["check"]), tree.run(&["build", "--format", "txt"]));
    let copied = |text: &str| {
        text.lines().filter(|line| line.contains("[text-copied]")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(!copied(&checked.out).is_empty(), "{}", checked.out);
    assert_eq!(copied(&checked.out), copied(&built.err));
}

#[test]
fn what_was_found_is_told_again() {
    let tree = two_units();
    let old = GOOD.lines().find(|line| line.starts_with("其他需要报告的事项")).expect("a text");
    tree.write("data/2024/甲局.yaml", GOOD.replace(old, "其他需要报告的事项: 无"));
    let findings = |text: &str| {
        let end = text.find("已生成").or_else(|| text.find("2 reports")).expect("a summary");
        text[..end].to_owned()
    };
    let first = tree.run(&["build", "--format", "txt"]);
    assert!(first.err.contains("核实性[fee-statement]"), "{}", first.err);
    let again = tree.run(&["build", "--format", "txt"]);
    assert!(again.err.contains("（更新 0 个）"), "{}", again.err);
    assert_eq!(findings(&again.err), findings(&first.err));
    // What the record has is in another language, or of a report that would not be made now.
    let english = tree.run(&["--lang", "en", "build", "--format", "txt"]);
    assert!(english.err.contains("warning[fee-statement]"), "{}", english.err);
    assert_eq!(tree.run(&["build", "--format", "txt", "--deny-warnings"]).code, 1);
    // The findings go with the fault.
    tree.write("data/2024/甲局.yaml", GOOD);
    let mended = tree.run(&["build", "--format", "txt"]);
    assert!(!mended.err.contains("fee-statement"), "{}", mended.err);
}

#[test]
fn what_is_known_is_what_would_be_found_anew() {
    let tree = two_units();
    tree.write("data/2023/甲局.yaml", GOOD.replace("2024", "2023"));
    let mut known = Known::default();
    // Until then a file's date proves nothing, and it is read again.
    std::thread::sleep(Duration::from_millis(2100));
    let edits: &[&dyn Fn()] = &[
        &|| {},
        &|| {
            tree.replace("data/2024/乙局.yaml", "行政许可: 12", "行政许可: 14");
        },
        // As many bytes, and the date of before.
        &|| {
            let path = tree.path("data/2024/甲局.yaml");
            let date = fs::metadata(&path).and_then(|file| file.modified()).expect("a date");
            tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
            let file = fs::File::options().write(true).open(path).expect("a file");
            file.set_modified(date).expect("a date");
        },
        // Last year's report changes what is found in this year's.
        &|| {
            tree.replace("data/2023/甲局.yaml", "自然人: 5", "自然人: 6");
        },
        &|| fs::remove_file(tree.path("data/2023/甲局.yaml")).expect("a file"),
        &|| {
            tree.write("units.yaml", "单位:\n- 名称: 甲局\n");
        },
    ];
    for edit in edits {
        edit();
        let project = Project::open(&tree.path(""), None).expect("a project");
        let (items, now) = Survey::after(&project, &known, 2).check_after(&known, 2).expect("files");
        let fresh = Survey::of(&project, &[], 2);
        let all: Vec<_> = fresh.entries().iter().collect();
        let found = |item: &Item| (item.paths.clone(), item.report.clone(), item.findings.clone());
        let anew: Vec<_> = fresh.check(&all, 2).expect("files").iter().map(found).collect();
        assert_eq!(items.iter().map(|item| found(item)).collect::<Vec<_>>(), anew);
        known = now;
    }
}

#[test]
fn a_template_of_an_office_gets_the_whole_report() {
    let tree = two_units();
    let template = "#let data = json(\"/report.json\")\n\
        #set document(title: data.title, date: datetime(year: 2025, month: 1, day: 2))\n#set text(lang: \"zh\", font: \"Noto Serif SC\")\n\
        #let table = data.sections.at(2).table\n\
        #let texts = table.rows.map(row => row.cells.map(c => (c.role, c.text))).flatten()\n\
        #assert(table.longest > 0 and texts.contains(\"value\") and texts.contains(\"总计\"))\n\
        = 报告\n";
    tree.write("templates/report.typ", template);
    let done = tree.run(&["build", "--format", "pdf"]);
    assert_eq!(done.code, 0, "{}", done.err);
    tree.write("templates/report.typ", template.replace("总计", "合计吗"));
    assert_ne!(tree.run(&["build", "--format", "pdf"]).code, 0);
}
