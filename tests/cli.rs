//! The command line as users see it: every command with its output and exit code, and the examples
//! of the READMEs. `just accept` writes the expected output anew.

#[test]
fn commands_print_what_is_written_down() {
    let cases = trycmd::TestCases::new();
    cases.env("LC_ALL", "C.UTF-8").case("tests/cli/*.trycmd");
}

#[test]
fn the_chinese_readme_shows_what_happens() {
    let cases = trycmd::TestCases::new();
    cases.env("LC_ALL", "zh_CN.UTF-8").case("README.zh-CN.md");
}

#[test]
fn the_english_readme_shows_what_happens() {
    let cases = trycmd::TestCases::new();
    cases.env("LC_ALL", "en_US.UTF-8").case("README.md");
}
