//! 信息处理费金额: an amount that the scale of fees cannot give.

use rust_decimal::Decimal;

use crate::check::prose::passages;
use crate::check::{Found, Rule, Scope};
use crate::form::Filled;
use crate::lang::Words;
use crate::rule::{About, Basis, Level};

pub(super) static RULE: Rule = Rule {
    about: About::new(
        "fee-amount",
        Level::Warning,
        Basis::law("国办函〔2020〕109号：按件计收为 100 元的倍数，按量计收为 10 元的倍数"),
        Words::fixed("信息处理费金额不合收费标准", "the fee does not fit the scale of fees"),
        Words::fixed(
            "按件计收的每件 100 元起、逐档加 100 元，按量计收的每页 10 元、20 元或 40 元，合计必是 10 元的整倍数。不是的，多半漏了数字，或把表二第八项的收费写到了这里。",
            "Counted by requests the fee is a multiple of 100 yuan, by pages of 10. Any other amount is a typo, or the charge of table 2.",
        ),
    ),
    years: 2021..=u16::MAX,
    asks: &[OTHER_MATTERS],
    scope: Scope::Report(check),
};

const OTHER_MATTERS: &str = "other_matters";

pattern! {
    AMOUNT = r"处理费[^0-9，。；]{0,8}([0-9][0-9,，.]*) ?(万?)元"
}

fn check(Filled { form, report }: Filled, found: &mut Found) {
    let section = form.section_by_key(OTHER_MATTERS);
    for passage in passages(report).iter().filter(|passage| passage.section == section) {
        for amount in AMOUNT.captures_iter(&passage.text) {
            let (Some(whole), Some(shown), Some(ten_thousands)) =
                (amount.get(0), amount.get(1), amount.get(2))
            else {
                continue;
            };
            let plain = shown.as_str().replace([',', '，'], "");
            let Ok(number) = Decimal::from_str_exact(&plain) else { continue };
            let factor = if ten_thousands.is_empty() { 1 } else { 10_000 };
            let Some(yuan) = number.checked_mul(Decimal::from(factor)) else { continue };
            let fits = yuan.checked_rem(Decimal::TEN).is_some_and(|rest| rest.is_zero());
            if !fits {
                let words = &passage.text[shown.start()..whole.end()];
                let clause = words!(
                    "信息处理费写 {words}，不是 10 元的整倍数：请核对金额",
                    "the fee is {words}, which is not a multiple of 10 yuan: check the amount"
                );
                found.add(passage.quote(words), clause);
            }
        }
    }
}
