//! A world: a client machine, a server machine, what lies between them, and a login that works until something is broken.
//!
//! alice on the client logs in as bob on the server with her ed25519 key. carol, bob's neighbour, takes the same key.
//! What can be done to alice's side is in `client.rs`, to the server's side in `server.rs`.

use std::cell::{Cell, RefCell};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::machine::{Machine, PATH};
use super::wire::Wire;

/// What lies between client and server.
#[derive(Clone, Copy)]
pub(crate) enum Topology {
    /// A cable.
    Direct,
    /// A router.
    Routed,
    /// Two routers, one behind the other.
    TwoRouters,
    /// A machine that forwards no packets, only logins.
    Jump,
    /// The same, with a cable in user space between it and the server.
    JumpOnAWire(&'static str),
    /// Two of them, one behind the other: `jump` and `inner`.
    TwoJumps,
    /// A cable in user space, with the faults of `wire.py` as its options.
    Wire(&'static str),
}

pub(crate) struct World {
    pub(crate) client: Machine,
    pub(crate) server: Machine,
    pub(super) middle: Option<Machine>,
    /// The second of two routers.
    far: Option<Machine>,
    /// What alice's environment holds besides the usual.
    pub(super) environment: RefCell<Vec<(&'static str, String)>>,
    /// Whether sudo stands before what alice types.
    pub(super) under_sudo: Cell<bool>,
    _wire: Option<Wire>,
}

/// What a program did.
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) seconds: f64,
}

impl Ran {
    pub(super) fn new(output: &Output, start: Instant) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            seconds: start.elapsed().as_secs_f64(),
        }
    }

    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.stdout).ok()
    }
}

impl World {
    pub(crate) fn new(topology: Topology) -> Self {
        match topology {
            Topology::Direct => Self::direct(),
            Topology::Routed => Self::around("router"),
            Topology::TwoRouters => Self::two_routers(),
            Topology::Jump => Self::around("jump"),
            Topology::JumpOnAWire(options) => Self::jump_on_a_wire(options),
            Topology::TwoJumps => Self::two_jumps(),
            Topology::Wire(options) => Self::wire(options),
        }
    }

    pub(crate) fn direct() -> Self {
        let [client, server] = ["client", "server"].map(Machine::start);
        link(&client, "eth0", &server, "eth0");
        Self::side_by_side(client, server, None)
    }

    pub(crate) fn wire(options: &str) -> Self {
        let [client, server] = ["client", "server"].map(Machine::start);
        let wire = Wire::between(&client, &server, options);
        Self::side_by_side(client, server, Some(wire))
    }

    fn side_by_side(client: Machine, server: Machine, wire: Option<Wire>) -> Self {
        begin(&client, "client 10.99.1.2 fd99:1::2 10.99.1.2 fd99:1::2");
        begin(&server, "server 10.99.1.2 fd99:1::2 10.99.1.1 fd99:1::1");
        Self {
            client,
            server,
            middle: None,
            far: None,
            environment: RefCell::default(),
            under_sudo: Cell::default(),
            _wire: wire,
        }
    }

    /// A third machine in the middle; `role` is how it begins.
    fn around(role: &'static str) -> Self {
        let [client, middle, server] = ["client", role, "server"].map(Machine::start);
        link(&client, "eth0", &middle, "rc");
        link(&middle, "rs", &server, "eth0");
        begin(&middle, role);
        begin(&client, "client 10.99.2.2 fd99:2::2 10.99.1.254 fd99:1::fe");
        begin(&server, "server 10.99.2.2 fd99:2::2 10.99.2.254 fd99:2::fe");
        Self {
            client,
            server,
            middle: Some(middle),
            far: None,
            environment: RefCell::default(),
            under_sudo: Cell::default(),
            _wire: None,
        }
    }

    fn two_routers() -> Self {
        let [client, near, far, server] = ["client", "near", "far", "server"].map(Machine::start);
        link(&client, "eth0", &near, "rc");
        link(&near, "rs", &far, "rc");
        link(&far, "rs", &server, "eth0");
        begin(&near, "near");
        begin(&far, "far");
        begin(&client, "client 10.99.2.2 fd99:2::2 10.99.1.254 fd99:1::fe");
        begin(&server, "server 10.99.2.2 fd99:2::2 10.99.2.254 fd99:2::fe");
        Self {
            client,
            server,
            middle: Some(near),
            far: Some(far),
            environment: RefCell::default(),
            under_sudo: Cell::default(),
            _wire: None,
        }
    }

    fn jump_on_a_wire(options: &str) -> Self {
        let [client, middle, server] = ["client", "jump", "server"].map(Machine::start);
        link(&client, "eth0", &middle, "rc");
        let wire = Wire::between(&middle, &server, options);
        begin(&middle, "jump_on_a_wire");
        begin(&client, "client 10.99.2.2 fd99:2::2 10.99.1.254 fd99:1::fe");
        begin(&server, "server 10.99.2.2 fd99:2::2 10.99.2.254 fd99:2::fe");
        Self {
            client,
            server,
            middle: Some(middle),
            far: None,
            environment: RefCell::default(),
            under_sudo: Cell::default(),
            _wire: Some(wire),
        }
    }

    fn two_jumps() -> Self {
        let [client, first, inner, server] =
            ["client", "jump", "inner", "server"].map(Machine::start);
        link(&client, "eth0", &first, "rc");
        link(&first, "rs", &inner, "rc");
        link(&inner, "rs", &server, "eth0");
        begin(&first, "first");
        begin(&inner, "inner");
        let knows = "client 10.99.2.2 fd99:2::2 10.99.1.254 fd99:1::fe; knows_inner";
        begin(&client, knows);
        begin(&server, "server 10.99.2.2 fd99:2::2 10.99.2.254 fd99:2::fe");
        Self {
            client,
            server,
            middle: Some(first),
            far: Some(inner),
            environment: RefCell::default(),
            under_sudo: Cell::default(),
            _wire: None,
        }
    }

    /// The second router.
    pub(crate) fn far_router(&self) -> &Machine {
        self.far.as_ref().expect("this world has two routers")
    }

    /// The router or jump host.
    pub(crate) fn router(&self) -> &Machine {
        self.middle
            .as_ref()
            .expect("this world has something in the middle")
    }

    /// The machine in the middle, where people log in to it.
    pub(crate) fn jump_host(&self) -> Option<&Machine> {
        self.middle.as_ref().filter(|middle| middle.name == "jump")
    }

    /// The second of two jump hosts.
    pub(crate) fn inner_host(&self) -> Option<&Machine> {
        self.far.as_ref().filter(|far| far.name == "inner")
    }

    /// What the programs of every machine have said, for the message of a test that fails.
    pub(crate) fn logs(&self) -> String {
        let machines = [
            Some(&self.client),
            self.middle.as_ref(),
            self.far.as_ref(),
            Some(&self.server),
        ];
        machines.into_iter().flatten().map(Machine::logs).collect()
    }
}

fn begin(machine: &Machine, role: &str) {
    machine.run(&format!(". /run/lab/tools/world.sh; {role}"));
}

/// A cable between two machines. It is laid from inside the first, which a user namespace allows as well.
fn link(one: &Machine, its: &str, other: &Machine, others: &str) {
    let ip = format!(
        "ip link add name {its} type veth peer name {others} netns {}",
        other.pid
    );
    let made = Command::new("nsenter")
        .args(["-t", &one.pid.to_string(), "-n"])
        .args(ip.split(' '))
        .env("PATH", PATH)
        .stdin(Stdio::null())
        .output()
        .expect("nsenter");
    assert!(
        made.status.success(),
        "{}: `{ip}` failed: {}",
        one.name,
        String::from_utf8_lossy(&made.stderr)
    );
}
