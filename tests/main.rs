//! The tests, one program: what users meet is run as users run it, the rest goes through the
//! library.
//!
//! `golden` and `cli` compare with files; `just accept` writes them anew, for a person to read in
//! the diff.

#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

mod arrivals;
mod brief;
mod build_disk;
mod cli;
mod damaged;
mod diagnose;
mod diff;
mod docs;
mod dropped;
mod formats;
mod formats_in;
mod forms;
mod golden;
mod history;
mod house;
mod laws;
mod make;
mod matcher;
mod mutants;
mod nothing_dropped;
mod office;
mod pasted;
mod prose;
mod published;
mod publishing;
mod refusals;
mod rollup;
mod rounds;
mod rules;
mod schema;
mod serve;
mod site;
mod slips;
mod support;
mod tables;
mod texts;
mod verify;
mod word_files;
mod workbooks;

use support::sheets;
