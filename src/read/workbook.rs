//! A workbook → what it says of a report: figures, texts, unit and year.
//!
//! The matcher decides which cell holds which figure; here the cells are read by the one rule for
//! figures, and put into the draft with their places. Empty cells stay empty, unless the unit says
//! that they are zeros.

use std::collections::HashMap;

use super::claims::fingerprint_of;
use super::corrections;
use super::draft::Draft;
use super::keys::{self, Key};
use super::labels::What;
use super::region::Region;
use super::stored::Stored;
use super::texts::{self, Labelled, NearHeading, Overrun, Texts};
use super::unread::{self, Found};
use super::{Expected, explained, prose};
use crate::document::{Book, CellName, Content};
use crate::faults::{
    self, BLANKS_AS_ZERO, CORRECTION_INVALID, MEASURE_CONFLICT, NO_TABLE, TEXT_UNREAD, UNKNOWN_KEY,
    WORKBOOK_OUTDATED,
};
use crate::figure;
use crate::finding::{Finding, Subject};
use crate::fingerprint::{self, Fingerprint};
use crate::form::{CORRECTIONS, Form, Forms, Unknown, Why};
use crate::lang::Words;
use crate::matcher::{self, FoundTable, SheetFault};
use crate::model::{Entry, Figure, FigureId, Origin, Prose, UnitName};
use crate::place::{SectionPlace, Source};
use crate::rule::Level;
use crate::yaml::Bytes;

/// Reads a workbook into a draft; its cells are put at the end of the source.
pub(super) fn read<'f>(
    book: &Book,
    path: &str,
    source: &mut Source,
    draft: &mut Draft<'f>,
    expected: &Expected,
    forms: &'f Forms,
) {
    // Long: what is read from a workbook, one thing after another: the order decides what is left.
    let fingerprint = fingerprint_of(book);
    let (whole, book) = (book, &*explained::without_lists(book));
    let Some(newest) = forms.newest() else { return };
    // The year decides only where the labels do not.
    let year =
        expected.year.or(fingerprint.as_ref().and_then(|print| print.year)).or_else(|| year_of(book, newest));
    let preferred = year.and_then(|year| forms.for_year(year));
    let (form, mut matched) = match matcher::find(book, forms, preferred) {
        Some((form, matched)) => (form, matched),
        None => (preferred.unwrap_or(newest), matcher::Matched::default()),
    };
    if !matched.faults.is_empty() || matched.tables.is_empty() {
        if let Some(fault) = matcher::instead(book, forms) {
            let cells = Cells::new(whole, path, source, &[]);
            let at = fault.cell.and_then(|cell| cells.span(cell)).map_or(Subject::File, Subject::At);
            let mut finding = Finding::new(fault.about, at, fault.clause);
            finding.hints = fault.hints;
            draft.findings.push(finding);
            return draft.nothing_said();
        }
        matcher::without_traditional(book, forms, form, &mut matched);
    }
    draft.read_by(form, true);
    let texts = texts::read(book, form, &matched.tables);
    let unread = unread::find(book, form, forms, &matched.tables, &texts);
    let Texts { labelled, near, overrun, .. } = texts;
    let cells = Cells::new(whole, path, source, &matched.tables);
    let stored = Stored::of(book, form, &matched.tables);
    let undeclared = unread.zeros;
    let mut reader = Reader { book, source, cells, draft, form, forms, expected, stored, undeclared };
    for fault in matched.faults {
        reader.fault(fault);
    }
    for found in &matched.tables {
        reader.table(found);
    }
    for labelled in &labelled {
        reader.labelled(labelled);
    }
    for one in near {
        reader.near(one);
    }
    for id in matched.unread.iter().flat_map(|&section| form.ids_of_section(section)) {
        reader.draft.entries[id.index()].origin = Origin::Refused;
    }
    reader.unread_figures(&matched.tables, &matched.unread, &labelled);
    for one in overrun {
        reader.overrun(&one);
    }
    reader.measures(&labelled, &matched.tables);
    if matched.tables.is_empty()
        && matched.unread.is_empty()
        && labelled.iter().all(|one| !matches!(one.what, What::Section(_)))
    {
        reader.no_table();
    } else {
        for found in &unread.found {
            reader.unread(found);
        }
    }
    reader.corrections();
    reader.zeros();
    reader.blanks();
    reader.formulas();
    reader.identify(fingerprint.as_ref());
    reader.explained(whole);
}

/// The year that a workbook says, to prefer the form of that year.
fn year_of(book: &Book, form: &Form) -> Option<u16> {
    texts::read(book, form, &[]).labelled.iter().find_map(|one| {
        let text = one.cells.first().map(|(_, text)| text.trim())?;
        match one.what {
            What::Key(Key::Year) => keys::year(text),
            What::Title => form.read_title(text).and_then(|title| title.years.first().copied()),
            _ => None,
        }
    })
}

/// The bytes of cells in the text of all files.
struct Cells {
    spans: HashMap<CellName, Bytes>, // looked up, never walked
}

impl Cells {
    /// Puts the cells at the end of the source, and with them the empty ones in which figures
    /// belong.
    fn new(book: &Book, path: &str, source: &mut Source, tables: &[FoundTable]) -> Self {
        let figures = tables.iter().flat_map(|found| &found.figures).map(|&(_, cell, _)| cell);
        Self { spans: source.add_book(path, book, figures) }
    }

    /// The bytes of a cell.
    fn span(&self, cell: CellName) -> Option<Bytes> {
        self.spans.get(&cell).cloned()
    }
}

struct Reader<'a, 'f> {
    book: &'a Book,
    source: &'a Source,
    cells: Cells,
    draft: &'a mut Draft<'f>,
    form: &'f Form,
    forms: &'f Forms,
    expected: &'a Expected,
    stored: Stored,
    /// Cells that speak of empty cells, and declare nothing.
    undeclared: Vec<CellName>,
}

impl Reader<'_, '_> {
    fn fault(&mut self, fault: SheetFault) {
        let span = fault.cell.and_then(|cell| self.cells.span(cell));
        let mut finding = Finding::new(fault.about, span.map_or(Subject::File, Subject::At), fault.clause);
        finding.hints = fault.hints;
        self.draft.findings.push(finding);
    }

    fn table(&mut self, found: &FoundTable) {
        let section = found.section;
        let first = found
            .figures
            .iter()
            .filter_map(|&(.., label)| self.cells.span(label))
            .min_by_key(|span| span.start);
        if let Some(key) = first {
            let value = key.clone();
            self.draft.places.sections[section].get_or_insert(SectionPlace { key, value });
        }
        for &(id, cell, label) in &found.figures {
            if let Some(key) = self.cells.span(label) {
                self.draft.places.keys.set(id, key);
            }
            let Some(span) = self.cells.span(cell) else { continue };
            if self.stored.is_derived(id) {
                continue;
            }
            if self.stored.is_refused(id) {
                self.draft.refuse(&[id], &span, self.source);
                continue;
            }
            match self
                .book
                .at(cell)
                .map_or(Ok(Figure::Blank), |content| figure::of(content, self.form.unit(id)))
            {
                Ok(figure) => self.draft.set(id, figure, &span, self.source),
                Err((about, words)) => {
                    self.draft.fault(about, &span, words);
                    self.draft.refuse(&[id], &span, self.source);
                }
            }
        }
        // What is missing was reported, and is not an empty cell as well.
        for id in self.form.ids_of_section(section) {
            let entry = &mut self.draft.entries[id.index()];
            if entry.origin == Origin::Absent && !self.stored.is_derived(id) {
                entry.origin = Origin::Refused;
            }
        }
    }

    /// What the formulas of the workbook left out or do not give.
    fn formulas(&mut self) {
        self.stored.settle(self.form, &mut self.draft.entries);
        for fault in self.stored.faults(self.book) {
            let mut places = fault.cells.iter().filter_map(|cell| self.cells.span(*cell)).map(Subject::At);
            let at = places.next().unwrap_or(Subject::File);
            let mut finding = Finding::new(fault.about, at, fault.clause).hint(fault.hint);
            finding.others = places.collect();
            self.draft.findings.push(finding);
        }
    }

    /// Notes the first numbers that look like a table but are in none that was found: a table that
    /// is missing is not empty then.
    fn unread_figures(&mut self, tables: &[FoundTable], reported: &[usize], labelled: &[Labelled]) {
        let taken = |cell: &CellName| {
            let in_table = |found: &FoundTable| {
                found.sheet == cell.sheet && (found.rows.0..=found.rows.1).contains(&cell.row)
            };
            tables.iter().any(in_table)
                || labelled.iter().any(|one| one.cells.iter().any(|(said, _)| said == cell))
        };
        let is_own = |cell: &CellName| self.book.sheets[cell.sheet].name == fingerprint::SHEET;
        let numbers: Vec<CellName> = self
            .book
            .cells()
            .filter(|(cell, content)| figure::is_number(content) && !is_own(cell) && !taken(cell))
            .map(|(cell, _)| cell)
            .collect();
        let same_row =
            numbers.windows(2).find(|two| (two[0].sheet, two[0].row) == (two[1].sheet, two[1].row));
        let down = |one: &&CellName| {
            let below = |rows: u32| CellName { row: one.row + rows, ..**one };
            numbers.contains(&below(1)) && numbers.contains(&below(2))
        };
        let first = same_row.map(|two| two[0]).or_else(|| numbers.iter().find(down).copied());
        if let Some(first) = first.filter(|_| reported.is_empty()) {
            self.draft.unread_at = self.cells.span(first);
        }
    }

    fn labelled(&mut self, labelled: &Labelled) {
        let Some(label) = self.cells.span(labelled.label) else { return };
        let value = labelled
            .cells
            .first()
            .and_then(|(cell, text)| Some((self.cells.span(*cell)?, text.trim().to_owned())));
        match (labelled.what, value) {
            (What::Section(section), _) if self.form.sections[section].table.is_some() => {}
            (What::Section(section), value) => {
                let whole = self.whole(&label, labelled);
                let place = SectionPlace { key: label, value: whole.clone() };
                let word = self.form.sections[section].name.clone();
                // A heading without a text says nothing if another one has it.
                let again = self.draft.places.section(section).is_some();
                if !(again && value.is_none()) && self.draft.begin(section, &word, place, self.source) {
                    let text = self.prose(labelled);
                    self.draft.set_text(section, text, &whole, self.source);
                }
            }
            (What::Key(Key::Preface), Some(_)) => {
                if self.draft.places.preface.is_none() {
                    let whole = self.whole(&label, labelled);
                    self.draft.places.preface = Some(SectionPlace { key: label, value: whole });
                    self.draft.preface = self.prose(labelled);
                }
            }
            (What::Title, Some((span, text))) => {
                self.title(&text, &span);
            }
            (What::Key(Key::Unit), Some((span, text))) if self.title(&text, &span) => {}
            (What::Key(Key::Edition), Some((span, text))) => {
                // Other words in a cell next to 表样 are about something else.
                if keys::year(&text).is_some() {
                    self.draft.say_edition(&text, &span, self.forms);
                }
            }
            (What::Key(key), Some((span, text))) => self.say(key, &prose::one_line(&text), &span),
            (What::Key(Key::BlanksAreZero), None) => self.undeclared.push(labelled.label),
            (What::Contact(part), Some((span, text))) => {
                self.draft.say_contact(part, &text, &span, self.source);
            }
            (
                What::Key(_) | What::Contact(_) | What::Title | What::Measure | What::Note | What::Remark,
                _,
            ) => {}
        }
    }

    /// Says unit and year as a title does; false for another text.
    fn title(&mut self, text: &str, span: &Bytes) -> bool {
        let Some(title) = self.form.read_title(text) else { return false };
        if let Some(unit) = &title.unit {
            self.say(Key::Unit, unit, span);
        }
        for year in title.years {
            self.say(Key::Year, &year.to_string(), span);
        }
        true
    }

    /// From the first to the last cell of a text.
    fn whole(&self, label: &Bytes, labelled: &Labelled) -> Bytes {
        let spans = || labelled.cells.iter().filter_map(|(cell, _)| self.cells.span(*cell));
        let (start, end) = (spans().map(|span| span.start).min(), spans().map(|span| span.end).max());
        start.unwrap_or(label.start)..end.unwrap_or(label.end)
    }

    fn prose(&mut self, labelled: &Labelled) -> Option<Prose> {
        let mut all = Prose::default();
        for (cell, text) in &labelled.cells {
            let Some(span) = self.cells.span(*cell) else { continue };
            let read = prose::read(text, &self.source.text, &span, self.form, &mut self.draft.findings);
            all.paragraphs.extend(read.into_iter().flat_map(|prose| prose.paragraphs));
        }
        (!all.paragraphs.is_empty()).then_some(all)
    }

    fn say(&mut self, key: Key, text: &str, span: &Bytes) {
        self.draft.say(key, text, span, self.expected, self.source);
    }

    fn near(&mut self, one: NearHeading) {
        let Some(span) = self.cells.span(one.cell) else { return };
        // Its section is there, under a name that is nearly its own.
        if let Some(section) = one.meant {
            self.draft.sections[section].get_or_insert_default();
        }
        let unknown = Unknown { part: one.text, why: Why::NoSuchName, nearest: one.nearest };
        let mut finding = faults::unknown(&UNKNOWN_KEY, span, &unknown);
        if let Some(below) = one.below {
            let cells = below.name();
            finding
                .hints
                .push(words!("其下的文字（{cells}）没有读取", "the text below it ({cells}) was not read"));
        }
        self.draft.findings.push(finding);
    }

    /// Paragraphs over the cells of several sections: none of them is taken.
    fn overrun(&mut self, overrun: &Overrun) {
        if !overrun.is_sure {
            return self.likely_overrun(overrun.region);
        }
        for &section in &overrun.sections {
            self.draft.sections[section].get_or_insert_default();
        }
        let Some(span) = self.cells.span(overrun.region.first()) else { return };
        let cells = overrun.region.name();
        let clause = words!(
            "{cells} 像是逐段粘贴的文字，盖过了下面几格：无法确定哪一段属于哪一部分，没有读取",
            "{cells} look like paragraphs pasted over the cells below: which belongs to which section is not certain, \
             and none was read"
        );
        let hint = Words::fixed(
            "请把同一部分的文字放进标题旁边的一格：双击单元格后再粘贴，单元格内换行按 Alt+Enter",
            "put the text of a section into the cell next to its heading: double-click the cell before pasting",
        );
        self.draft.findings.push(Finding::new(&TEXT_UNREAD, Subject::At(span), clause).hint(hint));
    }

    /// Paragraphs that may have been pasted over the cells of two sections: they are taken as they
    /// are.
    fn likely_overrun(&mut self, region: Region) {
        let last = CellName { row: region.bottom, ..region.first() };
        let Some(span) = self.cells.span(last) else { return };
        let cells = region.name();
        let clause = words!(
            "{cells} 像是从 Word 逐段粘贴的：{last} 的文字没有写问题和改进，请核对它是不是上一格的下一段",
            "{cells} look like paragraphs pasted from Word: {last} speaks of no problem; is it part of the cell above?"
        );
        let hint = Words::fixed(
            "同一部分的几段文字应放在同一格：双击单元格后再粘贴，单元格内换行按 Alt+Enter",
            "the paragraphs of a section belong into one cell: double-click the cell before pasting",
        );
        let mut finding = Finding::new(&TEXT_UNREAD, Subject::At(span), clause).hint(hint);
        finding.level = Level::Warning;
        self.draft.findings.push(finding);
    }

    /// A text that no section takes; what is short may be a note, and blocks nothing.
    fn unread(&mut self, found: &Found) {
        let Some(span) = self.cells.span(found.at) else { return };
        let names: Vec<String> = found.regions.iter().map(Region::name).collect();
        let (zh, en) = (names.join("、"), names.join(", "));
        let line = prose::one_line(found.first.trim().lines().next().unwrap_or_default());
        let words: String = line.chars().take(24).collect();
        let clause = words!(
            "{zh} 的文字（“{words}”）没有归入报告的任何部分",
            "the text in {en} (`{words}`) belongs to no section of the report"
        );
        let hint = if found.on_page {
            Words::fixed(
                "是报告文字的，请放到所属标题的下面；与报告无关的，请删去",
                "if it is part of the report, put it below its heading; otherwise delete it",
            )
        } else {
            Words::fixed(
                "是报告文字的，请放进所属标题旁边的一格（单元格内换行按 Alt+Enter）；与报告无关的，请删去",
                "if it is part of the report, put it into the cell next to its heading; otherwise delete it",
            )
        };
        let mut finding = Finding::new(&TEXT_UNREAD, Subject::At(span), clause).hint(hint);
        if found.is_short {
            finding.level = Level::Warning;
        }
        self.draft.findings.push(finding);
    }

    /// The sheet of corrections: a head, and a row for each.
    fn corrections(&mut self) {
        let Some(number) = self.book.sheets.iter().position(|sheet| sheet.name == CORRECTIONS) else {
            return;
        };
        let sheet = &self.book.sheets[number];
        let last = sheet.cells.last().map_or(0, |cell| cell.row);
        for row in 1..=last {
            let Some(first) = sheet.row(row).iter().find(|cell| !cell.content.is_blank()) else { continue };
            let name = CellName { sheet: number, row, column: first.column };
            let Some(span) = self.cells.span(name) else { continue };
            let texts = [0, 1, 2].map(|column| sheet.at(row, column).map(Content::text).unwrap_or_default());
            match corrections::of_texts(texts) {
                Ok(correction) => {
                    for text in texts {
                        prose::check_characters(text, &self.source.text, &span, &mut self.draft.findings);
                    }
                    self.draft.corrections.push(correction);
                }
                Err(clause) => self.draft.fault(&CORRECTION_INVALID, &span, clause),
            }
        }
    }

    /// Sentences that say that empty cells are zeros, where that is not declared and some are
    /// empty.
    fn zeros(&mut self) {
        let is_blank = |entry: &Entry| *entry == Entry::stated(Figure::Blank);
        if self.draft.places.blanks_are_zero.is_some() || !self.draft.entries.iter().any(is_blank) {
            return;
        }
        let mut cells = std::mem::take(&mut self.undeclared);
        cells.sort_unstable();
        for cell in cells {
            let Some(span) = self.cells.span(cell) else { continue };
            let clause = Words::fixed(
                "这句话没有当作声明，空白格没有按 0 计",
                "this sentence does not count as a declaration; empty cells are not zeros",
            );
            let hint = Words::fixed(
                "空白格确实都是 0 的，请写成“空白格按 0 计：是”；否则请删去",
                "if all empty cells are zeros, write `空白格按 0 计：是`; otherwise delete it",
            );
            self.draft.findings.push(Finding::new(&TEXT_UNREAD, Subject::At(span), clause).hint(hint));
        }
    }

    /// 金额单位：元 at a table whose header says 万元.
    fn measures(&mut self, labelled: &[Labelled], tables: &[FoundTable]) {
        for one in labelled.iter().filter(|one| matches!(one.what, What::Measure | What::Remark)) {
            let Some((cell, text)) = one.cells.first() else { continue };
            let stated =
                if one.what == What::Remark { keys::measures_in(text) } else { keys::measures(text) };
            let Some(stated) = stated else { continue };
            let figures =
                tables.iter().filter(|found| found.sheet == cell.sheet).flat_map(|found| &found.figures);
            let other = figures.into_iter().find_map(|&(id, ..)| {
                let unit = self.form.unit(id).name.as_str();
                let scale = |name: &str| {
                    name.ends_with('元') && unit.ends_with('元') || name.ends_with("件") && unit == "件"
                };
                let number =
                    self.draft.entries[id.index()].figure.number().filter(|number| !number.is_zero())?;
                let wrong = stated.iter().find(|name| scale(name) && **name != unit)?;
                (!stated.contains(&unit)).then_some((id, unit, *wrong, number))
            });
            let Some((id, unit, stated, number)) = other else { continue };
            let Some(span) = self.cells.span(*cell) else { continue };
            let address = self.form.quoted(id);
            let clause = words!(
                "此处的计量单位是“{stated}”，{address}按表头是“{unit}”，填的是 {number}：请核对，只保留一种计量单位",
                "the unit of measure is `{stated}` here, but `{unit}` in the header; {address} is {number}: keep one"
            );
            self.draft.fault(&MEASURE_CONFLICT, &span, clause);
        }
    }

    fn no_table(&mut self) {
        let clause = Words::fixed(
            "没有找到表样里的任何一张表，也没有找到报告文字",
            "none of the form's tables was found, and no text of the report",
        );
        let examples =
            self.form.figures.iter().max_by_key(|spec| spec.title.len()).map_or("", |spec| &spec.title);
        let hint = words!(
            "请用发放的填报表填写，或在表中保留表样的行名和列名，如 {examples}；空白填报表可用 nianbao form 生成",
            "use the form workbook, or keep the labels of the form, such as {examples}; `nianbao form` makes an empty one"
        );
        self.draft.findings.push(Finding::new(&NO_TABLE, Subject::File, clause).hint(hint));
        for entry in &mut self.draft.entries {
            entry.origin = Origin::Refused;
        }
        for section in &mut self.draft.sections {
            section.get_or_insert_default();
        }
    }

    /// 空格按零计: empty cells become zeros where the unit says so, and that is reported; totals are
    /// derived.
    fn blanks(&mut self) {
        let Some(span) = self.draft.places.blanks_are_zero.clone() else { return };
        let totals = self.form.totals();
        for (index, section) in self.form.sections.iter().enumerate() {
            let entries = &self.draft.entries;
            let blank = |id: &FigureId| entries[id.index()] == Entry::stated(Figure::Blank);
            let blanks: Vec<FigureId> = self.form.ids_of_section(index).filter(blank).collect();
            let zeros = blanks.iter().filter(|id| !totals[id.index()]).count();
            for id in blanks {
                self.draft.entries[id.index()] = if totals[id.index()] {
                    self.draft.places.figures.remove(id);
                    Entry::default()
                } else {
                    Entry { figure: Figure::Number(0.into()), origin: Origin::Rest }
                };
            }
            if zeros > 0 {
                let name = &section.name;
                let clause = words!(
                    "该单位选了“空白格按 0 计”，{name}有 {zeros} 格按 0 计，请核实",
                    "as the unit declares, {zeros} empty cells of {name} count as 0"
                );
                self.draft.findings.push(Finding::new(&BLANKS_AS_ZERO, Subject::At(span.clone()), clause));
            }
        }
    }

    /// What the unit explains in the list of a copy that was returned to it.
    fn explained(&mut self, whole: &Book) {
        let explained = explained::read(whole).into_iter();
        let explained =
            explained.filter_map(|(waiver, cell)| Some((waiver, self.cells.span(cell)?))).collect();
        let unit = self.draft.unit.as_deref();
        for (waiver, at) in explained::of_unit(explained, unit, &mut self.draft.findings) {
            self.draft.waivers.push(waiver);
            self.draft.places.waivers.push(at);
        }
    }

    /// Unit and year of a workbook that does not say them in a cell, and whether it is an old or
    /// another's.
    fn identify(&mut self, fingerprint: Option<&Fingerprint>) {
        if let Some(print) = fingerprint {
            self.compare(print);
        }
        if self.draft.unit.is_none() && !self.draft.unit_refused {
            self.draft.unit =
                fingerprint.and_then(|print| print.unit.clone()).or_else(|| self.expected.unit.clone());
        }
        if self.draft.year.is_none() {
            self.draft.year = self.expected.year.or(fingerprint.and_then(|print| print.year));
        }
    }

    /// Tells a workbook that was handed out for another year, another unit, or by another form.
    fn compare(&mut self, print: &Fingerprint) {
        let year = self.draft.year.or(self.expected.year);
        let unit = self.draft.unit.as_ref();
        let clause = if let (Some(made), Some(year)) = (print.year, year)
            && made != year
        {
            words!(
                "这份填报表是为 {made} 年度发放的，报告是 {year} 年度的：请用 {year} 年度的填报表",
                "this form workbook was sent out for {made}, but the report is for {year}: use the one for {year}"
            )
        } else if let (Some(made), Some(unit)) = (&print.unit, unit)
            && !UnitName::same(made, unit)
        {
            words!(
                "这份填报表是发给“{made}”的，“单位”填的是“{unit}”，预填的上年度数不适用：请用发给本单位的填报表",
                "this form workbook was sent out to `{made}`, but the unit is `{unit}`: use the one for this unit"
            )
        } else if !print.is_of(self.form) {
            let program = &print.program;
            words!(
                "这份填报表是旧版程序（{program}）按以前的表样生成的：请核对各行各列",
                "this form workbook was made by an older program ({program}) from an earlier form: check rows and columns"
            )
        } else {
            return;
        };
        self.draft.findings.push(Finding::new(&WORKBOOK_OUTDATED, Subject::File, clause));
    }
}
