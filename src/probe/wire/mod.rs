//! The clear part of the SSH transport (RFC 4253): identification strings, KEXINIT, and the tap that lets russh go on
//! where this program has read.

pub mod begun;
pub mod hang_up;
pub mod identify;
pub mod kexinit;
pub mod negotiate;
pub mod packet;
pub mod replay;

/// The identification string of this program, without its line end (RFC 4253 section 4.2).
pub const OUR_IDENTIFICATION: &str = concat!("SSH-2.0-sshdoctor_", env!("CARGO_PKG_VERSION"));
