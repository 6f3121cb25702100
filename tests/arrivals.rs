//! What arrives in `data/` and from whom: every file is read or named, the roster knows the units,
//! and outputs are called after units.

use std::fs;

use serde_json::Value;

use crate::support::{Done, GOOD, Tree, is_of_several};

fn report(unit: &str, year: u16) -> String {
    // Each unit and year has a text of its own: nothing is copied from last year.
    let own = format!("{unit}在 {year} 年更新不够及时");
    GOOD.replace("甲局", unit)
        .replace("年度: 2024", &format!("年度: {year}"))
        .replace("部分栏目更新不够及时", &own)
}

fn json(tree: &Tree, args: &[&str]) -> (i32, Value) {
    let done = tree.run(&[&["check", "--format", "json"], args].concat());
    (
        done.code,
        serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {}{}", done.out, done.err)),
    )
}

/// One value of each member of a list.
fn column(document: &Value, list: &str, key: &str) -> Vec<String> {
    let members = document[list].as_array().expect("a list");
    members.iter().map(|member| member[key].to_string().trim_matches('"').to_owned()).collect()
}

fn outputs(tree: &Tree) -> Vec<String> {
    let names = tree.files("out").into_iter().map(|(name, _)| name);
    names.filter(|name| name.contains('/') && !is_of_several(name)).collect()
}

fn assert_faults(roster: &str, faults: &[&str]) {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD).write("data/units.yaml", roster);
    let done = tree.run(&["check"]);
    assert_eq!(done.code, if faults.is_empty() { 0 } else { 2 }, "{roster}: {}{}", done.out, done.err);
    for fault in faults {
        assert!(
            done.err.contains(fault) && done.err.contains("--> data/units.yaml:"),
            "{fault}: {}",
            done.err
        );
    }
    assert_eq!(done.err.matches("强制性[form-invalid]").count(), faults.len(), "{roster}: {}", done.err);
}

#[test]
fn a_roster_is_checked_with_places() {
    assert_faults(
        "- { 名称: 甲局, 简称: 甲, 曾用名: [老甲局, 旧甲局], 层级: 县级, 自: 2008, 至: 2030, 联系人: 某某 0000, 网址名: jia-1, 汇总: 本级, 说明: 必须 }\n",
        &[],
    );
    assert_faults(
        "- { name: 甲局, short: 甲, also: 老甲局, tier: county, from: 2008, to: 2030, contact: x, slug: jia, sum: own, explain: required, parent: 乙局 }\n- { name: 乙局, sum: whole }\n- { name: 丙局, to: 2020, merged_into: 甲 }\n",
        &[],
    );
    assert_faults("- { 名称: 甲局 }\n- { 名称: 甲局 }\n", &["单位“甲局”写了两次"]);
    assert_faults(
        "- { 名称: 甲局 }\n- { 名称: 乙局, 曾用名: 甲 局 }\n",
        &["“乙局”的名称“甲 局”也是“甲局”的名称"],
    );
    assert_faults(
        "- { 名称: 甲局, 简称: 一局 }\n- { 名称: 乙局, 简称: 一局 }\n",
        &["“乙局”的名称“一局”也是“甲局”"],
    );
    assert_faults(
        "- { 名称: 甲局, 网址名: a }\n- { 名称: 乙局, 网址名: a }\n",
        &["网址名都是“a”：请改其中一个"],
    );
    for slug in ["GA", "公安", "a b", "a/b", "-a", "../a", "a.b"] {
        assert_faults(
            &format!("- {{ 名称: 甲局, 网址名: \"{slug}\" }}\n"),
            &["网址名只用小写字母、数字和连字符"],
        );
    }
    assert_faults("- { 名称: 甲局, 自: 2024, 至: 2020 }\n", &["自 2024 年至 2020 年：先后颠倒了"]);
    assert_faults("- { 名称: 甲局, 自: 去年 }\n", &["请写四位年份"]);
    assert_faults("- { 名称: 甲局, 汇总: 一半 }\n", &["汇总请写全域或本级"]);
    assert_faults("- { 名称: 甲局, 说明: 随便 }\n", &["说明请写必须"]);
    assert_faults("- { 名称: 甲局, 并入: 无此局 }\n", &["并入“无此局”不在名录里"]);
    assert_faults(
        "- { 名称: 甲局, 上级: 乙局 }\n- { 名称: 乙局, 上级: 甲局 }\n",
        &["上级绕成了圈（甲局 → 乙局）"],
    );
    assert_faults("- { 名称: 甲局, 至: 2020, 并入: 甲局 }\n", &["并入绕成了圈（甲局）"]);
    assert_faults(
        "- { 名称: 甲局, 并入: 乙局, 至: 2020 }\n- { 名称: 乙局, 并入: 丙局, 至: 2021 }\n- { 名称: 丙局, 并入: 乙局, 至: 2022 }\n",
        &["并入绕成了圈（乙局 → 丙局）"],
    );
}

#[test]
fn a_unit_that_the_roster_does_not_know_is_an_error_with_the_nearest_names() {
    let tree = Tree::new();
    tree.write("data/units.yaml", "- { 名称: 青川县公安局, 简称: 青川公安 }\n- { 名称: 青川县财政局 }\n");
    tree.write("data/2024/a.yaml", report("青川县公按局", 2024))
        .write("data/2024/b.yaml", report("青川县 财政局", 2024));
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("强制性[unit-unlisted] 名录里没有“青川县公按局”，相近的有“青川县公安局”"),
        "{}",
        done.out
    );
    assert!(done.out.contains("--> data/2024/a.yaml:1:5"), "{}", done.out);
    assert_eq!(done.out.matches("unit-unlisted]").count(), 1, "spaces make no other unit: {}", done.out);
    let (_, document) = json(&tree, &[]);
    assert_eq!(
        document["unlisted"],
        serde_json::json!([{ "unit": "青川县公按局", "file": "data/2024/a.yaml" }])
    );
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 1);
    assert_eq!(outputs(&tree), ["2024/青川县财政局.txt"]);
    // Without a roster there is nothing to compare with; with the unit in it, nothing wrong.
    tree.replace("data/units.yaml", "名称: 青川县财政局", "名称: 青川县财政局 }\n- { 名称: 青川县公按局");
    assert!(!tree.run(&["build", "--format", "txt"]).err.contains("unit-unlisted"));
    fs::remove_file(tree.path("data/units.yaml")).expect("removed");
    assert_eq!(tree.run(&["check"]).code, 0);
}

#[test]
fn a_former_name_is_the_same_unit_across_years() {
    let tree = Tree::new();
    tree.write("data/units.yaml", "- { 名称: 青川县水务局, 简称: 水务局, 曾用名: [青川县水利局] }\n");
    let last = report("青川县水利局", 2023)
        .replace("予以公开: { 自然人: 5 }", "予以公开: { 自然人: 3 }, 结转下年度继续办理: { 自然人: 2 }");
    tree.write("data/2023/水利局.yaml", last);
    tree.write("data/2024/水务局.yaml", report("青川县水务局", 2024));
    let done = tree.run(&["check"]);
    assert!(
        done.out.contains("强制性[carry-over]") && done.out.contains("data/2023/水利局.yaml:"),
        "{}",
        done.out
    );
    let carried = "上年结转: { 自然人: 2 }, 予以公开: { 自然人: 7 }";
    tree.replace("data/2024/水务局.yaml", "予以公开: { 自然人: 5 }", carried);
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    // Published under the present name; the title is as the report has it.
    assert_eq!(outputs(&tree), ["2023/青川县水务局.txt", "2024/青川县水务局.txt"]);
    assert!(tree.text("out/2023/青川县水务局.txt").starts_with("青川县水利局2023年"));
    assert!(!tree.text("out/index.html").contains("水利局"));
    // Two reports under two names of one unit hold each other back.
    tree.write("data/2024/又一份.yaml", report("青川县水利局", 2024));
    let done = tree.run(&["check"]);
    assert_eq!(
        done.out.matches("强制性[duplicate-report] “青川县水务局”2024 年度有 2 份数据").count(),
        2,
        "{}",
        done.out
    );
}

#[test]
fn reports_outside_the_years_of_a_unit_are_told() {
    let tree = Tree::new();
    tree.write(
        "data/units.yaml",
        "- { 名称: 甲局, 自: 2023 }\n- { 名称: 乙局, 至: 2022 }\n- { 名称: 丙局, 至: 2022, 并入: 甲局 }\n- { 名称: 丁局, 自: 2022, 至: 2023 }\n- { 名称: 戊局, 并入: 甲局 }\n",
    );
    for unit in ["甲局", "乙局", "丙局", "丁局"] {
        tree.write(&format!("data/2022/{unit}.yaml"), report(unit, 2022));
        tree.write(&format!("data/2023/{unit}.yaml"), report(unit, 2023));
    }
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 0, "{}", done.out);
    for (told, file) in [
        ("名录写明“甲局”自 2023 年度起报送，这是 2022 年度的报告", "data/2022/甲局.yaml"),
        ("名录写明“乙局”报送到 2022 年度为止，这是 2023 年度的报告", "data/2023/乙局.yaml"),
        ("名录写明“丙局”2022 年度后已并入“甲局”，这是 2023 年度的报告", "data/2023/丙局.yaml"),
    ] {
        let message =
            done.out.split("\n\n").find(|part| part.contains(&format!("核实性[unit-years] {told}")));
        assert!(message.is_some_and(|message| message.contains(file)), "{told}: {}", done.out);
    }
    assert_eq!(done.out.matches("[unit-years]").count(), 3, "{}", done.out);
    // Nobody waits for units that report no more, or not yet.
    let (code, document) = json(&tree, &["--year", "2024"]);
    assert_eq!((code, column(&document, "missing", "unit")), (0, vec!["甲局".to_owned()]), "no data yet");
    fs::remove_file(tree.path("data/2023/甲局.yaml")).expect("removed");
    fs::remove_file(tree.path("data/2022/丁局.yaml")).expect("removed");
    let (code, document) = json(&tree, &["--year", "2022", "--year", "2023"]);
    assert_eq!(code, 0, "who is missing changes no exit code");
    assert_eq!(
        document["missing"],
        serde_json::json!([{ "unit": "丁局", "year": 2022 }, { "unit": "甲局", "year": 2023 }])
    );
    assert_eq!(column(&json(&tree, &[]).1, "missing", "unit"), ["甲局"], "of the newest year");
}

/// 60 units of a roster and 49 files of all kinds: what each of them is.
#[test]
fn sixty_units_and_forty_nine_files_are_all_accounted_for() {
    let tree = Tree::new();
    let unit = |number: usize| format!("青川县第{number:02}局");
    let mut roster = String::new();
    (1..=60).for_each(|number| {
        roster.push_str(&format!("- {{ 名称: {}, 曾用名: 青川县旧{number:02}局 }}\n", unit(number)));
    });
    tree.write("data/units.yaml", roster);
    for number in 1..=28 {
        let name = match number % 4 {
            0 => format!("副本{}", unit(number)),
            1 => format!("{} (1)", unit(number)),
            2 => format!("report final v{number}"),
            _ => format!("街道/{}", unit(number)),
        };
        tree.write(&format!("data/2024/{name}.yaml"), report(&unit(number), 2024));
    }
    let former = "青川县旧29局";
    tree.write("data/2024/旧名.yaml", report(former, 2024));
    tree.write("data/2024/错名.yaml", report("青川县第3O局", 2024));
    let mut unread = Vec::new();
    let endings = [
        "odt", "xps", "doc", "wps", "zip", "rar", "eml", "msg", "jpg", "PNG", "log", "ofd", "url", "tiff",
        "7z", "xlsb", "",
    ];
    for (number, ending) in (31..).zip(endings) {
        let dot = if ending.is_empty() { "" } else { "." };
        unread.push(format!("data/2024/{}{dot}{ending}", unit(number)));
    }
    unread.push("data/2024/说明/交接.zzz".to_owned());
    unread.push("data/通知.docx".to_owned());
    for file in &unread {
        tree.write(file, "x");
    }
    assert_eq!(30 + unread.len(), 49);
    // A workbook that cannot be opened is unreadable, and its unit has submitted.
    tree.write(&format!("data/2024/{}.xlsx", unit(48)), "PK\u{3}\u{4} cut off");
    unread.push(format!("data/2024/{}.xlsx", unit(48)));
    // Litter is nobody's report.
    for litter in [
        "Thumbs.db",
        "desktop.ini",
        "~$甲.xlsx",
        ".~lock.甲.xlsx#",
        ".DS_Store",
        ".甲.swp",
        "甲.yaml~",
        "甲.swp",
        ".gitkeep",
        "._甲.xlsx",
        ".earlier/甲.yaml",
        "~WRL0001.tmp",
        "#甲#",
    ] {
        tree.write(&format!("data/2024/{litter}"), "x");
    }
    let missing: Vec<String> = [30].into_iter().chain(49..=60).map(unit).collect();

    let (code, document) = json(&tree, &[]);
    assert_eq!(code, 2, "one workbook could not be opened");
    let mut files = column(&document, "unread", "file");
    files.sort();
    unread.sort();
    assert_eq!(files, unread);
    assert!(document["unread"].as_array().expect("a list").iter().all(|one| one["reason"]["zh"].is_string()));
    assert_eq!(column(&document, "missing", "unit"), missing);
    assert_eq!(column(&document, "unlisted", "unit"), ["青川县第3O局"]);
    assert_eq!(column(&document, "reports", "file").len(), 31);

    let Done { out: text, .. } = tree.run(&["check"]);
    let sarif = tree.run(&["check", "--format", "junit"]).out;
    let told = tree.run(&["build", "--format", "txt"]).err;
    for name in unread.iter().chain(&missing).map(String::as_str).chain(["青川县第3O局"]) {
        for (where_to, said) in [("text", &text), ("junit", &sarif), ("build", &told)] {
            assert!(said.contains(name), "{name} is not in {where_to}: {said}");
        }
    }
    for litter in ["Thumbs.db", "desktop.ini", "~$甲", ".~lock", ".swp", "甲.yaml~", ".earlier", "甲#"] {
        assert!(!text.contains(litter), "{litter}: {text}");
    }
    let sarif: Value = serde_json::from_str(&tree.run(&["check", "--format", "sarif"]).out).expect("JSON");
    let count = |rule: &str| {
        let results = sarif["runs"][0]["results"].as_array().expect("a list");
        results.iter().filter(|result| result["ruleId"] == rule && result["ruleIndex"].is_number()).count()
    };
    assert_eq!((count("unread-file"), count("unit-missing"), count("unit-unlisted")), (19, 13, 1));

    let mut made: Vec<String> = (1..=29).map(|number| format!("2024/{}.txt", unit(number))).collect();
    made.sort();
    assert_eq!(outputs(&tree), made);
    fs::remove_file(tree.path(&format!("data/2024/{}.xlsx", unit(48)))).expect("removed");
    assert_eq!(json(&tree, &[]).0, 1, "documents and unknown units");
}

#[test]
fn what_is_in_data_itself_is_told_what_it_is_for() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD)
        .write("data/units.yml", "- { 名称: 甲局 }\n")
        .write("data/说明.docx", "x");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("单位名录的文件名是 data/units.yaml"), "{}", done.out);
    assert!(done.out.contains("data/ 里直接放的只有单位名录 units.yaml 和各年度的文件夹"), "{}", done.out);
    assert_eq!(tree.run(&["check", "--unit", "甲局"]).code, 0, "of one unit alone");
    // With nothing else there, the files are named all the same.
    let tree = Tree::new();
    tree.write("data/2024/甲局.doc", "x");
    let (code, document) = json(&tree, &[]);
    assert_eq!((code, column(&document, "unread", "file")), (1, vec!["data/2024/甲局.doc".to_owned()]));
    let done = tree.run(&["build"]);
    assert!(done.code == 2 && done.err.contains("data/2024/甲局.doc"), "{}", done.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_opened_stops_no_other() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD).write("data/2024/街道/丙办.yaml", report("丙办", 2024));
    let mode = |mode| {
        let folder = tree.path("data/2024/街道");
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("a mode");
    };
    mode(0o000);
    if fs::read_dir(tree.path("data/2024/街道")).is_ok() {
        return mode(0o755); // nothing is closed to the superuser
    }
    let done = tree.run(&["build", "--format", "txt"]);
    mode(0o755);
    assert_eq!(done.code, 2, "{}", done.err);
    assert!(done.err.contains("强制性[unreadable]") && done.err.contains("data/2024/街道"), "{}", done.err);
    assert_eq!(outputs(&tree), ["2024/甲局.txt"]);
}

#[test]
fn outputs_are_called_after_units_and_old_names_go() {
    let tree = Tree::new();
    tree.write("data/2024/副本 甲局 (2).yaml", GOOD)
        .write("data/2024/report final v3.yaml", report("乙局", 2024));
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!done.err.contains("name-of-file"), "{}", done.err);
    assert_eq!(outputs(&tree), ["2024/乙局.txt", "2024/甲局.txt"]);
    let sums = tree.text("out/SHA256SUMS");
    assert!(sums.contains("  2024/甲局.txt\n") && !sums.contains("副本"), "{sums}");
    tree.write("data/units.yaml", "- { 名称: 甲局, 网址名: jia }\n- { 名称: 丁局, 曾用名: 乙局 }\n");
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(outputs(&tree), ["2024/jia.txt", "2024/丁局.txt"]);
    let index = tree.text("out/index.html");
    assert!(
        index.contains(r#"href="2024/jia.txt""#) && index.contains("甲局") && !index.contains("乙局"),
        "{index}"
    );
    assert!(tree.run(&["verify", "--format", "txt"]).code == 0);
}

#[test]
fn a_slip_in_a_correction_takes_no_report_from_its_readers() {
    let tree = Tree::new();
    tree.write("data/units.yaml", "- { 名称: 甲局, 网址名: jia }\n- { 名称: 乙局 }\n");
    tree.write("data/2024/一.yaml", GOOD).write("data/2024/二.yaml", report("乙局", 2024));
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    let before = tree.read("out/2024/jia.txt");
    let is_there = |when: &str| {
        assert!(tree.read("out/2024/jia.txt") == before, "{when}");
        let index = tree.text("out/index.html");
        assert!(index.contains(r#"href="2024/jia.txt""#) && index.contains(">甲局<"), "{when}: {index}");
        assert!(tree.text("out/SHA256SUMS").contains("2024/jia.txt"), "{when}");
    };
    for (when, slip) in [
        ("a figure", GOOD.replace("本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }")),
        ("the unit", GOOD.replace("单位: 甲局", "单位: 田局")),
        ("no unit", GOOD.replace("单位: 甲局\n", "")),
        ("no text", "单位: [".to_owned()),
    ] {
        tree.write("data/2024/一.yaml", slip);
        for _ in 0..2 {
            assert_ne!(tree.run(&["build", "--format", "txt"]).code, 0, "{when}");
            is_there(when);
        }
    }
    tree.write("data/2024/一.yaml", GOOD).write("templates/report.txt", "{% if %}");
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 2);
    is_there("a template");
    // With the correction made, or the file gone, so is what it was.
    fs::remove_file(tree.path("templates/report.txt")).expect("removed");
    tree.write("data/2024/一.yaml", report("甲局", 2024));
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    assert!(tree.read("out/2024/jia.txt") != before);
    fs::remove_file(tree.path("data/2024/一.yaml")).expect("removed");
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    assert_eq!(outputs(&tree), ["2024/乙局.txt"]);
}

#[test]
fn warnings_that_have_to_be_explained_hold_a_report_back() {
    let tree = Tree::new();
    let roster = "- { 名称: 某县人民政府, 层级: 县级, 说明: 必须 }\n- { 名称: 甲局, 层级: 县级, 上级: 某县人民政府 }\n- { 名称: 乙局, 层级: 乡级 }\n";
    tree.write("data/units.yaml", roster);
    let thin = |unit: &str| {
        let text = report(unit, 2024);
        let start = text.find("存在的主要问题").expect("a section");
        let end = text.find("其他需要").expect("a section");
        format!("{}存在的主要问题及改进情况: 无。\n{}", &text[..start], &text[end..])
    };
    tree.write("data/2024/甲局.yaml", thin("甲局")).write("data/2024/乙局.yaml", thin("乙局"));
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("强制性[explanation-required] 还有 1 处核实性问题没有说明"), "{}", done.err);
    assert!(done.err.contains("1 份带着没有说明的核实性问题生成（乡级 1 份）"), "{}", done.err);
    assert_eq!(outputs(&tree), ["2024/乙局.txt"]);
    let waivers = tree.run(&["check", "--waive", "--unit", "甲局"]).out;
    let waivers: String = waivers
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| match line.trim() {
            "理由:" => "  理由: 本年度确无突出问题，局务会逐项研究过\n".to_owned(),
            "核实人:" => "  核实人: 某某\n".to_owned(),
            "日期:" => "  日期: 2025-01-10\n".to_owned(),
            _ => format!("{line}\n"),
        })
        .collect();
    tree.write("data/2024/甲局.yaml", format!("{}{waivers}", thin("甲局")));
    let done = tree.run(&["build", "--format", "txt"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(outputs(&tree), ["2024/乙局.txt", "2024/甲局.txt"]);
    // For one build, all of them.
    fs::remove_dir_all(tree.path("out")).expect("removed");
    let done = tree.run(&["build", "--format", "txt", "--deny-warnings"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("1 份因核实性问题没有说明而没有生成（--deny-warnings）"), "{}", done.err);
    assert_eq!(outputs(&tree), ["2024/甲局.txt"]);
}

#[test]
fn what_is_not_for_publishing_is_not_in_out() {
    let tree = Tree::new();
    tree.write("data/units.yaml", "- { 名称: 甲局 }\n");
    tree.write("data/2024/甲局.yaml", GOOD.replace("本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }"));
    assert_eq!(tree.run(&["build", "--draft", "--format", "txt"]).code, 1);
    assert_eq!(tree.run(&["form", "--all", "--year", "2025"]).code, 0);
    assert!(tree.text("drafts/2024/甲局.draft.txt").contains("草稿"));
    assert!(tree.path("forms/2025/甲局.xlsx").exists());
    assert!(outputs(&tree).is_empty(), "{:?}", outputs(&tree));
    let mut csv = String::new();
    csv.push_str("单位,甲局\n年度,2024\n");
    tree.write("data/2024/乙局.csv", csv);
    let done = tree.run(&["return", "data/2024/乙局.csv"]);
    assert!(tree.path("returned/2024/乙局.xlsx").exists(), "{}{}", done.out, done.err);
    fs::remove_file(tree.path("data/2024/乙局.csv")).expect("removed");
    // A draft goes when the report is sound.
    tree.write("data/2024/甲局.yaml", GOOD);
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    assert!(!tree.path("drafts/2024").exists() && tree.path("out/2024/甲局.txt").exists());
}

#[test]
fn parts_of_a_build_follow_a_file_that_changes_its_name() {
    let tree = Tree::new();
    let parts = || {
        for part in 1..=4 {
            tree.run(&["build", "--format", "txt", "--shard", &format!("{part}/4")]);
        }
        tree.run(&["index"])
    };
    for number in 0..8 {
        tree.write(&format!("data/2024/f{number}.yaml"), report(&format!("第{number}局"), 2024));
    }
    assert_eq!(parts().code, 0);
    for number in 0..8 {
        let (old, new) = (
            tree.path(&format!("data/2024/f{number}.yaml")),
            tree.path(&format!("data/2024/g{number}.yaml")),
        );
        fs::rename(old, new).expect("renamed");
    }
    fs::remove_file(tree.path("data/2024/g7.yaml")).expect("removed");
    assert_eq!(parts().code, 0);
    let names: Vec<String> = (0..7).map(|number| format!("2024/第{number}局.txt")).collect();
    assert_eq!(outputs(&tree), names);
    let index = tree.text("out/index.html");
    assert!(index.contains("第6局.txt") && !index.contains("第7局"), "{index}");
    let whole = tree.text(".nianbao/out/manifest.json");
    tree.run(&["build", "--format", "txt"]);
    assert_eq!(whole, tree.text(".nianbao/out/manifest.json"));
}

#[test]
fn signs_that_a_terminal_obeys_are_shown_as_signs() {
    let tree = Tree::new();
    let hostile = "甲\u{202e}局\u{85}乙\u{1b}[31m丙\u{2066}";
    let quoted = "甲\\u202e局\\u0085乙\\e[31m丙\\u2066";
    tree.write("data/units.yaml", "- { 名称: 丁局 }\n");
    tree.write("data/2024/甲.yaml", GOOD.replace("单位: 甲局", &format!("单位: \"{quoted}\"")));
    tree.write(
        "data/2024/乙.yaml",
        GOOD.replace("单位: 甲局", "单位: 甲\u{202e}局\u{85}乙\n其\u{202e}他\u{85}: 1"),
    );
    tree.write(&format!("data/2024/{hostile}.docx"), "x");
    for args in [
        &["check"][..],
        &["check", "-v"],
        &["build", "--format", "txt", "-v"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "junit"],
        &["check", "--format", "github"],
        &["show", "data/2024/甲.yaml"],
        &["build", "--dry-run", "-v"],
        &["check", "--unit", hostile],
    ] {
        let done = tree.run(args);
        for (name, text) in [("stdout", &done.out), ("stderr", &done.err)] {
            let raw = text.contains(['\u{202e}', '\u{85}', '\u{2066}']) || text.contains("\u{1b}[31m丙");
            assert!(!raw, "{args:?} {name}: {text:?}");
        }
    }
}

/// Whoever uploads the output folder whole uploads nothing of the office's own affairs; the record
/// of an earlier version, which was in it, is taken over.
#[test]
fn the_output_folder_holds_only_what_may_be_published() {
    let tree = Tree::new();
    tree.write("data/2024/甲局 终稿.yaml", GOOD).write("data/2024/乙局.yaml", GOOD.replace("甲局", "乙局"));
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    assert!(!tree.path("out/.nianbao").exists());
    for (name, bytes) in tree.files("out") {
        assert!(!String::from_utf8_lossy(&bytes).contains("终稿"), "{name}");
    }
    let record = tree.text(".nianbao/out/manifest.json");
    std::fs::remove_dir_all(tree.path(".nianbao")).expect("removed");
    tree.write("out/.nianbao/manifest.json", &record).write("out/.nianbao/lock", "");
    std::fs::remove_file(tree.path("data/2024/乙局.yaml")).expect("removed");
    let done = tree.run(&["build", "--format", "txt"]);
    assert!(!tree.path("out/2024/乙局.txt").exists(), "known by the earlier record: {}", done.err);
    assert!(!tree.path("out/.nianbao").exists());
    // Another output folder has a record of its own, and none is written among the records.
    assert_eq!(tree.run(&["build", "--format", "txt", "-o", "public/2025"]).code, 0);
    assert!(tree.path(".nianbao/public_2025/manifest.json").exists());
    assert_eq!(tree.run(&["build", "-o", ".nianbao/out"]).code, 2);
}
