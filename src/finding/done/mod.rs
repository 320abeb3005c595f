//! Causes of stage done: no fault, or no verdict.

use super::Code;

pub mod no_fault_found;
pub mod undecided;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[&no_fault_found::PAGE, &undecided::PAGE];
