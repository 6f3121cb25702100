//! A finding as a terminal shows it, for a build that keeps what it found.
//!
//! It is in one language, and with colours, which are taken out where none are wanted. What a
//! finding means for programs is not kept: those ask `check`.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Judged, Reporter};
use crate::rule::Level;

/// A finding as a terminal shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The rule's id.
    pub rule: String,
    /// How much it weighs.
    pub level: Level,
    /// Whether it is waived.
    pub waived: bool,
    text: String,
}

/// All that is wrong with a report: kept once, whoever has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllTold(Arc<[Told]>);

impl std::ops::Deref for AllTold {
    type Target = [Told];

    fn deref(&self) -> &[Told] {
        &self.0
    }
}

impl Serialize for AllTold {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AllTold {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Told>::deserialize(deserializer).map(|all| Self(all.into()))
    }
}

impl Told {
    /// What the terminal shows, with colours or without.
    #[must_use]
    pub fn text(&self, color: bool) -> Cow<'_, str> {
        if color {
            Cow::Borrowed(&self.text)
        } else {
            Cow::Owned(anstream::adapter::strip_str(&self.text).to_string())
        }
    }
}

impl Reporter {
    /// Everything that is wrong with a report.
    #[must_use]
    pub fn told(self, judged: &Judged) -> AllTold {
        let colored = Self { color: true, ..self };
        let told = |finding: &&crate::finding::Finding| Told {
            rule: finding.rule.to_string(),
            level: finding.level,
            waived: finding.waived.is_some(),
            text: colored.finding(finding, &judged.shown),
        };
        AllTold(judged.findings.iter().map(told).collect())
    }
}
