//! The sources as the rules of the house read them: code without comments and tests, and the paths
//! in it.

use std::fs;
use std::path::PathBuf;

use crate::support::repository;

/// A source file.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// Its place in the tree of modules: `["make", "build"]`.
    pub(super) module: Vec<String>,
}

pub(super) fn sources() -> Vec<File> {
    let root = repository("src");
    let file = |entry: walkdir::DirEntry| {
        let path = entry.path().to_owned();
        let below = path.strip_prefix(&root).expect("below src").with_extension("");
        let module = below.iter().map(|name| name.to_string_lossy().into_owned());
        let module = module.filter(|name| name != "lib").collect();
        File { text: fs::read_to_string(&path).expect("a source file"), path, module }
    };
    let files: Vec<File> = walkdir::WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"))
        .map(file)
        .collect();
    assert!(files.len() > 30, "the sources are gone");
    files
}

impl File {
    /// Its code: no comments, no tests.
    pub(super) fn code(&self) -> String {
        let code = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        code.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect()
    }

    /// Everything that it names by a path from the crate, from a module above it or from itself, as
    /// a path from the crate: `use super::{a, b::C}` in `x::y` names `x::a` and `x::b::C`.
    pub(super) fn uses(&self) -> Vec<Vec<String>> {
        let code = self.code();
        let mut uses = Vec::new();
        for start in ["crate::", "super::", "self::"] {
            for (at, _) in code.match_indices(start) {
                let before = code[..at].chars().next_back();
                if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':' && c != '$') {
                    tree(&code[at..], &self.module, &mut uses);
                }
            }
        }
        uses
    }
}

/// Follows a path, or a tree of paths in braces, that begins in a module; returns what comes after
/// it.
fn tree<'c>(code: &'c str, from: &[String], found: &mut Vec<Vec<String>>) -> &'c str {
    let mut path = from.to_vec();
    let mut rest = code.trim_start();
    loop {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        match name {
            "crate" => path.clear(),
            "super" => drop(path.pop()),
            "self" | "" => {}
            name => path.push(name.to_owned()),
        }
        rest = after;
        let Some(next) = rest.strip_prefix("::") else { break };
        rest = next;
        if let Some(inside) = rest.strip_prefix('{') {
            rest = inside;
            while !rest.trim_start().starts_with('}') && !rest.is_empty() {
                rest = tree(rest, &path, found).trim_start();
                rest = rest
                    .strip_prefix(',')
                    .unwrap_or_else(|| rest.split_at(rest.find(['}', ',']).unwrap_or(rest.len())).1);
            }
            return rest.trim_start().strip_prefix('}').unwrap_or_default();
        }
    }
    found.push(path);
    rest
}

#[test]
fn paths_are_seen_however_they_are_written() {
    let file = |text: &str| File {
        path: PathBuf::new(),
        text: text.to_owned(),
        module: vec!["make".to_owned(), "build".to_owned()],
    };
    let uses = |text: &str| -> Vec<String> { file(text).uses().iter().map(|path| path.join("::")).collect() };
    assert_eq!(uses("use crate::{check, read::{self, Read}};"), ["check", "read", "read::Read"]);
    assert_eq!(uses("let x = super::super::cli::run(1, 2);"), ["cli::run"]);
    assert_eq!(
        uses("use super::{\n    plan::{Task, Stale},\n    index,\n};"),
        ["make::plan::Task", "make::plan::Stale", "make::index"]
    );
    assert!(uses("// use crate::cli;").is_empty());
}
