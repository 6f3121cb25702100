//! Which of several versions of a unit's file is the newest, if that is certain.
//!
//! A returned copy counts its rounds, so a later round is newer; of the same round, the one that
//! was changed later. A document next to a workbook is most likely its print: a workbook that is
//! newer takes the place of a document, never the other way round. Knows versions alone, no disk.

use std::collections::HashSet;

use super::identify::Class;
use crate::lang::Words;

/// When a file was changed, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// Seconds since 1970.
    pub(super) seconds: i64,
    /// By how much it may be wrong: archives keep no time zone.
    pub(super) slack: i64,
}

/// A version of a unit's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// The hash of its bytes.
    pub(super) hash: String,
    /// What kind of file it is.
    pub(super) class: Class,
    /// How many times it was sent back.
    pub(super) round: usize,
    /// When it was changed.
    pub(super) time: Option<Time>,
}

/// What becomes of a version that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its bytes are there already, or came twice.
    Same {
        /// What to say of it.
        twin: Option<Words>,
    },
    /// It is the newest.
    Newest {
        /// Whether it takes the place of another.
        replaces: bool,
        /// How that is known.
        why: Words,
    },
    /// It is an earlier version, to be kept as such.
    Older {
        /// How that is known.
        why: Words,
    },
    /// Which one is newer is not certain.
    Uncertain(Words),
}

/// How two versions relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Related {
    Newer,
    Older,
    Unknown,
}

/// Decides about what arrived; `current` are in the data now, `earlier` are the hashes of versions
/// that were kept.
pub(super) fn decide(current: &[Version], earlier: &HashSet<&str>, arrived: &[Version]) -> Vec<Fate> {
    let is_there = |one: &Version| {
        earlier.contains(one.hash.as_str()) || current.iter().any(|other| other.hash == one.hash)
    };
    let mut seen: HashSet<&str> = HashSet::new();
    let is_new: Vec<bool> =
        arrived.iter().map(|one| !is_there(one) && seen.insert(one.hash.as_str())).collect();
    let fresh = || arrived.iter().zip(&is_new).filter(|(_, is_new)| **is_new).map(|(one, _)| one);
    let all: Vec<&Version> = current.iter().chain(fresh()).collect();
    let newest = all.iter().find(|one| {
        all.iter().filter(|other| other.hash != one.hash).all(|other| related(one, other) == Related::Newer)
    });
    let unknown = || undecided(&all);
    let fate = |(one, is_new): (&Version, &bool)| {
        if !*is_new {
            let twin = (!is_there(one))
                .then(|| Words::fixed("与另一个文件内容相同", "the same content as another file"));
            return match newest {
                // Bytes of which nothing was kept are not certain, however often they came.
                None if !is_there(one) => Fate::Uncertain(unknown()),
                _ => Fate::Same { twin },
            };
        }
        match newest {
            None => Fate::Uncertain(unknown()),
            Some(newest) if newest.hash == one.hash => {
                let second = all.iter().find(|other| other.hash != one.hash);
                let why = second.map_or(Words::fixed("", ""), |other| known_by(one, other));
                Fate::Newest { replaces: !current.is_empty(), why }
            }
            Some(newest) => {
                let how = known_by(newest, one);
                Fate::Older {
                    why: words!(
                        "比现有的旧，存为以前的版本（{}）", how.zh;
                        "older than the one there, kept as an earlier version ({})", how.en
                    ),
                }
            }
        }
    };
    arrived.iter().zip(&is_new).map(fate).collect()
}

fn related(one: &Version, other: &Version) -> Related {
    let by_time = match (one.time, other.time) {
        (Some(a), Some(b)) if a.seconds - a.slack > b.seconds + b.slack => Related::Newer,
        (Some(a), Some(b)) if a.seconds + a.slack < b.seconds - b.slack => Related::Older,
        _ => Related::Unknown,
    };
    match (one.class, other.class) {
        (Class::Document, Class::Workbook) if by_time == Related::Newer => Related::Unknown,
        (Class::Workbook, Class::Document) if by_time == Related::Older => Related::Unknown,
        (a, b) if a != b => by_time,
        _ => match one.round.cmp(&other.round) {
            std::cmp::Ordering::Greater => Related::Newer,
            std::cmp::Ordering::Less => Related::Older,
            std::cmp::Ordering::Equal => by_time,
        },
    }
}

/// How it is known that one version is newer than another.
fn known_by(newer: &Version, older: &Version) -> Words {
    if newer.class == older.class && newer.round > older.round {
        let rounds = newer.round;
        return words!("按退回的次数：第 {rounds} 次退回后报送的", "by its round: returned {rounds} times");
    }
    Words::fixed("按修改时间", "by the time of its last change")
}

/// Why nothing was decided.
fn undecided(all: &[&Version]) -> Words {
    let is_mixed = all.iter().any(|one| one.class == Class::Document)
        && all.iter().any(|one| one.class == Class::Workbook);
    let count = all.len();
    if is_mixed {
        words!(
            "这个单位有 {count} 份文件，有工作簿也有文档，不能确定以哪份为准：请把要用的一份放进 data/，其余移出收件文件夹",
            "the unit has {count} files, workbooks and documents, and which one counts is not certain: put that one into data/ and move the others out of the folder"
        )
    } else {
        words!(
            "这个单位有 {count} 份不同的文件，不能确定哪份更新：请把要用的一份放进 data/，其余移出收件文件夹",
            "the unit has {count} different files, and which one is newer is not certain: put that one into data/ and move the others out of the folder"
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Class, Fate, Time, Version, decide};

    fn version(hash: &str, round: usize, time: Option<i64>) -> Version {
        let time = time.map(|seconds| Time { seconds, slack: 0 });
        Version { hash: hash.to_owned(), class: Class::Workbook, round, time }
    }

    fn kinds(fates: &[Fate]) -> Vec<&'static str> {
        fates
            .iter()
            .map(|fate| match fate {
                Fate::Same { .. } => "same",
                Fate::Newest { replaces: false, .. } => "newest",
                Fate::Newest { replaces: true, .. } => "replaces",
                Fate::Older { .. } => "older",
                Fate::Uncertain(_) => "uncertain",
            })
            .collect()
    }

    fn decided(current: &[Version], earlier: &[&str], arrived: &[Version]) -> Vec<&'static str> {
        kinds(&decide(current, &earlier.iter().copied().collect::<HashSet<_>>(), arrived))
    }

    #[test]
    fn a_later_round_is_newer_whatever_the_time_says() {
        let (first, second) = (version("a", 0, Some(9)), version("b", 1, Some(1)));
        assert_eq!(decided(&[], &[], &[first.clone(), second.clone()]), ["older", "newest"]);
        assert_eq!(decided(std::slice::from_ref(&first), &[], std::slice::from_ref(&second)), ["replaces"]);
        assert_eq!(decided(&[second], &[], &[first]), ["older"]);
    }

    #[test]
    fn what_is_equally_old_is_not_decided() {
        let all = [version("a", 0, Some(5)), version("b", 0, Some(5))];
        assert_eq!(decided(&[], &[], &all), ["uncertain", "uncertain"]);
        assert_eq!(decided(&[all[0].clone()], &[], &all), ["same", "uncertain"]);
        let unknown = [version("a", 0, None), version("b", 0, Some(5))];
        assert_eq!(decided(&[], &[], &unknown), ["uncertain", "uncertain"]);
        // A third that is newer than both settles it.
        let third = [all[0].clone(), all[1].clone(), version("c", 0, Some(6))];
        assert_eq!(decided(&[], &[], &third), ["older", "older", "newest"]);
    }

    #[test]
    fn the_second_time_nothing_is_new() {
        let all = [version("a", 0, Some(1)), version("b", 0, Some(2)), version("b", 0, Some(2))];
        assert_eq!(decided(&[], &[], &all), ["older", "newest", "same"]);
        assert_eq!(decided(&[all[1].clone()], &["a"], &all), ["same", "same", "same"]);
        let open = [version("a", 0, None), version("b", 0, None), version("b", 0, None)];
        assert_eq!(decided(&[], &[], &open), ["uncertain"; 3]);
    }

    #[test]
    fn times_that_may_be_wrong_by_a_day_decide_nothing_within_it() {
        let loose = |hash: &str, seconds: i64| Version {
            time: Some(Time { seconds, slack: 86_400 }),
            ..version(hash, 0, None)
        };
        assert_eq!(decided(&[], &[], &[loose("a", 0), loose("b", 90_000)]), ["uncertain"; 2]);
        assert_eq!(decided(&[], &[], &[loose("a", 0), loose("b", 900_000)]), ["older", "newest"]);
    }

    #[test]
    fn a_document_takes_no_workbooks_place() {
        let print = |time: i64| Version { class: Class::Document, ..version("d", 0, Some(time)) };
        let book = version("a", 0, Some(5));
        assert_eq!(decided(&[], &[], &[book.clone(), print(6)]), ["uncertain", "uncertain"]);
        assert_eq!(decided(std::slice::from_ref(&book), &[], &[print(6)]), ["uncertain"]);
        assert_eq!(decided(&[print(4)], &[], std::slice::from_ref(&book)), ["replaces"]);
        assert_eq!(decided(&[book], &[], &[print(4)]), ["older"]);
    }
}
