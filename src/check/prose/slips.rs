//! Whether a number that disagrees looks like a figure that was mistyped.
//!
//! A number far from everything that its words can mean is more likely of something else than
//! mistyped, where it does not itself say what it counts, and the numbers beside it do not show
//! that the sentence is understood. Which figures its words can mean is no affair of this module.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::doubted::{PROOF, proof};
use super::noted::{Before, Listed, MOST_LISTED, Words};
use super::said::{Claim, Said, Share, What, Why};
use crate::form::{Filled, Sum};

/// Leaves alone what is far from everything that it can mean: 评查 60 件，其中予以公开 30 件、不予公开 30 件
/// speaks of something else. One number may be mistyped. What the office of a government did may be
/// a part of what the government reports, or all of it, unless others of the sentence prove which.
pub(super) fn leave_far(
    this: Filled,
    said: &mut [Said],
    listed: &[Listed],
    of_own: &HashSet<usize>,
    of_office: &HashSet<usize>,
) {
    let mut sure: HashSet<usize> = HashSet::new(); // looked up, never walked
    for of_sentence in listed.chunk_by(|one, next| one.sentence == next.sentence) {
        let proves = |fits: &dyn Fn(&&Listed) -> bool| {
            let proofs = of_sentence.iter().filter(fits).filter_map(|one| match &said[one.at].what {
                What::Figure(claim) if claim.agrees(this.form, this.report) => {
                    Some(proof(claim.number.value))
                }
                _ => None,
            });
            proofs.sum::<u32>() >= PROOF
        };
        let is_proven = proves(&|_| true);
        let is_of_office = |one: &&Listed| of_office.contains(&one.at);
        let is_all_that_reports = proves(&is_of_office);
        let is_of_own = |one: &&Listed| of_own.contains(&one.at);
        let is_own_proven = proves(&is_of_own);
        for one in of_sentence {
            let What::Figure(claim) = &said[one.at].what else { continue };
            if is_of_office(&one) && !is_all_that_reports && !claim.agrees(this.form, this.report) {
                said[one.at].what = What::Left(Why::Part);
                continue;
            }
            let is_sure = match one.words {
                Words::Own => true,
                Words::OrMore => is_proven || is_less(this, claim),
                Words::OrFewer => is_proven || is_more(this, claim),
                // 仍有 2 件正在办理
                Words::Inherited if one.is_open && is_few(this, claim) => {
                    said[one.at].what = What::Left(Why::Unsure);
                    continue;
                }
                Words::Inherited if is_of_own(&one) => is_own_proven,
                Words::Inherited => is_proven,
            };
            if is_sure {
                sure.insert(one.at);
            }
        }
    }
    for (at, said) in said.iter_mut().enumerate() {
        let is_far = match &said.what {
            What::Statement(_) => of_office.contains(&at),
            What::Figure(claim) => !sure.contains(&at) && is_far(this, claim),
            What::Share(share) => !share.is_plain && is_far_share(this, share),
            _ => false,
        };
        if is_far {
            said.what = What::Left(Why::Unsure);
        }
    }
}

/// Leaves alone what disagrees and is shown to be a part by a total of the text behind it.
pub(super) fn leave_added(this: Filled, said: &mut [Said], added: &[usize]) {
    for &at in added {
        if matches!(&said[at].what, What::Figure(claim) if !claim.agrees(this.form, this.report)) {
            said[at].what = What::Left(Why::Part);
        }
    }
}

/// The numbers behind one that make it up, where some of them are not understood: what the text
/// adds up is not mistyped, and the others may be something else too. 收到申请 10 件：告知查阅途径 5 件，
/// 同意公开 4 件，信息不存在 1 件.
pub(super) fn making_up(this: Filled, said: &[Said], counted: &[Before]) -> Vec<usize> {
    let mut all = Vec::new();
    for of_sentence in counted.chunk_by(|one, next| one.sentence == next.sentence) {
        let is_left = |one: &Before| matches!(said[one.at].what, What::Left(_));
        let agrees = |one: &Before| match &said[one.at].what {
            What::Figure(claim) => claim.agrees(this.form, this.report),
            _ => false,
        };
        let of_sentence = &of_sentence[of_sentence.len().saturating_sub(MOST_LISTED)..];
        for (index, whole) in of_sentence.iter().enumerate().filter(|(_, whole)| agrees(whole)) {
            let parts = &of_sentence[index + 1..];
            let sum = parts.iter().map(|one| one.value).fold(Decimal::ZERO, Decimal::saturating_add);
            let alike = parts.iter().all(|one| one.counter == whole.counter);
            if sum == whole.value && alike && parts.len() > 1 && parts.iter().any(is_left) {
                all.extend(parts.iter().map(|one| one.at));
            }
        }
    }
    all
}

fn is_far(this: Filled, claim: &Claim) -> bool {
    let near = |sum: &Sum| this.sum(&sum.figures).is_none_or(|sum| is_slip(claim.number.value, sum));
    !claim.agrees(this.form, this.report) && !claim.sums.iter().any(near)
}

/// Whether a number is less than half of all that its words can mean.
fn is_few(this: Filled, claim: &Claim) -> bool {
    let twice = claim.number.value.saturating_mul(Decimal::TWO);
    !claim.agrees(this.form, this.report) && of_all(this, claim, |sum| twice < sum)
}

fn is_less(this: Filled, claim: &Claim) -> bool {
    of_all(this, claim, |sum| claim.number.value < sum)
}

fn is_more(this: Filled, claim: &Claim) -> bool {
    of_all(this, claim, |sum| claim.number.value > sum)
}

fn of_all(this: Filled, claim: &Claim, is: impl Fn(Decimal) -> bool) -> bool {
    claim.sums.iter().all(|sum| this.sum(&sum.figures).is_some_and(&is))
}

/// A share further from all that it can be, in percentage points, is of something else.
const NEAR_SHARE: u32 = 5;

fn is_far_share(this: Filled, share: &Share) -> bool {
    let stated = &share.percent;
    let near = |of: Decimal| {
        let shown = of.round_dp(stated.step.scale());
        (of - stated.value).abs() <= Decimal::from(NEAR_SHARE) || is_slip(stated.value, shown)
    };
    let possible = share.possible(this).unwrap_or_default();
    !possible.is_empty() && !possible.into_iter().any(|(of, ..)| near(of))
}

/// Whether a number is another one with one digit wrong, missing or too many, or two exchanged, or
/// is a little more or less: by two, or a tenth.
fn is_slip(number: Decimal, figure: Decimal) -> bool {
    let difference = (number - figure).abs();
    if difference <= Decimal::TWO || difference.saturating_mul(Decimal::TEN) <= figure.abs() {
        return true;
    }
    let digits = |number: Decimal| number.normalize().to_string().into_bytes();
    let (one, other) = (digits(number), digits(figure));
    // Any digit is another one with one digit wrong.
    one.len().max(other.len()) > 1 && is_one_edit(&one, &other)
}

fn is_one_edit(one: &[u8], other: &[u8]) -> bool {
    let alike = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    match (&one[alike..], &other[alike..]) {
        ([a, b, one @ ..], [c, d, other @ ..]) if (a, b) == (d, c) && one == other => true,
        ([_, one @ ..], [_, other @ ..]) if one == other => true,
        ([_, one @ ..], other) | (other, [_, one @ ..]) if one == other => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::is_slip;

    #[test]
    fn a_slip_is_a_digit_or_a_little() {
        let slips = [(71, 17), (286, 28), (28, 286), (47, 41), (1150, 1050), (5, 3), (0, 2), (118, 18)];
        for (number, figure) in slips {
            assert!(is_slip(Decimal::from(number), Decimal::from(figure)), "{number} for {figure}");
        }
        for (number, figure) in [(3, 7), (60, 286), (714, 340), (1200, 1050), (17, 171_000), (94, 17)] {
            assert!(!is_slip(Decimal::from(number), Decimal::from(figure)), "{number} for {figure}");
        }
    }
}
