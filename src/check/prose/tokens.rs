//! A text as tokens: numbers with their counters, words with their sense, marks, and what is not
//! understood.
//!
//! Full-width and half-width marks are the same token. A year is a word: this one, the last, the
//! next, another. The unit's own name is a word too, however it is shortened.

use std::ops::Range;

use rust_decimal::Decimal;

use super::numbers::{Number, is_digit, is_numeral, number_at, numeral_at};
use crate::form::{Class, Form, Sense};

/// A word of a segment; none of its senses where it is not understood.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) at: Range<usize>,
    pub(super) sense: Option<Sense>,
}

/// A word, a number or a mark of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) at: Range<usize>,
    pub(super) kind: Kind,
}

impl Token {
    /// Whether it is a word of a class.
    pub(super) fn is(&self, class: Class) -> bool {
        matches!(self.kind, Kind::Word(Sense::Class(one)) if one == class)
    }
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Count(Count),
    Word(Sense),
    Mark(Mark),
    /// A space, a quotation mark: as if it were not there.
    Blank,
    /// Anything else.
    Unknown,
}

/// A number and what it counts in.
#[derive(Debug, Clone)]
pub(super) struct Count {
    pub(super) number: Number,
    pub(super) unit: Measure,
    /// 十余件, 20 件左右.
    pub(super) about: bool,
    /// 一件, 两件.
    pub(super) in_words: bool,
}

impl Count {
    /// No number at all: of words that say that there was none, or that all were alike.
    pub(super) fn none() -> Self {
        let number = Number { value: Decimal::ZERO, step: Decimal::ONE };
        Self { number, unit: Measure::None, about: false, in_words: false }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Measure {
    /// 件, 万元.
    Counter(String),
    Percent,
    /// A counter of things that no table counts: 篇; without a name where it is not known.
    Other(String),
    #[default]
    None,
}

impl Measure {
    fn nameless() -> Self {
        Self::Other(String::new())
    }

    /// Whether numbers in it can be added.
    pub(super) fn is_named(&self) -> bool {
        matches!(self, Self::Counter(name) | Self::Other(name) if !name.is_empty())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Comma,
    /// 、
    ListComma,
    Colon,
    Semicolon,
    Stop,
    Open,
    Close,
}

/// Whose text it is.
#[derive(Clone, Copy)]
pub(super) struct Writer<'t> {
    pub(super) form: &'t Form,
    pub(super) unit: &'t str,
    pub(super) year: u16,
    pub(super) is_government: bool,
}

impl Writer<'_> {
    /// Whether it is a town or a street, which has no towns below it.
    pub(super) fn is_of_town(&self) -> bool {
        self.unit.contains(['镇', '乡', '街'])
    }
}

/// The tokens of a text, in order: of all ways to cut it, the one with the fewest characters
/// without a sense, then with the fewest words.
pub(super) fn tokens(writer: &Writer, text: &str) -> Vec<Token> {
    let mut best: Vec<(usize, usize, Kind)> = vec![(0, 0, Kind::Unknown); text.len() + 1];
    let mut found = Vec::new();
    for (at, c) in text.char_indices().rev() {
        let mut shortest: Option<(usize, usize, Kind)> = None;
        beginnings(writer, text, at, c, &mut found);
        for (length, kind) in found.drain(..) {
            let cost = best[at + length].0 + cost(&kind, length);
            if shortest.as_ref().is_none_or(|(least, ..)| cost < *least) {
                shortest = Some((cost, length, kind));
            }
        }
        best[at] = shortest.unwrap_or((0, c.len_utf8(), Kind::Unknown));
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (_, length, kind) = std::mem::replace(&mut best[at], (0, 0, Kind::Unknown));
        if !matches!(kind, Kind::Blank) {
            push(&mut tokens, at..at + length, kind);
        }
        at += length;
    }
    tokens
}

/// What a token costs in a way to cut a text.
fn cost(kind: &Kind, length: usize) -> usize {
    match kind {
        Kind::Unknown => 20,
        Kind::Word(_) if length <= '的'.len_utf8() => 3,
        Kind::Word(_) | Kind::Count(_) => 2,
        Kind::Mark(_) | Kind::Blank => 0,
    }
}

/// Adds a token; 约 before a number and 左右 behind it belong to the number.
fn push(tokens: &mut Vec<Token>, at: Range<usize>, mut kind: Kind) {
    let is = |kind: &Kind, class: Class| matches!(kind, Kind::Word(Sense::Class(word)) if *word == class);
    match tokens.last_mut() {
        Some(last) if matches!((&last.kind, &kind), (Kind::Unknown, Kind::Unknown)) => {
            last.at.end = at.end;
            return;
        }
        Some(Token { kind: Kind::Count(count), at: whole }) if is(&kind, Class::OrSo) => {
            count.about = true;
            whole.end = at.end;
            return;
        }
        Some(last) if is(&last.kind, Class::About) => {
            if let Kind::Count(count) = &mut kind {
                count.about = true;
            }
        }
        _ => {}
    }
    tokens.push(Token { at, kind });
}

/// Adds the tokens that can begin at a place, with their lengths; the longest words first.
fn beginnings(writer: &Writer, text: &str, at: usize, c: char, all: &mut Vec<(usize, Kind)>) {
    let rest = &text[at..];
    if rest.starts_with("”“") {
        return all.push(("”“".len(), Kind::Mark(Mark::ListComma)));
    }
    let quotes = matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』');
    if c.is_whitespace() || quotes || matches!(c, '★' | '●' | '◆' | '·') {
        all.extend(words_at(writer, rest));
        return all.push((c.len_utf8(), Kind::Blank));
    }
    let found = item(&text[..at], rest).or_else(|| title(rest)).or_else(|| mark(rest, c));
    if let Some(found) = found {
        return all.push(found);
    }
    // Of the same letters the unit's own name comes first: 分局 of a 分局.
    let class = |length: usize, class: Class| (length, Kind::Word(Sense::Class(class)));
    let own = [own_name, own_government, own_system].into_iter().filter_map(|own| own(writer, rest)).max();
    all.extend(own.map(|length| class(length, Class::Own)));
    all.extend(other_unit(writer, &text[..at], rest).map(|length| class(length, Class::Unit)));
    all.extend(words_at(writer, rest));
    let begins = |kind: fn(char) -> bool| kind(c) && !text[..at].ends_with(kind);
    if (begins(is_digit) || begins(is_numeral)) && !text[..at].ends_with('第') {
        let until = UNTIL.iter().any(|word| text[..at].ends_with(word));
        all.extend(date(rest, writer.year, until));
        all.extend(count(writer, rest));
    }
    if all.len() > 1 {
        all.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    }
    all.push((c.len_utf8(), Kind::Unknown));
}

fn words_at<'t>(writer: &'t Writer, rest: &'t str) -> impl Iterator<Item = (usize, Kind)> + 't {
    writer.form.texts.words_at(rest).map(|(length, sense)| {
        let wider = sense == Sense::Class(Class::Area) && is_wider(writer, &rest[..length]);
        (length, Kind::Word(if wider { Sense::Class(Class::Others) } else { sense }))
    })
}

pattern! {
    /// 2. before a word, or before a year.
    ITEM = r"^([0-9]{1,2} ?[.．、])(?: *20[0-9]{2} ?年|[^0-9 ])"
}

pattern! {
    /// （2） where a clause begins.
    ITEM_IN_BRACKETS = r"^[（(] ?[0-9]{1,2} ?[）)]"
}

/// The number of a point of a list: 2.依申请公开, 3.2024年收到, （2）部分公开.
fn item(before: &str, rest: &str) -> Option<(usize, Kind)> {
    let before =
        rest.starts_with(|c: char| c.is_ascii_digit() || "（(".contains(c)).then(|| before.trim_end())?;
    let begins = before.is_empty() || before.ends_with(['。', '；', ';', '：', ':', '\n']);
    if let Some(number) = ITEM_IN_BRACKETS.find(rest) {
        let begins = begins || before.ends_with(['，', ',', '、']);
        return begins.then_some((number.len(), Kind::Blank));
    }
    let number = begins.then(|| ITEM.captures(rest)).flatten()?.get(1)?;
    Some((number.len(), Kind::Blank))
}

/// 《条例》: what is cited counts nothing.
fn title(rest: &str) -> Option<(usize, Kind)> {
    let inside = rest.strip_prefix('《')?;
    let end = inside.find('》')? + '《'.len_utf8() + '》'.len_utf8();
    Some((end, Kind::Word(Sense::Class(Class::Filler))))
}

fn mark(rest: &str, c: char) -> Option<(usize, Kind)> {
    let mark = match c {
        '，' | ',' => Mark::Comma,
        '、' => Mark::ListComma,
        '：' | ':' => Mark::Colon,
        '；' | ';' => Mark::Semicolon,
        '。' | '！' | '？' | '!' | '?' | '\n' | '.' => Mark::Stop,
        '（' | '(' | '〔' | '[' | '［' | '【' => Mark::Open,
        '）' | ')' | '〕' | ']' | '］' | '】' => Mark::Close,
        _ => return None,
    };
    let between = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/');
    let in_address = c == '.' && between(rest[1..].chars().next());
    Some((c.len_utf8(), if in_address { Kind::Unknown } else { Kind::Mark(mark) }))
}

/// What a name of an organ ends with.
const ORGAN_ENDS: &str = "局委办厅院处会府所队心站社镇乡道室司联协馆关";
/// What a name of an area ends with.
const AREA_ENDS: &str = "省市区县州旗盟";

/// Whether a unit is called as an area: 示例县.
pub(super) fn is_area(unit: &str) -> bool {
    unit.ends_with(|c| AREA_ENDS.contains(c))
}

/// Areas from the narrow to the wide, by what their names end with.
const AREAS: [&str; 3] = ["县区旗", "市州盟", "省"];

/// Whether an area is wider than the unit's own: 全市 in the report of a county.
fn is_wider(writer: &Writer, word: &str) -> bool {
    let level = |c: char| AREAS.iter().position(|ends| ends.contains(c));
    let own = writer.unit.chars().filter_map(level).next_back();
    let named = word.chars().filter_map(level).max();
    writer.is_government && !word.contains("自治区") && own.is_some_and(|own| named > Some(own))
}

pattern! {
    /// 县自然资源局, as the subject of a clause.
    UNIT = r"^[县市区省][^\s，。；：、（）()0-9与及等各全级的]{2,10}?(?:局|委|办公室|中心|大队)"
}

pattern! {
    /// 红旗街道, 东坪镇; not 我镇, 全镇, 乡镇, 村镇.
    TOWN = r"^([^\s，。；：、（）()0-9与及等各全级的我本在由该某每于乡村城集镇街]{2,4}?(?:街道|镇|乡))(?:未|没有|无|共|收到|受理|接到)"
}

/// The name of another unit where a clause begins with it; of a town in the report of a wider area.
fn other_unit(writer: &Writer, before: &str, rest: &str) -> Option<usize> {
    let begins = before.is_empty() || before.ends_with(['，', '。', '；', '：', ',', ';', ':', '以', '该']);
    let of_area = begins && rest.starts_with(['县', '市', '区', '省']);
    if of_area && let Some(found) = UNIT.find(rest) {
        return Some(found.end());
    }
    if !begins || !writer.is_government {
        return None;
    }
    let town = (!writer.is_of_town()).then(|| TOWN.captures(rest)).flatten()?;
    town.get(1).map(|name| name.len())
}

/// What the name of a branch ends with.
const BRANCH: &str = "分局";
/// A shortened name has no more letters before that.
const MOST_LETTERS: usize = 12;

/// The unit's own name, however it calls itself: 区市场监管局 for 西工区市场监督管理局; of a branch in any
/// order: 区公安分局 for 某市公安局某区分局.
fn own_name(writer: &Writer, rest: &str) -> Option<usize> {
    // Not `contains`, which makes a string of the letter first: this is asked at every letter.
    let first = rest.chars().next()?;
    if writer.unit.chars().all(|letter| letter != first) {
        return None;
    }
    // 国家税务总局示例县税务局 is 税务局.
    let unit = writer.unit.rsplit("总局").find(|name| !name.is_empty()).unwrap_or(writer.unit);
    if unit.ends_with(BRANCH) {
        let of_name = rest.char_indices().take_while(|(_, c)| unit.contains(*c)).map(|(at, _)| at);
        let end = of_name.take(MOST_LETTERS).find(|at| rest[*at..].starts_with(BRANCH));
        return end.map(|at| at + BRANCH.len());
    }
    // 示例县示例镇 calls itself 示例镇.
    let first = unit.rfind(first).unwrap_or_default();
    short_name(writer, unit, rest).max(short_name(writer, &unit[first..], rest))
}

pattern! {
    /// 市政府, 市政府办公室, 市政府及市政府办公室, 市政府（含办公室）, 市政府办公室代表市政府.
    GOVERNMENT = r"^([省市县区州旗盟乡镇])(?:人民)?政府(?:机关)?(?:((?:以?及|连同|或者|[和或与、/]|[（(]含?) ?[省市县区州旗盟]?(?:人民)?(?:政府)?)?办(?:公室|公厅)?(?:代表[省市县区州旗盟](?:人民)?政府)?[）)]?)?"
}

/// A government with its office: both report as one, under the name of either.
fn own_government(writer: &Writer, rest: &str) -> Option<usize> {
    if !rest.starts_with(|c| "省市县区州旗盟乡镇".contains(c)) {
        return None;
    }
    let unit = writer.unit.trim_end_matches("办公室").trim_end_matches("办公厅");
    let level = unit.strip_suffix("人民政府")?.chars().next_back()?;
    let found = GOVERNMENT.captures(rest).filter(|found| found[1].starts_with(level))?;
    let stops = !rest[found[0].len()..].starts_with(['部', '网', '门', '公', '令', '规', '文', '常']);
    stops.then_some(found[0].len())
}

pattern! {
    /// 全市公安机关.
    SYSTEM = r"^全[省市县区州旗盟]([^\s，。；：、（）()0-9各级]{2,4}?)机关"
}

/// What a bureau is the head of, and reports for: 全市公安机关 for 某市公安局.
fn own_system(writer: &Writer, rest: &str) -> Option<usize> {
    let found = rest.starts_with('全').then(|| SYSTEM.captures(rest)).flatten()?;
    let own = &found[1] != "行政" && found[1].chars().all(|letter| writer.unit.contains(letter));
    own.then_some(found[0].len())
}

/// How long a shortened name at the beginning of a text is.
fn short_name(writer: &Writer, unit: &str, rest: &str) -> Option<usize> {
    let mut letters = unit.chars();
    let mut found = None;
    let is_office = unit.ends_with("办公室");
    for (count, (at, c)) in rest.char_indices().enumerate() {
        let Some(left_out) = skip_to(&mut letters, c) else { break };
        if count > 0 && names_area(left_out) {
            break;
        }
        let ends = if is_office { "办室" } else { ORGAN_ENDS };
        let is_end = ends.contains(c) || writer.is_government && AREA_ENDS.contains(c);
        if count > 0 && is_end && !names_area(letters.as_str()) {
            found = Some(at + c.len_utf8());
        }
    }
    found
}

/// Goes on behind the next such letter; gives what is before it.
fn skip_to<'u>(letters: &mut std::str::Chars<'u>, letter: char) -> Option<&'u str> {
    let (before, rest) = letters.as_str().split_once(letter)?;
    *letters = rest.chars();
    Some(before)
}

/// Whether what a shortened name leaves out is an area: 区政府 is not 某区某镇人民政府, but 住建局 is
/// 住房和城乡建设局.
fn names_area(left_out: &str) -> bool {
    let of_area = |c: char| AREA_ENDS.contains(c) || "镇乡街".contains(c);
    left_out.chars().count() > 1
        && left_out.replace("城乡", "").replace("城市", "").replace("市场", "").contains(of_area)
}

pattern! {
    PERIOD = r"^(?:(20[0-9]{2}) ?年? ?)?1 ?(?:月(?:份)?(?: ?1 ?日)?)? ?(?:起|开始)?[，,]? ?(?:至|到|截至|截止|[-—－~～])+ ?(?:到|至)? ?(?:(20[0-9]{2}) ?年? ?)?12 ?月(?:份)?(?: ?31 ?日)? ?(?:为止|止|期间)?"
}
pattern! {
    YEAR = r"^(20[0-9]{2}) ?年(?:度)?(?: ?([0-9]{1,2}) ?月(?:份)?(?: ?([0-9]{1,2}) ?日)?)?(底|末)?(以来|起)?"
}
pattern! {
    MONTH = r"^([0-9]{1,2}) ?月(?:份)?(?: ?([0-9]{1,2}) ?日)?(底|末)?"
}

/// What makes a month the end of what is counted: 截至 2024 年 12 月.
const UNTIL: [&str; 4] = ["截至", "截止", "至", "到"];

/// A year, a day, a period; `until` it, or within.
fn date(rest: &str, year: u16, until: bool) -> Option<(usize, Kind)> {
    let of_year = |stated: &str| {
        let stated: u16 = stated.parse().unwrap_or(0);
        match i32::from(stated) - i32::from(year) {
            0 => Class::ThisYear,
            -1 => Class::LastYear,
            1 => Class::NextYear,
            _ => Class::OtherTime,
        }
    };
    let is_year_end = |month: Option<regex::Match>, day: Option<regex::Match>, end: bool| match (
        month.map(|m| m.as_str()),
        day.map(|d| d.as_str()),
    ) {
        (None, _) | (Some("12"), Some("31")) | (Some("1" | "01"), Some("1" | "01")) => true,
        (Some("12"), None) => end || until,
        _ => false,
    };
    if let Some(found) = PERIOD.captures(rest) {
        let class = found.get(1).map_or(Class::ThisYear, |year| of_year(year.as_str()));
        return Some((found[0].len(), Kind::Word(Sense::Class(class))));
    }
    if let Some(found) = YEAR.captures(rest) {
        let class = of_year(&found[1]);
        let whole = is_year_end(found.get(2), found.get(3), found.get(4).is_some());
        let since = found.get(5).is_some() && class != Class::ThisYear;
        let class = if whole && !since { class } else { Class::OtherTime };
        return Some((found[0].len(), Kind::Word(Sense::Class(class))));
    }
    let found = MONTH.captures(rest)?;
    // 于 12 月底收到: in a part of the year.
    let whole = is_year_end(found.get(1), found.get(2), found.get(3).is_some() && until);
    let class = if whole { Class::Filler } else { Class::OtherTime };
    Some((found[0].len(), Kind::Word(Sense::Class(class))))
}

/// A number with its counter.
fn count(writer: &Writer, rest: &str) -> Option<(usize, Kind)> {
    let texts = &writer.form.texts;
    let names = |(_, sense): (usize, Sense)| matches!(sense, Sense::Who(_) | Sense::Noun(_));
    let is_word = |at: usize| texts.words_at(&rest[at..]).any(names);
    let (number, length) = number_at(rest).or_else(|| numeral_at(rest))?;
    let written = rest.starts_with(is_digit);
    let skip = |at: usize| at + rest[at..].len() - rest[at..].trim_start_matches(' ').len();
    let mut end = skip(length);
    let more = ["余", "多", "来"].iter().find(|word| rest[end..].starts_with(**word));
    let about = more.is_some();
    end = skip(end + more.map_or(0, |word| word.len()));
    let counted = |unit: Measure, end: usize| {
        let number = number.clone();
        Some((end, Kind::Count(Count { number, unit, about, in_words: !written })))
    };
    let after = &rest[end..];
    if let Some(mark) = ["%", "％"].iter().find(|mark| after.starts_with(**mark)) {
        let points = after[mark.len()..].starts_with("点");
        return counted(if points { Measure::nameless() } else { Measure::Percent }, end + mark.len());
    }
    if after.starts_with("个百分点") {
        return counted(Measure::nameless(), end + "个百分点".len());
    }
    if let Some((counter, known)) = texts.counter_at(after) {
        let stop = end + counter.len();
        let name = counter.to_owned();
        return match !texts.is_no_counter(counter, after) || is_word(stop) {
            true if known => counted(Measure::Counter(name), stop),
            true => counted(Measure::Other(name), stop),
            false => written.then(|| counted(Measure::nameless(), stop)).flatten(),
        };
    }
    if !written {
        return None;
    }
    if after.starts_with('号') {
        return Some((end + '号'.len_utf8(), Kind::Word(Sense::Class(Class::Filler))));
    }
    if number.value == Decimal::from(writer.year) && more.is_none() {
        return Some((length, Kind::Word(Sense::Class(Class::ThisYear))));
    }
    let stands_alone = after.chars().next().is_none_or(|c| !c.is_alphanumeric());
    counted(if stands_alone { Measure::None } else { Measure::nameless() }, length)
}
