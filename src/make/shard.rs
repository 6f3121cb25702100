//! A part of a project's reports, for a build that is spread over processes or machines.
//!
//! Which part a report belongs to depends on its file name alone, so that adding one moves no
//! other. Parts know nothing of one another; `nianbao index` joins what they made.

use super::key::Digest;
use super::names;

/// Part `number` of `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: u32,
    count: u32,
}

/// More parts than anybody has reports.
const MOST: u32 = 1_000_000;

impl std::str::FromStr for Shard {
    type Err = ();

    /// Reads `3/16`: the third of sixteen.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (number, count) = text.split_once('/').ok_or(())?;
        let (number, count) = (number.parse().map_err(|_| ())?, count.parse().map_err(|_| ())?);
        if (1..=count).contains(&number) && count <= MOST { Ok(Self { number, count }) } else { Err(()) }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.number, self.count)
    }
}

impl Shard {
    /// Returns whether a report of this file name belongs to the part. Names that people would not
    /// tell apart belong to one.
    #[must_use]
    pub fn owns(self, stem: &str) -> bool {
        let digest = Digest::of(names::alike_file(stem).as_bytes()).to_string();
        let number = u64::from_str_radix(&digest[..15], 16).unwrap_or_default();
        number % u64::from(self.count) == u64::from(self.number - 1)
    }

    /// The name of the part's manifest.
    pub(super) fn manifest(self) -> String {
        format!("manifest-{}-of-{}.json", self.number, self.count)
    }

    /// The name of the part's lock.
    pub(super) fn lock(self) -> String {
        format!("lock-{}-of-{}", self.number, self.count)
    }

    /// The part that a manifest is of.
    pub(super) fn of_manifest(name: &str) -> Option<Self> {
        let part = name.strip_prefix("manifest-")?.strip_suffix(".json")?;
        part.replacen("-of-", "/", 1).parse().ok()
    }

    /// The parts that are missing of those that these are some of.
    pub(super) fn missing(parts: &[Self]) -> Vec<Self> {
        let counts: std::collections::BTreeSet<u32> = parts.iter().map(|part| part.count).collect();
        let all = counts.into_iter().flat_map(|count| (1..=count).map(move |number| Self { number, count }));
        all.filter(|part| !parts.contains(part)).collect()
    }
}
