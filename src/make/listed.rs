//! What the roster says of a report: whether it knows the unit, whether a report of the year is
//! expected, whether warnings have to be explained.

use super::Project;
use super::names::Identity;
use crate::finding::{Finding, Subject};
use crate::lang::{Words, counted};
use crate::rule::{About, Basis, Level};

/// A unit that the roster does not know.
pub static UNIT_UNLISTED: About = About::new(
    "unit-unlisted",
    Level::Error,
    Basis::None,
    Words::fixed("名录里没有这个单位", "the unit is not in the roster"),
    Words::fixed(
        "有单位名录（data/units.yaml）的，每份报告的单位都应在名录里，全称、简称、曾用名都可以；不在的，多半是名称写错了，公布出去就是一个不存在的单位。请改正单位名称；单位改过名的，把旧名写进名录的“曾用名”；新设的单位，请加进名录。",
        "Where there is a roster (data/units.yaml), the unit of every report is in it, by its full, short or a former name. One that is not is most likely misspelled, and would be published as a unit that does not exist. Correct the name; add a former name to `also` in the roster, or a new unit to the roster.",
    ),
);

/// A report of a year for which the unit does not report.
pub static UNIT_YEARS: About = About::new(
    "unit-years",
    Level::Warning,
    Basis::None,
    Words::fixed("单位在这一年度不报送", "the unit does not report for this year"),
    Words::fixed(
        "名录写明了单位报送的年度（自、至），或已并入别的单位，却有它这一年度的报告。请核对报告的年度和单位；确需报送的，请改名录。",
        "The roster says for which years the unit reports (from, to), or that it was merged, and yet there is a report of it for this year. Check the year and the unit of the report; if it is right, correct the roster.",
    ),
);

/// A unit that has not submitted.
pub static UNIT_MISSING: About = About::new(
    "unit-missing",
    Level::Warning,
    Basis::None,
    Words::fixed("单位没有报送", "a unit has not submitted"),
    Words::fixed(
        "名录里的单位，这一年度还没有报告（--year 写明的年度，没有写的是最新的年度）。文件已到、只是读不了的不算没有报送。请催报；不再报送的，在名录里写“至”或“并入”。它不影响退出码。",
        "A unit of the roster has no report yet for the year (those of --year, else the newest). One whose file is there and cannot be read has submitted. Ask for the report; if the unit reports no more, write `to` or `merged_into` in the roster. It does not change the exit code.",
    ),
);

/// Warnings that have to be explained.
pub static EXPLANATION_REQUIRED: About = About::new(
    "explanation-required",
    Level::Error,
    Basis::None,
    Words::fixed("核实性问题还没有说明", "warnings are not explained"),
    Words::fixed(
        "名录给这个单位（或它的上级）写了“说明: 必须”：核实性问题要么改正，要么写核实说明，否则不生成报告。",
        "The roster says `explain: required` of this unit or a superior: every warning is corrected or explained by a waiver before the report is made.",
    ),
);

/// What the roster finds wrong with a report.
pub(super) fn compare(project: &Project, identity: &Identity) -> Vec<Finding> {
    let roster = &project.roster;
    let Some(says) =
        identity.says.as_ref().filter(|says| !says.unit.is_empty() && !roster.agencies.is_empty())
    else {
        return Vec::new();
    };
    let (unit, year) = (&says.unit, says.year);
    let Some(agency) = roster.agency(unit) else {
        let near = roster.nearest(unit);
        let clause = match near.as_slice() {
            [] => words!(
                "名录里没有“{unit}”：请改正单位名称，或把它加进 data/units.yaml",
                "`{unit}` is not in the roster: correct the unit, or add it to data/units.yaml"
            ),
            near => words!(
                "名录里没有“{unit}”，相近的有“{}”：请改正单位名称，或把它加进 data/units.yaml", near.join("”“");
                "`{unit}` is not in the roster; near names are `{}`: correct the unit, or add it to data/units.yaml", near.join("`, `")
            ),
        };
        return vec![Finding::new(&UNIT_UNLISTED, Subject::Unit, clause)];
    };
    if agency.reports_for(year) {
        return Vec::new();
    }
    let clause = match (agency.from, agency.to, &agency.merged_into) {
        (Some(from), _, _) if year < from => words!(
            "名录写明“{unit}”自 {from} 年度起报送，这是 {year} 年度的报告：请核对年度，或改名录",
            "the roster has `{unit}` report from {from} on, and this is a report for {year}: check the year, or correct the roster"
        ),
        (_, to, Some(other)) => {
            let since = to.map_or(Words::fixed("", ""), |to| words!("{to} 年度后", " after {to}"));
            words!(
                "名录写明“{unit}”{}已并入“{other}”，这是 {year} 年度的报告：请核对年度和单位，或改名录里的“至”", since.zh;
                "by the roster `{unit}` was merged into `{other}`{}, and this is a report for {year}: check year and unit, or correct `to` in the roster", since.en
            )
        }
        (_, to, None) => {
            let to = to.unwrap_or_default();
            words!(
                "名录写明“{unit}”报送到 {to} 年度为止，这是 {year} 年度的报告：请核对年度，或改名录",
                "the roster has `{unit}` report up to {to}, and this is a report for {year}: check the year, or correct the roster"
            )
        }
    };
    vec![Finding::new(&UNIT_YEARS, Subject::Unit, clause)]
}

/// What the roster asks of a report with these findings.
pub(super) fn explanations(project: &Project, identity: &Identity, findings: &[Finding]) -> Option<Finding> {
    let count = findings.iter().filter(|finding| finding.counts_as(Level::Warning)).count();
    if count == 0 || !project.roster.asks_for_explanations(identity.unit()) {
        return None;
    }
    let clause = words!(
        "还有 {count} 处核实性问题没有说明，名录要求写明后才生成：请改正，或写核实说明";
        "{} not explained, which the roster asks for before the report is made: correct them, or write waivers", counted(count, "warning")
    );
    Some(Finding::new(&EXPLANATION_REQUIRED, Subject::File, clause))
}

/// Everything of the roster that decides what is found in a report and what its outputs are called.
pub(super) fn facts(project: &Project, identity: &Identity) -> String {
    let roster = &project.roster;
    let says = identity.says.as_ref().filter(|_| !roster.agencies.is_empty());
    let is_listed = says.is_none_or(|says| roster.agency(&says.unit).is_some());
    let ended = says.and_then(|says| {
        let agency = roster.agency(&says.unit).filter(|agency| !agency.reports_for(says.year))?;
        Some((agency.from, agency.to, agency.merged_into.as_deref()))
    });
    format!("{is_listed} {ended:?} {}", roster.asks_for_explanations(identity.unit()))
}
