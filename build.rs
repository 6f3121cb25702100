//! Tells the program what it was compiled from, so that a build knows outputs that another program made.
//!
//! The hash is of the sources, templates and versions of crates, not of the compiler or the machine.

#![expect(clippy::disallowed_methods, reason = "it runs before the program is there")]

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for name in ["src", "templates", "Cargo.lock", "Cargo.toml"] {
        println!("cargo::rerun-if-changed={name}");
        list(&root.join(name), &mut files);
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(&file).unwrap_or_default();
        hasher.update(format!("{name} {}\n", bytes.len()));
        hasher.update(bytes);
    }
    let digest: String = hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=NIANBAO_SOURCES={digest}");
}

/// Adds a file, or every file below a folder; a file that is not there (a crate has no `Cargo.lock`) adds nothing.
fn list(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        list(&entry.path(), files);
    }
}
