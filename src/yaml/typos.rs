//! Typos that every reader of the file understands and no YAML parser does.
//!
//! Chinese input methods type `：`, `，` and `｛`; people forget the space after a colon, a closing
//! bracket, the spaces before a text. A parser stops at such a place, or worse takes `自然人:10` for
//! one long key. Each typo is found here, before the parser, and becomes a fault: the file is
//! refused. The parser then reads the text with the typos fixed, so that everything else that is
//! wrong is found in the same run and nothing is found that is not there. The file itself is never
//! changed, and no typo inside a text or quotes is looked for.

use std::cmp::Ordering;

use super::{Bytes, Fault, MAX_DEPTH, Trouble};
use crate::lang::half_width;

/// A file with more typos than this is something else than a report, and goes to the parser as it
/// is.
const MOST_SLIPS: usize = 500;

/// The text for the parser, and how its places map to those of the file.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    /// The text; `None` where nothing was fixed.
    pub(super) text: Option<String>,
    /// The typos, in the order of the text.
    pub(super) faults: Vec<Fault>,
    /// For each byte put in, where it is in the fixed text, in order.
    added: Vec<usize>,
}

impl Fixed {
    /// The place in the file of a place in the fixed text.
    pub(super) fn original(&self, at: usize) -> usize {
        at - self.added.partition_point(|&added| added < at)
    }
}

/// Looks for typos.
pub(super) fn fix(text: &str) -> Fixed {
    let mut scan =
        Scan { text, edits: Vec::new(), faults: Vec::new(), open: Vec::new(), state: State::Block };
    let mut start = 0;
    let mut last_end = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if !content.is_empty() {
            scan.line(start..start + content.len(), last_end);
            if scan.open.len() > MAX_DEPTH || scan.faults.len() > MOST_SLIPS {
                return Fixed::default(); // no typos of a person
            }
            last_end = start + content.len();
        }
        start += line.len();
    }
    scan.close_all(last_end);
    scan.finish()
}

/// A change of the text: bytes of the file, and what takes their place.
struct Edit {
    at: Bytes,
    with: String,
}

/// What the next line continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing: a key is expected.
    Block,
    /// A value without quotes that began in a line with this indentation.
    Plain { indent: usize },
    /// A text after `|` or `>`, below a key with this indentation.
    Text { indent: usize, lines: usize },
    /// A text whose lines are not indented.
    Unindented { indent: usize },
}

/// A bracket or quote that is open.
struct Open {
    at: usize,
    closes: char,
    indent: usize,
}

struct Scan<'a> {
    text: &'a str,
    edits: Vec<Edit>,
    faults: Vec<Fault>,
    open: Vec<Open>,
    state: State,
}

impl Scan<'_> {
    /// Looks at a line that is not empty; `last_end` is where the one before it ends.
    fn line(&mut self, line: Bytes, last_end: usize) {
        let written = &self.text[line.clone()];
        let indent = written.len() - written.trim_start_matches(' ').len();
        let content = line.start + indent..line.end;
        if let Some(open) = self.open.first() {
            let closing = self.text[content.clone()].starts_with(['}', ']', '｝', '］']);
            if closing || indent > open.indent {
                self.flow(content, open.indent);
                return;
            }
            self.close_all(last_end);
        }
        // 　　行政许可: typed with full-width spaces: how deep that is meant to be is not known.
        let in_text =
            matches!(self.state, State::Text { .. } | State::Unindented { .. } | State::Plain { .. });
        if !in_text && self.text[content.clone()].starts_with('\u{3000}') {
            let spaces = self.text[content.clone()].chars().take_while(|&c| c == '\u{3000}').count();
            self.fault(
                content.start..content.start + spaces * '\u{3000}'.len_utf8(),
                Trouble::FullWidthSpace,
            );
            return;
        }
        match self.state {
            State::Text { indent: key, lines } if indent > key => {
                self.state = State::Text { indent: key, lines: lines + 1 };
            }
            State::Text { indent: key, lines } if self.is_lost_text(&content, indent == key, lines) => {
                self.fault(content.clone(), Trouble::Unindented);
                self.indent_line(&content);
                self.state = State::Unindented { indent: key };
            }
            State::Unindented { indent: key } if self.is_lost_text(&content, indent <= key, 0) => {
                self.indent_line(&content);
            }
            State::Plain { indent: key } if indent > key => {}
            _ => self.block(content, indent),
        }
    }

    /// Whether a line that is not indented is a text that should be.
    fn is_lost_text(&self, content: &Bytes, same: bool, lines: usize) -> bool {
        let written = &self.text[content.clone()];
        let marker = written.starts_with("---") || written.starts_with("...");
        if !same || marker || written.starts_with(['#', '{', '}', '[', ']', '-', '\t', '\u{FEFF}']) {
            return false;
        }
        match key_of(written) {
            Some((_, Colon::Plain)) => false,
            Some((key, Colon::FullWidth)) => {
                let rest = written[key..].trim_start_matches('：').trim_start();
                lines == 0 && !(rest.is_empty() || rest.starts_with(['|', '{', '｛', '"']))
            }
            Some((_, Colon::NoSpace)) => lines == 0,
            None => true,
        }
    }

    fn indent_line(&mut self, content: &Bytes) {
        self.edits.push(Edit { at: content.start..content.start, with: "  ".to_owned() });
    }

    /// A line in which a key is expected.
    fn block(&mut self, content: Bytes, indent: usize) {
        let written = &self.text[content.clone()];
        self.state = State::Block;
        if written.starts_with("- ") {
            self.state = State::Plain { indent }; // a list: its items are texts
            return;
        }
        if written.starts_with(['#', '?', '&', '*', '!', '%', '@', '`', '|', '>', '\t']) {
            return;
        }
        if written.starts_with(['{', '[', '"', '\'']) {
            self.value(content, indent);
            return;
        }
        let Some((length, colon)) = key_of(written) else { return };
        let at = content.start + length;
        let after = match colon {
            Colon::Plain => at + 1,
            Colon::NoSpace => {
                self.fault(at..at + 1, Trouble::ColonWithoutSpace);
                self.edits.push(Edit { at: at + 1..at + 1, with: " ".to_owned() });
                at + 1
            }
            Colon::FullWidth => {
                let end = at + '：'.len_utf8();
                self.fault(at..end, Trouble::FullWidthColon);
                self.replace(at..end, ':');
                end
            }
        };
        self.value(after..content.end, indent);
    }

    /// What follows a key in its line.
    fn value(&mut self, rest: Bytes, indent: usize) {
        let written = &self.text[rest.clone()];
        let spaces = written.len() - written.trim_start().len();
        let value = written.trim_start();
        let at = rest.start + spaces;
        match value.chars().next() {
            None | Some('#') => {}
            Some('|' | '>') => self.state = State::Text { indent, lines: 0 },
            Some('{' | '[' | '"' | '\'' | '｛' | '［') => {
                self.flow(at..rest.end, indent);
            }
            Some('-') if value.starts_with("- ") && !value.starts_with("- #") => {
                self.fault(at..at + 1, Trouble::List);
                self.replace(at..at + 1, '－');
                self.state = State::Plain { indent };
            }
            Some('-') if value == "-" || value.starts_with("- #") => {
                self.fault(at..at + 1, Trouble::LoneDash);
                self.replace(at..at + 1, '/');
            }
            Some(c @ ('@' | '`' | '%')) => {
                self.fault(at..at + 1, Trouble::Reserved);
                let full_width = char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c);
                self.replace(at..at + 1, full_width);
            }
            Some(_) => self.state = State::Plain { indent },
        }
    }

    /// Text inside brackets or quotes, to the end of the line or of the last bracket. They opened
    /// in a line with this indentation.
    fn flow(&mut self, part: Bytes, indent: usize) {
        let mut in_value = self.open.is_empty();
        let mut before = ' ';
        let mut skip_to = part.start;
        let text = self.text;
        for (offset, c) in text[part.clone()].char_indices() {
            let at = part.start + offset;
            if at < skip_to {
                before = c;
                continue;
            }
            let end = at + c.len_utf8();
            let rest = &text[end..part.end];
            let quote = self.open.last().map(|open| open.closes).filter(|c| matches!(c, '"' | '\''));
            match c {
                '\\' if quote == Some('"') => skip_to = end + rest.chars().next().map_or(0, char::len_utf8),
                '\'' if quote == Some(c) && rest.starts_with(c) => skip_to = end + 1,
                c if quote == Some(c) => drop(self.open.pop()),
                _ if quote.is_some() => {}
                '#' if before.is_whitespace() => return,
                '"' | '\'' if matches!(before, ' ' | '{' | '[' | ',' | ':' | '：') => {
                    self.open.push(Open { at, closes: c, indent });
                }
                '{' | '[' | '｛' | '［' => {
                    let closes = if self.bracket(at, c) == '{' { '}' } else { ']' };
                    self.open.push(Open { at, closes, indent });
                    in_value = false;
                }
                '}' | ']' | '｝' | '］' => {
                    let plain = self.bracket(at, c);
                    if self.open.last().is_some_and(|open| open.closes == plain) {
                        self.open.pop();
                    }
                }
                _ => in_value = self.separator(at, c, before, rest, in_value),
            }
            before = c;
            if self.open.is_empty() {
                return;
            }
        }
    }

    /// A bracket, made half-width.
    fn bracket(&mut self, at: usize, c: char) -> char {
        let plain = half_width(c);
        if c != plain {
            self.fault(at..at + c.len_utf8(), Trouble::FullWidthBracket(c));
            self.replace(at..at + c.len_utf8(), plain);
        }
        plain
    }

    /// What may separate keys and values inside brackets; whether a value follows.
    fn separator(&mut self, at: usize, c: char, before: char, rest: &str, in_value: bool) -> bool {
        let end = at + c.len_utf8();
        match c {
            ',' if in_value && is_thousands(before, rest) => {
                self.fault(at..end, Trouble::ThousandsComma);
                self.replace(at..end, '，'); // inside a value; a number is read through it
                true
            }
            ',' => false,
            '，' | '；' | '、' | ';' if in_value && before_key(rest) => {
                self.fault(at..end, Trouble::Separator(c));
                self.replace(at..end, ',');
                false
            }
            '：' if !in_value && !key_goes_on(rest) => {
                self.fault(at..end, Trouble::FullWidthColon);
                self.replace(at..end, ':');
                true
            }
            ':' if !in_value => {
                let space = rest.is_empty() || rest.starts_with([' ', '\t', ',', '}', ']']);
                if !space && before != '"' && before != '\'' && !rest.starts_with('/') {
                    self.fault(at..end, Trouble::ColonWithoutSpace);
                    self.edits.push(Edit { at: end..end, with: " ".to_owned() });
                }
                true
            }
            _ => in_value,
        }
    }

    /// Brackets and quotes that are still open are reported where they open, and closed.
    fn close_all(&mut self, end: usize) {
        let mut closing = String::new();
        while let Some(open) = self.open.pop() {
            let opened = self.text[open.at..].chars().next().unwrap_or_default();
            self.fault(open.at..open.at + opened.len_utf8(), Trouble::Unclosed(opened));
            closing.push(open.closes);
        }
        if !closing.is_empty() {
            self.edits.push(Edit { at: end..end, with: closing });
        }
    }

    fn fault(&mut self, span: Bytes, trouble: Trouble) {
        // What a quote that is not closed has swallowed cannot be known.
        let fixed = !matches!(trouble, Trouble::Unclosed('"' | '\'') | Trouble::FullWidthSpace);
        self.faults.push(Fault { span, trouble, fixed });
    }

    /// One character for another; spaces fill up to the same number of bytes where it can be.
    fn replace(&mut self, at: Bytes, with: char) {
        let spaces = " ".repeat(at.len().saturating_sub(with.len_utf8()));
        let with =
            if matches!(with, '}' | ']') { format!("{spaces}{with}") } else { format!("{with}{spaces}") };
        self.edits.push(Edit { at, with });
    }

    fn finish(mut self) -> Fixed {
        self.faults.sort_by_key(|fault| fault.span.start);
        if self.edits.is_empty() {
            return Fixed { faults: self.faults, ..Fixed::default() };
        }
        let mut text = String::with_capacity(self.text.len() + self.edits.len());
        let mut added = Vec::new();
        let mut done = 0;
        for Edit { at, with } in self.edits {
            text.push_str(&self.text[done..at.start]);
            let begin = text.len();
            text.push_str(&with);
            match with.len().cmp(&at.len()) {
                Ordering::Greater => added.extend(begin + at.len()..begin + with.len()),
                Ordering::Equal | Ordering::Less => {} // `replace` fills up
            }
            done = at.end;
        }
        text.push_str(&self.text[done..]);
        Fixed { text: Some(text), faults: self.faults, added }
    }
}

/// How a key ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colon {
    Plain,
    NoSpace,
    FullWidth,
}

/// The longest key, in characters: no label of a form is longer.
const LONGEST_KEY: usize = 80;

/// The length of the key that a line begins with, and how it ends.
fn key_of(line: &str) -> Option<(usize, Colon)> {
    let mut typo = None;
    for (count, (at, c)) in line.char_indices().enumerate() {
        let rest = &line[at + c.len_utf8()..];
        match c {
            ':' if rest.is_empty() || rest.starts_with([' ', '\t']) => return Some((at, Colon::Plain)),
            _ if typo.is_some() => {}
            ':' if at > 0 && !rest.starts_with("//") && is_word(&line[..at]) => {
                typo = Some((at, Colon::NoSpace));
            }
            '：' if at > 0 && is_word(&line[..at]) => typo = Some((at, Colon::FullWidth)),
            '{' | '[' | '"' | '｛' => return None,
            '#' if line[..at].ends_with(' ') => return None,
            _ if count > LONGEST_KEY => return None,
            _ => {}
        }
        if typo.is_some() && matches!(c, '{' | '[' | '"' | '｛' | '#') {
            return typo;
        }
    }
    typo
}

/// Whether these characters can be a key that somebody typed: no sentence.
fn is_word(text: &str) -> bool {
    !text.contains(['。', '；', '，', ',', '“', '”', '！', '？', '\t'])
}

/// `1,234` inside brackets: the comma would end the number.
fn is_thousands(before: char, rest: &str) -> bool {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = rest[digits..].trim_start();
    before.is_ascii_digit() && digits == 3 && !after.starts_with([':', '：'])
}

/// Whether `：` is inside a key, as in the label 本年收费金额（单位：万元）.
fn key_goes_on(rest: &str) -> bool {
    let end = rest.find([',', '，', '；', '、', '{', '}', '｝', '"']).unwrap_or(rest.len());
    rest[..end].contains(": ") || rest[..end].ends_with(':')
}

/// Whether `key:` follows in the same brackets.
fn before_key(rest: &str) -> bool {
    let end = rest.find([',', '，', '；', ';', '、', '}', '｝', ']', '{', '"']).unwrap_or(rest.len());
    let part = rest[..end].trim_start();
    let colon = part.find([':', '：']);
    // A key in front of a bracket: `，予以公开: { … }`.
    colon.is_some_and(|colon| colon > 0 && !part.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::fix;

    /// The fixed text, and the typos with the bytes they stand at.
    fn fixed(text: &str) -> (String, Vec<String>) {
        let fixed = fix(text);
        let faults = fixed.faults.iter().map(|fault| {
            format!("{}@{}", &text[fault.span.clone()], text[..fault.span.start].matches('\n').count() + 1)
        });
        let faults = faults.collect();
        let new = fixed.text.clone().unwrap_or_else(|| text.to_owned());
        for (at, c) in text.char_indices() {
            // What was not replaced is found again where the map says.
            if let Some(found) =
                (0..new.len()).find(|&new_at| fixed.original(new_at) == at && new.is_char_boundary(new_at))
            {
                let there = new[found..].chars().next().unwrap_or(' ');
                assert!(
                    there == c || there.is_ascii() || there == '，',
                    "{c} at {at} became {there} in {new}"
                );
            }
        }
        (new, faults)
    }

    #[test]
    fn sound_files_stay_as_they_are() {
        for text in [
            "a: 1\nb: { c: 2, \"d\":3, e: [1, 2] }\nc: |\n  其中：网站 3 条\n  a:b\n",
            "联系方式: { 地址: 示例路 1 号，东楼, 网址: http://a.example/b:c }\n",
            "a:\n  - 甲：乙\n  - { b: 甲，乙：丙 }\n  - 丙\n    丁：戊\nb: 1\n",
            "a: 前一行\n  其中：后一行\nb: \"甲：\n  乙\"\n",
            "a: {\n  b: 1,\n  c: 2\n}\nd: 1 # 备注：无\n# 甲：乙\n",
            "（本列数据的勾稽关系为：第一项）: 1\nb: { 收费金额（单位：万元）: 9.8 }\n",
            "a: -1\n时间: 9:00\n",
        ] {
            assert_eq!(fixed(text), (text.to_owned(), vec![]));
        }
    }

    #[test]
    fn slips_are_told_and_read_over() {
        for (text, new, faults) in [
            ("单位：某局\n年度:2024\n", "单位:  某局\n年度: 2024\n", vec!["：@1", ":@2"]),
            ("a: { 自然人:10, b：2 }\n", "a: { 自然人: 10, b:  2 }\n", vec![":@1", "：@1"]),
            ("a: { 自然人: 10，商业企业: 2 }\n", "a: { 自然人: 10,  商业企业: 2 }\n", vec!["，@1"]),
            ("a: ｛ b: 1 ｝\nc: 2\n", "a: {   b: 1   }\nc: 2\n", vec!["｛@1", "｝@1"]),
            ("a: { b: { c: 1 }\nd: { e: 1 }\n", "a: { b: { c: 1 }}\nd: { e: 1 }\n", vec!["{@1"]),
            ("t:\n  a: { b: 1\n  c: { b: 1 }\n", "t:\n  a: { b: 1}\n  c: { b: 1 }\n", vec!["{@2"]),
            ("a: \"b\nc: 1\n", "a: \"b\"\nc: 1\n", vec!["\"@1"]),
            ("a: { b: 1", "a: { b: 1}", vec!["{@1"]),
            ("a: { b: 1,234, c: 2 }\n", "a: { b: 1，234, c: 2 }\n", vec![",@1"]),
            ("a: -\nb: 1\n", "a: /\nb: 1\n", vec!["-@1"]),
            (
                "a: |\n（一）甲\n全年公开：5 条。\nb: 1\n",
                "a: |\n  （一）甲\n  全年公开：5 条。\nb: 1\n",
                vec!["（一）甲@2"],
            ),
            ("a: |\n  甲。\nb：无。\n", "a: |\n  甲。\nb:  无。\n", vec!["：@3"]),
        ] {
            assert_eq!(
                fixed(text),
                (new.to_owned(), faults.into_iter().map(str::to_owned).collect()),
                "{text}"
            );
        }
    }
}
