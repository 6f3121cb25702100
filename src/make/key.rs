//! Hashes: what a report was made from, and what its outputs hold.
//!
//! Everything is hashed as it was read: the bytes that were parsed, never a second look at the
//! disk, and no times or sizes, which unpacking, copying and `git checkout` set at will. What
//! changes nothing in an output (the order of the roster, the folder of a project) is in no key.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

use crate::fs::{self, Trouble};
use crate::render::{FORMATS, FontFile, Format, LIST_TEMPLATE, Layer, SITE_TEMPLATES, Templates};

/// A SHA-256, written in hexadecimal digits as `sha256sum` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Digest([u8; 32]);

impl Digest {
    /// Of bytes.
    #[must_use]
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::default();
        hasher.0.update(bytes);
        hasher.digest()
    }

    /// Of a file on the disk, which may be a link to nothing else.
    ///
    /// # Errors
    /// What the disk says; also for a link, a folder, a pipe.
    pub(super) fn of_file(path: &std::path::Path) -> Result<Self, Trouble> {
        let mut hasher = Hasher::default();
        fs::stream(path, &mut |piece| hasher.0.update(piece))?;
        Ok(hasher.digest())
    }

    /// Of things in their order.
    #[must_use]
    pub(super) fn of_all<'a>(things: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = Hasher::default();
        things.into_iter().for_each(|thing| hasher.add(thing));
        hasher.digest()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit);
        formatter.write_str(&digits.collect::<String>())
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let byte = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
        let mut bytes = [0; 32];
        let is_whole = text.len() == 64
            && bytes.iter_mut().enumerate().all(|(at, to)| byte(at).map(|byte| *to = byte).is_some());
        is_whole.then_some(Self(bytes)).ok_or_else(|| de::Error::custom("no SHA-256"))
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Takes one thing after another.
#[derive(Default)]
struct Hasher(Sha256);

impl Hasher {
    /// Adds a thing with its length, so that "ab", "c" is not "a", "bc".
    fn add(&mut self, thing: &[u8]) {
        self.0.update(u64::try_from(thing.len()).unwrap_or(u64::MAX).to_le_bytes());
        self.0.update(thing);
    }

    fn digest(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// The program: its version, and what it was compiled from.
pub(super) const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("NIANBAO_SOURCES"));

/// Hashes of what all reports share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shared {
    /// The forms.
    pub(super) forms: Digest,
    /// The project's own fonts; the built-in ones belong to the program.
    pub(super) fonts: Digest,
    /// The templates of each format, in the order of [`FORMATS`]: those of all units, and of each
    /// that has its own. Those of every edition are in it, since which one a report is of is not
    /// known before it is read.
    formats: BTreeMap<Option<String>, Vec<Digest>>,
    /// Those of the list of reports.
    pub(super) list: Digest,
    /// Those of the pages of units and years.
    pub(super) site: Digest,
}

impl Shared {
    /// Of a project's templates and fonts.
    #[must_use]
    pub(super) fn new(templates: &Templates, fonts: &[FontFile]) -> Self {
        let forms = templates.with_ending("yaml").flat_map(|(path, text)| [path.as_bytes(), text.as_bytes()]);
        let fonts = fonts.iter().flat_map(|font| [font.name.as_bytes(), font.bytes.as_slice()]);
        let mut layers: BTreeMap<Option<String>, Vec<Templates>> = BTreeMap::new();
        for layer in templates.layers() {
            layers.entry(layer.unit().map(str::to_owned)).or_default().push(templates.of_layer(&layer));
        }
        let of_unit = |(unit, layers): (Option<String>, Vec<Templates>)| {
            let of_format = |format: &Format| {
                let digests: Vec<String> = layers
                    .iter()
                    .map(|templates| templates_from(templates, format.template).to_string())
                    .collect();
                Digest::of_all(digests.iter().map(String::as_bytes))
            };
            (unit, FORMATS.iter().map(of_format).collect())
        };
        let of_all = templates.of_layer(&Layer::default());
        Self {
            forms: Digest::of_all(forms),
            fonts: Digest::of_all(fonts),
            formats: layers.into_iter().map(of_unit).collect(),
            list: templates_from(&of_all, LIST_TEMPLATE),
            site: Digest::of_all(
                SITE_TEMPLATES
                    .map(|template| templates_from(&of_all, template).to_string())
                    .iter()
                    .map(String::as_bytes),
            ),
        }
    }

    /// The templates of a format for the unit with this folder of templates, if any.
    #[must_use]
    pub(super) fn template(&self, unit: Option<&str>, format: &str) -> Option<&Digest> {
        let index = FORMATS.iter().position(|known| known.name == format)?;
        self.formats.get(&unit.map(str::to_owned))?.get(index)
    }
}

/// A template with all that it may include: of Typst every file, since a path can be computed
/// there; of Tera those that it names, since a name is always written out.
fn templates_from(templates: &Templates, start: &str) -> Digest {
    let ending = start.rsplit('.').next().unwrap_or_default();
    let mut used: Vec<(&str, &str)> = Vec::new();
    if ending == "typ" {
        used.extend(templates.with_ending(ending));
    } else {
        used.extend(templates.get(start).map(|text| (start, text)));
        let mut next = 0;
        while let Some(&(_, text)) = used.get(next) {
            next += 1;
            for (path, included) in templates.iter() {
                if text.contains(path) && used.iter().all(|(known, _)| *known != path) {
                    used.push((path, included));
                }
            }
        }
        used.sort_unstable();
    }
    Digest::of_all(used.iter().flat_map(|(path, text)| [path.as_bytes(), text.as_bytes()]))
}
