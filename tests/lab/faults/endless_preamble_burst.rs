//! One line, and then nothing: a tarpit with a slow beat, or a service that greets and waits. It cannot be told which.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("endless-preamble", |world| world.fake("greeting"))
    .certainty(&["likely"])
    .ssh_says("banner line 0: welcome");
