//! A table of a YAML file → figures.
//!
//! Keys may be nested by group or flat, in any order; one number may be given for a row or group,
//! but only zero, since no other number can be right in a total and its parts at once. `其余: 0` says
//! that every figure not listed below the same key is zero; totals left out are derived. An empty
//! value is empty on purpose and stays one, whatever `其余` says. `未取得` may stand for a row, a group
//! or a table as well.

use super::draft::{Draft, twice};
use crate::faults::{self, NOT_A_NUMBER, UNKNOWN_KEY, WRONG_TYPE};
use crate::figure;
use crate::form::{Cursor, Form, Unknown, Why, fold};
use crate::lang::Words;
use crate::model::{Entry, Figure, FigureId, NOT_OBTAINED, Origin};
use crate::place::Source;
use crate::yaml::{Bytes, Kind, Node};

/// 其余, rest.
fn is_rest(key: &str) -> bool {
    matches!(fold(key).as_str(), "其余" | "rest")
}

/// Reads tables into a draft.
pub(super) struct TableReader<'a, 'f> {
    pub(super) form: &'f Form,
    pub(super) source: &'a Source,
    pub(super) draft: &'a mut Draft<'f>,
}

impl TableReader<'_, '_> {
    /// Reads a whole table.
    pub(super) fn table(&mut self, cursor: Cursor, key: &Node, node: &Node) {
        self.below(cursor, &key.span, node);
    }

    /// Reads what is below a key.
    fn below(&mut self, cursor: Cursor, key: &Bytes, node: &Node) {
        let figures = self.form.figures_at(cursor);
        match &node.kind {
            Kind::Map(pairs) => self.map(cursor, pairs),
            Kind::Scalar { .. } => self.scalar(cursor, &figures, node),
            Kind::List(_) => {
                let words = Words::fixed(
                    "表格里不能用列表：请写成“行: { 列: 数 }”",
                    "a table cannot be a list: write `row: { column: number }`",
                );
                self.fault(&WRONG_TYPE, &node.span, words);
                self.draft.refuse(&figures, &node.span, self.source);
            }
        }
        // Those that a key further below is nearer to have that.
        for id in figures {
            self.draft.places.keys.set_first(id, key);
        }
    }

    fn map(&mut self, cursor: Cursor, pairs: &[(Node, Node)]) {
        let mut seen: Vec<(Cursor, &Bytes)> = Vec::new();
        let mut rest: Option<&Node> = None;
        let mut lost = false;
        let step = |word: &str| (!is_rest(word)).then(|| self.form.step(cursor, word));
        let steps: Vec<_> = pairs.iter().map(|(key, _)| key.text().map(|word| (word, step(word)))).collect();
        // 自然人 next to it: 其他 is a column here as well, not the row of that name.
        let has_columns = steps
            .iter()
            .flatten()
            .any(|(_, step)| matches!(step, Some(Err(unknown)) if unknown.why == Why::RowOpen));
        for ((key, value), step) in pairs.iter().zip(steps) {
            let Some((word, step)) = step else {
                let words = Words::fixed("冒号前应当是名称", "a name must come before the colon");
                self.fault(&WRONG_TYPE, &key.span, words);
                lost = true;
                continue;
            };
            let Some(step) = step else {
                match rest {
                    Some(_) => self.twice(word, &key.span, None),
                    None => rest = Some(value),
                }
                continue;
            };
            match step {
                Ok(next) if has_columns && self.form.step(next, word).is_ok() => {
                    let nearest = self.form.rows_at(cursor);
                    let unknown = Unknown { part: word.to_owned(), why: Why::RowOpen, nearest };
                    self.draft.findings.push(faults::unknown(&UNKNOWN_KEY, key.span.clone(), &unknown));
                    lost = true;
                }
                Ok(next) => {
                    if let Some(&(_, first)) = seen.iter().find(|(other, _)| *other == next) {
                        self.twice(word, &key.span, Some(first.clone()));
                    } else {
                        seen.push((next, &key.span));
                        self.below(next, &key.span, value);
                    }
                }
                Err(unknown) => {
                    self.draft.findings.push(faults::unknown(&UNKNOWN_KEY, key.span.clone(), &unknown));
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

    fn scalar(&mut self, cursor: Cursor, figures: &[FigureId], node: &Node) {
        let written = node.text().unwrap_or_default();
        if let &[id] = figures {
            let read =
                if node.is_null() { Ok(Figure::Blank) } else { figure::parse(written, self.form.unit(id)) };
            match read {
                Ok(figure) => self.draft.set(id, figure, &node.span, self.source),
                Err(words) => {
                    self.fault(&NOT_A_NUMBER, &node.span, words);
                    self.draft.refuse(&[id], &node.span, self.source);
                }
            }
            return;
        }
        if node.is_null() {
            for &id in figures {
                self.draft.set(id, Figure::Blank, &node.span, self.source);
            }
        } else if is_zero(written) {
            for &id in figures {
                self.draft.set(id, Figure::Number(0.into()), &node.span, self.source);
            }
        } else if written.trim() == NOT_OBTAINED {
            for &id in figures {
                self.draft.set(id, Figure::NotObtained, &node.span, self.source);
            }
        } else {
            let words = self.many(cursor, figures.len(), written);
            self.fault(&NOT_A_NUMBER, &node.span, words);
            self.draft.refuse(figures, &node.span, self.source);
        }
    }

    /// One number for several figures.
    fn many(&self, cursor: Cursor, count: usize, written: &str) -> Words {
        if written.contains([':', '：']) {
            return words!(
                "“{written}”缺少花括号：一行有几列时写成“{{ 列: 数 }}”",
                "`{written}` lacks braces: write `{{ column: number }}`"
            );
        }
        let rows = self.form.rows_at(cursor);
        match rows.first() {
            Some(row) => {
                words!("这里有 {} 行，不能只写一个 {written}（全为 0 才可只写 0）：请逐行写，如“{row}: {{ 列: 数 }}”", rows.len(); "one number for {} rows can only be 0: write row by row, as `{row}: {{ column: number }}`", rows.len())
            }
            None => words!(
                "这里有 {count} 格，不能只写一个 {written}（全为 0 才可只写 0）：请逐格写成“{{ 列: 数 }}”",
                "one number for {count} figures can only be 0: write `{{ column: number }}`"
            ),
        }
    }

    fn rest(&mut self, cursor: Cursor, value: &Node) {
        if !value.text().is_some_and(is_zero) {
            let words = Words::fixed(
                "“其余”只能写 0，不为 0 的格请逐一写明",
                "`其余` (rest) can only be 0: write other figures one by one",
            );
            self.fault(&NOT_A_NUMBER, &value.span, words);
            for id in self.form.figures_at(cursor) {
                if self.draft.entries[id.index()].origin == Origin::Absent {
                    self.draft.entries[id.index()].origin = Origin::Refused;
                }
            }
            return;
        }
        let totals = self.form.totals();
        for id in self.form.figures_at(cursor) {
            let entry = &mut self.draft.entries[id.index()];
            if entry.origin == Origin::Absent && !totals[id.index()] {
                *entry = Entry { figure: Figure::Number(0.into()), origin: Origin::Rest };
            }
        }
    }

    /// Something below the cursor was given under a name that nobody knows: it may be any row that
    /// was not written, or in a row any column, so that neither an empty cell nor a zero is certain
    /// there.
    fn refuse_unwritten(&mut self, cursor: Cursor) {
        let figures = self.form.figures_at(cursor);
        let in_row = self.form.rows_at(cursor).is_empty();
        let row = |id: FigureId| self.form.spec(id).row;
        let written = |id: &&FigureId| self.draft.entries[id.index()].origin != Origin::Absent;
        let rows: Vec<_> = figures.iter().filter(written).map(|&id| row(id)).collect();
        for &id in &figures {
            let entry = &mut self.draft.entries[id.index()];
            if entry.origin == Origin::Absent && (in_row || !rows.contains(&row(id))) {
                entry.origin = Origin::Refused;
            }
        }
    }

    fn twice(&mut self, word: &str, span: &Bytes, first: Option<Bytes>) {
        self.draft.findings.push(twice(word, span, first, self.source));
    }

    fn fault(&mut self, about: &'static crate::rule::About, span: &Bytes, words: Words) {
        self.draft.fault(about, span, words);
    }
}

fn is_zero(written: &str) -> bool {
    matches!(written.trim(), "0" | "０")
}
