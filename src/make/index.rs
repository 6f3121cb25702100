//! `out/index.html`: every report of the project by year and unit, with the outputs that are there.

use std::collections::HashSet;

use super::{Broken, Item, Order, Project, output, output_name};
use crate::fs;
use crate::render::{self, FORMATS, Format, IndexLink, IndexPage, IndexRow, IndexYear, Renderer};
use crate::rule::Level;

/// Writes the index; whether it changed.
pub(super) fn write(
    project: &Project,
    renderer: &Renderer,
    items: &[Item],
    failed: &HashSet<usize>,
    order: &Order,
) -> Result<bool, Broken> {
    let mut years: Vec<u16> = items.iter().map(|item| item.year).collect();
    years.sort_unstable();
    years.dedup();
    let year_of = |year: u16| {
        let mut rows: Vec<(usize, &Item)> =
            items.iter().enumerate().filter(|(_, item)| item.year == year).collect();
        rows.sort_by_key(|(_, item)| {
            (project.roster.position(item.unit()).unwrap_or(usize::MAX), item.stem.clone())
        });
        IndexYear {
            year,
            rows: rows
                .into_iter()
                .map(|(index, item)| index_row(item, failed.contains(&index), order))
                .collect(),
        }
    };
    let page = IndexPage { years: years.into_iter().rev().map(year_of).collect() };
    let bytes = render::index(renderer, &page)?;
    Ok(fs::write_changed(&[fs::Output { path: order.out.join("index.html"), bytes }])? > 0)
}

/// A sound report with the outputs that it has, whichever build made them.
fn index_row(item: &Item, failed: bool, order: &Order) -> IndexRow {
    let errors = item.count(Level::Error);
    let made =
        |format: &&Format| errors == 0 && !failed && fs::exists(&output(order.out, item, format, false));
    let link = |format: &Format| IndexLink {
        format: format.name.to_owned(),
        href: format!("{}/{}", item.year, percent_encoded(&output_name(item, format, false))),
    };
    IndexRow {
        unit: item.unit().to_owned(),
        links: FORMATS.iter().filter(made).map(link).collect(),
        errors,
        failed,
        warnings: item.count(Level::Warning),
    }
}

/// A file name as part of a link.
fn percent_encoded(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b) || b >= 0x80;
    let mut bytes = Vec::new();
    for b in name.bytes() {
        if plain(b) {
            bytes.push(b);
        } else {
            bytes.extend(format!("%{b:02X}").bytes());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
