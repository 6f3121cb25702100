//! What must hold of whatever is read: places lie in the text, and a figure is one that its cell
//! shows.

use std::sync::LazyLock;

use nianbao::form::Forms;
use nianbao::model::{Figure, Origin};
use nianbao::place::Spot;
use nianbao::document::{Book, Kind, Other, Refusal};
use nianbao::read::{self, Expected, File};

static FORMS: LazyLock<Forms> = LazyLock::new(Forms::built_in);

/// Kinds that are read in a child process are left out, except those of a document's own target:
/// the libraries of the others may end a process.
fn safe_kinds(kind: &Kind, bytes: &[u8]) -> Result<Book, Refusal> {
    if kind.risky && !["html", "word", "pdf"].contains(&kind.name) { Err(Refusal::Other(Other::Unknown)) } else { kind.read(bytes) }
}

/// Reads a file and looks at what came of it.
pub fn hold(path: &str, bytes: &[u8]) {
    let file = File::named(path, bytes).expect("a reader");
    let read = read::read(&[file], &Expected::default(), &FORMS, safe_kinds);
    let source = &read.places.source;
    for finding in &read.findings {
        if let Spot::Bytes(bytes) = read.places.spot(&finding.subject) {
            assert!(bytes.start <= bytes.end && bytes.end <= source.text.len());
            let _ = source.place(bytes.start).to_string();
        }
    }
    let Some(report) = &read.report else { return };
    let form = FORMS.edition(report.edition).expect("a form");
    for id in form.ids() {
        let entry = report.entry(id);
        let (Figure::Number(number), Origin::Stated) = (entry.figure, entry.origin) else { continue };
        let place = read.places.figure(id).expect("a figure that is stated has a place");
        let digits = |text: &str| -> String {
            text.chars().map(nianbao::lang::half_width).filter(|c| c.is_ascii_digit()).collect()
        };
        let (shown, taken) = (digits(&source.text[place]), digits(&number.normalize().to_string()));
        // 5.0 is 5, 12.50 is 12.5.
        assert!(shown.trim_end_matches('0') == taken.trim_end_matches('0'), "{shown} was read as {taken}");
    }
}
