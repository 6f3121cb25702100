//! Whole reports: text and HTML to the letter, the PDF by its pages and words.
//!
//! `just accept` writes the expected files anew. The words of the PDF are read back from the file
//! itself and must be those of the view, in the same order.

use nianbao::render::{Row, View, view};
use snapbox::data::DataFormat;
use snapbox::{Data, assert_data_eq};

use crate::support::{Tree, forms, read_text, repository};

/// Pages and text of a PDF.
fn pdf_text(bytes: &[u8]) -> (usize, String) {
    let document = lopdf::Document::load_mem(bytes).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    let mut text = String::new();
    for &page in &pages {
        let words = document.extract_text(&[page]).expect("text");
        let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
        text.extend(lines.map(|line| format!("{line}\n")));
    }
    (pages.len(), text)
}

fn expected(case: &str, name: &str) -> Data {
    Data::read_from(&repository(&format!("tests/golden/{case}/{name}")), Some(DataFormat::Text)).raw()
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The cells of some rows as a page draws them: one that covers several rows comes with the last of
/// them.
fn drawn(rows: &[Row]) -> String {
    let mut words = String::new();
    for last in 0..rows.len() {
        for (first, row) in rows[..last].iter().enumerate() {
            let ends_here =
                row.cells.iter().filter(|cell| cell.row_span > 1 && first + cell.row_span == last + 1);
            words.extend(ends_here.map(|cell| cell.text.as_str()));
        }
        words
            .extend(rows[last].cells.iter().filter(|cell| cell.row_span == 1).map(|cell| cell.text.as_str()));
    }
    without_blanks(&words)
}

/// What the view prints, in pieces that stand in this order and unbroken in the PDF; then the
/// labels that cover several rows, and the headers that a new page repeats.
fn words_of(view: &View) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut pieces, mut labels, mut headers) = (vec![view.title.clone()], Vec::new(), Vec::new());
    pieces.extend(view.preface.iter().map(|block| block.text.clone()));
    pieces.push(view.contact.clone());
    for section in &view.sections {
        pieces.push(section.heading.clone());
        pieces.extend(section.paragraphs.iter().map(|block| block.text.clone()));
        if let Some(table) = &section.table {
            let (header, body) = table.rows.split_at(table.header_rows);
            headers.push(drawn(header));
            pieces.push(drawn(header));
            for row in body {
                let (several, one): (Vec<_>, Vec<_>) = row.cells.iter().partition(|cell| cell.row_span > 1);
                labels.extend(several.iter().map(|cell| cell.text.clone()));
                pieces.push(one.iter().map(|cell| cell.text.as_str()).collect());
            }
        }
    }
    if !view.date.is_empty() {
        pieces.extend([view.unit.clone(), view.date.clone()]);
    }
    let pieces = pieces.iter().map(|piece| without_blanks(piece)).collect();
    (pieces, labels, headers)
}

/// The PDF holds the words of the view, all of them and no others, in their order.
fn compare_words(view: &View, text: &str) {
    let is_number = |line: &&str| line.starts_with("— ") && line.ends_with(" —");
    let mut words = without_blanks(&text.lines().filter(|line| !is_number(line)).collect::<String>());
    let (pieces, labels, headers) = words_of(view);
    for header in headers.iter().filter(|header| !header.is_empty()) {
        let first = words.find(header).expect("the header") + header.len();
        words = format!("{}{}", &words[..first], words[first..].replace(header, ""));
    }
    // So does the label of a group that goes on there.
    for again in
        labels.iter().map(|label| format!("{}（续）", without_blanks(label))).chain(["（续）".to_owned()])
    {
        words = words.replace(&again, "");
    }
    let mut at = 0;
    for piece in &pieces {
        let found = words[at..].find(piece).unwrap_or_else(|| panic!("{piece} is missing or out of order"));
        at += found + piece.len();
    }
    let sorted = |text: &str| {
        let mut all: Vec<char> = text.chars().collect();
        all.sort_unstable();
        all
    };
    let all = pieces.concat() + &labels.concat();
    assert!(sorted(&words) == sorted(&all), "words are missing or added: {} for {}", words.len(), all.len());
}

fn check(case: &str) -> usize {
    let bytes = std::fs::read(repository(&format!("tests/golden/{case}/report.yaml"))).expect("the case");
    let forms = forms();
    let report = read_text(forms, &bytes).report.expect("a report");
    let form = forms.edition(report.edition).expect("a form");

    let tree = Tree::new();
    tree.write(&format!("data/{}/report.yaml", report.year), &bytes);
    let done = tree.run(&["build"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let output = |ending: &str| tree.read(&format!("out/{}/{}.{ending}", report.year, report.unit));
    let text = |ending| String::from_utf8(output(ending)).expect("UTF-8");
    assert_data_eq!(text("txt"), expected(case, "report.txt"));
    assert_data_eq!(text("html"), expected(case, "report.html"));
    let (pages, words) = pdf_text(&output("pdf"));
    assert_data_eq!(format!("{pages} pages\n{words}"), expected(case, "report.pdf.txt"));

    let view = view(form, &report, false);
    compare_words(&view, &words);
    pages
}

#[test]
fn the_sample() {
    assert!(check("sample") <= 5);
}

#[test]
fn every_cell_filled_and_every_optional_part() {
    check("full");
}

#[test]
fn the_trial_form_of_2019() {
    check("trial-2019");
}
