//! Paragraphs pasted one below the other over cells that are next to other labels.
//!
//! Word puts each paragraph into a cell of its own. Which of them belongs to what, nobody can tell:
//! where it is plain that this happened, none is taken.

use super::{Labelled, Overrun, SheetReader, last_row};
use crate::document::Cell;
use crate::read::keys::{ContactPart, Key};
use crate::read::labels::What;
use crate::read::region::Region;

/// The section on problems and improvements, by its key.
const PROBLEMS: &str = "problems";
/// Words by which a text on problems and improvements speaks of them, or says that there are none.
const OF_PROBLEMS: [&str; 30] = [
    "问题",
    "不足",
    "不够",
    "不高",
    "不强",
    "不及时",
    "不全",
    "不到位",
    "不规范",
    "薄弱",
    "欠缺",
    "短板",
    "差距",
    "单一",
    "偏少",
    "滞后",
    "有待",
    "改进",
    "整改",
    "完善",
    "加强",
    "提高",
    "提升",
    "优化",
    "下一步",
    "今后",
    "将",
    "无",
    "没有",
    "未",
];

impl SheetReader<'_> {
    /// Paragraphs that were pasted one below the other, over cells that are next to other labels:
    /// which belongs to what, nobody can tell.
    pub(super) fn overrun(&mut self, said: &[Labelled]) -> Option<Overrun> {
        let rows: Vec<&Labelled> = said.iter().filter(|one| is_next_to(one)).collect();
        let above = |at: usize| at.checked_sub(1).map(|at| rows[at]);
        let is_wrong = |at: &usize| {
            let spills = above(*at).is_some_and(|above| self.spills(above, rows[*at]));
            spills || self.is_of_another(rows[*at], above(*at))
        };
        let wrong = (0..rows.len()).find(is_wrong)?;
        let column = rows[wrong].cells[0].0.column;
        let follows = |at: usize| {
            let (upper, lower) = (rows[at - 1], rows[at]);
            self.is_text(upper.what)
                && upper.cells[0].0.column == column
                && last_row(upper) + 1 >= lower.label.row
        };
        let first = (1..=wrong).rev().take_while(|&at| follows(at)).last().map_or(wrong, |at| at - 1);
        let mut row = rows[first].cells[0].0.row;
        let top = row;
        while self.sheet.at(row + 1, column).is_some() && !self.in_table(row + 1) {
            row += 1;
        }
        let region = Region { sheet: self.number, top, left: column, bottom: row, right: column };
        let inside =
            rows.iter().filter(|one| one.cells.iter().any(|(cell, _)| region.holds(cell.row, cell.column)));
        let sections = inside.filter_map(|one| match one.what {
            What::Section(section) => Some(section),
            _ => None,
        });
        let sections = sections.collect();
        self.taken.extend((top..=row).map(|row| (row, column)));
        Some(Overrun { region, sections, is_sure: true })
    }

    /// Paragraphs that may have been pasted so: the text on problems speaks of none, and is below a
    /// text of one paragraph.
    pub(super) fn likely_overrun(&self, said: &[Labelled]) -> Option<Overrun> {
        let of_section = |one: &&Labelled| matches!(one.what, What::Section(_)) && self.is_text(one.what);
        let rows: Vec<&Labelled> = said.iter().filter(of_section).filter(|one| is_next_to(one)).collect();
        let is_of_problems = |one: &Labelled| match one.what {
            What::Section(section) => self.form.sections[section].key == PROBLEMS,
            _ => false,
        };
        let at = rows.iter().position(|one| is_of_problems(one)).filter(|at| *at > 0)?;
        let (above, here) = (rows[at - 1], rows[at]);
        let is_paragraph = |one: &Labelled| match one.cells.as_slice() {
            [(_, text)] => text.trim().chars().count() > 4 && !text.trim().contains('\n'),
            _ => false,
        };
        let words = &here.cells[0].1;
        let follows =
            here.cells[0].0.column == above.cells[0].0.column && above.label.row + 1 == here.label.row;
        let fits = follows && is_paragraph(above) && is_paragraph(here);
        if !fits || OF_PROBLEMS.iter().any(|word| words.contains(word)) {
            return None;
        }
        let region = Region::of([above, here].map(|one| one.cells[0].0))?;
        Some(Overrun { region, sections: Vec::new(), is_sure: false })
    }

    /// Whether a text goes on below its own rows and into those of the next one.
    fn spills(&self, above: &Labelled, one: &Labelled) -> bool {
        let is_label = |cell: &&Cell| (cell.row, cell.column) == (above.label.row, above.label.column);
        let label = self.sheet.cells.iter().find(is_label);
        let bottom = label.map_or(above.label.row, |cell| self.bottom(cell));
        let last = last_row(above);
        bottom > above.label.row && last > bottom && last + 1 >= one.label.row
    }

    /// Whether what is next to a label is plainly a paragraph of something above it.
    fn is_of_another(&self, one: &Labelled, above: Option<&Labelled>) -> bool {
        let text = one.cells[0].1.trim();
        let line = text.lines().next().unwrap_or_default();
        let heading = |line: &str| crate::form::is_heading(line);
        match one.what {
            What::Contact(part) => {
                let longest = if part == ContactPart::Address { 80 } else { 60 };
                text.contains('。') || heading(line) || text.chars().count() > longest
            }
            What::Key(Key::Date) => text.contains('。') || heading(line),
            What::Section(section) => {
                let other = self.form.heading(text).is_some();
                let number = crate::form::number_of_line(line);
                let goes_on = heading(line) && number.is_some_and(|number| number > 1);
                let topic = |topic: &crate::form::Topic| line.contains(topic.name.as_str());
                let sections = self.form.sections.iter().enumerate();
                let mut others =
                    sections.filter(|(index, _)| *index != section).flat_map(|(_, one)| &one.topics);
                let of_other =
                    heading(line) && self.form.sections[section].topics.is_empty() && others.any(topic);
                other || above.is_some_and(|above| self.is_text(above.what)) && (goes_on || of_other)
            }
            _ => false,
        }
    }
}

/// Whether a text is in another cell than its label.
fn is_next_to(one: &Labelled) -> bool {
    one.cells.first().is_some_and(|(cell, _)| *cell != one.label)
}
