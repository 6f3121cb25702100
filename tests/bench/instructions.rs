//! What a report costs in instructions, part by part: `cargo bench --bench instructions`, where
//! valgrind is installed.
//!
//! Seconds on a shared machine vary by a fifth; instructions are the same in every run, so that a
//! change of two in a hundred is seen. It takes some minutes. Figures of different processors
//! differ a little, since libraries choose other code for them.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it makes files and prints figures")]

mod sample;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Reports in the larger of two projects; the other has one, so that what all share is left out.
const MANY: u64 = 11;

fn main() {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("valgrind is not installed: nothing is counted");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("{:<44} {:>10}", "millions of instructions", "a report");
    let mut before = 0;
    for (part, verb) in [
        ("read and check", &["check"] as &[&str]),
        ("txt besides", &["build", "--format", "txt"]),
        ("html besides", &["build", "--format", "txt,html"]),
        ("pdf besides", &["build", "--format", "txt,html,pdf"]),
    ] {
        let [one, many] = [1, MANY].map(|count| counted(&folder.path().join(count.to_string()), count, verb));
        let each = many.saturating_sub(one) / (MANY - 1) / 1_000_000;
        println!("{part:<44} {:>10}", each.saturating_sub(before));
        before = each;
        if part.starts_with("pdf") {
            println!("{:<44} {each:>10}", "all together");
            println!("{:<44} {:>10}", "one report cold, all together", one / 1_000_000);
        }
    }
}

/// The instructions of a command on a new project of so many reports.
fn counted(root: &Path, count: u64, verb: &[&str]) -> u64 {
    let _ = fs::remove_dir_all(root);
    let data = root.join("data/2024");
    fs::create_dir_all(&data).expect("a folder");
    for number in 0..count {
        fs::write(data.join(format!("样本第{number}局.yaml")), sample::report(number, 2024)).expect("a file");
    }
    let profile = root.join("callgrind");
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", &format!("--callgrind-out-file={}", profile.display())])
        .args([env!("CARGO_BIN_EXE_nianbao"), "-j", "1", "-C"])
        .arg(root)
        .args(verb)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("valgrind starts");
    assert!(status.success(), "{verb:?}");
    let text = fs::read_to_string(profile).expect("a profile");
    let total = text.lines().find_map(|line| line.strip_prefix("summary: ")).expect("a sum");
    total.trim().parse().expect("a number")
}
