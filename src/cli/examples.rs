//! Examples for `nianbao explain`: the fixtures of the rule's own tests, so that what is shown is what is tested.
//!
//! A wrong example is the lines that the rule points at, with the message beside them; a right one the lines
//! of the same keys in the sound file.

use include_dir::{Dir, include_dir};

use super::help::say;

static FIXTURES: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/rules");

/// Lines of a fixture, and what is said of them where they are wrong.
struct Example {
    line: String,
    said: String,
}

/// The examples of a rule as people read them; nothing where its fixture is no text.
pub(super) fn examples(rule: &str) -> String {
    let text = |name: &str| FIXTURES.get_file(format!("{rule}/{name}.yaml"))?.contents_utf8();
    let (Some(bad), Some(good)) = (text("bad"), text("good")) else { return String::new() };
    let wrong = wrong_lines(bad, rule);
    let mut shown = String::new();
    let mut right = Vec::new();
    for example in &wrong {
        shown.push_str(&format!("    {}\n", example.line));
        if !example.said.is_empty() {
            shown.push_str(&say(&format!("      → {}\n", example.said), ""));
        }
        let of_key = |line: &&str| !key(line).is_empty() && key(line) == key(&example.line);
        right.extend(good.lines().map(str::trim).find(of_key).filter(|line| *line != example.line));
    }
    right.dedup();
    if shown.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n{shown}", say("错误的例子：", "wrong:"));
    if !right.is_empty() {
        text.push_str(&format!("{}\n    {}\n", say("正确的例子：", "right:"), right.join("\n    ")));
    }
    text
}

fn key(line: &str) -> &str {
    line.split_once(':').map_or("", |(key, _)| key.trim())
}

/// The lines that notes (`#~ rule words => hint` above them) are about.
fn wrong_lines(text: &str, rule: &str) -> Vec<Example> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_note = |line: &str| line.starts_with("#~");
    let mut found: Vec<Example> = Vec::new();
    for (index, note) in lines.iter().enumerate().filter(|(_, line)| is_note(line)) {
        let Some((place, rest)) = note[2..].split_once(' ') else { continue };
        let Some(said) = rest.strip_prefix(rule) else { continue };
        let further: usize = place.trim_start_matches('+').parse().unwrap_or(0);
        let below = (index..lines.len()).find(|&at| !is_note(lines[at]));
        let Some(line) = below.filter(|_| place != "~").and_then(|at| lines.get(at + further)) else {
            continue;
        };
        let said = said.trim().replace(" => ", "；");
        match found.iter_mut().find(|example| example.line == *line) {
            Some(example) => {
                example.said.push('\n');
                example.said.push_str(&format!("      → {said}"));
            }
            None => found.push(Example { line: (*line).to_owned(), said }),
        }
    }
    found
}
