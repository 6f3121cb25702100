//! 表述: how texts speak of the figures of a form.
//!
//! A form lists the words by which reports mean a figure, or the sum of a group; the check of texts
//! against tables looks for them. What a sentence says is not judged here.

use aho_corasick::AhoCorasick;

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
    /// Words of which one has to be in the same clause; none if nothing else is needed.
    pub with: Vec<String>,
    /// Words that make the clause mean something else.
    pub without: Vec<String>,
    /// Words that make the sentence mean something else.
    pub unless: Vec<String>,
    /// The same, before the number only.
    pub not_after: Vec<String>,
    /// Words of which one has to be what was spoken of last: 维持 2 件 under 行政复议.
    pub under: Vec<String>,
    /// Words that may come between them and the number, besides those that change nothing anywhere.
    pub between: Vec<String>,
    /// What is counted in: 件, 万元.
    pub counters: Vec<String>,
    /// The sums of figures that the number may be, each with its address as written in the form;
    /// the first is what is meant most often.
    pub sums: Vec<(Vec<FigureId>, String)>,
    /// The words may follow the number too: 5 件予以公开.
    pub after: bool,
    /// They are only asked where no others fit.
    pub last: bool,
}

/// Words that say something of a figure without a number: 未收到政府信息公开申请, 均获维持.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The words.
    pub words: Vec<String>,
    /// Words that make the sentence mean something else.
    pub without: Vec<String>,
    /// The figures whose sum it is about.
    pub sum: Vec<FigureId>,
    /// Their address, as written in the form.
    pub address: String,
    /// What the sum is said to be: the sum of these, with their address; zero where there are none.
    pub equal: Option<(Vec<FigureId>, String)>,
}

/// Reads a form's statements.
pub(super) fn statements(form: &Form, nodes: &[Node], faults: &mut Vec<FieldFault>) -> Vec<Statement> {
    nodes.iter().map(|node| statement(form, node, faults)).collect()
}

fn statement(form: &Form, node: &Node, faults: &mut Vec<FieldFault>) -> Statement {
    let mut fields = Fields::of(node, faults);
    let words = fields.texts("words", faults);
    let without = fields.texts("without", faults);
    let zero = fields.optional_text("zero", faults);
    let all = fields.optional_text("all", faults);
    let of = fields.optional_text("of", faults);
    fields.finish(faults);
    let mut read = |address: String| (sum_of(form, node, &address, faults), address);
    match (zero, all, of) {
        (Some(zero), None, None) => {
            let (sum, address) = read(zero);
            Statement { words, without, sum, address, equal: None }
        }
        (None, Some(all), Some(of)) => {
            let (sum, address) = read(all);
            Statement { words, without, sum, address, equal: Some(read(of)) }
        }
        _ => {
            let words =
                Words::fixed("这里应当有 zero，或者 all 和 of", "there must be `zero`, or `all` and `of`");
            faults.push(FieldFault { span: node.span.clone(), words });
            Statement { words: Vec::new(), without, sum: Vec::new(), address: String::new(), equal: None }
        }
    }
}

/// The figures of addresses with `+` between them.
fn sum_of(form: &Form, node: &Node, written: &str, faults: &mut Vec<FieldFault>) -> Vec<FigureId> {
    let mut sum = Vec::new();
    for address in written.split('+').map(str::trim) {
        match form.figures_named(address) {
            Ok(figures) => sum.extend(figures),
            Err(_) => faults.push(unknown(node, address)),
        }
    }
    sum
}

fn unknown(node: &Node, address: &str) -> FieldFault {
    FieldFault {
        span: node.span.clone(),
        words: words!("“{address}”不是表中的一格，也不是组", "`{address}` is neither a figure nor a group"),
    }
}

/// Reads the sums of which texts give shares.
pub(super) fn wholes(
    form: &Form,
    nodes: &[Node],
    faults: &mut Vec<FieldFault>,
) -> Vec<(Vec<FigureId>, String)> {
    let mut wholes = Vec::new();
    for node in nodes {
        let Some(written) = text(node, faults) else { continue };
        wholes.push((sum_of(form, node, &written, faults), written));
    }
    wholes
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
    let unless = fields.texts("unless", faults);
    let not_after = fields.texts("not_after", faults);
    let under = fields.texts("under", faults);
    let between = fields.texts("between", faults);
    let counters = fields.texts("counters", faults);
    let mut flag = |name: &str| fields.optional_text(name, faults).is_some_and(|value| value == "true");
    let (after, last) = (flag("after"), flag("last"));
    let mut sums = Vec::new();
    for node in fields.list("figures", faults) {
        let Some(written) = text(node, faults) else { continue };
        sums.push((sum_of(form, node, &written, faults), written));
    }
    fields.finish(faults);
    Phrase { words, with, without, unless, not_after, under, between, counters, sums, after, last }
}

/// All words of a form's phrases and statements, to be looked for in one pass.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    words: Option<AhoCorasick>,
    /// Whose each word is.
    owners: Vec<Owner>,
}

#[derive(Debug, Clone, Copy)]
enum Owner {
    Phrase(usize),
    Statement(usize),
}

/// What a text has of a form's vocabulary.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    /// Phrases of which it has a word, in the order of the form.
    pub phrases: Vec<usize>,
    /// Statements, likewise.
    pub statements: Vec<usize>,
}

impl Vocabulary {
    /// The words of phrases and statements.
    pub(super) fn of(phrases: &[Phrase], statements: &[Statement]) -> Self {
        let of_phrases = phrases
            .iter()
            .enumerate()
            .flat_map(|(index, phrase)| phrase.words.iter().map(move |word| (Owner::Phrase(index), word)));
        let of_statements = statements.iter().enumerate().flat_map(|(index, statement)| {
            statement.words.iter().map(move |word| (Owner::Statement(index), word))
        });
        let (owners, words): (Vec<Owner>, Vec<&String>) = of_phrases.chain(of_statements).unzip();
        Self { words: AhoCorasick::new(words).ok(), owners }
    }

    /// What a text has of it.
    #[must_use]
    pub fn spoken(&self, text: &str) -> Spoken {
        let mut spoken = Spoken::default();
        for found in self.words.iter().flat_map(|words| words.find_overlapping_iter(text)) {
            match self.owners.get(found.pattern().as_usize()) {
                Some(Owner::Phrase(index)) => spoken.phrases.push(*index),
                Some(Owner::Statement(index)) => spoken.statements.push(*index),
                None => {}
            }
        }
        for list in [&mut spoken.phrases, &mut spoken.statements] {
            list.sort_unstable();
            list.dedup();
        }
        spoken
    }
}

impl Form {
    /// Takes over how texts speak of the figures of another form, as far as this form has those
    /// figures.
    pub(super) fn speak_as(&mut self, other: &Self) {
        let sum = |written: &str| {
            let figures = written.split('+').map(|address| self.figures_named(address.trim()).ok());
            figures.collect::<Option<Vec<_>>>().map(|figures| figures.concat())
        };
        let of_phrase = |phrase: &Phrase| {
            let sums = phrase.sums.iter().map(|(_, written)| Some((sum(written)?, written.clone())));
            Some(Phrase { sums: sums.collect::<Option<_>>()?, ..phrase.clone() })
        };
        let of_statement = |statement: &Statement| {
            let equal = match &statement.equal {
                Some((_, written)) => Some((sum(written)?, written.clone())),
                None => None,
            };
            Some(Statement { sum: sum(&statement.address)?, equal, ..statement.clone() })
        };
        let wholes: Vec<_> =
            other.wholes.iter().filter_map(|(_, written)| Some((sum(written)?, written.clone()))).collect();
        let phrases: Vec<_> = other.phrases.iter().filter_map(of_phrase).collect();
        let statements: Vec<_> = other.statements.iter().filter_map(of_statement).collect();
        self.wholes.extend(wholes);
        self.phrases.extend(phrases);
        self.statements.extend(statements);
    }

    /// The figures of an address: one, or for `表三.不予公开.总计` the figures of that column in every row
    /// of the group.
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
