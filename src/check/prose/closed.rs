//! Lists of askers that the tables complete: 申请 29 件，其中自然人 22 件、企业 6 件、科研机构 1 件.
//!
//! 企业 6 件 may be enterprises or all organisations, 申请 29 件 may be with or without those
//! brought forward. Where the usual figures of a list make up a total of the tables, it names
//! everybody, and each number is the usual one. Where most of a list disagrees that does not name
//! what it counts, it speaks of something else. Whether a text's own numbers add up is looked at in
//! [`super::parts`].

use rust_decimal::Decimal;

use super::noted::Listed;
use super::said::{Said, What, Why};
use crate::form::{Filled, Sum};

/// Leaves alone what a sentence says of what it does not name, where most of that disagrees: 评查 60
/// 件，其中予以公开 30 件、不予公开 30 件 speaks of something else. One number may be mistyped.
pub(super) fn leave_lists(this: Filled, said: &mut [Said], listed: &[Listed]) {
    for of_sentence in listed.chunk_by(|one, next| one.sentence == next.sentence) {
        let inherited: Vec<&Listed> = of_sentence.iter().filter(|one| !one.is_own).collect();
        for one in inherited.iter().filter(|one| one.is_open) {
            if is_few(this, &said[one.at].what) {
                said[one.at].what = What::Left(Why::Unsure); // 仍有 2 件正在办理
            }
        }
        let agrees = |one: &&&Listed| match &said[one.at].what {
            What::Figure(claim) => claim.agrees(this.form, this.report),
            _ => true,
        };
        let right = inherited.iter().filter(agrees).count();
        let wrong = inherited.len() - right;
        if wrong > 1 && wrong > right {
            for one in inherited {
                said[one.at].what = What::Left(Why::Unsure);
            }
        }
    }
}

/// Takes each number of a list for what its words usually mean, and nothing else, where the tables
/// say that these make up all: 申请 29 件，其中自然人 22 件、企业 6 件、科研机构 1 件. So is the number before it.
pub(super) fn close(this: Filled, said: &mut [Said], listed: &[Listed]) {
    let goes_on = |one: &Listed, next: &Listed| {
        one.sentence == next.sentence && one.of_who && next.of_who && !next.begins
    };
    let mut before: Option<&Listed> = None;
    for list in listed.chunk_by(goes_on) {
        let head = std::mem::replace(&mut before, list.last());
        let [first, _, ..] = list else { continue };
        let value = |sum: &Sum| this.sum(&sum.figures);
        let usual = |one: &Listed| said[one.at].sums().first().and_then(value);
        let sum: Option<Decimal> =
            list.iter().map(usual).try_fold(Decimal::ZERO, |sum, next| sum.checked_add(next?));
        let whole = this.form.texts.wholes.iter().find(|whole| sum.is_some() && value(whole) == sum);
        let Some(whole) = whole else { continue };
        let heads = |one: &&Listed| {
            let usual = said[one.at].sums().first();
            one.sentence == first.sentence && !one.of_who && first.begins && usual == Some(whole)
        };
        let head = head.filter(heads).map(|head| head.at);
        for at in list.iter().map(|one| one.at).chain(head) {
            if let What::Figure(claim) = &mut said[at].what {
                claim.sums.truncate(1);
            }
        }
    }
}

/// Whether a number is less than half of all that its words can mean.
fn is_few(this: Filled, what: &What) -> bool {
    let What::Figure(claim) = what else { return false };
    let twice = claim.number.value.saturating_mul(Decimal::TWO);
    let more = |sum: &Sum| this.sum(&sum.figures).is_some_and(|sum| twice < sum);
    !claim.agrees(this.form, this.report) && claim.sums.iter().all(more)
}
