//! The office's work as it is done: a project from a list of units, incoming files collected by
//! unit, who is missing, corrections, the next year. And the law of collecting: nothing that came in
//! changes, nothing in `data/` is lost, no unit gets another's file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;
use serde_json::Value;
use zip::write::SimpleFileOptions;

use nianbao::document::Packer;
use nianbao::make::Project;
use nianbao::office::collect::{self, Order, Outcome};
use nianbao::render::{self, Sheets};

use crate::support::{Done, GOOD, Tree, forms};

const ROSTER: &str = "\
- { 名称: 示例县公安局, 简称: 县公安局, 联系人: 张三 0735-1 }
- { 名称: 示例县水务局, 简称: 县水务局, 曾用名: [示例县水利局] }
- { 名称: 示例县教育局, 简称: 县教育局 }
";
const UNITS: [&str; 3] = ["示例县公安局", "示例县水务局", "示例县教育局"];

fn office() -> Tree {
    let tree = Tree::new();
    tree.write("data/units.yaml", ROSTER);
    tree
}

/// A sound report in YAML; each one differs.
fn report(unit: &str, year: u16, number: usize) -> String {
    GOOD.replace("甲局", unit)
        .replace("年度: 2024", &format!("年度: {year}"))
        .replace("行政许可: 12", &format!("行政许可: {number}"))
        .replace("部分栏目更新不够及时", &format!("{unit}在 {year} 年更新不够及时"))
}

/// A form as it is sent out, of which `number` makes another file.
fn form(unit: Option<&str>, year: u16, number: usize) -> Vec<u8> {
    let form = forms().for_year(year).expect("a form");
    let text = report(unit.unwrap_or("示例县公安局"), year, number);
    let report = crate::support::read_text(forms(), text.as_bytes()).report.expect("a report");
    let sheets = Sheets { unit, year: Some(year), report: unit.map(|_| &report), ..Sheets::of(form) };
    render::workbook(&sheets).expect("a workbook")
}

fn dated(tree: &Tree, below: &str, bytes: impl AsRef<[u8]>, seconds: u64) {
    tree.write(below, bytes);
    let file = File::options().write(true).open(tree.path(below)).expect("a file");
    file.set_modified(UNIX_EPOCH + Duration::from_secs(1_760_000_000 + seconds)).expect("a time");
}

fn json(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {}{}", done.out, done.err))
}

/// Collects; the exit code, and each file with what became of it and where it is.
fn collected(tree: &Tree) -> (i32, BTreeMap<String, (String, String)>, Value) {
    let done = tree.run(&["collect", "收件", "--year", "2025", "--format", "json"]);
    let said = json(&done);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let files = said["files"].as_array().expect("files").iter();
    let files = files.map(|one| (text(&one["file"]), (text(&one["result"]), text(&one["to"]))));
    (done.code, files.collect(), said)
}

fn assert_collected(tree: &Tree, code: i32, wanted: &[(&str, &str, &str)]) -> Value {
    let (exit, files, said) = collected(tree);
    let found: Vec<(&str, &str, &str)> =
        files.iter().map(|(file, (result, to))| (file.as_str(), result.as_str(), to.as_str())).collect();
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!((found, exit), (wanted, code), "{said:#}");
    said
}

fn reason(said: &Value, file: &str) -> String {
    let files = said["files"].as_array().expect("files");
    let one = files.iter().find(|one| one["file"] == file).unwrap_or_else(|| panic!("no {file}"));
    one["reason"]["zh"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_the_content_says_wins_over_the_name() {
    let tree = office();
    // By the marks of the form, by a cell, by the name; former and short names too.
    tree.write("收件/深/新建 工作表.xlsx", form(Some("示例县公安局"), 2025, 1));
    tree.write("收件/县公安局年报最终版.yaml", report("示例县水利局", 2025, 2));
    let said = assert_collected(
        &tree,
        0,
        &[
            ("深/新建 工作表.xlsx", "copied", "data/2025/示例县公安局.xlsx"),
            ("县公安局年报最终版.yaml", "copied", "data/2025/示例县水务局.yaml"),
        ],
    );
    assert_eq!(said["version"], 1);
    assert!(
        reason(&said, "县公安局年报最终版.yaml").contains("文件名是“示例县公安局”，内容是“示例县水务局”")
    );
    assert_eq!(tree.read("data/2025/示例县公安局.xlsx"), tree.read("收件/深/新建 工作表.xlsx"));
    assert_eq!(tree.run(&["check"]).code, 0, "{}", tree.run(&["check"]).out);
}

#[test]
fn what_is_not_certain_is_listed_and_not_copied() {
    let tree = office();
    tree.write("收件/县教育局.xlsx", form(Some("示例县教育局"), 2024, 1));
    tree.write("收件/a.yaml", report("示例县公按局", 2025, 1));
    tree.write("收件/通知.docx", word(&["关于做好 2025 年度报告工作的通知", "请按时报送。"]));
    tree.write("收件/会场.jpg", b"\xFF\xD8\xFF\xE0 picture");
    tree.write("收件/县公安局.xlsx", b"PK\x03\x04 broken");
    tree.write("收件/空.xlsx", b"");
    tree.write("收件/Thumbs.db", b"x");
    let said = assert_collected(
        &tree,
        1,
        &[
            ("县教育局.xlsx", "uncertain", ""),
            ("a.yaml", "uncertain", ""),
            ("通知.docx", "stranger", ""),
            ("会场.jpg", "stranger", ""),
            ("县公安局.xlsx", "unreadable", ""),
            ("空.xlsx", "unreadable", ""),
        ],
    );
    assert!(reason(&said, "县教育局.xlsx").contains("这是 2024 年度的报告，不是 2025 年度的"));
    assert!(reason(&said, "a.yaml").contains("名录里没有“示例县公按局”，相近的有“示例县公安局”"));
    // Whoever sent what cannot be read is not missing.
    let done = tree.run(&["status", "--year", "2025"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("2025 年度 3 个单位：0 已报送，1 不能读，2 未报送"), "{}", done.out);
}

#[test]
fn versions_are_kept_and_only_a_certain_one_takes_the_place_of_another() {
    let tree = office();
    dated(&tree, "收件/一/县公安局.xlsx", form(Some(UNITS[0]), 2025, 1), 10);
    dated(&tree, "收件/县水务局.xlsx", form(Some(UNITS[1]), 2025, 1), 10);
    assert_collected(
        &tree,
        0,
        &[
            ("一/县公安局.xlsx", "copied", "data/2025/示例县公安局.xlsx"),
            ("县水务局.xlsx", "copied", "data/2025/示例县水务局.xlsx"),
        ],
    );
    let first = tree.read("data/2025/示例县公安局.xlsx");
    dated(&tree, "收件/二/县公安局.xlsx", form(Some(UNITS[0]), 2025, 2), 20);
    dated(&tree, "收件/县水务局(1).xlsx", form(Some(UNITS[1]), 2025, 2), 10);
    let (code, files, said) = collected(&tree);
    assert_eq!(code, 1);
    assert_eq!(files["二/县公安局.xlsx"], ("replaced".to_owned(), "data/2025/示例县公安局.xlsx".to_owned()));
    assert!(reason(&said, "二/县公安局.xlsx").contains("按修改时间"));
    assert_eq!(files["县水务局(1).xlsx"].0, "uncertain");
    let (result, earlier) = &files["一/县公安局.xlsx"];
    assert!(result == "unchanged" && earlier.starts_with("data/2025/.earlier/示例县公安局/"), "{earlier}");
    assert_eq!(tree.read(earlier), first);
    assert_eq!(tree.read("data/2025/示例县公安局.xlsx"), tree.read("收件/二/县公安局.xlsx"));
    // A second run is the same, and so is the register.
    let register = tree.text("data/2025/received.csv");
    assert!(register.starts_with("\u{FEFF}文件,校验码,单位,依据,结果\r\n"), "{register}");
    let (_, again, _) = collected(&tree);
    assert!(again.values().all(|(result, _)| result == "unchanged" || result == "uncertain"), "{again:?}");
    assert_eq!(tree.text("data/2025/received.csv"), register);
    let kept: Vec<&str> = register.lines().filter(|line| line.contains("示例县公安局")).collect();
    assert!(kept[0].ends_with("以前的版本") && kept[1].ends_with("在用"), "{kept:?}");
    // A person decides, and then it is settled.
    fs::remove_file(tree.path("收件/县水务局(1).xlsx")).expect("removed");
    assert_eq!(collected(&tree).0, 0);
}

#[test]
fn archives_and_mails_are_opened_one_deep() {
    let tree = office();
    let inner = packed(&[("县教育局.xlsx".as_bytes(), form(Some(UNITS[2]), 2025, 1))]);
    let (gbk, ..) = encoding_rs::GBK.encode("报送/县公安局年报.xlsx");
    let archive =
        packed(&[(&gbk, form(None, 2025, 1)), (b"inner.zip", inner), (b"__MACOSX/._x", b"x".to_vec())]);
    tree.write("收件/乡镇.zip", archive);
    let mail = mail("=?GBK?B?z9jLrs7xvtYueGxzeA==?=", &form(Some(UNITS[1]), 2025, 1));
    tree.write("收件/邮件.eml", mail);
    let said = assert_collected(
        &tree,
        1,
        &[
            ("乡镇.zip/报送/县公安局年报.xlsx", "copied", "data/2025/示例县公安局.xlsx"),
            ("乡镇.zip/inner.zip", "unreadable", ""),
            ("邮件.eml/县水务局.xlsx", "copied", "data/2025/示例县水务局.xlsx"),
        ],
    );
    assert!(reason(&said, "乡镇.zip/inner.zip").contains("压缩包里还有压缩包"));
}

/// An archive whose names are these bytes.
fn packed(files: &[(&[u8], Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut named = Vec::new();
    for (number, (name, bytes)) in files.iter().enumerate() {
        // A name of the same length, put in its place afterwards.
        let place: String =
            std::iter::repeat_n(char::from(b'A' + u8::try_from(number).expect("few")), name.len()).collect();
        archive.start_file(place.as_str(), SimpleFileOptions::default()).expect("a file");
        archive.write_all(bytes).expect("written");
        named.push((place.into_bytes(), name.to_vec()));
    }
    let mut bytes = archive.finish().expect("an archive").into_inner();
    for (place, name) in named {
        for at in (0..bytes.len().saturating_sub(place.len())).rev() {
            if bytes[at..].starts_with(&place)
                && [b"PK\x03\x04", b"PK\x01\x02"].iter().any(|head| {
                    let before = if **head == *b"PK\x03\x04" { 30 } else { 46 };
                    at >= before && bytes[at - before..].starts_with(*head)
                })
            {
                bytes[at..at + name.len()].copy_from_slice(&name);
            }
        }
    }
    bytes
}

/// A mail with an attachment.
fn mail(name: &str, bytes: &[u8]) -> String {
    let packed: String = base64(bytes)
        .as_bytes()
        .chunks(76)
        .map(|line| format!("{}\r\n", String::from_utf8_lossy(line)))
        .collect();
    format!(
        "From: a@example.cn\r\nTo: b@example.cn\r\nDate: Tue, 06 Jan 2026 09:00:00 +0800\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1\r\n\
         Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{packed}--b1--\r\n"
    )
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
            << (8 * (3 - three.len()));
        for digit in 0..4 {
            let sextet = number >> (18 - 6 * digit) & 63;
            text.push(if digit <= three.len() { char::from(DIGITS[sextet]) } else { '=' });
        }
    }
    text
}

/// A Word document of some paragraphs.
fn word(lines: &[&str]) -> Vec<u8> {
    let text: String = lines.iter().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut packer = Packer::default();
    let document = format!("<w:document xmlns:w=\"{namespace}\"><w:body>{text}</w:body></w:document>");
    packer.add("word/document.xml", document.as_bytes()).expect("a part");
    packer.finish().expect("a document")
}

#[test]
fn a_list_of_units_becomes_a_project_that_works() {
    let tree = Tree::new();
    let list = "序号,单位名称,简称,上级,类别,联系人,电话,备注\n1,示例县人民政府,县政府,,县级,王五,1,\n2,示例县 公安局,县公安局,示例县人民政府,县直,张三,0735-1,x\n";
    tree.write("名单.csv", list);
    let done = tree.run(&["init", "项目", "--roster", "名单.csv", "--year", "2025"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.err.contains("没有用到“备注”一列") && done.err.contains("名录里有 2 个单位"),
        "{}",
        done.err
    );
    let roster = tree.text("项目/data/units.yaml");
    assert!(
        roster.contains("- { 名称: 示例县公安局, 简称: 县公安局, 类别: 县直, 上级: 示例县人民政府, 联系人: 张三 0735-1 }\n"),
        "{roster}"
    );
    let schema = tree.run(&["schema"]).out;
    assert_eq!(tree.text("项目/schema.json"), schema);
    for file in [".vscode/settings.json", ".gitignore", "justfile", "README.md"] {
        assert!(tree.path(&format!("项目/{file}")).is_file(), "{file}");
    }
    let readme = tree.text("项目/README.md");
    assert!(readme.contains("nianbao collect 收件 --year 2025") && !readme.contains("{年度}"), "{readme}");
    // Nothing is written over, and a newer list is taken up where it says something new.
    tree.write("项目/README.md", "自己的");
    tree.write("名单.csv", format!("{list}3,示例县教育局,,示例县人民政府,县直,,,\n"));
    let done = tree.run(&["init", "项目", "--roster", "名单.csv"]);
    assert_eq!((done.code, tree.text("项目/README.md").as_str()), (1, "自己的"), "{}", done.err);
    let done = tree.run(&["-C", "项目", "roster", "名单.csv", "--format", "json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(json(&done)["added"], serde_json::json!(["示例县教育局"]));
    assert_eq!(
        tree.text("项目/data/units.yaml"),
        format!("{roster}- {{ 名称: 示例县教育局, 类别: 县直, 上级: 示例县人民政府 }}\n")
    );
    // What is wrong with a list is all said, with its places.
    tree.write("坏.csv", "单位,简称,联系人\n甲局,一,\n乙局,一,\n,丙,张三\n");
    let done = tree.run(&["-C", "项目", "roster", "坏.csv"]);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("A4：这一行没有写单位") && done.err.contains("A3：“一”在 A2 已经有了"),
        "{}",
        done.err
    );
}

#[test]
fn status_counts_every_unit_once() {
    let tree = office();
    tree.write("data/2025/示例县公安局.yaml", report(UNITS[0], 2025, 1));
    tree.write(
        "data/2025/示例县水务局.yaml",
        report(UNITS[1], 2025, 1).replace("予以公开: { 自然人: 5 }", "予以公开: { 自然人: 4 }"),
    );
    tree.write("data/2025/别局.yaml", report("别局", 2025, 1));
    let done = tree.run(&["status", "--format", "json"]);
    assert_eq!(done.code, 1);
    let said = json(&done);
    assert_eq!(
        said["counts"],
        serde_json::json!({ "listed": 3, "received": 2, "sound": 1, "findings": 1, "duplicate": 0, "unreadable": 0, "missing": 1, "unlisted": 1 })
    );
    let states: Vec<&str> =
        said["units"].as_array().expect("units").iter().filter_map(|one| one["state"].as_str()).collect();
    assert_eq!(states, ["sound", "findings", "missing", "unlisted"]);
    assert_eq!(
        said["units"][2],
        serde_json::json!({ "unit": UNITS[2], "state": "missing", "file": null, "errors": 0, "warnings": 0 })
    );
    let done = tree.run(&["status"]);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(
        lines.last(),
        Some(&"2025 年度 3 个单位：2 已报送（1 无误，1 有误 1 处），1 未报送；名录外 1")
    );
    assert!(
        done.out.contains(
            "以下 1 个单位还没有报送 2025 年度政府信息公开工作年度报告，请尽快报送：\n1. 示例县教育局\n"
        ),
        "{}",
        done.out
    );
    assert_eq!(tree.run(&["check"]).out.lines().last(), lines.last().copied());
    for (format, starts) in
        [("xlsx", &b"PK"[..]), ("html", b"<!DOCTYPE html>"), ("csv", "\u{FEFF}年度,单位".as_bytes())]
    {
        assert_eq!(tree.run(&["status", "--format", format, "-o", "表"]).code, 1);
        assert!(tree.read("表").starts_with(starts), "{format}");
    }
    assert_eq!(tree.run(&["status", "--format", "xlsx"]).code, 2, "a workbook is written to a file");
    tree.write("data/2025/示例县水务局.yaml", report(UNITS[1], 2025, 1));
    tree.write("data/2025/示例县教育局.yaml", report(UNITS[2], 2025, 1));
    fs::remove_file(tree.path("data/2025/别局.yaml")).expect("removed");
    assert_eq!(tree.run(&["status"]).code, 0, "{}", tree.run(&["status"]).out);
    let empty = Tree::new();
    empty.write("data/2025/甲局.yaml", GOOD.replace("2024", "2025"));
    assert!(empty.run(&["status"]).err.contains("没有单位名录"));
}

#[test]
fn a_correction_is_printed_in_every_format_and_to_be_uploaded_again() {
    let tree = office();
    let path = "data/2025/示例县公安局.yaml";
    tree.write(path, report(UNITS[0], 2025, 12))
        .write("data/2025/示例县水务局.yaml", report(UNITS[1], 2025, 1));
    let build = ["build", "--format", "all"];
    assert_eq!(tree.run(&build).code, 0);
    let done = tree.run(&["build", "--format", "all", "--published"]);
    assert!(done.code == 0 && done.err.contains("个文件都已上传"), "{}", done.err);
    assert!(tree.run(&build).err.contains("上次上传以来没有变化"));
    let corrected = "更正:\n- { 日期: 2026-03-05, 内容: 行政许可由 12 件改为 13 件, 原因: 漏计一件 }\n";
    tree.write(path, format!("{}{corrected}", report(UNITS[0], 2025, 13)));
    let done = tree.run(&build);
    assert_eq!(done.code, 0, "{}", done.err);
    let listed: Vec<&str> = done.err.lines().filter(|line| line.starts_with("  ")).collect();
    assert!(
        listed.contains(&"  改动 2025/示例县公安局.pdf") && listed.contains(&"  改动 SHA256SUMS"),
        "{listed:?}"
    );
    assert!(listed.iter().all(|line| !line.contains("水务局")), "{listed:?}");
    assert_eq!(tree.run(&["verify"]).code, 0, "{}", tree.run(&["verify"]).out);
    let line = "2026年3月5日更正：行政许可由 12 件改为 13 件。原因：漏计一件。";
    for ending in ["txt", "html", "fragment.html", "body.html", "md"] {
        let text = tree.text(&format!("out/2025/示例县公安局.{ending}"));
        let at = text.find("更正说明").unwrap_or_else(|| panic!("{ending}: {text}"));
        assert!(text[at..].contains(line), "{ending}");
    }
    let data: Value = serde_json::from_str(&tree.text("out/2025/示例县公安局.json")).expect("JSON");
    assert_eq!(
        data["corrections"],
        serde_json::json!([{ "date": "2026-03-05", "what": "行政许可由 12 件改为 13 件", "why": "漏计一件" }])
    );
    assert!(
        tree.text("out/2025/示例县公安局.csv")
            .contains(",更正,2026-03-05,行政许可由 12 件改为 13 件,,,漏计一件,更正.1\r\n")
    );
    // It is read back from what was published.
    for ending in ["html", "docx", "txt", "md", "json"] {
        let done = tree.run(&["show", &format!("out/2025/示例县公安局.{ending}"), "--format", "yaml"]);
        let wanted = "更正:\n- 日期: 2026-03-05\n  内容: 行政许可由 12 件改为 13 件\n  原因: 漏计一件\n";
        assert!(done.out.contains(wanted), "{ending}: {}{}", done.out, done.err);
    }
    // What a file lost is found.
    tree.replace("out/2025/示例县公安局.txt", line, "");
    assert_eq!(tree.run(&["verify"]).code, 1);
    // A correction without a cause, or of no day, is none.
    tree.write(
        path,
        format!(
            "{}更正:\n- {{ 日期: 三月, 内容: 甲, 原因: 乙 }}\n- {{ 内容: 甲 }}\n",
            report(UNITS[0], 2025, 13)
        ),
    );
    let done = tree.run(&["check"]);
    assert!(done.out.contains("[correction-invalid] 更正的日期“三月”不是日期"), "{}", done.out);
    assert!(done.out.contains("[correction-invalid] 这条更正还缺：日期、原因"), "{}", done.out);
}

#[test]
fn the_next_year_follows_units_that_were_merged() {
    let tree = Tree::new();
    tree.write(
        "data/units.yaml",
        "- { 名称: 示例县水务局 }\n- { 名称: 示例县移民局, 至: 2025, 并入: 示例县水务局 }\n- { 名称: 示例县撤销局, 至: 2025 }\n",
    );
    let carried = |unit: &str, next: usize| {
        report(unit, 2025, 1).replace(
            "予以公开: { 自然人: 5 }",
            &format!("予以公开: {{ 自然人: {} }}, 结转下年度继续办理: {{ 自然人: {next} }}", 5 - next),
        )
    };
    tree.write("data/2025/示例县水务局.yaml", carried("示例县水务局", 1));
    tree.write("data/2025/示例县移民局.yaml", carried("示例县移民局", 2));
    let brought = |number: usize| {
        report("示例县水务局", 2026, 1).replace(
            "本年新收: { 自然人: 5 }",
            &format!("本年新收: {{ 自然人: {} }}, 上年结转: {{ 自然人: {number} }}", 5 - number),
        )
    };
    tree.write("data/2026/示例县水务局.yaml", brought(3));
    let done = tree.run(&["check", "--year", "2026"]);
    assert_eq!(done.code, 0, "{}", done.out);
    tree.write("data/2026/示例县水务局.yaml", brought(1));
    let done = tree.run(&["check", "--year", "2026"]);
    assert!(done.code == 1 && done.out.contains("[carry-over]"), "{}", done.out);
    // Neither is missed, and neither gets a form.
    let done = tree.run(&["status", "--year", "2026", "--format", "json"]);
    assert_eq!(json(&done)["counts"]["listed"], 1);
    assert_eq!(tree.run(&["form", "--all", "--year", "2026"]).code, 0);
    assert_eq!(tree.files("forms/2026").len(), 1);
    // A build that knows of one of them alone is made again when the other changes.
    tree.write("data/2026/示例县水务局.yaml", brought(3));
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 0);
    tree.write("data/2025/示例县移民局.yaml", carried("示例县移民局", 1));
    assert_eq!(tree.run(&["build", "--format", "txt"]).code, 1);
}

#[test]
fn doctor_says_what_is_missing() {
    let tree = office();
    let done = tree.run(&["doctor"]);
    assert_eq!(done.code, 0, "{}", done.out);
    assert!(done.out.contains("注意  编辑器提示：没有 schema.json"), "{}", done.out);
    assert!(done.out.contains("注意  名录：3 个单位，2 个没有写联系人"), "{}", done.out);
    tree.write("schema.json", tree.run(&["schema"]).out);
    tree.write("data/2025/别局.yaml", report("别局", 2025, 1));
    let said = json(&tree.run(&["doctor", "--format", "json"]));
    let lines = said["lines"].as_array().expect("lines");
    let health =
        |what: &str| lines.iter().find(|line| line["what"]["zh"] == what).expect("a line")["health"].clone();
    assert_eq!(
        (health("编辑器提示"), health("数据"), health("写入")),
        ("good".into(), "notice".into(), "good".into())
    );
    tree.write("data/units.yaml", "- { 名称: }\n");
    let done = tree.run(&["doctor"]);
    assert!(done.code == 1 && done.out.contains("不行  项目："), "{}", done.out);
}

/// A file that comes in: whose, which version, when, under which name, in what.
#[derive(Debug, Clone)]
struct Incoming {
    unit: usize,
    version: usize,
    seconds: u64,
    name: String,
    is_yaml: bool,
}

fn incoming() -> impl Strategy<Value = Incoming> {
    let names = prop::sample::select(vec![
        "{}.x",
        "副本{}(2).x",
        "a/{}年报最终版.x",
        "b/2025年{}年度报告（盖章版）.x",
        "新建 工作表.x",
        "县公安局.x",
        "c/示例县教育局.x",
    ]);
    (0..4_usize, 0..3_usize, 0..3_u64, names, any::<bool>(), "[a-z]{2}").prop_map(
        |(unit, version, seconds, name, is_yaml, salt)| {
            let known = UNITS.get(unit).copied().unwrap_or("邻县公安局");
            let name = name.replace("{}", known);
            let name = name.replace(".x", if is_yaml { ".yaml" } else { ".xlsx" });
            Incoming { unit, version, seconds, name: format!("{salt}/{name}"), is_yaml }
        },
    )
}

/// The bytes of an incoming file, and what is certain of them: their unit.
fn content(one: &Incoming) -> Vec<u8> {
    let unit = UNITS.get(one.unit).copied().unwrap_or("邻县公安局");
    if one.is_yaml {
        return report(unit, 2025, one.version).into_bytes();
    }
    form(Some(unit), 2025, one.version)
}

fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

/// Whose the bytes are.
fn owners(all: &[Incoming]) -> BTreeMap<Vec<u8>, &'static str> {
    all.iter().filter_map(|one| Some((content(one), *UNITS.get(one.unit)?))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever the names and the order of what comes in: nothing of it changes, nothing that is in
    /// `data/` is lost, and no unit gets another's file.
    #[test]
    fn nothing_is_lost_and_nobody_gets_anothers_file(rounds in prop::collection::vec(prop::collection::vec(incoming(), 0..5), 1..4)) {
        let tree = office();
        let all: Vec<Incoming> = rounds.concat();
        let owners = owners(&all);
        let mut had: BTreeSet<Vec<u8>> = BTreeSet::new();
        for round in &rounds {
            for one in round {
                dated(&tree, &format!("收件/{}", one.name), content(one), one.seconds);
            }
            tree.write("收件/.keep", b"");
            let before = all_files(&tree.path("收件"));
            let project = Project::open(&tree.path(""), None).expect("a project");
            let inbox = tree.path("收件");
            let order = |dry_run| Order { inbox: &inbox, year: 2025, dry_run, jobs: 2 };
            let foretold = collect::collect(&project, &order(true)).expect("looked at");
            let done = collect::collect(&project, &order(false)).expect("collected");
            prop_assert_eq!(&foretold, &done, "a dry run says what is done");
            prop_assert_eq!(&all_files(&tree.path("收件")), &before, "what came in changed");
            let data = all_files(&tree.path("data/2025"));
            let there: BTreeSet<Vec<u8>> = data.values().cloned().collect();
            prop_assert!(had.is_subset(&there), "a version is lost");
            for (name, bytes) in data.iter().filter(|(name, _)| ![Some("received.csv"), Some(".lock")].contains(&name.rsplit('/').next())) {
                let owner = owners.get(bytes).copied();
                prop_assert!(owner.is_some_and(|owner| name.contains(owner)), "{} is {:?}'s", name, owner);
            }
            for unit in UNITS {
                let in_use = data.keys().filter(|name| name.starts_with(unit) && Path::new(name).extension().is_some_and(|ending| ending == "xlsx")).count();
                prop_assert!(in_use <= 1, "{} has {} files", unit, in_use);
            }
            for one in &done.files {
                let is_kept = matches!(one.outcome, Outcome::Copied | Outcome::Replaced | Outcome::Unchanged);
                prop_assert_eq!(is_kept, one.to.is_some(), "{:?}", one);
                if let Some(to) = &one.to {
                    prop_assert_eq!(&tree.read(to), &before[&one.file], "{} is not {}", to, &one.file);
                }
            }
            let again = collect::collect(&project, &order(false)).expect("collected");
            let is_new = |outcome: Outcome| matches!(outcome, Outcome::Copied | Outcome::Replaced);
            prop_assert!(again.files.iter().all(|one| !is_new(one.outcome)), "{:?}", again.files);
            prop_assert_eq!(&all_files(&tree.path("data/2025")), &data, "a second run changes something");
            had = there;
            had.retain(|bytes| owners.contains_key(bytes));
        }
    }
}
