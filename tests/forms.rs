//! Forms: a third one, unlike the official ones, goes the whole way without any code; wrong ones
//! are refused with every fault and its line.

use std::fs;

use nianbao::form::load;
use nianbao::place::Source;

use crate::support::{GOOD, Tree, forms, repository};

#[test]
fn the_official_forms_have_the_official_sizes() {
    let forms = forms();
    for (edition, sizes, equations) in [(2021, [10, 175, 15], 39), (2019, [22, 161, 15], 37)] {
        let form = forms.edition(edition).expect("a built-in form");
        let tables: Vec<usize> =
            (0..form.sections.len()).filter(|&index| form.sections[index].table.is_some()).collect();
        let figures: Vec<usize> = tables.iter().map(|&index| form.ids_of_section(index).count()).collect();
        assert_eq!(figures, sizes, "edition {edition}");
        let of = |ids: &[&str]| -> usize {
            form.rules
                .iter()
                .filter(|rule| ids.contains(&rule.about.id.as_ref()))
                .map(|rule| rule.equations.len())
                .sum()
        };
        assert_eq!(of(&["requests-balance", "requests-outcome-total", "requests-row-total"]), equations);
        assert_eq!(of(&["disputes-total"]), 3);
        assert_eq!(of(&["carry-over"]), 7);
        assert_eq!(form.sections.len(), 6);
    }
    let newest = forms.edition(2021).expect("a built-in form");
    let stock = newest.rules.iter().find(|rule| rule.about.id == "in-force-stock").expect("the rule");
    assert_eq!(stock.equations.len(), 2);
}

#[test]
fn a_year_chooses_its_form() {
    let forms = forms();
    let edition = |year| forms.for_year(year).map(|form| form.edition);
    assert_eq!(
        [2018, 2019, 2020, 2021, 2030].map(edition),
        [None, Some(2019), Some(2019), Some(2021), Some(2021)]
    );
}

#[test]
fn addresses_lead_to_one_figure_in_many_spellings() {
    let forms = forms();
    let form = forms.edition(2021).expect("a built-in form");
    let key = |address: &str| form.resolve(address).map(|id| form.spec(id).key.clone());
    for address in [
        "表三.予以公开.自然人",
        "requests.granted.natural_person",
        "表三.granted.自然人",
        "三、收到和处理政府信息公开申请情况.（一）予以公开.自然人",
        "表三.本年度办理结果.(一) 予以公开.申请人情况.自然人",
        " 表三 . 予以公开 . 自然人 ",
    ] {
        assert_eq!(key(address).as_deref(), Ok("requests.granted.natural_person"), "{address}");
    }
    assert_eq!(key("表二.行政许可").as_deref(), Ok("proactive.licensing.decisions"));
    assert_eq!(key("表二.规范性文件.现行有效件数").as_deref(), Ok("proactive.normative_documents.in_force"));
    assert_eq!(key("表三.1.属于国家秘密.总计").as_deref(), Ok("requests.state_secret.total"));
    assert_eq!(
        key("表四.行政诉讼.复议后起诉.总计").as_deref(),
        Ok("disputes.suit_after_reconsideration.total")
    );
    for (address, nearest) in [
        ("表三.予以公示.自然人", "予以公开"),
        ("表五.总计", "表二"),
        ("表四.结果维持", "行政复议.结果维持"),
        ("表三.本年新收", "表三.本年新收.总计"),
        ("表三", "表三.结转下年度继续办理.总计"),
        ("", "表二.行政事业性收费"),
        ("行政许可", "表二.行政许可"),
        ("表三.不予公开.总计", "属于国家秘密"),
    ] {
        let unknown = form.resolve(address).expect_err(address);
        assert_eq!(unknown.nearest.first().map(String::as_str), Some(nearest), "{address}: {unknown:?}");
    }
    for form in forms.all() {
        for id in form.ids() {
            assert_eq!(form.resolve(&form.spec(id).address), Ok(id));
            assert_eq!(form.resolve(&form.spec(id).key), Ok(id));
        }
    }
}

#[test]
fn a_third_form_goes_the_whole_way_without_code() {
    let tree = Tree::copy_of(&repository("tests/forms/third"));
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("强制性[loans-row] 横向不符：合计填 2，各项之和为 1，多 1"), "{}", done.err);
    assert!(done.err.contains("表甲“地图 · 合计”应为 1（现为 2），只改这一处"), "{}", done.err);
    assert!(
        done.err
            .contains("核实性[balance-start] 年初与上年末不符：年初填 12.70，上年度“年末”为 12.75，少 0.05"),
        "{}",
        done.err
    );
    let text = tree.text("out/3000/甲馆.txt");
    let expected = fs::read_to_string(repository("tests/forms/third.txt")).expect("the expected text");
    assert_eq!(text, expected);
    let html = tree.text("out/3000/甲馆.html");
    assert!(html.contains(r#"scope="rowgroup" rowspan="3">甲、图书</th>"#), "{html}");
    assert!(tree.read("out/3000/甲馆.pdf").starts_with(b"%PDF-1.7"));
    assert!(!tree.path("out/3001/甲馆.txt").exists());
}

#[test]
fn wrong_forms_are_refused_with_every_fault_and_its_line() {
    let mut seen = 0;
    for entry in fs::read_dir(repository("tests/forms/wrong")).expect("the fixtures") {
        let path = entry.expect("a fixture").path();
        let text = fs::read_to_string(&path).expect("a fixture");
        let faults = load(&text, forms()).expect_err("a wrong form");
        let source = Source::new(String::new(), text.clone());
        let lines: Vec<&str> = text.lines().collect();
        let mut expected: Vec<(usize, &str, &str)> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if let Some((zh, en)) =
                line.trim_start().strip_prefix("#~ ").and_then(|note| note.split_once(" | "))
            {
                let below = (index + 1..lines.len())
                    .find(|&at| !lines[at].trim_start().starts_with("#~"))
                    .expect("a line");
                expected.push((below + 1, zh, en));
            }
        }
        for fault in &faults {
            let line = source.line_column(fault.span.start).0;
            let fits = |(at, zh, en): &(usize, &str, &str)| {
                *at == line && fault.words.zh.contains(zh) && fault.words.en.contains(en)
            };
            let index = expected.iter().position(fits);
            let index =
                index.unwrap_or_else(|| panic!("{}:{line}: not expected: {:?}", path.display(), fault.words));
            expected.remove(index);
            seen += 1;
        }
        assert!(expected.is_empty(), "{}: not found: {expected:?}", path.display());
    }
    assert!(seen >= 12, "only {seen} faults seen");
}

#[test]
fn a_wrong_form_of_a_project_stops_the_run_with_its_place() {
    let tree = Tree::new();
    tree.write(
        "templates/forms/2050.yaml",
        fs::read(repository("tests/forms/wrong/equations.yaml")).expect("a fixture"),
    );
    tree.write("data/2050/甲.yaml", "单位: 甲\n年度: 2050\n");
    let done = tree.run(&["check"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("--> templates/forms/2050.yaml:23:13"), "{}", done.err);
    assert!(done.out.is_empty());
}

/// A project's own file on top of a built-in form: one more equation, other levels.
#[test]
fn a_project_extends_a_form_without_a_table() {
    let tree = Tree::new();
    tree.write(
        "templates/forms/2021.yaml",
        "extends: 2021
levels: { in-force-stock: error }
longest: { 总体情况: 50 }
rules:
- id: no-charges
  level: warning
  table: proactive
  each: row
  equation: 收费金额 <= 0
  basis: 本县不收行政事业性收费
  title: { zh: 填了收费, en: charges were filled in }
  explain: { zh: 本县已取消收费。, en: This county charges nothing. }
",
    );
    tree.write("data/2024/甲局.yaml", GOOD.replacen("其余: 0", "行政事业性收费: 2, 其余: 0", 1));
    let done = tree.run(&["check"]);
    assert!(done.out.contains("核实性[no-charges] 填了收费"), "{}{}", done.out, done.err);
    assert!(done.out.contains("核实性[text-long] “总体情况”有 "), "{}", done.out);
    assert!(done.out.contains(" 字，要求不超过 50 字"), "{}", done.out);
    let done = tree.run(&["rules"]);
    assert!(done.out.contains("no-charges") && done.out.contains("requests-balance"), "{}", done.out);
    let done = tree.run(&["explain", "in-force-stock"]);
    assert!(done.out.starts_with("in-force-stock · 强制性"), "{}", done.out);
}
