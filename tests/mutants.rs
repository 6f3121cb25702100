//! Documents that were damaged or made to do harm: pages, Word files, PDFs, texts. Each is read or
//! refused; none stops the program or keeps it busy.
//!
//! The fuzz targets (`fuzz/`) need another compiler; this runs everywhere, on what our own outputs
//! become when bytes are changed, cut, moved, repeated and nested. `MUTANTS=20000` tries as many of
//! each kind.

use std::time::{Duration, Instant};

use nianbao::document::{Packer, in_this_process};
use nianbao::read::{self, Expected, File};
use nianbao::render::{Document, FORMATS, Fonts, Renderer, Templates};
use nianbao::roster::Publishing;

use crate::support::{forms, full_report, read_text};

/// How many of each kind are tried where nobody asks for more; a PDF takes longer.
const FEW: u64 = 100;
const FEW_PDFS: u64 = 30;
/// Nothing takes as long, in a slow build on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % most.max(1) as u64).expect("a small number")
    }
}

/// What repeated makes a document deep.
const DEEP: [&str; 10] = [
    "<div>",
    "<table><tr><td>",
    "<w:tbl><w:tr><w:tc>",
    "<w:p><w:r><w:txbxContent>",
    "<w:ins>",
    "[",
    "<<",
    "q ",
    "1 0 obj <</Kids [1 0 R]>> endobj ",
    "| | ",
];

/// A changed copy: a few changes of one kind or another.
fn mutant(chance: &mut Chance, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(all.len());
        let end = (at + 1 + chance.below(200)).min(all.len());
        match chance.below(9) {
            0 if !all.is_empty() => all[at] ^= 1 << chance.below(8),
            1 if !all.is_empty() => all[at] = b"<>[]()/|&\0\xFF0"[chance.below(12)],
            2 => all.truncate(at),
            3 => drop(all.drain(at..end)),
            4 => {
                let from = chance.below(other.len());
                let piece = &other[from..(from + chance.below(2_000)).min(other.len())];
                drop(all.splice(at..at, piece.iter().copied()));
            }
            5 => {
                let piece = all[at..end].repeat(1 + chance.below(400));
                drop(all.splice(at..end, piece));
            }
            6 => {
                let piece = DEEP[chance.below(DEEP.len())].repeat(1 + chance.below(5_000));
                drop(all.splice(at..at, piece.into_bytes()));
            }
            7 => {
                let to = chance.below(all.len());
                let piece: Vec<u8> = all.drain(at..end).collect();
                let to = to.min(all.len());
                drop(all.splice(to..to, piece));
            }
            _ => {
                // Another number, where there is one.
                let digits = all.iter().enumerate().skip(at).find(|(_, byte)| byte.is_ascii_digit());
                if let Some((digit, _)) = digits {
                    all[digit] = b"0123456789"[chance.below(10)];
                }
            }
        }
    }
    all
}

/// Our own outputs of a report, by their endings.
fn outputs(endings: &[&str]) -> Vec<Vec<u8>> {
    let read = read_text(forms(), full_report().as_bytes());
    let report = read.report.expect("a report");
    let form = forms().edition(report.edition).expect("a form");
    let renderer = Renderer::new(&Templates::default(), &Fonts::load(Vec::new()).expect("the fonts"));
    let renderer = renderer.expect("the templates");
    let document = Document::new(form, &report, &Publishing::default(), false);
    let made = endings.iter().map(|ending| {
        let format = FORMATS.iter().find(|one| one.name == *ending).expect("a format");
        (format.render)(&renderer, &document).expect("a document")
    });
    made.collect()
}

/// Reads what becomes of some documents, as a kind of file.
fn hold(ending: &str, seeds: &[Vec<u8>], made: impl Fn(&[u8]) -> Vec<u8>) {
    let count = std::env::var("MUTANTS").ok().and_then(|text| text.parse().ok());
    let count = count.unwrap_or(if ending == "pdf" { FEW_PDFS } else { FEW });
    let name = format!("示例县水利局.{ending}");
    for seed in 0..count {
        let mut chance = Chance(seed);
        let own = &seeds[chance.below(seeds.len())];
        let other = &seeds[chance.below(seeds.len())];
        let bytes = made(&mutant(&mut chance, own, other));
        let Some(file) = File::named(&name, &bytes) else { continue };
        let expected = Expected { year: Some(2024), ..Expected::default() };
        let began = Instant::now();
        let read = std::panic::catch_unwind(|| read::read(&[file], &expected, forms(), in_this_process));
        let took = began.elapsed();
        assert!(read.is_ok(), "{ending} {seed}: a panic");
        assert!(took < LONGEST, "{ending} {seed}: {took:?}");
        let read = read.expect("no panic");
        assert!(read.report.is_some() || !read.findings.is_empty(), "{ending} {seed}: nothing said");
    }
}

#[test]
fn no_page_stops_the_reader() {
    hold("html", &outputs(&["html", "fragment"]), <[u8]>::to_vec);
}

#[test]
fn no_archive_of_a_page_stops_the_reader() {
    let page = outputs(&["fragment"]).remove(0);
    let mut archive = b"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
        Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: http://example.cn/\r\n\r\n"
        .to_vec();
    archive.extend(page);
    archive.extend(b"\r\n--b--\r\n");
    hold("mht", &[archive], <[u8]>::to_vec);
}

#[test]
fn no_text_stops_the_reader() {
    hold("txt", &outputs(&["txt", "md", "csv"]), <[u8]>::to_vec);
}

#[test]
fn no_word_file_stops_the_reader() {
    let whole = outputs(&["docx"]).remove(0);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&whole)).expect("a package");
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(name).expect("a part"), &mut bytes).expect("bytes");
        bytes
    };
    let body = part("word/document.xml");
    let others: Vec<(&str, Vec<u8>)> = vec![("word/styles.xml", part("word/styles.xml"))];
    hold("docx", std::slice::from_ref(&body), |bytes| {
        let mut packer = Packer::default();
        packer.add("word/document.xml", bytes).expect("a part");
        for (name, bytes) in &others {
            packer.add(name, bytes).expect("a part");
        }
        packer.finish().expect("a package")
    });
    hold("docx", &[others[0].1.clone()], |bytes| {
        let mut packer = Packer::default();
        packer.add("word/document.xml", &body).expect("a part");
        packer.add("word/styles.xml", bytes).expect("a part");
        packer.finish().expect("a package")
    });
    // And the package itself.
    hold("docx", &[whole], <[u8]>::to_vec);
}

#[test]
fn no_pdf_stops_the_reader() {
    hold("pdf", &outputs(&["pdf"]), <[u8]>::to_vec);
}
