//! `nianbao FILE…`: files alone, as when they are dropped on the program's icon: they are checked,
//! and each workbook with findings gets a copy beside it in which they are marked.
//!
//! What lies in `data/<year>/` of a project is checked as part of it, and its copies are where
//! `return` puts them: beside it they would be taken for data.

use std::ffi::OsString;
use std::path::{Path, PathBuf, absolute};

use clap::Args;

use super::check::Check;
use super::options::Global;
use super::return_::{self, Return};
use super::{Exit, Output, Ran, check};
use crate::fs;
use crate::read;

/// The name by which arguments that are files alone are read.
pub(super) const VERB: &str = "dropped";

#[derive(Args)]
pub(super) struct Dropped {
    files: Vec<PathBuf>,
}

/// Arguments without a command, of which the first that is no option is a file: with the command
/// for files.
pub(super) fn with_command(args: &[OsString]) -> Option<Vec<OsString>> {
    let is_file = |arg: &OsString| fs::exists(Path::new(arg)) && !fs::is_folder(Path::new(arg));
    let first = args.iter().skip(1).position(is_file)? + 1;
    let mut with = args.to_vec();
    with.insert(first, VERB.into());
    Some(with)
}

impl Dropped {
    /// Returns whether all of them are there: else it was a command with a typo.
    pub(super) fn is_files(&self) -> bool {
        self.files.iter().all(|file| fs::exists(file))
    }
}

pub(super) fn run(verb: &Dropped, global: &Global, output: &mut Output) -> Ran {
    let mut exit = Exit::Sound;
    for (place, files) in by_place(&verb.files) {
        let mut global = global.clone();
        global.root = place.root;
        exit = exit.max(check::run(&Check::of(files.clone()), &global, output)?);
        let workbooks: Vec<PathBuf> = files.into_iter().filter(|file| is_workbook(file)).collect();
        if !workbooks.is_empty() {
            let verb = Return { files: workbooks, sound: false, beside: !place.in_project };
            exit = exit.max(return_::run(&verb, &global, output)?);
        }
    }
    Ok(exit)
}

fn is_workbook(file: &Path) -> bool {
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    read::reader_for(&ending).is_some_and(|reader| reader.is_workbook)
}

/// Where a file lies.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// The folder of the project; of a file outside of one its own folder.
    root: PathBuf,
    in_project: bool,
}

/// The files of each place, in their order.
fn by_place(files: &[PathBuf]) -> Vec<(Place, Vec<PathBuf>)> {
    let mut places: Vec<(Place, Vec<PathBuf>)> = Vec::new();
    for file in files {
        let file = absolute(file).unwrap_or_else(|_| file.clone());
        let place = place_of(&file);
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, files)) => files.push(file),
            None => places.push((place, vec![file])),
        }
    }
    places
}

fn place_of(file: &Path) -> Place {
    let is_year = |folder: &&Path| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit())
    };
    let years = file.ancestors().skip(1).filter(is_year);
    let data =
        years.filter_map(Path::parent).find(|folder| folder.file_name().is_some_and(|name| name == "data"));
    match data.and_then(Path::parent) {
        Some(root) => Place { root: root.to_owned(), in_project: true },
        None => Place { root: file.parent().unwrap_or(file).to_owned(), in_project: false },
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::place_of;

    #[test]
    fn a_file_in_the_data_of_a_year_is_of_its_project() {
        for (file, root, in_project) in [
            ("/甲/data/2025/某局.xlsx", "/甲", true),
            ("/甲/data/2025/街道/某局.xlsx", "/甲", true),
            ("/甲/data/某局.xlsx", "/甲/data", false),
            ("/下载/2025/某局.xlsx", "/下载/2025", false),
            ("/某局.xlsx", "/", false),
        ] {
            let place = place_of(Path::new(file));
            assert_eq!((place.root.as_path(), place.in_project), (Path::new(root), in_project), "{file}");
        }
    }
}
