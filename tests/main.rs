//! The tests, one program: what users meet is run as users run it, the rest goes through the library.
//!
//! `golden` and `cli` compare with files; `just accept` writes them anew, for a person to read in the diff.

#![expect(clippy::disallowed_methods, reason = "tests make and read their own files")]

mod attacks;
mod books;
mod cli;
mod disk;
mod formats;
mod forms;
mod golden;
mod history;
mod hostile;
mod house;
mod laws;
mod make;
mod prose;
mod publishing;
mod read;
mod records;
mod rules;
mod serve;
mod sheets;
mod support;
mod verify;
mod workbooks;
