//! Nouns, acts and askers → the sums of figures that they mean, and how those are called.

use rust_decimal::Decimal;

use super::tokens::Writer;
use crate::form::{Class, Filled, Form, Sense, Sum, Texts};
use crate::lang::Words;

/// What is spoken of, as far as a segment says it or inherits it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meant {
    pub(super) nouns: Vec<usize>,
    pub(super) acts: Vec<usize>,
    pub(super) who: Vec<usize>,
    /// Acts that are joined by 和 count together.
    pub(super) joined: bool,
}

/// The sums that a number may be, the usual one first; none where the tables have no such figure.
pub(super) fn sums(writer: &Writer, meant: &Meant) -> Vec<Sum> {
    let (form, texts) = (writer.form, &writer.form.texts);
    let are_strong = |acts: &[usize]| acts.iter().all(|&act| !texts.acts[act].weak);
    let are_received = |acts: &[usize]| {
        let brought = acts.iter().any(|&act| texts.acts[act].is_brought());
        brought && acts.iter().all(|&act| texts.acts[act].is_brought() || texts.comes_in(act))
    };
    let sums = match (meant.nouns.as_slice(), meant.acts.as_slice()) {
        ([noun], []) => of(texts, *noun, None),
        ([noun], [act]) => of(texts, *noun, Some(*act)),
        ([noun], acts) if acts.iter().all(|&act| texts.acts[act].weak) => {
            acts.iter().flat_map(|&act| of(texts, *noun, Some(act))).collect()
        }
        // 新收和上年结转的申请 20 件
        ([noun], acts) if meant.joined && (are_strong(acts) || are_received(acts)) => {
            together(acts.iter().map(|&act| of(texts, *noun, Some(act))))
        }
        (nouns, []) => together(nouns.iter().map(|&noun| of(texts, noun, None))),
        (nouns, [act]) => together(nouns.iter().map(|&noun| of(texts, noun, Some(*act)))),
        _ => Vec::new(),
    };
    if meant.who.is_empty() { sums } else { of_who(form, &sums, &meant.who) }
}

/// More nouns are not told apart.
const MOST_NOUNS: usize = 3;

/// The sums of all the nouns or of some of them, all first.
pub(super) fn any_of(writer: &Writer, meant: &Meant) -> Vec<Sum> {
    let count = meant.nouns.len();
    if count > MOST_NOUNS {
        return Vec::new();
    }
    let some = |which: u32| {
        let nouns = meant.nouns.iter().enumerate().filter(|(at, _)| which & (1 << at) != 0);
        Meant { nouns: nouns.map(|(_, &noun)| noun).collect(), ..meant.clone() }
    };
    (1..1_u32 << count).rev().flat_map(|which| sums(writer, &some(which))).collect()
}

/// The same of reviews and lawsuits, each and together: 复议机关和法院纠正的共 12 件.
pub(super) fn of_all_disputes(writer: &Writer, meant: &Meant) -> Vec<Sum> {
    let texts = &writer.form.texts;
    let narrower = |name: &String| texts.nouns.iter().any(|noun| noun.of_topic && noun.name == *name);
    let fits = |noun: &usize| {
        let has = |&act: &usize| texts.meaning(*noun, Some(act)).is_some();
        let is_wide = !texts.nouns[*noun].over.iter().any(narrower);
        texts.are_of_topic(&[*noun]) && is_wide && meant.acts.iter().all(has)
    };
    let nouns = (0..texts.nouns.len()).filter(fits).collect();
    any_of(writer, &Meant { nouns, ..meant.clone() })
}

/// The sum of which there is nothing where there is none of what is meant: of a noun that says
/// nothing alone the first that it has (无规范性文件: none was issued).
pub(super) fn none_of(writer: &Writer, meant: &Meant) -> Option<Sum> {
    let first = |noun: usize| writer.form.texts.meanings.iter().find(|meaning| meaning.noun == noun);
    let alone = match (meant.nouns.as_slice(), meant.acts.as_slice()) {
        ([noun], []) => first(*noun),
        _ => None,
    };
    let sums = sums(writer, meant);
    sums.into_iter().next().or_else(|| alone?.sums.first().cloned())
}

fn of(texts: &Texts, noun: usize, act: Option<usize>) -> Vec<Sum> {
    texts.meaning(noun, act).map(|meaning| meaning.sums.clone()).unwrap_or_default()
}

/// The usual sum of each, added up; none where one of them has none.
fn together(all: impl Iterator<Item = Vec<Sum>>) -> Vec<Sum> {
    let mut whole: Option<Sum> = None;
    for sums in all {
        let Some(sum) = sums.into_iter().next() else { return Vec::new() };
        whole = Some(match whole {
            None => sum,
            Some(mut whole) => {
                whole.figures.extend(sum.figures);
                whole.address = format!("{} + {}", whole.address, sum.address);
                whole
            }
        });
    }
    whole.into_iter().collect()
}

/// The same of those who asked besides some: of all of them, or of the column of others.
pub(super) fn of_other_who(writer: &Writer, meant: &Meant, listed: &[usize]) -> Vec<Sum> {
    let texts = &writer.form.texts;
    let columns = |who: usize| texts.who[who].columns.iter().flatten();
    let is_listed = |column: &String| listed.iter().any(|&who| texts.who[who].columns[0].contains(column));
    let mut others: Vec<&String> =
        (0..texts.who.len()).flat_map(columns).filter(|column| !is_listed(column)).collect();
    others.sort_unstable();
    others.dedup();
    let is_rest = |name: &&&String| {
        texts.words_at(name).any(|(length, sense)| length == name.len() && sense == Sense::Class(Class::Rest))
    };
    let rest: Vec<&String> = others.iter().filter(is_rest).copied().collect();
    let readings = if rest == others { vec![rest] } else { vec![rest, others] };
    in_columns(writer.form, &sums(writer, meant), &readings)
}

/// The same of those who asked: their columns in place of the total.
fn of_who(form: &Form, sums: &[Sum], who: &[usize]) -> Vec<Sum> {
    let texts = &form.texts;
    let readings: Vec<Vec<&String>> = match who {
        [one] => texts.who[*one].columns.iter().map(|columns| columns.iter().collect()).collect(),
        several => {
            vec![several.iter().flat_map(|&one| texts.who[one].columns.iter().take(1).flatten()).collect()]
        }
    };
    in_columns(form, sums, &readings)
}

/// Sums in some columns in place of the total, by each reading.
fn in_columns(form: &Form, sums: &[Sum], readings: &[Vec<&String>]) -> Vec<Sum> {
    let mut found = Vec::new();
    for sum in sums {
        for columns in readings.iter().filter(|columns| !columns.is_empty()) {
            let mut names: Vec<&String> = columns.clone();
            names.sort_unstable();
            names.dedup();
            let of_row = |address: &str| {
                let row = address.rsplit_once('.').map_or(address, |(row, _)| row).to_owned();
                names.iter().map(move |name| format!("{row}.{name}")).collect::<Vec<_>>()
            };
            let addresses: Vec<String> = sum.address.split('+').map(str::trim).flat_map(of_row).collect();
            found.extend(form.sum_named(&addresses.join(" + ")).ok());
        }
    }
    found
}

/// A sum as people call it: 表三“本年新收 · 总计”.
pub(crate) fn named(sum: &Sum) -> Words {
    let mut zh = String::new();
    let mut en = String::new();
    let mut table = "";
    for address in sum.address.split('+').map(str::trim) {
        let (section, rest) = address.split_once('.').unwrap_or(("", address));
        let name = rest.split('.').collect::<Vec<_>>().join(" · ");
        if !zh.is_empty() {
            zh.push('＋');
            en.push_str(" + ");
        }
        if section != table {
            zh.push_str(section);
            table = section;
        }
        zh.push_str(&format!("“{name}”"));
        en.push_str(&format!("`{address}`"));
    }
    Words::new(zh, en)
}

/// A sum now and in the report of the year before.
pub(crate) fn of_last_year(this: Filled, last: Filled, sum: &Sum) -> Option<(Decimal, Decimal)> {
    let before: Option<Vec<_>> = sum.figures.iter().map(|&id| this.form.counterpart(id, last.form)).collect();
    Some((this.sum(&sum.figures)?, last.sum(&before?)?))
}
