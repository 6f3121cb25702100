//! Figures on drawn pages: words with their places, no cells.
//!
//! A row of figures is the numbers on one base line; its columns are where those of the full rows
//! are, on all pages; its label is the one beside it whose lines it is between. A column counts
//! only
//! where its label was seen above it. Lines that are drawn around cells are not looked at.

mod labels;
mod text;

use super::found::{Found, Value};
use super::lines::{Leaf, RowLabels};
use crate::document::{CellName, Content, Word};
use crate::form::{Block, Form, NodeId, fold, spellings};
use labels::{Label, labels};

pub(super) use text::{paragraphs, sheets};

/// Words on one base line differ by no more, in hundredths of a point.
const SAME_LINE: i32 = 300;
/// The header is not higher above its first row.
const HIGHEST: i32 = 22_000;

/// A page with more words, and a document with more pages, is no report.
const MOST_WORDS: usize = 5_000;
const MOST_PAGES: usize = 200;

/// A word with its place on all pages.
#[derive(Debug, Clone, Copy)]
struct Placed<'w> {
    word: &'w Word,
    cell: CellName,
}

impl Placed<'_> {
    fn middle(&self) -> i32 {
        i32::midpoint(self.word.left, self.word.right)
    }

    /// Whether it may be a figure.
    fn is_figure(&self) -> bool {
        let text = self.word.text.trim();
        let marks = ["/", "-", "—", "——", "／", "无"];
        marks.contains(&text)
            || text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                && text.ends_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || ".,-".contains(c))
    }
}

/// Numbers on one base line.
struct Row<'w> {
    page: usize,
    base: i32,
    words: Vec<Placed<'w>>,
}

/// A row with its label.
struct Labelled<'w> {
    leaf: Leaf,
    row: Row<'w>,
}

/// Reads the pages of a document; `sheets` is the number of the sheet of the first page.
pub(super) fn read(pages: &[Vec<Word>], first: usize, form: &Form) -> Found {
    if pages.len() > MOST_PAGES || pages.iter().any(|page| page.len() > MOST_WORDS) {
        return Found::default();
    }
    let lines: Vec<Vec<Vec<usize>>> = pages.iter().map(|page| text::lines(page)).collect();
    let placed: Vec<Vec<Placed>> = pages
        .iter()
        .zip(&lines)
        .enumerate()
        .map(|(number, (page, lines))| {
            let cell = |row: usize, column: usize| CellName {
                sheet: first + number,
                row: u32::try_from(row).unwrap_or(u32::MAX),
                column: u32::try_from(column).unwrap_or(u32::MAX),
            };
            let rows = lines.iter().enumerate();
            rows.flat_map(|(row, line)| line.iter().enumerate().map(move |(at, word)| (row, at, word)))
                .map(|(row, at, &word)| Placed { word: &page[word], cell: cell(row, at) })
                .collect()
        })
        .collect();
    let known = RowLabels::new(form);
    let mut reader = Reader { form, pages: &placed, found: Found::default() };
    let (labelled, loose) = reader.rows(&known);
    for (section, one) in form.sections.iter().enumerate() {
        for (number, block) in one.table.iter().flat_map(|table| table.blocks.iter().enumerate()) {
            let own: Vec<&Labelled> = (labelled.iter())
                .filter(|one| (one.leaf.section, one.leaf.block) == (section, number))
                .collect();
            let nameless = block.row_leaves.len() == 1 && form.node(block.row_leaves[0]).name.is_empty();
            if nameless {
                reader.nameless(section, block, &loose);
            } else if !own.is_empty() {
                reader.block(section, block, &own);
            }
        }
    }
    reader.found
}

struct Reader<'a> {
    form: &'a Form,
    pages: &'a [Vec<Placed<'a>>],
    found: Found,
}

impl<'a> Reader<'a> {
    /// The rows of numbers with a label, and those without.
    fn rows(&self, known: &RowLabels) -> (Vec<Labelled<'a>>, Vec<Row<'a>>) {
        let mut labelled: Vec<Labelled> = Vec::new();
        let mut loose = Vec::new();
        for (page, words) in self.pages.iter().enumerate() {
            let labels = labels(words, known);
            let mut figures: Vec<Placed> = words.iter().filter(|one| one.is_figure()).copied().collect();
            figures.sort_by_key(|one| (-one.word.base, one.word.left));
            let mut at = 0;
            while at < figures.len() {
                let base = figures[at].word.base;
                let count =
                    figures[at..].iter().take_while(|one| (base - one.word.base) <= SAME_LINE).count();
                let mut words: Vec<Placed> = figures[at..at + count].to_vec();
                words.sort_by_key(|one| one.word.left);
                at += count;
                let row = Row { page, base, words };
                match Self::label_of(&row, &labels) {
                    Some((leaf, words)) => labelled.push(Labelled { leaf, row: Row { words, ..row } }),
                    None => loose.push(row),
                }
            }
        }
        // A label that two rows claim is no row's.
        let twice = |leaf: Leaf| labelled.iter().filter(|one| one.leaf == leaf).count() > 1;
        let doubtful: Vec<Leaf> = labelled.iter().map(|one| one.leaf).filter(|&leaf| twice(leaf)).collect();
        labelled.retain(|one| !doubtful.contains(&one.leaf));
        (labelled, loose)
    }

    /// The label that a row is beside, and its words to the right of that.
    fn label_of(row: &Row<'a>, labels: &[Label]) -> Option<(Leaf, Vec<Placed<'a>>)> {
        let last = row.words.last()?.word.right;
        let beside = |label: &&Label| {
            label.right <= last && (label.bottom - SAME_LINE..=label.top + SAME_LINE).contains(&row.base)
        };
        let mut own = labels.iter().filter(beside);
        let label = own.next()?;
        // The nearer of two, where one line touches the next row.
        let nearest = own.fold(label, |best, other| {
            let far = |one: &Label| (i32::midpoint(one.top, one.bottom) - row.base).abs();
            if far(other) < far(best) { other } else { best }
        });
        let words: Vec<Placed> =
            row.words.iter().filter(|one| one.word.left >= nearest.right - 100).copied().collect();
        (!words.is_empty()).then_some((nearest.leaf, words))
    }

    /// A block of rows: the columns of those that have all figures are the columns of all.
    fn block(&mut self, section: usize, block: &Block, rows: &[&Labelled<'a>]) {
        let name = &self.form.sections[section].name;
        let count = block.column_leaves.len();
        let ordered = rows.windows(2).all(|two| {
            let [one, other] = two else { return true };
            (one.row.page, -one.row.base) < (other.row.page, -other.row.base) && one.leaf.row < other.leaf.row
        });
        if !ordered {
            let words = words!(
                "{name}：各行不按表样的次序，无法确定数属于哪一行",
                "{name}: the rows do not come in the order of the form, so they are not certain"
            );
            return self.found.say(section, words);
        }
        let full: Vec<&&Labelled> = rows.iter().filter(|one| one.row.words.len() == count).collect();
        let Some(first) = full.first() else { return };
        let middles: Vec<i32> = (0..count)
            .map(|column| {
                let all: Vec<i32> = full.iter().map(|one| one.row.words[column].middle()).collect();
                all.iter().sum::<i32>() / i32::try_from(all.len()).unwrap_or(1)
            })
            .collect();
        let columns = Bands::around(&middles);
        if !self.header(block, &columns, &first.row) {
            let words = words!(
                "{name}：列名残缺或与表样不同，无法确定数属于哪一列",
                "{name}: labels of columns are damaged or differ from the form, so the columns are not certain"
            );
            return self.found.say(section, words);
        }
        for one in rows {
            self.take(block, one.leaf.row, &one.row, &columns);
        }
    }

    /// Takes the figures of a row, each in the column that it is in.
    fn take(&mut self, block: &Block, row: usize, line: &Row, columns: &Bands) {
        let places: Option<Vec<usize>> = line.words.iter().map(|one| columns.of(one.middle())).collect();
        let Some(places) = places.filter(|all| all.windows(2).all(|two| two[0] < two[1])) else { return };
        // What is drawn in a column and is no number is not certain, and no empty cell either.
        let drawn = |column: usize| {
            let beside =
                self.pages[line.page].iter().filter(|one| (one.word.base - line.base).abs() <= SAME_LINE);
            let mut others = beside.filter(|one| !one.is_figure());
            others.any(|one| columns.of(one.middle()) == Some(column))
        };
        for column in 0..block.column_leaves.len() {
            let value = match places.iter().position(|&place| place == column) {
                Some(at) => {
                    let Placed { word, cell } = line.words[at];
                    Value { cell, content: Some(Content::Text(word.text.trim().to_owned())) }
                }
                None if drawn(column) => continue,
                None => Value { cell: line.words[0].cell, content: None },
            };
            self.found.add(block.figure(row, column), value);
        }
        let rows = line.words.iter().map(|one| (one.cell.sheet, one.cell.row));
        self.found.taken.extend(rows);
    }

    /// Whether the labels above a row are those of the columns, each over its own.
    fn header(&self, block: &Block, columns: &Bands, row: &Row) -> bool {
        let above = self.above(row);
        let over: Vec<String> = (0..columns.middles.len())
            .map(|column| {
                let own = above.iter().filter(|one| columns.of_word(one.word) == Some(column));
                own.map(|one| one.word.text.trim()).collect()
            })
            .collect();
        let leaf = |(text, &leaf): (&String, &NodeId)| self.means(text, leaf);
        over.iter().zip(&block.column_leaves).all(leaf)
    }

    /// The words above a row that may be its header, from the top.
    fn above(&self, row: &Row) -> Vec<Placed<'a>> {
        let mut words: Vec<Placed> = (self.pages[row.page].iter())
            .filter(|one| {
                (row.base + SAME_LINE..row.base + HIGHEST).contains(&one.word.base) && !one.is_figure()
            })
            .copied()
            .collect();
        words.sort_by_key(|one| (-one.word.base, one.word.left));
        words
    }

    /// Whether a text over a column ends with its label: groups, captions and other text are above.
    fn means(&self, text: &str, leaf: NodeId) -> bool {
        let folded = fold(text);
        let names = self.form.aliases(leaf).map(str::to_owned).chain(spellings(&self.form.node(leaf).label));
        names.filter(|name| !name.is_ascii()).any(|name| {
            folded.strip_suffix(name.as_str()).is_some_and(|rest| {
                // 法人或其他 is no column 其他.
                rest.is_empty() || !rest.ends_with(['或', '及', '和', '非', '未'])
            })
        })
    }

    /// A table of one row without a label: as many numbers on a line as it has columns, each below
    /// its label.
    fn nameless(&mut self, section: usize, block: &Block, loose: &[Row<'a>]) {
        let count = block.column_leaves.len();
        let mut fitting = loose.iter().filter(|row| {
            let middles: Vec<i32> = row.words.iter().map(Placed::middle).collect();
            middles.len() == count
                && self.header(block, &Bands::around(&middles), row)
                && self.grouped(block, row)
        });
        let Some(row) = fitting.next() else {
            if loose.iter().any(|row| row.words.len() == count) {
                let name = &self.form.sections[section].name;
                let words = words!(
                    "{name}：列名残缺或与表样不同，无法确定数属于哪一列",
                    "{name}: labels of columns are damaged or differ from the form, so the columns are not certain"
                );
                self.found.say(section, words);
            }
            return;
        };
        if fitting.next().is_none() {
            let middles: Vec<i32> = row.words.iter().map(Placed::middle).collect();
            self.take(block, 0, row, &Bands::around(&middles));
        }
    }

    /// Whether the names of groups are over their own columns, from left to right.
    fn grouped(&self, block: &Block, row: &Row) -> bool {
        let above = self.above(row);
        let groups = block.column_leaves.iter().enumerate().filter_map(|(at, &leaf)| {
            let group =
                self.form.ancestors(leaf).next().filter(|&group| !self.form.node(group).name.is_empty())?;
            Some((group, at))
        });
        let mut spans: Vec<(NodeId, usize, usize)> = Vec::new();
        for (group, at) in groups {
            match spans.last_mut().filter(|(last, ..)| *last == group) {
                Some((_, _, to)) => *to = at,
                None => spans.push((group, at, at)),
            }
        }
        spans.iter().all(|&(group, from, to)| {
            let (left, right) = (row.words[from].word.left, row.words[to].word.right);
            // A name of several lines, or in several words.
            let own: String = (above.iter())
                .filter(|one| (left - 500..=right + 500).contains(&one.middle()))
                .map(|one| one.word.text.trim())
                .collect();
            let folded = fold(&own);
            self.form.aliases(group).any(|name| !name.is_ascii() && folded.contains(name))
        })
    }
}

/// Where columns are, from left to right.
struct Bands {
    middles: Vec<i32>,
}

impl Bands {
    fn around(middles: &[i32]) -> Self {
        Self { middles: middles.to_vec() }
    }

    /// How far a number may be from the middle of its column.
    fn reach(&self, column: usize) -> i32 {
        let gap = |one: usize, other: usize| self.middles[other] - self.middles[one];
        let before = column.checked_sub(1).map(|before| gap(before, column));
        let after = (column + 1 < self.middles.len()).then(|| gap(column, column + 1));
        before.into_iter().chain(after).min().map_or(20_000, |gap| gap * 45 / 100)
    }

    /// The column of a number.
    fn of(&self, middle: i32) -> Option<usize> {
        (0..self.middles.len()).find(|&column| (self.middles[column] - middle).abs() <= self.reach(column))
    }

    /// The column of a word of the header: none for one that is over several.
    fn of_word(&self, word: &Word) -> Option<usize> {
        let over = self.middles.iter().filter(|&&middle| (word.left..=word.right).contains(&middle)).count();
        let single = over <= 1;
        self.of(i32::midpoint(word.left, word.right)).filter(|_| single)
    }
}
