//! 来源: the document that a data file was imported from, as the file says it.
//!
//! Written by `nianbao import`; read so that it survives when the file is written again. Whether
//! the document still exists is not asked.

use sha2::{Digest, Sha256};

use super::{File, keys};
use crate::faults::WRONG_TYPE;
use crate::finding::{Finding, Subject};
use crate::lang::Words;
use crate::model::{NOT_OBTAINED, Provenance};
use crate::yaml::Node;
use crate::yaml::fields::{Fields, fault};

/// A document, by its name and its bytes.
pub(super) fn of(file: &File) -> Provenance {
    let name = file.path.rsplit(['/', '\\']).next().unwrap_or(file.path);
    let hash: Vec<String> = Sha256::digest(file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Provenance { file: name.to_owned(), sha256: hash.concat(), ..Provenance::default() }
}

/// Reads 来源; what is wrong with it is reported.
pub(super) fn read(node: &Node, findings: &mut Vec<Finding>) -> Option<Provenance> {
    if node.is_null() {
        return None;
    }
    let mut faults = Vec::new();
    let mut fields = Fields::of(node, &mut faults);
    let file = fields.text("文件", &mut faults);
    let sha256 = fields.text("SHA-256", &mut faults);
    let written = fields.optional("公开日期");
    let published = written.and_then(|node| keys::date(node.text().unwrap_or_default()));
    if let Some(node) = written.filter(|_| published.is_none()) {
        faults.push(fault(node, "这里应写日期，如 2025-01-20", "a date such as 2025-01-20 is expected here"));
    }
    let reasons = fields.texts(NOT_OBTAINED, &mut faults);
    fields.finish(&mut faults);
    let finding = |fault: crate::yaml::fields::FieldFault| {
        Finding::new(&WRONG_TYPE, Subject::At(fault.span), fault.words)
    };
    findings.extend(faults.into_iter().map(finding));
    let missing = reasons.into_iter().map(|reason| Words::new(reason.clone(), reason)).collect();
    Some(Provenance { file, sha256, published, missing })
}
