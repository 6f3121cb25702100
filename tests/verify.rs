//! `nianbao verify`: what a build made is what the data say, and one figure or word that is changed
//! on the way, in any format, is found and named.

use std::collections::HashSet;
use std::io::{Cursor, Read, Write};

use nianbao::model::{Entry, Figure};
use nianbao::render::{EMBEDDED, FORMATS, write_yaml};
use rust_decimal::Decimal;

use crate::support::{GOOD, Tree, forms, read_text, repository};

/// Every format at once.
fn all_formats() -> String {
    FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(",")
}

/// A sound report, every figure of which is another number: the `nth` of many.
fn distinct(nth: i64) -> String {
    (0..50).find_map(|salt| all_different(nth, salt)).expect("figures that are all different")
}

/// One in which they are so by chance.
fn all_different(nth: i64, salt: i64) -> Option<String> {
    let text = GOOD.replace("甲局", &format!("第{nth}局"));
    let mut report = read_text(forms(), text.as_bytes()).report.expect("a report");
    let form = forms().edition(report.edition).expect("a form");
    let totals = form.totals();
    let number = |id: nianbao::model::FigureId| {
        let index = i64::from(id.0);
        Decimal::from(1_000 + index * 37 + index * index * 3 + nth * 11 + salt * index)
    };
    for id in form.ids() {
        let entry =
            if totals[id.index()] { Entry::default() } else { Entry::stated(Figure::Number(number(id))) };
        report.entries[id.index()] = entry;
    }
    let at = |address: &str| {
        form.ids().find(|&id| form.spec(id).address == address).unwrap_or_else(|| panic!("{address}"))
    };
    let mut derived = report.entries.clone();
    form.derive(&mut derived);
    for column in ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    {
        let [received, brought, handled, carried] = ["本年新收", "上年结转", "总计", "结转下年度继续办理"]
            .map(|row| at(&format!("表三.{row}.{column}")));
        let said = |id: nianbao::model::FigureId| derived[id.index()].figure.number().expect("a number");
        let number = said(handled) + said(carried) - said(brought);
        report.entries[received.index()] = Entry::stated(Figure::Number(number));
    }
    form.derive(&mut report.entries);
    let all: HashSet<Decimal> =
        report.entries.iter().map(|entry| entry.figure.number().expect("a number")).collect();
    (all.len() == form.ids().count()).then(|| write_yaml(form, &report))
}

#[test]
fn a_hundred_reports_of_figures_that_are_all_different_say_what_their_data_say() {
    let tree = Tree::new();
    for nth in 0..100 {
        tree.write(&format!("data/2024/第{nth}局.yaml"), distinct(nth));
    }
    let done = tree.run(&["build", "--format", &all_formats()]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = tree.run(&["verify"]);
    let files = 100 * FORMATS.len();
    assert_eq!((done.code, done.out), (0, format!("核对 100 份报告、{files} 个文件，全部与数据一致\n")));
}

#[test]
fn reports_of_every_edition_are_read_back() {
    let tree = Tree::copy_of(&repository("data"));
    let whole = Tree::new();
    for (name, bytes) in tree.files("") {
        whole.write(&format!("data/{name}"), bytes);
    }
    let done = whole.run(&["build", "--year", "2020", "--year", "2023", "--format", &all_formats()]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = whole.run(&["verify", "--year", "2020", "--year", "2023"]);
    assert_eq!((done.code, done.out.contains("全部与数据一致")), (0, true), "{}", done.out);
}

/// What stands in each template for a figure and for a paragraph, and what is put in its place.
const MUTATIONS: &[(&str, &str, &str, &str)] = &[
    (
        "report.txt",
        "txt",
        r#"row.line | join(sep="\t")"#,
        r#"row.line | join(sep="\t") | replace(from="12", to="13")"#,
    ),
    (
        "report.txt",
        "txt",
        "{{ paragraph.text }}",
        r#"{{ paragraph.text | replace(from="平稳", to="很好") }}"#,
    ),
    ("report.html", "html", "{{ cell.text }}</td>", r#"{{ cell.text | replace(from="12", to="13") }}</td>"#),
    (
        "report.html",
        "html",
        "{{ paragraph.text | links }}</p>{% endif %}",
        r#"{{ paragraph.text | replace(from="平稳", to="很好") | links }}</p>{% endif %}"#,
    ),
    ("report.html", "html", "{{ json_ld", r#"{{ json_ld | replace(from="\"12\"", to="\"13\"")"#),
    (
        "fragment.html",
        "fragment",
        "{{ cell.text }}</td>",
        r#"{{ cell.text | replace(from="12", to="13") }}</td>"#,
    ),
    ("report.md", "md", "{{ value }}", r#"{{ value | replace(from="12", to="13") }}"#),
    (
        "report.md",
        "md",
        "{% endif %}{{ paragraph.text }}",
        r#"{% endif %}{{ paragraph.text | replace(from="平稳", to="很好") }}"#,
    ),
    (
        "official.typ",
        "pdf",
        "slots.zip(figures)",
        "slots.zip(figures.map(figure => figure.replace(\"12\", \"13\")))",
    ),
    (
        "official.typ",
        "pdf",
        "else { par(justify: not block.ragged, wrap(block.text)) }",
        "else { par(justify: not block.ragged, wrap(block.text.replace(\"平稳\", \"很好\"))) }",
    ),
];

#[test]
fn a_template_that_changes_a_figure_or_a_word_is_found() {
    for (template, format, old, new) in MUTATIONS {
        let tree = Tree::new();
        tree.write("data/2024/甲局.yaml", GOOD);
        let (_, text) = EMBEDDED.iter().find(|(path, _)| path == template).expect("a template");
        tree.write(&format!("templates/{template}"), text);
        assert_eq!(tree.run(&["build", "--format", format]).code, 0);
        assert_eq!(tree.run(&["verify", "--format", format]).code, 0, "{template} as it is");
        assert!(text.contains(old), "{template} has no {old}");
        tree.write(&format!("templates/{template}"), text.replace(old, new));
        let done = tree.run(&["build", "--format", format]);
        assert_eq!(done.code, 0, "{template}: {}", done.err);
        let done = tree.run(&["verify", "--format", format]);
        assert_eq!(done.code, 1, "{template}, {old}: {}", done.out);
        assert!(done.out.contains("强制性[output-differs]"), "{}", done.out);
        let both = done.out.contains("数据里是 12，文件里是 13")
            || done.out.contains("平稳") && (done.out.contains("很好") || done.out.contains("文件里没有"));
        assert!(both, "{template}: both values are named: {}", done.out);
    }
}

/// A package in which a part has one text in the place of another.
fn repacked(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut found = false;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("a part");
        let name = entry.name().expect("a name").into_owned();
        let mut part = Vec::new();
        entry.read_to_end(&mut part).expect("bytes");
        if let Ok(text) = std::str::from_utf8(&part)
            && !found
            && text.contains(old)
        {
            // In a workbook a number of that kind is no figure: it says which of the shared texts
            // stands there.
            let figure = text.match_indices(old).find(|(at, _)| !text[..*at].ends_with("t=\"s\">"));
            if let Some((at, _)) = figure {
                part = format!("{}{new}{}", &text[..at], &text[at + old.len()..]).into_bytes();
                found = true;
            }
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(&part).expect("written");
    }
    assert!(found, "nowhere {old}");
    writer.finish().expect("a package").into_inner()
}

/// Puts one text in the place of another in a file.
type Edit = fn(&[u8], &str, &str) -> Vec<u8>;

/// In a text.
fn place(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    assert!(text.contains(old), "nowhere {old}");
    text.replacen(old, new, 1).into_bytes()
}

/// An edit of an output: the ending of its file, how, what for what, and what is told of it.
type Case<'c> = (&'c str, Edit, &'c str, &'c str, &'c str);

/// Every edit is told as it says, with these words besides; the files are as before then.
fn told(tree: &Tree, cases: &[Case], besides: &[&str]) {
    for (ending, edit, old, new, told) in cases {
        let name = format!("out/2024/甲局.{ending}");
        let before = tree.read(&name);
        tree.write(&name, edit(&before, old, new));
        let done = tree.run(&["verify"]);
        tree.write(&name, before);
        assert_eq!(done.code, 1, "{ending}, {old}: {}", done.out);
        for words in besides.iter().chain([told]) {
            assert!(done.out.contains(words), "{ending}, {old}: no {words} in {}", done.out);
        }
    }
    assert_eq!(tree.run(&["verify"]).code, 0);
}

#[test]
fn a_file_that_was_edited_is_told_with_its_place_and_both_values() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD);
    assert_eq!(tree.run(&["build", "--format", &all_formats()]).code, 0);
    let cases: &[Case] = &[
        ("txt", place, "行政许可\t12", "行政许可\t13", "out/2024/甲局.txt:"),
        ("html", place, ">12</td>", ">13</td>", "out/2024/甲局.html › 表格1!B7"),
        ("md", place, "| 行政许可 | 12", "| 行政许可 | 13", "out/2024/甲局.md:"),
        ("json", place, "\"value\": \"12\"", "\"value\": \"13\"", "out/2024/甲局.json:"),
        ("csv", place, ",12,", ",13,", "out/2024/甲局.csv:"),
        ("docx", repacked, ">12</w:t>", ">13</w:t>", "out/2024/甲局.docx › 表格1!"),
        ("xlsx", repacked, "<v>12</v>", "<v>13</v>", "out/2024/甲局.xlsx › 表二!"),
    ];
    told(&tree, cases, &["数据里是 12，文件里是 13", "位置：表二 · 行政许可", "不一致 1 处"]);
}

#[test]
fn labels_titles_and_what_stands_twice_are_compared_too() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD);
    assert_eq!(tree.run(&["build", "--format", &all_formats()]).code, 0);
    let cases: &[Case] = &[
        ("txt", place, "第二十条第（五）项", "第二十条第（六）项", "没有“第二十条第（五）项”一行"),
        ("txt", place, "行政许可\t12\n", "", "数据里是 12，文件里没有找到"),
        ("md", place, "**第二十条第（五）项**", "**第二十条第（九）项**", "没有“第二十条第（五）项”一行"),
        ("html", place, ">第二十条第（五）项<", ">第二十条第（九）项<", "没有“第二十条第（五）项”"),
        ("html", place, "<title>甲局", "<title>乙局", "网页标题：数据里是“甲局"),
        ("html", place, ">行政许可</th>", ">行政处罚</th>", "强制性[output-differs]"),
        ("html", place, "</tbody>", "<tr><td>另有</td><td>7</td></tr></tbody>", "多出“另有”"),
        // What a reader does not see, or sees struck out, is not said.
        ("html", place, ">12</td>", " hidden>12</td>", "数据里是 12，文件里是"),
        ("html", place, ">12</td>", "><s>12</s></td>", "数据里是 12，文件里是"),
        ("fragment.html", place, "一、总体情况", "一、总体", "数据里是“一、总体情况”，文件里是“一、总体”"),
        ("docx", repacked, "第二十条第（五）项", "第二十条第（九）项", "没有“第二十条第（五）项”"),
        ("docx", repacked, ">行政许可<", ">行政允许<", "强制性[output-differs]"),
        ("json", place, "\"row\": \"行政许可\"", "\"row\": \"行政处罚\"", "文件里写的是“表二 · 行政处罚"),
        (
            "json",
            place,
            "\"date\": null",
            "\"date\": \"2025-01-01\"",
            "成文日期：数据里是“null”，文件里是“2025-01-01”",
        ),
        ("csv", place, "行政许可", "行政处罚", "文件里写的是“表二 · 行政处罚"),
        ("csv", place, ",万元,", ",元,", "（元）"),
    ];
    told(&tree, cases, &["强制性[output-differs]"]);
    // The same figure once more, with another number.
    let text = tree.text("out/2024/甲局.csv");
    let line = text.lines().find(|line| line.contains(",12,")).expect("a line").to_owned();
    tree.write(
        "out/2024/甲局.csv",
        text.replace(&line, &format!("{}\r\n{line}", line.replace(",12,", ",21,"))),
    );
    let done = tree.run(&["verify"]);
    assert!(
        done.code == 1 && done.out.contains("这一格在文件里有两处，一处是 21，另一处是 12"),
        "{}",
        done.out
    );
}

#[test]
fn what_is_missing_old_damaged_or_added_is_told() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD);
    let done = tree.run(&["verify"]);
    assert_eq!(done.code, 1);
    assert_eq!(done.out.matches("强制性[output-missing]").count(), 3, "{}", done.out);
    assert_eq!(tree.run(&["build"]).code, 0);
    assert_eq!(tree.run(&["verify"]).code, 0);
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 15");
    let old = tree.run(&["verify"]);
    assert!(old.out.contains("数据里是 15，文件里是 12"), "{}", old.out);
    tree.run(&["build"]);
    tree.replace("out/2024/甲局.txt", "其他需要报告的事项", "其他需要报告的事项\n本站编辑：某某");
    let added = tree.run(&["verify"]);
    assert_eq!(added.code, 0, "{}", added.out);
    assert!(added.out.contains("核实性[output-adds] 多出文字“本站编辑：某某”"), "{}", added.out);
    for (name, _) in tree.files("out/2024") {
        for bytes in [&b""[..], b"\xFF\xFE\x00junk", b"PK\x03\x04", b"%PDF-1.7\n1 0 obj"] {
            tree.write(&format!("out/2024/{name}"), bytes);
            let done = tree.run(&["verify"]);
            assert_eq!(done.code, 1, "{name}: {}", done.out);
            assert!(done.out.contains(&format!("--> out/2024/{name}")), "{}", done.out);
        }
    }
    tree.replace("data/2024/甲局.yaml", "自然人: 5 }, 予以", "自然人: 6 }, 予以");
    let wrong = tree.run(&["verify"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.out.contains("另有 1 份有强制性问题，没有核对"), "{}", wrong.out);
}

/// A PDF whose tags run in a circle, three ways at every step.
fn in_a_circle(pdf: &[u8]) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(pdf).expect("a PDF");
    let root =
        document.catalog().expect("a catalogue").get(b"StructTreeRoot").and_then(lopdf::Object::as_reference);
    let root = document.get_dictionary(root.expect("tags")).expect("tags").clone();
    let first = match root.get(b"K").expect("an element") {
        lopdf::Object::Array(all) => all[0].clone(),
        one => one.clone(),
    };
    let id = first.as_reference().expect("a reference");
    let element = document.get_dictionary_mut(id).expect("an element");
    element.set("K", vec![first.clone(), first.clone(), first]);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a PDF");
    bytes
}

#[test]
fn files_made_to_break_the_reader_are_refused() {
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD);
    assert_eq!(tree.run(&["build", "--format", &all_formats()]).code, 0);
    let html = tree.text("out/2024/甲局.html");
    let deep = "<div>".repeat(100_000);
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    for _ in 0..256 {
        bomb.write_all(&vec![b' '; 1 << 20]).expect("written");
    }
    let files = [
        ("html", html.replace("</main>", &format!("{deep}</main>")).into_bytes(), "嵌套过深"),
        ("docx", bomb.finish().expect("a package").into_inner(), "压缩包里有一个文件解开超过 32 MiB"),
        ("pdf", in_a_circle(&tree.read("out/2024/甲局.pdf")), "标签超过 100000 个"),
        ("txt", vec![b'\n'; (4 << 20) + 1], "文件过大"),
        ("json", vec![b'['; 1 << 20], "不是 JSON"),
    ];
    for (ending, bytes, told) in files {
        let name = format!("out/2024/甲局.{ending}");
        let before = tree.read(&name);
        tree.write(&name, bytes);
        let done = tree.run(&["verify", "--format", ending]);
        assert_eq!(done.code, 1, "{ending}: {}{}", done.out, done.err);
        assert!(done.out.contains(told), "{ending}: {}", done.out);
        tree.write(&name, before);
    }
}
