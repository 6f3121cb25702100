//! Totals that a text itself takes apart: 公开信息 171 条：动态 124 条、政策 47 条.
//!
//! No table is looked at. Parts may be some of them only, and may be two ways of parting the same
//! whole: nothing is reported where some of them taken together make up the total. They are too few
//! only where the list says that it is complete: by what opens it (分别为), by its last part (其他,
//! 其余), or by what it lists (channels), and counts nothing in another counter.

use std::collections::BTreeSet;
use std::ops::Range;

use rust_decimal::Decimal;

use super::said::{Mismatch, Said, What};
use super::tokens::{Count, Kind, Mark, Token, Writer};
use crate::form::{Class, Sense};

/// More sums than this are not looked through.
const MOST_SUMS: usize = 4096;
/// Between a total and what opens its list are no more letters than this: 17 件信息公开申请，其中.
const MOST_LETTERS: usize = 6;

/// Words by which a list is no plain list of parts.
const NO_LIST: [Class; 9] = [
    Class::Except,
    Class::Part,
    Class::Apart,
    Class::SoFar,
    Class::Total,
    Class::Share,
    Class::Compare,
    Class::Each,
    Class::Cause,
];

/// What adds up the numbers of a text.
struct Adder<'t> {
    writer: &'t Writer<'t>,
    text: &'t str,
    tokens: &'t [Token],
}

/// A number that can be added to others.
#[derive(Clone, Copy)]
struct Counted<'t> {
    /// Which token it is.
    index: usize,
    count: &'t Count,
}

/// What opens a list of parts, and where that begins.
struct Opening {
    start: usize,
    /// 其中: there may be others.
    some: bool,
    /// 除 2 件结转外，其余 15 件: these two, or it is no list.
    except: bool,
    bracketed: bool,
}

/// The totals of a text that their parts do not make up.
pub(super) fn mismatches(writer: &Writer, text: &str, tokens: &[Token]) -> Vec<Said> {
    let adder = Adder { writer, text, tokens };
    // 共 615 条。其中，…… goes on.
    let goes_on = |stop: usize| tokens.get(stop + 1).is_some_and(|next| next.is(Class::OfIt));
    let stops = (0..tokens.len()).filter(|&index| is_mark(&tokens[index], &[Mark::Stop]) && !goes_on(index));
    let mut start = 0;
    let mut found = Vec::new();
    for end in stops.chain([tokens.len()]) {
        found.extend(adder.of_sentence(start..end));
        start = end;
    }
    found
}

impl<'t> Adder<'t> {
    fn of_sentence(&self, sentence: Range<usize>) -> Option<Said> {
        let counted = |index: usize| match &self.tokens[index].kind {
            Kind::Count(count) if count.unit.is_named() => Some(Counted { index, count }),
            _ => None,
        };
        let all: Vec<Counted> = sentence.clone().filter_map(counted).collect();
        let totals = 0..all.len();
        let summed = totals.clone().find_map(|total| self.added_up(&all[..=total], sentence.start));
        summed.or_else(|| totals.into_iter().find_map(|total| self.taken_apart(&all, total, sentence.end)))
    }

    /// A total with its parts behind it.
    fn taken_apart(&self, all: &[Counted], index: usize, end: usize) -> Option<Said> {
        let total = all[index];
        let opening = self.opening(total.index + 1, end)?;
        // Behind another number like it, what is listed may be parts of both.
        let alone = opening.bracketed || !all[..index].iter().any(|one| one.is_like(&total));
        if !alone || total.count.about || self.is_change(total.index) {
            return None;
        }
        let mut list = opening.start..self.list_end(&opening, end);
        let behind: Vec<Counted> =
            all[index + 1..].iter().copied().filter(|one| one.is_like(&total)).collect();
        let mut parts: Vec<Counted> =
            behind.iter().copied().filter(|part| list.contains(&part.index)).collect();
        // 其中网上 11 件、信函 6 件，办结 18 件: the list ends with the last channel.
        let is_way = |&part: &usize| self.label(&list, &parts, part).iter().any(|token| token.is(Class::Way));
        let ways = (0..parts.len()).take_while(is_way).count();
        if ways == 1 {
            return None; // 其中网上 8 件，予以公开 7 件
        }
        let every = parts.clone();
        if ways >= 2 {
            parts.truncate(ways);
            list.end = parts[ways - 1].index + 1;
        }
        if parts.len() < 2 || !self.is_plain(list.clone()) || self.decides_another(total.index, &list) {
            return None;
        }
        if self.leaves_askers(&list) || !opening.bracketed && self.acts_on_documents(&list) {
            return None;
        }
        let is_more = parts.iter().any(|part| part.value() > total.value());
        if is_more && !self.names_parts(&list, ways, total) {
            return None;
        }
        let label = self.label(&list, &parts, parts.len() - 1);
        let is_last = !self.lists_results(&list) && self.is_rest(label, total.index);
        // 信息 41 条：政策 2 条、指南 1 条；…… may go on behind the semicolon, or in other counters.
        let other = |one: &Counted| !one.is_like(&total) && list.contains(&one.index);
        let more = behind.iter().any(|part| part.index >= list.end);
        let list_end = list.end;
        // 分别为: they are all of them.
        let each = !opening.some && !opening.except && !opening.bracketed;
        let complete = (each && !more || is_last || ways >= 2 && !opening.some)
            && !all.iter().any(other)
            && !self.tokens[list].iter().any(|token| token.is(Class::Open));
        if opening.except && !(is_last && parts.len() == 2) {
            return None;
        }
        let (sum, whole) = (*sums(&parts)?.last()?, total.value());
        // …、其他 4 条；平台另发 41 篇: what is missing may stand behind the list.
        let missing = whole.checked_sub(sum);
        let mut sentences = self.tokens[list_end..].split(|token| is_mark(token, &[Mark::Stop]));
        let here_and_next = [sentences.next(), sentences.next()].into_iter().flatten().flatten();
        let is_missing =
            |kind: &Kind| matches!(kind, Kind::Count(count) if Some(count.number.value) == missing);
        let goes_on = here_and_next.into_iter().any(|token| is_missing(&token.kind));
        let wrong = if complete { sum != whole && !goes_on } else { sum > whole };
        // 图文 210 条、视频 149 条，政策 300 条、其他 59 条: the same whole parted twice.
        let parted = !complete && has_parts(&parts) || sums(&every)?.contains(&whole);
        (wrong && !parted).then(|| self.mismatch(total, parts[parts.len() - 1], whole, sum))
    }

    /// Parts with their total behind them: 网上 11 件、信函 4 件、当面 3 件，合计 18 件.
    fn added_up(&self, all: &[Counted], start: usize) -> Option<Said> {
        let (total, before) = all.split_last()?;
        let word = total.index.checked_sub(1).filter(|&word| self.tokens[word].is(Class::Total))?;
        let mark = word.checked_sub(1).filter(|&mark| mark >= start)?;
        let ends = self.tokens.get(total.index + 1).is_none_or(|next| matches!(next.kind, Kind::Mark(_)));
        // 属于查询事项 24 件；主要是不掌握的，共 125 件: a total of something else.
        let behind = mark.checked_sub(1).map(|before| &self.tokens[before].kind);
        let of_parts = matches!(behind, Some(Kind::Count(_) | Kind::Mark(Mark::Close)));
        if !ends || !of_parts || !is_mark(&self.tokens[mark], &[Mark::Comma, Mark::ListComma]) {
            return None;
        }
        let parts: Vec<Counted> = before.iter().rev().copied().filter(|part| part.is_like(total)).collect();
        let first = parts.last().filter(|_| parts.len() > 1)?;
        // 网上 11 件，办结 11 件，信函 6 件，共 17 件: any of them may be meant.
        let sums = sums(&parts)?;
        let (sum, whole) = (*sums.last()?, total.value());
        let wrong = self.is_plain(first.index..mark) && !sums.contains(&whole);
        wrong.then(|| self.mismatch(*first, *total, whole, sum))
    }

    fn mismatch(&self, first: Counted, last: Counted, total: Decimal, sum: Decimal) -> Said {
        let at = self.tokens[first.index].at.start..self.tokens[last.index].at.end;
        Said { at, what: What::Parts(Mismatch { total, sum }) }
    }

    /// What opens a list of parts right behind a total.
    fn opening(&self, start: usize, end: usize) -> Option<Opening> {
        let tokens = &self.tokens[..end];
        let opens = |token: &Token| token.is(Class::OfIt) || token.is(Class::Except);
        let between = |token: &&Token| is_word(token) && !opens(token);
        let words = tokens[start..].iter().take_while(between).count();
        let at = start + words;
        let letters = self.tokens[start..at].iter().map(|token| self.text[token.at.clone()].chars().count());
        let first = tokens.get(at).filter(|_| letters.sum::<usize>() <= MOST_LETTERS)?;
        let complete =
            |token: &Token| token.is(Class::Each) || token.is(Class::List) || is_mark(token, &[Mark::Colon]);
        let mark = matches!(first.kind, Kind::Mark(_)) && !complete(first);
        let at = if mark { at + 1 } else { at };
        let bracketed = is_mark(first, &[Mark::Open]);
        let goes_on = is_mark(first, &[Mark::Stop, Mark::Semicolon]);
        // 制定文件 3 件，分别规范登记、许可，废止 2 件
        let mut clause = tokens[at.min(end)..].iter().take_while(|token| !is_mark(token, &[Mark::Comma]));
        let counts = clause.any(|token| matches!(token.kind, Kind::Count(_)));
        let is_list = |word: &Token| opens(word) || complete(word) && (counts || !word.is(Class::Each));
        let word = tokens.get(at).filter(|word| is_list(word));
        let is = |class: Class| word.is_some_and(|word| word.is(class));
        let (some, except) = (is(Class::OfIt), is(Class::Except));
        if goes_on && !some && !except || !bracketed && word.is_none() {
            return None;
        }
        let skips = |token: &&Token| {
            opens(token) || complete(token) || word.is_some() && is_mark(token, &[Mark::Comma])
        };
        let start = at + tokens[at..].iter().take_while(skips).count();
        Some(Opening { start, some, except, bracketed })
    }

    /// Parts in brackets end with them, others at the end of what belongs together.
    fn list_end(&self, opening: &Opening, end: usize) -> usize {
        let marks: &[Mark] = if opening.bracketed { &[Mark::Close] } else { &[Mark::Semicolon, Mark::Stop] };
        let again = |index: usize| {
            self.tokens[index].is(Class::OfIt) && matches!(self.tokens[index - 1].kind, Kind::Mark(_))
        };
        let ends =
            |&index: &usize| is_mark(&self.tokens[index], marks) || index > opening.start && again(index);
        (opening.start..end).find(ends).unwrap_or(end)
    }

    /// Whether a list has nothing but parts: no list of its own, nothing that is no part.
    fn is_plain(&self, list: Range<usize>) -> bool {
        self.tokens[list].iter().all(|token| match &token.kind {
            Kind::Word(Sense::Class(class)) => *class != Class::OfIt && !NO_LIST.contains(class),
            Kind::Count(count) => !count.about,
            Kind::Mark(mark) => *mark != Mark::Open,
            _ => true,
        })
    }

    /// 申请 17 件，其中自然人 12 件，上年结转 3 件，办结 18 件: a list of askers ends where more is said.
    fn leaves_askers(&self, list: &Range<usize>) -> bool {
        let texts = &self.writer.form.texts;
        let ends = |token: &Token| match token.kind {
            Kind::Word(Sense::Act(act)) => texts.finishes(act) || !texts.acts[act].when.is_empty(),
            _ => false,
        };
        let tokens = &self.tokens[list.clone()];
        let asker = tokens.iter().position(|token| matches!(token.kind, Kind::Word(Sense::Who(_))));
        asker
            .is_some_and(|asker| tokens[asker..].iter().any(|token| ends(token) || token.is(Class::LastYear)))
    }

    /// 制发文件 23 件，其中民生类 14 件，废止 17 件: what was done with others is no part.
    fn acts_on_documents(&self, list: &Range<usize>) -> bool {
        let texts = &self.writer.form.texts;
        let is_other =
            |of: &String| texts.nouns.iter().any(|noun| noun.name == *of && !noun.of_topic && !noun.is_asked);
        let of_others = |act: usize| !texts.acts[act].weak && texts.acts[act].of.iter().any(is_other);
        let other = |token: &Token| matches!(token.kind, Kind::Word(Sense::Act(act)) if of_others(act));
        self.tokens[list.clone()].iter().any(other)
    }

    /// 行政处罚 64 件，其中一般程序 32 件，办理行政许可 18 件: what is decided of another kind is no part.
    fn decides_another(&self, total: usize, list: &Range<usize>) -> bool {
        let texts = &self.writer.form.texts;
        let decided = |token: &Token| match token.kind {
            Kind::Word(Sense::Noun(noun)) if texts.is_decided(noun) => Some(noun),
            _ => None,
        };
        let before = self.tokens[..total].iter().rev().take_while(|token| is_word(token)).find_map(decided);
        before.is_some_and(|own| self.tokens[list.clone()].iter().filter_map(decided).any(|noun| noun != own))
    }

    /// What makes a number a change, and no total: 同比减少 7 件.
    fn is_change(&self, number: usize) -> bool {
        let before = number.checked_sub(1).map(|before| &self.tokens[before]);
        before.is_some_and(|token| token.is(Class::Up) || token.is(Class::Down) || token.is(Class::About))
    }

    /// Whether a number is of those that the year before left.
    fn is_brought(&self, number: usize) -> bool {
        let acts = &self.writer.form.texts.acts;
        let brought =
            |token: &Token| matches!(token.kind, Kind::Word(Sense::Act(act)) if acts[act].is_brought());
        let before = self.tokens[..number].iter().rev();
        before.take_while(|token| is_word(token)).any(|token| brought(token) || token.is(Class::LastYear))
    }

    /// Whether results are listed: 其他 is one of them then, and not what is left.
    fn lists_results(&self, list: &Range<usize>) -> bool {
        let acts = &self.writer.form.texts.acts;
        let result =
            |token: &Token| matches!(token.kind, Kind::Word(Sense::Act(act)) if acts[act].is_result());
        self.tokens[list.clone()].iter().any(result)
    }

    /// Whether a list must be of parts, so that one that is more than the total is wrong: 公开文件 112
    /// 件，其中规范性文件 27 件，答复提案 271 件 goes on with something else.
    fn names_parts(&self, list: &Range<usize>, ways: usize, total: Counted) -> bool {
        let named = self.lists_results(list) || self.lists_askers(list) || ways >= 2;
        named && !self.is_brought(total.index) // 上年结转 3 件；其中予以公开 7 件
    }

    fn lists_askers(&self, list: &Range<usize>) -> bool {
        self.tokens[list.clone()].iter().any(|token| matches!(token.kind, Kind::Word(Sense::Who(_))))
    }

    /// Whether the last part of a list is the rest of what the total counts: 其他 5 条, but not
    /// 信息 9288 条，其中规范性文件 1 条，其他文件 16 条.
    fn is_rest(&self, label: &[Token], total: usize) -> bool {
        let words = label.rsplit(|token| matches!(token.kind, Kind::Mark(_))).next();
        let Some((first, others)) = words.and_then(<[Token]>::split_first) else { return false };
        let before = self.tokens[..total].iter().rposition(|token| matches!(token.kind, Kind::Mark(_)));
        let whole = before.map_or(0, |mark| self.tokens[mark].at.end)..self.tokens[total].at.start;
        let things = others.iter().map(|token| &self.text[token.at.clone()]).collect::<String>();
        let is_of_whole = self.text[whole].contains(things.trim_matches(['类', '的', '各', '项']));
        first.is(Class::Rest) && (is_of_whole || !things.contains("文件"))
    }

    /// The tokens before a part of a list.
    fn label(&self, list: &Range<usize>, parts: &[Counted], part: usize) -> &'t [Token] {
        let start = part.checked_sub(1).map_or(list.start, |before| parts[before].index + 1);
        &self.tokens[start..parts[part].index]
    }
}

impl Counted<'_> {
    fn value(&self) -> Decimal {
        self.count.number.value
    }

    fn is_like(&self, other: &Self) -> bool {
        self.count.unit == other.count.unit
    }
}

fn is_mark(token: &Token, marks: &[Mark]) -> bool {
    matches!(&token.kind, Kind::Mark(mark) if marks.contains(mark))
}

fn is_word(token: &Token) -> bool {
    !matches!(token.kind, Kind::Mark(_) | Kind::Count(_))
}

/// 行政复议 7 件，维持 6 件，未审结 1 件: a part with its own parts.
fn has_parts(parts: &[Counted]) -> bool {
    let own = |part: usize| {
        let sums = parts[part + 1..].iter().scan(Decimal::ZERO, |sum, next| {
            *sum = sum.saturating_add(next.value());
            Some(*sum)
        });
        sums.skip(1).any(|sum| sum == parts[part].value())
    };
    (0..parts.len()).any(own)
}

/// Every sum of some of the parts: any of them may be parts of parts (属于本局的 29 件，已办结 29 件，转办 14 件).
fn sums(parts: &[Counted]) -> Option<BTreeSet<Decimal>> {
    let mut sums = BTreeSet::from([Decimal::ZERO]);
    for part in parts {
        let with_it: Vec<Decimal> = sums.iter().filter_map(|sum| sum.checked_add(part.value())).collect();
        sums.extend(with_it);
        if sums.len() > MOST_SUMS {
            return None;
        }
    }
    Some(sums)
}
