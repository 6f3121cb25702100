//! A web page.
#![no_main]

mod law;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| law::hold("a.html", bytes));
