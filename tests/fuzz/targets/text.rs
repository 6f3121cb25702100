//! Text with commas or tabs: all that stands between it and the report is the matcher.
#![no_main]

mod law;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| law::hold("a.csv", bytes));
