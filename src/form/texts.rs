//! 表述: how texts speak of the figures of a form.
//!
//! The vocabulary says what is spoken of (a noun: 申请), what is said to have been done (an act:
//! 予以公开), of whom (自然人), and which figures each pair of noun and act means; all other words have a
//! class that the grammar of `check::prose` knows. Every word has one sense. What a sentence says
//! is not judged here.

use std::collections::HashMap;

use super::classes::{CLASSES, Class};
use super::{Cursor, Form, Reached, Unknown, Why};
use crate::model::FigureId;
use crate::yaml::fields::{FieldFault, Fields, fault, text};
use crate::yaml::{Kind, Node};

type Faults = Vec<FieldFault>;

/// Figures that are added, with their address as written in the form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sum {
    /// The figures.
    pub figures: Vec<FigureId>,
    /// `表三.不予公开.总计`, or several with `+` between them.
    pub address: String,
}

impl Sum {
    /// The rows of its figures, whatever the columns: `表三.不予公开`.
    #[must_use]
    pub fn rows(&self) -> Vec<&str> {
        let row = |address| str::trim(address).rsplit_once('.').map_or(address, |(row, _)| row);
        let mut rows: Vec<&str> = self.address.split('+').map(row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

/// What a text speaks of: requests, reviews, licences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noun {
    /// Its name in the vocabulary.
    pub name: String,
    /// What it is counted in: 件, 万元.
    pub counters: Vec<String>,
    /// Words that make it something else: 行政许可事项.
    pub not: Vec<String>,
    /// A noun that gives way to this one beside it: 申请 in 政府信息公开申请行政复议.
    pub over: Vec<String>,
    /// What the topic itself brings in: requests, of which people ask and texts give shares.
    pub is_asked: bool,
    /// It is not counted, but comes to so much money, whatever was published.
    pub is_amount: bool,
    /// Only that which concerns the topic counts: reviews and lawsuits.
    pub of_topic: bool,
    /// Units that have those of others too: 司法局 of reviews.
    pub handled_by: Vec<String>,
}

/// What is said to have been done, or how it ended.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Act {
    /// Its name in the vocabulary.
    pub name: String,
    /// The nouns of which alone it is said; the first is meant where none is named.
    pub of: Vec<String>,
    /// The act of which it is a kind: 属于国家秘密 of 不予公开.
    pub kind_of: Option<String>,
    /// Classes of words that together mean it: 结转 with 上年.
    pub when: Vec<Class>,
    /// It gives way to any other act beside it: 收到, 办理.
    pub weak: bool,
    /// That all were so done counts only where the noun is named: 均已答复 may be of those that were
    /// due.
    pub needs_noun: bool,
    /// Beside a noun that it is not said of, it denies that: 不存在行政复议.
    pub denies: bool,
    /// It holds for all that follows in the sentence: 公开, 发布.
    pub holds: bool,
    /// Acts by which a sentence that also has this one means something else.
    pub unless: Vec<String>,
    /// Acts whose numbers may be left out of this one where the sentence has them: of documents
    /// that go on, the new ones.
    pub without: Vec<String>,
}

impl Act {
    /// How a thing of one kind ends: 予以公开 of a request.
    #[must_use]
    pub fn is_result(&self) -> bool {
        self.of.len() == 1 && !self.weak
    }

    /// Whether it is of those that the year before left: 上年结转.
    #[must_use]
    pub fn is_brought(&self) -> bool {
        self.when.contains(&Class::LastYear)
    }

    /// Whether words of the classes that a text has mean it together.
    pub fn is_meant_by(&self, has: impl Fn(Class) -> bool) -> bool {
        let several = self.when.len() > 1;
        let fits = |&class: &Class| has(class) || several && class == Class::Carry && has(Class::Onward);
        !self.when.is_empty() && self.when.iter().all(fits)
    }
}

/// Who asked: the columns that stand for them, in place of the total.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// Its name in the vocabulary.
    pub name: String,
    /// The columns; each list is one reading. None where the tables have none for them.
    pub columns: Vec<Vec<String>>,
    /// Anybody: says nothing of whom.
    pub anybody: bool,
}

/// That all of a noun is done means that nothing is left: 均已办结.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What is spoken of.
    pub noun: String,
    /// The acts that finish it.
    pub acts: Vec<String>,
    /// What is left of it.
    pub left: Sum,
}

/// A noun with an act, or a noun alone, and the sums that a number of it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// What is spoken of, of [`Texts::nouns`].
    pub noun: usize,
    /// What is said of it, of [`Texts::acts`].
    pub act: Option<usize>,
    /// The sums, the usual one first.
    pub sums: Vec<Sum>,
}

/// The sense of a word; numbers are indices into the lists of [`Texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A noun.
    Noun(usize),
    /// An act.
    Act(usize),
    /// Who asked.
    Who(usize),
    /// Any other word.
    Class(Class),
}

/// How texts speak of the figures of a form.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// What is spoken of.
    pub nouns: Vec<Noun>,
    /// What is said of it.
    pub acts: Vec<Act>,
    /// Who asked.
    pub who: Vec<Who>,
    /// Which figures that means.
    pub meanings: Vec<Meaning>,
    /// What is left when all is done.
    pub done: Vec<Done>,
    /// The sums of which texts give shares.
    pub wholes: Vec<Sum>,
    /// Counters of things that no table counts: 篇.
    pub counters: Vec<String>,
    /// Words that begin with a counter and are none: 件事, 项目.
    pub not_counters: Vec<String>,
    /// Words that stand for something else where no noun is beside them: 受理案件 45 件.
    pub things: Vec<String>,
    /// Words for what people ask for that may mean any other thing: 申请.
    pub vague: Vec<String>,
    words: Vec<(String, Sense)>,
    senses: HashMap<String, Sense>, // looked up, never walked
    /// The words that begin with a character, the shortest first: places in `words`.
    by_first: HashMap<char, Vec<usize>>,
}

impl Texts {
    /// Every word that a text begins with, the shortest first: its length, and its sense.
    pub fn words_at<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, Sense)> + 't {
        let first = text.chars().next().and_then(|first| self.by_first.get(&first));
        let words = first.into_iter().flatten().map(|&word| &self.words[word]);
        words.filter(|(word, _)| text.starts_with(word.as_str())).map(|(word, sense)| (word.len(), *sense))
    }

    /// The longest counter that a text begins with, and whether some table counts in it.
    #[must_use]
    pub fn counter_at(&self, text: &str) -> Option<(&str, bool)> {
        let known = self.nouns.iter().flat_map(|noun| &noun.counters).map(|counter| (counter, true));
        let counters = known.chain(self.counters.iter().map(|counter| (counter, false)));
        let counters = counters.map(|(counter, known)| (counter.as_str(), known));
        counters.filter(|(counter, _)| text.starts_with(counter)).max_by_key(|(counter, _)| counter.len())
    }

    /// Whether a text begins with a word that only looks like that counter.
    #[must_use]
    pub fn is_no_counter(&self, counter: &str, text: &str) -> bool {
        let looks = |word: &&String| counter.chars().next() == word.chars().next();
        self.not_counters.iter().filter(looks).any(|word| text.starts_with(word.as_str()))
    }

    /// Every word with its sense.
    pub fn words(&self) -> impl Iterator<Item = (&str, Sense)> {
        self.words.iter().map(|(word, sense)| (word.as_str(), *sense))
    }

    /// What is left of a noun when all of it is done by these acts; none where they do not finish
    /// it.
    #[must_use]
    pub fn left_when(&self, noun: usize, acts: &[usize]) -> Option<&Sum> {
        let finishes = |done: &&Done| {
            done.noun == self.nouns[noun].name
                && acts.iter().any(|&act| done.acts.contains(&self.acts[act].name))
                && acts.iter().all(|&act| self.acts[act].weak || done.acts.contains(&self.acts[act].name))
        };
        self.done.iter().find(finishes).map(|done| &done.left)
    }

    /// Whether some noun with the act means a figure.
    #[must_use]
    pub fn has_figure(&self, act: usize) -> bool {
        self.meanings.iter().any(|meaning| meaning.act == Some(act))
    }

    /// Whether what two acts mean has nothing in common: 新收 and 上年结转, but not 收到 and 上年结转.
    #[must_use]
    pub fn are_apart(&self, one: usize, other: usize) -> bool {
        let figures = |act: usize| {
            let meanings = self.meanings.iter().filter(move |meaning| meaning.act == Some(act));
            meanings.flat_map(|meaning| &meaning.sums).flat_map(|sum| &sum.figures)
        };
        figures(one).all(|figure| figures(other).all(|of_other| figure != of_other))
    }

    /// Whether people ask for all of the nouns.
    #[must_use]
    pub fn are_asked(&self, nouns: &[usize]) -> bool {
        nouns.iter().all(|&noun| self.nouns[noun].is_asked)
    }

    /// Whether all of the nouns count only as far as they concern the topic.
    #[must_use]
    pub fn are_of_topic(&self, nouns: &[usize]) -> bool {
        nouns.iter().all(|&noun| self.nouns[noun].of_topic)
    }

    /// The result that an act is a kind of.
    #[must_use]
    pub fn group_of(&self, act: usize) -> Option<usize> {
        let name = self.acts[act].kind_of.as_ref()?;
        self.acts.iter().position(|other| other.name == *name)
    }

    /// Whether a noun is counted in a counter.
    #[must_use]
    pub fn counts_in(&self, noun: usize, counter: &str) -> bool {
        self.nouns[noun].counters.iter().any(|known| known == counter)
    }

    /// Whether a noun is what an office decides, which a table has whatever else is said of it:
    /// 行政处罚.
    #[must_use]
    pub fn is_decided(&self, noun: usize) -> bool {
        let Noun { is_asked, of_topic, .. } = self.nouns[noun];
        !is_asked && !of_topic && self.meaning(noun, None).is_some()
    }

    /// Whether an act is one that is said of all of the nouns.
    #[must_use]
    pub fn is_of(&self, act: usize, nouns: &[usize]) -> bool {
        nouns.iter().all(|&noun| self.acts[act].of.contains(&self.nouns[noun].name))
    }

    /// Whether an act is the end of something.
    #[must_use]
    pub fn finishes(&self, act: usize) -> bool {
        self.done.iter().any(|done| done.acts.contains(&self.acts[act].name))
    }

    /// Whether what is so counted has come in, and no more is said: 收到, but not 受理, of which others
    /// are left out.
    #[must_use]
    pub fn comes_in(&self, act: usize) -> bool {
        let Act { weak, unless, .. } = &self.acts[act];
        let left_out = |other: &Act| unless.contains(&other.name) && !other.weak;
        *weak && !self.acts.iter().any(left_out) && self.is_of_asked(act)
    }

    /// Whether an act means a figure of what people ask for.
    #[must_use]
    pub fn is_of_asked(&self, act: usize) -> bool {
        self.meanings.iter().any(|meaning| meaning.act == Some(act) && self.nouns[meaning.noun].is_asked)
    }

    /// Whether an act is said of what is left when all else is done: 结转下年.
    #[must_use]
    pub fn is_left(&self, act: usize) -> bool {
        let left = |meaning: &Meaning| {
            self.done.iter().any(|done| meaning.sums.as_slice() == std::slice::from_ref(&done.left))
        };
        self.meanings.iter().any(|meaning| meaning.act == Some(act) && left(meaning))
    }

    /// What a noun with an act means; none where the tables have no such figure.
    #[must_use]
    pub fn meaning(&self, noun: usize, act: Option<usize>) -> Option<&Meaning> {
        self.meanings.iter().find(|meaning| meaning.noun == noun && meaning.act == act)
    }

    /// The acts by which requests can end, without the kinds of each.
    pub fn result_groups(&self) -> impl Iterator<Item = usize> + '_ {
        let is_group = |act: &Act| act.is_result() && act.kind_of.is_none() && act.when.is_empty();
        (0..self.acts.len()).filter(move |&act| is_group(&self.acts[act]) && self.has_figure(act))
    }

    fn noun_named(&mut self, name: &str) -> usize {
        self.nouns.iter().position(|noun| noun.name == name).unwrap_or_else(|| {
            self.nouns.push(Noun { name: name.to_owned(), ..Noun::default() });
            self.nouns.len() - 1
        })
    }

    fn act_named(&mut self, name: &str) -> usize {
        self.acts.iter().position(|act| act.name == name).unwrap_or_else(|| {
            self.acts.push(Act { name: name.to_owned(), ..Act::default() });
            self.acts.len() - 1
        })
    }

    /// Adds a word; one that has another sense already is a fault of the form.
    fn add_words(&mut self, nodes: &[Node], sense: Sense, faults: &mut Faults) {
        for node in nodes {
            let Some(word) = text(node, faults) else { continue };
            match self.senses.get(&word) {
                Some(known) if *known == sense => {}
                Some(_) => faults.push(FieldFault {
                    span: node.span.clone(),
                    words: words!("“{word}”已经是另一类词", "`{word}` has another sense already"),
                }),
                None => {
                    self.senses.insert(word.clone(), sense);
                    self.words.push((word, sense));
                }
            }
        }
    }

    /// Puts the words together for [`words_at`](Self::words_at), with their marks in either width.
    pub(super) fn finish(&mut self) {
        let half =
            |word: &str| word.replace('：', ":").replace('，', ",").replace('（', "(").replace('）', ")");
        for index in 0..self.words.len() {
            let (word, sense) = &self.words[index];
            if word.contains(['：', '，', '（', '）']) {
                let (half, sense) = (half(word), *sense);
                if !self.senses.contains_key(&half) {
                    self.senses.insert(half.clone(), sense);
                    self.words.push((half, sense));
                }
            }
        }
        let mut shortest_first: Vec<usize> = (0..self.words.len()).collect();
        shortest_first.sort_by_key(|&word| self.words[word].0.len());
        self.by_first.clear();
        for word in shortest_first {
            if let Some(first) = self.words[word].0.chars().next() {
                self.by_first.entry(first).or_default().push(word);
            }
        }
    }
}

/// Reads what a form says of texts, on top of what is known already.
pub(super) fn load(form: &mut Form, node: &Node, faults: &mut Faults) {
    let mut texts = std::mem::take(&mut form.texts);
    let mut fields = Fields::of(node, faults);
    for node in fields.list("nouns", faults) {
        noun(&mut texts, node, faults);
    }
    for node in fields.list("acts", faults) {
        act(&mut texts, node, faults);
    }
    for node in fields.list("who", faults) {
        who(&mut texts, node, faults);
    }
    for node in fields.list("figures", faults) {
        let mut fields = Fields::of(node, faults);
        let noun = fields.text("noun", faults);
        let act = fields.optional_text("act", faults);
        let sums = sums(form, fields.list("is", faults), faults);
        fields.finish(faults);
        let named = |known: Option<usize>, name: &str, faults: &mut Faults| {
            if known.is_none() {
                faults.push(unknown(node, name));
            }
            known
        };
        let noun = named(texts.nouns.iter().position(|known| known.name == noun), &noun, faults);
        let act = act.map(|act| named(texts.acts.iter().position(|known| known.name == act), &act, faults));
        if let (Some(noun), None | Some(Some(_))) = (noun, act) {
            texts.meanings.push(Meaning { noun, act: act.flatten(), sums });
        }
    }
    for node in fields.list("done", faults) {
        let mut fields = Fields::of(node, faults);
        let noun = fields.text("noun", faults);
        let acts = fields.texts("acts", faults);
        let left = fields.required("left", faults).into_iter().cloned().collect::<Vec<_>>();
        fields.finish(faults);
        let left = sums(form, &left, faults).into_iter().next();
        texts.done.extend(left.map(|left| Done { noun, acts, left }));
    }
    texts.wholes.extend(sums(form, fields.list("wholes", faults), faults));
    texts.counters.extend(fields.texts("counters", faults));
    texts.not_counters.extend(fields.texts("not_counters", faults));
    texts.things.extend(fields.texts("things", faults));
    texts.vague.extend(fields.texts("vague", faults));
    if let Some(node) = fields.optional("words") {
        classes(&mut texts, node, faults);
    }
    fields.finish(faults);
    form.texts = texts;
}

fn noun(texts: &mut Texts, node: &Node, faults: &mut Faults) {
    let mut fields = Fields::of(node, faults);
    let index = texts.noun_named(&fields.text("name", faults));
    let noun = &mut texts.nouns[index];
    noun.counters.extend(fields.texts("counters", faults));
    noun.not.extend(fields.texts("not", faults));
    noun.over.extend(fields.texts("over", faults));
    noun.handled_by.extend(fields.texts("handled_by", faults));
    noun.is_asked |= flag(&mut fields, "asked", faults);
    noun.is_amount |= flag(&mut fields, "amount", faults);
    noun.of_topic |= flag(&mut fields, "of_topic", faults);
    let words = fields.list("words", faults);
    fields.finish(faults);
    texts.add_words(words, Sense::Noun(index), faults);
}

fn act(texts: &mut Texts, node: &Node, faults: &mut Faults) {
    let mut fields = Fields::of(node, faults);
    let index = texts.act_named(&fields.text("name", faults));
    let act = &mut texts.acts[index];
    act.of.extend(fields.texts("of", faults));
    act.unless.extend(fields.texts("unless", faults));
    act.without.extend(fields.texts("without", faults));
    act.kind_of = fields.optional_text("kind_of", faults).or(act.kind_of.take());
    for name in fields.list("when", faults) {
        act.when.extend(text(name, faults).and_then(|text| class(name, &text, faults)));
    }
    act.weak |= flag(&mut fields, "weak", faults);
    act.needs_noun |= flag(&mut fields, "needs_noun", faults);
    act.denies |= flag(&mut fields, "denies", faults);
    act.holds |= flag(&mut fields, "holds", faults);
    let words = fields.list("words", faults);
    fields.finish(faults);
    texts.add_words(words, Sense::Act(index), faults);
}

fn who(texts: &mut Texts, node: &Node, faults: &mut Faults) {
    let mut fields = Fields::of(node, faults);
    let name = fields.text("name", faults);
    let readings = fields.list("columns", faults).iter();
    let columns = readings
        .filter_map(|node| match &node.kind {
            Kind::List(names) => Some(names.iter().filter_map(|name| text(name, faults)).collect()),
            _ => text(node, faults).map(|name| vec![name]),
        })
        .collect::<Vec<Vec<String>>>();
    let anybody = flag(&mut fields, "anybody", faults);
    let words = fields.list("words", faults);
    fields.finish(faults);
    let index = texts.who.iter().position(|who| who.name == name).unwrap_or_else(|| {
        texts.who.push(Who { name, columns, anybody });
        texts.who.len() - 1
    });
    texts.add_words(words, Sense::Who(index), faults);
}

fn flag(fields: &mut Fields, name: &str, faults: &mut Faults) -> bool {
    fields.optional_text(name, faults).is_some_and(|value| value == "true")
}

fn classes(texts: &mut Texts, node: &Node, faults: &mut Faults) {
    let mut fields = Fields::of(node, faults);
    for &(name, class) in CLASSES {
        let words = fields.list(name, faults);
        texts.add_words(words, Sense::Class(class), faults);
    }
    fields.finish(faults);
}

fn class(node: &Node, name: &str, faults: &mut Faults) -> Option<Class> {
    let found = CLASSES.iter().find(|(known, _)| *known == name);
    if found.is_none() {
        faults.push(fault(node, "没有这类词", "there is no such class of words"));
    }
    found.map(|(_, class)| *class)
}

fn sums(form: &Form, nodes: &[Node], faults: &mut Faults) -> Vec<Sum> {
    let mut sums = Vec::new();
    for node in nodes {
        let Some(address) = text(node, faults) else { continue };
        match form.sum_named(&address) {
            Ok(sum) => sums.push(sum),
            Err(part) => faults.push(unknown(node, &part)),
        }
    }
    sums
}

fn unknown(node: &Node, name: &str) -> FieldFault {
    FieldFault { span: node.span.clone(), words: words!("没有“{name}”", "there is no `{name}`") }
}

impl Form {
    /// Takes over how texts speak of the figures of another form, as far as this form has those
    /// figures.
    pub(super) fn speak_as(&mut self, other: &Self) {
        let mut texts = other.texts.clone();
        let known = |sum: &Sum| self.sum_named(&sum.address).ok();
        for meaning in &mut texts.meanings {
            meaning.sums = meaning.sums.iter().filter_map(known).collect();
        }
        texts.meanings.retain(|meaning| !meaning.sums.is_empty());
        texts.wholes = texts.wholes.iter().filter_map(known).collect();
        let of_done = |done: &Done| Some(Done { left: known(&done.left)?, ..done.clone() });
        texts.done = texts.done.iter().filter_map(of_done).collect();
        self.texts = texts;
    }

    /// The figures of addresses with `+` between them.
    ///
    /// # Errors
    /// The address that is not known.
    pub fn sum_named(&self, written: &str) -> Result<Sum, String> {
        let mut figures = Vec::new();
        for address in written.split('+').map(str::trim) {
            figures.extend(self.figures_named(address).map_err(|_| address.to_owned())?);
        }
        Ok(Sum { figures, address: written.to_owned() })
    }

    /// The figures of an address: one, or for `表三.不予公开.总计` those of the column in every row of the
    /// group.
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
