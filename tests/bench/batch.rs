//! The program as a whole: one report cold; 100, 1,000 and 10,000 reports built and checked,
//! nothing to do, one edit; against `typst compile` where that is installed
//! (`cargo install typst-cli --version 0.15.1`). Run with `cargo bench --bench batch`; it takes
//! about ten minutes on two cores, and 3 GB of the temporary folder.
//!
//! Wall time and CPU time of child processes, the median and the mean of several runs. Figures of
//! different machines say nothing; the ratios are what counts. CPU time is read from /proc (Linux).

#![expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    reason = "it makes files and prints times"
)]

mod sample;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nianbao::form::Forms;
use nianbao::render::{Document, EMBEDDED_FONTS, Templates, pdf_files};
use nianbao::roster::Publishing;

/// A command that makes a PDF in a folder.
type Make = fn(&Path) -> Command;

/// What people would do without this program.
const COMPARED: [(&str, Make); 2] =
    [("the same PDF alone", typst_compile), ("a simple template", typst_simple)];

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let one = folder.path().join("one");
    write_project(&one, 1);
    let typst = folder.path().join("typst");
    write_typst_project(&typst);

    println!("{:<44} {:>8} {:>8}", "one report, cold process", "wall s", "CPU s");
    let ours = measure(41, || build(&one));
    line("nianbao build (txt, html, pdf)", ours);
    let is_there = typst_compile(&typst).output().is_ok_and(|output| output.status.success());
    if !is_there {
        println!("typst is not installed: no comparison");
    }
    let theirs: &[(&str, Make)] = if is_there { &COMPARED } else { &[] };
    for (name, command) in theirs {
        let theirs = measure(41, || command(&typst));
        line(&format!("typst compile ({name})"), theirs);
        println!("{:<44} {:>8.2} {:>8.2}", "ratio", ours.0 / theirs.0, ours.1 / theirs.1);
    }
    // Two at a time in a loop: what people would write without this program.
    println!("\n{:<44} {:>8} {:>8}", "40 PDFs, two at a time", "wall s", "CPU s");
    let in_a_loop: Vec<(&str, (f64, f64))> = theirs
        .iter()
        .map(|(name, command)| {
            let loop_ = measure(3, || typst_loop(&typst, 40, *command));
            line(&format!("typst compile in a loop ({name})"), loop_);
            (*name, (loop_.0 / 40.0, loop_.1 / 40.0))
        })
        .collect();
    let mut costs = Vec::new();
    for count in [100, 1000, 10_000] {
        let project = folder.path().join(count.to_string());
        write_project(&project, count);
        println!("\n{:<44} {:>8} {:>8}", format!("{count} reports"), "wall s", "CPU s");
        let first = measure(if count > 100 { 1 } else { 3 }, || build(&project));
        line("nianbao build (txt, html, pdf)", first);
        let each = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        costs.push((each, first.1));
        for (name, theirs) in &in_a_loop {
            let (wall, cpu) = (theirs.0 * each / first.0, theirs.1 * each / first.1);
            println!("{:<44} {wall:>8.2} {cpu:>8.2}", format!("times as fast as that loop ({name})"));
        }
        println!("{:<44} {:>8.1} {:>8.1}", "ms a report", 1000.0 * first.0 / each, 1000.0 * first.1 / each);
        if count == 100 {
            // Two threads that share a core each take longer: one alone tells what a report costs.
            let alone = measure(3, || {
                let mut command = build(&project);
                command.args(["-j", "1"]);
                command
            });
            line("nianbao build -j 1", alone);
            println!(
                "{:<44} {:>8.1} {:>8.1}",
                "ms a report",
                1000.0 * alone.0 / each,
                1000.0 * alone.1 / each
            );
        }
        line("nianbao build, nothing to do", measure(3, || nianbao(&project, "build")));
        let mut edits = 0..;
        line(
            "nianbao build, one edit",
            measure(3, || {
                edit(&project, edits.next().unwrap_or_default());
                nianbao(&project, "build")
            }),
        );
        line("nianbao check", measure(3, || nianbao(&project, "check")));
        let _ = fs::remove_dir_all(project.join("out"));
        println!("{:<44} {:>8}", "MiB at most, building", peak(&project) >> 10);
        rolled_up(&project, count, first);
        let _ = fs::remove_dir_all(&project);
    }
    if let [few, .., many] = costs.as_slice() {
        let exponent = (many.1 / few.1).ln() / (many.0 / few.0).ln();
        println!("\nCPU grows with the number of reports to the power of {exponent:.3}");
    }
}

/// The same reports below a superior whose report is their sum: what the roll-up and the public site
/// take, next to a build without.
fn rolled_up(project: &Path, count: u64, without: (f64, f64)) {
    write_superior(project, count);
    let first = measure(if count > 100 { 1 } else { 3 }, || build(project));
    line("with a superior and the site: build", first);
    println!("{:<44} {:>8.2} {:>8.2}", "ratio", first.0 / without.0, first.1 / without.1);
    line("with a superior: nothing to do", measure(3, || nianbao(project, "build")));
    let mut edits = 100..;
    line(
        "with a superior: one correction, its sum",
        measure(3, || {
            edit(project, edits.next().unwrap_or_default());
            add_up(project);
            nianbao(project, "build")
        }),
    );
    line("nianbao rollup", measure(3, || rollup(project, "json", "rollup.json")));
    println!("{:<44} {:>8}", "MiB at most, building", peak(project) >> 10);
}

const SUPERIOR: &str = "样本县人民政府";

/// A roster in which all units are below one, and the report of that one.
fn write_superior(project: &Path, count: u64) {
    let units = (0..count).map(|number| format!("- {{ 名称: 样本第{number}局, 上级: {SUPERIOR} }}\n"));
    let roster = format!("- {{ 名称: {SUPERIOR}, 汇总: 全域 }}\n{}", units.collect::<String>());
    fs::write(project.join("data/units.yaml"), roster).expect("a file");
    let text = sample::report(count, 2024).replace(&format!("样本第{count}局"), SUPERIOR);
    fs::write(project.join(format!("data/2024/{SUPERIOR}.yaml")), text).expect("a file");
    add_up(project);
}

/// Puts the sums into the superior's data file, which keeps its texts.
fn add_up(project: &Path) {
    let file = format!("data/2024/{SUPERIOR}.yaml");
    let done = rollup(project, "yaml", &file).stderr(Stdio::null()).status().expect("it starts");
    assert!(done.success(), "units are missing from the sum");
}

fn rollup(project: &Path, format: &str, file: &str) -> Command {
    let mut command = nianbao(project, "rollup");
    command.args([SUPERIOR, "--format", format, "-o"]).arg(project.join(file));
    command
}

/// Changes a figure and the total that it is in.
fn edit(root: &Path, number: u64) {
    let other = 20_000 + number;
    let text = sample::report(other, 2024).replace(&format!("样本第{other}局"), "样本第7局");
    fs::write(root.join("data/2024/样本第7局.yaml"), text).expect("a file");
}

/// The most KiB that a build takes, looked up every few milliseconds (Linux).
fn peak(root: &Path) -> u64 {
    let mut child = build(root).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().expect("it runs").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(kib.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    most
}

/// Makes the same PDF again and again, two at a time.
fn typst_loop(root: &Path, count: usize, one: Make) -> Command {
    let one = one(root);
    let words: Vec<String> = one.get_args().map(|word| format!("'{}'", word.to_string_lossy())).collect();
    let (_, others) = words.split_last().expect("the file that it makes");
    let line = format!("{} {{}}.pdf", others.join(" "));
    let mut command = Command::new("sh");
    command.current_dir(root);
    command.args(["-c", &format!("seq {count} | xargs -P 2 -I {{}} typst {line}")]);
    command
}

fn line(name: &str, (wall, cpu): (f64, f64)) {
    println!("{name:<44} {wall:>8.3} {cpu:>8.3}");
}

fn write_project(root: &Path, count: u64) {
    let data = root.join("data/2024");
    fs::create_dir_all(&data).expect("a folder");
    for number in 0..count {
        fs::write(data.join(format!("样本第{number}局.yaml")), sample::report(number, 2024)).expect("a file");
    }
}

/// What `typst compile` needs to make the PDF of the first report.
fn write_typst_project(root: &Path) {
    fs::create_dir_all(root.join("fonts")).expect("a folder");
    let forms = Forms::built_in();
    for (path, text) in Templates::default().with_ending("typ") {
        fs::write(root.join(path), text).expect("a file");
    }
    for (name, bytes) in EMBEDDED_FONTS.iter() {
        fs::write(root.join("fonts").join(name), bytes).expect("a file");
    }
    fs::write(root.join("simple.typ"), include_str!("simple.typ")).expect("a file");
    let report = sample::read(&forms, 0, 2024);
    let document =
        Document::new(forms.edition(2021).expect("a form"), &report, &Publishing::default(), false);
    for (name, bytes) in pdf_files(&document).expect("files") {
        fs::write(root.join(name), bytes).expect("a file");
    }
    let families = ["LXGW WenKai", "Noto Sans SC", "Noto Serif SC"];
    fs::write(root.join("fonts.json"), serde_json::to_vec(&families).expect("JSON")).expect("a file");
}

fn nianbao(root: &Path, verb: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.args(["-C", &root.to_string_lossy(), verb]);
    command
}

fn build(root: &Path) -> Command {
    let _ = fs::remove_dir_all(root.join("out"));
    nianbao(root, "build")
}

fn typst_compile(root: &Path) -> Command {
    let mut command = typst(root);
    command.args(["--pdf-standard", "a-3a,ua-1", "--features", "a11y-extras"]);
    command.arg(root.join("report.typ")).arg(root.join("report.pdf"));
    command
}

fn typst_simple(root: &Path) -> Command {
    let mut command = typst(root);
    command.arg(root.join("simple.typ")).arg(root.join("simple.pdf"));
    command
}

fn typst(root: &Path) -> Command {
    let mut command = Command::new("typst");
    command.args(["compile", "--ignore-system-fonts"]);
    command.arg("--font-path").arg(root.join("fonts")).arg("--root").arg(root);
    command
}

/// Median wall seconds of a command and mean CPU seconds, which are told in hundredths: one short
/// run alone would be rounded.
fn measure(runs: u32, mut command: impl FnMut() -> Command) -> (f64, f64) {
    let mut walls = Vec::new();
    let before = children_cpu();
    for _ in 0..runs {
        let mut command = command();
        let start = Instant::now();
        let status =
            command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the command starts");
        assert!(status.success(), "{command:?}");
        walls.push(start.elapsed().as_secs_f64());
    }
    (median(walls), (children_cpu() - before) / f64::from(runs))
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// CPU seconds of the children that have ended: fields 16 and 17 of /proc/self/stat, in hundredths.
fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let field = |index: usize| {
        after_name.split_whitespace().nth(index).and_then(|text| text.parse().ok()).unwrap_or(0.0)
    };
    (field(13) + field(14)) / 100.0
}
