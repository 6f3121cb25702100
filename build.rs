//! Tells the program what it was compiled from, so that a build knows outputs that another program made, and parses the
//! built-in forms: their YAML is a twentieth of the time that one report takes.
//!
//! The hash is of the sources, templates and versions of crates, not of the compiler or the machine. What a form says is
//! not looked at here, only its YAML.

#![expect(clippy::disallowed_methods, reason = "it runs before the program is there")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;
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
    parse_forms(&root);
}

/// Writes the tree of each built-in form, as `src/yaml/parsed.rs` reads it.
fn parse_forms(root: &Path) {
    let mut files = Vec::new();
    list(&root.join("templates/forms"), &mut files);
    let to = PathBuf::from(std::env::var("OUT_DIR").unwrap_or_default()).join("forms");
    let _ = fs::remove_dir_all(&to); // a form that is no longer there
    fs::create_dir_all(&to).expect("a folder");
    for file in files {
        let text = fs::read_to_string(&file).expect("a form");
        let tree = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut written = String::new();
        write(&tree, &mut written);
        fs::write(to.join(file.with_extension("").file_name().expect("a name")), written).expect("a tree");
    }
}

/// A line of what a value is and how much is in it, and that.
fn write(value: &Value, to: &mut String) {
    let text = match value {
        Value::Sequence(items) => {
            to.push_str(&format!("[{}\n", items.len()));
            return items.iter().for_each(|item| write(item, to));
        }
        Value::Mapping(pairs) => {
            to.push_str(&format!("{{{}\n", pairs.len()));
            return pairs.iter().flat_map(|(key, value)| [key, value]).for_each(|part| write(part, to));
        }
        Value::Null => return to.push_str("~0\n"),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Tagged(tagged) => panic!("{} is a tag", tagged.tag),
    };
    to.push_str(&format!("'{}\n{text}", text.len()));
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
