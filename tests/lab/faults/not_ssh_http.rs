//! A web server on the port: a load balancer that sends the connection to the wrong back end.

use crate::lab::fault::Fault;

pub(super) const FAULT: Fault = Fault::new("not-ssh", |world| world.fake("http"))
    .ssh_says("banner line 0: HTTP/1.1 400 Bad Request");
