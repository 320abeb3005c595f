//! Causes of stage resolve.

use super::Code;

/// The index: every page of this stage, in catalogue order.
pub const PAGES: &[Code] = &[];
