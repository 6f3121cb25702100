//! 分别: a list of names and a list of numbers → each name with its number.
//!
//! 自然人、商业企业申请分别为 12 件、5 件 says 自然人 12 件、商业企业申请 5 件; 维持、纠正均为 1 件 says so of each. Where
//! the lists are not of one length, 分别 stays, and nothing is said of the numbers.

use super::tokens::{Count, Kind, Mark, Measure, Token};
use crate::form::{Class, Sense};

/// The tokens of a text with every 分别 resolved that has a number for each name.
pub(super) fn paired(text: &str, mut tokens: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while let Some(found) = (at..tokens.len()).find(|&each| is_each(text, &tokens, each)) {
        let each = found;
        let start = tokens[..each].iter().rposition(ends_clause).map_or(0, |mark| mark + 1);
        let end = tokens[each..].iter().position(ends_clause).map_or(tokens.len(), |mark| each + mark);
        let all = !tokens[each].is(Class::Each);
        let is_alike = all || text[tokens[each].at.clone()].starts_with('各');
        if let Some((from, to, inside)) = is_alike.then(|| alike(&tokens, start, each)).flatten() {
            at = from + inside.len();
            tokens.splice(from..to, inside);
            continue;
        }
        if all {
            at = each + 1;
            continue;
        }
        let inside = if start == each {
            opened(&tokens[each..end])
        } else {
            spread(&tokens[start..each], &tokens[each + 1..end])
        };
        at = each + 1;
        if let Some(inside) = inside {
            at = start + inside.len();
            tokens.splice(start..end, inside);
        }
    }
    tokens
}

/// Whether each of several is spoken of: 分别, 各, and 均为 right before a number.
fn is_each(text: &str, tokens: &[Token], at: usize) -> bool {
    let number = number_behind(tokens, at).is_some_and(|number| is_count(&tokens[number]));
    let are = |token: &Token| text[token.at.clone()].ends_with(['均', '同', '都', '皆', '为', '是', '有']);
    tokens[at].is(Class::Each) || tokens[at].is(Class::All) && number && are(&tokens[at])
}

/// The first token behind another one and 为.
fn number_behind(tokens: &[Token], at: usize) -> Option<usize> {
    let silent = |token: &&Token| token.is(Class::Filler);
    let number = at + 1 + tokens.get(at + 1..)?.iter().take_while(silent).count();
    (number < tokens.len()).then_some(number)
}

/// 维持、纠正各 1 件: what stands for it, and where.
fn alike(tokens: &[Token], start: usize, each: usize) -> Option<(usize, usize, Vec<Token>)> {
    let before = &tokens[start..each];
    let from = before.iter().rposition(is_count).map_or(start, |number| start + number + 1);
    let from = from + tokens[from..each].iter().take_while(|token| is_between(token)).count();
    let names: Vec<&[Token]> = tokens[from..each].split(is_between).collect();
    let at = number_behind(tokens, each)?;
    let number = tokens.get(at).filter(|token| is_count(token))?;
    let ends = tokens.get(at + 1).is_none_or(|next| matches!(next.kind, Kind::Mark(_)));
    if !ends || names.len() < 2 || names.iter().any(|name| name.is_empty()) {
        return None;
    }
    let comma = Token { at: number.at.end..number.at.end, kind: Kind::Mark(Mark::ListComma) };
    let one =
        |name: &&[Token]| name.iter().cloned().chain([number.clone(), comma.clone()]).collect::<Vec<_>>();
    let mut inside: Vec<Token> = names.iter().flat_map(one).collect();
    inside.pop();
    Some((from, at + 1, inside))
}

fn is_count(token: &Token) -> bool {
    matches!(token.kind, Kind::Count(_))
}

fn ends_clause(token: &Token) -> bool {
    matches!(&token.kind, Kind::Mark(mark) if *mark != Mark::ListComma)
}

fn is_between(token: &Token) -> bool {
    matches!(token.kind, Kind::Mark(Mark::ListComma)) || token.is(Class::And)
}

/// 不予处理 4 件，分别为重复申请 2 件、…: the names are behind it, and parts of what is before.
fn opened(clause: &[Token]) -> Option<Vec<Token>> {
    let names = clause.iter().skip(1).take_while(|token| !matches!(token.kind, Kind::Count(_)));
    let says =
        |token: &Token| matches!(token.kind, Kind::Word(Sense::Noun(_) | Sense::Act(_) | Sense::Who(_)));
    if !names.into_iter().any(says) {
        return None;
    }
    let mut inside = clause.to_vec();
    inside.first_mut()?.kind = Kind::Word(Sense::Class(Class::OfIt));
    Some(inside)
}

/// Each name, the words between 分别 and the first number, and a number.
fn spread(names: &[Token], numbers: &[Token]) -> Option<Vec<Token>> {
    // 当面、信函、网络等渠道: there is no last name.
    if names.iter().any(|token| token.is(Class::Open) || token.is(Class::AnyWay)) {
        return None;
    }
    let names: Vec<&[Token]> = names.split(is_between).collect();
    let mut numbers = numbers.split(is_between);
    let first = numbers.next()?;
    let shared = first.iter().position(|token| count(token).is_some())?;
    let (shared, first) = first.split_at(shared);
    let mut numbers: Vec<&[Token]> = std::iter::once(first).chain(numbers).collect();
    let last = numbers.last_mut()?;
    let (number, tail) = last.split_at_checked(1)?;
    *last = number;
    if names.len() < 2 || names.len() != numbers.len() || names.iter().any(|name| name.is_empty()) {
        return None;
    }
    let unit = count(number.first()?)?.unit.clone();
    let mut inside = Vec::new();
    // 自然人、商业企业申请: requests of both.
    let is_noun = |token: &&Token| matches!(token.kind, Kind::Word(Sense::Noun(_)));
    let nouns: Vec<Token> = names.last()?.iter().filter(is_noun).cloned().collect();
    for (name, number) in names.iter().zip(numbers) {
        let [number] = number else { return None };
        let mut number = number.clone();
        let Kind::Count(count) = &mut number.kind else { return None };
        // 12、5 件
        if count.unit == Measure::None {
            count.unit.clone_from(&unit);
        }
        let comma = Token { at: number.at.end..number.at.end, kind: Kind::Mark(Mark::ListComma) };
        let own = name.iter().any(|token| is_noun(&token));
        let nouns = nouns.iter().filter(|_| !own);
        inside.extend(name.iter().chain(nouns).chain(shared).cloned().chain([number, comma]));
    }
    inside.pop();
    inside.extend(tail.iter().cloned());
    Some(inside)
}

fn count(token: &Token) -> Option<&Count> {
    if let Kind::Count(count) = &token.kind { Some(count) } else { None }
}
