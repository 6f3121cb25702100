//! Workbooks: reading a filled form against calamine opening and reading it alone, in one process;
//! then a project of 200 workbooks as a whole. Run with `cargo bench --bench workbooks`.
//!
//! The two readers take turns, the medians are compared: the ratio is what counts.

#![expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    reason = "it makes files and prints times"
)]

mod sample;

use std::fs;
use std::hint::black_box;
use std::io::Cursor;
use std::process::Command;
use std::time::Instant;

use calamine::{Reader, Xlsx};
use nianbao::document;
use nianbao::form::Forms;
use nianbao::read::{self, Expected, File};
use nianbao::render::{Sheets, workbook};

const ROUNDS: usize = 201;
const UNITS: u64 = 200;

fn main() {
    let forms = Forms::built_in();
    let form = forms.edition(2021).expect("a form");
    let book = |number: u64| {
        let report = sample::read(&forms, number, 2024);
        let sheets =
            Sheets { unit: Some(&report.unit), year: Some(2024), report: Some(&report), ..Sheets::of(form) };
        (report.unit.clone(), workbook(&sheets).expect("a workbook"))
    };

    let (_, bytes) = book(1);
    let ours = || {
        let file = File::named("a.xlsx", &bytes).expect("a reader");
        let read = read::read(&[file], &Expected::default(), &forms, document::in_this_process);
        assert!(read.report.is_some(), "{:?}", read.findings);
    };
    let theirs = || {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("a workbook");
        for name in workbook.sheet_names() {
            let mut cells = workbook.worksheet_cells_reader(&name).expect("a sheet");
            while let Some(cell) = cells.next_cell().expect("a cell") {
                black_box(cell);
            }
        }
    };
    let cells = || drop(black_box(document::workbook(&bytes, document::in_this_process)));
    let (mut one, mut part, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(timed(ours));
        part.push(timed(cells));
        other.push(timed(theirs));
    }
    let (ours, cells, theirs) = (median(one), median(part), median(other));
    println!("a filled form of {} KiB", bytes.len() >> 10);
    println!("  its cells, after the check of the package      {:>8.3} ms", 1000.0 * cells);
    println!("  nianbao: read, checked as a package, matched   {:>8.3} ms", 1000.0 * ours);
    println!("  calamine: opened, all cells read               {:>8.3} ms", 1000.0 * theirs);
    println!("  ratio                                          {:>8.2}", ours / theirs);

    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data/2024");
    fs::create_dir_all(&data).expect("a folder");
    for number in 0..UNITS {
        let (unit, bytes) = book(number);
        fs::write(data.join(format!("{unit}.xlsx")), bytes).expect("a file");
    }
    let check = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
        let output = command.current_dir(folder.path()).args(["check", "-q"]).output().expect("the program");
        assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    };
    let runs = (0..5).map(|_| timed(check)).collect();
    println!("{UNITS} workbooks of {UNITS} units: nianbao check          {:>8.3} s", median(runs));
}

fn timed(work: impl Fn()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
