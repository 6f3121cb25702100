//! A project and a year → who has submitted, what came in, what is wrong on this machine.
//!
//! The work around the reports: a list of units becomes the roster ([`units`]), an empty folder a
//! project ([`init`]), incoming files the data of a year ([`collect`]), and all of it one table by
//! unit ([`status`]). Reports are read and checked by `make`; nothing is judged here.

pub mod collect;
pub mod doctor;
pub mod init;
pub mod status;
pub mod units;
