//! Probes: what the network and the disk are asked. One file a probe.

pub mod wire;
