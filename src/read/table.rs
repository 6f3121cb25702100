//! A table of a YAML file → figures.
//!
//! Keys may be nested by group or flat, in any order; one number may stand for a row or group, but only
//! zero, since no other number can be right in a total and its parts at once. `其余: 0` says that every
//! figure not listed below the same key is zero; totals left out are derived. An empty value is a blank on
//! purpose and stays one, whatever `其余` says.

use super::faults::{self, DUPLICATE_KEY, NOT_A_NUMBER, UNKNOWN_KEY, WRONG_TYPE};
use super::figure;
use crate::finding::{Finding, Subject};
use crate::form::{Cursor, Form, Reached, fold};
use crate::lang::Words;
use crate::model::{Entry, Figure, FigureId, Origin};
use crate::place::{Places, Source};
use crate::yaml::{Bytes, Kind, Node};

/// 其余, rest.
fn is_rest(key: &str) -> bool {
    matches!(fold(key).as_str(), "其余" | "rest")
}

/// Reads tables into a list of figures.
pub(super) struct TableReader<'a> {
    pub(super) form: &'a Form,
    pub(super) source: &'a Source,
    pub(super) entries: &'a mut [Entry],
    pub(super) places: &'a mut Places,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl TableReader<'_> {
    /// Reads a whole table.
    pub(super) fn table(&mut self, cursor: Cursor, key: &Node, node: &Node) {
        self.below(cursor, &key.span, node);
    }

    /// Reads what stands below a key.
    fn below(&mut self, cursor: Cursor, key: &Bytes, node: &Node) {
        for id in self.form.figures_at(cursor) {
            self.places.keys[id.index()] = Some(key.clone());
        }
        match &node.kind {
            Kind::Map(pairs) => self.map(cursor, pairs),
            Kind::Scalar { .. } => self.scalar(cursor, node),
            Kind::List(_) => {
                let words = Words::fixed(
                    "表格里不能用列表：请写成“行: { 列: 数 }”",
                    "a table holds no list: write `row: { column: number }`",
                );
                self.fault(&WRONG_TYPE, &node.span, words);
                self.refuse(&self.form.figures_at(cursor), &node.span);
            }
        }
    }

    fn map(&mut self, cursor: Cursor, pairs: &[(Node, Node)]) {
        let mut seen: Vec<(Cursor, &Bytes)> = Vec::new();
        let mut rest: Option<&Node> = None;
        let mut lost = false;
        for (key, value) in pairs {
            let Some(word) = key.text() else {
                let words = Words::fixed("键应当是一个名称", "a key is a name");
                self.fault(&WRONG_TYPE, &key.span, words);
                lost = true;
                continue;
            };
            if is_rest(word) {
                match rest {
                    Some(_) => self.twice(word, &key.span, None),
                    None => rest = Some(value),
                }
                continue;
            }
            match self.form.step(cursor, word) {
                Ok(next) => {
                    if let Some(&(_, first)) = seen.iter().find(|(other, _)| *other == next) {
                        self.twice(word, &key.span, Some(first.clone()));
                    } else {
                        seen.push((next, &key.span));
                        self.below(next, &key.span, value);
                    }
                }
                Err(unknown) => {
                    self.findings.push(faults::unknown(&UNKNOWN_KEY, key.span.clone(), &unknown));
                    lost = true;
                }
            }
        }
        if lost {
            self.refuse_unwritten(cursor);
        }
        if let Some(value) = rest {
            self.rest(cursor, value);
        }
    }

    fn scalar(&mut self, cursor: Cursor, node: &Node) {
        let written = node.text().unwrap_or_default();
        if let Reached::Figure(id) = self.form.reached(cursor) {
            let read =
                if node.is_null() { Ok(Figure::Blank) } else { figure::parse(written, self.form.unit(id)) };
            match read {
                Ok(figure) => self.set(id, figure, &node.span),
                Err(words) => {
                    self.fault(&NOT_A_NUMBER, &node.span, words);
                    self.refuse(&[id], &node.span);
                }
            }
            return;
        }
        let figures = self.form.figures_at(cursor);
        if node.is_null() {
            for id in figures {
                self.set(id, Figure::Blank, &node.span);
            }
        } else if is_zero(written) {
            for id in figures {
                self.set(id, Figure::Number(0.into()), &node.span);
            }
        } else {
            let words = self.many(cursor, figures.len(), written);
            self.fault(&NOT_A_NUMBER, &node.span, words);
            self.refuse(&figures, &node.span);
        }
    }

    /// One number where several figures stand.
    fn many(&self, cursor: Cursor, count: usize, written: &str) -> Words {
        if written.contains([':', '：']) {
            return Words::new(
                format!("“{written}”缺少花括号：一行有几列时写成“{{ 列: 数 }}”"),
                format!("`{written}` lacks braces: write `{{ column: number }}`"),
            );
        }
        let rows = self.form.rows_at(cursor);
        match rows.first() {
            Some(row) => Words::new(
                format!(
                    "这里有 {} 行，一个数只能是 0：“{written}”应当逐行填写，如“{row}: {{ 列: 数 }}”",
                    rows.len()
                ),
                format!(
                    "one number for {} rows can only be 0; give `{written}` row by row, as `{row}: {{ column: number }}`",
                    rows.len()
                ),
            ),
            None => Words::new(
                format!("这里有 {count} 格，一个数只能是 0：“{written}”应当逐格填写，写成“{{ 列: 数 }}”"),
                format!("one number for {count} figures can only be 0; give `{written}` figure by figure"),
            ),
        }
    }

    fn rest(&mut self, cursor: Cursor, value: &Node) {
        if !value.text().is_some_and(is_zero) {
            let words = Words::fixed("“其余”只能是 0", "`其余` (rest) can only be 0");
            self.fault(&NOT_A_NUMBER, &value.span, words);
            for id in self.form.figures_at(cursor) {
                if self.entries[id.index()].origin == Origin::Absent {
                    self.entries[id.index()].origin = Origin::Refused;
                }
            }
            return;
        }
        let totals = self.form.totals();
        for id in self.form.figures_at(cursor) {
            let entry = &mut self.entries[id.index()];
            if entry.origin == Origin::Absent && !totals[id.index()] {
                *entry = Entry { figure: Figure::Number(0.into()), origin: Origin::Rest };
            }
        }
    }

    fn set(&mut self, id: FigureId, figure: Figure, span: &Bytes) {
        if let Some(first) = self.places.figures[id.index()].clone() {
            let address = self.form.spec(id).address.clone();
            self.twice(&address, span, Some(first));
            return;
        }
        self.entries[id.index()] = Entry::stated(figure);
        self.places.figures[id.index()] = Some(span.clone());
    }

    /// What was written there is no figure; blanks of it are not told again.
    fn refuse(&mut self, figures: &[FigureId], span: &Bytes) {
        for id in figures {
            self.set(*id, Figure::Blank, span);
            self.entries[id.index()].origin = Origin::Refused;
        }
    }

    /// Something below the cursor was given under a name that nobody knows: it may be any row that was not
    /// written, or in a row any column, so that neither a blank nor a zero is certain there.
    fn refuse_unwritten(&mut self, cursor: Cursor) {
        let figures = self.form.figures_at(cursor);
        let in_row = self.form.rows_at(cursor).is_empty();
        let row = |id: FigureId| self.form.spec(id).row;
        let written = |id: &&FigureId| self.entries[id.index()].origin != Origin::Absent;
        let rows: Vec<_> = figures.iter().filter(written).map(|&id| row(id)).collect();
        for &id in &figures {
            let entry = &mut self.entries[id.index()];
            if entry.origin == Origin::Absent && (in_row || !rows.contains(&row(id))) {
                entry.origin = Origin::Refused;
            }
        }
    }

    fn twice(&mut self, word: &str, span: &Bytes, first: Option<Bytes>) {
        self.findings.push(twice(word, span, first, self.source));
    }

    fn fault(&mut self, about: &'static crate::rule::About, span: &Bytes, words: Words) {
        self.findings.push(Finding::new(about, Subject::At(span.clone()), words));
    }
}

/// The same thing given twice, with both places.
pub(super) fn twice(word: &str, span: &Bytes, first: Option<Bytes>, source: &Source) -> Finding {
    let clause = Words::new(format!("“{word}”写了两次"), format!("`{word}` is given twice"));
    let finding = Finding::new(&DUPLICATE_KEY, Subject::At(span.clone()), clause);
    match first {
        Some(first) => {
            let (line, column) = source.line_column(first.start);
            finding.hint(Words::new(
                format!("前一处在第 {line} 行第 {column} 列：请只留一处"),
                format!("the first is at line {line}, column {column}: keep one"),
            ))
        }
        None => finding,
    }
}

fn is_zero(written: &str) -> bool {
    matches!(written.trim(), "0" | "０")
}
