//! Formats that are made when asked for: the workbook and open data hold the figures of the report,
//! and nothing that a program would run.

use std::collections::BTreeMap;
use std::io::Read;

use serde_json::Value;

use crate::support::{GOOD, Tree, forms, full_report, repository, two_units};

/// A project of the sample in which every total is written down.
fn full() -> Tree {
    let tree = Tree::new();
    tree.write("data/2024/示例县公安局.yaml", full_report());
    tree
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Address → value of what `show` or a report in JSON has.
fn figures(data: &Value) -> BTreeMap<String, Option<String>> {
    let figures = data["figures"].as_array().expect("figures");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    figures
        .iter()
        .map(|figure| (text(&figure["address"]).expect("an address"), text(&figure["value"])))
        .collect()
}

#[test]
fn what_is_not_asked_for_is_not_made() {
    let tree = two_units();
    assert_eq!(tree.run(&["build"]).code, 0);
    let names: Vec<String> = tree.files("out/2024").into_iter().map(|(name, _)| name).collect();
    assert!(
        names.iter().all(|name| !name.ends_with("json") && !name.ends_with("csv") && !name.ends_with("xlsx"))
    );
    let done = tree.run(&["build", "--format", "json,csv,xlsx"]);
    assert!(done.err.contains("（更新 7 个）"), "{}", done.err);
    assert!(tree.text("out/lists/2024.html").contains("../2024/甲局.xlsx"), "the list links them");
    assert!(tree.text("out/SHA256SUMS").contains("  2024/甲局.csv\n"));
    let again = tree.run(&["build", "--format", "json,csv,xlsx"]);
    assert!(again.err.contains("（更新 0 个）"), "{}", again.err);
}

#[test]
fn the_workbook_read_back_is_the_report() {
    let tree = full();
    assert_eq!(tree.run(&["build", "--format", "xlsx"]).code, 0);
    let back = Tree::new();
    back.write("data/2024/示例县公安局.xlsx", tree.read("out/2024/示例县公安局.xlsx"));
    let show = |tree: &Tree, file: &str| {
        let done = tree.run(&["show", file, "--format", "json"]);
        parsed(&done.out)
    };
    let one = show(&tree, "data/2024/示例县公安局.yaml");
    let other = show(&back, "data/2024/示例县公安局.xlsx");
    let form = forms().edition(2021).expect("the form of 2024");
    assert_eq!(figures(&one).len(), form.ids().count());
    assert_eq!(figures(&one), figures(&other));
    assert_eq!(one["sections"], other["sections"]);
    assert_eq!((&one["unit"], &one["year"]), (&other["unit"], &other["year"]));
}

#[test]
fn open_data_in_json_are_the_report_and_keep_to_their_schema() {
    let tree = full();
    assert_eq!(tree.run(&["build", "--format", "json"]).code, 0);
    let data = parsed(&tree.text("out/2024/示例县公安局.json"));
    let shown = parsed(&tree.run(&["show", "data/2024/示例县公安局.yaml", "--format", "json"]).out);
    assert_eq!(figures(&data), figures(&shown));
    assert_eq!(data["texts"], shown["sections"]);
    let first = &data["figures"][0];
    assert_eq!(
        (&first["table"], &first["column"], &first["unit"]),
        (&"表二".into(), &"本年制发".into(), &"件".into())
    );
    let schema = parsed(&tree.run(&["schema", "report"]).out);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> = validator.iter_errors(&data).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(!validator.is_valid(&parsed("{}")));
    snapbox::assert_data_eq!(
        tree.run(&["schema", "report"]).out,
        snapbox::Data::read_from(&repository("tests/diagnose/report.schema.json"), None).raw()
    );
}

#[test]
fn open_data_in_csv_are_the_report_and_no_formula() {
    let tree = full();
    tree.write("data/2024/等号.yaml", GOOD.replace("甲局", "\"=1+1局\""));
    tree.run(&["build", "--format", "csv"]);
    let text = tree.text("out/2024/示例县公安局.csv");
    let rows = |text: &str| -> Vec<csv::StringRecord> {
        let text = text.strip_prefix('\u{FEFF}').expect("the mark that Excel knows UTF-8 by");
        csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.expect("a row")).collect()
    };
    let shown = parsed(&tree.run(&["show", "data/2024/示例县公安局.yaml", "--format", "json"]).out);
    let found: BTreeMap<String, Option<String>> = rows(&text)
        .iter()
        .map(|row| (row[8].to_owned(), Some(row[5].to_owned()).filter(|number| !number.is_empty())))
        .collect();
    assert_eq!(found, figures(&shown));
    assert!(rows(&text).iter().all(|row| row[0] == *"示例县公安局" && row[1] == *"2024" && row.len() == 9));
    assert!(
        rows(&text).iter().any(|row| row[2] == *"表三" && row[3].contains("予以公开") && row[4] == *"自然人")
    );
    let formula = tree.text("out/2024/=1+1局.csv");
    assert!(rows(&formula).iter().all(|row| &row[0] == "'=1+1局"), "{formula}");
}

#[test]
fn templates_that_are_written_out_change_nothing_until_they_are_changed() {
    let tree = two_units();
    tree.run(&["build"]);
    let before = tree.files("out/2024");
    tree.write("templates/report.css", "mine");
    let done = tree.run(&["templates", "eject"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("已存在，没有覆盖：report.css（确要覆盖，请加 --force）"), "{}", done.err);
    assert_eq!(tree.text("templates/report.css"), "mine");
    assert_eq!(tree.run(&["templates", "eject", "report.css", "--force"]).code, 0);
    let done = tree.run(&["build"]);
    assert!(done.err.contains("（更新 0 个）"), "{}", done.err);
    assert_eq!(tree.files("out/2024"), before);
    tree.replace("templates/report.txt", "{{ title }}", "{{ title }}（改）");
    let done = tree.run(&["build", "--unit", "甲*"]);
    assert!(done.err.contains("（更新 1 个）"), "{}", done.err);
    assert!(tree.text("out/2024/甲局.txt").contains("（改）"));
    let done = tree.run(&["templates", "eject", "nothing.txt"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("没有“nothing.txt”这个模板"), "{}", done.err);
}

/// A cell of a Word document: how many columns it covers, how it stands in a merged column
/// (`restart`, `continue`), and its text.
type WordCell = (usize, Option<String>, String);

/// The tables of a Word document, row by row.
fn tables(docx: &[u8]) -> Vec<Vec<Vec<WordCell>>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).expect("a package");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("a document").read_to_string(&mut xml).expect("text");
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let named = |node: &roxmltree::Node, name: &str| node.tag_name().name() == name;
    let value = |node: roxmltree::Node| {
        node.attributes().find(|one| one.name() == "val").map(|one| one.value().to_owned())
    };
    let cell = |node: roxmltree::Node| {
        let find = |name: &str| node.descendants().find(|node| named(node, name)).and_then(value);
        let span = find("gridSpan").and_then(|span| span.parse().ok()).unwrap_or(1);
        let text =
            node.descendants().filter(|node| named(node, "t")).filter_map(|node| node.text()).collect();
        (span, find("vMerge"), text)
    };
    let children = |node: roxmltree::Node, name: &'static str| -> Vec<_> {
        node.children().filter(|node| named(node, name)).map(|node| node.id()).collect()
    };
    let tables = document.descendants().filter(|node| named(node, "tbl"));
    tables
        .map(|table| {
            let rows = children(table, "tr").into_iter().filter_map(|id| document.get_node(id));
            rows.map(|row| {
                children(row, "tc").into_iter().filter_map(|id| document.get_node(id)).map(cell).collect()
            })
            .collect()
        })
        .collect()
}

#[test]
fn a_word_document_holds_the_figures_and_every_merged_cell() {
    let tree = full();
    assert_eq!(tree.run(&["build", "--format", "docx,json"]).code, 0);
    let docx = tree.read("out/2024/示例县公安局.docx");
    let tables = tables(&docx);
    assert_eq!(tables.len(), 3);
    for (table, columns) in tables.iter().zip([4, 10, 15]) {
        let mut open = vec![false; columns];
        for row in table {
            let mut at = 0;
            for (span, merge, text) in row {
                match merge.as_deref() {
                    Some("continue") => assert!(open[at] && text.is_empty(), "{text} goes on from nothing"),
                    merge => open[at..at + span].fill(merge.is_some()),
                }
                at += span;
            }
            assert_eq!(at, columns, "a row has a hole: {row:?}");
        }
    }
    let texts = tables.iter().flatten().flatten().map(|(.., text)| text.clone());
    let numbers: Vec<String> = texts.filter(|text| text.parse::<f64>().is_ok()).collect();
    let data = parsed(&tree.text("out/2024/示例县公安局.json"));
    let wanted: Vec<String> = data["figures"]
        .as_array()
        .expect("figures")
        .iter()
        .map(|figure| figure["value"].as_str().expect("a number").to_owned())
        .collect();
    assert_eq!(numbers, wanted);
    let stated: Vec<&str> = tables[1].iter().flatten().map(|(.., text)| text.as_str()).collect();
    for label in ["三、本年度办理结果", "（三）不予公开", "3.危及“三安全一稳定”", "总计"]
    {
        assert!(stated.contains(&label), "{label}: {stated:?}");
    }
}

#[test]
fn a_word_document_is_the_same_whatever_was_made_before() {
    let (all, one) = (two_units(), Tree::new());
    one.write("data/2024/乙局.yaml", GOOD.replace("甲局", "乙局"));
    all.run(&["build", "--format", "docx", "-j", "1"]);
    one.run(&["build", "--format", "docx", "-j", "1"]);
    assert!(all.read("out/2024/乙局.docx") == one.read("out/2024/乙局.docx"), "they differ");
    // What no document can hold is left out of a draft, and stops a report before.
    one.write(
        "data/2024/丙局.yaml",
        GOOD.replace("甲局", "丙局")
            .replace("全年未收取", "\"全年\\a未收取")
            .replace("处理费。", "处理费。\""),
    );
    let done = one.run(&["build", "--format", "docx", "--draft"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert_eq!(tables(&one.read("drafts/2024/丙局.draft.docx")).len(), 3);
}

#[test]
fn all_stands_for_every_format_and_each_is_read_back() {
    let tree = two_units();
    assert_eq!(tree.run(&["build", "--format", "all"]).code, 0);
    for format in nianbao::render::FORMATS {
        assert!(tree.path(&format!("out/2024/甲局.{}", format.ending)).exists(), "{}", format.name);
    }
    let done = tree.run(&["verify", "--format", "all"]);
    assert_eq!(done.code, 0, "{}", done.out);
    let files = 2 * nianbao::render::FORMATS.len();
    assert_eq!(done.out, format!("核对 2 份报告、{files} 个文件，全部与数据一致\n"));
}
