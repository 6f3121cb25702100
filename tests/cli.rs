//! The command line as users see it: every command with its output and exit code, and the console
//! blocks of the READMEs and of docs/. `just accept` writes the expected output anew.

#[test]
fn commands_print_what_is_written_down() {
    let cases = trycmd::TestCases::new();
    cases.env("LC_ALL", "C.UTF-8").case("tests/cli/*.trycmd");
}

#[test]
fn the_chinese_pages_show_what_happens() {
    let cases = trycmd::TestCases::new();
    cases.env("LC_ALL", "zh_CN.UTF-8").case("README.zh-CN.md").case("docs/zh/*.md");
}

#[test]
fn the_english_pages_show_what_happens() {
    let cases = trycmd::TestCases::new();
    cases.env("LC_ALL", "en_US.UTF-8").case("README.md").case("docs/en/*.md");
}
