//! Workbooks that are broken or made to break the program: each is read or refused with a message,
//! within ten seconds and 256 MiB, and never ends it.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::sheets::{distinct, official};
use crate::support::{Done, Tree, forms};
use nianbao::document::{Book, Content, in_this_process};
use nianbao::read::{self, Expected, File};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A package of parts.
fn package(parts: &[(&str, Vec<u8>)], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(bytes).expect("a part");
    }
    writer.finish().expect("a package").into_inner()
}

fn text(xml: impl Into<String>) -> Vec<u8> {
    xml.into().into_bytes()
}

/// The parts of a workbook with one sheet.
fn parts(sheet: &str) -> Vec<(&'static str, Vec<u8>)> {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    vec![
        (
            "[Content_Types].xml",
            text("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ),
        (
            "_rels/.rels",
            text(format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relation}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            )),
        ),
        (
            "xl/workbook.xml",
            text(format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{relation}\"><sheets><sheet name=\"表\" sheetId=\"1\" \
                 r:id=\"rId1\"/></sheets></workbook>"
            )),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            text(format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relation}/worksheet\" \
                 Target=\"worksheets/sheet1.xml\"/></Relationships>"
            )),
        ),
        ("xl/worksheets/sheet1.xml", text(sheet)),
    ]
}

fn worksheet(inside: &str) -> String {
    format!("<worksheet xmlns=\"{MAIN}\">{inside}</worksheet>")
}

fn xlsx(inside: &str) -> Vec<u8> {
    package(&parts(&worksheet(inside)), CompressionMethod::Deflated)
}

/// A sound workbook of all tables, cell by cell as strings in place.
fn sound() -> String {
    let form = forms().edition(2021).expect("a form");
    let grid = crate::sheets::stacked(&official(form, &distinct(2021)), 1);
    sheet_data(&grid)
}

fn sheet_data(grid: &Book) -> String {
    let mut rows = String::new();
    let sheet = &grid.sheets[0];
    for cells in sheet.cells.chunk_by(|one, other| one.row == other.row) {
        write!(rows, "<row r=\"{}\">", cells[0].row + 1).expect("text");
        for cell in cells {
            let name = nianbao::document::CellName { sheet: 0, row: cell.row, column: cell.column };
            match &cell.content {
                Content::Number(number) => write!(rows, "<c r=\"{name}\"><v>{number}</v></c>"),
                content => {
                    let text = content.text().replace('&', "&amp;").replace('<', "&lt;");
                    write!(rows, "<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                }
            }
            .expect("text");
        }
        rows.push_str("</row>");
    }
    format!("<sheetData>{rows}</sheetData>")
}

/// Runs a check of one file with a limit of memory, and looks that it ends in time and by itself.
fn check(ending: &str, bytes: &[u8]) -> Done {
    let tree = Tree::new();
    let path = format!("data/2021/示例县水利局.{ending}");
    tree.write(&path, bytes);
    let start = Instant::now();
    // What the program allocates, all threads together, and its child as well: 256 MiB.
    let output = Command::new("sh")
        .args(["-c", "ulimit -d 262144; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_nianbao")])
        .args(["check", "--lang", "zh", "--color", "never", "-j", "1"])
        .current_dir(tree.path("."))
        .output()
        .expect("the program starts");
    assert!(start.elapsed() < Duration::from_secs(10), "{ending}: {:?}", start.elapsed());
    let code = output.status.code().unwrap_or_else(|| panic!("{ending}: ended by a signal: {output:?}"));
    Done {
        code,
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A file is refused with a rule and words, by the exit code of what cannot be read.
fn refused(name: &str, ending: &str, bytes: &[u8], rule: &str, words: &str) {
    let done = check(ending, bytes);
    let told = format!("强制性[{rule}]");
    assert!(done.out.contains(&told) && done.out.contains(words), "{name}: {}{}", done.out, done.err);
    assert_eq!(done.code, 2, "{name}: {}", done.out);
    assert!(done.out.contains("提示："), "{name} says not what to do: {}", done.out);
}

#[test]
fn a_sound_workbook_is_read_whatever_stands_beside_it() {
    let data = sound();
    let far =
        data.replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>");
    for (name, bytes) in [
        ("plain", xlsx(&data)),
        ("stored", package(&parts(&worksheet(&data)), CompressionMethod::Stored)),
        ("a stray cell in the last corner", xlsx(&far)),
        ("a size that it does not have", xlsx(&format!("<dimension ref=\"A1:XFD1048576\"/>{data}"))),
    ] {
        let done = check("xlsx", &bytes);
        assert!(!done.out.contains("[workbook-") && !done.out.contains("[label-"), "{name}: {}", done.out);
        assert!(done.out.contains("[requests-balance]"), "{name}: {}", done.out);
        assert_eq!(done.code, 1, "{name}");
    }
}

#[test]
fn what_is_no_workbook_is_refused_as_what_it_is() {
    let zip = |name: &'static str| package(&[(name, b"x".to_vec())], CompressionMethod::Deflated);
    let compound = |stream: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(2048, 0);
        let name: Vec<u8> = stream.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes.extend(&name);
        bytes.resize(4096, 0);
        // An entry of the directory: the length of its name, and that it is a stream.
        bytes[2048 + 64] = u8::try_from(name.len()).expect("a short name");
        bytes[2048 + 66] = 2;
        bytes
    };
    let ods = |part: &'static str| {
        let manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>";
        let kind = ("mimetype", text("application/vnd.oasis.opendocument.spreadsheet"));
        let parts = [kind, (part, vec![0xFF; 64]), ("META-INF/manifest.xml", text(manifest))];
        package(&parts, CompressionMethod::Stored)
    };
    let noise: Vec<u8> = (0..40_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    for (name, bytes, rule, words) in [
        ("nothing", Vec::new(), "not-a-workbook", "文件是空的"),
        ("noise", noise, "not-a-workbook", "认不出是哪种文件"),
        ("doc", compound("WordDocument"), "not-a-workbook", "Word 文档"),
        ("pptx", zip("ppt/presentation.xml"), "not-a-workbook", "演示文稿"),
        ("xlsb", zip("xl/workbook.bin"), "not-a-workbook", ".xlsb"),
        ("zip", zip("某局.xlsx"), "not-a-workbook", "压缩文件"),
        ("pdf", b"%PDF-1.7\n".to_vec(), "workbook-damaged", "文件内部已损坏"),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "not-a-workbook", "图片"),
        ("rar", b"Rar!\x1a\x07\x01\x00\x33".to_vec(), "not-a-workbook", "压缩文件"),
        ("Excel 4", b"\x09\x04\x06\x00\x00\x00\x10\x00".to_vec(), "not-a-workbook", "Excel 97 以前"),
        ("a password", compound("EncryptedPackage"), "workbook-locked", "打开密码"),
        ("a password of LibreOffice", ods("content.xml"), "workbook-locked", "打开密码"),
        ("and of its later versions", ods("encrypted-package"), "workbook-locked", "打开密码"),
        (
            "a page without a table",
            "<html><body>没有表</body></html>".as_bytes().to_vec(),
            "not-a-workbook",
            "没有表格",
        ),
    ] {
        for ending in ["xlsx", "xls"] {
            refused(name, ending, &bytes, rule, words);
        }
    }
}

#[test]
fn a_damaged_package_is_refused() {
    let whole = xlsx(&sound());
    for cut in [10, 100, whole.len() / 2, whole.len() - 30] {
        refused("cut off", "xlsx", &whole[..cut], "workbook-damaged", "不完整");
    }
    // A byte of a number is flipped: 1007 becomes 1017 and nobody would see it.
    let mut flipped = package(&parts(&worksheet(&sound())), CompressionMethod::Stored);
    let at = flipped.windows(11).position(|window| window == b"<v>1007</v>").expect("a figure") + 5;
    flipped[at] ^= 1;
    refused("flipped", "xlsx", &flipped, "workbook-damaged", "里面的数可能已经变了");

    // Two parts of one name, of which readers take the last.
    let mut parts_twice = parts(&worksheet(&sound()));
    parts_twice
        .push(("xl/worksheets/sheet2.xml", text(worksheet(&sound().replace("<v>1007</v>", "<v>9</v>")))));
    let mut twice = package(&parts_twice, CompressionMethod::Deflated);
    let name = b"xl/worksheets/sheet2.xml";
    let places: Vec<usize> =
        (0..twice.len() - name.len()).filter(|&at| &twice[at..at + name.len()] == name).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        twice[at + 19] = b'1';
    }
    refused("twice", "xlsx", &twice, "workbook-damaged", "有两个");
    let mut other_case = parts(&worksheet(&sound()));
    other_case.push(("xl/worksheets/SHEET1.xml", text(worksheet(&sound()))));
    let bytes = package(&other_case, CompressionMethod::Deflated);
    refused("twice but for case", "xlsx", &bytes, "workbook-damaged", "有两个");
}

#[test]
fn xml_that_no_spreadsheet_writes_is_refused() {
    let cell = |inside: &str| format!("<sheetData><row r=\"1\">{inside}</row></sheetData>");
    for (name, inside, words) in [
        ("a cell beyond all columns", cell("<c r=\"AAAAAAAAA1\"><v>1</v></c>"), "AAAAAAAAA1"),
        ("a cell of another row", cell("<c r=\"A7\"><v>1</v></c>"), "A7"),
        ("a cell twice", cell("<c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>"), "A1"),
        ("cells backwards", cell("<c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>"), "A1"),
        ("rows backwards", "<sheetData><row r=\"2\"/><row r=\"1\"/></sheetData>".to_owned(), "row 1"),
        ("a name twice", cell("<c r=\"A1\" r=\"B1\"><v>1</v></c>"), "sheet1.xml 已损坏"),
        ("two values", cell("<c r=\"A1\"><v>1</v><v>2</v></c>"), "A1"),
        ("a formula after its value", cell("<c r=\"A1\"><v>5</v><f>2+3</f></c>"), "A1"),
        ("a number in two pieces", cell("<c r=\"A1\"><v>1<!-- -->0</v></c>"), "A1"),
        ("a number with an escape", cell("<c r=\"A1\"><v>1&#48;</v></c>"), "A1"),
        ("a number in CDATA", cell("<c r=\"A1\"><v><![CDATA[5]]></v></c>"), "A1"),
        ("a string that is not there", cell("<c r=\"A1\" t=\"s\"><v>7</v></c>"), "文件内部已损坏"),
        ("a string without a number", cell("<c r=\"A1\" t=\"s\"><v>x</v></c>"), "A1"),
        ("two tables of cells", "<sheetData/><sheetData/>".to_owned(), "sheetData"),
        (
            "a merge backwards",
            "<sheetData/><mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>".to_owned(),
            "B2:A1",
        ),
        ("a size backwards", "<dimension ref=\"C3:A1\"/><sheetData/>".to_owned(), "C3:A1"),
        ("tags that do not close", "<sheetData><row></sheetData>".to_owned(), "sheet1.xml"),
        (
            "merges that follow late",
            "<sheetData/><x/><mergeCells><mergeCell\tref=\"B2:A1\"/></mergeCells>".to_owned(),
            "B2:A1",
        ),
    ] {
        refused(name, "xlsx", &xlsx(&inside), "workbook-damaged", words);
    }
    let doctype = format!("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{}", worksheet(&sound()));
    refused(
        "a DTD",
        "xlsx",
        &package(&parts(&doctype), CompressionMethod::Deflated),
        "workbook-damaged",
        "DTD",
    );
    let wide: Vec<u8> =
        format!("\u{FEFF}{}", worksheet(&sound())).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut wide_parts = parts("");
    wide_parts[4].1 = wide;
    refused(
        "UTF-16",
        "xlsx",
        &package(&wide_parts, CompressionMethod::Deflated),
        "workbook-damaged",
        "不是 UTF-8",
    );
}

#[test]
fn what_asks_for_too_much_is_refused() {
    let with = |name: &'static str, bytes: Vec<u8>| {
        let mut all = parts(&worksheet(&sound()));
        all.push((name, bytes));
        package(&all, CompressionMethod::Deflated)
    };
    let strings =
        |attributes: &str, inside: &str| format!("<sst xmlns=\"{MAIN}\" {attributes}>{inside}</sst>");
    let shared = |group: &str| {
        let cell = format!("<c r=\"A1\"><f t=\"shared\" si=\"{group}\" ref=\"A1:A2\">1</f><v>1</v></c>");
        xlsx(&format!("<sheetData><row r=\"1\">{cell}</row></sheetData>"))
    };
    let many_cells: String = (1..=700)
        .map(|row| {
            let cells: String = (1..=300).map(|_| "<c><v>1</v></c>").collect();
            format!("<row r=\"{row}\">{cells}</row>")
        })
        .collect();
    for (name, bytes, words) in [
        ("a part of zeros", with("xl/other.xml", vec![b' '; 40 << 20]), "解开超过 32 MiB"),
        (
            "parts that are large together",
            {
                let mut all = parts(&worksheet(&sound()));
                let names = ["xl/a.xml", "xl/b.xml", "xl/c.xml"];
                all.extend(names.map(|name| (name, text(format!("<a>{}</a>", " ".repeat(25 << 20))))));
                package(&all, CompressionMethod::Deflated)
            },
            "解开超过 64 MiB",
        ),
        (
            "strings that are not there",
            with("xl/sharedStrings.xml", text(strings("uniqueCount=\"4294967295\"", ""))),
            "没有读取",
        ),
        (
            "many strings",
            with("xl/sharedStrings.xml", text(strings("", &"<si/>".repeat(300_000)))),
            "没有读取",
        ),
        (
            "many styles",
            with(
                "xl/styles.xml",
                text(format!(
                    "<styleSheet xmlns=\"{MAIN}\"><cellXfs>{}</cellXfs></styleSheet>",
                    "<xf/>".repeat(300_000)
                )),
            ),
            "没有读取",
        ),
        ("a formula of the last group", shared("4294967295"), "没有读取"),
        (
            "nested without end",
            xlsx(&format!("<sheetData/>{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000))),
            "没有读取",
        ),
        ("many cells", xlsx(&format!("<sheetData>{many_cells}</sheetData>")), "有内容的单元格超过"),
        (
            "a text of a cell",
            xlsx(&format!(
                "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData>",
                "字".repeat(40_000)
            )),
            "一格文字超过",
        ),
    ] {
        refused(name, "xlsx", &bytes, "file-too-large", words);
    }
    // One string, shared by cells without end.
    let long = strings("", &format!("<si><t>{}</t></si>", "字".repeat(30_000)));
    let cells: String = (1..=20_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let mut all = parts(&worksheet(&format!("<sheetData>{cells}</sheetData>")));
    all.push(("xl/sharedStrings.xml", text(long)));
    refused(
        "one string for all",
        "xlsx",
        &package(&all, CompressionMethod::Deflated),
        "file-too-large",
        "文字合计超过",
    );
    let mut many = parts(&worksheet(&sound()));
    let names: Vec<String> = (0..5_000).map(|number| format!("xl/media/{number}.png")).collect();
    many.extend(
        names.iter().map(|name| (Box::leak(name.clone().into_boxed_str()) as &'static str, Vec::new())),
    );
    refused(
        "many parts",
        "xlsx",
        &package(&many, CompressionMethod::Stored),
        "file-too-large",
        "超过 4096 个文件",
    );
}

#[test]
fn web_pages_and_text_made_to_take_all_memory_are_refused() {
    let bold: String = (0..20_000).map(|n| format!("<b a{n}=1>")).collect();
    let page = format!("<html><table><tr><td>{bold}{}</table></html>", "<p>x".repeat(20_000));
    let done = check("xls", page.as_bytes());
    assert_eq!(done.code, 2, "{}", done.out);
    assert!(done.out.contains("没有读取"), "{}", done.out);
    let spans = "<tr><td rowspan=65534 colspan=1000>1".repeat(5_000);
    let done = check("xls", format!("<html><table>{spans}</table></html>").as_bytes());
    assert!(matches!(done.code, 1 | 2), "{}", done.out);
    let deep = format!("<html><table><tr><td>{}</td></tr></table></html>", "<div>".repeat(300_000));
    assert!(matches!(check("xls", deep.as_bytes()).code, 1 | 2));
    let mime = format!(
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n{}",
        "--a\nContent-Type: multipart/related; boundary=a\n\n".repeat(20_000)
    );
    assert!(matches!(check("mht.xls", mime.as_bytes()).code, 1 | 2));
    assert!(matches!(check("csv", "1,".repeat(3 << 20).as_bytes()).code, 1 | 2));
    assert!(matches!(check("csv", &vec![b'"'; 15 << 20]).code, 1 | 2));
}

#[test]
fn tables_of_libreoffice_that_repeat_without_end_are_refused() {
    let content = |rows: &str| {
        text(format!(
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
             xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
             <table:table table:name=\"表\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        ))
    };
    let ods = |rows: &str| {
        let mimetype = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
        let manifest = text(
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        );
        package(
            &[("mimetype", mimetype), ("META-INF/manifest.xml", manifest), ("content.xml", content(rows))],
            CompressionMethod::Stored,
        )
    };
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"7\" table:number-columns-repeated=\"16384\"><text:p>7</text:p></table:table-cell>";
    let rows = format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    let done = check("ods", &ods(&rows));
    assert_eq!(done.code, 2, "{}", done.out);
    assert!(done.out.contains("没有读取") || done.out.contains("workbook-damaged"), "{}", done.out);
    let doctype = "<!DOCTYPE a [<!ENTITY b \"c\">]>";
    let done = check("ods", &ods(doctype));
    assert!(done.out.contains("DTD"), "{}", done.out);
}

#[test]
fn what_to_do_with_a_damaged_file_depends_on_what_it_is() {
    let hint = |name: &str, bytes: &[u8]| {
        let file = File::named(name, bytes).expect("a known ending");
        let read = read::read(&[file], &Expected::default(), forms(), in_this_process);
        let [finding] = read.findings.as_slice() else { panic!("{name}: {:?}", read.findings) };
        assert_eq!(finding.rule, "workbook-damaged", "{name}");
        finding.hints.iter().map(|hint| hint.zh.to_string()).collect::<String>()
    };
    for (name, bytes, words) in [
        ("a.xlsx", &b"%PDF-1.7\nbroken"[..], "导出 PDF"),
        ("a.pdf", b"%PDF-1.7\nbroken", "导出 PDF"),
        ("a.xlsx", b"PK\x03\x04broken", "另存为 .xlsx"),
        ("a.docx", b"PK\x03\x04broken", "另存为 .docx"),
    ] {
        assert!(hint(name, bytes).contains(words), "{name}: {}", hint(name, bytes));
    }
}
