//! What a workbook that was sent out says of itself, on a hidden sheet: whose it is, for which
//! year, of which form.
//!
//! Written with the workbook and read when it is submitted. It proves nothing and is never counted
//! as a figure: it shows that last year's workbook, or another unit's, was filled in. What ties the
//! rows of a returned copy's list to the findings, and the hash of texts that other fingerprints
//! use, are here too.

use crate::form::Form;

/// The name of the hidden sheet.
pub const SHEET: &str = "nianbao";
/// Counts changes of the workbooks that a reader must know of.
const LAYOUT: &str = "1";

/// The sheet of a returned copy that lists what is wrong, in both languages: no text of a report.
pub const LISTS: [&str; 2] = ["问题清单", "Findings"];
/// The heads of the list's column in which a unit explains a finding, in both languages.
pub const EXPLANATIONS: [&str; 2] = ["说明", "explanation"];
/// The heads of hidden columns of the list: the rule, the finding in its own words, its level.
pub const TIES: [&str; 3] = ["nianbao:rule", "nianbao:finding", "nianbao:level"];
/// The heads of hidden columns of the list: marked cells, and how they looked before.
pub const LOOKS: [&str; 3] = ["nianbao:cells", "nianbao:fill", "nianbao:border"];

/// The head of a hidden column of the list that counts the rounds: `nianbao:round 2`.
const ROUND: &str = "nianbao:round ";

/// The head of the list of a round, from 1.
#[must_use]
pub fn round_head(round: usize) -> String {
    format!("{ROUND}{round}")
}

/// The round that a head of a list says.
#[must_use]
pub fn round_of(head: &str) -> Option<usize> {
    head.strip_prefix(ROUND)?.parse().ok()
}

/// Whether a sheet's name is one of a list of findings: a department may have a sheet of that name
/// already, and then the list has a number.
#[must_use]
pub fn is_list(name: &str) -> bool {
    let number =
        |rest: &str| rest.is_empty() || rest.strip_prefix(' ').is_some_and(|n| n.parse::<u16>().is_ok());
    LISTS.iter().any(|list| name.strip_prefix(list).is_some_and(number))
}

const EDITION: &str = "表样";
const UNIT: &str = "单位";
const YEAR: &str = "年度";
const PROGRAM: &str = "程序";
const LABELS: &str = "表样指纹";

/// What a workbook says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// The edition of its form.
    pub edition: Option<u16>,
    /// The unit that it was made for; none where it was made for any.
    pub unit: Option<String>,
    /// The year that it was made for; none where it was made for any.
    pub year: Option<u16>,
    /// The version of the program that made it.
    pub program: String,
    /// Tells whether the form has other labels by now.
    pub labels: String,
}

impl Fingerprint {
    /// The fingerprint of a workbook for a form.
    #[must_use]
    pub fn new(form: &Form, unit: Option<&str>, year: Option<u16>) -> Self {
        Self {
            edition: Some(form.edition),
            unit: unit.map(str::to_owned),
            year,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            labels: labels_of(form),
        }
    }

    /// Whether it was made from the form as it is.
    #[must_use]
    pub fn is_of(&self, form: &Form) -> bool {
        self.edition == Some(form.edition) && self.labels == labels_of(form)
    }

    /// As rows of the hidden sheet.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let number = |number: Option<u16>| number.map_or(String::new(), |number| number.to_string());
        vec![
            (SHEET, LAYOUT.to_owned()),
            (EDITION, number(self.edition)),
            (UNIT, self.unit.clone().unwrap_or_default()),
            (YEAR, number(self.year)),
            (PROGRAM, self.program.clone()),
            (LABELS, self.labels.clone()),
        ]
    }

    /// Of the rows of the hidden sheet; `None` where they are none of ours.
    #[must_use]
    pub fn of_rows<'r>(rows: impl IntoIterator<Item = (&'r str, &'r str)>) -> Option<Self> {
        let mut found = Self::default();
        let mut ours = false;
        for (key, value) in rows {
            let value = value.trim();
            match key {
                SHEET => ours = true,
                EDITION => found.edition = value.parse().ok(),
                UNIT => found.unit = Some(value.to_owned()).filter(|unit| !unit.is_empty()),
                YEAR => found.year = value.parse().ok(),
                PROGRAM => value.clone_into(&mut found.program),
                LABELS => value.clone_into(&mut found.labels),
                _ => {}
            }
        }
        ours.then_some(found)
    }
}

fn labels_of(form: &Form) -> String {
    fnv(form.nodes.iter().map(|node| node.label.as_str()))
}

/// FNV-1a over texts, in hexadecimal: the same on every machine and in every version.
#[must_use]
pub fn fnv<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
