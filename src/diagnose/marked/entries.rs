//! The rows of the list: for each finding what is wrong, which cells to change and how.
//!
//! A row never points at a total that the sheet computes by itself: it points at the cells that the
//! total adds up. A total that is wrong only because its parts are has no row of its own.

use super::Returned;
use super::advice::{instead, plain};
use crate::diagnose::Reporter;
use crate::document::{Book, CellName, Content};
use crate::finding::{Finding, Operand, Subject};
use crate::fingerprint::{self, EXPLANATIONS, TIES, is_list};
use crate::lang::{Lang, Words};
use crate::model::{FigureId, Origin};
use crate::place::{Place, Places, SectionPlace, Spot};
use crate::rule::{About, Level};

/// More cells than this are not named one by one for a sum, and not coloured for a total.
const MOST_CELLS: usize = 8;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// How much it weighs.
    pub(super) level: Level,
    /// The sheet to look at, and the cells in it.
    pub(super) place: (String, String),
    /// What a link to the first cell leads to: `'表三'!J8`; `None` for what is not in a cell.
    pub(super) link: Option<String>,
    /// The cells to change.
    pub(super) cells: Vec<CellName>,
    /// What is wrong, with the rule's name.
    pub(super) clause: String,
    /// What to do.
    pub(super) repair: String,
    /// What the unit has said about it.
    pub(super) explanation: String,
    /// Whether that settles it.
    pub(super) is_explained: bool,
    /// What ties it to its finding: the rule and the finding in its own words.
    pub(super) tie: (String, String),
}

/// The workbook that is marked: the unit's own, or the form with what was read.
pub(super) struct Target<'a> {
    pub(super) book: &'a Book,
    pub(super) places: &'a Places,
    pub(super) is_own: bool,
}

impl Entry {
    /// What the comment at its cells says.
    pub(super) fn comment(&self, lang: Lang) -> String {
        let colon = lang.pick("：", ": ");
        let level = self.level.word(lang);
        format!("{level}{colon}{}\n{}{colon}{}", self.clause, to_do(lang), self.repair)
    }
}

/// The head of the column that says what to do.
pub(super) fn to_do(lang: Lang) -> &'static str {
    lang.pick("怎样改", "what to do")
}

/// The rows of the list: what must be fixed, what must be looked into, what is explained.
pub(super) fn entries(returned: &Returned, target: &Target, reporter: Reporter) -> Vec<Entry> {
    let writer = Writer { returned, target, lang: reporter.lang };
    let findings = &returned.judged.findings;
    let told = findings.iter().filter(|finding| !writer.follows(finding, findings));
    let mut entries: Vec<Entry> = told.map(|finding| writer.entry(finding)).collect();
    entries.sort_by_key(|entry| (entry.is_explained, entry.level));
    entries
}

struct Writer<'a> {
    returned: &'a Returned<'a>,
    target: &'a Target<'a>,
    lang: Lang,
}

impl Writer<'_> {
    fn entry(&self, finding: &Finding) -> Entry {
        let cells = self.cells(finding);
        let place = self.place(finding, &cells);
        let form = self.returned.form;
        let quoted = finding.quoted(form);
        let link = cells.first().map(|cell| {
            let sheet = self.target.book.sheets[cell.sheet].name.replace('\'', "''");
            format!("'{sheet}'!{cell}")
        });
        let (clause, asked) = self.clause(finding);
        Entry {
            level: finding.level,
            place,
            link,
            clause,
            repair: self.repair(finding, asked),
            explanation: finding
                .waived
                .as_ref()
                .map_or_else(|| self.remark(finding), |one| one.reason.clone()),
            is_explained: finding.waived.is_some(),
            tie: (finding.rule.to_string(), quoted),
            cells,
        }
    }

    /// What the unit has written next to the finding in the list of an earlier round.
    fn remark(&self, finding: &Finding) -> String {
        let lists = self.returned.book.sheets.iter().filter(|sheet| is_list(&sheet.name));
        for list in lists {
            let head = |name: &str| list.cells.iter().find(|cell| cell.content.text() == name);
            let said = EXPLANATIONS.iter().find_map(|name| head(name));
            let ([Some(rule), Some(quoted), _], Some(said)) = (TIES.map(head), said) else { continue };
            let text = |row: u32, column: u32| list.at(row, column).map_or("", Content::text);
            let mut rows = list.cells.iter().filter(|cell| cell.column == said.column && cell.row > rule.row);
            let is_meant = |row: u32| {
                let meant = finding.is_meant_by(text(row, quoted.column), self.returned.form);
                text(row, rule.column) == finding.rule && meant
            };
            if let Some(cell) = rows.find(|cell| is_meant(cell.row)) {
                return cell.content.text().to_owned();
            }
        }
        String::new()
    }

    fn about(&self, finding: &Finding) -> Option<&About> {
        self.returned.rules.iter().copied().find(|about| about.id == finding.rule)
    }

    /// The rule's name and what is wrong; what the sentence asks for comes apart.
    fn clause(&self, finding: &Finding) -> (String, Option<String>) {
        let path = &self.returned.judged.shown.places.source.path;
        let clause = finding.clause.in_lang(self.lang).replace(&format!("{path} › "), "");
        let named = self.returned.rules.iter().filter(|about| clause.contains(about.id.as_ref()));
        let clause = named.fold(clause.clone(), |text, about| {
            text.replace(about.id.as_ref(), about.title.in_lang(self.lang))
        });
        let (whole, asked) = apart(&clause, self.lang);
        let said = plain(whole, self.lang);
        let said = if said.is_empty() { whole } else { &said };
        let said = match self.about(finding).map(|about| about.title.in_lang(self.lang)) {
            // The clause of a sum begins with the rule's name.
            Some(title) if !said.starts_with(title) => match self.lang {
                Lang::Zh => format!("【{title}】{said}"),
                Lang::En => format!("[{title}] {said}"),
            },
            _ => said.to_owned(),
        };
        (said, asked.map(|asked| plain(asked, self.lang)).filter(|asked| !asked.is_empty()))
    }

    /// The likely repair, what the sentence asks for, the hints, the cells of a sum; else what the
    /// rule says.
    fn repair(&self, finding: &Finding, asked: Option<String>) -> String {
        let lang = self.lang;
        if let Some(words) = instead(&finding.rule) {
            return words.in_lang(lang).to_owned();
        }
        let said = |words: &Words| Some(plain(words.in_lang(lang), lang)).filter(|text| !text.is_empty());
        let mut parts = Vec::new();
        if let Some(likely) = finding.likely.as_ref().and_then(said) {
            parts.push(format!("{}{likely}", lang.pick("可能是：", "Probably: ")));
        }
        parts.extend(asked);
        parts.extend(finding.hints.iter().filter_map(said));
        parts.extend(self.sum(finding));
        if parts.is_empty() {
            parts.extend(self.about(finding).map(|about| &about.explain).and_then(said));
        }
        if parts.is_empty() {
            parts.push(lang.pick("请核对改正", "Please correct it").to_owned());
        }
        parts.join("\n")
    }

    /// The cells that a sum is made of, with what they say.
    fn sum(&self, finding: &Finding) -> Option<String> {
        let own: Vec<&Operand> = finding.operands.iter().filter(|operand| !operand.last).collect();
        if own.len() < 2 {
            return None;
        }
        let nonzero = |operand: &&&Operand| !operand.number.is_zero() || own.len() <= MOST_CELLS;
        let named: Vec<String> =
            own.iter().filter(nonzero).filter_map(|operand| self.operand(operand)).collect();
        let rest =
            if named.len() < own.len() { self.lang.pick("，其余各格为 0", ", the rest 0") } else { "" };
        let (asked, comma) = self.lang.pick(("请核对：", "，"), ("Check: ", ", "));
        (!named.is_empty()).then(|| format!("{asked}{}{rest}", named.join(comma)))
    }

    fn operand(&self, operand: &Operand) -> Option<String> {
        let Operand { figure, name, number, .. } = operand;
        let cell = self.target.cell_of(*figure);
        let said =
            cell.map_or_else(|| format!("{name}＝{number}"), |cell| format!("{name} {cell}＝{number}"));
        match (self.parts(*figure), self.lang) {
            (None, _) => cell.map(|_| said),
            (Some(parts), Lang::Zh) => Some(format!("{said}（由 {} 相加）", self.target.book.ranges(&parts))),
            (Some(parts), Lang::En) => {
                Some(format!("{said} (the sum of {})", self.target.book.ranges(&parts)))
            }
        }
    }

    /// The cells that a total adds up, where the sheet computes it, or the reader did.
    fn parts(&self, figure: FigureId) -> Option<Vec<CellName>> {
        let report = self.returned.report;
        let is_derived = || report.is_some_and(|report| report.entry(figure).origin == Origin::Derived);
        if !self.target.cell_of(figure).map_or_else(is_derived, |cell| self.target.is_formula(cell)) {
            return None;
        }
        let parts = self.returned.form.parts_of(figure);
        let cells: Vec<CellName> = parts.iter().filter_map(|&part| self.target.cell_of(part)).collect();
        (parts != [figure] && !cells.is_empty()).then_some(cells)
    }

    /// Whether a finding only says of computed totals what another one says of their parts: that
    /// they do not balance, or are empty.
    fn follows(&self, finding: &Finding, all: &[&Finding]) -> bool {
        if !self.is_of_totals(finding) || self.is_defining(finding) {
            return false;
        }
        let number = |id: FigureId| self.returned.report.and_then(|report| report.number(id));
        let lacks_parts = figures(finding)
            .any(|id| self.returned.form.parts_of(id).into_iter().any(|part| number(part).is_none()));
        lacks_parts || all.iter().any(|other| other.rule == finding.rule && !self.is_of_totals(other))
    }

    /// Whether all figures of a finding are totals that the sheet computes.
    fn is_of_totals(&self, finding: &Finding) -> bool {
        let mut figures = figures(finding).peekable();
        figures.peek().is_some() && figures.all(|id| self.parts(id).is_some())
    }

    /// Whether a finding says that a total is not the sum of its parts.
    fn is_defining(&self, finding: &Finding) -> bool {
        let Subject::Figure(id) = finding.subject else { return false };
        let has = |figure: &FigureId| finding.operands.iter().any(|operand| operand.figure == *figure);
        let form = self.returned.form;
        let mut defining = form.equations().filter(|(_, equation)| equation.defines() == Some(id));
        defining.any(|(_, equation)| equation.right.iter().flat_map(|term| &term.figures).all(has))
    }

    /// The cells to change.
    fn cells(&self, finding: &Finding) -> Vec<CellName> {
        let subjects = std::iter::once(&finding.subject).chain(&finding.others);
        let mut cells: Vec<CellName> = Vec::new();
        for subject in subjects {
            let Some(cell) = self.cell(subject) else { continue };
            match *subject {
                Subject::Figure(id) if !(self.target.is_own && self.is_defining(finding)) => {
                    match self.parts(id) {
                        Some(parts) => cells.extend(self.likeliest(id, parts)),
                        None => cells.push(cell),
                    }
                }
                // A formula that was not computed is right as it is.
                Subject::At(_) if self.is_total(cell) => {}
                _ => cells.push(cell),
            }
        }
        cells.sort_unstable();
        cells.dedup();
        cells.retain(|cell| {
            self.target.book.sheets.get(cell.sheet).is_some_and(|sheet| !is_list(&sheet.name))
        });
        cells
    }

    /// Whether a cell is one of a total that the sheet computes; where it has no result the total
    /// has no place.
    fn is_total(&self, cell: CellName) -> bool {
        let form = self.returned.form;
        let id = form.ids().find(|&id| self.target.cell_of(id) == Some(cell));
        self.target.is_formula(cell) && id.is_none_or(|id| form.totals()[id.index()])
    }

    /// Of the parts of a total those that are not zero; all where that leaves none.
    fn likeliest(&self, total: FigureId, parts: Vec<CellName>) -> Vec<CellName> {
        let number = |id: FigureId| self.returned.report.and_then(|report| report.number(id));
        let form = self.returned.form;
        let nonzero = form.parts_of(total).into_iter().filter(|&id| number(id).is_some_and(|n| !n.is_zero()));
        let some: Vec<CellName> = nonzero.filter_map(|id| self.target.cell_of(id)).collect();
        let mut cells = if some.is_empty() { parts } else { some };
        cells.truncate(MOST_CELLS);
        cells
    }

    /// Where a subject is in the marked workbook.
    fn cell(&self, subject: &Subject) -> Option<CellName> {
        let own = &self.returned.judged.shown.places;
        let places = self.target.places;
        if let Subject::At(bytes) = subject
            && !self.target.is_own
        {
            let at = |span: &std::ops::Range<usize>| span.contains(&bytes.start) || *span == *bytes;
            if let Some(id) = own.figures.at(at) {
                return self.target.cell_of(id);
            }
            let in_text =
                |place: &SectionPlace| place.value.contains(&bytes.start) || place.key.contains(&bytes.start);
            if let Some(index) = own.sections.iter().position(|place| place.as_ref().is_some_and(in_text)) {
                return self.target.cell_at(places.section(index)?.key.start);
            }
            for (mine, theirs) in
                [(&own.unit, &places.unit), (&own.year, &places.year), (&own.date, &places.date)]
            {
                if mine.as_ref().is_some_and(at) {
                    return self.target.cell_at(theirs.as_ref()?.start);
                }
            }
            return None;
        }
        let text = match subject {
            Subject::Section(index) => places.section(*index),
            Subject::Preface => places.preface.as_ref(),
            _ => None,
        };
        if let Some(place) = text {
            return self.target.cell_of_text(place);
        }
        match places.spot(subject) {
            Spot::Bytes(bytes) => self.target.cell_at(bytes.start),
            Spot::File => None,
        }
    }

    /// The sheet and the cells, as the list names them.
    fn place(&self, finding: &Finding, cells: &[CellName]) -> (String, String) {
        if let Some(first) = cells.first() {
            let sheet = self.target.book.sheets[first.sheet].name.clone();
            return (sheet, self.target.book.ranges(cells));
        }
        let shown = &self.returned.judged.shown;
        let place = match shown.places.spot(&finding.subject) {
            Spot::Bytes(bytes) => Some(shown.places.source.place(bytes.start)),
            Spot::File => None,
        };
        match place {
            Some(Place::Cell { sheet, cell, .. }) if is_list(sheet) => (sheet.to_owned(), cell.to_string()),
            // The file that the unit has still.
            Some(Place::Cell { sheet, cell, .. }) if !self.target.is_own => {
                let word = self.lang.pick("原文件", "original file");
                let gap = if sheet.is_empty() { "" } else { " " };
                (format!("{word}{gap}{sheet}"), cell.to_string())
            }
            _ => (self.lang.pick("整个文件", "whole file").to_owned(), String::new()),
        }
    }
}

/// A sentence without what it asks for at its end: …：请核对.
fn apart(said: &str, lang: Lang) -> (&str, Option<&str>) {
    // What is in brackets is said by the way.
    let asks = |rest: &str| {
        let asked = rest.split('（').next().unwrap_or_default().replace("申请", "");
        asked.contains('请') && (rest.starts_with('请') || !rest.contains(['“', '”']))
    };
    match (lang, said.rsplit_once('：')) {
        (Lang::Zh, Some((said, rest))) if asks(rest) => (said, Some(rest)),
        _ => (said, None),
    }
}

/// This year's figures that a finding is about.
fn figures(finding: &Finding) -> impl Iterator<Item = FigureId> + '_ {
    let subject = match finding.subject {
        Subject::Figure(id) => Some(id),
        _ => None,
    };
    let operands = finding.operands.iter().filter(|operand| !operand.last).map(|operand| operand.figure);
    subject.into_iter().chain(operands)
}

impl Target<'_> {
    /// The cell of a figure.
    fn cell_of(&self, figure: FigureId) -> Option<CellName> {
        self.cell_at(self.places.figure(figure)?.start)
    }

    fn cell_at(&self, at: usize) -> Option<CellName> {
        match self.places.source.place(at) {
            Place::Cell { cell, .. } => Some(cell),
            Place::Line { .. } => None,
        }
    }

    /// The first cell of a text; where it is empty, the one next to its label in a form of ours.
    fn cell_of_text(&self, place: &SectionPlace) -> Option<CellName> {
        let label = self.cell_at(place.key.start)?;
        if place.value != place.key {
            return self.cell_at(place.value.start);
        }
        let sheet = self.book.sheets.get(label.sheet)?;
        let is_form = self.book.sheet(fingerprint::SHEET).is_some();
        let merged = sheet.merges.iter().find(|region| region.holds(label.row, label.column));
        let right = merged.map_or(label.column, |region| region.right) + 1;
        Some(if is_form { CellName { column: right, ..label } } else { label })
    }

    fn is_formula(&self, cell: CellName) -> bool {
        self.book.sheets.get(cell.sheet).is_some_and(|sheet| sheet.is_formula(cell.row, cell.column))
    }
}
