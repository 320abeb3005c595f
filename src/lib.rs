//! min
pub mod evidence;
pub mod finding;
pub mod lang;
pub mod probe;
pub mod shell;
pub mod target;
pub mod text;
