//! Each stage of one report by itself, in one process: `cargo bench --bench stages`.

mod sample;

use divan::{Bencher, black_box};
use nianbao::check::{self, Checked};
use nianbao::document::in_this_process;
use nianbao::form::{Filled, Forms};
use nianbao::model::Report;
use nianbao::read::{self, Expected, File};
use nianbao::render::{Document, FORMATS, Fonts, Renderer, Templates, view};
use nianbao::roster::Publishing;

fn main() {
    divan::main();
}

fn forms() -> Forms {
    Forms::built_in()
}

fn read_sample(forms: &Forms) -> Report {
    sample::read(forms, 1, 2024)
}

#[divan::bench]
fn load_both_forms() -> usize {
    forms().all().map(|form| form.figures.len()).sum() // a form is read when it is asked for
}

#[divan::bench]
fn load_templates_and_fonts() -> bool {
    Renderer::new(&Templates::default(), &Fonts::load(Vec::new()).expect("fonts")).is_ok()
}

#[divan::bench]
fn read_yaml(bencher: Bencher) {
    let forms = forms();
    bencher.bench(|| read_sample(black_box(&forms)));
}

#[divan::bench]
fn check_report(bencher: Bencher) {
    let forms = forms();
    let report = read_sample(&forms);
    let form = forms.edition(2021).expect("a form");
    bencher.bench(|| check::check(&Checked { this: Filled::new(form, black_box(&report)), last: None }));
}

/// A report whose texts are dense with numbers, 2,700 characters and more.
#[divan::bench]
fn check_dense_texts(bencher: Bencher) {
    let forms = forms();
    let form = forms.edition(2021).expect("a form");
    let report = sample::dense(&forms);
    bencher.bench(|| check::check(&Checked { this: Filled::new(form, black_box(&report)), last: None }));
}

#[divan::bench]
fn make_view(bencher: Bencher) {
    let forms = forms();
    let report = read_sample(&forms);
    let form = forms.edition(2021).expect("a form");
    bencher.bench(|| view(form, black_box(&report), false));
}

/// One report after another: Typst remembers the last few, and the same one again costs nothing.
#[divan::bench(args = ["txt", "html", "pdf"])]
fn render(bencher: Bencher, name: &str) {
    let forms = forms();
    let form = forms.edition(2021).expect("a form");
    let reports: Vec<Report> = (0..32).map(|number| sample::read(&forms, number, 2024)).collect();
    let document = |report| Document::new(form, report, &Publishing::default(), false);
    let documents: Vec<Document> = reports.iter().map(document).collect();
    let renderer = Renderer::new(&Templates::default(), &Fonts::load(Vec::new()).expect("fonts"))
        .expect("templates and fonts");
    let format = FORMATS.iter().find(|format| format.name == name).expect("a format");
    let next = std::sync::atomic::AtomicUsize::new(0);
    bencher.bench(|| {
        let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % documents.len();
        (format.render)(&renderer, black_box(&documents[number])).expect("bytes")
    });
}

/// A report as it is published, padded with what sites put around it.
fn published(format: &str) -> Vec<u8> {
    let forms = forms();
    let report = read_sample(&forms);
    let form = forms.edition(report.edition).expect("a form");
    let renderer = Renderer::new(&Templates::default(), &Fonts::load(Vec::new()).expect("fonts"))
        .unwrap_or_else(|error| panic!("{error}"));
    let document = Document::new(form, &report, &Publishing::default(), false);
    let format = FORMATS.iter().find(|one| one.name == format).expect("a format");
    (format.render)(&renderer, &document).unwrap_or_else(|error| panic!("{error}"))
}

fn read_document(bencher: Bencher, path: &str, bytes: &[u8]) {
    let forms = forms();
    bencher.bench(|| {
        let file = File::named(path, bytes).expect("a reader");
        let read = read::read(&[file], &Expected::default(), &forms, in_this_process);
        assert!(read.report.is_some(), "{:?}", read.findings);
    });
}

#[divan::bench]
fn read_page_of_100_kb(bencher: Bencher) {
    let mut page = published("html");
    let menu = "<div class=nav><ul><li><a href=\"/a.html\">政务公开</a></li></ul></div>\n".repeat(1_000);
    let at = page.windows(6).position(|part| part == b"</body").unwrap_or(page.len());
    page.splice(at..at, menu.into_bytes());
    page.truncate(page.len().min(100 << 10));
    read_document(bencher, "a.html", &page);
}

#[divan::bench]
fn read_pdf(bencher: Bencher) {
    read_document(bencher, "a.pdf", &published("pdf"));
}
