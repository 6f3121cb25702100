//! What the words of a segment say, whatever their order.

use super::tokens::{Word, Writer};
use crate::form::{Class, Sense, Texts};

/// What the words of a segment say.
#[expect(clippy::struct_excessive_bools, reason = "each is a remark of its own")]
#[derive(Debug, Clone, Default)]
pub(super) struct Features {
    /// What is spoken of; nouns that give way to others are left out.
    pub(super) nouns: Vec<usize>,
    /// What is said of it, likewise.
    pub(super) acts: Vec<usize>,
    /// Requests that stand in a list before disputes, and do not lead to them: 无信息公开申请、行政复议.
    pub(super) listed: Option<usize>,
    /// Who asked.
    pub(super) who: Vec<usize>,
    /// Some words have no sense, or one that no table has.
    pub(super) unknown: bool,
    /// Words of which the nouns are spoiled: 行政许可事项.
    pub(super) spoiled: bool,
    /// 新收申请办结 15 件: of those received, how many were done.
    pub(super) some_of_them: bool,
    /// 16 件已办结: the number stands before its words.
    pub(super) number_first: bool,
    /// Its first word or its last one says when: 去年我县工作平稳, 自条例施行以来.
    pub(super) time_at_edge: bool,
    /// It says when of what something was done with, and not of what was done: 对 2005 年以来的文件.
    pub(super) time_of_object: bool,
    /// A word stands for something that no table has, unless a noun is beside it: 受理案件 45 件.
    pub(super) has_thing: bool,
    /// It says that something came in or was dealt with.
    pub(super) is_handled: bool,
    /// By several channels, which may be all: 通过网络、信函提出申请 31 件.
    pub(super) by_several_ways: bool,
    /// It names the office of a government, and not the government: 市政府办公室收到申请 33 件.
    pub(super) of_office: bool,
    /// What people ask for is named by a word that may mean any other thing: 收到申请 1260 件.
    pub(super) is_vague: bool,
    /// It says of what kind those are that were counted: 多为工伤认定案件, 均为处罚案件.
    pub(super) tells_kind: bool,
    /// A share of some: 占不予公开的 32%.
    pub(super) share_of_some: bool,
    /// It says itself what has the share: 纠正数占审结数的 32%.
    pub(super) names_share: bool,
    /// 因程序不当: what it was because of, where that is not disclosure.
    pub(super) caused: bool,
    /// Requests gave way to what they led to: 依申请公开引起的行政复议.
    pub(super) of_requests: bool,
    /// 共 12 件, of what was named right before it.
    pub(super) is_total_of_named: bool,
    /// The last word is a noun, or 中 or 的 behind it.
    pub(super) ends_with_noun: bool,
    /// Things of no table stand in a list, and 等 at its end: 举报、投诉、行政复议等.
    lists_foreign: bool,
    ends_open: bool,
    classes: Vec<Class>,
}

impl Features {
    pub(super) fn of(writer: &Writer, text: &str, words: &[Word]) -> Self {
        let texts = &writer.form.texts;
        let mut features = Self::default();
        let every = words;
        let words = &words[examples(texts, text, words)..];
        let (mut nouns, mut acts) = (Vec::new(), Vec::new());
        for (index, word) in words.iter().enumerate() {
            // 涉及我局信息公开 is 涉及信息公开.
            let mut behind = words[index + 1..].iter().skip_while(|next| is(next, Class::Own));
            let next = behind.next().and_then(|next| next.sense);
            match word.sense {
                Some(Sense::Class(Class::Cause)) if next.is_some_and(|next| is_own_name(texts, next)) => {}
                Some(Sense::Noun(noun)) => nouns.push(noun),
                Some(Sense::Act(act)) => acts.push(act),
                Some(Sense::Who(who)) => features.who.push(who),
                Some(Sense::Class(class)) => features.classes.push(class),
                None => features.unknown = true,
            }
        }
        for list in [&mut nouns, &mut acts, &mut features.who] {
            list.sort_unstable();
            list.dedup();
        }
        acts.extend(by_classes(texts, &features));
        features.some_of_them = is_some_done(texts, text, words);
        features.spoiled = is_spoiled(texts, text, words, &nouns);
        features.time_at_edge = [words.first(), words.last()].into_iter().flatten().any(says_when);
        features.time_of_object = is_time_of_object(text, words);
        let is_in = |words: &[String], word: &Word| words.iter().any(|one| *one == text[word.at.clone()]);
        features.has_thing = words.iter().any(|word| is_in(&texts.things, word));
        features.by_several_ways = words.iter().filter(|word| is(word, Class::Way)).count() > 1;
        features.of_office = words.iter().any(|word| is_office(text, word));
        let mut nouns_of = words.iter().filter(|word| matches!(word.sense, Some(Sense::Noun(_))));
        features.is_vague = !nouns.is_empty() && nouns_of.all(|word| is_in(&texts.vague, word));
        features.tells_kind = features.has(Class::Remark) || is_all_are(text, words);
        features.share_of_some = is_share_of_some(texts, words);
        features.names_share = names_share(words);
        features.caused = is_caused(texts, text, words);
        features.ends_with_noun = ends_with_noun(text, words);
        features.lists_foreign = lists_foreign(text, words);
        features.listed = listed_before(texts, words);
        features.ends_open = after_nouns(words).iter().any(|word| is(word, Class::Open));
        features.nouns = leading_nouns(texts, &nouns);
        features.of_requests =
            nouns.iter().any(|noun| texts.are_asked(&[*noun]) && !features.nouns.contains(noun));
        let handled = |&act: &usize| texts.acts[act].weak && texts.is_of_asked(act) && !texts.finishes(act);
        features.is_handled = acts.iter().any(handled);
        features.unknown |= lists_more(texts, &every[..every.len() - words.len()], &acts);
        features.acts = leading_acts(texts, acts, &features);
        features.spoiled |= is_of_two(texts, words, &features) || is_published(texts, words, &features);
        features.deny(texts);
        features
    }

    /// 予以公开（含部分公开）: both.
    pub(super) fn with_inner(&mut self, inner: &Self) {
        self.acts.extend(&inner.acts);
        self.acts.sort_unstable();
        self.acts.dedup();
        self.classes.push(Class::And);
    }

    /// One act, and nothing more.
    pub(super) fn of_act(act: usize) -> Self {
        Self { acts: vec![act], ..Self::default() }
    }

    pub(super) fn has(&self, class: Class) -> bool {
        self.classes.contains(&class)
    }

    /// 不存在行政复议: an act that is not said of the noun beside it denies that.
    fn deny(&mut self, texts: &Texts) {
        let other = |&act: &usize| !self.nouns.iter().any(|&noun| texts.is_of(act, &[noun]));
        let denies = |act: &usize| texts.acts[*act].denies && other(act);
        if !self.nouns.is_empty() && self.acts.iter().any(denies) {
            self.classes.push(Class::Not);
        }
    }

    /// It speaks of the unit itself, a government of its area.
    pub(super) fn is_own(&self, government: bool) -> bool {
        self.has(Class::Own) || government && self.is_of_area()
    }

    /// It speaks of other units, or of some of those below a government.
    pub(super) fn is_of_others(&self, government: bool) -> bool {
        let some = if government { self.has(Class::Level) } else { self.has(Class::Area) };
        let below = self.has(Class::Below) && !(government && self.is_of_area());
        self.has(Class::Others) || self.has(Class::Unit) || some || below
    }

    fn is_of_area(&self) -> bool {
        let below = self.classes.iter().filter(|class| **class == Class::Below);
        self.has(Class::Area) || below.count() > 1
    }

    /// What came by several channels is what came, where none is counted by itself.
    pub(super) fn of_any_way(&mut self) {
        self.classes.push(Class::AnyWay);
    }

    /// Only some are meant: those of a channel, of a cause.
    pub(super) fn is_narrowed(&self) -> bool {
        (self.has(Class::Part) || self.has(Class::Way)) && !self.has(Class::AnyWay) || self.has(Class::Cause)
    }

    /// 转入行政诉讼, 转来的申请: from or to somebody, and not from or to another year.
    pub(super) fn goes_on(&self, texts: &Texts) -> bool {
        self.has(Class::Onward) && !self.is_carried(texts)
    }

    /// 结转件公开 1 件: how one ended that was carried over.
    pub(super) fn is_of_carried(&self, texts: &Texts) -> bool {
        let result =
            |&act: &usize| texts.is_of_asked(act) && !texts.acts[act].weak && texts.acts[act].when.is_empty();
        self.has(Class::Carry) && self.acts.iter().any(result)
    }

    fn is_carried(&self, texts: &Texts) -> bool {
        self.acts.iter().any(|&act| !texts.acts[act].when.is_empty())
    }

    /// As said of things that there were none of: others beside them, and 等 behind them, say no
    /// less.
    pub(super) fn denied(&self) -> Self {
        let harmless = |class: Class| match class {
            Class::Foreign => self.lists_foreign,
            Class::Open => self.ends_open,
            _ => false,
        };
        let classes = self.classes.iter().copied().filter(|class| !harmless(*class)).collect();
        Self { classes, ..self.clone() }
    }

    /// Requests, and nothing said of them.
    pub(super) fn is_bare(&self, writer: &Writer) -> bool {
        let named = !self.acts.is_empty() || !self.who.is_empty();
        !named && !self.nouns.is_empty() && writer.form.texts.are_asked(&self.nouns)
    }

    /// 合计 or 其他, and nothing more.
    pub(super) fn is_only(&self, one: Class) -> bool {
        let silent =
            [one, Class::Filler, Class::Until, Class::Apart, Class::SoFar, Class::List, Class::ThisYear];
        let says = |class: &Class| !silent.contains(class);
        let named = !self.nouns.is_empty() || !self.acts.is_empty() || !self.who.is_empty();
        self.has(one) && !named && !self.unknown && !self.classes.iter().any(says)
    }

    /// It names nothing that is counted, nor says that it is only some.
    pub(super) fn names_nothing(&self) -> bool {
        let named = !self.nouns.is_empty() || !self.who.is_empty();
        let says = [Class::Rest, Class::Up, Class::Down, Class::Compare, Class::Share];
        let foreign = self.has(Class::Foreign) && !self.has(Class::Not); // 都没有收费
        !named && !foreign && !self.is_narrowed() && !says.into_iter().any(|class| self.has(class))
    }

    /// It speaks of disclosure.
    pub(super) fn is_of_disclosure(&self) -> bool {
        self.has(Class::Topic) || !self.nouns.is_empty()
    }

    /// 信息公开引起的, 由此引起的.
    pub(super) fn is_about_topic(&self) -> bool {
        self.has(Class::Topic) || self.has(Class::Thus)
    }

    /// Compared with another time.
    pub(super) fn is_compared(&self) -> bool {
        [Class::Compare, Class::Up, Class::Down, Class::Same].into_iter().any(|class| self.has(class))
    }

    /// Of another year, or of a part of this one.
    pub(super) fn is_of_other_time(&self, texts: &Texts) -> bool {
        let other = self.has(Class::LastYear) || self.has(Class::NextYear);
        self.has(Class::OtherTime) || other && !self.is_carried(texts) && !self.is_compared()
    }
}

/// Whether a word is the office of a government: 市政府办公室, 市政府办公室代表市政府, but not
/// 市政府及市政府办公室.
fn is_office(text: &str, word: &Word) -> bool {
    let name = &text[word.at.clone()];
    let joined = name.contains(['及', '和', '或', '与', '、', '/', '同', '（', '(']);
    is(word, Class::Own) && name.contains("政府办") && !joined
}

/// Whether what something concerns is a figure's own name, and no cause: 涉及行政执法案卷, 涉及自然人 72 件.
fn is_own_name(texts: &Texts, concerned: Sense) -> bool {
    match concerned {
        Sense::Act(_) | Sense::Class(Class::Topic) => true,
        Sense::Noun(noun) => texts.are_of_topic(&[noun]),
        Sense::Who(who) => matches!(texts.who[who].columns.as_slice(), [columns] if columns.len() == 1),
        Sense::Class(_) => false,
    }
}

/// How many words are examples of what follows them, or another clause: 逾期不补正、主动撤销等其他处理.
fn examples(texts: &Texts, text: &str, words: &[Word]) -> usize {
    let group =
        |word: &Word| matches!(word.sense, Some(Sense::Act(_))) && text[word.at.clone()].starts_with('等');
    // 律师事务所等法律服务机构, 证照工本费等行政事业性收费
    let names = |word: &Word| match word.sense {
        Some(Sense::Who(who)) => matches!(texts.who[who].columns.as_slice(), [columns] if columns.len() == 1),
        Some(Sense::Noun(noun)) => texts.nouns[noun].is_amount,
        Some(Sense::Act(act)) => texts.result_groups().any(|group| group == act), // 信访、举报等不予处理
        _ => false,
    };
    // 立案查处各类违法行为并作出行政处罚决定: what was decided, whatever before
    let decides = |word: &Word| matches!(word.sense, Some(Sense::Noun(noun)) if texts.is_decided(noun));
    let and = words.iter().rposition(|word| &text[word.at.clone()] == "并");
    // but not 指导乡镇查处 …
    let silent = |word: &Word| !matches!(word.sense, Some(Sense::Class(class)) if class != Class::Filler);
    let and = and.filter(|and| {
        let (before, behind) = words.split_at(*and);
        let is_clause = before.iter().any(|word| word.sense.is_none()) && before.iter().all(silent);
        is_clause && behind.iter().any(decides)
    });
    let open = words.windows(2).rposition(|pair| is(&pair[0], Class::Open) && names(&pair[1]));
    words.iter().rposition(group).or(open.or(and).map(|before| before + 1)).unwrap_or(0)
}

/// Whether some of the examples are not of the kind that follows: 无法提供、不予处理等其他处理.
fn lists_more(texts: &Texts, examples: &[Word], acts: &[usize]) -> bool {
    let of = |act: usize| texts.acts[act].kind_of.as_ref();
    let more = |word: &Word| match word.sense {
        Some(Sense::Act(act)) => {
            texts.acts[act].is_result() && !acts.iter().any(|&group| of(act) == Some(&texts.acts[group].name))
        }
        _ => false,
    };
    examples.iter().any(more)
}

/// Acts that several classes of words mean together: 结转 with 上年. The most telling wins.
fn by_classes(texts: &Texts, features: &Features) -> Option<usize> {
    // 转入下年度 is 结转下年度, and 上年度转来 is 上年度结转.
    let has = |act: usize, class: Class| {
        let onward = class == Class::Carry && texts.acts[act].when.len() > 1;
        features.has(class) || onward && features.has(Class::Onward)
    };
    let fits = |act: &&usize| texts.acts[**act].is_meant_by(|class| has(**act, class));
    let all: Vec<usize> = (0..texts.acts.len()).collect();
    all.iter().filter(fits).max_by_key(|act| texts.acts[**act].when.len()).copied()
}

/// Whether a word makes a noun something else: 行政许可 and 申请, 行政处罚 and 清单.
fn is_spoiled(texts: &Texts, text: &str, words: &[Word], nouns: &[usize]) -> bool {
    nouns.iter().any(|&noun| {
        let not = &texts.nouns[noun].not;
        let is_other = |other: &usize| not.contains(&texts.nouns[*other].name);
        nouns.iter().any(is_other)
            || words.iter().any(|word| not.iter().any(|other| text[word.at.clone()] == **other))
    })
}

/// Whether one act says of which requests another is said: 办结新收申请, 新收申请办结, but not 受理办结 and not
/// 收到申请并办结.
fn is_some_done(texts: &Texts, text: &str, words: &[Word]) -> bool {
    let of_weak = |word: &Word| match word.sense {
        // 作出公开申请答复: not of those that came in.
        Some(Sense::Act(act)) if texts.acts[act].weak && texts.is_of_asked(act) => Some(texts.finishes(act)),
        _ => None,
    };
    let find = |finishes: bool| words.iter().position(|word| of_weak(word) == Some(finishes));
    let (Some(received), Some(done)) = (find(false), find(true)) else { return false };
    let between = &words[received.min(done)..received.max(done)];
    let joins = |word: &Word| {
        word.sense == Some(Sense::Class(Class::And)) || text[word.at.clone()].ends_with(['并', '且'])
    };
    let noun = between.iter().any(|word| matches!(word.sense, Some(Sense::Noun(_))));
    !between.iter().any(joins) && (done < received || noun)
}

/// Whether a word is of another year, or of a part of one.
fn says_when(word: &Word) -> bool {
    [Class::OtherTime, Class::LastYear].into_iter().any(|class| is(word, class))
}

/// Whether a time stands behind 对 or 将.
fn is_time_of_object(text: &str, words: &[Word]) -> bool {
    let when = words.iter().position(says_when);
    let takes = |word: &Word| ["对", "将", "把"].iter().any(|end| text[word.at.clone()].ends_with(end));
    when.is_some_and(|when| words[..when].iter().any(takes))
}

/// Whether 均为 or 都是 is said.
fn is_all_are(text: &str, words: &[Word]) -> bool {
    let are =
        |word: Option<&Word>| word.is_some_and(|word| text[word.at.clone()].ends_with(['为', '系', '是']));
    let all = words.iter().position(|word| is(word, Class::All));
    all.is_some_and(|all| are(words.get(all)) || are(words.get(all + 1)))
}

/// Whether a result or an asker stands behind 占.
fn is_share_of_some(texts: &Texts, words: &[Word]) -> bool {
    let some = |word: &Word| match word.sense {
        Some(Sense::Act(act)) => !texts.acts[act].weak, // 占审结案件的 61.8%
        Some(Sense::Who(who)) => !texts.who[who].anybody,
        _ => false,
    };
    words.iter().skip_while(|word| !is(word, Class::Share)).any(some)
}

/// Whether a result, an asker or a noun stands before 占.
fn names_share(words: &[Word]) -> bool {
    let share = words.iter().position(|word| is(word, Class::Share));
    let named = |word: &Word| matches!(word.sense, Some(Sense::Act(_) | Sense::Who(_) | Sense::Noun(_)));
    share.is_some_and(|share| words[..share].iter().any(named))
}

/// Whether 因 stands before anything but disclosure, requests for it and what is done with them.
fn is_caused(texts: &Texts, text: &str, words: &[Word]) -> bool {
    let because = words.iter().position(|word| &text[word.at.clone()] == "因");
    let silent = |word: &&Word| is(word, Class::Own) || is(word, Class::Filler); // 因属内部事务
    let next = because.and_then(|at| words[at + 1..].iter().find(|word| !silent(word)));
    next.is_some_and(|next| match next.sense {
        Some(Sense::Noun(noun)) => !texts.are_asked(&[noun]),
        // 因不属于本机关信息无法提供
        Some(Sense::Act(act)) => texts.acts[act].weak && !texts.has_figure(act),
        sense => sense != Some(Sense::Class(Class::Topic)),
    })
}

fn is(word: &Word, class: Class) -> bool {
    word.sense == Some(Sense::Class(class))
}

/// The words behind the last noun.
fn after_nouns(words: &[Word]) -> &[Word] {
    let last = words.iter().rposition(|word| matches!(word.sense, Some(Sense::Noun(_))));
    &words[last.map_or(0, |last| last + 1)..]
}

/// Whether two nouns are neither joined nor side by side: 不服行政复议决定提起诉讼, but not 行政复议行政诉讼.
fn is_of_two(texts: &Texts, words: &[Word], features: &Features) -> bool {
    let noun = |word: &Word| matches!(word.sense, Some(Sense::Noun(_)));
    let beside = words.windows(2).any(|pair| pair.iter().all(noun)) && texts.are_of_topic(&features.nouns);
    features.nouns.len() > 1 && !features.has(Class::And) && !beside
}

/// 行政许可信息公开 126 件: what is published of something else than requests and disputes; 依申请公开渠道发布信息
/// 9 项: or by way of those.
fn is_published(texts: &Texts, words: &[Word], features: &Features) -> bool {
    let nouns = &features.nouns;
    let other = !nouns.iter().any(|&noun| texts.are_asked(&[noun]) || texts.are_of_topic(&[noun]));
    let publishes = |act: usize| texts.acts[act].holds && !texts.has_figure(act);
    let says = |word: &Word| match word.sense {
        Some(Sense::Act(act)) => !other && publishes(act),
        _ => other && is(word, Class::Topic),
    };
    !nouns.is_empty() && after_nouns(words).iter().any(says)
}

/// Whether each thing of no table is one of a list, and not what the rest is about: 投诉、行政复议,
/// but not 投诉引起的行政复议, and not 对答复不满的投诉.
fn lists_foreign(text: &str, words: &[Word]) -> bool {
    let words = before_not(words);
    let behind = words.len() - after_nouns(words).len();
    let joined = |at: Option<&Word>| at.is_some_and(|word| is(word, Class::And));
    // 行政诉讼和投诉情况, but not 行政诉讼和国家赔偿的案件
    let silent =
        |word: &Word| is(word, Class::Open) || is(word, Class::Filler) && text[word.at.clone()] != *"的";
    let listed = |index: usize| match words[index + 1..].iter().find(|word| !silent(word)) {
        Some(next) => index < behind && is(next, Class::And),
        None => joined(words[..index].iter().rfind(|word| !silent(word))),
    };
    words.iter().enumerate().filter(|(_, word)| is(word, Class::Foreign)).all(|(index, _)| listed(index))
}

/// The requests that 、 or 和 stands behind, and then a dispute.
fn listed_before(texts: &Texts, words: &[Word]) -> Option<usize> {
    words.windows(3).find_map(|three| match (three[0].sense, three[2].sense) {
        (Some(Sense::Noun(asked)), Some(Sense::Noun(other))) if is(&three[1], Class::And) => {
            (texts.are_asked(&[asked]) && texts.are_of_topic(&[other])).then_some(asked)
        }
        _ => None,
    })
}

/// The words before a denial at their end: 举报、复议的也没有.
fn before_not(words: &[Word]) -> &[Word] {
    let ends = |word: &Word| [Class::Not, Class::All, Class::Filler].into_iter().any(|class| is(word, class));
    let end = words.iter().rposition(|word| !ends(word)).map_or(0, |last| last + 1);
    let denied = words[end..].iter().any(|word| is(word, Class::Not));
    if denied { &words[..end] } else { words }
}

/// Whether words end with a noun, or with 中 or 的 behind it.
fn ends_with_noun(text: &str, words: &[Word]) -> bool {
    let behind = |word: &&Word| ["中", "的", "里"].contains(&&text[word.at.clone()]);
    matches!(words.iter().rev().find(|word| !behind(word)), Some(Word { sense: Some(Sense::Noun(_)), .. }))
}

/// The nouns that do not give way to another one: of 政府信息公开申请行政复议 the review.
fn leading_nouns(texts: &Texts, nouns: &[usize]) -> Vec<usize> {
    let gives_way = |noun: &usize| {
        let name = &texts.nouns[*noun].name;
        nouns.iter().any(|&other| texts.nouns[other].over.contains(name))
    };
    nouns.iter().copied().filter(|noun| !gives_way(noun)).collect()
}

/// The acts that do not give way: kinds before what they are a kind of, results before what leads
/// to them.
fn leading_acts(texts: &Texts, mut acts: Vec<usize>, features: &Features) -> Vec<usize> {
    acts.sort_unstable();
    acts.dedup();
    let open = features.has(Class::Open);
    let kind_of =
        |act: usize, other: usize| texts.acts[act].kind_of.as_ref() == Some(&texts.acts[other].name);
    let yields = |act: usize| {
        acts.iter().any(|&other| other != act && if open { kind_of(act, other) } else { kind_of(other, act) })
    };
    let kept: Vec<usize> = acts.iter().copied().filter(|&act| !yields(act)).collect();
    let strong: Vec<usize> = kept.iter().copied().filter(|&act| !texts.acts[act].weak).collect();
    // 办结上年结转 3 件, 新收和结转 18 件: not those that were brought forward.
    let brought = |&act: &usize| texts.acts[act].when == [Class::Carry] || texts.acts[act].is_brought();
    // 扣除上年结转后新收 17 件: neither those nor those; 已公开和同意公开 9 件: more than the table has.
    let new = |&act: &usize| texts.acts[act].weak && !texts.finishes(act) && texts.has_figure(act);
    let apart = |act: &usize| {
        texts.acts[*act].is_brought()
            && kept.iter().any(|new_one| new(new_one) && texts.are_apart(*act, *new_one))
    };
    let others = |&act: &usize| texts.acts[act].weak && !texts.has_figure(act);
    if strong.iter().any(apart) || features.has(Class::And) && kept.iter().any(others) {
        return kept;
    }
    let finishes = |&act: &usize| texts.done.iter().any(|done| done.acts.contains(&texts.acts[act].name));
    let mixed = strong.len() < kept.len() && (features.has(Class::And) || kept.iter().any(finishes));
    if strong.is_empty() || mixed && strong.iter().any(brought) { kept } else { strong }
}
