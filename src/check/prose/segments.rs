//! Tokens → segments: pieces of a clause with one number at most.

use std::ops::Range;

use rust_decimal::Decimal;

use super::features::Features;
use super::tokens::{Count, Kind, Mark, Measure, Token, Word, Writer};
use crate::form::{Class, Sense};

/// A piece of a clause.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    /// The words before the number, and those behind it that belong to it.
    pub(super) words: Vec<Word>,
    /// The number with its place.
    pub(super) count: Option<(Range<usize>, Count)>,
    /// What is said in brackets behind it.
    pub(super) bracket: Vec<Segment>,
    /// It begins a sentence.
    pub(super) begins: bool,
    /// It stands behind a semicolon.
    pub(super) breaks: bool,
    /// It goes on with a list: behind 、 or 和.
    pub(super) listed: bool,
    /// What follows are parts of it: 新收的 17 件中.
    pub(super) opens: bool,
    /// No mark is between it and the number before it: 拨打 12345 热线后申请 2 件.
    pub(super) joined: bool,
    /// It is what is left behind a number: 17 件均已答复.
    pub(super) is_tail: bool,
    /// What the words say.
    pub(super) features: Features,
}

impl Segment {
    /// From the first word or number to the last.
    pub(super) fn at(&self) -> Range<usize> {
        let counts = self.count.iter().map(|(at, _)| at);
        let all = || self.words.iter().map(|word| &word.at).chain(counts.clone());
        let start = all().map(|at| at.start).min().unwrap_or(0);
        start..all().map(|at| at.end).max().unwrap_or(start)
    }

    /// What its number counts in.
    pub(super) fn counter(&self) -> Option<&Measure> {
        self.count.as_ref().map(|(_, count)| &count.unit)
    }

    /// The acts that it has a number of, with that.
    pub(super) fn counted(&self) -> impl Iterator<Item = (usize, Decimal)> + '_ {
        let counts = self.count.iter().map(|(_, count)| count.number.value);
        counts.flat_map(|value| self.features.acts.iter().map(move |&act| (act, value)))
    }

    /// Whether nothing that says anything stands before its number.
    pub(super) fn begins_with_number(&self) -> bool {
        let Some((count, _)) = &self.count else { return false };
        let silent = [Class::Filler, Class::ThisYear, Class::OfIt].map(|class| Some(Sense::Class(class)));
        let silent = |sense: Option<Sense>| silent.contains(&sense) || matches!(sense, Some(Sense::Act(_)));
        let mut before = self.words.iter().filter(|word| word.at.end <= count.start);
        before.all(|word| silent(word.sense))
    }

    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.count.is_none() && self.bracket.is_empty()
    }
}

/// A segment that is being put together.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Default)]
struct Open {
    before: Vec<Word>,
    count: Option<(Range<usize>, Count)>,
    after: Vec<Word>,
    bracket: Vec<Segment>,
    begins: bool,
    breaks: bool,
    listed: bool,
    joined: bool,
}

/// The segments of a text.
pub(super) fn segments(writer: &Writer, text: &str, tokens: &[Token]) -> Vec<Segment> {
    let mut cutter = Cutter { writer, text, levels: vec![Level { begins: true, ..Level::default() }] };
    for (index, token) in tokens.iter().enumerate() {
        cutter.add(token, &tokens[index + 1..]);
    }
    cutter.all()
}

/// What is cut between two brackets, or outside of all.
#[derive(Default)]
struct Level {
    done: Vec<Segment>,
    open: Open,
    /// What comes next begins a sentence.
    begins: bool,
}

struct Cutter<'w, 't> {
    writer: &'w Writer<'t>,
    text: &'w str,
    levels: Vec<Level>,
}

impl Cutter<'_, '_> {
    fn add(&mut self, token: &Token, next: &[Token]) {
        let depth = self.levels.len();
        let Some(level) = self.levels.last_mut() else { return };
        let open = &mut level.open;
        let word = |sense: Option<Sense>| Word { at: token.at.clone(), sense };
        match &token.kind {
            Kind::Word(sense) => open.push(word(Some(*sense))),
            Kind::Unknown | Kind::Blank => open.push(word(None)),
            Kind::Count(count) => {
                if open.count.is_some() {
                    level.cut(self.writer, self.text, true);
                }
                level.open.count = Some((token.at.clone(), count.clone()));
            }
            Kind::Mark(mark) => match mark {
                // 行政许可：126 件, but not 办理结果：7 件公开
                Mark::Colon if open.count.is_none() && is_count_alone(next) => {}
                // 行政复议、行政诉讼案件 4 件: one number for both.
                Mark::ListComma if open.count.is_none() => open.push(word(Some(Sense::Class(Class::And)))),
                Mark::Open => self.levels.push(Level::default()),
                Mark::Close if depth > 1 => self.close(),
                Mark::Close => {}
                Mark::Comma | Mark::ListComma | Mark::Colon => {
                    level.cut(self.writer, self.text, false);
                    level.open.listed = *mark == Mark::ListComma;
                }
                Mark::Semicolon => {
                    level.cut(self.writer, self.text, false);
                    level.open.breaks = true;
                }
                Mark::Stop => {
                    level.cut(self.writer, self.text, false);
                    level.begins = true;
                    level.open.begins = true;
                }
            },
        }
    }

    /// Ends a bracket: it says something of the segment around it.
    fn close(&mut self) {
        let Some(mut inner) = self.levels.pop() else { return };
        inner.cut(self.writer, self.text, false);
        let Some(level) = self.levels.last_mut() else { return };
        let names = |word: &Word| !matches!(word.sense, Some(Sense::Class(_)) | None);
        // 属于行政执法案卷（45 件）、行政查询事项（29 件）
        if let [Segment { words, count: Some(count), bracket, .. }] = inner.done.as_slice()
            && words.is_empty()
            && bracket.is_empty()
            && level.open.count.is_none()
        {
            level.open.count = Some(count.clone());
            return;
        }
        let counts = inner.done.iter().any(|segment| segment.count.is_some());
        let words = || inner.done.iter().flat_map(|segment| &segment.words);
        if level.open.count.is_none() && !counts && words().any(names) {
            // 予以公开（含部分公开）9 件: said of the number too.
            let and = Word { at: level.open.end(), sense: Some(Sense::Class(Class::And)) };
            level.open.before.push(and);
            level.open.before.extend(words().cloned());
        } else {
            level.open.bracket.extend(inner.done);
        }
    }

    fn all(mut self) -> Vec<Segment> {
        while self.levels.len() > 1 {
            self.close();
        }
        let mut level = self.levels.pop().unwrap_or_default();
        level.cut(self.writer, self.text, false);
        level.done
    }
}

impl Level {
    /// Ends the open segment; `within` a clause, what follows its number may be of the next.
    fn cut(&mut self, writer: &Writer, text: &str, within: bool) {
        let Open { before, count, mut after, bracket, begins, breaks, listed, joined } =
            std::mem::take(&mut self.open);
        let begins = std::mem::take(&mut self.begins) || begins;
        let number_first = count.is_some() && !says_what(writer, &before);
        // 4 件的办理结果：公开 1 件
        let of_them = within && after.first().is_some_and(|word| &text[word.at.clone()] == "的");
        let own = match number_first {
            _ if of_them => 0,
            true => own_behind(writer, &after, within),
            false => own_after(writer, &before, &after),
        };
        // 新收 17 件中办结 15 件: of those; 其他 7 件包括不予公开 4 件.
        let amid = |word: &Word| ["中", "里", "内"].contains(&&text[word.at.clone()]);
        let of_it =
            after.iter().take(own + 1).position(|word| within && (is_class(word, Class::OfIt) || amid(word)));
        let mut tail = after.split_off(of_it.unwrap_or(own));
        if let (Some(_), Some(word)) = (of_it, tail.first_mut()) {
            word.sense = Some(Sense::Class(Class::OfIt));
        }
        let end = tail.last().or(after.last());
        let opens = count.is_some() && !within && tail.len() <= 1 && end.is_some_and(amid);
        let described = !within && !number_first && is_described(writer, text, &before, &tail)
            || is_amid(writer, text, &before);
        let was = before.last().is_some_and(|word| ["由", "从"].contains(&&text[word.at.clone()]))
            || within && tail.first().is_some_and(|word| is_class(word, Class::Became));
        let mut words = before;
        words.append(&mut after);
        // 与上年的 14 件相比增加 3 件
        let compared = tail.first().filter(|word| word.sense == Some(Sense::Class(Class::Compare)));
        words.extend(compared.filter(|_| count.is_some()).cloned());
        // 由 60 件增至 63 件: the first of them is of another time.
        let then = count.as_ref().filter(|_| was).map(|(at, _)| at.clone());
        words.extend(then.map(|at| Word { at, sense: Some(Sense::Class(Class::OtherTime)) }));
        let joins = within && words.last().is_some_and(|word| is_class(word, Class::And));
        let mut features = Features::of(writer, text, &words);
        features.some_of_them |= described;
        features.number_first = number_first;
        let is_tail = false;
        let segment =
            Segment { words, count, bracket, begins, breaks, listed, opens, joined, is_tail, features };
        if !segment.is_empty() {
            self.done.push(segment);
        } else if begins {
            self.begins = true;
        }
        if within {
            self.open.before = tail;
            self.open.listed = joins;
            self.open.joined = !joins;
        } else if !tail.is_empty() {
            let features = Features::of(writer, text, &tail);
            self.done.push(Segment { words: tail, is_tail: true, features, ..Segment::default() });
        }
    }
}

/// How many of the words behind a number say what it counts, where those before it do not.
fn own_behind(writer: &Writer, after: &[Word], within: bool) -> usize {
    let says = says_what(writer, after);
    // 2023 年的 91 件增至 2024 年的 108 件
    let is_time = |word: &Word| is_class(word, Class::ThisYear) || is_class(word, Class::Became);
    // 17 件新收申请均已登记, but 18 件申请均已答复
    let all = after.iter().position(|word| word.sense == Some(Sense::Class(Class::All)));
    let named = |word: &Word, noun: bool| match word.sense {
        Some(Sense::Noun(_)) => noun,
        Some(Sense::Act(_)) => !noun,
        _ => false,
    };
    let has = |noun: bool| all.is_some_and(|all| after[..all].iter().any(|word| named(word, noun)));
    let next = match (within, says) {
        _ if has(true) && has(false) => all,
        (true, true) => after.iter().position(is_share),
        (true, false) => after.iter().any(is_time).then_some(0),
        (false, _) => None,
    };
    next.unwrap_or(after.len())
}

/// How many of the words behind a number belong to those before it: 收到 17 件申请.
fn own_after(writer: &Writer, before: &[Word], after: &[Word]) -> usize {
    // 直接起诉案件 3 件维持、1 件其他结果
    let texts = &writer.form.texts;
    let of_topic = |act: usize| {
        let said = |word: &Word| matches!(word.sense, Some(Sense::Noun(noun)) if texts.are_of_topic(&[noun]) && texts.is_of(act, &[noun]));
        !texts.acts[act].weak && before.iter().any(said)
    };
    if matches!(after, [Word { sense: Some(Sense::Act(act)), .. }] if of_topic(*act)) {
        return 1;
    }
    let has_noun = before.iter().any(|word| matches!(word.sense, Some(Sense::Noun(_))));
    let noun = |word: &Word| matches!(word.sense, Some(Sense::Noun(_)));
    // 制发 6 份局本级规范性文件
    let silent = |word: &Word| {
        let silent = [Class::Own, Class::ThisYear, Class::Filler].map(|class| Some(Sense::Class(class)));
        silent.contains(&word.sense) || matches!(word.sense, Some(Sense::Who(_)))
    };
    let begins = after.iter().position(|word| !silent(word));
    let asker = usize::from(matches!(after.first(), Some(Word { sense: Some(Sense::Who(_)), .. })));
    let asker = begins.filter(|&at| !has_noun && noun(&after[at])).unwrap_or(asker);
    let mut has_noun = has_noun;
    let is_own = |word: &&Word| {
        let own = is_named(word, has_noun);
        has_noun |= noun(word);
        own
    };
    asker + after.iter().skip(asker).take_while(is_own).count()
}

/// Whether it is said of what was described what became of it: 企业提出的 1 件申请于年底登记. All
/// of them, or only those?
fn is_described(writer: &Writer, text: &str, before: &[Word], tail: &[Word]) -> bool {
    let acts = &writer.form.texts.acts;
    let told = |word: &Word| match word.sense {
        Some(Sense::Act(act)) => !acts[act].weak,
        Some(Sense::Class(Class::OtherTime | Class::NextYear | Class::Carry | Class::Onward)) | None => true,
        _ => false,
    };
    // 予以公开的 7 件主要涉及规划: all that were.
    let whole = |word: &Word| match word.sense {
        Some(Sense::Act(act)) => !acts[act].weak,
        sense => sense == Some(Sense::Class(Class::Carry)),
    };
    let all = tail.iter().any(|word| word.sense == Some(Sense::Class(Class::All)));
    let of = before.last().is_some_and(|word| text[word.at.clone()].ends_with('的'));
    of && !all && !before.iter().any(whole) && tail.iter().any(told)
}

impl Open {
    /// Where the words before the number end.
    fn end(&self) -> Range<usize> {
        let end = self.before.last().map_or(0, |word| word.at.end);
        end..end
    }

    fn push(&mut self, word: Word) {
        if self.count.is_some() { self.after.push(word) } else { self.before.push(word) }
    }
}

/// Whether tokens begin with a number that no word follows.
fn is_count_alone(tokens: &[Token]) -> bool {
    matches!(
        tokens,
        [Token { kind: Kind::Count(_), .. }]
            | [Token { kind: Kind::Count(_), .. }, Token { kind: Kind::Mark(_), .. }, ..]
    )
}

fn is_share(word: &Word) -> bool {
    let classes = [Class::Share, Class::Compare, Class::Up, Class::Down, Class::Became];
    classes.into_iter().any(|class| is_class(word, class))
}

fn is_class(word: &Word, class: Class) -> bool {
    word.sense == Some(Sense::Class(class))
}

/// 新收申请中有 15 件: some of them; but all that were, of 答复中予以公开 7 件.
fn is_amid(writer: &Writer, text: &str, before: &[Word]) -> bool {
    let texts = &writer.form.texts;
    // 复议中被纠正 1 件: of all of them.
    let of_review =
        |word: &Word| matches!(word.sense, Some(Sense::Noun(noun)) if texts.are_of_topic(&[noun]));
    let result = |word: &Word| matches!(word.sense, Some(Sense::Act(act)) if !texts.acts[act].weak);
    if before.last().is_some_and(result) && before.iter().any(of_review) {
        return false;
    }
    let end = before.len().saturating_sub(2).max(1);
    let amid = |word: &Word| text[word.at.clone()].starts_with('中');
    let Some(at) = before.iter().skip(end).position(amid) else { return false };
    // 申请人中自然人 36 件: who of all of them asked.
    if before.get(end + at + 1).is_some_and(|word| matches!(word.sense, Some(Sense::Who(_)))) {
        return false;
    }
    let said = |fits: &dyn Fn(usize) -> bool| {
        before[..end + at].iter().any(|word| matches!(word.sense, Some(Sense::Act(act)) if fits(act)))
    };
    // 新收申请的答复中
    !said(&|act| texts.finishes(act)) || said(&|act| texts.acts[act].weak && !texts.finishes(act))
}

/// Whether words name what is counted, or what was done with it.
fn says_what(writer: &Writer, words: &[Word]) -> bool {
    let has = |class: Class| words.iter().any(|word| word.sense == Some(Sense::Class(class)));
    let by_classes = || {
        let acts = writer.form.texts.acts.iter().filter(|act| act.when.len() > 1);
        acts.into_iter().any(|act| act.is_meant_by(has))
    };
    let named = |word: &Word| matches!(word.sense, Some(Sense::Noun(_) | Sense::Act(_) | Sense::Who(_)));
    words.iter().any(named)
        || has(Class::Share)
        || has(Class::Up)
        || has(Class::Down)
        || has(Class::Foreign)
        || by_classes()
}

/// Whether a word behind a number still says what is counted: 17 件政府信息公开申请.
fn is_named(word: &Word, has_noun: bool) -> bool {
    match word.sense {
        Some(Sense::Noun(_) | Sense::Class(Class::Topic)) => true,
        Some(Sense::Class(
            Class::Filler
            | Class::Until
            | Class::Apart
            | Class::SoFar
            | Class::Total
            | Class::List
            | Class::Except
            | Class::Foreign,
        ))
        | None => !has_noun,
        _ => false,
    }
}
