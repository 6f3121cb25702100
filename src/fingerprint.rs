//! What a workbook that was sent out says of itself, on a hidden sheet: whose it is, for which
//! year, of which form.
//!
//! Written with the workbook and read when it is submitted. It proves nothing and is never counted
//! as a figure: it shows that last year's workbook, or another unit's, was filled in. The hash of
//! texts that other fingerprints use is here too.

use crate::form::Form;

/// The name of the hidden sheet.
pub const SHEET: &str = "nianbao";
/// Counts changes of the workbooks that a reader must know of.
const LAYOUT: &str = "1";

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
