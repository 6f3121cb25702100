//! Lists of askers that the tables complete: 申请 29 件，其中自然人 22 件、企业 6 件、科研机构 1 件.
//!
//! 企业 6 件 may be enterprises or all organisations, 申请 29 件 may be with or without those
//! brought forward. Where the usual figures of a list make up a total of the tables, it names
//! everybody, and each number is the usual one. Whether a text's own numbers add up is looked at in
//! [`super::parts`].

use rust_decimal::Decimal;

use super::noted::Listed;
use super::said::{Said, What};
use crate::form::{Filled, Sum};

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
        // 结转的 21 件由自然人提出，新收中自然人 282 件: of two rows.
        let row = |one: &Listed| said[one.at].sums().first().map(Sum::rows);
        if list.iter().any(|one| row(one) != row(first)) {
            continue;
        }
        let heads = |one: &&Listed| {
            let usual = said[one.at].sums().first();
            one.sentence == first.sentence && !one.of_who && first.begins && usual == Some(whole)
        };
        let head = head.filter(heads).map(|head| head.at);
        let at_all = list.iter().map(|one| one.at).chain(head);
        // 受理 25 件（含结转 1 件），自然人 24 件、其他 1 件: they make up another total.
        let stated = |at: usize| said[at].given().map(|(_, value)| value);
        let listed =
            list.iter().filter_map(|one| stated(one.at)).fold(Decimal::ZERO, Decimal::saturating_add);
        let is_other = |stated: Decimal| {
            let is = |total: &Sum| value(total) == Some(stated);
            Some(stated) != sum && this.form.texts.wholes.iter().any(is)
        };
        if is_other(listed) || head.and_then(stated).is_some_and(is_other) {
            continue;
        }
        for at in at_all {
            if let What::Figure(claim) = &mut said[at].what {
                claim.sums.truncate(1);
            }
        }
    }
}
