//! The lines of drawn pages, and the paragraphs that they are of.

use std::collections::HashSet;

use crate::document::{Book, Cell, CellName, Content, Sheet, Word};
use crate::form::Form;
use crate::read::published::lines::is_page_number;
use crate::read::published::sections;
use crate::read::published::stream::Line;

/// The words of each line of a page, from the top, each from left to right.
pub(super) fn lines(words: &[Word]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|&at| (-words[at].base, words[at].left));
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let joins = lines.last().is_some_and(|line| {
            let first = &words[line[0]];
            (first.base - words[at].base).abs() * 10 <= first.size.max(words[at].size) * 4
        });
        match lines.last_mut().filter(|_| joins) {
            Some(line) => line.push(at),
            None => lines.push(vec![at]),
        }
    }
    for line in &mut lines {
        line.sort_by_key(|&at| words[at].left);
    }
    lines
}

/// The pages of a document as sheets: a row for each line, a cell for each word.
pub(in crate::read::published) fn sheets(book: &Book) -> Vec<Sheet> {
    let page = |(number, words): (usize, &Vec<Word>)| {
        let number = number + 1;
        let rows = lines(words).into_iter().enumerate();
        let cells = rows.flat_map(|(row, line)| {
            line.into_iter().enumerate().map(move |(column, word)| Cell {
                row: u32::try_from(row).unwrap_or(u32::MAX),
                column: u32::try_from(column).unwrap_or(u32::MAX),
                content: Content::Text(words[word].text.trim().to_owned()),
            })
        });
        Sheet { cells: cells.collect(), page: Some(number), ..Sheet::named(format!("第 {number} 页")) }
    };
    book.pages.iter().enumerate().map(page).collect()
}

/// The paragraphs of drawn pages; `taken` are lines of tables. A line that is shorter than the
/// page, or indented, ends or begins a paragraph.
pub(in crate::read::published) fn paragraphs(
    book: &Book,
    first: usize,
    taken: &HashSet<(usize, u32)>,
    form: &Form,
) -> Vec<Line> {
    let begins = |text: &str| sections::begins(form, text);
    let mut all: Vec<Line> = Vec::new();
    let mut ended = true;
    for (number, words) in book.pages.iter().enumerate() {
        let sheet = first + number;
        let lines = lines(words);
        let table = tables(words, &lines, sheet, taken, form);
        let (left, right) = edges(words, &lines);
        for (row, line) in lines.iter().enumerate() {
            let own: Vec<&Word> = line.iter().map(|&at| &words[at]).collect();
            let text = joined(&own);
            let base = own[0].base;
            let tokens: Vec<&str> = text.split_whitespace().collect();
            let at_edge = row == 0 || row + 1 == lines.len();
            if tokens.is_empty() || table.iter().any(|(top, bottom)| (*bottom..=*top).contains(&base)) {
                ended = true;
                continue;
            }
            if at_edge && (is_page_number(&tokens) || text.trim().parse::<u16>().is_ok()) {
                continue;
            }
            let size = own[0].size.max(100);
            let indented = own[0].left > left + size * 12 / 10;
            let starts = ended || indented || begins(text.trim());
            ended = own[own.len() - 1].right < right - size * 3 / 2 || begins(text.trim());
            match all.last_mut().filter(|_| !starts) {
                Some(line) => {
                    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                    if latin(line.text.chars().last()) && latin(text.trim().chars().next()) {
                        line.text.push(' ');
                    }
                    line.text.push_str(text.trim());
                }
                None => all.push(Line {
                    cell: CellName { sheet, row: u32::try_from(row).unwrap_or(u32::MAX), column: 0 },
                    text: text.trim().to_owned(),
                    within: None,
                    picture: None,
                    in_table: false,
                }),
            }
        }
    }
    all
}

/// The words of a line, with a space where there is one.
fn joined(words: &[&Word]) -> String {
    let mut text = String::new();
    let mut end = None;
    for word in words {
        let gap = end.is_some_and(|end| word.left - end > word.size);
        if gap && !text.ends_with(' ') {
            text.push(' ');
        }
        text.push_str(&word.text);
        end = Some(word.right);
    }
    text
}

/// Where the lines of a page begin and end.
fn edges(words: &[Word], lines: &[Vec<usize>]) -> (i32, i32) {
    let long =
        lines.iter().filter(|line| line.iter().map(|&at| words[at].text.chars().count()).sum::<usize>() > 8);
    let ends: Vec<(i32, i32)> =
        long.filter_map(|line| Some((words[*line.first()?].left, words[*line.last()?].right))).collect();
    let left = ends.iter().map(|(left, _)| *left).min().unwrap_or_default();
    (left, ends.iter().map(|(_, right)| *right).max().unwrap_or(left))
}

/// The parts of a page that tables take up, from the top to the bottom: rows of figures with what
/// is between them and around them.
fn tables(
    words: &[Word],
    lines: &[Vec<usize>],
    sheet: usize,
    taken: &HashSet<(usize, u32)>,
    form: &Form,
) -> Vec<(i32, i32)> {
    /// Rows of one table are not farther apart, in heights of a line.
    const FAR: i32 = 9;
    let mut parts: Vec<(i32, i32)> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        if !taken.contains(&(sheet, u32::try_from(row).unwrap_or(u32::MAX))) {
            continue;
        }
        let word = &words[line[0]];
        let (base, far) = (word.base, FAR * word.size);
        match parts.last_mut().filter(|(_, bottom)| *bottom - base <= far) {
            Some((_, bottom)) => *bottom = base,
            None => parts.push((base, base)),
        }
    }
    // A header, and labels of several lines: narrow lines next to a table are part of it.
    let (left, right) = edges(words, lines);
    let wide = (right - left) * 6 / 10;
    // Beyond the heading of a section is no table.
    let is_section = |line: &Vec<usize>| {
        let solid: String =
            line.iter().flat_map(|&at| words[at].text.chars()).filter(|c| !c.is_whitespace()).collect();
        form.heading(&solid).is_some()
    };
    let sections: Vec<i32> =
        lines.iter().filter(|line| is_section(line)).map(|line| words[line[0]].base).collect();
    for (top, bottom) in &mut parts {
        let above = sections.iter().copied().filter(|base| base > top).min().unwrap_or(i32::MAX);
        let below = sections.iter().copied().filter(|base| base < bottom).max().unwrap_or(i32::MIN);
        let span = |line: &&Vec<usize>| {
            line.iter().map(|&at| words[at].right - words[at].left).max().unwrap_or_default() < wide
        };
        for line in lines.iter().rev().filter(span) {
            let word = &words[line[0]];
            let heading =
                crate::form::number_of_line(word.text.trim()).is_some() && word.left < left + 4 * word.size;
            if word.base > *top && word.base < above && word.base - *top <= 2 * word.size + 200 && !heading {
                *top = word.base;
            }
        }
        for line in lines.iter().filter(span) {
            let word = &words[line[0]];
            let heading = crate::form::number_of_line(word.text.trim()).is_some() && !word.text.contains('.');
            if word.base < *bottom && word.base > below && *bottom - word.base <= 2 * word.size && !heading {
                *bottom = word.base;
            }
        }
    }
    parts
}
