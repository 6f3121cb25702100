//! Findings on a terminal: the line of the file with a caret under the place, and what helps below
//! it.
//!
//! Carets are right under Chinese text, which is two columns wide a character: the snippet is drawn
//! by `annotate-snippets`, the renderer of the Rust compiler's messages.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level as Mark, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use crate::finding::{Finding, Operand, Subject};
use crate::form::Form;
use crate::lang::{Lang, Words};
use crate::model::Waiver;
use crate::place::{Place, Places, Source, Spot};
use crate::rule::Level;
use crate::yaml::fields::FieldFault;

/// More operands than this are not listed one by one.
const MOST_OPERANDS: usize = 24;

/// How messages are written.
#[derive(Debug, Clone, Copy)]
pub struct Reporter {
    /// The language.
    pub lang: Lang,
    /// With colours.
    pub color: bool,
}

/// A report whose findings are to be shown.
pub struct Shown<'a> {
    /// Its form; `None` where it is unknown.
    pub form: Option<&'a Form>,
    /// Where everything is.
    pub places: &'a Places,
    /// The same for the report of the year before.
    pub last: Option<(&'a Form, &'a Places)>,
}

impl Reporter {
    /// One finding, with an empty line after it.
    #[must_use]
    pub fn finding(self, finding: &Finding, shown: &Shown) -> String {
        let mut message = self.head(finding.level, &finding.rule, &finding.clause);
        let source = &shown.places.source;
        let spot = shown.places.spot(&finding.subject);
        message.push_str(&self.snippet(source, &spot, finding.level));
        for (name, text) in self.notes(finding, shown) {
            self.note(&mut message, name, &text);
        }
        self.note(&mut message, self.lang.pick("详见", "see"), &format!("nianbao explain {}", finding.rule));
        message.push('\n');
        message
    }

    /// What helps with a finding, each with its name: the place in the form, the other figures, the
    /// likely repair, what to do, the legal basis.
    #[must_use]
    pub fn notes(self, finding: &Finding, shown: &Shown) -> Vec<(&'static str, String)> {
        let mut notes = Vec::new();
        let mut note = |zh, en, text: String| notes.push((self.lang.pick(zh, en), text));
        if let (Subject::Figure(id), Some(form)) = (&finding.subject, shown.form) {
            note("位置", "place", form.spec(*id).title.clone());
        }
        let operands = self.operands(finding, shown);
        if !operands.is_empty() {
            note("涉及", "figures", operands);
        }
        if let Some(likely) = &finding.likely {
            note("可能", "likely", likely.in_lang(self.lang).to_owned());
        }
        if let Some(waiver) = &finding.waived {
            let Waiver { reason, by, date, .. } = waiver;
            let who = [by.as_str(), date].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>();
            note("已核实", "waived", format!("{reason}（{}）", who.join("，")));
        }
        for hint in &finding.hints {
            note("提示", "help", hint.in_lang(self.lang).to_owned());
        }
        if !finding.basis.is_empty() {
            note("依据", "basis", finding.basis.to_string());
        }
        notes
    }

    /// Faults of a form or of the roster.
    #[must_use]
    pub fn faults(self, rule: &str, source: &Source, faults: &[FieldFault]) -> String {
        let mut message = String::new();
        for fault in faults {
            message.push_str(&self.head(Level::Error, rule, &fault.words));
            let spot = if source.text.is_empty() { Spot::File } else { Spot::Bytes(fault.span.clone()) };
            message.push_str(&self.snippet(source, &spot, Level::Error));
            message.push('\n');
        }
        message
    }

    fn head(self, level: Level, rule: &str, clause: &Words) -> String {
        let color = match level {
            Level::Error => AnsiColor::BrightRed,
            Level::Warning => AnsiColor::Yellow,
        };
        let (mark, bold) = if self.color {
            (Style::new().bold().fg_color(Some(color.into())), Style::new().bold())
        } else {
            (Style::new(), Style::new())
        };
        let word = level.word(self.lang);
        let clause = visible(clause.in_lang(self.lang));
        format!("{mark}{word}[{rule}]{mark:#} {bold}{clause}{bold:#}\n")
    }

    /// `--> file:line:column` and the line itself.
    fn snippet(self, source: &Source, spot: &Spot, level: Level) -> String {
        let bytes = match spot {
            Spot::Bytes(bytes) if bytes.start < source.text.len() => first_line(&source.text, bytes),
            _ => return format!("  --> {}\n", visible(&source.path)),
        };
        let mark = match level {
            Level::Error => Mark::ERROR,
            Level::Warning => Mark::WARNING,
        };
        // Only the lines that are shown: the renderer looks at all that it is given.
        let (line, shown) = source.lines_around(&bytes);
        let path = visible(&source.path);
        let text = source.text[shown.clone()].trim_end_matches(['\n', '\r']);
        let snippet = Snippet::source(text)
            .line_start(line)
            .annotation(AnnotationKind::Primary.span(bytes.start - shown.start..bytes.end - shown.start));
        let place = source.place(bytes.start);
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.term_width(DEFAULT_TERM_WIDTH);
        let draw = |snippet| drawn(&renderer.render(&[Group::with_level(mark).element(snippet)]));
        match place {
            Place::Line { .. } => format!("{}\n", draw(snippet.path(path)).trim_end()),
            // The renderer knows lines and columns only; a cell is named by a head of our own.
            Place::Cell { .. } => {
                let width = (line + text.lines().count().saturating_sub(1)).to_string().len();
                let color = Style::new().bold().fg_color(Some(AnsiColor::BrightBlue.into()));
                let arrow = if self.color { color } else { Style::new() };
                let place = place.to_string();
                let rows = draw(snippet);
                format!("{arrow}{:width$}--> {arrow:#}{}\n{}\n", "", visible(&place), rows.trim_end())
            }
        }
    }

    fn note(self, message: &mut String, name: &str, text: &str) {
        let style = if self.color { Style::new().bold() } else { Style::new() };
        let text = visible(text);
        let colon = self.lang.pick("：", ": ");
        let _ = writeln!(message, "   = {style}{name}{style:#}{colon}{text}"); // writing to a String cannot fail
    }

    /// `自然人 5（第 12 行），其余为 0`.
    fn operands(self, finding: &Finding, shown: &Shown) -> String {
        if finding.operands.len() < 3 && finding.operands.iter().all(|operand| !operand.last) {
            return String::new();
        }
        let listed: Vec<&Operand> =
            finding.operands.iter().filter(|operand| !operand.number.is_zero() || operand.last).collect();
        let mut words: Vec<String> =
            listed.iter().take(MOST_OPERANDS).map(|operand| self.operand(operand, shown)).collect();
        if listed.len() > MOST_OPERANDS {
            let more = listed.len() - MOST_OPERANDS;
            words.push(match self.lang {
                Lang::Zh => format!("另有 {more} 项"),
                Lang::En => format!("{more} more"),
            });
        }
        if listed.len() < finding.operands.len() {
            words.push(self.lang.pick("其余为 0", "the rest 0").to_owned());
        }
        words.join(self.lang.pick("，", ", "))
    }

    fn operand(self, operand: &Operand, shown: &Shown) -> String {
        let Operand { figure, last, name, number, derived, parts } = operand;
        let place = match (last, shown.last, shown.form) {
            (false, _, _) => shown.places.figure(*figure).map(|bytes| (false, bytes, shown.places)),
            (true, Some((form, places)), Some(this)) => this
                .counterpart(*figure, form)
                .and_then(|figure| places.figure(figure))
                .map(|bytes| (true, bytes, places)),
            _ => None,
        };
        let name = match (last, self.lang) {
            (true, Lang::Zh) => format!("上年度{name}"),
            (true, Lang::En) => format!("last year's {name}"),
            (false, _) => name.clone(),
        };
        let Some((other_year, bytes, places)) = place else {
            if !derived {
                return format!("{name} {number}");
            }
            let parts: Vec<String> = parts.iter().map(|part| self.operand(part, shown)).collect();
            return match (parts.is_empty(), self.lang) {
                (true, Lang::Zh) => format!("{name} {number}（推算）"),
                (true, Lang::En) => format!("{name} {number} (derived)"),
                (false, Lang::Zh) => format!("{name} {number}［推算自{}］", parts.join("、")),
                (false, Lang::En) => format!("{name} {number} [from {}]", parts.join(", ")),
            };
        };
        let place = places.source.place(bytes.start);
        let place = match (other_year, place) {
            (true, place) => place.to_string(),
            (false, Place::Cell { cell, .. }) => cell.to_string(),
            (false, place) => place.in_words(self.lang),
        };
        match self.lang {
            Lang::Zh => format!("{name} {number}（{place}）"),
            Lang::En => format!("{name} {number} ({place})"),
        }
    }
}

/// Text of a file as it can be shown on a terminal, which must not obey its control characters, nor
/// those that turn the direction of writing round.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_kept = |c: char| c == '\n' || is_shown(c);
    if text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_kept(c) { c } else { '\u{FFFD}' }).collect())
}

/// Returns whether a terminal shows a character, and does not obey it.
pub(super) fn is_shown(c: char) -> bool {
    let turns = matches!(
        c,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    );
    !c.is_control() && !turns
}

/// What others have drawn from a text, with their colours: they take ESC out of it themselves, not
/// every other sign.
#[must_use]
pub fn drawn(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\u{1b}') || is_shown(c) { c } else { '\u{FFFD}' }).collect()
}

/// A place as far as the end of its first line: a caret under a whole paragraph says nothing.
fn first_line(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(bytes.start);
    let rest = &text[start..text.ceil_char_boundary(bytes.end.clamp(start, text.len()))];
    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let least = text[start..].chars().next().filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
    start..start + length.max(least)
}
