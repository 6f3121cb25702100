//! Laws that hold for every input: what is written is read back, no bytes make it panic, no number
//! becomes another, one wrong figure is always found, the grid has no hole.

use nianbao::check::{self, Checked};
use nianbao::form::{Filled, Form};
use nianbao::model::{Contact, Entry, Figure, FigureId, Origin, Paragraph, Piece, Prose, Report};
use nianbao::render::{view, write_yaml};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::support::{checked, forms, full_report, read_text, repository};

/// A figure as a person may state it.
fn figure(decimals: bool) -> impl Strategy<Value = Figure> {
    let count = (0_i64..2_000_000).prop_map(|n| Figure::Number(n.into()));
    let money =
        (0_i64..2_000_000_000, 0_u32..5).prop_map(|(n, scale)| Figure::Number(Decimal::new(n, scale)));
    let number = if decimals { money.boxed() } else { count.boxed() };
    prop_oneof![8 => number, 1 => Just(Figure::Blank), 1 => Just(Figure::NotApplicable)]
}

/// A line of text without what a line of a data file cannot hold as itself.
fn line() -> impl Strategy<Value = String> {
    "[一-龥a-zA-Z0-9，。（）：#$<>&'\"\\\\%*@!|>~-]{1,40}".prop_map(|text| text.trim().to_owned())
}

fn prose(figures: u16) -> impl Strategy<Value = Prose> {
    let piece = prop_oneof![
        3 => line().prop_map(Piece::Text),
        1 => (0..figures).prop_map(|id| Piece::Figure(FigureId(id))),
    ];
    let paragraph = prop::collection::vec(piece, 1..4).prop_map(|pieces| {
        // Two texts in a row would be read back as one.
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
                (_, piece) => joined.push(piece),
            }
        }
        Paragraph { pieces: joined }
    });
    prop::collection::vec(paragraph, 1..4).prop_map(|paragraphs| Prose { paragraphs })
}

/// A report of a form: each figure stated, or left to 其余, or left out where it is a total.
pub(crate) fn report(form: &Form) -> impl Strategy<Value = Report> + use<> {
    let form = form.clone();
    let totals = form.totals();
    let figures = u16::try_from(form.figures.len()).expect("few figures");
    let entries: Vec<_> = form
        .ids()
        .map(|id| {
            let total = totals[id.index()];
            let stated = figure(form.unit(id).at_most > 0).prop_map(Entry::stated);
            let left = if total {
                Entry::default()
            } else {
                Entry { figure: Figure::Number(0.into()), origin: Origin::Rest }
            };
            prop_oneof![1 => stated, 2 => Just(left)]
        })
        .collect();
    let sections: Vec<_> = form
        .sections
        .iter()
        .map(|section| match section.table {
            Some(_) => Just(None).boxed(),
            None => prop::option::of(prose(figures)).boxed(),
        })
        .collect();
    let of = |pattern| prop::option::of(proptest::string::string_regex(pattern).expect("a pattern"));
    let postcode = of("[0-9]{6}");
    let phone = of("0[0-9]{2,3}-[0-9]{7,8}");
    let email = of("[a-z]{1,8}@[a-z]{1,8}\\.cn");
    let address = of("[一-龥]{2,20}路[0-9]{1,3}号");
    let contact = (address, postcode, phone, email).prop_map(|(address, postcode, phone, email)| Contact {
        address,
        postcode,
        phone,
        email,
    });
    let date = prop::option::of((2020_i16..2030, 1_i8..13, 1_i8..29))
        .prop_map(|date| date.map(|(y, m, d)| jiff::civil::Date::new(y, m, d).expect("a date")));
    (entries, sections, prop::option::of(prose(figures)), contact, date, "[一-龥]{2,30}").prop_map(
        move |(entries, sections, preface, contact, date, unit)| {
            let mut report = Report {
                unit: unit.into(),
                year: *form.years.start(),
                edition: form.edition,
                entries,
                sections,
                preface,
                date,
                contact,
                waivers: Vec::new(),
                provenance: None,
                corrections: Vec::new(),
                sources: Vec::new(),
            };
            form.derive(&mut report.entries);
            report
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(report in report(forms().edition(2021).expect("a form"))) {
        let forms = forms();
        let form = forms.edition(report.edition).expect("a form");
        let text = write_yaml(form, &report);
        let read = read_text(forms, text.as_bytes());
        prop_assert!(read.findings.is_empty(), "{:?}\n{text}", read.findings);
        prop_assert_eq!(read.report.expect("a report"), report);
    }

    #[test]
    fn the_2019_form_is_written_and_read_back_too(report in report(forms().edition(2019).expect("a form"))) {
        let forms = forms();
        let form = forms.edition(report.edition).expect("a form");
        let text = write_yaml(form, &report);
        let read = read_text(forms, text.as_bytes());
        prop_assert!(read.findings.is_empty(), "{:?}\n{text}", read.findings);
        prop_assert_eq!(read.report.expect("a report"), report);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let (_, places, findings) = checked(forms(), &bytes, None);
        for finding in &findings {
            prop_assert!(!matches!(places.spot(&finding.subject), nianbao::place::Spot::Bytes(at) if at.end > bytes.len()));
        }
    }

    #[test]
    fn no_damage_to_a_file_makes_it_panic_or_lose_its_place(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, "[\u{0}-\u{7f}：，“{}\\[\\]\t#&*!|>%@`'\"-]{0,4}"), 1..6)
    ) {
        let mut text = full_report();
        for (at, remove, insert) in cuts {
            let mut start = at.index(text.len());
            while !text.is_char_boundary(start) { start -= 1; }
            let mut end = (start + remove).min(text.len());
            while !text.is_char_boundary(end) { end += 1; }
            text.replace_range(start..end, &insert);
        }
        let forms = forms();
        let (report, places, findings) = checked(forms, text.as_bytes(), None);
        for finding in &findings {
            if let nianbao::place::Spot::Bytes(bytes) = places.spot(&finding.subject) {
                prop_assert!(bytes.start <= bytes.end && bytes.end <= places.source.text.len());
            }
        }
        if let Some(report) = report {
            let form = forms.edition(report.edition).expect("a form");
            let _ = view(form, &report, true);
        }
    }

    /// The text of a figure is read as the number that it shows, or refused.
    #[test]
    fn a_number_never_becomes_another(text in "[-+－０-９0-9.,，_eExX件万元 ]{1,14}") {
        let forms = forms();
        let yaml = format!("单位: 甲\n年度: 2024\n表二:\n  行政许可: '{text}'\n");
        let read = read_text(forms, yaml.as_bytes());
        let report = read.report.expect("a report");
        let form = forms.edition(2021).expect("a form");
        let id = form.resolve("表二.行政许可").expect("an address");
        if let Some(number) = report.number(id) {
            let folded: String = text.chars().map(nianbao::lang::half_width).collect();
            let shown: String = folded.chars().filter(|c| !matches!(c, ',' | '+' | ' ' | '件')).collect();
            let exact: Decimal = shown.parse().expect("a number that was accepted shows one");
            prop_assert_eq!(number, exact, "{}", text);
        }
    }
}

/// +1 and −1 on each of the 190 figures of 表三 and 表四, every total written down: each is found, and
/// in 表三 the very figure is named with the number that it had.
#[test]
fn one_wrong_figure_is_found_and_named() {
    let forms = forms();
    let (report, _, findings) = checked(forms, full_report().as_bytes(), None);
    let report = report.expect("a report");
    assert!(findings.is_empty(), "{findings:?}");
    let form = forms.edition(2021).expect("a form");
    let mut tried = 0;
    for (table, name) in [("表三", true), ("表四", false)] {
        let section = form.section_named(table).expect("a table");
        for id in form.ids_of_section(section) {
            for change in [1, -1] {
                let mut wrong = report.clone();
                let number = report.number(id).expect("a number");
                wrong.entries[id.index()] = Entry::stated(Figure::Number(number + Decimal::from(change)));
                let findings = check::check(&Checked { this: Filled::new(form, &wrong), last: None });
                let address = &form.spec(id).address;
                assert!(!findings.is_empty(), "{address} {change} not found");
                if name && number + Decimal::from(change) >= Decimal::ZERO {
                    let likely = findings.iter().find_map(|finding| finding.likely.as_ref());
                    let likely =
                        likely.unwrap_or_else(|| panic!("{address} {change} is not named: {findings:?}"));
                    assert!(
                        likely.zh.starts_with(&format!("{}应为 {number}", form.quoted(id))),
                        "{address}: {}",
                        likely.zh
                    );
                }
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 380);
}

/// Two wrong figures are always noticed; where exactly one pair of changes mends them, it is the
/// right one.
#[test]
fn two_wrong_figures_are_noticed_and_named_where_they_can_be() {
    let forms = forms();
    let (report, _, _) = checked(forms, full_report().as_bytes(), None);
    let mut report = report.expect("a report");
    // Every total written down, as in a table typed by hand.
    report.entries.iter_mut().for_each(|entry| entry.origin = nianbao::model::Origin::Stated);
    let form = forms.edition(2021).expect("a form");
    let section = form.section_named("表三").expect("a table");
    let ids: Vec<_> = form.ids_of_section(section).collect();
    let (mut tried, mut named) = (0_u32, 0_u32);
    for step in 0..120 {
        let (one, other) = (ids[step * 37 % ids.len()], ids[(step * 53 + 11) % ids.len()]);
        if one == other {
            continue;
        }
        let mut wrong = report.clone();
        for (id, change) in [(one, 2), (other, 5)] {
            let number = report.number(id).expect("a number") + Decimal::from(change);
            wrong.entries[id.index()].figure = Figure::Number(number);
        }
        let findings = check::check(&Checked { this: Filled::new(form, &wrong), last: None });
        let (a, b) = (&form.spec(one).address, &form.spec(other).address);
        assert!(!findings.is_empty(), "{a} and {b} not found");
        tried += 1;
        let likely =
            findings.iter().find_map(|finding| finding.likely.as_ref()).map(|words| words.zh.to_string());
        if let Some(likely) = likely.filter(|likely| likely.contains("改这两处")) {
            let right = [one, other].iter().all(|id| {
                likely.contains(&format!(
                    "{}应为 {}",
                    form.quoted(*id),
                    report.number(*id).expect("a number")
                ))
            });
            assert!(right, "{a} and {b}: {likely}");
            named += 1;
        }
    }
    assert!(tried > 100 && named * 2 > tried, "{named} of {tried} named");
}

/// Usual slips of typing decide between candidates.
#[test]
fn a_case_in_the_wrong_row_is_recognised() {
    let forms = forms();
    let (report, _, _) = checked(forms, full_report().as_bytes(), None);
    let mut report = report.expect("a report");
    report.entries.iter_mut().for_each(|entry| entry.origin = nianbao::model::Origin::Stated);
    let form = forms.edition(2021).expect("a form");
    let at = |address: &str| form.resolve(address).expect("an address");
    let (right, wrong) = (at("表三.予以公开.自然人"), at("表三.予以公开.科研机构"));
    let number = report.entry(right).figure;
    assert_ne!(number, Figure::Number(Decimal::ZERO));
    report.entries[wrong.index()].figure = number;
    report.entries[right.index()].figure = Figure::Number(Decimal::ZERO);
    let findings = check::check(&Checked { this: Filled::new(form, &report), last: None });
    let likely = findings[0].likely.as_ref().expect("a repair");
    assert!(likely.zh.contains("像是填错了行或列"), "{}", likely.zh);
    assert_eq!(findings.len(), 1, "one cause, one finding");
}

/// Leaving out any total of a balanced report changes no figure.
#[test]
fn totals_left_out_are_derived_as_they_were() {
    let forms = forms();
    let (report, _, _) = checked(forms, full_report().as_bytes(), None);
    let report = report.expect("a report");
    let form = forms.edition(2021).expect("a form");
    let totals = form.totals();
    let mut bare = report.clone();
    for id in form.ids().filter(|id| totals[id.index()]) {
        bare.entries[id.index()] = Entry::default();
    }
    let mut derived = 0;
    form.derive(&mut bare.entries);
    for id in form.ids() {
        assert_eq!(bare.number(id), report.number(id), "{}", form.spec(id).address);
        derived += usize::from(bare.entry(id).origin == Origin::Derived);
    }
    assert_eq!(derived, 25 + 6 + 3);
}

/// Every place of a grid is covered by exactly one cell, for all forms there are.
#[test]
fn grids_have_neither_holes_nor_overlaps() {
    let mut forms = forms().clone();
    let third = std::fs::read_to_string(repository("tests/forms/third/templates/forms/3000.yaml"))
        .expect("the third form");
    let third = nianbao::form::load(&third, &forms).expect("a sound form");
    forms.add(third);
    let mut tables = 0;
    for form in forms.all() {
        let report = Report {
            unit: "甲".into(),
            year: *form.years.start(),
            edition: form.edition,
            entries: vec![Entry::default(); form.figures.len()],
            sections: vec![None; form.sections.len()],
            preface: None,
            date: None,
            contact: Contact::default(),
            waivers: Vec::new(),
            provenance: None,
            corrections: Vec::new(),
            sources: Vec::new(),
        };
        for table in view(form, &report, false).sections.into_iter().filter_map(|section| section.table) {
            let mut covered = vec![vec![0; table.columns]; table.rows.len()];
            let mut ids = Vec::new();
            for (y, row) in table.rows.iter().enumerate() {
                // A line ends with its last label or figure, even an empty one.
                let values = row.cells.iter().filter(|cell| cell.role == nianbao::render::Role::Value);
                let last = values.map(|cell| cell.column + 1).max().unwrap_or_default();
                assert!((last..=table.columns).contains(&row.line.len()));
                assert!(row.line.len() == last || row.line.last().is_some_and(|text| !text.is_empty()));
                for cell in &row.cells {
                    for line in &mut covered[y..y + cell.row_span] {
                        for count in &mut line[cell.column..cell.column + cell.column_span] {
                            *count += 1;
                        }
                    }
                    if !cell.id.is_empty() {
                        assert!(!ids.contains(&cell.id), "{} twice", cell.id);
                        ids.push(cell.id.clone());
                    }
                }
            }
            assert!(
                covered.iter().flatten().all(|&count| count == 1),
                "{} {}: {covered:?}",
                form.edition,
                table.name
            );
            let headers =
                table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| cell.headers.split(' '));
            let headers = headers.filter(|id| !id.is_empty());
            assert!(
                headers.clone().count() > 0
                    && headers.into_iter().all(|id| ids.iter().any(|known| known == id))
            );
            tables += 1;
        }
    }
    let declared = forms.all().flat_map(|form| &form.sections).filter(|section| section.table.is_some());
    assert_eq!(tables, declared.count());
}

/// The reader's tree and `serde_yaml`'s agree on every sound file of the repository.
#[test]
fn the_reader_agrees_with_serde_yaml() {
    let mut compared = 0;
    for entry in walkdir::WalkDir::new(repository("data")).into_iter().filter_map(Result::ok) {
        if entry.path().extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(entry.path()).expect("a data file");
            let ours = nianbao::yaml::parse(&text);
            assert!(ours.faults.is_empty(), "{}: {:?}", entry.path().display(), ours.faults);
            let theirs: serde_yaml::Value = serde_yaml::from_str(&text).expect("sound YAML");
            same(&ours.root.expect("a value"), &theirs);
            compared += 1;
        }
    }
    assert!(compared >= 10, "only {compared} files compared");
}

fn same(ours: &nianbao::yaml::Node, theirs: &serde_yaml::Value) {
    use nianbao::yaml::Kind;
    use serde_yaml::Value;
    match (&ours.kind, theirs) {
        (Kind::Map(pairs), Value::Mapping(mapping)) => {
            assert_eq!(pairs.len(), mapping.len());
            for ((key, value), (their_key, their_value)) in pairs.iter().zip(mapping) {
                same(key, their_key);
                same(value, their_value);
            }
        }
        (Kind::List(items), Value::Sequence(theirs)) => {
            assert_eq!(items.len(), theirs.len());
            items.iter().zip(theirs).for_each(|(item, their)| same(item, their));
        }
        (Kind::Scalar { text, .. }, Value::String(their)) => assert_eq!(text, their),
        (Kind::Scalar { text, .. }, Value::Number(number)) => {
            // The oracle reads 12.50 as 12.5: compare as decimals.
            let decimal = |text: &str| text.parse::<Decimal>().expect("a number");
            assert_eq!(decimal(text), decimal(&number.to_string()));
        }
        (Kind::Scalar { .. }, Value::Null) => assert!(ours.is_null()),
        (kind, their) => panic!("{kind:?} is not {their:?}"),
    }
}
