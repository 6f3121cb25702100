//! 表述: how texts speak of the figures of a form.
//!
//! A form lists the words by which reports mean a figure, or the sum of a group; the check of texts against
//! tables looks for them. What a sentence says is not judged here.

use super::{Cursor, Form, Reached, Unknown, Why};
use crate::lang::Words;
use crate::model::FigureId;
use crate::yaml::Node;
use crate::yaml::fields::{FieldFault, Fields, text};

/// Words that mean a figure when a number follows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, the longest first.
    pub words: Vec<String>,
    /// Words of which one has to stand in the same clause; none where nothing else is needed.
    pub with: Vec<String>,
    /// Words that make the clause mean something else.
    pub without: Vec<String>,
    /// Words that may stand between them and the number, besides those that change nothing anywhere.
    pub between: Vec<String>,
    /// What is counted in: 件, 万元.
    pub counters: Vec<String>,
    /// The sums of figures that the number may be; the first is what is meant most often.
    pub sums: Vec<Vec<FigureId>>,
    /// The address of each sum, as written in the form.
    pub addresses: Vec<String>,
    /// The words may stand after the number too: 5 件予以公开.
    pub after: bool,
}

/// Words that say that a figure is zero: 未收到政府信息公开申请.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The words.
    pub words: Vec<String>,
    /// The figure.
    pub zero: FigureId,
}

/// Reads a form's statements.
pub(super) fn statements(form: &Form, nodes: &[Node], faults: &mut Vec<FieldFault>) -> Vec<Statement> {
    let mut statements = Vec::new();
    for node in nodes {
        let mut fields = Fields::of(node, faults);
        let words = fields.texts("words", faults);
        let address = fields.text("zero", faults);
        fields.finish(faults);
        match form.resolve(&address) {
            Ok(zero) => statements.push(Statement { words, zero }),
            Err(_) => faults.push(unknown(node, &address)),
        }
    }
    statements
}

fn unknown(node: &Node, address: &str) -> FieldFault {
    FieldFault {
        span: node.span.clone(),
        words: Words::new(
            format!("“{address}”不是数据格，也不是组"),
            format!("`{address}` is no figure and no group"),
        ),
    }
}

/// Reads a form's phrases.
pub(super) fn load(form: &Form, nodes: &[Node], faults: &mut Vec<FieldFault>) -> Vec<Phrase> {
    nodes.iter().map(|node| phrase(form, node, faults)).collect()
}

fn phrase(form: &Form, node: &Node, faults: &mut Vec<FieldFault>) -> Phrase {
    let mut fields = Fields::of(node, faults);
    let mut words = fields.texts("words", faults);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let with = fields.texts("with", faults);
    let without = fields.texts("without", faults);
    let between = fields.texts("between", faults);
    let counters = fields.texts("counters", faults);
    let after = fields.optional_text("after", faults).is_some_and(|after| after == "true");
    let mut sums = Vec::new();
    let mut addresses = Vec::new();
    for node in fields.list("figures", faults) {
        let Some(written) = text(node, faults) else { continue };
        let mut sum = Vec::new();
        for address in written.split('+').map(str::trim) {
            match form.figures_named(address) {
                Ok(figures) => sum.extend(figures),
                Err(_) => faults.push(unknown(node, address)),
            }
        }
        sums.push(sum);
        addresses.push(written);
    }
    fields.finish(faults);
    Phrase { words, with, without, between, counters, sums, addresses, after }
}

impl Form {
    /// The figures of an address: one, or for `表三.不予公开.总计` those of the column in every row of the group.
    ///
    /// # Errors
    /// [`Unknown`] when a part of it is not known.
    pub fn figures_named(&self, address: &str) -> Result<Vec<FigureId>, Unknown> {
        match self.resolve(address) {
            Err(unknown) if unknown.why == Why::RowOpen => {}
            found => return found.map(|figure| vec![figure]),
        }
        let unknown = || Unknown { part: address.to_owned(), why: Why::NoSuchName, nearest: Vec::new() };
        let (group, column) = address.rsplit_once('.').ok_or_else(unknown)?;
        let (table, path) = group.split_once('.').ok_or_else(unknown)?;
        let section = self.section_named(table).ok_or_else(unknown)?;
        let mut cursor = self.table_cursor(section).ok_or_else(unknown)?;
        for step in path.split('.') {
            cursor = self.step(cursor, step)?;
        }
        let in_row = |row: Cursor| match self.step(row, column).map(|cursor| self.reached(cursor)) {
            Ok(Reached::Figure(figure)) => Ok(figure),
            Ok(_) => Err(unknown()),
            Err(error) => Err(error),
        };
        self.rows_at(cursor).iter().map(|row| in_row(self.step(cursor, row)?)).collect()
    }
}
