//! Representative outcomes.
